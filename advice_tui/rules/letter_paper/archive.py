"""What a Word document may hold before anything reads it: its parts, their sizes, and what they point to.

1. It is a .docx archive of bounded size, packed and unpacked; a part that unpacks to far more than it says, or a
   thousandfold, is refused unread.
2. No part declares a document type or an entity, and every part is UTF-8: what one reader sees all see.
3. Its words in double braces are names to show, or "if" with a name: nothing else comes near the template language.
4. No macro, no embedded program, nothing that the recipient's Word would fetch from elsewhere when it opens the letter;
   a link to click on may stay.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as zlib_error

from advice_tui.rules.text import cut_visibly

MOST_BYTES: Final = 2 * 1024 * 1024
"""Bytes of a letterhead's file."""
MOST_UNPACKED: Final = 8 * 1024 * 1024
MOST_PART: Final = 512 * 1024
"""Bytes of one part that is text."""
MOST_PARTS: Final = 200
MOST_PARAGRAPHS: Final = 1_000
BODY: Final = "word/document.xml"
FIELDS: Final = ("body", "date", "service", "union", "email", "telephone")
"""What a letterhead may show; it must show the body."""
_TEXTS = (".xml", ".rels", ".vml")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf")
_FETCHED = re.compile(rb"""TargetMode\s*=\s*["']External["']""", re.IGNORECASE)
_RELATION = re.compile(rb"<[^<>]*Relationship\b[^<>]*>", re.IGNORECASE)
_ALIVE = re.compile(rb"vbaProject|macroEnabled|oleObject|activeX|attachedTemplate|aFChunk|/frame\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BRACES = re.compile(r"\{[{%#]|[}%#]\}")
_HIDDEN = re.compile(r"&#(?:0*(?:123|125|37|35)|x0*(?:7b|7d|25|23));", re.IGNORECASE)
_SHOWN = re.compile(r"\{\{ *([A-Za-z_]\w{0,60}) *\}\}")
_MAYBE = re.compile(r"\{% *(?:if +(?:not +)?([A-Za-z_]\w{0,60})|else|endif) *%\}")
NOT_WORD = "This is no Word document (.docx). Save the letterhead in Word as .docx, then choose that file."
TOO_MUCH = "This Word document holds too much to be a letterhead. Use smaller pictures and no long text."
ENTITIES = "This Word document is written in a way that a letterhead never is. Make it anew in Word."
ONE_NAME = "In double braces a letterhead may hold one name only, such as {{ body }}. Look at what else is there."
ALIVE = "This Word document holds a macro, an embedded object or a reference to another file. Take it out first."


def archive_problem(content: bytes) -> str:
    """Say why the bytes of a .docx must not be read any further, or nothing."""
    if len(content) > MOST_BYTES:
        return TOO_MUCH
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _problem(archive)
    except (BadZipFile, LargeZipFile, zlib_error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return NOT_WORD


def _problem(archive: ZipFile) -> str:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if BODY not in names or "[Content_Types].xml" not in names or len(set(names)) != len(names):
        return NOT_WORD
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return TOO_MUCH
    return next((found for part in parts if (found := _part_problem(archive, part))), "")


def _part_problem(archive: ZipFile, part: ZipInfo) -> str:
    name = part.filename.casefold()
    if name.endswith("/"):
        return ""
    if not name.endswith((*_TEXTS, *_PICTURES)):
        return ALIVE
    with archive.open(part) as opened:
        content = opened.read(min(part.file_size, MOST_UNPACKED) + 1)
    if not name.endswith(_TEXTS):
        return ""
    if len(content) > MOST_PART:
        return TOO_MUCH
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ENTITIES
    if "\x00" in text or "<!" in text.replace("<![CDATA[", "").replace("<!--", ""):
        return ENTITIES
    if text.count("<w:p>") + text.count("<w:p ") > MOST_PARAGRAPHS:
        return TOO_MUCH
    if problem := _braces_problem(text):
        return problem
    if _ALIVE.search(content) and not name.endswith(("settings.xml", "styles.xml", "theme1.xml")):
        return ALIVE
    return ALIVE if name.endswith(".rels") and _fetches(content) else ""


def _braces_problem(text: str) -> str:
    """Say what is wrong with the words in double braces of one part, however its tags part them."""
    if _HIDDEN.search(text) or any(_BRACES.search(tag) for tag in _TAG.findall(text)):
        return ENTITIES
    plain = _TAG.sub("", text)
    if _BRACES.search(_MAYBE.sub("", _SHOWN.sub("", plain))):
        return ONE_NAME
    named = {name for name in (*_SHOWN.findall(plain), *_MAYBE.findall(plain)) if name}
    unknown = sorted(named - set(FIELDS))
    if unknown:
        can = ", ".join(f"{{{{ {name} }}}}" for name in FIELDS)
        return f"{{{{ {cut_visibly(unknown[0], 30)} }}}} cannot be filled in. A letterhead may show: {can}."
    return ""


def _fetches(relations: bytes) -> bool:
    """Whether a part points outside the document with anything but a link to click on."""
    outside = [one for one in _RELATION.findall(relations) if _FETCHED.search(one)]
    return any(b"/hyperlink" not in one for one in outside)
