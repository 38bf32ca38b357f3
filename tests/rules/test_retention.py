"""How long a closed file is kept: the day after the same date so many years later, never earlier, leap days included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules import retention
from advice_tui.rules.retention import NEVER, delete_from
from tests.factories import FIRST, SECOND

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
YEARS = st.integers(0, 120)


@pytest.mark.parametrize(
    ("closed", "years", "first"),
    [
        (date(2026, 11, 23), 6, date(2032, 11, 24)),  # scenario 53
        (date(2020, 6, 30), 6, date(2026, 7, 1)),  # scenario 57
        (date(2028, 2, 29), 6, date(2034, 3, 1)),
        (date(2028, 2, 29), 4, date(2032, 3, 1)),
        (date(2028, 2, 28), 4, date(2032, 2, 29)),
        (date(2027, 2, 28), 6, date(2033, 3, 1)),
        (date(2026, 12, 31), 1, date(2028, 1, 1)),
        (date(2026, 1, 1), 0, date(2026, 1, 2)),
        (date(2026, 1, 1), 9000, NEVER),
        (date(9999, 12, 31), 0, NEVER),
    ],
)
def test_the_first_day(closed, years, first):
    assert delete_from(closed, years) == first


@given(DAYS, YEARS)
def test_a_file_is_kept_through_all_its_years(closed, years):
    first = delete_from(closed, years)
    kept = first - timedelta(days=1)
    assert kept.year == closed.year + years
    assert (kept.month, kept.day) == (closed.month, closed.day) or (closed.month, closed.day) == (2, 29)
    assert kept >= closed
    assert years * 365 <= (kept - closed).days <= years * 366


@given(DAYS, DAYS, YEARS)
def test_what_is_closed_later_is_kept_at_least_as_long(one, other, years):
    earlier, later = sorted((one, other))
    assert delete_from(earlier, years) <= delete_from(later, years)


@given(DAYS, YEARS)
def test_a_year_more_is_kept_longer(closed, years):
    assert delete_from(closed, years) < delete_from(closed, years + 1)


def test_the_words_say_the_day_or_who_must_decide():
    kept, silent = load(SECOND), load(FIRST)
    closed = date(2026, 11, 23)
    assert retention.kept_until(kept, closed) == "kept until 24 Nov 2032"
    assert retention.sentence(kept, closed) == "Kept until 24 Nov 2032: 6 years from the last closure."
    assert silent.retention.years is None
    assert "kept" in retention.kept_until(silent, closed)
    assert not any(sign.isdigit() for sign in retention.kept_until(silent, closed))
    said = retention.sentence(silent, closed)
    assert "Union must decide" in said
    assert "Nothing is deleted" in said
