"""Records sealed anew: under a new key, for other rooms, with nothing left that the old key opens.

``UNDER`` is the one table of what stands under the key of a case, a client, an appointment ...; a wall moves what it
names, and a test fails when a model with a sealed column is in none of its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update
from sqlmodel import SQLModel

from data.errors import NotFound
from data.keys.keychain import KeyChain, RecordKeyRow
from data.keys.sealing import new_key, place, seal, unseal
from data.models import (
    Appointment,
    AppointmentEvent,
    Attachment,
    Case,
    Client,
    DeskFlag,
    Draft,
    Entry,
    KeyDate,
    Procedure,
    ProcedureStep,
    RecordKey,
    RegisterLine,
    Slip,
    Wall,
)
from data.records import DRAFT, IDENTITY, NOTES, share_key
from data.store import Tx

Rooms = Mapping[str, str]
"""For which room a record's key is wrapped, by purpose."""
Columns = Mapping[str, tuple[str, str]]
"""A sealed column: the kind that it is bound to, and the purpose of the key it stands under."""


@dataclass(frozen=True)
class Part:
    """Rows of one table that stand under a record's key.

    ``by`` is the column that names the record. ``bound`` is the column that a text is bound to beside its own id, when
    that is not the record. With ``prefix`` the column holds the record's id behind it, and perhaps more after a colon.
    """

    model: type[SQLModel]
    by: str
    columns: Columns
    bound: str = ""
    prefix: str = ""


def _part(model: type[SQLModel], by: str, kind: str, purpose: str = NOTES, **more: Any) -> Part:
    return Part(model, by, {"sealed": (kind, purpose)}, **more)


_LINE = _part(RegisterLine, "under", "register")
UNDER: Mapping[str, tuple[Part, ...]] = {
    "case": (
        _part(Case, "id", "case"),
        _part(Entry, "case_id", "entry"),
        Part(Attachment, "case_id", {"about": ("attachment", NOTES), "sealed": ("attachment content", NOTES)}),
        _part(KeyDate, "case_id", "key_date"),
        _part(Draft, "subject", "draft", bound="subject", prefix="entry:"),
        _part(Wall, "case_id", "wall"),
        _LINE,
    ),
    "procedure": (
        _part(Procedure, "id", "procedure"),
        _part(ProcedureStep, "procedure_id", "procedure step"),
        _LINE,
    ),
    "line": (_LINE,),
    "client": (_part(Client, "id", "client", IDENTITY),),
    "appointment": (
        Part(
            Appointment,
            "id",
            {"sealed": ("appointment", IDENTITY), "for_advice": ("appointment for advice", NOTES)},
        ),
        _part(AppointmentEvent, "appointment_id", "appointment event", IDENTITY),
    ),
    "slip": (_part(Slip, "id", "slip"),),
    "draft": (_part(Draft, "id", "draft", DRAFT, bound="subject"),),
    "flag": (),
}
"""What is sealed under the key of each kind of record. A flag of the desk is signed as it is sealed: it stays so."""

ONE_KEY = frozenset({"case", "procedure", "line"})
"""Kinds with one key, however many purposes it is wrapped for; the others have a key for each purpose."""

SIGNED: Mapping[str, Part] = {"procedure": Part(DeskFlag, "source", {})}
"""Rows under a record's key that cannot be sealed anew, for somebody signed them: the key they need is kept."""

_keys: Any = RecordKey.__table__  # type: ignore[attr-defined]
_KEY_COLUMNS = tuple(_keys.c[name] for name in RecordKeyRow.__dataclass_fields__)


def keys_of(connection: Connection, record_id: str) -> list[RecordKeyRow]:
    """Read every wrapped key of a record, the oldest version first."""
    rows = connection.execute(select(*_KEY_COLUMNS).where(_keys.c.record_id == record_id).order_by(_keys.c.ver))
    return [RecordKeyRow(*row) for row in rows]


def renew(tx: Tx, chain: KeyChain, kind: str, record_id: str, rooms: Rooms) -> tuple[bytes, int] | None:
    """Give a record a new key for these rooms and seal all that stands under it anew; give (key, version) of notes.

    Nothing is left that the former key opens, but for what somebody signed as it is sealed: that keeps its key, for the
    new rooms. None, and nothing changed, when the record has no key or one of its keys is not this person's.
    """
    rows = [row for row in keys_of(tx.connection, record_id) if kind in ONE_KEY or row.purpose in rooms]
    former = _opened(chain, rows, kind)
    if not former:
        return None
    if kind == "flag":
        _wrap_again(tx, chain, rows, former, rooms)
        return None
    ver = max(row.ver for row in rows) + 1
    kept = _signed_versions(tx.connection, kind, record_id)
    purposes = {row.purpose for row in rows} | (set(rooms) if kind in ONE_KEY else set())
    shared = new_key()
    fresh = {purpose: shared if kind in ONE_KEY else new_key() for purpose in purposes}
    for part in UNDER[kind]:
        _seal_part(tx, part, record_id, former, (fresh, ver))
    _wrap_again(tx, chain, [row for row in rows if row.ver in kept], former, rooms)
    for row in rows:
        if row.ver not in kept:
            tx.delete(RecordKey, record_id=record_id, purpose=row.purpose, ver=row.ver)
    for purpose in sorted(purposes & set(rooms)):
        share_key(tx, chain, rooms[purpose], record_id, purpose, ver, fresh[purpose])
    return fresh.get(NOTES, shared), ver


