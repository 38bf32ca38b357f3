"""The windows of a case's appointments: the list, from which one books, and what an appointment is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from advice_tui.casework.diary import planning
from advice_tui.casework.diary.planning import MOST_TO_BRING, CaseAppointment, CaseDiary, PlanForm
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.widgets.appointment_words import aside_of, sign_of
from screens.widgets.field import Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices
from screens.widgets.said import said
from screens.widgets.text_box import TextBox

NEW = "new"
THIS, NONE = "this", "none"


class Appointments(Dialog):
    """The appointments of a case's client. Closes with "book", "plan" or "confirm" and the appointment; or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,v,f2", "book", "Book", id="appointments.book", tooltip="Book an appointment for this case"),
        Binding(
            "e,f4", "confirm", "Confirm", id="appointments.confirm", tooltip="Begin an entry with its confirmation"
        ),
    ]
    DEFAULT_CSS = """
    Appointments > .card { width: 86; padding: 0 2; }
    Appointments Choices { margin: 1 0; max-height: 14; }
    """

    def __init__(self, diary: CaseDiary) -> None:
        super().__init__()
        self._all = {one.id: one for one in diary.appointments}

    def compose(self) -> ComposeResult:
        """Yield the list, booking first."""
        rows = [Choice(one.id, f"{sign_of(one)} {one.words}", aside_of(one)) for one in self._all.values()]
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said("Appointments")
            card.border_subtitle = said("Enter papers and case · e confirmation · b book · Esc back")
            yield Choices((Choice(NEW, "Book an appointment…", "opens the diary"), *rows))

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Book, or say what the marked one is for."""
        if event.choice.key == NEW:
            self.action_book()
        else:
            self.dismiss(("plan", self._all[event.choice.key]))

    def action_book(self) -> None:
        """Close, to book."""
        self.dismiss(("book", None))

    def action_confirm(self) -> None:
        """Close, to begin an entry with the confirmation of the marked one."""
        marked = self.query_one(Choices).marked
        if marked is not None and marked.key in self._all:
            self.dismiss(("confirm", self._all[marked.key]))


class PlanDialog(FormDialog):
    """Whether an appointment is for this case, and which papers to bring to it. Closes with what was done, or None."""

    YES = "Save"

    def __init__(self, desk: Desk, case_id: str, one: CaseAppointment) -> None:
        super().__init__(desk, f"plan:{one.id}")
        self._case_id, self._one = case_id, one
        self.HEAD = one.words  # type: ignore[misc]

    def words(self) -> str:
        """Say who sees it."""
        return "Only advisers see this; reception sees who comes and when."

    def fields(self) -> ComposeResult:
        """Yield the papers, then the case: an appointment that is opened from a case is for it, most often."""
        choices = (Choice(THIS, "This case"), Choice(NONE, "No case"))
        bring = "\n".join(paper.what for paper in self._one.bring)
        box = TextBox(bring, limit=Limit.SUBJECT * MOST_TO_BRING, id="bring")
        yield Labelled("Papers to bring", box, "One a line. They stand in the confirmation.", classes="-text")
        yield Labelled("It is for", Pick(choices, THIS, id="case_id"))

    def work(self) -> Callable[[], Any]:
        """Store it."""
        case_id = self._case_id if self.query_one("#case_id", Pick).value == THIS else ""
        form = PlanForm(case_id, tuple(self.query_one("#bring", TextBox).text.split("\n")))
        one = self._one
        return lambda: planning.plan(self.desk, one.id, one.row_ver, form)
