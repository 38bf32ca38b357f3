"""The flags of the manager's review: how each stands, what it is, since when, about whom, and its message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from advice_tui.rules.review import KINDS, FlagRow
from advice_tui.rules.working_days import london, say_day, say_time
from screens.theme import glyph, spelled
from screens.widgets.row_list import RowList, column
from screens.widgets.said import said
from screens.widgets.states import state_chip, state_style, state_word

ROOMY = 110
"""Cells from which on long words are used and it is said who has it now."""
STATE, SINCE, NUMBER = 7, 10, 7


class FlagList(RowList[FlagRow]):
    """The queue, what presses first. ``who`` gives a name as it may be shown now; ``shaded`` hides people's words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", id="flags.open", tooltip="Open what raised the flag"),
    ]

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.who, self.shaded = who, False
        self._widths = (10, 15, 0)

    def key_of(self, row: FlagRow) -> str:
        """Give what raised the flag."""
        return row.id

    def measure(self, width: int) -> None:
        """Choose the columns: the message has what the others leave."""
        roomy = width >= ROOMY
        kinds = max((len(KINDS[row.kind][0 if roomy else 1]) for row in self.rows), default=8)
        self._widths = (kinds, 20 if roomy else 13, 18 if roomy else 0)

    def _columns(self, width: int) -> tuple[int, ...]:
        kind, who, whose = self._widths
        fixed = (STATE, kind, SINCE, NUMBER, who, whose)
        message = width - sum(fixed) - sum(1 for one in fixed if one)
        return STATE, kind, SINCE, NUMBER, who, max(8, message), whose

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("State", "What", "Since", "Case", "Who", "Message", "Whose turn")
        parts = [column(word, wide) for word, wide in zip(words, self._columns(width), strict=True) if wide]
        return said((" ".join(parts), "$ink-quiet"))

    def line(self, row: FlagRow, width: int) -> Content:
        """Draw one flag."""
        state, kind, since, number, who, message, whose = self._columns(width)
        looked = row.looked is not None
        ink = "$ink-quiet" if looked else "bold $ink" if row.mine else "$ink"
        word = f"{glyph('✓')} seen" if looked else state_word(row.state)
        parts = [
            said((column(word, state), "$ink-quiet" if looked else state_style(row.state))),
            said((column(KINDS[row.kind][0 if whose else 1], kind), "$ink-quiet" if looked else "$head")),
            said((column(say_day(london(row.since).date()), since), "$ink-quiet")),
            said((column(row.number, number), "$ink-quiet" if looked else "bold $key")),
            said((column(self.who(row.who) if row.who else "", who), ink)),
            said((column(self.message(row), message), "$ink-quiet" if looked else "$ink")),
        ]
        if whose:
            parts.append(said((column(row.whose, whose), "$ink-quiet")))
        return said(" ").join(parts)

    def message(self, row: FlagRow) -> str:
        """Give a flag's message on one line; people's words only while no shade is over them."""
        if not row.about or self.shaded:
            return row.words
        return f"{row.words}: {' '.join(row.about.split())}"


def flag_lines(row: FlagRow, who: Callable[[str], str], *, shaded: bool) -> Content:
    """Draw a flag whole: what it is and since when, its message, whose turn it is, who looked at it."""
    since = london(row.since)
    parts: list[Content] = [
        said((f"{KINDS[row.kind][0]}  ", "bold $head"), state_chip(row.state), "\n"),
        said((f"{row.number}  ", "bold $key") if row.number else "", (who(row.who), "bold") if row.who else "", "\n"),
        said("\n", row.words, "\n"),
    ]
    if row.about and not shaded:
        parts.append(said(f"{row.about}\n"))
    parts += [said((glyph("·"), "$ink-quiet"), f" {one}\n") for one in row.more]
    parts.append(said(("\nSince\n", "$ink-quiet"), f"{say_day(since.date(), year=True)} {say_time(since.time())}\n"))
    if row.whose:
        parts.append(said(("Whose turn\n", "$ink-quiet"), f"{row.whose}\n"))
    if row.looked is not None:
        at = london(row.looked.at)
        words = "" if shaded else f"\n{row.looked.words}"
        parts.append(said(("Looked at\n", "$ink-quiet"), f"{row.looked.by}, {say_day(at.date())} {at:%H:%M}{words}\n"))
    return said(*parts)


def flag_below(row: FlagRow, who: Callable[[str], str], *, shaded: bool) -> Content:
    """Draw a flag in three lines, for under a narrow list: its message whole, the rest as far as there is room."""
    about = "" if shaded or not row.about else f": {' '.join(row.about.split())}"
    named = " ".join(one for one in (row.number, who(row.who) if row.who else "") if one)
    more = list(row.more)
    if row.looked is not None:
        words = "" if shaded else f": {row.looked.words}"
        more = [f"Looked at by {row.looked.by} on {say_day(london(row.looked.at).date())}{words}", *more]
    elif row.whose:
        more.append(f"Whose turn: {row.whose}")
    return said(
        (KINDS[row.kind][0], "bold $head"),
        (f"  {named}" if named else "", "bold"),
        f"\n{row.words}{about}\n",
        (spelled(" · ").join(more), "$ink-quiet"),
    )


def filter_line(counts: Sequence[tuple[str, str, int]], group: str, width: int) -> tuple[Content, list[int]]:
    """Draw the filters with their counts, the chosen one marked; give also where each begins, for a click."""
    line, starts = said(" "), []
    gap = " " if sum(len(f" {label} {many} ") + 1 for _, label, many in counts) < width else ""
    for key, label, many in counts:
        starts.append(line.cell_length)
        word = f" {label} {many} "
        line = said(line, (word, "bold $tab-ink on $tab" if key == group else "$ink on $well"), gap)
    keys = said((spelled("← →"), "bold $key"), " filter ")
    left = width - line.cell_length - keys.cell_length
    return (said(line, " " * left, keys) if left >= 1 else line), starts
