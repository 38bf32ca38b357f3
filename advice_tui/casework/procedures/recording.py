"""Recording a step: the only way in which a procedure goes on. The rule is asked inside the transaction that writes it.

1. What is missing is refused in the sentences that the screen lists (``rules.procedure``).
2. A decision or a consent asks for the password again, before anything is opened.
3. Two people who take a step at the same moment never both do: the second is told to look again.
4. A step that tells the student in writing is recorded by sending its letter (``letter``), never without one.
5. Nothing is changed afterwards: a step is added, and one taken back keeps its words.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from advice_tui.casework import desk_flags, disk, effects, register
from advice_tui.casework.case_documents import find_client, open_case_row
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import (
    Head,
    OpenedProcedure,
    StepDocument,
    open_one,
    put_procedure,
    put_step,
)
from advice_tui.casework.procedures.ground import ground, me
from advice_tui.casework.procedures.reading import MAY_WRITE_DOWN, NEEDS_PASSWORD
from advice_tui.casework.procedures.views import LetterSent, Recorded, StepForm
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Step
from advice_tui.roles import Act, allowed
from advice_tui.rules import file_kinds
from advice_tui.rules import procedure as rules
from advice_tui.rules.letters import NAMES_NOBODY
from advice_tui.rules.procedure import Running, Who
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import london
from data.access.proof import prove
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound, SignInFailed
from data.models import Procedure, ProcedureStep
from data.queries import conduct as asked
from data.store import Tx

PAPER = "paper"
"""The register in which papers that a step attached stand, under the procedure's key."""
DANGER = "imminent_danger"
"""A call for help is written down also where nobody knows yet whom it is about (L-26)."""
FINAL = frozenset({"decides", "consents", "tells_client"})
"""What a step does that is not taken back by its author alone."""
BEGUN_BEFORE = "This procedure runs already for this student: open it and go on with it."


@dataclass(frozen=True)
class Begun:
    """A step that was recorded inside an act: its procedure, its id, and what it did."""

    procedure_id: str
    step_id: str
    sentences: tuple[str, ...] = ()
    to_cancel: tuple[str, ...] = ()
    papers: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@allowed(Act.RAISE_CONCERN)
def start(desk: Desk, kind: str, form: StepForm, *, case_id: str = "", client_id: str = "") -> Recorded:
    """Begin a procedure about a case or a client by recording its first step.

    Raises BadInput with everything that is wrong, NotFound for a case or client that this person may not read.
    """
    require_read(desk)
    step = getattr(desk.policy.procedures, kind).steps[0]
    _prove(desk, step, form)
    with desk.store.write(desk.signer, Act.RAISE_CONCERN.value, at=desk.now) as tx:
        begun = start_in(desk, tx, kind, form, case_id=case_id, client_id=client_id)
    return _told(step, begun)


def start_in(
    desk: Desk, tx: Tx, kind: str, form: StepForm, *, case_id: str = "", client_id: str = "", deciders: bool = True
) -> Begun:
    """Begin a procedure inside an act. ``deciders`` shares it with the room of those who decide."""
    number, who = "", ""
    if case_id:
        row, _, document = open_case_row(desk, tx.connection, case_id)
        number, client_id = row.number, document.client_id
    if client_id:
        found, _, details = find_client(desk, tx.connection, client_id)
        client_id, who = found.id, details.name
    elif not case_id and kind != DANGER:
        raise BadInput({"step": "Say whom it is about: open the student's case, or the student."})
    procedure = getattr(desk.policy.procedures, kind)
    running = Running(kind, procedure, form.values.get(_chooser(procedure.steps[0]), "").strip())
    _refuse_second(desk, tx, kind, case_id, client_id)
    checked = _checked(desk, tx, running, procedure.steps[0], form)
    chosen = checked.values.get(_chooser(procedure.steps[0]), "")
    scope = _scope(desk, tx, kind, chosen, (case_id, client_id))
    head = Head(kind, chosen, who, number, desk.policy.version, scope)
    procedure_id, key = put_procedure(desk, tx, head, case_id=case_id, client_id=client_id, for_deciders=deciders)
    tx.obj = procedure_id
    return _put(desk, tx, procedure_id, (key, 1), checked, may_open=False)


def _scope(desk: Desk, tx: Tx, kind: str, chosen: str, about: tuple[str, str]) -> str:
    """Give how far a withdrawal on this ground goes; raises BadInput where the ground does not fit (I-46; L-35)."""
    ground_of = next((one for one in desk.policy.withdrawal.grounds if one.key == chosen), None)
    if kind != "withdrawal" or ground_of is None:
        return "service"
    case_id, client_id = about
    if ground_of.scope == "matter" and not case_id:
        raise BadInput({"step": "This ground is about one matter only: begin it from the case."})
    stands = desk_flags.standing(desk, tx.connection, [client_id]).get(client_id) if client_id else None
    if ground_of.after_restriction and (stands is None or stands.kind != "restrict"):
        raise BadInput({"step": "This ground needs a restriction that is in force, and there is none."})
    return ground_of.scope


