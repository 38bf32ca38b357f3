"""Changing the calendar: what it would do is shown first; then the line and every moved date are stored together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework.induction import require_read
from advice_tui.casework.rota import Touched
from advice_tui.casework.service_days.effects import (
    Effect,
    Moves,
    moves_of,
    named,
    say_to_move,
    store_moves,
    touched_by,
)
from advice_tui.casework.service_days.lines import follow, read_lines, write_line
from advice_tui.casework.slips import before_move
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.service_calendar import CalendarLine, Change, Removal, calendar_with, in_force, kind_of
from advice_tui.rules.service_changes import completed, problems, say_change, warnings
from advice_tui.rules.working_days import say_day
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from data.models import Promise, Slip
from data.queries import service_days as asked
from data.queries.service_days import OpenPromise
from data.rows import SlipRow
from data.store import Tx

CHANGED = "The calendar was changed by somebody else meanwhile. Look at it again; nothing was written."


@dataclass(frozen=True)
class Applied:
    """A change is stored: the number of its line, the sentence to show, how to take it back at once.

    ``published`` says that there is something to publish of it.
    """

    seq: int
    sentence: str
    total: int
    stay: int
    published: bool
    undo: UndoToken
    appointments: tuple[Touched, ...] = ()
    """Those that cannot be held any more: to be moved one by one."""


def _checked(desk: Desk, lines: tuple[CalendarLine, ...], change: Change) -> Change:
    """Give the change as it is written; raises BadInput with all problems at once."""
    calendar = calendar_with(desk.policy, desk.almanac.region, in_force(lines))
    found = problems(desk.policy, change, desk.today, lines, calendar)
    if found:
        raise BadInput(found)
    return completed(desk.policy, change, desk.today)


def _said(desk: Desk, lines: tuple[CalendarLine, ...], change: Change) -> str:
    """Say a change in one line; the taking back names what it takes back."""
    if not isinstance(change, Removal):
        return say_change(desk.policy, change)
    taken = next(line.change for line in in_force(lines) if line.seq == change.seq)
    return f"Taken back: {'' if isinstance(taken, Removal) else say_change(desk.policy, taken)}"


@allowed(Act.CHANGE_CALENDAR)
def propose(desk: Desk, change: Change) -> Effect:
    """Say what a change would do to everything promised, without doing it (I-6, I-28, I-36; L-46).

    Raises BadInput with every problem at once: a busy period without its advert, a closure in the past without a
    reason, dates the wrong way round.
    """
    require_read(desk)
    with desk.store.read() as connection:
        lines = read_lines(desk, connection)
        change = _checked(desk, lines, change)
        moves = moves_of(desk, connection, lines, change)
        return _effect(desk, connection, (lines, change), moves)


def _effect(desk: Desk, connection: Connection, what: tuple[tuple[CalendarLine, ...], Change], moves: Moves) -> Effect:
    lines, change = what
    found = list(warnings(desk.policy, change, desk.today, lines))
    if moves.late:
        many = f"{moves.late} promise{'' if moves.late == 1 else 's'}"
        found.append(f"{many} would be later but stay: this was not announced before their day.")
    return Effect(
        _said(desk, lines, change),
        named(desk, connection, moves),
        moves.total,
        moves.stay,
        moves.late,
        len(moves.slips),
        tuple(found),
        lines[-1].seq if lines else 0,
        touched_by(desk, connection, lines, change),
    )


@allowed(Act.CHANGE_CALENDAR)
def apply(desk: Desk, change: Change, *, seen: int | None = None) -> Applied:
    """Write a change into the calendar and move every promise that it moves, all or nothing (scenarios 4, 5, 6).

    ``seen`` is the ``seq`` of the effect that was shown: ChangedMeanwhile when the calendar has changed since. Also
    promises of cases that this manager may not see move; of them only the dates are read. Raises BadInput as
    :func:`propose` does.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.CHANGE_CALENDAR.value, at=desk.now) as tx:
        lines = read_lines(desk, tx.connection)
        last = lines[-1].seq if lines else 0
        if seen is not None and seen != last:
            raise ChangedMeanwhile(CHANGED)
        change = _checked(desk, lines, change)
        said = _said(desk, lines, change)
        moves = moves_of(desk, tx.connection, lines, change)
        touched = touched_by(desk, tx.connection, lines, change)
        line = write_line(desk, tx, last + 1, change)
        store_moves(tx, moves)
        tx.detail.update(_dates(change), touched=len(touched))
    follow(desk)
    total = moves.total
    moved = f"{total} open promise{'' if total == 1 else 's'} moved, {moves.stay} stay{'s' if moves.stay == 1 else ''}."
    token = UndoToken("calendar", said, "", data={"seq": line.seq, "before": _before(moves)})
    published = not isinstance(change, Removal) and kind_of(change) != "no_holiday"
    return Applied(
        line.seq, f"{said}. {moved}{say_to_move(len(touched))}", total, moves.stay, published, token, touched
    )


@allowed(Act.CHANGE_CALENDAR)
def remove(desk: Desk, seq: int, why: str, *, seen: int | None = None) -> Applied:
    """Take back the line with this number; promises that it made longer keep their days (rule 7)."""
    return apply(desk, Removal(seq, why, desk.today), seen=seen)


def _dates(change: Change) -> dict[str, Any]:
    """Give what the audit line says of a change: dates and numbers, no words."""
    if isinstance(change, Removal):
        return {"of": change.seq}
    return {"first": change.first.isoformat(), "last": change.last.isoformat()}


def _before(moves: Moves) -> tuple[tuple[Any, ...], ...]:
    """Give what the moved rows were, for taking the act back at once: (table, id, row_ver now, values before)."""
    rows: list[OpenPromise | SlipRow] = [
        *(move.row for move in moves.promises),
        *(move.row for move in moves.slips),
    ]
    kept: list[tuple[Any, ...]] = []
    for row in rows:
        values: dict[str, datetime | str] = {
            "due_at": row.due_at,
            "strict_at": row.strict_at,
            "breach_at": row.breach_at,
        }
        if isinstance(row, OpenPromise):
            values |= {"working": row.working, "calendar_version": row.calendar_version}
        kept.append((Promise if isinstance(row, OpenPromise) else Slip, row.id, row.row_ver + 1, values))
    kept += [(Slip, move.row.id, move.row.row_ver + 1, before_move(move.row)) for move in moves.messages]
    return tuple(kept)


@undoes("calendar")
def _undo_change(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Take one's own last change back: the line stays, marked, and what nobody touched since gets its dates again.

    This is the one way in which a date comes nearer again: the mistake of a moment, by who made it, in the audit trail.
    A later taking back (:func:`remove`) leaves the longer dates.
    """
    if not may(desk.role, Act.CHANGE_CALENDAR):
        raise NotAllowed("Only a manager may change the calendar.")
    seq = token.data["seq"]
    lines = read_lines(desk, tx.connection)
    if lines[-1].seq != seq or lines[-1].by_id != desk.person.id:
        raise ChangedMeanwhile("The calendar was changed again meanwhile, so this stays. Take the line back with x.")
    write_line(desk, tx, seq + 1, Removal(seq, f"undone at once, {say_day(desk.today, year=True)}", desk.today))
    restored, left = [], 0
    for model, row_id, row_ver, values in token.data["before"]:
        if asked.row_version(tx.connection, model, row_id) == row_ver:
            tx.change(model, {"id": row_id}, row_ver, **values)
            restored.append(row_id)
        else:
            left += 1
    tx.detail.update(restored=restored, left=left)
