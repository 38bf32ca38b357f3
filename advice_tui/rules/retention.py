"""How long a closed file is kept, and from which day it may be deleted (L-21; the reading of a silent policy).

1. The years count from the day of the last closure (L-21 "6 years after they are closed"); a case that was opened again
   counts from its next closure.
2. The file is kept through the whole of the day with the same date so many years later, and may go on the day after:
   closed on 23 November 2026 and kept 6 years, it may be deleted from 24 November 2032.
3. A file closed on 29 February is kept to the end of February where that year has no such day.
4. Where the policy leaves the years blank nothing is ever deleted, and the sentence says who must decide.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from advice_tui.policy import Policy
from advice_tui.rules.working_days import say_day

NEVER = date.max
"""The day of what is kept for longer than dates go."""


def delete_from(closed: date, years: int) -> date:
    """Give the first day on which a file closed that day may be deleted (rules 2 and 3); ``years`` is 0 or more."""
    year = closed.year + years
    if year > MAXYEAR:
        return NEVER
    last = monthrange(year, closed.month)[1]
    kept_through = date(year, closed.month, min(closed.day, last))
    return NEVER if kept_through == date.max else kept_through + timedelta(days=1)


def kept_until(policy: Policy, closed: date, record_class: str = "case") -> str:
    """Say how long a file closed that day is kept: "kept until 24 Nov 2032", or that no years are set (rule 4)."""
    years = policy.retention.years_of(record_class)
    if years is None:
        return "kept: no years are set"
    return f"kept until {day_of_year(delete_from(closed, years))}"


def sentence(policy: Policy, closed: date) -> str:
    """Say when a file closed that day may be deleted, or what is not decided yet and what follows (rules 2 and 4)."""
    years = policy.retention.years_of("case")
    if years is None:
        undecided = " ".join(policy.needs("retention"))
        return undecided or "How long files are kept is not set. Nothing is deleted until it is."
    return (
        f"Kept until {day_of_year(delete_from(closed, years))}: {years} {'year' if years == 1 else 'years'} "
        "from the last closure."
    )


def day_of_year(day: date) -> str:
    """Give a day without its weekday: "24 Nov 2032"."""
    return say_day(day, year=True).partition(" ")[2]
