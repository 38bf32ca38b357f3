"""When the service is open, what it promises, and how people come to it (I-1 to I-36, L-1 to L-8, L-45, L-46)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BeforeValidator, field_serializer, model_validator

from advice_tui.policy.parts import (
    Channel,
    Choice,
    Clock,
    Day,
    Function,
    Key,
    Many,
    Number,
    Part,
    Passage,
    Text,
    YesNo,
)

Interval = tuple[Clock, Clock]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _interval(value: object) -> object:
    """Read "10:00-16:00" as two times."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("-"))
    return value


Hours = Many[Annotated[Interval, BeforeValidator(_interval)]]


class Opening(Part):
    """The opening hours of a normal week (I-26, L-45). A day that is left out is closed."""

    monday: Hours = ()
    tuesday: Hours = ()
    wednesday: Hours = ()
    thursday: Hours = ()
    friday: Hours = ()
    saturday: Hours = ()
    sunday: Hours = ()

    @property
    def week(self) -> tuple[tuple[tuple[dt.time, dt.time], ...], ...]:
        """Seven days, Monday first, each a tuple of (opens, closes)."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


class Span(Part):
    """A first and a last date, both inside."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.last < self.first:
            message = "It ends before it begins."
            raise ValueError(message)
        return self


class Closure(Span):
    """Days on which the service is closed for some channels; no ``channels`` means every channel (I-36, L-46)."""

    reason: Text
    channels: frozenset[Channel] = frozenset()
    part: Literal["day", "morning", "afternoon"] = "day"
    advertised: Day | None = None

    @field_serializer("channels", when_used="json")
    def _sorted_channels(self, channels: frozenset[str]) -> list[str]:
        """Write the same JSON every time."""
        return sorted(channels)


class ClosureKind(Part):
    """A kind of closure the document speaks of without dates: the manager adds the dates."""

    key: Key
    label: Text
    channels: Many[Channel] = ()
    website: Passage | None = None
    standing_note: Text | None = None


class LocalHoliday(Part):
    """A bank holiday added to, or taken from, the published list, with who said so and when."""

    day: Day
    name: Text
    announced_by: Text
    announced: Day

    @property
    def source(self) -> str:
        """Who announced it."""
        return self.announced_by


class BusyPeriod(Span):
    """A period with a longer promise, and the day it was advertised (I-6, I-28)."""

    days: Number
    advertised: Day
    reason: Text | None = None


class FollowUp(Part):
    """The target for later messages and developments of a case (I-10, L-5); it has its own switch."""

    enabled: YesNo
    days: Number


class PhoneMessage(Part):
    """The target for calling back after a message (I-30, I-35); ``internal`` keeps it out of published figures."""

    days: Number
    internal: YesNo


class Reply(Part):
    """The promise to answer, in working days (I-6, I-28, L-3)."""

    days: Number
    receipt_rule: Literal["deemed", "strict"]
    breach_at: Literal["day_end", "closing"]
    automatic_reply_counts: YesNo
    busy_max_days: Number | None = None
    busy_needs_advert: YesNo
    busy_periods: Many[BusyPeriod] = ()
    follow_up: FollowUp
    phone_message: PhoneMessage


class Eligibility(Part):
    """Who the service is for (I-1, I-44f, L-1)."""

    groups: Many[Choice]
    others: Many[Choice]
    refusal: Passage


class Advice(Part):
    """What a note of advice must show: options, and the student's own choice (I-2, I-3, L-2)."""

    activities: Many[Choice]
    options_at_least: Number
    choice_needed: YesNo
    basic_information: YesNo


class Reception(Part):
    """What reception does with calls, walk-ins and arrivals (I-30 to I-35)."""

    answers_telephone: YesNo
    drop_in: YesNo
    drop_in_text: Passage
    takes_down: Many[Choice]
    book_by: Many[Channel]
    announces_arrival: YesNo


class Appointment(Part):
    """How appointments are made and kept (I-31 to I-33, I-44c, L-8, L-36). All times are whole minutes.

    ``buffer_minutes`` are kept free after each appointment, for the adviser and the room.
    """

    length: Number
    buffer_minutes: Number = 0
    private_room: YesNo
    rooms: Many[Text]
    late_minutes: Number
    late_effect: Literal["marker", "may_rebook"]
    late_decided_by: Function
    late_text: Passage | None = None
    repeat_threshold: Number
    repeat_months: Number
    asks: Many[Text]
    booking_text_ahead_days: Number


class Standard(Part):
    """One line of what each side may expect, for the public page."""

    text: Text


class Standards(Part):
    """The aim, what a student can expect, and what the service expects."""

    aims: Many[Standard]
    client_can_expect: Many[Standard]
    service_expects: Many[Standard]


class Contacts(Part):
    """Addresses and numbers, each used in letters and on the public page."""

    service_email: Text
    telephone: Text | None = None
    complaints: Text
    file_copy: Text
    union_email: Text | None = None
    website: Text
    sites: Many[Passage] = ()


class Lock(Part):
    """After how many idle minutes the screen locks, and the most a member of staff may choose.

    ``shade_minutes`` is after how many the names at the reception desk turn to initials by themselves.
    """

    idle_minutes: Number
    max_minutes: Number
    shade_minutes: Number = 1
