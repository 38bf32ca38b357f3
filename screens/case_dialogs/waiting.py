"""Let a case wait for the student: for what, and until when."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult

from advice_tui.casework.cases import CaseView, Written, waiting
from advice_tui.desk import Desk
from advice_tui.rules.key_dates import echo
from advice_tui.rules.text import Limit
from advice_tui.rules.waiting import usual_day
from advice_tui.rules.when import When
from data.errors import BadInput
from screens.case_dialogs.form import CaseForm, day_of
from screens.widgets.field import Field, Labelled
from screens.widgets.press import Press


class WaitForStudent(CaseForm):
    """What for and until when; on that day the case comes up on Today. A case that waits may wait no longer."""

    HEAD = "Wait for the student"
    YES = "Wait"
    DRAFT = "waiting"

    def __init__(self, desk: Desk, case: CaseView) -> None:
        super().__init__(desk, case)
        self._ends = False

    def words(self) -> str:
        """Say what waiting is."""
        if self.case.status == "waiting":
            return f"Case {self.case.number} waits for: {self.case.details.waiting_for}. Change it, or wait no longer."
        return f"Case {self.case.number} waits until she writes, or until the day on which you ask after her."

    def buttons(self) -> ComposeResult:
        """Yield the buttons; a case that waits has one more."""
        if self.case.status != "waiting":
            yield from super().buttons()
            return
        yield Press("Wait until then", id="yes", classes="-main")
        yield Press("Wait no longer", id="ends")
        yield Press("Back", id="no")

    def fields(self) -> ComposeResult:
        """Yield what for and until when, filled with the usual day."""
        dates = [one.day for one in self.case.key_dates if one.kind == "chase"]
        until = dates[0] if dates and dates[0] > self.desk.today else usual_day(self.desk.calendar, self.desk.today)
        waited = self.case.details.waiting_for if self.case.status == "waiting" else ""
        what = Field(waited, limit=Limit.SHORT, id="what", placeholder="Her timetable, a signed form …")
        yield Labelled("What for", what)
        yield Labelled("Until", Field(When(until).echo(), limit=60, id="until"), classes="-apart")

    def on_mount(self) -> None:
        """Begin with what for, and say how far the day is."""
        super().on_mount()
        self.echo()

    @on(Field.Changed, "#until")
    def echo(self) -> None:
        """Say under the field which day was read, and how far it is."""
        field = self.query_one("#until", Field)
        day, trouble = day_of(field.value, self.desk)
        row = field.parent
        if isinstance(row, Labelled):
            row.hint = trouble or (echo(self.desk.calendar, self.desk.today, day) if day else "")
            row.problem("")

    @on(Press.Pressed, "#ends")
    async def ends(self, event: Press.Pressed) -> None:
        """Wait no longer."""
        event.stop()
        self._ends = True
        await self.action_save()
        self._ends = False

    def act(self) -> Callable[[int], Written]:
        """Let it wait, or wait no longer."""
        if self._ends:
            return lambda seen: waiting.wait_no_longer(self.desk, self.case.id, seen)
        what, typed = self.given("what"), self.given("until")
        day, trouble = day_of(typed, self.desk)

        def wait(seen: int) -> Written:
            try:
                return waiting.wait(self.desk, self.case.id, seen, what, day)
            except BadInput as error:
                raise BadInput({**error.problems, **({"until": trouble} if trouble else {})}) from error

        return wait
