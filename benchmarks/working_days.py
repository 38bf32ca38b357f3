"""Working days: the prefix table against numpy.busday_offset and ``holidays``, measured in one run.

Budgets: a single call at least 10 times faster than numpy's, a batch of 100,000 under 3 times numpy's, without numpy.
Run alone with ``python -m benchmarks.working_days``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from timeit import repeat
from typing import Any

FIRST, LAST = date(2010, 1, 1), date(2034, 12, 31)
PROMISE = 2
BATCH = 100_000


def rows() -> list[dict[str, Any]]:
    """Return one row a measurement; ``ratio`` is ours over the peer's, times are the best of several rounds."""
    import holidays
    import numpy as np

    from advice_tui.rules.bank_holidays import BankHolidays

    nation = BankHolidays("ENG")
    listed = [holiday.day for year in range(FIRST.year, LAST.year + 2) for holiday in nation.of_year(year)]
    peer = np.busdaycalendar(holidays=np.array(listed, dtype="datetime64[D]"))
    package = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST.year, LAST.year + 2))
    calendar = _calendar(nation)
    chance = random.Random(1)
    days = [FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(BATCH)]
    array, ordinals = np.array(days, dtype="datetime64[D]"), [day.toordinal() for day in days]
    day, moment, one = days[0], datetime.combine(days[0], time(15, 30)), array[0]

    numpy_one = _each(lambda: np.busday_offset(one, PROMISE, roll="forward", busdaycal=peer))
    numpy_all = _whole(lambda: np.busday_offset(array, PROMISE, roll="forward", busdaycal=peer))
    holidays_one = _each(lambda: package.get_nth_working_day(day, PROMISE))
    ours_one = _each(lambda: calendar.due_day(day, PROMISE))
    ours_moment = _each(lambda: calendar.due_day_at(moment, PROMISE))
    ours_all = _whole(lambda: calendar.due_dates(days, PROMISE))
    ours_ordinals = _whole(lambda: calendar.due_dates(ordinals, PROMISE))
    build = _whole(lambda: _calendar(nation).due_dates([FIRST, LAST], PROMISE))
    read = _whole(lambda: holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST.year, LAST.year + 2)))
    assert list(np.busday_offset(array, PROMISE, roll="forward", busdaycal=peer).astype(object)) == calendar.due_dates(
        days, PROMISE
    )
    return [
        _row("one date, µs", "numpy.busday_offset", numpy_one, ours_one, "0.1x"),
        _row("one date, µs", "holidays.get_nth_working_day", holidays_one, ours_one, "0.1x"),
        _row("one date and time, µs", "numpy.busday_offset", numpy_one, ours_moment, "0.17x"),
        _row(f"{BATCH:,} dates, ms", "numpy.busday_offset", numpy_all, ours_all, "3x"),
        _row(f"{BATCH:,} ordinals, ms", "numpy.busday_offset", numpy_all, ours_ordinals, "3x"),
        _row("table of 25 years, ms", "holidays, the same years", read, build, "-"),
    ]


def _calendar(nation: Any) -> Any:
    """A calendar open from Monday to Friday, as numpy's is."""
    from advice_tui.rules.working_days import Calendar, OpeningHours

    hours = ((time(10), time(16)),)
    return Calendar(OpeningHours((hours, hours, hours, hours, hours, (), ())), bank_holidays=nation.of_year)


def _each(call: Callable[[], object], number: int = 5_000) -> float:
    """Microseconds of one call, the best of seven rounds, tables built beforehand."""
    call()
    return min(repeat(call, number=number, repeat=7)) / number * 1e6


def _whole(call: Callable[[], object]) -> float:
    """Milliseconds of one call, the best of seven."""
    call()
    return min(repeat(call, number=1, repeat=7)) * 1e3


def _row(what: str, peer: str, theirs: float, ours: float, budget: str) -> dict[str, Any]:
    """One line of the table."""
    return {
        "what": f"working days: {what}",
        "floor_or_peer": peer,
        "peer_ms_or_us": round(theirs, 3),
        "ours": round(ours, 3),
        "ratio": round(ours / theirs, 3),
        "budget": budget,
    }


if __name__ == "__main__":
    for row in rows():
        print(json.dumps(row, ensure_ascii=False))
