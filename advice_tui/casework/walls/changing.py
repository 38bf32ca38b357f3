"""Walls put up, changed and lifted: each one transaction, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from advice_tui.casework import conflict_checks, search
from advice_tui.casework.case_documents import CaseDocument, open_case_row
from advice_tui.casework.diary.documents import advice_of
from advice_tui.casework.diary.ground import every_id
from advice_tui.casework.induction import require_read
from advice_tui.casework.walls.reading import may_change
from advice_tui.casework.walls.views import Done, WallForm
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed, may
from advice_tui.rules.text import Limit, field
from data import queries
from data.access import wall_reading, walls
from data.access.grants import AccountRow, accounts, members
from data.access.wall_rows import WallFacts
from data.diary_rows import LIVE
from data.errors import BadInput, NotAllowed, NotFound
from data.models import Case
from data.queries import diary as asked_diary
from data.records import NOTES, room_of
from data.rows import CaseRow
from data.store import Tx

KEPT_OUT_YOURSELF = "You are to be kept out yourself: somebody who stays inside, or another manager, puts this wall up."
NOBODY_INSIDE = "Tick at least one adviser or manager who stays inside."
NOT_YOURS = "Only {owner}, or a manager who is inside, may change this wall."
STANDS = "Case {number} is behind a wall already. Change that one (W)."
OUTSIDE = "Only a manager puts up a wall from outside: tick yourself too, or ask a manager."
TRIES = 3
"""So often the database's log is emptied after a wall was put up: a reader elsewhere may hold it back."""


@contextmanager
def _keys_kept(desk: Desk) -> Iterator[None]:
    """Leave the keys of this sitting as they were when what is done fails."""
    rooms, boxes = desk.keys.rooms, desk.keys.boxes
    try:
        yield
    except BaseException:
        desk.keys.rooms, desk.keys.boxes = rooms, boxes
        raise


@allowed(Act.PUT_UP_WALL)
def put_up(desk: Desk, case_id: str, form: WallForm) -> Done:
    """Put up a wall around a case: from now on it opens for those named inside and for nobody else (L-43; I-22).

    Raises BadInput with everything that is wrong, NotFound for who may not read the case.
    """
    require_read(desk)
    with _keys_kept(desk), desk.store.write(desk.signer, Act.PUT_UP_WALL.value, case_id, at=desk.now) as tx:
        row, _, document = open_case_row(desk, tx.connection, case_id)
        if wall_reading.wall_of_case(tx.connection, row.id, row.key_ver):
            raise BadInput({"members": STANDS.format(number=row.number)})
        # before the wall: who is outside it still learns that there may be a conflict, and not whose (I-37)
        conflict_checks.tokens_in(desk, tx, row.id, conflict_checks.known_of(desk, tx.connection, row, document))
        sentence = put_up_in(desk, tx, case_id, form)
    _afterwards(desk, case_id)
    return Done(sentence)


@allowed(Act.PUT_UP_WALL)
def change(desk: Desk, case_id: str, form: WallForm) -> Done:
    """Change who is inside a wall and who is kept out: the case and the wall get new keys.

    Raises BadInput with everything that is wrong, NotAllowed for who is not its owner nor a manager inside, NotFound.
    """
    require_read(desk)
    with _keys_kept(desk), desk.store.write(desk.signer, "wall.change", case_id, at=desk.now) as tx:
        row, _, _ = open_case_row(desk, tx.connection, case_id)
        if wall_reading.wall_of_case(tx.connection, row.id, row.key_ver) is None:
            raise NotFound(f"Case {row.number} is behind no wall.")
        sentence = put_up_in(desk, tx, case_id, form)
    _afterwards(desk, case_id)
    return Done(sentence)


@allowed(Act.PUT_UP_WALL)
def renew(desk: Desk, case_id: str) -> Done:
    """Give a wall and its case new keys because somebody who held one has left; any of those inside may.

    Raises NotFound when there is no wall, or this person is not inside.
    """
    require_read(desk)
    with _keys_kept(desk), desk.store.write(desk.signer, "wall.renew", case_id, at=desk.now) as tx:
        row, _, _ = open_case_row(desk, tx.connection, case_id)
        facts = wall_reading.wall_of_case(tx.connection, row.id, row.key_ver)
        if facts is None:
            raise NotFound(f"Case {row.number} is behind no wall.")
        document = wall_reading.document_of(tx.connection, desk.keys, facts)
        active = {one.id for one in accounts(tx.connection) if one.state == "active"}
        owner = facts.owner_id if facts.owner_id in active else desk.person.id
        inside = tuple(one for one in facts.members if one in active)
        out = tuple(one for one in facts.kept_out if one in active)
        _put_up(desk, tx, case_id, WallForm(inside, out, str(document["reason"]), owner))
    _afterwards(desk, case_id)
    return Done(f"The wall around case {row.number} has new keys.")


