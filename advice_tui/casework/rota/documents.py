"""A line of hours or leave as it is sealed and opened: when stands in plain columns, why under seal (I-22; L-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection

from advice_tui.desk import Desk
from advice_tui.rules.diary.opening import StaffTime
from advice_tui.rules.displaced import Rota
from advice_tui.rules.staff_times import AWAY, HOURS, Kind
from advice_tui.rules.working_days import Calendar
from data.access.grants import accounts
from data.diary_rows import StaffTimeRow
from data.queries import diary as asked
from data.records import IDENTITY, find_keys, seal_row, unseal_row

VERSION = 1
TABLE = "staff time"


@dataclass(frozen=True)
class OpenedTime:
    """A line with why it was written; ``why`` is empty for hours, and for whom it is not."""

    row: StaffTimeRow
    why: str = field(default="", repr=False)

    def time(self) -> StaffTime:
        """Give it as the rules count with it."""
        row = self.row
        return StaffTime(
            row.account_id,
            cast("Kind", row.kind),
            row.weekday,
            row.every_weeks,
            row.first,
            row.last,
            row.start_minute,
            row.end_minute,
            self.why,
        )


def sealed_why(key: bytes, row_id: str, ver: int, why: str) -> bytes:
    """Seal the words of a line."""
    return seal_row(key, TABLE, row_id, row_id, ver, {"v": VERSION, "why": why})


def open_times(desk: Desk, connection: Connection, rows: Iterable[StaffTimeRow]) -> list[OpenedTime]:
    """Open many lines, in one question for their keys; hours hold no words and need none."""
    rows = list(rows)
    keys = find_keys(connection, desk.keys, [row.id for row in rows if row.kind == AWAY], IDENTITY)
    return [OpenedTime(row, _why(keys, row)) for row in rows]


def _why(keys: Mapping[tuple[str, int], bytes], row: StaffTimeRow) -> str:
    key = keys.get((row.id, row.key_ver))
    if key is None:
        return ""
    document: dict[str, Any] = unseal_row(key, TABLE, row.id, row.id, row.key_ver, row.sealed)
    return str(document.get("why", ""))


def times(desk: Desk, connection: Connection, since: date | None = None) -> tuple[StaffTime, ...]:
    """Give every line of hours and leave that counts, as the rules of the diary take them.

    ``since`` leaves out, unopened, the leave that was over before that day: a diary that grew for years stays as quick.
    Hours that ended stay: who had some does not work whenever the service is open.
    """
    rows = asked.staff_times(connection)
    if since is not None:
        rows = [row for row in rows if row.kind == HOURS or row.last is None or row.last >= since]
    return tuple(one.time() for one in open_times(desk, connection, rows))


def rota_of(desk: Desk, connection: Connection, *, calendar: Calendar | None = None) -> Rota:
    """Give the rota as it stands, which says what appointment cannot be held; by another calendar when one is given."""
    return rota_with(desk, connection, times(desk, connection), calendar=calendar)


def rota_with(
    desk: Desk, connection: Connection, lines: tuple[StaffTime, ...], *, calendar: Calendar | None = None
) -> Rota:
    """Give the rota of these lines; whoever has left is there for nobody."""
    gone = {row.id for row in accounts(connection) if row.state != "active"}
    return Rota(calendar or desk.calendar, lines, gone)
