"""Break-glass: two people read one walled case together, when nobody inside can be reached (I-22; reading 14).

Who they are, which case and why is in the audit trail before any key of a room is opened. Afterwards the wall has a new
key and the code new halves. Keys cannot force that line on somebody who has both halves and a database shell.
"""

from __future__ import annotations

from dataclasses import replace

from advice_tui.casework import register
from advice_tui.casework.cases.reading import view_of
from advice_tui.casework.induction import require_read
from advice_tui.casework.walls.linear import lines_of
from advice_tui.casework.walls.reading import GLASS
from advice_tui.casework.walls.views import Broken, Halves
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed, may
from advice_tui.rules.text import Limit, field
from data.access import glass
from data.access.grants import accounts
from data.access.wall_reading import wall_of_case
from data.access.wall_rows import WallFacts
from data.errors import BadInput, NotFound
from data.ids import new_id
from data.keys.password import Kdf
from data.queries import walls as asked
from data.records import NOT_THERE, NOTES, make_key

TWO = "Two people read together: tick the two who hold the halves."
KEEP = "The halves of the code are new. Those given out before open nothing any more."
BY_A_MANAGER = "A manager makes new halves at her own desk: from this one only the code was renewed."


@allowed(Act.ROTATE_KEYS)
def make_halves(desk: Desk, *, cost: Kdf | None = None) -> Halves:
    """Make the two halves of the break-glass code anew; those of before open nothing any more.

    The code is inside every wall behind which this manager is; into the others somebody inside lets it.
    """
    require_read(desk)
    one, two = glass.make_halves(desk.session, cost=cost, at=desk.now)
    return Halves(one, two, KEEP)


@allowed(Act.BREAK_GLASS)
def who_may_break_glass(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Give those who may read so, as (account id, name), by name."""
    require_read(desk)
    with desk.store.read() as connection:
        rows = [row for row in accounts(connection) if row.state == "active" and may(Role(row.role), Act.BREAK_GLASS)]
    return tuple(sorted(((row.id, row.name) for row in rows), key=lambda one: one[1].casefold()))


@allowed(Act.BREAK_GLASS)
def break_glass(
    desk: Desk,
    half_one: str,
    half_two: str,
    case_number: str,
    reason: str,
    readers: tuple[str, ...],
    *,
    cost: Kdf | None = None,
) -> Broken:
    """Read one walled case by both halves, and give it as lines with the new halves.

    The audit line is stored first. Raises BadInput with everything that is wrong, SignInFailed for halves that do not
    fit, NotFound when no case behind a wall has this number.
    """
    require_read(desk)
    why, names = _checked(desk, reason, readers)
    code, row, keys = glass.open_glass(desk.session, half_one, half_two)
    facts = _noted(desk, case_number.strip(), why, readers, names)
    opened = glass.glass_session(desk.session, row, keys, (facts.room, facts.desk))
    view = view_of(replace(desk, session=glass.wider(desk.session, opened)), facts.case_id)
    lines = tuple(lines_of(view))
    everything = glass.glass_session(desk.session, row, keys)
    glass.seal_again(everything, (facts.room, facts.desk), facts.case_id, at=desk.now)
    with desk.store.read() as connection:
        desk.session.follow(connection)
    one, two = glass.renew_halves(desk.session, everything, code, cost=cost, at=desk.now)
    opened.chain.forget()
    everything.chain.forget()
    sentence = f"Case {view.number} was read by {' and '.join(names)}. The wall has a new key."
    return Broken(view.number, lines, Halves(one, two, KEEP if desk.keys.holds("admin") else BY_A_MANAGER), sentence)


def _checked(desk: Desk, reason: str, readers: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    why, wrong = field(reason, "Reason", Limit.SHORT, required=True, lines=True)
    with desk.store.read() as connection:
        staff = {row.id: row for row in accounts(connection) if row.state == "active"}
    able = [staff[one] for one in dict.fromkeys(readers) if one in staff]
    known = [row.name for row in able if may(Role(row.role), Act.BREAK_GLASS)]
    problems = {"reason": wrong or "", "readers": "" if len(known) == 2 == len(set(readers)) else TWO}
    found = {name: sentence for name, sentence in problems.items() if sentence}
    if found:
        raise BadInput(found)
    return why, tuple(known)


def _noted(desk: Desk, number: str, why: str, readers: tuple[str, ...], names: tuple[str, ...]) -> WallFacts:
    """Store who reads which case and why, before any key of a room is opened; the reason is for those inside."""
    with desk.store.write(desk.signer, Act.BREAK_GLASS.value, at=desk.now) as tx:
        found = asked.case_of_number(tx.connection, number)
        facts = wall_of_case(tx.connection, *found) if found else None
        if found is None or facts is None:
            raise NotFound(NOT_THERE)
        desk.session.follow(tx.connection)
        record_id = new_id()
        key = make_key(tx, desk.keys, facts.room, record_id, NOTES)
        document = {"reason": why, "readers": list(names)}
        line = register.put_line(desk, tx, GLASS, document, case_id=found[0], under=(record_id, 1, key))
        tx.obj = found[0]
        tx.detail.update(wall=facts.id, readers=list(readers), line=line)
    return replace(facts, case_id=found[0])
