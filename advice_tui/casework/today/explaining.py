"""The sum behind each deadline of Today."""

from __future__ import annotations

from sqlalchemy import Connection

from advice_tui.casework import messages
from advice_tui.casework.cases import dates
from advice_tui.casework.today.rows import (
    ARRIVAL,
    CHANGED_SINCE,
    CORRECTIVE,
    DATE,
    HANDED,
    OUTCOME,
    PROCEDURE,
    PUT,
    SLIP,
    UNASSIGNED,
)
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.calls import ENQUIRY, PUT_THROUGH
from advice_tui.rules.reply import promise_due
from advice_tui.rules.working_days import Due, explain, london, say_day, say_time
from data import queries
from data.errors import NotFound
from data.queries import key_dates
from data.records import NOT_THERE, NOTES, find_key
from data.rows import KeyDateRow, SlipRow

SAID = {
    HANDED: "A colleague handed this case to you. Its summary is the newest entry; open it to have read it.",
    UNASSIGNED: "Nobody has this case, and no promise is open on it. Take it on, or hand it to a colleague.",
    ARRIVAL: "She is at reception for you. Tell reception that you are coming; how long she waits is kept.",
    PROCEDURE: "A step of a procedure waits since then. Enter opens it: what it needs stands beside each step.",
    CORRECTIVE: "A file review found this. Say how it was put right; it stands here until you do.",
    OUTCOME: "It is over, and nobody has said what became of it. Nobody becomes a no-show by the clock.",
}
"""What is said of a row that has no sum, by the beginning of its id."""


@allowed(Act.SEE_TODAY)
def explain_row(desk: Desk, row_id: str) -> tuple[str, ...]:
    """Give the sum behind a row's deadline, as it was stored when the promise was made."""
    with desk.store.read() as connection:
        if row_id.startswith(SLIP):
            slip = queries.slip(connection, row_id.removeprefix(SLIP))
            if slip is not None and slip.kind != ENQUIRY and desk.keys.holds("advice"):
                return messages.explain_target(desk, slip.id)
            if slip is not None:
                return _explain_slip(desk, slip)
        elif row_id.startswith(DATE):
            found = key_dates.one(connection, desk.keys, *row_id.removeprefix(DATE).split(":"))
            if found is not None:
                return _explain_date(desk, connection, found)
        elif said := next((words for prefix, words in SAID.items() if row_id.startswith(prefix)), ""):
            return (said,)
        else:
            promise = queries.promise(connection, desk.keys, row_id)
            if promise is not None:
                return tuple(explain(Due.from_json(promise.working)))
    raise NotFound(NOT_THERE)


def _explain_slip(desk: Desk, slip: SlipRow) -> tuple[str, ...]:
    """Give the sum of a slip. Its case holds the sum that was stored, and reception opens no case (L-13).

    So it is counted afresh; where the calendar of today gives another date than was promised, the promised one is said.
    """
    if slip.kind == PUT_THROUGH:
        return (PUT,)
    due = promise_due(desk.policy, desk.calendar, slip.channel, slip.at)
    if (due.due, due.strict_due, due.breach_at) == (slip.due_at, slip.strict_at, slip.breach_at):
        return tuple(explain(due))
    at, by = london(slip.at), london(slip.due_at)
    promised = f"promised by {say_day(by.date())}, {say_time(by.time())}"
    return (f"Received {say_day(at.date())} {say_time(at.time())}; {promised}.", CHANGED_SINCE)


def _explain_date(desk: Desk, connection: Connection, row: KeyDateRow) -> tuple[str, ...]:
    what, why = dates.text_of(row, find_key(connection, desk.keys, row.case_id, NOTES, row.key_ver))
    reminders = f"Brought up on {say_day(row.remind_on)} and again on {say_day(row.again_on)}."
    return tuple(line for line in (f"{what}: {say_day(row.day, year=True)}.", why and f"Why: {why}", reminders) if line)
