"""The service's calendar: the only place that counts working days.

The clauses it keeps, for a manager to sign off (I-6 "within 2 working days", I-28, I-29, I-36; L-3, L-45, L-46):

1. The date of receipt is the civil date in Europe/London.
2. An open day has an opening interval in the weekly pattern, is no bank holiday of the configured nation, and lies
   in no closure of the way of contact the reply uses. A half-closed day is one whole open day, with the hours it
   has left.
3. Rule D, "deemed receipt": day 0 is the day of receipt if that day is open and the contact came before closing time
   (before opening counts too; the closing instant itself is after), else the next open day. The reply is due at closing
   time of the N-th open day after day 0.
4. Rule S, "strict": day 0 is the date of receipt; due at closing time of the N-th open day after it. S is never later
   than D.
5. The target is closing time; the promise is broken when that local date ends, or at closing where so configured.
8. A busy period changes N only for contacts received inside it and after the day it was advertised.
10. Dates in years whose bank holidays are not published yet are marked provisional.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar

from advice_tui.rules.working_days.due import Arrived, BreachAt, Due, ReceiptRule
from advice_tui.rules.working_days.local_time import LONDON, london
from advice_tui.rules.working_days.opening import (
    NAMES_OF_WEEKDAYS,
    BankHoliday,
    BusyPeriod,
    Closure,
    OpeningHours,
    Span,
    cut,
)
from advice_tui.rules.working_days.table import CLOSED_ALL_DAY, Answers, LocalAnswers, OpenDays, open_days
from data.errors import BadInput

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Days are counted in these years: bank-holiday data ends with the last, silently."""

MOST_DAYS = 250
"""The longest promise that is counted: about a year of open days."""

MOST_ANSWERS = 8
"""How many different lengths of promise are kept answered for every date, in each way of contact."""

YEARS_OF_VERSION = range(-5, 3)
"""Which years around the published one a calendar's version depends on."""

_T = TypeVar("_T")

HolidaysOf = Callable[[int], Iterable[BankHoliday]]
"""Bank holidays of one year."""


