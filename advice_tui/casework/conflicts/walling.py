"""Both sides closed to each other at once: each student an adviser of her own, or only the notes (L-43, I-22)."""

from __future__ import annotations

from dataclasses import dataclass

from advice_tui.casework import register, search, walls
from advice_tui.casework.cases.life import Opened, change, note
from advice_tui.casework.conflict_checks import tokens
from advice_tui.casework.conflict_checks.deciding import decided_in
from advice_tui.casework.conflict_checks.looking import open_known
from advice_tui.casework.conflicts.acting import OTHER_STUDENT, begun_in, other_of, proved, step_in
from advice_tui.casework.conflicts.checking import everybody
from advice_tui.casework.conflicts.viewing import READ_BEFORE, stand_of
from advice_tui.casework.conflicts.views import Acted, AllocateForm, Staff
from advice_tui.casework.induction import require_read
from advice_tui.casework.walls import WallForm
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.conflict import Known
from data import queries
from data.errors import BadInput, NotAllowed
from data.queries import conduct as asked
from data.store import Tx

REASON = "Conflict of interest: two students of one matter"
WALLED_ALREADY = "Case {number} is behind a wall already. Change that wall in the list of walls."
ReadBy = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class _Side:
    """One side: its case, as a matter to compare, who advises it from now on ("" for nobody), who wrote in it."""

    case: Opened
    about: Known
    adviser_id: str
    dealt: frozenset[str]


@allowed(Act.CHECK_CONFLICT)
def allocate(desk: Desk, case_id: str, form: AllocateForm) -> Acted:
    """Give each student an adviser of her own and close each case to the other's adviser, in one transaction (L-43).

    "... each student to be allocated to different advisers in the team. ... Steps will also be taken to restrict access
    to case notes." The manager stays inside both walls. Who had read which case before is kept with the case (scenario
    37). Raises BadInput with everything that is wrong, NotAllowed for an adviser, NotFound.
    """
    require_read(desk)
    _only_manager(desk, "A manager gives each student an adviser. Ask her.")
    read = read_by(desk, (case_id, form.other_id))
    proved(desk, form.password)
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, case_id, at=desk.now) as tx:
        stand = stand_of(desk, tx.connection, case_id)
        other_of(stand, form.other_id)
        people = {one.id: one for one in everybody(tx.connection)}
        _refuse(form, people)
        sides = (_side(desk, tx, case_id, form.adviser_id), _side(desk, tx, form.other_id, form.other_adviser_id))
        procedure = begun_in(desk, tx, OTHER_STUDENT, f"Case {sides[0].case.row.number}", case_id=case_id)
        named = "; ".join(f"{side.case.row.number} {people[side.adviser_id].name}" for side in sides)
        step_in(desk, tx, procedure, "allocate", {"advisers": named})
        step_in(desk, tx, procedure, "wall", {})
        tokens.begin_in(desk, tx)
        for side, opposite in (sides, sides[::-1]):
            decided_in(desk, tx, side.about, (opposite.about,), "allocated")
            _give(desk, tx, side, people)
        _walls_in(desk, tx, sides, people, read)
    search.put_cases(desk, [side.case.row.id for side in sides])
    one, two = (f"case {side.case.row.number} is {people[side.adviser_id].name}'s" for side in sides)
    return Acted(f"{one[:1].upper()}{one[1:]}, {two}. Each is closed to the other's adviser.", procedure_id=procedure)


def _refuse(form: AllocateForm, people: dict[str, Staff]) -> None:
    able = {one.id for one in people.values() if one.reads}
    problems = {
        "adviser": None if form.adviser_id in able else "Choose who takes this case.",
        "other_adviser": None if form.other_adviser_id in able else "Choose who takes the other case.",
    }
    if form.adviser_id == form.other_adviser_id and not any(problems.values()):
        problems["other_adviser"] = "Two different advisers, please: one of each side."
    found = {name: sentence for name, sentence in problems.items() if sentence}
    if found:
        raise BadInput(found)