def _chooser(step: Step) -> str:
    """Give the entry that says on which ground the procedure runs: the policy's own list."""
    return next((entry.key for entry in step.records if entry.kind == "choice" and not entry.options), "")


def _refuse_second(desk: Desk, tx: Tx, kind: str, case_id: str, client_id: str) -> None:
    from_client = asked.procedures(tx.connection, desk.keys, client_id=client_id) if client_id else []
    for row in from_client:
        if case_id and row.case_id not in {None, case_id}:
            continue
        found = open_one(desk, tx.connection, row.id)
        if found.head.kind == kind and found.running.taken and rules.missing(found.running, lambda _: ""):
            raise BadInput({"step": BEGUN_BEFORE})


@allowed(Act.TAKE_STEP)
def record(desk: Desk, procedure_id: str, row_ver: int, form: StepForm) -> Recorded:
    """Record the next step. ``row_ver`` is the procedure as it was seen.

    Raises BadInput with everything that is missing, ChangedMeanwhile when somebody took a step since, NotFound, in the
    same words, for a procedure that is not there or not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        found = open_one(desk, connection, procedure_id)
    step = _step(found.running, form.step)
    _prove(desk, step, form)
    with desk.store.write(desk.signer, Act.TAKE_STEP.value, procedure_id, at=desk.now) as tx:
        begun = record_in(desk, tx, procedure_id, form, row_ver=row_ver)
    return _told(step, begun)


def record_in(
    desk: Desk,
    tx: Tx,
    procedure_id: str,
    form: StepForm,
    *,
    row_ver: int | None = None,
    letter: LetterSent | None = None,
) -> Begun:
    """Record a step inside an act; ``letter`` is the letter that is sent with it, in the same transaction.

    A step that decides must come through ``record``, which asks for the password.
    """
    found = open_one(desk, tx.connection, procedure_id)
    if row_ver is not None and row_ver != found.row.row_ver:
        raise ChangedMeanwhile("Somebody recorded a step meanwhile. Look again; nothing was recorded.")
    step = _step(found.running, form.step)
    if step.letter and letter is None:
        raise BadInput({"step": f"“{step.label}” is recorded by sending its letter: write the letter first."})
    if letter is not None and not _is_its_own(step, letter):
        raise BadInput(
            {"step": f"“{step.label}” is not recorded by this letter. Open the procedure and take the step."}
        )
    checked = _checked(desk, tx, found.running, step, form)
    tx.change(Procedure, {"id": procedure_id}, found.row.row_ver, key_ver=found.row.key_ver)
    return _put(desk, tx, procedure_id, (found.key, found.row.key_ver), replace(checked, letter=letter))


def _is_its_own(step: Step, letter: LetterSent) -> bool:
    """Whether a letter is the one that this step sends, in either wording of a conflict's; a decision is never sent."""
    wordings = NAMES_NOBODY if step.letter in NAMES_NOBODY else {step.letter}
    return letter.text_key in wordings and step.does not in NEEDS_PASSWORD


def _step(running: Running, key: str) -> Step:
    step = running.procedure.step(key)
    if step is None:
        raise NotFound("There is no such step in this procedure.")
    return step


def _prove(desk: Desk, step: Step, form: StepForm) -> None:
    """Ask again who sits there, before a decision (clause 2)."""
    if step.does not in NEEDS_PASSWORD:
        return
    if not form.password:
        raise BadInput({"password": "Type your password: a decision is yours alone."})
    try:
        prove(desk.session, form.password)
    except SignInFailed as error:
        raise BadInput({"password": error.sentence}) from None


@dataclass(frozen=True)
class _Checked:
    """A step that may be recorded."""

    step: Step
    who: Who
    values: dict[str, str]
    happened_at: datetime
    papers: dict[str, tuple[str, bytes]]
    letter: LetterSent | None = None


def _checked(desk: Desk, tx: Tx, running: Running, step: Step, form: StepForm) -> _Checked:
    """Check everything at once; raises BadInput with every problem under its field."""
    given = rules.problems_of(step, desk.policy, running.key, running.ground, form.values, desk.now)
    problems = dict(given.problems)
    happened_at = _happened(desk, form.happened, problems)
    who = _who(desk, form, problems)
    stands = ground(desk, tx.connection, london(happened_at).date())
    taking = stands.taking(desk, running.key, who, happened_at)
    refused = [*rules.may_take(running, step, taking, given.values)]
    if step.does in NEEDS_PASSWORD:
        refused += desk.policy.needs(running.key)
    if refused:
        problems["step"] = " ".join(refused)
    papers = _papers(step, given.values, problems)
    if problems:
        raise BadInput(problems)
    return _Checked(step, who, given.values, happened_at, papers)


def _happened(desk: Desk, typed: str, problems: dict[str, str]) -> datetime:
    if not typed.strip():
        return desk.now
    read = read_when(typed, desk.now, past=True)
    if isinstance(read, Unread):
        problems["happened"] = read.sentence
        return desk.now
    if read.time is None and read.day == desk.today:
        return desk.now
    at = read.instant()
    if at > desk.now:
        problems["happened"] = "This is in the future: say when it happened."
    return at