class Calendar:
    """Opening hours, closures, busy periods and bank holidays together; never changed once built.

    ``bank_holidays`` gives those of a year and is asked only for years that are needed; ``published_to`` is the last
    year whose bank holidays are published. Tables are made on the first question and grow with later ones, so building
    a calendar costs nothing. All questions raise :class:`BadInput`, with a sentence, for dates outside
    :data:`FIRST_YEAR` to :data:`LAST_YEAR` and for promises of other than 1 to :data:`MOST_DAYS` days.
    """

    def __init__(
        self,
        hours: OpeningHours,
        *,
        bank_holidays: HolidaysOf = lambda _year: (),
        closures: Sequence[Closure] = (),
        busy: Sequence[BusyPeriod] = (),
        published_to: int = LAST_YEAR,
    ) -> None:
        self.hours = hours
        self.closures = tuple(closures)
        self.busy = tuple(busy)
        self.published_to = published_to
        self._bank_holidays = bank_holidays
        self._names: dict[int, dict[date, str]] = {}
        self._tables: dict[str, OpenDays] = {}
        self._answers: dict[str, dict[int, Answers]] = {}
        self._local_answers: dict[str, dict[int, LocalAnswers]] = {}

    @cached_property
    def version(self) -> str:
        """A short hash of what the calendar says: equal content gives an equal version, on every machine."""
        years = [self.published_to + step for step in YEARS_OF_VERSION]
        content = {
            "week": [[[f"{at:%H:%M}" for at in span] for span in spans] for spans in self.hours.week],
            "closures": sorted(
                [str(c.first), str(c.last), c.reason, sorted(c.channels), c.part] for c in self.closures
            ),
            "busy": sorted([str(b.first), str(b.last), b.days, str(b.advertised)] for b in self.busy),
            "holidays": sorted(
                [str(day), name] for year in years if year in self._years for day, name in self._named(year).items()
            ),
            "published_to": self.published_to,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    # What a day is -------------------------------------------------------------------------------------------------

    def is_open(self, day: date, channel: str = "email") -> bool:
        """Whether ``day`` is an open day for ``channel`` (rule 2)."""
        return bool(self.hours_on(day, channel))

    def hours_on(self, day: date, channel: str = "email") -> tuple[Span, ...]:
        """Return the opening intervals of ``day`` for ``channel``; empty when it is closed (rule 2)."""
        if self.bank_holiday(day):
            return ()
        closed = frozenset(c.part for c in self.closures if c.first <= day <= c.last and c.affects(channel))
        return cut(self.hours.week[day.weekday()], closed)

    def why_closed(self, day: date, channel: str = "email") -> str:
        """Return why ``day`` is no open day for ``channel``, as a person reads it; empty when it is open."""
        if name := self.bank_holiday(day):
            return name
        if not self.hours.week[day.weekday()]:
            return f"closed on {NAMES_OF_WEEKDAYS[day.weekday()]}s"
        if self.hours_on(day, channel):
            return ""
        reasons = [c.reason for c in self.closures if c.first <= day <= c.last and c.affects(channel)]
        return next((reason for reason in reasons if reason), "") or "closed"

    def bank_holiday(self, day: date) -> str:
        """Return the name of the bank holiday on ``day``, or nothing."""
        _check_day(day)
        return self._named(day.year).get(day, "")

    # Counting ------------------------------------------------------------------------------------------------------

    def due_day(self, day: date, n: int, channel: str = "email") -> date:
        """Return the ``n``-th open day after day 0 for a contact of ``day`` before closing time (rule 3)."""
        try:
            return self._answers[channel][n][day]
        except KeyError:
            return self._answer([day], n, channel)[day]

    def due_dates(self, days: Sequence[date] | Sequence[int], n: int, channel: str = "email") -> list[date]:
        """Return :meth:`due_day` of many dates, or of many ordinals of dates (:meth:`datetime.date.toordinal`)."""
        if not days:
            return []
        try:
            return list(map(self._answers[channel][n].__getitem__, days))
        except KeyError:
            return list(map(self._answer(days, n, channel).__getitem__, days))

    def due_day_at(self, local: datetime, n: int, channel: str = "email") -> date:
        """Return the due day under rule 3 for a London civil time, or for an aware instant, which is converted."""
        if local.tzinfo is not None:
            local = local.astimezone(LONDON)
        try:
            closing, in_time, late = self._local_answers[channel][n][local.date()]
        except KeyError:
            closing, in_time, late = self._local_answer(local.date(), n, channel)
        return late if local.hour * 60 + local.minute >= closing else in_time

    def due(
        self,
        received: datetime,
        days: int,
        *,
        rule: ReceiptRule = "deemed",
        channel: str = "email",
        breach_at: BreachAt = "day_end",
    ) -> Due:
        """Return when a contact is due ``days`` working days after an aware instant, with the explanation.

        ``days`` is counted as given: ask :meth:`days_promised` first where a busy period may change it (rule 8).
        """
        _check_days(days)
        local = london(received)
        day = local.date()
        table = self._reach(day, day, days + 1, channel)
        at = day.toordinal() - table.base
        closed_today = table.closing[at] == CLOSED_ALL_DAY
        late = local.hour * 60 + local.minute >= table.closing[at]
        strict = table.before[at] - closed_today
        zero = strict if rule == "strict" else table.before[at] + late
        counted = tuple(table.days[zero + 1 : zero + days + 1])
        due = _closing_of(table, counted[-1])
        return Due(
            received=local,
            day_zero=day if rule == "strict" else table.days[zero],
            days=counted,
            due=due,
            strict_due=_closing_of(table, table.days[strict + days]),
            breach_at=due if breach_at == "closing" else _end_of(counted[-1]),
            provisional=counted[-1].year > self.published_to,
            skipped=self._skipped(table, day, counted[-1], channel),
            n=days,
            rule=rule,
            channel=channel,
            breach_rule=breach_at,
            arrived=_arrived(self.hours_on(day, channel), local.time()),
            calendar_version=self.version,
        )

    def days_promised(self, received: datetime, days: int) -> int:
        """Return the number of working days promised to a contact received at an aware instant (rule 8; I-6, I-28).

        A busy period counts when the London date of receipt lies inside it and after the date it was advertised: on
        that date itself nobody can say which came first, and the student has the benefit. It never shortens ``days``.
        """
        day = london(received).date()
        longer = [b.days for b in self.busy if b.first <= day <= b.last and b.advertised < day]
        return max([days, *longer])

    def next_open_day(self, day: date, channel: str = "email") -> date:
        """Return the first open day on or after ``day``."""
        table = self._reach(day, day, 1, channel)
        return table.days[table.before[day.toordinal() - table.base]]

    def last_open_day(self, day: date, channel: str = "email") -> date | None:
        """Return the last open day on or before ``day``; nothing when there is none from :data:`FIRST_YEAR` on."""
        for year in (max(FIRST_YEAR, day.year - 1), FIRST_YEAR):
            table = self._reach(date(year, 1, 1), day, 0, channel)
            at = day.toordinal() - table.base
            position = table.before[at] - (table.closing[at] == CLOSED_ALL_DAY)
            if position >= 0:
                return table.days[position]
        return None

    # Tables --------------------------------------------------------------------------------------------------------

    @property
    def _years(self) -> range:
        return range(FIRST_YEAR, LAST_YEAR + 1)

    def _named(self, year: int) -> dict[date, str]:
        """Return the names of the bank holidays of ``year``."""
        if year not in self._names:
            self._names[year] = {holiday.day: holiday.name for holiday in self._bank_holidays(year)}
        return self._names[year]

    def _skipped(self, table: OpenDays, first: date, last: date, channel: str) -> tuple[tuple[date, str], ...]:
        """Return the closed dates from ``first`` to ``last`` with the reasons."""
        shut = [
            date.fromordinal(ordinal)
            for ordinal in range(first.toordinal(), last.toordinal())
            if table.closing[ordinal - table.base] == CLOSED_ALL_DAY
        ]
        return tuple((day, self.why_closed(day, channel)) for day in shut)

    def _answer(self, days: Sequence[date] | Sequence[int], n: int, channel: str) -> Answers:
        """Return (and keep) answers for promises of ``n`` days that cover all of ``days``."""
        _check_days(n)
        first, last = min(_as_day(day) for day in days), max(_as_day(day) for day in days)
        found = self._reach(first, last, n, channel).answers(n)
        _keep(self._answers.setdefault(channel, {}), n, found)
        return found

    def _local_answer(self, day: date, n: int, channel: str) -> tuple[int, date, date]:
        """Return the answers for ``day`` before and from closing time, and keep those of its whole table."""
        _check_days(n)
        found = self._reach(day, day, n + 1, channel).local_answers(n)
        _keep(self._local_answers.setdefault(channel, {}), n, found)
        return found[day]

    def _reach(self, first: date, last: date, n: int, channel: str) -> OpenDays:
        """Return a table with ``first``, ``last`` and ``n`` more open days after the first open one from ``last`` on.

        It ends: each round takes in more years, and past :data:`LAST_YEAR` it refuses with a sentence.
        """
        _check_day(first)
        _check_day(last)
        table = self._tables.get(channel)
        years = (table.first_year, table.last_year) if table else (last.year, last.year)
        from_year, to_year = (
            min(years[0], max(FIRST_YEAR, first.year - 1)),
            max(years[1], min(LAST_YEAR, last.year + 2)),
        )
        while table is None or (from_year, to_year) != years or _missing(table, last, n):
            if table is not None and (from_year, to_year) == years:
                if to_year == LAST_YEAR:
                    raise BadInput(f"There are not enough open days between {last.isoformat()} and {LAST_YEAR}.")
                to_year = min(LAST_YEAR, to_year + 2 * (to_year - from_year))
            table, years = self._build(from_year, to_year, channel), (from_year, to_year)
            self._tables[channel] = table
        return table

    def _build(self, first_year: int, last_year: int, channel: str) -> OpenDays:
        """Return the table of these years for ``channel``; a closure without end costs no more than the years."""
        closed = {day for year in range(first_year, last_year + 1) for day in self._named(year)}
        first, last = date(first_year, 1, 1), date(last_year, 12, 31)
        touched: set[date] = set()
        for closure in self.closures:
            if closure.affects(channel):
                days = _days(max(first, closure.first), min(last, closure.last))
                (closed if closure.part == "day" else touched).update(days)
        changed = {day: self.hours_on(day, channel) for day in touched - closed}
        return open_days(first_year, last_year, self.hours.week, frozenset(closed), changed)


def _missing(table: OpenDays, last: date, n: int) -> bool:
    """Whether the table ends before ``n`` open days after the first open day from ``last`` on."""
    return table.before[last.toordinal() - table.base] + n >= len(table.days) and n > 0


def _days(first: date, last: date) -> list[date]:
    """Return every date from ``first`` to ``last``; none when they are the wrong way round."""
    return [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]


def _keep(answers: dict[int, _T], n: int, found: _T) -> None:
    """Keep the answers of a few promises only: lengths come from people."""
    if n not in answers and len(answers) >= MOST_ANSWERS:
        answers.clear()
    answers[n] = found


def _as_day(day: date | int) -> date:
    """Return a date or the ordinal of one as a date."""
    try:
        return date.fromordinal(day) if isinstance(day, int) else day
    except (ValueError, OverflowError) as error:
        raise BadInput(f"Days are counted from {FIRST_YEAR} to {LAST_YEAR} only.") from error


def _check_days(n: int) -> None:
    """Refuse promises of no days, and of more than anyone makes."""
    if not 1 <= n <= MOST_DAYS:
        raise BadInput(f"A promise is counted in 1 to {MOST_DAYS} working days.")


def _check_day(day: date) -> None:
    """Refuse moments where a date is meant, and dates outside the years that are counted."""
    if isinstance(day, datetime):
        raise BadInput("A date is needed here, without a time.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(
            f"{day.isoformat()} is outside the years {FIRST_YEAR} to {LAST_YEAR}, in which days are counted."
        )


def _closing_of(table: OpenDays, day: date) -> datetime:
    """Return closing time of an open day, aware."""
    hour, minute = divmod(table.closing[day.toordinal() - table.base], 60)
    return datetime.combine(day, time(hour, minute), LONDON)


def _end_of(day: date) -> datetime:
    """Return the first moment after a London date."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON)


def _arrived(spans: tuple[Span, ...], at: time) -> Arrived:
    """Return how a time of day lies to the opening intervals of its day."""
    if not spans:
        return "closed"
    if at < spans[0][0]:
        return "before"
    if at >= spans[-1][1]:
        return "after"
    return "open" if any(opens <= at < closes for opens, closes in spans) else "between"
