"""The arrivals board as a list: when, who, with whom and where, and how it stands in sign, word and colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content

from advice_tui.casework.arrivals import BoardRow
from advice_tui.casework.diary.views import MODES
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.working_days import say_day
from screens.theme import glyph, spelled
from screens.widgets.row_list import RowList, column
from screens.widgets.said import said

NOBODY = "no record wanted"
"""What stands for a student who wants no record (I-24; L-17)."""
ROOMY = 92
"""Cells from which names are written whole."""

LOOKS: dict[str, tuple[str, str]] = {
    "expected": ("□", "$ink-quiet"),
    "late": ("!", "bold $amber on $amber-ground"),
    "over": ("?", "bold $amber on $amber-ground"),
    "here": ("✓", "bold $calm on $calm-ground"),
    "coming": ("▸", "bold $calm on $calm-ground"),
    "seeing": ("●", "bold $info on $info-ground"),
    "seen": ("·", "$ink-quiet"),
    "gone": ("✗", "$ink-quiet"),
    "refused": ("⚑", "bold $red on $red-ground"),
}
"""How a row looks: its sign, and the style of its words."""


def look_of(row: BoardRow) -> str:
    """Give how a row looks; who is not to be admitted stands out as long as she may come in."""
    return "refused" if row.booked.refused and row.booked.state in {"booked", "arrived"} else row.look


def words_of(row: BoardRow, width: int) -> str:
    """Give how a row stands in so many cells: in full, or short where there is little room."""
    words = row.words[:1].upper() + row.words[1:]
    if look_of(row) == "refused":
        whole = f"{row.booked.refused}; {row.words}"
        words, short = (
            (whole, row.booked.refused) if cell_len(whole) + 4 <= width else (row.booked.refused, "Do not admit")
        )
    else:
        short = row.short
        if row.booked.restricted and row.booked.state in {"booked", "arrived"}:
            words, short = _see_first(words, short, width)
    return words if cell_len(words) + 4 <= width else short[:1].upper() + short[1:]


def _see_first(words: str, short: str, width: int) -> tuple[str, str]:
    """Add that the manager is to be seen first, in as many words as there is room for."""
    flag = glyph("⚑")
    some = f"{short}, {flag} see manager"
    return f"{words}; {flag} see the manager first", some if cell_len(some) + 4 <= width else f"{flag} {short}"


def chip(row: BoardRow, words: str) -> Content:
    """Draw sign and words."""
    sign, style = LOOKS[look_of(row)]
    return said((f" {glyph(sign)} {spelled(words)} ", style))


def name_of(row: BoardRow, who: Callable[[str], str]) -> str:
    """Give the student's name as it may be shown now."""
    return who(row.booked.who) if row.booked.who else NOBODY


def place_of(row: BoardRow) -> str:
    """Give the room, or the way where there is none."""
    return row.booked.room or MODES.get(row.booked.mode, ("", ""))[1]


@dataclass(frozen=True)
class Columns:
    """The width of every column in cells; a column of 0 is not shown."""

    day: int = 0
    time: int = 5
    who: int = 20
    adviser: int = 11
    place: int = 6
    state: int = 30


class BoardList(RowList[BoardRow]):
    """Appointments by time. ``who`` gives a name as it may be shown now; ``dated`` shows the day as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "More", id="board.open", tooltip="What happened, and what can be done now"),
    ]

    def __init__(self, who: Callable[[str], str], *, dated: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.who, self._dated = who, dated
        self._columns = Columns()

    def key_of(self, row: BoardRow) -> str:
        """Give the appointment's id."""
        return row.id

    def measure(self, width: int) -> None:
        """Choose the columns: the state takes what the names leave."""
        roomy = width >= ROOMY
        day = 11 if self._dated else 0
        place = min(10, max((cell_len(place_of(row)) for row in self.rows), default=6) or 1)
        who = (25 if roomy else 19) - (4 if self._dated and not roomy else 0)
        adviser = 16 if roomy else 11
        taken = [part for part in (day, 5, who, adviser, max(place, 4)) if part]
        self._columns = Columns(day, 5, who, adviser, max(place, 4), max(12, width - sum(taken) - len(taken)))

    def heading(self, width: int) -> Content:  # noqa: ARG002 - measured before
        """Name the columns."""
        of = self._columns
        parts = (("Day", of.day), ("Time", of.time), ("Who", of.who), ("Adviser", of.adviser), ("Room", of.place))
        named = [column(word, wide) for word, wide in (*parts, (" Now", of.state)) if wide]
        return said((" ".join(named), "$ink-quiet"))

    def line(self, row: BoardRow, width: int) -> Content:  # noqa: ARG002 - measured before
        """Draw one appointment."""
        of, one = self._columns, row.booked
        quiet = row.look in {"seen", "gone"}
        parts = (
            (column(say_day(one.day), of.day) if of.day else "", "$ink"),
            (column(say_minute(one.start), of.time), "$ink-quiet" if quiet else "bold $ink"),
            (column(name_of(row, self.who), of.who), "$ink-quiet" if quiet else "bold $ink"),
            (column(row.adviser, of.adviser), "$ink" if one.mine else "$ink-quiet"),
            (column(place_of(row), of.place), "$ink-quiet"),
        )
        line = said("")
        for text, style in parts:
            if text:
                line = said(line, (text, style), " ")
        return said(line, chip(row, words_of(row, of.state)))
