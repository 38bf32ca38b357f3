"""A complaint logged from a case, about the service or against a decision of the case."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from advice_tui.roles import Act, may
from screens.case_base import CaseBase
from screens.complaint_key import ComplaintKey


class CaseComplaint(CaseBase, ComplaintKey):
    """The key of complaints on a case."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("Q", "complaint", "Complaint", id="case.complaint", tooltip="Log a complaint of hers", show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the key sleep while something is written."""
        if action != "complaint":
            return super().check_action(action, parameters)
        return self.case is not None and not self.writing and may(self.desk.role, Act.LOG_COMPLAINT)
