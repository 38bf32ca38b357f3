"""Appointments seen from a case: linked, papers asked for and brought, the confirmation that answers the student."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import cases, desk_flags, enquiries, search, undo
from advice_tui.casework.cases import joining, papers
from advice_tui.casework.cases.papers import PaperForm
from advice_tui.casework.diary import booking, moving, planning
from advice_tui.casework.diary.planning import PlanForm
from advice_tui.casework.diary.views import BookingForm
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import POLICIES, audit_lines, enquiry_form, take

THURSDAY = date(2026, 11, 26)


@pytest.fixture
def taken(desk):
    return take(desk("adviser"))


def book(desk, taken, start=600, **more):
    client = {"case_id": taken.case_id} if desk.keys.holds("advice") else {}
    form = BookingForm(THURSDAY, start, client_id=taken.client_id, **{**client, **more})
    return booking.book(desk, form).id


def seen(desk, taken):
    return planning.of_case(desk, taken.case_id).appointments


def plan(desk, taken, *bring, appointment=None, case_id=None):
    one = next(row for row in seen(desk, taken) if appointment in {None, row.id})
    return planning.plan(desk, one.id, one.row_ver, PlanForm(taken.case_id if case_id is None else case_id, bring))


@pytest.mark.parametrize("policy", POLICIES)
def test_an_appointment_booked_from_the_case_is_seen_on_it(desk, policy, clock):
    priya = desk("adviser")
    taken = take(priya)
    one_id = book(priya, taken)
    (one,) = seen(priya, taken)
    assert (one.id, one.linked, one.coming, one.stands) == (one_id, True, True, "")
    assert one.words.startswith("Thu 26 Nov 10:00 ")
    clock.set(2026, 11, 27)
    diary = planning.of_case(priya, taken.case_id)
    assert diary.coming == ()
    assert [row.id for row in diary.past] == [one_id]


def test_one_that_reception_booked_is_linked_and_unlinked(desk, taken):
    priya, dana = desk("adviser"), desk("receptionist")
    book(dana, taken)
    (one,) = seen(priya, taken)
    assert (one.linked, one.elsewhere) == (False, False)
    told = plan(priya, taken, "Passport", "Decision letter", " Passport ", "")
    assert told.sentence == "Thu 26 Nov 10:00: for this case, 2 papers to bring."
    (one,) = seen(priya, taken)
    assert [paper.what for paper in one.bring] == ["Passport", "Decision letter"]
    with pytest.raises(NotAllowed):
        planning.of_case(dana, taken.case_id)
    undo.undo(priya, told.undo)
    assert not seen(priya, taken)[0].linked
    plan(priya, taken)
    plan(priya, taken, case_id="")
    assert not seen(priya, taken)[0].linked


def test_nothing_of_it_for_reception_and_no_case_beside_an_appointment(desk, taken):
    priya = desk("adviser")
    appointment = book(priya, taken)
    plan(priya, taken, "Quagmire certificate")
    one = seen(priya, taken)[0]
    told = planning.brought(
        priya, taken.case_id, one.id, one.row_ver, "Quagmire certificate", PaperForm("Quagmire certificate")
    )
    undo.undo(priya, told.undo)
    raw = b"".join(path.read_bytes() for path in priya.home.rglob("*") if path.is_file())
    assert b"uagmire" not in raw
    for line in audit_lines(priya):
        said = f"{line.obj} {line.detail}"
        assert not (taken.case_id in said and appointment in said)
        assert not (taken.case_id in said and taken.client_id in said)


def test_of_another_client_or_with_too_much_to_bring(desk, taken):
    priya = desk("adviser")
    other = take(priya, name="Tomos Vale", student_number="w1111111", email="t@example.org", phone="07700 900456")
    book(priya, taken)
    with pytest.raises(BadInput) as refused:
        plan(priya, taken, case_id=other.case_id)
    assert set(refused.value.problems) == {"case_id"}
    for bring in (("x" * 201,), [f"Paper {n}" for n in range(13)]):
        with pytest.raises(BadInput) as refused:
            plan(priya, taken, *bring)
        assert set(refused.value.problems) == {"bring"}
    with pytest.raises(BadInput, match="Nothing was changed"):
        plan(priya, taken)
    with pytest.raises(NotFound):
        planning.plan(priya, "nothing", 1, PlanForm(taken.case_id))


def test_another_terminal_is_not_overwritten(desk, taken):
    priya, tom = desk("adviser"), desk("second")
    book(priya, taken)
    one = seen(tom, taken)[0]
    told = plan(priya, taken, "Passport")
    with pytest.raises(ChangedMeanwhile):
        planning.plan(tom, one.id, one.row_ver, PlanForm(taken.case_id, ("Other",)))
    plan(tom, taken, "Passport", "Visa")
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, told.undo)


def test_scenario_52_a_paper_asked_for_is_brought_and_listed(desk, taken, clock):
    priya = desk("adviser")
    book(priya, taken)
    plan(priya, taken, "Passport", "Visa")
    clock.set(2026, 11, 26, 10, 5)
    one = seen(priya, taken)[0]
    told = planning.brought(
        priya, taken.case_id, one.id, one.row_ver, "Passport", PaperForm("Passport", became="returned")
    )
    assert told.sentence.endswith(": returned to the student.")
    one = seen(priya, taken)[0]
    assert [(paper.what, paper.brought) for paper in one.bring] == [("Passport", "yes"), ("Visa", "")]
    (paper,) = papers.papers_of(priya, taken.case_id).papers
    assert (paper.what, paper.became, paper.on) == ("Passport", "returned", "2026-11-26")
    no = planning.not_brought(priya, taken.case_id, one.id, one.row_ver, "Visa")
    assert [paper.brought for paper in seen(priya, taken)[0].bring] == ["yes", "no"]
    assert cases.refresh(priya, taken.case_id).entries[0].title == "Paper not brought: Visa"
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, told.undo)
    undo.undo(priya, no.undo)
    assert [paper.brought for paper in seen(priya, taken)[0].bring] == ["yes", ""]
    with pytest.raises(ChangedMeanwhile):
        planning.not_brought(priya, taken.case_id, one.id, one.row_ver, "Visa")


def test_a_plan_keeps_what_was_said_of_a_paper(desk, taken):
    priya = desk("adviser")
    book(priya, taken)
    plan(priya, taken, "Passport", "Visa")
    one = seen(priya, taken)[0]
    planning.not_brought(priya, taken.case_id, one.id, one.row_ver, "Visa")
    plan(priya, taken, "Visa", "Payslips")
    assert [(paper.what, paper.brought) for paper in seen(priya, taken)[0].bring] == [("Visa", "no"), ("Payslips", "")]


def test_the_plan_stays_when_the_appointment_is_moved(desk, taken):
    priya = desk("adviser")
    book(priya, taken)
    plan(priya, taken, "Passport")
    one = seen(priya, taken)[0]
    moving.move(desk("receptionist"), one.id, one.row_ver, BookingForm(THURSDAY, 660, client_id=taken.client_id))
    (one,) = [row for row in seen(priya, taken) if row.coming]
    assert (one.start, one.linked, [paper.what for paper in one.bring]) == (660, True, ["Passport"])


def test_an_appointment_of_a_joined_case_is_of_the_case_that_stays(desk, taken):
    priya = desk("adviser")
    form = enquiries.client_form(priya, taken.client_id, enquiry_form(received=priya.now, about="Another matter"))
    other = enquiries.take(priya, form)
    book(priya, other)
    assert seen(priya, taken)[0].elsewhere
    search.build(priya)
    joining.join(priya, other.case_id, taken.case_id)
    (one,) = seen(priya, taken)
    assert (one.linked, one.elsewhere) == (True, False)


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_18_the_confirmation_answers_the_student(desk, policy):
    priya = desk("adviser")
    taken = take(priya, about="Can I see someone?")
    appointment = book(priya, taken)
    plan(priya, taken, "Tenancy agreement")
    made = planning.confirmation(priya, appointment)
    assert "10:00" in made.text
    assert "Tenancy agreement" in made.text
    written = cases.write_entry(priya, taken.case_id, cases.EntryForm("reply_email", made.text))
    assert written.stopped
    assert made.kind in {"reply_email", "letter", "call_reached"}


def test_what_the_desk_knows_is_said_on_the_case(desk, taken):
    assert planning.of_case(desk("adviser"), taken.case_id).refused == ""
    desk_flags.refuse(desk("manager"), taken.client_id, "Violence")
    assert planning.of_case(desk("adviser"), taken.case_id).refused == desk_flags.REFUSED
    with pytest.raises(BadInput, match="Do not admit"):
        book(desk("adviser"), taken)