def put_up_in(desk: Desk, tx: Tx, case_id: str, form: WallForm) -> str:
    """Put up a wall inside another act, in place of one that stands; give the sentence to show.

    Raises BadInput with everything that is wrong, NotAllowed when the wall that stands is not this person's to change,
    NotFound for who may not read the case. The search index is kept fresh by who calls it, after the transaction.
    """
    row, _, _ = open_case_row(desk, tx.connection, case_id)
    before = wall_reading.wall_of_case(tx.connection, row.id, row.key_ver)
    if before is not None and not may_change(desk, tx.connection, before):
        raise NotAllowed(NOT_YOURS.format(owner=queries.names(tx.connection).get(before.owner_id, "its owner")))
    return _put_up(desk, tx, case_id, form)


def _put_up(desk: Desk, tx: Tx, case_id: str, form: WallForm) -> str:
    row, _, document = open_case_row(desk, tx.connection, case_id)
    before = wall_reading.wall_of_case(tx.connection, row.id, row.key_ver)
    if before is not None and before.case_id != row.id:
        with suppress(NotFound):  # the case it was put up around; one that is void leaves its wall to this one
            row, _, document = open_case_row(desk, tx.connection, before.case_id)
    since = wall_reading.document_of(tx.connection, desk.keys, before)["since"] if before else tx.at.isoformat()
    staff = {one.id: one for one in accounts(tx.connection)}
    ids = _client_ids(desk, tx.connection, document)
    form = _checked(desk, tx.connection, form, staff, row, ids)
    kept = names_shut(desk, tx.connection, (row.id, form.members, form.kept_out), ids)
    facts = walls.put_up(
        desk.session,
        tx,
        walls.Plan(
            row.id,
            ids,
            form.owner_id,
            form.members,
            form.kept_out,
            tuple(kept.out),
            {"reason": form.reason, "since": since},
            document.slips,
            _appointments(desk, tx.connection, row.id, ids),
        ),
    )
    if row.adviser_id and row.adviser_id not in form.members:
        tx.change(Case, {"id": row.id}, adviser_id=None)
    put = {"wall": facts.id, "case": row.id, "members": list(facts.members), "kept_out": list(facts.kept_out)}
    tx.detail["walls"] = [*tx.detail.get("walls", []), put]
    desk.opened.pop(row.id, None)
    return _sentence(desk, tx.connection, row, form, staff, ids)


def _sentence(
    desk: Desk,
    connection: Connection,
    row: CaseRow,
    form: WallForm,
    staff: dict[str, AccountRow],
    ids: tuple[str, ...],
) -> str:
    facts = wall_reading.walls_of_client(connection, ids)
    shut = any(wall_reading.name_shut(connection, one) for one in facts if one.case_id == row.id)
    inside = " and ".join(staff[one].name for one in form.members)
    parts = [f"Wall around case {row.number}: open to {inside} and nobody else."]
    if form.kept_out and not shut:
        parts.append("The client's name and appointments stay as they are: somebody kept out may read another case.")
    if row.adviser_id and row.adviser_id not in form.members:
        parts.append("The case has no adviser now.")
    coming = _appointments_with(desk, connection, ids, form.kept_out) if shut else 0
    if coming:
        many, it = ("1 appointment is", "it") if coming == 1 else (f"{coming} appointments are", "them")
        parts.append(f"{many} with somebody kept out: ask the desk to move {it}.")
    return " ".join(parts)


def _appointments_with(desk: Desk, connection: Connection, ids: Iterable[str], kept_out: Iterable[str]) -> int:
    rows = asked_diary.of_clients(connection, ids)
    out = set(kept_out)
    return sum(one.adviser_id in out and one.state in LIVE and one.day >= desk.today for one in rows)


