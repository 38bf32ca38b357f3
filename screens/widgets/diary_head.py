"""The lines above the diary's rows: the week and what the signs mean, the days, the advisers."""

from __future__ import annotations

from datetime import date, timedelta

from rich.cells import cell_len

from advice_tui.casework.diary.views import DiaryView
from advice_tui.rules.working_days import say_day
from screens.theme import glyph, spelled
from screens.widgets.diary_cells import PADDED, Part, filled, heading
from screens.widgets.diary_shape import LABEL, ROOM, Shape
from screens.widgets.diary_slots import SIGNS, room_sign

LEGEND = ("free", "booked", "arrived", "missed", "shut", "late", "unresolved")
"""The signs explained, the most needed first."""
SAMPLE = "AK"
BRIEF = 100
"""Below so many cells the year is left out where it is this one."""


def week_words(view: DiaryView, *, brief: bool = False) -> tuple[str, str]:
    """Give what is shown and how far from today: "Week 48  23–27 Nov 2026", "this week"; ``brief`` without year."""
    first, last, today = view.days[0].day, view.days[-1].day, view.now[0]
    if len(view.days) == 1:
        away = (first - today).days
        return f"{first:%A} {first.day} {first:%B} {first.year}", _days_away(away)
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%b}"
    year = "" if brief and last.year == today.year else f" {last.year}"
    words = f"Week {first.isocalendar().week}  {start}–{last.day} {last:%b}{year}"
    return words, _weeks_away((_monday(first) - _monday(today)).days // 7)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days_away(days: int) -> str:
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def _weeks_away(weeks: int) -> str:
    near = {0: "this week", 1: "next week", -1: "last week"}
    return near.get(weeks) or (f"in {weeks} weeks" if weeks > 0 else f"{-weeks} weeks ago")


def week_line(view: DiaryView, shape: Shape, width: int) -> list[Part]:
    """Draw the line of the week: what is shown to the left, what the signs mean to the right, as far as they fit."""
    words, away = week_words(view, brief=width < BRIEF)
    left: list[Part] = [(f" {spelled(words)}", "bold $ink"), (f"  {away}", "$ink-quiet")]
    if shape.advisers < len(view.advisers):
        end = shape.offset + shape.advisers
        pages = f"  advisers {shape.offset + 1}–{end} of {len(view.advisers)} "
        left += [(spelled(pages), "$ink"), ("< >", "bold $key")]
    room = width - sum(cell_len(text) for text, _ in left) - 2
    right: list[Part] = []
    for name in LEGEND:
        sample = _sample(name)
        if sum(cell_len(text) for text, _ in (*right, *sample)) > room:
            break
        right += sample
    used = sum(cell_len(text) for text, _ in (*left, *right))
    return [*left, (" " * max(0, width - used - 1), "$ink"), *right, (" ", "$ink")]


def _sample(name: str) -> list[Part]:
    sign, word, style = SIGNS[name]
    if name == "shut":
        return [("  ", "$ink"), (glyph(sign), "$hatch"), (f" {word}", "$ink-quiet")]
    if name == "free":
        return [("  ", "$ink"), (glyph(sign), "$ink"), (f" {word}", "$ink-quiet")]
    return [("  ", "$ink"), (SAMPLE if name == "booked" else glyph(sign), style), (f" {word}", "$ink-quiet")]


def day_line(view: DiaryView, shape: Shape, width: int) -> list[Part]:
    """Draw the days, today marked."""
    parts: list[Part] = [(" " * LABEL, "$ink")]
    for one, words in zip(view.days, _day_words([one.day for one in view.days], shape.wide), strict=True):
        today = one.day == view.now[0]
        style = "bold $tab-ink on $tab" if today else "$ink-quiet" if one.closed else "bold $ink"
        parts.append((words, style))
        parts.append((" " * (shape.block - shape.wide), "$ink"))
    return _ended(parts, width)


def _day_words(days: list[date], width: int) -> list[str]:
    """Give the days in the longest form in which all of them fit; one day alone is written out."""
    forms = (
        [f"{day:%A} {day.day} {day:%B}" for day in days],
        [f"{day:%A} {day.day} {day:%b}" for day in days],
        [say_day(day) for day in days],
        [f"{day:%a} {day.day}" for day in days],
    )
    wanted = forms[:1] if len(days) == 1 else forms[1:]
    named = next((one for one in wanted if max(map(len, one)) <= width), forms[-1])
    roomy = width > max(map(len, named)) + 4
    return [f" {words}".ljust(width) if roomy else words.center(width)[:width] for words in named]


def adviser_line(view: DiaryView, shape: Shape, width: int, here: tuple[int, int]) -> list[Part]:
    """Draw the advisers under each day, the marked one bright; ``here`` is the mark's day and column."""
    columns = view.advisers[shape.offset : shape.offset + shape.advisers]
    names = heading(columns, shape.cell)
    names = tuple(f" {name}" for name in names) if shape.cell >= PADDED else names
    parts: list[Part] = [(" " * LABEL, "$ink")]
    for day in range(len(view.days)):
        for place, (one, name) in enumerate(zip(columns, names, strict=True)):
            marked = here == (day, shape.offset + place)
            style = "bold underline $key" if marked else "bold $ink" if one.mine else "$ink-quiet"
            width_of_it = shape.cell if place == len(columns) - 1 else shape.pitch
            pad = len(name) - len(name.lstrip())
            parts += [(" " * pad, "$ink"), (name[pad:], style)]
            parts.append((" " * (width_of_it - cell_len(name)), "$ink"))
        parts.append((" " * (shape.block - shape.wide), "$ink"))
    if shape.rooms:
        parts = _ended(parts, width - shape.rooms * ROOM)
        parts += [(filled(room_sign(room), ROOM), "$ink-quiet") for room in view.rooms[: shape.rooms]]
    return _ended(parts, width)


def _ended(parts: list[Part], width: int) -> list[Part]:
    """Give the parts in exactly so many cells."""
    found: list[Part] = []
    left = width
    for text, style in parts:
        if left <= 0:
            break
        size = cell_len(text)
        found.append((text if size <= left else text[:left], style))
        left -= size
    return [*found, (" " * left, "$ink")] if left > 0 else found
