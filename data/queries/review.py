"""Questions of the manager's review: promises broken, files that may be drawn, who wrote in a file, sealed lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, column, func, or_, select

from data.diary_rows import AppointmentRow
from data.keys.keychain import KeyChain
from data.models import Appointment, Case, Entry, Promise
from data.models.columns import Day, Instant
from data.queries.cases import Rooms, held, visible_in
from data.queries.tables import columns, table
from data.rows import CaseRow, PromiseRow
from data.store.direct import Direct

_case = table(Case)
_entry = table(Entry)
_one = table(Appointment)
_promise = table(Promise)
_IDS: Any = select(column("value")).select_from(func.json_each(bindparam("ids")))


def _both(*values: Any) -> tuple[PromiseRow, CaseRow]:
    width = len(PromiseRow.__dataclass_fields__)
    return PromiseRow(*values[:width]), CaseRow(*values[width:])


@lru_cache(maxsize=64)
def _broken(rooms: Rooms) -> Direct[tuple[PromiseRow, CaseRow]]:
    instant = Instant()
    return Direct(
        select(*columns(_promise, PromiseRow), *columns(_case, CaseRow))
        .join(_case, _case.c.id == _promise.c.case_id)
        .where(
            _promise.c.breach_at < bindparam("now", type_=instant),
            or_(
                _promise.c.state == "open",
                (_promise.c.state == "met")
                & (_promise.c.met_at > _promise.c.breach_at)
                & (_promise.c.met_at >= bindparam("since", type_=instant)),
            ),
            visible_in(rooms),
            _case.c.status != "void",
        )
        .order_by(_promise.c.breach_at.desc(), _promise.c.id)
        .limit(bindparam("most")),
        _both,
    )


def broken_promises(
    connection: Connection, chain: KeyChain, now: datetime, since: datetime, *, limit: int
) -> list[tuple[PromiseRow, CaseRow]]:
    """Give the promises that are broken and open, or were kept too late since then; newest first, with their cases."""
    return _broken(held(chain)).all(connection, now=now, since=since, most=limit)


_KEPT_BADLY = Direct(
    select(*columns(_one, AppointmentRow))
    .where(
        _one.c.day >= bindparam("first", type_=Day),
        _one.c.day <= bindparam("last", type_=Day),
        _one.c.client_id.is_not(None),
        or_(_one.c.state == "missed", _one.c.arrived_at.is_not(None)),
        _one.c.state != "void",
    )
    .order_by(_one.c.day, _one.c.start_minute, _one.c.id),
    AppointmentRow,
)


def kept_badly(connection: Connection, first: date, last: date) -> list[AppointmentRow]:
    """Give the appointments of these days that were missed, or to which somebody came, late perhaps; oldest first."""
    return _KEPT_BADLY.all(connection, first=first, last=last)


@dataclass(frozen=True)
class FileRow:
    """A file that may be drawn."""

    id: str
    adviser_id: str
    opened_at: datetime


@lru_cache(maxsize=64)
def _files(rooms: Rooms) -> Direct[FileRow]:
    ends = bindparam("ends", type_=Instant())
    return Direct(
        select(_case.c.id, _case.c.adviser_id, _case.c.opened_at)
        .where(
            visible_in(rooms),
            _case.c.status != "void",
            _case.c.adviser_id.is_not(None),
            _case.c.opened_at < ends,
            or_(_case.c.closed_at.is_(None), _case.c.closed_at >= bindparam("since", type_=Instant())),
        )
        .order_by(_case.c.id),
        FileRow,
    )


def files_before(connection: Connection, chain: KeyChain, ends: datetime, since: datetime) -> list[FileRow]:
    """Give the files opened before a month ends, and open since an earlier moment, that this person may read."""
    return _files(held(chain)).all(connection, ends=ends, since=since)


_WRITERS = Direct(
    select(_entry.c.case_id, _entry.c.author_id).where(_entry.c.case_id.in_(_IDS)).distinct(),
    lambda case_id, author_id: (case_id, author_id),
)


def writers(connection: Connection, case_ids: Iterable[str]) -> dict[str, set[str]]:
    """Give who wrote in these cases, by case."""
    found: dict[str, set[str]] = {}
    for case_id, author_id in _WRITERS.all(connection, ids=json.dumps(list(case_ids))):
        found.setdefault(case_id, set()).add(author_id)
    return found
