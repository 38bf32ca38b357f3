"""Key dates of a case: set, changed, done, taken back, undone; two terminals; what the store shows of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advice_tui.casework import cases, undo
from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.cases import dates
from data.errors import BadInput, ChangedMeanwhile, NotFound
from data.models import Case
from data.queries import key_dates
from tests.factories import audit_lines, take

FORM = dates.KeyDateForm(
    "Appeal deadline",
    "No appeal is taken after it.",
    date(2026, 12, 1),
    date(2026, 11, 24),
    date(2026, 11, 30),
)


@pytest.fixture
def case(desk):
    return take(desk("adviser")).case_id


def kept(desk, case_id):
    return cases.refresh(desk, case_id).key_dates


def test_set_and_shown_with_an_entry(desk, case):
    priya = desk("adviser")
    written = dates.set_date(priya, case, FORM)
    number = cases.refresh(priya, case).number
    assert written.sentence == (
        f"Key date on case {number}: Appeal deadline, Tue 1 Dec, 5 working days. Reminders Tue 24 Nov and Mon 30 Nov."
    )
    (one,) = kept(priya, case)
    assert (one.what, one.why, one.day, one.state) == (FORM.what, FORM.why, FORM.day, "calm")
    assert one.words == "Tue 1 Dec, 5 working days"
    entry = cases.refresh(priya, case).entries[0]
    assert (entry.kind, entry.title) == ("case_changed", "Key date: Appeal deadline")
    assert "Tue 1 Dec 2026" in entry.body
    assert FORM.why in entry.body


def test_changing_keeps_the_former_day_on_the_timeline(desk, case):
    priya = desk("adviser")
    dates.set_date(priya, case, FORM)
    (one,) = kept(priya, case)
    later = replace(FORM, day=date(2026, 12, 3), again_on=date(2026, 12, 2))
    dates.change_date(priya, case, one.id, one.row_ver, later)
    (now,) = kept(priya, case)
    assert now.day == date(2026, 12, 3)
    entry = cases.refresh(priya, case).entries[0]
    assert "Day: Tue 1 Dec 2026 → Thu 3 Dec 2026" in entry.body
    assert "Why" not in entry.body
    with pytest.raises(BadInput, match="Nothing was changed"):
        dates.change_date(priya, case, now.id, now.row_ver, later)


@pytest.mark.parametrize(("act", "title"), [(dates.finish_date, "done"), (dates.take_back_date, "taken back")])
def test_done_and_taken_back_leave_the_list_and_stay_on_the_timeline(desk, case, act, title):
    priya = desk("adviser")
    dates.set_date(priya, case, FORM)
    (one,) = kept(priya, case)
    written = act(priya, case, one.id, one.row_ver)
    assert kept(priya, case) == ()
    assert cases.refresh(priya, case).entries[0].title == f"Key date {title}: Appeal deadline"
    undo.undo(priya, written.undo)
    (again,) = kept(priya, case)
    assert (again.what, again.day) == (one.what, one.day)
    assert cases.refresh(priya, case).entries[0].struck


def test_undo_of_setting_and_of_changing(desk, case):
    priya = desk("adviser")
    first = dates.set_date(priya, case, FORM)
    (one,) = kept(priya, case)
    changed = dates.change_date(priya, case, one.id, one.row_ver, replace(FORM, what="Panel", day=date(2026, 12, 8)))
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, first.undo)
    undo.undo(priya, changed.undo)
    (back,) = kept(priya, case)
    assert (back.what, back.day, back.remind_on) == (FORM.what, FORM.day, FORM.remind_on)
    other = dates.set_date(priya, case, replace(FORM, what="Other"))
    undo.undo(priya, other.undo)
    assert [one.what for one in kept(priya, case)] == [FORM.what]


def test_the_second_terminal_overwrites_nothing(desk, case):
    priya, tom = desk("adviser"), desk("second")
    dates.set_date(priya, case, FORM)
    (one,) = kept(tom, case)
    dates.change_date(priya, case, one.id, one.row_ver, replace(FORM, day=date(2026, 12, 2)))
    for act in (
        lambda: dates.change_date(tom, case, one.id, one.row_ver, replace(FORM, day=date(2026, 12, 4))),
        lambda: dates.finish_date(tom, case, one.id, one.row_ver),
        lambda: dates.take_back_date(tom, case, one.id, one.row_ver),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()
    assert kept(tom, case)[0].day == date(2026, 12, 2)


def test_every_problem_at_once_and_nothing_stored(desk, case):
    priya = desk("adviser")
    lines = len(audit_lines(priya))
    with pytest.raises(BadInput) as refused:
        dates.set_date(priya, case, dates.KeyDateForm("", "x" * 501, None, None, None))
    assert set(refused.value.problems) == {"what", "why", "day"}
    assert len(audit_lines(priya)) == lines
    assert kept(priya, case) == ()


def test_no_date_on_a_closed_case_and_none_of_another_case(desk, case):
    priya = desk("adviser")
    dates.set_date(priya, case, FORM)
    (one,) = kept(priya, case)
    other = take(priya, name="Other Person", student_number="w1111111", email="o@example.org").case_id
    with pytest.raises(NotFound):
        dates.finish_date(priya, other, one.id, one.row_ver)
    with priya.store.write(priya.signer, "test", at=priya.now) as tx:
        tx.change(Case, {"id": other}, status="closed", closed_at=priya.now)
    with pytest.raises(BadInput, match="reopen it first"):
        dates.set_date(priya, other, FORM)


def test_due_gives_what_is_brought_up_today(desk, case, clock):
    priya = desk("adviser")
    dates.set_date(priya, case, replace(FORM, remind_on=date(2026, 11, 25)))
    with priya.store.read() as connection:
        assert key_dates.due(connection, priya.keys, date(2026, 11, 24)) == []
        ((row, found),) = key_dates.due(connection, priya.keys, date(2026, 11, 25))
        assert (row.case_id, found.id) == (case, case)
        _, key, _ = open_case_row(priya, connection, case)
        assert dates.text_of(row, key) == (FORM.what, FORM.why)
    clock.set(2026, 12, 2, 14)
    assert dates.words(priya, row).state == "red"
    clock.set(2026, 12, 5, 14)
    assert dates.words(priya, row).state == "amber"


def test_a_chase_is_put_and_ended_inside_another_act(desk, case):
    priya = desk("adviser")
    with priya.store.write(priya.signer, "test", case, at=priya.now) as tx:
        row, key, _ = open_case_row(priya, tx.connection, case)
        days = (date(2026, 12, 8), date(2026, 12, 8), date(2026, 12, 8))
        made = dates.put_date(priya, tx, (case, key, row.key_ver), "chase", "Ask for the letter", "She has it", *days)
    dates.set_date(priya, case, FORM)
    with priya.store.write(priya.signer, "test", case, at=priya.now) as tx:
        assert dates.end_chase(priya, tx, case) == (made,)
    assert [one.kind for one in kept(priya, case)] == ["key_date"]
    with priya.store.write(priya.signer, "test", case, at=priya.now) as tx:
        dates.open_again(tx, (made,))
    assert {one.kind for one in kept(priya, case)} == {"key_date", "chase"}


def test_the_store_and_the_audit_hold_no_word_of_it(desk, case):
    priya = desk("adviser")
    dates.set_date(priya, case, FORM)
    with priya.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM key_date").fetchall()
    assert b"Appeal" not in repr(rows).encode()
    line = audit_lines(priya)[-1]
    assert (line.act, line.obj) == ("case.key_date", case)
    assert "ppeal" not in line.detail


def test_hostile_words_stay_words(desk, case):
    priya = desk("adviser")
    dates.set_date(priya, case, replace(FORM, what="[/] \x1b]0;x\x07 <b>", why="\u202eevil [red]x"))
    (one,) = kept(priya, case)
    assert one.what == "[/] ]0;x <b>"
    assert one.why == "evil [red]x"
