"""Procedures from a case: listed and begun, imminent danger, the conflict screen, the wall around the case."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from advice_tui.casework import walls
from advice_tui.casework.conduct import Conduct
from advice_tui.casework.walls import Colleague, Done, WallView
from advice_tui.roles import Act, may
from screens.case_base import CaseBase
from screens.conduct_keys import ConductKeys
from screens.theme import glyph
from screens.wall_dialogs import ChangeWall, PutUpWall
from screens.widgets.case_head import CONSENT, Chip

ACTS = {"procedures": Act.SEE_PROCEDURE, "conflict": Act.CHECK_CONFLICT, "wall": Act.PUT_UP_WALL}
NOT_YOURS = "A wall stands around this case. {owner} may change it, and a manager who is inside."


class CaseProcedures(CaseBase, ConductKeys):
    """Keys of what is done about a student's conduct, a danger, a conflict."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "P",
            "procedures",
            "Procedures",
            id="case.procedures",
            tooltip="Withdrawal, restriction, breach: list or begin",
            show=False,
        ),
        Binding("K", "conflict", "Conflict", id="case.conflict", tooltip="Conflict of interest here", show=False),
        Binding("W", "wall", "Wall", id="case.wall", tooltip="Put a wall around this case, or change it", show=False),
    ]

    conduct = Conduct()
    """How the student stands, as it was read last."""
    around: WallView | None = None
    """The wall around the case, as it was read last."""

    def in_danger(self) -> tuple[str, str, str]:
        """Give the case, the student and her name."""
        case = self.case
        return (self.subject, case.client.id, case.client.name) if case is not None else (self.subject, "", "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the keys sleep while something is written; danger never sleeps."""
        if action == "danger":
            return True
        if action not in ACTS:
            return super().check_action(action, parameters)
        return self.case is not None and not self.writing and may(self.desk.role, ACTS[action])

    async def action_conflict(self) -> None:
        """Open the conflict screen of this case."""
        await self.house.action_open("conflict", self.subject)

    # The wall ---------------------------------------------------------------------------------------------------------

    def wall_chips(self) -> tuple[Chip, ...]:
        """Say in the head that a wall stands, to those inside."""
        if self.around is None:
            return ()
        many = sum(one.active for one in self.around.members)
        return (Chip(f"{glyph('▣')} Wall: {many} inside", f"{glyph('▣')} Wall: {many}", CONSENT),)

    async def action_wall(self) -> None:
        """Put a wall around this case, or change the one that stands; who may not change it sees who may."""

        def read() -> tuple[WallView | None, tuple[Colleague, ...]]:
            return walls.of_case(self.desk, self.subject), walls.colleagues(self.desk)

        found = await self.ask(read)
        if found is None or self.case is None or not self.is_current:
            return
        view, staff = found
        if view is None:
            self.app.push_screen(PutUpWall(self.desk, self.subject, self.case.number, staff), self._walled)
        elif view.may_change:
            self.app.push_screen(ChangeWall(self.desk, view, staff), self._walled)
        else:
            self.house.tell(NOT_YOURS.format(owner=view.owner))
            await self.house.action_open("walls", self.subject)

    def _walled(self, done: Done | None) -> None:
        """Tell what was done; a wall is taken back by lifting it, not by a key."""
        if done is not None:
            self.house.tell(done.sentence)
            self.reload_soon()
