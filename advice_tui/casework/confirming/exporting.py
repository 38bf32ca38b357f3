"""An adviser's appointments as a calendar file: times and rooms, and names only where somebody asks for them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from advice_tui.casework import outside
from advice_tui.casework.case_documents import clients_by_id
from advice_tui.casework.diary.views import MODES
from advice_tui.casework.induction import require_read
from advice_tui.casework.rota.touching import LAST_DAY
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.calendar_file import CalendarEntry, calendar_file
from advice_tui.rules.text import login_name, visible
from data.access.grants import AccountRow, accounts
from data.diary_rows import LIVE
from data.errors import BadInput
from data.queries import diary as asked

SUMMARY = "Appointment"
MOST_SAID = 60
"""So much is said again of a sign-in name that is nobody's."""
WRITTEN = (*LIVE, "cancelled")
"""What is written: what takes place, and what was cancelled, so that a calendar that has it takes it out."""


@dataclass(frozen=True)
class Exported:
    """A calendar file is written: where, how many appointments it holds, the sentence to show."""

    path: str
    count: int
    names: bool
    sentence: str


@allowed(Act.CONFIRM_APPOINTMENT)
def export_adviser(desk: Desk, login: str, path: str, *, with_names: bool = False, replace: bool = False) -> Exported:
    """Write an adviser's appointments from today on to a calendar file that only its owner may read.

    It holds no name unless ``with_names``, and never what an appointment is about (I-22; L-13). Raises BadInput for
    a sign-in name that is nobody's, under "path" for a place that cannot be used, and under
    :data:`~advice_tui.casework.outside.THERE` when there is such a file already and ``replace`` was not said.
    """
    require_read(desk)
    target = outside.target(desk, path)
    with desk.store.write(desk.signer, Act.CONFIRM_APPOINTMENT.value, at=desk.now) as tx:
        adviser = _adviser(tx.connection, login)
        entries = _entries(desk, tx.connection, adviser.id, with_names=with_names)
        tx.obj = adviser.id
        tx.detail.update(kind="calendar", names=with_names, count=len(entries))
        outside.write(target, calendar_file(entries, desk.now), mode=outside.FOR_OWNER, replace=replace)
    many = f"{len(entries)} appointment{'' if len(entries) == 1 else 's'} of {adviser.name}"
    named = "with names: keep the file safe" if with_names else "without names"
    said = f"{many} written to {visible(str(target))}, {named}."
    return Exported(str(target), len(entries), with_names, said)


def _adviser(connection: Connection, login: str) -> AccountRow:
    wanted = login_name(login)
    for row in accounts(connection):
        if row.login == wanted and row.role in {"adviser", "manager"} and row.state != "recovery":
            return row
    raise BadInput({"adviser": f"There is no adviser who signs in as '{visible(wanted[:MOST_SAID])}'."})


def _entries(desk: Desk, connection: Connection, adviser_id: str, *, with_names: bool) -> list[CalendarEntry]:
    rows = [
        row
        for row in asked.between(connection, desk.today, LAST_DAY)
        if row.adviser_id == adviser_id and row.state in WRITTEN
    ]
    people = {row.client_id for row in rows if row.client_id} if with_names else set()
    names = {one: found.name for one, found in clients_by_id(desk, connection, people).items()} if people else {}
    return [
        CalendarEntry(
            row.id,
            row.day,
            row.start_minute,
            row.end_minute,
            f"{SUMMARY}: {names[row.client_id]}" if row.client_id in names else SUMMARY,
            row.room or MODES.get(row.mode, ("", ""))[0],
            row.state == "cancelled",
            row.row_ver,
        )
        for row in rows
    ]
