"""Copies of the database: made whole, verified before they are believed. Needs the database key, opens no record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from data.errors import IntegrityError
from data.files import private_folder
from data.store.connection import check_file, connect

FOLDER = "backups"


@dataclass(frozen=True)
class Verified:
    """What a check of one database file found; ``problems`` is empty when it is sound."""

    pages_bad: int
    problems: tuple[str, ...]
    rows: dict[str, int]
    audit_head: str


def before_migration(path: Path, key: bytes, connection: Any) -> Path:
    """Copy the database beside itself before its schema changes, and verify the copy; give the copy's path.

    ``connection`` is a driver connection without a transaction. Raises IntegrityError when the copy is not sound,
    so that no migration begins without one.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    folder = private_folder(path.parent / FOLDER)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = folder / f"before-migration-{version}-{stamp}.db"
    connection.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)
    found = verify(copy, key)
    if found.problems:
        raise IntegrityError("The backup before bringing the service up to date is not sound; nothing was changed.")
    return copy


def verify(path: Path, key: bytes) -> Verified:
    """Check every page, the structure and the references of a database file; counts its rows."""
    check_file(path)
    try:
        connection = connect(path, key)
    except dbapi2.DatabaseError:
        return Verified(0, (f"{path.name} does not open with this key.",), {}, "")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # the page check reads no log
        bad = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        problems = [str(row[0]) for row in bad]
        problems += [row[0] for row in connection.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
        problems += [
            f"broken reference in {row[0]}" for row in connection.execute("PRAGMA foreign_key_check").fetchall()
        ]
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()]
        rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - names from the schema
        head = connection.execute("SELECT seq, hex(hash) FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    except dbapi2.DatabaseError:
        return Verified(0, (f"{path.name} is damaged.",), {}, "")
    finally:
        connection.close()
    return Verified(len(bad), tuple(problems), rows, json.dumps(head) if head else "")
