"""Today without a screen: what waits for whom, in which order, and the sum behind each row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from advice_tui.casework import arrivals, cases, induction, today
from advice_tui.casework.cases import EntryForm, handing
from advice_tui.casework.cases.dates import KeyDateForm, set_date
from advice_tui.casework.diary.views import NewClient
from data.models import Acknowledgement, Case
from tests.factories import NOW, POLICIES, at, book, take, write


def kinds(found):
    return [(row.kind, row.state) for row in found.rows]


def test_an_adviser_sees_her_own_and_nobodys_and_a_manager_everybodys(desk):
    mine, theirs, free = (take(desk(), name=name) for name in ("Amira Khan", "Joe Marsh", "Grace Lowe"))
    cases.take_on(desk("adviser"), mine.case_id)
    cases.take_on(desk("second"), theirs.case_id)
    seen = today.waiting(desk("adviser"))
    assert {row.case_id for row in seen.rows} == {mine.case_id, free.case_id}
    assert (seen.total, seen.others, seen.everybody) == (2, 1, False)
    everything = today.waiting(desk("adviser"), everybody=True)
    assert (everything.total, everything.others, everything.everybody) == (3, 0, True)
    assert today.waiting(desk("manager")).total == 3


@pytest.mark.parametrize("policy", POLICIES)
def test_news_on_a_case_must_be_told_and_a_reply_tells_it(desk, policy):
    """Scenario 50: I-10, I-15; L-5."""
    adviser = desk("adviser")
    case = take(adviser)
    write(adviser, case.case_id, "reply_email", "Here is what you can do.")
    assert today.waiting(adviser).rows == ()
    write(adviser, case.case_id, "development", "The University has written: the panel meets on Friday.")
    (row,) = today.waiting(adviser).rows
    assert (row.kind, row.internal, row.mine) == ("tell_student", True, True)
    assert any("Day 1" in line for line in today.explain_row(adviser, row.id))
    write(adviser, case.case_id, "call_reached", "Told her about Friday.")
    assert today.waiting(adviser).rows == ()


def test_overdue_news_stand_red_on_the_list(desk, clock):
    adviser = desk("adviser")
    case = take(adviser)
    write(adviser, case.case_id, "reply_email", "Here is what you can do.")
    write(adviser, case.case_id, "development", "The panel meets on Friday.")
    clock.set(2026, 11, 30, 11)
    assert kinds(today.waiting(adviser)) == [("tell_student", "red")]


def test_a_key_date_is_brought_up_from_its_first_reminder_and_ranked_by_its_day(desk, clock):
    adviser = desk("adviser")
    case = take(adviser)
    write(adviser, case.case_id, "reply_email", "Here is what you can do.")
    day = date(2026, 12, 8)
    form = KeyDateForm("Appeal deadline", "Ten working days from the letter", day, date(2026, 12, 1), date(2026, 12, 7))
    set_date(adviser, case.case_id, form)
    assert today.waiting(adviser).rows == ()
    clock.set(2026, 12, 1)
    later = take(adviser, received=clock.now - timedelta(minutes=1))
    found = today.waiting(adviser)
    assert [row.case_id for row in found.rows] == [later.case_id, case.case_id]
    assert kinds(found) == [("reply", "calm"), ("key_date", "calm")]
    assert found.rows[1].about == "Appeal deadline"
    lines = today.explain_row(adviser, found.rows[1].id)
    assert any("Ten working days from the letter" in line for line in lines)
    clock.set(2026, 12, 7)
    assert ("key_date", "amber") in kinds(today.waiting(adviser))
    clock.set(2026, 12, 10)
    assert ("key_date", "red") in kinds(today.waiting(adviser))


def test_nothing_is_red_while_the_service_is_closed(desk, clock):
    """I-29: clients should not expect a response at weekends; nobody is chased then either."""
    adviser = desk("adviser")
    first = take(adviser)
    write(adviser, first.case_id, "reply_email", "Here is what you can do.")
    write(adviser, first.case_id, "development", "News.")
    form = KeyDateForm("Deadline", "It ends then", date(2026, 11, 27), date(2026, 11, 25), date(2026, 11, 26))
    set_date(adviser, first.case_id, form)
    take(adviser)
    clock.now = at(2026, 11, 29, 12)
    assert {row.state for row in today.waiting(adviser).rows} <= {"amber", "calm"}
    clock.now = at(2026, 11, 30, 11)
    assert {row.state for row in today.waiting(adviser).rows} == {"red"}


def test_a_case_that_nobody_has_is_brought_up_though_no_promise_is_open(desk):
    adviser = desk("adviser")
    case = take(adviser)
    write(adviser, case.case_id, "reply_email", "Here is what you can do.")
    with adviser.store.write(adviser.signer, "test", at=adviser.now) as tx:
        tx.change(Case, {"id": case.case_id}, adviser_id=None)
    (row,) = today.waiting(desk("second")).rows
    assert (row.kind, row.state) == ("unassigned", "amber")
    assert "Nobody has this case" in today.explain_row(adviser, row.id)[0]


def test_a_case_handed_over_stands_on_the_list_until_it_is_opened(desk):
    adviser, second = desk("adviser"), desk("second")
    case = take(adviser)
    write(adviser, case.case_id, "reply_email", "Here is what you can do.")
    handing.assign(adviser, case.case_id, row_ver(adviser, case), second.person.id, "Look at her letter first.")
    (row,) = today.waiting(second).rows
    assert (row.kind, row.state, row.words) == ("handed", "amber", "by Priya Nair")
    assert "handed this case to you" in today.explain_row(second, row.id)[0]
    cases.open_case(second, case.case_id)
    assert today.waiting(second).rows == ()


def row_ver(desk, case):
    return cases.open_case(desk, case.case_id).row_ver


def test_each_kind_has_its_words():
    assert all(long for long, _ in today.DOES.values())
    assert all(len(short) <= 5 for _, short in today.DOES.values())


def test_a_second_message_has_a_promise_of_its_own(desk, clock):
    """Several contacts in one case, each with its promise; the first one's answer does not answer the second."""
    adviser = desk("adviser")
    case = take(adviser)
    write(adviser, case.case_id, "reply_email", "Here is what you can do.")
    clock.pass_(hours=2)
    cases.write_entry(
        adviser,
        case.case_id,
        EntryForm("received", "And what about my visa?", channel="email", at=NOW + timedelta(hours=1)),
    )
    assert kinds(today.waiting(adviser)) == [("follow_up", "calm")]
    write(adviser, case.case_id, "reply_email", "Your visa is safe.")
    assert today.waiting(adviser).rows == ()


