"""An act on the diary taken back: nothing is destroyed, what was undone stays in the history, struck."""

from __future__ import annotations

from datetime import datetime

from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.rules.diary.opening import say_minute
from data import queries
from data.diary_rows import LIVE, AppointmentRow
from data.errors import ChangedMeanwhile, NotAllowed
from data.models import Appointment, AppointmentEvent, Slip
from data.queries import diary as asked
from data.store import Tx

GONE_ON = "Somebody has gone on from this appointment meanwhile. Nothing was undone."


@undoes("appointment")
def _undo_change(desk: Desk, tx: Tx, token: UndoToken) -> str | None:
    """Put an appointment back as it was before a change, and strike the event that told of it.

    Raises ChangedMeanwhile when somebody changed it since, or when the time that it had is taken now.
    """
    row = _as_left(desk, tx, token)
    before = token.data["before"]
    _still_free(tx, row, before)
    tx.change(Appointment, {"id": row.id}, row.row_ver, **before)
    return None


@undoes("booking")
def _undo_booking(desk: Desk, tx: Tx, token: UndoToken) -> str | None:
    """Take a booking back: the time is free again, and the request that it answered waits again."""
    row = _as_left(desk, tx, token)
    tx.change(Appointment, {"id": row.id}, row.row_ver, state="void")
    if token.data.get("slip"):
        slip_id, row_ver = token.data["slip"]
        tx.change(Slip, {"id": slip_id}, row_ver, state="passed_on", answered_at=None, answered_by=None)
    return None


def _as_left(desk: Desk, tx: Tx, token: UndoToken) -> AppointmentRow:
    """Give the appointment, if it is as the act left it; strike the act's event."""
    row = asked.appointment(tx.connection, token.data["id"])
    event = next((one for one in asked.events(tx.connection, token.data["id"]) if one.id == token.data["event"]), None)
    if row is None or event is None or event.by_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    if event.undone_at is not None:
        raise ChangedMeanwhile("This was undone before.")
    if row.row_ver != token.data["row_ver"]:
        raise ChangedMeanwhile(GONE_ON)
    tx.obj = row.id
    tx.detail.update(event=event.id)
    _strike(desk, tx, row.id, event.id, tx.at)
    return row


def _strike(desk: Desk, tx: Tx, appointment_id: str, event_id: str, at: datetime) -> None:
    key = {"appointment_id": appointment_id, "id": event_id}
    tx.change(AppointmentEvent, key, undone_at=at, undone_by=desk.person.id)


def _still_free(tx: Tx, row: AppointmentRow, before: dict[str, object]) -> None:
    """Refuse, in words, to go back to a time that was given away; the database refuses it in any case."""
    back = {**{name: getattr(row, name) for name in AppointmentRow.__dataclass_fields__}, **before}
    was = AppointmentRow(**back)
    if was.state not in LIVE:
        return
    for other in asked.between(tx.connection, was.day, was.day):
        if other.id != was.id and other.state in LIVE and _in_the_way(was, other):
            who = queries.names(tx.connection).get(other.adviser_id, "")
            when = f"{say_minute(was.start_minute)} with {who}" if other.adviser_id == was.adviser_id else other.room
            raise ChangedMeanwhile(f"{when or 'That time'} was given to somebody else meanwhile. Nothing was undone.")


def _in_the_way(was: AppointmentRow, other: AppointmentRow) -> bool:
    if was.start_minute >= other.busy_until or other.start_minute >= was.busy_until:
        return False
    if other.adviser_id == was.adviser_id or (was.room and other.room == was.room):
        return True
    return bool(was.client_id) and other.client_id == was.client_id
