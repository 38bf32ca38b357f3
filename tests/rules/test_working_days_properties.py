"""What must hold for every contact, compared with a loop that knows nothing of tables."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice_tui.rules.bank_holidays import REGIONS, BankHolidays
from advice_tui.rules.working_days import (
    BusyPeriod,
    Calendar,
    Closure,
    Due,
    OpeningHours,
    promise_calendar_days,
    rework,
)

ZONE = ZoneInfo("Europe/London")
LONG, SHORT = ((time(10), time(16)),), ((time(13), time(16)),)
WEEK = (LONG, LONG, SHORT, LONG, LONG, (), ())
CHRISTMAS = Closure(date(2026, 12, 21), date(2027, 1, 4), "Christmas closure")
CALENDARS = {
    region: Calendar(OpeningHours(WEEK), bank_holidays=BankHolidays(region).of_year, closures=[CHRISTMAS])
    for region in REGIONS
}
LISTED = {region: holidays.country_holidays("GB", subdiv=region, years=range(2018, 2037)) for region in REGIONS}

moments = st.datetimes(datetime(2019, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))
days_promised = st.integers(1, 25)
regions = st.sampled_from(REGIONS)


def is_open(day, region):
    return day.weekday() < 5 and day not in LISTED[region] and not CHRISTMAS.first <= day <= CHRISTMAS.last


def naive(received, n, region, *, strict=False):
    """Day 0 and the days counted, one date after the other."""
    local = received.astimezone(ZONE)
    day = local.date()
    if not strict:
        if is_open(day, region) and local.time() >= time(16):
            day += timedelta(days=1)
        while not is_open(day, region):
            day += timedelta(days=1)
    zero, counted = day, []
    while len(counted) < n:
        day += timedelta(days=1)
        if is_open(day, region):
            counted.append(day)
    return zero, counted


@settings(max_examples=300)
@given(moments, days_promised, regions)
def test_agrees_with_a_loop_in_every_nation(received, n, region):
    answer = CALENDARS[region].due(received, n)
    zero, counted = naive(received, n, region)
    assert (answer.day_zero, list(answer.days)) == (zero, counted)
    assert answer.due == datetime.combine(counted[-1], time(16), ZONE)
    assert answer.strict_due.date() == naive(received, n, region, strict=True)[1][-1]
    assert CALENDARS[region].due_day_at(received, n) == counted[-1]
    strict = CALENDARS[region].due(received, n, rule="strict")
    assert (strict.day_zero, strict.due) == (received.astimezone(ZONE).date(), answer.strict_due)


@settings(max_examples=200)
@given(moments, days_promised, regions)
def test_days_are_open_skipped_days_are_not_and_strict_is_never_later(received, n, region):
    cal = CALENDARS[region]
    answer = cal.due(received, n)
    assert all(cal.is_open(day) and not cal.why_closed(day) for day in (answer.day_zero, *answer.days))
    assert all(cal.why_closed(day) == why != "" for day, why in answer.skipped)
    assert answer.strict_due <= answer.due < answer.breach_at
    assert answer.received <= answer.strict_due
    between = (answer.due.date() - answer.received.date()).days + 1
    late = answer.arrived == "after"
    before = [answer.day_zero] if answer.day_zero == answer.received.date() else [answer.day_zero, *[None] * late]
    assert between == len(answer.skipped) + n + len(before)
    assert Due.from_json(answer.to_json()) == answer


@settings(max_examples=200)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=40)), days_promised, regions)
def test_a_later_contact_is_never_due_earlier(received, later, n, region):
    cal = CALENDARS[region]
    assert cal.due(received, n).due <= cal.due(received + later, n).due
    assert cal.due(received, n).due < cal.due(received, n + 1).due


@settings(max_examples=100)
@given(
    moments,
    days_promised,
    st.dates(date(2019, 1, 1), date(2034, 12, 31)),
    st.integers(0, 60),
    st.dates(date(2019, 1, 1), date(2035, 12, 31)),
    st.booleans(),
)
def test_a_changed_calendar_never_shortens_a_promise(received, n, first, length, announced, opened):
    period = first, first + timedelta(days=length)
    plain = Calendar(OpeningHours(WEEK), bank_holidays=BankHolidays("ENG").of_year)
    changed = Calendar(
        OpeningHours(WEEK),
        bank_holidays=BankHolidays("ENG").of_year,
        closures=[Closure(*period, "training")],
        busy=[BusyPeriod(*period, 9, first)],
    )
    before, after = (changed, plain) if opened else (plain, changed)
    old = before.due(received, before.days_promised(received, n))
    new = rework(old, after, announced)
    assert new.due.due >= old.due
    assert new.extended == (new.due.due > old.due)
    assert not new.extended or announced < old.due.date()
    assert rework(new.due, after, announced).extended is False


@given(st.dates(date(2019, 1, 1), date(2034, 12, 31)), st.integers(1, 60), regions)
def test_calendar_days_are_never_overrun(received, days, region):
    end = promise_calendar_days(CALENDARS[region], received, days)
    assert received < end <= received + timedelta(days=days)


@given(st.lists(st.dates(date(2019, 1, 1), date(2034, 12, 31)), max_size=30), days_promised)
def test_tables_grow_without_changing_an_answer(days, n):
    fresh = Calendar(OpeningHours(WEEK), bank_holidays=BankHolidays("ENG").of_year, closures=[CHRISTMAS])
    assert [fresh.due_day(day, n) for day in days] == CALENDARS["ENG"].due_dates(days, n)


PROGRAM = """
from datetime import datetime, time
from advice_tui.rules.bank_holidays import BankHolidays
from advice_tui.rules.working_days import Calendar, OpeningHours, local_instant
hours = ((time(10), time(16)),)
cal = Calendar(OpeningHours((hours,) * 5 + ((), ())), bank_holidays=BankHolidays("ENG").of_year)
for when in ((2026, 7, 2, 0, 30), (2026, 10, 25, 1, 30), (2027, 3, 28, 2, 30), (2026, 12, 24, 16, 0)):
    print(cal.due(local_instant(datetime(*when)).at, 2).to_json())
"""


def test_the_machine_s_time_zone_and_locale_do_not_matter():
    answers = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            check=True,
        ).stdout
        for zone in ("UTC", "America/New_York", "Pacific/Auckland")
    }
    assert len(answers) == 1
    assert answers.pop().count(b'"due"') == 4


def test_counting_needs_neither_holidays_nor_a_screen_until_it_is_asked():
    program = (
        "import sys, advice_tui.rules.working_days, advice_tui.rules.bank_holidays, advice_tui.rules.when\n"
        "print([name for name in ('holidays', 'textual', 'sqlalchemy', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("region", REGIONS)
def test_nothing_is_lost_between_the_package_and_the_calendar(region):
    ours = {holiday.day for year in range(2018, 2037) for holiday in BankHolidays(region).of_year(year)}
    assert ours == set(LISTED[region])
