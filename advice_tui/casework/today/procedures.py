"""Steps of procedures on Today: those that wait for this person, those that are overdue; what is to be put right."""

from __future__ import annotations

from datetime import datetime, time

from advice_tui.casework import file_review, procedures
from advice_tui.casework.file_review import ActionRow
from advice_tui.casework.procedures import ProcedureRow
from advice_tui.casework.today.rows import CORRECTIVE, PROCEDURE, WaitingRow
from advice_tui.desk import Desk
from advice_tui.rules.working_days import LONDON, london, say_day
from data.queries import caseload

AMBER, RED, CALM = "amber", "red", "calm"
END_OF_DAY = time(23, 59)


def of_procedures(desk: Desk, *, every: bool) -> list[WaitingRow]:
    """Give a row for each step that this person can take, and for each overdue one: red until recorded (L-26).

    Unless ``every`` is asked for, those of colleagues' cases are left out.
    """
    rows = [row for row in procedures.waiting(desk) if not row.complete and (row.mine or row.overdue)]
    if not rows:
        return []
    with desk.store.read() as connection:
        holders = {
            case.id: case.adviser_id
            for case in caseload.cases_named(connection, desk.keys, [row.case_id for row in rows if row.case_id])
        }
    me = desk.person.id
    return [
        _step(desk, row, mine=holders.get(row.case_id) == me)
        for row in rows
        if every or holders.get(row.case_id) in {None, me}
    ]


def _step(desk: Desk, row: ProcedureRow, *, mine: bool) -> WaitingRow:
    since = london(row.since)
    at = f"{say_day(since.date())} {since:%H:%M}"
    return WaitingRow(
        id=PROCEDURE + row.id,
        case_id=row.case_id,
        number=row.number,
        who=row.who,
        channel="",
        about=row.next_label,
        received=row.opened_at or row.since,
        due=row.since if row.overdue else desk.now,
        state=RED if row.overdue else AMBER,
        words=f"since {at}",
        internal=True,
        adviser=row.next_whose,
        mine=mine,
        kind="procedure",
        client_id=row.client_id,
        procedure_id=row.id,
    )


def to_put_right(desk: Desk) -> list[WaitingRow]:
    """Give a row for each thing that a file review wants this person to put right, until it is done (L-11)."""
    return [_action(desk, row) for row in file_review.to_put_right(desk, mine=True)]


def _action(desk: Desk, row: ActionRow) -> WaitingRow:
    late = row.due < desk.today
    return WaitingRow(
        id=f"{CORRECTIVE}{row.review_id}:{row.id}",
        case_id=row.case_id,
        number=row.number,
        who="",
        channel="",
        about=row.what,
        received=row.since,
        due=datetime.combine(row.due, END_OF_DAY, LONDON),
        state=RED if late else AMBER if row.due == desk.today else CALM,
        words=f"late: was due {say_day(row.due)}" if late else f"due {say_day(row.due)}",
        internal=True,
        adviser=row.owner,
        mine=True,
        kind="corrective",
    )
