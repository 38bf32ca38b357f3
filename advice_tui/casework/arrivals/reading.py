"""The front desk read: a day's board, what has no outcome, who waits for an adviser, how appointments were kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework.arrivals.views import AtReception, Board, BoardRow
from advice_tui.casework.arrivals.wording import Told, board_row, needs_events
from advice_tui.casework.case_documents import find_client
from advice_tui.casework.diary import shown
from advice_tui.casework.diary.documents import open_appointments, words_of_event
from advice_tui.casework.diary.views import MODES, Booked
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary import arrivals
from advice_tui.rules.diary.arrivals import Attendance, Kept
from advice_tui.rules.diary.opening import closed_all_day
from data import queries
from data.diary_rows import LIVE, AppointmentRow
from data.queries import arrivals as asked
from data.queries import diary as diary_asked

LOOK_BACK = 60
"""Days in which appointments without an outcome are looked for."""
RECORD = "record"
ENDED = {"missed", "late", "cancelled"}
"""The kinds of events of which the words count for how an appointment stands."""


@allowed(Act.SEE_DESK)
def board(desk: Desk, day: date | None = None) -> Board:
    """Give everybody who is expected on a day, today unless said: who and when, never why (I-22, I-32; L-13)."""
    require_read(desk)
    when = day or desk.today
    with desk.store.read() as connection:
        rows = _rows(desk, connection, diary_asked.between(connection, when, when))
        open_rows = diary_asked.still_open(connection, desk.today - timedelta(days=LOOK_BACK), desk.today)
    now = desk.now
    over = sum(arrivals.is_unresolved(row.state, row.day, row.end_minute, now) for row in open_rows)
    states = [row.booked.state for row in rows if not row.booked.unresolved]
    closed = "" if rows else closed_all_day(desk.calendar, when, tuple(MODES))
    return Board(
        when,
        rows,
        expected=states.count("booked"),
        here=states.count("arrived"),
        seeing=states.count("seeing"),
        unresolved=over,
        now=arrivals.local(now)[1],
        closed=closed,
    )


@allowed(Act.SEE_DESK)
def unresolved(desk: Desk, since_days: int = LOOK_BACK, *, mine: bool = False) -> tuple[BoardRow, ...]:
    """Give the appointments that are over and of which nobody said what became of them, oldest first (I-44c; L-36).

    ``mine`` leaves out those of colleagues.
    """
    require_read(desk)
    now = desk.now
    with desk.store.read() as connection:
        found = diary_asked.still_open(connection, desk.today - timedelta(days=since_days), desk.today)
        over = [
            row
            for row in found
            if arrivals.is_unresolved(row.state, row.day, row.end_minute, now)
            and (not mine or row.adviser_id == desk.person.id)
        ]
        return _rows(desk, connection, over)


@allowed(Act.SEE_DESK)
def row_of(desk: Desk, appointment_id: str) -> BoardRow | None:
    """Give one appointment as the board shows it, or None when there is none."""
    require_read(desk)
    with desk.store.read() as connection:
        row = diary_asked.appointment(connection, appointment_id)
        return None if row is None or row.state == "void" else _rows(desk, connection, [row])[0]


@allowed(Act.ANSWER_DESK)
def for_me(desk: Desk) -> tuple[AtReception, ...]:
    """Give this adviser's own appointments whose client stands at reception and waits for her answer (I-32).

    One small question without a name, asked whenever another terminal committed. Nothing where the policy does not
    have arrivals announced.
    """
    require_read(desk)
    if not desk.policy.reception.announces_arrival:
        return ()
    with desk.store.read() as connection:
        return tuple(at_reception(desk, row) for row in asked.at_reception(connection, desk.person.id, desk.today))


@allowed(Act.ANSWER_DESK)
def at_my_door(desk: Desk) -> tuple[BoardRow, ...]:
    """Give one's own appointments of today whose client stands at reception, by time, with who it is (I-32)."""
    require_read(desk)
    with desk.store.read() as connection:
        mine = [row for row in diary_asked.between(connection, desk.today, desk.today) if row.state == "arrived"]
        return _rows(desk, connection, [row for row in mine if row.adviser_id == desk.person.id])


