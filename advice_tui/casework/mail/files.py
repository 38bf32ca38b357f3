"""Where messages stand: files ending in .eml, mailboxes, folders of them. Only ordinary files are read; none is made.

A mailbox may be larger than the memory: its messages are found line by line, and each is read when it is its turn.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from advice_tui.rules.mail import RAW_BYTES, is_mailbox, spans, unquoted
from advice_tui.rules.text import visible
from data.errors import BadInput

MOST_MESSAGES = 2_000
"""The most messages of one batch."""
MOST_BYTES = 1024 * 1024 * 1024
"""The most bytes of all files of one batch together."""
ENDINGS = frozenset({".eml", ".mbox", ".mbx"})
"""What files of a folder are taken for messages."""
_PLACE = re.compile(r"(.+)#(\d{1,15})\+(\d{1,15})\Z", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """One message: its file and where it stands there. ``length`` is None for a file that is one message.

    ``number`` counts the messages of a mailbox from 1; ``trouble`` says why the file cannot be read, or is empty.
    """

    path: Path
    start: int = 0
    length: int | None = None
    number: int = 0
    trouble: str = ""

    @property
    def name(self) -> str:
        """The file's name as it may be shown, with the message's number in a mailbox."""
        shown = visible(self.path.name or str(self.path))
        return f"{shown} ({self.number})" if self.number else shown

    @property
    def place(self) -> str:
        """What ``source_of`` finds the message by."""
        return str(self.path) if self.length is None else f"{self.path}#{self.start}+{self.length}"


def source_of(path: Path) -> Source:
    """Give the message that a path names: a file, or one message of a mailbox as ``Source.place`` writes it."""
    found = _PLACE.fullmatch(str(path))
    if found and not os.path.lexists(path):
        return Source(Path(found[1]), int(found[2]), int(found[3]))
    return Source(path)


def sources(paths: Iterable[Path]) -> list[Source]:
    """Find every message of these files and folders, each file once; one that cannot be read stands with its trouble.

    Raises BadInput when there are more messages or bytes than a batch may have.
    """
    found: list[Source] = []
    size = 0
    for path in dict.fromkeys(_files(paths)):
        try:
            with _opened(path) as file:
                size += os.fstat(file.fileno()).st_size
                found += _messages(path, file, MOST_MESSAGES - len(found))
        except (OSError, ValueError, BadInput) as error:
            found.append(Source(path, trouble=_why(error)))
        if len(found) > MOST_MESSAGES:
            raise BadInput({"path": f"These are more than {MOST_MESSAGES:,} messages. Take them in in parts."})
        if size > MOST_BYTES:
            raise BadInput({"path": f"These files have more than {MOST_BYTES >> 30} GB. Take them in in parts."})
    return found


def content(source: Source) -> bytes:
    """Read one message, at most one byte more than a message may have; raises BadInput with the reason otherwise."""
    try:
        with _opened(source.path) as file:
            file.seek(source.start)
            most = RAW_BYTES + 1
            raw = file.read(most if source.length is None else min(source.length, most))
    except (OSError, ValueError) as error:
        raise BadInput({"path": _why(error)}) from error
    return raw if source.length is None else unquoted(raw)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else None
        except (OSError, ValueError):
            inside = None
        if inside is None:
            yield path
        else:
            yield from (one for one in inside if one.suffix.lower() in ENDINGS and not one.name.startswith("."))


def _opened(path: Path) -> BinaryIO:
    """Open an ordinary file; a pipe, a device or a folder is refused before it can hold the program up."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    kind = os.fstat(number).st_mode
    if stat.S_ISREG(kind):
        return os.fdopen(number, "rb")
    os.close(number)
    if stat.S_ISDIR(kind):
        raise BadInput({"path": f"{visible(path.name) or path} is a folder. Give one message, a file ending in .eml."})
    raise BadInput({"path": "This is no ordinary file."})


def _messages(path: Path, file: BinaryIO, room: int) -> list[Source]:
    """Give the messages of one file, at most one more than there is room for."""
    beginning = file.read(5)
    file.seek(0)
    if not is_mailbox(beginning):
        return [Source(path)]
    found: list[Source] = []
    for number, span in enumerate(spans(file), 1):
        found.append(Source(path, span.start, span.length, number))
        if len(found) > room:
            break
    return found if len(found) > 1 else [Source(path)]


def _why(error: Exception) -> str:
    if isinstance(error, BadInput):
        return error.sentence
    why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "not a file name"
    return f"This file cannot be read: {why}."
