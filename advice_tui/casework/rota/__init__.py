"""When advisers work and when they are away: regular hours and leave, and the appointments that these touch."""

from advice_tui.casework.rota.changing import add_away, add_hours, preview, preview_end, take_back
from advice_tui.casework.rota.documents import times
from advice_tui.casework.rota.reading import hours
from advice_tui.casework.rota.touching import to_be_moved, touched
from advice_tui.casework.rota.views import Colleague, Kept, RotaView, TimeLine, TimesEffect, Touched, WorkDay

__all__ = [
    "Colleague",
    "Kept",
    "RotaView",
    "TimeLine",
    "TimesEffect",
    "Touched",
    "WorkDay",
    "add_away",
    "add_hours",
    "hours",
    "preview",
    "preview_end",
    "take_back",
    "times",
    "to_be_moved",
    "touched",
]
