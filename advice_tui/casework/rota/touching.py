"""Appointments that stand where nobody is any more, after a closure or a leave: listed singly, never moved unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework.case_documents import clients_by_id
from advice_tui.casework.rota.documents import rota_of
from advice_tui.casework.rota.views import Touched
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.displaced import Rota
from advice_tui.rules.working_days import LAST_YEAR
from data import queries
from data.diary_rows import AppointmentRow
from data.queries import diary as asked

LAST_DAY = date(LAST_YEAR, 12, 31)
TO_COME = "booked"
NOBODY = "no record kept"
"""Stands for the name of a student who wants no record (I-24; L-17)."""


@allowed(Act.SEE_DIARY)
def touched(desk: Desk, first: date, last: date, mode: str = "") -> tuple[Touched, ...]:
    """Give the appointments of these days that cannot be held as the calendar and the rota now stand.

    ``mode`` keeps to one way of holding them. What is past, or has begun, is left out.
    """
    with desk.store.read() as connection:
        return displaced(
            desk, connection, rota_of(desk, connection), days=(first, last), only=lambda row: mode in {"", row.mode}
        )


@allowed(Act.SEE_DIARY)
def to_be_moved(desk: Desk) -> tuple[Touched, ...]:
    """Give every appointment to come that cannot be held where it stands (I-36; L-46)."""
    return touched(desk, desk.today, LAST_DAY)


def displaced(
    desk: Desk,
    connection: Connection,
    now: Rota,
    *,
    before: Rota | None = None,
    days: tuple[date, date] | None = None,
    only: Callable[[AppointmentRow], bool] = lambda _: True,
) -> tuple[Touched, ...]:
    """Give the appointments to come that cannot be held by ``now``, and could ``before`` when that is said."""
    first, last = days or (desk.today, LAST_DAY)
    found = [
        (row, why)
        for row in asked.between(connection, max(first, desk.today), last)
        if row.state == TO_COME and only(row) and (why := now.why_not(row)) and not (before and before.why_not(row))
    ]
    return named(desk, connection, found)


def named(desk: Desk, connection: Connection, found: Sequence[tuple[AppointmentRow, str]]) -> tuple[Touched, ...]:
    """Give appointments with the names in them; one of whom she may not know is as one of which no record is kept."""
    if not found:
        return ()
    clients = clients_by_id(desk, connection, {row.client_id for row, _ in found if row.client_id})
    staff = queries.names(connection)
    return tuple(
        Touched(
            row.id,
            row.row_ver,
            row.day,
            row.start_minute,
            row.end_minute,
            row.adviser_id,
            staff.get(row.adviser_id, ""),
            row.client_id if row.client_id in clients else "",
            clients[row.client_id].called if row.client_id in clients else NOBODY,
            row.room,
            row.mode,
            why,
        )
        for row, why in found
    )
