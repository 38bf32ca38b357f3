"""Procedures: withdrawal, restriction, breach of confidentiality, conflict, complaint; begun, gone on with, looked at.

Steps come from the policy, what is missing from ``rules.procedure``, and a step is written in one place, ``recording``.
"""

from advice_tui.casework.procedures.absences import absences, back_again, mark_absent, may_be_away
from advice_tui.casework.procedures.faults import faults
from advice_tui.casework.procedures.reading import kinds, of_case, of_client, open_procedure, refresh, waiting
from advice_tui.casework.procedures.recording import record, save_paper, start
from advice_tui.casework.procedures.views import (
    AbsenceView,
    Answer,
    DoneView,
    EntryView,
    LetterSent,
    ProcedureRow,
    ProcedureView,
    Recorded,
    Startable,
    StepForm,
    StepView,
)

__all__ = [
    "AbsenceView",
    "Answer",
    "DoneView",
    "EntryView",
    "LetterSent",
    "ProcedureRow",
    "ProcedureView",
    "Recorded",
    "Startable",
    "StepForm",
    "StepView",
    "absences",
    "back_again",
    "faults",
    "kinds",
    "mark_absent",
    "may_be_away",
    "of_case",
    "of_client",
    "open_procedure",
    "record",
    "refresh",
    "save_paper",
    "start",
    "waiting",
]