def at_reception(desk: Desk, row: asked.WaitingRow) -> AtReception:
    """Give one who waits, with what lateness means for her (L-8)."""
    late = arrivals.late_by(row.start_minute, row.arrived_at)
    return AtReception(row.id, row.start_minute, row.arrived_at, late, arrivals.must_decide(desk.policy, late))


@allowed(Act.ANSWER_DESK)
def attendance(desk: Desk, client_id: str) -> Attendance:
    """Count how a client kept her appointments in the policy's months; for advisers and managers (I-44c; L-36).

    Raises NotFound, in the same words, when there is no such client or she is not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        client, _, details = find_client(desk, connection, client_id)
        ids = [client.id, *(text for kind, text in details.also if kind == RECORD)]
        rows = diary_asked.of_clients(connection, ids)
        told = _told(desk, connection, [row for row in rows if row.state == "missed"])
    history = [_kept(row, told.get(row.id, {})) for row in rows]
    return arrivals.attendance(desk.policy, history, desk.today)


def _kept(row: AppointmentRow, told: Told) -> Kept:
    """Say how one appointment was kept. Who came too late to be seen came late, whatever became of the appointment."""
    late = arrivals.late_by(row.start_minute, row.arrived_at) if row.arrived_at else 0
    state = "arrived" if row.state == "cancelled" and row.arrived_at else row.state
    return Kept(row.day, state, late, bool(told.get("missed", {}).get("notice")))


def kept_badly_in(desk: Desk, connection: Connection, client_id: str) -> tuple[str, ...]:
    """List, inside another question, what ``attendance`` counts: late, or missed without notice; oldest first.

    Raises NotFound, in the same words, when there is no such client or she is not for this person.
    """
    client, _, details = find_client(desk, connection, client_id)
    ids = [client.id, *(text for kind, text in details.also if kind == RECORD)]
    rows = diary_asked.of_clients(connection, ids)
    told = _told(desk, connection, [row for row in rows if row.state == "missed"])
    return arrivals.kept_badly(
        desk.policy, [(row.start_minute, _kept(row, told.get(row.id, {}))) for row in rows], desk.today
    )


# Parts --------------------------------------------------------------------------------------------------------------


def _rows(desk: Desk, connection: Connection, rows: Iterable[AppointmentRow]) -> tuple[BoardRow, ...]:
    """Say of each appointment how it stands; those that take no time any more behind those of the same time."""
    ordered = sorted(rows, key=lambda row: (row.day, row.start_minute, row.state not in LIVE, row.id))
    all_booked = shown.booked(desk, connection, ordered)
    told = _told(desk, connection, _worded(desk, ordered, all_booked))
    names = queries.names(connection)
    return tuple(
        board_row(desk, row, booked, names.get(row.adviser_id, ""), told.get(row.id, {}))
        for row, booked in zip(ordered, all_booked, strict=True)
    )


def _worded(desk: Desk, rows: Iterable[AppointmentRow], all_booked: Iterable[Booked]) -> list[AppointmentRow]:
    return [row for row, booked in zip(rows, all_booked, strict=True) if needs_events(desk, row, booked)]


def _told(desk: Desk, connection: Connection, rows: list[AppointmentRow]) -> dict[str, dict[str, Any]]:
    """Open what was written down of these: the last of each kind, and a correction as what it corrected to."""
    found: dict[str, dict[str, Any]] = {}
    if not rows:
        return found
    opened = open_appointments(desk, connection, rows)
    for event in asked.events_of(connection, opened):
        one = opened[event.appointment_id]
        if event.key_ver != one.row.key_ver or event.kind not in {*ENDED, "corrected"}:
            continue
        words = words_of_event(one.key, event)
        kind = str(words.get("to", "")) if event.kind == "corrected" else event.kind
        found.setdefault(event.appointment_id, {})[kind] = words
    return found
