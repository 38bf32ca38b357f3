"""What a decision does now, from its procedure: ended by a reinstatement, its bookings looked through (L-39; I-48)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from advice_tui.casework import effects
from advice_tui.casework.diary.views import Done
from advice_tui.casework.procedures.views import ProcedureView
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.text import Limit
from screens.base import DeskScreen
from screens.form import FormDialog
from screens.to_cancel import ToCancel
from screens.widgets.field import Labelled
from screens.widgets.text_box import TextBox

NONE_LEFT = "No appointment is called into question any more."
ACTS = {"reinstate": Act.FLAG_CLIENT, "questioned": Act.CHANGE_APPOINTMENT}


class Reinstate(FormDialog):
    """What a decision does is ended, with the reason. Closes with what was done, or None."""

    HEAD = "Reinstate"
    YES = "End it"

    def __init__(self, desk: Desk, procedure_id: str, standing: str) -> None:
        super().__init__(desk, f"procedure:{procedure_id}:reinstate")
        self._procedure_id, self._standing = procedure_id, standing

    def words(self) -> str:
        """Say what ends, and what stays."""
        return f"{self._standing}. From now on the desk books and admits her again; the decision stays on the file."

    def fields(self) -> ComposeResult:
        """Yield the reason."""
        yield Labelled("Reason", TextBox(limit=Limit.SHORT, id="reason"), classes="-text")

    def work(self) -> Callable[[], Any]:
        """End it."""
        reason = self.query_one("#reason", TextBox).text
        return lambda: effects.reinstate(self.desk, self._procedure_id, reason)


class StandingKeys(DeskScreen):
    """A screen of a procedure that was decided. Its own bindings give the keys ``reinstate`` and ``questioned``."""

    view: ProcedureView | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what was decided is ended, by the manager; bookings are for whoever changes them."""
        if action in ACTS:
            return self.view is not None and bool(self.view.standing) and may(self.desk.role, ACTS[action])
        return super().check_action(action, parameters)

    def action_reinstate(self) -> None:
        """End what the decision does, with the reason."""
        if self.view is not None:
            self.app.push_screen(Reinstate(self.desk, self.view.id, self.view.standing), self._reinstated)

    def _reinstated(self, done: Done | None) -> None:
        if done is not None:
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)
            self.reload_soon()

    async def action_questioned(self) -> None:
        """List the appointments that the decision still calls into question."""
        if self.view is None:
            return
        found = await self.ask(effects.called_into_question, self.desk, self.view.id)
        if found:
            self.app.push_screen(ToCancel(self.desk, found))
        elif found is not None:
            self.house.tell(NONE_LEFT)
