"""Close a case: the outcome and the policy's own steps, with everything that is missing in sight; or open it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from advice_tui.casework.cases import CaseView, Written, closing
from advice_tui.casework.cases.closing import BeforeClosing, ClosingForm
from advice_tui.desk import Desk
from advice_tui.rules.closing import OUTCOME, STATE, Answered, StepView, letter, outcomes, steps
from advice_tui.rules.text import Limit
from data.errors import BadInput
from screens.case_dialogs.form import CaseForm
from screens.dialogs import Dialog
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox

LETTER = "letter-"
"""Before a step's key: the name of its changed letter in the draft."""
TO_DO, DONE, UNDONE = "to_do", "done", "undone"
END, LEAVE = "end", "leave"


class CloseCase(CaseForm):
    """The outcome, an answer to each step, and what still stands against it; F4 shows the letter."""

    HEAD = "Close the case"
    YES = "Close the case"
    DRAFT = "closing"
    SUBTITLE = "^S close · F4 letter · Esc back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "letter", "Letter", id="close.letter", tooltip="Read and change the closing letter"),
    ]
    DEFAULT_CSS = """
    CloseCase > .card { width: 86; }
    CloseCase Labelled { grid-columns: 32 1fr; }
    CloseCase Labelled > .label { height: auto; padding-right: 1; }
    CloseCase .fields Labelled.-text { grid-rows: 4 auto; }
    CloseCase #missing { height: auto; margin-top: 1; }
    """

    def __init__(self, desk: Desk, case: CaseView, before: BeforeClosing) -> None:
        super().__init__(desk, case)
        self._facts = before.facts
        self._retention = before.retention
        self.row_ver = before.row_ver
        self._steps = steps(desk.policy)
        self._letters: dict[str, str] = {}
        self._refused = False
        self._just_refused = False

    def words(self) -> str:
        """Say how long it will be kept, or who must decide it."""
        return self._retention

    def fields(self) -> ComposeResult:
        """Yield outcome, steps, key dates when some are open, and what is missing."""
        found = tuple(Choice(key, words) for key, words in outcomes(self.desk.policy))
        yield Labelled("Outcome", Pick(found, id="kind"))
        hint = "For the file and the letter."
        yield Labelled("What came of it", TextBox(limit=Limit.SHORT, id=OUTCOME), hint, classes="-text")
        for step in self._steps:
            options = [Choice(f"{DONE}:{key}", words) for key, words in step.choices] or [Choice(DONE, step.done)]
            choices = (Choice(TO_DO, "To do"), *options, Choice(UNDONE, "None" if step.choices else step.undone))
            at_first, hint = self._papers(step)
            yield Labelled(step.label, Pick(choices, at_first, id=step.key), hint)
            yield Labelled("", Field(limit=Limit.SHORT, id=f"why-{step.key}", placeholder="Why not?"), classes="why")
        if self._facts.key_dates:
            many = f"{len(self._facts.key_dates)} key date{'s' if len(self._facts.key_dates) > 1 else ''} open"
            yield Labelled(
                many, Pick((Choice(LEAVE, "Leave open"), Choice(END, "End with the case")), LEAVE, id="dates")
            )
        yield Line("", id="missing")

    def _papers(self, step: StepView) -> tuple[str, str]:
        """Give the answer that a step begins with, and what is to be known of the student's papers."""
        if not step.papers:
            return TO_DO, ""
        if self._facts.papers:
            return TO_DO, f"Still here: {'; '.join(self._facts.papers)}"
        known = self._facts.became in {key for key, _ in step.choices}
        return (f"{DONE}:{self._facts.became}", "As the list of papers says.") if known else (TO_DO, "")

    def on_mount(self) -> None:
        """Begin with the outcome; show what is missing."""
        super().on_mount()
        self.changed()

    def typed(self) -> dict[str, str]:
        """Give what is filled in, and the letters that were changed."""
        return super().typed() | {f"{LETTER}{key}": text for key, text in self._letters.items()}

    def put(self, typed: dict[str, str]) -> None:
        """Put back what was filled in, and the letters."""
        super().put(typed)
        self._letters = {
            name.removeprefix(LETTER): text for name, text in typed.items() if text and name.startswith(LETTER)
        }

    # What is filled in ------------------------------------------------------------------------------------------------

    def _answer(self, step: StepView) -> Answered:
        state, _, choice = self.query_one(f"#{step.key}", Pick).value.partition(":")
        if state == DONE:
            return Answered("done", choice)
        why = self.given(f"why-{step.key}")
        return Answered("not_needed", "", why) if state == UNDONE else Answered()

    def _form(self) -> ClosingForm:
        dates = self.query("#dates")
        return ClosingForm(
            outcome=self.query_one("#kind", Pick).value,
            words=self.query_one(f"#{OUTCOME}", TextBox).text,
            answers={step.key: self._answer(step) for step in self._steps},
            letters={key: text for key, text in self._letters.items() if text},
            end_dates=bool(dates) and dates.first(Pick).value == END,
        )

    @on(Pick.Changed)
    @on(Field.Changed)
    @on(TextBox.Changed)
    def changed(self) -> None:
        """Ask why not where a step was not done, and say afresh what is missing: the sentences that would refuse it."""
        for step in self._steps:
            asked = not step.choices and self.query_one(f"#{step.key}", Pick).value == UNDONE
            row = self.query_one(f"#why-{step.key}", Field).parent
            if isinstance(row, Labelled):
                row.display = asked  # at once, so that Enter goes on to it
        self._say(closing.missing(self.desk, self._facts, self._form()))

    @on(Pick.Done)
    def ask_why(self, event: Pick.Done) -> None:
        """Go on to the reason where a step was not done."""
        if event.pick.value == UNDONE and self.query(f"#why-{event.pick.id}"):
            why = self.query_one(f"#why-{event.pick.id}", Field)
            if why.parent is not None and why.parent.display:
                why.focus()

    def _say(self, missing: dict[str, str]) -> None:
        """Show what is missing: in a list at first, under the fields once it was refused."""
        if self._refused:
            labels = {OUTCOME: "Outcome"} | {step.key: step.label for step in self._steps}
            for row in self.query(Labelled):
                if row.field.id in labels:
                    sentence = missing.get(row.field.id, "").removeprefix(f"{labels[row.field.id]}: ")
                    row.problem(sentence[:1].upper() + sentence[1:])
            self.trouble(missing.get(STATE, ""))
            missing = {}
        text = "\n".join(f"{glyph('□')} {sentence}" for sentence in missing.values())
        done = "" if text or self._refused else f"{glyph('✓')} Nothing is missing."
        self.query_one("#missing", Line).say((text, "$amber") if text else (done, "$calm"))

    def act(self) -> Callable[[int], Written]:
        """Close it; what refuses it stays under the fields from then on."""
        form = self._form()

        def close(seen: int) -> Written:
            try:
                return closing.close(self.desk, self.case.id, seen, form)
            except BadInput as error:
                self._refused = self._just_refused = True
                self._facts = closing.before(self.desk, self.case.id).facts
                raise BadInput(error.problems) from error

        return close

    async def action_save(self) -> None:
        """Close it; after a refusal the list makes way for the sentences under the fields."""
        self._just_refused = False
        await super().action_save()
        if self.is_current and self._just_refused:
            self.changed()

    # The letter -------------------------------------------------------------------------------------------------------

    def action_letter(self) -> None:
        """Show the letter that goes on the file as sent; it may be changed first."""
        sending = next((step for step in self._steps if step.text), None)
        if sending is None:
            return
        words = self.query_one(f"#{OUTCOME}", TextBox).text
        before = self._letters.get(sending.key, "")

        def typed(text: str) -> None:
            self._letters[sending.key] = text
            self.something_typed()

        def written(changed: str | None) -> None:
            typed(before if changed is None else changed)

        text = before or letter(self.desk.policy, sending.text, words)
        self.app.push_screen(LetterText(sending.label, text, typed), written)


