"""Questions about clients, reception's slips of them, and the messages they sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, or_, select

from data.models import Client, SeenMail, Slip
from data.queries.tables import columns, table
from data.rows import ClientRow, SlipRow

_client = table(Client)
_seen = table(SeenMail)
_slip = table(Slip)


def client(connection: Connection, client_id: str) -> ClientRow | None:
    """Find a client; the key decides who can read who it is."""
    row = connection.execute(select(*columns(_client, ClientRow)).where(_client.c.id == client_id)).first()
    return ClientRow(*row) if row else None


def clients(connection: Connection, ids: Iterable[str] | None = None) -> Iterator[ClientRow]:
    """Give clients: those named, or all."""
    question = select(*columns(_client, ClientRow))
    if ids is None:
        for row in connection.execute(question):
            yield ClientRow(*row)
        return
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), 500):
        for row in connection.execute(question.where(_client.c.id.in_(wanted[start : start + 500]))):
            yield ClientRow(*row)


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
