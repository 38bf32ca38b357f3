"""Complaints: logged by anybody at the desk, handled in the policy's steps (I-20, I-48; L-27, L-31)."""

from advice_tui.casework.complaints.handling import (
    OutcomeForm,
    acknowledge,
    connect,
    decisions_about,
    direct,
    record_outcome,
)
from advice_tui.casework.complaints.logging import decisions_of, log, log_in
from advice_tui.casework.complaints.reading import listed, open_complaint
from advice_tui.casework.complaints.views import (
    ComplaintForm,
    ComplaintRow,
    ComplaintView,
    Decision,
    Done,
    Logged,
)

__all__ = [
    "ComplaintForm",
    "ComplaintRow",
    "ComplaintView",
    "Decision",
    "Done",
    "Logged",
    "OutcomeForm",
    "acknowledge",
    "connect",
    "decisions_about",
    "decisions_of",
    "direct",
    "listed",
    "log",
    "log_in",
    "open_complaint",
    "record_outcome",
]
