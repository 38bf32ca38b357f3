"""Questions about cases. They pass one filter, ``visible``, and no query of cases lacks it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, or_, select, true, tuple_

from data.keys.keychain import KeyChain
from data.models import Attachment, Audit, Case, Entry, Promise, RecordKey
from data.queries.tables import columns, table
from data.records import NOTES
from data.rows import AttachmentRow, CaseRow, EntryRow, PromiseRow, SealedText
from data.store.direct import Direct

_attachment = table(Attachment)
_audit = table(Audit)
_case = table(Case)
_entry = table(Entry)
_key = table(RecordKey)
_promise = table(Promise)

Rooms = tuple[tuple[str, int], ...]
"""The rooms that a person holds, each with the version of its key."""


def visible(chain: KeyChain) -> ColumnElement[bool]:
    """Give the one filter of cases: the case's key is wrapped for a room that this person holds. Walls are rooms."""
    return visible_in(held(chain))


def held(chain: KeyChain) -> Rooms:
    """Give the rooms a person holds, as questions take them."""
    return tuple(sorted(chain.rooms)) or (("", 0),)


@lru_cache(maxsize=64)
def visible_in(rooms: Rooms) -> ColumnElement[bool]:
    """Give the same for these rooms, for a question that is built once."""
    return exists().where(
        _key.c.record_id == _case.c.id,
        _key.c.purpose == NOTES,
        _key.c.ver == _case.c.key_ver,
        tuple_(_key.c.room, _key.c.room_ver).in_(rooms),
    )


def _cases(chain: KeyChain) -> Select[Any]:
    return select(*columns(_case, CaseRow)).where(visible(chain), _case.c.status != "void")


@lru_cache(maxsize=64)
def _one_case(rooms: Rooms) -> Direct[CaseRow]:
    """Build once the question for one case; building it costs more than asking it."""
    question = select(*columns(_case, CaseRow)).where(
        visible_in(rooms), _case.c.status != "void", _case.c.id == bindparam("case")
    )
    return Direct(question, CaseRow)


def case(connection: Connection, chain: KeyChain, case_id: str) -> CaseRow | None:
    """Find a case that this person may read; None also for one that she may not."""
    return _one_case(held(chain)).first(connection, case=case_id)


def all_cases(connection: Connection, chain: KeyChain) -> Iterator[CaseRow]:
    """Give every case that this person may read, newest first."""
    for row in connection.execute(_cases(chain).order_by(_case.c.opened_at.desc())):
        yield CaseRow(*row)


@lru_cache(maxsize=64)
def _due(rooms: Rooms, *, one_holder: bool) -> Direct[tuple[PromiseRow, CaseRow]]:
    holder = or_(_case.c.adviser_id == bindparam("holder"), _case.c.adviser_id.is_(None)) if one_holder else true()
    question = (
        select(*columns(_promise, PromiseRow), *columns(_case, CaseRow))
        .join(_case, _case.c.id == _promise.c.case_id)
        .where(_promise.c.state == "open", visible_in(rooms), _case.c.status != "void", holder)
        .order_by(_promise.c.due_at, _promise.c.id)
        .limit(bindparam("most"))
    )
    return Direct(question, _promise_and_case)


def _promise_and_case(*values: Any) -> tuple[PromiseRow, CaseRow]:
    width = len(PromiseRow.__dataclass_fields__)
    return PromiseRow(*values[:width]), CaseRow(*values[width:])


def due(
    connection: Connection, chain: KeyChain, *, limit: int, holder: str | None = None
) -> list[tuple[PromiseRow, CaseRow]]:
    """Give the open promises this person may see, due soonest first, each with its case.

    ``holder`` leaves only those in her cases and in nobody's.
    """
    given = {"most": limit} | ({"holder": holder} if holder else {})
    return _due(held(chain), one_holder=holder is not None).all(connection, **given)


def count_due(connection: Connection, chain: KeyChain) -> int:
    """Count what ``due`` would give for everybody and without a limit."""
    return int(
        connection.execute(
            select(func.count())
            .select_from(_promise.join(_case, _case.c.id == _promise.c.case_id))
            .where(_promise.c.state == "open", visible(chain), _case.c.status != "void")
        ).scalar_one()
    )


