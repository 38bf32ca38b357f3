"""One cell of the diary's grid as words and styles: who is booked, free, or hatched with the reason written in."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len

from advice_tui.casework.diary.views import Booked, Column
from advice_tui.rules.text import cut
from screens.theme import glyph, spelled
from screens.widgets.diary_shape import Shape
from screens.widgets.diary_slots import (
    SIGNS,
    Slot,
    Slots,
    clock,
    look_of,
    name_lines,
    place_sign,
    place_words,
    short_name,
    two_letters,
)
from screens.widgets.wrapping import wrapped

Part = tuple[str, str]
"""Words of known width, and their style."""

HERE = "bold $tab-ink on $line-bright"
FROM = "bold $key on $chosen"
"""The appointment that is being moved, where it is now."""
BAND, BLANK = "$ink-quiet on $bar", "$ink-quiet on $ground"
HATCH, REASON = "$hatch", "$ink-quiet"
NAMES, PADDED = 8, 12
"""From so many cells on a row of one line shows a name; words keep a cell free at either side, with the place."""


LEAST_WORD = 5
"""Cells of the shortest word that a narrow cell holds."""


def filled(text: str, width: int) -> str:
    """Give people's text in exactly so many cells."""
    shown = cut(text, width)
    return shown + " " * (width - cell_len(shown))


