"""A concern raised with the manager from the front desk: written once, and not read back there (L-32; I-22)."""

from __future__ import annotations

from typing import ClassVar

from advice_tui.casework.procedures.views import Startable
from advice_tui.desk import Desk
from screens.procedure_dialogs.first import first_step, procedure_of
from screens.procedure_dialogs.step import BeginStep

TOLD = "The manager is told."
NOT_HERE = "Tell the manager or an adviser yourself: here a concern is raised by them."


class RaiseConcern(BeginStep):
    """What happened, in the words of who saw it. It goes to the manager, and cannot be opened again at the desk."""

    HEAD: ClassVar[str] = "Raise a concern with the manager"

    def __init__(self, desk: Desk, kind: str, client_id: str, who: str) -> None:
        title = procedure_of(desk, kind).label
        super().__init__(desk, Startable(kind, title, first_step(desk, kind)), client_id=client_id)
        self.HEAD = f"A concern about {who}"  # type: ignore[misc] # a window of this student
        self.YES = "Tell the manager"  # type: ignore[misc]

    def words(self) -> str:
        """Say where it goes."""
        return "It goes to the manager and the advisers. You cannot open it again here, so write down all you saw."
