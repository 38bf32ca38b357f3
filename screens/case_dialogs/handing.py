"""Give one case to a colleague, with a summary for who receives it; or take it oneself."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult

from advice_tui.casework.cases import CaseView, Written, handing
from advice_tui.casework.cases.handing import Colleague
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from screens.case_dialogs.form import CaseForm
from screens.widgets.field import Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.text_box import TextBox

NEEDED = "What it is about, what was done, what comes next. It goes on the timeline."
NOT_NEEDED = "You take it yourself: a summary is not needed."


def people(colleagues: tuple[Colleague, ...], me: str) -> tuple[Choice, ...]:
    """Give who may receive a case as choices, oneself as "Me"."""
    return tuple(Choice(one.id, "Me" if one.id == me else one.name) for one in colleagues)


class HandOver(CaseForm):
    """To whom, and the summary. Nobody's case is first offered to oneself, one's own to a colleague."""

    HEAD = "Hand over"
    YES = "Hand over"
    DRAFT = "summary"
    DEFAULT_CSS = "HandOver .fields Labelled.-text { grid-rows: 8 auto; }"

    def __init__(self, desk: Desk, case: CaseView, colleagues: tuple[Colleague, ...]) -> None:
        super().__init__(desk, case)
        self._to = people(tuple(one for one in colleagues if one.id != case.adviser_id), desk.person.id)

    def words(self) -> str:
        """Say whose it is now."""
        whose = f"{self.case.adviser_name}'s" if self.case.adviser_name else "nobody's yet"
        if self.case.adviser_id == self.desk.person.id:
            whose = "yours"
        return f"Case {self.case.number} is {whose}. Who takes it?"

    def fields(self) -> ComposeResult:
        """Yield to whom, and the summary."""
        yield Labelled("To", Pick(self._to, id="to"))
        yield Labelled("Summary", TextBox(limit=Limit.NOTE, id="summary"), NEEDED, classes="-apart -text")

    def on_mount(self) -> None:
        """Begin with who takes it."""
        super().on_mount()
        self.chosen()

    @on(Pick.Changed, "#to")
    def chosen(self) -> None:
        """Say whether a summary is needed."""
        row = self.query_one("#summary", TextBox).parent
        if isinstance(row, Labelled):
            row.hint = NOT_NEEDED if self.query_one("#to", Pick).value == self.desk.person.id else NEEDED
            row.problem("")

    def act(self) -> Callable[[int], Written]:
        """Give it."""
        to, summary = self.query_one("#to", Pick).value, self.query_one("#summary", TextBox).text
        return lambda seen: handing.assign(self.desk, self.case.id, seen, to, summary)