def _who(desk: Desk, form: StepForm, problems: dict[str, str]) -> Who:
    if not form.taken_by_function:
        return me(desk)
    name, wrong = text_field(form.taken_by_name, "Name", Limit.NAME, required=True)
    if wrong:
        problems["taken_by_name"] = wrong
    if desk.role.value not in MAY_WRITE_DOWN:
        problems["step"] = "Ask an adviser or the manager to write this down."
    return Who("", " ".join(name.split()), form.taken_by_function)


def _papers(step: Step, values: dict[str, str], problems: dict[str, str]) -> dict[str, tuple[str, bytes]]:
    """Read the papers that were named by path."""
    found: dict[str, tuple[str, bytes]] = {}
    for entry in step.records:
        if entry.kind != "file" or entry.key not in values:
            continue
        on_disk = disk.named(values[entry.key])
        wrong = disk.problem_with(on_disk) or ("" if len(on_disk) == 1 else f"{entry.label}: one file, please.")
        if not wrong:
            content = disk.read(on_disk[0].path)
            wrong = file_kinds.content_problem(on_disk[0].name, content) or ""
            found[entry.key] = (on_disk[0].name, content)
        if wrong:
            problems[entry.key] = wrong
    return found


def _put(
    desk: Desk,
    tx: Tx,
    procedure_id: str,
    key: tuple[bytes, int],
    checked: _Checked,
    *,
    may_open: bool = True,
) -> Begun:
    values = dict(checked.values)
    for name, (file_name, content) in checked.papers.items():
        kept = {"name": file_name, "data": base64.b64encode(content).decode("ascii")}
        line = register.put_line(desk, tx, PAPER, kept, under=(procedure_id, key[1], key[0]))
        values[name], values[f"{name}:{PAPER}"] = file_name, line
    letter = checked.letter
    sent = (letter.letter_id, letter.channel, letter.day.isoformat()) if letter else ("", "", "")
    document = StepDocument(checked.step.key, checked.who, values, *sent)
    step_id = put_step(desk, tx, procedure_id, key, document, checked.happened_at)
    tx.detail.update(step=step_id)
    if not may_open:
        return Begun(procedure_id, step_id)
    now = open_one(desk, tx.connection, procedure_id)
    effect = effects.after_step(desk, tx, now, now.running.taken[-1])
    return Begun(procedure_id, step_id, effect.sentences, effect.to_cancel)


def _told(step: Step, begun: Begun) -> Recorded:
    said = " ".join((f"Recorded: {step.label}.", *begun.sentences))
    undo = None
    if step.does not in FINAL and not begun.sentences:
        label = f"“{step.label}”"
        undo = UndoToken("procedure_step", label, "", data={"procedure": begun.procedure_id, "step": begun.step_id})
    return Recorded(said, begun.procedure_id, undo, begun.to_cancel)


@undoes("procedure_step")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> str:
    """Take back one's own last step; it keeps its words. Not a decision, and not one that somebody went on from."""
    tx.obj = procedure_id = str(token.data["procedure"])
    row = asked.procedure(tx.connection, desk.keys, procedure_id)
    steps = [one for one in asked.steps(tx.connection, procedure_id) if one.undone_at is None]
    if row is None or not steps or steps[-1].id != token.data["step"]:
        raise ChangedMeanwhile("Somebody has gone on from this step meanwhile. Nothing was undone.")
    if steps[-1].by_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    tx.change(Procedure, {"id": procedure_id}, row.row_ver, key_ver=row.key_ver)
    where = {"procedure_id": procedure_id, "id": steps[-1].id}
    tx.change(ProcedureStep, where, undone_at=tx.at, undone_by=desk.person.id)
    tx.detail["struck"] = steps[-1].id
    return f"Taken back: {token.label}. It stays on the file, struck out."


@allowed(Act.SEE_PROCEDURE)
def save_paper(desk: Desk, procedure_id: str, step_key: str, entry_key: str, folder: str) -> str:
    """Save a paper that was attached to a step in a folder of the disk; the reading is audited.

    Raises NotFound when there is none, BadInput when the folder cannot be written to.
    """
    require_read(desk)
    where = disk.folder_of(folder)
    if where.resolve().is_relative_to(desk.home.resolve()):
        raise BadInput({"folder": "This is the service's own folder. Choose another."})
    with desk.store.write(desk.signer, "attachment.read", procedure_id, at=desk.now) as tx:
        found: OpenedProcedure = open_one(desk, tx.connection, procedure_id)
        line = register.open_line(desk, tx.connection, found.value(step_key, f"{entry_key}:{PAPER}"), PAPER)
    path = disk.save(where, str(line.document["name"]), base64.b64decode(str(line.document["data"])))
    return f"{path.name} saved. Out there it is no longer protected: delete it when you are done."
