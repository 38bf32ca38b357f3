"""Where the walls stand, asked by who opens a case, books an appointment or begins to write something new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from data.access.grants import AccountRow, members
from data.access.wall_rows import DESK, INSIDE, PSEUDO, WALLERS, WallFacts, read_walls, standing
from data.errors import NotFound
from data.keys.keychain import KeyChain
from data.models import Meta, RecordKey, RegisterLine, Room, Wall
from data.records import IDENTITY, NOT_THERE, NOTES, find_key, room_of, unseal_row
from data.resealing import keys_of

ADVICE, FRONT, DECISIONS = "advice", "front", "decisions"

_key: Any = RecordKey.__table__  # type: ignore[attr-defined]
_line: Any = RegisterLine.__table__  # type: ignore[attr-defined]
_meta: Any = Meta.__table__  # type: ignore[attr-defined]
_room: Any = Room.__table__  # type: ignore[attr-defined]
_wall: Any = Wall.__table__  # type: ignore[attr-defined]


def wall_of_case(connection: Connection, case_id: str, key_ver: int) -> WallFacts | None:
    """Give the wall behind which a case stands, or None; where its key is tells, not what a row says."""
    try:
        room = room_of(connection, case_id, NOTES, key_ver)
    except NotFound:
        return None
    return read_walls(connection).get(room.removeprefix(INSIDE)) if room.startswith(INSIDE) else None


def room_for(connection: Connection, room: str, *, client_id: str = "", case_id: str = "") -> str:
    """Give the room in which something new about a client or a case belongs: ``room``, or behind her wall.

    What is for the advisers goes into the wall's room, what is for the front desk into that of its desk.
    """
    for record_id, purpose in ((case_id, NOTES), (client_id, IDENTITY)):
        found = _newest_room(connection, record_id, purpose) if record_id else ""
        wall = found.partition(":")[2]
        if wall and room == FRONT and purpose == IDENTITY:
            return DESK + wall
        if wall and room == ADVICE:
            return INSIDE + wall
    return room


def _newest_room(connection: Connection, record_id: str, purpose: str) -> str:
    rows = [row for row in keys_of(connection, record_id) if row.purpose == purpose]
    return rows[-1].room if rows else ""


def room_behind(connection: Connection, ids: Iterable[str]) -> str:
    """Give the wall's room behind which one of these records stands, or an empty text."""
    wanted = list(ids)
    behind = or_(_key.c.room.startswith(INSIDE), _key.c.room.startswith(DESK))
    named = or_(_key.c.record_id.in_(wanted), exists().where(_line.c.under == _key.c.record_id, _line.c.id.in_(wanted)))
    rooms = sorted(row[0] for row in connection.execute(select(_key.c.room).where(behind, named).distinct()))
    return INSIDE + rooms[0].partition(":")[2] if rooms else ""


def walls_of_client(connection: Connection, client_ids: Iterable[str]) -> list[WallFacts]:
    """Give the walls that stand around a client's cases: those in whose rooms her cases really are."""
    ids = set(client_ids)
    found = [one for one in standing(read_walls(connection).values()) if one.client_id in ids]
    return [one for one in found if any(row.room == one.room for row in keys_of(connection, one.case_id))]


def document_of(connection: Connection, chain: KeyChain, facts: WallFacts) -> dict[str, Any]:
    """Open what is written about a wall with its case's key: the reason, and since when it stands.

    Raises NotFound for who is outside.
    """
    row = connection.execute(select(_wall.c.key_ver, _wall.c.sealed).where(_wall.c.id == facts.id)).first()
    if row is None:
        raise NotFound(NOT_THERE)
    key = find_key(connection, chain, facts.case_id, NOTES, row.key_ver)
    return unseal_row(key, "wall", facts.id, facts.case_id, row.key_ver, bytes(row.sealed))


def unreadable(connection: Connection, chain: KeyChain, ids: Iterable[str]) -> set[str]:
    """Give those of these records, and of registers' lines, that stand behind a wall which shuts this person out."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return set()
    under = select(_line.c.id, _line.c.under).where(_line.c.id.in_(wanted))
    stands = {one: one for one in wanted} | {row.id: row.under for row in connection.execute(under)}
    rows = connection.execute(
        select(_key.c.record_id, _key.c.room, _key.c.room_ver).where(_key.c.record_id.in_(set(stands.values())))
    )
    rooms: dict[str, set[tuple[str, int]]] = {}
    for row in rows:
        rooms.setdefault(row.record_id, set()).add((row.room, row.room_ver))
    reads = chain.holds(ADVICE) or chain.holds(DECISIONS)
    return {one for one, record in stands.items() if _is_shut_out(rooms.get(record, set()), chain, reads=reads)}


def _is_shut_out(rooms: set[tuple[str, int]], chain: KeyChain, *, reads: bool) -> bool:
    """Whether somebody who could read a record but for a wall cannot; who never read such records is not shut out."""
    behind = {room for room, _ in rooms if room.startswith(DESK) or (reads and room.startswith(INSIDE))}
    return bool(behind) and not any(one in chain.rooms for one in rooms)


def same_desk(connection: Connection, *client_ids: str) -> bool:
    """Whether these clients' names are for the same people: then their records may be made one."""
    return len({_newest_room(connection, one, IDENTITY) for one in client_ids}) == 1


def name_shut(connection: Connection, facts: WallFacts) -> bool:
    """Whether the client's name is shut away from everybody whom a wall keeps out, by this wall or by another."""
    room = _newest_room(connection, facts.client_id, IDENTITY) if facts.client_id and facts.kept_out else ""
    return room.startswith(DESK) and not set(facts.kept_out) & members(connection, room)


def is_shut(connection: Connection, facts: WallFacts) -> bool:
    """Whether a wall shuts the client's name and appointments away."""
    there = select(_room.c.id).where(_room.c.id == facts.desk).limit(1)
    return connection.execute(there).first() is not None


def may_hold(facts: WallFacts, room: str, row: AccountRow, *, at_front: bool) -> bool:
    """Whether an account belongs into a wall's room: those named inside; at the desk all but those kept out."""
    if row.role in PSEUDO:
        return True
    if room == facts.room:
        return row.id in facts.members and row.role in WALLERS
    return at_front and row.id not in facts.desk_out


def is_renewal_due(connection: Connection, wall_id: str) -> bool:
    """Whether somebody who held a wall's key has left and it has the key still."""
    due = select(_meta.c.k).where(_meta.c.k == renewal_due(wall_id))
    return connection.execute(due).first() is not None


def renewal_due(wall_id: str) -> str:
    """Give the name under which is noted that somebody who held a wall's key has left and it has the key still."""
    return f"wall_due:{wall_id}"
