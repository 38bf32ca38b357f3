"""Typed dates and times: one small closed grammar for British English, and a refusal of everything else.

Days: ``today``, ``tomorrow``, ``yesterday``, ``tue``, ``next tue``, ``last tue``, ``tue week``, ``24/11``,
``24/11/2026``, ``3 dec``, ``3 dec 2026`` (these four with a weekday in front, which must fit), ``2026-11-24``, ``+3d``,
``+2w``, ``-3d``. Times: ``now``, ``noon``, ``2``, ``2pm``, ``9.15am``, ``2.30``, ``2:30``, ``14:00``, ``1400``,
``half 2``. A day and a time go together in either order, with ``at`` if you like; ISO local date-times are read too.

What words mean, where English leaves it open:

* the day comes before the month; a year has four digits and lies in 2000 to 2100;
* a weekday is the nearest one to come (or gone by, for things that have happened); on that weekday itself it is
  refused, because it may mean today or a week away;
* ``next tue`` is the Tuesday of next week and ``last tue`` of last week, weeks beginning on Monday; ``tue week`` is
  seven days after the Tuesday to come, or after today on a Tuesday;
* a date without a year is the nearest to come (or gone by), today included;
* hours 1 to 7 without am, pm or a leading nought are afternoon, because nobody opens at 3 in the morning; 8 to 12 are
  as said. Everything is echoed with its weekday before it is used, and every echo reads back to itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from advice_tui.rules.working_days.local_time import LONDON, NAMES_OF_MONTHS, local_instant, say_day, say_time
from advice_tui.rules.working_days.opening import NAMES_OF_WEEKDAYS
from data.errors import BadInput

LONGEST = 60
"""Characters: no sentence of the grammar is longer."""

YEARS = range(2000, 2101)

Clock = time
"""The type, where a field is called ``time``."""

FIRST_MINUTE = time(0, 0)

HINT = "Write a day as today, tue, 24/11 or 3 dec, and a time as 14:00 or 2pm."


@dataclass(frozen=True, slots=True)
class When:
    """A day, and a London civil time if one was typed; ``note`` says which of two is meant (rule 9)."""

    day: date
    time: time | None = None
    note: str = field(default="", compare=False)

    def echo(self) -> str:
        """Return "Tue 24 Nov 2026 14:00", which reads back to this."""
        day = say_day(self.day, year=True)
        return day if self.time is None else f"{day} {say_time(self.time)}"

    def instant(self, otherwise: Clock = FIRST_MINUTE) -> datetime:
        """Return the moment, aware in London; ``otherwise`` is the time of a day without one.

        Raises :class:`BadInput` only for an ``otherwise`` that does not exist on the day.
        """
        return local_instant(datetime.combine(self.day, self.time or otherwise)).at


@dataclass(frozen=True, slots=True)
class Unread:
    """What was typed is not understood, or could mean two things; the sentence says what would be."""

    sentence: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """Today, and whether the thing typed about has happened."""

    today: date
    past: bool


def read_when(text: str, now: datetime, *, past: bool = False) -> When | Unread:
    """Return the day, and the time if any, that ``text`` says; never raises, whatever the text.

    ``now`` is an aware instant, or a naive London civil time. With ``past`` words without a year or week look back: an
    enquiry was received "tue". A time alone is a time of today.
    """
    here = now.astimezone(LONDON) if now.tzinfo is not None else now
    asked = _Asked(here.date(), past)
    if not text.strip():
        return Unread(f"Nothing is written here. {HINT}")
    if len(text) > LONGEST or not text.isascii():
        return Unread(f"That is not understood. {HINT}")
    words = _words(text)
    if not words:  # a comma alone
        return Unread(f"That is not understood. {HINT}")
    if words == ["now"]:
        return _whole(here.date(), time(here.hour, here.minute))
    readings, faults = _readings(words, asked)
    if len(readings) == 1:
        day, at = readings.pop()
        return _whole(day or asked.today, at)
    if readings:
        return Unread("That can be read in two ways. Write the time as 14:00.")
    return Unread(faults[0] if faults else f"That is not understood. {HINT}")


def _words(text: str) -> list[str]:
    """Return the words in lower case; an ISO date-time is two."""
    lower = text.lower()
    if iso := re.fullmatch(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})t([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)\s*", lower):
        return [iso[1], iso[2]]
    return re.sub(r",(\s|$)", " ", lower).split()


def _readings(words: list[str], asked: _Asked) -> tuple[set[tuple[date | None, time | None]], list[str]]:
    """Return every way to divide the words into a day and a time, and what was nearly right."""
    readings: set[tuple[date | None, time | None]] = set()
    faults: list[str] = []
    for middle in range(len(words) + 1):
        for day_words, time_words in ((words[:middle], words[middle:]), (words[middle:], words[:middle])):
            day = _day(day_words, asked) if day_words else None
            at = _time(time_words[1:] if time_words[:1] == ["at"] else time_words) if time_words else None
            if isinstance(day, str) or isinstance(at, str):
                faults += [part for part in (day, at) if isinstance(part, str)]
            elif (day is None) == (not day_words) and (at is None) == (not time_words):
                readings.add((day, at))
    return readings, faults


def _whole(day: date, at: time | None) -> When | Unread:
    """Return the day and time together, refusing a time the change to summer time skips (rule 9)."""
    if at is None:
        return When(day)
    try:
        return When(day, at, local_instant(datetime.combine(day, at)).note)
    except BadInput as error:
        return Unread(error.sentence)


# Days ----------------------------------------------------------------------------------------------------------

_WEEKDAYS = {name.lower()[:length]: i for i, name in enumerate(NAMES_OF_WEEKDAYS) for length in (3, len(name))} | {
    "tues": 1,
    "thur": 3,
    "thurs": 3,
}
_MONTHS = {name.lower()[:length]: i for i, name in enumerate(NAMES_OF_MONTHS, 1) for length in (3, len(name))} | {
    "sept": 9
}


def _day(words: list[str], asked: _Asked) -> date | str | None:
    """Return the day the words say, a sentence when they nearly say one, or nothing."""
    for form in _FORMS:
        if (found := form(words, asked)) is not None:
            if isinstance(found, date) and found.year not in YEARS:
                return _out_of_years()
            return found
    return None


def _named_day(words: list[str], asked: _Asked) -> date | str | None:
    """Read today, tomorrow and yesterday."""
    steps = {"today": 0, "tomorrow": 1, "yesterday": -1}
    return _step(asked.today, steps[words[0]]) if len(words) == 1 and words[0] in steps else None


def _counted_day(words: list[str], asked: _Asked) -> date | str | None:
    """Read +3d, +2w, -3d."""
    match = re.fullmatch(r"([+-])([0-9]{1,3})([dw])", words[0]) if len(words) == 1 else None
    if not match:
        return None
    days = int(match[2]) * (7 if match[3] == "w" else 1)
    return _step(asked.today, days if match[1] == "+" else -days)


def _weekday(words: list[str], asked: _Asked) -> date | str | None:
    """Read tue, next tue, last tue and tue week."""
    match = re.fullmatch(r"(?:(next|last) )?([a-z]+)(?: (week))?", " ".join(words))
    if not match or match[2] not in _WEEKDAYS or (match[1] and match[3]):
        return None
    wanted, today = _WEEKDAYS[match[2]], asked.today
    monday = _step(today, -today.weekday())
    ahead = (wanted - today.weekday()) % 7
    if isinstance(monday, str):
        return monday
    if match[1]:
        return _step(monday, wanted + (7 if match[1] == "next" else -7))
    if match[3]:
        return _step(today, ahead + 7)
    if ahead == 0:
        name = NAMES_OF_WEEKDAYS[wanted]
        other = f"last {name[:3].lower()}" if asked.past else f"{name[:3].lower()} week"
        return f"Today is a {name}: write today, or {other}."
    return _step(today, ahead - 7 if asked.past else ahead)


def _iso_day(words: list[str], asked: _Asked) -> date | str | None:
    """Read 2026-11-24."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", words[0]) if len(words) == 1 else None
    return _date(int(match[3]), int(match[2]), int(match[1]), asked) if match else None