Former = dict[tuple[str, int], bytes]


def _opened(chain: KeyChain, rows: Iterable[RecordKeyRow], kind: str) -> Former:
    """Open a record's keys, by purpose and version; nothing when one of them opens for nobody here."""
    found: Former = {}
    missing: set[tuple[str, int]] = set()
    for row in rows:
        try:
            found[row.purpose, row.ver] = chain.unwrap(row)
        except NotFound:
            missing.add((row.purpose, row.ver))
    if kind in ONE_KEY:
        by_version = {ver: key for (_, ver), key in found.items()}
        found |= {(purpose, ver): by_version[ver] for purpose, ver in missing if ver in by_version}
        # texts of such a record name no purpose: whatever opens this version opens them
        found |= {(NOTES, ver): key for ver, key in by_version.items()}
        missing = {(purpose, ver) for purpose, ver in missing if ver not in by_version}
    return {} if missing else found


def _seal_part(tx: Tx, part: Part, record_id: str, former: Former, fresh: tuple[dict[str, bytes], int]) -> None:
    """Seal the rows of one table anew, one by one: a file may be large."""
    table: Any = part.model.__table__  # type: ignore[attr-defined]
    primary = [column.name for column in table.primary_key]
    bound = part.bound or part.by
    keys, ver = fresh
    values = {name: bindparam(f"v_{name}", type_=table.c[name].type) for name in part.columns}
    more = {"row_ver": table.c.row_ver + 1} if "row_ver" in table.c else {}
    statement = (
        update(table)
        .where(and_(*(table.c[name] == bindparam(f"k_{name}") for name in primary)))
        .values(key_ver=ver, **values, **more)
    )
    ids = tx.connection.execute(select(*(table.c[name] for name in primary)).where(_rows_of(table, part, record_id)))
    for found in ids.all():
        row = tx.connection.execute(
            select(table).where(*(table.c[name] == value for name, value in zip(primary, found, strict=True)))
        ).one()
        given = {f"k_{name}": value for name, value in zip(primary, found, strict=True)}
        for column, (kind, purpose) in part.columns.items():
            sealed = getattr(row, column)
            if sealed is not None:
                before = place(kind, row.id, getattr(row, bound), row.key_ver)
                plain = unseal(former[purpose, row.key_ver], bytes(sealed), before)
                sealed = seal(keys[purpose], plain, place(kind, row.id, getattr(row, bound), ver))
            given[f"v_{column}"] = sealed
        tx.connection.execute(statement, given)


def _rows_of(table: Any, part: Part, record_id: str) -> Any:
    column = table.c[part.by]
    if part.prefix:
        subject = part.prefix + record_id
        return or_(column == subject, column.startswith(f"{subject}:", autoescape=True))
    return column == record_id


def _signed_versions(connection: Connection, kind: str, record_id: str) -> set[int]:
    part = SIGNED.get(kind)
    if part is None:
        return set()
    table: Any = part.model.__table__  # type: ignore[attr-defined]
    rows = connection.execute(select(table.c.key_ver).where(table.c[part.by] == record_id).distinct())
    return {row[0] for row in rows}


def _wrap_again(tx: Tx, chain: KeyChain, rows: Iterable[RecordKeyRow], former: Former, rooms: Rooms) -> None:
    """Wrap keys that stay for other rooms; a purpose that has no room any more is gone."""
    for row in rows:
        tx.delete(RecordKey, record_id=row.record_id, purpose=row.purpose, ver=row.ver)
        if row.purpose in rooms:
            key = former[row.purpose, row.ver]
            share_key(tx, chain, rooms[row.purpose], row.record_id, row.purpose, row.ver, key)


# What stands where ----------------------------------------------------------------------------------------------------

_TABLES: tuple[tuple[str, type[SQLModel]], ...] = (
    ("case", Case),
    ("client", Client),
    ("appointment", Appointment),
    ("procedure", Procedure),
    ("slip", Slip),
    ("flag", DeskFlag),
)


def kind_of(connection: Connection, record_id: str) -> str:
    """Say what kind of record an id is: "line" for a register's own, "draft" for one that is on no case."""
    for kind, model in _TABLES:
        table: Any = model.__table__  # type: ignore[attr-defined]
        if connection.execute(select(table.c.id).where(table.c.id == record_id)).first():
            return kind
    draft: Any = Draft.__table__  # type: ignore[attr-defined]
    return "draft" if connection.execute(select(draft.c.id).where(draft.c.id == record_id)).first() else "line"


def records_in(connection: Connection, rooms: Iterable[str]) -> list[str]:
    """Give the ids of the records whose keys are wrapped for any of these rooms, oldest first."""
    rows = connection.execute(select(_keys.c.record_id).where(_keys.c.room.in_(list(rooms))).distinct())
    return sorted(row[0] for row in rows)
