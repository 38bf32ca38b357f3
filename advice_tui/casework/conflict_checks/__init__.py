"""Is somebody of this matter on the other side of another one? Looked for, recorded, and kept behind walls as tokens.

What dealing with a conflict needs beside this (procedure, walls, letters) is in ``casework.conflicts``; this part is
called wherever a case begins or its people change, and knows none of those places.
"""

from advice_tui.casework.conflict_checks.deciding import after_step_in
from advice_tui.casework.conflict_checks.looking import Found, Looked, known_of, look, marks_between, person_of
from advice_tui.casework.conflict_checks.naming import named_behind_walls, names_to_scan
from advice_tui.casework.conflict_checks.recording import (
    CONFLICT,
    ConflictFound,
    before_advice_in,
    check_in,
    latest,
    record_in,
    stops,
)
from advice_tui.casework.conflict_checks.tokens import forget_tokens_in, tokens_in

__all__ = [
    "CONFLICT",
    "ConflictFound",
    "Found",
    "Looked",
    "after_step_in",
    "before_advice_in",
    "check_in",
    "forget_tokens_in",
    "known_of",
    "latest",
    "look",
    "marks_between",
    "named_behind_walls",
    "names_to_scan",
    "person_of",
    "record_in",
    "stops",
    "tokens_in",
]
