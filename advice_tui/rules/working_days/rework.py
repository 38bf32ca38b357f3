"""Working an open promise out again when the calendar has changed (rule 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from advice_tui.rules.working_days.calendar import Calendar
from advice_tui.rules.working_days.due import Due
from advice_tui.rules.working_days.local_time import say_day, say_time


@dataclass(frozen=True, slots=True)
class Rework:
    """The promise that holds from now on, whether its time changed, and the sentence for the audit and the screen."""

    due: Due
    extended: bool
    why: str


def rework(old: Due, calendar: Calendar, announced: date | None) -> Rework:
    """Return what becomes of an open promise under a changed calendar (rule 7).

    ``announced`` is the London date on which the bank holiday was proclaimed, or the closure or busy period advertised;
    ``None`` when it never was. Announced before the old due date, it may extend the promise. Nothing ever shortens one:
    an earlier result leaves the old promise, and the sentence says so.
    """
    days = calendar.days_promised(old.received, old.n)
    new = calendar.due(old.received, days, rule=old.rule, channel=old.channel, breach_at=old.breach_rule)
    was, now = _say(old), _say(new)
    if new.due == old.due:
        return Rework(new, extended=False, why=f"Still due {was}.")
    if new.due < old.due:
        return Rework(
            old, extended=False, why=f"Still due {was}: it would now be {now}, and a promise is never shortened."
        )
    if announced is None or announced >= old.due.date():
        why = f"Still due {was}: the change was not announced before that day."
        return Rework(old, extended=False, why=why)
    return Rework(new, extended=True, why=f"Now due {now} instead of {was}: announced {say_day(announced, year=True)}.")


def _say(due: Due) -> str:
    """Return the target as a person reads it."""
    return f"{say_day(due.due.date(), year=True)} {say_time(due.due.time())}"
