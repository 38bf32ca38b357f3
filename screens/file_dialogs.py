"""The windows of files: which to put on a case, and which to save out of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual import on, work
from textual.app import ComposeResult

from advice_tui.casework import disk, drafts
from advice_tui.casework.cases import AttachmentView, files
from advice_tui.casework.cases.files import HELD, FilesForm
from advice_tui.desk import Desk
from advice_tui.rules.case_details import CasePaper
from advice_tui.rules.text import Limit
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.path_field import PathField
from screens.widgets.pick import Pick
from screens.widgets.press import Choice

ALL = "all"
MOST_NAMED = 3
HOW = "Type or drop a path; → takes the grey ending. Several: 'one' 'two', or *.pdf"
LEAVES = "Whoever uses this computer can read what is saved outside the program."


class AttachFiles(FormDialog):
    """Files for a case: where they are, what they are, what becomes of the paper. Closes with what was written.

    ``paper`` is the paper of the case's list that was scanned, when it was chosen there.
    """

    HEAD = "Put files on the case"
    YES = "Attach"

    def __init__(self, desk: Desk, case_id: str, paper: CasePaper | None = None) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case_id}:files{f'-{paper.id}' if paper else ''}")
        self._case_id, self._paper = case_id, paper

    def fields(self) -> ComposeResult:
        """Yield the paths, what it is, the paper."""
        fates = tuple(Choice(one.key, one.label) for one in self.desk.policy.retention.paper_disposal)
        choices = (Choice("", "No paper"), *fates, Choice(HELD, "Held here"))
        what = self._paper.what if self._paper else ""
        yield Labelled("File", PathField(id="paths"), HOW)
        yield Labelled(
            "What it is", Field(what, limit=Limit.SUBJECT, id="what", placeholder="Such as: decision letter")
        )
        if self._paper is None:
            yield Labelled("Paper original", Pick(choices, id="paper"))
        elif self._paper.held:
            yield Labelled("The paper itself", Pick((choices[-1], *fates), id="paper"))

    @on(Field.Changed, "#paths")
    def path_typed(self) -> None:
        """Look whether the files are there."""
        self._look()

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        typed = self.given("paths")
        found = await asyncio.to_thread(disk.named, typed) if typed.strip() else ()
        if self.is_attached and typed == self.given("paths"):
            self.hint("paths", _said_of(found) if found else HOW)

    def work(self) -> Callable[[], Any]:
        """Read the files and put them on the case."""
        paper = next((pick.value for pick in self.query("#paper").results(Pick)), "")
        listed = self._paper.id if self._paper else ""
        form = FilesForm(self.given("paths"), self.given("what"), paper, listed)
        return lambda: files.attach(self.desk, self._case_id, form)


def _said_of(found: tuple[disk.OnDisk, ...]) -> str:
    """Say what was found: "letter.pdf, 240 KB"; what is wrong is said quietly, for it may be half typed."""
    if any(file.problem for file in found):
        return disk.problem_with(found) if len(found) > 1 else f"Not found so far. {HOW}"
    named = ", ".join(f"{file.name} ({disk.sized(file.size)})" for file in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return disk.problem_with(found) or f"{named}{more}"


class SaveFiles(FormDialog):
    """Files of a case to be saved on the disk: which, and where. Closes with what to say."""

    HEAD = "Save files out of the case"
    YES = "Save outside"

    def __init__(self, desk: Desk, case_id: str, held: tuple[AttachmentView, ...]) -> None:
        super().__init__(desk)
        self._case_id, self._held = case_id, held

    def words(self) -> str:
        """Say what it means."""
        return LEAVES

    def fields(self) -> ComposeResult:
        """Yield which files and the folder."""
        choices = [Choice(one.id, f"{one.name} ({disk.sized(one.size)})") for one in self._held]
        if len(choices) > 1:
            choices.append(Choice(ALL, f"All {len(choices)} files"))
        yield Labelled("File", Pick(tuple(choices), id="file"))
        yield Labelled("Folder", PathField(disk.usual_folder(), folders=True, id="folder"), "Nothing is overwritten.")

    def work(self) -> Callable[[], Any]:
        """Save them."""
        chosen, folder = self.query_one("#file", Pick).value, self.given("folder")
        ids = tuple(one.id for one in self._held if chosen in {ALL, one.id})
        return lambda: files.save_out(self.desk, self._case_id, ids, folder)
