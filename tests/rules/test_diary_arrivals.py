"""What becomes of an appointment: lateness in whole minutes, waiting, absence, and what may follow what (14 to 16)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules.diary.arrivals import (
    ACTS,
    STATES,
    Kept,
    attendance,
    decided_by,
    is_late,
    is_unresolved,
    late_by,
    late_words,
    local,
    may_follow,
    may_now,
    months_before,
    must_decide,
    waited,
)
from advice_tui.rules.working_days import LONDON
from data.diary_rows import LIVE
from tests.factories import FIRST, POLICIES, SECOND, at

ELEVEN = 660
DAY = date(2026, 11, 26)
TODAY = date(2026, 11, 24)

# Lateness ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "minutes"),
    [
        (time(10, 57), 0),
        (time(11, 0, 59), 0),
        (time(11, 1), 1),
        (time(11, 15), 15),
        (time(11, 15, 59), 15),
        (time(11, 16), 16),
        (datetime(2026, 11, 26, 11, 16), 16),
        (datetime(2026, 11, 26, 11, 16, tzinfo=UTC), 16),
        (datetime(2026, 7, 2, 10, 16, tzinfo=UTC), 16),  # summer time
    ],
)
def test_late_in_whole_minutes_of_the_clock_on_the_wall(arrived, minutes):
    assert late_by(ELEVEN, arrived) == minutes


@pytest.mark.parametrize(
    ("policy", "minutes", "late", "decide", "words"),
    [
        (SECOND, 0, False, False, ""),
        (SECOND, 1, False, False, "1 minute late"),
        (SECOND, 15, False, False, "15 minutes late"),  # "more than 15 minutes late" (L-8)
        (SECOND, 16, True, True, "16 minutes late: may have to make another appointment"),
        (FIRST, 10, False, False, "10 minutes late"),
        (FIRST, 11, True, False, "11 minutes late, more than 10"),  # a marker only (I-12)
    ],
)
def test_the_rule_of_each_policy(policy, minutes, late, decide, words):
    """Scenario 14."""
    rules = load(policy)
    assert is_late(rules, minutes) is late
    assert must_decide(rules, minutes) is decide
    assert late_words(rules, minutes) == words


@pytest.mark.parametrize("policy", POLICIES)
def test_a_person_decides(policy):
    rules = load(policy)
    assert decided_by(rules) == rules.title_of("adviser")


@pytest.mark.parametrize(
    ("arrived", "until", "minutes"),
    [
        (at(2026, 11, 26, 10, 57), at(2026, 11, 26, 11, 5), 8),
        (at(2026, 11, 26, 10, 57), at(2026, 11, 26, 10, 57) + timedelta(seconds=59), 0),
        (at(2026, 11, 26, 11, 5), at(2026, 11, 26, 11, 0), 0),
        (datetime(2027, 3, 28, 0, 50, tzinfo=UTC), datetime(2027, 3, 28, 1, 10, tzinfo=UTC), 20),
        (
            datetime(2027, 3, 28, 0, 50, tzinfo=LONDON),
            datetime(2027, 3, 28, 2, 10, tzinfo=LONDON),
            20,
        ),
    ],
)
def test_waiting_is_time_that_passed(arrived, until, minutes):
    assert waited(arrived, until) == minutes


# What may follow what ------------------------------------------------------------------------------------------


ALLOWED = {
    "booked": "arrive see miss cancel move",
    "arrived": "see leave cancel move correct",
    "seeing": "leave correct",
    "seen": "correct",
    "missed": "arrive correct",
    "cancelled": "correct",
    "void": "",
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_what_may_follow_what(state, act):
    said = may_follow(state, act)
    assert (said == "") == (act in ALLOWED[state].split())
    assert said == "" or said.endswith(".")


@pytest.mark.parametrize(
    ("state", "act", "sentence"),
    [
        ("booked", "leave", "The student has not arrived yet: mark the arrival first."),
        ("booked", "correct", "There is nothing to correct yet: nobody has said what became of it."),
        ("arrived", "arrive", "The student is here already. Correct it, if that is wrong."),
        ("seen", "miss", "The student was seen already. Correct it, if that is wrong."),
        ("missed", "cancel", "The student did not attend. Correct it, if that is wrong."),
        ("cancelled", "arrive", "This appointment was cancelled. Correct it, if that is wrong, or make a new one."),
        ("void", "move", "This appointment was taken back: make a new one."),
        ("booked", "dance", "That cannot be done with this appointment."),
        ("", "arrive", "That cannot be done with this appointment."),
    ],
)
def test_why_something_may_not_follow(state, act, sentence):
    assert may_follow(state, act) == sentence


def test_the_states_that_take_time_are_states():
    assert set(LIVE) < set(STATES)


@pytest.mark.parametrize(
    ("act", "now", "sentence"),
    [
        ("arrive", at(2026, 11, 25, 11), "This appointment is on Thu 26 Nov, not today."),
        ("see", at(2026, 11, 25, 11), "This appointment is on Thu 26 Nov, not today."),
        ("arrive", at(2026, 11, 26, 9), ""),
        ("arrive", at(2026, 11, 27, 9), ""),
        ("miss", at(2026, 11, 26, 10, 59), "It is not 11:00 yet."),
        ("miss", at(2026, 11, 25, 12), "It is not Thu 26 Nov 11:00 yet."),
        ("miss", at(2026, 11, 26, 11), ""),
        ("cancel", at(2026, 11, 20), ""),
    ],
)
def test_when_something_may_be_done(act, now, sentence):
    assert may_now(act, DAY, ELEVEN, now) == sentence


@pytest.mark.parametrize(
    ("state", "now", "unresolved"),
    [
        ("booked", at(2026, 11, 26, 11, 29), False),
        ("booked", at(2026, 11, 26, 11, 30), True),
        ("arrived", at(2026, 11, 26, 11, 30), True),
        ("seeing", at(2026, 11, 26, 11, 45), False),
        ("seeing", at(2026, 11, 27, 9), True),
        ("seen", at(2026, 11, 27, 9), False),
        ("missed", at(2026, 11, 27, 9), False),
        ("cancelled", at(2026, 11, 27, 9), False),
        ("booked", at(2026, 11, 27, 9), True),
    ],
)
def test_an_appointment_that_is_over_stays_unresolved_until_a_person_says(state, now, unresolved):
    """Scenario 15: at 11:30 the slot is unresolved, not "no-show" (I-44c, L-36)."""
    assert is_unresolved(state, DAY, 690, now) is unresolved


def test_now_is_london_civil_time():
    assert local(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == (date(2026, 7, 2), 30)
    assert local(datetime(2026, 7, 1, 23, 30, 59)) == (date(2026, 7, 1), 1410)


# Attendance ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("history", "late", "missed", "flagged", "words"),
    [
        ((), 0, 0, False, "Nothing missed or late in 6 months"),
        ((Kept(date(2026, 11, 2), "missed"),), 0, 1, False, "1 missed in 6 months"),
        ((Kept(date(2026, 11, 2), "missed", notice=True),), 0, 0, False, "Nothing missed or late in 6 months"),
        ((Kept(date(2026, 11, 2), "cancelled"),), 0, 0, False, "Nothing missed or late in 6 months"),
        ((Kept(date(2026, 11, 2), "seen", 15),) * 3, 0, 0, False, "Nothing missed or late in 6 months"),
        ((Kept(date(2026, 11, 2), "seen", 16),) * 3, 3, 0, True, "3 late in 6 months: look at it"),
        ((Kept(date(2026, 11, 2), "missed", 16),) * 3, 0, 3, True, "3 missed in 6 months: look at it"),
        (
            (*(Kept(date(2026, 11, 2), "missed"),) * 2, Kept(date(2026, 11, 3), "arrived", 20)),
            1,
            2,
            True,
            "3 missed or late in 6 months: look at it",
        ),
        ((Kept(date(2026, 5, 24), "missed"),) * 3, 0, 3, True, "3 missed in 6 months: look at it"),
        ((Kept(date(2026, 5, 23), "missed"),) * 3, 0, 0, False, "Nothing missed or late in 6 months"),
        ((Kept(date(2026, 11, 25), "missed"),) * 3, 0, 0, False, "Nothing missed or late in 6 months"),
    ],
)
def test_repeated_lateness_and_absence_ask_somebody_to_look(history, late, missed, flagged, words):
    """Scenario 46: three missed appointments flag; nothing follows by itself (I-44c, L-36)."""
    found = attendance(load(SECOND), history, TODAY)
    assert (found.late, found.missed, found.flagged, found.words) == (late, missed, flagged, words)
    assert found.since == date(2026, 5, 24)


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 11, 24), 6, date(2026, 5, 24)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 25, date(2023, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(1, 1, 15), 6, date(1, 7, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, earlier):
    assert months_before(day, months) == earlier


VISITS = st.builds(
    Kept,
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.sampled_from(sorted(STATES)),
    st.integers(0, 60),
    st.booleans(),
)


@given(st.lists(VISITS, max_size=12), st.sampled_from(POLICIES))
def test_one_more_absence_never_takes_a_flag_away(history, policy):
    rules = load(policy)
    before = attendance(rules, history, TODAY)
    after = attendance(rules, [*history, Kept(TODAY, "missed")], TODAY)
    assert after.missed == before.missed + 1
    assert after.flagged >= before.flagged
    assert before.flagged == (before.late + before.missed >= rules.appointment.repeat_threshold)


@given(st.integers(0, 1439), st.times())
def test_lateness_never_grows_by_seconds(start, arrived):
    minutes = late_by(start, arrived)
    assert minutes == late_by(start, arrived.replace(second=0, microsecond=0))
    assert 0 <= minutes < 1440
