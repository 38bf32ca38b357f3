"""The front desk: who is expected, who is here, and what becomes of each appointment on the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import arrivals, messages
from advice_tui.casework.arrivals import Board
from advice_tui.casework.diary import reading
from advice_tui.casework.messages import PassedOn
from advice_tui.desk import Desk
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.working_days import say_day
from screens.complaint_key import ComplaintKey
from screens.conduct_keys import ConductKeys
from screens.desk_acts import DeskActs
from screens.search import Search
from screens.theme import glyph, spelled
from screens.widgets.board_list import BoardList, name_of
from screens.widgets.board_words import marked_lines, passed_lines, whole_lines
from screens.widgets.row_list import RowList
from screens.widgets.said import Line, Part, said

RECENT = 30
"""Minutes after its beginning for which an appointment is where the day begins to be read."""


class DeskBoard(DeskActs, ComplaintKey, ConductKeys):
    """The arrivals board of a day. Reception sees who and when, never why (I-22, I-32; L-13)."""

    KEY = "desk"
    AREA = "4"
    CLOSES = False
    ABOUT = (
        "Everybody who is expected today, by time. Mark a row and say what happens: the adviser’s own terminal tells "
        "her at once that her student is here. Nobody becomes a no-show by herself: what is over and was not said "
        "stands as “no outcome” until somebody says it; what was wrong is corrected, and both stay in the history."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f7", "open('call')", "Call", id="desk.call", tooltip="Take a call, a message or a walk-in"),
        Binding(
            "w", "open('unresolved')", "No outcome", id="desk.unresolved", tooltip="Appointments without an outcome"
        ),
        Binding("r", "open('reminders')", "Reminders", id="desk.reminders", tooltip="Reminders for the next day"),
        Binding("slash,f6", "search", "Search", id="desk.search", tooltip="Search for a client by name or number"),
        Binding("left_square_bracket", "day(-1)", "Day before", id="desk.before", tooltip="The day before", show=False),
        Binding("right_square_bracket", "day(1)", "Day after", id="desk.after", tooltip="The day after", show=False),
        Binding("t", "day(0)", "Today", id="desk.today", tooltip="Back to today", show=False),
        Binding("P", "procedures", "Concern", id="desk.procedures", tooltip="Raise a concern about the marked student"),
        Binding("Q", "complaint", "Complaint", id="desk.complaint", tooltip="Log a complaint, of the marked student"),
    ]
    DEFAULT_CSS = """
    DeskBoard #refused {
        display: none; height: auto; width: 100%; padding: 0 1; text-style: bold;
        color: $red; background: $red-ground;
    }
    DeskBoard #refused.-said { display: block; }
    DeskBoard.-tall #refused { padding: 1 2; }
    DeskBoard #left { width: 1fr; height: 1fr; }
    DeskBoard #board { height: 1fr; }
    DeskBoard #marked { height: 5; border: round $line; padding: 0 1; }
    DeskBoard #side { display: none; width: 54; height: 1fr; }
    DeskBoard.-wide #side { display: block; }
    DeskBoard.-wide #marked { display: none; }
    DeskBoard #side > VerticalScroll {
        height: 1fr; border: round $line; padding: 0 1; border-title-color: $head; border-title-style: bold;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._day: date | None = None
        self._begun: date | None = None
        """The day whose beginning was looked for already."""

    def body(self) -> ComposeResult:
        """Yield the flag, the board with the marked row below, and beside it in a wide window the row whole."""
        yield Line("", id="refused")
        with Horizontal(classes="house-body"):
            with Vertical(id="left"):
                yield BoardList(self.house.who, id="board")
                yield Line("", id="marked")
            with Vertical(id="side"):
                with VerticalScroll(id="whole", can_focus=False) as whole:
                    whole.border_title = said("This appointment")
                    yield Line("", id="whole-text")
                with VerticalScroll(id="passed", can_focus=False) as passed:
                    passed.border_title = said("Calls and messages")
                    yield Line("", id="passed-text")

    def on_mount(self) -> None:
        """Begin on the list, and count the minutes."""
        super().on_mount()
        self.listed.focus()
        self.watch(self.house, "minute", self._minute, init=False)

    def _minute(self) -> None:
        if self.is_current:
            self.reload_soon()

    async def reload(self) -> None:
        """Ask who is expected and what was passed on."""
        found = await self.ask(self._read)
        if found is not None and self.is_attached:
            self._show(*found)

    def _read(self) -> tuple[Board, tuple[PassedOn, ...]]:
        return arrivals.board(self.desk, self._day), messages.passed_on(self.desk)

    def _show(self, board: Board, passed: tuple[PassedOn, ...]) -> None:
        self._refused(board)
        listed = self.listed
        listed.empty = _empty(board, self.desk)
        listed.border_title = said(spelled(_counts(board, self.desk.today)))
        listed.border_subtitle = said(_below(board, sum(not one.done for one in passed)))
        listed.show(board.rows)
        if self._begun != board.day and board.rows:
            self._begun = board.day
            listed.mark(_next_of(board))
        self.query_one("#passed-text", Line).update(passed_lines(passed, self.house.who, self.desk.today))
        self._explain()
        self.refresh_bindings()

    def _refused(self, board: Board) -> None:
        line = self.query_one("#refused", Line)
        told: dict[str, dict[str, list[str]]] = {}
        for row in board.refused:
            times = told.setdefault(row.booked.refused, {})
            times.setdefault(name_of(row, self.house.who), []).append(say_minute(row.booked.start))
        parts = []
        for sentence, times in told.items():
            names = "; ".join(f"{name} {', '.join(starts)}" for name, starts in times.items())
            parts.append(f"{glyph('⚑')} {sentence.upper()}   {names}")
        line.say("   ".join(parts))
        line.set_class(bool(parts), "-said")

    # The marked row ---------------------------------------------------------------------------------------------------

    @on(RowList.Moved, "#board")
    def moved(self) -> None:
        """Explain the marked row, and offer the keys that count for it."""
        self._explain()
        self.refresh_bindings()

    def _explain(self) -> None:
        row = self.listed.marked
        self.query_one("#marked", Line).update(said("") if row is None else marked_lines(row, self.house.who))
        if self.has_class("-wide"):
            self._explain_whole()

    @work(group="explain", exclusive=True)
    async def _explain_whole(self) -> None:
        row = self.listed.marked
        text = said("")
        if row is not None:
            history = await self.ask(reading.history, self.desk, row.id)
            if not self.is_attached or self.listed.marked != row:
                return
            text = said(
                (f"{name_of(row, self.house.who)}\n", "bold $head"), whole_lines(row, history or (), self.house.who)
            )
        self.query_one("#whole-text", Line).update(text)

    # Keys -------------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to say afterwards that a student was seen only of what is over."""
        if action == "was_seen":
            row = self.listed.marked if self.is_mounted else None
            return row is not None and row.booked.unresolved
        return super().check_action(action, parameters)

    async def action_open(self, key: str) -> None:
        """Open another screen of the desk."""
        await self.house.action_open(key)

    def action_day(self, by: int) -> None:
        """Show another day; 0 is today."""
        self._day = (self._day or self.desk.today) + timedelta(days=by) if by else None
        self._begun = None
        self.reload_soon()

    def in_danger(self) -> tuple[str, str, str]:
        """Give the marked student, when there is one with a record."""
        row = self.listed.marked
        return ("", row.booked.client_id, row.booked.who) if row is not None and row.booked.client_id else ("", "", "")

    def action_search(self) -> None:
        """Search for a client: her next appointment stands beside her, and nothing of cases (scenario 16)."""
        self.app.push_screen(Search(self.desk), self._found)

    async def _found(self, key: str | None) -> None:
        kind, _, found_id = (key or "").partition(":")
        if kind in {"client", "case"}:
            await self.house.action_open(kind, found_id)


