"""The words by which people and cases are found, and how a question is read. Pure: no store, no index.

1. Case, accents and width are forgiven (``fold``); a name in another alphabet is found by its plain letters, and the
   other way round. 2. A number is found however it is grouped: "26-0142", "260142" and "142"; "07700 900123" and
   "+44 7700 900123". 3. Every word that is typed must match; each may be a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from advice_tui.rules.text import fold

EXCERPT: Final = 90
"""Characters of an excerpt."""
LONGEST: Final = 500
MOST_WORDS: Final = 12
"""So much of a question counts; more is a paste, not a question."""
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ‘`")
_TYPED = str.maketrans("‘’“”–—…\u00a0", "''\"\"--. ")
_LETTER_WORDS = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
"""Scripts that put no space between words: every sign is a word of its own."""
_SYLLABLE = re.compile(r"[A-Z]?[a-z]+|\d+")
_DIGIT = re.compile(r"\d")
_NO_DIGIT = re.compile(r"\D+")
_LONGEST_PREFIX = 2
LEAST_ABROAD = 5
"""A number of more digits that begins with 44 may be one written with +44."""


def words_in(text: str) -> str:
    """Give a text as the index takes it; the index itself forgives the case of plain letters."""
    if text.isascii():
        return text
    text = text.translate(_TYPED)
    return text if text.isascii() else _LETTER_WORDS.sub(r" \1 ", fold(text))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Give a name of another alphabet in plain small letters ("Иванов" is "ivanov"); empty when it is in them already.

    Of a name without spaces every ending is a word as well, so that "李小龍" is found by "xiaolong".
    """
    folded = fold(text)
    if folded.isascii():
        return ""
    from anyascii import anyascii  # noqa: PLC0415 - tables of every script, read when one is met

    found = []
    for word in folded.split():
        latin = anyascii(word)
        parts = _SYLLABLE.findall(latin) if not word.isascii() else [latin]
        found += ["".join(parts[start:]) for start in range(len(parts))] or [latin]
    return " ".join(found).lower()


def forget() -> None:
    """Let go of the names that were put into plain letters; nobody is signed in any more."""
    plain.cache_clear()


def words_of_names(names: Iterable[str]) -> str:
    """Give the words of names: as written, without apostrophes, and in plain letters."""
    found: dict[str, None] = {}
    for name in names:
        if name:
            folded = words_in(name).lower()
            found |= dict.fromkeys((folded, folded.translate(_APOSTROPHES), plain(name)))
    return " ".join(word for word in found if word)


def words_of_phone(phone: str) -> str:
    """Give a telephone number in one piece, the national way."""
    return _national(_NO_DIGIT.sub("", phone))


def _national(digits: str) -> str:
    return f"0{digits[2:]}" if digits.startswith("44") and len(digits) > LEAST_ABROAD else digits


def words_of_person(document: Mapping[str, Any]) -> tuple[str, str]:
    """Give what a client or another person is found by, and the part of it that is her names."""
    names = words_of_names((document["name"], document.get("known_as", "")))
    phone = document.get("phone", "")
    rest = (
        document.get("student_number", ""),
        document.get("email", ""),
        phone,
        words_of_phone(phone) if phone else "",
    )
    return words_in(" ".join([names, *filter(None, rest)])), names


def words_of_number(number: str) -> str:
    """Give the ways in which a case's number may be typed: "26-0142", "260142", "142"."""
    return f"{number} {number.replace('-', '')} {number.rpartition('-')[2].lstrip('0')}"


def words_of_case(number: str, document: Mapping[str, Any]) -> tuple[str, str]:
    """Give what a case is found by beside its client and its entries, and the part of it that is names."""
    details = document.get("details") or {}
    agencies = details.get("agencies", ())
    people = [words_of_person(one) for one in details.get("parties", ())]
    names = " ".join([names for _, names in people] + [words_of_names(one["name"] for one in agencies)])
    notes = (one.get("note", "") for one in (*details.get("parties", ()), *agencies))
    own = words_in(" ".join((document["about"], document["topic"], *notes)))
    return " ".join((words_of_number(number), own, names, *(words for words, _ in people))), names.strip()


def words_of_entry(document: Mapping[str, Any]) -> str:
    """Give what an entry is found by."""
    return words_in(said_in(document))


def said_in(document: Mapping[str, Any]) -> str:
    """Give what an entry says, line by line: its text, the options that were given and the student's choice (I-3)."""
    said = (document["body"], document["title"], document.get("sender", ""), document.get("choice", ""))
    return "\n".join(filter(None, (*said, *document.get("options", ()))))


def question(text: str) -> list[list[str]]:
    """Read what was typed: groups that must all match, each by any of its texts. Empty when nothing was asked.

    A word of another alphabet is asked for in plain letters as well; words with digits that stand side by side are
    also asked for as one number.
    """
    words = _WORD.findall(_LETTER_WORDS.sub(r" \1 ", fold(text[:LONGEST])))[:MOST_WORDS]
    groups = []
    for numeric, run in groupby(_numbered(words), key=lambda pair: pair[1]):
        typed = [word for word, _ in run]
        if numeric and len(typed) > 1:
            whole = "".join(typed)
            groups.append(list(dict.fromkeys((" ".join(typed), whole, _national(whole)))))
        elif numeric:
            groups.append(list(dict.fromkeys((typed[0], _national(typed[0])))))
        else:
            groups += [[word, *({plain(word)} - {""})] for word in typed]
    return groups


def _numbered(words: list[str]) -> list[tuple[str, bool]]:
    """Say of each word whether it belongs to a number: it has a digit, or is a letter or two in front of one."""
    has = [bool(_DIGIT.search(word)) for word in words]
    return [
        (word, digit or (len(word) <= _LONGEST_PREFIX and word.isascii() and at + 1 < len(words) and has[at + 1]))
        for at, (word, digit) in enumerate(zip(words, has, strict=True))
    ]


def answers(text: str, asked: list[list[str]]) -> bool:
    """Whether a text alone answers a question."""
    held = words_in(text)
    parts = _WORD.findall(fold(f"{held} {words_of_number(held.split(' ')[0])} {plain(text)}"))
    return all(
        any(all(any(part.startswith(word) for part in parts) for word in one.split()) for one in group)
        for group in asked
    )


def excerpt(texts: Iterable[str], asked: list[list[str]]) -> tuple[str, str, str] | None:
    """Give the line that answers most of a question as (before, what matched first, after); None when none does."""
    wanted = [word for group in asked for text in group for word in text.split()]
    best: tuple[int, str] | None = None
    for text in texts:
        for line in text.splitlines():
            held = {word for word in wanted if any(part.startswith(word) for part in _WORD.findall(fold(line)))}
            if held and (best is None or len(held) > best[0]):
                best = len(held), line
    return _around(best[1], wanted) if best else None


def _around(line: str, wanted: list[str]) -> tuple[str, str, str]:
    """Cut a line to what stands around the first word that matched."""
    for found in _WORD.finditer(line):
        if any(fold(found[0]).startswith(word) for word in wanted):
            start = max(0, found.start() - EXCERPT // 3)
            start = line.rfind(" ", 0, start) + 1 if start else 0
            before = ("… " if start else "") + line[start : found.start()]
            return before, found[0], line[found.end() : start + EXCERPT]
    return line[:EXCERPT], "", ""
