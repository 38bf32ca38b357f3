"""Stands in ``casework.procedure_documents``."""

from advice_tui.casework.procedure_documents import Head, OpenedProcedure, OpenedStep, StepDocument

__all__ = ["Head", "OpenedProcedure", "OpenedStep", "StepDocument"]
