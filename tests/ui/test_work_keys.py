"""Every key of the work screens has a name, says what it does, and is given once."""

from __future__ import annotations

import re

import pytest
from textual.binding import Binding

from screens import menu
from screens.base import DeskScreen
from screens.form import FormDialog
from screens.help import all_bindings
from screens.keys import EVERYWHERE
from screens.mail_batch import MailBatch
from screens.staff import StaffList
from screens.widgets.people_editor import Listed, ListEditor, RowForm
from screens.widgets.pick import Pick
from screens.widgets.row_list import RowList
from screens.widgets.ticks import Ticks
from screens.widgets.timeline import Timeline
from screens.widgets.waiting_list import WaitingList

PLACES = [StaffList, FormDialog, Pick, Ticks, RowList, Timeline, WaitingList, Listed, ListEditor, RowForm]
WRITTEN = [
    (place.__name__, binding)
    for place in [*(menu.load(one) for one in menu.SCREENS), *PLACES]
    for binding in (all_bindings(place) if issubclass(place, DeskScreen) else place.BINDINGS)
]


@pytest.mark.parametrize(("place", "binding"), WRITTEN)
def test_each_has_an_id_a_word_and_a_tooltip(place, binding):
    assert isinstance(binding, Binding)
    assert binding.id
    assert binding.description
    assert len(binding.tooltip) > len("Open")


def test_ids_are_given_once():
    ids = {(binding.id, binding.action) for _, binding in WRITTEN} | {(one.id, one.action) for one in EVERYWHERE}
    assert len(ids) == len({id_ for id_, _ in ids})


@pytest.mark.parametrize("one", menu.SCREENS, ids=lambda one: one.key)
def test_no_screen_takes_a_key_that_works_everywhere(one):
    taken = {key for binding in EVERYWHERE for key in binding.key.split(",")}
    mine = {key for binding in all_bindings(menu.load(one)) for key in binding.key.split(",")}
    assert not mine & taken


def test_what_a_screen_is_for_has_a_key_that_is_no_letter():
    for name in ("today", "staff"):
        for binding in menu.load(menu.entry(name)).BINDINGS:
            assert any(len(key) > 1 for key in binding.key.split(","))


@pytest.mark.parametrize("screen", [*(menu.load(one) for one in menu.SCREENS), MailBatch], ids=lambda one: one.__name__)
def test_every_screen_says_what_it_is_for(screen):
    sentences = re.findall(r"[.!?](?: |$)", screen.ABOUT)
    assert 1 <= len(sentences) <= 3, screen.ABOUT
