"""Appointments that are over and of which nobody said what became of them (I-44c; L-36)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from advice_tui.casework import arrivals
from advice_tui.desk import Desk
from screens.desk_acts import DeskActs
from screens.widgets.board_list import BoardList
from screens.widgets.said import said

NOTHING = ("Of every appointment it is known what became of it.", "Esc goes back to the desk.")
NOTHING_OF_MINE = ("Of every appointment of yours it is known what became of it.", "m shows everybody’s.")


class Unresolved(DeskActs):
    """The list, oldest first: nobody did not attend until a person says so."""

    KEY = "unresolved"
    AREA = "4"
    ABOUT = (
        "Appointments of the last 60 days whose time is over and of which nobody has said what became of them. None of "
        "them counts as missed: say of each whether the student was seen, did not come, or had called it off."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "mine", "Mine", id="unresolved.mine", tooltip="Only my own appointments, or everybody’s"),
    ]
    DEFAULT_CSS = "Unresolved #over { height: 1fr; }"

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._mine = False

    def body(self) -> ComposeResult:
        """Yield the list."""
        with Vertical(classes="house-body"):
            yield BoardList(self.house.who, dated=True, id="over")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.listed.focus()

    async def reload(self) -> None:
        """Ask what has no outcome."""
        rows = await self.ask(arrivals.unresolved, self.desk)
        if rows is None or not self.is_attached:
            return
        shown = [row for row in rows if row.booked.mine or not self._mine]
        self.listed.border_title = said(f"Without an outcome {len(shown)}" + (" · mine" if self._mine else ""))
        self.listed.empty = NOTHING_OF_MINE if self._mine and rows else NOTHING
        self.listed.border_subtitle = said("nothing counts as missed until somebody says so")
        self.listed.show(shown)

    def action_mine(self) -> None:
        """List only one's own, or everybody's."""
        self._mine = not self._mine
        self.reload_soon()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nobody arrives, waits or is seen now for what is over; reception has no appointments of her own."""
        if action in {"arrived", "seeing", "left", "late"}:
            return False
        if action == "mine":
            return self.desk.keys.holds("advice")
        return super().check_action(action, parameters)
