"""The one key of an emergency, on every screen where a student may be: the numbers at once, the form after (L-26)."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from advice_tui.casework.procedures.views import Recorded
from advice_tui.roles import Act, may
from screens.base import DeskScreen
from screens.procedure_dialogs import Danger

THEN_TOLD = "Now tell whoever must be told: the procedure says whom."


class DangerKey(DeskScreen):
    """A screen from which help is called. ``in_danger`` says of whom, when the screen knows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "exclamation_mark",
            "danger",
            "Danger",
            id="danger.open",
            tooltip="Imminent danger: the emergency numbers, at once",
            show=False,
        ),
        Binding(
            "ctrl+e",
            "danger",
            "Danger",
            id="danger.while_typing",
            tooltip="Imminent danger: the numbers, while something is typed too",
            show=False,
            priority=True,
        ),
    ]

    def in_danger(self) -> tuple[str, str, str]:
        """Give the case, the student and her name, each empty when it is not known here."""
        return "", "", ""

    def action_danger(self) -> None:
        """Show the numbers now; nothing is read and nothing is asked first."""
        case_id, client_id, name = self.in_danger()
        window = Danger(self.desk, case_id, client_id, self.house.who(name) if name else "")
        self.app.push_screen(window, self._help_called)

    async def _help_called(self, recorded: Recorded | None) -> None:
        """Go on with the procedure: whoever must be told comes next."""
        if recorded is None:
            return
        self.house.tell(f"{recorded.sentence} {THEN_TOLD}", "warning")
        if may(self.desk.role, Act.SEE_PROCEDURE):
            self.house.offer_undo(recorded.undo)
            await self.house.action_open("procedure", recorded.procedure_id)
