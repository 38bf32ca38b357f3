"""Walls as those inside see them, and who had read a case before one was put up."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.case_documents import client_details, open_case_row
from advice_tui.casework.induction import require_read
from advice_tui.casework.walls.views import Colleague, GlassView, Person, WallView
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed, may
from data import queries
from data.access import wall_check
from data.access import wall_reading as walls
from data.access.grants import AccountRow, accounts, members
from data.access.wall_rows import PSEUDO, WallFacts, read_walls
from data.access.wall_rows import standing as those_standing
from data.errors import NotFound
from data.queries import walls as asked
from data.rows import CaseRow

GLASS = "glass"
"""The kind of register line that tells of a reading by break-glass."""
SHUT = "Those kept out see neither the name of the client nor her appointments."
NOT_SHUT = "The client's name and her appointments are open: somebody kept out may read another case of hers."
NOBODY_OUT = "Nobody is kept from the client's name and her appointments."


@allowed(Act.READ_CASE)
def of_case(desk: Desk, case_id: str) -> WallView | None:
    """Give the wall around a case, or None when there is none; raises NotFound for who may not read the case."""
    require_read(desk)
    with desk.store.read() as connection:
        row, _, _ = open_case_row(desk, connection, case_id)
        facts = walls.wall_of_case(connection, row.id, row.key_ver)
        return _view(desk, connection, facts, row) if facts else None


@allowed(Act.PUT_UP_WALL)
def standing(desk: Desk) -> tuple[WallView, ...]:
    """Give the walls behind which this person is, the newest first; of others she learns nothing."""
    require_read(desk)
    found = []
    with desk.store.read() as connection:
        for facts in reversed(those_standing(read_walls(connection).values())):
            if not desk.keys.holds(facts.room):
                continue
            with suppress(NotFound):  # the case was undone or joined into another
                row, _, _ = open_case_row(desk, connection, facts.case_id)
                found.append(_view(desk, connection, facts, row))
    return tuple(found)


def _view(desk: Desk, connection: Connection, facts: WallFacts, row: CaseRow) -> WallView:
    document = walls.document_of(connection, desk.keys, facts)
    people = {one.id: one for one in accounts(connection)}
    inside, at_desk = members(connection, facts.room), members(connection, facts.desk)
    shut = walls.is_shut(connection, facts)
    front = members(connection, walls.FRONT)
    name_shut = walls.name_shut(connection, facts)
    missing = [
        one
        for one in people.values()
        if one.state != "left"
        and (
            (one.id not in inside and walls.may_hold(facts, facts.room, one, at_front=True))
            or (shut and one.id not in at_desk and walls.may_hold(facts, facts.desk, one, at_front=one.id in front))
        )
    ]
    return WallView(
        id=facts.id,
        case_id=row.id,
        number=row.number,
        client=_client(desk, connection, row.id),
        since=datetime.fromisoformat(document["since"]),
        owner_id=facts.owner_id,
        owner=people[facts.owner_id].name,
        members=tuple(_person(people[one], inside) for one in facts.members),
        kept_out=tuple(_person(people[one], inside) for one in facts.kept_out),
        reason=str(document["reason"]),
        name_shut=name_shut,
        name_words=SHUT if name_shut else NOT_SHUT if facts.kept_out else NOBODY_OUT,
        may_change=may_change(desk, connection, facts),
        to_let_in=tuple(_person(one, inside) for one in missing),
        to_renew=walls.is_renewal_due(connection, facts.id),
        glass=tuple(_glass(desk, connection, row.id)),
    )


def _person(row: AccountRow, inside: set[str]) -> Person:
    return Person(row.id, row.name, row.role, row.id in inside, row.state == "active")


def _client(desk: Desk, connection: Connection, case_id: str) -> str:
    _, _, document = open_case_row(desk, connection, case_id)
    try:
        return client_details(desk, connection, document.client_id).name
    except NotFound:
        return ""


def _glass(desk: Desk, connection: Connection, case_id: str) -> Iterable[GlassView]:
    for line in register.lines(desk, connection, GLASS, case_id=case_id):
        readers = tuple(str(name) for name in line.document["readers"])
        yield GlassView(line.row.at, readers, str(line.document["reason"]))


def may_change(desk: Desk, connection: Connection, facts: WallFacts) -> bool:
    """Whether this person may change or lift a wall: its owner, or a manager who is inside.

    Anybody inside may once the owner works here no more. Who is outside may not, whatever her role (L-42).
    """
    if desk.person.id not in members(connection, facts.room):
        return False
    if desk.person.id == facts.owner_id or desk.role is Role.MANAGER:
        return True
    owner = next((one for one in accounts(connection) if one.id == facts.owner_id), None)
    return owner is None or owner.state != "active"


@allowed(Act.PUT_UP_WALL)
def colleagues(desk: Desk) -> tuple[Colleague, ...]:
    """Give everybody who may be named on a wall, by name: who reads cases may be inside."""
    require_read(desk)
    with desk.store.read() as connection:
        rows = [row for row in accounts(connection) if row.state == "active"]
    found = [Colleague(row.id, row.name, row.role, may(Role(row.role), Act.READ_CASE)) for row in rows]
    return tuple(sorted(found, key=lambda one: (not one.reads, one.name.casefold())))


@allowed(Act.CHECK_CONFLICT)
def read_by(desk: Desk, case_id: str) -> tuple[tuple[str, datetime], ...]:
    """Give who had already read a case, and when first, from the audit trail (scenario 37; I-37, L-43).

    Raises NotFound for who may not read the case herself.
    """
    with desk.store.read() as connection:
        open_case_row(desk, connection, case_id)
        names = queries.names(connection)
        pseudo = {one.id for one in accounts(connection) if one.role in PSEUDO}
        found = asked.readers(connection, case_id)
    return tuple((names.get(who, ""), first) for who, first, _ in found if who not in pseudo)


@allowed(Act.SIGN_OUT)
def gone(desk: Desk, ids: Iterable[str]) -> frozenset[str]:
    """Give those of these ids that are records this person can no longer read: what shows them is closed.

    Ids of anything else are left out.
    """
    with desk.store.read() as connection:
        return frozenset(walls.unreadable(connection, desk.keys, ids))


@allowed(Act.MAINTAIN)
def faults(desk: Desk) -> tuple[str, ...]:
    """Say what is wrong with the walls: rows, rooms or grants that were forged or taken out."""
    with desk.store.read() as connection:
        return tuple(wall_check.problems(connection, desk.keys.person.root_public))
