"""The windows of procedures: which to begin, the form of a step, imminent danger, who cannot be reached."""

from screens.procedure_dialogs.absent import Absences, MarkAbsent
from screens.procedure_dialogs.danger import Danger
from screens.procedure_dialogs.starting import ProceduresHere, StartProcedure
from screens.procedure_dialogs.step import BeginStep, StepDialog, TakeStep

__all__ = [
    "Absences",
    "BeginStep",
    "Danger",
    "MarkAbsent",
    "ProceduresHere",
    "StartProcedure",
    "StepDialog",
    "TakeStep",
]
