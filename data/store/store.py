"""Open, read, write: every transaction of the program passes here, and each writing one leaves its audit line."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, create_engine, delete, event, exc, func, insert, select, update
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2
from sqlmodel import SQLModel

from data.errors import AdviceError, ChangedMeanwhile, IntegrityError, Locked
from data.files import locked_file
from data.migrations import migrate, pending, steps
from data.models import Audit
from data.store.audit import FIRST, Signer, audit_hash
from data.store.connection import BUSY_SECONDS, check_driver, check_file, connect
from data.store.direct import Direct

SESSIONS = "sessions.lock"
RENEWED = "The keys of this service were renewed. Sign in again to go on."


def _table(model: type[SQLModel]) -> Any:
    return model.__table__  # type: ignore[attr-defined]


@cache
def _insert(model: type[SQLModel], names: tuple[str, ...]) -> Direct[Any]:
    """Compile once the insert of rows with these columns; a column left out gets its default."""
    table = _table(model)
    left_out = {column.name: column.default.arg for column in table.c if column.default and column.name not in names}
    binds = {name: bindparam(name, type_=table.c[name].type) for name in (*names, *left_out)}
    return Direct(insert(table).values(binds), tuple, also=left_out)


@cache
def _update(model: type[SQLModel], key: tuple[str, ...], values: tuple[str, ...], *, guarded: bool) -> Direct[Any]:
    """Compile once the update of the row with this key; ``guarded`` by the row version that was seen."""
    table = _table(model)
    names = (*key, "row_ver") if guarded and "row_ver" in table.c else key
    where = [table.c[name] == bindparam(f"where_{name}", type_=table.c[name].type) for name in names]
    changes: dict[str, Any] = {name: bindparam(f"set_{name}", type_=table.c[name].type) for name in values}
    if "row_ver" in table.c:
        changes["row_ver"] = table.c.row_ver + 1
    return Direct(update(table).where(*where).values(changes), tuple)


@cache
def _delete(model: type[SQLModel], key: tuple[str, ...]) -> Direct[Any]:
    """Compile once the deletion of the rows with these values."""
    table = _table(model)
    return Direct(delete(table).where(*(table.c[name] == bindparam(f"where_{name}") for name in key)), tuple)


@cache
def _last_line() -> Direct[tuple[int, bytes]]:
    """Compile once the question for the last line of the audit trail."""
    table = _table(Audit)
    return Direct(select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1), _pair)


def _pair(seq: int, digest: bytes) -> tuple[int, bytes]:
    return seq, digest


@dataclass
class Tx:
    """One writing transaction. What it did is told by ``obj`` and ``detail``, which go into the audit line."""

    connection: Connection
    signer: Signer
    at: datetime
    act: str
    obj: str
    detail: dict[str, Any] = field(default_factory=dict)

    def insert(self, model: type[SQLModel], **values: Any) -> None:
        """Insert one row."""
        _insert(model, tuple(values)).run(self.connection, **values)

    def insert_many(self, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
        """Insert rows of the same columns."""
        if rows:
            _insert(model, tuple(rows[0])).run_many(self.connection, rows)

    def change(self, model: type[SQLModel], key: Mapping[str, Any], row_ver: int | None = None, **values: Any) -> None:
        """Change the one row with this key; raises ChangedMeanwhile when its ``row_ver`` is no longer the one seen."""
        statement = _update(model, tuple(key), tuple(values), guarded=row_ver is not None)
        given = {f"where_{name}": value for name, value in key.items()}
        given |= {f"set_{name}": value for name, value in values.items()}
        if row_ver is not None:
            given["where_row_ver"] = row_ver
        if statement.run(self.connection, **given) != 1:
            raise ChangedMeanwhile(
                "Somebody else changed this at the same moment. Look again; nothing was overwritten."
            )

    def delete(self, model: type[SQLModel], **key: Any) -> int:
        """Delete the rows with these values; give how many."""
        given = {f"where_{name}": value for name, value in key.items()}
        return _delete(model, tuple(key)).run(self.connection, **given)

    def write_audit(self) -> int:
        """Append this act's line; called once, last, by ``Store.write``. Give its number."""
        last = _last_line().first(self.connection)
        seq, prev = (last[0] + 1, last[1]) if last else (1, FIRST)
        detail = json.dumps(self.detail, sort_keys=True, separators=(",", ":")) if self.detail else ""
        digest = audit_hash(prev, seq, self.at, self.signer.account_id, self.act, self.obj, detail)
        self.insert(
            Audit,
            seq=seq,
            at=self.at,
            actor_id=self.signer.account_id,
            act=self.act,
            obj=self.obj,
            detail=detail,
            prev=prev,
            hash=digest,
            signature=self.signer.sign(digest),
        )
        return seq


