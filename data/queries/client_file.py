"""Questions about one client: what reception took down and passed on of her."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from data.models import Slip
from data.queries.messages import MessageRow
from data.queries.tables import columns, table

_slip = table(Slip)


def slips_of(connection: Connection, client_ids: Sequence[str], *, limit: int) -> list[MessageRow]:
    """Give what reception passed on of a client (by all the ids she has or had), newest first; void ones left out."""
    rows = connection.execute(
        select(*columns(_slip, MessageRow))
        .where(_slip.c.client_id.in_(list(client_ids)), _slip.c.state != "void")
        .order_by(_slip.c.at.desc(), _slip.c.id.desc())
        .limit(limit)
    )
    return [MessageRow(*row) for row in rows]
