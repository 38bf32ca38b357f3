"""An appointment of the desk in words: the marked row in three lines, all of it, and what was passed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from textual.content import Content

from advice_tui.casework.arrivals import BoardRow
from advice_tui.casework.diary.views import HistoryLine
from advice_tui.casework.messages import PassedOn
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph, spelled
from screens.widgets.board_list import chip, name_of, place_of, words_of
from screens.widgets.row_list import column
from screens.widgets.said import Part, said
from screens.widgets.states import state_chip

Who = Callable[[str], str]
MINUTE = timedelta(minutes=1)
MOST_PASSED = 12
WHOLE = 200
"""So many cells take the words of any state."""


def slot_words(row: BoardRow) -> str:
    """Name an appointment without the student: "Tue 24 Nov 11:00–11:30 with Priya Nair"."""
    one = row.booked
    return f"{say_day(one.day)} {say_minute(one.start)}–{say_minute(one.end)} with {row.adviser or 'nobody'}"


def shaded(row: BoardRow, who: Who) -> bool:
    """Whether names are hidden now: then number and note are as well."""
    return bool(row.booked.who) and who(row.booked.who) != row.booked.who


def whole_lines(row: BoardRow, history: Sequence[HistoryLine], who: Who) -> Content:
    """Draw an appointment whole: when, how it stands, what to do, what reception must know, all that happened."""
    one, hidden = row.booked, shaded(row, who)
    lines = [
        said((spelled(slot_words(row)), "bold $ink"), (f"  {place_of(row)}", "$ink")),
        chip(row, words_of(row, WHOLE)),
    ]
    lines += [said((row.advice, "bold $key"))] if row.advice else []
    lines += [said(("Number  ", "$ink-quiet"), one.student_number)] if one.student_number and not hidden else []
    lines += [said(("Note    ", "$ink-quiet"), (one.note, "$amber"))] if one.note and not hidden else []
    return said("\n").join([*lines, said(""), *(happened(event, hidden=hidden) for event in history)])


def happened(event: HistoryLine, *, hidden: bool = False) -> Content:
    """Draw one thing that happened: when, what, who wrote it down and when; what was taken back is struck."""
    at, noted = london(event.at), london(event.recorded_at)
    later = f", written down {say_day(noted.date())} {noted:%H:%M}" if noted - at >= MINUTE else ""
    words = event.kind.capitalize() if hidden else event.words
    struck: list[Part] = [(words, "strike $ink-quiet"), ("  taken back", "$amber")]
    return said(
        (f"{say_day(at.date())} {at:%H:%M}  ", "$ink-quiet"),
        *(struck if event.struck else [(words, "$ink")]),
        (f"  {event.by}{later}", "$ink-quiet"),
    )


def marked_lines(row: BoardRow, who: Who) -> Content:
    """Draw the marked row in three lines: who, how it stands, and what reception must know or do."""
    one = row.booked
    name, hidden = name_of(row, who), shaded(row, who)
    number = f"  {one.student_number}" if one.student_number and not hidden else ""
    dot = glyph("·")
    first = said(
        (name, "bold $head"),
        (
            f"{number}  {dot} {say_minute(one.start)}–{say_minute(one.end)} with {row.adviser} {dot} {place_of(row)}",
            "$ink",
        ),
    )
    note = one.note if not hidden else ""
    third: list[Part] = [(note, "$amber")] if note else []
    if row.advice:
        third.append((f"{'   ' if note else ''}{row.advice}", "$ink-quiet"))
    return said(first, "\n", chip(row, words_of(row, WHOLE)), "\n", said(*third))


def passed_lines(passed: tuple[PassedOn, ...], who: Who, today: date) -> Content:
    """Draw what was passed on, what waits first: who, and when (the day where it is not today); never what about."""
    if not passed:
        return said(("Nothing was passed on today.", "$ink-quiet"))
    lines: list[Content] = []
    for one in sorted(passed, key=lambda each: (each.done, each.at))[:MOST_PASSED]:
        name, at = who(one.who), london(one.at)
        when = f"{at:%H:%M} " if at.date() == today else say_day(at.date())[:6]
        lines.append(said((f"{when} ", "$ink-quiet"), (column(name, 20), "bold $ink"), (f" {one.about}", "$ink")))
        lines.append(said("       ", state_chip(one.state, one.words)))
    return said("\n").join(lines)
