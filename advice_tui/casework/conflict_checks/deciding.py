"""What a decision about a conflict means for the cases: recorded on each, and what was found counts as settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from advice_tui.casework.conflict_checks import recording, tokens
from advice_tui.casework.conflict_checks.looking import Found, look, marks_between, open_known, received_at
from advice_tui.casework.conflict_checks.recording import Check, Result
from advice_tui.desk import Desk
from advice_tui.roles import Act
from advice_tui.rules.conflict import Contact, FirstCome, Known, first_come
from data.records import NOTES, find_key
from data.rows import CaseRow
from data.store import Tx

BY_SCREEN = Act.CHECK_CONFLICT.value
ON_SCREEN = "The walls are put up, and the cases given, on the conflict screen (K)."
NOT_SETTLED = "Who is advised is not settled by this: use the conflict screen (K), where both sides are seen."


@dataclass(frozen=True)
class First:
    """Who came first of a case and those that oppose it: the rule's answer, and each case with its moment."""

    first: FirstCome
    cases: dict[str, tuple[CaseRow, datetime]] = field(repr=False)


def contacts(
    desk: Desk, connection: Connection, own: tuple[CaseRow, bytes], found: Iterable[Found]
) -> tuple[Contact, ...]:
    """Give the first contacts of a case (its row and key) and of every case found to oppose it (I-38)."""
    row, key = own
    listed = [Contact(row.id, received_at(connection, row, key))]
    for one in found:
        other = find_key(connection, desk.keys, one.row.id, NOTES, one.row.key_ver)
        listed.append(Contact(one.row.id, received_at(connection, one.row, other)))
    return tuple(listed)


def decided_in(desk: Desk, tx: Tx, about: Known, others: Iterable[Known], result: Result, *, why: str = "") -> None:
    """Record on a case what was decided; what was found of these others counts as settled from now on."""
    before = recording.latest(desk, tx.connection, about.id)
    made = Check("settled", about.people, result, why=why)
    if before is not None:
        made = replace(made, kinds=before.kinds, aside=before.aside, settled=before.settled)
    marks = [marks_between(desk, tx.connection, about, other) for other in others]
    recording.record_in(desk, tx, about.id, replace(made, settled=made.settled.union(*marks)))


def first_in(desk: Desk, tx: Tx, case_id: str, chosen: str = "") -> First:
    """Say inside an act who came first of a case and those that oppose it; alone, when none may be read."""
    row, key, _, about = open_known(desk, tx.connection, case_id)
    found = look(desk, tx.connection, about, aside=recording.set_aside(desk, tx.connection, case_id)).found
    listed = contacts(desk, tx.connection, (row, key), found)
    rows = {row.id: row} | {one.row.id: one.row for one in found}
    return First(first_come(listed, chosen), {one.id: (rows[one.id], one.received) for one in listed})


def settled_in(desk: Desk, tx: Tx, decided: First, why: str = "") -> None:
    """Record on every case whether it came first: that one is advised on, the others are not (I-38)."""
    tokens.begin_in(desk, tx)
    sides = {case_id: open_known(desk, tx.connection, case_id)[3] for case_id in decided.cases}
    for case_id, about in sides.items():
        result: Result = "first" if case_id == decided.first.first else "refused"
        decided_in(desk, tx, about, (other for one, other in sides.items() if one != case_id), result, why=why)


def after_step_in(desk: Desk, tx: Tx, case_id: str, step: str) -> tuple[str, ...]:
    """Do what a step of the conflict procedure means for its case, when it was taken outside the conflict screen.

    A tie, and sides that this person may not read, are settled on the conflict screen alone: the sentences say so.
    """
    if not case_id or tx.act == BY_SCREEN:
        return ()
    if step in {"none_free", "impartial"}:
        decided_in(desk, tx, open_known(desk, tx.connection, case_id)[3], (), "refused")
    elif step == "first_come":
        decided = first_in(desk, tx, case_id)
        if not decided.first.first or len(decided.cases) == 1:
            return (NOT_SETTLED,)
        settled_in(desk, tx, decided)
        return (f"Case {decided.cases[decided.first.first][0].number} came first.",)
    return (ON_SCREEN,) if step in {"allocate", "wall"} else ()
