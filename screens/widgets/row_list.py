"""A list of rows drawn line by line: it costs the same with ten rows and with a hundred thousand."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from advice_tui.rules.text import cut
from screens.theme import glyph
from screens.widgets.said import said

Item = TypeVar("Item")

MOST_STRIPS = 600
"""So many drawn lines are kept."""


def column(text: str, width: int) -> str:
    """Give people's text in exactly so many terminal cells: cut with an ellipsis, or filled with spaces."""
    shown = cut(text, width)
    return shown + " " * (width - cell_len(shown))


class RowList(ScrollView, Generic[Item], can_focus=True):
    """Rows under one fixed line of headings. The arrows move a mark, Enter or a click chooses.

    The mark stays with its row (``key_of``) when the list is read again. The terminal's own cursor follows it, which
    is what a screen reader reads.
    """

    DEFAULT_CSS = """
    RowList {
        background: $ground; color: $ink; scrollbar-size-vertical: 1; overflow-x: hidden;
        border: round $line; border-title-color: $ink-quiet; border-subtitle-color: $ink-quiet;
        &:focus { border: round $line-bright; border-title-color: $key; border-title-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", id="rows.up", tooltip="One row up", show=False),
        Binding("down", "move(1)", "Down", id="rows.down", tooltip="One row down", show=False),
        Binding("pageup", "page(-1)", "Page up", id="rows.page_up", tooltip="One page up", show=False),
        Binding("pagedown", "page(1)", "Page down", id="rows.page_down", tooltip="One page down", show=False),
        Binding("home", "move(-1000000)", "First", id="rows.first", tooltip="To the first row", show=False),
        Binding("end", "move(1000000)", "Last", id="rows.last", tooltip="To the last row", show=False),
        Binding("enter", "choose", "Open", id="rows.choose", tooltip="Open the marked row"),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)

    class Named(Message):
        """Names a row; ``row`` is the row as it was given."""

        def __init__(self, rows: RowList[Any], row: Any) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> RowList[Any]:
            """The list."""
            return self.rows

    class Chosen(Named):
        """A row was chosen."""

    class Moved(Named):
        """The mark moved to a row."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.rows: Sequence[Item] = ()
        self.empty: tuple[str, ...] = ()
        self._strips: dict[tuple[int, bool, bool], Strip] = {}
        self._measured = 0

    # What a kind of list writes -------------------------------------------------------------------------------------

    @abstractmethod
    def key_of(self, row: Item) -> str:
        """Give what names a row, in this list and in the next reading of it."""

    @abstractmethod
    def line(self, row: Item, width: int) -> Content:
        """Draw a row in so many cells."""

    @abstractmethod
    def heading(self, width: int) -> Content:
        """Draw the words above the columns."""

    def measure(self, width: int) -> None:
        """Choose the columns for a width and the rows; called before anything is drawn with them."""

    def place_of(self, key: str) -> int | None:
        """Give the place of the row of this name, or None; a list that need not look through its rows says how."""
        return next((at for at, row in enumerate(self.rows) if self.key_of(row) == key), None)

    def in_view(self, first: int, last: int) -> None:
        """Get ready what is shown: the rows from ``first`` to before ``last`` have come into view."""

    # What screens call (and a list that is fed piece by piece) ------------------------------------------------------

    def show(self, rows: Sequence[Item]) -> None:
        """List these rows; the mark stays with its row, or in its place when the row is gone."""
        marked = self.key_of(self.marked) if self.marked is not None else ""
        self.rows = rows
        self.forget()
        self._take_height()
        at = self.place_of(marked) if marked else None
        before = self.cursor
        self.cursor = self.cursor if at is None else at
        self.refresh()
        if before == self.cursor:
            self._in_view()
            self._tell_moved()

    def _take_height(self) -> None:
        """Be as tall as the rows; the screen is laid out afresh only when the scrollbar comes or goes."""
        tall, height = Size(self.size.width, len(self.rows) + 1), self.size.height
        if (tall.height > height) != (self.virtual_size.height > height):
            self.virtual_size = tall
        else:
            self.set_reactive(ScrollView.virtual_size, tall)
            self._scroll_update(tall)
            self.scroll_y = min(self.scroll_y, self.max_scroll_y)

    def forget(self) -> None:
        """Draw everything afresh."""
        self._measure()
        self.refresh()

    def _measure(self) -> None:
        self._strips.clear()
        self._measured = self._width()
        self.measure(self._measured)

    def mark(self, key: str) -> None:
        """Move the mark to the row of this name, when it is listed."""
        at = self.place_of(key)
        self.cursor = self.cursor if at is None else at

    @property
    def marked(self) -> Item | None:
        """The marked row, or None when nothing is listed."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    # Drawing --------------------------------------------------------------------------------------------------------

    def _width(self) -> int:
        return max(1, self.scrollable_content_region.width - 2)

    def on_resize(self) -> None:
        """Choose the columns for the new width."""
        self.virtual_size = Size(self.size.width, len(self.rows) + 1)
        self.forget()
        self._in_view()

    def notify_style_update(self) -> None:
        """Take the new colours."""
        super().notify_style_update()
        self._strips.clear()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the mark on a row."""
        return max(0, min(cursor, len(self.rows) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Keep the mark in view."""
        self._in_view()
        self.refresh_line(before + 1)
        self.refresh_line(now + 1)
        if self.is_mounted:
            self._tell_moved()

    def _tell_moved(self) -> None:
        if (marked := self.marked) is not None:
            self.post_message(self.Moved(self, marked))

    def _in_view(self) -> None:
        top, height = round(self.scroll_offset.y), max(1, self.scrollable_content_region.height - 1)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True, immediate=True)
        self._tell_in_view()
        self._point()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Have the rows that come into view."""
        super().watch_scroll_y(old_value, new_value)
        self._tell_in_view()

    def _tell_in_view(self) -> None:
        top, height = round(self.scroll_offset.y), max(1, self.scrollable_content_region.height - 1)
        self.in_view(min(top, len(self.rows)), min(top + height, len(self.rows)))

    def drawn(self, row: Item) -> bool:  # noqa: ARG002 - for lists whose rows come later
        """Whether a row's line may be kept: not one that only holds the place of what is still being read."""
        return True

    def _point(self) -> None:
        if self.has_focus:
            region = self.scrollable_content_region
            self.app.cursor_position = region.offset + Offset(0, self.cursor + 1 - round(self.scroll_offset.y))

    def on_focus(self) -> None:
        """Bring the terminal's cursor here."""
        self._strips.clear()
        self._point()

    def on_blur(self) -> None:
        """Draw the mark as it looks at rest."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line: the headings first, then rows; the empty list says what to press."""
        if self._measured != self._width():  # the bar that scrolls has come or gone
            self._measure()
        width = self.scrollable_content_region.width
        ground = self.visual_style
        if y == 0:
            line = said(" ", self.heading(self._width())) if self.rows else said("")
        else:
            at = y - 1 + round(self.scroll_offset.y)
            if at < len(self.rows):
                return self._row_strip(at, width)
            words = self.empty[y - 2] if not self.rows and 2 <= y < 2 + len(self.empty) else ""
            line = said(" ", (words, "$ink-quiet"))
        line = line.truncate(width, ellipsis=True, pad=True)
        return Strip(line.render_segments(ground)).adjust_cell_length(width, ground.rich_style)

    def _row_strip(self, at: int, width: int) -> Strip:
        here = at == self.cursor
        key = (at, here, self.has_focus)
        if (strip := self._strips.get(key)) is None:
            sign = (glyph("▌"), "bold $key") if here else " "
            line = said(sign, self.line(self.rows[at], self._width())).truncate(width, ellipsis=True, pad=True)
            ground = self.visual_style
            style = ground + Style.parse("on $chosen", self.app.theme_variables) if here else ground
            strip = Strip(line.render_segments(style)).adjust_cell_length(width, style.rich_style)
            if len(self._strips) >= MOST_STRIPS:
                self._strips.clear()
            if self.drawn(self.rows[at]):
                self._strips[key] = strip
        return strip

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move the mark."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the mark by the height of the list."""
        self.cursor += by * max(1, self.scrollable_content_region.height - 2)

    def action_choose(self) -> None:
        """Choose the marked row."""
        if (marked := self.marked) is not None:
            self.post_message(self.Chosen(self, marked))

    def on_click(self, event: events.Click) -> None:
        """Mark the row clicked on; a second click chooses it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y == 0:
            return
        at = offset.y - 1 + round(self.scroll_offset.y)
        if at < len(self.rows):
            chosen = at == self.cursor
            self.cursor = at
            if chosen:
                self.action_choose()
