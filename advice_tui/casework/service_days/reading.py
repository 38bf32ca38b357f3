"""Reading the calendar: a year, one day explained, the notes and warnings that other screens show."""

from __future__ import annotations

from datetime import date, datetime, time

from advice_tui.casework.service_days.lines import follow, read_lines
from advice_tui.casework.service_days.views import DayView, ServiceDay, ServiceLine, ServiceYear
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules import notices
from advice_tui.rules.bank_holidays import REGION_NAMES
from advice_tui.rules.reply import promise_due, promise_kind
from advice_tui.rules.service_calendar import (
    CalendarLine,
    NewBusy,
    NewClosure,
    NewHoliday,
    Removal,
    in_force,
    kind_of,
    nation_of,
)
from advice_tui.rules.service_changes import NAMES, days_between, say_change
from advice_tui.rules.service_state import hours_lines, known_to, state_of, words_of
from advice_tui.rules.working_days import FIRST_YEAR, LAST_YEAR, Calendar, local_instant, london, say_day, say_due
from data import queries
from data.errors import BadInput

STATES = {"busy": "busy", "holiday": "holiday", "no_holiday": "open"}


@allowed(Act.SEE_CALENDAR)
def year(desk: Desk, number: int) -> ServiceYear:
    """Give a year of the calendar; raises BadInput for one in which days are not counted."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise BadInput(f"The calendar goes from {FIRST_YEAR} to {LAST_YEAR}.")
    follow(desk)
    with desk.store.read() as connection:
        lines = in_force(read_lines(desk, connection))
        names = queries.names(connection)
    calendar, channels = desk.calendar, [channel.key for channel in desk.policy.channels]
    first, last = date(number, 1, 1), date(number, 12, 31)
    days = tuple(
        ServiceDay(day, state_of(calendar, day, channels), words_of(calendar, day, channels))
        for day in days_between(first, last)
    )
    found = [*_written(desk, lines, names), *_of_policy(desk), *_of_nation(desk, lines, number)]
    return ServiceYear(
        number,
        days,
        tuple(
            sorted(
                (one for one in found if one.first <= last and one.last >= first), key=lambda one: (one.first, one.key)
            )
        ),
        REGION_NAMES[desk.almanac.region],
        number > calendar.published_to,
        known_to(calendar, desk.today),
        may(desk.role, Act.CHANGE_CALENDAR),
    )


def _written(desk: Desk, lines: tuple[CalendarLine, ...], names: dict[str, str]) -> list[ServiceLine]:
    """Give the lines that the service wrote."""
    found = []
    for line in lines:
        change, kind = line.change, kind_of(line.change)
        if isinstance(change, Removal):
            continue
        at = london(line.at)
        by = f"{names.get(line.by_id, 'a manager')}, {say_day(at.date(), year=at.year != desk.today.year)}"
        whole = [f"{say_change(desk.policy, change)}.", *_more(change), f"Written by {by} {at:%H:%M}."]
        found.append(
            ServiceLine(
                f"line {line.seq}",
                line.seq,
                NAMES[kind],
                _state_of_line(change),
                change.first,
                change.last,
                _what(change),
                by,
                " ".join(whole),
            )
        )
    return found


def _state_of_line(change: NewClosure | NewBusy | NewHoliday) -> str:
    if isinstance(change, NewClosure):
        return "part" if change.channels else "closed" if change.part == "day" else "half"
    return STATES[kind_of(change)]


def _what(change: NewClosure | NewBusy | NewHoliday) -> str:
    if isinstance(change, NewClosure):
        return change.reason if change.part == "day" else f"{change.reason} ({change.part})"
    if isinstance(change, NewBusy):
        return f"{change.days} working days" + (f", {change.reason}" if change.reason else "")
    return change.name


def _more(change: NewClosure | NewBusy | NewHoliday) -> list[str]:
    """Say the advert, or who announced a bank holiday."""
    if isinstance(change, NewHoliday):
        when = f" on {say_day(change.announced, year=True)}" if change.announced else ""
        return [f"Announced by {change.source}{when}."]
    if change.advertised is None:
        return ["Not advertised."]
    return [f"Advertised from {say_day(change.advertised, year=True)}."]


def _of_policy(desk: Desk) -> list[ServiceLine]:
    """Give the closures and busy periods that stand in the policy itself."""
    where = f"the policy, version {desk.policy.version}"
    changes: list[tuple[NewClosure | NewBusy, str]] = [
        (NewClosure(one.first, one.last, one.reason, frozenset(one.channels), one.part, "", one.advertised), "closure")
        for one in desk.policy.closures
    ]
    changes += [
        (NewBusy(one.first, one.last, one.days, one.advertised, one.reason or ""), "busy")
        for one in desk.policy.reply.busy_periods
    ]
    return [
        ServiceLine(
            f"policy {number}",
            0,
            NAMES[kind],
            _state_of_line(change),
            change.first,
            change.last,
            _what(change),
            where,
            " ".join([f"{say_change(desk.policy, change)}.", *_more(change), f"From {where}."]),
        )
        for number, (change, kind) in enumerate(changes)
    ]


def _of_nation(desk: Desk, lines: tuple[CalendarLine, ...], number: int) -> list[ServiceLine]:
    """Give the bank holidays of the published list and of the policy that count; added ones are lines already."""
    changes = [line.change for line in lines if isinstance(line.change, NewHoliday)]
    added = {one.day for one in changes if one.counts}
    nation = nation_of(desk.policy, desk.almanac.region, changes)
    listed = "worked out, not published yet" if number > desk.calendar.published_to else "the published list"
    found = []
    for one in nation.of_year(number):
        if one.day in added:
            continue
        source = listed if one.source.startswith("holidays ") else one.source
        said = f"Bank holiday {say_day(one.day, year=True)}: {one.name}. From {source} ({one.source})."
        found.append(
            ServiceLine(f"holiday {one.day}", 0, NAMES["holiday"], "holiday", one.day, one.day, one.name, source, said)
        )
    return found


@allowed(Act.SEE_CALENDAR)
def explain_day(desk: Desk, day: date) -> DayView:
    """Explain a day: why it is closed, its hours, the busy period, and how a contact received then would count."""
    follow(desk)
    calendar, policy = desk.calendar, desk.policy
    channels = [channel.key for channel in policy.channels]
    lines = [*hours_lines(policy, calendar, day)]
    for one in calendar.closures:
        if one.first <= day <= one.last:
            change = NewClosure(one.first, one.last, one.reason, one.channels, one.part, "", one.advertised)
            lines.append(" ".join([f"{say_change(policy, change)}.", *_more(change)]))
    for period in calendar.busy:
        if period.first <= day <= period.last:
            busy = NewBusy(period.first, period.last, period.days, period.advertised)
            late = "" if period.advertised < day else " It does not count yet on this day: the advert came later."
            lines.append(" ".join([f"{say_change(policy, busy)}.", *_more(busy)]) + late)
    lines += _would_count(desk, calendar, day)
    if day.year > calendar.published_to:
        lines.append(f"Provisional: bank holidays for {day.year} are not published yet.")
    return DayView(day, state_of(calendar, day, channels), words_of(calendar, day, channels), tuple(lines))


def _would_count(desk: Desk, calendar: Calendar, day: date) -> list[str]:
    """Say by when a contact received on the day would be answered, once for all ways that agree."""
    spans = calendar.hours.week[day.weekday()]
    received = local_instant(datetime.combine(day, spans[0][0] if spans else time(12))).at
    answers: dict[str, list[str]] = {}
    try:
        for channel in desk.policy.channels:
            due = say_due(promise_due(desk.policy, calendar, channel.key, received))
            target = " (our own target)" if promise_kind(desk.policy, channel.key) == "callback" else ""
            answers.setdefault(due, []).append(channel.label + target)
    except BadInput as error:
        return [error.sentence]
    if len(answers) == 1:
        return [f"Received at {received:%H:%M} that day, a contact is due {next(iter(answers))}."]
    return [f"{', '.join(ways)} received at {received:%H:%M} that day: due {due}." for due, ways in answers.items()]


@allowed(Act.SEE_CALENDAR)
def standing_note(desk: Desk, channel: str, at: datetime) -> str:
    """Give the note shown where a message is taken while that way of contact is closed (L-46); empty otherwise."""
    with desk.store.read() as connection:
        lines = in_force(read_lines(desk, connection))
    return notices.standing_note(desk.policy, lines, channel, london(at).date())


@allowed(Act.SEE_CALENDAR)
def horizon_warning(desk: Desk) -> str:
    """Warn, a year ahead, that the published bank holidays end; empty while there is time."""
    return known_to(desk.calendar, desk.today)
