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
from advice_tui.rules.reply import ENTRY_KINDS
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
    AREA = "1"
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
            "a", "write('auto_ack')", "Automatic", id="case.automatic", tooltip="Write down an automatic reply that went out"
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

    async def reload(self) -> None:
        """Open the case, or read it again; one that is gone closes the screen with the reason."""
        first = self._case is None
        try:
            with self.reporting_all_but_gone():
                read = cases.open_case if first else cases.refresh
                case = await self.house.aside(read, self.desk, self.subject)
                kept = await self.house.aside(drafts.find, self.desk, self._draft_subject) if first else None
                self._show(case)
                if kept is not None:
                    self.query_one(Composer).hold(kept.data.get("kind", ""), kept.data.get("text", ""))
                    self.query_one(Composer).rest()
        except NotFound as error:
            self.house.tell(error.sentence, "warning")
            self._gone = True
            self.dismiss(None)

    def _show(self, case: CaseView) -> None:
        if not self.is_attached:
            return
        self._case = case
        who = self.house.who
        self.query_one(CaseHead).show(case, who(case.client.name), who(case.client.known_as) if case.client.known_as else "")
        self.query_one(Timeline).show(case.entries, self.desk.today)
        self.query_one("#facts-text", Line).update(self._facts(case))
        self.query_one(Composer).contact = case.client.contact_line
        self.refresh_bindings()
