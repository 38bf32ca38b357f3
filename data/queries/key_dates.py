"""Questions about key dates; each passes the one filter of cases."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from data.keys.keychain import KeyChain
from data.models import Case, KeyDate
from data.queries.cases import Rooms, held, visible_in
from data.queries.tables import columns, table
from data.rows import CaseRow, KeyDateRow
from data.store.direct import Direct

_case = table(Case)
_date = table(KeyDate)
_WIDTH = len(KeyDateRow.__dataclass_fields__)


def _both(*values: Any) -> tuple[KeyDateRow, CaseRow]:
    return KeyDateRow(*values[:_WIDTH]), CaseRow(*values[_WIDTH:])


@lru_cache(maxsize=64)
def _due(rooms: Rooms) -> Direct[tuple[KeyDateRow, CaseRow]]:
    question = (
        select(*columns(_date, KeyDateRow), *columns(_case, CaseRow))
        .join(_case, _case.c.id == _date.c.case_id)
        .where(
            _date.c.state == "open",
            _date.c.remind_on <= bindparam("today", type_=_date.c.remind_on.type),
            visible_in(rooms),
            _case.c.status.in_(("open", "waiting")),
        )
        .order_by(_date.c.day, _date.c.id)
    )
    return Direct(question, _both)


@lru_cache(maxsize=64)
def _of_case(rooms: Rooms) -> Direct[KeyDateRow]:
    mine = _of_visible(rooms).where(_date.c.case_id == bindparam("case"), _date.c.state == "open")
    return Direct(mine.order_by(_date.c.day, _date.c.id), KeyDateRow)


@lru_cache(maxsize=64)
def _one(rooms: Rooms) -> Direct[KeyDateRow]:
    return Direct(
        _of_visible(rooms).where(_date.c.case_id == bindparam("case"), _date.c.id == bindparam("id")), KeyDateRow
    )


def due(connection: Connection, chain: KeyChain, today: date) -> list[tuple[KeyDateRow, CaseRow]]:
    """Give the open key dates to be brought up today, soonest first, each with its case, which this person may see."""
    return _due(held(chain)).all(connection, today=today)


def of_case(connection: Connection, chain: KeyChain, case_id: str) -> list[KeyDateRow]:
    """Give the open key dates of a case this person may read, soonest first."""
    return _of_case(held(chain)).all(connection, case=case_id)


def one(connection: Connection, chain: KeyChain, case_id: str, date_id: str) -> KeyDateRow | None:
    """Find a key date of a case this person may read, whatever its state."""
    return _one(held(chain)).first(connection, case=case_id, id=date_id)


def _of_visible(rooms: Rooms) -> Select[Any]:
    joined = select(*columns(_date, KeyDateRow)).join(_case, _case.c.id == _date.c.case_id)
    return joined.where(visible_in(rooms), _case.c.status != "void")
