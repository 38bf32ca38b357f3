"""How every connection to the database is made, and what must hold before it is used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from data.errors import AdviceError, IntegrityError, NoService

BUSY_SECONDS = 5.0
LEAST_SQLITE = (3, 51, 3)
"""Earlier versions can corrupt a WAL database that several processes write."""

_AFTER_KEY = (
    "cipher_memory_security=ON",
    "secure_delete=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)


def connect(path: Path, key: bytes, *, make: bool = False) -> Any:
    """Open the database with its raw key and every setting it needs; the driver never begins a transaction itself.

    ``make`` creates the file (0600) when it is not there; otherwise a missing file is never made by mistake. Raises
    IntegrityError when the key does not open it.
    """
    if make:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")  # or a wrong key smears the screen
        connection.set_key(f"x'{key.hex()}'")  # never through execute: a trace would see it
        for pragma in _AFTER_KEY:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError:
        connection.close()
        raise
    return connection


def check_driver(connection: Any) -> None:
    """Raise AdviceError unless the driver is the encrypted one, recent enough and set as this program needs it."""
    version = tuple(int(part) for part in dbapi2.sqlite_version.split("."))
    if version < LEAST_SQLITE:
        raise AdviceError(f"The database driver is too old ({dbapi2.sqlite_version}); run `make setup` again.")
    for pragma, wanted in (("cipher_version", None), ("temp_store", 2), ("secure_delete", 1), ("foreign_keys", 1)):
        row = connection.execute(f"PRAGMA {pragma}").fetchone()
        if row is None or (wanted is not None and row[0] != wanted):
            raise AdviceError(f"The database driver does not do what it must ({pragma}); run `make setup` again.")


def check_file(path: Path) -> None:
    """Raise before anything is opened when the file cannot be our database: missing, a folder, plain, cut short."""
    try:
        if path.is_dir():
            raise IntegrityError(f"{path.name} is a folder where the database should be. Nothing was changed.")
        with path.open("rb") as file:
            head = file.read(16)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise NoService(f"There is no service in {path.parent} yet. Start `advice-tui` to set one up.") from error
    except OSError as error:
        raise AdviceError(f"{path.name} cannot be read: {os.strerror(error.errno or 0)}.") from error
    if head.startswith(b"SQLite format 3"):
        raise IntegrityError(f"{path.name} is not encrypted, so it is not this program's. Nothing was changed.")
    if size < 4096 or size % 4096:
        raise IntegrityError(f"{path.name} is cut short. Restore it from a backup; nothing was changed.")
