"""Writing hours and leave: what a line would touch is shown first; then it is stored, and can be taken back.

An adviser writes her own, a manager anybody's. Appointments are never moved by it: they are listed, to be moved one by
one with each student.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework.induction import require_read
from advice_tui.casework.rota.documents import open_times, rota_with, sealed_why, times
from advice_tui.casework.rota.reading import colleagues
from advice_tui.casework.rota.touching import displaced
from advice_tui.casework.rota.views import Colleague, Kept, TimesEffect, Touched
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary.opening import StaffTime as Time
from advice_tui.rules.staff_times import AWAY, HOURS, Kind, TimesForm, lines_of, problems, say_line
from advice_tui.rules.working_days import say_day
from data.diary_rows import StaffTimeRow
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.ids import new_id
from data.models import StaffTime
from data.queries import rota as asked
from data.records import IDENTITY, NOT_THERE, make_key
from data.store import Tx

NOT_YOURS = "Only a manager writes a colleague's hours and leave. Ask the manager."
Change = Callable[[tuple[Time, ...]], tuple[Time, ...]]
"""From the lines that count to those that would count."""


# Before it is done --------------------------------------------------------------------------------------------------


@allowed(Act.KEEP_HOURS)
def preview(desk: Desk, kind: Kind, form: TimesForm) -> TimesEffect:
    """Say which appointments new hours or a leave would touch, without writing it; raises BadInput as the act does."""
    require_read(desk)
    with desk.store.read() as connection:
        who, lines = _checked(desk, connection, kind, form)
        found = _touched(desk, connection, lambda before: (*before, *lines))
        return TimesEffect(f"{who.name}: {_said(lines)}", found, _warnings(desk, connection, lines))


@allowed(Act.KEEP_HOURS)
def preview_end(desk: Desk, time_id: str, last: date | None = None) -> TimesEffect:
    """Say which appointments the taking back of a line, or its end on a day, would touch."""
    require_read(desk)
    with desk.store.read() as connection:
        row, who, line = _line(desk, connection, time_id)
        after = _ended(row, line, last)
        found = _touched(desk, connection, lambda before: _exchanged(before, line, after))
        return TimesEffect(f"{who.name}: {_end_said(line, last)}", found)


# The acts -----------------------------------------------------------------------------------------------------------


@allowed(Act.KEEP_HOURS)
def add_hours(desk: Desk, form: TimesForm) -> Kept:
    """Write regular hours, one line a weekday; from then on only these count for this colleague.

    Raises BadInput with everything that is wrong, NotAllowed for a colleague's when one is no manager.
    """
    return _add(desk, HOURS, form)


@allowed(Act.KEEP_HOURS)
def add_away(desk: Desk, form: TimesForm) -> Kept:
    """Write a leave: from one day to another, or recurring; nobody is booked in it any more. Raises as hours do."""
    return _add(desk, AWAY, form)


def _add(desk: Desk, kind: Kind, form: TimesForm) -> Kept:
    require_read(desk)
    with desk.store.write(desk.signer, Act.KEEP_HOURS.value, at=desk.now) as tx:
        who, lines = _checked(desk, tx.connection, kind, form)
        found = _touched(desk, tx.connection, lambda before: (*before, *lines))
        ids = [_put(desk, tx, line) for line in lines]
        tx.obj = who.id
        tx.detail.update(lines=ids, kind=kind, first=str(lines[0].first), touched=len(found))
    said = f"{who.name}: {_said(lines)}"
    token = UndoToken("staff_time", said, "", data={"made": tuple((one, 1) for one in ids)})
    return Kept(f"{said}. {_to_move(found)}", found, token)


@allowed(Act.KEEP_HOURS)
def take_back(desk: Desk, time_id: str, row_ver: int, last: date | None = None) -> Kept:
    """Take a line back wholly, or end it on a day (``last`` is then its last day), as it was seen (``row_ver``).

    Raises BadInput for a last day that does not fit, ChangedMeanwhile when another terminal was first.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.KEEP_HOURS.value, at=desk.now) as tx:
        row, who, line = _line(desk, tx.connection, time_id)
        after = _ended(row, line, last)
        found = _touched(desk, tx.connection, lambda before: _exchanged(before, line, after))
        if last is None:
            tx.change(StaffTime, {"id": row.id}, row_ver, state="void")
        else:
            tx.change(StaffTime, {"id": row.id}, row_ver, last=last)
        tx.obj = who.id
        tx.detail.update(lines=[row.id], ended=str(last or ""), touched=len(found))
    said = f"{who.name}: {_end_said(line, last)}"
    token = UndoToken(
        "staff_time", said, "", data={"ended": ((row.id, row_ver + 1, {"state": row.state, "last": row.last}),)}
    )
    return Kept(f"{said}. {_to_move(found)}", found, token)


@undoes("staff_time")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Take one's own last change of hours or leave back."""
    for time_id, row_ver in token.data.get("made", ()):
        _undo_one(desk, tx, time_id, row_ver, {"state": "void"})
    for time_id, row_ver, before in token.data.get("ended", ()):
        _undo_one(desk, tx, time_id, row_ver, before)


