"""Files of the computer's own disk: read for a case in pieces, never opened; saved out of one, never over another.

Links, folders, devices and pipes are refused in plain words: a link may lead anywhere, a device may never end.
"""

from __future__ import annotations

import glob
import os
import shlex
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from advice_tui.rules import file_kinds
from advice_tui.rules.text import cut, safe_file_name, visible
from data.errors import BadInput

MOST_BYTES: Final = 10 * 1024 * 1024
"""Bytes of one file that a case takes."""
MOST_TOGETHER: Final = 20 * 1024 * 1024
"""Bytes of all files that are attached together."""
MOST_FILES: Final = 30
"""Files that are attached together."""
PIECE: Final = 256 * 1024
"""Bytes that are read and written at a time."""
LONGEST_PATHS: Final = 8000
"""Characters of typed paths that are read."""
NAMES_LOOKED_AT: Final = 5000
"""Names of a folder that are looked through to finish a typed path."""
NAME_SHOWN: Final = 60
SAME_NAMES: Final = 1000
_READ: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_MAKE: Final = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True)
class OnDisk:
    """A file that was named: how it would be called on the case, its size, and what is wrong with it."""

    path: Path
    name: str
    size: int
    problem: str = ""


def sized(size: int) -> str:
    """Say a size in bytes as people do: "240 KB", "1.4 MB"."""
    if size < 1024:
        return f"{size} bytes"
    return f"{round(size / 1024):,} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def named(text: str) -> tuple[OnDisk, ...]:
    """Look at the files that a typed line names, without reading them.

    One path may hold spaces; several stand apart by spaces, quoted where they hold some; ``~`` is the home folder and
    ``*`` in a file's name, not in its folders', stands for any letters.
    """
    found: dict[Path, OnDisk] = {}
    for path in _paths(text[:LONGEST_PATHS]):
        if path not in found:
            found[path] = _looked_at(path)
        if len(found) > MOST_FILES:
            break
    return tuple(found.values())


def problem_with(files: tuple[OnDisk, ...]) -> str:
    """Say everything that is wrong with the files named, or nothing."""
    if not files:
        return "Name a file, such as ~/Downloads/letter.pdf."
    wrong = [file.problem for file in files if file.problem]
    if len(files) > MOST_FILES:
        wrong.append(f"At most {MOST_FILES} files are attached together.")
    elif sum(file.size for file in files) > MOST_TOGETHER:
        wrong.append(f"Together they are more than {sized(MOST_TOGETHER)}: attach them in two goes.")
    return " ".join(wrong)


def read(path: Path) -> bytes:
    """Read one ordinary file whole; raises BadInput with the sentence for what is none, or is too big."""
    try:
        if path.is_symlink():  # where the system cannot refuse to follow one
            raise BadInput({"paths": _kind_problem(path, stat.S_IFLNK)})
        descriptor = os.open(path, _READ)
    except (OSError, ValueError) as error:
        raise BadInput({"paths": _trouble(path, error)}) from error
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(file.fileno())
        if problem := _kind_problem(path, about.st_mode) or _size_problem(path, about.st_size):
            raise BadInput({"paths": problem})
        try:
            content = b"".join(_pieces(file.fileno()))
        except OSError as error:
            raise BadInput({"paths": _trouble(path, error)}) from error
    if problem := _size_problem(path, len(content)):  # it grew meanwhile, or said less than it holds
        raise BadInput({"paths": problem})
    return content


def folder_of(text: str) -> Path:
    """Give the folder that was typed; raises BadInput when it is none, or cannot be written to."""
    path = _expanded(text.strip())
    try:
        if not text.strip():
            raise BadInput({"folder": "Name a folder, such as ~/Downloads."})
        if not path.exists():
            raise BadInput({"folder": f"There is no folder {_shown(path)}."})
        if not path.is_dir():
            raise BadInput({"folder": f"{_shown(path)} is a file. Name a folder."})
        if not os.access(path, os.W_OK | os.X_OK):
            raise BadInput({"folder": f"Nothing can be saved in {_shown(path)}: you may not write there."})
    except (OSError, ValueError) as error:
        raise BadInput({"folder": _trouble(path, error)}) from error
    return path.absolute()


def usual_folder() -> str:
    """Give the folder that is offered for saving: Downloads where there is one, else the home folder."""
    return "~/Downloads" if (Path.home() / "Downloads").is_dir() else "~"


