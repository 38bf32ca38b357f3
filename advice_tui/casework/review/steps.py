"""Flags of procedures: steps that wait, for the person at this desk or for others, concerns, what is due for review.

A step that is overdue is red until it is recorded; "inform the director" after a danger is one of them (L-25, L-26).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from advice_tui.casework import procedures
from advice_tui.casework.complaint_lines import COMPLAINT
from advice_tui.casework.procedure_documents import open_one
from advice_tui.casework.procedures import ProcedureRow
from advice_tui.desk import Desk
from advice_tui.rules import review
from advice_tui.rules.review import FlagRow
from advice_tui.rules.working_days import local_instant, london, say_day

OF_KIND = {"imminent_danger": "danger", "breach": "breach", "conflict": "conflict"}
"""The procedures that have a flag of their own."""


def waiting_steps(desk: Desk) -> list[FlagRow]:
    """Give a flag for each procedure that waits, and for what is due to be looked at again.

    Complaints are left out: the register brings them, with their clock.
    """
    rows = [row for row in procedures.waiting(desk) if row.kind != COMPLAINT]
    found = [_flag(row) for row in rows if not row.complete]
    found += [_restriction(desk, row) for row in rows if row.review_on is not None and row.review_on <= desk.today]
    with desk.store.read() as connection:
        warned = [_warning(desk, connection, row) for row in rows if row.kind == "withdrawal" and not row.complete]
    return found + [flag for flag in warned if flag is not None]


def _flag(row: ProcedureRow) -> FlagRow:
    kind = OF_KIND.get(row.kind) or ("concern" if _is_concern(row) else "step" if row.mine else "waits")
    state = review.RED if row.overdue else review.AMBER if row.mine else review.CALM
    since = london(row.since)
    about = f"{row.title} ({row.ground_label})" if row.ground_label else row.title
    asked = f"{row.next_label}, since {say_day(since.date())} {since:%H:%M}" if row.next_label else about
    return FlagRow(
        f"procedure:{row.id}:{row.next_label}:{row.since.isoformat()}",
        kind,
        asked,
        row.since,
        state,
        row.mine,
        number=row.number,
        who=row.who,
        whose=row.next_whose,
        more=tuple(one for one in (about, row.standing) if one),
        screen="procedure",
        subject=row.id,
        case_id=row.case_id,
        client_id=row.client_id,
    )


def _is_concern(row: ProcedureRow) -> bool:
    """Whether nothing has happened since the concern was raised (L-32)."""
    return row.kind == "withdrawal" and row.since == row.opened_at


def _restriction(desk: Desk, row: ProcedureRow) -> FlagRow:
    day = row.review_on or desk.today
    return FlagRow(
        f"restriction:{row.id}:{day.isoformat()}",
        "restriction",
        f"to be looked at again since {say_day(day)}" if day < desk.today else "to be looked at again today",
        local_instant(datetime.combine(day, time(9))).at,
        review.AMBER,
        mine=True,
        number=row.number,
        who=row.who,
        whose=row.next_whose,
        more=tuple(one for one in (row.ground_label, row.standing) if one),
        screen="procedure",
        subject=row.id,
        case_id=row.case_id,
        client_id=row.client_id,
    )


def _warning(desk: Desk, connection: Connection, row: ProcedureRow) -> FlagRow | None:
    """Give a flag when a student was warned and the days of a review are over: what came of it? (L-36; reading 20)."""
    running = open_one(desk, connection, row.id).running
    warns = {step.key for step in running.procedure.steps if step.does == "warns"}
    warned = [one for one in running.taken if one.step in warns]
    if not warned:
        return None
    last = warned[-1]
    day = london(last.happened_at).date() + timedelta(days=desk.policy.restriction.review_days)
    if day > desk.today:
        return None
    return FlagRow(
        f"warning:{row.id}:{last.recorded_at.isoformat()}",
        "warning",
        f"warned {say_day(london(last.happened_at).date())}: has it helped?",
        last.happened_at,
        review.AMBER,
        row.mine,
        number=row.number,
        who=row.who,
        whose=row.next_whose,
        more=(row.ground_label,) if row.ground_label else (),
        screen="procedure",
        subject=row.id,
        case_id=row.case_id,
        client_id=row.client_id,
    )
