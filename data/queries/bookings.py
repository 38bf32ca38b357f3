"""Questions that a booking asks beside the diary's own: what is taken, in no more columns than that needs."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from data.diary_rows import LIVE
from data.models import Appointment
from data.models.columns import Day
from data.queries.tables import table
from data.store.direct import Direct

_one = table(Appointment)


class TakenRow(NamedTuple):
    """An appointment that takes its adviser's time, and its room."""

    id: str
    adviser_id: str
    room: str
    client_id: str | None
    day: date
    start_minute: int
    end_minute: int
    busy_until: int


_TAKEN = Direct(
    select(*(_one.c[name] for name in TakenRow._fields)).where(
        _one.c.day >= bindparam("first", type_=Day),
        _one.c.day <= bindparam("last", type_=Day),
        _one.c.state.in_(LIVE),
        _one.c.id != bindparam("but"),
    ),
    TakenRow,
)


def taken(connection: Connection, first: date, last: date, *, but: str = "") -> list[TakenRow]:
    """Give what is taken on these days (both included), but for one appointment, in no order."""
    return _TAKEN.all(connection, first=first, last=last, but=but)
