"""Reading somebody's hours and leave, and the weeks that come out of them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from advice_tui.casework.rota.documents import OpenedTime, open_times, rota_with
from advice_tui.casework.rota.touching import displaced
from advice_tui.casework.rota.views import Colleague, RotaView, TimeLine, WorkDay
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.diary.opening import NOT_WORKING, Span, StaffTime, away, closed_all_day, open_spans
from advice_tui.rules.staff_times import AWAY, HOURS, say_days_shortly, say_line, say_minutes
from data import queries
from data.access.grants import accounts
from data.errors import NotFound
from data.queries import diary as asked
from data.records import NOT_THERE

WEEKS = 30
"""So many weeks are drawn, this one first."""
MODES = ("in_person", "telephone", "online")
SEEN_BY = (Role.ADVISER, Role.MANAGER)
"""Students are booked with advisers, and with a manager who has hours."""


def colleagues(desk: Desk, connection: Connection) -> tuple[Colleague, ...]:
    """Give who can have hours: oneself first, then by name. An adviser writes her own, a manager anybody's."""
    every = desk.role is Role.MANAGER
    found = [
        Colleague(row.id, row.name, row.id == desk.person.id, every or row.id == desk.person.id)
        for row in accounts(connection)
        if row.state == "active" and row.role in {role.value for role in SEEN_BY}
    ]
    return tuple(sorted(found, key=lambda one: (not one.mine, one.name.casefold())))


@allowed(Act.KEEP_HOURS)
def hours(desk: Desk, account_id: str = "") -> RotaView:
    """Give a colleague's hours and leave, one's own unless said; raises NotFound for who has none."""
    with desk.store.read() as connection:
        everybody = colleagues(desk, connection)
        chosen = next((one for one in everybody if one.id == (account_id or desk.person.id)), None)
        if chosen is None:
            raise NotFound(NOT_THERE)
        opened = open_times(desk, connection, asked.staff_times(connection))
        staff = queries.names(connection)
        now = rota_with(desk, connection, tuple(one.time() for one in opened))
        moved = displaced(desk, connection, now, only=lambda row: row.adviser_id == chosen.id)
    own = [one for one in opened if one.row.account_id == chosen.id]
    lines = sorted((_line(desk, one, staff) for one in own), key=_order)
    times = [one.time() for one in own]
    return RotaView(chosen, everybody, tuple(lines), _weeks(desk, chosen.id, times), len(moved))


def _order(line: TimeLine) -> tuple[bool, bool, date, str]:
    """Put what is over last, hours before leave, then the earlier day first."""
    return (line.past, line.kind != HOURS, line.first, line.id)


def _line(desk: Desk, one: OpenedTime, staff: dict[str, str]) -> TimeLine:
    row, time = one.row, one.time()
    last = row.last
    return TimeLine(
        row.id,
        row.row_ver,
        row.kind,
        say_days_shortly(time),
        say_minutes(row.start_minute, row.end_minute),
        one.why if row.kind == AWAY else "",
        row.first,
        last,
        last is not None and last < desk.today,
        say_line(time),
        staff.get(row.made_by, ""),
    )


def _weeks(desk: Desk, account_id: str, times: list[StaffTime]) -> tuple[tuple[WorkDay, ...], ...]:
    """Give the next weeks, Monday to the last day on which the service opens at all."""
    monday = desk.today - timedelta(days=desk.today.weekday())
    usual = [number for number, spans in enumerate(desk.policy.opening.week) if spans]
    days = range(max(usual, default=4) + 1)
    return tuple(
        tuple(_day(desk, account_id, times, monday + timedelta(days=7 * week + number)) for number in days)
        for week in range(WEEKS)
    )


def _day(desk: Desk, account_id: str, times: list[StaffTime], day: date) -> WorkDay:
    """Say how a day stands: open hours less what the adviser is away."""
    calendar = desk.calendar
    spans = tuple(open_spans(calendar, day, "in_person")) or next(
        (found for mode in MODES if (found := tuple(open_spans(calendar, day, mode)))), ()
    )
    if not spans:
        return WorkDay(day, "closed", (), closed_all_day(calendar, day, MODES) or "closed")
    left, reasons = list(spans), []
    for first, last, why in away(times, account_id, day, spans[0][0], spans[-1][1]) if times else ():
        cut = [piece for span in left for piece in _without(span, first, last)]
        if cut != left:
            reasons.append(why)
        left = cut
    state = "free" if tuple(left) == spans else "part" if left else "off" if set(reasons) == {NOT_WORKING} else "away"
    return WorkDay(day, state, tuple(left), ", ".join(dict.fromkeys(one for one in reasons if one)))


def _without(span: Span, first: int, last: int) -> list[Span]:
    """Give what is left of a span when a stretch is taken out of it."""
    pieces = [(span[0], min(span[1], first)), (max(span[0], last), span[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]
