"""The service's calendar: the year with its closures, busy periods and bank holidays, and what the manager changes."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import service_days
from advice_tui.casework.service_days import Applied, DayView, ServiceLine, ServiceYear
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.working_days import say_day
from screens.base import DeskScreen
from screens.calendar_dialogs import NewBusyPeriod, NewClosed, NewHoliday, TakeBack
from screens.dialogs import Reading
from screens.notice_text import NoticeText
from screens.theme import glyph, spelled
from screens.to_move import ToMove
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said
from screens.widgets.year_grid import LEGEND, SIGNS, YearGrid

ACTS: dict[str, Act] = {
    "closure": Act.CHANGE_CALENDAR,
    "busy_period": Act.CHANGE_CALENDAR,
    "holiday": Act.CHANGE_CALENDAR,
    "take_back": Act.CHANGE_CALENDAR,
    "notice": Act.WRITE_NOTICE,
    "staff": Act.SEE_STAFF,
    "to_move": Act.CHANGE_APPOINTMENT,
}
"""What a key of this screen needs."""


WHEN = 26
"""Cells of the dates of a line."""


class LineList(RowList[ServiceLine]):
    """Closures, busy periods and bank holidays of the year, in order of date."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Look", id="calendar_lines.look", tooltip="Show the whole line and who wrote it"),
    ]

    def key_of(self, row: ServiceLine) -> str:
        """Give the line's own key."""
        return row.key

    def _columns(self, width: int) -> tuple[int, int, int]:
        source = 26 if width >= 100 else 0
        return WHEN, max(10, width - WHEN - source - 4 - (1 if source else 0)), source

    def heading(self, width: int) -> Content:
        """Name the columns."""
        dates, what, source = self._columns(width)
        words = "   " + column("When", dates) + column("What", what)
        return said((words + (" " + column("Written by, or from", source) if source else ""), "$ink-quiet"))

    def line(self, row: ServiceLine, width: int) -> Content:
        """Draw one line."""
        dates, what, source = self._columns(width)
        sign, _, style = SIGNS[row.state]
        parts: list[str | tuple[str, str]] = [
            (glyph(sign if sign != " " else "–"), style),
            "  ",
            (column(span_words(row), dates), "$ink"),
            (column(f"{row.kind}: {row.what}" if row.kind != "Bank holiday" else row.what, what), "bold $ink"),
        ]
        return said(*parts, (" " + column(row.source, source), "$ink-quiet") if source else "")


def span_words(row: ServiceLine) -> str:
    """Give the dates of a line in 25 cells: "Thu 12 Nov", "Thu 1 Jul to Tue 31 Aug", "24 Dec 2026 to 1 Jan 2027"."""
    if row.first == row.last:
        return say_day(row.first)
    if row.first.year == row.last.year:
        return f"{say_day(row.first)} to {say_day(row.last)}"
    return " to ".join(say_day(day, year=True).partition(" ")[2] for day in (row.first, row.last))


