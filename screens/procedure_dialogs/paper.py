"""A paper that a step attached, saved on the disk: a written consent, say (I-47)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult

from advice_tui.casework import disk, procedures
from advice_tui.desk import Desk
from screens.file_dialogs import LEAVES
from screens.form import FormDialog
from screens.widgets.field import Labelled
from screens.widgets.path_field import PathField


class SavePaper(FormDialog):
    """Where to. Closes with what to say."""

    HEAD: ClassVar[str] = "Save the paper of this step"
    YES: ClassVar[str] = "Save outside"

    def __init__(self, desk: Desk, procedure_id: str, step: str, entry: str) -> None:
        super().__init__(desk)
        self._which = (procedure_id, step, entry)

    def words(self) -> str:
        """Say what it means."""
        return LEAVES

    def fields(self) -> ComposeResult:
        """Yield the folder."""
        yield Labelled("Folder", PathField(disk.usual_folder(), folders=True, id="folder"), "Nothing is overwritten.")

    def work(self) -> Callable[[], str]:
        """Save it."""
        folder, desk, which = self.given("folder"), self.desk, self._which
        return lambda: procedures.save_paper(desk, *which, folder)
