"""What can be booked: the one refusal for every way of booking.

1. An appointment lies inside the opening hours of its way of meeting, whole (I-26, I-33; L-45), and not in the past.
2. Its adviser is there, and has nobody else; the time kept free after each appointment counts for adviser and room.
3. In person it takes one of the confidential rooms of the policy, which nobody else has then (I-33; L-13). By telephone
   or online it may take one.
4. A student has no two appointments at once.
5. Minutes are multiples of five; the length is the policy's or another multiple of five.

``advisers`` are the names by id of those who can be booked, in the order in which they are offered. ``now`` is an aware
moment or a civil time in London. Nothing here raises for what a person may type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final

from advice_tui.policy import Policy
from advice_tui.rules.diary.arrivals import local
from advice_tui.rules.diary.opening import (
    AWAY,
    CHANNELS,
    MIDNIGHT,
    NOT_WORKING,
    StaffTime,
    away,
    closed_all_day,
    closed_halves,
    open_spans,
    say_minute,
    say_stretch,
)
from advice_tui.rules.working_days import FIRST_YEAR, LAST_YEAR, Calendar, local_instant, say_day
from advice_tui.rules.working_days.opening import NAMES_OF_WEEKDAYS
from data.errors import BadInput

STEP: Final = 5
"""Appointments begin and end on multiples of so many minutes."""
SHORTEST, LONGEST = 5, 240
"""Minutes of an appointment, as the floor of every policy has them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One appointment that takes its adviser's time: ``who`` is the student's name, or empty when it is not to be said.

    ``busy_until`` is its end with the time kept free after it.
    """

    id: str
    adviser_id: str
    room: str
    client_id: str | None
    start: int
    end: int
    busy_until: int
    who: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. No adviser, or no room for an appointment in person, stands for the first free one."""

    day: date
    start: int
    length: int
    adviser_id: str | None = None
    room: str | None = None
    mode: str = "in_person"
    client_id: str | None = None

    @property
    def end(self) -> int:
        """The minute in which it is over."""
        return self.start + self.length


Staff = Mapping[str, str]
"""The names of advisers by id."""
NOBODY: Final[Staff] = {}


def busy_until(policy: Policy, wanted: Wanted) -> int:
    """Return the end with the minutes that are kept free after it."""
    return wanted.end + policy.appointment.buffer_minutes


def refusal(
    policy: Policy,
    calendar: Calendar,
    times: Sequence[StaffTime],
    taken: Sequence[Taken],
    wanted: Wanted,
    now: datetime,
    advisers: Staff = NOBODY,
) -> str:
    """Say in one sentence why something cannot be booked, and whose it is; empty when it can.

    ``taken`` are the appointments of the day that take time (the one that is moved left out). Without an adviser or a
    room the sentence says that nobody, or no room, is free.
    """
    return (
        wrong(policy, wanted)
        or _past(wanted, now)
        or _not_open(calendar, wanted)
        or _not_there(policy, times, taken, wanted, advisers)
    )


# Refusals, in the order in which they are said ------------------------------------------------------------------


def wrong(policy: Policy, wanted: Wanted) -> str:
    """Say what cannot be meant (rules 3 and 5)."""
    length, own = wanted.length, policy.appointment.length
    if wanted.mode not in CHANNELS:
        return "An appointment is in person, by telephone or online."
    if not FIRST_YEAR <= wanted.day.year <= LAST_YEAR:
        return f"Appointments are made for the years {FIRST_YEAR} to {LAST_YEAR}."
    if not 0 <= wanted.start < MIDNIGHT or wanted.start % STEP:
        return "An appointment begins on a whole five minutes, such as 10:05."
    if not SHORTEST <= length <= LONGEST or (length % STEP and length != own):
        return f"An appointment lasts {SHORTEST} to {LONGEST} minutes, in steps of five; usually {own}."
    return _wrong_room(policy, wanted)


def _wrong_room(policy: Policy, wanted: Wanted) -> str:
    """Refuse a room that is not the policy's, and no room where one is needed (I-33; L-13)."""
    rooms = policy.appointment.rooms
    if wanted.room is None or wanted.room in rooms:
        return ""
    if wanted.room:
        return f"{wanted.room} is no confidential room of the service: {_listed(rooms)}."
    if wanted.mode == "in_person" and policy.appointment.private_room:
        return f"An appointment in person takes a confidential room: {_listed(rooms)}."
    return ""


