"""How a conflict stands, for the screen: neutral words for everybody, both sides for who may see both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from advice_tui.casework import conflict_checks, register
from advice_tui.casework.case_documents import CaseDocument, find_client
from advice_tui.casework.conflict_checks import recording
from advice_tui.casework.conflict_checks.deciding import contacts
from advice_tui.casework.conflict_checks.looking import Looked, open_known, received_at
from advice_tui.casework.conflict_checks.recording import Check
from advice_tui.casework.conflicts.checking import moment, result_words
from advice_tui.casework.conflicts.views import CheckLine, ConflictView, OfPolicy, OtherSide, ReadBefore
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import OpenedProcedure, opened
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.conflict import WORDS, Contact, Facts, FirstCome, Known, Proposal, first_come, next_actions
from advice_tui.rules.procedure import missing
from data import queries
from data.queries import conduct as asked
from data.rows import CaseRow

READ_BEFORE = "read_before"
KIND = "conflict"
CLIENT = "client:"
HIDDEN = "Somebody of this matter stands on the other side of another one. More is not shown here."
STANDS = {
    "": "It was never looked whether somebody here is on the other side of a case.",
    "nothing": "Nobody of this case was found on the other side of another.",
    "found": "There may be a conflict of interest: no advice until it is settled.",
    "set_aside": "What was found was set aside: there is no conflict.",
    "first": "This student came first. The case is advised on as usual.",
    "refused": "This student cannot be supported here. Basic information may be given.",
    "allocated": "Each student has an adviser of her own, and the notes are closed to the other side.",
}
SINCE = "There may be a conflict of interest since it was looked last: k looks again."
"""What is said to who may read the other side, when that side came after this case was checked."""
FOUND_OF_CLIENT = "There may be a conflict of interest: no advice until it is settled."
NOT_FOUND_OF_CLIENT = "This student was not found on the other side of a case."
MODES = {
    "first_come": "First come, first served: who contacted us first is advised, the others are told without a name.",
    "separate_advisers": "Each student is given to a different adviser where possible, and the notes are restricted.",
}


@dataclass(frozen=True)
class Stand:
    """A case as it stands in a conflict, read once: its row and key, what was found now, its procedure."""

    row: CaseRow
    key: bytes = field(repr=False)
    document: CaseDocument = field(repr=False)
    about: Known = field(repr=False)
    looked: Looked = field(repr=False)
    check: Check | None
    procedure: OpenedProcedure | None = field(repr=False)
    received: datetime


def stand_of(desk: Desk, connection: Connection, case_id: str) -> Stand:
    """Read how a case stands; raises NotFound in the same words for one that is not there or not for this person."""
    row, key, document, about = open_known(desk, connection, case_id)
    check = recording.latest(desk, connection, row.id)
    looked = conflict_checks.look(desk, connection, about, aside=check.aside if check else frozenset())
    procedure = running_of(desk, connection, case_id=row.id)
    return Stand(row, key, document, about, looked, check, procedure, received_at(connection, row, key))


def running_of(desk: Desk, connection: Connection, *, case_id: str = "", client_id: str = "") -> OpenedProcedure | None:
    """Give the conflict procedure of a case, or of a student without one: the newest whose first step stands."""
    rows = asked.procedures(connection, desk.keys, case_id=case_id, client_id="" if case_id else client_id)
    found = [opened(desk, connection, row) for row in reversed(rows) if case_id or row.case_id is None]
    return next((one for one in found if one.head.kind == KIND and one.running.taken), None)


@allowed(Act.CHECK_CONFLICT)
def view(desk: Desk, subject: str) -> ConflictView:
    """Give how a conflict stands: ``subject`` is a case's id, or "client:" and a student's who has no case."""
    if subject.startswith(CLIENT):
        return at_client(desk, subject.removeprefix(CLIENT))
    return at_case(desk, subject)


@allowed(Act.CHECK_CONFLICT)
def at_case(desk: Desk, case_id: str) -> ConflictView:
    """Give how a case stands. What opposes it is shown only as far as this person may read it; the rest is neutral.

    Raises NotFound, in the same words, for a case that is not there or not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        stand = stand_of(desk, connection, case_id)
        names = queries.names(connection)
        client, _, details = find_client(desk, connection, stand.document.client_id)
        listed = contacts(desk, connection, (stand.row, stand.key), stand.looked.found)
        others = _others(desk, connection, stand, listed, names)
        first = first_come(listed)
        row, procedure = stand.row, stand.procedure
        result = stand.check.result if stand.check else ""
        since = bool(others) and result in {"", "nothing"}
        walled = bool(_walls(connection, row.id))
        circumstance = procedure.head.ground if procedure else _circumstance(desk, stand)
        return ConflictView(
            case_id=row.id,
            client_id=client.id,
            number=row.number,
            who=details.name,
            received=stand.received,
            adviser_id=row.adviser_id or "",
            adviser=names.get(row.adviser_id or "", ""),
            result="found" if since else result,
            stands=SINCE if since else STANDS[result],
            found=_found_words(stand.looked),
            hidden=stand.looked.hidden,
            others=others,
            first=_first_words(stand, others, first),
            tie=first.tie if others else (),
            policy=of_policy(desk),
            circumstance=circumstance,
            procedure_id=procedure.row.id if procedure else "",
            proposals=_next(desk, circumstance, _facts(desk, stand, others, walled=walled)),
            checks=_check_lines(desk, connection, row.id, names),
            recorded=_recorded(procedure),
            read_before=_read_before(desk, connection, row.id),
            walled=walled,
            wording=_wording(procedure),
        )


