"""What follows a recorded step elsewhere, in the engine's own transaction."""

from __future__ import annotations

from advice_tui.casework import complaint_lines, conflict_checks
from advice_tui.casework.effects.changing import change_by_complaint_in
from advice_tui.casework.effects.deciding import RESTRICTION, WITHDRAWAL, decided, reviewed
from advice_tui.casework.effects.views import Effect
from advice_tui.casework.procedure_documents import OpenedProcedure
from advice_tui.desk import Desk
from advice_tui.rules.procedure import Taken, said_yes
from data.errors import NotFound
from data.store import Tx

COMPLAINT, OUTCOME, CONFLICT = "complaint", "outcome", "conflict"
NOT_HERE = "The decision it is against is not for you to change: tell whoever made it."


def after_step(desk: Desk, tx: Tx, opened: OpenedProcedure, taken: Taken) -> Effect:
    """Do what a recorded step does elsewhere, inside its transaction; ``opened`` has the step in it already.

    A decision is put into force (I-43 to I-48; L-33 to L-39), a review of a restriction followed (I-44), the outcome of
    a complaint changes what it is against (I-48; L-31, L-39.6); of a conflict it is recorded who is
    advised (I-38). Raises NotAllowed when the signature of this person would not count on what the desk is told.
    """
    step = opened.running.procedure.step(taken.step)
    kind = opened.head.kind
    if step is None:
        return Effect()
    if kind == COMPLAINT and taken.values.get(OUTCOME):
        return _complained(desk, tx, opened, taken.values[OUTCOME])
    if kind in {WITHDRAWAL, RESTRICTION} and step.does == "decides" and said_yes(opened.running) is not None:
        return decided(desk, tx, opened)
    if kind == RESTRICTION and step.does == "checks":
        return reviewed(desk, tx, opened, taken)
    if kind == CONFLICT:
        return Effect(conflict_checks.after_step_in(desk, tx, opened.row.case_id or "", taken.step))
    return Effect()


def _complained(desk: Desk, tx: Tx, opened: OpenedProcedure, outcome: str) -> Effect:
    against = complaint_lines.against_of(desk, tx.connection, opened.row.id)
    if not against:
        return Effect()
    try:
        return change_by_complaint_in(desk, tx, against, outcome)
    except NotFound:
        return Effect((NOT_HERE,))
