"""Questions about batches: messages that were taken in together, and what has become of each since.

A batch is its author's: she was told the number of every case in it when it was stored, and here she is told no more
than that and whether somebody has gone on from it. Cases that a message may belong to pass the filter of cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, select

from data.keys.keychain import KeyChain
from data.models import Batch, BatchItem, Case, Entry, KeyDate, Promise, Slip
from data.queries.cases import visible
from data.queries.tables import columns, table
from data.rows import CaseRow, SlipRow
from data.store.direct import Direct

_batch = table(Batch)
_case = table(Case)
_date = table(KeyDate)
_entry = table(Entry)
_item = table(BatchItem)
_promise = table(Promise)
_slip = table(Slip)


@dataclass(frozen=True)
class BatchRow:
    """A batch as stored; ``state`` is "taking", "taken", "partly_undone" or "undone"."""

    id: str
    at: datetime
    by_id: str
    state: str
    row_ver: int


@dataclass(frozen=True)
class ItemRow:
    """A message of a batch: its case and entry as they are now. ``at`` is when it was received."""

    case_id: str
    entry_id: str
    new_case: int
    number: str
    status: str
    case_ver: int
    at: datetime
    recorded_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class StartedRow:
    """A promise that a message of a batch started, as it is now."""

    id: str
    entry_id: str
    state: str
    row_ver: int


_ONE = Direct(select(*columns(_batch, BatchRow)).where(_batch.c.id == bindparam("id")), BatchRow)


def batch(connection: Connection, batch_id: str) -> BatchRow | None:
    """Find a batch."""
    return _ONE.first(connection, id=batch_id)


def beginning(connection: Connection, by_id: str | None, start: str) -> BatchRow | None:
    """Find the one batch, of one person or of anybody, whose id begins so; eight signs at least."""
    whose = _batch.c.by_id == by_id if by_id is not None else _batch.c.id.is_not(None)
    if len(start) < 8:
        return None
    rows = connection.execute(
        select(*columns(_batch, BatchRow)).where(whose, _batch.c.id.startswith(start, autoescape=True)).limit(2)
    ).fetchall()
    return BatchRow(*rows[0]) if len(rows) == 1 else None


def batches(connection: Connection, by_id: str | None, *, limit: int) -> list[tuple[BatchRow, int, int]]:
    """Give the last batches, newest first, of one person or of all, with how many new cases and added messages."""
    new = func.coalesce(func.sum(_item.c.new_case), 0)
    rows = connection.execute(
        select(*columns(_batch, BatchRow), new, func.count(_item.c.entry_id))
        .join(_item, _item.c.batch_id == _batch.c.id, isouter=True)
        .where(_batch.c.by_id == by_id if by_id is not None else _batch.c.id.is_not(None))
        .group_by(_batch.c.id)
        .order_by(_batch.c.at.desc(), _batch.c.id.desc())
        .limit(limit)
    )
    return [(BatchRow(*row[:-2]), row[-2], row[-1] - row[-2]) for row in rows]


def items(connection: Connection, batch_id: str) -> list[ItemRow]:
    """Give the messages of a batch in the order in which they were taken in."""
    rows = connection.execute(
        select(
            _item.c.case_id,
            _item.c.entry_id,
            _item.c.new_case,
            _case.c.number,
            _case.c.status,
            _case.c.row_ver,
            _entry.c.at,
            _entry.c.recorded_at,
            _entry.c.undone_at,
        )
        .join(_case, _case.c.id == _item.c.case_id)
        .join(_entry, and_(_entry.c.case_id == _item.c.case_id, _entry.c.id == _item.c.entry_id))
        .where(_item.c.batch_id == batch_id)
        .order_by(_item.c.entry_id)
    )
    return [ItemRow(*row) for row in rows]


def worked_on(connection: Connection, batch_id: str) -> set[str]:
    """Give the cases of a batch that hold anything which did not come with it: an entry or a key date."""
    of_batch = select(_item.c.case_id).where(_item.c.batch_id == batch_id)
    came_along = exists().where(
        _item.c.batch_id == batch_id, _item.c.case_id == _entry.c.case_id, _item.c.entry_id == _entry.c.id
    )
    entries = select(_entry.c.case_id).where(_entry.c.case_id.in_(of_batch), ~came_along)
    dates = select(_date.c.case_id).where(_date.c.case_id.in_(of_batch))
    return {row[0] for question in (entries, dates) for row in connection.execute(question.distinct())}


def corrected(connection: Connection, batch_id: str) -> set[str]:
    """Give the entries of a batch whose words somebody has corrected."""
    rows = connection.execute(
        select(_entry.c.corrects)
        .join(_item, and_(_item.c.case_id == _entry.c.case_id, _item.c.entry_id == _entry.c.corrects))
        .where(_item.c.batch_id == batch_id)
        .distinct()
    )
    return {row[0] for row in rows}


def started(connection: Connection, batch_id: str) -> list[StartedRow]:
    """Give the promises that the messages of a batch started."""
    rows = connection.execute(
        select(*columns(_promise, StartedRow))
        .join(_item, and_(_item.c.case_id == _promise.c.case_id, _item.c.entry_id == _promise.c.entry_id))
        .where(_item.c.batch_id == batch_id)
    )
    return [StartedRow(*row) for row in rows]


def slips_after(connection: Connection, by_id: str, entry_id: str) -> list[SlipRow]:
    """Give the slips that somebody made after an entry, in the order of making.

    A slip names no case and the case names it under seal: the slip of a message is the first of the same person and
    instant that was made after the message's entry.
    """
    rows = connection.execute(
        select(*columns(_slip, SlipRow)).where(_slip.c.by_id == by_id, _slip.c.id > entry_id).order_by(_slip.c.id)
    )
    return [SlipRow(*row) for row in rows]


def case_numbered(connection: Connection, chain: KeyChain, number: str) -> CaseRow | None:
    """Find the case of this number that this person may read."""
    return _one(connection, chain, _case.c.number == number)


def case_of_instant(connection: Connection, chain: KeyChain, instant: datetime) -> CaseRow | None:
    """Find the one open case to which the message kept under this instant belongs, if this person may read it."""
    added = (
        select(_item.c.case_id)
        .join(_entry, and_(_entry.c.case_id == _item.c.case_id, _entry.c.id == _item.c.entry_id))
        .where(_entry.c.recorded_at == instant, _entry.c.undone_at.is_(None))
    )
    opened = and_(_case.c.status.in_(("open", "waiting")), _case.c.opened_at == instant)
    found = _one(connection, chain, opened)
    if found is not None:
        return found
    return _one(connection, chain, _case.c.id.in_(added), _case.c.status.in_(("open", "waiting")))


def _one(connection: Connection, chain: KeyChain, *what: Any) -> CaseRow | None:
    rows = connection.execute(
        select(*columns(_case, CaseRow)).where(visible(chain), _case.c.status != "void", *what).limit(2)
    ).fetchall()
    return CaseRow(*rows[0]) if len(rows) == 1 else None
