"""An appointment as it is sealed, opened and changed: the one place that reads and writes its documents and events.

The part for reception is sealed for the front room, the part for advisers (the case, the papers to bring) for the
advice room, each under a key of the appointment's own (I-22; L-13, L-21: reception sees who and when, never why).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from data.access.wall_reading import room_for
from data.diary_rows import AppointmentEventRow, AppointmentRow
from data.errors import NotFound
from data.ids import new_id
from data.keys.sealing import new_key
from data.models import Appointment, AppointmentEvent, RecordKey
from data.queries import diary as asked
from data.records import (
    IDENTITY,
    NOT_THERE,
    NOTES,
    find_key,
    find_keys,
    make_key,
    room_of,
    seal_row,
    share_key,
    unseal_row,
)
from data.store import Tx

VERSION = 1
TABLE, FOR_ADVICE, EVENT = "appointment", "appointment for advice", "appointment event"


@dataclass(frozen=True)
class AppointmentDocument:
    """What reception must know to receive the student: a note such as "needs the ground floor", and who booked."""

    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        return {"v": VERSION, "note": self.note}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> AppointmentDocument:
        """Read what ``to_json`` gave."""
        return cls(str(document.get("note", "")))


@dataclass(frozen=True)
class Paper:
    """A paper the student was asked to bring, and whether she did ("", "yes", "no") (I-14)."""

    what: str
    brought: str = ""


@dataclass(frozen=True)
class AdviceDocument:
    """What is for advisers only: the case an appointment belongs to, and the papers to bring to it (I-14)."""

    case_id: str = ""
    bring: tuple[Paper, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        return {"v": VERSION, "case_id": self.case_id, "bring": [[one.what, one.brought] for one in self.bring]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> AdviceDocument:
        """Read what ``to_json`` gave."""
        bring = tuple(Paper(str(what), str(brought)) for what, brought in document.get("bring", ()))
        return cls(str(document.get("case_id", "")), bring)


@dataclass(frozen=True)
class OpenedAppointment:
    """An appointment with its front key and document."""

    row: AppointmentRow
    key: bytes = field(repr=False)
    document: AppointmentDocument = field(repr=False)


def open_appointment(desk: Desk, connection: Connection, appointment_id: str) -> OpenedAppointment:
    """Open one appointment; raises NotFound, in the same words, when there is none or it is not for this person."""
    row = asked.appointment(connection, appointment_id)
    if row is None or row.state == "void":
        raise NotFound(NOT_THERE)
    key = find_key(connection, desk.keys, row.id, IDENTITY, row.key_ver)
    return OpenedAppointment(row, key, _front(key, row))


def open_appointments(
    desk: Desk, connection: Connection, rows: Iterable[AppointmentRow]
) -> dict[str, OpenedAppointment]:
    """Open many, by id; those not for this person are left out."""
    rows = list(rows)
    keys = find_keys(connection, desk.keys, [row.id for row in rows], IDENTITY)
    return {
        row.id: OpenedAppointment(row, key, _front(key, row))
        for row in rows
        if (key := keys.get((row.id, row.key_ver))) is not None
    }


def _front(key: bytes, row: AppointmentRow) -> AppointmentDocument:
    return AppointmentDocument.from_json(unseal_row(key, TABLE, row.id, row.id, row.key_ver, row.sealed))


def advice_of(desk: Desk, connection: Connection, row: AppointmentRow) -> AdviceDocument:
    """Open the advisers' part; raises NotFound for whom it is not."""
    if row.for_advice is None:
        return AdviceDocument()
    key = find_key(connection, desk.keys, row.id, NOTES, row.key_ver)
    return AdviceDocument.from_json(unseal_row(key, FOR_ADVICE, row.id, row.id, row.key_ver, row.for_advice))