def _next_of(board: Board) -> str:
    """Give the row where the day is now: the first that has just begun or is still to come."""
    coming = (row for row in board.rows if row.booked.state in {"booked", "arrived"} and not row.booked.unresolved)
    found = next((row for row in coming if row.booked.start >= board.now - RECENT), None)
    return (found or board.rows[0]).id


def _counts(board: Board, today: date) -> str:
    """Give the list's title: "Today, Tue 24 Nov · 3 expected · 1 here · 1 being seen"."""
    day = f"Today, {say_day(board.day)}" if board.day == today else f"{say_day(board.day)} · t back to today"
    counts = ((board.expected, "expected"), (board.here, "here"), (board.seeing, "being seen"))
    return " · ".join([day, *(f"{count} {word}" for count, word in counts if count)])


def _below(board: Board, waiting: int) -> Content:
    """Give what is at the list's foot: what has no outcome, and what was passed on and waits."""
    parts: list[Part] = []
    if board.unresolved:
        parts.append((spelled(f" ? {board.unresolved} without an outcome · w "), "bold $amber on $amber-ground"))
    if waiting:
        parts.append((spelled(f" {waiting} passed on, waiting · 1 "), "$ink-quiet"))
    return said(*parts)


def _empty(board: Board, desk: Desk) -> tuple[str, ...]:
    nobody = f"Nobody is expected on {say_day(board.day)}." if board.day != desk.today else "Nobody is expected today."
    return (f"{nobody} {board.closed[:1].upper()}{board.closed[1:]}".strip(), "b books an appointment, n takes a call.")
