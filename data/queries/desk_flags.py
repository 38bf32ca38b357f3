"""Questions about the desk's one flag: its lines, and what the audit trail tells of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from data.models import Audit, DeskFlag
from data.queries.tables import columns, table
from data.store.direct import Direct

_audit = table(Audit)
_flag = table(DeskFlag)


@dataclass(frozen=True)
class DeskFlagRow:
    """One line: from then on the client is refused at the desk ("refuse"), or no longer ("lift")."""

    id: str
    client_id: str
    kind: str
    at: datetime
    by_id: str
    signature: bytes
    key_ver: int
    sealed: bytes = field(repr=False)


_LINES = Direct(select(*columns(_flag, DeskFlagRow)).order_by(_flag.c.id), DeskFlagRow)
_NAMED = case((_audit.c.detail != "", func.json_extract(_audit.c.detail, "$.flag")))


def lines(connection: Connection) -> list[DeskFlagRow]:
    """Give every line, oldest first; they are few, and each client's last one stands."""
    return _LINES.all(connection)


def audited(connection: Connection) -> frozenset[str]:
    """Give the ids of the lines that the audit trail tells of."""
    return frozenset(connection.execute(select(_NAMED).where(_NAMED.is_not(None))).scalars())
