"""What everything about one case stands on: the case as it was read last, and how an act on it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from advice_tui.casework.cases import CaseView, Written
from advice_tui.casework.diary.planning import CaseDiary
from advice_tui.desk import Desk
from screens.base import DeskScreen

P = ParamSpec("P")


class CaseBase(DeskScreen):
    """One case on the screen. Acts on it come from mixins, each with its own keys; the timeline is ``screens.case``."""

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self.case: CaseView | None = None
        self.diary: CaseDiary | None = None

    @property
    def writing(self) -> bool:
        """Whether something is being written, so that only the composer's keys count."""
        return False

    def ready(self) -> bool:
        """Whether an act on the case may begin: it is there, this person may write in it, and nothing is half typed."""
        return self.case is not None and self.case.may_write and not self.writing

    def told(self, written: Written | None) -> bool:
        """Tell what became of an act, offer its undo, read the case again; None is a trouble that was told already."""
        if written is None:
            return False
        self.house.offer_undo(written.undo)
        self.house.tell(written.sentence)
        self.reload_soon()
        return True

    async def act(self, func: Callable[Concatenate[Desk, str, P], Written], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Do one act on this case (casework that takes the desk and the case's id), and tell what became of it."""
        return self.told(await self.call(func, self.desk, self.subject, *args, **kwargs))
