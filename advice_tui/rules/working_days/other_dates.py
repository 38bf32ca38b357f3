"""Dates that are not counted in working days: a promise in calendar days, and the statutory month (rule 11).

The two roll in opposite directions, and a screen shows both. A file copy "can take up to 2 weeks" (I-25): being a
promise, its 14th calendar day rolls back to the last open day. The month the law gives for a subject access request
rolls forward to the next working day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from advice_tui.rules.working_days.calendar import LAST_YEAR, Calendar
from data.errors import BadInput


def promise_calendar_days(calendar: Calendar, received: date, days: int = 14, channel: str = "email") -> date:
    """Return the last open day within ``days`` calendar days of the London date ``received`` (I-25, rule 11).

    When the service is closed for all of them, the last of the days itself: a promise is not kept before it is made.
    """
    if not 1 <= days <= 366:
        raise BadInput("A promise in calendar days is 1 to 366 days long.")
    calendar.bank_holiday(received)  # refuses dates outside the years that are counted
    end = received + timedelta(days=days)
    rolled = calendar.last_open_day(end, channel)
    return end if rolled is None or rolled <= received else rolled


def statutory_month(calendar: Calendar, received: date, months: int = 1) -> date:
    """Return the end of the statutory time: the corresponding date ``months`` later, else that month's last day.

    A Saturday, Sunday or bank holiday rolls it forward to the next working day. Closures of the service do not: the law
    does not know them.
    """
    if not 1 <= months <= 12:
        raise BadInput("A statutory time is 1 to 12 months long.")
    year, month = divmod(received.year * 12 + received.month - 1 + months, 12)
    if year > LAST_YEAR:
        raise BadInput(f"Dates are worked out to {LAST_YEAR} only.")
    end = date(year, month + 1, min(received.day, monthrange(year, month + 1)[1]))
    while end.weekday() >= 5 or calendar.bank_holiday(end):
        end += timedelta(days=1)
    return end
