"""Taking a time that is offered: the words of the line that say when, with whom and where give way to it."""

from __future__ import annotations

from collections.abc import Sequence

from advice_tui.casework.diary.views import Booked, Column
from advice_tui.desk import Desk
from advice_tui.rules import booking_line
from advice_tui.rules.booking_line import LineParts

WAYS = {"telephone": "tel", "online": "online"}


def _parts(text: str, desk: Desk, advisers: Sequence[Column], mode: str = "in_person") -> LineParts:
    known = tuple((one.id, one.name, one.short, one.short) for one in advisers)
    rooms = desk.policy.appointment.rooms
    return booking_line.read_line(text, now=desk.now, advisers=known, rooms=rooms, default_mode=mode)


def for_move(text: str, one: Booked, desk: Desk, advisers: Sequence[Column]) -> tuple[str, ...]:
    """Give a line about where an appointment goes with what stays as it is: whose it is, how long, how it is held.

    The first has its own room too, where none is typed; the second takes any.
    """
    parts = _parts(text, desk, advisers, one.mode)
    untold = _parts(text, desk, advisers).mode != parts.mode
    rest = ["" if one.client_id else '"no record"', WAYS.get(one.mode, "") if untold else ""]
    rest.append("" if parts.length else f"{one.end - one.start}m")
    before, sign, note = text.partition("#")
    stays = parts.mode == one.mode and not parts.room and _parts(one.room, desk, advisers).room == one.room
    own = [one.room] if one.room and stays else []
    return tuple(
        " ".join(part for part in (before.strip(), *room, *rest, f"{sign}{note}") if part) for room in (own, [])
    )


def whose_alone(text: str, desk: Desk, advisers: Sequence[Column]) -> str:
    """Give a booking line without day, time, adviser and room; whose it is, how it is held and the note stay."""
    parts = _parts(text, desk, advisers)
    rest = [parts.phone, parts.student_number, parts.email, "new" if parts.new else "", WAYS.get(parts.mode, "")]
    rest += [f"{parts.length}m" if parts.length else "", f"#{parts.note}" if parts.note else ""]
    who = parts.who
    if who and _parts(who, desk, advisers).who != who:
        who = f'"{who}"'
    return " ".join(one for one in (who, *rest) if one)
