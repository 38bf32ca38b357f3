"""The diary drawn line by line: a day or a week, columns by adviser; a mark that goes from place to place.

What a cell shows is worked out once and kept; a key that moves the mark draws the few lines that it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from advice_tui.casework.diary.views import Booked, DiaryView
from screens.theme import glyph
from screens.widgets.diary_cells import Cells, Part
from screens.widgets.diary_head import adviser_line, day_line, week_line
from screens.widgets.diary_shape import HEAD, LABEL, ROOM, Shape, shape
from screens.widgets.diary_slots import Slot, Slots, clock

NOBODY_YET = " Nobody takes appointments yet: the manager adds an adviser under Service."


class DiaryGrid(Widget, can_focus=True):
    """Arrows move the mark, Enter does what the place is for. Over an edge it goes on to the next week or day.

    The terminal's own cursor stands on the marked place, which is what a screen reader reads.
    """

    DEFAULT_CSS = """
    DiaryGrid { background: $ground; color: $ink; height: 15; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Book", id="grid.choose", tooltip="Book the marked place, or look at who is booked"),
        Binding("enter", "put", "Move here", id="grid.put", tooltip="Move the appointment to the marked place"),
        Binding("left", "column(-1)", "Left", id="grid.left", tooltip="The adviser before", show=False),
        Binding("right", "column(1)", "Right", id="grid.right", tooltip="The next adviser", show=False),
        Binding("up", "row(-1)", "Up", id="grid.up", tooltip="Earlier", show=False),
        Binding("down", "row(1)", "Down", id="grid.down", tooltip="Later", show=False),
        Binding("home", "row(-1000)", "First", id="grid.first", tooltip="The first time of the day", show=False),
        Binding("end", "row(1000)", "Last", id="grid.last", tooltip="The last time of the day", show=False),
        Binding(
            "tab,ctrl+right", "day(1)", "Next day", id="grid.next_day", tooltip="The same time a day later", show=False
        ),
        Binding(
            "shift+tab,ctrl+left",
            "day(-1)",
            "Day before",
            id="grid.day_before",
            tooltip="The same time a day earlier",
            show=False,
        ),
        Binding(
            "greater_than_sign,full_stop",
            "page(1)",
            "More advisers",
            id="grid.page_right",
            tooltip="The advisers who do not fit beside these",
            show=False,
        ),
        Binding(
            "less_than_sign,comma",
            "page(-1)",
            "Advisers before",
            id="grid.page_left",
            tooltip="The advisers before these",
            show=False,
        ),
    ]

    class Moved(Message):
        """The mark is on another place."""

    class Chosen(Message):
        """Enter was pressed on the marked place, or it was clicked twice."""

    class Beyond(Message):
        """The mark went over the edge: ``days`` is 1 for later, -1 for earlier; ``column`` is the adviser's number."""

        def __init__(self, days: int, column: int) -> None:
            super().__init__()
            self.days, self.column = days, column

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._who = who
        self.slots: Slots | None = None
        self.day = self.column = self.row = 0
        self.moving: Booked | None = None
        self._top = 0
        self._shape: Shape | None = None
        self._cells: Cells | None = None
        self._drawn: dict[tuple[int, int, int, int], list[Segment]] = {}
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, RichStyle] = {}

    # What is shown --------------------------------------------------------------------------------------------------

    def show(self, view: DiaryView) -> None:
        """Show a day or a week; the mark keeps its day, time and adviser where they are still there."""
        marked = self.marked
        self.slots = Slots(view) if view.days and view.advisers else None
        if self.slots is not None and marked is not None:
            self._mark(marked.day, marked.start, marked.adviser.id)
        self.forget()

    def forget(self) -> None:
        """Draw everything afresh."""
        self._shape = self._cells = None
        self._drawn.clear()
        self._strips.clear()
        self._keep_inside()
        self.refresh()
        self._point()

    @property
    def marked(self) -> Slot | None:
        """The place under the mark; None while nothing is shown."""
        return self.slots.at(self.day, self.column, self.row) if self.slots is not None else None

    def go(self, day: date, minute: int, adviser_id: str = "") -> bool:
        """Move the mark to a day, a minute and an adviser (the same when not said); False when that is not shown."""
        before = (self.day, self.column, self.row)
        if self.slots is None or not self._mark(day, minute, adviser_id):
            return False
        self._went(before)
        return True

    def _mark(self, day: date, minute: int, adviser_id: str) -> bool:
        assert self.slots is not None
        view = self.slots.view
        days = [at for at, one in enumerate(view.days) if one.day == day]
        if not days:
            return False
        self.day, self.row = days[0], self.slots.row_of(minute)
        found = [at for at, one in enumerate(view.advisers) if one.id == adviser_id]
        self.column = found[0] if found else min(self.column, len(view.advisers) - 1)
        return True

    def move(self, one: Booked | None) -> None:
        """Show that this appointment is being moved; None ends it."""
        self.moving = one
        self.forget()

    # Where things are -----------------------------------------------------------------------------------------------

    @property
    def shape(self) -> Shape | None:
        """Where everything stands now."""
        if self._shape is None and self.slots is not None and self.size.width:
            view = self.slots.view
            self._shape = shape(
                (self.size.width, self.size.height),
                len(view.days),
                len(view.advisers),
                self.slots.rows,
                at=self.column,
                rooms=len(view.rooms),
            )
            self._cells = Cells(self.slots, self._shape, self._who)
            self._cells.moving = self.moving
        return self._shape

    def _keep_inside(self) -> None:
        """Keep the mark on a place, and its row in view."""
        if self.slots is None:
            return
        view = self.slots.view
        self.day = max(0, min(self.day, len(view.days) - 1))
        self.column = max(0, min(self.column, len(view.advisers) - 1))
        self.row = max(0, min(self.row, self.slots.rows - 1))
        found = self.shape
        if found is not None:
            self._top = max(0, min(self._top, self.slots.rows - found.shown))
            self._top = max(self.row - found.shown + 1, min(self._top, self.row))

    def _line_of(self, row: int) -> int:
        assert self._shape is not None
        return HEAD + (row - self._top) * self._shape.tall

    # Drawing --------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Choose columns and rows for the new size."""
        self.forget()

    def notify_style_update(self) -> None:
        """Take the new colours."""
        super().notify_style_update()
        self._styles.clear()
        self._drawn.clear()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line: the heads, then a line of a row."""
        strip = self._strips.get(y)
        if strip is None:
            width = self.size.width
            strip = Strip(self._line(y, width)).adjust_cell_length(width, self._style("$ink"))
            self._strips[y] = strip
        return strip

    def _style(self, words: str) -> RichStyle:
        style = self._styles.get(words)
        if style is None:
            made = self.visual_style + Style.parse(words, self.app.theme_variables)
            style = self._styles[words] = made.rich_style
        return style

    def _segments(self, parts: Iterable[Part]) -> list[Segment]:
        return [Segment(text, self._style(style)) for text, style in parts if text]

    def _line(self, y: int, width: int) -> list[Segment]:
        slots, found = self.slots, self.shape
        if slots is None or found is None:
            return self._segments([(NOBODY_YET if y == 1 else "", "$ink-quiet")] if slots is None else [])
        if y == 0:
            return self._segments(week_line(slots.view, found, width))
        if y == 1:
            return self._segments(day_line(slots.view, found, width))
        if y == 2:
            return self._segments(adviser_line(slots.view, found, width, (self.day, self.column)))
        row, sub = divmod(y - HEAD, found.tall)
        if row >= found.shown:
            return []
        return self._row_line(slots, found, (row + self._top, sub), width)

    def _row_line(self, slots: Slots, found: Shape, at: tuple[int, int], width: int) -> list[Segment]:
        row, sub = at
        segments = self._segments(self._label(slots, found, row, sub))
        space = Segment(" " * (found.block - found.wide), self._style("$ink"))
        for day in range(found.days):
            for place in range(found.advisers):
                segments += self._cell(day, place, row, sub)
            segments.append(space)
        if found.rooms:
            used = LABEL + found.block * found.days
            segments.append(Segment(" " * max(0, width - used - found.rooms * ROOM), self._style("$ink")))
            segments += self._segments(self._rooms(slots, row, sub))
        return segments

    def _cell(self, day: int, place: int, row: int, sub: int) -> list[Segment]:
        assert self._cells is not None
        assert self._shape is not None
        here = (day, self._shape.offset + place, row) == (self.day, self.column, self.row)
        if here:
            return self._segments(self._cells.cell(day, place, row, sub, here=True))
        key = (day, place, row, sub)
        segments = self._drawn.get(key)
        if segments is None:
            segments = self._drawn[key] = self._segments(self._cells.cell(*key, here=False))
        return segments

    def _label(self, slots: Slots, found: Shape, row: int, sub: int) -> list[Part]:
        start = slots.start_of(row)
        first = sub == 0
        words = clock(start) if start % 60 == 0 or row == self._top else f":{start % 60:02}"
        style = "bold $key" if row == self.row else "$ink" if start % 60 == 0 else "$ink-quiet"
        today, now = slots.view.now
        line = (now - start) * found.tall // slots.view.step if slots.view.step else 0
        is_now = 0 <= now - start < slots.view.step and line == sub
        is_now = is_now and any(one.day == today for one in slots.view.days)
        more = ""
        if first and row == self._top > 0:
            more = "↑"
        elif row == self._top + found.shown - 1 < slots.rows - 1 and sub == found.tall - 1:
            more = "↓"
        sign = glyph("▸") if is_now else glyph(more) if more else " "
        return [(f"{words if first else '':>{LABEL - 1}}", style), (sign, "bold $key")]

    def _rooms(self, slots: Slots, row: int, sub: int) -> list[Part]:
        slot = slots.at(0, self.column, row)
        if sub or slots.view.days[0].closed:
            return []
        return [
            (f"{glyph('□' if free else '■')}  ", "$calm" if free else "$ink-quiet")
            for free in slot.rooms[: self._shape.rooms if self._shape else 0]
        ]

    def _point(self) -> None:
        found = self._shape
        if self.has_focus and found is not None:
            x = found.x(self.day, self.column - found.offset)
            self.app.cursor_position = self.content_region.offset + Offset(x, self._line_of(self.row))

    def on_focus(self) -> None:
        """Bring the terminal's cursor here."""
        self._point()

    # Keys -----------------------------------------------------------------------------------------------------------

    def _went(self, before: tuple[int, int, int]) -> None:
        """Draw what the move from ``before`` changed, and tell of it."""
        now = (self.day, self.column, self.row)
        if now == before or self._shape is None:
            return
        _, column, row = before
        top, found = self._top, self._shape
        if not found.offset <= self.column < found.offset + found.advisers:
            self.forget()
        else:
            self._keep_inside()
            if top != self._top:
                self._strips.clear()
                self.refresh()
            else:
                lines = {self._line_of(one) + sub for one in (row, self.row) for sub in range(found.tall)}
                lines |= {2} if (self.day, self.column) != (before[0], column) else set()
                for line in lines:
                    self._strips.pop(line, None)
                self.refresh(*(Region(0, line, self.size.width, 1) for line in sorted(lines)))
            self._point()
        self.post_message(self.Moved())

    def action_row(self, by: int) -> None:
        """Move the mark by rows; nothing is above the first or below the last."""
        before = (self.day, self.column, self.row)
        if self.slots is not None:
            self.row = max(0, min(self.row + by, self.slots.rows - 1))
            self._went(before)

    def action_column(self, by: int) -> None:
        """Move the mark to the next adviser; after the last comes the next day."""
        if self.slots is None:
            return
        many = len(self.slots.view.advisers)
        day, column = divmod(self.day * many + self.column + by, many)
        self._to(day, column)

    def action_day(self, by: int) -> None:
        """Move the mark to the same time of another day."""
        self._to(self.day + by, self.column)

    def _to(self, day: int, column: int) -> None:
        if self.slots is None:
            return
        if 0 <= day < len(self.slots.view.days):
            before = (self.day, self.column, self.row)
            self.day, self.column = day, column
            self._went(before)
        else:
            self.post_message(self.Beyond(1 if day > 0 else -1, column))

    def action_page(self, by: int) -> None:
        """Show the advisers who do not fit beside these."""
        found = self.shape
        if self.slots is None or found is None:
            return
        before = (self.day, self.column, self.row)
        self.column = max(0, min(self.column + by * found.advisers, len(self.slots.view.advisers) - 1))
        self._went(before)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """While an appointment is moved, Enter moves it here."""
        return (self.moving is not None) == (action == "put") if action in {"choose", "put"} else True

    def action_put(self) -> None:
        """Move the appointment here."""
        self.post_message(self.Chosen())

    def action_choose(self) -> None:
        """Do what the marked place is for."""
        self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        """Mark the place clicked on; a second click chooses it."""
        offset, found = event.get_content_offset(self), self.shape
        if offset is None or found is None or offset.y < HEAD:
            return
        column, row = found.column_at(offset.x), self._top + (offset.y - HEAD) // found.tall
        if column is None or row >= self._top + found.shown:
            return
        before = (self.day, self.column, self.row)
        self.day, self.column, self.row = column[0], found.offset + column[1], row
        if before == (self.day, self.column, self.row):
            self.action_choose()
        self._went(before)
