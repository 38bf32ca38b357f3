"""Names that must not stand in a letter about a conflict of interest, and what of them was found there (I-40; L-13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from advice_tui.casework.conflict_checks import named_behind_walls, names_to_scan
from advice_tui.casework.letters.documents import OpenedLetter, find
from advice_tui.desk import Desk
from advice_tui.rules.letters import NAMES_NOBODY, found_names, perhaps_named
from advice_tui.rules.text import fold

BEHIND_WALLS: Final = "words that sound like somebody of a case behind a wall"


@dataclass(frozen=True)
class Scan:
    """What was looked for in a letter: ``names`` of the others; ``named`` those that stand in it.

    ``perhaps`` are words that may be part of such a name, or sound like somebody behind a wall: a person looks at them.
    """

    names: tuple[str, ...] = field(default=(), repr=False)
    named: tuple[str, ...] = field(default=(), repr=False)
    perhaps: tuple[str, ...] = field(default=(), repr=False)


def scanned(desk: Desk, letter_id: str) -> Scan:
    """Look through a letter as it is stored for the others of a conflict (I-40; L-13).

    Whom the letter goes to, and who signs it, may be named in it. Nothing is looked for in any other letter. Raises
    NotFound as ``documents.find``. It reads for itself: call it outside a transaction.
    """
    with desk.store.read() as connection:
        letter = find(desk, connection, letter_id)
    document = letter.document
    if not _names_nobody(desk, letter):
        return Scan()
    own = {fold(document.to), fold(desk.person.name)}
    names = tuple(name for name in names_to_scan(desk, document.procedure_id) if fold(name) not in own)
    rest = document.text.replace(document.to, " . ") if document.to else document.text
    rest = rest.replace(desk.person.name, " . ")
    perhaps = perhaps_named(rest, names)
    walled = (BEHIND_WALLS,) if named_behind_walls(desk, rest) else ()
    return Scan(names, found_names(rest, names), (*perhaps, *walled))


def _names_nobody(desk: Desk, letter: OpenedLetter) -> bool:
    """Whether it is a letter of a conflict procedure that is looked through."""
    document = letter.document
    conflict = document.text_key in NAMES_NOBODY and bool(document.procedure_id)
    return conflict and desk.policy.conflict.scan_letters
