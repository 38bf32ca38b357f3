"""The calendar a policy describes: its hours, its nation's bank holidays, its closures and busy periods."""

from __future__ import annotations

from collections.abc import Iterable

from advice_tui.policy import Policy
from advice_tui.rules.bank_holidays import PUBLISHED_TO, BankHolidays, LocalHoliday
from advice_tui.rules.working_days import BusyPeriod, Calendar, Closure, OpeningHours


def calendar_of(
    policy: Policy,
    *,
    region: str | None = None,
    closures: Iterable[Closure] = (),
    busy: Iterable[BusyPeriod] = (),
    published_to: int = PUBLISHED_TO,
) -> Calendar:
    """Return the calendar of ``policy`` (I-26, I-28, I-29, I-36; L-45, L-46).

    ``closures`` and ``busy`` are those the manager added since, on top of the policy's own; ``region`` replaces the
    policy's nation. Raises :class:`~data.errors.BadInput` for hours without an open day, or an unknown region.
    """
    nation = BankHolidays(
        region or policy.region,
        added=tuple(LocalHoliday(h.day, h.name, h.source, h.announced) for h in policy.holidays_added),
        removed=tuple(LocalHoliday(h.day, h.name, h.source, h.announced) for h in policy.holidays_removed),
    )
    own_closures = [
        Closure(c.first, c.last, c.reason, frozenset(c.channels), c.part, c.advertised) for c in policy.closures
    ]
    own_busy = [BusyPeriod(b.first, b.last, b.days, b.advertised, b.reason or "") for b in policy.reply.busy_periods]
    return Calendar(
        OpeningHours(policy.opening.week),
        bank_holidays=nation.of_year,
        closures=[*own_closures, *closures],
        busy=[*own_busy, *busy],
        published_to=published_to,
    )
