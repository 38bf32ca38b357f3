"""Files that are written outside the service's folder, where the person names: whole or not at all, never over another.

What leaves the store in them is no longer protected by it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

from advice_tui.desk import Desk
from advice_tui.rules.text import clean, visible
from data.errors import BadInput

THERE = "there"
"""The name of the problem "such a file exists": who was asked may then write over it."""
FOR_ALL, FOR_OWNER = 0o644, 0o600
"""Who may read the file: anybody, where it is for the public; else only whoever wrote it."""
_MAKE = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def target(desk: Desk, path: str) -> Path:
    """Give the file that was named; raises BadInput under "path" for one that can be none of ours to write."""
    typed = path.strip().strip("'\"")
    if not typed:
        raise BadInput({"path": "Type where the file shall stand, such as ~/notice.txt."})
    if clean(typed) != normalize("NFC", typed):
        raise BadInput({"path": "The name holds signs that cannot be seen. Type it again."})
    try:
        found = Path(typed).expanduser().absolute()
        inside = found.resolve().is_relative_to(desk.home.resolve())
    except (RuntimeError, OSError, ValueError) as error:
        raise BadInput({"path": "There is no such place. Write the path from its beginning, with /."}) from error
    if inside:
        raise BadInput({"path": "That is the folder of the service itself. Choose another place."})
    return found


def write(path: Path, content: bytes, *, mode: int, replace: bool = False) -> None:
    """Write the file whole or not at all; a new one is made only where there is none.

    Raises BadInput under "path" for a place that cannot be used, and under :data:`THERE` when there is such a file
    already and ``replace`` was not said.
    """
    try:
        if path.is_dir():
            raise BadInput({"path": f"{visible(path.name)} is a folder. Add the name of a file."})
        if replace:
            _replace(path, content, mode)
        else:
            _make(path, content, mode)
    except FileExistsError as error:
        raise BadInput({THERE: f"There is a file {visible(path.name)} already."}) from error
    except FileNotFoundError as error:
        raise BadInput({"path": f"There is no folder {visible(str(path.parent))}."}) from error
    except OSError as error:
        said = os.strerror(error.errno or 0)
        raise BadInput({"path": f"The file cannot be written there: {said}. Choose another place."}) from error


def _make(path: Path, content: bytes, mode: int) -> None:
    """Make a file where there is none; a half-written one does not stay."""
    with os.fdopen(os.open(path, _MAKE, mode), "wb") as file:
        try:
            file.write(content)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise
    path.chmod(mode)


def _replace(path: Path, content: bytes, mode: int) -> None:
    """Put the new file in the place of the old one in one step; a link is replaced, not followed."""
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        _make(beside, content, mode)
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink()
