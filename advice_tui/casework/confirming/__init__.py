"""Confirming appointments and reminding of them: words, files and ticks, each only in a way the student allowed."""

from advice_tui.casework.confirming.exporting import Exported, export_adviser
from advice_tui.casework.confirming.reminders import not_reminded, remind, reminders
from advice_tui.casework.confirming.texts import confirmation, text, write
from advice_tui.casework.confirming.views import Confirmation, Reminder, ReminderList

__all__ = [
    "Confirmation",
    "Exported",
    "Reminder",
    "ReminderList",
    "confirmation",
    "export_adviser",
    "not_reminded",
    "remind",
    "reminders",
    "text",
    "write",
]
