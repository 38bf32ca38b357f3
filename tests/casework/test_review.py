"""The manager's queue: what is flagged, with date and message; looked at, and back when something new happens."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import arrivals, cases, complaints, file_review, procedures, review, today, undo, walls
from advice_tui.casework.cases import reading
from advice_tui.casework.complaints import ComplaintForm
from advice_tui.casework.procedures import StepForm
from advice_tui.casework.review import students
from advice_tui.casework.walls import WallForm
from advice_tui.rules.complaint import SERVICE
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from tests.factories import FIRST, PASSWORD, POLICIES, SECOND, audit_lines, book, take, write


def flags(desk, kind: str = ""):
    return [row for row in review.queue(desk) if not kind or row.kind == kind]


def client_of(desk, case_id: str) -> str:
    return reading.open_case(desk, case_id).client.id


def miss(desk, clock, client_id: str, day: date) -> None:
    """Book an appointment on a day, and mark that she did not come."""
    done = book(desk("receptionist"), day, client_id=client_id, start=840)
    clock.set(day.year, day.month, day.day, 14, 45)
    row = arrivals.row_of(desk("receptionist"), done.id)
    arrivals.missed(desk("receptionist"), done.id, row.booked.row_ver, False)


def test_nothing_is_flagged_on_a_quiet_day(desk):
    take(desk("adviser"))
    assert review.queue(desk("manager")) == ()
    assert review.queue(desk("director")) == ()


@pytest.mark.parametrize("policy", POLICIES)
def test_three_missed_appointments_flag_the_student_and_a_fourth_brings_the_flag_back(desk, clock, policy):
    adviser, manager = desk("adviser"), desk("manager")
    case_id = take(adviser).case_id
    write(adviser, case_id, "reply_email", "Here is what you can do.")
    client_id = client_of(adviser, case_id)
    for day in (date(2026, 11, 26), date(2026, 11, 27)):
        miss(desk, clock, client_id, day)
    assert flags(manager) == []
    miss(desk, clock, client_id, date(2026, 11, 30))
    (flag,) = flags(manager)
    assert (flag.kind, flag.words, flag.who, flag.state) == (
        "attendance",
        "3 missed in 6 months",
        "Zelda Quux",
        "amber",
    )
    assert (flag.screen, flag.subject, len(flag.more)) == ("client", client_id, 3)
    with pytest.raises(BadInput):
        review.look_at(manager, flag.id, "  ")
    marked = review.look_at(manager, flag.id, "She was in hospital; a letter is on file.")
    (seen,) = flags(manager)
    assert (seen.looked.by, seen.looked.words) == ("Morgan Reed", "She was in hospital; a letter is on file.")
    with pytest.raises(ChangedMeanwhile):
        review.look_at(manager, flag.id, "Again.")
    undo.undo(manager, marked.undo)
    assert flags(manager)[0].looked is None
    review.look_at(manager, flag.id, "She was in hospital.")
    miss(desk, clock, client_id, date(2026, 12, 1))
    (again,) = flags(manager)
    assert (again.looked, again.words) == (None, "4 missed in 6 months")
    assert "hospital" not in "".join(line.detail for line in audit_lines(manager))


def test_a_broken_promise_is_red_until_it_is_kept_and_then_tells_that_it_was_late(desk, clock):
    adviser, manager = desk("adviser"), desk("manager")
    case_id = take(adviser).case_id
    clock.set(2026, 11, 30)
    (flag,) = flags(manager, "promise")
    assert (flag.state, flag.words, flag.subject) == ("red", "was due Thu 26 Nov 16:00; no answer", case_id)
    review.look_at(manager, flag.id, "Priya is ill; Tom answers today.")
    write(adviser, case_id, "reply_email", "Sorry that this took so long.")
    (late,) = flags(manager, "promise")
    assert (late.state, late.looked) == ("amber", None)
    assert late.words == "was due Thu 26 Nov 16:00; answered too late, Mon 30 Nov"
    clock.set(2027, 1, 20)
    assert flags(manager, "promise") == []


@pytest.mark.parametrize("policy", [SECOND])
def test_a_concern_from_the_desk_waits_for_the_manager_and_is_on_her_today(desk, policy):
    adviser, manager, dana = desk("adviser"), desk("manager"), desk("receptionist")
    case_id = take(adviser).case_id
    values = {"ground": "violence", "facts": "He threw a chair."}
    begun = procedures.start(dana, "withdrawal", StepForm("concern", values), client_id=client_of(adviser, case_id))
    (flag,) = flags(manager)
    assert (flag.kind, flag.mine, flag.state, flag.who) == ("concern", True, "amber", "Zelda Quux")
    assert (flag.screen, flag.subject) == ("procedure", begun.procedure_id)
    rows = [row for row in today.waiting(manager).rows if row.kind == "procedure"]
    assert [row.procedure_id for row in rows] == [begun.procedure_id]
    assert today.explain_row(manager, rows[0].id)
    assert [row for row in today.waiting(dana).rows if row.kind == "procedure"] == []


def test_a_step_that_waits_for_the_manager_is_hers_and_the_adviser_sees_hers(desk):
    adviser, manager = desk("adviser"), desk("manager")
    case_id = take(adviser).case_id
    cases.take_on(adviser, case_id)
    values = {"reason": "limits_others", "terms": "email_only", "words": "E-mail only.", "review": "+28d"}
    begun = procedures.start(adviser, "restriction", StepForm("propose", values), case_id=case_id)

    def on_today(who):
        return [row.about for row in today.waiting(who).rows if row.kind == "procedure"]

    (flag,) = flags(manager)
    assert (flag.kind, flag.mine) == ("step", True)
    assert len(on_today(manager)) == 1
    assert on_today(adviser) == []
    now = procedures.open_procedure(manager, begun.procedure_id)
    procedures.record(manager, begun.procedure_id, now.row_ver, StepForm("approve", password=PASSWORD))
    (after,) = flags(manager)
    assert after.id != flag.id
    assert len(on_today(adviser)) == 1
    assert on_today(desk("second")) == []


@pytest.mark.parametrize("policy", [SECOND])
def test_telling_the_director_after_a_danger_turns_red_and_stays_until_it_is_done(desk, clock, policy):
    adviser, manager = desk("adviser"), desk("manager")
    case_id = take(adviser).case_id
    cases.take_on(adviser, case_id)
    values = {"called": "999", "time": "10:20"}
    begun = procedures.start(adviser, "imminent_danger", StepForm("call", values), case_id=case_id)
    clock.pass_(minutes=10)
    for who in (adviser, manager):
        (row,) = [row for row in today.waiting(who).rows if row.kind == "procedure"]
        assert (row.state, row.procedure_id) == ("red", begun.procedure_id)
    (flag,) = flags(manager, "danger")
    assert (flag.state, flags(manager)[0].id) == ("red", flag.id)
    now = procedures.open_procedure(adviser, begun.procedure_id)
    form = StepForm("inform", {"who": "Alex Stone", "time": "11:30"})
    procedures.record(adviser, begun.procedure_id, now.row_ver, form)
    assert [flag.state for flag in flags(manager, "danger")] == ["amber"]


def test_the_director_sees_what_is_hers_and_resolves_nothing(desk, clock):
    adviser, director = desk("adviser"), desk("director")
    case_id = take(adviser).case_id
    complaints.log(adviser, ComplaintForm(SERVICE, "Waiting.", who="Zelda Quux"))
    clock.set(2026, 12, 4)
    values = {"reason": "limits_others", "terms": "email_only", "words": "E-mail only.", "review": "+28d"}
    procedures.start(adviser, "restriction", StepForm("propose", values), case_id=case_id)
    assert [row.kind for row in flags(director)] == ["complaint"]
    assert {row.kind for row in flags(desk("manager"))} == {"complaint", "promise", "step"}
    review.look_at(desk("manager"), flags(desk("manager"), "complaint")[0].id, "Alex knows of it.")
    assert flags(director)[0].looked is None
    with pytest.raises(NotAllowed):
        review.look_at(director, flags(director)[0].id, "Seen.")


def test_a_walled_case_comes_up_only_for_who_is_inside(desk, clock):
    """Neither its broken promise nor its file review, nor what is to be put right on it (L-43; scenario 55)."""
    adviser, manager, tom = desk("adviser"), desk("manager"), desk("second")
    case_id = take(adviser).case_id
    cases.take_on(adviser, case_id)
    clock.set(2026, 12, 7)
    assert [row.case_id for row in flags(manager, "promise")] == [case_id]
    assert [one.case_id for one in file_review.sample(manager).files] == [case_id]
    me, colleague = adviser.person.id, tom.person.id
    walls.put_up(adviser, case_id, WallForm(members=(me, colleague), reason="A colleague is named."))
    outside, inside = desk("manager", again=True), desk("second", again=True)
    assert review.queue(outside) == ()
    assert file_review.sample(outside).files == ()
    assert file_review.to_put_right(outside) == ()
    assert [one.case_id for one in file_review.sample(inside).files] == [case_id]
    names = {name for _, name in file_review.owners(inside, case_id)}
    assert names == {"Priya Nair", "Tom Ellis"}


@pytest.mark.parametrize("who", ["adviser", "receptionist", "maintainer"])
def test_nobody_else_has_the_queue(desk, who):
    with pytest.raises(NotAllowed):
        review.queue(desk(who))


@pytest.mark.parametrize("policy", [FIRST])
def test_a_queue_asks_the_store_no_more_often_when_there_is_more_of_it(desk, clock, policy):
    """No question is asked case by case: thirty broken promises cost as many questions as three."""
    adviser, manager = desk("adviser"), desk("manager")

    def fill(first: int, last: int) -> None:
        for n in range(first, last):
            take(adviser, name=f"Student {n}", student_number="", email=f"s{n}@example.org", phone="")

    def asked() -> int:
        statements: list[str] = []
        with manager.store.read() as connection:
            connection.connection.driver_connection.set_trace_callback(statements.append)
            try:
                students.broken_promises(manager, connection)
                students.attendance(manager, connection)
            finally:
                connection.connection.driver_connection.set_trace_callback(None)
        return len(statements)

    fill(0, 3)
    clock.set(2026, 12, 7)
    few = asked()
    clock.set(2026, 11, 24)
    fill(3, 30)
    clock.set(2026, 12, 7)
    assert len(flags(manager, "promise")) == 30
    assert asked() == few
