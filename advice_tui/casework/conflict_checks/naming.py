"""Names that must not stand in a letter about a conflict (I-40; L-13): those known here, and blindly the others."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from advice_tui.casework.case_documents import client_details
from advice_tui.casework.conflict_checks import tokens
from advice_tui.casework.conflict_checks.looking import look, open_known, person_of
from advice_tui.casework.procedure_documents import open_one
from advice_tui.desk import Desk
from advice_tui.rules.conflict import Known, Person
from advice_tui.rules.text import fold

_CASE = re.compile(r"(?:case\s+)?\d\d-\d{3,}\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
NAMELESS = "A student without a case"
"""What is concerned, where there is no case to name."""
LONGEST = 20_000
"""A letter is looked through so far for names behind walls."""
NAME_WORDS = (2, 3)


def names_to_scan(desk: Desk, procedure_id: str) -> tuple[str, ...]:
    """Give every name of the other side of a procedure's case, and of those on it, as far as this person may know them.

    From three places: who was named when the conflict was raised, the other people of this case who are not the client,
    and the clients and their groups of every opposing case this person may read. Names behind a wall are not known
    here: ``named_behind_walls`` asks for those. Raises NotFound for a procedure that is not this person's.
    """
    with desk.store.read() as connection:
        opened = open_one(desk, connection, procedure_id)
        named = [name.strip() for name in opened.value("identify", "parties").split(";")]
        names = [name for name in named if name and name != NAMELESS and not _CASE.fullmatch(name)]
        own: tuple[str, ...] = ()
        if opened.row.case_id:
            found, own = _of_case(desk, connection, opened.row.case_id)
            names += found
        elif opened.row.client_id:
            client = person_of(client_details(desk, connection, opened.row.client_id))
            names, own = names + _opposing(desk, connection, Known(client)), client.names
    hers = {fold(name) for name in own}
    return tuple(dict.fromkeys(name for name in names if fold(name) not in hers))


def _of_case(desk: Desk, connection: Connection, case_id: str) -> tuple[list[str], tuple[str, ...]]:
    """Give the names that a case and its other sides know, and those of its own client."""
    _, _, document, about = open_known(desk, connection, case_id)
    parties = [party.name for party in document.details.parties if party.side in {"opposing", "witness", "other"}]
    return [*parties, *_opposing(desk, connection, about)], about.client.names


def _opposing(desk: Desk, connection: Connection, about: Known) -> list[str]:
    names = []
    for one in look(desk, connection, about).found:
        other = open_known(desk, connection, one.row.id)[3]
        people: tuple[Person, ...] = (other.client, *other.with_client)
        names += [name for person in people for name in person.names]
    return names


def named_behind_walls(desk: Desk, text: str) -> bool:
    """Say whether two or three words of a text, one after another, sound like somebody of a case behind a wall.

    It does not say which: whoever writes the letter takes every name out but that of whom it goes to. The name of the
    letter's own student may be found too; leave it out of ``text``.
    """
    words = _WORD.findall(text[:LONGEST])
    with desk.store.read() as connection:
        held = tokens.pool(desk, connection)
    if not held.tokens:
        return False
    return any(
        held.names_in(words[at : at + many]) for many in NAME_WORDS for at in range(max(0, len(words) - many + 1))
    )
