"""Key dates: reminders on open days, never after the day; what is said of a day; amber, red, and never red while closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules.key_dates import echo, problems, reminders, standing, working_days_to
from advice_tui.rules.service_calendar import calendar_of
from advice_tui.rules.working_days import Calendar, Closure, OpeningHours
from tests.factories import FIRST, POLICIES, at

CALENDAR = calendar_of(load(FIRST))
MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 1), "Tue 1 Dec, 6 working days"),
        (date(2026, 11, 24), "Tue 24 Nov, 1 working day"),
        (MONDAY, "Mon 23 Nov, today"),
        (date(2026, 11, 20), "Fri 20 Nov, passed"),
        (date(2026, 11, 28), "Sat 28 Nov, 4 working days (closed on Saturdays)"),
        (date(2027, 1, 4), "Mon 4 Jan 2027, 27 working days"),
    ],
)
def test_a_day_is_said_with_the_working_days_to_it(day, said):
    assert echo(CALENDAR, MONDAY, day) == said


@pytest.mark.parametrize(
    ("day", "first", "second"),
    [
        (date(2026, 12, 1), date(2026, 11, 24), date(2026, 11, 30)),
        (date(2026, 12, 6), date(2026, 11, 30), date(2026, 12, 4)),  # a Sunday: counted back from the Friday before
        (date(2026, 12, 29), date(2026, 12, 18), date(2026, 12, 24)),  # over Christmas
        (date(2026, 11, 25), MONDAY, date(2026, 11, 24)),  # too near: today
        (date(2026, 11, 24), MONDAY, MONDAY),
        (MONDAY, MONDAY, MONDAY),
    ],
)
def test_reminders_five_and_one_working_days_before(day, first, second):
    assert reminders(CALENDAR, day, MONDAY) == (first, second)


@pytest.mark.parametrize("policy", POLICIES)
@given(day=DAYS, ahead=st.integers(0, 90))
def test_reminders_are_open_days_and_never_after_the_day(policy, day, ahead):
    calendar = calendar_of(load(policy))
    today = day - timedelta(days=ahead)
    first, second = reminders(calendar, day, today)
    assert first <= second <= day
    assert calendar.is_open(first) or calendar.last_open_day(day) is None
    assert calendar.is_open(second)
    assert problems(calendar, today, ("What", "Why"), (day, first, second)) == {}


@given(day=DAYS, ahead=st.integers(0, 400))
def test_working_days_are_those_after_today_up_to_the_day(day, ahead):
    today = day - timedelta(days=ahead)
    counted = sum(CALENDAR.is_open(today + timedelta(days=step)) for step in range(1, ahead + 1))
    assert working_days_to(CALENDAR, today, day) == counted


def test_without_any_open_day_before_the_day_itself_is_taken():
    shut = Calendar(OpeningHours(CALENDAR.hours.week), closures=[Closure(date(2000, 1, 1), date(2027, 1, 1), "shut")])
    assert reminders(shut, date(2026, 12, 1), MONDAY) == (date(2026, 12, 1), date(2026, 12, 1))


DEADLINE, AGAIN = date(2026, 12, 1), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        (at(2026, 11, 24), "calm", "Tue 1 Dec, 5 working days"),
        (at(2026, 11, 29), "calm", "Tue 1 Dec, 2 working days"),
        (at(2026, 11, 30, 0, 1), "amber", "Tue 1 Dec, 1 working day"),
        (at(2026, 12, 1, 23, 59), "amber", "Tue 1 Dec, today"),
        (at(2026, 12, 2, 0, 0), "amber", "was Tue 1 Dec"),  # closed at midnight: nothing is red
        (at(2026, 12, 2, 14, 0), "red", "passed: was Tue 1 Dec"),
        (at(2026, 12, 5, 14, 0), "amber", "was Tue 1 Dec"),  # a Saturday
    ],
)
def test_how_a_date_stands(now, state, words):
    stands = standing(CALENDAR, now, DEADLINE, AGAIN)
    assert (stands.state, stands.words) == (state, words)


@pytest.mark.parametrize(
    ("days", "field", "words"),
    [
        ((None, None, None), "day", "Say which day"),
        ((date(2026, 11, 20), MONDAY, MONDAY), "day", "has passed"),
        ((DEADLINE, None, AGAIN), "remind_on", "Say on which day"),
        ((DEADLINE, date(2026, 12, 2), AGAIN), "remind_on", "after the day itself"),
        ((DEADLINE, AGAIN, date(2026, 11, 24)), "again_on", "comes after the first"),
        ((DEADLINE, date(2026, 11, 28), AGAIN), "remind_on", "closed on Saturdays. Take Fri 27 Nov."),
    ],
)
def test_what_is_wrong_is_said_under_its_field(days, field, words):
    found = problems(CALENDAR, MONDAY, ("Appeal deadline", "No late appeals"), days)
    assert list(found) == [field]
    assert words in found[field]


def test_what_it_is_and_why_are_both_needed():
    assert set(problems(CALENDAR, MONDAY, (" ", "\u200b"), (DEADLINE, AGAIN, AGAIN))) == {"what", "why"}