def _facts(desk: Desk, stand: Stand, others: tuple[OtherSide, ...], *, walled: bool) -> Facts:
    """Give how a case stands, as the rule of what comes next takes it."""
    return Facts(
        taken=_taken(stand.procedure),
        running=stand.procedure is not None,
        others=len(others),
        hidden=stand.looked.hidden,
        walls=walled and all(one.walled for one in others),
        manager=desk.role is Role.MANAGER,
        settled=_settled(stand, stand.check.result if stand.check else ""),
    )


def _next(desk: Desk, circumstance: str, facts: Facts) -> tuple[Proposal, ...]:
    return next_actions(desk.policy.conflict, desk.policy.procedures.conflict, circumstance, facts)


@allowed(Act.CHECK_CONFLICT)
def at_client(desk: Desk, client_id: str) -> ConflictView:
    """Give how a student stands who has no case of the matter: whether she is on the other side of any.

    Raises NotFound for a client that is not there or not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        row, _, details = find_client(desk, connection, client_id)
        looked = conflict_checks.look(desk, connection, Known(conflict_checks.person_of(details)))
        procedure = running_of(desk, connection, client_id=row.id)
    facts = Facts(
        taken=_taken(procedure),
        running=procedure is not None,
        hidden=looked.stops,
        manager=desk.role is Role.MANAGER,
        settled=not looked.stops and procedure is None,
        no_case=True,
    )
    circumstance = procedure.head.ground if procedure else "other_student"
    return ConflictView(
        case_id="",
        client_id=row.id,
        number="",
        who=details.name,
        received=None,
        adviser_id="",
        adviser="",
        result="found" if looked.stops else "nothing",
        stands=FOUND_OF_CLIENT if looked.stops else NOT_FOUND_OF_CLIENT,
        found=_found_words(looked),
        hidden=looked.hidden,
        others=(),
        first="",
        tie=(),
        policy=of_policy(desk),
        circumstance=circumstance,
        procedure_id=procedure.row.id if procedure else "",
        proposals=_next(desk, circumstance, facts),
        checks=(),
        recorded=_recorded(procedure),
        read_before=(),
        walled=False,
        wording=_wording(procedure),
    )


# Parts --------------------------------------------------------------------------------------------------------------


def of_policy(desk: Desk) -> OfPolicy:
    """Give what the policy says of conflicts, with the union's own sentences behind its way of dealing with them."""
    rules, policy = desk.policy.conflict, desk.policy
    cited = policy.cite("conflict.mode").source
    return OfPolicy(
        MODES[rules.mode],
        tuple((number, policy.sentences[number]) for number in cited),
        tuple((one.key, one.label) for one in rules.circumstances),
        tuple((one.key, one.label) for one in rules.wordings),
        desk.role.value == rules.tie_decided_by,
    )


