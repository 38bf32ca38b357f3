"""Appointments as everybody at the desk may see them: who and when, never why (I-22; L-13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from advice_tui.casework import desk_flags, search
from advice_tui.casework.case_documents import MERGED_INTO, client_document, clients_by_id
from advice_tui.casework.desk_flags.standing import Standing
from advice_tui.casework.diary.documents import open_appointments
from advice_tui.casework.diary.views import Booked
from advice_tui.desk import Desk
from advice_tui.rules.diary import arrivals
from data import queries
from data.diary_rows import AppointmentRow
from data.records import IDENTITY, find_keys

Person = tuple[str, str]
"""A client's name and student number."""
NOBODY: Person = ("", "")


def booked(desk: Desk, connection: Connection, rows: Iterable[AppointmentRow]) -> tuple[Booked, ...]:
    """Give rows as they are shown, in their order; one that is not for this person has no name, number or note.

    Names come in one question, however many rows there are; a client who was merged has the name she has now.
    """
    rows = list(rows)
    opened = open_appointments(desk, connection, rows)
    people = persons(desk, connection, {row.client_id for row in rows if row.client_id})
    stands = desk_flags.standing(desk, connection, people)
    now = desk.now
    return tuple(
        _booked(
            desk,
            row,
            opened[row.id].document.note if row.id in opened else "",
            people.get(row.client_id or "", NOBODY),
            stands.get(row.client_id or ""),
            now,
        )
        for row in rows
    )


def persons(desk: Desk, connection: Connection, ids: set[str]) -> dict[str, Person]:
    """Give name and number of many clients, by the ids asked for; those not for this person are left out.

    It reads no more of a client than that: a week has hundreds, and is drawn anew whenever somebody books.
    """
    keys = find_keys(connection, desk.keys, ids, IDENTITY)
    found: dict[str, Person] = {}
    merged: set[str] = set()
    for row in queries.clients(connection, ids):
        key = keys.get((row.id, row.key_ver))
        document = client_document(key, row) if key else {}
        if document.get(MERGED_INTO):
            merged.add(row.id)
        elif document:
            found[row.id] = str(document["name"]), str(document.get("student_number", ""))
    if merged:
        ends = clients_by_id(desk, connection, merged)
        found |= {one: (details.name, details.student_number) for one, details in ends.items()}
    return found


def _booked(desk: Desk, row: AppointmentRow, note: str, who: Person, how: Standing | None, now: datetime) -> Booked:
    return Booked(
        id=row.id,
        row_ver=row.row_ver,
        day=row.day,
        start=row.start_minute,
        end=row.end_minute,
        adviser_id=row.adviser_id,
        room=row.room,
        mode=row.mode,
        state=row.state,
        client_id=search.end_of(desk, row.client_id) if row.client_id and who != NOBODY else "",
        who=who[0],
        student_number=who[1],
        note=note,
        mine=row.adviser_id == desk.person.id,
        called=row.called_at is not None,
        late=_late(row, now),
        waited=_waited(row, now),
        unresolved=arrivals.is_unresolved(row.state, row.day, row.end_minute, now),
        refused=how.sentence if how is not None and how.refuses_all else "",
        reminded=row.reminded_at is not None,
        restricted=how.sentence if how is not None and how.kind == "restrict" else "",
    )


def _late(row: AppointmentRow, now: datetime) -> int:
    """Give the whole minutes late: of who arrived, or so far, while the slot is not over (L-8)."""
    if row.arrived_at is not None:
        return arrivals.late_by(row.start_minute, row.arrived_at)
    today, minute = arrivals.local(now)
    if row.state == "booked" and today == row.day and minute < row.end_minute:
        return arrivals.late_by(row.start_minute, now)
    return 0


def _waited(row: AppointmentRow, now: datetime) -> int:
    """Give the whole minutes from arrival until she was seen, or left, or so far (I-8, I-32)."""
    if row.arrived_at is None:
        return 0
    until = row.seen_at or row.left_at or (now if row.state == "arrived" else row.arrived_at)
    return arrivals.waited(row.arrived_at, until)