class ServiceCalendar(DeskScreen):
    """The year. Everybody reads; the manager writes closures, busy periods and bank holidays (I-28, I-36; L-46)."""

    KEY: ClassVar[str] = "calendar"
    AREA: ClassVar[str] = "6"
    CLOSES: ClassVar[bool] = False
    ABOUT = (
        "The year of the service: opening days, closures, busy periods and bank holidays. Mark a day and press "
        "Enter to read why it counts or does not. What the manager changes is shown with its effect on every "
        "promise before it is done."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,f2", "closure", "Closure", id="calendar.closure", tooltip="Write down a closure"),
        Binding("b,f3", "busy_period", "Busy period", id="calendar.busy", tooltip="Write down a busy period"),
        Binding("h,f4", "holiday", "Bank holiday", id="calendar.holiday", tooltip="Add or take out a bank holiday"),
        Binding("x,delete", "take_back", "Take back", id="calendar.take_back", tooltip="Take the marked line back"),
        Binding("t,f5", "notice", "Text", id="calendar.notice", tooltip="Texts for the website, or when we are open"),
        Binding("m,f7", "to_move", "To move", id="calendar.to_move", tooltip="Appointments that cannot be held"),
        Binding("s,f6", "staff", "Staff", id="calendar.staff", tooltip="The accounts of staff"),
    ]
    DEFAULT_CSS = """
    ServiceCalendar #halves { layout: vertical; }
    ServiceCalendar #left { width: 1fr; height: auto; }
    ServiceCalendar #grid { width: 1fr; height: 10; }
    ServiceCalendar.-tall #grid { height: 19; }
    ServiceCalendar #warning { height: auto; color: $amber; padding: 0 2; display: none; }
    ServiceCalendar #warning.-said { display: block; }
    ServiceCalendar #here { height: 1; padding: 0 2; }
    ServiceCalendar #lines { width: 1fr; height: 1fr; }
    ServiceCalendar #day { display: none; height: 1fr; border: round $line; padding: 0 1; }
    ServiceCalendar #day { border-title-color: $head; border-title-style: bold; }
    ServiceCalendar.-wide #halves { layout: horizontal; }
    ServiceCalendar.-wide #left { width: 96; height: 1fr; }
    ServiceCalendar.-wide #grid { height: 1fr; }
    ServiceCalendar.-wide.-tall #grid { height: 29; }
    ServiceCalendar.-wide.-tall #here { display: none; }
    ServiceCalendar.-wide.-tall #day { display: block; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._year: ServiceYear | None = None
        self._to_mark = ""

    def body(self) -> ComposeResult:
        """Yield the year, and beside or under it what changes it."""
        with Vertical(classes="house-body"):
            yield Line("", id="warning")
            with Vertical(id="halves"):
                with Vertical(id="left"):
                    yield YearGrid(self.desk.today, id="grid")
                    yield Line("", id="here")
                    with VerticalScroll(id="day", can_focus=False):
                        yield Line("", id="day-words")
                yield LineList(id="lines")

    def on_mount(self) -> None:
        """Begin on today."""
        super().on_mount()
        signs = [f"{glyph(SIGNS[state][0])} {SIGNS[state][1]}" for state in LEGEND]
        grid = self.query_one(YearGrid)
        grid.border_subtitle = said(spelled("  ").join(signs))
        grid.focus()

    async def reload(self) -> None:
        """Ask for the year of the mark."""
        grid = self.query_one(YearGrid)
        found = await self.ask(service_days.year, self.desk, grid.cursor.year)
        if found is None or not self.is_attached:
            return
        self._year = found
        grid.show(found.days, self.desk.today)
        provisional = ["bank holidays not published yet"] if found.provisional else []
        grid.border_title = said(spelled(" · ".join([str(found.year), found.nation, *provisional])))
        warning = self.query_one("#warning", Line)
        warning.say(f"{glyph('⚠')} {found.warning}" if found.warning else "")
        warning.set_class(bool(found.warning), "-said")
        self._show_lines(found)
        self._here()

    def _show_lines(self, found: ServiceYear) -> None:
        listed = self.query_one(LineList)
        own = sum(1 for line in found.lines if line.seq)
        listed.border_title = said(f"{found.year}: {len(found.lines)} lines, {own or 'none'} written here")
        listed.border_subtitle = said("Tab goes between the year and the list" if self.has_class("-wide") else "")
        listed.empty = ("Nothing changes the usual week in this year.",)
        first = not listed.rows
        listed.show(found.lines)
        coming = next((line.key for line in found.lines if line.last >= self.desk.today), "")
        wanted = self._to_mark or (coming if first else "")
        self._to_mark = ""
        if wanted:
            listed.mark(wanted)
            listed.scroll_to(y=listed.cursor, animate=False, force=True, immediate=True)

    # The marked day -------------------------------------------------------------------------------------------------

    @on(YearGrid.Moved)
    def day_moved(self) -> None:
        """Say what the marked day is; read another year when it is in one."""
        if self._year is not None and self.query_one(YearGrid).cursor.year != self._year.year:
            self.reload_soon()
        self._here()

    def _here(self) -> None:
        grid = self.query_one(YearGrid)
        day = grid.marked
        words = f"{say_day(grid.cursor, year=True)}"
        style = SIGNS[day.state][2] if day else "$ink"
        self.query_one("#here", Line).say(
            (words, "bold"), "  ", (f" {glyph(SIGNS[day.state][0])} {day.words} " if day else "", style)
        )
        if self.has_class("-wide") and self.has_class("-tall"):
            self._explain()

    @work(group="explain", exclusive=True)
    async def _explain(self) -> None:
        wanted = self.query_one(YearGrid).cursor
        found = await self.ask(service_days.explain_day, self.desk, wanted)
        if found is not None and self.is_attached and self.query_one(YearGrid).cursor == wanted:
            self.query_one("#day", VerticalScroll).border_title = said(say_day(found.day, year=True))
            self.query_one("#day-words", Line).update(explained(found))

    @on(YearGrid.Chosen)
    async def explain(self) -> None:
        """Explain the marked day."""
        found = await self.ask(service_days.explain_day, self.desk, self.query_one(YearGrid).cursor)
        if found is not None:
            self.app.push_screen(Reading(say_day(found.day, year=True), explained(found)))

    @on(RowList.Moved, "#lines")
    def line_moved(self, event: RowList.Moved) -> None:
        """Take the mark of the year along while the list has the keys."""
        if self.query_one(LineList).has_focus and self._year is not None:
            row: ServiceLine = event.row
            self.query_one(YearGrid).cursor = max(row.first, self._year.days[0].day)

    @on(RowList.Chosen, "#lines")
    def look(self, event: RowList.Chosen) -> None:
        """Show a line whole, with who wrote it."""
        row: ServiceLine = event.row
        below = "x takes it back · " if row.seq and may(self.desk.role, Act.CHANGE_CALENDAR) else ""
        self.app.push_screen(Reading(row.kind, said(row.said), below=f"{below}Esc close"))

    @property
    def _line(self) -> ServiceLine | None:
        """The line that a key means: the marked one of the list, or the only one of the marked day."""
        listed, day = self.query_one(LineList), self.query_one(YearGrid).cursor
        if listed.has_focus:
            return listed.marked
        own = [line for line in listed.rows if line.seq and line.first <= day <= line.last]
        return own[0] if len(own) == 1 else None

    # Keys -----------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only keys of what this role may do are shown and work; opened from staff, Escape goes back there."""
        if action in ACTS:
            return may(self.desk.role, ACTS[action])
        if action == "back":
            return bool(self.subject)
        return super().check_action(action, parameters)

    async def action_back(self) -> None:
        """Go back to the screen this was opened from."""
        if self.subject and not self.busy and self.is_current:
            self.dismiss(None)

    def action_closure(self) -> None:
        """Write down a closure, from the marked day on."""
        self.app.push_screen(NewClosed(self.desk, self.query_one(YearGrid).cursor), self._changed)

    def action_busy_period(self) -> None:
        """Write down a busy period, from the marked day on."""
        self.app.push_screen(NewBusyPeriod(self.desk, self.query_one(YearGrid).cursor), self._changed)

    def action_holiday(self) -> None:
        """Add a bank holiday, or take one out."""
        self.app.push_screen(NewHoliday(self.desk, self.query_one(YearGrid).cursor), self._changed)

    def action_take_back(self) -> None:
        """Take a line back."""
        line = self._line
        if line is None:
            self.house.tell("Mark the line in the list first: Tab goes there.")
        elif not line.seq:
            self.house.tell(f"{line.what} was not written here. A bank holiday is taken out with h.")
        else:
            self.app.push_screen(TakeBack(self.desk, line), self._changed)

    def action_notice(self) -> None:
        """Show the texts of the marked line, or when we are open."""
        line = self._line
        self.app.push_screen(NoticeText(self.desk, line.seq if line else 0), self._told)

    def action_to_move(self) -> None:
        """List the appointments that cannot be held where they stand."""
        self.app.push_screen(ToMove(self.desk))

    async def action_staff(self) -> None:
        """Go to the accounts of staff."""
        await self.house.action_open("staff")

    def _changed(self, applied: Applied | None) -> None:
        """Say what became of a change, and show the texts that go with it."""
        if applied is None:
            return
        self.house.tell(applied.sentence)
        self.house.offer_undo(applied.undo)
        self._to_mark = f"line {applied.seq}"
        self.reload_soon()
        if applied.appointments:
            self.app.push_screen(ToMove(self.desk, applied.appointments, only=True))
        if applied.published:
            self.app.push_screen(NoticeText(self.desk, applied.seq), self._told)

    def _told(self, sentence: Any) -> None:
        if sentence:
            self.house.tell(str(sentence))


def explained(found: DayView) -> Content:
    """Draw a day explained."""
    sign, _, style = SIGNS[found.state]
    head = said((f" {glyph(sign)} {found.words} ".replace("   ", " "), style), "\n\n")
    return said(head, *(f"{glyph('·')} {line}\n" for line in found.lines))
