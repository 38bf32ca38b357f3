"""A booking typed in one line: what is understood so far, who may be meant, and what Enter would book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework import desk_flags
from advice_tui.casework.diary import choosing
from advice_tui.casework.diary.ground import Ground, survey
from advice_tui.casework.diary.line_people import Who, find_who
from advice_tui.casework.diary.views import MODES, BookingForm, Checked, Chip, LineRead, Offer
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules import booking_line
from advice_tui.rules.booking_line import LineParts
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.working_days import say_day
from advice_tui.rules.working_days.local_time import NAMES_OF_MONTHS
from advice_tui.rules.working_days.opening import NAMES_OF_WEEKDAYS

MOST_MATCHES = 8
NOON, HOUR, HALF_DAY = 720, 60, 12
At = tuple[date, int, str]
"""Where the grid's cursor stands: day, minute, adviser's id or empty."""


@allowed(Act.BOOK_APPOINTMENT)
def read_line(desk: Desk, text: str, *, at: At | None = None, chosen: str = "", but: str = "") -> LineRead:
    """Read a booking line; what it leaves out is taken from ``at``, where the grid's cursor stands.

    A day or time that was typed and not understood is never taken from there. ``but`` is the appointment that is about
    to move: it stands in nobody's way.

    ``chosen`` is the client whom the user chose among those who match, or for whom the diary was opened. A name that
    several have needs a choice; a name that nobody has needs a number, and becomes a client with the booking (I-30).
    Never raises for what is typed.
    """
    require_read(desk)
    with desk.store.read() as connection:
        ground = survey(desk, connection, desk.today)
        parts = _parts(desk, ground, text)
        who = find_who(desk, connection, parts, chosen)
        faults = tuple(Chip("no", fault) for fault in parts.faults)
        form = _form(parts, who, at)
        form = form and desk_flags.kept_to(desk, connection, form, who.client_id)
        if form is None:
            chips = (*who.chips, *_missing(parts, at), *_extras(parts, ground), *faults)
            return LineRead(chips, matches=who.matches, names=_names(who))
        wanted = choosing.wanted_of(desk, form, who.client_id)
        found = choosing.checked(desk, connection, wanted, but=but)[1]
        barred = _barred(desk, connection, who, found.slot, but) if who.settled and found.slot else ()
    chips = (*who.chips, *_slot_chips(form, found, parts, ground), *barred, *faults)
    stopped = any(chip.state == "no" for chip in (*who.chips, *barred))
    good = found.slot is not None and who.settled and not faults and not stopped
    cursor = (form.day, form.start, found.slot.adviser_id if found.slot else form.adviser_id or "")
    return LineRead(
        chips,
        form if good else None,
        _said(desk, found.slot) if good and found.slot else "",
        who.matches,
        None if stopped else found.slot or found.nearest,
        cursor,
        (*_names(who), *found.names),
    )


@allowed(Act.SEE_DIARY)
def say(desk: Desk, slot: Offer) -> str:
    """Give the sentence to read out to the caller: "Thursday 26 November at 1 pm with Priya Nair, in Room 2."."""
    return _said(desk, slot)


# Parts --------------------------------------------------------------------------------------------------------------


def _barred(desk: Desk, connection: Connection, who: Who, slot: Offer, but: str) -> tuple[Chip, ...]:
    """Give what the terms of a restriction refuse; the manager is asked to look, and may go on (I-43, I-44)."""
    wanted = desk_flags.Slot(slot.day, slot.mode, slot.adviser_id, but=but)
    said = desk_flags.booking_refusal(desk, connection, who.client_id, wanted) if who.client_id else ""
    return (Chip("ask" if desk.role is Role.MANAGER else "no", said.removesuffix(".")),) if said else ()


def _parts(desk: Desk, ground: Ground, text: str) -> LineParts:
    advisers = [
        (one.column.id, one.column.name, one.column.short, one.login) for one in ground.people.values() if one.takes
    ]
    rooms = desk.policy.appointment.rooms
    return booking_line.read_line(text, now=desk.now, advisers=advisers, rooms=rooms, default_mode="in_person")


def _names(who: Who) -> tuple[str, ...]:
    """Give the students whom a line names: those whom it may mean, and the new one."""
    return (*(one.name for one in who.matches), *([who.new.name] if who.new is not None else []))


def _missing(parts: LineParts, at: At | None) -> tuple[Chip, ...]:
    """Ask for the day or the time; what was typed for it and not understood is asked for by its own fault."""
    if parts.when_unread:
        return ()
    return (Chip("ask", "What time?" if parts.day or at else "Which day?"),)


def _form(parts: LineParts, who: Who, at: At | None) -> BookingForm | None:
    """Give the form that the line and the cursor make; None while there is no day or no time."""
    if parts.when_unread:
        return None
    day = parts.day or (at[0] if at else None)
    start = parts.start if parts.start is not None else (at[1] if at else None)
    if day is None or start is None:
        return None
    return BookingForm(
        day,
        start,
        parts.adviser_id or (at[2] if at else "") or None,
        parts.room or None,
        parts.mode or "in_person",
        parts.length,
        client_id=who.client_id,
        new_client=who.new,
        no_record=who.no_record,
        note=parts.note,
    )


def _slot_chips(form: BookingForm, found: Checked, parts: LineParts, ground: Ground) -> tuple[Chip, ...]:
    """Give what was understood of when, with whom and where; a refusal stands with its reason."""
    when = f"{say_day(form.day)} {say_minute(form.start)}"
    slot = found.slot
    if slot is None:
        return (Chip("no", _why(form, found.refusal.removesuffix("."), when)), *_extras(parts, ground))
    seen = (when, slot.adviser, slot.room or MODES[slot.mode][0])
    rest = _extras(replace(parts, adviser_id="", room="", mode=""), ground)
    return (*(Chip("yes", words) for words in seen), *rest)


def _why(form: BookingForm, refusal: str, when: str) -> str:
    """Give a refusal with its day and time in front, neither said twice."""
    if refusal.startswith(say_day(form.day)):
        return refusal
    if refusal.startswith(f"{say_minute(form.start)} "):
        return f"{say_day(form.day)} {refusal}"
    return f"{when}: {refusal.removeprefix(f'{NAMES_OF_WEEKDAYS[form.day.weekday()]} ')}"


def _extras(parts: LineParts, ground: Ground) -> tuple[Chip, ...]:
    """Give what else was understood."""
    said = (
        ground.name(parts.adviser_id or ""),
        parts.room,
        MODES[parts.mode][0] if parts.mode in MODES and parts.mode != "in_person" else "",
        f"{parts.length} minutes" if parts.length else "",
        f"note: {parts.note}" if parts.note else "",
    )
    return tuple(Chip("yes", words) for words in said if words)


# What is said -------------------------------------------------------------------------------------------------------


def _said(desk: Desk, slot: Offer) -> str:
    day = f"{NAMES_OF_WEEKDAYS[slot.day.weekday()]} {slot.day.day} {NAMES_OF_MONTHS[slot.day.month - 1]}"
    if slot.day.year != desk.today.year:
        day = f"{day} {slot.day.year}"
    place = {"telephone": ", by telephone", "online": ", online"}.get(slot.mode, "")
    where = f", in {slot.room}" if slot.room else place
    return f"{day} at {spoken(slot.start)} with {slot.adviser}{where}."


def spoken(minute: int) -> str:
    """Say a time of day as one says it: "1 pm", "10.30 am", "12 noon"."""
    if minute == NOON:
        return "12 noon"
    hour, rest = divmod(minute, HOUR)
    figure = (hour - 1) % HALF_DAY + 1
    return f"{figure}{f'.{rest:02}' if rest else ''} {'am' if minute < NOON else 'pm'}"
