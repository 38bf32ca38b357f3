"""What belongs to a procedure beside its steps: the case, its letters and papers, a complaint, bookings in question."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from advice_tui.casework import letters
from advice_tui.casework.procedures.views import ProcedureView, Recorded, StepView
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from screens.complaint_dialogs import LogComplaint
from screens.complaint_key import ComplaintKey
from screens.picker import OneOf
from screens.procedure_dialogs.paper import SavePaper
from screens.standing_keys import StandingKeys
from screens.to_cancel import ToCancel
from screens.widgets.press import Choice
from screens.widgets.step_list import StepList

NO_LETTERS = "No letter belongs to this procedure yet. A step with a letter begins one."
NOT_YOURS = "A letter is written by an adviser or the manager."
ACTS = {
    "danger": Act.RAISE_CONCERN,
    "letters": Act.WRITE_LETTER,
    "complaint": Act.LOG_COMPLAINT,
    "paper": Act.SEE_PROCEDURE,
}


class ProcedureBeside(ComplaintKey, StandingKeys):
    """Keys to what a procedure has to do with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,f3", "case", "Case", id="procedure.case", tooltip="Open the case, or the student"),
        Binding("l,f5", "letters", "Letters", id="procedure.letters", tooltip="The letters of this procedure"),
        Binding("s,f6", "paper", "Save paper", id="procedure.paper", tooltip="Save the paper of the marked step"),
        Binding(
            "q,f10", "complaint", "Complaint", id="procedure.complaint", tooltip="Log a complaint against this decision"
        ),
    ]

    mark_next = True
    """Whether the mark goes to the next step when the procedure is shown: at first, and after a step was recorded."""

    at_letter = ""
    """The step whose letter was opened: once it is sent the mark goes on."""

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self.view: ProcedureView | None = None

    @property
    def steps(self) -> StepList:
        """The list of steps."""
        return self.query_one(StepList)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing works before the procedure was read; a case opens to who may read cases."""
        if action == "case":
            return self.view is not None and may(self.desk.role, Act.READ_CASE)
        if action == "paper" and self._paper() is None:
            return False
        if action in ACTS:
            return self.view is not None and may(self.desk.role, ACTS[action])
        return super().check_action(action, parameters)

    def in_danger(self) -> tuple[str, str, str]:
        """Give the case, the student and her name."""
        view = self.view
        return (view.case_id, view.client_id, view.who) if view is not None else ("", "", "")

    def action_complaint(self) -> None:
        """Take a complaint down against what was decided here; the decision stands meanwhile (I-48; L-31, L-39)."""
        case_id, client_id, name = self.in_danger()
        shown = self.house.who(name) if name else ""
        window = LogComplaint(self.desk, client_id, case_id, self.subject, shown)
        self.app.push_screen(window, self._complaint_logged)

    async def action_case(self) -> None:
        """Open the case; where there is none, the student."""
        view = self.view
        if view is None:
            return
        if view.case_id:
            await self.house.action_open("case", view.case_id)
        elif view.client_id:
            await self.house.action_open("client", view.client_id)

    # Letters ----------------------------------------------------------------------------------------------------------

    async def write_letter(self, step: StepView) -> None:
        """Begin the letter with which a step is recorded, or go on with it."""
        view = self.view
        if view is None:
            return
        if not may(self.desk.role, Act.WRITE_LETTER):
            self.house.tell(NOT_YOURS, "warning")
            return
        letter_id = await self.call(
            letters.begin,
            self.desk,
            step.letter,
            case_id=view.case_id,
            procedure_id=view.id,
            step=step.key,
            client_id=view.client_id,
        )
        if letter_id:
            self.at_letter = step.key
            await self.open_letter(letter_id)

    async def open_letter(self, letter_id: str) -> None:
        """Open a letter."""
        await self.house.action_open("letter", letter_id)

    async def action_letters(self) -> None:
        """List the letters of this procedure; the only one is opened at once."""
        found = await self.ask(letters.of_procedure, self.desk, self.subject)
        if found is None or not self.is_current:
            return
        if not found:
            self.house.tell(NO_LETTERS)
        elif len(found) == 1:
            await self.open_letter(found[0].id)
        else:
            choices = tuple(Choice(one.id, one.title, one.words) for one in found)
            self.app.push_screen(OneOf("Letters", choices), self._letter_chosen)

    async def _letter_chosen(self, letter_id: str | None) -> None:
        if letter_id:
            await self.open_letter(letter_id)

    # Papers -----------------------------------------------------------------------------------------------------------

    def _paper(self) -> tuple[str, str] | None:
        """Give the marked step and its entry that holds a paper, or None."""
        step = self.steps.marked if self.view is not None else None
        if step is None or step.done is None:
            return None
        return next(((step.key, one.key) for one in step.entries if one.kind == "file"), None)

    def action_paper(self) -> None:
        """Save the paper that is attached to the marked step."""
        found = self._paper()
        if found is not None:
            self.app.push_screen(SavePaper(self.desk, self.subject, *found), self._saved)

    def _saved(self, sentence: Any) -> None:
        if sentence:
            self.house.tell(str(sentence), "warning")

    # What a step calls into question ----------------------------------------------------------------------------------

    def cancel_one_by_one(self, recorded: Recorded) -> None:
        """List the appointments that a decision calls into question."""
        if recorded.to_cancel:
            self.app.push_screen(ToCancel(self.desk, recorded.to_cancel))
