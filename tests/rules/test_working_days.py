"""The rules of counting working days: every worked example, the traps, and what a changed calendar does to a promise."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from advice_tui.rules.bank_holidays import PUBLISHED_TO, REGIONS, BankHolidays, LocalHoliday
from advice_tui.rules.working_days import (
    LONDON,
    BusyPeriod,
    Calendar,
    Closure,
    Due,
    OpeningHours,
    explain,
    local_instant,
    promise_calendar_days,
    rework,
    say_due,
    statutory_month,
)
from data.errors import BadInput, IntegrityError

LONG, SHORT = ((time(10), time(16)),), ((time(13), time(16)),)
FIVE = ((time(10), time(17)),)
HOURS = {
    "Imp": OpeningHours((LONG, LONG, SHORT, LONG, LONG, (), ())),
    "LMet": OpeningHours((FIVE, FIVE, FIVE, FIVE, FIVE, (), ())),
}
CLOSURES = {
    "19": Closure(date(2026, 12, 24), date(2027, 1, 1), "Christmas closure", advertised=date(2026, 11, 1)),
    "53": Closure(date(2026, 11, 12), date(2026, 11, 12), "staff training", advertised=date(2026, 10, 1)),
}
SPRING = BusyPeriod(date(2027, 4, 19), date(2027, 5, 14), 5, date(2027, 4, 12))


def calendar(hours="Imp", region="ENG", closures=(), busy=(), added=(), removed=(), published_to=PUBLISHED_TO):
    nation = BankHolidays(region, added=added, removed=removed)
    return Calendar(
        HOURS[hours],
        bank_holidays=nation.of_year,
        closures=closures,
        busy=busy,
        published_to=published_to,
    )


def at(*when, fold=None):
    return local_instant(datetime(*when), fold).at


EXAMPLES = """
1 | Imp 2 | ENG | Mon 23 Nov 2026 11:00 | Mon 23 Nov | Tue 24 Nov, Wed 25 Nov | Wed 25 Nov 2026 16:00 | 16:00Z | same
2 | Imp 2 | ENG | Tue 24 Nov 2026 15:59 | Tue 24 Nov | Wed 25 Nov, Thu 26 Nov | Thu 26 Nov 2026 16:00 | 16:00Z | same
3 | Imp 2 | ENG | Tue 24 Nov 2026 16:00 | Wed 25 Nov | Thu 26 Nov, Fri 27 Nov | Fri 27 Nov 2026 16:00 | 16:00Z | Thu 26 Nov
4 | Imp 2 | ENG | Wed 25 Nov 2026 09:30 | Wed 25 Nov | Thu 26 Nov, Fri 27 Nov | Fri 27 Nov 2026 16:00 | 16:00Z | same
6 | Imp 2 | SCT | Wed 25 Nov 2026 16:05 | Thu 26 Nov | Fri 27 Nov, Tue 1 Dec | Tue 1 Dec 2026 16:00 | 16:00Z | Fri 27 Nov
8 | Imp 2 | ENG | Fri 27 Nov 2026 18:00 | Mon 30 Nov | Tue 1 Dec, Wed 2 Dec | Wed 2 Dec 2026 16:00 | 16:00Z | Tue 1 Dec
9 | Imp 2 | ENG | Sat 28 Nov 2026 10:00 | Mon 30 Nov | Tue 1 Dec, Wed 2 Dec | Wed 2 Dec 2026 16:00 | 16:00Z | Tue 1 Dec
10 | Imp 2 | ENG | Thu 2 Jul 2026 00:30 | Thu 2 Jul | Fri 3 Jul, Mon 6 Jul | Mon 6 Jul 2026 16:00 | 15:00Z | same
13 | Imp 2 | ENG | Fri 28 Aug 2026 12:00 | Fri 28 Aug | Tue 1 Sep, Wed 2 Sep | Wed 2 Sep 2026 16:00 | 15:00Z | same
16 | Imp 2 | ENG | Wed 23 Dec 2026 14:00 | Wed 23 Dec | Thu 24 Dec, Tue 29 Dec | Tue 29 Dec 2026 16:00 | 16:00Z | same
17 | Imp 2 | ENG | Thu 24 Dec 2026 12:00 | Thu 24 Dec | Tue 29 Dec, Wed 30 Dec | Wed 30 Dec 2026 16:00 | 16:00Z | same
18 | Imp 2 | ENG | Fri 25 Dec 2026 09:00 | Tue 29 Dec | Wed 30 Dec, Thu 31 Dec | Thu 31 Dec 2026 16:00 | 16:00Z | Wed 30 Dec
19 | Imp 2 | ENG | Wed 23 Dec 2026 14:00 | Wed 23 Dec | Mon 4 Jan, Tue 5 Jan | Tue 5 Jan 2027 16:00 | 16:00Z | same
21 | Imp 2 | SCT | Thu 31 Dec 2026 11:00 | Thu 31 Dec | Tue 5 Jan, Wed 6 Jan | Wed 6 Jan 2027 16:00 | 16:00Z | same
24 | Imp 2 | SCT | Thu 25 Mar 2027 11:00 | Thu 25 Mar | Mon 29 Mar, Tue 30 Mar | Tue 30 Mar 2027 16:00 | 15:00Z | same
25 | Imp 2 | ENG | Sun 28 Mar 2027 02:30 | Tue 30 Mar | Wed 31 Mar, Thu 1 Apr | Thu 1 Apr 2027 16:00 | 15:00Z | Wed 31 Mar
28 | Imp 2 | ENG | Wed 1 Jun 2022 14:00 | Wed 1 Jun | Mon 6 Jun, Tue 7 Jun | Tue 7 Jun 2022 16:00 | 15:00Z | same
29 | Imp 2 | ENG | Thu 15 Sep 2022 11:00 | Thu 15 Sep | Fri 16 Sep, Tue 20 Sep | Tue 20 Sep 2022 16:00 | 15:00Z | same
31 | Imp 2 | ENG | Fri 5 May 2023 11:00 | Fri 5 May | Tue 9 May, Wed 10 May | Wed 10 May 2023 16:00 | 15:00Z | same
32 | LMet 3 | ENG | Mon 23 Nov 2026 10:00 | Mon 23 Nov | Tue 24 Nov, Wed 25 Nov, Thu 26 Nov | Thu 26 Nov 2026 17:00 | 17:00Z | same
34 | LMet 3 | ENG | Thu 26 Nov 2026 17:01 | Fri 27 Nov | Mon 30 Nov, Tue 1 Dec, Wed 2 Dec | Wed 2 Dec 2026 17:00 | 17:00Z | Tue 1 Dec
36 | LMet 3 | SCT | Fri 27 Nov 2026 12:00 | Fri 27 Nov | Tue 1 Dec, Wed 2 Dec, Thu 3 Dec | Thu 3 Dec 2026 17:00 | 17:00Z | same
37 | LMet 3 | ENG | Wed 23 Dec 2026 11:00 | Wed 23 Dec | Thu 24 Dec, Tue 29 Dec, Wed 30 Dec | Wed 30 Dec 2026 17:00 | 17:00Z | same
39 | LMet 3 | ENG | Mon 28 Dec 2026 12:00 | Tue 29 Dec | Wed 30 Dec, Thu 31 Dec, Mon 4 Jan | Mon 4 Jan 2027 17:00 | 17:00Z | Thu 31 Dec
41 | LMet 3 | ENG | Fri 24 Dec 2027 11:00 | Fri 24 Dec | Wed 29 Dec, Thu 30 Dec, Fri 31 Dec | Fri 31 Dec 2027 17:00 | 17:00Z | same
42 | LMet 3 | ENG | Wed 24 Mar 2027 11:00 | Wed 24 Mar | Thu 25 Mar, Tue 30 Mar, Wed 31 Mar | Wed 31 Mar 2027 17:00 | 16:00Z | same
46 | LMet 3 | ENG | Tue 31 May 2022 11:00 | Tue 31 May | Wed 1 Jun, Mon 6 Jun, Tue 7 Jun | Tue 7 Jun 2022 17:00 | 16:00Z | same
49 | LMet 3 | SCT | Fri 12 Jun 2026 11:00 | Fri 12 Jun | Tue 16 Jun, Wed 17 Jun, Thu 18 Jun | Thu 18 Jun 2026 17:00 | 16:00Z | same
51 | LMet 3 | NIR | Thu 9 Jul 2026 11:00 | Thu 9 Jul | Fri 10 Jul, Tue 14 Jul, Wed 15 Jul | Wed 15 Jul 2026 17:00 | 16:00Z | same
53 | LMet 3 | ENG | Tue 10 Nov 2026 11:00 | Tue 10 Nov | Wed 11 Nov, Fri 13 Nov, Mon 16 Nov | Mon 16 Nov 2026 17:00 | 17:00Z | same
54 | Imp 5 | ENG | Wed 28 Apr 2027 14:00 | Wed 28 Apr | Thu 29 Apr, Fri 30 Apr, Tue 4 May, Wed 5 May, Thu 6 May | Thu 6 May 2027 16:00 | 15:00Z | same
"""

ROWS = [[cell.strip() for cell in line.split("|")] for line in EXAMPLES.strip().splitlines()]


def day_near(words, start):
    """The first date from `start` on that is called this, such as "Tue 24 Nov"."""
    return next(
        start + timedelta(days=n)
        for n in range(30)
        if f"{start + timedelta(days=n):%a} {(start + timedelta(days=n)).day} {start + timedelta(days=n):%b}" == words
    )


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_worked_example(row):
    number, promise, region, received, day_zero, days, due, utc, strict = row
    hours, n = promise.split()
    closures = [CLOSURES[number]] if number in CLOSURES else []
    busy = [SPRING] if number == "54" else []
    cal = calendar(hours, region, closures, busy)
    when = local_instant(datetime.strptime(received, "%a %d %b %Y %H:%M")).at
    promised = cal.days_promised(when, 2 if number == "54" else int(n))
    answer = cal.due(when.astimezone(UTC), promised)

    assert promised == int(n)
    assert answer.day_zero == day_near(day_zero, when.date())
    assert list(answer.days) == [day_near(day, when.date()) for day in days.split(", ")]
    assert answer.due == datetime.strptime(due, "%a %d %b %Y %H:%M").replace(tzinfo=LONDON)
    assert f"{answer.due.astimezone(UTC):%H:%M}Z" == utc
    assert answer.strict_due.date() == (answer.due.date() if strict == "same" else day_near(strict, when.date()))
    assert answer.breach_at == datetime.combine(answer.due.date() + timedelta(days=1), time(), LONDON)
    assert answer.provisional is False
    assert cal.due_day_at(when, promised) == answer.due.date()
    assert cal.due(when, promised, rule="strict").due == answer.strict_due


VECTORS = Path(__file__).parents[3] / "shared" / "checks" / "time_vectors.json"


@pytest.mark.skipif(not VECTORS.exists(), reason="the larger set of cases is not here")
def test_larger_set_of_time_vectors():
    christmas = Closure(date(2026, 12, 21), date(2027, 1, 4), "Christmas closure")
    names = {"imperial": "Imp", "londonmet": "LMet"}
    for case in json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]:
        if case["kind"] == "sla":
            cal = calendar(names[case["site"]], closures=[] if case["closure"] == "none" else [christmas])
            typed = local_instant(datetime.fromisoformat(case["received_local"])).at
            assert typed.astimezone(UTC) == datetime.fromisoformat(case["received_utc"]), case
            due = cal.due(typed, case["working_days"]).due
            assert due.astimezone(UTC) == datetime.fromisoformat(case["due"]), case
        if case["kind"] == "local_time":
            local = datetime.fromisoformat(case["local"])
            if case["is"] == "gap":
                with pytest.raises(BadInput, match="does not exist"):
                    local_instant(local)
                continue
            first, second = local_instant(local), local_instant(local, 1)
            assert first.at.astimezone(UTC) == datetime.fromisoformat(case["utc_first"]), case
            assert second.at.astimezone(UTC) == datetime.fromisoformat(case["utc_second"]), case
            assert bool(first.note) == (case["is"] == "fold")


# Open days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["morning", "afternoon"])
def test_half_closed_day_is_one_whole_open_day(part):
    half = Closure(date(2026, 11, 26), date(2026, 11, 26), "training", part=part)
    answer = calendar(closures=[half]).due(at(2026, 11, 24, 11), 2)
    assert answer.days == (date(2026, 11, 25), date(2026, 11, 26))
    assert answer.due.time() == (time(16) if part == "morning" else time(12))


def test_half_closure_that_leaves_no_opening_closes_the_day():
    half = Closure(date(2026, 11, 25), date(2026, 11, 25), "training", part="afternoon")
    cal = calendar(closures=[half])  # a Wednesday, open from 13:00 only
    assert cal.why_closed(date(2026, 11, 25)) == "training"
    assert cal.due_day(date(2026, 11, 24), 1) == date(2026, 11, 26)


def test_closure_counts_only_for_its_channels():
    summer = Closure(date(2026, 7, 1), date(2026, 8, 31), "premises closed", frozenset({"in_person", "telephone"}))
    cal = calendar("LMet", closures=[summer])
    assert cal.due_day(date(2026, 7, 1), 3) == date(2026, 7, 6)
    assert cal.due_day(date(2026, 7, 1), 3, "telephone") == date(2026, 9, 4)
    assert cal.hours_on(date(2026, 7, 1)) == FIVE
    assert cal.hours_on(date(2026, 7, 1), "in_person") == ()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2026, 12, 27), "closed on Sundays"),
        (date(2026, 12, 24), "Christmas closure"),
        (date(2026, 12, 23), ""),
    ],
)
def test_why_a_day_is_closed(day, why):
    assert calendar(closures=[CLOSURES["19"]]).why_closed(day) == why


@pytest.mark.parametrize("region", REGIONS)
def test_nations_have_their_own_days(region):
    cal = calendar(region=region)
    assert bool(cal.bank_holiday(date(2027, 3, 29))) == (region != "SCT")  # Easter Monday
    assert bool(cal.bank_holiday(date(2026, 8, 31))) == (region != "SCT")  # late August
    assert bool(cal.bank_holiday(date(2026, 11, 30))) == (region == "SCT")
    assert bool(cal.bank_holiday(date(2026, 7, 13))) == (region == "NIR")
    assert cal.bank_holiday(date(2022, 9, 19))


def test_local_additions_and_removals():
    added = LocalHoliday(date(2026, 11, 25), "Day of thanks", "Royal Proclamation", date(2026, 11, 2))
    removed = LocalHoliday(date(2026, 12, 28), "Boxing Day", "a correction", date(2026, 11, 2))
    cal = calendar(added=[added], removed=[removed])
    assert cal.due(at(2026, 11, 24, 11), 1).skipped == ((date(2026, 11, 25), "Day of thanks"),)
    assert cal.is_open(date(2026, 12, 28))
    assert BankHolidays("ENG", (added,)).of_year(2026)[-4].source == "Royal Proclamation"
    with pytest.raises(BadInput, match="ENG, WLS"):
        BankHolidays("GB")


def test_opening_hours_that_cannot_be_meant_are_refused():
    morning, overlapping = (time(10), time(12)), (time(11), time(13))
    for week in ([()] * 7, [(), ()], [(morning, overlapping), *[()] * 6], [((time(12), time(12)),), *[()] * 6]):
        with pytest.raises(BadInput):
            OpeningHours(tuple(week))
    with pytest.raises(BadInput, match="whole minutes"):
        OpeningHours((((time(10), time(12, 0, 1)),), *[()] * 6))


def test_periods_that_cannot_be_meant_are_refused():
    with pytest.raises(BadInput):
        Closure(date(2026, 1, 2), date(2026, 1, 1), "wrong way round")
    with pytest.raises(BadInput):
        Closure(date(2026, 1, 1), date(2026, 1, 1), "dusk", part="evening")
    with pytest.raises(BadInput):
        BusyPeriod(date(2026, 1, 1), date(2026, 1, 2), 0, date(2026, 1, 1))


def test_split_day_counts_once_and_says_where_a_contact_fell():
    split = ((time(10), time(12)), (time(14), time(16)))
    cal = Calendar(OpeningHours((split, split, split, split, split, (), ())))
    fell = {hour: cal.due(at(2026, 11, 24, hour), 1).arrived for hour in (9, 10, 12, 15, 16)}
    assert fell == {9: "before", 10: "open", 12: "between", 15: "open", 16: "after"}
    assert cal.due(at(2026, 11, 24, 12), 1).day_zero == date(2026, 11, 24)


def test_closed_for_ever_ends_with_a_sentence():
    cal = calendar(closures=[Closure(date(2027, 1, 1), date.max, "closed for good")])
    assert cal.due_day(date(2026, 12, 23), 3) == date(2026, 12, 30)
    with pytest.raises(BadInput, match="not enough open days"):
        cal.due_day(date(2026, 12, 23), 9)
    with pytest.raises(BadInput, match="not enough open days"):
        cal.due(at(2030, 1, 1, 9), 1)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2101, 1, 1), date.min, date.max])
def test_dates_outside_the_span_are_refused(day):
    cal = calendar()
    for ask in (
        lambda: cal.due_day(day, 2),
        lambda: cal.due_dates([day], 2),
        lambda: cal.due_day_at(datetime.combine(day, time(12)), 2),
        lambda: cal.bank_holiday(day),
    ):
        with pytest.raises(BadInput, match="2000 to 2100"):
            ask()
    with pytest.raises(BadInput):
        cal.due_dates([day.toordinal()], 2)


def test_questions_that_make_no_sense_are_refused():
    cal = calendar()
    for n in (0, -1, 251, 10**9):
        with pytest.raises(BadInput, match="1 to 250"):
            cal.due_day(date(2026, 11, 24), n)
        with pytest.raises(BadInput, match="1 to 250"):
            cal.due(at(2026, 11, 24, 10), n)
    with pytest.raises(BadInput, match="offset"):
        cal.due(datetime(2026, 11, 24, 10), 2)
    with pytest.raises(BadInput, match="too far"):
        cal.due(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), 2)
    for far in (date.min, date.max):
        with pytest.raises(BadInput):
            promise_calendar_days(cal, far)
        with pytest.raises(BadInput):
            statutory_month(cal, far)
    with pytest.raises(BadInput, match="without a time"):
        cal.due_day(datetime(2026, 11, 24, 10), 2)
    with pytest.raises(BadInput):
        cal.due_dates([10**12], 2)


def test_batches_answer_as_single_calls_do():
    cal = calendar()
    days = [date(2020, 1, 1) + timedelta(days=37 * n) for n in range(200)]
    singly = [calendar().due_day(day, 3) for day in days]
    assert cal.due_dates(days, 3) == singly
    assert cal.due_dates([day.toordinal() for day in days], 3) == singly
    assert cal.due_dates([], 3) == []


def test_years_not_yet_published_are_provisional():
    cal = calendar()
    assert cal.due(at(PUBLISHED_TO, 6, 1, 10), 2).provisional is False
    later = cal.due(at(2035, 6, 1, 10), 2)
    assert later.provisional is True
    assert "Provisional: bank holidays for 2035 are not published yet." in explain(later)
    assert calendar(published_to=2040).due(at(2035, 6, 1, 10), 2).provisional is False


# The answer, stored and told -------------------------------------------------------------------------------------------


def test_due_survives_storage():
    due = calendar(closures=[CLOSURES["19"]]).due(at(2026, 12, 23, 14), 2, breach_at="closing")
    assert Due.from_json(due.to_json()) == due
    assert Due.from_json(due.to_json()).to_json() == due.to_json()
    assert due.breach_at == due.due
    for broken in ("", "[]", "{}", "null", due.to_json().replace("+00:00", ""), due.to_json()[:-9]):
        with pytest.raises(IntegrityError):
            Due.from_json(broken)


def test_due_in_one_line():
    assert say_due(calendar().due(at(2026, 11, 24, 15, 59), 2)) == "Thu 26 Nov, by 16:00 (counted: Wed 25, Thu 26)"
    over_new_year = calendar(closures=[CLOSURES["19"]]).due(at(2026, 12, 23, 14), 2)
    assert say_due(over_new_year) == "Tue 5 Jan 2027, by 16:00 (counted: Mon 4, Tue 5)"
    over_month = calendar(region="SCT").due(at(2026, 11, 26, 11), 2)
    assert say_due(over_month) == "Tue 1 Dec, by 16:00 (counted: Fri 27 Nov, Tue 1)"


def test_explanation_names_every_day():
    assert explain(calendar().due(at(2026, 12, 23, 11), 2)) == [
        "Received Wed 23 Dec 2026 11:00, before opening, so that day is day 0.",
        "Day 1: Thu 24 Dec",
        "Not counted: Fri 25 Dec, Christmas Day",
        "Not counted: Sat 26 Dec, Boxing Day",
        "Not counted: Sun 27 Dec, closed on Sundays",
        "Not counted: Mon 28 Dec, Boxing Day (substitute day)",
        "Day 2: Tue 29 Dec",
        "Due Tue 29 Dec 2026 by 16:00.",
        "Late only when Tue 29 Dec has ended.",
    ]
    evening = explain(calendar().due(at(2026, 11, 24, 16), 2))
    assert evening[0] == "Received Tue 24 Nov 2026 16:00, after closing, so day 0 is the next open day, Wed 25 Nov."
    assert (
        "Counted strictly from the day of receipt, it would be Thu 26 Nov 2026 by 16:00: reply by then if you can."
        in evening
    )


# Busy periods and changed calendars ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "days"),
    [
        ((2027, 4, 16, 12), 2),
        ((2027, 4, 19, 0), 5),
        ((2027, 5, 14, 23), 5),
        ((2027, 5, 15, 0), 2),
    ],
)
def test_busy_period_holds_inside_itself(received, days):
    assert calendar(busy=[SPRING]).days_promised(at(*received), 2) == days


@pytest.mark.parametrize(("received", "days"), [((2027, 4, 27, 12), 2), ((2027, 4, 28, 12), 2), ((2027, 4, 29, 12), 5)])
def test_busy_period_holds_after_the_day_it_was_advertised(received, days):
    late = BusyPeriod(date(2027, 4, 19), date(2027, 5, 14), 5, date(2027, 4, 28))
    assert calendar(busy=[late]).days_promised(at(*received), 2) == days


def test_busy_period_never_shortens():
    short = BusyPeriod(date(2027, 4, 19), date(2027, 5, 14), 1, date(2027, 4, 1))
    assert calendar(busy=[short]).days_promised(at(2027, 4, 28, 12), 2) == 2


def test_announced_closure_extends_an_open_promise():
    old = calendar("LMet").due(at(2026, 11, 10, 11), 3)
    now = rework(old, calendar("LMet", closures=[CLOSURES["53"]]), date(2026, 11, 11))
    assert now.extended
    assert (old.due.date(), now.due.due.date()) == (date(2026, 11, 13), date(2026, 11, 16))
    assert now.why == "Now due Mon 16 Nov 2026 17:00 instead of Fri 13 Nov 2026 17:00: announced Wed 11 Nov 2026."
    assert now.due.calendar_version != old.calendar_version


@pytest.mark.parametrize("announced", [None, date(2026, 11, 13), date(2026, 11, 20)])
def test_closure_announced_too_late_changes_nothing(announced):
    old = calendar("LMet").due(at(2026, 11, 10, 11), 3)
    kept = rework(old, calendar("LMet", closures=[CLOSURES["53"]]), announced)
    assert kept.due is old
    assert not kept.extended
    assert "not announced before that day" in kept.why


def test_nothing_shortens_a_promise():
    old = calendar("LMet", closures=[CLOSURES["53"]]).due(at(2026, 11, 10, 11), 3)
    kept = rework(old, calendar("LMet"), date(2026, 11, 1))
    assert kept.due is old
    assert "never shortened" in kept.why
    busy = calendar(busy=[SPRING]).due(at(2027, 4, 28, 14), 5)
    assert rework(busy, calendar(), date(2027, 4, 1)).due.due == busy.due


def test_change_elsewhere_keeps_the_promise_and_takes_the_new_version():
    old = calendar().due(at(2026, 11, 10, 11), 2)
    new = calendar(closures=[CLOSURES["19"]])
    again = rework(old, new, date(2026, 11, 1))
    assert (again.extended, again.due.due, again.due.calendar_version) == (False, old.due, new.version)


def test_version_depends_on_content_alone():
    assert calendar().version == calendar().version
    others = [
        calendar("LMet"),
        calendar(region="NIR"),
        calendar(region="SCT"),
        calendar(closures=[CLOSURES["19"]]),
        calendar(busy=[SPRING]),
        calendar(published_to=2030),
        calendar(added=[LocalHoliday(date(2027, 6, 1), "Thanks", "proclaimed")]),
    ]
    assert len({cal.version for cal in [calendar(), *others]}) == 8
    assert calendar(region="WLS").version == calendar().version  # the same days


# Other dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "promise", "month"),
    [
        (date(2026, 11, 23), date(2026, 12, 7), date(2026, 12, 23)),
        (date(2026, 11, 28), date(2026, 12, 11), date(2026, 12, 29)),
        (date(2026, 12, 11), date(2026, 12, 24), date(2027, 1, 11)),
        (date(2026, 12, 18), date(2026, 12, 31), date(2027, 1, 18)),
        (date(2027, 1, 31), date(2027, 2, 12), date(2027, 3, 1)),
        (date(2027, 3, 12), date(2027, 3, 25), date(2027, 4, 12)),
    ],
)
def test_two_weeks_roll_back_and_the_month_rolls_forward(received, promise, month):
    assert promise_calendar_days(calendar(), received, 14) == promise
    assert statutory_month(calendar(), received) == month


def test_closures_move_the_promise_and_not_the_law():
    cal = calendar(closures=[Closure(date(2026, 12, 1), date(2027, 1, 5), "moving house")])
    assert promise_calendar_days(cal, date(2026, 11, 23)) == date(2026, 11, 30)
    assert promise_calendar_days(cal, date(2026, 12, 2)) == date(2026, 12, 16)  # closed throughout
    assert statutory_month(cal, date(2026, 11, 23)) == date(2026, 12, 23)


def test_statutory_months_keep_the_day_or_the_end_of_the_month():
    assert statutory_month(calendar(), date(2024, 1, 31)) == date(2024, 2, 29)
    assert statutory_month(calendar(), date(2026, 11, 30), 3) == date(2027, 3, 1)
    assert statutory_month(calendar(), date(2026, 12, 15), 1) == date(2027, 1, 15)
    for wrong in (0, 13):
        with pytest.raises(BadInput):
            statutory_month(calendar(), date(2026, 1, 1), wrong)
    with pytest.raises(BadInput):
        statutory_month(calendar(), date(2100, 12, 15))
    with pytest.raises(BadInput):
        promise_calendar_days(calendar(), date(2026, 1, 1), 0)


# Local times -----------------------------------------------------------------------------------------------------------


def test_time_that_does_not_exist_is_refused():
    with pytest.raises(BadInput, match=r"01:30 on Sun 28 Mar 2027 does not exist"):
        at(2027, 3, 28, 1, 30)
    with pytest.raises(BadInput):
        at(2027, 3, 28, 1, 30, fold=1)


def test_time_that_comes_twice_is_the_first_unless_asked():
    first, second = local_instant(datetime(2026, 10, 25, 1, 30)), local_instant(datetime(2026, 10, 25, 1, 30), 1)
    assert first.at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second.at.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert "the first" in first.note
    assert "the second" in second.note
    cal = calendar()
    assert cal.due(first.at, 2).due == cal.due(second.at, 2).due
    with pytest.raises(BadInput):
        local_instant(first.at)


def test_last_and_next_open_days():
    cal = calendar()
    assert cal.next_open_day(date(2026, 12, 25)) == date(2026, 12, 29)
    assert cal.last_open_day(date(2026, 12, 28)) == date(2026, 12, 24)
    assert cal.last_open_day(date(2026, 12, 24)) == date(2026, 12, 24)
    assert cal.last_open_day(date(2000, 1, 3)) is None
    shut = calendar(closures=[Closure(date(2010, 1, 1), date(2030, 1, 1), "closed")])
    assert shut.last_open_day(date(2028, 1, 1)) == date(2009, 12, 31)
