"""Appointments that a decision calls into question: listed one by one, and cancelled or kept one by one (L-39; I-48).

Nothing is cancelled by itself: each is looked at, with the reason, and the student is told of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from advice_tui.casework import effects
from advice_tui.casework.diary import moving
from advice_tui.casework.diary.views import Done
from advice_tui.casework.rota import Touched
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from data.errors import AdviceError
from screens.base import House
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.theme import glyph, spelled
from screens.to_move import MARGINS, MOST_LINES, TouchedList, place_of, slot_of
from screens.widgets.appointment_words import with_names
from screens.widgets.field import Field, Labelled
from screens.widgets.row_list import RowList
from screens.widgets.said import Line, said

What = Literal["cancel", "keep"]
REASON = "By decision of the service"


class QuestionedList(TouchedList):
    """Appointments that a decision calls into question, in order of time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Cancel", id="questioned_list.cancel", tooltip="Cancel the marked one"),
    ]


class ToCancel(Dialog):
    """The appointments that a decision calls into question. Enter or c cancels the marked one, k lets it stand.

    Those that are done go from the list; closes when the user leaves it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,f3", "cancel", "Cancel it", id="to_cancel.cancel", tooltip="Cancel the marked appointment"),
        Binding("k,f4", "keep", "Let it stand", id="to_cancel.keep", tooltip="Let the marked appointment stand"),
    ]
    DEFAULT_CSS = """
    ToCancel > .card { width: 120; padding: 0 1; }
    ToCancel .words { height: auto; color: $ink-quiet; margin: 0 1; }
    ToCancel QuestionedList { height: 6; }
    """

    def __init__(self, desk: Desk, appointment_ids: tuple[str, ...]) -> None:
        super().__init__()
        self.desk, self._ids = desk, appointment_ids

    @property
    def _house(self) -> House:
        return cast("House", self.app)

    def compose(self) -> ComposeResult:
        """Yield a sentence and the list."""
        with Vertical(classes="card") as card:
            card.border_title = said("Appointments that a decision calls into question")
            card.border_subtitle = said(spelled("c cancel it · k let it stand · Esc close"))
            yield Line("None is cancelled by itself: tell the student of each one.", classes="words")
            yield QuestionedList(id="questioned")

    async def on_mount(self) -> None:
        """Show them."""
        listed = self.query_one(QuestionedList)
        listed.empty = ("Nothing is called into question any more.",)
        listed.focus()
        await self._show()

    async def on_screen_resume(self) -> None:
        """Ask again: one of them may be done."""
        await self._show()

    async def _show(self) -> None:
        try:
            rows = await self._house.aside(effects.to_be_cancelled, self.desk, self._ids)
        except AdviceError as error:
            self._house.tell(error.sentence, "error")
            return
        if not self.is_attached:
            return
        listed = self.query_one(QuestionedList)
        most = max(4, min(MOST_LINES, self.app.size.height * 9 // 10 - MARGINS))
        listed.styles.height = min(most, max(3, len(rows)) + 3)
        listed.border_title = said(f"{len(rows)} to look at" if rows else "None left")
        listed.show(rows)

    @on(RowList.Chosen, "#questioned")
    def chosen(self, event: RowList.Chosen) -> None:
        """Cancel one."""
        self._ask(event.row, "cancel")

    def action_cancel(self) -> None:
        """Cancel the marked one."""
        self._marked("cancel")

    def action_keep(self) -> None:
        """Let the marked one stand."""
        self._marked("keep")

    def _marked(self, what: What) -> None:
        marked = self.query_one(QuestionedList).marked
        if marked is not None:
            self._ask(marked, what)

    def _ask(self, row: Touched, what: What) -> None:
        self.app.push_screen(CancelOne(self.desk, row, what, self._house.who), self._done)

    def _done(self, done: Done | None) -> None:
        if done is not None:
            self._house.tell(with_names(done.sentence, [done.who], self._house.who))
            self._house.offer_undo(done.undo)


class CancelOne(FormDialog):
    """One appointment cancelled by the service, or kept, with the reason. Closes with what was done, or None."""

    def __init__(self, desk: Desk, one: Touched, what: What, who: Callable[[str], str]) -> None:
        super().__init__(desk)
        self._one, self._what, self._who = one, what, who
        self.HEAD = "Cancel it" if what == "cancel" else "Let it stand"  # type: ignore[misc]
        self.YES = "Cancel the appointment" if what == "cancel" else "Let it stand"  # type: ignore[misc]

    def words(self) -> str:
        """Say which one, and why it is in question."""
        one = self._one
        return (
            f"{self._who(one.who) if one.who else 'A student'}  {slot_of(one)} with {one.adviser}, {place_of(one)}\n"
            f"{glyph('⚠')} {one.why}"
        )

    def fields(self) -> ComposeResult:
        """Yield the reason."""
        begins = REASON if self._what == "cancel" else ""
        hint = "Reception reads it in the appointment’s history: say no more than that needs."
        yield Labelled("Reason", Field(begins, limit=Limit.SHORT, id="reason"), hint)

    def work(self) -> Callable[[], Any]:
        """Cancel it, or keep it."""
        one, reason = self._one, self.given("reason")
        if self._what == "keep":
            return lambda: effects.keep(self.desk, one.id, one.row_ver, reason)
        return lambda: moving.cancel(self.desk, one.id, one.row_ver, by="service", reason=reason)
