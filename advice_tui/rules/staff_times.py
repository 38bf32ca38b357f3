"""What may be written of hours and leave, and how it is said.

1. Hours are by weekday, from a day on. 2. Leave is from one day to another, or by weekday. 3. A time of day ends after
it begins. 4. A line that stands already is not written twice. Who has no hours written works while the service is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from advice_tui.rules.diary.opening import StaffTime, say_minute
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as checked
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import FIRST_YEAR, LAST_YEAR, say_day
from advice_tui.rules.working_days.opening import NAMES_OF_WEEKDAYS

Kind = Literal["hours", "away"]
HOURS: Kind = "hours"
AWAY: Kind = "away"
WHOLE_DAY = (0, 1440)
LONGEST = 366
"""Days: no absence is longer in one line."""
EVERY = {1: "Every week", 2: "Every second week", 3: "Every third week", 4: "Every fourth week"}
_NUMBERED = {2: "2nd ", 3: "3rd ", 4: "4th "}
_ORDINAL = {1: "", 2: "second ", 3: "third ", 4: "fourth "}


@dataclass(frozen=True)
class TimesForm:
    """Hours or leave as typed. ``weekdays`` (0 is Monday) make them recur; None is what was not typed.

    ``why`` is for staff at the desk: it stands in the diary's hatch.
    """

    account_id: str
    first: date | None
    last: date | None = None
    weekdays: tuple[int, ...] = ()
    every_weeks: int = 1
    start: int | None = WHOLE_DAY[0]
    end: int | None = WHOLE_DAY[1]
    why: str = field(default="", repr=False)


def clock_typed(text: str, now: datetime, *, end: bool = False) -> int | Unread:
    """Read one typed time of day as minutes ("9.30", "2pm", "1400"); with ``end`` "24:00" too. Never raises."""
    if end and text.strip() in {"24:00", "24.00", "2400"}:
        return WHOLE_DAY[1]
    found = read_when(f"today {text}" if text.strip() else "", now)
    if isinstance(found, Unread):
        return Unread("Write a time such as 9:30, 14:00 or 2pm.")
    if found.time is None:
        return Unread("Write a time such as 9:30, 14:00 or 2pm.")
    return found.time.hour * 60 + found.time.minute


def say_minutes(start: int, end: int) -> str:
    """Return "09:30 to 16:00", or "all day"."""
    return "all day" if (start, end) == WHOLE_DAY else f"{say_minute(start)} to {say_minute(end)}"


def say_days(one: StaffTime) -> str:
    """Return which days a line means: "every Tuesday from 1 Dec 2026", "Thu 3 Dec to Fri 4 Dec 2026"."""
    if one.weekday is None:
        last = one.last or one.first
        if one.first == last:
            return say_day(last, year=True)
        return f"{say_day(one.first, year=one.first.year != last.year)} to {say_day(last, year=True)}"
    words = f"every {_ORDINAL.get(one.every_weeks, '')}{NAMES_OF_WEEKDAYS[one.weekday]}"
    until = f" to {say_day(one.last, year=True)}" if one.last else ""
    return f"{words} from {say_day(one.first, year=True)}{until}"


def say_days_shortly(one: StaffTime) -> str:
    """Return the same in fewer words: "every 2nd Tue from 1 Dec 2026", "3 Dec to 4 Dec 2026"."""
    first, last = (f"{say_day(day, year=True)[4:]}" for day in (one.first, one.last or one.first))
    if one.weekday is None:
        return say_days(one)
    often = _NUMBERED.get(one.every_weeks, "")
    until = f" to {last}" if one.last else ""
    return f"every {often}{NAMES_OF_WEEKDAYS[one.weekday][:3]} from {first}{until}"


def say_line(one: StaffTime) -> str:
    """Return a line in words: "Hours every Monday from Mon 30 Nov 2026, 10:00 to 14:00"."""
    why = f": {one.why}" if one.why else ""
    return f"{one.kind.capitalize()} {say_days(one)}, {say_minutes(one.start, one.end)}{why}"


def problems(kind: Kind, form: TimesForm, known: Sequence[StaffTime]) -> dict[str, str]:
    """Return everything that is wrong with hours or leave, by field; empty means it may be written."""
    found = {
        "first": "" if form.first else "Say from which day.",
        "weekdays": _weekday_problem(kind, form),
        "end": _time_problem(form),
        "why": checked(form.why, "Why", Limit.SHORT, lines=True)[1] or "",
    }
    if form.first:
        found["last"] = _period_problem(form, form.first)
    if form.every_weeks not in EVERY:
        found["every_weeks"] = "Choose every week, or every second, third or fourth."
    found = {name: sentence for name, sentence in found.items() if sentence}
    if not found and all(_same(one, known) for one in lines_of(kind, form)):
        found[""] = "That stands there already."
    return found


def _weekday_problem(kind: Kind, form: TimesForm) -> str:
    if not all(day in range(7) for day in form.weekdays):
        return "Choose days of the week."
    return "Tick the days of the week." if kind == HOURS and not form.weekdays else ""


def _time_problem(form: TimesForm) -> str:
    if form.start is None or form.end is None:
        return "Say from what time to what time."
    if not 0 <= form.start < form.end <= WHOLE_DAY[1]:
        return f"It ends before it begins ({say_minute(form.start)})."
    return ""


def _period_problem(form: TimesForm, first: date) -> str:
    last = form.last or first
    if not FIRST_YEAR < first.year <= last.year < LAST_YEAR:
        return f"Dates go from {FIRST_YEAR + 1} to {LAST_YEAR - 1}." if last >= first else _backwards(first)
    if last < first:
        return _backwards(first)
    if not form.weekdays and (last - first).days >= LONGEST:
        return "That is longer than a year. Look at the dates."
    if form.last and form.weekdays and not any(_next(first, weekday) <= last for weekday in form.weekdays):
        return "None of these days of the week lies in that time."
    return ""


def _backwards(first: date) -> str:
    return f"It ends before it begins ({say_day(first, year=True)})."


def _next(day: date, weekday: int) -> date:
    """Return the first such weekday on or after a day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def lines_of(kind: Kind, form: TimesForm) -> tuple[StaffTime, ...]:
    """Return the lines that a sound form is stored as: one a weekday, each from its first day on."""
    assert form.first is not None
    assert form.start is not None
    assert form.end is not None
    why = " ".join(checked(form.why, "", Limit.SHORT, lines=True)[0].split()) if kind == AWAY else ""
    last = form.last if form.weekdays else form.last or form.first
    whole = StaffTime(form.account_id, kind, None, 1, form.first, last, form.start, form.end, why)
    if not form.weekdays:
        return (whole,)
    firsts = ((weekday, _next(form.first, weekday)) for weekday in sorted(set(form.weekdays)))
    return tuple(
        replace(whole, weekday=weekday, every_weeks=form.every_weeks, first=first)
        for weekday, first in firsts
        if last is None or first <= last
    )


def _same(one: StaffTime, known: Sequence[StaffTime]) -> bool:
    return any(replace(other, why="") == replace(one, why="") for other in known)
