"""A case's entries under the days they happened on, drawn line by line: a thousand cost no more than ten."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

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

from advice_tui.casework.cases import EntryView
from advice_tui.rules.text import cut
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.said import said
from screens.widgets.wrapping import first_lines, wrapped

INDENT = 11
"""Cells before an entry's words: the mark, the time, the glyph."""
CLOSED_LINES = 2
"""Lines of an entry's text while it is closed."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One line as it was laid out: the entry it belongs to (-1 for none), what part of it, the words."""

    entry: int
    part: str
    text: str = ""


class Timeline(ScrollView, can_focus=True):
    """Laid out once for a width; Enter opens an entry in place. The mark and what is open outlast another reading."""

    DEFAULT_CSS = """
    Timeline { background: $ground; color: $ink; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "up", "move(-1)", "Up", id="timeline.up", tooltip="To the entry above, or up in a long one", show=False
        ),
        Binding(
            "down",
            "move(1)",
            "Down",
            id="timeline.down",
            tooltip="To the entry below, or down in a long one",
            show=False,
        ),
        Binding("pageup", "page(-1)", "Page up", id="timeline.page_up", tooltip="One page up", show=False),
        Binding("pagedown", "page(1)", "Page down", id="timeline.page_down", tooltip="One page down", show=False),
        Binding("home", "end(-1)", "First", id="timeline.first", tooltip="To the newest entry", show=False),
        Binding("end", "end(1)", "Last", id="timeline.last", tooltip="To the oldest entry", show=False),
        Binding(
            "enter,space", "open", "Open", id="timeline.open", tooltip="Open the marked entry in place, or close it"
        ),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The mark moved to another entry."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.entries: tuple[EntryView, ...] = ()
        self.today = date.min
        self._open: set[str] = set()
        self._lines: list[Laid] = []
        self._tops: list[int] = []
        self._laid_for = -1
        self._strips: dict[tuple[int, bool], Strip] = {}

    def show(self, entries: tuple[EntryView, ...], today: date) -> None:
        """Show these entries, newest first; ``today`` gives its day heading."""
        if entries == self.entries and today == self.today:
            return
        marked = self.entries[self.cursor].id if self.cursor < len(self.entries) else ""
        new = bool(self.entries) and self.cursor == 0
        self.entries, self.today = entries, today
        self._laid_for = -1
        self._lay()
        at = 0 if new else next((at for at, one in enumerate(entries) if one.id == marked), self.cursor)
        self.cursor = at
        self._in_view()
        self.refresh()

    # Layout ---------------------------------------------------------------------------------------------------------

    def _width(self) -> int:
        return max(20, self.scrollable_content_region.width)

    def on_resize(self) -> None:
        """Lay out for another width."""
        if self._laid_for != self._width():
            self._lay()
            self._in_view()

    def notify_style_update(self) -> None:
        """Take the new colours."""
        super().notify_style_update()
        self._strips.clear()

    def _lay(self) -> None:
        width = self._laid_for = self._width()
        self._strips.clear()
        self._lines, self._tops = [], []
        day: date | None = None
        for at, entry in enumerate(self.entries):
            on = london(entry.at).date()
            if on != day:
                if day is not None:
                    self._lines.append(Laid(-1, "blank"))
                self._lines.append(Laid(-1, "day", self._day_words(on)))
                day = on
            self._tops.append(len(self._lines))
            self._lines += self._entry_lines(at, entry, width - INDENT - 1)
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def _day_words(self, on: date) -> str:
        words = say_day(on, year=on.year != self.today.year)
        ago = (self.today - on).days
        return f"{('Today', 'Yesterday')[ago]} {glyph('·')} {words}" if ago in {0, 1} else words

    def _entry_lines(self, at: int, entry: EntryView, width: int) -> list[Laid]:
        lines = [Laid(at, "title", entry.title)]
        if entry.struck:
            lines.append(Laid(at, "note", f"{glyph('✗')} {entry.struck}"))
        if entry.id in self._open:
            lines += self._opened(at, entry, width)
        else:
            lines += [Laid(at, "body", line) for line in first_lines(entry.body, width, CLOSED_LINES)]
            if entry.attachments:
                names = ", ".join(file.name for file in entry.attachments)
                many = f"{len(entry.attachments)} file{'s' if len(entry.attachments) > 1 else ''}: {names}"
                lines.append(Laid(at, "file", cut(many, width - 2)))
        return lines

    def _opened(self, at: int, entry: EntryView, width: int) -> list[Laid]:
        sign = f"{glyph('⚠')} "
        lines = [Laid(at, "note", f"From {entry.sender}")] if entry.sender else []
        lines += [Laid(at, "body", line) for line in wrapped(entry.body, width)]
        lines += [
            Laid(at, "warn", f"{'  ' if n else sign}{line}")
            for note in entry.notes
            for n, line in enumerate(wrapped(note, width - 2))
        ]
        lines += [
            Laid(at, "file", cut(file.name, width - 14) + f"  {size_words(file.size)}") for file in entry.attachments
        ]
        recorded = london(entry.recorded_at)
        if (entry.recorded_at - entry.at).total_seconds() >= 60:
            lines.append(Laid(at, "note", f"Written down {say_day(recorded.date())} {recorded:%H:%M}"))
        return lines

    # Drawing --------------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line of the layout."""
        at = y + round(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        ground = self.visual_style
        if at >= len(self._lines):
            return Strip.blank(width, ground.rich_style)
        laid = self._lines[at]
        here = laid.entry == self.cursor
        strip = self._strips.get((at, here))
        if strip is None:
            line = self._drawn(laid, width, here=here).truncate(width, ellipsis=True, pad=True)
            style = ground + Style.parse("on $chosen", self.app.theme_variables) if here else ground
            strip = Strip(line.render_segments(style)).adjust_cell_length(width, style.rich_style)
            self._strips[at, here] = strip
        return strip

    def _drawn(self, laid: Laid, width: int, *, here: bool) -> Content:
        if laid.part == "blank":
            return said("")
        if laid.part == "day":
            rule = glyph("─") * max(0, width - cell_len(laid.text) - 3)
            return said(" ", (laid.text, "bold $head"), " ", (rule, "$line"))
        mark = (glyph("▌"), "bold $key") if here else " "
        entry = self.entries[laid.entry]
        if laid.part == "title":
            return said(mark, self._title(entry, width, here=here))
        stem = said("       ", (glyph("│"), "$key" if here else "$line"), "  ")
        style = {"body": "$ink" if here else "$ink-quiet", "warn": "$amber", "file": "$info"}.get(
            laid.part, "$ink-quiet"
        )
        if entry.struck and laid.part == "body":
            style += " strike"
        sign = f"{glyph('▪')} " if laid.part == "file" else ""
        return said(mark, stem, (f"{sign}{laid.text}", style))

    def _title(self, entry: EntryView, width: int, *, here: bool) -> Content:
        room = width - INDENT - 1
        author = cut(entry.author_name, min(24, room // 3))
        title = cut(entry.title, room - cell_len(author) - 2)
        style = "strike $ink-quiet" if entry.struck else "bold $ink"
        sign = glyph(entry.glyph)
        gap = room - cell_len(title) - cell_len(author)
        return said(
            (f"{london(entry.at):%H:%M}", "$ink" if here else "$ink-quiet"),
            "  ",
            (sign, "$calm" if entry.kind != "received" else "$head"),
            " " * (3 - cell_len(sign)),
            (title, style),
            " " * max(1, gap),
            (author, "$ink-quiet"),
        )

    # Keys -----------------------------------------------------------------------------------------------------------

    def validate_cursor(self, cursor: int) -> int:
        """Keep the mark on an entry."""
        return max(0, min(cursor, len(self.entries) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Keep the marked entry in view; only the entry that was marked and the one that is are painted again."""
        self._in_view()
        for at in (before, now):
            if at < len(self._tops):
                top, below = self._span(at)
                self.refresh_lines(top, below - top)
        self.post_message(self.Moved())

    def _span(self, at: int) -> tuple[int, int]:
        """Give the first line of an entry, and the first after it."""
        top = self._tops[at]
        below = top
        while below < len(self._lines) and self._lines[below].entry == at:
            below += 1
        return top, below

    def _in_view(self) -> None:
        if not self._tops:
            return
        top, below = self._span(self.cursor)
        if top and self._lines[top - 1].part == "day":
            top -= 1
        height, first = max(1, self.scrollable_content_region.height), round(self.scroll_offset.y)
        if top < first or below - top > height:
            self._go_to(top)
        elif below > first + height:
            self._go_to(below - height)
        self._point()

    def _go_to(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, force=True, immediate=True)

    def _point(self) -> None:
        if self.has_focus and self._tops:
            y = max(0, self._tops[self.cursor] - round(self.scroll_offset.y))
            self.app.cursor_position = self.scrollable_content_region.offset + Offset(0, y)

    def on_focus(self) -> None:
        """Bring the terminal's cursor here."""
        self._point()

    def action_move(self, by: int) -> None:
        """To the next entry; a long one is scrolled through first."""
        if not self._tops:
            return
        top, below = self._span(self.cursor)
        first, height = round(self.scroll_offset.y), max(1, self.scrollable_content_region.height)
        step = max(1, height // 2)
        if by > 0 and below > first + height:
            self._go_to(min(first + step, below - height))
        elif by < 0 and top < first:
            self._go_to(max(first - step, top - 1, 0))
        else:
            self.cursor += by

    def action_page(self, by: int) -> None:
        """One page on; the mark goes to the entry in view."""
        if not self._tops:
            return
        height = max(1, self.scrollable_content_region.height)
        line = max(0, min(round(self.scroll_offset.y) + by * (height - 1), len(self._lines) - 1))
        self._go_to(line)
        first = round(self.scroll_offset.y)
        self.set_reactive(Timeline.cursor, max(0, bisect_right(self._tops, line if by < 0 else first + height - 1) - 1))
        self.refresh()
        self._point()

    def action_end(self, by: int) -> None:
        """To the newest or the oldest entry."""
        self.cursor = 0 if by < 0 else len(self.entries) - 1

    def action_open(self) -> None:
        """Open the marked entry in place, or close it."""
        if not self._tops:
            return
        self._open ^= {self.entries[self.cursor].id}
        self._lay()
        self._in_view()

    def on_click(self, event: events.Click) -> None:
        """Mark the entry clicked on; a second click opens it."""
        offset = event.get_content_offset(self)
        at = (offset.y if offset else 0) + round(self.scroll_offset.y)
        if offset is None or at >= len(self._lines) or self._lines[at].entry < 0:
            return
        if self._lines[at].entry == self.cursor:
            self.action_open()
        else:
            self.cursor = self._lines[at].entry


def size_words(size: int) -> str:
    """Give a number of bytes in words: "900 bytes", "12 kB", "3.4 MB"."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
