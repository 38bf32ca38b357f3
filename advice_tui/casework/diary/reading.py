"""The diary read: a week, a day, who takes appointments, all of a client's, and what happened to one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import Connection

from advice_tui.casework.diary import shown
from advice_tui.casework.diary.documents import open_appointment, words_of_event
from advice_tui.casework.diary.ground import Ground, every_id, survey
from advice_tui.casework.diary.telling import told
from advice_tui.casework.diary.views import MODES, Booked, Column, DayColumn, DiaryView, HistoryLine, Shut
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary import opening
from advice_tui.rules.diary.opening import Span, Stretch
from advice_tui.rules.working_days import london
from data import queries
from data.diary_rows import LIVE, AppointmentRow
from data.queries import diary as asked

WEEKDAYS, WEEK = 5, 7
SHOWN = (*LIVE, "missed")


@allowed(Act.SEE_DIARY)
def week(desk: Desk, day: date) -> DiaryView:
    """Give the week that ``day`` lies in: Monday to Friday, and a weekend day that is open or has appointments."""
    monday = day - timedelta(days=day.weekday())
    return _view(desk, monday, WEEK)


@allowed(Act.SEE_DIARY)
def one_day(desk: Desk, day: date) -> DiaryView:
    """Give one day of the diary."""
    return _view(desk, day, 1)


@allowed(Act.SEE_DIARY)
def advisers(desk: Desk) -> tuple[Column, ...]:
    """Give those with whom appointments are made: advisers, and managers who have hours of their own."""
    with desk.store.read() as connection:
        return survey(desk, connection, desk.today).columns


@allowed(Act.SEE_DIARY)
def of_client(desk: Desk, client_id: str) -> tuple[Booked, ...]:
    """Give every appointment of a client, cancelled and missed ones too, oldest first, whatever record it was made on.

    Raises NotFound, in the same words, when there is no such client or she is not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        return shown.booked(desk, connection, asked.of_clients(connection, every_id(desk, connection, client_id)))


@allowed(Act.SEE_DIARY)
def one(desk: Desk, appointment_id: str) -> Booked:
    """Give one appointment as it stands; raises NotFound when there is none or it is not for this person."""
    require_read(desk)
    with desk.store.read() as connection:
        row = open_appointment(desk, connection, appointment_id).row
        return shown.booked(desk, connection, [row])[0]


@allowed(Act.SEE_DIARY)
def history(desk: Desk, appointment_id: str) -> tuple[HistoryLine, ...]:
    """Give everything that happened to an appointment, oldest first; what was taken back is struck and stays.

    Raises NotFound when there is none or it is not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        opened = open_appointment(desk, connection, appointment_id)
        ground = survey(desk, connection, opened.row.day)
        return tuple(
            HistoryLine(
                event.kind,
                event.at,
                event.recorded_at,
                ground.name(event.by_id) or _name(connection, event.by_id),
                told(event.kind, words_of_event(opened.key, event), ground.name),
                event.undone_at is not None,
            )
            for event in asked.events(connection, appointment_id)
        )


def _name(connection: Connection, account_id: str) -> str:
    return queries.names(connection).get(account_id, "")


# Parts --------------------------------------------------------------------------------------------------------------


def _view(desk: Desk, first: date, count: int) -> DiaryView:
    require_read(desk)
    policy, now = desk.policy, london(desk.now)
    length = policy.appointment.length
    top, bottom, step = opening.grid(desk.calendar, length)
    with desk.store.read() as connection:
        ground = survey(desk, connection, first)
        rows = [row for row in asked.between(connection, first, first + timedelta(count - 1)) if row.state in SHOWN]
        all_booked = shown.booked(desk, connection, sorted(rows, key=_order))
    by_day: dict[date, list[Booked]] = {}
    for one_booked in all_booked:
        by_day.setdefault(one_booked.day, []).append(one_booked)
    columns = _columns(ground, rows)
    days = [first + timedelta(n) for n in range(count)]
    if count == WEEK:
        days = [day for n, day in enumerate(days) if n < WEEKDAYS or day in by_day or _opens(desk, day)]
    return DiaryView(
        days=tuple(_day(desk, ground, columns, day, tuple(by_day.get(day, ())), (top, bottom)) for day in days),
        advisers=columns,
        rooms=policy.appointment.rooms,
        first=top,
        last=bottom,
        step=step,
        length=length,
        now=(now.date(), now.hour * 60 + now.minute),
    )


def _order(row: AppointmentRow) -> tuple[date, int, bool, str]:
    """Put what takes time behind what no longer does, so that it is drawn last."""
    return row.day, row.start_minute, row.state in LIVE, row.id


def _columns(ground: Ground, rows: list[AppointmentRow]) -> tuple[Column, ...]:
    """Give who may be booked, and whoever has appointments here all the same: a leaver's are there to be moved."""
    needed = {row.adviser_id for row in rows if row.state in LIVE}
    return tuple(one.column for one in ground.people.values() if one.takes or one.column.id in needed)


def _opens(desk: Desk, day: date) -> bool:
    return any(opening.open_spans(desk.calendar, day, mode) for mode in MODES)


def _day(
    desk: Desk,
    ground: Ground,
    columns: tuple[Column, ...],
    day: date,
    here: tuple[Booked, ...],
    span: Span,
) -> DayColumn:
    by_mode = {mode: opening.shut(desk.calendar, day, mode, *span) for mode in MODES}
    whole, partly = _for_all(by_mode, span)
    away = {column.id: _stretches(opening.away(ground.times, column.id, day, *span)) for column in columns}
    return DayColumn(
        day,
        opening.closed_all_day(desk.calendar, day, tuple(MODES)),
        whole,
        {account_id: lines for account_id, lines in away.items() if lines},
        here,
        partly,
    )


def _for_all(by_mode: dict[str, tuple[Stretch, ...]], span: Span) -> tuple[tuple[Shut, ...], tuple[Shut, ...]]:
    """Part what is shut for a visit: shut in every way, and open by telephone or online (L-46)."""
    visit, *others = by_mode.values()
    if all(other == visit for other in others):
        return _stretches(visit), ()
    edges = sorted({*span, *(edge for lines in by_mode.values() for start, end, _ in lines for edge in (start, end))})
    whole: list[Stretch] = []
    partly: list[Stretch] = []
    for start, end in pairwise(edges):
        why = next((why for one, other, why in visit if one <= start and end <= other), None)
        if why is not None:
            every = all(any(one <= start and end <= other for one, other, _ in lines) for lines in others)
            (whole if every else partly).append((start, end, why))
    return _stretches(opening.merged(whole)), _stretches(opening.merged(partly))


def _stretches(stretches: Iterable[Stretch]) -> tuple[Shut, ...]:
    return tuple(Shut(*one) for one in stretches)
