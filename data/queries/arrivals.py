"""Questions of the front desk: who stands at reception for whom, and what was written down of some appointments."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, column, func, select

from data.diary_rows import AppointmentEventRow
from data.models import Appointment, AppointmentEvent
from data.models.columns import Day
from data.queries.tables import columns, table
from data.store.direct import Direct


@dataclass(frozen=True)
class WaitingRow:
    """An appointment whose client stands at reception: no name, nothing sealed."""

    id: str
    start_minute: int
    arrived_at: datetime


@lru_cache(maxsize=1)
def _at_reception() -> Direct[WaitingRow]:
    """Compile once: asked whenever another terminal committed. The index of day and adviser answers it."""
    one = table(Appointment)
    return Direct(
        select(*columns(one, WaitingRow))
        .where(
            one.c.day == bindparam("day", type_=Day),
            one.c.adviser_id == bindparam("adviser"),
            one.c.state == "arrived",
            one.c.called_at.is_(None),
        )
        .order_by(one.c.start_minute, one.c.id),
        WaitingRow,
    )


@lru_cache(maxsize=1)
def _events_of() -> Direct[AppointmentEventRow]:
    event = table(AppointmentEvent)
    listed: Any = select(column("value")).select_from(func.json_each(bindparam("ids")))
    return Direct(
        select(*columns(event, AppointmentEventRow))
        .where(event.c.appointment_id.in_(listed), event.c.undone_at.is_(None))
        .order_by(event.c.appointment_id, event.c.id),
        AppointmentEventRow,
    )


def at_reception(connection: Connection, adviser_id: str, day: date) -> list[WaitingRow]:
    """Give an adviser's appointments of a day whose client arrived and whom she has not answered yet, by time."""
    return _at_reception().all(connection, adviser=adviser_id, day=day)


def events_of(connection: Connection, appointment_ids: Iterable[str]) -> list[AppointmentEventRow]:
    """Give what happened to these appointments and was not taken back, each in the order it was written down."""
    return _events_of().all(connection, ids=json.dumps(list(appointment_ids)))
