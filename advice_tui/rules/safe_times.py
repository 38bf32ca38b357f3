"""Safe times to ring, as a student says them: "after 5", "mobile only, mon-fri 9-12", "evenings or before 10".

Read by one small grammar, with the times of ``rules.when``. What is not understood is only shown: nothing is guessed
from words such as "not at home" (L-23).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import LONDON, london

_DAYS: Final = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_GROUPS: Final = {"weekday": range(5), "weekend": (5, 6)}
_PARTS: Final = {"morning": (0, 720), "afternoon": (720, 1020), "evening": (1020, 1440)}
_FIGURES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS: Final = {word: str(number) for number, word in enumerate(_FIGURES, 1)}
_BESIDE: Final = frozenset({"mobile", "only", "please", "ring", "call", "calls", "phone", "on", "at", "the", "in"})
_ANY: Final = frozenset({"her", "his", "best", "anytime", "any", "time", "daily", "always", "and"})
_SAID_BESIDE: Final = _BESIDE | _ANY
_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS: Final = re.compile(r"[0-9]{1,2}(?:[.:][0-9]{2})? ?(?:am|pm)\b|[0-9]{1,2}[.:][0-9]{2}|[0-9]+|[a-z]+|-")
_FROM: Final = frozenset({"after", "from"})
_UNTIL: Final = frozenset({"before", "until", "till", "by"})
_TO: Final = frozenset({"-", "to", "until", "till"})
_NOON: Final = datetime(2026, 1, 5, 12, tzinfo=LONDON)


class _Unclear(Exception):
    """The words are not understood, so nothing is said of them."""


@dataclass
class _Span:
    """One stretch of safe time as it is read: the days (none: every day) and the minutes of the day."""

    days: set[int]
    start: int = 0
    end: int = 1440
    timed: bool = False


def outside(times: str, now: datetime) -> bool | None:
    """Say whether an aware instant is outside safe times as a student says them: "after 5", "mon-fri 9-12", "evenings".

    None for times that are empty or not understood: nothing is guessed .
    """
    try:
        spans = _spans(times)
    except _Unclear:
        return None
    if not spans:
        return None
    local = london(now)
    minute = local.hour * 60 + local.minute
    return not any((not one.days or local.weekday() in one.days) and one.start <= minute < one.end for one in spans)


def _spans(times: str) -> list[_Span]:
    text = times.casefold().replace("’", "'").replace("o'clock", " ")
    text = re.sub("[–—]", "-", text)
    found = []
    for part in re.split(r"[,;/]|\bor\b|\bthen\b", text):
        words = [_NUMBERS.get(word, word) for word in _words(part)]
        if any(word not in _SAID_BESIDE for word in words):
            found.append(_span(words))
    if len({one.timed for one in found}) > 1:
        raise _Unclear  # "mon, tue after 5": nobody can tell what holds on Monday
    return found


def _words(text: str) -> list[str]:
    if re.sub(_WORDS, "", text).strip(" .()"):
        raise _Unclear
    return _WORDS.findall(text)


def _span(words: list[str]) -> _Span:
    """Read one stretch, word by word; raises _Unclear at the first that is not understood."""
    span, at = _Span(set()), 0
    while at < len(words):
        word = words[at]
        if word in _SAID_BESIDE:
            at += 1
        elif (day := _day(word)) is not None:
            at = _take_days(span, words, at, day)
        elif (part := _PARTS.get(word.removesuffix("s"))) is not None:
            span.start, span.end, span.timed, at = *part, True, at + 1
        else:
            at = _take_times(span, words, at)
    if span.start >= span.end:
        raise _Unclear
    return span


def _day(word: str) -> Iterable[int] | None:
    if (group := _GROUPS.get(word.removesuffix("s"))) is not None:
        return group
    known = word[:3] in _DAYS and any(name.startswith(word.removesuffix("s")) for name in _WEEK)
    return (_DAYS[word[:3]],) if known else None


def _take_days(span: _Span, words: list[str], at: int, day: Iterable[int]) -> int:
    """Take a day, or a stretch of days; give where to go on."""
    last = _day(words[at + 2]) if at + 2 < len(words) and words[at + 1] in _TO else None
    if last is None:
        span.days.update(day)
        return at + 1
    try:
        (first,), (end,) = day, last
    except ValueError:
        raise _Unclear from None
    span.days.update((first + step) % 7 for step in range((end - first) % 7 + 1))
    return at + 3


def _take_times(span: _Span, words: list[str], at: int) -> int:
    """Take "after T", "before T", "between T and T" or "T to T"; give where to go on."""
    span.timed = True
    if words[at] in _FROM:
        span.start, at = _minute(words, at + 1), at + 2
        if at < len(words) and words[at] in _TO:
            span.end, at = _minute(words, at + 1), at + 2
        return at
    if words[at] in _UNTIL:
        span.end = _minute(words, at + 1)
        return at + 2
    between = words[at] == "between"
    at += between
    span.start = _minute(words, at)
    if at + 1 >= len(words) or words[at + 1] not in (_TO | {"and"} if between else _TO):
        raise _Unclear
    span.end = _minute(words, at + 2)
    return at + 3


def _minute(words: list[str], at: int) -> int:
    """Read a time as the one grammar of times does (``rules.when``); raises _Unclear for anything else."""
    read = read_when(words[at], _NOON) if at < len(words) and len(words[at]) < 12 else Unread("")
    if isinstance(read, Unread) or read.time is None:
        raise _Unclear
    return read.time.hour * 60 + read.time.minute
