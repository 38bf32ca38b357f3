"""What stands under the diary's grid: the marked place in words, the next free times, and who is here today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from rich.cells import cell_len
from textual.content import Content

from advice_tui.casework.diary.views import MODES, Booked, Column, DiaryView, Offer
from advice_tui.rules.working_days import say_day
from screens.theme import glyph, spelled
from screens.widgets.diary_cells import filled
from screens.widgets.diary_slots import (
    NOBODY,
    SIGNS,
    Slot,
    clock,
    place_sign,
    place_words,
    room_sign,
    span_words,
    state_of,
)
from screens.widgets.said import Part, said

Who = Callable[[str], str]
BOOKED_KEYS = (
    ("a", "here"),
    ("x", "missed"),
    ("m", "move"),
    ("c", "cancel"),
    ("e", "confirm"),
    ("o", "client"),
    ("l", "list"),
)
BOOK, FIND = ("Enter", "books this place"), ("f", "next free")
COLUMN_OF_NAMES = 18
LEAST_KEYS = 3
LONG_NAME = 34
"""Cells of a name in a list at most."""


def chip(state: str, words: str = "") -> Content:
    """Draw how a place stands: its sign, and these words or the state's own."""
    sign, word, style = SIGNS[state]
    shown = glyph(sign) if sign.strip() else ""
    return said((f" {shown} {words or word} " if shown else f" {words or word} ", style))


def keys(pairs: Iterable[tuple[str, str]]) -> Content:
    """Draw keys with what they do: "a here  x missed"."""
    parts: list[Part] = []
    for key, word in pairs:
        parts += [(key, "bold $key"), (f" {word}  ", "$ink-quiet")]
    return said(*parts)


def slot_lines(slot: Slot, view: DiaryView, who: Who, width: int) -> list[Content]:
    """Give the marked place in lines, the most important first: when, with whom, its state; whose, or what to do."""
    first = said(
        (f"{spelled(span_words(slot.day, slot.start, slot.end))}  ", "bold $ink"),
        (f"{slot.adviser.name}  ", "bold $ink"),
    )
    state, words = slot.state, ""
    if slot.booked is not None and state != "to_move":
        words = standing(slot.booked)
    mark = chip(state, words)
    rooms = said((slot.displaced, "$amber")) if state == "to_move" else room_signs(slot, view)
    if state == "shut":
        rooms = said(("  ", "$ink"), (slot.why, "$ink-quiet"))
    line = said(first, mark, "   ", rooms)
    if line.cell_length > width:  # a reason is cut, rooms are left out
        reasoned = state in {"shut", "to_move"}
        line = line.truncate(width, ellipsis=True) if reasoned else said(first, mark)
    return [line, *(_whose(slot.booked, slot, who, width) if slot.booked is not None else _what_to_do(slot))]


def panel_lines(slot: Slot, view: DiaryView, who: Who, width: int) -> list[Content]:
    """Give the same for a panel, in more and shorter lines."""
    head = said(
        (spelled(span_words(slot.day, slot.start, slot.end)), "bold $ink"), "  ", (slot.adviser.name, "bold $ink")
    )
    words = standing(slot.booked) if slot.booked is not None and slot.state != "to_move" else ""
    about: Part | Content = (slot.why, "$ink-quiet") if slot.state == "shut" else room_signs(slot, view)
    if slot.state == "to_move":
        about = (slot.displaced, "$amber")
    lines = [head, said(chip(slot.state, words), "  ", about)]
    one = slot.booked
    if one is None:
        return [*lines, *_what_to_do(slot)]
    name, number, note = _named(one, who)
    lines.append(said((name, "bold $head"), (f"  {number}", "$ink")))
    lines.append(said((spelled(_place_and_time(one, slot)), "$ink")))
    lines += [said((note, "$amber"))] if note else []
    return [*lines, *_others(slot, who), _keys_in(width)]


def standing(one: Booked) -> str:
    """Say how an appointment stands: "here 12 min", "20 min late", "booked, confirmed"."""
    state = state_of(one)
    if state == "arrived":
        coming = ", adviser is coming" if one.called else ""
        return f"here {one.waited} min{coming}"
    if state == "late":
        return f"{one.late} min late"
    if state == "unresolved":
        return "outcome not said"
    if state == "refused":
        return one.refused
    if one.restricted and state == "booked":
        return one.restricted
    return "booked, reminded" if state == "booked" and one.reminded else SIGNS[state][1]