def test_the_first_tour_goes_step_by_step_and_is_remembered(service):
    newcomer = service.sign_in("adviser")
    assert induction.tour_step(newcomer) == 0  # the people of the tests have seen it
    with newcomer.store.write(newcomer.signer, "test", at=newcomer.now) as tx:
        tx.delete(Acknowledgement, account_id=newcomer.person.id, item="tour")
    assert [induction.tour_step(newcomer), induction.tour_seen(newcomer), induction.tour_seen(newcomer)] == [1, 2, 3]
    assert induction.tour_seen(newcomer) == 0
    assert induction.tour_step(service.sign_in("adviser")) == 0


def test_an_adviser_sees_who_is_at_reception_for_her_and_what_has_no_outcome(desk, clock):
    adviser, second, reception = desk("adviser"), desk("second"), desk("receptionist")
    for who, start in ((adviser, 630), (adviser, 720), (second, 630)):
        new = NewClient(name=f"Khan {start}", phone="07700 900123")
        book(reception, clock.now.date(), start, adviser_id=who.person.id, new_client=new, mode="telephone")
    new = NewClient(name="Amira Khan", phone="07700 900124")
    here = book(reception, clock.now.date(), 660, adviser_id=adviser.person.id, new_client=new)
    clock.set(2026, 11, 24, 11, 20)
    arrivals.arrive(reception, here.id, 1)
    rows = {row.kind: row for row in today.waiting(adviser).rows}
    assert set(rows) == {"arrival", "outcome"}
    assert (rows["arrival"].who, rows["outcome"].who) == ("Amira Khan", "Khan 630")
    assert all(row.mine and row.state == "amber" for row in rows.values())
    assert "at reception" in today.explain_row(adviser, rows["arrival"].id)[0]
    assert "no-show" in today.explain_row(adviser, rows["outcome"].id)[0]
    assert {row.kind for row in today.waiting(desk("manager")).rows} == set()
    arrivals.acknowledge(adviser, here.id)
    assert "coming" in {row.kind: row for row in today.waiting(adviser).rows}["arrival"].about.lower()
