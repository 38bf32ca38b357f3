"""A form about one case: what is typed outlasts another terminal's change, which is said before anything is stored."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.timer import Timer

from advice_tui.casework import cases, drafts
from advice_tui.casework.cases import CaseView, Written
from advice_tui.desk import Desk
from advice_tui.rules.when import Unread, read_when
from data.errors import AdviceError, ChangedMeanwhile
from screens.base import SAVED_SOON, House
from screens.staff_dialogs import FormDialog
from screens.widgets.press import Press
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox

STATUS_WORDS = {"open": "open", "waiting": "waiting for the student", "closed": "closed"}


class CaseForm(FormDialog):
    """A form about a case as it was read (``case``). Closes with a ``Written`` once it is stored.

    When somebody else was first nothing is stored: the form says how the case is now and keeps what is typed, and the
    next save is about the case as it is now.
    """

    DEFAULT_CSS = """
    CaseForm > .card { height: auto; max-height: 96%; }
    CaseForm .row { margin: 1 0 0 0; height: 1; }
    CaseForm Labelled { margin-bottom: 0; }
    CaseForm Labelled.-apart { margin-top: 1; }
    CaseForm Labelled.-text { grid-rows: 6 auto; }
    CaseForm Labelled.-text TextBox { height: 100%; }
    """

    TYPED: ClassVar[str] = ""
    """The id of the text box whose text is kept as a draft until the form is stored; empty for a form without one."""

    def __init__(self, desk: Desk, case: CaseView) -> None:
        super().__init__(desk)
        self.case = case
        self.row_ver = case.row_ver
        self._rest: Timer | None = None

    @abstractmethod
    def act(self) -> Callable[[int], Written]:
        """Give what to do with the values already taken; it is given the case's row version as it was seen last."""

    def compose(self) -> ComposeResult:
        """Yield the sentence, the rows, two buttons; the whole scrolls when the window is low."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(self.HEAD)
            card.border_subtitle = said("^S save · Esc back")
            if self.words():
                yield Line(self.words(), classes="words")
            yield from self.fields()
            yield Line("", classes="trouble")
            with Horizontal(classes="row"):
                yield Press(self.YES, id="yes", classes="-main")
                yield Press("Back", id="no")

    def work(self) -> Callable[[], Written]:
        """Do it; when somebody else was first, read how the case is now and say it."""
        act = self.act()
        self._stop_rest()

        def done() -> Written:
            try:
                written = act(self.row_ver)
            except ChangedMeanwhile as error:
                now = cases.refresh(self.desk, self.case.id)
                self.row_ver = now.row_ver
                raise ChangedMeanwhile(f"{error.sentence} {stands(now)} Save again if this is still right.") from error
            if self.TYPED:
                drafts.discard(self.desk, self._subject)
            return written

        return done

    # What is typed is kept --------------------------------------------------------------------------------------------

    @property
    def _subject(self) -> str:
        return f"{drafts.ENTRY}{self.case.id}:{self.TYPED}"

    def on_mount(self) -> None:
        """Begin at the first field, and bring back what was typed before."""
        super().on_mount()
        if self.TYPED:
            again: Any = self._bring_back
            self.run_worker(again, group="draft", exclusive=True)

    async def _bring_back(self) -> None:
        try:
            kept = await cast("House", self.app).aside(drafts.find, self.desk, self._subject)
        except AdviceError:
            return  # the form works without it
        if kept is not None and self.is_attached and not self.query_one(f"#{self.TYPED}", TextBox).text:
            self.query_one(f"#{self.TYPED}", TextBox).text = kept.data.get("text", "")

    @on(TextBox.Changed)
    def typed(self) -> None:
        """Keep the text after a second's rest."""
        self._stop_rest()
        if self.TYPED:
            self._rest = self.set_timer(SAVED_SOON, self._keep)

    def _stop_rest(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None

    async def _keep(self) -> None:
        await self._kept(self.query_one(f"#{self.TYPED}", TextBox).text)

    async def _kept(self, text: str) -> None:
        if text.strip():
            with suppress(AdviceError):  # leaving is not refused because the draft is
                await cast("House", self.app).aside(drafts.keep, self.desk, self._subject, {"text": text})

    def action_leave(self) -> None:
        """Close with nothing done; what was typed is there when the form is opened again."""
        if self._rest is not None:
            self._stop_rest()
            text = self.query_one(f"#{self.TYPED}", TextBox).text
            self.app.run_worker(self._kept(text), group="draft")  # the app's: this window is on its way out
        super().action_leave()


def stands(case: CaseView) -> str:
    """Say whose a case is and how it stands: "Case 26-0142 is Tom Ellis's and open."."""
    whose = f"{case.adviser_name}'s" if case.adviser_name else "nobody's yet"
    return f"Case {case.number} is {whose} and {STATUS_WORDS.get(case.status, case.status)}."


def day_of(text: str, desk: Desk) -> tuple[date | None, str]:
    """Read a typed day, and give it with what is to be said of it when it cannot be read."""
    read = read_when(text, desk.now)
    return (None, read.sentence) if isinstance(read, Unread) else (read.day, "")
