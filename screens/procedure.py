"""A procedure: its steps in order, whose turn it is, what each must record, and what is still missing (L-39; I-47)."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content

from advice_tui.casework import procedures
from advice_tui.casework.procedures.views import AbsenceView, ProcedureView, Recorded, StepView
from advice_tui.roles import Act, may
from data.errors import NotFound
from screens.dialogs import Reading
from screens.procedure_beside import ProcedureBeside
from screens.procedure_dialogs import Absences, MarkAbsent, TakeStep
from screens.widgets.row_list import RowList
from screens.widgets.said import Line, said
from screens.widgets.step_list import MINE, StepList, look_of
from screens.widgets.step_shown import head, missing_head, missing_lines, missing_words, shown_step


class ProcedureScreen(ProcedureBeside):
    """One procedure of the policy as a list of steps. Enter takes the marked one, or says why it cannot be taken."""

    KEY = "procedure"
    AREA = "5"
    ABOUT = (
        "Every step of a procedure, in order: what is done and by whom, what is open to you, what waits for somebody "
        "else. Enter takes the marked step, or says in plain words why it cannot be taken now. Nothing is skipped: "
        "what is still missing stands at the foot until it is complete."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,f2", "absent", "Absent", id="procedure.absent", tooltip="Somebody cannot be reached, or can again"),
        Binding("w,f4", "whole", "The step whole", id="procedure.whole", tooltip="The step with its source, whole"),
        Binding("r,f7", "reinstate", "Reinstate", id="procedure.reinstate", tooltip="End what was decided, with why"),
        Binding("b,f11", "questioned", "Bookings", id="procedure.bookings", tooltip="The bookings it puts in question"),
    ]
    DEFAULT_CSS = """
    ProcedureScreen #head { height: auto; width: 100%; background: $bar; }
    ProcedureScreen .house-body { layout: grid; grid-size: 1; grid-rows: 1fr 7 auto; }
    ProcedureScreen #steps { height: 1fr; width: 100%; }
    ProcedureScreen #step {
        height: 1fr; width: 100%; border: round $line; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $head; border-title-style: bold;
    }
    ProcedureScreen #missing { height: auto; max-height: 2; width: 100%; padding: 0 2; }
    ProcedureScreen.-tall .house-body { grid-rows: 1fr 16 auto; }
    ProcedureScreen.-tall #missing { max-height: 14; padding: 1 2 0 2; }
    ProcedureScreen.-wide .house-body { grid-size: 2; grid-columns: 1fr 66; grid-rows: 1fr auto; }
    ProcedureScreen.-wide #step { row-span: 2; }
    ProcedureScreen.-wide #missing { max-height: 16; }
    """

    def body(self) -> ComposeResult:
        """Yield the head, the steps with what is missing, and the marked step below or beside."""
        yield Line("", id="head")
        with Container(classes="house-body"):
            yield StepList(id="steps")
            with VerticalScroll(id="step", can_focus=False):
                yield Line("", id="step-text")
            yield Line("", id="missing")

    def on_mount(self) -> None:
        """Begin on the steps, and count the minutes."""
        super().on_mount()
        self.steps.focus()
        self.watch(self.house, "minute", self._minute, init=False)

    def _minute(self) -> None:
        if self.is_current:
            self.reload_soon()

    # Reading ----------------------------------------------------------------------------------------------------------

    async def reload(self) -> None:
        """Open the procedure, or read it again; one that is gone closes the screen with the reason."""
        read = procedures.open_procedure if self.view is None else procedures.refresh
        with self.reporting():
            try:
                view = await self.house.aside(read, self.desk, self.subject)
            except NotFound as error:
                if self.is_current:
                    self.house.tell(error.sentence, "warning")
                    self.dismiss(None)
                return
            if self.is_attached:
                self._show(view)

    def _show(self, view: ProcedureView) -> None:
        self.view = view
        self._show_head()
        shown = tuple(step for step in view.steps if not self._of_another_ground(step))
        listed = self.steps
        done = sum(step.state == "done" for step in shown)
        listed.border_title = said(
            f"{done} of {sum(not step.optional or step.done is not None for step in shown)} done"
        )
        listed.show(shown)
        sent = any(step.key == self.at_letter and step.done is not None for step in shown)
        if self.mark_next or sent:
            self.mark_next, self.at_letter = False, ""
            listed.mark(_next_of(shown))
        self.query_one("#missing", Line).update(self._missing(view))
        self._explain()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Draw the head for the new width."""
        self._show_head()

    def _show_head(self) -> None:
        if self.view is not None:
            self.query_one("#head", Line).update(head(self.view, self.house.who, self.size.width))

    def _of_another_ground(self, step: StepView) -> bool:
        """Whether a step belongs to grounds that were not chosen: it says nothing about this procedure."""
        if self.view is None or step.state != "not_needed":
            return False
        known = getattr(self.desk.policy.procedures, self.view.kind).step(step.key)
        return bool(known and known.only_for and self.view.ground not in known.only_for)

    def _missing(self, view: ProcedureView) -> Content:
        head_line = said((missing_head(view), "bold $ink" if view.missing else "bold $calm"))
        if self.has_class("-wide") or self.has_class("-tall"):
            return said("\n").join([head_line, *missing_lines(view)])
        return said(head_line, (f": {missing_words(view)}" if view.missing else "", "$ink-quiet"))

    @on(RowList.Moved, "#steps")
    def moved(self) -> None:
        """Explain the marked step."""
        self._explain()
        self.refresh_bindings()

    def _explain(self) -> None:
        step = self.steps.marked
        panel = self.query_one("#step", VerticalScroll)
        panel.border_title = said(step.label if step is not None else "")
        panel.scroll_home(animate=False)
        wide = self.has_class("-wide")
        text = shown_step(step, self.desk.policy.sentences, whole=wide) if step is not None else said("")
        self.query_one("#step-text", Line).update(text)

    # Taking a step ----------------------------------------------------------------------------------------------------

    @on(RowList.Chosen, "#steps")
    async def chosen(self, event: RowList.Chosen) -> None:
        """Take the step; one that is taken is shown whole, one that cannot be taken says why."""
        step: StepView = event.row
        if step.done is not None and step.done.letter_id:
            await self.open_letter(step.done.letter_id)
        elif step.state not in {"open", "waits"}:
            self.action_whole()
        elif step.missing:
            self.house.tell(" ".join(step.missing), "warning")
        elif step.letter:
            await self.write_letter(step)
        elif self.view is not None:
            self.app.push_screen(TakeStep(self.desk, self.view, step), self._recorded)

    def _recorded(self, recorded: Recorded | None) -> None:
        if recorded is None:
            return
        self.mark_next = True
        self.house.offer_undo(recorded.undo)
        self.house.tell(recorded.sentence)
        self.cancel_one_by_one(recorded)
        self.reload_soon()

    # Keys -------------------------------------------------------------------------------------------------------------

    def action_whole(self) -> None:
        """Show the marked step whole, with the union's own words and what else is missing."""
        step, view = self.steps.marked, self.view
        if step is None or view is None:
            return
        text = shown_step(step, self.desk.policy.sentences, whole=True)
        foot = said("\n").join([said((missing_head(view), "bold $head")), *missing_lines(view)])
        self.app.push_screen(Reading(step.label, said(text, "\n\n", foot)))

    async def action_absent(self) -> None:
        """Say that somebody cannot be reached, or can be again."""
        away = await self.ask(procedures.absences, self.desk)
        if away is None or not self.is_current:
            return
        if away:
            self.app.push_screen(Absences(away), self._absence)
        else:
            await self._mark_absent()

    async def _absence(self, answer: AbsenceView | str | None) -> None:
        if isinstance(answer, AbsenceView):
            sentence = await self.call(procedures.back_again, self.desk, answer.id, answer.row_ver)
            self._said(sentence)
        elif answer:
            await self._mark_absent()

    async def _mark_absent(self) -> None:
        functions = await self.ask(procedures.may_be_away, self.desk)
        if functions is not None and self.is_current:
            self.app.push_screen(MarkAbsent(self.desk, functions), self._said)

    def _said(self, sentence: Any) -> None:
        if sentence:
            self.house.tell(str(sentence))
            self.reload_soon()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing works before the procedure was read."""
        if action == "absent":
            return self.view is not None and may(self.desk.role, Act.MARK_ABSENT)
        if action == "whole":
            return self.view is not None
        return super().check_action(action, parameters)


def _next_of(steps: tuple[StepView, ...]) -> str:
    """Give the step where the procedure is now: the first that is open to this person, else the first open one."""
    mine = (step for step in steps if look_of(step) == MINE and not (step.optional or step.instead_of))
    anybodys = (step for step in steps if step.state == "open")
    found = next(mine, None) or next(anybodys, None) or steps[0]
    return found.key
