"""The list of cases: the order is known whole, the rows are opened page by page as they come into view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from advice_tui.casework.case_list import ListedCase, Order, View
from advice_tui.rules.text import cut
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.row_list import RowList, column
from screens.widgets.said import said
from screens.widgets.states import SIGNS, due_words, state_style

PAGE = 50
"""Rows that are opened together."""
MOST_PAGES = 40
"""So many opened pages are kept; those farthest from the one in view go first."""
ROOMY, DATED, WIDE = 96, 108, 136
USUAL_NUMBER = 7
STATUS_SIGNS = {"open": "□", "waiting": "◷", "closed": "■"}


@dataclass(frozen=True)
class NotYet:
    """Holds the place of a case that has not been opened yet."""

    id: str


Shown = ListedCase | NotYet


class Pages(Sequence[Shown]):
    """The cases of an order as rows; what has not been opened yet is ``NotYet``."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.longest_number = USUAL_NUMBER
        self._pages: dict[int, dict[str, ListedCase]] = {}

    def __len__(self) -> int:
        """So many cases are listed."""
        return len(self.order)

    @overload
    def __getitem__(self, at: int) -> Shown: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Shown]: ...

    def __getitem__(self, at: int | slice) -> Shown | Sequence[Shown]:
        """Give the row in this place."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        case_id = self.order.id_at(at)
        return self._pages.get(at // PAGE, {}).get(case_id) or NotYet(case_id)

    def ids_of(self, page: int) -> tuple[str, ...]:
        """Give the cases of a page, in order."""
        return tuple(self.order.id_at(at) for at in range(page * PAGE, min((page + 1) * PAGE, len(self))))

    def missing(self, first: int, last: int) -> tuple[int, ...]:
        """Give the pages not opened yet around these rows: those in view first, then their neighbours."""
        in_view = range(first // PAGE, (max(first, last - 1)) // PAGE + 1)
        around = (*in_view, in_view[-1] + 1, in_view[0] - 1)
        return tuple(page for page in around if page not in self._pages and 0 <= page * PAGE < len(self))

    def put(self, page: int, rows: Iterable[ListedCase]) -> None:
        """Keep an opened page."""
        self._pages[page] = {row.id: row for row in rows}
        self.longest_number = max([self.longest_number, *(len(row.number) for row in self._pages[page].values())])
        if len(self._pages) > MOST_PAGES:
            del self._pages[max(self._pages, key=lambda other: abs(other - page))]


@dataclass(frozen=True)
class Columns:
    """The width of every column in cells; a column of 0 is not shown."""

    number: int = 8
    name: int = 17
    about: int = 20
    status: int = 9
    due: int = 18
    topic: int = 0
    adviser: int = 0
    opened: int = 0


class CaseRows(RowList[Shown]):
    """Cases, each in one line. ``who`` gives a name as it may be shown now; ``shaded`` hides what it is about."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", id="cases.open", tooltip="Open the marked case"),
    ]

    class Wanted(Message):
        """Rows have come into view that are not opened yet."""

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.who, self.shaded = who, False
        self.pages = Pages(Order(View()))
        self.columns = Columns()
        self.view_of = (0, 0)

    # The rows -------------------------------------------------------------------------------------------------------

    def list_pages(self, pages: Pages) -> None:
        """List these cases; the mark stays with its case."""
        self.pages = pages
        self.show(pages)

    def arrived(self, page: int, rows: Iterable[ListedCase]) -> None:
        """Draw a page that was opened."""
        longest = self.pages.longest_number
        self.pages.put(page, rows)
        if longest != self.pages.longest_number:
            self.forget()
        self.refresh()
        if page * PAGE <= self.cursor < (page + 1) * PAGE:
            self._tell_moved()

    def place_of(self, key: str) -> int | None:
        """Give the place of a case."""
        return self.pages.order.place_of(key)

    def in_view(self, first: int, last: int) -> None:
        """Ask for the rows in view and their neighbours when they are not opened yet."""
        self.view_of = (first, last)
        if self.pages.missing(first, last):
            self.post_message(self.Wanted())

    def drawn(self, row: Shown) -> bool:
        """Keep no line that only holds a place."""
        return isinstance(row, ListedCase)

    def key_of(self, row: Shown) -> str:
        """Give the case's id."""
        return row.id

    # Drawing --------------------------------------------------------------------------------------------------------

    def measure(self, width: int) -> None:
        """Choose the columns: what tells a case from others first, what it is about in the room that is left."""
        name, due, topic, adviser, opened = 17, 18, 0, 0, 0
        if width >= ROOMY:
            name, due, adviser = 20, 22, 13
        if width >= DATED:
            opened = 10
        if width >= WIDE:
            topic = 18
        number = self.pages.longest_number + 1
        parts = [part for part in (number, name, 9, due, topic, adviser, opened) if part]
        about = max(0, width - sum(parts) - len(parts))
        self.columns = Columns(number, name, about, 9, due, topic, adviser, opened)

    def heading(self, width: int) -> Content:  # noqa: ARG002 - measured before
        """Name the columns."""
        of = self.columns
        about = "About / found in" if self.pages.order.view.words else "About"
        words = (
            ("Case", of.number),
            ("Name", of.name),
            ("Topic", of.topic),
            (about, of.about),
            ("Status", of.status),
            ("Adviser", of.adviser),
            ("Next due", of.due),
            ("Opened", of.opened),
        )
        return said((" ".join(column(word, wide) for word, wide in words if wide), "$ink-quiet"))

    def line(self, row: Shown, width: int) -> Content:  # noqa: ARG002 - measured before
        """Draw one case; a quiet line where it is still being opened."""
        of = self.columns
        if isinstance(row, NotYet):
            return said((column(glyph("·") * 3, of.number), "$ink-quiet"))
        status = f"{glyph(STATUS_SIGNS.get(row.status, '□'))} {row.status}"
        parts: list[Any] = [
            (column(row.number, of.number), "$head"),
            " ",
            (self._whose(row), "bold $ink"),
            *([" ", (column(row.topic, of.topic), "$ink-quiet")] if of.topic else ()),
            " ",
            self._what(row),
            " ",
            (column(status, of.status), "$ink-quiet" if row.status == "closed" else "$ink"),
            *(
                [" ", (column(self._adviser(row), of.adviser), "$ink" if row.mine else "$ink-quiet")]
                if of.adviser
                else ()
            ),
            " ",
            self._when(row),
            *([" ", (column(day_of(row.opened), of.opened), "$ink-quiet")] if of.opened else ()),
        ]
        return said(*parts)

    def _whose(self, row: ListedCase) -> str:
        sign = "~" if row.id in self.pages.order.similar else ""
        return column(sign + self.who(row.name), self.columns.name)

    def _what(self, row: ListedCase) -> Content | tuple[str, str]:
        wide = self.columns.about
        if self.shaded:
            return column(glyph("–"), wide), "$ink-quiet"
        if row.excerpt is None:
            return column(row.about, wide), "$ink-quiet"
        before, hit, after = row.excerpt
        room = max(0, wide - len(hit) - 1)
        if len(before) > room // 2:
            before = glyph("…") + before[-max(1, room // 2) :]
        shown = said((before, "$ink-quiet"), (cut(hit, wide), "bold underline $ink"), (after, "$ink-quiet"))
        return shown.truncate(wide, ellipsis=True, pad=True)

    def _adviser(self, row: ListedCase) -> str:
        if row.mine:
            return "you"
        return row.adviser or "nobody yet"

    def _when(self, row: ListedCase) -> tuple[str, str]:
        wide = self.columns.due
        if not row.due:
            return " " * wide, "$ink"
        sign = glyph(SIGNS[row.due_state][0])
        text = f"{sign} {due_words(row.due, wide - 2)}"
        return column(text, wide), state_style(row.due_state).replace("bold ", "")


def day_of(moment: Any) -> str:
    """Give the day of an instant as lists say it: "24 Nov 26"."""
    return f"{london(moment):%-d %b %y}"


def facts(row: ListedCase, *, who: Callable[[str], str], shaded: bool) -> Content:
    """Draw the short facts of a marked case for the panel beside the list."""
    known = f" ({who(row.known_as)})" if row.known_as else ""
    lines: list[Any] = [(f"{row.number}  ", "bold $key"), (f"{who(row.name)}{known}\n", "bold")]
    if row.excerpt and not shaded:
        lines += [("\nFound in an entry\n", "$ink-quiet"), row.excerpt[0], (row.excerpt[1], "bold underline")]
        lines += [f"{row.excerpt[2]}\n"]
    if not shaded:
        lines.append(f"\n{row.about}\n")
    pairs = (
        ("Status", f"{row.status}{f', waits for {row.waiting_for}' if row.waiting_for and not shaded else ''}"),
        ("Due", row.due or "nothing is promised now"),
        ("Topic", row.topic),
        ("Adviser", "you" if row.mine else row.adviser or "nobody yet"),
        ("Opened", say_day(london(row.opened).date(), year=True)),
        ("Closed", say_day(london(row.closed).date(), year=True) if row.closed else ""),
        ("Contact", "" if shaded else f"\n{'':9}".join(row.contact)),
        ("Also", "" if shaded else f"\n{'':9}".join(row.agencies)),
    )
    lines.append("\n")
    for word, value in pairs:
        if value:
            lines += [(f"{word:9}", "$ink-quiet"), f"{value}\n"]
    return said(*lines)
