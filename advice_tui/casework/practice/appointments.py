"""Practice data for the diary: a term of appointments, sealed and keyed as real ones, never two at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from advice_tui.casework.diary.documents import EVENT, TABLE, VERSION, AppointmentDocument
from advice_tui.desk import Desk
from advice_tui.rules.working_days import LONDON
from data import queries
from data.ids import new_id
from data.keys.sealing import new_key
from data.models import Appointment, AppointmentEvent, RecordKey
from data.records import IDENTITY, seal_row

WEEKS_BACK, WEEKS_AHEAD = 8, 6
MODES = ("in_person", "in_person", "in_person", "telephone", "online")
ENDED = ("seen",) * 36 + ("missed", "cancelled", "cancelled", "cancelled")
LATE = 0.03
"""The share of those who come later than the policy's minutes."""
NOTES = ("", "", "", "", "", "Needs the ground floor", "Brings a friend", "Will ring if late")

Rows = dict[type[Any], list[dict[str, Any]]]


@dataclass
class _Book:
    """The pages of one day: which rooms, clients are taken at which minute."""

    rooms: set[tuple[int, str]] = field(default_factory=set)
    clients: set[tuple[int, str]] = field(default_factory=set)


def fill(desk: Desk, random: Random, advisers: Sequence[str], begin: datetime) -> None:
    """Fill the diary from eight weeks back to six ahead: busy now, emptier later; what is past has an outcome.

    One of the last open day is left without one, and the first of today is at reception.
    """
    with desk.store.read() as connection:
        clients = sorted(row.id for row in queries.clients(connection))[:400]
    if not clients or not advisers:
        return
    rows: Rows = {RecordKey: [], Appointment: [], AppointmentEvent: []}
    before = desk.calendar.last_open_day(begin.date() - timedelta(days=1))
    for day in _open_days(desk, begin.date()):
        book, share = _Book(), _share(day, begin.date())
        for adviser in advisers:
            for minute in _slots(desk, day):
                if random.random() < share:
                    _one(desk, random, rows, book, (adviser, day, minute), (clients, begin, before))
    with desk.store.write(desk.signer, "practice.fill", at=begin) as tx:
        for table, values in rows.items():
            tx.insert_many(table, values)
        tx.detail["appointments"] = len(rows[Appointment])


def _open_days(desk: Desk, today: date) -> Iterator[date]:
    for step in range(-7 * WEEKS_BACK, 7 * WEEKS_AHEAD):
        day = today + timedelta(days=step)
        if desk.calendar.is_open(day, "face_to_face"):
            yield day


def _slots(desk: Desk, day: date) -> Iterator[int]:
    length = desk.policy.appointment.length
    for opens, closes in desk.calendar.hours_on(day, "face_to_face"):
        last = closes.hour * 60 + closes.minute - length
        yield from range(opens.hour * 60 + opens.minute, last + 1, length)


def _share(day: date, today: date) -> float:
    """Give how full a day is: most in the past and this week, less further on."""
    weeks = (day - today).days / 7
    return 0.6 if weeks < 1 else max(0.08, 0.5 - weeks * 0.09)


