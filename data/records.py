"""Sealed records: each has a key of its own, wrapped for the room whose people may read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, column, func, select

from data.errors import Locked, NotFound
from data.keys.keychain import KeyChain, RecordKeyRow
from data.keys.sealing import new_key, place, seal, seal_document, unseal, unseal_document
from data.models import RecordKey, Room
from data.store import RENEWED, Tx
from data.store.direct import Direct

IDENTITY, NOTES, DRAFT, DECISION = "identity", "notes", "draft", "decision"
"""What a record's key opens: who a client is; what a case holds; a draft; what those who decide may read."""

NOT_THERE = "There is no such record."
"""Said for what does not exist and for what this person may not know of."""

_keys: Any = RecordKey.__table__  # type: ignore[attr-defined]
_rooms: Any = Room.__table__  # type: ignore[attr-defined]
_columns = tuple(_keys.c[name] for name in RecordKeyRow.__dataclass_fields__)
_LISTED: Any = select(column("value")).select_from(func.json_each(bindparam("records")))
_ONE = Direct(
    select(*_columns).where(
        _keys.c.record_id == bindparam("record"),
        _keys.c.purpose == bindparam("purpose"),
        _keys.c.ver == bindparam("ver"),
    ),
    RecordKeyRow,
)
_MANY = Direct(
    select(*_columns).where(_keys.c.purpose == bindparam("purpose"), _keys.c.record_id.in_(_LISTED)), RecordKeyRow
)


def make_key(tx: Tx, chain: KeyChain, room: str, record_id: str, purpose: str) -> bytes:
    """Make a record's first key and store it for a room; who lacks the room puts it into its letter box.

    Raises Locked when the room's key was renewed since this person signed in: nobody could open the record.
    """
    newest = tx.connection.execute(select(func.max(_rooms.c.ver)).where(_rooms.c.id == room)).scalar()
    if newest != chain.boxes[room][0]:
        raise Locked(RENEWED)
    key = new_key()
    row = chain.wrap(room, record_id, purpose, 1, key)
    tx.insert(RecordKey, **{name: getattr(row, name) for name in RecordKeyRow.__dataclass_fields__})
    return key


def make_shared_key(tx: Tx, chain: KeyChain, rooms: dict[str, str], record_id: str) -> bytes:
    """Make a record's first key and store it for several rooms (purpose to room); raises Locked as ``make_key``."""
    first, *others = rooms.items()
    key = make_key(tx, chain, first[1], record_id, first[0])
    for purpose, room in others:
        share_key(tx, chain, room, record_id, purpose, 1, key)
    return key


def share_key(tx: Tx, chain: KeyChain, room: str, record_id: str, purpose: str, ver: int, key: bytes) -> None:
    """Store a record's key for one more room, in its letter box by who does not hold it; raises Locked as above."""
    newest = tx.connection.execute(select(func.max(_rooms.c.ver)).where(_rooms.c.id == room)).scalar()
    if newest != chain.boxes[room][0]:
        raise Locked(RENEWED)
    row = chain.wrap(room, record_id, purpose, ver, key)
    tx.insert(RecordKey, **{name: getattr(row, name) for name in RecordKeyRow.__dataclass_fields__})


def find_shared_key(
    connection: Connection, chain: KeyChain, record_id: str, ver: int, purposes: tuple[str, ...] = (NOTES, DECISION)
) -> bytes:
    """Open a record's key by the first of these ways that is this person's; raises NotFound as ``find_key``."""
    for purpose in purposes:
        try:
            return find_key(connection, chain, record_id, purpose, ver)
        except NotFound:
            continue
    raise NotFound(NOT_THERE)


def room_of(connection: Connection, record_id: str, purpose: str, ver: int) -> str:
    """Give the room for which a record's key is wrapped; raises NotFound when there is none."""
    found = _ONE.first(connection, record=record_id, purpose=purpose, ver=ver)
    if found is None:
        raise NotFound(NOT_THERE)
    return found.room


def find_key(connection: Connection, chain: KeyChain, record_id: str, purpose: str, ver: int) -> bytes:
    """Open one record's key; raises NotFound, in the same words, when there is none or it is not for this person."""
    found = _ONE.first(connection, record=record_id, purpose=purpose, ver=ver)
    if found is None:
        raise NotFound(NOT_THERE)
    return chain.unwrap(found)


def find_keys(
    connection: Connection, chain: KeyChain, record_ids: Iterable[str], purpose: str
) -> dict[tuple[str, int], bytes]:
    """Open the keys of many records, by (id, version); leaves out those this person may not read."""
    listed = json.dumps(list(dict.fromkeys(record_ids)))
    return {
        (row.record_id, row.ver): chain.unwrap(row)
        for row in _MANY.each(connection, purpose=purpose, records=listed)
        if (row.room, row.room_ver) in chain.rooms
    }


def seal_row(key: bytes, table: str, row_id: str, record_id: str, ver: int, document: dict[str, Any]) -> bytes:
    """Seal a row's document under its record's key, bound to where it stands."""
    return seal_document(key, document, place(table, row_id, record_id, ver))


def unseal_row(key: bytes, table: str, row_id: str, record_id: str, ver: int, sealed: bytes) -> dict[str, Any]:
    """Open what ``seal_row`` made; raises IntegrityError when it stands anywhere else."""
    return unseal_document(key, sealed, place(table, row_id, record_id, ver))


def seal_file(key: bytes, attachment_id: str, record_id: str, ver: int, content: bytes) -> bytes:
    """Seal a file's bytes."""
    return seal(key, content, place("attachment content", attachment_id, record_id, ver))


def unseal_file(key: bytes, attachment_id: str, record_id: str, ver: int, sealed: bytes) -> bytes:
    """Open what ``seal_file`` made."""
    return unseal(key, sealed, place("attachment content", attachment_id, record_id, ver))