def _wording(procedure: OpenedProcedure | None) -> str:
    return procedure.value("wording", "wording") if procedure else ""


def _walls(connection: Connection, case_id: str) -> list[asked.WallRow]:
    return [row for row in asked.walls(connection, case_id=case_id) if row.lifted_at is None]


def _taken(procedure: OpenedProcedure | None) -> frozenset[str]:
    return frozenset(one.step for one in procedure.running.taken) if procedure else frozenset()


def _settled(stand: Stand, result: str) -> bool:
    """Say whether nothing is left: nothing was found, or it was settled for this case and no procedure waits here."""
    if stand.procedure is not None and missing(stand.procedure.running, lambda _: ""):
        return False
    if result in {"set_aside", "first", "allocated"}:
        return True
    return result != "refused" and not stand.looked.stops and stand.procedure is None


def _circumstance(desk: Desk, stand: Stand) -> str:
    """Give the circumstance that fits: nobody found on the other side leaves the service itself."""
    keys = [one.key for one in desk.policy.conflict.circumstances]
    wanted = "other_student" if stand.looked.stops or "service" not in keys else "service"
    return wanted if wanted in keys else keys[0]


def _others(
    desk: Desk, connection: Connection, stand: Stand, first: tuple[Contact, ...], names: dict[str, str]
) -> tuple[OtherSide, ...]:
    received = {one.id: one.received for one in first}
    found = []
    for one in stand.looked.found:
        _, _, document, _ = open_known(desk, connection, one.row.id)
        adviser = one.row.adviser_id or ""
        found.append(
            OtherSide(
                one.row.id,
                one.row.number,
                find_client(desk, connection, document.client_id)[2].name,
                received[one.row.id],
                adviser,
                names.get(adviser, ""),
                one.row.status,
                bool(_walls(connection, one.row.id)),
                tuple(dict.fromkeys(match.words for match in one.matches)),
            )
        )
    return tuple(sorted(found, key=lambda other: (other.received, other.number)))


def _found_words(looked: Looked) -> tuple[str, ...]:
    words = tuple(WORDS[kind] for kind in WORDS if kind in looked.kinds)
    return (*words, *((HIDDEN,) if looked.hidden else ()))


def _first_words(stand: Stand, others: tuple[OtherSide, ...], first: FirstCome) -> str:
    if not others:
        return ""
    numbers = {stand.row.id: stand.row.number} | {one.case_id: one.number for one in others}
    if not first.first:
        cases = " and ".join(sorted(numbers[one] for one in first.tie))
        return f"Cases {cases} were received in the same minute: a tie."
    at = {stand.row.id: stand.received} | {one.case_id: one.received for one in others}
    return f"Case {numbers[first.first]} came first, received {moment(at[first.first])}."


def _check_lines(desk: Desk, connection: Connection, case_id: str, names: dict[str, str]) -> tuple[CheckLine, ...]:
    found = recording.checks(desk, connection, case_id)
    return tuple(
        CheckLine(line.row.at, names.get(line.row.by_id, ""), result_words(check, desk), check.why)
        for line, check in reversed(found)
    )


def _recorded(procedure: OpenedProcedure | None) -> tuple[CheckLine, ...]:
    """Give what was recorded in the procedure, newest first: the step, when, by whom."""
    if procedure is None:
        return ()
    lines = []
    for taken in reversed(procedure.running.taken):
        step = procedure.running.procedure.step(taken.step)
        label = step.label if step else taken.step
        lines.append(CheckLine(taken.happened_at, taken.who.name or taken.recorded_by.name, f"Step: {label}"))
    return tuple(lines)


def _read_before(desk: Desk, connection: Connection, case_id: str) -> tuple[ReadBefore, ...]:
    lines = register.lines(desk, connection, READ_BEFORE, case_id=case_id)
    return tuple(
        ReadBefore(str(who), datetime.fromisoformat(at)) for line in lines for who, at in line.document["people"]
    )
