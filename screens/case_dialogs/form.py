"""A form about one case: another terminal's change is said before anything is stored."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import date
from typing import ClassVar

from advice_tui.casework import cases, drafts
from advice_tui.casework.cases import CaseView, Written
from advice_tui.desk import Desk
from advice_tui.rules.when import Unread, read_when
from data.errors import ChangedMeanwhile
from screens.form import FormDialog

STATUS_WORDS = {"open": "open", "waiting": "waiting for the student", "closed": "closed"}


class CaseForm(FormDialog):
    """A form about a case as it was read (``case``). Closes with a ``Written`` once it is stored.

    When somebody else was first nothing is stored: the form says how the case is now and keeps what is typed, and the
    next save is about the case as it is now.
    """

    DRAFT: ClassVar[str] = ""
    """The name of the form's draft on its case; empty for a form in which nothing is typed."""

    def __init__(self, desk: Desk, case: CaseView) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case.id}:{self.DRAFT}" if self.DRAFT else "")
        self.case = case
        self.row_ver = case.row_ver

    @abstractmethod
    def act(self) -> Callable[[int], Written]:
        """Give what to do with the values already taken; it is given the case's row version as it was seen last."""

    def work(self) -> Callable[[], Written]:
        """Do it; when somebody else was first, read how the case is now and say it."""
        act = self.act()

        def done() -> Written:
            try:
                return act(self.row_ver)
            except ChangedMeanwhile as error:
                now = cases.refresh(self.desk, self.case.id)
                self.row_ver = now.row_ver
                raise ChangedMeanwhile(f"{error.sentence} {stands(now)} Save again if this is still right.") from error

        return done


def stands(case: CaseView) -> str:
    """Say whose a case is and how it stands: "Case 26-0142 is Tom Ellis's and open."."""
    whose = f"{case.adviser_name}'s" if case.adviser_name else "nobody's yet"
    return f"Case {case.number} is {whose} and {STATUS_WORDS.get(case.status, case.status)}."


def day_of(text: str, desk: Desk) -> tuple[date | None, str]:
    """Read a typed day, and give it with what is to be said of it when it cannot be read."""
    read = read_when(text, desk.now)
    return (None, read.sentence) if isinstance(read, Unread) else (read.day, "")
