"""Free slots: what is offered can be booked, and nothing nearer could."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules.diary.booking import (
    STEP,
    Taken,
    Wanted,
    busy_until,
    first_free,
    nearest,
    next_free,
    refusal,
    starts,
)
from advice_tui.rules.diary.opening import StaffTime, away
from advice_tui.rules.service_calendar import calendar_of
from advice_tui.rules.working_days import LONDON
from tests.factories import FIRST, NOW

POLICY = load(FIRST)
CALENDAR = calendar_of(POLICY)
STAFF = {"a": "Priya Nair", "b": "Tom Ellis"}
TUE, WED, THU, FRI, SAT = (date(2026, 11, 24) + timedelta(days=step) for step in range(5))
KHAN = Taken("1", "a", "Room 2", "khan", 600, 630, 630, "Amira Khan")


def with_buffer(minutes):
    return POLICY.model_copy(update={"appointment": POLICY.appointment.model_copy(update={"buffer_minutes": minutes})})


def wanted(day=THU, start=600, length=30, adviser="a", room="Room 1", mode="in_person", client="zed"):
    return Wanted(day, start, length, adviser, room, mode, client)


# Free slots ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "offered"),
    [
        (wanted(start=615), (THU, 630, "a", "Room 1")),
        (wanted(adviser="b", room="Room 2"), (THU, 600, "b", "Room 1")),  # another room at the same time
        (wanted(start=960), (THU, 930, "a", "Room 1")),
        (wanted(start=945), (THU, 930, "a", "Room 1")),
        (wanted(WED, 765), (WED, 780, "a", "Room 1")),
        (wanted(date(2026, 12, 25), 660), (date(2026, 12, 29), 600, "a", "Room 1")),
        (wanted(date(2027, 3, 29)), (date(2027, 3, 30), 600, "a", "Room 1")),
        (wanted(SAT, 660), (date(2026, 11, 30), 600, "a", "Room 1")),
        (wanted(TUE, 600), (TUE, 630, "a", "Room 1")),
        (wanted(date(2020, 1, 1)), (TUE, 630, "a", "Room 1")),
        (wanted(start=602), (THU, 630, "a", "Room 1")),
        (wanted(room="Room 9", start=660), (THU, 660, "a", "Room 1")),
        (wanted(adviser="gone", start=600), (THU, 600, "gone", "Room 1")),
    ],
)
def test_what_is_offered_instead(one, offered):
    found = nearest(POLICY, CALENDAR, (), {THU: (KHAN,)}, one, NOW, advisers=STAFF)
    assert found is not None
    assert (found.day, found.start, found.adviser_id, found.room) == offered


def test_another_adviser_is_offered_on_a_day_when_she_is_away():
    times = [StaffTime("a", "away", None, 1, THU, THU, 0, 1440, "Leave")]
    found = nearest(POLICY, CALENDAR, times, {}, wanted(), NOW, advisers=STAFF)
    assert found == wanted(adviser="b")
    only_hers = next_free(POLICY, CALENDAR, times, {}, wanted(), NOW, 1, advisers=STAFF)
    assert only_hers == (wanted(FRI),)


def test_a_student_is_free_before_her_adviser_is():
    hers = replace(KHAN, start=600, end=635, busy_until=640)
    one = wanted(start=630, adviser="b", client="khan")
    found = nearest(with_buffer(5), CALENDAR, (), {THU: (hers,)}, one, NOW, advisers=STAFF)
    assert found == replace(one, start=635)


def test_nothing_is_offered_for_what_is_wrong_on_every_day():
    for one in (wanted(length=7), wanted(mode="pigeon"), wanted(date(2101, 1, 1)), wanted(WED, 780, 235)):
        horizon = 0 if one.length == 235 else 60
        assert nearest(POLICY, CALENDAR, (), {}, one, NOW, horizon, STAFF) is None
        assert next_free(POLICY, CALENDAR, (), {}, one, NOW, 3, horizon, STAFF) == ()
    assert nearest(POLICY, CALENDAR, (), {}, wanted(adviser=None), NOW, advisers={}) is None


def test_offers_end_with_the_years_that_are_counted():
    last = date(2100, 12, 31)
    assert next_free(POLICY, CALENDAR, (), {}, wanted(last, 940), NOW, 3, advisers=STAFF) == ()
    assert nearest(POLICY, CALENDAR, (), {}, wanted(last, 940), NOW, advisers=STAFF) == wanted(last, 930)


def test_next_free_gives_one_at_each_time_in_order_with_the_first_who_is_free():
    found = next_free(POLICY, CALENDAR, (), {THU: (KHAN,)}, wanted(adviser=None, room=None), NOW, 3, advisers=STAFF)
    assert [(one.start, one.adviser_id, one.room) for one in found] == [
        (600, "b", "Room 1"),
        (630, "a", "Room 1"),
        (660, "a", "Room 1"),
    ]


def test_the_asked_advisers_slots_come_before_those_of_others():
    found = next_free(POLICY, CALENDAR, (), {}, wanted(WED, 900), NOW, 4, 0, STAFF)
    assert [(one.start, one.adviser_id) for one in found] == [(900, "a"), (930, "a"), (900, "b"), (930, "b")]
    assert next_free(POLICY, CALENDAR, (), {}, wanted(), NOW, 0, advisers=STAFF) == ()


def test_slots_begin_on_rows_at_the_ends_of_others_and_at_the_minute_asked_for():
    late, rows = replace(KHAN, start=640, end=672, busy_until=677), tuple(range(690, 931, 30))
    asked = (POLICY, CALENDAR, (late,), wanted(start=655), [(700, 713, "away")])
    assert starts(*asked) == tuple(sorted((600, 630, 655, 660, 680, 715, *rows)))
    assert starts(*asked, snug=True) == tuple(sorted((600, 610, 630, 655, 660, 670, 675, 680, 715, *rows)))


@pytest.mark.parametrize(
    ("times", "one", "minute"),
    [
        ([StaffTime("a", "away", None, 1, THU, THU, 600, 675)], wanted(start=630, adviser="a"), 675),
        ([StaffTime("a", "away", None, 1, THU, THU, 675, 960)], wanted(start=660, adviser="a"), 645),
        ([], wanted(WED, 780, 60, adviser="a"), 780),
        ([], wanted(start=940, length=45), 915),
    ],
)
def test_an_offer_begins_where_an_absence_ends_and_ends_where_one_begins(times, one, minute):
    found = nearest(POLICY, CALENDAR, times, {}, one, NOW, advisers=STAFF)
    assert found is not None
    assert (found.adviser_id, found.start) == ("a", minute)


# Properties ----------------------------------------------------------------------------------------------------

FIVES = st.integers(112, 196).map(lambda five: five * STEP)
ADVISERS = {"a": "Ann", "b": "Ben", "c": "Cy"}
DAYS = st.integers(0, 3).map(lambda step: TUE + timedelta(days=step))


@st.composite
def taken_days(draw, buffer):
    """Days on which nobody stands twice, as the store keeps them."""
    days = {}
    for day in (TUE, WED, THU, FRI):
        rows = []
        for number in range(draw(st.integers(0, 14))):
            start, length = draw(FIVES), draw(st.sampled_from([15, 30, 45, 60]))
            row = Taken(
                str(number),
                draw(st.sampled_from("abc")),
                draw(st.sampled_from(["", "Room 1", "Room 2"])),
                draw(st.sampled_from(["k", "l", "m", None])),
                start,
                start + length,
                start + length + buffer,
                "Somebody",
            )
            if not any(_collide(row, other) for other in rows):
                rows.append(row)
        days[day] = tuple(rows)
    return days


def _collide(one, other):
    near = one.start < other.busy_until and other.start < one.busy_until
    same_client = one.client_id is not None and one.client_id == other.client_id
    at_once = one.start < other.end and other.start < one.end
    same = one.adviser_id == other.adviser_id or (one.room and one.room == other.room)
    return (near and same) or (at_once and same_client)


@st.composite
def questions(draw):
    buffer = draw(st.sampled_from([0, 0, 5, 10]))
    mode = draw(st.sampled_from(["in_person", "in_person", "telephone", "online"]))
    one = Wanted(
        draw(DAYS),
        draw(FIVES),
        draw(st.sampled_from([15, 30, 60, 120])),
        draw(st.sampled_from(["a", "b", None])),
        draw(st.sampled_from([None, None, "Room 1", "Room 2"])),
        mode,
        draw(st.sampled_from(["k", "z", None])),
    )
    times = draw(
        st.lists(
            st.builds(
                lambda who, kind, weekday, start, span: StaffTime(
                    who, kind, weekday, 1, TUE, FRI, start, min(start + span, 1440)
                ),
                st.sampled_from("abc"),
                st.sampled_from(["away", "away", "hours"]),
                st.none() | st.integers(0, 4),
                FIVES,
                st.sampled_from([60, 240]),
            ),
            max_size=3,
        )
    )
    now = datetime.combine(TUE, time(9), LONDON) + timedelta(minutes=draw(st.integers(0, 600)))
    return buffer, times, draw(taken_days(buffer)), one, now


def every_slot(policy, times, days, one, now, ids, *, every_minute=False):
    """Everything that could be offered from the day asked for on, by asking the refusal alone, room by room."""
    rooms = (one.room,) if one.room is not None else POLICY.appointment.rooms if one.mode == "in_person" else ("",)
    for day in (TUE, WED, THU, FRI):
        taken = days.get(day, ())
        absent = [stretch for who in ids for stretch in away(times, who, day)]
        asked = replace(one, day=day, start=one.start if day == one.day else 0)
        for start in range(560, 985, STEP) if every_minute else starts(policy, CALENDAR, taken, asked, absent):
            for who in ids if day >= one.day else ():
                slots = (replace(one, day=day, start=start, adviser_id=who, room=room) for room in rooms)
                free = (slot for slot in slots if not refusal(policy, CALENDAR, times, taken, slot, now, ADVISERS))
                yield from (slot for slot, _ in zip(free, range(1), strict=False))


@settings(max_examples=60, deadline=None)
@given(questions())
def test_what_is_offered_can_be_booked_and_nothing_nearer_could(question):
    """Nearer is: on an earlier day; that day with the adviser asked for; fewer minutes away, of any minute there is."""
    buffer, times, days, one, now = question
    policy, now = with_buffer(buffer), min(now, datetime.combine(TUE, time(10), LONDON))
    found = nearest(policy, CALENDAR, times, days, one, now, (FRI - one.day).days, ADVISERS)

    def distance(slot):
        minutes = abs(slot.start - one.start) if slot.day == one.day else slot.start
        return slot.day, bool(one.adviser_id) and slot.adviser_id != one.adviser_id, minutes

    any_room = replace(one, room=None)
    possible = [distance(slot) for slot in every_slot(policy, times, days, any_room, now, ADVISERS, every_minute=True)]
    if found is None:
        assert not possible
        return
    assert refusal(policy, CALENDAR, times, days[found.day], found, now, ADVISERS) == ""
    assert distance(found) == min(possible)


@settings(max_examples=60, deadline=None)
@given(questions(), st.integers(1, 6))
def test_the_next_free_slots_are_all_that_there_are_in_order(question, count):
    buffer, times, days, one, now = question
    policy = with_buffer(buffer)
    horizon = (FRI - max(one.day, now.date())).days
    found = next_free(policy, CALENDAR, times, days, one, now, count, horizon, ADVISERS)
    own = (one.adviser_id,) if one.adviser_id else ()
    expected = []
    for ids in (own, tuple(who for who in ADVISERS if who not in own)):
        times_of = [(slot.day, slot.start) for slot in every_slot(policy, times, days, one, now, ids)]
        expected += [at for at in dict.fromkeys(times_of) if at >= (one.day, one.start)]
    assert [(slot.day, slot.start) for slot in found] == expected[:count]
    for slot in found:
        assert refusal(policy, CALENDAR, times, days[slot.day], slot, now, ADVISERS) == ""


@settings(max_examples=40, deadline=None)
@given(questions())
def test_what_is_booked_never_overlaps(question):
    buffer, times, days, one, now = question
    policy, taken = with_buffer(buffer), days[one.day]
    for start in range(560, 985, STEP):
        asked = replace(one, start=start)
        slot = first_free(policy, CALENDAR, times, taken, asked, now, ADVISERS)
        assert (slot is None) == bool(refusal(policy, CALENDAR, times, taken, asked, now, ADVISERS))
        if slot is not None:
            until = busy_until(policy, slot)
            row = Taken("new", slot.adviser_id or "", slot.room or "", slot.client_id, slot.start, slot.end, until)
            assert not any(_collide(row, other) for other in taken)
