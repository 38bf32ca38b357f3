"""Whether an appointment can still be held where it stands: the service open for that mode, its adviser there.

A closure or a leave that comes later moves no appointment by itself: whoever is concerned is told, and moved one by one
(I-36; L-46).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from advice_tui.rules.diary.opening import StaffTime, Stretch, away, shut
from advice_tui.rules.working_days import Calendar

GONE = "has left"


class Standing(Protocol):
    """As much of an appointment as is asked about."""

    @property
    def adviser_id(self) -> str:
        """With whom."""

    @property
    def mode(self) -> str:
        """How it is held."""

    @property
    def day(self) -> date:
        """When."""

    @property
    def start_minute(self) -> int:
        """From what minute of the day."""

    @property
    def end_minute(self) -> int:
        """To what minute."""


class Rota:
    """The service's calendar with the hours and leave of its advisers: says why an appointment cannot be held.

    ``gone`` are the ids of those who have left.
    """

    def __init__(self, calendar: Calendar, times: Sequence[StaffTime], gone: Collection[str] = ()) -> None:
        self._calendar = calendar
        self._gone = gone
        self._closed: dict[tuple[date, str], tuple[Stretch, ...]] = {}
        self._times: dict[str, list[StaffTime]] = {}
        for one in times:
            self._times.setdefault(one.account_id, []).append(one)

    def why_not(self, one: Standing) -> str:
        """Return why an appointment cannot be held where it stands ("Staff training", "annual leave"), or ""."""
        for first, last, why in self._shut(one.day, one.mode):
            if first < one.end_minute and one.start_minute < last:
                return why or "closed"
        if one.adviser_id in self._gone:
            return GONE
        for first, last, why in self._away(one.adviser_id, one.day):
            if first < one.end_minute and one.start_minute < last:
                return why or "away"
        return ""

    def _shut(self, day: date, mode: str) -> tuple[Stretch, ...]:
        """Give when the service is not open, worked out once a day and mode: a diary holds many on each."""
        found = self._closed.get((day, mode))
        if found is None:
            found = self._closed[day, mode] = shut(self._calendar, day, mode)
        return found

    def _away(self, adviser_id: str, day: date) -> tuple[Stretch, ...]:
        times = self._times.get(adviser_id, ())
        return away(times, adviser_id, day) if times else ()