def _undo_one(desk: Desk, tx: Tx, time_id: str, row_ver: int, values: dict[str, object]) -> None:
    row = asked.staff_time(tx.connection, time_id)
    if row is None or row.row_ver != row_ver:
        raise ChangedMeanwhile("Somebody changed these hours meanwhile. Nothing was undone.")
    _may_change(desk, tx.connection, row.account_id)
    tx.obj = row.account_id
    tx.change(StaffTime, {"id": time_id}, row_ver, **values)


# Parts --------------------------------------------------------------------------------------------------------------


def _may_change(desk: Desk, connection: Connection, account_id: str) -> Colleague:
    """Give whose times they are; raises NotFound for who takes no appointments, NotAllowed for a colleague's."""
    found = next((one for one in colleagues(desk, connection) if one.id == account_id), None)
    if found is None:
        raise NotFound(NOT_THERE)
    if not found.may_change:
        raise NotAllowed(NOT_YOURS)
    return found


def _checked(desk: Desk, connection: Connection, kind: Kind, form: TimesForm) -> tuple[Colleague, tuple[Time, ...]]:
    """Give whose times they are and the lines to store; raises BadInput with everything that is wrong."""
    who = _may_change(desk, connection, form.account_id)
    known = times(desk, connection)
    found = problems(kind, form, known)
    if found:
        raise BadInput(found)
    return who, lines_of(kind, form)


def _line(desk: Desk, connection: Connection, time_id: str) -> tuple[StaffTimeRow, Colleague, Time]:
    row = asked.staff_time(connection, time_id)
    if row is None:
        raise NotFound(NOT_THERE)
    if row.state != "on":
        raise ChangedMeanwhile("That line was taken back already.")
    who = _may_change(desk, connection, row.account_id)
    (opened,) = open_times(desk, connection, [row])
    return row, who, opened.time()


def _ended(row: StaffTimeRow, line: Time, last: date | None) -> Time | None:
    """Give a line as it is after its end, None when it is taken back; raises BadInput for a day that does not fit."""
    if last is None:
        return None
    if last < row.first:
        raise BadInput({"last": f"It begins only on {say_day(row.first, year=True)}: take it back wholly."})
    if row.last is not None and last >= row.last:
        raise BadInput({"last": f"It ends on {say_day(row.last, year=True)} already."})
    return replace(line, last=last)


def _exchanged(before: tuple[Time, ...], line: Time, after: Time | None) -> tuple[Time, ...]:
    """Give the lines with one of them changed or left out; of two that are alike only one is."""
    lines = list(before)
    lines.remove(line)
    return tuple(lines) if after is None else (*lines, after)


def _touched(desk: Desk, connection: Connection, change: Change) -> tuple[Touched, ...]:
    """Give the appointments to come that could be held before a change and cannot after it."""
    before = times(desk, connection)
    was, will = (rota_with(desk, connection, lines) for lines in (before, change(before)))
    return displaced(desk, connection, will, before=was)


def _put(desk: Desk, tx: Tx, line: Time) -> str:
    """Store a line; why is sealed for the front room."""
    time_id = new_id()
    key = make_key(tx, desk.keys, "front", time_id, IDENTITY)
    tx.insert(
        StaffTime,
        id=time_id,
        account_id=line.account_id,
        kind=line.kind,
        weekday=line.weekday,
        every_weeks=line.every_weeks,
        first=line.first,
        last=line.last,
        start_minute=line.start,
        end_minute=line.end,
        state="on",
        made_at=tx.at,
        made_by=desk.person.id,
        key_ver=1,
        sealed=sealed_why(key, time_id, 1, line.why),
        row_ver=1,
    )
    return time_id


def _said(lines: Iterable[Time]) -> str:
    words = [say_line(line) for line in lines]
    return "; ".join([words[0], *(f"{one[:1].lower()}{one[1:]}" for one in words[1:])])


def _end_said(line: Time, last: date | None) -> str:
    said = say_line(line)
    said = f"{said[:1].lower()}{said[1:]}"
    return f"{said}, ends on {say_day(last, year=True)}" if last else f"taken back: {said}"


def _to_move(found: tuple[Touched, ...]) -> str:
    if not found:
        return "No appointment is touched."
    return f"{len(found)} appointment{' has' if len(found) == 1 else 's have'} to be moved."


def _warnings(desk: Desk, connection: Connection, lines: tuple[Time, ...]) -> tuple[str, ...]:
    """Say what is allowed and should be known: the first hours of somebody, and what is past."""
    found = []
    known = [one for one in times(desk, connection) if one.account_id == lines[0].account_id and one.kind == HOURS]
    if lines[0].kind == HOURS and not known:
        found.append("These are the first hours written: nobody can be booked outside of them, nor before they begin.")
    last = lines[0].last
    if last is not None and last < desk.today:
        found.append("All of it is in the past.")
    return tuple(found)
