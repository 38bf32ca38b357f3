"""What can be done with the marked appointment, wherever appointments of the desk are listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on, work
from textual.binding import ActiveBinding, Binding, BindingType

from advice_tui.casework import arrivals
from advice_tui.casework.arrivals import BoardRow
from advice_tui.casework.diary import reading
from advice_tui.casework.diary.views import Done
from screens.base import DeskScreen
from screens.desk_dialogs import LateDecision, Outcome, Step, Whole
from screens.diary.windows import DidNotAttend
from screens.widgets.board_list import BoardList, name_of
from screens.widgets.board_words import slot_words, whole_lines
from screens.widgets.row_list import RowList

NOTHING = "No appointment is marked: the list is empty."
STEPS: dict[str, tuple[Step, ...]] = {
    "booked": (
        Step("arrived", "Has arrived", "a"),
        Step("seeing", "Is being seen", "v"),
        Step("missed", "Did not attend", "x"),
        Step("outcome", "Say afterwards: seen, arrived earlier, called off", "c"),
    ),
    "arrived": (
        Step("seeing", "Is being seen", "v"),
        Step("late", "Is late: write down what the adviser decides", "k"),
        Step("left", "Has left", "l"),
        Step("outcome", "Correct", "c"),
    ),
    "seeing": (Step("left", "Has left", "l"), Step("outcome", "Correct", "c")),
    "seen": (Step("outcome", "Correct", "c"),),
    "missed": (Step("arrived", "Has arrived after all", "a"), Step("outcome", "Correct", "c")),
    "cancelled": (Step("outcome", "Correct", "c"),),
}
"""What can follow each state, the likeliest first."""
OVER = (
    Step("was_seen", "Was seen", "s"),
    Step("missed", "Did not attend", "x"),
    Step("outcome", "Came at another time, or was called off", "c"),
)
FIRST = {"choose": 0, "open('call')": 20}
AFTER_CALL, LAST = 21, 30
"""The ranks of keys in the hint bar: the row's own steps, the next call, a correction, everything else."""
ANYHOW = (Step("book", "Book another appointment", "b"), Step("client", "Open the client", "o"))


