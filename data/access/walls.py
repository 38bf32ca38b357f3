"""Walls: a case moved behind a key of its own, and back; each inside one transaction that the caller opens.

Putting one up makes the wall's rooms, lets in those named, the recovery code and the break-glass code, and seals all
that belongs to the case under a new key (``data.resealing``). Nothing of it opens with what anybody else holds or held.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, and_, exists, select

from data.access.grants import AccountRow, accounts, grant_room, members, open_room
from data.access.session import Session
from data.access.wall_reading import (
    ADVICE,
    DECISIONS,
    FRONT,
    may_hold,
    renewal_due,
    wall_of_case,
    walls_of_client,
)
from data.access.wall_rows import (
    DESK,
    PSEUDO,
    WallFacts,
)
from data.errors import IntegrityError, NotFound
from data.ids import new_id
from data.keys.sealing import letter_box, new_key, sign
from data.models import (
    Appointment,
    DeskFlag,
    Draft,
    Meta,
    Procedure,
    RecordKey,
    RegisterLine,
    Room,
    RoomGrant,
    Slip,
    Wall,
)
from data.records import DECISION, DRAFT, IDENTITY, NOT_THERE, NOTES, find_key, seal_row
from data.resealing import Rooms, keys_of, kind_of, records_in, renew
from data.store import Tx

VERSION = 1
DOES_NOT_OPEN = "Something behind this wall does not open. Nothing was changed. Run `advice-tui check`."
_ID = re.compile("[0-9a-f]{32}")

_draft: Any = Draft.__table__  # type: ignore[attr-defined]
_grant: Any = RoomGrant.__table__  # type: ignore[attr-defined]
_key: Any = RecordKey.__table__  # type: ignore[attr-defined]
_line: Any = RegisterLine.__table__  # type: ignore[attr-defined]
_appointment: Any = Appointment.__table__  # type: ignore[attr-defined]
_flag: Any = DeskFlag.__table__  # type: ignore[attr-defined]
_meta: Any = Meta.__table__  # type: ignore[attr-defined]
_room: Any = Room.__table__  # type: ignore[attr-defined]
_slip: Any = Slip.__table__  # type: ignore[attr-defined]
_wall: Any = Wall.__table__  # type: ignore[attr-defined]
_procedure: Any = Procedure.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Plan:
    """A wall to be put up. ``client_ids`` are all the ids the client has or had, the one that counts first.

    ``slips`` and ``appointments`` are those that name the case under their seals. With ``desk_out`` the client's name
    and all her appointments go behind the wall as well, for everybody at the desk but those.
    """

    case_id: str
    client_ids: tuple[str, ...]
    owner_id: str
    members: tuple[str, ...]
    kept_out: tuple[str, ...]
    desk_out: tuple[str, ...]
    document: Mapping[str, Any] = field(repr=False)
    slips: tuple[str, ...] = ()
    appointments: tuple[str, ...] = ()

    @property
    def shut(self) -> bool:
        """Whether the client's name goes behind the wall too."""
        return bool(self.desk_out)


# Putting up, changing, lifting ----------------------------------------------------------------------------------------


def put_up(session: Session, tx: Tx, plan: Plan) -> WallFacts:
    """Put up a wall in the transaction ``tx``, in place of one that stands around the case; give it.

    Everything of the case is sealed anew. The session's keys learn of the wall at once.
    """
    connection = tx.connection
    before = wall_of_case(connection, plan.case_id, max(row.ver for row in keys_of(connection, plan.case_id)))
    facts = _new_facts(session, tx, plan)
    _open(session, tx, facts.room, [row for row in _staff(connection) if row.id in facts.members])
    rooms = {NOTES: facts.room, IDENTITY: FRONT} | _decisions(connection, facts.kept_out)
    if plan.shut:
        front = members(connection, FRONT)
        at_desk = [row for row in _staff(connection) if may_hold(facts, facts.desk, row, at_front=row.id in front)]
        _open(session, tx, facts.desk, at_desk)
        rooms[IDENTITY] = facts.desk
    wanted = dict.fromkeys((*_records(connection, plan), *(records_in(connection, _rooms_of(before)))))
    moved = _move(session, tx, wanted, _Move(rooms, frozenset({ADVICE, FRONT, DECISIONS, *_rooms_of(before)})))
    if plan.case_id not in moved.cases:
        raise NotFound(NOT_THERE)
    _move_drafts(session, tx, (plan.case_id, *plan.client_ids, *wanted), facts.room)
    _insert_row(tx, facts, moved.cases[plan.case_id], {**plan.document, "undecided": list(moved.undecided)})
    if before is not None:
        take_down(session, tx, before)
    return facts


