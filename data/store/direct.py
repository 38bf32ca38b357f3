"""Statements that are run often: written in SQLAlchemy's Core, compiled once, and run by the driver itself.

What a statement means stays in one place, the tables of ``data.models``; only the hundred microseconds that SQLAlchemy
takes around each run are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import BindParameter, Connection, Executable
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql import visitors

from data.models.columns import Day, Instant

R = TypeVar("R")
Convert = Callable[[Any], Any]

_DIALECT = SQLiteDialect_pysqlite(paramstyle="qmark")


def driver(connection: Connection) -> Any:
    """Give the driver's own connection under SQLAlchemy's, in the transaction that is open on it."""
    return connection.connection.driver_connection


class Direct(Generic[R]):
    """A statement compiled once. ``make`` turns the columns of one row into what is given back, a frozen row mostly."""

    def __init__(self, statement: Executable, make: Callable[..., R], *, also: Mapping[str, Any] | None = None) -> None:
        """Compile; ``also`` gives parameters that are the same in every run."""
        for part in visitors.iterate(statement):  # type: ignore[arg-type]
            if isinstance(part, BindParameter):
                part.required = False  # its value comes with each run
        compiled: Any = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
        self.sql = str(compiled)
        fixed = {**compiled.params, **(also or {})}
        self._slots: tuple[tuple[str, Convert | None, Any], ...] = tuple(
            (name, convert, convert(fixed[name]) if convert and fixed[name] is not None else fixed[name])
            for name in compiled.positiontup or ()
            for convert in (_bind(compiled, name),)
        )
        self._make = make
        columns = getattr(statement, "selected_columns", ())
        self._converts = tuple(
            (place, convert) for place, column in enumerate(columns) if (convert := _result(column.type)) is not None
        )

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """Give the parameters of one run, in the order of the statement."""
        return [
            default if name not in given else convert(given[name]) if convert else given[name]
            for name, convert, default in self._slots
        ]

    def run(self, connection: Connection, **given: Any) -> int:
        """Run a statement that changes rows; give how many it changed."""
        return int(driver(connection).execute(self.sql, self.values(given)).rowcount)

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each of these."""
        driver(connection).executemany(self.sql, [self.values(row) for row in rows])

    def each(self, connection: Connection, **given: Any) -> Iterable[R]:
        """Give the rows one by one, as they are read."""
        return map(self._made, driver(connection).execute(self.sql, self.values(given)))

    def all(self, connection: Connection, **given: Any) -> list[R]:
        """Give every row."""
        return [self._made(row) for row in driver(connection).execute(self.sql, self.values(given)).fetchall()]

    def first(self, connection: Connection, **given: Any) -> R | None:
        """Give the first row, or None."""
        row = driver(connection).execute(self.sql, self.values(given)).fetchone()
        return None if row is None else self._made(row)

    def _made(self, row: tuple[Any, ...]) -> R:
        if not self._converts:
            return self._make(*row)
        values = list(row)
        for place, convert in self._converts:
            value = values[place]
            if value is not None:
                values[place] = convert(value)
        return self._make(*values)


def _result(kind: Any) -> Convert | None:
    """Give what turns a column's stored value, which is not NULL, into ours; None when it is ours already."""
    for ours, convert in ((Instant, datetime.fromisoformat), (Day, date.fromisoformat)):
        if isinstance(kind, ours):
            return convert
    found: Convert | None = kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return found


def _bind(compiled: Any, name: str) -> Convert | None:
    kind = compiled.binds[name].type if name in compiled.binds else None
    convert: Convert | None = kind.dialect_impl(_DIALECT).bind_processor(_DIALECT) if kind is not None else None
    return convert
