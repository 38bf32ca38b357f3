"""The confirmation of an appointment: its text, shown and written to a file, and its calendar file (I-31; L-8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from advice_tui.casework import outside
from advice_tui.casework.case_documents import client_details
from advice_tui.casework.confirming.views import Confirmation
from advice_tui.casework.diary.documents import OpenedAppointment, advice_of, open_appointment, put_event
from advice_tui.casework.diary.views import MODES
from advice_tui.casework.induction import require_read
from advice_tui.casework.rota.documents import rota_of
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.calendar_file import CalendarEntry, calendar_file
from advice_tui.rules.confirmation import (
    Meeting,
    Way,
    confirmation_text,
    is_discreet,
    is_discreet_in_calendar,
    subject_of,
    ways_of,
)
from advice_tui.rules.diary.opening import say_stretch
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.text import visible
from advice_tui.rules.working_days import say_day
from data import queries
from data.errors import BadInput, NotFound
from data.store import Tx

Kind = Literal["text", "calendar"]
NOBODY = ClientDetails("")
NOTHING_NAMED = "It says “Appointment” and the time, and no more."
OUT_THERE = "Out there it is no longer protected: delete it when it is sent."


@dataclass(frozen=True)
class _Found:
    """An appointment with whose it is and with whom."""

    opened: OpenedAppointment
    details: ClientDetails
    meeting: Meeting


@allowed(Act.CONFIRM_APPOINTMENT)
def confirmation(desk: Desk, appointment_id: str, way: str = "", *, discreet: bool | None = None) -> Confirmation:
    """Give the confirmation in a way of contact, the first allowed unless said (I-12, I-14, I-16; L-8, L-9, L-23).

    ``discreet`` chooses by hand whether the service is named, where it may be. Raises NotFound when there is no such
    appointment or it is not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        found = _find(desk, connection, appointment_id)
        why = rota_of(desk, connection).why_not(found.opened.row)
    return _confirmation(desk, found, way, discreet, why)


@allowed(Act.CONFIRM_APPOINTMENT)
def text(desk: Desk, appointment_id: str) -> str:
    """Give the confirmation's text alone, in the first way allowed, for a message that is being written."""
    return confirmation(desk, appointment_id).text


@allowed(Act.CONFIRM_APPOINTMENT)
def write(
    desk: Desk, appointment_id: str, kind: Kind, path: str, shown: Confirmation | None = None, *, replace: bool = False
) -> str:
    """Write the confirmation ("text") or its calendar file to a file that only its owner may read; give the sentence.

    ``shown`` is the confirmation as it was shown, for the way and the words chosen. Raises BadInput under "path" for a
    place that cannot be used, under :data:`~advice_tui.casework.outside.THERE` when there is such a file already.
    """
    require_read(desk)
    target = outside.target(desk, path)
    with desk.store.write(desk.signer, Act.CONFIRM_APPOINTMENT.value, appointment_id, at=desk.now) as tx:
        found = _find(desk, tx.connection, appointment_id)
        way = shown.way.key if shown and shown.way else ""
        now = _confirmation(desk, found, way, shown.discreet if shown else None, "")
        quiet = now.discreet or is_discreet_in_calendar(found.details.safe_contact)
        content = now.whole.encode() if kind == "text" else _calendar(desk, found, discreet=quiet)
        _note(desk, tx, found, kind, now)
        outside.write(target, content, mode=outside.FOR_OWNER, replace=replace)
    said = f" {NOTHING_NAMED}" if quiet and kind == "calendar" else ""
    return f"Written to {visible(str(target))}.{said} {OUT_THERE}"


def _note(desk: Desk, tx: Tx, found: _Found, kind: Kind, now: Confirmation) -> None:
    """Write down that a confirmation left the store, and in which way."""
    key = (found.opened.key, found.opened.row.key_ver)
    what = "calendar file" if kind == "calendar" else "text"
    words = f"{what}, {now.way.label.lower()}" if now.way else what
    event_id = put_event(desk, tx, found.opened.row.id, key, "confirmed", said=words)
    tx.detail.update(kind=kind, event=event_id)


