"""The months of a year drawn line by line: each day its number and a sign for what it is; a mark moves by day and week.

As many months as there is room for, always a part of one year: three, four, six or all twelve.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from advice_tui.casework.service_days import ServiceDay
from advice_tui.rules.working_days import FIRST_YEAR, LAST_YEAR
from screens.theme import glyph
from screens.widgets.said import said

CELL = 3
MONTH = 7 * CELL
"""Cells of a month."""
GAP = 2
BLOCK = 9
"""Lines of a month: its name, the weekdays, six weeks, and an empty one."""
SHAPES = ((4, 3), (3, 4), (3, 2), (2, 3), (4, 1), (2, 2), (3, 1), (1, 3), (2, 1), (1, 2), (1, 1))
"""Months side by side and rows of them, the most first; each divides the year."""

SIGNS: dict[str, tuple[str, str, str]] = {
    "open": (" ", "open", "$ink"),
    "shut": ("·", "closed every week", "$ink-quiet"),
    "holiday": ("◆", "bank holiday", "bold $info on $info-ground"),
    "closed": ("✗", "closed", "bold $red on $red-ground"),
    "half": ("▌", "half a day", "bold $amber on $amber-ground"),
    "part": ("□", "some ways closed", "$amber on $amber-ground"),
    "busy": ("●", "busy", "bold $calm on $calm-ground"),
}
"""State of a day: its sign, its word, its colours."""
LEGEND = ("holiday", "closed", "half", "part", "busy")
NAMES = tuple(calendar.month_name)


class YearGrid(Widget, can_focus=True):
    """Arrows move the mark by day and week, PageUp and PageDown by month, the brackets by year, Home to today."""

    DEFAULT_CSS = """
    YearGrid {
        background: $ground; color: $ink; border: round $line; padding: 0 1;
        border-title-color: $ink-quiet; border-subtitle-color: $ink-quiet;
        &:focus { border: round $line-bright; border-title-color: $key; border-title-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "days(-1)", "Day before", id="year.left", tooltip="The day before", show=False),
        Binding("right", "days(1)", "Next day", id="year.right", tooltip="The next day", show=False),
        Binding("up", "days(-7)", "Week before", id="year.up", tooltip="The week before", show=False),
        Binding("down", "days(7)", "Next week", id="year.down", tooltip="The next week", show=False),
        Binding("pageup", "months(-1)", "Month before", id="year.page_up", tooltip="The month before", show=False),
        Binding("pagedown", "months(1)", "Next month", id="year.page_down", tooltip="The next month", show=False),
        Binding(
            "left_square_bracket,ctrl+pageup",
            "months(-12)",
            "Year before",
            id="year.before",
            tooltip="The year before",
            show=False,
        ),
        Binding(
            "right_square_bracket,ctrl+pagedown",
            "months(12)",
            "Next year",
            id="year.next",
            tooltip="The next year",
            show=False,
        ),
        Binding("home", "today", "Today", id="year.today", tooltip="To today", show=False),
        Binding("enter", "choose", "Explain", id="year.explain", tooltip="Explain the marked day"),
    ]

    cursor: reactive[date] = reactive(date(2000, 1, 1), repaint=False)

    class Moved(Message):
        """The mark is on another day."""

    class Chosen(Message):
        """Enter was pressed on the marked day, or it was clicked."""

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.today = today
        self.set_reactive(YearGrid.cursor, today)
        self._days: dict[date, ServiceDay] = {}
        self._strips: dict[int, Strip] = {}

    def show(self, days: tuple[ServiceDay, ...], today: date) -> None:
        """Show these days; days that are not among them have their numbers only."""
        self._days = {one.day: one for one in days}
        self.today = today
        self.forget()

    def forget(self) -> None:
        """Draw everything afresh."""
        self._strips.clear()
        self.refresh()
        self._point()

    @property
    def marked(self) -> ServiceDay | None:
        """The day under the mark, once it has been read."""
        return self._days.get(self.cursor)

    # Where things are -----------------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, int]:
        """How many months stand side by side, and in how many rows."""
        wide, high = (self.content_size.width + GAP) // (MONTH + GAP), (self.content_size.height + 1) // BLOCK
        return next(((across, down) for across, down in SHAPES if across <= wide and down <= high), (1, 1))

    @property
    def first_month(self) -> int:
        """The first month that is shown, 1 to 12: the mark's month is always among them."""
        across, down = self.shape
        return (self.cursor.month - 1) // (across * down) * (across * down) + 1

    def _place(self, day: date) -> tuple[int, int]:
        """Give where a day of the shown months stands: cell and line."""
        across, _ = self.shape
        at = day.month - self.first_month
        week = (day.day - 1 + date(day.year, day.month, 1).weekday()) // 7
        return at % across * (MONTH + GAP) + day.weekday() * CELL, at // across * BLOCK + 2 + week

    def _day_at(self, x: int, y: int) -> date | None:
        across, down = self.shape
        column, inside = divmod(x, MONTH + GAP)
        row, line = divmod(y, BLOCK)
        if inside >= MONTH or column >= across or row >= down or not 2 <= line < 8:
            return None
        first = date(self.cursor.year, self.first_month + row * across + column, 1)
        day = first + timedelta(days=(line - 2) * 7 + inside // CELL - first.weekday())
        return day if day.month == first.month else None

    # Drawing --------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Choose how many months are shown."""
        self.forget()

    def notify_style_update(self) -> None:
        """Take the new colours."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the months."""
        width = self.content_size.width
        strip = self._strips.get(y)
        if strip is None:
            line = self._line(y).truncate(width, pad=True)
            strip = Strip(line.render_segments(self.visual_style)).adjust_cell_length(width, self.rich_style)
            self._strips[y] = strip
        return strip

    def _line(self, y: int) -> Content:
        across, down = self.shape
        row, inside = divmod(y, BLOCK)
        if row >= down or inside == BLOCK - 1:
            return said("")
        line = said("")
        for column in range(across):
            month = self.first_month + row * across + column
            line = said(line, *self._part(month, inside), " " * GAP)
        return line

    def _part(self, month: int, inside: int) -> list[tuple[str, str]]:
        """Draw one line of one month: its name, the weekdays, or a week."""
        if inside == 0:
            return [(NAMES[month].center(MONTH - 1).ljust(MONTH), "bold $head")]
        if inside == 1:
            return [("Mo Tu We Th Fr Sa Su ", "$ink-quiet")]
        first = date(self.cursor.year, month, 1)
        start = (inside - 2) * 7 - first.weekday()
        parts = []
        for number in range(start, start + 7):
            day = first + timedelta(days=number)
            parts.append(self._cell(day) if day.month == month else (" " * CELL, "$ink"))
        return parts

    def _cell(self, day: date) -> tuple[str, str]:
        known = self._days.get(day)
        sign, _, style = SIGNS[known.state if known else "open"]
        if day == self.cursor:
            style = "bold $tab-ink on $line-bright" if self.has_focus else "bold $ink on $chosen"
        if day == self.today:
            style = f"{style} underline"
        return f"{day.day:>2}{glyph(sign)}", style

    def _point(self) -> None:
        if self.has_focus and self.size:
            self.app.cursor_position = self.content_region.offset + Offset(*self._place(self.cursor))

    def on_focus(self) -> None:
        """Bring the terminal's cursor here."""
        self.forget()

    def on_blur(self) -> None:
        """Draw the mark as it looks at rest."""
        self.forget()

    # Keys -----------------------------------------------------------------------------------------------------------

    def validate_cursor(self, day: date) -> date:
        """Keep the mark in the years that are counted."""
        return max(date(FIRST_YEAR, 1, 1), min(day, date(LAST_YEAR, 12, 31)))

    def watch_cursor(self, before: date, now: date) -> None:
        """Draw what changed, and tell of it."""
        if self.is_mounted:
            same = before.year == now.year and self.first_month <= before.month < self.first_month + self._shown
            for day in (before, now) if same else ():
                self._strips.pop(self._place(day)[1], None)
            if not same:
                self._strips.clear()
            self.refresh()
            self._point()
            self.post_message(self.Moved())

    @property
    def _shown(self) -> int:
        across, down = self.shape
        return across * down

    def action_days(self, by: int) -> None:
        """Move the mark by days."""
        self.cursor += timedelta(days=by)

    def action_months(self, by: int) -> None:
        """Move the mark by months, to the same day or the month's last."""
        year, month = divmod(self.cursor.year * 12 + self.cursor.month - 1 + by, 12)
        if FIRST_YEAR <= year <= LAST_YEAR:
            self.cursor = date(year, month + 1, min(self.cursor.day, calendar.monthrange(year, month + 1)[1]))

    def action_today(self) -> None:
        """Move the mark to today."""
        self.cursor = self.today

    def action_choose(self) -> None:
        """Explain the marked day."""
        self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        """Mark the day clicked on; a second click explains it."""
        offset = event.get_content_offset(self)
        day = self._day_at(offset.x, offset.y) if offset else None
        if day is None:
            return
        if day == self.cursor:
            self.action_choose()
        self.cursor = day
