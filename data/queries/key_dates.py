"""Questions about key dates; each passes the one filter of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from data.keys.keychain import KeyChain
from data.models import Case, KeyDate
from data.queries.cases import visible
from data.queries.tables import columns, table
from data.rows import CaseRow, KeyDateRow

_case = table(Case)
_date = table(KeyDate)
_WIDTH = len(KeyDateRow.__dataclass_fields__)


def due(connection: Connection, chain: KeyChain, today: date) -> list[tuple[KeyDateRow, CaseRow]]:
    """Give the open key dates to be brought up today, soonest first, each with its case, which this person may see."""
    rows = connection.execute(
        select(*columns(_date, KeyDateRow), *columns(_case, CaseRow))
        .join(_case, _case.c.id == _date.c.case_id)
        .where(
            _date.c.state == "open",
            _date.c.remind_on <= today,
            visible(chain),
            _case.c.status.in_(("open", "waiting")),
        )
        .order_by(_date.c.day, _date.c.id)
    )
    return [(KeyDateRow(*row[:_WIDTH]), CaseRow(*row[_WIDTH:])) for row in rows]


def of_case(connection: Connection, chain: KeyChain, case_id: str) -> list[KeyDateRow]:
    """Give the open key dates of a case this person may read, soonest first."""
    rows = connection.execute(
        _of_visible(chain).where(_date.c.case_id == case_id, _date.c.state == "open").order_by(_date.c.day, _date.c.id)
    )
    return [KeyDateRow(*row) for row in rows]


def one(connection: Connection, chain: KeyChain, case_id: str, date_id: str) -> KeyDateRow | None:
    """Find a key date of a case this person may read, whatever its state."""
    row = connection.execute(_of_visible(chain).where(_date.c.case_id == case_id, _date.c.id == date_id)).first()
    return KeyDateRow(*row) if row else None


def _of_visible(chain: KeyChain) -> Select[Any]:
    joined = select(*columns(_date, KeyDateRow)).join(_case, _case.c.id == _date.c.case_id)
    return joined.where(visible(chain), _case.c.status != "void")
