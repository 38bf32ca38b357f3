"""What a message says of the case it belongs to."""

from __future__ import annotations

import re
from typing import Final

from advice_tui.rules.text import fold

NUMBERS: Final = 5
"""So many case numbers of a subject are looked at."""
_NUMBER = re.compile(r"(?<![\w-])(\d{2}-\d{4,6})(?![\w-])")


def case_numbers(subject: str) -> tuple[str, ...]:
    """Return the case numbers that a subject names, such as 26-0142, in their order and each once.

    A subject is a stranger's: a number in it is a hint to somebody who may read that case, and proves nothing.
    """
    return tuple(dict.fromkeys(_NUMBER.findall(fold(subject))))[:NUMBERS]
