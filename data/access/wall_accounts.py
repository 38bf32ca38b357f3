"""What becomes of walls when accounts come, change and go: whoever may be inside is let in by who is inside herself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, select, update

from data.access.grants import AccountRow, accounts, grant_room, members, set_meta
from data.access.session import Session
from data.access.wall_reading import FRONT, may_hold, renewal_due
from data.access.wall_rows import DESK, INSIDE, PSEUDO, WallFacts, is_wall_room, read_walls, wall_of_room
from data.models import Case, RecordKey
from data.store import Tx

_case: Any = Case.__table__  # type: ignore[attr-defined]
_key: Any = RecordKey.__table__  # type: ignore[attr-defined]

Renew = Callable[[Session, Tx, str], tuple[int, bytes]]


@dataclass(frozen=True)
class WallsLeft:
    """What is left to do by somebody inside, after an account was changed: ids of walls.

    ``let_in``: the account is named there and must be let in again. ``renew``: the account held the key, and the wall
    has it still. ``empty``: nobody is inside any more; only the recovery code or break-glass opens it.
    """

    let_in: tuple[str, ...] = ()
    renew: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


@dataclass
class _Left:
    let_in: list[str] = field(default_factory=list)
    renew: list[str] = field(default_factory=list)


def wall_rooms_of(tx: Tx, account_id: str, rooms: Iterable[str]) -> list[str]:
    """Give the rooms of walls that an account holds; ask before its grants are taken away."""
    return sorted(room for room in rooms if is_wall_room(room) and account_id in members(tx.connection, room))


def let_into_desks(session: Session, tx: Tx, who: AccountRow) -> None:
    """Let an account that works at the front desk into the desk of every wall that does not keep it out.

    Only where the acting person is at that desk herself; somebody who is lets her in later. A code's account is let
    into every wall. The recovery code lets its new manager into walls in which nobody is any more.
    """
    facts = read_walls(tx.connection)
    for room in session.chain.boxes:
        if not is_wall_room(room) or not session.chain.holds(room) or who.id in members(tx.connection, room):
            continue
        wall = facts[wall_of_room(room)]
        belongs = room.startswith(DESK) or who.role in PSEUDO
        orphaned = session.me.role in PSEUDO and not _inside(tx, wall)
        if orphaned or (belongs and may_hold(wall, room, who, at_front=True)):
            _grant(session, tx, room, who)


def _grant(session: Session, tx: Tx, room: str, who: AccountRow) -> None:
    grant_room(tx, room, session.chain.boxes[room][0], session.chain.room_key(room), who)


def _inside(tx: Tx, wall: WallFacts) -> list[str]:
    """Give the people, no pseudo accounts, who hold a wall's key and work here."""
    held = members(tx.connection, wall.room)
    return [row.id for row in accounts(tx.connection) if row.id in held and row.state == "active"]


def settle(
    session: Session, tx: Tx, who: AccountRow, held: Iterable[str], renew: Renew
) -> tuple[WallsLeft, dict[str, tuple[int, bytes]]]:
    """Set right the walls whose keys an account held and lost; give what is left, and the rooms that were renewed.

    Where it still belongs it is let in again; where it does not, the room gets a new key. Both only where the acting
    person is inside herself; for the rest somebody inside is asked.
    """
    facts, left = read_walls(tx.connection), _Left()
    renewed: dict[str, tuple[int, bytes]] = {}
    at_front = who.id in members(tx.connection, FRONT)
    for room in held:
        wall = facts[wall_of_room(room)]
        belongs = who.state != "left" and may_hold(wall, room, who, at_front=at_front)
        if belongs and session.chain.holds(room):
            _grant(session, tx, room, who)
        elif session.chain.holds(room):
            renewed[room] = renew(session, tx, room)
        else:
            (left.let_in if belongs else left.renew).append(wall.id)
            if not belongs:
                set_meta(tx, renewal_due(wall.id), who.id)
    insides = [facts[wall_of_room(room)] for room in held if room.startswith(INSIDE)]
    empty = tuple(wall.id for wall in insides if not _inside(tx, wall))
    return WallsLeft(tuple(dict.fromkeys(left.let_in)), tuple(dict.fromkeys(left.renew)), empty), renewed


def unassign_behind(tx: Tx, account_id: str, rooms: Iterable[str]) -> None:
    """Take a leaver's name off the cases behind walls, which the acting manager need not be able to read."""
    behind = exists().where(_key.c.record_id == _case.c.id, _key.c.room.in_(list(rooms)))
    living = _case.c.status.in_(("open", "waiting"))
    wanted = select(_case.c.id).where(_case.c.adviser_id == account_id, living, behind)
    ids = [row[0] for row in tx.connection.execute(wanted)]
    if ids:
        tx.connection.execute(
            update(_case).where(_case.c.id.in_(ids)).values(adviser_id=None, row_ver=_case.c.row_ver + 1)
        )
