"""What may be written into the service's calendar, and how it is said.

1. A busy period that must be advertised cannot be written without the day of the advert (I-28).
2. More working days than the policy's longest need the manager's word that she means it.
3. A closure of days that are past needs a reason in words.
4. What overlaps another line, or is not advertised in time, is allowed and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from advice_tui.policy import Policy
from advice_tui.policy.promises import ClosureKind
from advice_tui.rules.service_calendar import (
    Addition,
    CalendarLine,
    Change,
    NewBusy,
    NewClosure,
    NewHoliday,
    Removal,
    in_force,
    kind_of,
)
from advice_tui.rules.text import Limit, field
from advice_tui.rules.when import Unread, When, read_when
from advice_tui.rules.working_days import FIRST_YEAR, LAST_YEAR, MOST_DAYS, Calendar, say_day

LONGEST = 366
"""Days: nothing longer is written in one line."""

PARTS = {"day": "all day", "morning": "the morning", "afternoon": "the afternoon"}
NAMES = {
    "closure": "Closure",
    "busy": "Busy period",
    "holiday": "Bank holiday",
    "no_holiday": "No bank holiday here",
    "removed": "Taken back",
}
_FROM_NOW = {"today", "tomorrow", "yesterday"}


def day_typed(text: str, now: datetime, *, after: date | None = None, either: bool = False) -> date | Unread:
    """Read one typed day; never raises, whatever the text.

    ``after`` makes it the nearest on or after that day (the end of a period); with ``either`` the nearest before or
    after today is meant (an advert may be up already, or be planned).
    """
    word = text.strip().casefold()
    base = now if after is None or word in _FROM_NOW else datetime.combine(after, now.time())
    found = read_when(text, base)
    if either:
        found = _nearer(found, read_when(text, base, past=True), now)
    if isinstance(found, Unread):
        return found
    return Unread("Only the day is wanted here, without a time.") if found.time is not None else found.day


def _nearer(ahead: When | Unread, behind: When | Unread, now: datetime) -> When | Unread:
    """Return the reading that lies nearer to today; an unread one never wins."""
    if isinstance(ahead, Unread) or isinstance(behind, Unread):
        return behind if isinstance(ahead, Unread) else ahead
    return behind if abs((behind.day - now.date()).days) < abs((ahead.day - now.date()).days) else ahead


def say_span(first: date, last: date) -> str:
    """Return "Thu 12 Nov 2026", or "Mon 19 Apr to Fri 14 May 2027"."""
    if first == last:
        return say_day(first, year=True)
    return f"{say_day(first, year=first.year != last.year)} to {say_day(last, year=True)}"


def closure_kind(policy: Policy, key: str) -> ClosureKind | None:
    """Give the policy's kind of closure with this key, or None."""
    return next((kind for kind in policy.closure_kinds if kind.key == key), None)


def say_change(policy: Policy, change: Addition) -> str:
    """Say an addition in one line: "Closed Thu 12 Nov 2026, all day: Staff training"."""
    when = say_span(change.first, change.last)
    if isinstance(change, NewClosure):
        ways = sorted(policy.label_of("channels", channel) for channel in change.channels)
        whom = f", {' and '.join(ways)} only" if ways else ""
        return f"Closed {when}, {PARTS[change.part]}{whom}: {change.reason}"
    if isinstance(change, NewBusy):
        return f"Busy {when}: {change.days} working days to answer"
    return f"{'Bank holiday' if change.counts else 'No bank holiday here'} {when}: {change.name}"


def cited(policy: Policy, path: str) -> str:
    """Return where a setting comes from, in brackets: " (I-6, I-28)"; the local reason when no sentence says it."""
    citation = policy.cite(path)
    if citation.source:
        return f" ({', '.join(citation.source)})"
    return f" ({citation.local})" if citation.local else ""


def completed(policy: Policy, change: Change, today: date) -> Change:
    """Return the change with its texts cleaned, and with what may be left out filled in."""
    if isinstance(change, NewClosure):
        kind = closure_kind(policy, change.kind)
        reason = _line(change.reason) or (kind.label if kind else "")
        every = change.channels >= {channel.key for channel in policy.channels}
        return replace(change, reason=reason, channels=frozenset() if every else change.channels)
    if isinstance(change, NewBusy):
        waived = None if policy.reply.busy_needs_advert else today
        return replace(change, reason=_line(change.reason), advertised=change.advertised or waived)
    if isinstance(change, NewHoliday):
        return replace(change, name=_line(change.name), source=_line(change.source))
    return replace(change, why=_line(change.why), announced=change.announced or today)


def _line(text: str) -> str:
    return " ".join(field(text, "", Limit.SHORT)[0].split())


