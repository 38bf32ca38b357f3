"""Questions about what was used of the service: the entries of a time, on cases that the person asking may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, bindparam, select

from data.keys.keychain import KeyChain
from data.models import Case, Entry
from data.models.columns import Instant
from data.queries.cases import Rooms, held, visible_in
from data.queries.tables import table
from data.store.direct import Direct

_case = table(Case)
_entry = table(Entry)


@dataclass(frozen=True)
class UsedRow:
    """An entry that counts, with what is needed to open it and the case it stands on."""

    case_id: str
    id: str
    at: datetime
    key_ver: int
    corrects: str | None
    sealed: bytes = field(repr=False)
    case_ver: int
    case_sealed: bytes = field(repr=False)


@lru_cache(maxsize=64)
def _since(rooms: Rooms) -> Direct[UsedRow]:
    question = (
        select(
            _entry.c.case_id,
            _entry.c.id,
            _entry.c.at,
            _entry.c.key_ver,
            _entry.c.corrects,
            _entry.c.sealed,
            _case.c.key_ver,
            _case.c.sealed,
        )
        .join(_case, _case.c.id == _entry.c.case_id)
        .where(
            visible_in(rooms),
            _case.c.status != "void",
            _entry.c.undone_at.is_(None),
            _entry.c.at >= bindparam("since", type_=Instant),
        )
        .order_by(_entry.c.id)
    )
    return Direct(question, UsedRow)


def entries_since(connection: Connection, chain: KeyChain, since: datetime) -> list[UsedRow]:
    """Give the entries of cases this person may read that happened since then; struck ones not, corrected ones too."""
    return _since(held(chain)).all(connection, since=since)