def room_signs(slot: Slot, view: DiaryView) -> Content:
    """Draw the rooms at that time: a filled one is taken."""
    parts: list[Part] = []
    for room, free in zip(view.rooms, slot.rooms, strict=True):
        style = "$calm" if free else "$ink-quiet"
        parts.append((f"{room_sign(room)} {glyph('□' if free else '■')}  ", style))
    return said(*parts)


def _named(one: Booked, who: Who) -> tuple[str, str, str]:
    """Give name, number and note as they may be shown now: under the shade only the initials."""
    name = who(one.who) if one.who else NOBODY
    return (name, "", "") if one.who and name != one.who else (name, one.student_number, one.note)


def _place_and_time(one: Booked, slot: Slot) -> str:
    """Give "in person · Room 2", with the times where they are not those of the row."""
    alike = (one.start, one.end) == (slot.start, slot.end)
    return place_words(one) if alike else f"{place_words(one)} · {clock(one.start)}–{clock(one.end)}"


def _others(slot: Slot, who: Who) -> list[Content]:
    more = [
        f"{who(one.who) if one.who else NOBODY} {clock(one.start)} {SIGNS[state_of(one)][1]}" for one in slot.others
    ]
    return [said((f"also {', '.join(more)}", "$ink-quiet"))] if more else []


@cache
def _keys_in(width: int) -> Content:
    pairs: tuple[tuple[str, str], ...] = BOOKED_KEYS
    while len(pairs) > LEAST_KEYS and keys(pairs).cell_length > width:
        pairs = pairs[:-1]
    return keys(pairs)


def _whose(one: Booked, slot: Slot, who: Who, width: int) -> list[Content]:
    name, number, note = _named(one, who)
    words = spelled(" · ".join(part for part in (number, _place_and_time(one, slot)) if part))
    line = said((name, "bold $head"), (f"  {words}", "$ink"), (f"  {note}" if note else "", "$amber"))
    return [line.truncate(width, ellipsis=True), *_others(slot, who), _keys_in(width)]


def _what_to_do(slot: Slot) -> list[Content]:
    if slot.why:
        return [said(("Closed times cannot be booked.  ", "$ink-quiet"), keys([FIND]))]
    if slot.over:
        return [said(("This time is over.  ", "$ink-quiet"), keys([FIND]))]
    if slot.partly:
        return [said((f"{slot.partly}: by telephone or online only.  ", "$amber"), keys([BOOK]))]
    if slot.rooms and not any(slot.rooms):
        return [said(("No room is free: by telephone or online only.  ", "$amber"), keys([BOOK]))]
    return [keys([BOOK, FIND])]


def free_lines(offers: Sequence[Offer], width: int) -> list[Content]:
    """Give the next free times, one a line."""
    if not offers:
        return [said(("Looking for free times.", "$ink-quiet"))]
    names = min(COLUMN_OF_NAMES, max(cell_len(one.adviser) for one in offers) + 2)
    lines = []
    for one in offers:
        where = room_sign(one.room) if one.room else MODES.get(one.mode, ("", ""))[1]
        line = said(
            (filled(one.adviser, names), "$ink"),
            (f"{say_day(one.day)}  {clock(one.start)}", "bold $calm"),
            (f"  {where}", "$ink-quiet"),
        )
        lines.append(line.truncate(width, ellipsis=True))
    return lines


_ORDER = {"refused": 0, "arrived": 1, "late": 2, "unresolved": 3, "booked": 4}
"""Whom the desk looks for first; who is being seen or has gone is not listed."""


def today_lines(booked: Sequence[Booked], advisers: Sequence[Column], who: Who, width: int) -> list[Content]:
    """Give who is here, late or still to come today, the most pressing first, one a line."""
    waiting = [one for one in booked if state_of(one) in _ORDER]
    if not waiting:
        return [said(("Nobody is waiting, and nobody else is expected today.", "$ink-quiet"))]
    waiting.sort(key=lambda one: (_ORDER[state_of(one)], one.start))
    short = {one.id: one.short for one in advisers}
    marks = [_mark(one) for one in waiting]
    room = max(8, min(LONG_NAME, width - 16 - max(mark.cell_length for mark in marks)))
    lines = []
    for one, mark in zip(waiting, marks, strict=True):
        line = said(
            (f"{clock(one.start):>5}  ", "$ink-quiet"),
            (filled(who(one.who) if one.who else NOBODY, room), "$ink"),
            (filled(f" {short.get(one.adviser_id, '')} {place_sign(one)}", 9), "$ink-quiet"),
            mark,
        )
        lines.append(line.truncate(width, ellipsis=True))
    return lines


def _mark(one: Booked) -> Content:
    state = state_of(one)
    return said((" to come ", "$ink-quiet")) if state == "booked" else chip(state, standing(one))
