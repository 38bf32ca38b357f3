"""What a calendar is made of: weekly hours, bank holidays, closures and busy periods, as frozen values.

Days are civil dates in Europe/London, times civil times of whole minutes. Every constructor refuses what cannot be
meant with :class:`~data.errors.BadInput`, so that a calendar once built cannot run without end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal, get_args

from data.errors import BadInput

Span = tuple[time, time]
"""One opening interval: opens at the first time, closed again from the second on."""

Part = Literal["day", "morning", "afternoon"]
"""How much of each day a closure takes."""

MIDDAY = time(12, 0)
"""Where a morning ends and an afternoon begins, for closures of half a day."""

NAMES_OF_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The weekly pattern (I-26, L-46): seven tuples of opening intervals, Monday first, an empty one for a closed day.

    Refused: other than seven days, an interval that does not end after it begins, intervals that overlap or stand out
    of order, seconds, and a week without one opening interval (rule "a closed calendar must not loop for ever").
    """

    week: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise BadInput("Opening hours need seven days, Monday first.")
        for name, spans in zip(NAMES_OF_WEEKDAYS, self.week, strict=True):
            _check_spans(name, spans)
        if not any(self.week):
            raise BadInput("The opening hours have no open day, so nothing could ever be due.")


def _check_spans(name: str, spans: tuple[Span, ...]) -> None:
    """Refuse intervals of one weekday that are empty, out of order, overlapping or finer than a minute."""
    before = None
    for opens, closes in spans:
        if opens.second or opens.microsecond or closes.second or closes.microsecond:
            raise BadInput(f"{name}: opening hours are in whole minutes.")
        if closes <= opens:
            raise BadInput(f"{name}: closing {closes:%H:%M} is not after opening {opens:%H:%M}.")
        if before is not None and opens < before:
            raise BadInput(f"{name}: the opening hours overlap or are out of order.")
        before = closes


@dataclass(frozen=True, slots=True)
class Closure:
    """The service is closed from ``first`` to ``last``, both included (I-36, L-46).

    ``channels`` names the ways of contact it affects; empty means every one. ``part`` is ``day`` or half of each day:
    a half-closed day stays one whole open day (rule 2). ``advertised`` is the date it was published, if it was.
    """

    first: date
    last: date
    reason: str
    channels: frozenset[str] = frozenset()
    part: Part = "day"
    advertised: date | None = None

    def __post_init__(self) -> None:
        _check_period("closure", self.first, self.last)
        if self.part not in get_args(Part):
            raise BadInput("A closure takes a day, a morning or an afternoon.")

    def affects(self, channel: str) -> bool:
        """Whether this closure closes ``channel``."""
        return not self.channels or channel in self.channels


@dataclass(frozen=True, slots=True)
class BusyPeriod:
    """From ``first`` to ``last`` replies take ``days`` working days (I-6 "might vary", I-28 "will be advertised")."""

    first: date
    last: date
    days: int
    advertised: date
    reason: str = ""

    def __post_init__(self) -> None:
        _check_period("busy period", self.first, self.last)
        if self.days < 1:
            raise BadInput("A busy period needs a number of working days, 1 or more.")


@dataclass(frozen=True, slots=True)
class BankHoliday:
    """One bank holiday (I-29): its day, its name as a person reads it, and where we have it from."""

    day: date
    name: str
    source: str


def _check_period(what: str, first: date, last: date) -> None:
    """Refuse a period that ends before it begins."""
    if last < first:
        raise BadInput(f"The {what} ends ({last.isoformat()}) before it begins ({first.isoformat()}).")


def cut(spans: tuple[Span, ...], closed: frozenset[Part]) -> tuple[Span, ...]:
    """Return what is left of a day's intervals when the parts in ``closed`` are closed, divided at :data:`MIDDAY`."""
    if "day" in closed:
        return ()
    if "morning" in closed:
        spans = tuple((max(opens, MIDDAY), closes) for opens, closes in spans if closes > MIDDAY)
    if "afternoon" in closed:
        spans = tuple((opens, min(closes, MIDDAY)) for opens, closes in spans if opens < MIDDAY)
    return tuple((opens, closes) for opens, closes in spans if opens < closes)
