"""The prefix-count table: how many open days lie before each date, so that counting N of them is one addition.

Built for a span of whole years and one way of contact; the calendar makes a longer one when a date lies outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from advice_tui.rules.working_days.opening import Span

CLOSED_ALL_DAY = 24 * 60 + 1
"""Closing minute of a closed day: later than any minute, so that nothing arrives "after closing" on it."""

Answers = dict[date | int, date]
"""The N-th open day by date and, for callers who hold ordinals, by the date's ordinal as well."""

LocalAnswers = dict[date, tuple[int, date, date]]
"""By date: closing minute, the answer before it, the answer from it on."""


@dataclass(frozen=True, slots=True)
class OpenDays:
    """Open days of the years ``first_year`` to ``last_year``.

    ``before[i]`` is the number of open days before the date with ordinal ``base + i``; ``days`` are the open days in
    order, so ``days[before[i]]`` is the first open day on or after that date; ``closing[i]`` is its closing minute of
    the day, or :data:`CLOSED_ALL_DAY`.
    """

    first_year: int
    last_year: int
    base: int
    before: list[int]
    days: list[date]
    closing: list[int]

    def answers(self, n: int) -> Answers:
        """Return, for every date whose answer lies in the table, the ``n``-th open day after its day 0 (rule 3)."""
        found: Answers = {}
        for i, position in enumerate(self.before):
            if position + n >= len(self.days):
                break
            found[date.fromordinal(self.base + i)] = found[self.base + i] = self.days[position + n]
        return found

    def local_answers(self, n: int) -> LocalAnswers:
        """Return the same with the closing minute, and the answer for what arrives from closing on (rule 3)."""
        found: LocalAnswers = {}
        for i, position in enumerate(self.before):
            if position + n + 1 >= len(self.days):
                break
            pair = self.days[position + n], self.days[position + n + 1]
            found[date.fromordinal(self.base + i)] = (self.closing[i], *pair)
        return found


def open_days(
    first_year: int,
    last_year: int,
    weekly: tuple[tuple[Span, ...], ...],
    closed: frozenset[date],
    changed: Mapping[date, tuple[Span, ...]],
) -> OpenDays:
    """Return the table of these years.

    ``closed`` are bank holidays and days of closures, ``changed`` the intervals left on half-closed days.
    """
    base = date(first_year, 1, 1).toordinal()
    usual = [_closing_minute(spans) for spans in weekly]
    shut = {day.toordinal() for day in closed}
    other = {day.toordinal(): _closing_minute(spans) for day, spans in changed.items()}
    before: list[int] = []
    days: list[date] = []
    closing: list[int] = []
    for ordinal in range(base, date(last_year, 12, 31).toordinal() + 1):
        minute = CLOSED_ALL_DAY if ordinal in shut else other.get(ordinal, usual[(ordinal - 1) % 7])
        before.append(len(days))
        closing.append(minute)
        if minute != CLOSED_ALL_DAY:
            days.append(date.fromordinal(ordinal))
    return OpenDays(first_year, last_year, base, before, days, closing)


def _closing_minute(spans: tuple[Span, ...]) -> int:
    """Return the minute of the day at which the last interval ends."""
    return spans[-1][1].hour * 60 + spans[-1][1].minute if spans else CLOSED_ALL_DAY
