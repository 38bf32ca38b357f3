"""What becomes of an appointment: arrivals, lateness, waiting, absence, and what may follow what.

1. Lateness is counted in whole minutes of the clock on the wall: for 11:00, 11:15:59 is 15 minutes late (L-8 "more than
   15 minutes late"; I-12). Late in the sense of the policy is strictly more than its minutes.
2. What lateness does is the policy's word: a marker only, or that she "may have to make another appointment" (L-8); a
   person decides.
3. Nobody "did not attend" by herself: an appointment that is over stays unresolved until a person says (I-44c; L-36).
4. Lateness and absence without notice are counted over the policy's months, and from its threshold on somebody is asked
   to look (I-44, L-36). Nothing follows by itself.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final, Literal

from advice_tui.policy import Policy
from advice_tui.rules.diary.opening import minute_of, say_minute
from advice_tui.rules.working_days import LONDON, say_day

State = Literal["booked", "arrived", "seeing", "seen", "missed", "cancelled", "void"]
Act = Literal["arrive", "see", "leave", "miss", "cancel", "move", "correct"]

STATES: Final[dict[str, str]] = {
    "booked": "is booked",
    "arrived": "is here",
    "seeing": "is being seen",
    "seen": "was seen",
    "missed": "did not attend",
    "cancelled": "was cancelled",
    "void": "was taken back",
}
"""The states of an appointment, in the words of a sentence."""

ACTS: Final[dict[str, str]] = {
    "arrive": "mark as arrived",
    "see": "mark as being seen",
    "leave": "mark as left",
    "miss": "mark as not attended",
    "cancel": "cancel",
    "move": "move",
    "correct": "correct",
}

_FOLLOWS: Final[dict[str, frozenset[str]]] = {
    "booked": frozenset({"arrive", "see", "miss", "cancel", "move"}),
    "arrived": frozenset({"see", "leave", "cancel", "move", "correct"}),
    "seeing": frozenset({"leave", "correct"}),
    "seen": frozenset({"correct"}),
    "missed": frozenset({"correct", "arrive"}),
    "cancelled": frozenset({"correct"}),
    "void": frozenset(),
}
"""What may be done from each state. A student may arrive after she was given up, and may go without being seen."""


def may_follow(state: str, act: str) -> str:
    """Say why an act cannot follow a state, in one sentence; empty when it can."""
    if state not in _FOLLOWS or act not in ACTS:
        return "That cannot be done with this appointment."
    if act in _FOLLOWS[state]:
        return ""
    if state == "void":
        return "This appointment was taken back: make a new one."
    if state == "booked":
        return {
            "leave": "The student has not arrived yet: mark the arrival first.",
            "correct": "There is nothing to correct yet: nobody has said what became of it.",
        }[act]
    if state == "cancelled":
        return "This appointment was cancelled. Correct it, if that is wrong, or make a new one."
    already = "" if state == "missed" else " already"
    return f"The student {STATES[state]}{already}. Correct it, if that is wrong."


def may_now(act: str, day: date, start: int, now: datetime) -> str:
    """Say why it is too early or the wrong day for an act, in one sentence; empty when it is time.

    Arriving belongs to the day itself; not attending is said once the time has come.
    """
    today, minute = local(now)
    if act in {"arrive", "see", "leave"} and day > today:
        return f"This appointment is on {say_day(day)}, not today."
    if act == "miss" and (today, minute) < (day, start):
        when = say_minute(start) if day == today else f"{say_day(day)} {say_minute(start)}"
        return f"It is not {when} yet."
    return ""


def is_unresolved(state: str, day: date, end: int, now: datetime) -> bool:
    """Say whether an appointment is over and nobody said what became of it (rule 3).

    A student who is being seen may stay longer: she is unresolved only when the day is over.
    """
    today, minute = local(now)
    if state in {"booked", "arrived"}:
        return (day, end) <= (today, minute)
    return state == "seeing" and day < today


def local(now: datetime) -> tuple[date, int]:
    """Return today and the minute of the day in London; a moment without a zone is London civil time."""
    here = now.astimezone(LONDON) if now.tzinfo is not None else now
    return here.date(), minute_of(here.time())


# Lateness ------------------------------------------------------------------------------------------------------


def late_by(start_minute: int, arrived_local: datetime | time) -> int:
    """Return by how many whole minutes an arrival is late (rule 1); 0 when it is not.

    ``arrived_local`` is a time on the day of the appointment: civil time in London, or an aware moment.
    """
    if isinstance(arrived_local, datetime):
        return max(local(arrived_local)[1] - start_minute, 0)
    return max(minute_of(arrived_local) - start_minute, 0)


def is_late(policy: Policy, minutes: int) -> bool:
    """Say whether so many minutes are late in the sense of the policy: strictly more than its minutes (rule 1)."""
    return minutes > policy.appointment.late_minutes


def must_decide(policy: Policy, minutes: int) -> bool:
    """Say whether somebody has to decide if a student so late is seen or makes another appointment (rule 2; L-8)."""
    return is_late(policy, minutes) and policy.appointment.late_effect == "may_rebook"


def late_words(policy: Policy, minutes: int) -> str:
    """Return what the desk shows of so many minutes: "16 minutes late: may have to make another appointment".

    Nothing for 0. Where lateness is a marker only, the words say that it is more than the policy's minutes.
    """
    if minutes <= 0:
        return ""
    words = f"{minutes} minute{'' if minutes == 1 else 's'} late"
    if must_decide(policy, minutes):
        return f"{words}: may have to make another appointment"
    return f"{words}, more than {policy.appointment.late_minutes}" if is_late(policy, minutes) else words


def decided_by(policy: Policy) -> str:
    """Return whom the desk asks about a student who is late, as this union calls her (rule 2)."""
    return policy.title_of(policy.appointment.late_decided_by)


def waited(arrived: datetime, until: datetime) -> int:
    """Return the whole minutes from arrival until being seen, or until now; 0 at least (I-8 "Seen on time").

    Both are aware moments; what a clock on the wall did in between does not count.
    """
    passed = until.astimezone(UTC) - arrived.astimezone(UTC)  # two of one zone are subtracted on the wall
    return max(int(passed.total_seconds() // 60), 0)


# Attendance ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """How one appointment was kept: its day, its state, whole minutes late, and whether notice was given."""

    day: date
    state: str
    late: int = 0
    notice: bool = False


@dataclass(frozen=True)
class Attendance:
    """How appointments were kept since a day: how often late, how often missed without notice, in words.

    ``flagged`` asks somebody to look; it decides nothing (rule 4).
    """

    late: int
    missed: int
    since: date
    flagged: bool
    words: str


def attendance(policy: Policy, history: Iterable[Kept], today: date) -> Attendance:
    """Count what happened in the policy's months up to today (rule 4; I-44, L-36).

    A missed appointment of which notice was given does not count, nor one that was cancelled.
    """
    rule = policy.appointment
    since = months_before(today, rule.repeat_months)
    counted = [one for one in history if since <= one.day <= today]
    missed = sum(one.state == "missed" and not one.notice for one in counted)
    late = sum(one.state in {"arrived", "seeing", "seen"} and is_late(policy, one.late) for one in counted)
    flagged = late + missed >= rule.repeat_threshold
    return Attendance(late, missed, since, flagged, _said(late, missed, rule.repeat_months, flagged=flagged))


def kept_badly(policy: Policy, history: Iterable[tuple[int, Kept]], today: date) -> tuple[str, ...]:
    """List what ``attendance`` counts, a sentence each in the order given, with when each began (I-44, L-36)."""
    since = months_before(today, policy.appointment.repeat_months)
    found = []
    for start, one in history:
        when = f"{say_day(one.day)} {say_minute(start)}"
        if not since <= one.day <= today:
            continue
        if one.state == "missed" and not one.notice:
            found.append(f"{when}: did not attend, no notice")
        elif one.state in {"arrived", "seeing", "seen"} and is_late(policy, one.late):
            found.append(f"{when}: {one.late} minute{'' if one.late == 1 else 's'} late")
    return tuple(found)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last of a month that has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    year, month = max(years, 1), month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _said(late: int, missed: int, months: int, *, flagged: bool) -> str:
    """Say "3 missed or late in 6 months: look at it"."""
    span = f"in {months} months" if months != 1 else "in a month"
    if not late and not missed:
        return f"Nothing missed or late {span}"
    what = "missed or late" if late and missed else "missed" if missed else "late"
    return f"{late + missed} {what} {span}" + (": look at it" if flagged else "")
