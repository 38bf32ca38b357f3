"""What is done about a conflict: said, settled who came first, no adviser free, kept from the service's own people.

Each is one transaction with its steps of the procedure, recorded by the engine. A decision asks for the password.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from advice_tui.casework import search, walls
from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.conflict_checks import tokens
from advice_tui.casework.conflict_checks.deciding import decided_in, first_in, settled_in
from advice_tui.casework.conflict_checks.looking import open_known
from advice_tui.casework.conflict_checks.naming import NAMELESS
from advice_tui.casework.conflicts.checking import everybody, moment
from advice_tui.casework.conflicts.viewing import KIND, Stand, running_of, stand_of
from advice_tui.casework.conflicts.views import Acted, BeginForm, FirstForm, NoneFreeForm, ServiceForm, Staff
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedures import recording as engine
from advice_tui.casework.procedures.views import StepForm
from advice_tui.casework.walls import WallForm
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.conflict import FirstCome, Known
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from data.access.proof import prove
from data.errors import BadInput, NotFound, SignInFailed
from data.records import NOT_THERE
from data.store import Tx

OTHER_STUDENT, SERVICE = "other_student", "service"
NOT_BOTH = "You may not see both sides. Ask the manager to settle it."
SETTLED = "Nobody on the other side is found now. Look again (k)."


def proved(desk: Desk, password: str) -> None:
    """Ask again who sits there, before a decision; raises BadInput under the password's field."""
    if not password:
        raise BadInput({"password": "Type your password: a decision is yours alone."})
    try:
        prove(desk.session, password)
    except SignInFailed as error:
        raise BadInput({"password": error.sentence}) from None


def step_in(desk: Desk, tx: Tx, procedure_id: str, step: str, values: Mapping[str, str]) -> None:
    """Record a step of the procedure when the policy has it; raises BadInput as the engine does."""
    known = desk.policy.procedures.conflict.step(step)
    if known is not None:
        entries = {entry.key for entry in known.records}
        given = {name: value for name, value in values.items() if name in entries}
        engine.record_in(desk, tx, procedure_id, StepForm(step, given))


def begun_in(desk: Desk, tx: Tx, circumstance: str, parties: str, *, case_id: str = "", client_id: str = "") -> str:
    """Give the conflict procedure of a case or a student, begun now when there is none; its id."""
    running = running_of(desk, tx.connection, case_id=case_id, client_id=client_id)
    if running is not None:
        return running.row.id
    form = StepForm("identify", {"circumstance": circumstance, "parties": parties})
    return engine.start_in(desk, tx, KIND, form, case_id=case_id, client_id=client_id).procedure_id


@allowed(Act.CHECK_CONFLICT)
def begin(desk: Desk, form: BeginForm, *, case_id: str = "", client_id: str = "") -> Acted:
    """Say that there may be a conflict, which begins the policy's procedure; ``parties`` names cases, not people.

    Raises BadInput with everything that is wrong, NotFound for a case or student that is not this person's.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, case_id, at=desk.now) as tx:
        words = form.parties.strip() or _named(desk, tx.connection, case_id)
        values = {"circumstance": form.circumstance, "parties": words}
        begun = engine.start_in(desk, tx, KIND, StepForm("identify", values), case_id=case_id, client_id=client_id)
    return Acted("Recorded: there may be a conflict of interest.", procedure_id=begun.procedure_id)


def _named(desk: Desk, connection: Connection, case_id: str) -> str:
    """Name what is concerned by the case's number alone: the record is read by who may not know the other side."""
    if not case_id:
        return NAMELESS
    row, _, _ = open_case_row(desk, connection, case_id)
    return f"Case {row.number}"


@allowed(Act.CHECK_CONFLICT)
def settle_first(desk: Desk, case_id: str, form: FirstForm) -> Acted:
    """Settle who came first by the moments at which the first contacts were received (I-38).

    A tie is decided by the function the policy names, with a reason (reading 17). The first case is advised on, the
    others are not: both are recorded on each. Raises BadInput, NotAllowed, NotFound.
    """
    require_read(desk)
    proved(desk, form.password)
    reason, wrong = text_field(form.reason, "Reason", Limit.SHORT, lines=True)
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, case_id, at=desk.now) as tx:
        decided = first_in(desk, tx, case_id, form.chosen)
        if len(decided.cases) == 1:
            raise BadInput(NOT_BOTH if stand_of(desk, tx.connection, case_id).looked.hidden else SETTLED)
        _refuse_tie(desk, decided.first, reason, wrong)
        procedure = begun_in(desk, tx, OTHER_STUDENT, _named(desk, tx.connection, case_id), case_id=case_id)
        step_in(desk, tx, procedure, "first_come", {"tie": reason.strip()})
        settled_in(desk, tx, decided, reason.strip())
        tx.detail.update(first=decided.first.first, tie=bool(decided.first.tie))
    row, at = decided.cases[decided.first.first]
    said = f"Case {row.number} came first, received {moment(at)}. The other student is told without a name."
    return Acted(said, procedure_id=procedure)


