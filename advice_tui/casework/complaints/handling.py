"""A complaint handled: acknowledged, connected with its decision, directed where it goes, ended with an outcome.

1. The steps are recorded by the engine, in the order of the policy: an outcome waits for what it waits for.
2. The decision a complaint is against stands until the outcome changes it (L-39.1, L-39.6; reading 22); the outcome is
   put into force in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from advice_tui.casework import register
from advice_tui.casework.complaint_lines import COMPLAINT, ON, ComplaintLine
from advice_tui.casework.complaints.logging import MAY_BE_AGAINST, decisions_in
from advice_tui.casework.complaints.reading import outcome_step
from advice_tui.casework.complaints.views import Decision, Done
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import OpenedProcedure, open_one
from advice_tui.casework.procedures.recording import Begun, record_in
from advice_tui.casework.procedures.views import StepForm
from advice_tui.casework.register import OpenedLine
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Step
from advice_tui.roles import Act, allowed
from advice_tui.rules import complaint
from advice_tui.rules import procedure as rules
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.working_days import say_day
from data.errors import BadInput, NotFound
from data.models import RegisterLine
from data.records import NOT_THERE
from data.store import Tx


@dataclass(frozen=True)
class OutcomeForm:
    """How a complaint ended: the key of one of the policy's outcomes, and the reasons."""

    outcome: str
    reasons: str = field(repr=False)


def _found(desk: Desk, tx: Tx, complaint_id: str) -> tuple[OpenedLine, ComplaintLine]:
    line = register.open_line(desk, tx.connection, complaint_id, COMPLAINT)
    if line.row.state != ON:
        raise NotFound(NOT_THERE)
    tx.obj = complaint_id
    return line, ComplaintLine.from_json(line.document)


@allowed(Act.SEE_COMPLAINTS)
def acknowledge(desk: Desk, complaint_id: str, row_ver: int, day: str, how: str) -> Done:
    """Write down that the student was told that the complaint came: on which day, in which way.

    ``day`` is typed, empty for today. Raises BadInput with what is wrong, ChangedMeanwhile, NotFound.
    """
    require_read(desk)
    on, problem = complaint.past_day(day, desk.now)
    way, wrong = text_field(how, "How", Limit.NAME, required=True)
    problems = {name: sentence for name, sentence in (("day", problem), ("how", wrong)) if sentence}
    with desk.store.write(desk.signer, Act.TAKE_STEP.value, complaint_id, at=desk.now) as tx:
        line, kept = _found(desk, tx, complaint_id)
        if not problems and on < kept.received:
            problems["day"] = f"It came on {say_day(kept.received)}: it was acknowledged on that day or later."
        if problems:
            raise BadInput(problems)
        register.change_line(desk, tx, line.row, replace(kept, acknowledged=on, how=way.strip()).to_json(), row_ver)
        tx.detail["acknowledged"] = on.isoformat()
    return Done(f"Acknowledged on {say_day(on)}.", _token("acknowledged", line, row_ver))


@allowed(Act.SEE_COMPLAINTS)
def decisions_about(desk: Desk, complaint_id: str) -> tuple[Decision, ...]:
    """Give the decisions that a complaint may be against: those about the same student, or all when none is named."""
    require_read(desk)
    with desk.store.read() as connection:
        line = register.open_line(desk, connection, complaint_id, COMPLAINT)
        return decisions_in(desk, connection, ComplaintLine.from_json(line.document).client_id)


@allowed(Act.SEE_COMPLAINTS)
def connect(desk: Desk, complaint_id: str, row_ver: int, procedure_id: str) -> Done:
    """Say which decision a complaint is against, or with an empty id that it is against none (L-31, L-39.6).

    Raises BadInput when that is no decision of the same student, ChangedMeanwhile, NotFound.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.TAKE_STEP.value, complaint_id, at=desk.now) as tx:
        line, kept = _found(desk, tx, complaint_id)
        title = ""
        if procedure_id:
            decision = open_one(desk, tx.connection, procedure_id)
            same = not kept.client_id or decision.row.client_id in {None, kept.client_id}
            if decision.head.kind not in MAY_BE_AGAINST or not same:
                raise BadInput({"against": "Choose a decision of this student."})
            title = decision.running.procedure.label
        register.change_line(desk, tx, line.row, replace(kept, against=procedure_id).to_json(), row_ver)
        tx.detail["procedure"] = procedure_id
    sentence = f"The complaint is against: {title}." if title else "The complaint is against no decision."
    return Done(sentence, _token("connected", line, row_ver))


def _token(label: str, line: OpenedLine, row_ver: int) -> UndoToken:
    data = {"line": line.row.id, "row_ver": row_ver + 1, "before": line.row.sealed}
    return UndoToken("complaint_line", f"the complaint {label}", "", data=data)


@undoes("complaint_line")
def _undo(_desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Bring back what the register said, unless somebody changed it since."""
    tx.obj = str(token.data["line"])
    tx.change(RegisterLine, {"id": tx.obj}, token.data["row_ver"], sealed=token.data["before"])


@allowed(Act.SEE_COMPLAINTS)
def direct(desk: Desk, complaint_id: str, steps_ver: int) -> Done:
    """Record that the complaint was passed on to where the policy sends it (I-20, I-48; L-31).

    Raises BadInput with what is missing, ChangedMeanwhile when somebody took a step since, NotFound.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.TAKE_STEP.value, complaint_id, at=desk.now) as tx:
        _, kept = _found(desk, tx, complaint_id)
        step = _passing_on(open_one(desk, tx.connection, kept.procedure_id))
        begun = record_in(desk, tx, kept.procedure_id, StepForm(step.key), row_ver=steps_ver)
    route = complaint.route(desk.policy, kept.kind)
    return Done(f"Passed on to: {route.to} ({route.contact}).", _step_token(step, begun))


def _passing_on(found: OpenedProcedure) -> Step:
    step = next((one for one in rules.to_do(found.running) if one.does == "notifies" and not one.records), None)
    if step is None:
        raise BadInput("There is nobody left to pass it on to. Enter opens its steps.")
    return step


def _step_token(step: Step, begun: Begun) -> UndoToken:
    data = {"procedure": begun.procedure_id, "step": begun.step_id}
    return UndoToken("procedure_step", f"“{step.label}”", "", data=data)


@allowed(Act.SEE_COMPLAINTS)
def record_outcome(desk: Desk, complaint_id: str, steps_ver: int, form: OutcomeForm) -> Done:
    """Record how a complaint ended; against a decision, the outcome changes it in the same transaction (rule 2).

    Raises BadInput with everything that is missing, ChangedMeanwhile when somebody took a step since, NotFound.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.TAKE_STEP.value, complaint_id, at=desk.now) as tx:
        _, kept = _found(desk, tx, complaint_id)
        found = open_one(desk, tx.connection, kept.procedure_id)
        step = outcome_step(found)
        if step is None:
            raise BadInput("The policy has no step that records an outcome.")
        reasons = next((entry.key for entry in step.records if entry.kind == "text"), "reasons")
        values = {"outcome": form.outcome, reasons: form.reasons}
        begun = record_in(desk, tx, kept.procedure_id, StepForm(step.key, values), row_ver=steps_ver)
    label = next((one.label for one in desk.policy.complaints.outcomes if one.key == form.outcome), form.outcome)
    return Done(" ".join((f"Complaint ended: {label}.", *begun.sentences)))
