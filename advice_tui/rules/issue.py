"""An issue that touches many students, raised without naming one (L-14; I-4).

"issues can be highlighted ... without revealing the identity of students" is kept by looking through the text before it
leaves: 1. an address, a telephone or student number, and the name of anybody on file are refused, each named; 2. a
single word that is also somebody's name ("Grace", "Law") and a small number of people ("3 students") are asked about
once; 3. a count below the policy's is told as "<5" and kept no other way.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from advice_tui.rules.search_words import words_of_names
from advice_tui.rules.text import clean, fold, student_number

LIMIT: Final = 4000
"""The most characters of an issue."""
MOST_CASES: Final = 100_000
MOST_TOLD: Final = 6
"""So many of the words found are named; more would hide the text."""
NEAR: Final = 2
"""Two words of a name count as the name when at most one other stands between them."""
LEAST_NUMBER, LEAST_DIGITS, LEAST_PHONE = 4, 6, 9
"""A known number of so many characters is looked for with its spaces forgotten; so many digits in a row are a number,
and so many with signs between, when they begin as a telephone number does."""

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]{1,100}@[^\s@<>()\[\],;:\"]{1,100}")
_DIGITS = re.compile(rf"[^\W_]{{0,8}}\d{{{LEAST_DIGITS},40}}[^\W_]{{0,8}}")
_PHONE = re.compile(r"(?<![\d])(?:\+|\(?0)[\d() .\-]{7,30}\d")
_DATE = re.compile(r"\d{1,2}[-. ]\d{1,2}[-. ]\d{2,4}")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ‘`][^\W_]+)*")
_OWN = re.compile("['’ʼ‘`]s$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W_]+")
_APART = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PEOPLE = r"\s+(?:students?|clients?|cases?|people|persons?)\b"
_FEW = re.compile(r"\b(\d{1,3}|" + "|".join(_NUMBERS) + ")" + _PEOPLE, re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """Who is on file, as far as whoever writes may know: names, as words by person, and numbers, each in one form."""

    people: tuple[frozenset[str], ...] = field(default=(), repr=False)
    numbers: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, names: Iterable[tuple[str, ...]], numbers: Iterable[str]) -> Known:
        """Make it from each person's names (all ways in which she is called) and from numbers as they were typed."""
        people = (frozenset(_folded(words_of_names(one))) for one in names)
        known = {student_number(one) for one in numbers}
        return cls(tuple(one for one in people if one), frozenset(one for one in known if len(one) >= LEAST_NUMBER))


@dataclass(frozen=True)
class Found:
    """What a text holds: ``refused`` must go; ``names`` and ``few`` are asked about. All as they stand in the text."""

    refused: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    few: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """Everything that is asked about."""
        return (*self.names, *self.few)


def scan(text: str, known: Known, counts_at_least: int) -> Found:
    """Look through a text for what points at a student; never raises, whatever the text."""
    plain = unicodedata.normalize("NFKC", clean(text, lines=True))
    refused = dict.fromkeys(_ADDRESS.findall(plain))
    rest = _ADDRESS.sub(" ", plain)
    refused |= dict.fromkeys(one.strip() for one in _PHONE.findall(rest) if _is_phone(one))
    refused |= dict.fromkeys(_DIGITS.findall(rest))
    refused |= dict.fromkeys(_numbers_in(rest, known, " ".join(refused)))
    names, single = _names_in(rest, known)
    refused |= dict.fromkeys(names)
    few = [one.group(0) for one in _FEW.finditer(rest) if _counted(one.group(1)) < counts_at_least]
    held = " ".join(refused)
    return Found(tuple(refused), tuple(one for one in single if one not in held), tuple(dict.fromkeys(few)))


def _is_phone(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return digits >= LEAST_PHONE and not _DATE.fullmatch(text.strip())


def _numbers_in(text: str, known: Known, told: str) -> list[str]:
    """Give the student numbers that stand in a text, spaces forgotten, but for those that were told already."""
    squashed, words = student_number(text), set(map(student_number, text.split()))
    had = student_number(told)
    found = (one for one in known.numbers if one in (squashed if len(one) >= LEAST_DIGITS else words))
    return sorted(one for one in found if one not in had)


def _folded(text: str) -> list[str]:
    return [form for _, form in _words(text)]


def _words(text: str) -> list[tuple[str, str]]:
    """Give the words of a text as they stand, each with the form under which it is known."""
    words = (_OWN.sub("", word) for word in _WORD.findall(_APART.sub(r" \1 ", text)))
    found = ((word, "".join(_LETTERS.findall(fold(word)))) for word in words)
    return [(word, form) for word, form in found if form]


def _names_in(text: str, known: Known) -> tuple[list[str], list[str]]:
    """Give what stands in a text of names on file: two words of one person together, and single words of names."""
    by_word: dict[str, set[int]] = defaultdict(set)
    for at, person in enumerate(known.people):
        for word in person:
            if len(word) > 1 or not word.isascii():
                by_word[word].add(at)
    words = _words(text)
    names = []
    for gap in range(1, NEAR + 1):
        for first, second in zip(words, words[gap:], strict=False):
            if first[1] != second[1] and by_word.get(first[1], set()) & by_word.get(second[1], set()):
                names.append(f"{first[0]} {second[0]}")
    single = [word for word, form in words if form in by_word and _written_as_name(word)]
    return list(dict.fromkeys(names)), list(dict.fromkeys(single))


def _written_as_name(word: str) -> bool:
    """Whether a word may be meant as a name: it begins with a capital, or its letters know none."""
    return not word[0].islower() and not word[0].isdigit()


def _counted(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.index(word.casefold()) + 1


def banded(cases: int, counts_at_least: int) -> str:
    """Say how many cases as it may be told: "14", and "<5" for fewer than the policy's number."""
    return str(cases) if cases >= counts_at_least else f"<{counts_at_least}"


def read_count(text: str) -> int | str:
    """Read how many cases, or say what is wrong with what was typed."""
    typed = clean(text).strip()
    if not typed:
        return "Say in how many cases you saw it, such as 14."
    if not (typed.isascii() and typed.isdigit()) or len(typed) > len(str(MOST_CASES)):
        return "A number of cases, such as 14."
    number = int(typed)
    return number if 0 < number <= MOST_CASES else "At least one case."


def refusal(found: Found) -> str:
    """Say what must go before the text may leave; empty when nothing must."""
    if not found.refused:
        return ""
    return f"Nobody may be recognised: take out {_listed(found.refused)}."


def question(found: Found) -> str:
    """Ask about what may be no person and no small group; empty when there is nothing to ask."""
    parts = []
    if found.names:
        parts.append(f"{_listed(found.names)} {'is a name' if len(found.names) == 1 else 'are names'} on file.")
    if found.few:
        parts.append(f"{_listed(found.few)}: so few that they may be recognised.")
    if not parts:
        return ""
    return f"{' '.join(parts)} Change it; when nobody is meant, save it again as it is."


def _listed(words: tuple[str, ...]) -> str:
    shown = [f"“{word}”" for word in words[:MOST_TOLD]]
    more = len(words) - MOST_TOLD
    tail = [f"{more} more"] if more > 0 else []
    parts = [*shown, *tail]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
