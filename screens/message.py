"""A message to be called back: the numbers that may be rung, what may be said there, and how the call ended (L-23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from advice_tui.casework import drafts, messages
from advice_tui.casework.messages import Answered, AnswerForm, MessageView, Outcome
from advice_tui.desk import Desk
from advice_tui.rules.calls import (
    LATER,
    NO_NUMBER,
    OUTCOMES,
    REACHED,
    REQUEST,
    UNANSWERED,
    VOICEMAIL,
    voicemail_refusal,
)
from advice_tui.rules.text import Limit, cut
from advice_tui.rules.time_spent import read_minutes
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput, NotFound
from screens.base import DeskScreen
from screens.dialogs import Reading
from screens.enquiry.screen import received_of
from screens.theme import glyph, spelled
from screens.widgets.field import Field, Labelled
from screens.widgets.message_shown import shown
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox

DRAFT = "message:"
"""Before a message's id: the subject of the draft of its call back."""
NOW, NEW_CASE = "now", "new"
MOST_CASE = 40
"""Cells of a case among those to choose from: at 80 columns its place among them still fits beside it."""
TOLD = (Choice("no", "Not yet"), Choice("yes", "Yes, told"))
PICKS, TEXTS = ("outcome", "number", "case_id", "topic", "told"), ("at", "minutes")


