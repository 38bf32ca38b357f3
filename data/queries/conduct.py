"""Questions about procedures, registers, walls and absences. Each passes a filter by keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, select, tuple_

from data.keys.keychain import KeyChain
from data.models import Absence, Procedure, ProcedureStep, RecordKey, RegisterLine, Wall
from data.queries.cases import Rooms, held
from data.queries.tables import columns, table
from data.store.direct import Direct

_procedure = table(Procedure)
_step = table(ProcedureStep)
_line = table(RegisterLine)
_wall = table(Wall)
_absence = table(Absence)
_key = table(RecordKey)


@dataclass(frozen=True)
class ProcedureRow:
    """A procedure, as stored."""

    id: str
    case_id: str | None
    client_id: str | None
    opened_at: datetime
    opened_by: str
    key_ver: int
    sealed: bytes = field(repr=False)
    row_ver: int


@dataclass(frozen=True)
class StepRow:
    """A recorded step, as stored."""

    procedure_id: str
    id: str
    happened_at: datetime
    recorded_at: datetime
    by_id: str
    key_ver: int
    sealed: bytes = field(repr=False)
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True)
class LineRow:
    """A line of a register, as stored."""

    id: str
    kind: str
    case_id: str | None
    under: str
    at: datetime
    by_id: str
    state: str
    key_ver: int
    sealed: bytes = field(repr=False)
    row_ver: int


@dataclass(frozen=True)
class WallRow:
    """A wall, as stored; ``lifted_at`` is set when it is no longer there."""

    id: str
    case_id: str
    client_id: str | None
    owner_id: str
    kept_out: str
    at: datetime
    by_id: str
    signature: bytes
    key_ver: int
    sealed: bytes = field(repr=False)
    lifted_at: datetime | None
    lifted_by: str | None
    row_ver: int


@dataclass(frozen=True)
class AbsenceRow:
    """That a function cannot be reached, from ``first`` to ``last``."""

    id: str
    function: str
    first: date
    last: date
    at: datetime
    by_id: str
    state: str
    row_ver: int


def readable_in(record: Any, ver: Any, rooms: Rooms) -> ColumnElement[bool]:
    """Give the filter of records by keys: the record's key is wrapped for a room that this person holds."""
    return exists().where(
        _key.c.record_id == record, _key.c.ver == ver, tuple_(_key.c.room, _key.c.room_ver).in_(rooms)
    )


def _procedures(rooms: Rooms) -> Select[Any]:
    readable = readable_in(_procedure.c.id, _procedure.c.key_ver, rooms)
    return select(*columns(_procedure, ProcedureRow)).where(readable).order_by(_procedure.c.id)


@lru_cache(maxsize=64)
def _asked_procedures(rooms: Rooms, by: str) -> Direct[ProcedureRow]:
    question = _procedures(rooms)
    return Direct(question.where(_procedure.c[by] == bindparam("wanted")) if by else question, ProcedureRow)


def procedure(connection: Connection, chain: KeyChain, procedure_id: str) -> ProcedureRow | None:
    """Find a procedure that this person may read; None also for one that she may not."""
    return _asked_procedures(held(chain), "id").first(connection, wanted=procedure_id)


def procedures(
    connection: Connection, chain: KeyChain, *, case_id: str = "", client_id: str = ""
) -> list[ProcedureRow]:
    """Give the procedures this person may read, oldest first: all, or those of a case or of a client."""
    by, wanted = ("case_id", case_id) if case_id else ("client_id", client_id) if client_id else ("", "")
    return _asked_procedures(held(chain), by).all(connection, **({"wanted": wanted} if by else {}))


_STEPS = Direct(
    select(*columns(_step, StepRow)).where(_step.c.procedure_id == bindparam("wanted")).order_by(_step.c.id), StepRow
)


def steps(connection: Connection, procedure_id: str) -> list[StepRow]:
    """Give the steps of a procedure in the order in which they were recorded, struck ones too."""
    return _STEPS.all(connection, wanted=procedure_id)


@lru_cache(maxsize=64)
def _asked_lines(rooms: Rooms, by: tuple[str, ...]) -> Direct[LineRow]:
    question = select(*columns(_line, LineRow)).where(
        readable_in(_line.c.under, _line.c.key_ver, rooms), *(_line.c[name] == bindparam(f"w_{name}") for name in by)
    )
    return Direct(question.order_by(_line.c.id), LineRow)


def lines(connection: Connection, chain: KeyChain, **wanted: str) -> list[LineRow]:
    """Give the register lines this person may read, oldest first; ``wanted`` are values of plain columns."""
    given = {f"w_{name}": value for name, value in wanted.items()}
    return _asked_lines(held(chain), tuple(sorted(wanted))).all(connection, **given)


def line(connection: Connection, chain: KeyChain, line_id: str) -> LineRow | None:
    """Find one line that this person may read; None also for one that she may not."""
    return next(iter(lines(connection, chain, id=line_id)), None)


_WALLS = Direct(select(*columns(_wall, WallRow)).order_by(_wall.c.id), WallRow)


def walls(connection: Connection, *, case_id: str = "") -> list[WallRow]:
    """Give every wall that stands or stood, oldest first; of one case when it is given. What is sealed stays so."""
    return [row for row in _WALLS.each(connection) if not case_id or row.case_id == case_id]


_ABSENCES = Direct(
    select(*columns(_absence, AbsenceRow)).where(_absence.c.state == "on").order_by(_absence.c.id), AbsenceRow
)


def absences(connection: Connection) -> list[AbsenceRow]:
    """Give the absences that count."""
    return _ABSENCES.all(connection)
