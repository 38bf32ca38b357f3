"""Questions about the service's calendar: its lines, and what is still promised when it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from data.keys.keychain import KeyChain
from data.models import Audit, CalendarNote, Case, Promise, Slip
from data.queries.cases import visible
from data.queries.tables import columns, table
from data.rows import CalendarNoteRow, CaseRow, SlipRow

AUDITED = "calendar"
"""What the audit trail names as the object of every act on the calendar."""

_audit = table(Audit)
_note = table(CalendarNote)
_case = table(Case)
_promise = table(Promise)
_slip = table(Slip)
_CHUNK = 500


@dataclass(frozen=True)
class OpenPromise:
    """An open promise as the calendar needs it: dates and working, nothing of the case but its id."""

    id: str
    case_id: str
    kind: str
    channel: str
    received_at: datetime
    due_at: datetime
    strict_at: datetime
    breach_at: datetime
    calendar_version: str
    working: str
    row_ver: int


_LAST = select(func.coalesce(func.max(_note.c.seq), 0))
_NOTES = select(*columns(_note, CalendarNoteRow)).order_by(_note.c.seq)
_OPEN = (
    select(*columns(_promise, OpenPromise)).where(_promise.c.state == "open").order_by(_promise.c.due_at, _promise.c.id)
)
_SLIPS = select(*columns(_slip, SlipRow)).where(_slip.c.state == "passed_on").order_by(_slip.c.due_at, _slip.c.id)


def last_note(connection: Connection) -> int:
    """Give the number of the last line of the calendar; 0 when there is none."""
    return int(connection.execute(_LAST).scalar_one())


def notes(connection: Connection) -> list[CalendarNoteRow]:
    """Give every line of the calendar, oldest first."""
    return [CalendarNoteRow(*row) for row in connection.execute(_NOTES)]


def open_promises(connection: Connection) -> list[OpenPromise]:
    """Give every open promise, due soonest first; also of cases that this person may not know of.

    A closure moves them all. Only dates and ids are read, and nothing of what it gives may be shown.
    """
    return [OpenPromise(*row) for row in connection.execute(_OPEN)]


def open_slips(connection: Connection) -> list[SlipRow]:
    """Give reception's slips that are not answered yet, due soonest first."""
    return [SlipRow(*row) for row in connection.execute(_SLIPS)]


def cases_among(connection: Connection, chain: KeyChain, case_ids: list[str]) -> dict[str, CaseRow]:
    """Give those of these cases that this person may read, by id."""
    statement = select(*columns(_case, CaseRow)).where(
        visible(chain), _case.c.status != "void", _case.c.id.in_(bindparam("cases", expanding=True))
    )
    found: dict[str, CaseRow] = {}
    for start in range(0, len(case_ids), _CHUNK):
        for row in connection.execute(statement, {"cases": case_ids[start : start + _CHUNK]}):
            found[row[0]] = CaseRow(*row)
    return found


def audited_last(connection: Connection) -> int:
    """Give the highest line of the calendar that the audit trail tells of; 0 when it tells of none."""
    number = select(func.max(func.json_extract(_audit.c.detail, "$.seq"))).where(_audit.c.obj == AUDITED)
    return int(connection.execute(number).scalar() or 0)


def row_version(connection: Connection, model: type[Promise | Slip], row_id: str) -> int:
    """Give how often a promise or slip was changed; 0 when there is none."""
    of = table(model)
    return int(connection.execute(select(of.c.row_ver).where(of.c.id == row_id)).scalar() or 0)