def _one(
    desk: Desk,
    random: Random,
    rows: Rows,
    book: _Book,
    slot: tuple[str, date, int],
    known: tuple[list[str], datetime, date | None],
) -> None:
    adviser, day, minute = slot
    clients, begin, before = known
    client, mode = random.choice(clients), random.choice(MODES)
    if day == begin.date() and not any(row["state"] == "arrived" for row in rows[Appointment]):
        mode = "in_person"
    free = [room for room in desk.policy.appointment.rooms if (minute, room) not in book.rooms]
    if (minute, client) in book.clients:
        return
    room = free[0] if mode == "in_person" and free else ""
    mode = mode if room or mode != "in_person" else "telephone"
    start = datetime.combine(day, time(minute // 60, minute % 60), LONDON)
    state = _state(random, rows, (start, mode), begin, unresolved=day == before)
    if state not in {"missed", "cancelled"}:
        book.rooms.add((minute, room))
        book.clients.add((minute, client))
    appointment_id, key = new_id(), new_key()
    rows[RecordKey].append(dict(vars(desk.keys.wrap("front", appointment_id, IDENTITY, 1, key))))
    document = AppointmentDocument(random.choice(NOTES))
    made, arrived, seen = _instants(random, start, begin, state, waits=bool(room))
    length = desk.policy.appointment.length
    rows[Appointment].append(
        {
            "id": appointment_id,
            "client_id": client,
            "adviser_id": adviser,
            "room": room,
            "mode": mode,
            "day": day,
            "start_minute": minute,
            "end_minute": minute + length,
            "busy_until": minute + length + desk.policy.appointment.buffer_minutes,
            "state": state,
            "arrived_at": arrived,
            "called_at": seen,
            "seen_at": seen,
            "left_at": start + timedelta(minutes=length) if state == "seen" else None,
            "reminded_at": None,
            "made_at": made,
            "made_by": desk.person.id,
            "key_ver": 1,
            "sealed": seal_row(key, TABLE, appointment_id, appointment_id, 1, document.to_json()),
            "for_advice": None,
            "row_ver": 1,
        }
    )
    _events(desk, rows, (appointment_id, key), made, (state, arrived or start, start))


def _instants(
    random: Random, start: datetime, begin: datetime, state: str, *, waits: bool
) -> tuple[datetime, datetime | None, datetime | None]:
    """Give when an appointment was made, and when she came and was called in; a call is waited for by nobody."""
    made = min(start - timedelta(days=random.randrange(1, 12)), begin - timedelta(minutes=random.randrange(5, 300)))
    late = random.choice((12, 17)) if random.random() < LATE else random.choice((-12, -8, -5, -4, -3, -1, 0, 2, 6))
    came = start + timedelta(minutes=late)
    arrived = min(came, begin - timedelta(minutes=4)) if state in {"arrived", "seen"} and waits else None
    if state not in {"seeing", "seen"}:
        return made, arrived, None
    return made, arrived, max(start, arrived or start) + timedelta(minutes=random.randrange(5))


def _state(random: Random, rows: Rows, slot: tuple[datetime, str], begin: datetime, *, unresolved: bool) -> str:
    """Give how an appointment stands when practice begins: the first to come in today is at reception."""
    start, mode = slot
    if start >= begin:
        return "booked"
    if start.date() == begin.date():
        if mode != "in_person":
            return "seeing"
        return "booked" if any(row["state"] == "arrived" for row in rows[Appointment]) else "arrived"
    return "booked" if unresolved and random.random() < 0.1 else random.choice(ENDED)


def _events(desk: Desk, rows: Rows, of: tuple[str, bytes], made: datetime, how: tuple[str, datetime, datetime]) -> None:
    """Write down what happened: that it was booked, and how it ended."""
    appointment_id, key = of
    state, arrived, start = how
    told: list[tuple[str, datetime, dict[str, Any]]] = [("booked", made, {})]
    if state in {"arrived", "seen"}:
        told.append(("arrived", arrived, {}))
    if state == "seeing":
        told.append(("seeing", start, {}))
    if state in {"missed", "cancelled"}:
        told.append((state, start, {"notice": False} if state == "missed" else {"by": "client", "reason": ""}))
    if state == "seen":
        told += [("seeing", max(start, arrived), {}), ("seen", start, {})]
    for kind, at, words in told:
        event_id = new_id()
        rows[AppointmentEvent].append(
            {
                "appointment_id": appointment_id,
                "id": event_id,
                "kind": kind,
                "at": at,
                "recorded_at": at,
                "by_id": desk.person.id,
                "key_ver": 1,
                "sealed": seal_row(key, EVENT, event_id, appointment_id, 1, {"v": VERSION, **words}),
            }
        )
