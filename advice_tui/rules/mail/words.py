"""Bytes of a message into text: character sets and encoded words, never with an error and never half done."""

from __future__ import annotations

import binascii
import codecs
import quopri
import re

_ENCODED_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=")
# Codecs of Python that are no character sets of email, or that take the square of the length.
_NOT_IN_MAIL = frozenset(
    {"idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"}
)
_WESTERN = frozenset({"iso8859-1", "latin-1", "cp1252", "ascii", "us-ascii"})
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}


def text_of(data: bytes, charset: str) -> tuple[str, str | None]:
    """Return bytes as text, and a note when the character set is unknown or some characters could not be read.

    Without a set, or with one of the western ones: UTF-8 when it fits, else Windows-1252, as mail programs do. What
    cannot be read becomes U+FFFD. No lone surrogate comes out.
    """
    if charset and (name := _known(charset)) is None:
        shown = "".join(character for character in charset[:40] if character.isalnum() or character in "-_")
        return data.decode(
            "ascii", "replace"
        ), f"The character set “{shown}” is not known; some letters may be missing."
    name = _known(charset) if charset else "ascii"
    assert name is not None
    if name in _WESTERN:
        try:
            return data.decode("utf-8"), None
        except UnicodeDecodeError:
            name = "cp1252"
    try:
        return _scalar(data.decode(name)), None
    except UnicodeError:
        lost = "Some characters could not be read; each is shown as \ufffd."
        return _scalar(data.decode(name, "replace")), lost


def header_text(value: bytes) -> str:
    """Return a header's value with its encoded words read, as one long line; not cleaned.

    Neighbouring words of one set are joined before they are read, since programs cut letters in two.
    """
    result: list[str] = []
    run = b""
    run_set = ""
    end = 0
    for match in _ENCODED_WORD.finditer(value):
        between = value[end : match.start()]
        charset = match[1].decode("ascii", "replace").partition("*")[0].lower()
        if between.strip() or not end or charset != run_set:
            result.append(text_of(run, run_set)[0])
            result.append("" if end and not between.strip() else _plain(between))
            run = b""
        run += _unpacked(match[2], match[3])
        run_set, end = charset, match.end()
    result.append(text_of(run, run_set)[0])
    result.append(_plain(value[end:]))
    return "".join(result)


def _known(charset: str) -> str | None:
    """Return Python's name of a character set, the wider relative of some; ``None`` when it is not one of email."""
    try:
        name = codecs.lookup(charset.strip().strip("'\"")).name
        b"    ".decode(name, "replace")  # refuses what is no character set, such as "zip"
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if name in _NOT_IN_MAIL else _WIDER.get(name, name)


def _scalar(text: str) -> str:
    """UTF-7 and UTF-16 may name lone surrogates, which no file and no terminal takes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _plain(value: bytes) -> str:
    return text_of(re.sub(rb"\r?\n[ \t]+", b" ", value), "")[0]


def _unpacked(kind: bytes, packed: bytes) -> bytes:
    if kind in b"qQ":
        return quopri.decodestring(packed, header=True)
    try:
        return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
    except binascii.Error:
        return packed
