"""What every question about free time is asked of: who works when, and what is taken, read in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework import rota
from advice_tui.casework.case_documents import clients_by_id, find_client
from advice_tui.casework.diary.people import Colleague, colleagues
from advice_tui.casework.diary.views import Column, Offer
from advice_tui.desk import Desk
from advice_tui.rules.diary.booking import Taken, Wanted
from advice_tui.rules.diary.opening import StaffTime, say_minute
from advice_tui.rules.working_days import say_day
from data.queries import bookings as asked
from data.queries.bookings import TakenRow

RECORD = "record"
"""The kind under which a client's details name the records that were merged into hers."""


@dataclass(frozen=True)
class Ground:
    """Who may be booked, their hours and absences, at one moment of the store."""

    people: dict[str, Colleague]
    times: tuple[StaffTime, ...] = field(repr=False)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those with whom appointments are made."""
        return tuple(one.column for one in self.people.values() if one.takes)

    def name(self, account_id: str) -> str:
        """Give a colleague's name."""
        found = self.people.get(account_id)
        return found.column.name if found else ""


def survey(desk: Desk, connection: Connection, since: date) -> Ground:
    """Read who takes appointments and when they work, from a day on."""
    times = rota.times(desk, connection, since)
    return Ground(colleagues(desk, connection, times), times)


def every_id(desk: Desk, connection: Connection, client_id: str) -> tuple[str, ...]:
    """Give the ids a client has or had, the one that counts first; raises NotFound when she is not for this person."""
    row, _, details = find_client(desk, connection, client_id)
    return row.id, *(text for kind, text in details.also if kind == RECORD)


def taken(
    desk: Desk,
    connection: Connection,
    rows: Iterable[TakenRow],
    *,
    hers: tuple[str, ...] = (),
    named: Wanted | None = None,
) -> tuple[Taken, ...]:
    """Give rows as the rules of booking take them; only those that stand in the way of ``named`` with their names.

    ``hers`` are all the ids of one client: rows on any of them are hers.
    """
    rows = list(rows)
    pause = desk.policy.appointment.buffer_minutes
    close = {row.client_id for row in rows if row.client_id and named is not None and _close(row, named, pause)}
    known = clients_by_id(desk, connection, close) if close else {}
    return tuple(
        Taken(
            row.id,
            row.adviser_id,
            row.room,
            hers[0] if row.client_id in hers else row.client_id,
            row.start_minute,
            row.end_minute,
            row.busy_until,
            known[row.client_id].name if row.client_id in known else "",
        )
        for row in rows
    )


def _close(row: TakenRow, wanted: Wanted, pause: int) -> bool:
    """Whether a row lies so near to what is wanted that it stands in its way, with the pause between two."""
    return row.start_minute < wanted.start + wanted.length + pause and wanted.start < row.busy_until


def taken_by_day(
    desk: Desk, connection: Connection, first: date, last: date, *, but: str = "", hers: tuple[str, ...] = ()
) -> dict[date, tuple[Taken, ...]]:
    """Give what is taken on each of these days, without names; ``but`` is an appointment that is about to move."""
    by_day: dict[date, list[TakenRow]] = {}
    for row in asked.taken(connection, first, last, but=but):
        by_day.setdefault(row.day, []).append(row)
    return {day: taken(desk, connection, rows, hers=hers) for day, rows in by_day.items()}


def offered(ground: Ground, wanted: Wanted) -> Offer:
    """Give a slot that is free as it is offered; ``wanted`` names its adviser and room."""
    adviser_id, room = wanted.adviser_id or "", wanted.room or ""
    adviser = ground.name(adviser_id)
    where = f", {room}" if room else WAYS.get(wanted.mode, "")
    words = f"{say_day(wanted.day)} {say_minute(wanted.start)} with {adviser}{where}"
    return Offer(wanted.day, wanted.start, wanted.end, adviser_id, adviser, room, wanted.mode, words)


WAYS = {"telephone": ", by telephone", "online": ", online"}
"""How an appointment is held, at the end of a sentence; nothing in a room."""
