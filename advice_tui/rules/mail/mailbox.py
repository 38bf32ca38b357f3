"""Mailbox files (mbox), which hold several messages one behind the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_FROM_LINE = re.compile(rb"(?:\A|(?<=\n)\r?\n)From [^\r\n]{1,500}\r?\n(?=[!-9;-~]{1,200}:)")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_ONE_FROM_LINE = re.compile(rb"From [^\r\n]{1,500}\r?\n")
_HEADER = re.compile(rb"[!-9;-~]{1,200}:")
LINE: Final = 64 * 1024
"""So many bytes of a line are looked at; a message may have longer ones."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where one message stands in a file, in bytes."""

    start: int
    length: int


def is_mailbox(beginning: bytes) -> bool:
    """Say whether a file that begins so is a mailbox: its first line begins with "From " (without a colon)."""
    return beginning.startswith(b"From ")


def split_mailbox(raw: bytes) -> list[bytes]:
    """Return the messages of a mailbox file, each without its "From " line; one message when it is none.

    A file is a mailbox when its first line begins with "From " (without a colon). Lines that the mailbox quoted
    (">From ") are read as they were written.
    """
    if not is_mailbox(raw):
        return [raw]
    starts = list(_FROM_LINE.finditer(raw))
    if not starts:
        return [raw.partition(b"\n")[2]]
    ends = [*(start.start() for start in starts[1:]), len(raw)]
    return [unquoted(raw[start.end() : end]) for start, end in zip(starts, ends, strict=True)]


def unquoted(message: bytes) -> bytes:
    """Return a message of a mailbox with its quoted ">From " lines as they were written."""
    return _QUOTED_FROM.sub(rb"\1", message)


def spans(file: BinaryIO) -> Iterator[Span]:
    """Say where each message of a mailbox stands, reading it line by line: a mailbox may be larger than the memory.

    What stands there, ``unquoted``, is what ``split_mailbox`` returns, but for a mailbox without any whole message.
    """
    begun: int | None = None
    blank_at: int | None = None
    end: int | None = None
    position, new_line = 0, True
    while line := file.readline(LINE):
        if end is not None and _HEADER.match(line):
            if begun is not None:
                yield Span(begun, end - begun)
            begun = position
        end = None
        if new_line and (position == 0 or blank_at is not None) and _ONE_FROM_LINE.fullmatch(line):
            end = blank_at or 0
        blank_at = position if new_line and position and line in {b"\n", b"\r\n"} else None
        position += len(line)
        new_line = line.endswith(b"\n")
    if begun is not None:
        yield Span(begun, position - begun)
