"""A decision changed afterwards: reinstated by the manager, or by what a complaint came to (I-48; L-31, L-39.6).

The decision stands while a complaint is looked at; its outcome changes it. What was decided stays on the file.
"""

from __future__ import annotations

from advice_tui.casework.desk_flags import lines
from advice_tui.casework.diary.views import Done
from advice_tui.casework.effects.deciding import WITHDRAWAL, last_line, put
from advice_tui.casework.effects.views import Effect
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import OpenedProcedure, open_one
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from data.queries import desk_flags as asked
from data.store import Tx

OVERTURNED, CHANGED = "overturned", "changed"
NOTHING_STANDS = "This decision does not stand any more, or never did: there is nothing to lift."
NEW_TERMS = "The decision holds until it is changed: propose a restriction with the new terms, then reinstate here."


@allowed(Act.FLAG_CLIENT)
def reinstate(desk: Desk, procedure_id: str, reason: str) -> Done:
    """End what a withdrawal or a restriction does, with the reason: the desk books and admits her again.

    Raises BadInput without a reason or when nothing stands; NotFound for a procedure that is not there or not for this
    person. The procedure keeps its steps.
    """
    require_read(desk)
    why, wrong = text_field(reason, "Reason", Limit.SHORT, required=True, lines=True)
    if wrong:
        raise BadInput({"reason": wrong})
    with desk.store.write(desk.signer, Act.FLAG_CLIENT.value, procedure_id, at=desk.now) as tx:
        opened = open_one(desk, tx.connection, procedure_id)
        stood = last_line(desk, tx.connection, opened)
        if stood is None or stood.kind == "lift":
            raise BadInput({"reason": NOTHING_STANDS})
        flag_id = put(desk, tx, opened, "lift", why, None)
    token = UndoToken("reinstate", "the reinstatement", "", data={"procedure": procedure_id, "flag": flag_id})
    return Done(procedure_id, _ended(opened), token)


def _ended(opened: OpenedProcedure) -> str:
    if opened.head.kind != WITHDRAWAL:
        return "The restriction is lifted: the desk books and admits as for everybody."
    if opened.head.scope == "matter" and opened.row.case_id:
        return f"Reinstated: case {opened.head.number} is bookable again."
    return "Reinstated: the desk books and admits this client again."


@undoes("reinstate")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Let the decision stand again as it stood before it was lifted; both lines stay on the file."""
    if not may(desk.role, Act.FLAG_CLIENT):
        raise NotAllowed("Only a manager may change what the desk is told.")
    tx.obj = procedure_id = str(token.data["procedure"])
    opened = open_one(desk, tx.connection, procedure_id)
    rows = [row for row in asked.lines(tx.connection) if row.source == procedure_id]
    if len(rows) < 2 or rows[-1].id != token.data["flag"]:
        raise ChangedMeanwhile("The decision was changed again meanwhile. Nothing was undone.")
    before = rows[-2]
    front = None if before.for_front is None else dict(lines.front_of(desk, tx.connection, before))
    if front is not None:
        front.pop("v", None)
    kind: lines.Kind = "restrict" if before.kind == "restrict" else "refuse"
    put(desk, tx, opened, kind, lines.reason_of(desk, tx.connection, before), front)


def change_by_complaint_in(desk: Desk, tx: Tx, procedure_id: str, outcome: str) -> Effect:
    """Do what the outcome of a complaint against a decision means for it, inside the act that records the outcome.

    ``outcome`` is a key of the policy's: "overturned" ends what the decision does, "changed" asks for new terms, all
    others let it stand. Raises NotFound for a procedure that is not for this person.
    """
    opened = open_one(desk, tx.connection, procedure_id)
    stood = last_line(desk, tx.connection, opened)
    if stood is None or stood.kind == "lift":
        return Effect()
    if outcome == OVERTURNED:
        put(desk, tx, opened, "lift", "The outcome of a complaint: the decision was overturned.", None)
        return Effect((_ended(opened),))
    return Effect((NEW_TERMS,)) if outcome == CHANGED else Effect(("The decision stands.",))
