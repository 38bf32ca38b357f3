"""Questions about the diary: appointments, what happened to them, when advisers work. Statements are compiled once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, column, func, select

from data.diary_rows import AppointmentEventRow, AppointmentRow, StaffTimeRow
from data.models import Appointment, AppointmentEvent, StaffTime
from data.models.columns import Day
from data.queries.tables import columns, table
from data.store.direct import Direct

_one = table(Appointment)
_event = table(AppointmentEvent)
_time = table(StaffTime)
_APPOINTMENT = select(*columns(_one, AppointmentRow))
_LISTED: Any = select(column("value")).select_from(func.json_each(bindparam("ids")))
_BETWEEN = Direct(
    _APPOINTMENT.where(
        _one.c.day >= bindparam("first", type_=Day),
        _one.c.day <= bindparam("last", type_=Day),
        _one.c.state != "void",
    ).order_by(_one.c.day, _one.c.start_minute, _one.c.id),
    AppointmentRow,
)
_BY_ID = Direct(_APPOINTMENT.where(_one.c.id == bindparam("id")), AppointmentRow)
_OF_CLIENTS = Direct(
    _APPOINTMENT.where(_one.c.client_id.in_(_LISTED), _one.c.state != "void").order_by(
        _one.c.day, _one.c.start_minute, _one.c.id
    ),
    AppointmentRow,
)
_OPEN_BEFORE = Direct(
    _APPOINTMENT.where(
        _one.c.day >= bindparam("first", type_=Day),
        _one.c.day <= bindparam("last", type_=Day),
        _one.c.state.in_(("booked", "arrived", "seeing")),
    ).order_by(_one.c.day, _one.c.start_minute, _one.c.id),
    AppointmentRow,
)
_EVENTS = Direct(
    select(*columns(_event, AppointmentEventRow))
    .where(_event.c.appointment_id == bindparam("id"))
    .order_by(_event.c.id),
    AppointmentEventRow,
)
_TIMES = Direct(
    select(*columns(_time, StaffTimeRow)).where(_time.c.state == "on").order_by(_time.c.account_id, _time.c.id),
    StaffTimeRow,
)


def between(connection: Connection, first: date, last: date) -> list[AppointmentRow]:
    """Give the appointments of these days (both included), cancelled ones too, undone ones not; by day and time."""
    return list(_BETWEEN.each(connection, first=first, last=last))


def appointment(connection: Connection, appointment_id: str) -> AppointmentRow | None:
    """Give one appointment, whatever its state."""
    return _BY_ID.first(connection, id=appointment_id)


def of_clients(connection: Connection, client_ids: Iterable[str]) -> list[AppointmentRow]:
    """Give every appointment of a client (by all the ids she has or had), oldest first; undone ones not."""
    return list(_OF_CLIENTS.each(connection, ids=json.dumps(list(client_ids))))


def still_open(connection: Connection, first: date, last: date) -> list[AppointmentRow]:
    """Give the appointments of these days of which nobody has said how they ended."""
    return list(_OPEN_BEFORE.each(connection, first=first, last=last))


def events(connection: Connection, appointment_id: str) -> list[AppointmentEventRow]:
    """Give what happened to an appointment, oldest first, with what was taken back."""
    return list(_EVENTS.each(connection, id=appointment_id))


def staff_times(connection: Connection) -> list[StaffTimeRow]:
    """Give every line of hours and absences that counts."""
    return list(_TIMES.each(connection))