# Parts --------------------------------------------------------------------------------------------------------------


def _find(desk: Desk, connection: Connection, appointment_id: str) -> _Found:
    opened = open_appointment(desk, connection, appointment_id)
    row = opened.row
    details = client_details(desk, connection, row.client_id) if row.client_id else NOBODY
    adviser = queries.names(connection).get(row.adviser_id, "")
    return _Found(
        opened,
        details,
        Meeting(
            row.day,
            row.start_minute,
            row.end_minute,
            row.mode,
            row.room,
            adviser,
            _papers(desk, connection, opened),
        ),
    )


def _papers(desk: Desk, connection: Connection, opened: OpenedAppointment) -> tuple[str, ...]:
    """Give the papers to bring, to those who may read of them; reception writes without them (I-14, I-22)."""
    try:
        return tuple(paper.what for paper in advice_of(desk, connection, opened.row).bring if paper.brought != "yes")
    except NotFound:
        return ()


def _confirmation(desk: Desk, found: _Found, way: str, discreet: bool | None, why: str) -> Confirmation:  # noqa: FBT001 - None is neither
    row, details = found.opened.row, found.details
    ways = ways_of(details)
    chosen = next((one for one in ways if one.key == way), ways[0] if ways else None)
    must = chosen is not None and is_discreet(details.safe_contact, chosen.key)
    quiet = must or bool(discreet)
    return Confirmation(
        row.id,
        row.row_ver,
        details.called or "no record kept",
        slot_words(found.meeting),
        subject_of(desk.policy, found.meeting, discreet=quiet),
        confirmation_text(desk.policy, found.meeting, details, chosen.key if chosen else "", discreet=quiet),
        chosen,
        ways,
        quiet,
        must,
        _warnings(row.state, why, chosen),
        f"appointment-{row.day.isoformat()}-{row.start_minute // 60:02}{row.start_minute % 60:02}",
        desk.policy.words(desk.policy.consent.telephone_script).strip() if must else "",
    )


def slot_words(meeting: Meeting) -> str:
    """Say an appointment to staff: "Tue 1 Dec 2026 10:00–10:30 with Priya Nair, Room 2"."""
    where = meeting.room or MODES.get(meeting.mode, ("", ""))[0]
    when = f"{say_day(meeting.day, year=True)} {say_stretch(meeting.start, meeting.end)}"
    return f"{when} with {meeting.adviser}, {where}"


def _warnings(state: str, why: str, way: Way | None) -> tuple[str, ...]:
    found = []
    if state == "cancelled":
        found.append("This appointment was cancelled.")
    elif state != "booked":
        found.append("This appointment is over, or the student is here already.")
    elif why:
        found.append(f"It cannot be held where it stands ({why}): move it first.")
    if way is None:
        found.append("No way of contact is known.")
    return tuple(found)


def _calendar(desk: Desk, found: _Found, *, discreet: bool) -> bytes:
    row = found.opened.row
    if row.state not in {"booked", "cancelled"}:
        raise BadInput("This appointment is over, or the student is here already: there is nothing to confirm.")
    return calendar_file([entry_of(desk, found.meeting, row.id, row.row_ver, row.state, discreet=discreet)], desk.now)


def entry_of(
    desk: Desk, meeting: Meeting, appointment_id: str, row_ver: int, state: str, *, discreet: bool
) -> CalendarEntry:
    """Give an appointment as the student's calendar takes it: no topic, and the service only where it may be named."""
    where = meeting.room or MODES.get(meeting.mode, ("", ""))[0]
    return CalendarEntry(
        appointment_id,
        meeting.day,
        meeting.start,
        meeting.end,
        "Appointment" if discreet else f"Appointment: {desk.policy.service}",
        "" if discreet else where,
        state == "cancelled",
        row_ver,
    )
