"""What a change of the calendar does to what is promised already (rule 7: it may extend, it never shortens).

A promise moves only when the change itself moves it, and only when the change was announced before the old due day. A
closure that came too late for a promise once does not move it later, when the calendar changes for another reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from advice_tui.casework.case_documents import CaseDocument, clients_by_id
from advice_tui.casework.rota import Touched
from advice_tui.casework.rota.documents import rota_of
from advice_tui.casework.rota.touching import displaced
from advice_tui.casework.slips import MessageMove, message_moves, store_message_move
from advice_tui.desk import Desk
from advice_tui.rules.reply import PROMISE_WORDS
from advice_tui.rules.service_calendar import (
    CalendarLine,
    Change,
    NewBusy,
    Removal,
    announced_of,
    calendar_with,
    in_force,
)
from advice_tui.rules.working_days import Calendar, Due, london, rework, say_day
from data.models import Promise, Slip
from data.queries import service_days as asked
from data.queries.service_days import OpenPromise
from data.records import NOTES, find_keys
from data.rows import SlipRow
from data.store import Tx

MOST_NAMED = 300
"""So many moved promises are named in a preview; the counts are always whole."""


@dataclass(frozen=True)
class Moved:
    """An open promise that a change moves, in a case that this person may see."""

    case_id: str
    number: str
    who: str
    what: str
    was: str
    now: str
    why: str


@dataclass(frozen=True)
class Effect:
    """What a change would do. ``moved`` names the promises that this person may see, ``total`` counts all that move.

    ``late`` counts those that stay because the change was not announced before their day. ``seq`` is the last line of
    the calendar this was worked out for.
    """

    what: str
    moved: tuple[Moved, ...]
    total: int
    stay: int
    late: int
    slips: int
    warnings: tuple[str, ...]
    seq: int
    appointments: tuple[Touched, ...] = ()
    """Those to come that could be held before and not after it: to be moved one by one (I-36; L-46)."""

    @property
    def summary(self) -> str:
        """Say the counts: "3 open promises change, 41 stay. 2 appointments have to be moved."."""
        changes = f"{self.total} open promise{'' if self.total == 1 else 's'} change{'s' if self.total == 1 else ''}"
        return f"{changes}, {self.stay} stay{'s' if self.stay == 1 else ''}.{say_to_move(len(self.appointments))}"


def say_to_move(count: int) -> str:
    """Say how many appointments have to be moved, to be put behind another sentence; nothing when none has."""
    return f" {count} appointment{' has' if count == 1 else 's have'} to be moved." if count else ""


@dataclass(frozen=True)
class Move:
    """A promise that moves: as it was, and the date from now on."""

    row: OpenPromise
    due: Due
    why: str


@dataclass(frozen=True)
class SlipMove:
    """A slip of reception that moves with its promise."""

    row: SlipRow
    due: Due


@dataclass(frozen=True)
class Moves:
    """Everything that a change does to what is open."""

    promises: list[Move] = field(default_factory=list)
    slips: list[SlipMove] = field(default_factory=list)
    messages: list[MessageMove] = field(default_factory=list)
    stay: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """How many promises and targets move."""
        return len(self.promises) + len(self.messages)


class Calendars:
    """The calendar before and after a change, with or without lines that came too late for a promise."""

    def __init__(self, desk: Desk, lines: Sequence[CalendarLine], change: Change) -> None:
        self._desk = desk
        new = CalendarLine(lines[-1].seq + 1 if lines else 1, change, desk.now, desk.person.id)
        self._before = in_force(lines)
        self._after = in_force([*lines, new])
        self._made: dict[frozenset[int], tuple[Calendar, Calendar]] = {}

    def pair(self, old: Due) -> tuple[Calendar, Calendar]:
        """Give both for a promise."""
        too_late = frozenset(line.seq for line in self._before if _came_too_late(line, old))
        if too_late not in self._made:
            policy, region = self._desk.policy, self._desk.almanac.region
            before, after = (
                calendar_with(policy, region, [line for line in lines if line.seq not in too_late])
                for lines in (self._before, self._after)
            )
            self._made[too_late] = before, after
        return self._made[too_late]


def _in_time(change: Change, due: date) -> bool:
    """Whether a change was announced before a due day (rule 7)."""
    announced = announced_of(change)
    return announced is not None and announced < due


def _came_too_late(line: CalendarLine, old: Due) -> bool:
    """Whether this line was not announced before the promise's day, so that its days were counted all the same."""
    change = line.change
    if isinstance(change, NewBusy | Removal) or _in_time(change, old.due.date()):
        return False
    return any(change.first <= day <= change.last for day in (old.day_zero, *old.days))


