"""Time spent on a piece of work, in whole minutes: as it is typed, and as it is said."""

from __future__ import annotations

import re
from typing import Final

STEPS: Final = (5, 10, 15, 30, 45, 60)
"""What one key steps through."""
MOST: Final = 24 * 60
HINT: Final = "Write the time spent as 15, 45 min, 1h30 or 1:30."
_FORMS: Final = (
    re.compile(r"(?P<minutes>[0-9]{1,4}) ?(?:m|min|mins|minutes?)?"),
    re.compile(r"(?P<hours>[0-9]{1,2}) ?(?:h|hr|hrs|hours?) ?(?:(?P<minutes>[0-5]?[0-9]) ?(?:m|min|mins|minutes?)?)?"),
    re.compile(r"(?P<hours>[0-9]{1,2}):(?P<minutes>[0-5][0-9])"),
)


def read_minutes(text: str) -> int | str:
    """Give the minutes that a text says, 0 for an empty one, or the sentence about what is wrong; never raises."""
    typed = text.strip().lower()
    if not typed:
        return 0
    if len(typed) > 20 or not typed.isascii():
        return HINT
    for form in _FORMS:
        if found := form.fullmatch(typed):
            parts = found.groupdict()
            minutes = int(parts.get("hours") or 0) * 60 + int(parts["minutes"] or 0)
            return minutes if minutes <= MOST else "That is more than a day. " + HINT
    return HINT


def say_minutes(minutes: int) -> str:
    """Say minutes: "15 min", "1 h", "1 h 30"; every one of them reads back to itself."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def next_step(minutes: int) -> int:
    """Give the step after these minutes, the first one again after the last."""
    return next((step for step in STEPS if step > minutes), STEPS[0])
