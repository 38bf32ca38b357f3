"""Which characters may stay in people's text.

A control character in a name can rename the terminal's window or write to its clipboard; a direction override makes
"exe.pdf" of "fdp.exe"; an invisible character makes two names that look the same. All of them go, and nothing else
does: markup, formulas, quotes, every script and every emoji stay as they were typed.
"""

from __future__ import annotations

import re
import unicodedata

# Line breaks of every kind. VT and FF are page and line breaks of old programs.
_BREAK = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_BREAK_OR_TAB = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")

# Gone wherever they stand: C0 (the breaks and the tab were dealt with before), DEL, C1, direction marks and overrides,
# zero-width and filler characters, interlinear and other formats, and code points that are no characters.
_GONE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000\U000e0002-\U000e001f\U000e0080-\U000e00ff"
    "\U000e01f0-\U000e0fff" + "".join(f"{chr(n)}{chr(n + 1)}" for n in range(0x1FFFE, 0x110000, 0x10000)) + "]+"
)
_SURROGATE = re.compile("[\ud800-\udfff]")

# Those that may stay in their place: joiners, variation selectors and the tags of a flag.
_TAGS = "\U000e0001\U000e0020-\U000e007f"
_IN_PLACE = re.compile(f"[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f{_TAGS}\U000e0100-\U000e01ef]")
_FLAG_OR_TAGS = re.compile(f"(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{{1,10}}\U000e007f)|[{_TAGS}]+")
_MONGOLIAN = "\u1820-\u18aa"
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_PICTURES = "\u2190-\u27ff\u2900-\u2bff\U0001f000-\U0001faff"
_TAKES_VARIANT = (
    f"#*0-9\u00a9\u00ae\u1000-\u109f\u2030-\u205e\u2100-\u218f{_PICTURES}\u3001-\u33ff\ua840-\ua877{_IDEOGRAPHS}"
)
_LOST_VARIANT = re.compile(
    f"(?<![{_TAKES_VARIANT}])[\ufe00-\ufe0f]|(?<![{_MONGOLIAN}])[\u180b-\u180d\u180f]"
    f"|(?<![{_IDEOGRAPHS}])[\U000e0100-\U000e01ef]"
)
# Scripts whose letters change shape with their neighbours: Arabic and its kin, India, South-East Asia, Mongolian.
_SHAPED = (
    "\u0600-\u0605\u0610-\u061b\u061d-\u08ff\u0900-\u109f\u1780-\u17b3\u17b6-\u17ff\u1820-\u18aa\u1a20-\u1aad\u1b00-\u1c4f"
    "\ua800-\ua8ff\ua980-\ua9df\uaa00-\uaadf\uabc0-\uabff\ufb50-\ufdcf\ufdf0-\ufdfc\ufe70-\ufefc"
    "\U00010a00-\U00010aff\U00010d00-\U00010d3f\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_JOINER_RUN = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_JOINER_IN_PLACE = re.compile(
    f"((?<=[{_SHAPED}])(?:\u200d|\u200c(?=[{_SHAPED}]))"
    f"|(?<=[\u00a9\u00ae\ufe0f{_PICTURES}])\u200d(?=[{_PICTURES}]))|[\u200c\u200d]"
)
_MARK_RUN = re.compile(r"[^\w\s\x00-\x7f]{32,}")


def clean(text: str, *, lines: bool = False) -> str:
    """Return text in NFC without any character that acts instead of being read.

    One line: every line break and tab becomes a space. With ``lines``: line breaks of every kind become line feeds and
    tabs stay. Removed: other C0, DEL and C1 controls (of an escape sequence its harmless letters stay: "[31m"),
    direction controls, zero-width and filler characters. Zero-width joiners and variation selectors stay where they
    join letters or emoji, tag characters in a flag. A lone surrogate becomes U+FFFD. Spaces are never touched.
    Calling it twice changes nothing more. The time grows with the length and nothing else.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _BREAK.sub("\n", text) if lines else _BREAK_OR_TAB.sub(" ", text)
    if text.isascii():
        return _GONE.sub("", text)
    text = _GONE.sub("", _nfc(_SURROGATE.sub("\ufffd", text)))
    if _IN_PLACE.search(text):
        text = _FLAG_OR_TAGS.sub(_first_group, text)
        text = _LOST_VARIANT.sub("", text)
        text = _JOINER_IN_PLACE.sub(_first_group, _JOINER_RUN.sub(r"\1", text))
    return _nfc(text)


def visible(text: str) -> str:
    """Return text as one line that is safe to send to a terminal: the rules of :func:`clean`, breaks as spaces."""
    return clean(text)


def _first_group(match: re.Match[str]) -> str:
    return match[1] or ""


def _nfc(text: str) -> str:
    """Normalise in linear time: long runs of accents are sorted first, which the standard library does in squares."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _MARK_RUN.sub(_sorted_marks, text))


def _sorted_marks(match: re.Match[str]) -> str:
    """Sort each stretch of combining characters by its class, which is what canonical order means."""
    result: list[str] = []
    marks: list[str] = []
    for character in match[0]:
        if unicodedata.combining(character):
            marks.append(character)
        else:
            result += sorted(marks, key=unicodedata.combining)
            result.append(character)
            marks.clear()
    return "".join(result + sorted(marks, key=unicodedata.combining))
