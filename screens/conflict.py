"""A conflict of interest on one screen: what was found in neutral words, what is to be done next, what was recorded."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content

from advice_tui.casework import conflicts, letters, procedures
from advice_tui.casework.conflicts import ConflictView
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, may
from advice_tui.rules.conflict import Proposal
from data.errors import NotFound
from screens.base import DeskScreen
from screens.conflict_dialogs import Allocate, Begin, Information, KeepOut, NoneFree, Receipt, SetAside, SettleFirst
from screens.dialogs import Question
from screens.procedure_dialogs import TakeStep
from screens.theme import glyph
from screens.widgets.conflict_lines import found_lines, moment, recorded_lines
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

NOTHING_LEFT = ("Nothing is left to do here.", "k looks again; Esc goes back.")
NO_PROCEDURE = "Say first that there may be a conflict: then there is a procedure to open."
NO_CASE = "This student has no case here."
WHY_WIDE = 64
"""From so many cells on the reason why not stands beside what is to be done."""


class Actions(RowList[Proposal]):
    """What is to be done next, in order; what cannot be done yet says why."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Do it", id="conflict_next.do", tooltip="Do the marked one"),
    ]

    def key_of(self, row: Proposal) -> str:
        """Give the proposal's key."""
        return row.key

    def heading(self, width: int) -> Content:
        """Say what the list is."""
        return said((column("In this order; basic information may be given at any time", width), "$ink-quiet"))

    def line(self, row: Proposal, width: int) -> Content:
        """Draw one thing to do."""
        sign = glyph("▸") if not row.why_not else glyph("□")
        wide = width - 2 if not row.why_not or width < WHY_WIDE else width - 2 - min(40, width // 2)
        words = (column(row.label, wide), "$ink" if not row.why_not else "$ink-quiet")
        return said((f"{sign} ", "$key"), words, (row.why_not if wide < width - 2 else "", "$amber"))


class Conflict(DeskScreen):
    """One case, or one student without a case, in a conflict of interest. Nobody is named who may not be known."""

    KEY = "conflict"
    AREA = "2"
    ABOUT = (
        "Whether somebody of a case stands on the other side of another one, and what the policy says is to be done. "
        "Enter does the marked thing; who may see both sides sees who came first; to everybody else the words are the "
        "same whatever was found. k looks again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k,f2", "again", "Look again", id="conflict.again", tooltip="Look again for the other side"),
        Binding("i,f3", "information", "Information", id="conflict.information", tooltip="Basic information, no case"),
        Binding("a,f4", "aside", "No conflict", id="conflict.aside", tooltip="Set aside what is only a likeness"),
        Binding("r,f5", "receipt", "Receipt", id="conflict.receipt", tooltip="Put right when it was received"),
        Binding("s,f6", "service", "Service", id="conflict.service", tooltip="The service cannot be impartial"),
        Binding("p,f7", "procedure", "Procedure", id="conflict.procedure", tooltip="Open the procedure's steps"),
        Binding("o,f10", "case", "Case", id="conflict.case", tooltip="Open the case, or the student"),
    ]
    DEFAULT_CSS = """
    Conflict .house-body { layout: vertical; }
    Conflict .part {
        height: auto; max-height: 45%; width: 100%; border: round $line; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $head; border-title-style: bold;
    }
    Conflict #next { height: 1fr; min-height: 6; }
    Conflict #recorded { max-height: 6; }
    Conflict.-tall .part { max-height: 60%; }
    Conflict.-wide .house-body { layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-rows: 1fr 1fr; }
    Conflict.-wide #found { row-span: 2; max-height: 100%; height: 100%; }
    Conflict.-wide #recorded { max-height: 100%; height: 100%; }
    Conflict.-wide #next { height: 100%; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self.view: ConflictView | None = None

    def body(self) -> ComposeResult:
        """Yield what was found, what comes next, what was recorded."""
        with Container(classes="house-body"):
            with VerticalScroll(id="found", classes="part", can_focus=False):
                yield Line("", id="found-text")
            yield Actions(id="next")
            with VerticalScroll(id="recorded", classes="part", can_focus=False) as recorded:
                recorded.border_title = said("Recorded")
                yield Line("", id="recorded-text")

    def on_mount(self) -> None:
        """Begin on what comes next."""
        super().on_mount()
        listed = self.query_one(Actions)
        listed.border_title = said("What to do next")
        listed.empty = NOTHING_LEFT
        listed.focus()

    async def reload(self) -> None:
        """Read it again; a case that is gone, or that a wall closed meanwhile, closes the screen."""
        with self.reporting():
            try:
                view = await self.house.aside(conflicts.view, self.desk, self.subject)
            except NotFound as error:
                if self.is_current:
                    self.house.tell(error.sentence, "warning")
                    self.dismiss(None)
                return
            if self.is_attached:
                self._show(view)

    def _show(self, view: ConflictView) -> None:
        self.view = view
        who = self.house.who
        title = f"Case {view.number}  {who(view.who)}" if view.number else who(view.who)
        self.query_one("#found").border_title = said(title)
        self.query_one(Actions).show(view.proposals)
        self.query_one("#recorded").display = bool(view.checks or view.recorded or view.read_before)
        self._draw()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Break the lines for the new width."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        """Write the lines as wide as their panels are; the bar that scrolls takes one cell."""
        if self.view is None or not self.is_attached:
            return
        found, recorded = (self.query_one(f"#{name}") for name in ("found", "recorded"))
        self.query_one("#found-text", Line).update(found_lines(self.view, self.house.who, found.size.width - 1))
        self.query_one("#recorded-text", Line).update(recorded_lines(self.view, recorded.size.width - 1))

    # Keys -------------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing works before it was read; what is only for cases, or only for a manager, sleeps elsewhere."""
        view = self.view
        if action in {"again", "receipt", "service"}:
            return view is not None and bool(view.case_id)
        if action == "aside":
            found = view is not None and view.result in {"found", "refused"} and bool(view.others)
            return found and self.desk.role is Role.MANAGER
        if action == "procedure":
            return view is not None and may(self.desk.role, Act.SEE_PROCEDURE)
        if action in {"information", "case"}:
            return view is not None
        return super().check_action(action, parameters)

    @on(RowList.Chosen, "#next")
    async def do_next(self, event: RowList.Chosen) -> None:
        """Do the marked one, or say why it cannot be done yet."""
        proposal: Proposal = event.row
        if proposal.why_not:
            self.house.tell(proposal.why_not, "warning")
            return
        await self.run_action(f"do('{proposal.key}')")

    async def action_do(self, key: str) -> None:
        """Do what the list proposes."""
        doing: dict[str, Any] = {
            "start": self._begin,
            "first_come": self._first,
            "wall": self._wall,
            "allocate": self._allocate,
            "none_free": self._none_free,
            "impartial": self.action_service,
            "letter": self._letter,
            "information": self.action_information,
        }
        await doing.get(key, lambda: self._step(key))()

    async def _begin(self) -> None:
        if self.view is not None:
            self.app.push_screen(Begin(self.desk, self.view), self._done)

    async def _first(self) -> None:
        if self.view is not None:
            self.app.push_screen(SettleFirst(self.desk, self.view), self._done)

    async def _none_free(self) -> None:
        self.app.push_screen(NoneFree(self.desk, self.subject), self._done)

    async def _allocate(self) -> None:
        staff = await self.ask(conflicts.staff_of_service, self.desk)
        if staff is not None and self.view is not None and self.is_current:
            self.app.push_screen(Allocate(self.desk, self.view, staff, self.house.who), self._done)

    async def _wall(self) -> None:
        """Close both cases to each other's advisers, asked once: it cannot be taken back by a key."""
        if self.view is None:
            return
        if not self.view.others:
            await self._step("wall")
            return
        other = self.view.others[0]
        text = (
            f"Case {self.view.number} and case {other.number} are closed to each other's advisers at once. Who had "
            "read them before is kept with each case. The managers stay inside both."
        )

        def answered(yes: object) -> None:
            if yes:
                self.call_next(self._wall_now, other.case_id)

        self.app.push_screen(Question("Put up both walls", text, yes="Put them up"), answered)

    async def _wall_now(self, other_id: str) -> None:
        self._done(await self.call(conflicts.wall_both, self.desk, self.subject, other_id))

    async def _step(self, key: str) -> None:
        """Take a step of the procedure as the policy writes it."""
        procedure_id = self.view.procedure_id if self.view else ""
        found = await self.ask(procedures.refresh, self.desk, procedure_id) if procedure_id else None
        step = next((one for one in found.steps if one.key == key), None) if found else None
        if found is None or step is None or not self.is_current:
            return
        if step.missing:
            self.house.tell(" ".join(step.missing), "warning")
            return
        self.app.push_screen(TakeStep(self.desk, found, step), self._done)

    async def _letter(self) -> None:
        """Begin the letter in the wording that was chosen, or go on with it; it is scanned for names."""
        view = self.view
        if view is None:
            return
        chosen = view.wording or view.policy.wordings[0][0]
        letter_id = await self.call(
            letters.begin,
            self.desk,
            chosen,
            case_id=view.case_id,
            procedure_id=view.procedure_id,
            step="tell",
            client_id="" if view.case_id else view.client_id,
        )
        if letter_id:
            await self.house.action_open("letter", letter_id)

    async def action_again(self) -> None:
        """Look again, and record it."""
        checked = await self.call(conflicts.check_again, self.desk, self.subject)
        if checked is not None:
            self.house.tell(checked.sentence, "warning" if checked.stops else "information")
            self.reload_soon()

    async def action_information(self) -> None:
        """Count basic information; in a procedure it is recorded there too."""
        self.app.push_screen(Information(self.desk, self.view.procedure_id if self.view else ""), self._done)

    def action_aside(self) -> None:
        """Set aside what is only a likeness."""
        self.app.push_screen(SetAside(self.desk, self.subject), self._done)

    def action_receipt(self) -> None:
        """Put right when the first contact was received."""
        if self.view is not None and self.view.received is not None:
            self.app.push_screen(Receipt(self.desk, self.subject, moment(self.view.received)), self._done)

    async def action_service(self) -> None:
        """Record that the service cannot be impartial, and keep somebody out."""
        staff = await self.ask(conflicts.staff_of_service, self.desk)
        if staff is not None and self.is_current:
            self.app.push_screen(KeepOut(self.desk, self.subject, staff), self._done)

    async def action_procedure(self) -> None:
        """Open the steps of the procedure."""
        if self.view is None or not self.view.procedure_id:
            self.house.tell(NO_PROCEDURE)
            return
        await self.house.action_open("procedure", self.view.procedure_id)

    async def action_case(self) -> None:
        """Open the case, or the student."""
        if self.view is not None:
            place = ("case", self.view.case_id) if self.view.case_id else ("client", self.view.client_id)
            await self.house.action_open(*place)

    def _done(self, done: Any) -> None:
        """Tell what was done, offer its undo, read again."""
        if done is not None:
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)
            self.reload_soon()
