"""A case found by what people say of it: its number, or its id."""

from __future__ import annotations

from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.text import clean
from data import queries
from data.errors import NotFound
from data.queries import batches
from data.records import NOT_THERE

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


@allowed(Act.READ_CASE)
def case_id_of(desk: Desk, said: str) -> str:
    """Give the id of the case with this number ("26-0142", "260142") or id.

    Raises NotFound, in the same words, for one that does not exist and for one this person may not know of.
    """
    wanted = clean(said).strip().translate(DASHES)
    number = f"{wanted[:2]}-{wanted[2:]}" if wanted.isdecimal() and len(wanted) >= 6 else wanted
    with desk.store.read() as connection:
        row = batches.case_numbered(connection, desk.keys, number) or queries.case(connection, desk.keys, wanted)
    if row is None:
        raise NotFound(NOT_THERE)
    return row.id
