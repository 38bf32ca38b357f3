"""Where an enquiry stops: somebody may be on the other side of a case. What can be done then, and nothing of why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from screens.base import DeskScreen
from screens.conflict_dialogs import INFORM, KEEP, ConflictStop, Information


class Stopping(DeskScreen):
    """The stop of an enquiry at a conflict of interest (I-37, I-41; L-43)."""

    def stop_here(self, keep: Callable[[], object]) -> None:
        """Say that the conflict screen is to be used: ``keep`` stores the enquiry for it; or basic information only."""

        def chosen(what: str | None) -> None:
            if what == KEEP:
                keep()
            elif what == INFORM:
                self.app.push_screen(Information(self.desk), self._informed)

        self.app.push_screen(ConflictStop(information=self.desk.policy.conflict.basic_information), chosen)

    def _informed(self, done: Any) -> None:
        if done is not None:
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)

    def open_conflict(self, case_id: str) -> None:
        """Open the conflict screen of the case that was kept, once this screen is closed."""
        self.house.call_later(self.house.action_open, "conflict", case_id)
