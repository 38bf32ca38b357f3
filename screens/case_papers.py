"""What belongs to a case beside its timeline: key dates, files, details, the client."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from advice_tui.casework.cases import AttachmentView, KeyDateView, Written, dates, details
from advice_tui.casework.cases.files import Saved
from advice_tui.roles import Act, may
from screens.case_base import CaseBase
from screens.date_dialogs import KeyDateDialog, KeyDates
from screens.details_dialogs import CHANGE, CaseDetailsForm, CaseFacts
from screens.file_dialogs import AttachFiles, SaveFiles
from screens.widgets.case_facts import facts

ACTS = {
    "key_dates": Act.KEEP_KEY_DATE,
    "attach": Act.ATTACH_FILE,
    "save_files": Act.READ_CASE,
    "details": Act.READ_CASE,
    "client": Act.FIND_CLIENT,
}
READ_ONLY = frozenset({"save_files", "details", "client"})
"""Keys that change nothing in the case, and work where it cannot be written in."""


class CasePapers(CaseBase):
    """Keys of key dates, files, details and the client of a case."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "details", "Details", id="case.details", tooltip="All that is known of the case; change it"),
        Binding("k", "key_dates", "Key dates", id="case.key_dates", tooltip="Set, change or end a day that matters"),
        Binding("b", "attach", "Attach", id="case.attach", tooltip="Put files of this computer on the case"),
        Binding(
            "s", "save_files", "Save file", id="case.save_files", tooltip="Save files of the case on this computer"
        ),
        Binding("y", "client", "Client", id="case.client", tooltip="Open the client: details, all her cases"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the keys sleep while something is written; who may only read has those that change nothing."""
        if action not in ACTS:
            return super().check_action(action, parameters)
        there = self.case is not None and not self.writing if action in READ_ONLY else self.ready()
        held = action != "save_files" or bool(self._files())
        return there and held and may(self.desk.role, ACTS[action])

    def _written(self, written: Written | None) -> None:
        """Tell what a window has done; nothing when it was left."""
        self.told(written)

    # Key dates ------------------------------------------------------------------------------------------------------

    def action_key_dates(self) -> None:
        """List the key dates, or begin with the first one."""
        if self.case is None:
            return
        if self.case.key_dates:
            self.app.push_screen(KeyDates(self.case.key_dates), self._key_date)
        else:
            self._date_form(None)

    def _date_form(self, one: KeyDateView | None) -> None:
        self.app.push_screen(KeyDateDialog(self.desk, self.subject, one), self._written)

    async def _key_date(self, answer: tuple[str, KeyDateView] | None) -> None:
        if answer is None:
            return
        what, one = answer
        if what == "new":
            self._date_form(None)
        elif what == "change":
            self._date_form(one)
        else:
            end = dates.finish_date if what == "done" else dates.take_back_date
            await self.act(end, one.id, one.row_ver)

    # Files ----------------------------------------------------------------------------------------------------------

    def action_attach(self) -> None:
        """Put files on the case."""
        self.app.push_screen(AttachFiles(self.desk, self.subject), self._written)

    def _files(self) -> tuple[AttachmentView, ...]:
        entries = self.case.entries if self.case is not None else ()
        return tuple(file for entry in entries if not entry.struck for file in entry.attachments)

    def action_save_files(self) -> None:
        """Save files of the case on this computer."""
        self.app.push_screen(SaveFiles(self.desk, self.subject, self._files()), self._saved)

    def _saved(self, saved: Saved | None) -> None:
        if saved is not None:
            self.house.tell(saved.sentence, "warning")

    # Details and client ---------------------------------------------------------------------------------------------

    async def action_details(self) -> None:
        """Read all that is known of the case; where it stands beside the timeline already, change it at once."""
        case = self.case
        if case is None:
            return
        if self.has_class("-wide") and self.ready():
            await self._details_form(CHANGE)
        else:
            window = CaseFacts(f"Case {case.number}", facts(case, self.house.who, self.diary), may_change=self.ready())
            self.app.push_screen(window, self._details_form)

    async def _details_form(self, answer: str | None) -> None:
        if answer != CHANGE:
            return
        now = await self.ask(details.details_of, self.desk, self.subject)
        if now is not None:
            self.app.push_screen(CaseDetailsForm(self.desk, self.subject, now, self.house.who), self._written)

    async def action_client(self) -> None:
        """Open the client."""
        if self.case is not None:
            await self.house.action_open("client", self.case.client.id)
