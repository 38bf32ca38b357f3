"""The letters of a case: those there are, and one begun that belongs to no procedure."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from advice_tui.casework import letters
from advice_tui.casework.letters import Exported
from advice_tui.roles import Act, may
from screens.case_base import CaseBase
from screens.letter_dialogs import BEGIN, EXPORT, OPEN, BeginLetter, ExportLetter


class CaseLetters(CaseBase):
    """The key of a case's letters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "L",
            "letters",
            "Letters",
            id="case.letters",
            tooltip="Letters of the case: begin, open, export",
            show=False,
        ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the key sleep while something is written."""
        if action == "letters":
            return self.ready() and may(self.desk.role, Act.WRITE_LETTER)
        return super().check_action(action, parameters)

    async def action_letters(self) -> None:
        """List the letters of the case, and those that may be begun."""
        if self.case is None:
            return
        rows = await self.ask(letters.of_case, self.desk, self.subject)
        new = await self.ask(letters.startable, self.desk)
        if rows is None or new is None or not self.is_current:
            return

        def chosen(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                self.call_next(self._letter, *answer)

        self.app.push_screen(BeginLetter(self.case.number, rows, new), chosen)

    async def _letter(self, what: str, which: str) -> None:
        """Begin, open or export a letter."""
        letter_id: str | None = which
        if what == BEGIN:
            letter_id = await self.call(letters.begin, self.desk, which, case_id=self.subject)
        if not letter_id or not self.is_current:
            return
        if what in {BEGIN, OPEN}:
            await self.house.action_open("letter", letter_id)
        elif what == EXPORT:
            found = await self.ask(letters.open_letter, self.desk, letter_id)
            if found is not None and self.is_current:
                self.app.push_screen(ExportLetter(self.desk, found), self._letter_exported)

    def _letter_exported(self, exported: Exported | None) -> None:
        if exported is not None:
            self.house.tell(exported.sentence, "warning")
