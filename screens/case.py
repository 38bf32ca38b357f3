"""A case: who it is and what presses above, what happened in the middle, what one writes below."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import cases, drafts
from advice_tui.casework.cases import CaseView
from advice_tui.desk import Desk
from advice_tui.rules.working_days import london, say_day
from data.errors import NotFound
from screens.base import DeskScreen
from screens.dialogs import Reading
from screens.theme import glyph
from screens.widgets.case_head import CaseHead, by_urgency
from screens.widgets.composer import Composer
from screens.widgets.said import Line, said
from screens.widgets.states import state_chip
from screens.widgets.timeline import Timeline


class Case(DeskScreen):
    """One case. Opening it is audited; writing in it is one key, the text, and ^S."""

    KEY = "case"
    AREA = "2"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Save", id="case.save", tooltip="Save the entry"),
        Binding("f2", "kind", "Other kind", id="case.kind", tooltip="Make it another kind of entry"),
        Binding("f5", "discard", "Throw away", id="case.discard", tooltip="Throw away what is typed"),
        Binding("e", "write('reply_email')", "E-mail", id="case.email", tooltip="Write down an e-mail that was sent"),
        Binding("n", "write('note')", "Note", id="case.note", tooltip="Write a note"),
        Binding("c", "write('call_reached')", "Call", id="case.call", tooltip="Write down a call"),
        Binding("t", "take_on", "Take on", id="case.take_on", tooltip="Make the case yours"),
        Binding("w,f4", "working", "Why this date", id="case.working", tooltip="Show the sum behind the date"),
        Binding("l", "write('letter')", "Letter", id="case.letter", tooltip="Write down a letter that was sent"),
        Binding(
            "f", "write('face_to_face')", "Face to face", id="case.face", tooltip="Write down a meeting face to face"
        ),
        Binding(
            "a",
            "write('auto_ack')",
            "Automatic",
            id="case.automatic",
            tooltip="Write down an automatic reply that went out",
        ),
    ]
    DEFAULT_CSS = """
    Case #middle { width: 1fr; height: 1fr; }
    Case Timeline { height: 1fr; }
    Case #facts { display: none; width: 46; height: 1fr; border-left: solid $line; padding: 0 1; }
    Case.-wide #facts { display: block; }
    Case.-tall Composer.-open { height: 16; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._case: CaseView | None = None

    def body(self) -> ComposeResult:
        """Head, timeline, composer; beside them the facts in a wide window."""
        with Vertical(classes="house-body"):
            yield CaseHead()
            with Horizontal():
                with Vertical(id="middle"):
                    yield Timeline()
                    yield Composer()
                with VerticalScroll(id="facts", can_focus=False):
                    yield Line("", id="facts-text")

    def on_mount(self) -> None:
        """Begin on the timeline."""
        super().on_mount()
        self.query_one(Timeline).focus()
        self.watch(self.house, "minute", self._minute, init=False)

    def _minute(self) -> None:
        """Say afresh how the clock stands."""
        if self.is_current:
            self.reload_soon()

    async def reload(self) -> None:
        """Open the case, or read it again; one that is gone closes the screen with the reason."""
        with self.reporting():
            try:
                await self._read()
            except NotFound as error:
                if self.is_current:
                    self.house.tell(error.sentence, "warning")
                    self.dismiss(None)

    async def _read(self) -> None:
        first = self._case is None
        case = await self.house.aside(cases.open_case if first else cases.refresh, self.desk, self.subject)
        kept = await self.house.aside(drafts.find, self.desk, self._draft_subject) if first else None
        if not self.is_attached:
            return
        self._show(case)
        if kept is not None:
            composer = self.query_one(Composer)
            composer.hold(kept.data.get("kind", ""), kept.data.get("text", ""))
            composer.rest()

    def _show(self, case: CaseView) -> None:
        self._case = case
        who = self.house.who
        self.query_one(CaseHead).show(
            case, who(case.client.name), who(case.client.known_as) if case.client.known_as else ""
        )
        self.query_one(Timeline).show(case.entries, self.desk.today)
        self.query_one("#facts-text", Line).update(self._facts(case))
        self.query_one(Composer).contact = case.client.contact_line
        self.refresh_bindings()

    def _facts(self, case: CaseView) -> Content:
        """Draw the right column: the clock with its sum, the client, the case."""
        who, client, opened = self.house.who, case.client, london(case.opened)
        rows = [("Name", who(client.name)), ("Known as", who(client.known_as) if client.known_as else "")]
        rows += [("Number", client.student_number), ("E-mail", client.email), ("Telephone", client.phone)]
        facts = [("Topic", case.topic or "none yet"), ("Adviser", case.adviser_name or "nobody yet")]
        facts += [("Opened", f"{say_day(opened.date(), year=True)} {opened:%H:%M}")]
        facts += [("Status", case.status), ("Entries", str(len(case.entries)))]
        return said(
            ("Clock\n", "bold $head"),
            self._clock(case),
            ("\nClient\n", "bold $head"),
            *_rows(rows),
            (f"{glyph('☎')} {client.contact_line}\n", "bold $ink"),
            ("\nCase\n", "bold $head"),
            *_rows(facts),
            (f"{case.about}\n", "$ink"),
        )

    def _clock(self, case: CaseView) -> Content:
        parts = []
        for one in by_urgency(case.promises):
            kind = "Internal target\n" if one.kind == "callback" else ""
            lines = [said((f"{glyph('·')} {line}\n", "$ink-quiet")) for line in one.working]
            parts += [said((kind, "$ink-quiet")), state_chip(one.state, one.words), said("\n"), *lines]
        return said(*parts) if parts else said(("No promise is open.\n", "$ink-quiet"))

    # Writing --------------------------------------------------------------------------------------------------------

    @property
    def _draft_subject(self) -> str:
        return f"{drafts.ENTRY}{self.subject}"

    @property
    def _writing(self) -> bool:
        return self.is_mounted and any(composer.is_open for composer in self.query(Composer))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is written only its own keys count; who may not write has none of them."""
        may = self._case is not None and self._case.may_write
        if action in {"save", "kind", "discard"}:
            return self._writing
        if action in {"write", "take_on", "working"}:
            wanted = may if action == "write" else self._case is not None
            unassigned = action != "take_on" or (may and self._case is not None and self._case.adviser_id is None)
            return wanted and unassigned and not self._writing
        return super().check_action(action, parameters)

    def action_write(self, kind: str) -> None:
        """Write an entry of this kind; a draft that is kept goes on."""
        self.query_one(Composer).open(kind)
        self.refresh_bindings()

    def action_kind(self) -> None:
        """Make it another kind of entry."""
        self.query_one(Composer).next_kind()

    @on(Composer.Changed)
    def changed(self) -> None:
        """Keep the draft soon."""
        self.draft_soon()

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what is typed and its kind."""
        composer = self.query_one(Composer)
        if self._case is None or not composer.text.strip():
            return None
        return self._draft_subject, {"kind": composer.kind.key, "text": composer.text}

    async def keep_draft(self) -> None:
        """Keep the draft and say when; what was emptied is no draft any more."""
        await super().keep_draft()
        if self.is_attached and self.draft() is not None:
            self.query_one(Composer).kept(f"{london(self.desk.now):%H:%M}")

    async def action_back(self) -> None:
        """Fold the composer up first, with its draft kept; then leave the case."""
        if not self._writing:
            await super().action_back()
        elif not self.busy:
            await self.keep_draft()
            if self.draft() is None:
                await self.ask(drafts.discard, self.desk, self._draft_subject)
            self._fold()

    def _fold(self) -> None:
        self.query_one(Composer).close()
        self.query_one(Timeline).focus()
        self.refresh_bindings()

    async def action_discard(self) -> None:
        """Throw away what is typed."""
        if await self.done(drafts.discard, self.desk, self._draft_subject):
            self.query_one(Composer).empty()
            self._fold()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show what is wrong with the entry in the composer; anything else as a sentence."""
        composer = self.query_one(Composer)
        if composer.is_open:
            composer.trouble(" ".join(problems.values()))
        else:
            super().show_problems(problems)

    async def action_save(self) -> None:
        """Save the entry and say what became of the clock."""
        composer = self.query_one(Composer)
        await self.keep_draft()
        written = await self.call(
            cases.write_entry,
            self.desk,
            self.subject,
            composer.kind.key,
            composer.text,
            draft=self._draft_subject,
        )
        if written is not None:
            composer.empty()
            self._fold()
            self.house.offer_undo(written.undo)
            self.house.tell(written.sentence)
            self.reload_soon()

    async def action_take_on(self) -> None:
        """Make the case yours."""
        written = await self.call(cases.take_on, self.desk, self.subject)
        if written is not None:
            self.house.offer_undo(written.undo)
            self.house.tell(written.sentence)
            self.reload_soon()

    def action_working(self) -> None:
        """Show the sum behind the date."""
        if self._case is not None:
            self.app.push_screen(Reading("Why this date", self._clock(self._case)))


def _rows(rows: list[tuple[str, str]]) -> list[Content]:
    return [said((f"{word:<10} ", "$ink-quiet"), f"{text}\n") for word, text in rows if text]
