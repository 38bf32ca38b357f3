"""Hours and leave: when each adviser works, when she is away, and the weeks that come out of it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from advice_tui.casework import rota
from advice_tui.casework.rota import Kept, RotaView, TimeLine
from advice_tui.desk import Desk
from screens.base import DeskScreen
from screens.dialogs import Reading
from screens.hours_dialogs import AddAway, AddHours, EndTimes
from screens.theme import glyph, spelled
from screens.to_move import ToMove
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said
from screens.widgets.weeks_ahead import LEGEND, WeeksAhead

KIND, MINUTES = 7, 15
EMPTY = (
    "No hours are written: every time at which the service is open can be booked.",
    "h writes regular hours, l a leave.",
)


class TimesList(RowList[TimeLine]):
    """The lines of hours and leave: hours first, what is over last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Look", id="times_list.look", tooltip="Show the whole line and who wrote it"),
    ]

    def key_of(self, row: TimeLine) -> str:
        """Give the line's id."""
        return row.id

    def _columns(self, width: int) -> tuple[int, ...]:
        rest = width - KIND - MINUTES - 3
        days = rest if rest < 44 else rest * 3 // 5
        return KIND, days, MINUTES, rest - days

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("What", "Days", "Times", "Why")
        parts = [column(word, wide) for word, wide in zip(words, self._columns(width), strict=True) if wide]
        return said((" ".join(parts), "$ink-quiet"))

    def line(self, row: TimeLine, width: int) -> Content:
        """Draw one line."""
        kind, days, minutes, why = self._columns(width)
        sign = glyph("✗" if row.kind == "away" else "✓")
        colour = "$ink-quiet" if row.past else "$amber" if row.kind == "away" else "$calm"
        ink = "$ink-quiet" if row.past else "bold $ink"
        return said(
            (column(f"{sign} {row.kind}", kind), colour),
            " ",
            (column(row.days, days), ink),
            " ",
            (column(row.minutes, minutes), ink),
            " ",
            (column(row.why, why) if why else "", "$ink-quiet"),
        )


class StaffHours(DeskScreen):
    """One's own hours and leave, and for the manager everybody's. What a change touches is shown before it is done."""

    KEY = "hours"
    AREA = "3"
    ABOUT = (
        "Regular hours and leave of everybody whom students are booked with. Who has no hours written can be booked "
        "whenever the service is open. A leave moves no appointment: those it touches are listed, and moved one by one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,f2", "add_hours", "Hours", id="hours.add", tooltip="Write regular hours"),
        Binding("l,f3", "add_away", "Leave", id="hours.away", tooltip="Write a leave or another absence"),
        Binding(
            "x,delete", "take_back", "Take back", id="hours.take_back", tooltip="Take the marked line back, or end it"
        ),
        Binding("m,f4", "to_move", "To be moved", id="hours.to_move", tooltip="Appointments that cannot be held"),
    ]
    DEFAULT_CSS = """
    StaffHours #head { height: 1; padding: 0 2; layout: horizontal; }
    StaffHours #head Line { width: 9; color: $ink-quiet; }
    StaffHours #moved { height: auto; padding: 0 2; color: $amber; display: none; }
    StaffHours #moved.-said { display: block; }
    StaffHours #halves { layout: vertical; height: 1fr; }
    StaffHours #times { width: 1fr; height: 1fr; }
    StaffHours.-wide #halves { layout: horizontal; }
    StaffHours.-wide WeeksAhead { width: 84; height: 100%; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._view: RotaView | None = None
        self._whose = subject

    def body(self) -> ComposeResult:
        """Yield whose, the weeks, the lines."""
        with Vertical(classes="house-body"):
            with Vertical(id="head"):
                yield Line("Whose")
                yield Pick((), id="whose")
            yield Line("", id="moved")
            with Vertical(id="halves"):
                yield WeeksAhead(id="weeks")
                yield TimesList(id="times")

    def on_mount(self) -> None:
        """Begin on the lines."""
        super().on_mount()
        weeks = self.query_one(WeeksAhead)
        weeks.border_title = said("The next weeks")
        weeks.border_subtitle = said(spelled(LEGEND))
        listed = self.query_one(TimesList)
        listed.empty = EMPTY
        listed.focus()

    async def reload(self) -> None:
        """Ask for the hours and leave of the chosen colleague."""
        found = await self.ask(rota.hours, self.desk, self._whose)
        if found is None or not self.is_attached:
            return
        self._view = found
        self._whose = found.colleague.id
        options = tuple(Choice(one.id, "Mine" if one.mine else one.name) for one in found.colleagues)
        self.query_one("#whose", Pick).show(options, found.colleague.id)
        self.query_one(WeeksAhead).show(found.weeks, self.desk.today)
        listed = self.query_one(TimesList)
        listed.border_title = said(f"{found.colleague.name}: hours and leave")
        listed.border_subtitle = said("" if found.colleague.may_change else "Only a manager changes a colleague's")
        listed.show(found.lines)
        moved = self.query_one("#moved", Line)
        many = f"{found.displaced} appointment{'' if found.displaced == 1 else 's'}"
        moved.say(f"{glyph('⚠')} {many} to be moved: m lists them." if found.displaced else "")
        moved.set_class(bool(found.displaced), "-said")

    @on(Pick.Changed, "#whose")
    def other(self) -> None:
        """Show a colleague's."""
        chosen = self.query_one("#whose", Pick).value
        if chosen and chosen != self._whose:
            self._whose = chosen
            self.reload_soon()

    @on(Pick.Done, "#whose")
    def to_lines(self) -> None:
        """Enter goes to the lines."""
        self.query_one(TimesList).focus()

    @on(RowList.Chosen, "#times")
    def look(self, event: RowList.Chosen) -> None:
        """Show a line whole, with who wrote it."""
        row: TimeLine = event.row
        self.app.push_screen(Reading(row.kind.capitalize(), said(f"{row.words}.\n\nWritten by {row.by}.")))

    # Keys -----------------------------------------------------------------------------------------------------------

    @property
    def _may(self) -> bool:
        """Whether the chosen colleague's times may be changed from here; says why not."""
        if self._view is None:
            return False
        if not self._view.colleague.may_change:
            self.house.tell("Only a manager writes a colleague's hours and leave. Yours are under Mine.")
        return self._view.colleague.may_change

    def action_add_hours(self) -> None:
        """Write regular hours."""
        if self._may and self._view:
            self.app.push_screen(AddHours(self.desk, self._view.colleague), self._kept)

    def action_add_away(self) -> None:
        """Write a leave."""
        if self._may and self._view:
            self.app.push_screen(AddAway(self.desk, self._view.colleague), self._kept)

    def action_take_back(self) -> None:
        """Take the marked line back, or end it."""
        row = self.query_one(TimesList).marked
        if row is None:
            self.house.tell("No line is marked.")
        elif self._may:
            self.app.push_screen(EndTimes(self.desk, row), self._kept)

    def action_to_move(self) -> None:
        """List the appointments that cannot be held where they stand."""
        self.app.push_screen(ToMove(self.desk))

    def _kept(self, kept: Kept | None) -> None:
        """Say what was stored, and list what is to be moved now."""
        if kept is None:
            return
        self.house.tell(kept.sentence)
        self.house.offer_undo(kept.undo)
        self.reload_soon()
        if kept.touched:
            self.app.push_screen(ToMove(self.desk, kept.touched, only=True))