def sealed_advice(desk: Desk, tx: Tx, row: AppointmentRow, document: AdviceDocument) -> bytes:
    """Seal the advisers' part, to be stored in ``for_advice``; makes its key when it is the first.

    What is about a case or a client behind a wall gets a key for the wall's room.
    """
    room = room_for(tx.connection, "advice", client_id=row.client_id or "", case_id=document.case_id)
    try:
        now = room_of(tx.connection, row.id, NOTES, row.key_ver)
    except NotFound:
        now = ""
    if now == room or (now and row.for_advice is not None and room == "advice"):
        key = find_key(tx.connection, desk.keys, row.id, NOTES, row.key_ver)
    else:
        key = new_key()
        tx.delete(RecordKey, record_id=row.id, purpose=NOTES, ver=row.key_ver)
        share_key(tx, desk.keys, room, row.id, NOTES, row.key_ver, key)
    return seal_row(key, FOR_ADVICE, row.id, row.id, row.key_ver, document.to_json())


def put_appointment(
    desk: Desk, tx: Tx, document: AppointmentDocument, *, advice: AdviceDocument | None = None, **values: Any
) -> str:
    """Insert an appointment (``values``: its plain columns) with the event "booked"; give its id.

    The database refuses it with ChangedMeanwhile when its adviser, room or client is taken at that time.
    """
    appointment_id = new_id()
    client_id = values.get("client_id") or ""
    room = room_for(tx.connection, "front", client_id=client_id)
    key = make_key(tx, desk.keys, room, appointment_id, IDENTITY)
    for_advice = None
    if advice is not None:
        behind = room_for(tx.connection, "advice", client_id=client_id, case_id=advice.case_id)
        notes = make_key(tx, desk.keys, behind, appointment_id, NOTES)
        for_advice = seal_row(notes, FOR_ADVICE, appointment_id, appointment_id, 1, advice.to_json())
    tx.insert(
        Appointment,
        id=appointment_id,
        made_at=tx.at,
        made_by=desk.person.id,
        key_ver=1,
        sealed=seal_row(key, TABLE, appointment_id, appointment_id, 1, document.to_json()),
        for_advice=for_advice,
        row_ver=1,
        **{"state": "booked", **values},
    )
    put_event(desk, tx, appointment_id, (key, 1), "booked")
    return appointment_id


def put_event(
    desk: Desk,
    tx: Tx,
    appointment_id: str,
    key: tuple[bytes, int],
    kind: str,
    *,
    at: datetime | None = None,
    **words: Any,
) -> str:
    """Write down one thing that happened to an appointment, at ``at`` or now; ``words`` are sealed. Give its id."""
    event_id = new_id()
    tx.insert(
        AppointmentEvent,
        appointment_id=appointment_id,
        id=event_id,
        kind=kind,
        at=at or tx.at,
        recorded_at=tx.at,
        by_id=desk.person.id,
        key_ver=key[1],
        sealed=seal_row(key[0], EVENT, event_id, appointment_id, key[1], {"v": VERSION, **words}),
    )
    return event_id


def words_of_event(key: bytes, event: AppointmentEventRow) -> dict[str, Any]:
    """Open what was written with an event."""
    return unseal_row(key, EVENT, event.id, event.appointment_id, event.key_ver, event.sealed)


STATE_COLUMNS = ("state", "arrived_at", "called_at", "seen_at", "left_at")
TIME_COLUMNS = ("adviser_id", "room", "mode", "day", "start_minute", "end_minute", "busy_until")


def change_appointment(
    desk: Desk,
    tx: Tx,
    opened: OpenedAppointment,
    row_ver: int,
    kind: str,
    *,
    at: datetime | None = None,
    words: Mapping[str, Any] | None = None,
    **values: Any,
) -> UndoToken:
    """Change an appointment as it was seen (``row_ver``) and write the event down; give the token that takes it back.

    Raises ChangedMeanwhile when another terminal changed it first, or when what it changes to is taken.
    """
    row = opened.row
    tx.change(Appointment, {"id": row.id}, row_ver, **values)
    event_id = put_event(desk, tx, row.id, (opened.key, row.key_ver), kind, at=at, **(words or {}))
    tx.obj = row.id
    tx.detail.update(event=kind)
    before = {name: getattr(row, name) for name in values}
    return UndoToken(
        "appointment",
        "",
        "",
        data={"id": row.id, "row_ver": row_ver + 1, "event": event_id, "before": before},
    )