class Store:
    """One process's way to the database: connections are pooled, threads may share it."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._connect = _connector(path, key)
        self._engine = _engine(self._connect)
        self._watch: Any = None
        self._session: Any = None
        self.closed = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read in one snapshot."""
        with self._translating(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, signer: Signer, act: str, obj: str = "", *, at: datetime, audited: bool = True) -> Iterator[Tx]:
        """Do one act: everything inside, and its audit line, is stored together or not at all.

        ``audited`` is False only for another keystroke of a draft that is known already: nobody has done anything yet.
        """
        with self._translating(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                tx = Tx(connection, signer, at, act, obj)
                yield tx
                if audited:
                    tx.write_audit()

    def changes(self) -> int:
        """Give a number that grows whenever another connection commits; costs a few microseconds."""
        with self._translating():
            if self._watch is None:
                self._watch = self._connect()
            row = self._watch.execute("PRAGMA data_version").fetchone()
        return int(row[0])

    def bare(self) -> Any:
        """Give a driver connection of its own, without a transaction, for maintenance; the caller closes it."""
        with self._translating():
            return self._connect()

    def checkpoint(self) -> bool:
        """Move the log into the database and empty it; give False while a reader elsewhere holds it back."""
        connection = self.bare()
        try:
            with self._translating():
                row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        return bool(row[0] == 0)

    def renew_key(self, key: bytes) -> None:
        """Re-encrypt the database under a new raw key and go on with it; other processes must sign in again."""
        self._engine.dispose()
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        connection = self.bare()
        try:
            with self._translating():
                connection.reset_key(f"x'{key.hex()}'")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        self._connect = _connector(self.path, key)
        self._engine = _engine(self._connect)

    def close(self) -> None:
        """Close every connection and forget the key; may be called twice."""
        self.closed = True
        self._connect = _refuse
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        self._engine.dispose()
        self._engine = _engine(_refuse)
        if self._session is not None:
            session, self._session = self._session, None
            session.__exit__(None, None, None)

    def hold_session(self) -> None:
        """Hold the shared lock that says: a session is open, so nobody may migrate or restore."""
        session = locked_file(self.path.parent / SESSIONS, seconds=BUSY_SECONDS, shared=True)
        try:
            session.__enter__()
        except TimeoutError as error:
            raise Locked("The service is being maintained at this moment. Try again in a minute.") from error
        self._session = session

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (exc.DBAPIError, dbapi2.Error) as error:
            raise _translated(error) from None


def _connector(path: Path, key: bytes) -> Callable[[], Any]:
    def creator() -> Any:
        return connect(path, key)

    return creator


def _refuse() -> Any:
    raise Locked("You are signed out. Sign in again to go on.")


def _engine(creator: Callable[[], Any]) -> Engine:
    """Pool connections made by ``creator``; parameters, which hold people's words, stand in no error text."""
    engine = create_engine(
        "sqlite://", module=dbapi2, creator=creator, poolclass=QueuePool, pool_size=4, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Writers take the write lock at once: a lock asked for later fails without waiting. One retry, not none."""
    if not connection.get_execution_options().get("write"):
        connection.exec_driver_sql("BEGIN")
        return
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except exc.OperationalError:
        connection.exec_driver_sql("PRAGMA schema_version")  # says so when the key was renewed, where BEGIN does not
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _translated(error: BaseException) -> AdviceError:
    """Turn the driver's words into a sentence; the driver's own text may hold people's words and goes nowhere."""
    origin = getattr(error, "orig", None) or error
    words = str(origin).lower()
    if "not a database" in words or "hmac" in words:
        return Locked(RENEWED, sign_in_again=True)
    if "locked" in words or "busy" in words:
        return Locked("The database is busy at this moment. Nothing was lost; try again.")
    if "readonly" in words or "read-only" in words:
        return AdviceError(
            "The service's folder cannot be written to, so nothing was saved. Ask whoever looks after it."
        )
    if "full" in words or "disk i/o" in words:
        return AdviceError("The disk is full or failing, so nothing was saved. Free some space, then save again.")
    if "unable to open" in words:
        return AdviceError("The database cannot be opened. Look whether its folder is still there.")
    if "constraint" in words:
        return ChangedMeanwhile(
            "Somebody else saved the same thing at this moment. Look again; nothing was overwritten."
        )
    if "malformed" in words or "corrupt" in words:
        return IntegrityError(
            "The database is damaged. Run `advice-tui check`, and restore from a backup if it says so."
        )
    return AdviceError(f"The database refused this ({type(origin).__name__}). Nothing was saved.")


def create(path: Path, key: bytes) -> Store:
    """Make a new, empty database with the newest schema; raises when the file is there already."""
    try:
        connection = connect(path, key, make=True)
    except FileExistsError as error:
        raise AdviceError(f"There is a database in {path.parent} already. Nothing was changed.") from error
    except (OSError, dbapi2.Error) as error:
        raise AdviceError(f"The database cannot be made in {path.parent}. Is the folder writable?") from error
    try:
        check_driver(connection)
        migrate(connection, steps())
    finally:
        connection.close()
    store = Store(path, key)
    store.hold_session()
    return store


def open_store(path: Path, key: bytes, *, before_migration: Callable[[Any], object]) -> Store:
    """Open the database and bring its schema up to date; ``before_migration`` makes and verifies a backup first.

    Raises IntegrityError for a wrong key, a damaged file or one of a newer program.
    """
    check_file(path)
    try:
        connection = connect(path, key)
    except (dbapi2.Error, sqlite3.Error) as error:
        words = str(error).lower()
        if "not a database" in words or "malformed" in words or "hmac" in words:
            raise IntegrityError(
                f"The key file does not open {path.name}: one of the two was replaced or is damaged. "
                "Restore both from the same backup; nothing was changed."
            ) from None
        raise _translated(error) from None
    try:
        check_driver(connection)
        if pending(connection, steps()):
            _bring_up_to_date(path, connection, before_migration)
    finally:
        connection.close()
    store = Store(path, key)
    store.hold_session()
    return store


def _bring_up_to_date(path: Path, connection: Any, before_migration: Callable[[Any], object]) -> None:
    if not os.access(path, os.W_OK):
        raise AdviceError("The service must be brought up to date, but its folder cannot be written to.")
    try:
        with locked_file(path.parent / SESSIONS, seconds=BUSY_SECONDS):
            todo = pending(connection, steps())  # another process may have done it while we waited
            if todo:
                before_migration(connection)
                migrate(connection, todo)
    except dbapi2.Error as error:
        raise _translated(error) from None
    except TimeoutError as error:
        raise Locked(
            "The service must be brought up to date first, but somebody is signed in elsewhere. "
            "Ask everybody to lock or leave the program, then sign in again."
        ) from error


def row_count(connection: Connection, model: type[SQLModel]) -> int:
    """Count the rows of a table."""
    return int(connection.execute(select(func.count()).select_from(_table(model))).scalar_one())
