"""Questions about what the desk is told of clients: its lines, their sources, what the audit trail tells of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select

from data.models import Audit, DeskFlag, Procedure, ProcedureStep
from data.queries.tables import columns, table
from data.store.direct import Direct

_audit = table(Audit)
_flag = table(DeskFlag)
_procedure = table(Procedure)
_step = table(ProcedureStep)


@dataclass(frozen=True)
class DeskFlagRow:
    """One line: from then on the client is refused ("refuse"), restricted ("restrict"), or neither any more ("lift").

    ``source`` is the procedure it came from, or empty; ``for_front`` what reception must keep to, None when nothing.
    """

    id: str
    client_id: str
    kind: str
    at: datetime
    by_id: str
    signature: bytes
    key_ver: int
    sealed: bytes = field(repr=False)
    source: str = ""
    for_front: bytes | None = field(default=None, repr=False)


_LINES = Direct(select(*columns(_flag, DeskFlagRow)).order_by(_flag.c.id), DeskFlagRow)
_NAMED = case((_audit.c.detail != "", func.json_extract(_audit.c.detail, "$.flag")))
_TAKERS = Direct(
    select(_step.c.by_id)
    .join(_procedure, _procedure.c.id == _step.c.procedure_id)
    .where(_step.c.procedure_id == bindparam("wanted"), _step.c.by_id != _procedure.c.opened_by),
    str,
)


def lines(connection: Connection) -> list[DeskFlagRow]:
    """Give every line, oldest first; they are few, and the last one of each client and source stands."""
    return _LINES.all(connection)


def takers(connection: Connection, procedure_id: str) -> frozenset[str]:
    """Give the accounts that wrote down a step of a procedure, but for whoever began it: she never decides it too."""
    return frozenset(_TAKERS.all(connection, wanted=procedure_id))


def audited(connection: Connection) -> frozenset[str]:
    """Give the ids of the lines that the audit trail tells of."""
    return frozenset(connection.execute(select(_NAMED).where(_NAMED.is_not(None))).scalars())
