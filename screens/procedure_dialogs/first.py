"""The first step of a procedure as the policy writes it, for who may begin one and may read none (L-32, L-33)."""

from __future__ import annotations

from advice_tui.casework.procedures.views import Answer, EntryView, StepView
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Entry, Procedure
from advice_tui.rules.procedure import options_of

MAY_BE_RAISED = ("withdrawal", "breach", "restriction")
"""The procedures that begin with a concern, in the order in which the front desk is offered them."""


def procedure_of(desk: Desk, kind: str) -> Procedure:
    """Give a procedure of the policy."""
    found: Procedure = getattr(desk.policy.procedures, kind)
    return found


def first_step(desk: Desk, kind: str) -> StepView:
    """Give the first step of a procedure, open to the person at this desk."""
    step = procedure_of(desk, kind).steps[0]
    entries = tuple(_entry(desk, kind, one) for one in step.records)
    return StepView(step.key, step.label, step.does, "open", "", entries=entries)


def _entry(desk: Desk, kind: str, one: Entry) -> EntryView:
    options = options_of(desk.policy, kind, one, "") if one.kind == "choice" else ()
    shown = tuple(Answer(each.key, each.label) for each in options)
    return EntryView(one.key, one.label, one.kind, shown, one.optional, one.yes_needed)


def raised_at_desk(desk: Desk) -> str:
    """Give the procedure whose first step the front desk may take, or an empty text when the policy gives it none."""
    function = desk.role.value
    return next((kind for kind in MAY_BE_RAISED if function in procedure_of(desk, kind).steps[0].by), "")
