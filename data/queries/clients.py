"""Questions about clients, reception's slips of them, and the messages they sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, bindparam, column, func, or_, select

from data.models import Client, SeenMail, Slip
from data.queries.tables import columns, table
from data.rows import ClientRow, SlipRow
from data.store.direct import Direct

_client = table(Client)
_seen = table(SeenMail)
_slip = table(Slip)


_ALL = select(*columns(_client, ClientRow))
_EVERY = Direct(_ALL, ClientRow)
_ONE = Direct(_ALL.where(_client.c.id == bindparam("id")), ClientRow)
_NAMED = Direct(
    _ALL.where(_client.c.id.in_(select(column("value")).select_from(func.json_each(bindparam("ids"))))), ClientRow
)


def client(connection: Connection, client_id: str) -> ClientRow | None:
    """Find a client; the key decides who can read who it is."""
    return _ONE.first(connection, id=client_id)


def clients(connection: Connection, ids: Iterable[str] | None = None) -> Iterator[ClientRow]:
    """Give clients: those named, or all."""
    if ids is None:
        yield from _EVERY.each(connection)
    else:
        yield from _NAMED.each(connection, ids=json.dumps(list(dict.fromkeys(ids))))


def clients_after(connection: Connection, client_id: str) -> Iterator[ClientRow]:
    """Give the clients whose ids sort after this one: those that came later."""
    question = select(*columns(_client, ClientRow)).where(_client.c.id > client_id).order_by(_client.c.id)
    for row in connection.execute(question):
        yield ClientRow(*row)


def slips(connection: Connection, *, since: datetime, limit: int) -> list[SlipRow]:
    """Give what reception passed on and is not answered, due soonest first, and what was taken since ``since``."""
    rows = connection.execute(
        select(*columns(_slip, SlipRow))
        .where(_slip.c.state != "void", or_(_slip.c.state == "passed_on", _slip.c.at >= since))
        .order_by(_slip.c.state.desc(), _slip.c.due_at)
        .limit(limit)
    )
    return [SlipRow(*row) for row in rows]


def slip(connection: Connection, slip_id: str) -> SlipRow | None:
    """Find one slip."""
    row = connection.execute(select(*columns(_slip, SlipRow)).where(_slip.c.id == slip_id)).first()
    return SlipRow(*row) if row else None


def seen_mail(connection: Connection, mac: str) -> datetime | None:
    """When a message with this keyed hash was imported, or None."""
    found: datetime | None = connection.execute(select(_seen.c.at).where(_seen.c.mac == mac)).scalar()
    return found
