"""Calendar files (RFC 5545): appointments as other programs' calendars take them, and nothing of what they are about.

Times are wall-clock times in Europe/London with the zone's own rules: a change of the clocks moves nothing (I-29).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from advice_tui.rules.working_days import LONDON

if TYPE_CHECKING:
    from icalendar import Component, Event

ZONE = "Europe/London"
PRODUCT = "-//Appointments//EN"
"""Names nobody: the file may lie where others read it (L-23)."""
CLOCKS = (
    ("GMT", "STANDARD", datetime(1996, 10, 27, 2), 60, 0, 10),  # noqa: DTZ001 - a rule of the zone itself
    ("BST", "DAYLIGHT", datetime(1996, 3, 31, 1), 0, 60, 3),  # noqa: DTZ001 - the same
)
"""The zone's two clocks: name, kind, since when, minutes from and to, and the month on whose last Sunday it begins."""


@dataclass(frozen=True)
class CalendarEntry:
    """One appointment of a calendar file. ``summary`` and ``place`` say no more than the student agreed to.

    ``version`` counts its changes, so that a later file replaces an earlier one.
    """

    id: str
    day: date
    start: int
    end: int
    summary: str = field(repr=False)
    place: str = ""
    cancelled: bool = False
    version: int = 0


def calendar_file(entries: Iterable[CalendarEntry], at: datetime) -> bytes:
    """Return a calendar file of these appointments, written at a moment; lines end in CR LF and are folded."""
    from icalendar import Calendar  # noqa: PLC0415 - 60 ms, only for who writes such a file

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry, at))
    found: bytes = calendar.to_ical()
    return found


def _zone() -> Component:
    """Give the zone with its rules, so that a reader needs no list of zones of its own."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard  # noqa: PLC0415 - as above

    zone = Timezone()
    zone.add("tzid", ZONE)
    for name, kind, since, before, after, month in CLOCKS:
        clock = TimezoneStandard() if kind == "STANDARD" else TimezoneDaylight()
        clock.add("tzname", name)
        clock.add("dtstart", since)
        clock.add("tzoffsetfrom", timedelta(minutes=before))
        clock.add("tzoffsetto", timedelta(minutes=after))
        clock.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(clock)
    return zone


def _event(entry: CalendarEntry, at: datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", entry.id)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", _moment(entry.day, entry.start))
    event.add("dtend", _moment(entry.day, entry.end))
    event.add("summary", entry.summary)
    if entry.place:
        event.add("location", entry.place)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("sequence", entry.version)
    event.add("class", "PRIVATE")
    return event


def _moment(day: date, minute: int) -> datetime:
    """Give a wall-clock minute of a day; minute 1440 is the next midnight."""
    there = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    return there.replace(tzinfo=LONDON)
