"""The registers: one way in which a consent, a letter, a complaint or a provider is sealed, found and changed.

A line stands under the key of its case (then the case's wall is its wall too), of a procedure, or under a key of its
own for the rooms of its kind. What it says is a document, a plain dictionary that the piece of casework which owns the
kind reads and writes; nothing of it stands in the clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework.case_documents import open_case_row
from advice_tui.desk import Desk
from data.errors import NotFound
from data.ids import new_id
from data.models import RegisterLine
from data.queries import conduct as asked
from data.queries.conduct import LineRow
from data.records import (
    DECISION,
    IDENTITY,
    NOT_THERE,
    NOTES,
    find_shared_key,
    make_shared_key,
    seal_row,
    unseal_row,
)
from data.store import Tx

TABLE, VERSION = "register", 1
ROOMS: Mapping[str, Mapping[str, str]] = {
    "advice": {NOTES: "advice"},
    "decided": {NOTES: "advice", DECISION: "decisions"},
    "decisions": {DECISION: "decisions"},
    "front": {IDENTITY: "front"},
}
"""For whom a line under a key of its own is: advisers; they and those who decide; those only; everybody at the desk."""
WAYS = (NOTES, DECISION, IDENTITY)


@dataclass(frozen=True)
class OpenedLine:
    """A line with its document."""

    row: LineRow
    document: Mapping[str, Any] = field(repr=False)


def put_line(
    desk: Desk,
    tx: Tx,
    kind: str,
    document: Mapping[str, Any],
    *,
    case_id: str = "",
    under: tuple[str, int, bytes] | None = None,
    rooms: str = "advice",
    state: str = "on",
) -> str:
    """Insert a line inside an act; give its id.

    With ``case_id`` it stands under the case's key (raises NotFound when this person may not read the case); with
    ``under`` (record id, key version, key) under that one's; else under a key of its own for ``rooms`` (see ``ROOMS``).
    """
    line_id = new_id()
    if under is None and case_id:
        row, key, _ = open_case_row(desk, tx.connection, case_id)
        under = (case_id, row.key_ver, key)
    elif under is None:
        under = (line_id, 1, make_shared_key(tx, desk.keys, dict(ROOMS[rooms]), line_id))
    record_id, ver, key = under
    tx.insert(
        RegisterLine,
        id=line_id,
        kind=kind,
        case_id=case_id or None,
        under=record_id,
        at=tx.at,
        by_id=desk.person.id,
        state=state,
        key_ver=ver,
        sealed=seal_row(key, TABLE, line_id, record_id, ver, {"v": VERSION, **document}),
        row_ver=1,
    )
    return line_id


def open_line(desk: Desk, connection: Connection, line_id: str, kind: str) -> OpenedLine:
    """Open one line of this kind; raises NotFound, in the same words, when there is none or it is not hers to read."""
    row = asked.line(connection, desk.keys, line_id)
    if row is None or row.kind != kind:
        raise NotFound(NOT_THERE)
    return _opened(desk, connection, row)


def lines(desk: Desk, connection: Connection, kind: str, **wanted: str) -> list[OpenedLine]:
    """Open the lines of this kind that this person may read, oldest first; ``wanted`` are values of plain columns."""
    return [_opened(desk, connection, row) for row in asked.lines(connection, desk.keys, kind=kind, **wanted)]


def _opened(desk: Desk, connection: Connection, row: LineRow) -> OpenedLine:
    key = find_shared_key(connection, desk.keys, row.under, row.key_ver, WAYS)
    return OpenedLine(row, unseal_row(key, TABLE, row.id, row.under, row.key_ver, row.sealed))


def change_line(
    desk: Desk, tx: Tx, row: LineRow, document: Mapping[str, Any], row_ver: int | None = None, *, state: str = ""
) -> None:
    """Write a line anew as it was seen (``row_ver``, or the row's); raises ChangedMeanwhile when it is another now."""
    key = find_shared_key(tx.connection, desk.keys, row.under, row.key_ver, WAYS)
    sealed = seal_row(key, TABLE, row.id, row.under, row.key_ver, {"v": VERSION, **document})
    values = {"sealed": sealed} | ({"state": state} if state else {})
    tx.change(RegisterLine, {"id": row.id}, row.row_ver if row_ver is None else row_ver, **values)
