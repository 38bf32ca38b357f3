"""The single words of a booking line: what a word or a few of them mean by themselves, whatever stands beside them.

Dates and times are read by :mod:`advice_tui.rules.when` and nothing else. Every function takes words as they were
typed and answers None when they mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from advice_tui.rules.diary.opening import minute_of
from advice_tui.rules.text import email_problem, fold
from advice_tui.rules.when import Unread, When, read_when
from advice_tui.rules.working_days.local_time import LONDON, NAMES_OF_MONTHS
from advice_tui.rules.working_days.opening import NAMES_OF_WEEKDAYS

MODE_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("tel", "phone", "telephone", "ring", "call", "by phone", "by telephone"), "telephone"),
    **dict.fromkeys(("online", "web", "video", "teams", "zoom"), "online"),
    **dict.fromkeys(("in person", "in-person", "person", "f2f", "face to face"), "in_person"),
}
"""How each way of meeting may be typed."""

DATE_WORDS: Final = frozenset(
    {name.lower()[:length] for name in (*NAMES_OF_WEEKDAYS, *NAMES_OF_MONTHS) for length in (3, len(name))}
    | {"tues", "thur", "thurs", "sept", "today", "tomorrow", "yesterday", "next", "last", "week"}
    | {"noon", "midnight", "half", "now", "am", "pm"}
)
"""The words of dates and times; what has a figure in it may be one too."""

WEEKDAY_WORDS: Final = frozenset(
    {name.lower()[:length] for name in NAMES_OF_WEEKDAYS for length in (3, len(name))} | {"tues", "thur", "thurs"}
)

SUMMER_NOON: Final = datetime(2026, 7, 1, 12, tzinfo=LONDON)
"""A moment without a change of the clocks, to ask what a time alone means."""


MONTH_WORDS: Final = frozenset(
    {name.lower()[:length] for name in NAMES_OF_MONTHS for length in (3, len(name))} | {"sept"}
)

LONGEST_DAY, LONGEST_TIME = 4, 2
"""Words: "thu 26 nov 2026", "half 2"."""


def dated(words: Sequence[str]) -> bool:
    """Say whether all of these words may belong to one date or time; three and more have a month among them."""
    if len(words) > 2 and not any(word.lower() in MONTH_WORDS for word in words):
        return False
    return all(word.lower() in DATE_WORDS or any(sign in "0123456789" for sign in word) for word in words)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a minute of the day, or both."""

    day: date | None = None
    minute: int | None = None


def moment(words: Sequence[str], now: datetime) -> Moment | None:
    """Read words that are all of a day, or all of a time; a time of seconds is none, for nobody is booked for it.

    A day and a time together are two, so that "half 2 thu 26 nov" is not 2 on Thursday; only an ISO date-time is one
    word. "now" is the next whole five minutes of today.
    """
    text = " ".join(words)
    found = read_when(text, now)
    if isinstance(found, When) and found.time is None:
        return Moment(found.day)
    if text.lower() == "now":
        return None if isinstance(found, Unread) else _from_now(found)
    if len(words) > LONGEST_TIME:
        return None
    clock = read_when(text, SUMMER_NOON)
    if isinstance(clock, Unread) or clock.time is None or clock.time.second:
        return None
    if len(words) > 1 and any(isinstance(read_when(word, SUMMER_NOON), When) for word in words if not _figures(word)):
        return None
    iso = len(words) == 1 and "-" in text
    return Moment(clock.day if iso else None, minute_of(clock.time))


def _figures(word: str) -> bool:
    """Say whether a word alone may only be an hour."""
    return word.isascii() and word.isdigit()


