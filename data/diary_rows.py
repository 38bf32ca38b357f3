"""What the store answers about the diary: frozen rows, as stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

LIVE: tuple[str, ...] = ("booked", "arrived", "seeing", "seen")
"""The states in which an appointment takes its adviser's time and its room."""


@dataclass(frozen=True)
class AppointmentRow:
    """One appointment. Times are wall-clock minutes of its day; ``for_advice`` is None while no case is named."""

    id: str
    client_id: str | None
    adviser_id: str
    room: str
    mode: str
    day: date
    start_minute: int
    end_minute: int
    busy_until: int
    state: str
    arrived_at: datetime | None
    called_at: datetime | None
    seen_at: datetime | None
    left_at: datetime | None
    reminded_at: datetime | None
    made_at: datetime
    made_by: str
    key_ver: int
    sealed: bytes = field(repr=False)
    for_advice: bytes | None = field(repr=False)
    row_ver: int


@dataclass(frozen=True)
class AppointmentEventRow:
    """One thing that happened to an appointment; ``undone_at`` is set when it was taken back."""

    appointment_id: str
    id: str
    kind: str
    at: datetime
    recorded_at: datetime
    by_id: str
    key_ver: int
    sealed: bytes = field(repr=False)
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True)
class StaffTimeRow:
    """When an adviser works ("hours") or is away."""

    id: str
    account_id: str
    kind: str
    weekday: int | None
    every_weeks: int
    first: date
    last: date | None
    start_minute: int
    end_minute: int
    state: str
    made_at: datetime
    made_by: str
    key_ver: int
    sealed: bytes = field(repr=False)
    row_ver: int
