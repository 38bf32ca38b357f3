"""Confirmations and reminders as screens show them: frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from advice_tui.rules.confirmation import Way


@dataclass(frozen=True)
class Confirmation:
    """The confirmation of one appointment in one way of contact.

    ``slot`` says when and with whom, for staff; ``subject`` and ``text`` are for the student. ``discreet`` says that
    they do not name the service, ``must`` that they may not. ``ways`` are the ways allowed, ``way`` the one chosen,
    None when nothing is known. ``say_first`` is how a call begins that must not name the service (L-23). ``warnings``
    are what must be known before it goes.
    """

    id: str
    row_ver: int
    who: str = field(repr=False)
    slot: str
    subject: str
    text: str = field(repr=False)
    way: Way | None
    ways: tuple[Way, ...]
    discreet: bool
    must: bool
    warnings: tuple[str, ...]
    file_name: str
    say_first: str = ""

    @property
    def whole(self) -> str:
        """The subject above the text, as it is written to a file."""
        return f"{self.subject}\n\n{self.text}"


@dataclass(frozen=True)
class Reminder:
    """One appointment of the day that is reminded of; ``why`` says that it cannot be held and must be moved."""

    id: str
    row_ver: int
    start: int
    end: int
    client_id: str
    who: str = field(repr=False)
    adviser: str
    room: str
    mode: str
    ways: tuple[Way, ...]
    reminded: datetime | None
    why: str = ""


@dataclass(frozen=True)
class ReminderList:
    """Whom to remind: the appointments of a day, in order of time, and a sentence about the day."""

    day: date
    rows: tuple[Reminder, ...]
    note: str

    @property
    def done(self) -> int:
        """How many were reminded."""
        return sum(row.reminded is not None for row in self.rows)
