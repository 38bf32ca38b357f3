"""Scenario 40: somebody the service is not for is told so, told who may help, and counted; nobody's name is kept."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import drafts, eligibility, providers, undo
from advice_tui.casework.eligibility import EligibilityForm
from advice_tui.casework.providers import ProviderForm
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from tests.factories import POLICIES, audit_lines

DAY = date(2026, 11, 24)
BOTH = pytest.mark.parametrize("policy", POLICIES)


@pytest.fixture
def known(desk):
    priya = desk("adviser")
    kind = priya.policy.referral.kinds[0].key
    providers.add(priya, ProviderForm("Citizens Advice", kind, "Anybody", "020 7946 0000"))
    return providers.listed(priya)[0].id


def form(desk, **over):
    policy = desk.policy
    fields = {"channel": "email", "group": policy.eligibility.others[0].key}
    return EligibilityForm(**{**fields, **over})


@BOTH
@pytest.mark.parametrize("who", ["receptionist", "adviser", "manager"])
def test_refused_with_the_reason_sent_on_and_counted(desk, known, who):
    me = desk(who)
    done = eligibility.refuse(me, form(me, providers=(known,), why="Her sister studies here: Zanzibar"))
    label = me.policy.eligibility.others[0].label
    assert done.sentence == f"{label}: counted, told of 1 other place; no name is kept."
    key = me.policy.eligibility.others[0].key
    assert eligibility.counted(desk("adviser"), DAY, DAY) == {key: 1}
    assert eligibility.counted(desk("manager"), date(2026, 11, 25), date(2026, 11, 26)) == {key: 0}
    raw = b"".join(path.read_bytes() for path in me.home.rglob("*") if path.is_file())
    assert b"Zanzibar" not in raw
    last = next(one for one in reversed(audit_lines(me)) if one.act == "eligibility.refuse")
    assert last.detail == '{"channel":"email","told_of":1}'


@BOTH
def test_taken_back_it_does_not_count(desk):
    dana, priya = desk("receptionist"), desk("adviser")
    done = eligibility.refuse(dana, form(dana))
    assert done.sentence.endswith("counted, told of nobody else; no name is kept.")
    with pytest.raises(NotAllowed):
        undo.undo(priya, done.undo)
    undo.undo(dana, done.undo)
    assert sum(eligibility.counted(priya, DAY, DAY).values()) == 0
    with pytest.raises(ChangedMeanwhile):
        undo.undo(dana, done.undo)


def test_what_was_typed_of_her_goes_with_it(desk):
    dana = desk("receptionist")
    drafts.keep(dana, "enquiry", {"name": "Zelda Quux"})
    assert "no name is kept" in eligibility.refuse(dana, form(dana), draft="enquiry").sentence
    assert drafts.find(dana, "enquiry") is None
    assert "name is kept with it" in eligibility.refuse(dana, form(dana, name="Zelda Quux")).sentence


WRONG = [
    ({"group": "student"}, {"group"}),
    ({"group": ""}, {"group"}),
    ({"channel": "pigeon"}, {"channel"}),
    ({"providers": ("x",)}, {"providers"}),
    ({"why": "x" * 10_000_000}, {"why"}),
    ({"name": "x" * 10_000, "elsewhere": "y" * 10_000, "group": "?"}, {"name", "elsewhere", "group"}),
]


@pytest.mark.parametrize(("over", "where"), WRONG)
def test_all_that_is_wrong_at_once_and_nothing_is_counted(desk, over, where):
    dana = desk("receptionist")
    with pytest.raises(BadInput) as refused:
        eligibility.refuse(dana, form(dana, **over))
    assert set(refused.value.problems) == where
    assert sum(eligibility.counted(desk("adviser"), DAY, DAY).values()) == 0


@pytest.mark.parametrize("who", ["director", "maintainer", "reader"])
def test_nobody_else(desk, who):
    with pytest.raises(NotAllowed):
        eligibility.refuse(desk(who), form(desk(who)))