def idle_unassigned(connection: Connection, chain: KeyChain, *, limit: int) -> list[CaseRow]:
    """Give the open cases that nobody has and that no open promise brings up, oldest first."""
    waits = exists().where(_promise.c.case_id == _case.c.id, _promise.c.state == "open")
    rows = connection.execute(
        _cases(chain)
        .where(_case.c.status.in_(("open", "waiting")), _case.c.adviser_id.is_(None), ~waits)
        .order_by(_case.c.opened_at)
        .limit(limit)
    )
    return [CaseRow(*row) for row in rows]


def promises(connection: Connection, chain: KeyChain, case_id: str) -> list[PromiseRow]:
    """Give the promises of a case this person may read, oldest first; void ones are left out."""
    return _promises_of(held(chain)).all(connection, case=case_id)


@lru_cache(maxsize=64)
def _promises_of(rooms: Rooms) -> Direct[PromiseRow]:
    question = (
        select(*columns(_promise, PromiseRow))
        .join(_case, _case.c.id == _promise.c.case_id)
        .where(_promise.c.case_id == bindparam("case"), _promise.c.state != "void", visible_in(rooms))
        .order_by(_promise.c.received_at, _promise.c.id)
    )
    return Direct(question, PromiseRow)


def promise(connection: Connection, chain: KeyChain, promise_id: str) -> PromiseRow | None:
    """Find a promise in a case this person may read."""
    row = connection.execute(
        select(*columns(_promise, PromiseRow))
        .join(_case, _case.c.id == _promise.c.case_id)
        .where(_promise.c.id == promise_id, visible(chain))
    ).first()
    return PromiseRow(*row) if row else None


_ENTRIES = Direct(
    select(*columns(_entry, EntryRow)).where(_entry.c.case_id == bindparam("case")).order_by(_entry.c.id), EntryRow
)


def entries(connection: Connection, case_id: str) -> list[EntryRow]:
    """Give a case's entries in the order in which they were made; their key decides who can read them."""
    return _ENTRIES.all(connection, case=case_id)


def entry(connection: Connection, case_id: str, entry_id: str) -> EntryRow | None:
    """Find one entry."""
    row = connection.execute(
        select(*columns(_entry, EntryRow)).where(_entry.c.case_id == case_id, _entry.c.id == entry_id)
    ).first()
    return EntryRow(*row) if row else None


def all_entries(connection: Connection, chain: KeyChain) -> Iterator[SealedText]:
    """Give the text of every entry of every case this person may read, by case; undone ones are left out."""
    rows = connection.execution_options(yield_per=2000).execute(
        select(*columns(_entry, SealedText))
        .join(_case, _case.c.id == _entry.c.case_id)
        .where(visible(chain), _case.c.status != "void", _entry.c.undone_at.is_(None))
        .order_by(_entry.c.case_id)
    )
    for row in rows:
        yield SealedText(*row)


_ATTACHMENTS = Direct(
    select(*columns(_attachment, AttachmentRow))
    .where(_attachment.c.case_id == bindparam("case"))
    .order_by(_attachment.c.id),
    AttachmentRow,
)


def attachments(connection: Connection, case_id: str) -> list[AttachmentRow]:
    """Give a case's attachments, without their content."""
    return _ATTACHMENTS.all(connection, case=case_id)


def attachment_content(connection: Connection, case_id: str, attachment_id: str) -> bytes | None:
    """Give the sealed content of one attachment of a case."""
    found = connection.execute(
        select(_attachment.c.sealed).where(_attachment.c.case_id == case_id, _attachment.c.id == attachment_id)
    ).scalar()
    return bytes(found) if found is not None else None


def touched_cases(connection: Connection, seq: int) -> tuple[int, list[str]]:
    """Give the last line of the audit trail, and the cases that lines after ``seq`` name (ids; some may be others')."""
    last = int(connection.execute(select(func.coalesce(func.max(_audit.c.seq), 0))).scalar_one())
    rows = connection.execute(
        select(_audit.c.obj)
        .join(_case, _case.c.id == _audit.c.obj)
        .where(_audit.c.seq > seq, _audit.c.act != "case.read")
        .distinct()
    )
    return last, [row[0] for row in rows]


def open_cases_of(connection: Connection, chain: KeyChain, adviser_id: str) -> list[CaseRow]:
    """Give the open cases of one adviser that this person may read, by number."""
    rows = connection.execute(
        _cases(chain)
        .where(and_(_case.c.adviser_id == adviser_id, _case.c.status.in_(("open", "waiting"))))
        .order_by(_case.c.number)
    )
    return [CaseRow(*row) for row in rows]
