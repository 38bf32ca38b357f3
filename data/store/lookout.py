"""One look at a service from a terminal at which nobody is signed in any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection

from data.errors import Locked
from data.files import locked_file
from data.store.store import SESSIONS, Store

Signs = tuple[tuple[int, int, int] | None, ...]
"""What tells that the files were written to: inode, size and time of the database and of its log."""


def signs(path: Path) -> Signs:
    """Give the signs of the files now; costs microseconds, and opens nothing."""
    return tuple(_sign(one) for one in (path, path.with_name(f"{path.name}-wal")))


def _sign(path: Path) -> tuple[int, int, int] | None:
    with suppress(OSError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None


@contextmanager
def glance(path: Path, key: bytes) -> Iterator[Connection]:
    """Open the database for one reading and close it again: nothing stays open that maintenance would wait for.

    Raises Locked at once while the service is maintained or the key was renewed, AdviceError for any other trouble.
    """
    try:
        with locked_file(path.parent / SESSIONS, seconds=0, shared=True):
            store = Store(path, key)
            try:
                with store.read() as connection:
                    yield connection
            finally:
                store.close()
    except TimeoutError as error:
        raise Locked("The service is being maintained at this moment. Try again in a minute.") from error
