"""An appointment moved or cancelled: both keep what was, with who said so and how long before."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Literal

from sqlalchemy import Connection

from advice_tui.casework import service_days
from advice_tui.casework.case_documents import clients_by_id
from advice_tui.casework.diary import choosing
from advice_tui.casework.diary.booking import not_admitted, times
from advice_tui.casework.diary.documents import (
    TABLE,
    TIME_COLUMNS,
    AppointmentDocument,
    OpenedAppointment,
    advice_of,
    change_appointment,
    open_appointment,
)
from advice_tui.casework.diary.ground import survey
from advice_tui.casework.diary.telling import WHO, notice_words, placed, times_of
from advice_tui.casework.diary.views import BookingForm, Done
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary import arrivals
from advice_tui.rules.diary.booking import Wanted
from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import LONDON
from data.diary_rows import AppointmentRow
from data.errors import BadInput, ChangedMeanwhile, NotFound
from data.records import seal_row
from data.store import Tx

By = Literal["client", "service"]
SEEN_OTHERWISE = "Somebody else changed this appointment meanwhile. Look again; nothing was overwritten."

OVER = "This appointment is over: say first what became of it. Then make a new one."


@allowed(Act.CHANGE_APPOINTMENT)
def move(desk: Desk, appointment_id: str, row_ver: int, form: BookingForm) -> Done:
    """Move an appointment, as it was seen (``row_ver``), to the slot of a form; whose it is stays.

    No adviser keeps the adviser, no room the room if it is free, no length the length; a note replaces the note. Raises
    BadInput with all problems ("slot", "client", "note"), NotFound, ChangedMeanwhile when it is no longer as it was
    seen. It has to be confirmed and reminded of anew.
    """
    require_read(desk)
    note, wrong = field(form.note, "Note", Limit.SHORT)
    found = {"note": wrong} if wrong else {}
    with desk.store.write(desk.signer, Act.CHANGE_APPOINTMENT.value, appointment_id, at=desk.now) as tx:
        service_days.follow(desk)  # nobody can close a day any more until this is stored
        opened = _as_seen(desk, tx.connection, appointment_id, row_ver, "move")
        row = opened.row
        if row.state == "booked" and arrivals.is_unresolved(row.state, row.day, row.end_minute, desk.now):
            raise BadInput(OVER)
        chosen, refusal = _new_slot(desk, tx.connection, row, form)
        found |= {"slot": refusal} if refusal else {}
        found |= _not_admitted(desk, tx, row, chosen.wanted)
        if found:
            raise choosing.Refused(found, chosen.names)
        values = _changes(desk, opened, chosen.wanted, note)
        words = {"was": times_of(row), "now": _written({**times_of(row), **values})}
        token = change_appointment(desk, tx, opened, row_ver, "moved", words=words, reminded_at=None, **values)
        tx.detail.update(was=row.day.isoformat(), day=chosen.wanted.day.isoformat(), start=chosen.wanted.start)
        who = _who(desk, tx.connection, row)
    said = choosing.words(chosen)
    return Done(
        row.id, f"{who} moved to {said}.", _labelled(token, f"the move to {said}"), who if row.client_id else ""
    )


@allowed(Act.CHANGE_APPOINTMENT)
def cancel(
    desk: Desk, appointment_id: str, row_ver: int, *, by: By, told_at: datetime | None = None, reason: str = ""
) -> Done:
    """Cancel an appointment, as it was seen: by whom, when we were told (now unless said), why; the time is free again.

    How long before its beginning we were told is worked out and kept: it counts when attendance is looked at (I-44c;
    L-36). Raises BadInput with all problems ("by", "told_at", "reason"), NotFound, ChangedMeanwhile.
    """
    require_read(desk)
    told = told_at or desk.now
    why, wrong = field(reason, "Reason", Limit.SHORT)
    found = {"reason": wrong} if wrong else {}
    if by not in WHO:
        found["by"] = "Say who cancels: the student or the service."
    if told > desk.now:
        found["told_at"] = "This is in the future. Say when you were told."
    with desk.store.write(desk.signer, Act.CHANGE_APPOINTMENT.value, appointment_id, at=desk.now) as tx:
        opened = _as_seen(desk, tx.connection, appointment_id, row_ver, "cancel")
        row = opened.row
        if told < row.made_at:
            found["told_at"] = "This is before the appointment was made. Say when you were told."
        if found:
            raise BadInput(found)
        notice = notice_given(row, told)
        words = {"by": by, "told_at": told.isoformat(), "notice": notice, "reason": why}
        token = change_appointment(desk, tx, opened, row_ver, "cancelled", at=told, words=words, state="cancelled")
        tx.detail.update(by=by)
        who = _who(desk, tx.connection, row)
        slot = placed(times_of(row), survey(desk, tx.connection, row.day).name)
    said = f"{who}: {slot} cancelled by {WHO[by]}, {notice_words(notice)}."
    return Done(row.id, said, _labelled(token, f"the cancelling of {slot}"), who if row.client_id else "")


def notice_given(row: AppointmentRow, told: datetime) -> int:
    """Give the whole minutes from when we were told until the appointment begins; 0 or less is no notice."""
    begins = datetime.combine(row.day, time(*divmod(row.start_minute, 60)), LONDON)
    return int((begins.timestamp() - told.timestamp()) // 60)


# Parts --------------------------------------------------------------------------------------------------------------


def _as_seen(desk: Desk, connection: Connection, appointment_id: str, row_ver: int, act: str) -> OpenedAppointment:
    opened = open_appointment(desk, connection, appointment_id)
    if opened.row.row_ver != row_ver:
        raise ChangedMeanwhile(SEEN_OTHERWISE)
    refusal = arrivals.may_follow(opened.row.state, act)
    if refusal:
        raise BadInput(refusal)
    return opened


def _new_slot(
    desk: Desk, connection: Connection, row: AppointmentRow, form: BookingForm
) -> tuple[choosing.Chosen, str]:
    """Choose where an appointment goes: its own room before any other."""
    length = row.end_minute - row.start_minute if form.length is None else form.length
    adviser_id = form.adviser_id or row.adviser_id
    asked = Wanted(form.day, form.start, length, adviser_id, form.room or None, form.mode, row.client_id)
    if asked.room is None and row.room and form.mode == row.mode:
        kept = choosing.choose(desk, connection, _in(asked, row.room), but=row.id)
        if not kept.refusal:
            return kept, _nothing_moved(row, kept.wanted)
    chosen, checked = choosing.checked(desk, connection, asked, but=row.id)
    return chosen, choosing.refused(checked.refusal, checked.nearest) if checked.refusal else _nothing_moved(
        row, chosen.wanted
    )


def _in(wanted: Wanted, room: str) -> Wanted:
    return Wanted(wanted.day, wanted.start, wanted.length, wanted.adviser_id, room, wanted.mode, wanted.client_id)


def _nothing_moved(row: AppointmentRow, wanted: Wanted) -> str:
    was = (row.day, row.start_minute, row.end_minute, row.adviser_id, row.room, row.mode)
    now = (wanted.day, wanted.start, wanted.end, wanted.adviser_id, wanted.room or "", wanted.mode)
    return "It is there already: choose another time." if was == now else ""


def _not_admitted(desk: Desk, tx: Tx, row: AppointmentRow, wanted: Wanted) -> dict[str, str]:
    try:
        case_id = advice_of(desk, tx.connection, row).case_id
    except NotFound:  # reception, who is told nothing of cases
        case_id = ""
    return not_admitted(desk, tx, row.client_id or "", wanted, case_id=case_id, but=row.id)


def _changes(desk: Desk, opened: OpenedAppointment, wanted: Wanted, note: str) -> dict[str, Any]:
    """Give the plain columns that change, and the document with its new note, if there is one; it is booked again."""
    row = opened.row
    values: dict[str, Any] = {**times(desk, wanted), "state": "booked", "arrived_at": None, "called_at": None}
    if note and note != opened.document.note and row.client_id:
        document = AppointmentDocument(note)
        values["sealed"] = seal_row(opened.key, TABLE, row.id, row.id, row.key_ver, document.to_json())
    return values


def _written(values: dict[str, Any]) -> dict[str, Any]:
    """Give when and where as it is sealed with an event."""
    found = {name: values[name] for name in TIME_COLUMNS}
    return found | {"day": str(found["day"])}


def _who(desk: Desk, connection: Connection, row: AppointmentRow) -> str:
    if not row.client_id:
        return "The appointment without a name"
    known = clients_by_id(desk, connection, {row.client_id})
    return known[row.client_id].name if row.client_id in known else "The appointment"


def _labelled(token: UndoToken, label: str) -> UndoToken:
    return UndoToken(token.kind, label, token.case_id, data=token.data)
