"""Booking: what can be booked, and the free slots that are offered instead of what cannot.

The rules of what can be booked are numbered in :mod:`advice_tui.rules.diary.refusals`; whatever is offered here, that
module does not refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from advice_tui.policy import Policy
from advice_tui.rules.diary.arrivals import local
from advice_tui.rules.diary.opening import Span, StaffTime, Stretch, away, grid, open_spans
from advice_tui.rules.diary.refusals import (
    LONGEST,
    NOBODY,
    SHORTEST,
    STEP,
    Staff,
    Taken,
    Wanted,
    busy_until,
    refusal,
    rooms_for,
    wrong,
)
from advice_tui.rules.working_days import LAST_YEAR, Calendar

__all__ = [
    "HORIZON",
    "LONGEST",
    "NOBODY",
    "SHORTEST",
    "STEP",
    "Staff",
    "Taken",
    "TakenByDay",
    "Wanted",
    "busy_until",
    "first_free",
    "nearest",
    "next_free",
    "refusal",
    "starts",
]

HORIZON: Final = 60
"""Days that are looked through for a free slot unless said otherwise."""

TakenByDay = Mapping[date, Sequence[Taken]]


def first_free(
    policy: Policy,
    calendar: Calendar,
    times: Sequence[StaffTime],
    taken: Sequence[Taken],
    wanted: Wanted,
    now: datetime,
    advisers: Staff = NOBODY,
) -> Wanted | None:
    """Return what is asked for with the first free adviser and room filled in, or nothing when it is refused."""
    for adviser_id in (wanted.adviser_id,) if wanted.adviser_id else tuple(advisers):
        for room in rooms_for(policy, wanted):
            one = replace(wanted, adviser_id=adviser_id, room=room)
            if not refusal(policy, calendar, times, taken, one, now, advisers):
                return one
    return None


def starts(
    policy: Policy,
    calendar: Calendar,
    taken: Iterable[Taken],
    wanted: Wanted,
    absent: Iterable[Stretch] = (),
    *,
    snug: bool = False,
) -> tuple[int, ...]:
    """Return the minutes of a day at which an appointment of this length may be offered, in order.

    They are the rows of the grid from each opening on, the ends of what is booked and of ``absent``, and the minute
    asked for; with ``snug`` also those from which it ends just when something else begins, or the service closes, so
    that no minute at all is nearer.
    """
    step = grid(calendar, policy.appointment.length)[2]
    spans = open_spans(calendar, wanted.day, wanted.mode)
    taken, absent = tuple(taken), tuple(absent)
    found = {start for opens, closes in spans for start in range(_five(opens), closes, step)}
    found |= {_five(one.busy_until) for one in taken} | {_five(end) for _, end, _ in absent}
    found.add(wanted.start)
    if snug:
        whole = busy_until(policy, wanted) - wanted.start
        last = {one.start - whole for one in taken} | {one.start - wanted.length for one in taken}
        found |= {_five(one.end) for one in taken}  # the student herself is free at once
        last |= {low - wanted.length for low in (*(low for low, _, _ in absent), *(closes for _, closes in spans))}
        found |= {start - start % STEP for start in (wanted.start, *last)} | {_five(wanted.start)}
    return tuple(sorted(start for start in found if _inside(spans, start, start + wanted.length)))


def _five(minute: int) -> int:
    """Return the first multiple of five from a minute on."""
    return -(-minute // STEP) * STEP


def _inside(spans: Iterable[Span], start: int, end: int) -> bool:
    return any(opens <= start and end <= closes for opens, closes in spans)


def next_free(
    policy: Policy,
    calendar: Calendar,
    times: Sequence[StaffTime],
    taken_by_day: TakenByDay,
    wanted: Wanted,
    now: datetime,
    count: int = 4,
    horizon_days: int = HORIZON,
    advisers: Staff = NOBODY,
) -> tuple[Wanted, ...]:
    """Return up to ``count`` slots from the minute asked for on, nearest first, adviser and room filled in.

    With an adviser all of hers in the days looked through come first, then those of the others; of the others, or
    without an adviser, one at each time, with the first who is free. A room asked for stays the one.
    """
    search = _Search(policy, calendar, times, taken_by_day, now, advisers)
    own = (wanted.adviser_id,) if wanted.adviser_id else ()
    others = tuple(one for one in advisers if one not in own)
    found: list[Wanted] = []
    for ids in (own, others):
        for slot in search.from_day_to_day(wanted, horizon_days, ids):
            if len(found) >= count:
                return tuple(found)
            if (slot.day, slot.start) >= (wanted.day, wanted.start):
                found.append(slot)
    return tuple(found[: max(count, 0)])


def nearest(
    policy: Policy,
    calendar: Calendar,
    times: Sequence[StaffTime],
    taken_by_day: TakenByDay,
    wanted: Wanted,
    now: datetime,
    horizon_days: int = HORIZON,
    advisers: Staff = NOBODY,
) -> Wanted | None:
    """Return the one slot to offer in place of what was refused, or nothing.

    On the day asked for it may be earlier or later, whichever is nearer, the later of two that are as near; what begins
    on no row and ends beside nothing is not offered, so that after the present minute the next row comes. Then come
    the days after it, the earliest slot first. On each day the adviser asked for comes before the others; where the
    room asked for is not free another one is offered.
    """
    search = _Search(policy, calendar, times, taken_by_day, now, advisers, near=True)
    own = (wanted.adviser_id,) if wanted.adviser_id else ()
    others = tuple(one for one in advisers if one not in own)
    for day in search.days(wanted, horizon_days):
        for ids in (own, others):
            found = tuple(search.of_day(replace(wanted, day=day), ids)) if ids else ()
            if found and day == wanted.day:
                return min(found, key=lambda one: (abs(one.start - wanted.start), -one.start))
            if found:
                return found[0]
    return None


@dataclass(frozen=True)
class _Search:
    """What a search for free slots looks through; it finds one slot at each time, with the first who is free."""

    policy: Policy
    calendar: Calendar
    times: Sequence[StaffTime]
    taken_by_day: TakenByDay
    now: datetime
    advisers: Staff
    near: bool = False
    """What comes nearest is looked for: between two rows as well, and in another room than the one asked for."""

    def days(self, wanted: Wanted, horizon: int) -> Iterator[date]:
        """Give the days to look through: none when what is wanted is wrong on every day."""
        today = local(self.now)[0]
        first = max(wanted.day, today)
        room = None if self.near else wanted.room
        if wrong(self.policy, replace(wanted, day=first, start=0, room=room)):
            return
        for step in range(min(horizon, (date(LAST_YEAR, 12, 31) - first).days) + 1):
            yield first + timedelta(days=step)

    def from_day_to_day(self, wanted: Wanted, horizon: int, ids: Sequence[str]) -> Iterator[Wanted]:
        """Give the free slots of all days in order."""
        for day in self.days(wanted, horizon) if ids else ():
            yield from self.of_day(replace(wanted, day=day, start=wanted.start if day == wanted.day else 0), ids)

    def of_day(self, wanted: Wanted, ids: Sequence[str]) -> Iterator[Wanted]:
        """Give the free slots of one day in order, with one of these advisers."""
        taken = self.taken_by_day.get(wanted.day, ())
        if not open_spans(self.calendar, wanted.day, wanted.mode):
            return
        absent = {one: away(self.times, one, wanted.day) for one in ids}
        gone = [stretch for one in ids for stretch in absent[one]]
        minutes = starts(self.policy, self.calendar, taken, wanted, gone, snug=self.near)
        for minute in (minute for minute in minutes if not minute % STEP):
            asked = replace(wanted, start=minute)
            for one in ids:
                if self._taken(taken, asked, one) or any(low < asked.end and minute < up for low, up, _ in absent[one]):
                    continue
                if slot := self._confirmed(taken, replace(asked, adviser_id=one)):
                    yield slot
                    break

    def _taken(self, taken: Sequence[Taken], asked: Wanted, adviser_id: str) -> bool:
        until = busy_until(self.policy, asked)
        return any(one.adviser_id == adviser_id and one.start < until and asked.start < one.busy_until for one in taken)

    def _confirmed(self, taken: Sequence[Taken], asked: Wanted) -> Wanted | None:
        """Give the slot with its room, when nothing at all refuses it."""
        for room in (asked.room, None) if self.near and asked.room is not None else (asked.room,):
            one = replace(asked, room=room)
            if slot := first_free(self.policy, self.calendar, self.times, taken, one, self.now, self.advisers):
                return slot
        return None
