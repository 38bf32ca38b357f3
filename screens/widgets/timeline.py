"""A case's entries under the days they happened on, drawn line by line: a thousand cost no more than ten."""

from __future__ import annotations

from bisect import bisect_right
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
from screens.widgets.entry_lines import Laid, closed, closed_height, opened, right_words, searched, size_words
from screens.widgets.matching import places, words_of
from screens.widgets.said import said

__all__ = ["ALL", "GROUPS", "Timeline", "size_words"]

INDENT = 11
"""Cells before an entry's words: the mark, the time, the glyph."""
WIDEST = 130
"""Cells a line of text takes at most: a wider window is for more columns, not for longer lines."""
ALL = ""
GROUPS = {
    ALL: "All",
    "contact": "Contact",
    "meetings": "Meetings",
    "notes": "Notes",
    "documents": "Documents",
    "procedure": "Procedures",
    "system": "System",
}
"""The filters, in their order: the group of ``EntryKind``, and its word."""
FOUND = "bold underline $key"
_STYLES = {
    "warn": "$amber",
    "file": "$info",
    "advice": "$info",
    "label": "bold $ink-quiet",
    "choice": "bold $ink",
    "earlier": "$amber",
}


class Timeline(ScrollView, can_focus=True):
    """Laid out once for a width, filter and search; Enter opens an entry in place.

    The mark, what is open, the filter and the search outlast another reading. Lines are made when they come into view.
    """

    DEFAULT_CSS = """
    Timeline { background: $ground; color: $ink; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space", "open", "Open", id="timeline.open", tooltip="Open the marked entry in place, or close it"
        ),
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
            "left", "filter(-1)", "Filter", id="timeline.left", tooltip="Show the kind of entries before", show=False
        ),
        Binding(
            "right", "filter(1)", "Filter", id="timeline.right", tooltip="Show the next kind of entries", show=False
        ),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The mark moved to another entry."""

    class Filtered(Message):
        """Another kind of entries, or other words, are shown."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.every: tuple[EntryView, ...] = ()
        self.entries: list[EntryView] = []
        self.today = date.min
        self.group = ALL
        self.words: tuple[str, ...] = ()
        self._folded: dict[str, tuple[EntryView, str]] = {}
        self._open: set[str] = set()
        self._tops: list[int] = []
        self._heights: list[int] = []
        self._days: dict[int, str] = {}
        self._made: dict[int, list[Laid]] = {}
        self._laid_for = -1
        self._strips: dict[tuple[int, bool], Strip] = {}

    # What is shown --------------------------------------------------------------------------------------------------

    def show(self, entries: tuple[EntryView, ...], today: date) -> None:
        """Show these entries, newest first; ``today`` gives its day heading."""
        if entries == self.every and today == self.today:
            return
        self.every, self.today = entries, today
        if self.group not in dict(self.counts()):
            self.group = ALL
        self._choose(newest=bool(self.entries) and self.cursor == 0)

    def counts(self) -> list[tuple[str, int]]:
        """Give the filters that have entries, each with how many, everything first."""
        many: dict[str, int] = {}
        for entry in self.every:
            many[entry.group] = many.get(entry.group, 0) + 1
        return [(ALL, len(self.every)), *((group, many[group]) for group in GROUPS if group in many)]

    def show_group(self, group: str) -> None:
        """Show only the entries of this group; ``ALL`` shows every one."""
        if group != self.group:
            self.group = group
            self._choose()

    def search(self, text: str) -> None:
        """Show only the entries that hold every one of these words; an empty text shows all."""
        words = words_of(text)
        if words != self.words:
            self.words = words
            self._choose()

    @property
    def marked(self) -> EntryView | None:
        """The marked entry, or None when nothing is shown."""
        return self.entries[self.cursor] if 0 <= self.cursor < len(self.entries) else None

    def _choose(self, *, newest: bool = False) -> None:
        marked = self.marked.id if self.marked and not newest else ""
        self.entries = [entry for entry in self.every if self._wanted(entry)]
        self._lay()
        self.set_reactive(Timeline.cursor, next((at for at, one in enumerate(self.entries) if one.id == marked), 0))
        self._in_view()
        self.refresh()
        self.post_message(self.Filtered())

    def _wanted(self, entry: EntryView) -> bool:
        if self.group not in {ALL, entry.group}:
            return False
        if not self.words:
            return True
        known = self._folded.get(entry.id)
        if known is None or known[0] is not entry:
            known = self._folded[entry.id] = (entry, searched(entry))
        return all(word in known[1] for word in self.words)

    # Layout ---------------------------------------------------------------------------------------------------------

    def _width(self) -> int:
        return max(20, min(WIDEST, self.scrollable_content_region.width))

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
        """Find where each entry begins and how high it is; its lines are made when they are drawn."""
        width = self._laid_for = self._width()
        room = width - INDENT - 1
        self._strips.clear()
        self._made.clear()
        self._tops, self._heights, self._days = [], [], {}
        line, day = 0, None
        for at, entry in enumerate(self.entries):
            on = london(entry.at).date()
            if on != day:
                line += day is not None
                self._days[line] = self._day_words(on)
                line, day = line + 1, on
            height = len(self._lines_of(at)) if entry.id in self._open else closed_height(entry, room)
            self._tops.append(line)
            self._heights.append(height)
            line += height
        self.virtual_size = Size(width, line)
        self.refresh()

    def _day_words(self, on: date) -> str:
        words = say_day(on, year=on.year != self.today.year)
        ago = (self.today - on).days
        return f"{('Today', 'Yesterday')[ago]} {glyph('·')} {words}" if ago in {0, 1} else words

    def _lines_of(self, at: int) -> list[Laid]:
        made = self._made.get(at)
        if made is None:
            entry, room = self.entries[at], self._laid_for - INDENT - 1
            made = opened(entry, room) if entry.id in self._open else closed(entry, room, self.words)
            self._made[at] = made
        return made

    def _at_line(self, line: int) -> int:
        """Give the entry that a line belongs to, or -1."""
        at = bisect_right(self._tops, line) - 1
        return at if at >= 0 and line < self._tops[at] + self._heights[at] else -1

    # Drawing --------------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line of the layout."""
        line = y + round(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        ground = self.visual_style
        at = self._at_line(line)
        here = at >= 0 and at == self.cursor
        strip = self._strips.get((line, here))
        if strip is None:
            room = min(width, WIDEST)
            drawn = self._entry_line(at, line, room, here=here) if at >= 0 else self._between(line, room)
            drawn = drawn.truncate(width, ellipsis=True, pad=True)
            style = ground + Style.parse("on $chosen", self.app.theme_variables) if here else ground
            strip = Strip(drawn.render_segments(style)).adjust_cell_length(width, style.rich_style)
            self._strips[line, here] = strip
        return strip

    def _between(self, line: int, width: int) -> Content:
        words = self._days.get(line)
        if words is not None:
            rule = glyph("─") * max(0, width - cell_len(words) - 3)
            return said(" ", (words, "bold $head"), " ", (rule, "$line"))
        if self.every and not self.entries and line == 1:
            return said("  ", ("No entry holds these words. Esc shows all again.", "$ink-quiet"))
        return said("")

    def _entry_line(self, at: int, line: int, width: int, *, here: bool) -> Content:
        entry, lines = self.entries[at], self._lines_of(at)
        place = line - self._tops[at]
        laid = lines[place] if place < len(lines) else Laid("body")
        mark = (glyph("▌"), "bold $key") if here else " "
        if laid.part == "title":
            return said(mark, self._title(entry, width, here=here))
        stem = said("       ", (glyph("│"), "$key" if here else "$line"), "  ")
        style = _STYLES.get(laid.part, "$ink" if here and laid.part == "body" else "$ink-quiet")
        if entry.struck and laid.part == "body":
            style += " strike"
        sign = (f"{glyph('▪')} ", style) if laid.part == "file" else ""
        return said(mark, stem, sign, self._marked_words(laid.text, style))

    def _marked_words(self, text: str, style: str) -> Content:
        """Give a text in its style, the searched words in it marked."""
        parts, done = [], 0
        for start, end in places(text, self.words):
            parts += [said((text[done:start], style)), said((text[start:end], FOUND))]
            done = end
        return said(*parts, (text[done:], style))

    def _title(self, entry: EntryView, width: int, *, here: bool) -> Content:
        room = width - INDENT - 1
        right = cut(right_words(entry), max(14, room // 3))
        corrected = " corrected " if entry.before else ""
        title = cut(entry.title, room - cell_len(right) - len(corrected) - 2)
        style = "strike $ink-quiet" if entry.struck else "bold $ink"
        sign = glyph(entry.glyph)
        gap = room - cell_len(title) - cell_len(right) - len(corrected) - bool(corrected)
        return said(
            (f"{london(entry.at):%H:%M}", "$ink" if here else "$ink-quiet"),
            "  ",
            (sign, "$calm" if entry.kind != "received" else "$head"),
            " " * (3 - cell_len(sign)),
            self._marked_words(title, style),
            said(" ", (corrected, "bold $amber on $amber-ground")) if corrected else "",
            " " * max(1, gap),
            self._marked_words(right, "$ink-quiet"),
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
                self.refresh_lines(self._tops[at], self._heights[at])
        self.post_message(self.Moved())

    def _span(self, at: int) -> tuple[int, int]:
        """Give the first line of an entry, and the first after it."""
        return self._tops[at], self._tops[at] + self._heights[at]

    def _in_view(self) -> None:
        """Bring the marked entry into view, with room for those that come next: a line at a time would draw it all."""
        if not self._tops:
            self._go_to(0)
            return
        top, below = self._span(self.cursor)
        top -= top - 1 in self._days
        height, first = max(1, self.scrollable_content_region.height), round(self.scroll_offset.y)
        if below - top > height:
            self._go_to(top)
        elif top < first:
            self._go_to(max(0, below - max(below - top, height * 2 // 3)))
        elif below > first + height:
            self._go_to(min(top, below - height + height // 3))
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
        line = max(0, min(round(self.scroll_offset.y) + by * (height - 1), self.virtual_size.height - 1))
        self._go_to(line)
        first = round(self.scroll_offset.y)
        self.set_reactive(Timeline.cursor, max(0, bisect_right(self._tops, line if by < 0 else first + height - 1) - 1))
        self.refresh()
        self._point()
        self.post_message(self.Moved())

    def action_end(self, by: int) -> None:
        """To the newest or the oldest entry."""
        self.cursor = 0 if by < 0 else len(self.entries) - 1

    def action_filter(self, by: int) -> None:
        """Show the next kind of entries, or the one before."""
        groups = [group for group, _ in self.counts()]
        self.show_group(groups[(groups.index(self.group) + by) % len(groups)])

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
        at = self._at_line((offset.y if offset else 0) + round(self.scroll_offset.y))
        if offset is None or at < 0:
            return
        if at == self.cursor:
            self.action_open()
        else:
            self.cursor = at