def _written_day(words: list[str], asked: _Asked) -> date | str | None:
    """Read 24/11, 24/11/2026, 3 dec and 3 dec 2026, with or without the weekday in front."""
    weekday = _WEEKDAYS.get(words[0])
    found = _day_and_month(" ".join(words if weekday is None else words[1:]), asked)
    if weekday is None or not isinstance(found, date) or found.weekday() == weekday:
        return found
    return f"{say_day(found, year=True)} is not a {NAMES_OF_WEEKDAYS[weekday]}."


def _day_and_month(text: str, asked: _Asked) -> date | str | None:
    """Read a day of the month and a month, in figures or with its name."""
    if match := re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{1,4}))?", text):
        day, month, year = int(match[1]), int(match[2]), match[3]
    elif (match := re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)? ?([a-z]+)(?: ([0-9]{4}))?", text)) and (
        match[2] in _MONTHS
    ):
        day, month, year = int(match[1]), _MONTHS[match[2]], match[3]
    else:
        return None
    if year and len(year) != 4:
        return "Write the year with four figures, such as 24/11/2026."
    return _date(day, month, int(year) if year else None, asked)


def _date(day: int, month: int, year: int | None, asked: _Asked) -> date | str:
    """Return the date, the nearest that exists when no year is said, or why there is none."""
    if not 1 <= month <= 12:
        return f"There is no month {month}: the day comes first, then the month."
    if year is not None:
        if year not in YEARS:
            return _out_of_years()
        return _existing(day, month, year) or f"There is no {day} {NAMES_OF_MONTHS[month - 1]} {year}."
    step = -1 if asked.past else 1
    for away in range(9):  # 29 February may be eight years away
        found = _existing(day, month, asked.today.year + step * away)
        if found and (found <= asked.today if asked.past else found >= asked.today):
            return found
    return f"There is no {day} {NAMES_OF_MONTHS[month - 1]}."


