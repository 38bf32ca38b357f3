"""An adviser's own appointments on Today: who is at reception for her, and what is over without an outcome."""

from __future__ import annotations

from datetime import datetime, time

from advice_tui.casework import arrivals
from advice_tui.casework.arrivals import BoardRow
from advice_tui.casework.today.rows import ARRIVAL, OUTCOME, WaitingRow
from advice_tui.desk import Desk
from advice_tui.rules.working_days import local_instant

AMBER = "amber"


def of_appointments(desk: Desk) -> list[WaitingRow]:
    """Give a row for each of one's own appointments that is at reception (I-32) or has no outcome (I-44c; L-36)."""
    here = [(ARRIVAL, "arrival", row) for row in arrivals.at_my_door(desk)]
    over = [(OUTCOME, "outcome", row) for row in arrivals.unresolved(desk, mine=True)]
    return [_row(*one) for one in (*here, *over)]


def _row(prefix: str, kind: str, row: BoardRow) -> WaitingRow:
    one = row.booked
    begins = local_instant(datetime.combine(one.day, time(*divmod(one.start, 60)))).at
    return WaitingRow(
        id=f"{prefix}{one.id}",
        case_id="",
        number="",
        who=one.who,
        channel="",
        about=row.words,
        received=begins,
        due=begins,
        state=AMBER,
        words=row.short,
        internal=True,
        adviser=row.adviser,
        mine=True,
        kind=kind,
        client_id=one.client_id,
    )
