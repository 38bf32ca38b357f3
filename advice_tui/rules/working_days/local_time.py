"""London civil time: turning typed local times into instants, and dates and times into the words staff read.

Rule 1: the date of receipt is the civil date in Europe/London, never the UTC date. Rule 9: typed times that do not
exist are refused, of times that come twice the first is taken unless one is asked for. Nothing here reads the
machine's own time zone or locale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from advice_tui.rules.working_days.opening import NAMES_OF_WEEKDAYS
from data.errors import BadInput

LONDON = ZoneInfo("Europe/London")

NAMES_OF_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def say_day(day: date, *, year: bool = False) -> str:
    """Return "Thu 26 Nov", or "Thu 26 Nov 2026" with ``year``; the same under every locale."""
    words = f"{NAMES_OF_WEEKDAYS[day.weekday()][:3]} {day.day} {NAMES_OF_MONTHS[day.month - 1][:3]}"
    return f"{words} {day.year}" if year else words


def say_time(at: time) -> str:
    """Return "16:00", with seconds only when there are any."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def london(at: datetime) -> datetime:
    """Return an aware instant in London civil time; :class:`BadInput` when it carries no offset from UTC."""
    if at.utcoffset() is None:
        raise BadInput("A moment needs its offset from UTC before working days are counted from it.")
    try:
        return at.astimezone(LONDON)
    except OverflowError as error:
        raise BadInput("That moment is too far away to be counted from.") from error


@dataclass(frozen=True, slots=True)
class LocalInstant:
    """A typed local time as an instant (aware, London); ``note`` says which of two was taken, or is empty."""

    at: datetime
    note: str = ""


def local_instant(local: datetime, fold: Literal[0, 1] | None = None) -> LocalInstant:
    """Return the instant a typed London civil time means (rule 9).

    ``local`` carries no zone. A time that the change to summer time skips is refused with :class:`BadInput`. A time
    that comes twice when summer time ends is the first of the two, or the one ``fold`` names; the note says which.
    """
    if local.tzinfo is not None:
        raise BadInput("A typed local time carries no time zone.")
    there = local.replace(tzinfo=LONDON, fold=fold or 0)
    when = f"{say_time(local.time())} on {say_day(local.date(), year=True)}"
    if there.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local.replace(fold=0):
        raise BadInput(f"{when} does not exist: the clocks go forward an hour that night.")
    if there.replace(fold=0).utcoffset() == there.replace(fold=1).utcoffset():
        return LocalInstant(there.replace(fold=0))
    which = "second, in winter time" if fold else "first, in summer time"
    return LocalInstant(there, f"{when} comes twice, because the clocks go back: the {which}, is taken.")
