"""A complaint logged: anybody at the desk may, and only who handles complaints reads it back (I-20, I-48; L-27, L-31).

1. Its steps are the policy's; the engine's rules say who may take the first one. Several may run for one student.
2. It is sealed for the advisers and for those who decide, behind the wall of its case if there is one. Reception puts
   it into their letter box and holds no key to it.
3. Where somebody who decides is herself kept out by the wall of its case, those who decide do not get it that way.
"""

from __future__ import annotations

import json
from datetime import datetime, time

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.case_documents import find_client, open_case_row
from advice_tui.casework.complaint_lines import COMPLAINT, VOID, ComplaintLine
from advice_tui.casework.complaints.views import ComplaintForm, Decision, Logged
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import Head, StepDocument, open_one, opened, put_procedure, put_step
from advice_tui.casework.procedures.ground import ground, me
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Step
from advice_tui.roles import Act, allowed
from advice_tui.rules import complaint
from advice_tui.rules import procedure as rules
from advice_tui.rules.complaint import Read
from advice_tui.rules.procedure import Running
from advice_tui.rules.working_days import local_instant, london, say_day
from data.access.grants import members
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from data.models import ProcedureStep, RegisterLine
from data.queries import conduct as asked
from data.store import Tx

MAY_BE_AGAINST = ("restriction", "withdrawal", "breach", "imminent_danger", "conflict")
"""The procedures whose decision a student may complain of (I-48; L-27, L-31, L-39)."""
SAY_WHO = "Say who complains: open the student, or type a name."
_NOON = time(12)


@allowed(Act.LOG_COMPLAINT)
def log(desk: Desk, form: ComplaintForm) -> Logged:
    """Log a complaint; raises BadInput with everything that is wrong, NotFound for who is not for this person."""
    require_read(desk)
    read = _read(desk, form)
    with desk.store.write(desk.signer, Act.LOG_COMPLAINT.value, at=desk.now) as tx:
        line_id, procedure_id, step_id = log_in(desk, tx, form, read)
    undo = {"line": line_id, "procedure": procedure_id, "step": step_id}
    return Logged(_told(desk, read), line_id, procedure_id, UndoToken(COMPLAINT, "the complaint", "", data=undo))


def _read(desk: Desk, form: ComplaintForm) -> Read:
    problems: dict[str, str] = {}
    try:
        read = complaint.read(form.kind, form.received, form.words, desk.now, who=form.who, how=form.how)
    except BadInput as error:
        problems = dict(error.problems)
    if not (form.client_id or form.case_id or form.who.strip()):
        problems.setdefault("who", SAY_WHO)
    if problems:
        raise BadInput(problems)
    return read


def _told(desk: Desk, read: Read) -> str:
    """Say where it goes, and by when the law wants it acknowledged."""
    route = complaint.route(desk.policy, read.kind)
    sentence = f"Complaint logged. It goes to: {route.to}."
    if read.kind == complaint.DATA:
        last = complaint.acknowledge_by(desk.calendar, read.received)
        sentence += f" Acknowledge it by {say_day(last, year=True)}."
    if not desk.keys.holds("advice"):
        sentence += " The manager sees it; it cannot be read back here."
    return sentence


def log_in(desk: Desk, tx: Tx, form: ComplaintForm, read: Read) -> tuple[str, str, str]:
    """Log a complaint inside an act; give the ids of its line, its procedure and the first step."""
    who, number, client_id = _whose(desk, tx.connection, form, read)
    against = _against(desk, tx.connection, form.against, client_id)
    step, values, happened = _first(desk, tx, read)
    head = Head(COMPLAINT, "", who, number, desk.policy.version)
    deciders = not _decider_kept_out(tx.connection, form.case_id)
    procedure_id, key = put_procedure(desk, tx, head, case_id=form.case_id, client_id=client_id, for_deciders=deciders)
    step_id = put_step(desk, tx, procedure_id, (key, 1), StepDocument(step.key, me(desk), values), happened)
    line = ComplaintLine(
        read.kind, read.received, procedure_id, who, client_id, form.case_id, number, read.how, against
    )
    line_id = register.put_line(desk, tx, COMPLAINT, line.to_json(), under=(procedure_id, 1, key))
    tx.obj = procedure_id
    tx.detail.update(complaint=line_id, step=step_id, kind=read.kind)
    return line_id, procedure_id, step_id


