"""Reminders for the next open day: whom, in which way, ticked when it is done (L-23)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from advice_tui.casework import confirming, rota
from advice_tui.casework.confirming import Reminder, ReminderList
from advice_tui.casework.diary.views import MODES, Done
from advice_tui.desk import Desk
from advice_tui.rules.confirmation import Way
from advice_tui.rules.diary.opening import say_stretch
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.confirm import HIDDEN, Confirm
from screens.dialogs import Reading
from screens.theme import glyph, spelled
from screens.to_move import MoveOne
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

TIME, STATE, ROOM, WAY = 11, 15, 10, 11
WAYS_TOO = 120
"""From so many cells on the address or number stands in the list."""
NOTHING = ("Nobody has an appointment on this day.", "[ and ] go to the day before and after.")


class ReminderRows(RowList[Reminder]):
    """The appointments of a day, in order of time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Ways", id="reminder_rows.look", tooltip="Show every way to reach the marked one"),
    ]

    def key_of(self, row: Reminder) -> str:
        """Give the appointment's id."""
        return row.id

    def _columns(self, width: int) -> tuple[int, ...]:
        way = WAY if width < WAYS_TOO else WAY + width // 4
        rest = width - TIME - STATE - ROOM - way - 5
        adviser = min(22, rest * 2 // 5) if width >= 90 else 0
        return TIME, rest - adviser, adviser, ROOM, way, STATE

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("Time", "Who", "Adviser", "Where", "How", "State")
        columns = self._columns(width)
        parts = [column(word, wide) for word, wide in zip(words, columns, strict=True) if wide]
        return said((" ".join(parts), "$ink-quiet"))

    def line(self, row: Reminder, width: int) -> Content:
        """Draw one appointment."""
        time, who, adviser, room, way, state = self._columns(width)
        screen: Any = self.screen
        name = screen.house.who(row.who) if row.client_id else row.who
        words, style = state_words(row)
        first = row.ways[0].label if row.ways else "none known"
        if row.ways and width >= WAYS_TOO and not screen.house.shade:
            first = f"{first} {row.ways[0].to}"
        parts: list[tuple[str, str]] = [
            (column(spelled(say_stretch(row.start, row.end)), time), "bold $ink"),
            (column(name, who), "bold $ink" if row.reminded is None else "$ink"),
            (column(row.adviser, adviser), "$ink-quiet"),
            (column(row.room or MODES.get(row.mode, ("", ""))[0], room), "$ink-quiet"),
            (column(first, way), "$ink"),
            (column(words, state), style),
        ]
        return said(" ").join(said(part) for part in parts if part[0])


def state_words(row: Reminder) -> tuple[str, str]:
    """Give how a reminder stands in glyph and words, and its colour."""
    if not row.client_id and not row.why:
        return f"{glyph('–')} no record", "$ink-quiet"
    if row.why:
        return f"{glyph('⚠')} to be moved", "bold $amber"
    if row.reminded is not None:
        at = london(row.reminded)
        return f"{glyph('✓')} {say_day(at.date())[:3]} {at:%H:%M}", "$calm"
    return f"{glyph('□')} to remind", "$ink"


class Reminders(DeskScreen):
    """Whom to remind of the next open day. t ticks, e shows what to say; where somebody is away, m moves."""

    KEY = "reminders"
    AREA = "4"
    ABOUT = (
        "Everybody who has an appointment on the next open day, and the one way in which each may be reached. Tell "
        "each of them, then tick. What may not be said stands under the list."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t,f2", "tick", "Reminded", id="reminders.tick", tooltip="Tick that she was reminded, or take it away"),
        Binding("e,f3", "words", "What to say", id="reminders.words", tooltip="Show the text, and write it to a file"),
        Binding("m,f4", "move", "Move", id="reminders.move", tooltip="Move an appointment that cannot be held"),
        Binding("o,f5", "client", "Client", id="reminders.client", tooltip="Open the client"),
        Binding("left_square_bracket,f7", "day(-1)", "Before", id="reminders.before", tooltip="The open day before"),
        Binding("right_square_bracket,f10", "day(1)", "Next day", id="reminders.next", tooltip="The next open day"),
    ]
    DEFAULT_CSS = """
    Reminders #note { height: auto; padding: 0 2; color: $amber; display: none; }
    Reminders #note.-said { display: block; }
    Reminders #rows { width: 1fr; height: 1fr; }
    Reminders #how { height: 3; padding: 0 2; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._day: date | None = None
        self._found: ReminderList | None = None

    def body(self) -> ComposeResult:
        """Yield what is special about the day, the list, and how the marked one may be reached."""
        with Vertical(classes="house-body"):
            yield Line("", id="note")
            yield ReminderRows(id="rows")
            yield Line("", id="how")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        rows = self.query_one(ReminderRows)
        rows.empty = tuple(spelled(one) for one in NOTHING)
        rows.focus()

    async def reload(self) -> None:
        """Ask who has an appointment on the day."""
        found = await self.ask(confirming.reminders, self.desk, self._day)
        if found is None or not self.is_attached:
            return
        self._found = found
        rows = self.query_one(ReminderRows)
        counts = f"{found.done} of {len(found.rows)} reminded" if found.rows else "nobody"
        rows.border_title = said(spelled(f"{say_day(found.day, year=True)} · {counts}"))
        note = self.query_one("#note", Line)
        note.say(f"{glyph('⚠')} {found.note}" if found.note else "")
        note.set_class(bool(found.note), "-said")
        rows.show(found.rows)
        self._how()

    @property
    def _marked(self) -> Reminder | None:
        row = self.query_one(ReminderRows).marked
        if row is None:
            self.house.tell("Nobody is marked.")
        return row

    @on(RowList.Moved, "#rows")
    def moved(self) -> None:
        """Say how the marked one may be reached."""
        self._how()

    def _how(self) -> None:
        row = self.query_one(ReminderRows).marked
        line = self.query_one("#how", Line)
        if row is None:
            line.say("")
        elif row.ways:
            way = row.ways[0]
            to = HIDDEN if self.house.shade else way.to
            more = f"  (and {len(row.ways) - 1} more: Enter)" if len(row.ways) > 1 else ""
            keep = (spelled(" · ").join(way.keep_to), "$amber")
            line.say((way.label, "bold $head"), f" {to}", (more, "$ink-quiet"), "\n", keep)
        else:
            line.say((f"{glyph('⚠')} No way of contact is known.", "$amber"))

    @on(RowList.Chosen, "#rows")
    def look(self, event: RowList.Chosen) -> None:
        """Show every way to reach the marked one."""
        row: Reminder = event.row
        parts = [self._way(way) for way in row.ways]
        words = said(*parts) if parts else said("No way of contact is known.")
        self.app.push_screen(Reading(self.house.who(row.who) if row.client_id else row.who, words))

    def _way(self, way: Way) -> Content:
        to = HIDDEN if self.house.shade else way.to
        return said((f"{way.label}  ", "bold $head"), f"{to}\n", *(f"  {one}\n" for one in way.keep_to))

    async def action_tick(self) -> None:
        """Tick that the marked one was reminded, or take the tick away."""
        row = self._marked
        if row is None:
            return
        if not row.ways:
            self.house.tell("No way of contact is known: she cannot be reminded.")
            return
        if row.why and row.reminded is None:
            self.house.tell(f"It cannot be held where it stands ({row.why}): move it first.")
            return
        act = confirming.remind if row.reminded is None else confirming.not_reminded
        done = await self.call(act, self.desk, row.id, row.row_ver)
        if done is not None:
            self._done(done)

    def _done(self, done: Done) -> None:
        self.house.tell(done.sentence)
        self.house.offer_undo(done.undo)
        self.reload_soon()

    def action_words(self) -> None:
        """Show what to tell the marked one."""
        if (row := self._marked) is not None:
            self.app.push_screen(Confirm(self.desk, row.id))

    async def action_move(self) -> None:
        """Move the marked one, when it cannot be held where it stands."""
        row = self._marked
        if row is None or self._found is None:
            return
        found = await self.ask(rota.touched, self.desk, self._found.day, self._found.day)
        one = next((one for one in found or () if one.id == row.id), None)
        if one is None:
            self.house.tell("It can be held where it stands. The diary moves any appointment.")
            return
        self.app.push_screen(MoveOne(self.desk, one), self._moved)

    def _moved(self, done: Done | None) -> None:
        if done is not None:
            self._done(done)
            self.app.push_screen(Confirm(self.desk, done.id))

    async def action_client(self) -> None:
        """Open the marked client."""
        row = self._marked
        if row is None:
            return
        if row.client_id:
            await self.house.action_open("client", row.client_id)
        else:
            self.house.tell("No record is kept of this student.")

    def action_day(self, step: int) -> None:
        """Go to the open day before or after."""
        day = self._found.day if self._found else self.desk.today
        calendar = self.desk.calendar
        if step > 0:
            self._day = calendar.next_open_day(day + timedelta(days=1), "face_to_face")
        else:
            self._day = max(calendar.last_open_day(day - timedelta(days=1), "face_to_face") or day, self.desk.today)
        self.reload_soon()
