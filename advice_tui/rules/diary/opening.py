"""When somebody can be seen: the service's hours by the way of meeting, and each adviser's own hours and absences.

1. In person the service is open when it receives callers, by telephone when it answers the telephone. Online it is open
   when e-mail is answered, and closed while neither callers nor calls are taken: then there are no appointments at all
   (I-26, I-36; L-45, L-46).
2. On bank holidays and on weekdays without hours nobody is seen (I-29). A closure takes the whole day or half of it.
3. An adviser for whom no hours are written down works whenever the service is open; one with hours works only then.
4. Hours and absences recur every so many weeks, counted from the first of their weekdays on or after their first day.

Stretches are pairs of minutes of the day, the second one outside.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Final, Literal

from advice_tui.rules.working_days import Calendar
from advice_tui.rules.working_days.opening import MIDDAY, NAMES_OF_WEEKDAYS, Closure, Part, cut

Span = tuple[int, int]
"""From a minute of the day to another, which is outside."""

Stretch = tuple[int, int, str]
"""A span in which nobody can be booked, and why, in the words of the grid's hatch."""

MIDNIGHT: Final = 24 * 60
"""The minute in which a day has ended."""

CHANNELS: Final[Mapping[str, str]] = {
    "in_person": "face_to_face",
    "telephone": "telephone",
    "online": "email",
}
"""The way of contact whose hours and closures count for each way of meeting (rule 1)."""

NOT_WORKING: Final = "does not work then"
AWAY: Final = "away"

HALVES: Final[tuple[Part, Part]] = ("morning", "afternoon")
_NOON: Final = MIDDAY.hour * 60 + MIDDAY.minute


@dataclass(frozen=True, slots=True)
class StaffTime:
    """When an adviser works ("hours") or is away.

    With ``weekday`` (0 is Monday) it recurs every ``every_weeks`` weeks from ``first`` on; without, it counts on every
    day from ``first`` to ``last``, or without end. The whole day is 0 to 1440. ``why`` is what reception may read.
    """

    account_id: str
    kind: Literal["hours", "away"]
    weekday: int | None
    every_weeks: int
    first: date
    last: date | None
    start: int
    end: int
    why: str = field(default="", repr=False)

    def falls_on(self, day: date) -> bool:
        """Say whether it counts on this day (rule 4)."""
        if day < self.first or (self.last is not None and day > self.last):
            return False
        if self.weekday is None:
            return True
        return day.weekday() == self.weekday and (day - self.first).days // 7 % max(self.every_weeks, 1) == 0


def say_minute(minute: int) -> str:
    """Return "09:30"; the end of a day is "24:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def say_stretch(start: int, end: int) -> str:
    """Return "10:00–10:30"."""
    return f"{say_minute(start)}–{say_minute(end)}"


def minute_of(at: time) -> int:
    """Return the minute of the day, seconds left out."""
    return at.hour * 60 + at.minute


# The service ---------------------------------------------------------------------------------------------------


def weekly_spans(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """Return the hours of a normal week on this day's weekday, bank holidays and closures forgotten (I-26; L-45)."""
    return tuple((minute_of(opens), minute_of(closes)) for opens, closes in calendar.hours.week[day.weekday()])


def open_spans(calendar: Calendar, day: date, mode: str) -> tuple[Span, ...]:
    """Return when the service sees people this way on a day; empty when it does not (rules 1 and 2).

    Raises BadInput for days outside the years that are counted, KeyError for a ``mode`` that is none.
    """
    if calendar.bank_holiday(day):
        return ()
    closed = frozenset(closed_halves(calendar, day, mode))
    spans = cut(calendar.hours.week[day.weekday()], closed)
    return tuple((minute_of(opens), minute_of(closes)) for opens, closes in spans)


def closed_halves(calendar: Calendar, day: date, mode: str) -> dict[Part, str]:
    """Return which halves of a day closures take for this way of meeting, with the reason (rule 1)."""
    own = _closed_by(calendar.closures, day, CHANNELS[mode])
    if mode != "online":
        return own
    callers, calls = (_closed_by(calendar.closures, day, CHANNELS[other]) for other in ("in_person", "telephone"))
    return {half: callers[half] for half in HALVES if half in callers and half in calls} | own


def _closed_by(closures: Iterable[Closure], day: date, channel: str) -> dict[Part, str]:
    found: dict[Part, str] = {}
    for closure in closures:
        if closure.first <= day <= closure.last and closure.affects(channel):
            for half in HALVES:
                if closure.part in {"day", half}:
                    found[half] = found.get(half) or closure.reason
    return {half: reason or "closed" for half, reason in found.items()}