def _refuse_tie(desk: Desk, first: FirstCome, reason: str, wrong: str | None) -> None:
    """Refuse a tie that nobody chose of, without a reason, or at the desk of somebody who does not decide it."""
    decider = desk.policy.conflict.tie_decided_by
    if first.tie and desk.role.value != decider:
        raise BadInput(f"They came in the same minute. A tie is decided by the {desk.policy.title_of(decider)}.")
    problems = {
        "chosen": "They came in the same minute. Choose which one is advised." if not first.first else None,
        "reason": wrong or ("Say why this one: a tie is decided with a reason." if first.tie and not reason else None),
    }
    found = {name: sentence for name, sentence in problems.items() if sentence}
    if found:
        raise BadInput(found)


@allowed(Act.CHECK_CONFLICT)
def no_adviser_free(desk: Desk, case_id: str, form: NoneFreeForm) -> Acted:
    """Record, in consultation with the director, that no adviser is free for this student (L-43; scenario 35).

    The case is not advised on from then on; the explanation, other support and the conflict policy follow as steps.
    Raises BadInput with everything that is wrong, NotFound.
    """
    require_read(desk)
    proved(desk, form.password)
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, case_id, at=desk.now) as tx:
        about = open_known(desk, tx.connection, case_id)[3]
        procedure = begun_in(desk, tx, OTHER_STUDENT, _named(desk, tx.connection, case_id), case_id=case_id)
        if desk.policy.procedures.conflict.step("none_free") is None:
            raise BadInput("The policy of this service knows no such step.")
        step_in(desk, tx, procedure, "none_free", {"why": form.why, "consulted": form.consulted, "view": form.view})
        decided_in(desk, tx, about, (), "refused")
    return Acted("Recorded: no adviser is free. Explain it, and give other support.", procedure_id=procedure)


# A conflict with the service itself (L-42) ----------------------------------------------------------------------------


@allowed(Act.CHECK_CONFLICT)
def keep_out(desk: Desk, case_id: str, form: ServiceForm) -> Acted:
    """Record that the service cannot be impartial, and keep the members of staff concerned out, a manager too (L-42).

    A manager who is not concerned decides; where the manager is, an adviser puts up the wall and owns it, and the step
    waits for who may take it (another manager, or her deputy). Raises BadInput, NotFound.
    """
    require_read(desk)
    decides = desk.role is Role.MANAGER and desk.person.id not in form.staff
    if decides:
        proved(desk, form.password)
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, case_id, at=desk.now) as tx:
        row, _, _, about = open_known(desk, tx.connection, case_id)
        people = {one.id: one for one in everybody(tx.connection)}
        why = _why_not_impartial(form, people)
        out = tuple(dict.fromkeys(form.staff))
        procedure = begun_in(desk, tx, SERVICE, _named(desk, tx.connection, case_id), case_id=case_id)
        if decides:
            step_in(desk, tx, procedure, "impartial", {"why": why, "staff": "; ".join(people[one].name for one in out)})
        decided_in(desk, tx, about, (), "refused" if decides else "found", why=why)
        if out:
            _wall_in(desk, tx, about, people, out, form.owner_id, procedure)
        tx.detail.update(kept_out=len(out))
    search.put_case(desk, case_id)
    behind = f" Kept out of case {row.number}: {', '.join(people[one].name for one in out)}." if out else ""
    return Acted(f"Recorded: the service cannot be impartial.{behind}", procedure_id=procedure)


def _why_not_impartial(form: ServiceForm, people: Mapping[str, Staff]) -> str:
    why, wrong = text_field(form.why, "Why", Limit.NOTE, required=True, lines=True)
    unknown = any(one not in people for one in form.staff)
    owner = people.get(form.owner_id)
    problems = {
        "why": wrong,
        "staff": "Choose from those who work here." if unknown else None,
        "owner": "Choose an adviser or a manager who is not concerned."
        if form.owner_id and (owner is None or not owner.reads or form.owner_id in form.staff)
        else None,
    }
    found = {name: sentence for name, sentence in problems.items() if sentence}
    if found:
        raise BadInput(found)
    return why.strip()


def _wall_in(
    desk: Desk,
    tx: Tx,
    about: Known,
    people: Mapping[str, Staff],
    out: tuple[str, ...],
    owner_id: str,
    procedure: str,
) -> None:
    """Put up the wall of a service conflict: everybody who may have cases is inside, but those concerned."""
    members = tuple(one.id for one in people.values() if one.reads and one.id not in out)
    if not members:
        raise BadInput({"staff": "Nobody would be left who could read the case."})
    owner = owner_id or (desk.person.id if desk.person.id in members else members[0])
    if (deed := desk.policy.procedures.conflict.step("wall")) is not None and desk.role.value in deed.by:
        step_in(desk, tx, procedure, "wall", {})
    tokens.tokens_in(desk, tx, about.id, about)
    walls.put_up_in(desk, tx, about.id, WallForm(members, out, "Conflict of interest with the service (L-42)", owner))


def other_of(stand: Stand, other_id: str) -> str:
    """Give the id of an opposing case that was found; raises NotFound, in the usual words, for any other."""
    if other_id not in {one.row.id for one in stand.looked.found}:
        raise NotFound(NOT_THERE)
    return other_id