def lift(session: Session, tx: Tx, facts: WallFacts, client_ids: Iterable[str], undecided: Iterable[str]) -> None:
    """Take a wall down in the transaction ``tx``: all behind it is sealed anew for the advisers and the front desk.

    ``undecided`` are the records that those who decide could read before. Another wall around the same client shuts her
    name away no longer from those who may read this case again.
    """
    home = FRONT
    for other in walls_of_client(tx.connection, client_ids):
        if other.id == facts.id or not session.chain.holds(other.desk):
            continue
        if set(other.desk_out) & members(tx.connection, ADVICE):
            _open_again(session, tx, other)
        else:
            home = other.desk
    rooms = {NOTES: ADVICE, IDENTITY: home, DECISION: DECISIONS}
    wanted = records_in(tx.connection, _rooms_of(facts))
    _move(session, tx, wanted, _Move(rooms, frozenset({*_rooms_of(facts), DECISIONS}), frozenset(undecided)))
    take_down(session, tx, facts)


def _open_again(session: Session, tx: Tx, facts: WallFacts) -> None:
    """Give the client's name and appointments back to the whole front desk; the case stays behind its wall."""
    wanted = records_in(tx.connection, (facts.desk,))
    _move(session, tx, wanted, _Move({IDENTITY: FRONT}, frozenset({facts.desk})))
    _close_room(session, tx, facts.desk)


def _rooms_of(facts: WallFacts | None) -> tuple[str, ...]:
    return (facts.room, facts.desk) if facts else ()


def _new_facts(session: Session, tx: Tx, plan: Plan) -> WallFacts:
    client_id = plan.client_ids[0] if plan.client_ids else ""
    bare = WallFacts(
        "",
        plan.case_id,
        client_id,
        plan.owner_id,
        session.me.id,
        tuple(sorted(plan.members)),
        tuple(sorted(plan.kept_out)),
        tuple(sorted(plan.desk_out)),
        tx.at,
        new_id(),
    )
    return replace(bare, id=bare.named(), signature=sign(tx.signer.private, bare.message()))


def _insert_row(tx: Tx, facts: WallFacts, case_key: tuple[bytes, int], document: Mapping[str, Any]) -> None:
    key, ver = case_key
    tx.insert(
        Wall,
        id=facts.id,
        case_id=facts.case_id,
        client_id=facts.client_id or None,
        owner_id=facts.owner_id,
        kept_out=facts.people,
        at=facts.at,
        by_id=facts.by_id,
        signature=facts.signature,
        key_ver=ver,
        sealed=seal_row(key, "wall", facts.id, facts.case_id, ver, {"v": VERSION, **document}),
        row_ver=1,
    )


def write_document(session: Session, tx: Tx, facts: WallFacts, document: Mapping[str, Any]) -> None:
    """Write anew what is said of a wall, under its case's present key."""
    ver = tx.connection.execute(select(_wall.c.key_ver).where(_wall.c.id == facts.id)).scalar_one()
    key = find_key(tx.connection, session.chain, facts.case_id, NOTES, ver)
    tx.change(Wall, {"id": facts.id}, sealed=seal_row(key, "wall", facts.id, facts.case_id, ver, {**document}))


def take_down(session: Session, tx: Tx, facts: WallFacts) -> None:
    """Close a wall's rooms and note when and by whom; raises IntegrityError while anything stands in them."""
    tx.change(Wall, {"id": facts.id}, lifted_at=tx.at, lifted_by=session.me.id)
    tx.delete(Meta, k=renewal_due(facts.id))
    for room in _rooms_of(facts):
        _close_room(session, tx, room)


def _close_room(session: Session, tx: Tx, room: str) -> None:
    if records_in(tx.connection, (room,)):
        raise IntegrityError(DOES_NOT_OPEN)
    tx.delete(RoomGrant, room=room)
    tx.delete(Room, id=room)
    session.chain.boxes = {one: box for one, box in session.chain.boxes.items() if one != room}
    session.chain.rooms = {one: key for one, key in session.chain.rooms.items() if one[0] != room}


# Who is let in --------------------------------------------------------------------------------------------------------


def _staff(connection: Connection) -> list[AccountRow]:
    """Give the accounts in use, and the pseudo accounts."""
    return [row for row in accounts(connection) if row.state != "left"]


def _open(session: Session, tx: Tx, room: str, people: Iterable[AccountRow]) -> None:
    """Make a wall's room with a new key, and let in these people and the pseudo accounts."""
    key = new_key()
    open_room(tx, room, 1, key)
    let_in = {row.id: row for row in (*people, *(row for row in _staff(tx.connection) if row.role in PSEUDO))}
    for row in let_in.values():
        grant_room(tx, room, 1, key, row)
    chain = session.chain
    chain.boxes = {**chain.boxes, room: (1, letter_box(key)[1])}
    if session.me.id in let_in:
        chain.rooms = {**chain.rooms, (room, 1): key}


