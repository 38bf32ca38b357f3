"""The windows of issues: one being raised without naming anybody, and what became of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from advice_tui.casework import issues
from advice_tui.casework.issues import ASKED, Answer, IssueForm, IssueView
from advice_tui.desk import Desk
from advice_tui.rules.issue import LIMIT
from advice_tui.rules.text import Limit
from data.errors import BadInput
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.pick_list import Unchosen
from screens.widgets.press import Choice
from screens.widgets.text_box import TextBox


class RaiseIssue(FormDialog):
    """An issue that touches many. It has no field for a student. Closes with the sentence that says where it went.

    ``case_id`` is the case from which it is raised: nothing of it is kept, its other people are looked for in the text.
    """

    HEAD = "Raise an issue"
    YES = "Raise it"
    DEFAULT_CSS = """
    RaiseIssue Labelled.-text { grid-rows: 7 auto; }
    RaiseIssue.-roomy Labelled.-text { grid-rows: 12 auto; }
    """

    def __init__(self, desk: Desk, case_id: str = "") -> None:
        super().__init__(desk, "issue")
        self._case_id = case_id
        self._asked = ""

    def words(self) -> str:
        """Say to whom it goes, and what must not be in it."""
        policy = self.desk.policy
        to, least = policy.title_of(policy.issue.raised_to), policy.issue.counts_at_least
        return (
            f"It goes to the {to}, who reads no cases. Name nobody: no name, number or address. "
            f"Fewer than {least} cases are told as “<{least}”."
        )

    def fields(self) -> ComposeResult:
        """Yield what it is, what it is about, how many cases."""
        topics = tuple(Choice(one.key, one.label) for one in self.desk.policy.topics)
        yield Labelled("The issue", TextBox(limit=LIMIT, id="issue"), classes="-text")
        yield Labelled("About", Unchosen(topics, id="topic"))
        yield Labelled("In how many cases", Field(limit=10, id="cases", placeholder="Such as: 14"))

    def work(self) -> Callable[[], Any]:
        """Raise it; what was asked about is kept when the same text is saved again."""
        text = self.query_one("#issue", TextBox).text
        sure = text if text == self._asked else ""
        form = IssueForm(text, self.query_one("#topic", Pick).value, self.given("cases"), sure)

        def save() -> str:
            try:
                return issues.raise_issue(self.desk, form, case_id=self._case_id)
            except BadInput as error:
                asked = error.problems.get(ASKED, "")
                self._asked = text if set(error.problems) == {ASKED} else ""
                found = {name: sentence for name, sentence in error.problems.items() if name != ASKED}
                raise BadInput(found or {"issue": asked}) from error

        return save


class AnswerIssue(FormDialog):
    """What was done about an issue. Closes with the sentence that says so, or None."""

    HEAD = "What was done"

    def __init__(self, desk: Desk, one: IssueView) -> None:
        super().__init__(desk, "")
        self._one = one

    def words(self) -> str:
        """Say who will see it."""
        return f"{self._one.by} raised it and will see this."

    def fields(self) -> ComposeResult:
        """Yield the text."""
        yield Labelled("What was done", TextBox(self._one.answer, limit=Limit.SHORT, id="words"), classes="-text")

    def work(self) -> Callable[[], Any]:
        """Write it down."""
        words, one = self.query_one("#words", TextBox).text, self._one
        return lambda: issues.answer(self.desk, one.id, one.row_ver, Answer(words, done=True))
