"""A slot chosen for what was asked: the first adviser and room that are free, or why there is none and what is nearest.

Whatever is asked here of an open writing transaction holds until it is stored: nobody else can book meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from advice_tui.casework.diary.ground import Ground, every_id, offered, survey, taken, taken_by_day
from advice_tui.casework.diary.telling import slot_words
from advice_tui.casework.diary.views import BookingForm, Checked, Offer
from advice_tui.desk import Desk
from advice_tui.rules.diary import booking as rule
from advice_tui.rules.diary.booking import Taken, Wanted
from advice_tui.rules.diary.opening import say_stretch
from data.errors import BadInput
from data.queries import bookings as asked

WEEK, WEEKS = 7, 9
"""A free slot is looked for in so many days at a time, so many times."""


@dataclass(frozen=True)
class Chosen:
    """What can be booked, or the sentence that refuses it, with the students it names."""

    ground: Ground
    wanted: Wanted
    refusal: str = ""
    names: tuple[str, ...] = field(default=(), repr=False)


class Refused(BadInput):
    """A slot that cannot be taken. ``names`` are the students whom its sentences name, for the privacy shade."""

    def __init__(self, problems: dict[str, str] | str, names: tuple[str, ...] = ()) -> None:
        super().__init__(problems)
        self.names = names


def wanted_of(desk: Desk, form: BookingForm, client_id: str = "") -> Wanted:
    """Give what a form asks for, as the rules take it."""
    length = desk.policy.appointment.length if form.length is None else form.length
    return Wanted(
        form.day, form.start, length, form.adviser_id or None, form.room or None, form.mode, client_id or None
    )


def choose(desk: Desk, connection: Connection, wanted: Wanted, *, but: str = "") -> Chosen:
    """Choose the adviser and the room; ``but`` is the appointment that is about to move.

    The sentence of a refusal names who has the time, so it is shown to this person and stored nowhere.
    """
    ground = survey(desk, connection, min(wanted.day, desk.today))
    advisers = names(ground)
    if wanted.adviser_id and wanted.adviser_id not in advisers:
        name = ground.name(wanted.adviser_id) or "this colleague"
        return Chosen(ground, wanted, f"No appointments are made with {name}.")
    rows = asked.taken(connection, wanted.day, wanted.day, but=but)
    hers = every_id(desk, connection, wanted.client_id) if wanted.client_id else ()
    wanted = replace(wanted, client_id=hers[0]) if hers else wanted
    here = taken(desk, connection, rows, hers=hers)
    given = (desk.policy, desk.calendar, ground.times)
    first = rule.first_free(*given, here, wanted, desk.now, advisers)
    if first is not None:
        return Chosen(ground, first)
    named = taken(desk, connection, rows, hers=hers, named=wanted)
    said = rule.refusal(*given, named, wanted, desk.now, advisers)
    people = tuple({one.who for one in named if one.who})
    return Chosen(ground, wanted, said or f"Nobody is free {say_stretch(wanted.start, wanted.end)}.", people)


def words(chosen: Chosen) -> str:
    """Say the slot that was chosen: "Thu 26 Nov 13:00–13:30 with Priya Nair, Room 2"."""
    one = chosen.wanted
    adviser = chosen.ground.name(one.adviser_id or "")
    return slot_words((one.day, one.start, one.end), adviser, one.room or "", one.mode)


def names(ground: Ground) -> dict[str, str]:
    """Give the names of those with whom appointments are made, by id."""
    return {column.id: column.name for column in ground.columns}


def nearest(desk: Desk, connection: Connection, chosen: Chosen, *, but: str = "") -> Offer | None:
    """Give the one slot to offer in place of what was refused, or None when there is none in two months."""
    ground, wanted = chosen.ground, _possible(desk, chosen)
    hers = every_id(desk, connection, wanted.client_id) if wanted.client_id else ()
    for one, by_day in _weeks(desk, connection, wanted, but=but, hers=hers):
        given = (desk.policy, desk.calendar, ground.times, by_day, one, desk.now)
        found = rule.nearest(*given, WEEK - 1, names(ground))
        if found is not None:
            return offered(ground, found)
    return None


def free(desk: Desk, connection: Connection, wanted: Wanted, count: int) -> tuple[Offer, ...]:
    """Give free slots from the minute asked for on, nearest first; all of the wanted adviser's before the others'."""
    ground = survey(desk, connection, min(wanted.day, desk.today))
    everybody = names(ground)
    hers = {one: name for one, name in everybody.items() if one == wanted.adviser_id}
    others = {one: name for one, name in everybody.items() if one not in hers}
    found: list[Wanted] = []
    for group in filter(None, (hers, others)):
        for one, by_day in _weeks(desk, connection, replace(wanted, adviser_id=None)):
            given = (desk.policy, desk.calendar, ground.times, by_day, one, desk.now)
            found += rule.next_free(*given, count - len(found), WEEK - 1, group)
            if len(found) >= count:
                return tuple(offered(ground, slot) for slot in found)
    return tuple(offered(ground, slot) for slot in found)


def _possible(desk: Desk, chosen: Chosen) -> Wanted:
    """Give what was asked without what can never be had, so that something near can be offered."""
    wanted, length = chosen.wanted, desk.policy.appointment.length
    ours = wanted.adviser_id if wanted.adviser_id in names(chosen.ground) else None
    room = wanted.room if wanted.room in desk.policy.appointment.rooms else None
    right = wanted.length % rule.STEP == 0 and rule.SHORTEST <= wanted.length <= rule.LONGEST
    return replace(
        wanted,
        day=max(wanted.day, desk.today),
        start=wanted.start if wanted.day >= desk.today else 0,
        adviser_id=ours,
        room=room,
        length=wanted.length if right else length,
    )


def _weeks(
    desk: Desk, connection: Connection, wanted: Wanted, *, but: str = "", hers: tuple[str, ...] = ()
) -> Iterator[tuple[Wanted, dict[date, tuple[Taken, ...]]]]:
    """Give what is wanted in the seven days from its own on, then in the seven after them, with what is taken there."""
    with suppress(OverflowError):
        for n in range(WEEKS):
            first = wanted.day + timedelta(WEEK * n)
            last = first + timedelta(WEEK - 1)
            one = replace(wanted, day=first, start=0) if n else wanted
            yield one, taken_by_day(desk, connection, first, last, but=but, hers=hers)


def checked(desk: Desk, connection: Connection, wanted: Wanted, *, but: str = "") -> tuple[Chosen, Checked]:
    """Choose, and say it as a screen shows it: the slot, or the refusal with the nearest free one."""
    chosen = choose(desk, connection, wanted, but=but)
    if not chosen.refusal:
        return chosen, Checked(offered(chosen.ground, chosen.wanted))
    try:
        other = nearest(desk, connection, chosen, but=but)
    except BadInput:  # the wanted day is outside the years in which days are counted
        other = None
    return chosen, Checked(None, chosen.refusal, other, chosen.names)


def refused(refusal: str, offer: Offer | None) -> str:
    """Give the sentence of a refusal, with what is offered instead."""
    return f"{refusal} Next free: {offer.words}." if offer else refusal