def let_in(session: Session, tx: Tx, facts: WallFacts) -> list[str]:
    """Let those in again whom the wall names and who lost its key, pseudo accounts too; give their account ids.

    Raises NotFound when this person is not inside herself.
    """
    found: list[str] = []
    front = members(tx.connection, FRONT)
    for room in (facts.room, facts.desk):
        if room not in session.chain.boxes:
            continue
        key, ver = session.chain.room_key(room), session.chain.boxes[room][0]
        inside = members(tx.connection, room)
        for row in _staff(tx.connection):
            if row.id not in inside and may_hold(facts, room, row, at_front=row.id in front):
                grant_room(tx, room, ver, key, row)
                found.append(row.id)
    return list(dict.fromkeys(found))


# What is moved --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Move:
    """Where keys go, by purpose; only those that are in one of the rooms ``movable`` now.

    To records in ``restored`` those who decide get their way back.
    """

    rooms: Rooms
    movable: frozenset[str]
    restored: frozenset[str] = frozenset()


@dataclass
class _Moved:
    cases: dict[str, tuple[bytes, int]] = field(default_factory=dict, repr=False)
    undecided: list[str] = field(default_factory=list)


def _move(session: Session, tx: Tx, wanted: Iterable[str], move: _Move) -> _Moved:
    moved = _Moved()
    for record_id in wanted:
        now = {row.purpose: row.room for row in keys_of(tx.connection, record_id)}
        kind = kind_of(tx.connection, record_id)
        if kind == "draft":
            to_front = now.get(DRAFT, "").startswith(DESK)
            renew(tx, session.chain, kind, record_id, {DRAFT: move.rooms[IDENTITY if to_front else NOTES]})
            continue
        rooms = {purpose: room for purpose, room in _rooms_for(now, move).items() if room}
        if DECISION in now and DECISION not in rooms:
            moved.undecided.append(record_id)
        if record_id in move.restored:
            rooms[DECISION] = DECISIONS
        key = renew(tx, session.chain, kind, record_id, rooms)
        if kind == "case" and key is not None:
            moved.cases[record_id] = key
    return moved


def _rooms_for(now: Mapping[str, str], move: _Move) -> dict[str, str]:
    """Give for which room each key of a record is wrapped from now on; what is behind another wall stays there.

    Another wall's desk is left for this one's: it keeps out whom either keeps out.
    """
    desk = move.rooms.get(IDENTITY, "").startswith(DESK)
    return {
        purpose: move.rooms.get(purpose, "")
        if room in move.movable or (desk and purpose == IDENTITY and room.startswith(DESK))
        else room
        for purpose, room in now.items()
    }


def _decisions(connection: Connection, kept_out: Iterable[str]) -> dict[str, str]:
    """Those who decide go on reading the case's procedures, unless one of them is kept out: they share one key."""
    return {} if set(kept_out) & members(connection, DECISIONS) else {DECISION: DECISIONS}


def _records(connection: Connection, plan: Plan) -> list[str]:
    """Give the ids of everything with a key of its own that belongs to the case; the client's too when it is shut."""
    own = and_(_line.c.case_id == plan.case_id, exists().where(_key.c.record_id == _line.c.under))
    found = [plan.case_id, *_ids(connection, _procedure.c.id, _procedure.c.case_id == plan.case_id)]
    found += [*_ids(connection, _line.c.under, own), *plan.slips, *plan.appointments]
    if plan.shut:
        hers = plan.client_ids
        found += hers
        found += _ids(connection, _appointment.c.id, _appointment.c.client_id.in_(hers))
        found += _ids(connection, _slip.c.id, and_(_slip.c.client_id.in_(hers), _slip.c.sealed.is_not(None)))
        found += _ids(connection, _flag.c.id, _flag.c.client_id.in_(hers))
        at_large = and_(_procedure.c.client_id.in_(hers), _procedure.c.case_id.is_(None))
        found += _ids(connection, _procedure.c.id, at_large)
    return list(dict.fromkeys(found))


def _ids(connection: Connection, column: Any, where: Any) -> list[str]:
    return [row[0] for row in connection.execute(select(column).where(where).distinct())]


def _move_drafts(session: Session, tx: Tx, ids: Iterable[str], room: str) -> None:
    """Put what somebody began to write about any of these records behind the wall: it has a key of its own."""
    wanted = set(ids)
    rows = tx.connection.execute(select(_draft.c.id, _draft.c.subject).where(~_draft.c.subject.startswith("entry:")))
    for row in rows.all():
        if wanted & set(_ID.findall(row.subject)):
            renew(tx, session.chain, "draft", row.id, {DRAFT: room})
