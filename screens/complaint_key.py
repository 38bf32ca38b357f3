"""The key that logs a complaint from wherever a student is on the screen (I-20, I-48; L-27, L-31)."""

from __future__ import annotations

from advice_tui.casework.complaints import Logged
from screens.complaint_dialogs import LogComplaint
from screens.danger_key import DangerKey


class ComplaintKey(DangerKey):
    """A screen that knows a student, or none (``in_danger``). Its own bindings give the key ``complaint``."""

    def action_complaint(self) -> None:
        """Take a complaint down; where no student is marked, a name is typed."""
        case_id, client_id, name = self.in_danger()
        window = LogComplaint(self.desk, client_id, case_id, who=self.house.who(name) if name else "")
        self.app.push_screen(window, self._complaint_logged)

    def _complaint_logged(self, logged: Logged | None) -> None:
        if logged is not None:
            self.house.offer_undo(logged.undo)
            self.house.tell(logged.sentence)
