"""When a step becomes overdue: so many minutes of opening time after it could be taken (L-25 "immediately"; L-26)."""

from __future__ import annotations

from datetime import datetime, timedelta

from advice_tui.rules.procedure.steps import Running, taken_of
from advice_tui.rules.working_days import Calendar, local_instant, london

CHANNEL = "email"
MOST_DAYS = 60
"""Days that are looked through for opening time; a service closed for longer has no clock."""


def since(running: Running, step_key: str, opened_at: datetime) -> datetime:
    """Return from when a step could be taken: when the last one that it waits for was taken, else the beginning."""
    step = running.procedure.step(step_key)
    before = [taken_of(running, key) for key in (step.waits_for if step else ())]
    return max((one.happened_at for one in before if one is not None), default=opened_at)


def due_at(calendar: Calendar, running: Running, step_key: str, opened_at: datetime) -> datetime | None:
    """Return when a step is overdue, or None when it has no clock.

    In a procedure that begins with acting (a call for help), telling whoever must be told is due at once.
    """
    step = running.procedure.step(step_key)
    if step is None:
        return None
    begun = since(running, step_key, opened_at)
    if step.does == "notifies" and running.procedure.steps[0].does == "acts":
        return begun
    return after(calendar, begun, step.within_minutes) if step.within_minutes is not None else None


def after(calendar: Calendar, begun: datetime, minutes: int) -> datetime:
    """Return the instant so many minutes of opening time after ``begun``."""
    left = timedelta(minutes=minutes)
    at = london(begun)
    for days in range(MOST_DAYS):
        day = at.date() + timedelta(days=days)
        for opens, closes in calendar.hours_on(day, CHANNEL):
            first = max(local_instant(datetime.combine(day, opens)).at, begun)
            last = local_instant(datetime.combine(day, closes)).at
            if last - first >= left:
                return first + left
            left -= max(last - first, timedelta())
    return begun + left