class DeskActs(DeskScreen):
    """A screen with a ``BoardList`` whose marked row can be received, seen, missed, decided, corrected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "was_seen", "Was seen", id="desk.was_seen", tooltip="The marked student came and was seen"),
        Binding("a,f2", "arrived", "Arrived", id="desk.arrived", tooltip="The marked client has arrived"),
        Binding("x,f3", "missed", "Not come", id="desk.missed", tooltip="The marked client did not attend"),
        Binding("v,f4", "seeing", "Seen now", id="desk.seeing", tooltip="The marked client is being seen"),
        Binding("l,f5", "left", "Left", id="desk.left", tooltip="The marked client has left"),
        Binding("c", "outcome", "Correct", id="desk.outcome", tooltip="Say afterwards or correct what became of it"),
        Binding("k", "late", "Late", id="desk.late", tooltip="Write down what was decided of a late student"),
        Binding("o", "client", "Client", id="desk.client", tooltip="Open the marked client"),
        Binding("b", "book", "Book", id="desk.book", tooltip="Book an appointment, for the marked client"),
    ]

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Give the keys, first those that count for the marked row: the hint bar has room for a few."""
        row = next((one.marked for one in self.query(BoardList)), None)
        ranks = {step.action: at for at, step in enumerate(_steps(row), 1)} if row is not None else {}
        ranks |= FIRST | ({"outcome": AFTER_CALL} if "outcome" in ranks else {})
        return dict(sorted(super().active_bindings.items(), key=lambda one: ranks.get(one[1].binding.action, LAST)))

    @property
    def listed(self) -> BoardList:
        """The list."""
        return self.query_one(BoardList)

    def _marked(self) -> BoardRow | None:
        row = self.listed.marked
        if row is None:
            self.house.tell(NOTHING)
        return row

    async def _act(self, func: Callable[..., Done], *more: Any) -> None:
        """Do something with the marked appointment as it is seen, say what was done, read the list again."""
        row = self._marked()
        if row is not None:
            self.finished(await self.call(func, self.desk, row.id, row.booked.row_ver, *more))

    def finished(self, done: Done | None) -> None:
        """Say what was done, and read the list again: after a trouble too, for somebody else may have been first."""
        if done is not None:
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)
        self.reload_soon()

    async def action_arrived(self) -> None:
        """Mark that the client has arrived; the desk's flag is said again."""
        row = self._marked()
        if row is None:
            return
        await self._act(arrivals.arrive)
        if row.booked.refused:
            self.house.tell(f"{row.booked.refused}.", "error")

    async def action_seeing(self) -> None:
        """Mark that the client is being seen."""
        await self._act(arrivals.seen)

    async def action_left(self) -> None:
        """Mark that the client has left."""
        await self._act(arrivals.left)

    async def action_was_seen(self) -> None:
        """Say afterwards that the marked student came and was seen."""
        await self._act(arrivals.attended)

    def action_missed(self) -> None:
        """Ask whether she told us, and mark that she did not attend."""
        row = self._marked()
        if row is None:
            return

        def answered(told: bool | None) -> None:  # noqa: FBT001 - what the window closed with
            if told is not None:
                self.call_next(self._missed, row, told)

        self.app.push_screen(DidNotAttend(f"{slot_words(row)}: did the student tell us?"), answered)

    async def _missed(self, row: BoardRow, told: bool) -> None:  # noqa: FBT001 - what the window closed with
        self.finished(await self.call(arrivals.missed, self.desk, row.id, row.booked.row_ver, told))

    async def action_late(self) -> None:
        """Write down what was decided of a student who is late."""
        row = self._marked()
        if row is None:
            return
        if row.booked.state != "arrived" or not row.booked.late:
            await self._act(arrivals.decide_late, "seen")  # which says why nothing is to be decided
            return
        advisers = await self.ask(reading.advisers, self.desk)
        self.app.push_screen(LateDecision(self.desk, row, advisers or ()), self._window_closed)

    def action_outcome(self) -> None:
        """Say afterwards, or correct, what became of the marked appointment."""
        row = self._marked()
        if row is not None:
            self.app.push_screen(Outcome(self.desk, row), self._window_closed)

    def _window_closed(self, done: Done | None) -> None:
        if done is not None:
            self.finished(done)

    async def action_client(self) -> None:
        """Open the marked client."""
        row = self._marked()
        if row is not None and row.booked.client_id:
            await self.house.action_open("client", row.booked.client_id)
        elif row is not None:
            self.house.tell("This student wants no record: there is nothing to open.")

    async def action_book(self) -> None:
        """Book an appointment, for the marked client when one is marked."""
        row = self.listed.marked
        subject = f"client:{row.booked.client_id}" if row is not None and row.booked.client_id else ""
        await self.house.action_open("diary", subject)

    # One appointment whole --------------------------------------------------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Show the appointment whole."""
        self._whole(event.row)

    @work(group="whole", exclusive=True)
    async def _whole(self, row: BoardRow) -> None:
        history = await self.ask(reading.history, self.desk, row.id)
        if history is None or not self.is_current:
            return
        who = self.house.who
        window = Whole(lambda: name_of(row, who), lambda: whole_lines(row, history, who), (*_steps(row), *ANYHOW))
        self.app.push_screen(window, self._do)

    def _do(self, action: str | None) -> None:
        if action:
            self.call_next(self.run_action, f"screen.{action}")


def _steps(row: BoardRow) -> tuple[Step, ...]:
    """Give what can follow how an appointment stands; of lateness only while somebody is late."""
    steps = OVER if row.booked.unresolved else STEPS.get(row.booked.state, ())
    return steps if row.booked.late else tuple(one for one in steps if one.action != "late")
