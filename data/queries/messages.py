"""Questions about calls, messages and requests taken at the desk, and about the slips of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select

from data.models import Slip
from data.queries.tables import columns, table
from data.store.direct import Direct

_slip = table(Slip)
_KINDS = ("message", "request")


@dataclass(frozen=True)
class MessageRow:
    """A slip as stored, with the words of a message still sealed.

    While it is passed on, ``answered_by`` is who took it up and has not reached the student yet.
    """

    id: str
    client_id: str
    channel: str
    at: datetime
    due_at: datetime
    strict_at: datetime
    breach_at: datetime
    by_id: str
    state: str
    row_ver: int
    kind: str
    for_id: str | None
    key_ver: int | None
    sealed: bytes | None = field(repr=False)
    answered_at: datetime | None
    answered_by: str | None


_ALL = select(*columns(_slip, MessageRow))
_ONE = Direct(_ALL.where(_slip.c.id == bindparam("id")), MessageRow)
_WAITING = Direct(
    _ALL.where(_slip.c.state == "passed_on", _slip.c.answered_by.is_(None), _slip.c.kind.in_(_KINDS))
    .order_by(_slip.c.due_at, _slip.c.id)
    .limit(bindparam("most")),
    MessageRow,
)
_TAKEN = Direct(
    _ALL.where(
        _slip.c.state != "void",
        _slip.c.kind != "enquiry",
        or_(_slip.c.state == "passed_on", _slip.c.at >= bindparam("since", type_=_slip.c.at.type)),
    )
    .order_by(_slip.c.state.desc(), _slip.c.at.desc(), _slip.c.id.desc())
    .limit(bindparam("most")),
    MessageRow,
)


def message(connection: Connection, slip_id: str) -> MessageRow | None:
    """Find one slip, whatever its kind and state."""
    return _ONE.first(connection, id=slip_id)


def waiting(connection: Connection, *, limit: int = -1) -> list[MessageRow]:
    """Give the messages and requests that nobody has taken up, due soonest first."""
    return _WAITING.all(connection, most=limit)


def taken(connection: Connection, *, since: datetime, limit: int) -> list[MessageRow]:
    """Give what was passed on and is not done, and what was taken since then, newest first; enquiries left out."""
    return _TAKEN.all(connection, since=since, most=limit)
