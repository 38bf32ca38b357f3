"""How people's text is shown, searched, exported and put in a file's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from advice_tui.rules.text.characters import clean, visible
from advice_tui.rules.text.fields import Limit

_FORMULA = re.compile("[ \u00a0\ufeff\u00ad\u200b-\u200f\u2060-\u2064]*[=+@\\-\t\r\n\x00\uff1d\uff0b\uff0d\uff20]")


def formula_safe(cell: str) -> str:
    """Return a cell that a spreadsheet opens as text.

    OWASP ASVS 5.0 1.2.10: a value that begins with = + - @ TAB or NUL gets a single quote in front; so do CR, LF,
    the full-width signs, and any of these behind spaces, a byte order mark or zero-width characters. Quoting by
    RFC 4180 is the writer's part.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def initials(name: str) -> str:
    """Return the initials of a name for the privacy shade: "Ann Lee" gives "A.L.", 陈伟 gives "陈."; at most four."""
    found: list[str] = []
    for word in visible(name).split():
        start = next((index for index, character in enumerate(word) if character.isalnum()), None)
        if start is not None:
            found.append(next(_clusters(word[start:])).upper())
    return "".join(f"{initial}." for initial in found[:4]) or "–"


# Letters that no normalisation takes apart, apostrophes and dashes of every kind, and what joins without being seen.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’ʼʻ`´′＇", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **dict.fromkeys("\u200c\u200d\u0640", ""),
    }
)
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)


def fold(text: str) -> str:
    """Return the key under which text is found: case, accents, width, kinds of dash and space are forgotten.

    "Zoë", "ZOE" and "zoe" have one key, as have "STRASSE" and "straße". Letters of other alphabets that look alike
    keep keys of their own. Calling it twice changes nothing more.
    """
    taken_apart = unicodedata.normalize("NFKD", clean(text, lines=True))
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", _ACCENTS.sub("", taken_apart).casefold()))
    folded = unicodedata.normalize("NFKC", plain.translate(_ALIKE))
    return " ".join(folded.split())


def cut(text: str, cells: int) -> str:
    """Return one line of at most ``cells`` terminal cells, with "…" where something was left out.

    A letter is never parted from its accents, nor an emoji from what is joined to it. ``cells`` below 1 gives "".
    """
    from rich.cells import cell_len  # noqa: PLC0415  rich is not needed to start

    if cells < 1:
        return ""
    text = visible(text)
    if len(text) <= cells * 32 and cell_len(text) <= cells:
        return text
    kept: list[str] = []
    room = cells - 1
    for cluster in _clusters(text[: cells * 64]):
        room -= cell_len(cluster)
        if room < 0 or len(kept) > cells * 4:
            break
        kept.append(cluster)
    while kept and cell_len("".join(kept)) > cells - 1:
        kept.pop()
    return "".join(kept) + "…"


def cut_visibly(text: str, limit: int) -> str:
    """Return a text of at most ``limit`` characters; a longer one ends in "…". For what is shown beside its whole."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _clusters(text: str) -> Iterator[str]:
    """Part text into what a reader takes for one character."""
    start = 0
    for index in range(1, len(text)):
        if not _belongs(text, index, start):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _belongs(text: str, index: int, start: int) -> bool:
    """Say whether the character at ``index`` belongs to the cluster that began at ``start``."""
    character, before = text[index], text[index - 1]
    if before == "\u200d" or character in "\u200c\u200d" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    if "\U000e0020" <= character <= "\U000e007f" or unicodedata.category(character)[0] == "M":
        return True
    regional = "\U0001f1e6" <= character <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff"
    return regional and index - start == 1


_NOT_IN_NAMES = re.compile(r"[^\w.() -]+")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def safe_file_name(text: str, fallback: str) -> str:
    """Return a file name, never a path, made of people's text; ``fallback`` when nothing of it can be kept.

    Letters and digits of every script, space, dot, dash, underscore and round brackets stay, all else becomes one
    underscore. It begins with a letter or digit, is not a device of Windows, and has at most 120 characters and 200
    bytes; a short ending such as ".pdf" is kept when it is cut.
    """
    last = re.split(r"[/\\]", clean(text))[-1]
    last = last if len(last) <= 500 else last[:400] + last[-100:]
    name = _NOT_IN_NAMES.sub("_", last).strip("_ .-~()")
    if not any(character.isalnum() for character in name):
        return fallback
    if _DEVICES.match(name):
        name = f"file_{name}"
    stem, dot, ending = name.rpartition(".")
    tail = dot + ending if stem and 1 <= len(ending.encode()) <= 10 else ""
    head = name.removesuffix(tail)
    while len(head) + len(tail) > Limit.FILE_NAME or len((head + tail).encode()) > 200:
        head = head[:-1]
    return head.rstrip("_ .-") + tail