def save(folder: Path, name: str, content: bytes) -> Path:
    """Save a file that only its owner may read, under this name or the next free one ("letter (2).pdf"); its path.

    Nothing that is there is ever overwritten. Raises BadInput when it cannot be written; then nothing is left.
    """
    safe = safe_file_name(name, "file")
    for path in _free_names(folder, safe):
        try:
            descriptor = os.open(path, _MAKE, 0o600)
        except FileExistsError:
            continue
        except (OSError, ValueError) as error:
            raise BadInput({"folder": _trouble(path, error)}) from error
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            with suppress(OSError):
                path.unlink()
            raise BadInput({"folder": _trouble(path, error)}) from error
        return path
    raise BadInput({"folder": f"There are too many files called {safe} in this folder."})


def completed(text: str, *, folders: bool = False) -> str:
    """Finish a typed path by the first name of its folder that begins so, or give nothing."""
    if not text.strip() or len(text) > LONGEST_PATHS or text[-1] in "'\"*":
        return ""
    head, _, begun = text.rpartition(os.sep)
    if not head and not text.startswith(os.sep):
        return ""
    fitting = []
    try:
        with os.scandir(_expanded(head + os.sep)) as entries:
            for _, entry in zip(range(NAMES_LOOKED_AT), entries, strict=False):
                plain = visible(entry.name) == entry.name and not entry.is_symlink()
                if plain and entry.name.startswith(begun) and (begun or not entry.name.startswith(".")):
                    fitting.append((entry.name.casefold(), entry.name + (os.sep if entry.is_dir() else "")))
    except (OSError, ValueError):
        return ""
    names = [name for _, name in sorted(fitting) if not folders or name.endswith(os.sep)]
    return f"{head}{os.sep}{names[0]}" if names else ""


# Parts --------------------------------------------------------------------------------------------------------------


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except (RuntimeError, ValueError):  # ~nobody, and what can be nobody's name
        return Path(text)


def _paths(text: str) -> Iterator[Path]:
    whole = text.strip()
    if not whole:
        return
    with suppress(OSError, ValueError):
        if os.path.lexists(_expanded(whole)):
            yield _expanded(whole)
            return
    try:
        words = shlex.split(whole, posix=os.name == "posix")
    except ValueError:  # a quote that does not end
        words = [whole]
    for word in words:
        path = _expanded(word.strip("'\"") if os.name != "posix" else word)
        yield from _matching(path)


def _matching(path: Path) -> Iterator[Path]:
    with suppress(OSError, ValueError):
        if glob.has_magic(path.name) and not os.path.lexists(path):
            fitting = f"{glob.escape(str(path.parent))}{os.sep}{path.name}"  # of a folder named whole: not of the disk
            for name in sorted(glob.glob(fitting))[: MOST_FILES + 1]:  # noqa: PTH207 - the pattern is a whole path
                if not os.path.isdir(name):  # noqa: PTH112 - the same
                    yield Path(name)
            return
    yield path


def _looked_at(path: Path) -> OnDisk:
    name = safe_file_name(path.name, "file")
    try:
        about = path.lstat()
    except (OSError, ValueError) as error:
        return OnDisk(path, name, 0, _trouble(path, error))
    problem = _kind_problem(path, about.st_mode) or file_kinds.name_problem(path.name)
    problem = problem or _size_problem(path, about.st_size)
    return OnDisk(path, name, about.st_size, problem)


def _kind_problem(path: Path, mode: int) -> str:
    if stat.S_ISREG(mode):
        return ""
    if stat.S_ISLNK(mode):
        return f"{_shown(path)} is a link to another file. Name the file itself."
    if stat.S_ISDIR(mode):
        return f"{_shown(path)} is a folder. Name a file, or every file in it as {path.name or '.'}/*."
    return f"{_shown(path)} is a device or a pipe, not a file."


def _size_problem(path: Path, size: int) -> str:
    if size == 0:
        return f"{_shown(path)} is empty."
    if size <= MOST_BYTES:
        return ""
    most = sized(MOST_BYTES)
    return f"{_shown(path)} has {sized(size)}; a case takes files of at most {most}."


def _shown(path: Path) -> str:
    return cut(path.name or str(path), NAME_SHOWN)


def _trouble(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file {_shown(path)} there."
    why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "this is no file's name"
    return f"{_shown(path)} cannot be used: {why}."


def _pieces(descriptor: int) -> Iterator[bytes]:
    left = MOST_BYTES + 1
    while left > 0 and (piece := os.read(descriptor, min(PIECE, left))):
        left -= len(piece)
        yield piece


def _free_names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    stem, dot, ending = name.rpartition(".")
    stem, tail = (stem, dot + ending) if stem else (name, "")
    for number in range(2, SAME_NAMES):
        yield folder / f"{stem} ({number}){tail}"
