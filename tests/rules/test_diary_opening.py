"""When somebody can be seen: by way of meeting, on closed and half-closed days, by each adviser's own hours."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules.diary.opening import (
    CHANNELS,
    StaffTime,
    away,
    closed_all_day,
    grid,
    has_hours,
    open_spans,
    say_minute,
    shut,
)
from advice_tui.rules.service_calendar import calendar_of
from advice_tui.rules.working_days import BankHoliday, Calendar, Closure, OpeningHours
from data.errors import BadInput
from tests.factories import FIRST, POLICIES, SECOND

MON, TUE, WED, THU, FRI, SAT = (date(2026, 11, 23) + timedelta(days=step) for step in range(6))
CHRISTMAS = date(2026, 12, 25)
SUMMER = Closure(date(2027, 7, 1), date(2027, 8, 31), "Summer", frozenset({"face_to_face", "telephone"}))


def calendar(*closures, policy=FIRST):
    return calendar_of(load(policy), closures=closures)


def hours(*week, closures=(), holidays=()):
    spans = tuple(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in day) for day in week)
    spans += ((),) * (7 - len(spans))
    return Calendar(
        OpeningHours(spans),
        bank_holidays=lambda year: [BankHoliday(day, name, "test") for day, name in holidays if day.year == year],
        closures=closures,
    )


# The service ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closures", "day", "mode", "expected"),
    [
        ((), THU, "in_person", ((600, 960),)),
        ((), WED, "telephone", ((780, 960),)),
        ((), SAT, "online", ()),
        ((), CHRISTMAS, "online", ()),
        ((), date(2027, 3, 29), "in_person", ()),
        ((Closure(THU, THU, "Training"),), THU, "in_person", ()),
        ((Closure(THU, THU, "Training", part="morning"),), THU, "in_person", ((720, 960),)),
        ((Closure(THU, THU, "Training", part="afternoon"),), THU, "telephone", ((600, 720),)),
        ((Closure(WED, WED, "Training", part="morning"),), WED, "in_person", ((780, 960),)),
        ((Closure(WED, WED, "Training", part="afternoon"),), WED, "in_person", ()),
        ((Closure(THU, THU, "No lift", frozenset({"face_to_face"})),), THU, "in_person", ()),
        ((Closure(THU, THU, "No lift", frozenset({"face_to_face"})),), THU, "telephone", ((600, 960),)),
        ((Closure(THU, THU, "No lift", frozenset({"face_to_face"})),), THU, "online", ((600, 960),)),
        ((Closure(THU, THU, "No mail", frozenset({"email"})),), THU, "online", ()),
        ((Closure(THU, THU, "No mail", frozenset({"email"})),), THU, "in_person", ((600, 960),)),
        (
            (
                Closure(THU, THU, "No lift", frozenset({"face_to_face"}), "morning"),
                Closure(THU, THU, "No line", frozenset({"telephone"})),
            ),
            THU,
            "online",
            ((720, 960),),
        ),
    ],
)
def test_open_spans(closures, day, mode, expected):
    assert open_spans(calendar(*closures), day, mode) == expected


@pytest.mark.parametrize("mode", CHANNELS)
def test_closed_premises_have_no_appointments_at_all_although_email_is_answered(mode):
    """Scenario 6: no appointments or callers can be booked, e-mail promises run on (L-46)."""
    summer = calendar(SUMMER, policy=SECOND)
    day = date(2027, 7, 6)
    assert summer.is_open(day, "email")
    assert open_spans(summer, day, mode) == ()
    assert closed_all_day(summer, day) == "Summer"
    assert shut(summer, day, mode, 600, 1020) == ((600, 1020, "Summer"),)


@pytest.mark.parametrize(
    ("closures", "day", "expected"),
    [
        ((), THU, ()),
        ((), WED, ((600, 780, "opens 13:00"),)),
        ((), CHRISTMAS, ((600, 960, "Christmas Day"),)),
        ((), SAT, ((600, 960, "closed on Saturdays"),)),
        ((Closure(THU, THU, "Staff training"),), THU, ((600, 960, "Staff training"),)),
        ((Closure(THU, THU, ""),), THU, ((600, 960, "closed"),)),
        ((Closure(THU, THU, "Training", part="morning"),), THU, ((600, 720, "Training"),)),
        ((Closure(WED, WED, "Training", part="morning"),), WED, ((600, 780, "opens 13:00"),)),
        ((Closure(WED, WED, "Training", part="afternoon"),), WED, ((600, 960, "Training"),)),
        (
            (Closure(THU, THU, "Training", part="morning"), Closure(THU, THU, "Move", part="afternoon")),
            THU,
            ((600, 720, "Training"), (720, 960, "Move")),
        ),
    ],
)
def test_hatched_stretches_say_why(closures, day, expected):
    assert shut(calendar(*closures), day, "in_person", 600, 960) == expected


def test_hatched_stretches_of_broken_hours_and_of_a_wider_grid():
    broken = hours((("10:00", "12:00"), ("13:30", "16:00")))
    assert shut(broken, MON, "in_person", 540, 1080) == (
        (540, 600, "opens 10:00"),
        (720, 810, "closed 12:00–13:30"),
        (960, 1080, "closed from 16:00"),
    )
    assert shut(broken, MON, "in_person", 600, 600) == ()


@pytest.mark.parametrize(
    ("closures", "day", "modes", "expected"),
    [
        ((), THU, tuple(CHANNELS), ""),
        ((), CHRISTMAS, tuple(CHANNELS), "Christmas Day"),
        ((), SAT, tuple(CHANNELS), "closed on Saturdays"),
        ((Closure(THU, THU, "No lift", frozenset({"face_to_face"})),), THU, tuple(CHANNELS), ""),
        ((Closure(THU, THU, "No lift", frozenset({"face_to_face"})),), THU, ("in_person",), "No lift"),
        ((Closure(THU, THU, "Training", part="morning"),), THU, tuple(CHANNELS), ""),
    ],
)
def test_closed_all_day(closures, day, modes, expected):
    assert closed_all_day(calendar(*closures), day, modes) == expected


def test_days_outside_the_counted_years_are_refused_with_a_sentence():
    with pytest.raises(BadInput):
        open_spans(calendar(), date(2101, 1, 3), "in_person")


@pytest.mark.parametrize("policy", POLICIES)
def test_every_bundled_policy_has_a_grid_that_its_days_fit(policy):
    rules = load(policy)
    first, last, step = grid(calendar_of(rules), rules.appointment.length)
    assert step == 30
    for day in rules.opening.week:
        for opens, closes in day:
            start, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
            assert first <= start < end <= last
            assert (start - first) % step == 0


@pytest.mark.parametrize(
    ("length", "step"), [(30, 30), (60, 60), (45, 45), (20, 20), (90, 45), (120, 60), (50, 30), (25, 15), (5, 15)]
)
def test_rows_of_the_grid_follow_the_length(length, step):
    assert grid(calendar(), length) == (600, 960, step)


# Its advisers --------------------------------------------------------------------------------------------------


def leave(start=0, end=1440, *, first=THU, last=THU, weekday=None, every=1, why="", who="a"):
    return StaffTime(who, "away", weekday, every, first, last, start, end, why)


def works(weekday, start=600, end=960, *, first=MON, last=None, every=1, who="a"):
    return StaffTime(who, "hours", weekday, every, first, last, start, end)


@pytest.mark.parametrize(
    ("times", "day", "expected"),
    [
        ((), THU, ()),
        ((leave(),), THU, ((600, 960, "away"),)),
        ((leave(why="Leave"),), THU, ((600, 960, "Leave"),)),
        ((leave(),), FRI, ()),
        ((leave(who="b"),), THU, ()),
        ((leave(690, 750, why="Dentist"),), THU, ((690, 750, "Dentist"),)),
        ((leave(540, 630), leave(620, 700)), THU, ((600, 700, "away"),)),
        (
            (leave(600, 660, why="Court"), leave(630, 720, why="Dentist")),
            THU,
            ((600, 660, "Court"), (660, 720, "Dentist")),
        ),
        ((works(3, 600, 780),), THU, ((780, 960, "does not work then"),)),
        ((works(3, 660, 720),), THU, ((600, 660, "does not work then"), (720, 960, "does not work then"))),
        ((works(3), works(4)), WED, ((600, 960, "does not work then"),)),
        ((works(3, 600, 700), works(3, 660, 960)), THU, ()),
        ((works(3, 600, 780), leave(660, 960, why="Leave")), THU, ((660, 960, "Leave"),)),
        ((works(3, first=date(2027, 1, 4)),), THU, ((600, 960, "does not work then"),)),
        ((works(3, last=WED),), THU, ((600, 960, "does not work then"),)),
        ((works(3, who="b"),), THU, ()),
    ],
)
def test_away(times, day, expected):
    assert away(times, "a", day, 600, 960) == expected
    assert has_hours(times, "a") == any(one.kind == "hours" and one.account_id == "a" for one in times)


@pytest.mark.parametrize(
    ("weekday", "every", "days"),
    [
        (3, 1, (3, 10, 17, 24)),
        (3, 2, (3, 17)),
        (0, 2, (7, 21)),  # the first Monday on or after the first day, which is a Thursday, counts as the first
        (None, 1, tuple(range(3, 31))),
    ],
)
def test_what_recurs_is_counted_from_its_first_weekday(weekday, every, days):
    one = leave(first=date(2026, 12, 3), last=date(2026, 12, 30), weekday=weekday, every=every)
    found = tuple(day for day in range(1, 32) if one.falls_on(date(2026, 12, day)))
    assert found == days


def test_a_recurring_absence_keeps_its_minutes_over_a_change_of_the_clocks():
    one = leave(600, 660, first=date(2027, 3, 1), last=None, weekday=0)
    assert away([one], "a", date(2027, 3, 22)) == away([one], "a", date(2027, 4, 5)) == ((600, 660, "away"),)


# Properties ----------------------------------------------------------------------------------------------------

MINUTES = st.integers(0, 288).map(lambda five: five * 5)
STRETCHES = st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] < pair[1])


@st.composite
def staff_times(draw):
    start, end = draw(STRETCHES)
    first = MON + timedelta(days=draw(st.integers(-20, 5)))
    last = draw(st.none() | st.integers(0, 30).map(lambda days: first + timedelta(days=days)))
    kind, weekday = draw(st.sampled_from(["hours", "away"])), draw(st.none() | st.integers(0, 6))
    why = draw(st.sampled_from(["", "Leave", "Court"]))
    return StaffTime("a", kind, weekday, draw(st.integers(1, 3)), first, last, start, end, why)


@given(st.lists(staff_times(), max_size=6), st.integers(0, 6), STRETCHES)
def test_stretches_lie_in_order_side_by_side_and_say_what_each_minute_is(times, step, window):
    day, (first, last) = MON + timedelta(days=step), window
    found = away(times, "a", day, first, last)
    edges = [edge for start, end, _ in found for edge in (start, end)]
    assert edges == sorted(edges)
    assert all(first <= start < end <= last and why for start, end, why in found)
    hours = [one for one in times if one.kind == "hours"]
    for minute in range(first, last, 5):
        absent = any(one.kind == "away" and one.falls_on(day) and one.start <= minute < one.end for one in times)
        working = not hours or any(one.falls_on(day) and one.start <= minute < one.end for one in hours)
        assert any(start <= minute < end for start, end, _ in found) == (absent or not working)


@st.composite
def closures(draw):
    first = MON + timedelta(days=draw(st.integers(0, 6)))
    channels = draw(st.frozensets(st.sampled_from(["email", "telephone", "face_to_face"])))
    part = draw(st.sampled_from(["day", "morning", "afternoon"]))
    return Closure(
        first, first + timedelta(days=draw(st.integers(0, 2))), draw(st.sampled_from(["", "x"])), channels, part
    )


WEEK = (
    (("10:00", "16:00"),),
    (("09:30", "11:00"), ("13:00", "17:00")),
    (("13:00", "16:00"),),
    (("08:00", "12:00"),),
    (("11:00", "12:30"), ("12:30", "14:00")),
)


@given(st.lists(closures(), max_size=4), st.integers(0, 6), st.sampled_from(sorted(CHANNELS)))
def test_open_and_shut_divide_the_day_between_them(closed, step, mode):
    service = hours(*WEEK, closures=tuple(closed), holidays=[(FRI, "Feast")])
    day = MON + timedelta(days=step)
    opens, shuts = open_spans(service, day, mode), shut(service, day, mode)
    for minute in range(0, 1440, 10):
        is_open = any(start <= minute < end for start, end in opens)
        assert is_open != any(start <= minute < end for start, end, _ in shuts)
    assert all(why for _, _, why in shuts)
    assert bool(closed_all_day(service, day, (mode,))) == (not opens)
    if mode != "online":
        told = [
            (start.hour * 60 + start.minute, end.hour * 60 + end.minute)
            for start, end in service.hours_on(day, CHANNELS[mode])
        ]
        assert list(opens) == told
    elif opens:
        assert service.is_open(day, "email")


def test_minutes_are_said_as_on_a_clock():
    assert [say_minute(minute) for minute in (0, 570, 1439, 1440)] == ["00:00", "09:30", "23:59", "24:00"]