def shut(calendar: Calendar, day: date, mode: str, first: int = 0, last: int = MIDNIGHT) -> tuple[Stretch, ...]:
    """Return the stretches between two minutes in which the service is not open, in order, each with its reason.

    The reasons are short: "opens 13:00", "closed from 16:00", "Christmas Day", "Staff training".
    """
    if first >= last:
        return ()
    holiday, weekly = calendar.bank_holiday(day), weekly_spans(calendar, day)
    if holiday:
        return ((first, last, holiday),)
    if not weekly:
        return ((first, last, f"closed on {NAMES_OF_WEEKDAYS[day.weekday()]}s"),)
    halves, spans = closed_halves(calendar, day, mode), open_spans(calendar, day, mode)
    gaps = (gap for start, end in _gaps(spans, 0, MIDNIGHT) for gap in _reasons(start, end, weekly, spans, halves))
    return tuple(
        (max(start, first), min(end, last), why) for start, end, why in merged(gaps) if start < last and end > first
    )


def _gaps(spans: Iterable[Span], first: int, last: int) -> Iterator[Span]:
    """Give what lies between the spans, which are in order."""
    at = first
    for start, end in spans:
        if at < start:
            yield at, min(start, last)
        at = max(at, end)
    if at < last:
        yield at, last


def _reasons(
    start: int, end: int, weekly: tuple[Span, ...], spans: tuple[Span, ...], halves: Mapping[Part, str]
) -> Iterator[Stretch]:
    """Divide one gap by what makes it: a closure, which takes what is beside it as well, or the weekly hours."""
    closures = [half for half in HALVES if half in halves and _cuts(weekly, start, end, half)]
    if len(closures) == 2:
        yield start, _NOON, halves["morning"]
        yield _NOON, end, halves["afternoon"]
    elif closures:
        yield start, end, halves[closures[0]]
    elif not spans or end <= spans[0][0]:
        yield start, end, f"opens {say_minute(end)}"
    elif start >= spans[-1][1]:
        yield start, end, f"closed from {say_minute(start)}"
    else:
        yield start, end, f"closed {say_stretch(start, end)}"


def _cuts(weekly: tuple[Span, ...], start: int, end: int, half: Part) -> bool:
    """Say whether a closed half takes opening hours out of a gap."""
    low, high = (0, _NOON) if half == "morning" else (_NOON, MIDNIGHT)
    low, high = max(low, start), min(high, end)
    return any(opens < high and low < closes for opens, closes in weekly)


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Join neighbours that have the same reason."""
    found: list[Stretch] = []
    for start, end, why in stretches:
        if found and found[-1][1] == start and found[-1][2] == why:
            found[-1] = (found[-1][0], end, why)
        else:
            found.append((start, end, why))
    return tuple(found)


def closed_all_day(calendar: Calendar, day: date, modes: Collection[str] = tuple(CHANNELS)) -> str:
    """Return why nobody at all is seen in any of these ways on a day: "Christmas Day"; empty when somebody is."""
    if holiday := calendar.bank_holiday(day):
        return holiday
    if any(open_spans(calendar, day, mode) for mode in modes):
        return ""
    reasons = (why for mode in modes for _, _, why in shut(calendar, day, mode))
    return next(reasons, "closed")


def grid(calendar: Calendar, length: int) -> tuple[int, int, int]:
    """Return where the grid begins and ends in every week, and the minutes of one row, from the weekly hours.

    A row is an appointment's length where the opening times allow it, and never less than a quarter of an hour or more
    than an hour, so that every day begins on a row.
    """
    spans = [(minute_of(opens), minute_of(closes)) for day in calendar.hours.week for opens, closes in day]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    even = math.gcd(length, *(start - first for start, _ in spans))
    step = next((step for step in range(min(even, 60), 14, -1) if even % step == 0), 30 if length >= 30 else 15)
    return first, last, step


# Its advisers --------------------------------------------------------------------------------------------------


def has_hours(times: Iterable[StaffTime], account_id: str) -> bool:
    """Say whether hours are written down for somebody (rule 3)."""
    return any(one.kind == "hours" and one.account_id == account_id for one in times)


def away(
    times: Iterable[StaffTime], account_id: str, day: date, first: int = 0, last: int = MIDNIGHT
) -> tuple[Stretch, ...]:
    """Return the stretches between two minutes of a day in which an adviser is not there, in order, each with why.

    An absence says its own reason, or "away"; what lies outside written hours says "does not work then" (rule 3). Of
    two at once the absence is said, and of two absences the one that stands first.
    """
    own = [one for one in times if one.account_id == account_id]
    found = [(one.start, one.end, one.why or AWAY) for one in own if one.kind == "away" and one.falls_on(day)]
    if has_hours(own, account_id):
        hours = sorted((one.start, one.end) for one in own if one.kind == "hours" and one.falls_on(day))
        found += [(start, end, NOT_WORKING) for start, end in _gaps(hours, 0, MIDNIGHT)]
    return _laid(found, first, last)


def _laid(stretches: list[Stretch], first: int, last: int) -> tuple[Stretch, ...]:
    """Lay stretches that may overlap side by side: earlier ones of the list stay whole."""
    if not stretches or first >= last:
        return ()
    edges = {first, last, *(edge for start, end, _ in stretches for edge in (start, end) if first < edge < last)}
    marks = sorted(edges)
    pieces = (
        (start, end, why)
        for start, end in pairwise(marks)
        if (why := next((why for low, high, why in stretches if low <= start and end <= high), ""))
    )
    return merged(pieces)
