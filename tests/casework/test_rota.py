"""Hours and leave: whose they are, what they touch, how they are taken back; and closures over appointments (5, 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from icalendar import Calendar

from advice_tui.casework import confirming, rota, service_days, staff, undo
from advice_tui.casework.diary import booking
from advice_tui.casework.diary.documents import AppointmentDocument, open_appointment, put_appointment
from advice_tui.casework.diary.views import BookingForm
from advice_tui.roles import Act
from advice_tui.rules.service_calendar import NewClosure
from advice_tui.rules.staff_times import TimesForm
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.models import Appointment
from tests.factories import SECOND, audit_lines, take

MON, TUE, WED, THU, FRI = range(5)


def place(desk, day, start=600, *, adviser=None, client="", room="Room 1", mode="in_person", minutes=30):
    """Put an appointment into the diary, whatever the rules of booking say."""
    with desk.store.write(desk.signer, Act.BOOK_APPOINTMENT.value, at=desk.now) as tx:
        return put_appointment(
            desk,
            tx,
            AppointmentDocument(),
            client_id=client or None,
            adviser_id=adviser or desk.person.id,
            room=room if mode == "in_person" else "",
            mode=mode,
            day=day,
            start_minute=start,
            end_minute=start + minutes,
            busy_until=start + minutes,
        )


def form(desk, day, **over):
    return replace(TimesForm(desk.person.id, day), **over)


def when(found):
    return [(one.day, one.start, one.why) for one in found]


def test_an_adviser_writes_her_own_leave_and_is_told_what_it_touches(desk):
    priya, tom = desk("adviser"), desk("second")
    client = take(priya, name="Amira [b]Khan").client_id
    place(priya, date(2026, 12, 3), client=client)
    place(priya, date(2026, 12, 3), 690)
    place(tom, date(2026, 12, 3), 690, room="Room 2")
    place(priya, date(2026, 12, 7))
    wanted = form(priya, date(2026, 12, 3), last=date(2026, 12, 4), why="annual  leave\n[/]")
    effect = rota.preview(priya, "away", wanted)
    assert [one.who for one in effect.touched] == ["Amira [b]Khan", "no record kept"]
    assert rota.to_be_moved(priya) == ()
    kept = rota.add_away(priya, wanted)
    assert when(kept.touched) == [
        (date(2026, 12, 3), 600, "annual leave [/]"),
        (date(2026, 12, 3), 690, "annual leave [/]"),
    ]
    assert kept.sentence.endswith("2 appointments have to be moved.")
    assert "Thu 3 Dec to Fri 4 Dec 2026, all day" in kept.sentence
    line = audit_lines(priya)[-1]
    assert line.act == "diary.hours"
    assert "leave" not in line.detail
    assert rota.to_be_moved(desk("receptionist")) == kept.touched
    with priya.store.read() as connection:
        (time,) = rota.times(priya, connection)
        assert (time.kind, time.weekday, time.why) == ("away", None, "annual leave [/]")
        assert rota.times(priya, connection, since=date(2026, 12, 5)) == ()
        stored = connection.exec_driver_sql("SELECT * FROM staff_time").fetchall()
    assert "leave" not in str(stored)
    assert undo.undo(priya, kept.undo).startswith("Undone: Priya Nair: Away Thu 3 Dec")
    assert rota.to_be_moved(priya) == ()
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, kept.undo)


def test_only_a_manager_writes_a_colleagues(desk):
    priya, manager = desk("adviser"), desk("manager")
    for act in (rota.add_hours, rota.add_away):
        with pytest.raises(NotAllowed, match="manager"):
            act(desk("second"), form(priya, date(2026, 12, 1), weekdays=(MON,)))
    kept = rota.add_away(manager, form(priya, date(2026, 12, 1), why="sick"))
    (line,) = rota.hours(priya).lines
    assert (line.why, line.by) == ("sick", "Morgan Reed")
    with pytest.raises(NotAllowed):
        rota.take_back(desk("second"), line.id, line.row_ver)
    with pytest.raises(NotFound):
        rota.add_away(manager, form(desk("receptionist"), date(2026, 12, 1)))
    with pytest.raises(NotFound):
        rota.hours(manager, desk("receptionist").person.id)
    view = rota.hours(desk("second"))
    assert [(one.name, one.may_change) for one in view.colleagues] == [
        ("Tom Ellis", True),
        ("Morgan Reed", False),
        ("Priya Nair", False),
    ]
    assert kept.touched == ()


def test_regular_hours_hold_from_their_first_day_and_can_end(desk):
    priya = desk("adviser")
    for day in (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 8)):
        place(priya, day, 840)
    wanted = form(priya, date(2026, 11, 24), weekdays=(TUE, THU), start=600, end=780)
    effect = rota.preview(priya, "hours", wanted)
    assert "first hours" in effect.warnings[0]
    kept = rota.add_hours(priya, wanted)
    assert [one.day for one in kept.touched] == [date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 8)]
    assert {one.why for one in kept.touched} == {"does not work then"}
    longer = rota.add_hours(priya, form(priya, date(2026, 11, 24), weekdays=(TUE,), start=780, end=960))
    assert longer.touched == ()
    assert [one.day for one in rota.to_be_moved(priya)] == [date(2026, 12, 2)]
    line = next(line for line in rota.hours(priya).lines if line.minutes == "13:00 to 16:00")
    assert rota.preview_end(priya, line.id, date(2026, 12, 1)).touched[0].day == date(2026, 12, 8)
    ended = rota.take_back(priya, line.id, line.row_ver, date(2026, 12, 1))
    assert [one.day for one in ended.touched] == [date(2026, 12, 8)]
    undo.undo(priya, ended.undo)
    line = next(one for one in rota.hours(priya).lines if one.id == line.id)
    assert line.last is None
    assert len(rota.take_back(priya, line.id, line.row_ver).touched) == 2
    with pytest.raises(ChangedMeanwhile):
        rota.take_back(priya, line.id, line.row_ver + 1)
    assert len(rota.hours(priya).lines) == 2


@pytest.mark.parametrize(
    ("kind", "over", "problem"),
    [
        ("away", {"first": None}, "first"),
        ("away", {"last": date(2026, 11, 30)}, "last"),
        ("away", {"last": date(2028, 1, 1)}, "last"),
        ("away", {"start": None}, "end"),
        ("away", {"start": 700, "end": 700}, "end"),
        ("away", {"weekdays": (MON,), "last": date(2026, 12, 2)}, "last"),
        ("away", {"why": "x" * 501}, "why"),
        ("away", {"weekdays": (9,)}, "weekdays"),
        ("away", {"weekdays": (MON,), "every_weeks": 9}, "every_weeks"),
        ("hours", {}, "weekdays"),
        ("hours", {"first": date(1901, 1, 1)}, "last"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_stored(desk, kind, over, problem):
    priya = desk("adviser")
    act = rota.add_hours if kind == "hours" else rota.add_away
    with pytest.raises(BadInput) as error:
        act(priya, form(priya, date(2026, 12, 1), **{"weekdays": (), **over}))
    assert problem in error.value.problems
    assert rota.hours(priya).lines == ()


def test_a_line_that_stands_is_not_written_twice_and_an_end_fits(desk):
    priya = desk("adviser")
    wanted = form(priya, date(2026, 12, 1), weekdays=(TUE,), every_weeks=2, last=date(2027, 1, 31))
    rota.add_away(priya, wanted)
    with pytest.raises(BadInput, match="stands there already"):
        rota.add_away(priya, replace(wanted, why="again"))
    (line,) = rota.hours(priya).lines
    assert line.days == "every 2nd Tue from 1 Dec 2026 to 31 Jan 2027"
    for last in (date(2026, 11, 30), date(2027, 1, 31)):
        with pytest.raises(BadInput):
            rota.take_back(priya, line.id, line.row_ver, last)


def test_the_second_of_two_terminals_is_told_and_overwrites_nothing(desk):
    priya, manager = desk("adviser"), desk("manager")
    rota.add_away(priya, form(priya, date(2026, 12, 1), last=date(2026, 12, 4), why="Training"))
    (seen,) = rota.hours(priya).lines
    rota.take_back(manager, seen.id, seen.row_ver, date(2026, 12, 2))
    for last in (None, date(2026, 12, 1)):
        with pytest.raises(ChangedMeanwhile):
            rota.take_back(priya, seen.id, seen.row_ver, last)
    (line,) = rota.hours(priya).lines
    assert line.last == date(2026, 12, 2)
    rota.take_back(manager, line.id, line.row_ver)
    with pytest.raises(ChangedMeanwhile, match="taken back already"):
        rota.take_back(priya, line.id, line.row_ver)


def test_the_weeks_show_what_is_left_of_each_day(desk):
    priya = desk("adviser")
    rota.add_away(priya, form(priya, date(2026, 11, 26), why="training"))
    rota.add_away(priya, form(priya, date(2026, 11, 27), start=720, end=780, why="lunch"))
    this = rota.hours(priya).weeks[0]
    assert [day.state for day in this] == ["free", "free", "free", "away", "part"]
    assert this[3].why == "training"
    assert this[4].spans == ((600, 720), (780, 960))
    assert rota.hours(priya).weeks[5][0].why == "Christmas Day" or rota.hours(priya).weeks[4][4].why == "Christmas Day"


def test_a_leavers_appointments_have_to_be_moved(desk):
    manager, tom = desk("manager"), desk("second")
    place(tom, date(2026, 12, 3))
    staff.disable(manager, "tom")
    again = desk("manager")
    assert [one.why for one in rota.to_be_moved(again)] == ["has left"]


# Scenarios 5 and 6 --------------------------------------------------------------------------------------------------


def test_scenario_5_a_training_day_lists_the_appointments_that_are_to_be_moved(service):
    service.clock.set(2026, 11, 2, 11)
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    client = take(priya, name="Amira Khan").client_id
    first = place(priya, date(2026, 11, 12), client=client)
    second = place(priya, date(2026, 11, 12), 870)
    place(priya, date(2026, 11, 13))
    gone = place(priya, date(2026, 11, 12), 720)
    with priya.store.write(priya.signer, "diary.change", at=priya.now) as tx:
        opened = open_appointment(priya, tx.connection, gone)
        tx.change(Appointment, {"id": gone}, opened.row.row_ver, state="cancelled")
    training = NewClosure(date(2026, 11, 12), date(2026, 11, 12), kind="staff_training", advertised=date(2026, 11, 2))
    effect = service_days.propose(manager, training)
    assert [(one.id, one.who) for one in effect.appointments] == [(first, "Amira Khan"), (second, "no record kept")]
    applied = service_days.apply(manager, training)
    assert applied.appointments == effect.appointments
    for sentence in (applied.sentence, effect.summary):
        assert sentence.endswith("1 stays. 2 appointments have to be moved.")
        assert sentence.count("to be moved") == 1
    assert {one.why for one in rota.to_be_moved(manager)} == {"Staff training"}
    assert rota.touched(manager, date(2026, 11, 12), date(2026, 11, 12)) == applied.appointments
    undo.undo(manager, applied.undo)
    service_days.follow(manager)
    assert rota.to_be_moved(manager) == ()


@pytest.mark.parametrize("policy", [SECOND])
def test_scenario_6_a_summer_closure_touches_only_what_it_closes(service):
    service.clock.set(2027, 6, 1, 11)
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    day = date(2027, 7, 6)
    place(priya, day, mode="in_person")
    place(priya, day, 690, mode="telephone")
    place(priya, day, 780, mode="online")
    works = NewClosure(date(2027, 7, 1), date(2027, 7, 9), "Works", frozenset({"face_to_face"}))
    applied = service_days.apply(manager, works)
    assert [one.mode for one in applied.appointments] == ["in_person"]
    summer = NewClosure(
        date(2027, 7, 1), date(2027, 8, 31), kind="summer", channels=frozenset({"face_to_face", "telephone"})
    )
    applied = service_days.apply(manager, summer)
    assert [one.mode for one in applied.appointments] == ["telephone", "online"]
    assert [one.mode for one in rota.touched(manager, day, day, "telephone")] == ["telephone"]
    assert len(rota.to_be_moved(manager)) == 3


# Booking under hours, leave and closures ----------------------------------------------------------------------------


def asked(day, start=600, mode="in_person", adviser=None):
    return BookingForm(day, start, adviser, mode=mode, no_record=True)


def test_nobody_is_booked_where_she_is_away_or_does_not_work(desk):
    priya = desk("adviser")
    me = priya.person.id
    rota.add_away(priya, form(priya, date(2026, 12, 3), start=600, end=720, why="dentist"))
    rota.add_hours(priya, form(priya, date(2026, 11, 24), weekdays=(TUE, THU), start=600, end=960))
    assert "dentist" in booking.check(priya, asked(date(2026, 12, 3), adviser=me)).refusal
    assert booking.check(priya, asked(date(2026, 12, 3), 720, adviser=me)).slot
    assert "not work" in booking.check(priya, asked(date(2026, 12, 4), adviser=me)).refusal
    assert booking.check(priya, asked(date(2026, 12, 4))).slot.adviser_id == desk("second").person.id


@pytest.mark.parametrize("policy", [SECOND])
def test_scenario_6_what_is_closed_by_channel_refuses_only_that_way(service):
    service.clock.set(2027, 6, 1, 11)
    manager = service.sign_in("manager")
    day = date(2027, 7, 6)
    works = NewClosure(date(2027, 7, 1), date(2027, 7, 9), "Works", frozenset({"face_to_face"}))
    service_days.apply(manager, works)
    assert "Works" in booking.check(manager, asked(day)).refusal
    assert booking.check(manager, asked(day, mode="telephone")).slot
    assert booking.check(manager, asked(day, mode="online")).slot
    summer = NewClosure(
        date(2027, 7, 1), date(2027, 8, 31), kind="summer", channels=frozenset({"face_to_face", "telephone"})
    )
    service_days.apply(manager, summer)
    assert not any(booking.check(manager, asked(day, mode=mode)).slot for mode in ("in_person", "telephone", "online"))


def test_scenario_19_ten_oclock_stays_ten_oclock_when_the_clocks_go_forward(service, tmp_path):
    service.clock.set(2027, 2, 10, 11)
    priya = service.sign_in("adviser")
    monday, tuesday = date(2027, 3, 29), date(2027, 3, 30)
    with pytest.raises(BadInput, match="Easter Monday"):
        booking.book(priya, asked(monday))
    done = booking.book(priya, asked(tuesday))
    service.clock.set(2027, 3, 29, 11)
    found = confirming.reminders(priya)
    assert (found.day, found.rows[0].start, found.rows[0].why) == (tuesday, 600, "")
    assert "Tue 30 Mar 2027 at 10:00" in confirming.text(priya, done.id)
    confirming.write(priya, done.id, "calendar", str(tmp_path / "a.ics"))
    (event,) = Calendar.from_ical((tmp_path / "a.ics").read_bytes()).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2027-03-30T10:00:00+01:00"
