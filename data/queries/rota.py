"""Questions about hours and leave."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from data.diary_rows import StaffTimeRow
from data.models import StaffTime
from data.queries.tables import columns, table
from data.store.direct import Direct

_time = table(StaffTime)
_BY_ID = Direct(select(*columns(_time, StaffTimeRow)).where(_time.c.id == bindparam("id")), StaffTimeRow)


def staff_time(connection: Connection, time_id: str) -> StaffTimeRow | None:
    """Give one line of hours or leave, whether it counts or not."""
    return _BY_ID.first(connection, id=time_id)
