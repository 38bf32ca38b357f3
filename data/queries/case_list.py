"""Questions of the case list: the order as one text of ids, how many there are of each kind, and one page of rows.

The order of a hundred thousand cases is one string that SQLite joins itself: no row of it is an object here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, String, and_, bindparam, cast, func, select, true

from data.keys.keychain import KeyChain
from data.models import Account, Case, Promise
from data.queries.cases import visible
from data.queries.tables import columns, table
from data.rows import CaseRow
from data.store.direct import Direct

ID_LETTERS = 32
"""Every id is so many characters."""

_account = table(Account)
_case = table(Case)
_promise = table(Promise)
_UNSORTED = _case.c.status.op("||", return_type=String())("")
"""The status out of reach of its index: by that, most of the table would be read in the order of time, not of place."""
_LIVING = _case.c.status.in_(("open", "waiting"))
_ME = bindparam("me", type_=String)
_due = (
    select(_promise.c.case_id, func.min(_promise.c.due_at).label("due_at"))
    .where(_promise.c.state == "open")
    .group_by(_promise.c.case_id)
    .subquery()
)
_SHOWN: dict[str, ColumnElement[bool]] = {
    "mine": and_(_LIVING, _case.c.adviser_id == _ME),
    "unassigned": and_(_LIVING, _case.c.adviser_id.is_(None)),
    "due": _due.c.case_id.is_not(None),
    "waiting": _case.c.status == "waiting",
    "open": _LIVING,
    "closed": _UNSORTED == "closed",
    "all": true(),
}
_NEWEST = (_case.c.opened_at.desc(), _case.c.id.desc())
_ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": _NEWEST,
    "oldest": (_case.c.opened_at, _case.c.id),
    "due": (_due.c.due_at.is_(None), _due.c.due_at, *_NEWEST),
    "number": (func.substr(_case.c.number, 1, 2), cast(func.substr(_case.c.number, 4), Integer), _case.c.number),
    "adviser": (_case.c.adviser_id.is_(None), _account.c.name, *_NEWEST),
}


@dataclass(frozen=True)
class Counted:
    """So many visible cases of one status, by whose they are: "me", "nobody" or "other"."""

    status: str
    whose: str
    cases: int


def ordered_ids(connection: Connection, chain: KeyChain, me: str, shown: str, order: str) -> str:
    """Give the ids of the cases shown under a filter, in order, as one text of ``ID_LETTERS`` characters each."""
    return _ordered(visible(chain), shown, order).first(connection, me=me) or ""


@lru_cache(maxsize=128)
def _ordered(readable: ColumnElement[bool], shown: str, order: str) -> Direct[str]:
    question: Select[Any] = select(_case.c.id).where(readable, _case.c.status != "void", _SHOWN[shown])
    joined: Any = _case
    if "due" in (shown, order):
        joined = joined.join(_due, _due.c.case_id == _case.c.id, isouter=shown != "due")
    if order == "adviser":
        joined = joined.join(_account, _account.c.id == _case.c.adviser_id, isouter=True)
    rows = question.select_from(joined).order_by(*_ORDERS[order]).subquery()
    return Direct(select(func.group_concat(rows.c.id, "")), str_or_empty)


def str_or_empty(value: str | None) -> str:
    """Give a column that is NULL when there is nothing as an empty text."""
    return value or ""


def counted(connection: Connection, chain: KeyChain, me: str) -> tuple[list[Counted], int]:
    """Count the visible cases by status and whose they are, and those with an open promise."""
    rows = _counted(visible(chain)).all(connection, me=me)
    return rows, _count_due(visible(chain)).first(connection) or 0


@lru_cache(maxsize=64)
def _counted(readable: ColumnElement[bool]) -> Direct[Counted]:
    whose = func.iif(_case.c.adviser_id.is_(None), "nobody", func.iif(_case.c.adviser_id == _ME, "me", "other"))
    question = select(_UNSORTED, whose, func.count()).where(readable, _UNSORTED != "void")
    return Direct(question.group_by(_UNSORTED, whose), Counted)


@lru_cache(maxsize=64)
def _count_due(readable: ColumnElement[bool]) -> Direct[int]:
    joined = _case.join(_due, _due.c.case_id == _case.c.id)
    return Direct(select(func.count()).select_from(joined).where(readable, _case.c.status != "void"), int)


def page(connection: Connection, chain: KeyChain, case_ids: Iterable[str]) -> dict[str, CaseRow]:
    """Give the rows of these cases by id, as far as this person may read them."""
    rows = _page(visible(chain)).all(connection, ids=json.dumps(list(case_ids)))
    return {row.id: row for row in rows}


@lru_cache(maxsize=64)
def _page(readable: ColumnElement[bool]) -> Direct[CaseRow]:
    wanted = select(func.json_each(bindparam("ids", type_=String)).table_valued("value").c.value)
    question = select(*columns(_case, CaseRow)).where(readable, _case.c.status != "void", _case.c.id.in_(wanted))
    return Direct(question, CaseRow)
