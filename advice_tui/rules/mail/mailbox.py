"""Mailbox files (mbox), which hold several messages one behind the other."""

from __future__ import annotations

import re

_FROM_LINE = re.compile(rb"(?:\A|(?<=\n)\r?\n)From [^\r\n]{1,500}\r?\n(?=[!-9;-~]{1,200}:)")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")


def split_mailbox(raw: bytes) -> list[bytes]:
    """Return the messages of a mailbox file, each without its "From " line; one message when it is none.

    A file is a mailbox when its first line begins with "From " (without a colon). Lines that the mailbox quoted
    (">From ") are read as they were written.
    """
    if not raw.startswith(b"From "):
        return [raw]
    starts = list(_FROM_LINE.finditer(raw))
    if not starts:
        return [raw.partition(b"\n")[2]]
    ends = [*(start.start() for start in starts[1:]), len(raw)]
    return [_QUOTED_FROM.sub(rb"\1", raw[start.end() : end]) for start, end in zip(starts, ends, strict=True)]
