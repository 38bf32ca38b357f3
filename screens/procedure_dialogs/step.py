"""A step taken: what it must record, when it happened, in whose name; the password again for what decides."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from advice_tui.casework import drafts, procedures
from advice_tui.casework.procedures.views import ProcedureView, Recorded, Startable, StepForm, StepView
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.text import Limit, cut_visibly
from advice_tui.rules.when import When, read_when
from advice_tui.rules.working_days import london
from data.errors import BadInput
from screens.form import FormDialog
from screens.procedure_dialogs.entries import TYPED_DAY, Rows, echo_of, name_of, named_problems, row_of, values_of
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice

YOURSELF = ""
RECAP = 280
"""Characters of what was raised that stand above a decision."""
AS_TYPED = "Leave it empty when it happens now. Both are kept: when it happened and when it was written down."
TO_COME = "That is still to come: a step is recorded once it has happened."
AGAIN = "A decision is yours alone: your password once more."
YES_WORDS: dict[str, str] = {
    "raises": "Raise it",
    "decides": "Decide",
    "consents": "Record the consent",
    "consults": "Record it",
    "discusses": "Record it",
    "warns": "Record the warning",
    "notifies": "Record it",
}
"""What the button says, by what the step is for."""


class StepDialog(FormDialog):
    """The form of one step. Closes with ``Recorded``, or None. What is typed is kept, but for the password."""

    SUBTITLE: ClassVar[str] = "^S record · Esc back, kept as a draft"
    DEFAULT_CSS = """
    StepDialog Rows Labelled { grid-columns: 25 1fr; }
    StepDialog Rows Labelled > .label { height: auto; padding: 0 1 0 0; }
    StepDialog Rows Labelled.-above { grid-size: 1; grid-columns: 1fr; }
    StepDialog Rows Labelled.-above > .gap { display: none; }
    StepDialog Rows Labelled.-text { grid-rows: 1 6 auto; }
    StepDialog Rows Labelled.-text TextBox { height: 6; }
    StepDialog .words { text-style: bold; }
    """

    def __init__(self, desk: Desk, head: str, step: StepView, draft: str) -> None:
        super().__init__(desk, draft if may(desk.role, Act.KEEP_DRAFT) else "")
        self.step = step
        self.HEAD = head  # type: ignore[misc] # a window of this step
        self.YES = YES_WORDS.get(step.does, "Record it")  # type: ignore[misc]

    @abstractmethod
    def send(self, form: StepForm) -> Recorded:
        """Do it; runs in the casework thread."""

    def words(self) -> str:
        """Name the step."""
        return self.step.label

    def fields(self) -> ComposeResult:
        """Yield what is recorded, then when, in whose name, and the password."""
        step = self.step
        with Rows():
            for at, entry in enumerate(step.entries):
                yield row_of(entry, first=not at)
            now = f"{london(self.desk.now):%H:%M}"
            yield Labelled("When it happened", Field(limit=TYPED_DAY, id="happened", placeholder=f"now, {now}"))
            if step.others_may:
                yield from self._whose()
            if step.needs_password:
                yield Labelled("Your password", Field(password=True, limit=Limit.PASSWORD, id="password"), AGAIN)

    def on_mount(self) -> None:
        """Begin at the password where nothing else is asked, so that it is typed nowhere else."""
        super().on_mount()
        if self.step.needs_password and not self.step.entries:
            self.call_after_refresh(self.query_one("#password", Field).focus)

    def _whose(self) -> ComposeResult:
        others = tuple(Choice(one.key, one.label) for one in self.step.others_may)
        whose = Pick((Choice(YOURSELF, "Your own"), *others), YOURSELF, id="taken_by_function")
        yield Labelled("In whose name", whose)
        name = Field(limit=Limit.NAME, id="taken_by_name", placeholder="Who has no account here")
        yield Labelled("Their name", name, "Only when it is not your own.")

    # What is understood -----------------------------------------------------------------------------------------------

    @on(Field.Changed)
    def typed_day(self, event: Field.Changed) -> None:
        """Say which day or time was understood."""
        name = event.input.id or ""
        if name == "happened":
            self.hint("happened", self._happened(event.value))
        for entry in self.step.entries:
            if name == name_of(entry) and entry.kind in {"date", "time"}:
                self.hint(name, echo_of(entry, event.value, self.desk.now))

    def _happened(self, typed: str) -> str:
        """Say what is understood of when it happened."""
        if not typed.strip():
            return AS_TYPED
        read = read_when(typed, self.desk.now, past=True)
        if not isinstance(read, When):
            return read.sentence
        to_come = read.day > self.desk.today or (read.time is not None and read.instant() > self.desk.now)
        return TO_COME if to_come else read.echo()

    # Recording --------------------------------------------------------------------------------------------------------

    def form(self) -> StepForm:
        """Give what is typed."""
        one: dict[str, str] = {
            name: str(getattr(field, "value", ""))
            for name in ("happened", "taken_by_name", "taken_by_function", "password")
            for field in self.query(f"#{name}")
        }
        return StepForm(self.step.key, values_of(self, self.step.entries, self.desk.now), **one)

    def work(self) -> Callable[[], Recorded]:
        """Record it; every problem stands under its field."""
        form, entries = self.form(), self.step.entries

        def record() -> Recorded:
            try:
                return self.send(form)
            except BadInput as error:
                raise BadInput(named_problems(error.problems, entries)) from error

        return record


def draft_of(case_id: str, name: str) -> str:
    """Give the subject under which a step's form is kept: on its case, behind the case's wall, when it has one."""
    return f"{drafts.ENTRY}{case_id}:{name}" if case_id else f"procedure:{name}"


class TakeStep(StepDialog):
    """The next step of a procedure that runs, as the person at the desk saw it."""

    def __init__(self, desk: Desk, view: ProcedureView, step: StepView) -> None:
        on_case = view.case_id if desk.keys.holds("advice") else ""
        super().__init__(desk, view.title, step, draft_of(on_case, f"{view.id}-{step.key}"))
        self._view = view

    def words(self) -> str:
        """Name the step; who decides is told again what was raised, by whom."""
        raised = self._view.steps[0].done
        if not self.step.needs_password or raised is None:
            return super().words()
        said = "; ".join(f"{label}: {' '.join(value.split())}" for label, value in raised.values)
        return f"{self.step.label}\n{cut_visibly(f'{raised.who}: {said}', RECAP)}"

    def send(self, form: StepForm) -> Recorded:
        """Record the step."""
        return procedures.record(self.desk, self._view.id, self._view.row_ver, form)


class BeginStep(StepDialog):
    """The first step of a procedure: nothing runs before it is stored."""

    def __init__(self, desk: Desk, one: Startable, *, case_id: str = "", client_id: str = "") -> None:
        on_case = case_id if desk.keys.holds("advice") else ""
        name = f"begin-{one.kind}" if on_case else f"begin-{one.kind}:{client_id}"
        super().__init__(desk, one.title, one.first, draft_of(on_case, name))
        self._kind, self._case_id, self._client_id = one.kind, case_id, client_id

    def send(self, form: StepForm) -> Recorded:
        """Begin it."""
        return procedures.start(self.desk, self._kind, form, case_id=self._case_id, client_id=self._client_id)
