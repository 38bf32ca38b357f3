"""Reminders before the day: whom to remind, in which way, ticked when it is done.

A reminder is the service's own promise to itself (``appointment.booking_text_ahead_days``); only the ways of contact
that a student allowed are named, and by telephone the service is not (L-23).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from advice_tui.casework.case_documents import clients_by_id
from advice_tui.casework.confirming.views import Reminder, ReminderList
from advice_tui.casework.diary.documents import change_appointment, open_appointment, open_appointments
from advice_tui.casework.diary.views import Done
from advice_tui.casework.induction import require_read
from advice_tui.casework.rota.documents import rota_of
from advice_tui.casework.rota.touching import NOBODY, TO_COME
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.confirmation import ways_of
from advice_tui.rules.diary.opening import closed_all_day, say_minute
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.working_days import say_day
from data import queries
from data.errors import BadInput
from data.queries import diary as asked

MOST_AHEAD = 30


def next_day(desk: Desk) -> date:
    """Give the day that is reminded of now: so many open days ahead as the policy says, the next one at least."""
    day = desk.today
    for _ in range(max(1, min(desk.policy.appointment.booking_text_ahead_days, MOST_AHEAD))):
        day = desk.calendar.next_open_day(day + timedelta(days=1), "face_to_face")
    return day


@allowed(Act.CONFIRM_APPOINTMENT)
def reminders(desk: Desk, day: date | None = None) -> ReminderList:
    """Give the appointments to come of a day (the next open one unless said), with how each student may be reached."""
    require_read(desk)
    chosen = day or next_day(desk)
    with desk.store.read() as connection:
        rows = [row for row in asked.between(connection, chosen, chosen) if row.state == TO_COME]
        opened = open_appointments(desk, connection, rows)
        clients = clients_by_id(desk, connection, {row.client_id for row in rows if row.client_id})
        staff = queries.names(connection)
        now = rota_of(desk, connection)
    found = []
    for row in rows:
        if row.id not in opened:
            continue
        known = clients.get(row.client_id or "", ClientDetails(""))
        found.append(
            Reminder(
                row.id,
                row.row_ver,
                row.start_minute,
                row.end_minute,
                row.client_id or "",
                known.called if row.client_id else NOBODY,
                staff.get(row.adviser_id, ""),
                row.room,
                row.mode,
                ways_of(known),
                row.reminded_at,
                now.why_not(row),
            )
        )
    return ReminderList(chosen, tuple(found), _note(desk, chosen))


def _note(desk: Desk, day: date) -> str:
    """Say what is special about the day that is reminded of, or about today."""
    if why := closed_all_day(desk.calendar, day):
        return f"{say_day(day)} is closed: {why}."
    if not desk.calendar.is_open(desk.today, "face_to_face"):
        return "We are closed today: remind when we open again."
    return ""


@allowed(Act.CONFIRM_APPOINTMENT)
def remind(desk: Desk, appointment_id: str, row_ver: int) -> Done:
    """Tick that a student was reminded, as the row was seen; raises ChangedMeanwhile, BadInput for one that is over."""
    return _tick(desk, appointment_id, row_ver, desk.now)


@allowed(Act.CONFIRM_APPOINTMENT)
def not_reminded(desk: Desk, appointment_id: str, row_ver: int) -> Done:
    """Take the tick away again."""
    return _tick(desk, appointment_id, row_ver, None)


def _tick(desk: Desk, appointment_id: str, row_ver: int, at: datetime | None) -> Done:
    require_read(desk)
    with desk.store.write(desk.signer, Act.CONFIRM_APPOINTMENT.value, appointment_id, at=desk.now) as tx:
        opened = open_appointment(desk, tx.connection, appointment_id)
        row = opened.row
        if row.state != TO_COME:
            raise BadInput("This appointment is over or was cancelled: there is nothing to remind of.")
        if (row.reminded_at is None) == (at is None):
            raise BadInput("She was reminded already." if at else "She was not reminded yet.")
        kind = "reminded" if at else "not_reminded"
        token = change_appointment(desk, tx, opened, row_ver, kind, reminded_at=at)
    what = "Reminded" if at else "Not reminded"
    said = f"{what} of {say_day(row.day)} {say_minute(row.start_minute)}."
    return Done(row.id, said, replace(token, label=f"{what[:1].lower()}{said[1:-1]}"))
