"""Files on the disk: private folders, whole-or-nothing writes, locks between processes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data.errors import AdviceError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
BINARY = getattr(os, "O_BINARY", 0)


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter, whatever the umask; one that is there keeps its files."""
    try:
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if os.name == "posix" and path.stat().st_uid == os.getuid():
            path.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise AdviceError(f"The folder {path} cannot be used: {os.strerror(error.errno or 0)}.") from error
    return path


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file by new content or leave it as it was: temporary file, fsync, rename, fsync of the folder."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), PRIVATE_FILE
        )
        with os.fdopen(descriptor, "wb") as file:
            if os.name == "posix":
                os.fchmod(file.fileno(), PRIVATE_FILE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise AdviceError(
            f"{path.name} cannot be written: {os.strerror(error.errno or 0)}. Nothing was changed."
        ) from error
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def sweep_leftovers(path: Path) -> None:
    """Remove temporary files that an interrupted ``write_whole`` of this file left. Call under the file's lock."""
    for leftover in path.parent.glob(f".{path.name}.*.tmp"):
        with suppress(OSError):
            leftover.unlink()


@contextmanager
def locked_file(path: Path, *, seconds: float, shared: bool = False) -> Iterator[None]:
    """Hold an advisory lock on a file, waiting at most ``seconds``; raises TimeoutError."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    except OSError as error:
        raise AdviceError(f"The folder {path.parent} cannot be used: {os.strerror(error.errno or 0)}.") from error
    try:
        _wait_for_lock(descriptor, seconds, shared=shared)
        yield
    finally:
        os.close(descriptor)  # closing lets go of the lock


def _wait_for_lock(descriptor: int, seconds: float, *, shared: bool) -> None:
    deadline = time.monotonic() + seconds
    while not _try_lock(descriptor, shared=shared):
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int, *, shared: bool) -> bool:  # noqa: ARG001 - Windows knows exclusive locks only
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