def _client_ids(desk: Desk, connection: Connection, document: CaseDocument) -> tuple[str, ...]:
    try:
        return every_id(desk, connection, document.client_id)
    except NotFound:
        return (document.client_id,)


def _appointments(desk: Desk, connection: Connection, case_id: str, ids: Iterable[str]) -> tuple[str, ...]:
    """Give the appointments that name the case under the advisers' seal."""
    found = []
    for one in asked_diary.of_clients(connection, ids):
        try:
            if one.for_advice is not None and advice_of(desk, connection, one).case_id == case_id:
                found.append(one.id)
        except NotFound:
            continue
    return tuple(found)


# What is filled in ----------------------------------------------------------------------------------------------------


def _checked(
    desk: Desk,
    connection: Connection,
    form: WallForm,
    staff: dict[str, AccountRow],
    row: CaseRow,
    ids: tuple[str, ...],
) -> WallForm:
    """Give the form cleaned; raises BadInput with everything that is wrong with it."""
    reason, wrong = field(form.reason, "Reason", Limit.SHORT, required=True, lines=True)
    inside = tuple(dict.fromkeys(form.members))
    out = tuple(dict.fromkeys(form.kept_out))
    owner = form.owner_id or (desk.person.id if desk.person.id in inside else _owner(inside, row))
    problems = {
        "reason": wrong or "",
        "members": _wrong_inside(inside, staff)
        or _not_round_oneself(desk, inside)
        or _kept_out_elsewhere(connection, inside, staff, ids, row.id),
        "kept_out": _wrong_out(desk, inside, out, staff),
        "owner": "" if owner in inside or not inside else "The owner of a wall is one of those inside.",
    }
    found = {name: sentence for name, sentence in problems.items() if sentence}
    if found:
        raise BadInput(found)
    return replace(form, members=inside, kept_out=out, reason=reason, owner_id=owner)


def _owner(inside: tuple[str, ...], row: CaseRow) -> str:
    if row.adviser_id in inside:
        return str(row.adviser_id)
    return inside[0] if inside else ""


def _wrong_inside(inside: tuple[str, ...], staff: dict[str, AccountRow]) -> str:
    if not inside:
        return NOBODY_INSIDE
    for one in inside:
        row = staff.get(one)
        if row is None or row.state != "active" or not may(Role(row.role), Act.READ_CASE):
            return f"{row.name if row else 'One of them'} reads no cases and cannot be inside."
    return ""


def _not_round_oneself(desk: Desk, inside: tuple[str, ...]) -> str:
    """Refuse a wall that an adviser would put up from outside: only a manager's signature counts there."""
    return "" if desk.role is Role.MANAGER or desk.person.id in inside else OUTSIDE


def _wrong_out(desk: Desk, inside: tuple[str, ...], out: tuple[str, ...], staff: dict[str, AccountRow]) -> str:
    both = [staff[one].name for one in out if one in inside and one in staff]
    if both:
        return f"{' and '.join(both)} cannot be inside and kept out."
    if desk.person.id in out:
        return KEPT_OUT_YOURSELF
    if any(one not in staff or staff[one].state != "active" for one in out):
        return "Only people who work here can be kept out."
    return ""


def _kept_out_elsewhere(
    connection: Connection, inside: tuple[str, ...], staff: dict[str, AccountRow], ids: tuple[str, ...], case_id: str
) -> str:
    """Refuse somebody inside who may not know of the client at all, because of another matter of hers."""
    for other in wall_reading.walls_of_client(connection, ids):
        clash = [staff[one].name for one in inside if one in other.kept_out]
        if other.case_id != case_id and clash and wall_reading.name_shut(connection, other):
            return f"{clash[0]} is kept out of another matter of this client and cannot be inside."
    return ""


@dataclass(frozen=True)
class Shut:
    """From whom a client's name is shut away; ``knows`` are those kept out here who may read another case of hers."""

    out: frozenset[str]
    knows: frozenset[str]


