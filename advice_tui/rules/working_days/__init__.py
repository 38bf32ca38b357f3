"""Working days: the one module that counts them, and that everything else asks.

The clauses are numbered in :mod:`advice_tui.rules.working_days.calendar`. Days are London civil dates, instants are
aware; troubles are :class:`~data.errors.BadInput` with a sentence.
"""

from advice_tui.rules.working_days.calendar import FIRST_YEAR, LAST_YEAR, MOST_DAYS, Calendar
from advice_tui.rules.working_days.due import BreachAt, Due, ReceiptRule, explain, say_due
from advice_tui.rules.working_days.local_time import (
    LONDON,
    LocalInstant,
    local_instant,
    london,
    say_day,
    say_time,
)
from advice_tui.rules.working_days.opening import BankHoliday, BusyPeriod, Closure, OpeningHours
from advice_tui.rules.working_days.other_dates import promise_calendar_days, statutory_month
from advice_tui.rules.working_days.rework import Rework, rework

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "LONDON",
    "MOST_DAYS",
    "BankHoliday",
    "BreachAt",
    "BusyPeriod",
    "Calendar",
    "Closure",
    "Due",
    "LocalInstant",
    "OpeningHours",
    "ReceiptRule",
    "Rework",
    "explain",
    "local_instant",
    "london",
    "promise_calendar_days",
    "rework",
    "say_day",
    "say_due",
    "say_time",
    "statutory_month",
]
