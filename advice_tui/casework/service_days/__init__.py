"""The calendar of the service: read by everybody, written by the manager, and followed by every terminal."""

from advice_tui.casework.service_days.changing import Applied, apply, propose, remove
from advice_tui.casework.service_days.effects import Effect, Moved
from advice_tui.casework.service_days.lines import faults, follow
from advice_tui.casework.service_days.reading import explain_day, horizon_warning, standing_note, year
from advice_tui.casework.service_days.views import DayView, ServiceDay, ServiceLine, ServiceYear

__all__ = [
    "Applied",
    "DayView",
    "Effect",
    "Moved",
    "ServiceDay",
    "ServiceLine",
    "ServiceYear",
    "apply",
    "explain_day",
    "faults",
    "follow",
    "horizon_warning",
    "propose",
    "remove",
    "standing_note",
    "year",
]
