"""The windows of file review: the checklist of one file, and something put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from advice_tui.casework import drafts, file_review
from advice_tui.casework.file_review import ActionForm, ActionRow, ReviewForm, SampleFile
from advice_tui.desk import Desk
from advice_tui.rules.review import ANSWERS, CHECKLIST
from advice_tui.rules.text import Limit
from advice_tui.rules.working_days import say_day
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.text_box import TextBox

UNSAID = Choice("", "?")
ACTIONS = 2
"""So many things to put right can be typed at once."""
Owners = tuple[tuple[str, str], ...]


class ReviewOne(FormDialog):
    """The checklist of one file: yes, no or not needed, words, what is to be put right. Closes with what to say."""

    HEAD = "File review"
    YES = "Save the review"
    DEFAULT_CSS = "ReviewOne Labelled { grid-columns: 20 1fr; }"

    def __init__(self, desk: Desk, file: SampleFile, month: Any, owners: Owners) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{file.case_id}:review")
        self._file, self._month, self._owners = file, month, owners

    def words(self) -> str:
        """Say which file, and that one can leave the window to read it."""
        return f"Case {self._file.number}, {self._file.adviser}. Esc keeps what is typed; o then opens the file."

    def fields(self) -> ComposeResult:
        """Yield a choice for each question, the words, and what is to be put right, by whom and when."""
        answers = (UNSAID, *(Choice(key, label) for key, label in ANSWERS.items()))
        for check in CHECKLIST:
            yield Labelled(check.short, Pick(answers, id=check.key), check.label)
        yield Labelled("What was found", TextBox(limit=Limit.NOTE, id="words"), classes="-text")
        owners = tuple(Choice(*one) for one in self._owners)
        for at in range(ACTIONS):
            yield Labelled(
                "To put right" if at == 0 else "And",
                Field(limit=Limit.SHORT, id=f"what-{at}", placeholder="Leave empty when there is nothing"),
                classes="-apart",
            )
            yield Labelled("By whom", Pick(owners, id=f"owner-{at}"))
            yield Labelled("By when", Field(limit=60, id=f"due-{at}", placeholder="Such as: fri, 3 dec, +2w"))

    def work(self) -> Callable[[], Any]:
        """Store it."""
        answers = {check.key: self.query_one(f"#{check.key}", Pick).value for check in CHECKLIST}
        actions = tuple(
            ActionForm(self.given(f"what-{at}"), self.query_one(f"#owner-{at}", Pick).value, self.given(f"due-{at}"))
            for at in range(ACTIONS)
        )
        form = ReviewForm(answers, self.query_one("#words", TextBox).text, actions)
        case_id, month = self._file.case_id, self._month
        return lambda: file_review.save(self.desk, case_id, month, form)


class PutRight(FormDialog):
    """That something a review found was put right. Closes with what to say."""

    HEAD = "Put right"
    YES = "It is done"

    def __init__(self, desk: Desk, row: ActionRow) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{row.case_id}:action-{row.id}")
        self._row = row

    def words(self) -> str:
        """Say what it was."""
        return f"Case {self._row.number}: {self._row.what}\n{self._row.owner}, by {say_day(self._row.due, year=True)}."

    def fields(self) -> ComposeResult:
        """Yield how."""
        yield Labelled("What was done", Field(limit=Limit.SHORT, id="words"))

    def work(self) -> Callable[[], Any]:
        """Store it."""
        row, words = self._row, self.given("words")
        return lambda: file_review.finish(self.desk, row.review_id, row.id, row.row_ver, words)