class Cells:
    """Draws the cells of one view in one shape; ``who`` gives a name as it may be shown now."""

    def __init__(self, slots: Slots, shape: Shape, who: Callable[[str], str]) -> None:
        self.slots, self.shape, self.who = slots, shape, who
        self.moving: Booked | None = None
        self._labels: dict[tuple[int, int], dict[int, str]] = {}
        self._blocks: dict[tuple[str, int], list[str]] = {}

    def cell(self, day: int, place: int, row: int, sub: int, *, here: bool) -> list[Part]:
        """Give one line of a cell with the empty cell after it: ``pitch`` cells, ``cell`` for a day's last column."""
        shape = self.shape
        slot = self.slots.at(day, shape.offset + place, row)
        gap = 0 if place == shape.advisers - 1 else shape.pitch - shape.cell
        shut = self._shut_for_all(day, row)
        ground = self._ground(row)
        start = place * shape.pitch
        after = (
            self._hatch(day, row, sub, start + shape.cell, start + shape.cell + gap) if shut else [(" " * gap, ground)]
        )
        if here:
            return [(self._marked(slot, row, sub), HERE), *after]
        if slot.booked is not None:
            return [(self._booked_line(slot.booked, row, sub), self._style(slot.booked)), *after]
        if shut:
            return [*self._hatch(day, row, sub, start, start + shape.cell), *after]
        if slot.why:
            return [*self._away(day, place, row, sub), *after]
        if slot.partly and slot.free:
            sign = (glyph("╱"), f"{HATCH}{ground[ground.index(' on ') :]}")
            return [sign, (self._free(slot, sub)[1:], ground), *after]
        return [(self._free(slot, sub), ground), *after]

    def _ground(self, row: int) -> str:
        return BAND if self.slots.start_of(row) // 60 % 2 == 0 else BLANK

    # Free and marked ------------------------------------------------------------------------------------------------

    def _free(self, slot: Slot, sub: int) -> str:
        sign = glyph("·") if sub == 0 and slot.free else " "
        return f" {sign}".ljust(self.shape.cell)

    def _marked(self, slot: Slot, row: int, sub: int) -> str:
        width = self.shape.cell
        if self.moving is not None and slot.free:
            return filled(self._lines(self.moving, self.shape.tall)[min(sub, self.shape.tall - 1)], width)
        if slot.booked is not None:
            return self._booked_line(slot.booked, row, sub)
        if slot.why:
            return glyph("╱") * width
        if sub or not slot.free:
            return " " * width
        return " free".ljust(width) if width > LEAST_WORD else " + ".ljust(width)

    # Booked ---------------------------------------------------------------------------------------------------------

    def _style(self, one: Booked) -> str:
        if self.moving is not None and one.id == self.moving.id:
            return FROM
        state = look_of(one, self.slots.displaced(one))
        if state == "booked":
            first, _ = self.slots.lines_of(one)
            return "$info on $info-other" if first % 2 else "$info on $info-ground"
        return SIGNS[state][2]

    def _booked_line(self, one: Booked, row: int, sub: int) -> str:
        first, end = self.slots.lines_of(one)
        lines = self._lines(one, (end - first) * self.shape.tall)
        at = (row - first) * self.shape.tall + sub
        return lines[at] if 0 <= at < len(lines) else " " * self.shape.cell

    def _lines(self, one: Booked, height: int) -> list[str]:
        """Give the lines of an appointment that takes so many of them."""
        key = (one.id, height)
        lines = self._blocks.get(key)
        if lines is None:
            lines = self._blocks[key] = self._written(one, height)
        return lines

    def _written(self, one: Booked, height: int) -> list[str]:
        width = self.shape.cell
        sign = glyph(SIGNS[look_of(one, self.slots.displaced(one))][0])
        where = place_sign(one)
        if one.start % self.slots.view.step and width >= PADDED:
            where = f"{clock(one.start)} {where}".strip()
        if height == 1:
            return [self._one_line(one, width, where, sign)]
        if width >= PADDED:
            words = place_words(one) if width >= 2 * PADDED else where
            names = [short_name(one.who, width - 2, self.who)]
            if height > 2:
                names = [part for part in name_lines(one.who, width - 2, self.who) if part]
            written = [*(filled(f" {name}", width) for name in names), filled(f" {words}", width - 2) + f"{sign} "]
            return [*written, *[" " * width] * (height - len(written))]
        foot = f"{filled(where, width - 1)}{sign}"
        if height == 2:
            return [filled(short_name(one.who, width, self.who), width), foot]
        first, last = name_lines(one.who, width, self.who)
        middle = [filled(last, width), *[" " * width] * (height - 3)]
        return [filled(first, width), *middle, foot]

    def _one_line(self, one: Booked, width: int, where: str, sign: str) -> str:
        if width < NAMES:
            return f"{filled(two_letters(one.who), width - 1)}{sign}"
        if width < PADDED:
            return f"{filled(short_name(one.who, width - 1, self.who), width - 1)}{sign}"
        room = width - cell_len(where) - 3
        return f" {filled(short_name(one.who, room, self.who), room)} {where}{sign}"

    # Hatched --------------------------------------------------------------------------------------------------------

    def _shut_for_all(self, day: int, row: int) -> str:
        one, start = self.slots.view.days[day], self.slots.start_of(row)
        return one.closed or next((each.why for each in one.shut if each.start <= start < each.end), "")

    def _hatch(self, day: int, row: int, sub: int, start: int, end: int) -> list[Part]:
        """Give cells ``start`` to ``end`` of the hatching that goes over all advisers of a day."""
        shape = self.shape
        labels = self._labels.get((day, -1))
        if labels is None:
            labels = self._label_lines(
                shape.wide, lambda at: self._shut_for_all(day, at), lambda at: self._is_clear(day, at)
            )
            self._labels[day, -1] = labels
        return _pieces(shape.wide, labels.get(row * shape.tall + sub, ""), start, end)

    def _away(self, day: int, place: int, row: int, sub: int) -> list[Part]:
        """Give a line of one adviser's absence."""
        shape, column = self.shape, self.shape.offset + place
        labels = self._labels.get((day, column))
        if labels is None:
            labels = self._label_lines(
                shape.cell,
                lambda at: self._away_words(day, column, at),
                lambda at: self.slots.at(day, column, at).booked is None,
            )
            self._labels[day, column] = labels
        return _pieces(shape.cell, labels.get(row * shape.tall + sub, ""), 0, shape.cell)

    def _away_words(self, day: int, column: int, row: int) -> str:
        """Give why an adviser is not there in words that fit the column: "away" or "off" where they do not."""
        slot = self.slots.at(day, column, row)
        if not slot.why or self._shut_for_all(day, row):
            return ""
        if max(map(cell_len, slot.why.split()), default=0) <= self.shape.cell - 2:
            return slot.why
        return "away" if self.shape.cell > LEAST_WORD else "off"

    def _is_clear(self, day: int, row: int) -> bool:
        """Whether nobody is still booked in a row of a day: a reason is not written behind names."""
        shape = self.shape
        return all(self.slots.at(day, shape.offset + at, row).booked is None for at in range(shape.advisers))

    def _label_lines(
        self, width: int, why: Callable[[int], str], clear: Callable[[int], bool] = lambda _: True
    ) -> dict[int, str]:
        """Find where the reasons stand: near the middle of each stretch that has the same one, in lines left ``clear``.

        Where they do not fit between those who are booked still, they are not written: the marked place says them.
        """
        found: dict[int, str] = {}
        row, rows, tall = 0, self.slots.rows, self.shape.tall
        while row < rows:
            reason, end = why(row), row + 1
            while end < rows and why(end) == reason:
                end += 1
            if reason:
                high = (end - row) * tall
                words = spelled(reason)
                whole = max(map(cell_len, words.split()), default=0)  # a word is not divided for the sake of a margin
                room = width if width - 2 < whole <= width else max(2, width - 2)
                lines = [words] if cell_len(words) <= width else list(wrapped(words, room))
                if len(lines) > high or any(cell_len(one) > width for one in lines):
                    lines = [cut(words, width)]
                free = [at for at in range(row * tall, end * tall) if clear(at // tall)]
                top = _middle(free, len(lines), row * tall + (high - len(lines)) // 2)
                if top is None and len(lines) > 1:
                    lines = [cut(words, width)]
                    top = _middle(free, 1, row * tall + high // 2)
                found |= {top + at: line for at, line in enumerate(lines)} if top is not None else {}
            row = end
        return found


def _middle(free: list[int], count: int, wanted: int) -> int | None:
    """Give the first of so many free lines in a row that are nearest to where they are wanted; None without any."""
    there = set(free)
    fits = [at for at in free if all(at + more in there for more in range(count))]
    return min(fits, key=lambda at: abs(at - wanted)) if fits else None


def _pieces(width: int, label: str, start: int, end: int) -> list[Part]:
    """Cut cells ``start`` to ``end`` out of a hatched line of ``width`` cells with a label in its middle."""
    room = cell_len(label)
    if label and room + 2 <= width:
        label, room = f" {label} ", room + 2
    left = (width - room) // 2 if label else width
    parts: list[Part] = []
    for first, last, text in ((0, left, ""), (left, left + room, label), (left + room, width, "")):
        low, high = max(start, first), min(end, last)
        if low < high:
            piece = _cells_of(text, low - first, high - first) if text else glyph("╱") * (high - low)
            parts.append((piece, REASON if text else HATCH))
    return parts


def _cells_of(text: str, start: int, end: int) -> str:
    """Give the cells ``start`` to ``end`` of a text; a wide letter that is cut through becomes spaces."""
    if text.isascii():
        return text[start:end]
    at, found = 0, ""
    for sign in text:
        wide = cell_len(sign)
        if (wide == 0 and found) or (wide and start <= at and at + wide <= end):
            found += sign
        elif at < end and at + wide > start:
            found += " " * (min(end, at + wide) - max(start, at))
        at += wide
    return found


def heading(columns: tuple[Column, ...], width: int) -> tuple[str, ...]:
    """Give the words above the advisers' columns: whole names where all fit, else their letters."""
    names = tuple(cut(one.name, width) for one in columns)
    whole = all(cell_len(one.name) <= width for one in columns) or width >= PADDED
    return names if whole else tuple(cut(one.short, width) for one in columns)
