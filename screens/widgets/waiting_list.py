"""The list of what waits: the state in glyph and word, when it is due, whose and what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from advice_tui.casework.today import DOES, WaitingRow
from advice_tui.rules.text import initials
from screens.theme import glyph
from screens.widgets.row_list import RowList, column
from screens.widgets.said import said
from screens.widgets.states import state_style, state_word

MOST_DUE = 36
"""Cells: no due words are longer."""
ROOMY = 110
"""Cells from which long words are used and the way a contact came is shown."""
TAKEN_BY = "taken by "
"""Before the name of who took down what reception passed on."""
MEASURED = 500
"""So many rows decide on the widths."""


@dataclass(frozen=True)
class Columns:
    """The width of every column in cells; a column of 0 is not shown. ``at_the_desk``: the list is reception's."""

    state: int = 7
    does: int = 5
    due: int = 20
    number: int = 0
    who: int = 16
    about: int = 10
    channel: int = 0
    adviser: int = 0
    at_the_desk: bool = False


class WaitingList(RowList[WaitingRow]):
    """What waits, due soonest first. ``who`` gives a name as it may be shown now; ``shaded`` hides what it is about."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "choose", "Open", id="waiting.open", tooltip="Open the case, or the slip of what was passed on"
        ),
    ]

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.who, self.shaded = who, False
        self._columns = Columns()

    def key_of(self, row: WaitingRow) -> str:
        """Give the id of the promise, or of reception's slip."""
        return row.id

    def measure(self, width: int) -> None:
        """Choose the columns: due words whole, names next, and what room there is for what it is about."""
        roomy = width >= ROOMY
        first = self.rows[:MEASURED]
        state = max((len(state_word(row.state)) for row in first), default=7) + 2
        does = max((len(does_word(row, roomy=roomy)) for row in first), default=0)
        due = min(MOST_DUE, max((len(due_words(row, roomy=roomy)) for row in first), default=20))
        number = 7 if any(row.number for row in first) else 0
        at_the_desk = any(row.adviser.startswith(TAKEN_BY) for row in first)
        adviser = 13 if roomy else 0 if at_the_desk else 3
        who, channel = (20 if roomy else 15), (12 if roomy else 0)
        others = [part for part in (state, does, due, number, who, channel, adviser) if part]
        about = max(0, width - sum(others) - len(others))
        self._columns = Columns(state, does, due, number, who, about, channel, adviser, at_the_desk)

    def heading(self, width: int) -> Content:  # noqa: ARG002 - measured before
        """Name the columns."""
        of = self._columns
        parts = [
            ("State", of.state),
            ("Do", of.does),
            ("Due", of.due),
            ("Case", of.number),
            ("Who", of.who),
            ("About", of.about),
            ("Came by", of.channel),
            ("Taken by" if of.at_the_desk else "Adviser" if of.adviser > 3 else "Adv", of.adviser),
        ]
        return said((" ".join(column(word, wide) for word, wide in parts if wide), "$ink-quiet"))

    def line(self, row: WaitingRow, width: int) -> Content:  # noqa: ARG002 - measured before
        """Draw one thing that waits."""
        of = self._columns
        adviser = self._adviser(row)
        about = glyph("–") if self.shaded else row.about
        parts = [
            (column(f" {state_word(row.state)} ", of.state), state_style(row.state), of.state),
            (column(does_word(row, roomy=of.channel > 0), of.does), "$ink", of.does),
            (
                column(due_words(row, roomy=of.channel > 0), of.due),
                "bold $ink" if row.state in {"amber", "red"} else "$ink",
                of.due,
            ),
            (column(row.number, of.number), "$head", of.number),
            (column(self.who(row.who), of.who), "bold $ink", of.who),
            (column(about, of.about), "$ink-quiet", of.about),
            (column(row.channel, of.channel), "$ink-quiet", of.channel),
            (column(adviser, of.adviser), "$ink" if row.mine else "$ink-quiet", of.adviser),
        ]
        line = said("")
        for text, style, wide in parts:
            if wide:
                line = said(line, (text, style), " ")
        return line

    def _adviser(self, row: WaitingRow) -> str:
        of = self._columns
        if row.mine and not of.at_the_desk:
            return "you"
        if not row.adviser:
            return "nobody yet" if of.adviser > 3 else glyph("–")
        name = row.adviser.removeprefix(TAKEN_BY)
        return name if of.adviser > 3 else initials(name).replace(".", "")


def does_word(row: WaitingRow, *, roomy: bool) -> str:
    """Give what is to be done, in long words or in one."""
    return DOES.get(row.kind, ("", ""))[not roomy]


def due_words(row: WaitingRow, *, roomy: bool) -> str:
    """Give when a row is due as its column says it: the word "due" stands above, "late" beside.

    Where there is little room only what is to be done is said after closing time.
    """
    words = row.words.removeprefix("due ").removeprefix("late: ")
    if roomy:
        return words
    words = words.removeprefix("was due ")
    first, _, rest = words.partition(", ")
    return rest if first.startswith("closing") else words
