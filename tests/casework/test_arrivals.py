"""The front desk without a screen: who is here, what became of each appointment, and what the adviser is told."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from advice_tui.casework import arrivals, desk_flags, entrance, staff, undo
from advice_tui.casework.arrivals import CorrectionForm
from advice_tui.casework.diary import booking, reading
from advice_tui.casework.diary.views import BookingForm, NewClient
from advice_tui.rules.diary.arrivals import STATES
from data.errors import AdviceError, BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.queries import diary as asked
from tests.factories import PASSWORD, SECOND, STAFF, at, audit_lines

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)


def book(desk, start=660, who="adviser", name="Amira Khan", day=TODAY, **more):
    """Book an appointment, at 11:00 unless said, and give its id."""
    with desk.store.read() as connection:
        (adviser,) = connection.exec_driver_sql("SELECT id FROM account WHERE login = ?", (STAFF[who][0],)).fetchone()
    client = {} if "client_id" in more else {"new_client": NewClient(name)}
    return booking.book(desk, BookingForm(day, start, adviser, **client, **more)).id


def row(desk, appointment_id):
    return arrivals.row_of(desk, appointment_id)


def act(desk, appointment_id, function, *more, **named):
    """Do something with an appointment as it stands now."""
    return function(desk, appointment_id, row(desk, appointment_id).booked.row_ver, *more, **named)


def stored(desk, appointment_id):
    with desk.store.read() as connection:
        return asked.appointment(connection, appointment_id)


# Scenario 13 --------------------------------------------------------------------------------------------------------


def test_reception_marks_the_arrival_and_the_adviser_is_told_without_a_name(desk, clock):
    """Scenario 13: I-32, I-8."""
    front, priya, tom = desk("receptionist"), desk("adviser"), desk("second")
    one = book(front)
    clock.set(2026, 11, 24, 10, 57)
    assert arrivals.for_me(priya) == ()
    done = act(front, one, arrivals.arrive)
    assert done.sentence == "11:00 with Priya Nair: arrived 10:57. Priya Nair is told."
    (waits,) = arrivals.for_me(priya)
    assert (waits.start, waits.since, waits.late, waits.decide) == (660, at(2026, 11, 24, 10, 57), 0, False)
    assert "Khan" not in repr(waits)
    assert arrivals.for_me(tom) == ()
    clock.pass_(minutes=3)
    assert row(front, one).words == "here since 10:57, waiting 3 min"
    assert arrivals.acknowledge(priya, one).sentence == "Reception is told that you are coming for your 11:00."
    assert arrivals.for_me(priya) == ()
    shown = row(front, one)
    assert (shown.look, shown.words) == ("coming", "Priya Nair is coming; here since 10:57")
    clock.pass_(minutes=2)
    assert act(front, one, arrivals.seen).sentence == "11:00 with Priya Nair: being seen since 11:02, waited 5 min."
    assert row(front, one).booked.waited == 5
    clock.pass_(minutes=26)
    act(front, one, arrivals.left)
    assert row(front, one).words == "seen 11:02–11:28, waited 5 min"
    kinds = [line.kind for line in reading.history(front, one)]
    assert kinds == ["booked", "arrived", "called", "seeing", "left"]


def test_an_answer_is_given_once_and_for_who_is_there(desk, clock):
    front, priya = desk("receptionist"), desk("adviser")
    one = book(front)
    with pytest.raises(ChangedMeanwhile, match="Nobody waits"):
        arrivals.acknowledge(priya, one)
    clock.set(2026, 11, 24, 10, 57)
    act(front, one, arrivals.arrive)
    done = arrivals.acknowledge(priya, one)
    with pytest.raises(ChangedMeanwhile):
        arrivals.acknowledge(priya, one)
    assert undo.undo(priya, done.undo) == "Undone: your answer."
    assert len(arrivals.for_me(priya)) == 1


def test_an_arrival_may_be_written_down_afterwards_with_its_own_time(desk, clock):
    front = desk("receptionist")
    one = book(front)
    clock.set(2026, 11, 24, 11, 10)
    assert "arrived 10:58" in act(front, one, arrivals.arrive, at(2026, 11, 24, 10, 58)).sentence
    assert stored(front, one).arrived_at == at(2026, 11, 24, 10, 58)
    (_, event) = reading.history(front, one)
    assert (event.at, event.recorded_at) == (at(2026, 11, 24, 10, 58), clock.now)
    with pytest.raises(BadInput, match="before the student arrived"):
        act(front, one, arrivals.seen, at(2026, 11, 24, 10, 50))
    act(front, one, arrivals.seen, at(2026, 11, 24, 11, 0))
    with pytest.raises(BadInput, match="before the student was seen"):
        act(front, one, arrivals.left, at(2026, 11, 24, 10, 59))


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [(at(2026, 11, 24, 11, 30), "still to come"), (at(2026, 11, 23, 11), "not the day of the appointment")],
)
def test_times_that_cannot_be(desk, clock, moment, sentence):
    front = desk("receptionist")
    one = book(front)
    clock.set(2026, 11, 24, 11, 10)
    with pytest.raises(BadInput, match=sentence):
        act(front, one, arrivals.arrive, moment)


def test_nobody_arrives_for_tomorrow_or_for_a_telephone_call(desk):
    front = desk("receptionist")
    tomorrow = book(front, 840, day=date(2026, 11, 25))
    call = book(front, 720, mode="telephone", name="Joe Marsh")
    with pytest.raises(BadInput, match="is on Wed 25 Nov, not today"):
        act(front, tomorrow, arrivals.arrive)
    with pytest.raises(BadInput, match="nobody comes to reception"):
        act(front, call, arrivals.arrive)
    act(front, call, arrivals.seen)
    assert row(front, call).look == "seeing"


def test_the_second_desk_is_told_that_another_was_first(desk, clock):
    front, priya = desk("receptionist"), desk("adviser")
    one = book(front)
    clock.set(2026, 11, 24, 11)
    before = row(priya, one).booked.row_ver
    act(front, one, arrivals.arrive)
    lines = len(audit_lines(front))
    for function, more in ((arrivals.arrive, ()), (arrivals.missed, (False,)), (arrivals.seen, ())):
        with pytest.raises(ChangedMeanwhile, match="Look again"):
            function(priya, one, before, *more)
    assert len(audit_lines(front)) == lines
    assert [line.kind for line in reading.history(front, one)] == ["booked", "arrived"]


# Scenario 14 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [SECOND])
@pytest.mark.parametrize(("minute", "late", "decide"), [(14, 14, False), (15, 15, False), (16, 16, True)])
def test_the_sixteenth_minute_is_more_than_fifteen(desk, clock, policy, minute, late, decide):
    """Scenario 14: L-8."""
    front, tom = desk("receptionist"), desk("second")
    one = book(front, who="second")
    clock.set(2026, 11, 24, 11, minute)
    assert ("may have to make another appointment" in row(front, one).words) is decide
    done = act(front, one, arrivals.arrive)
    assert ("may have to make another appointment" in done.sentence) is decide
    assert ("Ask Tom Ellis (k)" in done.sentence) is decide
    shown = row(front, one)
    assert (shown.booked.late, shown.decide) == (late, decide)
    (waits,) = arrivals.for_me(tom)
    assert (waits.late, waits.decide) == (late, decide)


@pytest.mark.parametrize("policy", [SECOND])
def test_the_decision_about_a_late_student_is_kept_with_who_took_it(desk, clock, policy):
    """Scenario 14: the receptionist asks adviser B, who sees the student anyway (L-8)."""
    front, tom = desk("receptionist"), desk("second")
    one = book(front, who="second")
    clock.set(2026, 11, 24, 11, 16)
    act(front, one, arrivals.arrive)
    done = act(front, one, arrivals.decide_late, "seen", "The deadline is tomorrow")
    assert done.sentence == "11:00 with Tom Ellis, 16 min late: Tom Ellis sees the student all the same."
    shown = row(front, one)
    assert (shown.look, shown.decide, arrivals.for_me(tom)) == ("coming", False, ())
    last = reading.history(front, one)[-1]
    assert last.words == "Late: 16 min: Tom Ellis sees the student all the same. The deadline is tomorrow"
    line = audit_lines(front)[-1]
    assert '"decision":"seen"' in line.detail
    assert tom.person.id in line.detail
    assert "deadline" not in line.detail
    assert undo.undo(front, done.undo) == "Undone: the decision about 11:00 with Tom Ellis."
    assert row(front, one).decide


@pytest.mark.parametrize("policy", [SECOND])
def test_another_appointment_frees_the_time_and_the_lateness_counts(desk, clock, policy):
    front, tom = desk("receptionist"), desk("second")
    one = book(front, who="second")
    clock.set(2026, 11, 24, 11, 20)
    act(front, one, arrivals.arrive)
    act(tom, one, arrivals.decide_late, "rebook")
    shown = row(front, one)
    assert (shown.booked.state, shown.words) == ("cancelled", "came 20 min late: another appointment")
    assert arrivals.attendance(tom, shown.booked.client_id).late == 1


def test_nothing_is_decided_of_who_is_not_late_nor_by_who_does_not_advise(desk, clock):
    front, priya = desk("receptionist"), desk("adviser")
    one = book(front)
    clock.set(2026, 11, 24, 11, 5)
    with pytest.raises(BadInput, match="Mark the arrival first"):
        act(front, one, arrivals.decide_late, "seen")
    act(front, one, arrivals.arrive)
    with pytest.raises(BadInput, match="not more than 10 late"):
        act(priya, one, arrivals.decide_late, "seen")
    clock.set(2026, 11, 24, 11, 12)
    two = book(front, 690, name="Joe Marsh")
    clock.set(2026, 11, 24, 11, 45)
    act(front, two, arrivals.arrive)
    with pytest.raises(BadInput, match="which adviser decided"):
        act(front, two, arrivals.decide_late, "seen", decided_by=front.person.id)
    with pytest.raises(BadInput):
        act(front, two, arrivals.decide_late, "perhaps")
    assert row(front, two).decide is False  # a marker only in this policy


# Scenario 15 --------------------------------------------------------------------------------------------------------


def test_a_no_show_is_a_persons_word_and_its_correction_keeps_both(desk, clock):
    """Scenario 15: I-44c, L-36."""
    front, tom = desk("receptionist"), desk("second")
    one = book(front, who="second")
    clock.set(2026, 11, 24, 10, 59)
    with pytest.raises(BadInput, match="not 11:00 yet"):
        act(tom, one, arrivals.missed, False)
    clock.set(2026, 11, 24, 11, 29)
    assert arrivals.unresolved(front) == ()
    clock.set(2026, 11, 24, 11, 30)
    (over,) = arrivals.unresolved(front)
    assert (over.booked.state, over.look, over.words) == ("booked", "over", "nobody has said what became of it")
    assert arrivals.board(front).unresolved == 1
    assert act(tom, one, arrivals.missed, False).sentence == "11:00 with Tom Ellis: did not attend, no notice."
    assert arrivals.unresolved(front) == ()
    clock.set(2026, 11, 25, 13, 30)
    form = CorrectionForm("cancelled", "She rang the other office", at(2026, 11, 24, 10, 40), by="telephone")
    done = act(front, one, arrivals.correct, form)
    assert "cancelled by phone 10:40, 20 minutes before" in done.sentence
    booked, missed, corrected = reading.history(front, one)
    assert (booked.kind, missed.words) == ("booked", "Did not attend: no notice")
    assert corrected.words == ("Corrected: cancelled by phone 10:40, 20 minutes before. She rang the other office")
    assert corrected.at == at(2026, 11, 24, 10, 40)
    lines = [line for line in audit_lines(front) if line.obj == one]
    assert [line.act for line in lines] == ["diary.book", "desk.receive", "desk.correct"]
    assert '"notice":false' in lines[1].detail
    assert '"from":"missed","to":"cancelled"' in lines[2].detail
    assert all("rang" not in line.detail for line in lines)
    assert undo.undo(front, done.undo)
    assert row(front, one).words == "did not attend, no notice"


def test_nothing_becomes_a_no_show_by_itself(desk, clock):
    front = desk("receptionist")
    one = book(front)
    for days in (0, 1, 30, 59):
        clock.now = at(2026, 11, 24, 12) + timedelta(days=days)
        assert [each.id for each in arrivals.unresolved(front)] == [one]
        assert stored(front, one).state == "booked"
    assert arrivals.unresolved(front, since_days=10) == ()


def test_an_adviser_is_not_believed_to_be_coming_for_ever(desk, clock):
    front, priya = desk("receptionist"), desk("adviser")
    one = book(front)
    clock.set(2026, 11, 24, 11, 25)
    act(front, one, arrivals.arrive)
    arrivals.acknowledge(priya, one)
    clock.set(2026, 11, 24, 11, 35)  # over since 11:30
    assert row(front, one).look == "coming"
    clock.set(2026, 11, 24, 11, 45)
    assert row(front, one).look == "over"
    clock.set(2026, 11, 25, 13, 5)
    assert [each.look for each in arrivals.unresolved(front)] == ["over"]


def test_what_is_over_is_settled_afterwards(desk, clock):
    front = desk("receptionist")
    came, here = book(front), book(front, 690, name="Joe Marsh")
    with pytest.raises(BadInput, match="not over yet"):
        act(front, came, arrivals.attended)
    clock.set(2026, 11, 24, 11, 28)
    act(front, here, arrivals.arrive)
    clock.set(2026, 11, 25, 13, 5)
    assert len(arrivals.unresolved(front)) == 2
    for one in (came, here):
        assert act(front, one, arrivals.attended).sentence.endswith("was seen.")
    assert arrivals.unresolved(front) == ()
    assert stored(front, here).arrived_at == at(2026, 11, 24, 11, 28)


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (CorrectionForm("cancelled", ""), {"reason", "at"}),
        (CorrectionForm("cancelled", "x", at(2026, 11, 26)), {"at"}),
        (CorrectionForm("cancelled", "x", at(2026, 11, 1)), {"at"}),
        (CorrectionForm("cancelled", "x", at(2026, 11, 24, 10, 40), by="pigeon"), {"by"}),
        (CorrectionForm("seen", "x", at(2026, 11, 23, 11)), {"at"}),
        (CorrectionForm("arrived", "x"), {"at"}),
        (CorrectionForm("booked", "x"), {"state"}),
        (CorrectionForm("void", "x"), {"state"}),
        (CorrectionForm("seen", "x" * 501), {"reason"}),
    ],
)
def test_a_correction_says_all_that_is_wrong_with_it(desk, clock, form, fields):
    front = desk("receptionist")
    one = book(front)
    clock.set(2026, 11, 24, 12)
    act(front, one, arrivals.missed, True)
    clock.set(2026, 11, 25, 13, 30)
    with pytest.raises(BadInput) as refused:
        act(front, one, arrivals.correct, form)
    assert set(refused.value.problems) == fields
    assert stored(front, one).state == "missed"


def test_corrections_to_and_fro_clear_what_no_longer_holds(desk, clock):
    front = desk("receptionist")
    one = book(front)
    clock.set(2026, 11, 24, 10, 55)
    act(front, one, arrivals.arrive)
    act(front, one, arrivals.seen)
    clock.set(2026, 11, 24, 11, 40)
    act(front, one, arrivals.left)
    with pytest.raises(BadInput, match="says so already"):
        act(front, one, arrivals.correct, CorrectionForm("seen", "x"))
    act(front, one, arrivals.correct, CorrectionForm("missed", "It was another student"))
    kept = stored(front, one)
    assert (kept.state, kept.arrived_at, kept.seen_at, kept.left_at) == ("missed", None, None, None)
    act(front, one, arrivals.correct, CorrectionForm("seen", "It was she", at(2026, 11, 24, 10, 55)))
    assert stored(front, one).arrived_at == at(2026, 11, 24, 10, 55)
    assert len(reading.history(front, one)) == 6


def test_time_that_was_given_away_is_not_taken_back(desk, clock):
    front = desk("receptionist")
    one = book(front, 840)
    clock.set(2026, 11, 24, 14, 1)
    act(front, one, arrivals.missed, True)
    clock.set(2026, 11, 24, 13, 50)
    two = book(front, 840, name="Joe Marsh")
    clock.set(2026, 11, 24, 14, 20)
    with pytest.raises(BadInput, match="Priya Nair has somebody else at 14:00"):
        act(front, one, arrivals.arrive)
    with pytest.raises(BadInput, match="somebody else at 14:00"):
        act(front, one, arrivals.correct, CorrectionForm("seen", "x"))
    assert stored(front, two).state == "booked"


# Scenario 16, and the board -----------------------------------------------------------------------------------------


def test_the_board_shows_who_and_when_and_the_desks_one_flag(desk, clock):
    """Scenario 16: I-22, L-13, L-21."""
    front, manager = desk("receptionist"), desk("manager")
    first, second = book(front), book(front, 630, "second", "Grace Lowe", note="Needs the ground floor")
    book(front, 720, mode="telephone", name="Joe Marsh")
    desk_flags.refuse(manager, row(manager, first).booked.client_id, "my secret reason")
    clock.set(2026, 11, 24, 10, 28)
    act(front, second, arrivals.arrive)
    board = arrivals.board(front)
    assert [each.booked.who for each in board.rows] == ["Grace Lowe", "Amira Khan", "Joe Marsh"]
    assert (board.expected, board.here, board.seeing, board.unresolved, board.closed) == (2, 1, 0, 0, "")
    assert [each.booked.refused for each in board.refused] == ["Do not admit: call the manager"]
    assert "secret" not in repr(board)
    assert board.rows[0].booked.note == "Needs the ground floor"
    assert board.rows[2].words == "by telephone"
    assert arrivals.board(front, date(2026, 12, 25)).closed
    with pytest.raises(NotAllowed):
        arrivals.attendance(front, board.rows[0].booked.client_id)
    with pytest.raises(NotAllowed):
        arrivals.for_me(front)
    with pytest.raises(NotFound):
        arrivals.arrive(front, "nothing", 1)
    assert arrivals.row_of(front, "nothing") is None


def test_attendance_counts_lateness_and_absence_and_decides_nothing(desk, clock):
    """I-44c, L-36: three times in six months somebody is asked to look."""
    priya = desk("adviser")
    one = book(priya)
    client = row(priya, one).booked.client_id
    ids = [one, *(book(priya, start, client_id=client) for start in (720, 780, 840))]
    clock.set(2026, 11, 24, 11, 25)
    act(priya, ids[0], arrivals.arrive)
    clock.set(2026, 11, 24, 15)
    act(priya, ids[1], arrivals.missed, False)
    act(priya, ids[2], arrivals.missed, True)
    found = arrivals.attendance(priya, client)
    assert (found.late, found.missed, found.flagged) == (1, 1, False)
    act(priya, ids[3], arrivals.missed, False)
    found = arrivals.attendance(priya, client)
    assert (found.flagged, found.words) == (True, "3 missed or late in 6 months: look at it")
    act(priya, ids[3], arrivals.correct, CorrectionForm("missed", "She had rung", notice=True))
    assert not arrivals.attendance(priya, client).flagged
    clock.set(2027, 5, 25)
    assert arrivals.attendance(priya, client).missed == 0


@pytest.mark.parametrize("state", [one for one in STATES if one != "void"])
def test_words_for_every_state(desk, clock, state):
    front = desk("receptionist")
    one = book(front)
    clock.set(2026, 11, 24, 11, 31)
    with front.store.write(front.signer, "practice.fill", at=front.now) as tx:
        tx.connection.exec_driver_sql("UPDATE appointment SET state = ? WHERE id = ?", (state, one))
    shown = arrivals.board(front).rows[0]
    assert shown.words
    assert len(shown.short) <= 23


# What the adviser's terminal asks -----------------------------------------------------------------------------------


def test_the_lock_keeps_a_lookout_that_knows_times_and_nobody(service, desk, clock):
    front, priya = desk("receptionist"), desk("adviser")
    one = book(front)
    lookout = arrivals.lookout(priya)
    key = priya.session.database_key
    assert repr(key) not in repr(lookout)
    entrance.sign_out(priya)
    assert lookout.stale()
    assert lookout.look() == ()
    assert not lookout.stale()
    clock.set(2026, 11, 24, 10, 57)
    act(front, one, arrivals.arrive)
    assert lookout.stale()
    (waits,) = lookout.look()
    assert (waits.start, waits.since) == (660, clock.now)
    assert not lookout.stale()
    assert not lookout.over
    clock.set(2026, 11, 25)
    assert lookout.over
    staff.rotate(desk("manager"))
    assert lookout.stale()
    with pytest.raises(AdviceError):
        lookout.look()
    lookout.forget()
    assert lookout.key == b""


def test_the_lookout_leaves_nothing_open_and_sees_no_change_of_its_own(desk):
    priya = desk("adviser")
    lookout = arrivals.lookout(priya)
    entrance.sign_out(priya)
    lookout.look()
    lookout.look()
    assert not lookout.stale()


@pytest.mark.usefixtures("real_passwords")
def test_the_commit_of_another_process_is_seen_by_the_change_number(service, clock):
    """Scenario 13 with two real processes: the adviser's terminal finds the arrival when it looks next."""
    from advice_tui.casework import watch

    front, priya = service.sign_in("receptionist"), service.sign_in("adviser")
    one = book(front)
    number = watch.changed(priya)
    code = (
        "import pathlib, sys\n"
        "from tests.factories import Service, at\n"
        "from advice_tui.casework import arrivals, entrance\n"
        "service = Service(pathlib.Path(sys.argv[1]), '', '')\n"
        "service.clock.set(2026, 11, 24, 10, 57)\n"
        "desk = service.sign_in('receptionist', sys.argv[3])\n"
        "row = arrivals.row_of(desk, sys.argv[2])\n"
        "arrivals.arrive(desk, row.id, row.booked.row_ver)\n"
        "entrance.sign_out(desk)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(service.home), one, PASSWORD],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert watch.changed(priya) != number
    assert [waits.start for waits in arrivals.for_me(priya)] == [660]