def _reworked(old: Due, calendars: Calendars, announced: date | None) -> tuple[Due, str] | bool:
    """Give the new date and why, or whether it stays only because the change was announced too late."""
    before, after = calendars.pair(old)
    was, will = (
        each.due(
            old.received,
            each.days_promised(old.received, old.n),
            rule=old.rule,
            channel=old.channel,
            breach_at=old.breach_rule,
        )
        for each in (before, after)
    )
    if will.due <= was.due:  # the change itself makes it no later: what other lines would do is not its doing
        return False
    found = rework(old, after, announced)
    return (found.due, found.why) if found.extended else will.due > old.due


def moves_of(desk: Desk, connection: Connection, lines: Sequence[CalendarLine], change: Change) -> Moves:
    """Work out what a change does to every open promise, those of cases this person may not know of too.

    A slip names no case, but it was made with its promise (same moment, way of contact and date) and moves with it. A
    message that nobody has taken up has no promise yet: its own sum moves it, by the same rule.
    """
    calendars, announced = Calendars(desk, lines, change), announced_of(change)
    moved: list[Move] = []
    stay = late = 0
    for row in asked.open_promises(connection):
        found = _reworked(Due.from_json(row.working), calendars, announced)
        if isinstance(found, tuple):
            moved.append(Move(row, *found))
        else:
            stay, late = stay + 1, late + found
    messages = message_moves(desk, connection, lambda due: _reworked(due, calendars, announced))
    with_them = {(move.row.received_at, move.row.channel, move.row.due_at): move for move in moved}
    slips = [
        SlipMove(slip, move.due)
        for slip in asked.open_slips(connection)
        if slip.id not in messages.waiting and (move := with_them.get((slip.at, slip.channel, slip.due_at))) is not None
    ]
    return Moves(moved, slips, messages.moved, stay + messages.stay, late + messages.late)


def touched_by(
    desk: Desk, connection: Connection, lines: Sequence[CalendarLine], change: Change
) -> tuple[Touched, ...]:
    """Give the appointments that a change leaves on a closed day, or out of hours; it moves none of them itself."""
    new = CalendarLine(lines[-1].seq + 1 if lines else 1, change, desk.now, desk.person.id)
    was, will = (
        rota_of(desk, connection, calendar=calendar_with(desk.policy, desk.almanac.region, in_force(these)))
        for these in (lines, [*lines, new])
    )
    return displaced(desk, connection, will, before=was)


def store_moves(tx: Tx, moves: Moves) -> None:
    """Write the new dates, and tell the audit trail which promises have them."""
    for move in moves.promises:
        tx.change(
            Promise,
            {"id": move.row.id},
            move.row.row_ver,
            **_instants(move.due),
            working=move.due.to_json(),
            calendar_version=move.due.calendar_version,
        )
    for slip in moves.slips:
        tx.change(Slip, {"id": slip.row.id}, slip.row.row_ver, **_instants(slip.due))
    for message in moves.messages:
        store_message_move(tx, message)
    tx.detail["moved"] = {move.row.id: move.due.due.isoformat() for move in moves.promises}
    slips = [(move.row.id, move.due) for move in moves.slips] + [(move.row.id, move.due) for move in moves.messages]
    tx.detail["slips"] = {slip_id: due.due.isoformat() for slip_id, due in slips}


def _instants(due: Due) -> dict[str, object]:
    return {"due_at": due.due, "strict_at": due.strict_due, "breach_at": due.breach_at}


def named(desk: Desk, connection: Connection, moves: Moves) -> tuple[Moved, ...]:
    """Give the promises that move and that this person may see, with number and name, due soonest first."""
    rows = [(move, move.row) for move in moves.promises]
    cases = asked.cases_among(connection, desk.keys, list(dict.fromkeys(row.case_id for _, row in rows)))
    rows = [(move, row) for move, row in rows if row.case_id in cases][:MOST_NAMED]
    keys = find_keys(connection, desk.keys, (row.case_id for _, row in rows), NOTES)
    documents = {
        row.case_id: CaseDocument.opened(keys[row.case_id, cases[row.case_id].key_ver], cases[row.case_id])
        for _, row in rows
    }
    people = clients_by_id(desk, connection, {document.client_id for document in documents.values()})
    found = []
    for move, row in rows:
        who = people.get(documents[row.case_id].client_id)
        what = PROMISE_WORDS.get(row.kind, row.kind)
        was, now = (_said(at, move.due.received) for at in (london(row.due_at), move.due.due))
        found.append(Moved(row.case_id, cases[row.case_id].number, who.name if who else "", what, was, now, move.why))
    return tuple(found)


def _said(at: datetime, received: datetime) -> str:
    """Say a date shortly: "Thu 12 Nov", with the year when it is another than that of receipt."""
    return say_day(at.date(), year=at.year != received.year)
