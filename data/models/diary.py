"""The service's calendar, the diary and the front desk."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from data.models.columns import Day, an_instant, some_bytes


class CalendarNote(SQLModel, table=True):
    """One line of the service's calendar, signed by the manager who wrote it; lines are added and never changed.

    ``kind`` is "closure", "busy", "holiday", "no_holiday" or "removed" (which names the line it takes back).
    ``document`` is JSON that the public may read; no student's words stand in it.
    """

    __tablename__ = "calendar_note"
    seq: int = Field(primary_key=True)
    kind: str
    document: str
    at: datetime = an_instant()
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = some_bytes(nullable=False)


class Appointment(SQLModel, table=True):
    """One appointment: when, with whom, where; whose it is stands by id, the rest under seal.

    Times are wall-clock minutes of a civil ``day`` in London, so that a change of the clocks moves nothing (I-29).
    ``busy_until`` is the end with the time kept free after it. ``client_id`` is empty for a student who wants no record
    (I-24; L-17). ``sealed`` is for the front room: what reception must know to receive the student. ``for_advice`` is
    for the advice room: the case it belongs to, and the papers to bring. The database itself refuses two that overlap.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("mode IN ('in_person', 'telephone', 'online')", name="appointment_mode"),
        CheckConstraint(
            "state IN ('booked', 'arrived', 'seeing', 'seen', 'missed', 'cancelled', 'void')", name="appointment_state"
        ),
        CheckConstraint(
            "0 <= start_minute AND start_minute < end_minute AND end_minute <= busy_until AND end_minute <= 1440",
            name="appointment_times",
        ),
        Index("appointment_day", "day", "adviser_id"),
        Index("appointment_client", "client_id", "day"),
    )
    id: str = Field(primary_key=True)
    client_id: str | None = Field(default=None, foreign_key="client.id")
    adviser_id: str = Field(foreign_key="account.id")
    room: str
    mode: str
    day: date = Field(sa_type=Day)
    start_minute: int
    end_minute: int
    busy_until: int
    state: str
    arrived_at: datetime | None = an_instant(default=None, nullable=True)
    called_at: datetime | None = an_instant(default=None, nullable=True)
    seen_at: datetime | None = an_instant(default=None, nullable=True)
    left_at: datetime | None = an_instant(default=None, nullable=True)
    reminded_at: datetime | None = an_instant(default=None, nullable=True)
    made_at: datetime = an_instant()
    made_by: str = Field(foreign_key="account.id")
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    for_advice: bytes | None = some_bytes(nullable=True, default=None)
    row_ver: int = Field(default=1)


class AppointmentEvent(SQLModel, table=True):
    """One thing that happened to an appointment; events are added and never changed, an undone one keeps its words.

    ``at`` is when it happened, ``recorded_at`` when it was written down. ``sealed`` is under the appointment's own key
    of the front room.
    """

    __tablename__ = "appointment_event"
    __table_args__ = ({"sqlite_with_rowid": False},)
    appointment_id: str = Field(primary_key=True, foreign_key="appointment.id")
    id: str = Field(primary_key=True)
    kind: str
    at: datetime = an_instant()
    recorded_at: datetime = an_instant()
    by_id: str = Field(foreign_key="account.id")
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    undone_at: datetime | None = an_instant(default=None, nullable=True)
    undone_by: str | None = Field(default=None, foreign_key="account.id")


class StaffTime(SQLModel, table=True):
    """When an adviser works, or is away: by weekday from a day on, or from one day to another.

    ``kind`` is "hours" or "away". ``weekday`` (0 is Monday) makes it recur, every ``every_weeks`` weeks counted from
    ``first``; without it every day from ``first`` to ``last`` counts. Times are wall-clock minutes; the whole day is 0
    to 1440. What the absence is for is sealed for the front room.
    """

    __tablename__ = "staff_time"
    __table_args__ = (
        CheckConstraint("kind IN ('hours', 'away')", name="staff_time_kind"),
        CheckConstraint("state IN ('on', 'void')", name="staff_time_state"),
        CheckConstraint(
            "0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440", name="staff_time_times"
        ),
        Index("staff_time_account", "account_id", "state"),
    )
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    kind: str
    weekday: int | None = Field(default=None)
    every_weeks: int
    first: date = Field(sa_type=Day)
    last: date | None = Field(default=None, sa_type=Day, nullable=True)
    start_minute: int
    end_minute: int
    state: str
    made_at: datetime = an_instant()
    made_by: str = Field(foreign_key="account.id")
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    row_ver: int = Field(default=1)


class DeskFlag(SQLModel, table=True):
    """What the desk is told of a student's conduct and no more: do not admit, or see the manager first. Signed.

    ``kind`` is "refuse", "restrict" or "lift". ``source`` is the procedure it came from, or empty; the last line of a
    client and a source stands. ``sealed`` is the reason, for the advice room; ``for_front`` are the terms that
    reception must keep to, for the front room.
    """

    __tablename__ = "desk_flag"
    __table_args__ = (
        CheckConstraint("kind IN ('refuse', 'restrict', 'lift')", name="desk_flag_kind"),
        Index("desk_flag_client", "client_id"),
    )
    id: str = Field(primary_key=True)
    client_id: str = Field(foreign_key="client.id")
    kind: str
    at: datetime = an_instant()
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = some_bytes(nullable=False)
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    source: str = Field(default="", sa_column_kwargs={"server_default": ""})
    for_front: bytes | None = some_bytes(nullable=True, default=None)
