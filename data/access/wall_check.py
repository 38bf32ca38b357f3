"""Whether the walls are what was put up: for the check that a maintainer runs, who opens none of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from data.access.grants import AccountRow, RoomSignatures, Signatures, accounts, members
from data.access.wall_reading import FRONT, may_hold
from data.access.wall_rows import (
    DESK,
    INSIDE,
    PSEUDO,
    WallFacts,
    check_facts,
    is_wall_room,
    read_walls,
    standing,
    wall_of_room,
)
from data.errors import IntegrityError
from data.models import Audit, Case, RecordKey, Room, RoomGrant
from data.records import NOTES

CHANGED = "A wall around a case was changed outside the program."
TAKEN_OUT = "A wall around a case was taken out."
LET_IN = "Somebody was let behind a wall outside the program."
OPENED = "A case behind a wall can be opened past it."

_audit: Any = Audit.__table__  # type: ignore[attr-defined]
_case: Any = Case.__table__  # type: ignore[attr-defined]
_grant: Any = RoomGrant.__table__  # type: ignore[attr-defined]
_key: Any = RecordKey.__table__  # type: ignore[attr-defined]
_room: Any = Room.__table__  # type: ignore[attr-defined]


def problems(connection: Connection, root_public: bytes) -> list[str]:
    """Give a sentence for each thing that is wrong, once."""
    try:
        found = list(_problems(connection, Signatures(connection, root_public)))
    except IntegrityError:
        found = [CHANGED]
    return list(dict.fromkeys(found))


def _problems(connection: Connection, signatures: Signatures) -> Iterator[str]:
    walls = read_walls(connection)
    for facts in walls.values():
        check_facts(signatures, facts)
    if _audited(connection) != set(walls):
        yield TAKEN_OUT
    signed = RoomSignatures(connection, signatures)
    rooms = set()
    for row in connection.execute(select(_room)):
        if is_wall_room(row.id):
            signed.check_room(row)
            rooms.add(row.id)
    known = {row.id: row for row in accounts(connection)}
    front = members(connection, FRONT)
    for row in connection.execute(select(_grant)):
        if is_wall_room(row.room) and not _may_be_there(signed, walls, row, known, front):
            yield LET_IN
    for facts in standing(walls.values()):
        if facts.room not in rooms:
            yield TAKEN_OUT
    yield from _leaks(connection, walls)


def _may_be_there(
    signed: RoomSignatures, walls: dict[str, WallFacts], row: Any, known: dict[str, AccountRow], front: set[str]
) -> bool:
    """Whether a grant is right: signed by who may, for who belongs there; the recovery code may let in anybody."""
    who, by = known.get(row.account_id), known.get(row.by_id)
    facts = walls.get(wall_of_room(row.room))
    if who is None or by is None or facts is None or facts.lifted:
        return False
    try:
        signed.check_grant(row, who)
    except IntegrityError:
        return False
    return by.role in PSEUDO or may_hold(facts, row.room, who, at_front=who.id in front)


def _leaks(connection: Connection, walls: dict[str, WallFacts]) -> Iterator[str]:
    """Look for keys of a walled case that somebody outside may open, and for walls without their case."""
    keys = connection.execute(
        select(_key.c.record_id, _key.c.room)
        .join(_case, _case.c.id == _key.c.record_id)
        .where(_key.c.purpose == NOTES, _key.c.room.startswith(INSIDE))
    )
    behind = {row.record_id: row.room for row in keys}
    for facts in standing(walls.values()):
        if behind.get(facts.case_id) != facts.room:
            yield OPENED
    for row in connection.execute(select(_key.c.record_id, _key.c.room).where(_key.c.record_id.in_(list(behind)))):
        if row.room != behind[row.record_id]:
            yield OPENED
    for row in connection.execute(select(_key.c.room).where(_key.c.room.startswith(DESK)).distinct()):
        if wall_of_room(row.room) not in walls:
            yield CHANGED


def _audited(connection: Connection) -> set[str]:
    """Give the ids of the walls that the audit trail tells of."""
    rows = connection.execute(select(_audit.c.detail).where(_audit.c.detail.contains('"walls":[')))
    return {str(one["wall"]) for row in rows for one in json.loads(row[0])["walls"]}