class LetterText(Dialog):
    """A letter to read, copy out by hand or change; closes with its text, or None when it was left.

    ``typed`` is given the text at every change, so that what is typed outlasts the lock.
    """

    DEFAULT_CSS = """
    LetterText > .card { width: 78; padding: 0 1; }
    LetterText TextBox { height: 14; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "keep", "Keep", id="letter.keep", tooltip="Keep the letter as it is now"),
    ]

    def __init__(self, title: str, text: str, typed: Callable[[str], None]) -> None:
        super().__init__()
        self._title, self._text, self._typed = title, text, typed

    def compose(self) -> ComposeResult:
        """Yield the text."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(self._title)
            card.border_subtitle = said("^S keep these words · Esc back without")
            yield TextBox(self._text, limit=Limit.NOTE, id="letter-text")

    def on_mount(self) -> None:
        """Begin in the text."""
        self.query_one(TextBox).focus()

    @on(TextBox.Changed)
    def changed(self, event: TextBox.Changed) -> None:
        """Tell what is typed."""
        if event.text_area.text != self._text:
            self._typed(event.text_area.text)

    def action_keep(self) -> None:
        """Close with the text as it is now."""
        self.dismiss(self.query_one(TextBox).text)


class ReopenCase(CaseForm):
    """Open a closed case again: only the reason is asked."""

    HEAD = "Open the case again"
    YES = "Open again"
    DRAFT = "reopening"

    def words(self) -> str:
        """Say how it was closed, and what follows."""
        kept = self.case.details.closing
        outcome = f"Closed: {kept.outcome} " if kept else ""
        return f"{outcome}How long the case is kept will count from its next closing."

    def fields(self) -> ComposeResult:
        """Yield the reason."""
        yield Labelled("Why", Field(limit=Limit.SHORT, id="why"))

    def act(self) -> Callable[[int], Written]:
        """Open it."""
        why = self.given("why")
        return lambda seen: closing.reopen(self.desk, self.case.id, seen, why)
