"""Waiting on the student: for what, until when, and what may not wait.

1. A case waits for the student only while she does not wait for us: an open promise is answered first (I-6; L-3).
2. It waits until a day, ten working days ahead unless another is chosen; then somebody asks after her (I-10, I-15).
3. A day on which the service is closed becomes the next open one, for nobody asks on another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import Calendar, say_day

USUAL_DAYS: Final = 10
"""Working days after which a student who was asked for something is asked after, unless another day is chosen."""


def usual_day(calendar: Calendar, today: date) -> date:
    """Give the day until which a case waits unless another is chosen (rule 2)."""
    return calendar.due_day(today, USUAL_DAYS)


def problems(today: date, what: str, until: date | None, promises: Sequence[str]) -> dict[str, str]:
    """Give what is wrong by field ("what", "until"; "" for a promise that is open); empty means the case may wait.

    ``promises`` says how each open promise stands, in words.
    """
    found: dict[str, str | None] = {
        "what": field(what, "What for", Limit.SHORT, required=True, lines=True)[1],
        "until": _day_problem(today, until),
        "": f"The student is waiting for you: {'; '.join(promises)}. Answer first." if promises else None,
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _day_problem(today: date, until: date | None) -> str | None:
    if until is None:
        return "Say until which day, such as 8 dec or +2w."
    if until <= today:
        return f"{say_day(until, year=True)} is not ahead. Choose a later day."
    if until.year > today.year + 1:
        return f"{say_day(until, year=True)} is more than a year away. Look at the date."
    return None