def _from_now(found: When) -> Moment | None:
    minute = -(-minute_of(found.time) // 5) * 5 if found.time is not None else 0
    return Moment(found.day, minute) if minute < 24 * 60 else None


def why_no_moment(words: Sequence[str], now: datetime) -> str:
    """Say why words that look like a date or a time are none: "There is no 31 February."; empty when unknown."""
    found = read_when(" ".join(words), now)
    if isinstance(found, When) or found.sentence.startswith(("That is not understood", "Nothing")):
        return ""
    return found.sentence


def wrong_weekday(words: Sequence[str], now: datetime) -> str:
    """Say that a date does not fall on the weekday typed in front of it; empty when it does, or there is none."""
    if (
        len(words) < 2
        or words[0].lower() not in WEEKDAY_WORDS
        or not isinstance(read_when(" ".join(words), now), Unread)
    ):
        return ""
    rest = moment(words[1:], now)
    if rest is None or rest.day is None:
        return ""
    return why_no_moment(words, now)


_LENGTH = re.compile(r"([0-9]{1,3}) ?(m|min|mins|minute|minutes|h|hr|hour|hours)")


def length(words: Sequence[str]) -> int | None:
    """Read "45m", "45 minutes" or "1 hour" as minutes."""
    match = _LENGTH.fullmatch(" ".join(words).lower())
    return int(match[1]) * (60 if match[2].startswith("h") else 1) if match else None


def mode(words: Sequence[str]) -> str | None:
    """Read a way of meeting."""
    return MODE_WORDS.get(" ".join(words).lower())


@lru_cache(maxsize=64)
def folded(name: str) -> str:
    """Return the form in which the name of a room is compared."""
    return fold(name)


_ROOM = re.compile(r"r(?:oom)? ?([0-9]{1,3})")


def room(words: Sequence[str], rooms: Sequence[str]) -> str | None:
    """Read "r2", "room 2" or a room's whole name; a number that no room has gives "", which is no room."""
    typed = fold(" ".join(words))
    for name in rooms:
        if typed and folded(name) == typed:
            return name
    match = _ROOM.fullmatch(typed)
    if match is None:
        return None
    number = match[1].lstrip("0") or "0"
    named = (name for name in rooms if (digits := re.search(r"([0-9]+)\W*$", name)) and digits[1].lstrip("0") == number)
    return next(named, "")


def email(word: str) -> str | None:
    """Read an e-mail address."""
    return word if "@" in word and email_problem(word) is None else None


_STUDENT_NUMBER = re.compile(r"[a-z]{0,3}[0-9]{6,10}[a-z]?|[a-z]{1,3}[0-9]{5}", re.IGNORECASE)


def student_number(word: str) -> str | None:
    """Read a student number in one word: six to ten figures, with up to three letters in front."""
    return word if word.isascii() and _STUDENT_NUMBER.fullmatch(word) else None


# Telephone numbers ---------------------------------------------------------------------------------------------


_PIECE = re.compile(r"\+?[0-9()\-]{1,18}")
MOST_PIECES: Final = 7


def phones(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give where telephone numbers may stand, as first word and the word after the last one; they may overlap.

    A number in this country begins with 0 and has eleven figures, or ten in one word or where nothing follows; one with
    + or 00 has ten to fifteen behind it, with 44 twelve. So a time behind a number is not taken for its end.
    """
    after = 0
    for first in range(len(words)):
        if first < after or words[first][:1] not in {"0", "+", "("}:
            continue
        if stop := _end_of_phone(words, first):
            yield first, stop
            after = stop if words[first].startswith(("+", "00")) else 0


def _end_of_phone(words: Sequence[str], first: int) -> int:
    """Return the word after a number that begins at ``first``, or 0 when none does."""
    digits, last = "", first
    for index in range(first, min(first + MOST_PIECES, len(words))):
        if not _PIECE.fullmatch(words[index]) or (index > first and words[index].startswith("+")):
            break
        digits, last = digits + "".join(sign for sign in words[index] if sign.isdigit()), index + 1
        short = index == first and _ten_figures(words[first], digits)
        if short or _whole_number(words[first], digits):
            return last
    return last if _ten_figures(words[first], digits) else 0


def _whole_number(first: str, digits: str) -> bool:
    """Say whether the figures of a number that begins with this word are as many as such numbers have."""
    abroad = digits if first.startswith("+") else digits[2:] if digits.startswith("00") else ""
    if abroad.startswith("44"):
        return len(abroad) == (13 if abroad.startswith("440") else 12)
    if abroad:
        return 10 <= len(abroad) <= 15
    return len(digits) == 11 and digits.startswith("0")


def _ten_figures(word: str, digits: str) -> bool:
    """Say whether figures are one of the few numbers that are one shorter."""
    return len(digits) == 10 and digits.startswith("0") and not digits.startswith("07") and word[0] != "+"