@allowed(Act.CHECK_CONFLICT)
def wall_both(desk: Desk, case_id: str, other_id: str) -> Acted:
    """Close two opposing cases to each other's advisers at once, and keep who had read them before (I-22; L-43).

    Kept out of each is the other's adviser, and who took the other enquiry down. Managers are inside both, so that only
    a manager does it. Raises BadInput when one of the two stands behind a wall already, NotAllowed, NotFound.
    """
    require_read(desk)
    _only_manager(desk, "A manager closes both sides, for she may see both. Ask her.")
    read = read_by(desk, (case_id, other_id))
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, case_id, at=desk.now) as tx:
        stand = stand_of(desk, tx.connection, case_id)
        other_of(stand, other_id)
        people = {one.id: one for one in everybody(tx.connection)}
        sides = (_side(desk, tx, case_id), _side(desk, tx, other_id))
        procedure = begun_in(desk, tx, OTHER_STUDENT, f"Case {sides[0].case.row.number}", case_id=case_id)
        step_in(desk, tx, procedure, "wall", {})
        _walls_in(desk, tx, sides, people, read)
    search.put_cases(desk, [side.case.row.id for side in sides])
    numbers = " and ".join(side.case.row.number for side in sides)
    return Acted(f"Cases {numbers} are closed to each other's advisers.", procedure_id=procedure)


def _only_manager(desk: Desk, sentence: str) -> None:
    if desk.role is not Role.MANAGER:
        raise NotAllowed(sentence)


def _side(desk: Desk, tx: Tx, case_id: str, adviser_id: str = "") -> _Side:
    row, key, document, about = open_known(desk, tx.connection, case_id)
    if any(wall.lifted_at is None for wall in walls_of(tx, row.id)):
        raise BadInput(WALLED_ALREADY.format(number=row.number))
    dealt = frozenset(entry.author_id for entry in queries.entries(tx.connection, row.id))
    return _Side(Opened(row, key, document), about, adviser_id or row.adviser_id or "", dealt)


def walls_of(tx: Tx, case_id: str) -> list[asked.WallRow]:
    """Give the walls of a case, those lifted too."""
    return asked.walls(tx.connection, case_id=case_id)


def _give(desk: Desk, tx: Tx, side: _Side, people: dict[str, Staff]) -> None:
    """Give a case to its adviser, with an entry that says so and nothing of why."""
    if side.case.row.adviser_id != side.adviser_id:
        note(desk, tx, side.case, f"Handed over to {people[side.adviser_id].name}", "Allocated by the manager.")
        change(tx, side.case, adviser_id=side.adviser_id)


def _walls_in(desk: Desk, tx: Tx, sides: tuple[_Side, _Side], people: dict[str, Staff], read: ReadBy) -> None:
    """Put up both walls: tokens and who had read it first, for afterwards nobody outside can write there."""
    managers = {one.id for one in people.values() if one.role == Role.MANAGER.value}
    for side in sides:
        tokens.tokens_in(desk, tx, side.case.row.id, side.about)
        register.put_line(desk, tx, READ_BEFORE, {"people": read.get(side.case.row.id, [])}, case_id=side.case.row.id)
    for side, opposite in (sides, sides[::-1]):
        advisers = {one for one in people if people[one].reads} - managers
        mine = {side.adviser_id} & people.keys() or side.dealt & advisers - {opposite.adviser_id}
        members = tuple(sorted(managers - {opposite.adviser_id} | mine))
        out = tuple(sorted((opposite.dealt | {opposite.adviser_id}) & advisers - mine))
        if not members:
            raise BadInput(f"Nobody would be left who could read case {side.case.row.number}.")
        owner = next((one for one in members if one in managers), members[0])
        walls.put_up_in(desk, tx, side.case.row.id, WallForm(members, out, REASON, owner))


def read_by(desk: Desk, case_ids: tuple[str, ...]) -> ReadBy:
    """Give who had already read these cases, and when first, by the audit trail (scenario 37)."""
    return {case_id: [(who, at.isoformat()) for who, at in walls.read_by(desk, case_id)] for case_id in case_ids}
