"""Questions about the steps of procedures as rows, and as the audit trail tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select, true

from data.models import Audit, ProcedureStep
from data.queries.tables import columns, table
from data.store.direct import Direct

_audit = table(Audit)
_step = table(ProcedureStep)
_DETAIL = case((_audit.c.detail != "", _audit.c.detail))
_RECORDED = func.json_each(_DETAIL, "$.steps").table_valued("value")
_STRUCK = func.json_extract(_DETAIL, "$.struck")


@dataclass(frozen=True)
class StepMark:
    """What of a step stands in the clear: its id, who recorded it, and who took it back."""

    id: str
    by_id: str
    undone_at: datetime | None
    undone_by: str | None


_ROWS = Direct(select(*columns(_step, StepMark)).order_by(_step.c.id), StepMark)


def rows(connection: Connection) -> list[StepMark]:
    """Give every step of every procedure, oldest first; what is sealed stays so."""
    return _ROWS.all(connection)


def recorded(connection: Connection) -> dict[str, str]:
    """Give, by step, the account that recorded it by the audit trail."""
    found = connection.execute(select(_RECORDED.c.value, _audit.c.actor_id).select_from(_audit).join(_RECORDED, true()))
    return {row[0]: row[1] for row in found}


def struck(connection: Connection) -> dict[str, str]:
    """Give, by step, the account that took it back by the audit trail."""
    found = connection.execute(select(_STRUCK, _audit.c.actor_id).where(_STRUCK.is_not(None)))
    return {row[0]: row[1] for row in found}