def _listed(words: Sequence[str]) -> str:
    """Return "Room 1, Room 2 or Room 3"."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words) or "there is none"


def _past(wanted: Wanted, now: datetime) -> str:
    """Refuse what has begun, and what the clocks skip."""
    today, minute = local(now)
    if wanted.day < today:
        return f"{say_day(wanted.day, year=True)} is past."
    if wanted.day == today and wanted.start < minute:
        return f"{say_minute(wanted.start)} is past: it is {say_minute(minute)} now."
    try:
        local_instant(datetime.combine(wanted.day, time(*divmod(wanted.start, 60))))
    except BadInput as error:
        return error.sentence
    return ""


def _not_open(calendar: Calendar, wanted: Wanted) -> str:
    """Say when the service opens or closes, where that is in the way (rule 1)."""
    spans = open_spans(calendar, wanted.day, wanted.mode)
    if not spans:
        return _closed(calendar, wanted)
    if any(opens <= wanted.start and wanted.end <= closes for opens, closes in spans):
        return ""
    name, why = _day_words(calendar, wanted)
    if wanted.start < spans[0][0]:
        return f"{name} opens at {say_minute(spans[0][0])}{why}."
    for opens, closes in spans:
        if opens <= wanted.start < closes:
            return (
                f"{say_minute(wanted.start)} would end at {say_minute(wanted.end)}, after closing at"
                f" {say_minute(closes)}{why}."
            )
    if wanted.start >= spans[-1][1]:
        return f"{name} closes at {say_minute(spans[-1][1])}{why}."
    closes, opens = next((one[1], other[0]) for one, other in pairwise(spans) if one[1] <= wanted.start < other[0])
    return f"{name} is closed {say_stretch(closes, opens)}{why}."


def _closed(calendar: Calendar, wanted: Wanted) -> str:
    """Say why nobody is seen on the whole day."""
    day = wanted.day
    if holiday := calendar.bank_holiday(day):
        return f"{say_day(day)} is a bank holiday: {holiday}."
    if not calendar.hours.week[day.weekday()]:
        return f"The service is closed on {NAMES_OF_WEEKDAYS[day.weekday()]}s."
    why = closed_all_day(calendar, day, (wanted.mode,))
    why = why.rstrip(".")
    if why == "closed":
        return f"{say_day(day)} is closed."
    if closed_all_day(calendar, day):
        return f"{say_day(day)} is closed: {why}."
    how = {"in_person": "in person", "telephone": "by telephone", "online": "online"}[wanted.mode]
    return f"{say_day(day)} is closed for appointments {how}: {why}."


def _day_words(calendar: Calendar, wanted: Wanted) -> tuple[str, str]:
    """Return the name of a day of usual hours, or its date and the reason of a closure."""
    closed = closed_halves(calendar, wanted.day, wanted.mode)
    if not closed:
        return NAMES_OF_WEEKDAYS[wanted.day.weekday()], ""
    why = next(iter(closed.values())).rstrip(".")
    return say_day(wanted.day), "" if why == "closed" else f" ({why})"


def _not_there(
    policy: Policy, times: Sequence[StaffTime], taken: Sequence[Taken], wanted: Wanted, advisers: Staff
) -> str:
    """Say who is away, or has somebody, or that nobody is free (rules 2 to 4)."""
    clash = _client_clash(taken, wanted, advisers)
    if clash:
        return clash
    if wanted.adviser_id:
        one = _adviser_clash(policy, times, taken, wanted, wanted.adviser_id, advisers)
        if one:
            return one
    elif not any(not _adviser_clash(policy, times, taken, wanted, one, advisers) for one in advisers):
        return f"No adviser is free {say_stretch(wanted.start, wanted.end)}."
    clashes = [_room_clash(policy, taken, wanted, room, advisers) for room in rooms_for(policy, wanted)]
    if all(clashes):
        return (clashes[0] if wanted.room else "") or f"No room is free {say_stretch(wanted.start, wanted.end)}."
    return ""


def rooms_for(policy: Policy, wanted: Wanted) -> tuple[str, ...]:
    """Return the rooms that would do."""
    if wanted.room is not None:
        return (wanted.room,)
    return policy.appointment.rooms if wanted.mode == "in_person" else ("",)


def _client_clash(taken: Iterable[Taken], wanted: Wanted, advisers: Staff) -> str:
    for one in taken:
        same = wanted.client_id and one.client_id == wanted.client_id
        if same and one.start < wanted.end and wanted.start < one.end:
            who, name = one.who or "This student", advisers.get(one.adviser_id, "")
            other = f" with {name}" if name else ""
            return f"{who} has an appointment already{other} {say_stretch(one.start, one.end)}."
    return ""


def _adviser_clash(
    policy: Policy,
    times: Sequence[StaffTime],
    taken: Iterable[Taken],
    wanted: Wanted,
    adviser_id: str,
    advisers: Staff,
) -> str:
    """Say that this adviser is away, does not work then, or has somebody."""
    name = advisers.get(adviser_id, "This adviser")
    for start, end, why in away(times, adviser_id, wanted.day, wanted.start, wanted.end):
        whole = away(times, adviser_id, wanted.day)
        around = next(one for one in whole if one[0] <= start and end <= one[1])
        return _absence(name, wanted.day, around[0], around[1], why)
    until = busy_until(policy, wanted)
    for one in taken:
        if one.adviser_id == adviser_id and one.start < until and wanted.start < one.busy_until:
            return _has(policy, name, one, wanted, one.who)
    return ""


def _absence(name: str, day: date, start: int, end: int, why: str) -> str:
    """Say when an adviser is not there: "Dan Wu is away 10:00–12:00: Dentist."."""
    when = f"on {say_day(day)}"
    if (start, end) != (0, MIDNIGHT):
        until = f"from {say_minute(start)}" if end == MIDNIGHT else say_stretch(start, end)
        when = f"before {say_minute(end)}" if start == 0 else until
        when += f" on {say_day(day)}"
    if why == NOT_WORKING:
        return f"{name} does not work {when}."
    reason = "" if why == AWAY else f": {why.rstrip('.')}"
    return f"{name} is away {when}{reason}."


def _has(policy: Policy, name: str, one: Taken, wanted: Wanted, who: str) -> str:
    """Say who has an adviser or a room: "Priya Nair has Amira Khan 10:00–10:30."."""
    words = f"{name} {f'has {who}' if who else 'is booked'} {say_stretch(one.start, one.end)}"
    if one.start < wanted.end and wanted.start < one.end:
        return f"{words}."
    return f"{words}, and {policy.appointment.buffer_minutes} minutes are kept free after an appointment."


def _room_clash(policy: Policy, taken: Iterable[Taken], wanted: Wanted, room: str, advisers: Staff) -> str:
    """Say who has a room."""
    until = busy_until(policy, wanted)
    for one in taken:
        if room and one.room == room and one.start < until and wanted.start < one.busy_until:
            name = advisers.get(one.adviser_id, "")
            whom = " with ".join(part for part in (one.who, name) if part)
            return _has(policy, room, one, wanted, whom)
    return ""