def _existing(day: int, month: int, year: int) -> date | None:
    """Return the date if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _step(day: date, days: int) -> date | str:
    """Return the date ``days`` later, or why not."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return _out_of_years()


def _out_of_years() -> str:
    return f"Dates go from {YEARS[0]} to {YEARS[-1]}."


_FORMS: tuple[Callable[[list[str], _Asked], date | str | None], ...] = (
    _named_day,
    _counted_day,
    _weekday,
    _iso_day,
    _written_day,
)


# Times ---------------------------------------------------------------------------------------------------------


def _time(words: list[str]) -> time | str | None:
    """Return the time the words say, a sentence when they nearly say one, or nothing."""
    text = " ".join(words)
    if text == "noon":
        return time(12)
    if text in {"midnight", "now"}:
        return "Write midnight as 00:00, with the day that begins then." if text == "midnight" else None
    if match := re.fullmatch(r"half ([0-9]{1,2})", text):
        return _clock(int(match[1]), 30) if 1 <= int(match[1]) <= 12 else _no_time()
    if match := re.fullmatch(r"([0-9]{1,2})(?:[.:]([0-9]{2}))? ?(am|pm)", text):
        return _half_day(int(match[1]), int(match[2] or 0), afternoon=match[3] == "pm")
    if match := re.fullmatch(r"([0-9]{2}):([0-9]{2}):([0-9]{2})", text):
        return _exact(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"([0-9]{2})[.:]([0-9]{2})", text):
        return _exact(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"([0-9]{2})([0-9]{2})", text):
        return _four_figures(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"([1-9])[.:]([0-9]{2})", text):
        return _clock(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"[1-9]|1[0-2]", text):
        return _clock(int(match[0]), 0)
    return None


def _clock(hour: int, minute: int) -> time | str:
    """Return a time said without am or pm: 1 to 7 are afternoon."""
    return _exact(hour + 12 if 1 <= hour <= 7 else hour, minute)


def _half_day(hour: int, minute: int, *, afternoon: bool) -> time | str:
    """Return a time said with am or pm: 12am is 00:00 and 12pm is 12:00."""
    return _exact(hour % 12 + (12 if afternoon else 0), minute) if 1 <= hour <= 12 else _no_time()


def _four_figures(hour: int, minute: int) -> time | str:
    """Return 1400 as 14:00; figures that could be a year are refused."""
    if 100 * hour + minute in YEARS:
        return f"Write {hour:02}:{minute:02} if you mean a time: the figures may be a year."
    return _exact(hour, minute)


def _exact(hour: int, minute: int, second: int = 0) -> time | str:
    """Return the time on the 24-hour clock, or why there is none."""
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else _no_time()


def _no_time() -> str:
    return "There is no such time of day: times go from 00:00 to 23:59."