def names_shut(
    desk: Desk, connection: Connection, here: tuple[str, tuple[str, ...], tuple[str, ...]], ids: tuple[str, ...]
) -> Shut:
    """Say from whom the name is shut, with a wall around the case ``here`` (its id, who is inside, who is kept out).

    A wall shuts it from those it keeps out, unless one of them may read another case of the client: she knows her.
    """
    case_id, inside, out = here
    others = [one for one in wall_reading.walls_of_client(connection, ids) if one.case_id != case_id]
    read = {case_id: set(inside)} | {one.case_id: members(connection, one.room) for one in others}
    for row in _other_cases(desk, connection, ids):
        if row.id not in read:
            read[row.id] = members(connection, room_of(connection, row.id, NOTES, row.key_ver))
    shut: set[str] = set()
    knows: set[str] = set()
    for which, kept_out in ((case_id, out), *((one.case_id, one.kept_out) for one in others)):
        known = set(kept_out) & {who for other, readers in read.items() if other != which for who in readers}
        shut |= set() if known else set(kept_out)
        knows |= known if which == case_id else set()
    return Shut(frozenset(shut), frozenset(knows))


def _other_cases(desk: Desk, connection: Connection, ids: tuple[str, ...]) -> Iterable[CaseRow]:
    """Give the client's cases that this person may read: from the index where it is ready, else one by one."""
    if desk.index.ready:
        search.follow(desk)
        for case_id in dict.fromkeys(case for one in ids for case in search.cases_of_client(desk, one)):
            found = queries.case(connection, desk.keys, case_id)
            if found is not None:
                yield found
        return
    for found in queries.all_cases(connection, desk.keys):
        if open_case_row(desk, connection, found.id)[2].client_id in ids:
            yield found


# Lifting and letting in -----------------------------------------------------------------------------------------------


@allowed(Act.LIFT_WALL)
def lift(desk: Desk, case_id: str, reason: str) -> Done:
    """Take a wall down, with the reason: the case, its client's name and her appointments are as open as any other.

    The reason is kept beside that of the wall. Raises BadInput without one, NotAllowed for who is not its owner nor a
    manager inside, NotFound when there is no wall.
    """
    require_read(desk)
    why, wrong = field(reason, "Reason", Limit.SHORT, required=True, lines=True)
    if wrong:
        raise BadInput({"reason": wrong})
    with _keys_kept(desk), desk.store.write(desk.signer, Act.LIFT_WALL.value, case_id, at=desk.now) as tx:
        row, _, about = open_case_row(desk, tx.connection, case_id)
        facts = wall_reading.wall_of_case(tx.connection, row.id, row.key_ver)
        if facts is None:
            raise NotFound(f"Case {row.number} is behind no wall.")
        if not may_change(desk, tx.connection, facts):
            raise NotAllowed(NOT_YOURS.format(owner=queries.names(tx.connection).get(facts.owner_id, "its owner")))
        document = wall_reading.document_of(tx.connection, desk.keys, facts)
        walls.write_document(desk.session, tx, facts, {**document, "lifted": why})
        ids = _client_ids(desk, tx.connection, about)
        conflict_checks.forget_tokens_in(desk, tx, row.id)
        walls.lift(desk.session, tx, facts, ids, document.get("undecided", ()))
        tx.detail["wall"] = facts.id
    _afterwards(desk, case_id, facts)
    return Done(f"The wall around case {row.number} is lifted: advisers and managers read it again.")


@allowed(Act.PUT_UP_WALL)
def let_in(desk: Desk, case_id: str) -> Done:
    """Let those in again whom the wall names and who lost its key when their account was reset, and both codes.

    Raises NotFound when there is no wall, or this person is not inside.
    """
    require_read(desk)
    with desk.store.write(desk.signer, "wall.let_in", case_id, at=desk.now) as tx:
        row, _, _ = open_case_row(desk, tx.connection, case_id)
        facts = wall_reading.wall_of_case(tx.connection, row.id, row.key_ver)
        if facts is None:
            raise NotFound(f"Case {row.number} is behind no wall.")
        found = walls.let_in(desk.session, tx, facts)
        names = queries.names(tx.connection)
        if not found:
            raise BadInput(f"Everybody whom the wall around case {row.number} names has its key.")
        tx.detail.update(wall=facts.id, members=found)
    return Done(f"Let in again behind the wall around case {row.number}: {', '.join(names[one] for one in found)}.")


def _afterwards(desk: Desk, case_id: str, facts: WallFacts | None = None) -> None:
    """Keep search fresh, and empty the database's log: former keys stand in it."""
    with desk.store.read() as connection:
        desk.session.follow(connection)
    search.put_case(desk, case_id)
    if facts is not None and facts.client_id:
        search.put_client(desk, facts.client_id)
    for _ in range(TRIES):
        if desk.store.checkpoint():
            return
