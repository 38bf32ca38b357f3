"""A message taken apart into headers and parts, with limits instead of recursion.

The standard library's reader of bodies calls itself for every level and slows down with every part, so the splitting
is done here; the standard library reads the header blocks, their parameters and the encodings.
"""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Final

from advice_tui.rules.mail.words import header_text, text_of
from data.errors import BadInput

PARTS: Final = 200
"""The most parts a message may have."""
NESTING: Final = 20
"""The most levels of parts inside parts."""
HEADERS: Final = 2_000
"""The most header lines that are read; what is behind them is left out, with a note."""
HEADER_BYTES: Final = 2 * 1024 * 1024
"""The longest header block that is read."""
PARAMETERS: Final = 4_000
"""How much of a header with parameters is read."""

_BLANK_LINE = re.compile(rb"(?:\A|\n)\r?\n")
_HEADER_LINE = re.compile(rb"[!-9;-~]+:|[ \t]")
_BOUNDARY_END = rb"(--)?[ \t]*(?:\r?\n|\Z)"
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a message: its headers, its bytes decoded, and in which kind of group it stands."""

    headers: Message
    media_type: str
    data: bytes
    group: int
    """The number of the ``multipart/alternative`` it belongs to, 0 for none."""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file name that the sender gave it, decoded but not cleaned; "" for none."""
        given = self.headers.get_param("filename", None, "content-disposition")
        given = given if given is not None else self.headers.get_param("name", None)
        if isinstance(given, tuple):
            charset, _, value = given
            return text_of(value.encode("latin-1", "replace"), charset or "utf-8")[0]
        return header_text(given.encode("utf-8", "surrogateescape")) if given else ""

    @property
    def is_attachment(self) -> bool:
        """Whether it is to be kept as a file rather than read as the message."""
        disposition = str(self.headers.get("content-disposition", "")).split(";")[0].strip().lower()
        readable = self.media_type in {"text/plain", "text/html"}
        return disposition == "attachment" or not readable or bool(self.name)

    def text(self) -> tuple[str, str | None]:
        """Return the text of the part and a note about its characters, or ``None``."""
        charset = self.headers.get_param("charset", None)
        if isinstance(charset, tuple):
            charset = charset[2]
        return text_of(self.data, charset or "")


def read_headers(block: bytes) -> tuple[Message, bool]:
    """Return a block of header lines as read, and whether some of it was left out for its size."""
    lines = block[:HEADER_BYTES].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    kept: list[bytes] = []
    count = 0
    for line in lines:
        if not _HEADER_LINE.match(line):
            continue
        count += line[:1] not in b" \t"
        if count > HEADERS:
            break
        kept.append(line)
    message = BytesHeaderParser(policy=compat32).parsebytes(b"\n".join(kept) + b"\n\n")
    for name in ("content-type", "content-disposition"):
        value = str(message.get(name, ""))
        if len(value) > PARAMETERS:
            message.replace_header(name, value[:PARAMETERS])
    return message, count > HEADERS or len(block) > HEADER_BYTES


def split_head(raw: bytes) -> tuple[bytes, bytes]:
    """Return the header block and the body, parted at the first empty line."""
    match = _BLANK_LINE.search(raw)
    return (raw[: match.start()], raw[match.end() :]) if match else (raw, b"")


def leaves(headers: Message, body: bytes) -> list[Part]:
    """Return the parts of a message that hold something themselves, in their order.

    A message inside the message stays closed, as one part. More than 200 parts or 20 levels are refused with
    :class:`~data.errors.BadInput`.
    """
    found: list[Part] = []
    waiting: list[tuple[Message, bytes, int, int]] = [(headers, body, 0, 0)]
    seen = 0
    while waiting:
        head, content, depth, group = waiting.pop()
        media_type = head.get_content_type()
        boundary = _boundary(head) if media_type.startswith("multipart/") else b""
        pieces = _split(content, boundary) if boundary else []
        if not pieces:
            found.append(
                _leaf(head, "text/plain" if media_type.startswith("multipart/") else media_type, content, group)
            )
            continue
        if depth >= NESTING:
            raise BadInput(f"This email has parts inside parts, more than {NESTING} deep; it is not read.")
        seen += len(pieces)
        if seen > PARTS:
            raise BadInput(f"This email has more than {PARTS} parts; it is not read.")
        inner = seen if media_type == "multipart/alternative" else group
        for piece in reversed(pieces):
            block, rest = split_head(piece)
            waiting.append((read_headers(block)[0], rest, depth + 1, inner))
    return found


def _boundary(head: Message) -> bytes:
    given = head.get_boundary()
    return given.encode("utf-8", "surrogateescape") if given else b""


def _split(content: bytes, boundary: bytes) -> list[bytes]:
    """Return what stands between the boundary lines; a message that ends before its last boundary ends there."""
    content = b"\n" + content
    lines = re.compile(rb"\n--" + re.escape(boundary) + _BOUNDARY_END)
    pieces: list[bytes] = []
    start: int | None = None
    position = 0
    while (match := lines.search(content, position)) is not None:
        if start is not None:
            pieces.append(content[start : match.start()].removesuffix(b"\r"))
        if len(pieces) > PARTS or match[1]:
            return pieces
        start = match.end()
        position = max(match.end() - 1, match.start() + 1)
    if start is not None:
        pieces.append(content[start:])
    return pieces


def _leaf(head: Message, media_type: str, content: bytes, group: int) -> Part:
    encoding = str(head.get("content-transfer-encoding", "")).split(";")[0].strip().lower()
    data, note = content, None
    if encoding == "base64":
        data, note = _from_base64(content)
    elif encoding == "quoted-printable":
        data = quopri.decodestring(content)
    elif encoding not in {"", "7bit", "8bit", "binary"}:
        note = "A part is packed in a way that is not read; it is shown as it stands."
    return Part(head, media_type, data, group, (note,) if note else ())


def _from_base64(content: bytes) -> tuple[bytes, str | None]:
    packed = b"".join(content.split())
    try:
        if _BASE64.fullmatch(packed):
            return binascii.a2b_base64(packed), None
    except binascii.Error:
        pass
    return content, "A part says that it is packed as base64 and is not; it is shown as it stands."
