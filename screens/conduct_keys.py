"""Procedures from where a student is on the screen: listed, opened, begun; a concern raised from the front desk."""

from __future__ import annotations

from advice_tui.casework import procedures
from advice_tui.casework.procedures.views import ProcedureRow, Recorded, Startable
from advice_tui.roles import Act, may
from screens.danger_key import DangerKey
from screens.procedure_dialogs import BeginStep, ProceduresHere, StartProcedure
from screens.procedure_dialogs.concern import NOT_HERE, TOLD, RaiseConcern
from screens.procedure_dialogs.danger import KIND as DANGER
from screens.procedure_dialogs.first import raised_at_desk

NOBODY = "Mark a student first: a concern is about somebody."


class ConductKeys(DangerKey):
    """A screen about a student. ``in_danger`` says about whom; ``P`` lists her procedures or raises a concern."""

    async def action_procedures(self) -> None:
        """List the procedures of the case or the student; at the front desk, raise a concern with the manager."""
        case_id, client_id, name = self.in_danger()
        if not may(self.desk.role, Act.SEE_PROCEDURE):
            self._concern_about(client_id, name)
            return
        if not (case_id or client_id):
            self.house.tell(NOBODY)
            return

        def read() -> tuple[tuple[ProcedureRow, ...], tuple[Startable, ...]]:
            rows = procedures.of_client(self.desk, client_id) if client_id else procedures.of_case(self.desk, case_id)
            return rows, procedures.kinds(self.desk, case_id=case_id, client_id=client_id)

        found = await self.ask(read)
        if found is None or not self.is_current:
            return
        rows, kinds = found
        if rows:
            title = f"Procedures: {self.house.who(name)}" if name else "Procedures"
            window = ProceduresHere(title, rows, may_begin=bool(kinds))
            self.app.push_screen(window, lambda answer: self._procedure_chosen(answer, kinds))
        else:
            self._choose_procedure(kinds)

    def _procedure_chosen(self, answer: str | None, kinds: tuple[Startable, ...]) -> None:
        if answer == "new":
            self._choose_procedure(kinds)
        elif answer:
            self.call_next(self.house.action_open, "procedure", answer)

    def _choose_procedure(self, kinds: tuple[Startable, ...]) -> None:
        def chosen(kind: str | None) -> None:
            one = next((each for each in kinds if each.kind == kind), None)
            if one is not None:
                self._begin_procedure(one)

        self.app.push_screen(StartProcedure(kinds), chosen)

    def _begin_procedure(self, one: Startable) -> None:
        case_id, client_id, _ = self.in_danger()
        if one.kind == DANGER:
            self.action_danger()
            return
        window = BeginStep(self.desk, one, case_id=case_id, client_id=client_id)
        self.app.push_screen(window, self._procedure_begun)

    async def _procedure_begun(self, recorded: Recorded | None) -> None:
        if recorded is None:
            return
        self.house.offer_undo(recorded.undo)
        self.house.tell(recorded.sentence)
        await self.house.action_open("procedure", recorded.procedure_id)

    # At the front desk ------------------------------------------------------------------------------------------------

    def _concern_about(self, client_id: str, name: str) -> None:
        kind = raised_at_desk(self.desk)
        if not kind:
            self.house.tell(NOT_HERE, "warning")
        elif not client_id:
            self.house.tell(NOBODY)
        else:
            who = self.house.who(name) if name else "this student"
            self.app.push_screen(RaiseConcern(self.desk, kind, client_id, who), self._concern_raised)

    def _concern_raised(self, recorded: Recorded | None) -> None:
        """Say that it arrived, and nothing else: it is not the desk's to undo or to read."""
        if recorded is not None:
            self.house.tell(TOLD)
