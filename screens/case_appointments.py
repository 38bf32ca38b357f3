"""The appointments and the papers of a case: booked from it, planned, confirmed; papers brought and given back."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from advice_tui.casework.cases import papers
from advice_tui.casework.diary import planning
from advice_tui.casework.diary.planning import CaseAppointment
from advice_tui.casework.diary.views import Done
from advice_tui.roles import Act, may
from screens.case_base import CaseBase
from screens.file_dialogs import AttachFiles
from screens.paper_dialogs import PaperDialog, PaperRow, Papers, PapersGone, rows_of
from screens.plan_dialogs import Appointments, PlanDialog
from screens.widgets.composer import Composer
from screens.widgets.entry_typed import Typed
from screens.widgets.text_box import TextBox

ACTS = {"appointments": Act.PLAN_APPOINTMENT, "papers": Act.KEEP_PAPERS}
STANDS_READY = (
    "The confirmation stands below: send it, then ^S; it answers the student. Esc keeps it, F5 throws it away."
)
DRAFT_FIRST = "A draft is kept here: save it or throw it away, then v and e begin the confirmation."
ELSEWHERE = "This appointment is for another case of hers. Open that case to change it."


class CaseAppointments(CaseBase):
    """Keys of appointments and papers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "appointments", "Appointment", id="case.appointments", tooltip="Book and plan appointments"),
        Binding("g", "papers", "Papers", id="case.papers", tooltip="Papers asked for, brought, given back"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the keys sleep while something is written."""
        if action not in ACTS:
            return super().check_action(action, parameters)
        return self.ready() and self.diary is not None and may(self.desk.role, ACTS[action])

    # Appointments ---------------------------------------------------------------------------------------------------

    async def action_appointments(self) -> None:
        """List her appointments; where there is none yet, open the diary to book one."""
        if self.diary is None:
            return
        if self.diary.appointments:
            self.app.push_screen(Appointments(self.diary), self._appointment)
        else:
            await self._book()

    async def _appointment(self, answer: tuple[str, CaseAppointment | None] | None) -> None:
        if answer is None:
            return
        what, one = answer
        if one is None:
            await self._book()
        elif what == "confirm":
            await self._confirm(one.id)
        elif one.elsewhere:
            self.house.tell(ELSEWHERE)
        else:
            self.app.push_screen(PlanDialog(self.desk, self.subject, one), self._planned)

    async def _book(self) -> None:
        """Open the diary for this case; what it closes with is the appointment that was booked."""
        if self.case is None or self.diary is None:
            return
        if self.diary.refused:
            self.house.tell(f"{self.diary.refused}.", "warning")
            return
        subject = f"case:{self.subject}:{self.diary.client_id}"
        await self.house.action_open("diary", subject, then=self._booked)

    def _booked(self, appointment_id: object) -> None:
        if isinstance(appointment_id, str) and appointment_id:
            self.call_next(self._confirm, appointment_id)

    async def _confirm(self, appointment_id: str) -> None:
        """Begin an entry with the confirmation; a draft that is kept here is not overwritten."""
        made = await self.ask(planning.confirmation, self.desk, appointment_id)
        if made is None or not self.is_attached or self.writing:
            return
        composer = self.query_one(Composer)
        if composer.typed.something:
            self.house.tell(DRAFT_FIRST, "warning")
            return
        composer.hold(Typed(made.kind, made.text))
        composer.open(made.kind)
        composer.query_one("#text", TextBox).move_cursor((0, 0))
        self.refresh_bindings()
        self.house.tell(STANDS_READY)

    def _planned(self, done: Done | None) -> None:
        if done is not None:
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)
            self.reload_soon()

    # Papers ---------------------------------------------------------------------------------------------------------

    async def action_papers(self) -> None:
        """List the papers; where there is none, write the first one down."""
        view = await self.ask(papers.papers_of, self.desk, self.subject)
        if view is None or self.diary is None or not self.is_current:
            return
        rows = rows_of(view, self.diary.appointments)
        self._held = tuple(row for row in rows if row.held)
        if rows:
            self.app.push_screen(Papers(view.number, rows), self._paper)
        else:
            self.app.push_screen(PaperDialog(self.desk, self.subject), self._paper_written)

    _held: tuple[PaperRow, ...] = ()

    async def _paper(self, answer: tuple[str, PaperRow | None] | None) -> None:
        """Do with the marked paper what the list closed with."""
        if answer is None:
            return
        what, row = answer
        if row is None or what in {"change", "brought"}:
            self.app.push_screen(PaperDialog(self.desk, self.subject, row), self._paper_written)
        elif what == "gone":
            self.app.push_screen(PapersGone(self.desk, self.subject, row, self._held), self._paper_written)
        elif what == "scan" and row.paper is not None:
            self.app.push_screen(AttachFiles(self.desk, self.subject, row.paper), self._paper_written)
        elif row.appointment is not None:
            one = row.appointment
            await self.act(planning.not_brought, one.id, one.row_ver, row.what)

    def _paper_written(self, written: Any) -> None:
        """Tell what a window has done."""
        self.told(written)
