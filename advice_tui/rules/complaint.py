"""Complaints: their kinds, where each goes, and its clock (I-20, I-48; L-27, L-31, L-39).

1. A complaint about the service goes where the policy says (I-20), one about a decision to its own route (I-48; L-31,
   L-39.6). The decision to breach confidentiality is a decision (L-27).
2. What the policy counts in days or minutes, it counts in its own opening time; the engine says when that is over.
   Beside it stands how many working days the complaint has waited.
3. A complaint about data protection is acknowledged within 30 days, by law: calendar days, counted from the day after
   it came; one that ends on a Saturday, Sunday or bank holiday ends on the next working day (Data Protection Act 2018,
   section 164A). Closures of the service do not stop it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from advice_tui.policy import Policy
from advice_tui.policy.conduct import Route
from advice_tui.rules.text import Limit, field
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import Calendar, say_day
from data.errors import BadInput

SERVICE, DECISION, BREACH, DATA = "service", "decision", "breach", "data_protection"
KINDS: Final[dict[str, tuple[str, str]]] = {
    SERVICE: ("About the service", "service"),
    DECISION: ("Against a decision", "decision"),
    BREACH: ("Breach of confidentiality", "breach"),
    DATA: ("Data protection", "data"),
}
"""The kinds of complaints, in long words and in one."""
ACKNOWLEDGE_DAYS: Final = 30
SOON: Final = 7
"""Calendar days before the last one from which on the clock is amber."""
MOST_COUNTED: Final = 400
"""So many calendar days back working days are counted."""
_WEEKDAYS: Final = 5


@dataclass(frozen=True)
class Clock:
    """How a complaint's clock stands: "red", "amber" or "calm", and the words."""

    state: str
    words: str


def about(kind: str) -> str:
    """Give what the policy's own steps call it: the service, or a decision (rule 1)."""
    return DECISION if kind in {DECISION, BREACH} else SERVICE


def route(policy: Policy, kind: str) -> Route:
    """Give where a complaint of this kind goes (rule 1)."""
    return policy.complaints.decision if about(kind) == DECISION else policy.complaints.service


def acknowledge_by(calendar: Calendar, received: date) -> date:
    """Give the last day on which a complaint about data protection is acknowledged in time (rule 3)."""
    last = received + timedelta(days=ACKNOWLEDGE_DAYS)
    while last.weekday() >= _WEEKDAYS or calendar.bank_holiday(last):
        last += timedelta(days=1)
    return last


def waited(calendar: Calendar, received: date, today: date) -> int:
    """Count the working days from the day after a complaint came up to today, both included (rule 2)."""
    first = max(received, today - timedelta(days=MOST_COUNTED)) + timedelta(days=1)
    return sum(calendar.is_open(first + timedelta(days=n)) for n in range(max(0, (today - first).days + 1)))


def clock(
    calendar: Calendar, kind: str, received: date, today: date, *, acknowledged: date | None = None, over: bool = False
) -> Clock:
    """Say how the clock of a complaint stands (rules 2 and 3). The law's day comes before the count of days waited."""
    if over:
        return Clock("calm", "ended")
    days = waited(calendar, received, today)
    so_far = "came today" if received >= today else f"waits {days} working day{'' if days == 1 else 's'}"
    if kind != DATA or acknowledged is not None:
        return Clock("calm", so_far)
    last = acknowledge_by(calendar, received)
    if today > last:
        return Clock("red", f"was to be acknowledged by {say_day(last)}")
    return Clock("amber" if (last - today).days <= SOON else "calm", f"acknowledge by {say_day(last)}")


@dataclass(frozen=True)
class Read:
    """A complaint as typed and understood."""

    kind: str
    received: date
    words: str
    who: str
    how: str


def read(kind: str, received: str, words: str, now: datetime, *, who: str = "", how: str = "") -> Read:
    """Read a form; raises BadInput with every problem under the name of its field.

    The day is today when none is typed, and never in the future: nothing is received before it came.
    """
    problems: dict[str, str] = {}
    if kind not in KINDS:
        problems["kind"] = "Choose what it is about."
    day, problem = past_day(received, now)
    if problem:
        problems["received"] = problem
    said: dict[str, str] = {}
    for name, text, label, limit, needed in (
        ("words", words, "What is said", Limit.NOTE, True),
        ("who", who, "Who complains", Limit.NAME, False),
        ("how", how, "How it came", Limit.NAME, False),
    ):
        said[name], wrong = field(text, label, limit, required=needed, lines=name == "words")
        if wrong:
            problems[name] = wrong
    if problems:
        raise BadInput(problems)
    return Read(kind, day, said["words"].strip(), said["who"].strip(), said["how"].strip())


def past_day(typed: str, now: datetime) -> tuple[date, str]:
    """Read a day up to today; gives it and the sentence about what is wrong, or today when nothing is typed."""
    found = read_when(typed if typed.strip() else "today", now, past=True)
    today = read_when("today", now)
    this_day = today.day if not isinstance(today, Unread) else now.date()
    if isinstance(found, Unread):
        return this_day, found.sentence
    if found.day > this_day:
        return this_day, "This day is still to come: nothing is received before it came."
    return found.day, ""
