"""How one day of the service stands: open, closed and why, busy; as a state for the glyph and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from advice_tui.policy import Policy
from advice_tui.rules.working_days import BusyPeriod, Calendar, Closure, say_day, say_time
from advice_tui.rules.working_days.opening import NAMES_OF_WEEKDAYS, Span

State = Literal["open", "shut", "holiday", "closed", "half", "part", "busy"]
"""Open; closed every week; bank holiday; closure; half a day; some ways of contact; open with a longer promise."""

CLOSED_STATES = frozenset({"shut", "holiday", "closed"})


def state_of(calendar: Calendar, day: date, channels: Sequence[str]) -> State:
    """Return how a day stands for all these ways of contact together."""
    if calendar.bank_holiday(day):
        return "holiday"
    usual = calendar.hours.week[day.weekday()]
    if not usual:
        return "shut"
    hours = {calendar.hours_on(day, channel) for channel in channels}
    if hours != {usual}:
        if len(hours) > 1:
            return "part"
        return "half" if any(hours) else "closed"
    return "busy" if busy_on(calendar, day) else "open"


def closures_on(calendar: Calendar, day: date) -> tuple[Closure, ...]:
    """Return the closures that a day lies in."""
    return tuple(one for one in calendar.closures if one.first <= day <= one.last)


def busy_on(calendar: Calendar, day: date) -> tuple[BusyPeriod, ...]:
    """Return the busy periods that a day lies in."""
    return tuple(one for one in calendar.busy if one.first <= day <= one.last)


def say_hours(spans: tuple[Span, ...]) -> str:
    """Return "10:00 to 16:00", or "closed"."""
    return ", ".join(f"{say_time(opens)} to {say_time(closes)}" for opens, closes in spans) or "closed"


def words_of(calendar: Calendar, day: date, channels: Sequence[str]) -> str:
    """Return a day's state in a few words: "bank holiday: Christmas Day", "closed: Staff training", "open"."""
    state = state_of(calendar, day, channels)
    if state == "holiday":
        return f"bank holiday: {calendar.bank_holiday(day)}"
    if state == "shut":
        return f"closed on {NAMES_OF_WEEKDAYS[day.weekday()]}s"
    reasons = ", ".join(dict.fromkeys(one.reason for one in closures_on(calendar, day) if one.reason))
    words = {"closed": "closed", "half": "half a day", "part": "some ways closed"}.get(state, "open")
    parts = [f"{words}: {reasons}" if reasons and words != "open" else words]
    parts += [f"busy, {one.days} working days" for one in busy_on(calendar, day)]
    return ", ".join(parts)


def hours_lines(policy: Policy, calendar: Calendar, day: date) -> tuple[str, ...]:
    """Return the hours of a day: one sentence when all ways of contact agree, else one for each."""
    by_channel = {channel.label: calendar.hours_on(day, channel.key) for channel in policy.channels}
    if len(set(by_channel.values())) == 1:
        spans = next(iter(by_channel.values()))
        whole = f"open {say_hours(spans)}" if spans else words_of(calendar, day, [policy.channels[0].key])
        return (f"{whole[0].upper()}{whole[1:]}.",)
    return tuple(f"{label}: {say_hours(spans)}." for label, spans in by_channel.items())


def say_week(policy: Policy) -> tuple[str, ...]:
    """Return the hours of a normal week, one line a weekday (I-26; L-45)."""
    pairs = zip(NAMES_OF_WEEKDAYS, policy.opening.week, strict=True)
    return tuple(f"{name}: {say_hours(spans)}" for name, spans in pairs)


def known_to(calendar: Calendar, today: date) -> str:
    """Return a warning a year before the published bank holidays end; empty while there is time (rule 10)."""
    end = date(calendar.published_to, 12, 31)
    if (end - today).days > 366:
        return ""
    return (
        f"Bank holidays are known to {say_day(end, year=True)}; later dates are provisional. Have the program brought "
        "up to date, and add with h what is announced meanwhile."
    )