class Message(DeskScreen):
    """One message or request (scenarios 11, 12, 18, 23): only what was agreed is shown of the student's telephones."""

    KEY = "message"
    AREA = "4"
    ABOUT = (
        "A message to be called back: which numbers may be rung and when, whether a voicemail may be left, and what to "
        "say while the service must not be named. Say how the call ended: it goes onto a case with what the student "
        "left, and only reaching her meets the target."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Save", id="message.save", tooltip="Put it on the case, with how the call ended"),
        Binding("f4", "book", "Book", id="message.book", tooltip="Book the appointment in the diary"),
        Binding("f2", "working", "Why this date", id="message.working", tooltip="Show the sum behind the date"),
        Binding("f7", "client", "Client", id="message.client", tooltip="Open who she is and what was agreed"),
        Binding("f5", "afresh", "Start afresh", id="message.afresh", tooltip="Throw away what is typed"),
    ]
    DEFAULT_CSS = """
    Message .house-body { layout: vertical; }
    Message #ring {
        width: 100%; height: auto; max-height: 55%; border: round $line; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $head; border-title-style: bold; border-subtitle-color: $ink-quiet;
    }
    Message #answer {
        width: 100%; height: 1fr; min-height: 6; border: round $line-bright; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $key; border-title-style: bold; border-subtitle-color: $ink-quiet;
    }
    Message #note-row { grid-rows: 4 auto; }
    Message #note { height: 100%; background: $ground; }
    Message.-done #answer { display: none; }
    Message.-wide .house-body { layout: horizontal; }
    Message.-wide #ring { width: 66; height: 1fr; max-height: 100%; }
    Message.-wide #answer { width: 1fr; height: 1fr; }
    Message.-tall #note-row { grid-rows: 9 auto; }
    Message.-tall #answer Labelled { margin-bottom: 1; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self.message: MessageView | None = None
        self._begun = self._stored = False

    def body(self) -> ComposeResult:
        """Yield who is rung and what may be said, and under or beside it how the call ended."""
        with Horizontal(classes="house-body"):
            with VerticalScroll(id="ring", can_focus=False) as ring:
                ring.border_title = said("Call back")
                yield Line("", id="ring-text")
            with VerticalScroll(id="answer", can_focus=False) as answer:
                answer.border_title = said("How the call ended")
                yield from self._rows()

    def _rows(self) -> Iterator[Labelled]:
        policy = self.desk.policy
        topics = tuple(Choice(one.key, one.label) for one in policy.topics)
        yield Labelled("The call", Pick(outcomes(voicemail=True), REACHED, id="outcome"))
        yield Labelled("Number", Pick((Choice("", "None agreed"),), id="number"))
        yield Labelled("Note", TextBox(limit=Limit.NOTE, id="note"), id="note-row")
        yield Labelled("When", Field(NOW, limit=60, id="at"))
        yield Labelled("Time spent", Field(limit=20, id="minutes", placeholder="Such as: 10, 45 min, 1h30"))
        yield Labelled("Case", Pick((Choice(NEW_CASE, "New case"),), id="case_id"))
        yield Labelled("Topic", Pick((Choice("", "None yet"), *topics), id="topic"))
        yield Labelled("Told of record", Pick(TOLD, "no", id="told"))

    def on_mount(self) -> None:
        """Begin with how the call ended; follow the minute, for the safe times come and go."""
        super().on_mount()
        self.pick("outcome").focus()
        self.query_one("#at", Field).select_on_focus = True
        self.watch(self.house, "minute", self._minute, init=False)

    def _minute(self) -> None:
        if self.is_current:
            self.reload_soon()

    def pick(self, name: str) -> Pick:
        """Give a line to choose from."""
        return self.query_one(f"#{name}", Pick)

    def row(self, name: str) -> Labelled:
        """Give the row of a field."""
        return next(row for row in self.query(Labelled) if row.field.id == name)

    async def reload(self) -> None:
        """Read it again; what is typed stays. One that is gone closes the screen."""
        with self.reporting():
            try:
                found = await self.house.aside(messages.open_message, self.desk, self.subject)
            except NotFound as error:
                if self.is_current:
                    self.house.tell(error.sentence, "warning")
                    self.dismiss(None)
                return
            if self.is_current:
                self._show(found)
                await self._begin()

    def _show(self, found: MessageView) -> None:
        before, self.message = self.message, found
        self.set_class(bool(found.done), "-done")
        ring = self.query_one("#ring")
        ring.border_title = said("Wants an appointment" if found.kind == REQUEST else "Call back")
        at = london(found.at)
        whom = f"for {found.for_name} · " if found.for_name else ""
        ring.border_subtitle = said(spelled(f"{whom}taken {say_day(at.date())} {at:%H:%M} by {found.taken_by}"))
        self.query_one("#ring-text", Line).update(self._words(found))
        if before is None or before.ring != found.ring:
            self._offer_numbers(found)
        if before is None or before.cases != found.cases:
            self._offer_cases(found)
        self._sort_rows()
        self.refresh_bindings()

    def _words(self, found: MessageView) -> Content:
        return shown(found, self.house.who, self.desk.now, shaded=self.house.shade, roomy=self.has_class("-wide"))

    def on_resize(self) -> None:
        """Draw for the new width."""
        if self.message is not None:
            self.query_one("#ring-text", Line).update(self._words(self.message))

    def _offer_numbers(self, found: MessageView) -> None:
        numbers = tuple(Choice(one.number, one.number) for one in found.ring.numbers)
        pick = self.pick("number")
        pick.show(numbers or (Choice("", "None agreed"),), pick.value or "")
        outcome = self.pick("outcome")
        outcome.show(outcomes(voicemail=not voicemail_refusal(found.ring, pick.value)), outcome.value)

    def _offer_cases(self, found: MessageView) -> None:
        pick = self.pick("case_id")
        cases = tuple(Choice(one.id, cut(one.line, MOST_CASE)) for one in found.cases)
        only = cases[0].key if len(cases) == 1 else NEW_CASE
        pick.show((*cases, Choice(NEW_CASE, "New case")), pick.value if self._begun else only)

    def _sort_rows(self) -> None:
        """Show the rows that count now; what is not shown takes no keys."""
        outcome, new = self.pick("outcome").value, self.pick("case_id").value == NEW_CASE
        hidden = set() if new else {"topic", "told"}
        hidden |= {"number", "at", "minutes", "note"} if outcome == LATER else set()
        numbers = self.message.ring.numbers if self.message else ()
        hidden |= {"number"} if len(numbers) < 2 else set()
        for row in self.query(Labelled):
            name = str(row.field.id)
            row.display = name not in hidden
            row.field.disabled = name in hidden

    # What is typed --------------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        """Bring the draft back once, when it is known what may be chosen."""
        if self._begun:
            return
        kept = await self.ask(drafts.find, self.desk, DRAFT + self.subject)
        if not self.is_current:
            return
        if kept is not None:
            self._put(kept.data)
            at = london(kept.at)
            words = f"Your draft of {say_day(at.date())} {at:%H:%M} is back. F5 starts afresh"
            self.query_one("#answer").border_subtitle = said(words)
        self._begun = True

    def _put(self, given: dict[str, str]) -> None:
        for name in PICKS:
            if name in given:
                self.pick(name).value = given[name]
        for name in TEXTS:
            self.query_one(f"#{name}", Field).value = given.get(name, self.query_one(f"#{name}", Field).value)
        self.query_one("#note", TextBox).text = given.get("note", "")
        self._sort_rows()

    def values(self) -> dict[str, str]:
        """Give everything that is typed and chosen, as texts by name."""
        found = {name: self.pick(name).value for name in PICKS}
        found |= {name: self.query_one(f"#{name}", Field).value for name in TEXTS}
        return found | {"note": self.query_one("#note", TextBox).text}

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what is typed and not yet stored."""
        if not self._begun or self._stored or not self.query_one("#note", TextBox).text.strip():
            return None
        return DRAFT + self.subject, self.values()

    @on(Field.Changed)
    @on(TextBox.Changed)
    def typed(self) -> None:
        """Keep the draft soon."""
        if self._begun:
            self.draft_soon()

    @on(Pick.Changed)
    def chose(self, event: Pick.Changed) -> None:
        """Refuse a voicemail as soon as it is chosen when none may be left (L-23); show the rows that count."""
        self.typed()
        if event.pick.id in {"outcome", "number"}:
            self.row("outcome").problem(self._refusal())
        self._sort_rows()

    def _refusal(self) -> str:
        """Say why what was chosen cannot be, or nothing."""
        if self.message is None:
            return ""
        outcome, number = self.pick("outcome").value, self.pick("number").value
        if outcome == VOICEMAIL:
            return voicemail_refusal(self.message.ring, number)
        return NO_NUMBER if outcome == UNANSWERED and not number else ""

    @on(Field.Submitted)
    @on(Pick.Done)
    def next_field(self, event: Field.Submitted | Pick.Done) -> None:
        """Enter goes on to the next field, but not from what is refused."""
        if not (event.control is self.pick("outcome") and self._refusal()):
            self.focus_next()

    # Keys -----------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing works before it was read; what a colleague has done is only shown."""
        if action in {"save", "book", "afresh"}:
            return self.message is not None and not self.message.done
        if action in {"working", "client"}:
            return self.message is not None
        return super().check_action(action, parameters)

    async def action_save(self) -> None:
        """Put it on the case: every problem under its field, or stored and said."""
        if self.message is None:
            return
        work = self._saving(self.message)
        await self.keep_draft()
        answered = await self.call(work)
        if answered is None:
            self.reload_soon()
            return
        self._stored = True
        self.house.offer_undo(answered.undo)
        self.house.tell(answered.sentence)
        if self.is_current:
            self.dismiss(answered.case_id)

    def _saving(self, found: MessageView) -> Callable[[], Answered]:
        """Give what stores the call as it is now: it refuses with every problem at once, or stores."""
        desk, given = self.desk, self.values()
        at, trouble = received_of(given["at"].strip(), desk.now)
        minutes = read_minutes(given["minutes"])
        new = given["case_id"] == NEW_CASE
        outcome: Outcome = next(one for one in KINDS if one == given["outcome"])
        form = AnswerForm(
            outcome,
            given["number"] if outcome != LATER else "",
            given["note"] if outcome != LATER else "",
            at if given["at"].strip().casefold() not in {"", NOW} and outcome != LATER else None,
            minutes if isinstance(minutes, int) and outcome != LATER else 0,
            "" if new else given["case_id"],
            given["topic"] if new else "",
            told_record=new and given["told"] == "yes",
        )
        typed = {"at": trouble if at is None else "", "minutes": minutes if isinstance(minutes, str) else ""}
        wrong = {name: said_ for name, said_ in typed.items() if said_ and outcome != LATER}

        def store() -> Answered:
            if wrong:
                raise BadInput(wrong | messages.problems(desk, found.id, form))
            return messages.answer(desk, found.id, found.row_ver, form, draft=DRAFT + found.id)

        return store

    async def action_book(self) -> None:
        """Book the appointment that was asked for: the diary opens with her, and booking answers the request."""
        found = self.message
        if found is None:
            return
        await self.keep_draft()
        subject = f"slip:{found.id}:{found.client_id}" if found.kind == REQUEST else f"client:{found.client_id}"
        await self.house.action_open("diary", subject)

    def action_working(self) -> None:
        """Show the sum behind the date."""
        if self.message is not None:
            lines = [f"{glyph('·')} {line}\n" for line in self.message.sum]
            self.app.push_screen(Reading("Why this date", said(*lines)))

    async def action_client(self) -> None:
        """Open who she is."""
        if self.message is not None:
            await self.house.action_open("client", self.message.client_id)

    async def action_afresh(self) -> None:
        """Throw away what is typed."""
        if await self.done(drafts.discard, self.desk, DRAFT + self.subject):
            self._put({"outcome": REACHED, "at": NOW, "minutes": "", "note": "", "topic": "", "told": "no"})
            self.query_one("#answer").border_subtitle = said("")
            self.show_problems({})
            self.pick("outcome").focus()


KINDS: tuple[Outcome, ...] = ("reached", "voicemail", "unanswered", "later")


def outcomes(*, voicemail: bool) -> tuple[Choice, ...]:
    """Give how a call may end; a voicemail that may not be left says so."""
    words = {VOICEMAIL: "Voicemail" if voicemail else "Voicemail: no"}
    return tuple(Choice(one, words.get(one, OUTCOMES[one][0])) for one in KINDS)
