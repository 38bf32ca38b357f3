"""When students come: more at the beginning of term, after results and before deadlines, in opening hours mostly."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from advice_tui.rules.working_days import LONDON

MONTHS = (8, 7, 8, 5, 9, 9, 8, 5, 7, 14, 12, 6)
"""How busy each month is beside the others, January first."""
YEARS = 6
_HOURS = (*range(10, 16), *range(9, 19), *range(24))
"""Hours of the day to choose from: those of the morning and afternoon come up most."""


def times(random: Random, wanted: int, before: datetime) -> list[datetime]:
    """Invent so many moments of the last six years before ``before``, oldest first."""
    local = before.astimezone(LONDON)
    months = [
        (local.year - YEARS + (local.month + n - 1) // 12, (local.month + n - 1) % 12 + 1)
        for n in range(YEARS * 12 + 1)
    ]
    weights = [MONTHS[month - 1] for _, month in months]
    found = []
    for year, month in random.choices(months, weights, k=wanted):
        begin = datetime(year, month, 1, tzinfo=LONDON)
        at = begin + timedelta(days=random.randrange(28), hours=random.choice(_HOURS), minutes=random.randrange(60))
        found.append(at if at < before else at - timedelta(days=365))
    return sorted(found)
