"""What can be booked, and the sentence that says why not and whose it is (scenarios 17, 19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules.diary.booking import (
    Taken,
    Wanted,
    first_free,
    nearest,
    refusal,
)
from advice_tui.rules.diary.opening import StaffTime
from advice_tui.rules.service_calendar import calendar_of
from advice_tui.rules.working_days import Calendar, Closure, OpeningHours
from tests.factories import FIRST, NOW, SECOND

POLICY = load(FIRST)
CALENDAR = calendar_of(POLICY)
STAFF = {"a": "Priya Nair", "b": "Tom Ellis"}
TUE, WED, THU, FRI, SAT = (date(2026, 11, 24) + timedelta(days=step) for step in range(5))
KHAN = Taken("1", "a", "Room 2", "khan", 600, 630, 630, "Amira Khan")


def with_buffer(minutes):
    return POLICY.model_copy(update={"appointment": POLICY.appointment.model_copy(update={"buffer_minutes": minutes})})


def wanted(day=THU, start=600, length=30, adviser="a", room="Room 1", mode="in_person", client="zed"):
    return Wanted(day, start, length, adviser, room, mode, client)


def refused(one, *taken, policy=POLICY, calendar=CALENDAR, times=(), now=NOW, staff=STAFF):
    return refusal(policy, calendar, times, taken, one, now, staff)


# Refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (wanted(), "Priya Nair has Amira Khan 10:00–10:30."),
        (wanted(start=615), "Priya Nair has Amira Khan 10:00–10:30."),
        (wanted(start=630), ""),
        (wanted(adviser="b"), ""),
        (wanted(adviser="b", room="Room 2"), "Room 2 has Amira Khan with Priya Nair 10:00–10:30."),
        (wanted(start=960), "Thursday closes at 16:00."),
        (wanted(start=945), "15:45 would end at 16:15, after closing at 16:00."),
        (wanted(start=930), ""),
        (wanted(WED, 765), "Wednesday opens at 13:00."),
        (wanted(WED, 780), ""),
        (wanted(THU, 570), "Thursday opens at 10:00."),
    ],
)
def test_thirty_minutes_in_a_private_room(one, sentence):
    """Scenario 17: 10:15 with the same adviser, the same room, 16:00, Wednesday 12:45, 15:45 (I-26, I-33)."""
    assert refused(one, KHAN) == sentence


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2027, 3, 29), "Mon 29 Mar is a bank holiday: Easter Monday."),
        (date(2027, 3, 30), ""),
        (date(2026, 12, 25), "Fri 25 Dec is a bank holiday: Christmas Day."),
        (SAT, "The service is closed on Saturdays."),
    ],
)
def test_closed_days(day, sentence):
    assert refused(wanted(day)) == sentence


@pytest.mark.parametrize(
    ("closure", "one", "sentence"),
    [
        (Closure(THU, THU, "Staff training"), wanted(), "Thu 26 Nov is closed: Staff training."),
        (Closure(THU, THU, ""), wanted(), "Thu 26 Nov is closed."),
        (Closure(THU, THU, "Training.", part="morning"), wanted(), "Thu 26 Nov opens at 12:00 (Training)."),
        (
            Closure(THU, THU, "Training", part="afternoon"),
            wanted(start=705),
            "11:45 would end at 12:15, after closing at 12:00 (Training).",
        ),
        (Closure(THU, THU, "Training", part="afternoon"), wanted(start=720), "Thu 26 Nov closes at 12:00 (Training)."),
        (
            Closure(THU, THU, "No lift", frozenset({"face_to_face"})),
            wanted(),
            "Thu 26 Nov is closed for appointments in person: No lift.",
        ),
        (Closure(THU, THU, "No lift", frozenset({"face_to_face"})), wanted(room=None, mode="telephone"), ""),
        (
            Closure(THU, THU, "No line", frozenset({"telephone"})),
            wanted(room=None, mode="telephone"),
            "Thu 26 Nov is closed for appointments by telephone: No line.",
        ),
    ],
)
def test_closures(closure, one, sentence):
    assert refused(one, calendar=calendar_of(POLICY, closures=[closure])) == sentence


def test_a_break_in_the_hours():
    spans = ((time(10), time(12)), (time(13), time(16)))
    broken = Calendar(OpeningHours((spans,) * 5 + ((), ())))
    assert refused(wanted(start=735), calendar=broken) == "Thursday is closed 12:00–13:00."
    assert refused(wanted(start=705), calendar=broken) == "11:45 would end at 12:15, after closing at 12:00."
    assert refused(wanted(start=690), calendar=broken) == ""


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (wanted(TUE - timedelta(days=1)), "Mon 23 Nov 2026 is past."),
        (wanted(TUE, 615), "10:15 is past: it is 10:20 now."),
        (wanted(TUE, 620), ""),
        (wanted(date(2101, 1, 4)), "Appointments are made for the years 2000 to 2100."),
        (wanted(date(1999, 1, 4)), "Appointments are made for the years 2000 to 2100."),
        (wanted(start=601), "An appointment begins on a whole five minutes, such as 10:05."),
        (wanted(start=-5), "An appointment begins on a whole five minutes, such as 10:05."),
        (wanted(start=1440), "An appointment begins on a whole five minutes, such as 10:05."),
        (wanted(length=0), "An appointment lasts 5 to 240 minutes, in steps of five; usually 30."),
        (wanted(length=32), "An appointment lasts 5 to 240 minutes, in steps of five; usually 30."),
        (wanted(length=245), "An appointment lasts 5 to 240 minutes, in steps of five; usually 30."),
        (wanted(length=240), ""),
        (wanted(WED, 780, 240), "13:00 would end at 17:00, after closing at 16:00."),
        (wanted(mode="pigeon"), "An appointment is in person, by telephone or online."),
        (wanted(room="Room 9"), "Room 9 is no confidential room of the service: Room 1 or Room 2."),
        (wanted(room="Room 9", mode="online"), "Room 9 is no confidential room of the service: Room 1 or Room 2."),
        (wanted(room=""), "An appointment in person takes a confidential room: Room 1 or Room 2."),
        (wanted(room="", mode="telephone"), ""),
        (wanted(room="Room 1", mode="online"), ""),
    ],
)
def test_what_cannot_be_meant_or_is_past(one, sentence):
    assert refused(one) == sentence


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ([StaffTime("a", "away", None, 1, THU, THU, 0, 1440)], "Priya Nair is away on Thu 26 Nov."),
        ([StaffTime("a", "away", None, 1, THU, THU, 0, 1440, "Leave.")], "Priya Nair is away on Thu 26 Nov: Leave."),
        (
            [StaffTime("a", "away", None, 1, THU, THU, 570, 660, "Dentist")],
            "Priya Nair is away 09:30–11:00 on Thu 26 Nov: Dentist.",
        ),
        ([StaffTime("a", "away", None, 1, THU, THU, 0, 720)], "Priya Nair is away before 12:00 on Thu 26 Nov."),
        ([StaffTime("a", "away", None, 1, THU, THU, 610, 1440)], "Priya Nair is away from 10:10 on Thu 26 Nov."),
        ([StaffTime("a", "hours", 0, 1, TUE, None, 600, 960)], "Priya Nair does not work on Thu 26 Nov."),
        ([StaffTime("a", "hours", 3, 1, TUE, None, 660, 960)], "Priya Nair does not work before 11:00 on Thu 26 Nov."),
        ([StaffTime("a", "hours", 3, 1, TUE, None, 600, 630)], ""),
        ([StaffTime("b", "away", None, 1, THU, THU, 0, 1440)], ""),
    ],
)
def test_an_adviser_who_is_not_there(times, sentence):
    assert refused(wanted(), times=times) == sentence


@pytest.mark.parametrize(
    ("one", "taken", "sentence"),
    [
        (
            wanted(start=630),
            replace(KHAN, busy_until=640),
            "Priya Nair has Amira Khan 10:00–10:30, and 10 minutes are kept free after an appointment.",
        ),
        (wanted(start=640), replace(KHAN, busy_until=640), ""),
        (
            wanted(start=600),
            replace(KHAN, start=635, end=665, busy_until=675),
            "Priya Nair has Amira Khan 10:35–11:05, and 10 minutes are kept free after an appointment.",
        ),
        (wanted(start=600), replace(KHAN, start=640, end=670, busy_until=680), ""),
        (
            wanted(start=630, adviser="b", room="Room 2"),
            replace(KHAN, busy_until=640),
            "Room 2 has Amira Khan with Priya Nair 10:00–10:30, and 10 minutes are kept free after an appointment.",
        ),
        (wanted(start=930), replace(KHAN, busy_until=640), ""),  # what is kept free may lie after closing
    ],
)
def test_minutes_kept_free_count_for_adviser_and_room(one, taken, sentence):
    assert refused(one, taken, policy=with_buffer(10)) == sentence


@pytest.mark.parametrize(
    ("one", "taken", "sentence"),
    [
        (
            wanted(client="khan", adviser="b"),
            KHAN,
            "Amira Khan has an appointment already with Priya Nair 10:00–10:30.",
        ),
        (wanted(client="khan", adviser="b", start=630), replace(KHAN, busy_until=640), ""),
        (wanted(client=None, adviser="b"), replace(KHAN, client_id=None), ""),
        (
            wanted(client="khan", adviser="b"),
            replace(KHAN, who="", adviser_id="gone"),
            "This student has an appointment already 10:00–10:30.",
        ),
        (wanted(), replace(KHAN, who=""), "Priya Nair is booked 10:00–10:30."),
        (wanted(adviser="b", room="Room 2"), replace(KHAN, who="", adviser_id="gone"), "Room 2 is booked 10:00–10:30."),
        (wanted(adviser=None, room=None), KHAN, ""),
        (wanted(adviser="b", room=None), KHAN, ""),
    ],
)
def test_whose_it_is(one, taken, sentence):
    assert refused(one, taken) == sentence


def test_nobody_and_no_room():
    both = (KHAN, replace(KHAN, id="2", adviser_id="b", room="", client_id="lowe"))
    assert refused(wanted(adviser=None, room=None), *both) == "No adviser is free 10:00–10:30."
    rooms = (KHAN, replace(KHAN, id="2", adviser_id="c", room="Room 1", client_id="lowe"))
    assert refused(wanted(adviser="b", room=None), *rooms) == "No room is free 10:00–10:30."
    assert refused(wanted(adviser="b", room=None, mode="telephone"), *rooms) == ""
    assert refused(wanted(adviser=None), staff={}) == "No adviser is free 10:00–10:30."


def test_names_that_are_not_given_are_not_guessed():
    assert refused(wanted(), KHAN, staff={}) == "This adviser has Amira Khan 10:00–10:30."


def test_first_free_fills_in_adviser_and_room():
    one = first_free(POLICY, CALENDAR, (), (KHAN,), wanted(adviser=None, room=None), NOW, STAFF)
    assert one == wanted(adviser="b", room="Room 1")
    assert first_free(POLICY, CALENDAR, (), (KHAN,), wanted(adviser="a", room=None), NOW, STAFF) is None
    phoned = first_free(POLICY, CALENDAR, (), (KHAN,), wanted(adviser=None, room=None, mode="telephone"), NOW, STAFF)
    assert phoned == wanted(adviser="b", room="", mode="telephone")


# The clocks ----------------------------------------------------------------------------------------------------


def test_an_appointment_stays_at_its_time_on_the_wall():
    """Scenario 19: booked in February for Tue 30 Mar 10:00, it is at 10:00 after the clocks went forward (I-29)."""
    day = date(2027, 3, 30)
    booked = Taken("1", "a", "Room 1", "khan", 600, 630, 630, "Amira Khan")
    for now in (datetime(2027, 2, 8, 12, tzinfo=UTC), datetime(2027, 3, 30, 8, 59, tzinfo=UTC)):
        assert refused(wanted(day), booked, now=now) == "Priya Nair has Amira Khan 10:00–10:30."
        assert refused(wanted(day, 630), booked, now=now) == ""
    nine = datetime(2027, 3, 30, 9, 0, tzinfo=UTC)  # 10:00 on the wall
    assert refused(wanted(day), now=nine) == ""
    assert refused(wanted(day), now=nine + timedelta(minutes=1)) == "10:00 is past: it is 10:01 now."


def test_what_is_past_is_counted_on_the_wall_in_winter_too():
    ten = datetime(2026, 10, 26, 10, 0, tzinfo=UTC)  # the Monday after the clocks went back: 10:00 on the wall
    assert refused(wanted(date(2026, 10, 26)), now=ten) == ""
    assert refused(wanted(date(2026, 10, 26)), now=ten + timedelta(minutes=1)) == "10:00 is past: it is 10:01 now."


def test_times_that_the_clocks_skip_are_refused():
    always = Calendar(OpeningHours((((time(0), time(23, 59)),),) * 7))
    spring, autumn = date(2027, 3, 28), date(2027, 10, 31)
    said = refused(wanted(spring, 90), calendar=always)
    assert said == "01:30 on Sun 28 Mar 2027 does not exist: the clocks go forward an hour that night."
    assert refused(wanted(spring, 120), calendar=always) == ""
    assert refused(wanted(autumn, 90), calendar=always) == ""
    offered = nearest(POLICY, always, (), {}, wanted(spring, 90), NOW, advisers=STAFF)
    assert offered is not None
    assert (offered.day, offered.start) == (spring, 120)


@given(
    st.dates(),
    st.integers(-(10**6), 10**6),
    st.integers(-(10**6), 10**6),
    st.text(max_size=8) | st.none(),
    st.text(max_size=8) | st.none(),
    st.text(max_size=12),
)
def test_a_refusal_never_raises(day, start, length, adviser, room, mode):
    for way in (mode, "in_person", "online"):
        said = refusal(POLICY, CALENDAR, (), (KHAN,), Wanted(day, start, length, adviser, room, way), NOW, STAFF)
        assert said == "" or said.endswith(".")


@pytest.mark.parametrize("policy", [FIRST, SECOND])
def test_closing_time_comes_from_the_policy(policy):
    rules = load(policy)
    closes = rules.opening.thursday[-1][1]
    end = closes.hour * 60 + closes.minute
    calendar = calendar_of(rules)
    assert refused(wanted(start=end - 30), policy=rules, calendar=calendar) == ""
    assert refused(wanted(start=end), policy=rules, calendar=calendar) == f"Thursday closes at {closes:%H:%M}."