def _whose(desk: Desk, connection: Connection, form: ComplaintForm, read: Read) -> tuple[str, str, str]:
    """Give who complains, the case's number and the client's id; a name alone where nobody is on file."""
    number, client_id = "", form.client_id
    if form.case_id:
        row, _, document = open_case_row(desk, connection, form.case_id)
        number, client_id = row.number, document.client_id
    if not client_id:
        return read.who, number, ""
    found, _, details = find_client(desk, connection, client_id)
    return details.name, number, found.id


def _against(desk: Desk, connection: Connection, procedure_id: str, client_id: str) -> str:
    """Check that the decision named may be complained of here; raises BadInput, in the same words, when it may not."""
    if not procedure_id:
        return ""
    row = asked.procedure(connection, desk.keys, procedure_id)
    if row is None or (client_id and row.client_id not in {None, client_id}):
        raise BadInput({"against": "Choose a decision of this student."})
    if open_one(desk, connection, procedure_id).head.kind not in MAY_BE_AGAINST:
        raise BadInput({"against": "Choose a decision of this student."})
    return procedure_id


def _first(desk: Desk, tx: Tx, read: Read) -> tuple[Step, dict[str, str], datetime]:
    """Give the policy's first step with what it records; raises BadInput with what stands against it (rule 1)."""
    procedure = desk.policy.procedures.complaint
    step, running = procedure.steps[0], Running(COMPLAINT, procedure, "")
    typed = {
        entry.key: {
            "choice": complaint.about(read.kind),
            "date": read.received.isoformat(),
            "text": read.words,
        }.get(entry.kind, read.how)
        for entry in step.records
    }
    given = rules.problems_of(step, desk.policy, COMPLAINT, "", typed, desk.now)
    today = read.received == desk.today
    happened = desk.now if today else local_instant(datetime.combine(read.received, _NOON)).at
    stands = ground(desk, tx.connection, london(happened).date())
    refused = rules.may_take(running, step, stands.taking(desk, COMPLAINT, me(desk), happened), given.values)
    problems = dict(given.problems) | ({"words": " ".join(refused)} if refused else {})
    if problems:
        raise BadInput(problems)
    return step, dict(given.values), happened


def _decider_kept_out(connection: Connection, case_id: str) -> bool:
    """Whether a wall that stands around the case keeps out somebody who decides (rule 3)."""
    standing = [one for one in asked.walls(connection, case_id=case_id) if one.lifted_at is None] if case_id else []
    kept_out = {str(one) for wall in standing for one in json.loads(wall.kept_out or "[]")}
    return bool(kept_out & members(connection, "decisions"))


@allowed(Act.LOG_COMPLAINT)
def decisions_of(desk: Desk, *, client_id: str = "", case_id: str = "") -> tuple[Decision, ...]:
    """Give the decisions about a student that a complaint may be against, the newest first; none to reception."""
    require_read(desk)
    with desk.store.read() as connection:
        if case_id:
            client_id = open_case_row(desk, connection, case_id)[2].client_id
        return decisions_in(desk, connection, client_id) if client_id else ()


def decisions_in(desk: Desk, connection: Connection, client_id: str) -> tuple[Decision, ...]:
    """Give the decisions about a student that this person may read, the newest first; about all without an id."""
    rows = asked.procedures(connection, desk.keys, client_id=client_id)
    found = [opened(desk, connection, row) for row in reversed(rows)]
    return tuple(
        Decision(one.row.id, f"{one.running.procedure.label}, {say_day(london(one.row.opened_at).date(), year=True)}")
        for one in found
        if one.head.kind in MAY_BE_AGAINST and one.running.taken
    )


@undoes(COMPLAINT)
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> str:
    """Take back a complaint of one's own that nobody has gone on with; it stays on the file, struck out."""
    tx.obj = procedure_id = str(token.data["procedure"])
    steps = asked.steps(tx.connection, procedure_id)
    if [one.id for one in steps] != [token.data["step"]]:
        raise ChangedMeanwhile("Somebody has gone on with this complaint. Nothing was undone.")
    if steps[0].by_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    where = {"procedure_id": procedure_id, "id": steps[0].id}
    tx.change(ProcedureStep, where, undone_at=tx.at, undone_by=desk.person.id)
    tx.detail["struck"] = steps[0].id
    tx.change(RegisterLine, {"id": token.data["line"]}, 1, state=VOID)
    return "Taken back: the complaint. It stays on the file, struck out."