def problems(
    policy: Policy, change: Change, today: date, lines: Sequence[CalendarLine], calendar: Calendar
) -> dict[str, str]:
    """Return everything that is wrong with a change as it was typed, by field; empty means it may be written."""
    if isinstance(change, NewClosure):
        found = _closure_problems(policy, change, today)
    elif isinstance(change, NewBusy):
        found = _busy_problems(policy, change)
    elif isinstance(change, NewHoliday):
        found = _holiday_problems(change, today, calendar)
    else:
        found = _removal_problems(change, lines)
    return {name: sentence for name, sentence in found.items() if sentence}


def _period_problem(first: date, last: date) -> str:
    if last < first:
        return f"It ends before it begins ({say_day(first, year=True)})."
    if (last - first).days >= LONGEST:
        return "That is longer than a year. Look at the dates."
    if first.year <= FIRST_YEAR or last.year >= LAST_YEAR:
        return f"Dates go from {FIRST_YEAR + 1} to {LAST_YEAR - 1}."
    return ""


def _text_problem(text: str, label: str, *, required: bool = False) -> str:
    return field(text, label, Limit.SHORT, required=required)[1] or ""


def _closure_problems(policy: Policy, change: NewClosure, today: date) -> dict[str, str]:
    known = {channel.key for channel in policy.channels}
    found = {
        "last": _period_problem(change.first, change.last),
        "part": "" if change.part in PARTS else "Choose the whole day, the morning or the afternoon.",
        "channels": "" if change.channels <= known else "Choose ways of contact of the list.",
        "kind": "" if not change.kind or closure_kind(policy, change.kind) else "Choose a kind of the list.",
        "reason": _text_problem(change.reason, "Reason", required=not change.kind),
    }
    if change.first < today and not _line(change.reason):
        found["reason"] = "It begins in the past. Write why it is put down only now."
    return found


def _busy_problems(policy: Policy, change: NewBusy) -> dict[str, str]:
    usual, longest = policy.reply.days, policy.reply.busy_max_days
    found = {
        "last": _period_problem(change.first, change.last),
        "reason": _text_problem(change.reason, "Reason"),
    }
    if not usual < change.days <= MOST_DAYS:
        found["days"] = f"Write a number of working days above the usual {usual}."
    elif longest is not None and change.days > longest and not change.confirmed:
        found["confirmed"] = f"More than {longest} working days: say that you mean it."
    if change.advertised is None and policy.reply.busy_needs_advert:
        where = cited(policy, "reply.busy_needs_advert")
        found["advertised"] = (
            f"Say from which day it is advertised: a busy period counts only once students could read of it{where}."
        )
    elif change.advertised is not None and change.advertised > change.last:
        found["advertised"] = "That is after its end, so it would never count."
    return found


def _holiday_problems(change: NewHoliday, today: date, calendar: Calendar) -> dict[str, str]:
    found = {
        "day": _period_problem(change.day, change.day),
        "name": _text_problem(change.name, "Name", required=True),
        "source": _text_problem(change.source, "Who announced it", required=True),
    }
    if not found["day"]:
        known = calendar.bank_holiday(change.day)
        if change.counts and known:
            found["day"] = f"{say_day(change.day, year=True)} is a bank holiday already: {known}."
        elif not change.counts and not known:
            found["day"] = f"{say_day(change.day, year=True)} is no bank holiday."
    if change.announced is None:
        found["announced"] = "Say on which day it was announced."
    elif change.announced > today:
        found["announced"] = "That is in the future. Write it down when it has been announced."
    return found


def _removal_problems(change: Removal, lines: Sequence[CalendarLine]) -> dict[str, str]:
    found = {"why": _text_problem(change.why, "Why", required=True)}
    if change.seq not in {line.seq for line in in_force(lines)}:
        found[""] = "That line does not count any more. Look at the calendar again."
    return found


def warnings(policy: Policy, change: Change, today: date, lines: Sequence[CalendarLine]) -> tuple[str, ...]:
    """Return what is allowed and should be known before it is written, as sentences."""
    if isinstance(change, Removal):
        return ("Promises that were made longer stay as they are: a promise is never shortened.",)
    found = []
    if change.last < today:
        found.append("All of it is in the past. What was answered stays as it was.")
    elif change.first < today:
        found.append("It begins in the past. What was answered stays as it was.")
    if isinstance(change, NewClosure):
        found += _advert_words(change, today)
    for line in in_force(lines):
        other = line.change
        if isinstance(other, Removal) or kind_of(other) != kind_of(change):
            continue
        if other.first <= change.last and change.first <= other.last:
            found.append(f"It overlaps another line: {say_change(policy, other)}.")
    return tuple(found)


def _advert_words(change: NewClosure, today: date) -> list[str]:
    if change.advertised is None:
        return ["It is not advertised, so promises that were made already do not move."]
    if change.advertised > today:
        return [f"Put it on the website and the automatic reply by {say_day(change.advertised, year=True)}."]
    return []


def days_between(first: date, last: date) -> list[date]:
    """Return every date from ``first`` to ``last``."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
