"""What the diary answers: frozen views for screens. Times are wall-clock minutes of a civil day in London."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from advice_tui.casework.undo import UndoToken

Mode = Literal["in_person", "telephone", "online"]
MODES: dict[str, tuple[str, str]] = {
    "in_person": ("in person", ""),
    "telephone": ("telephone", "Tel"),
    "online": ("online", "Web"),
}
"""The ways an appointment is held: in words, and as it stands in the grid in place of a room."""


@dataclass(frozen=True)
class Shut:
    """A stretch of a day in which nobody can be booked, and why: "opens 13:00", "Christmas Day", "away"."""

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class Column:
    """One adviser of the grid; ``short`` is two or three letters, different for each."""

    id: str
    name: str
    short: str
    mine: bool = False


@dataclass(frozen=True)
class Booked:
    """One appointment as everybody at the desk may see it: who and when, never why.

    ``who`` is empty for a student who wants no record. ``refused`` is the desk's one flag ("Do not admit: ...").
    ``late`` are whole minutes late (of the arrival, or so far); ``waited`` whole minutes from arrival until seen, or so
    far. ``unresolved`` says that it is over and nobody said what became of it (I-44c; L-36).
    """

    id: str
    row_ver: int
    day: date
    start: int
    end: int
    adviser_id: str
    room: str
    mode: str
    state: str
    client_id: str
    who: str = field(repr=False)
    student_number: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    mine: bool = False
    called: bool = False
    late: int = 0
    waited: int = 0
    unresolved: bool = False
    refused: str = ""
    reminded: bool = False
    restricted: str = ""
    """That the manager is to be seen first, with the terms to keep to; never why (I-43 to I-45; I-22, L-13)."""


@dataclass(frozen=True)
class DayColumn:
    """One day of the grid. ``closed`` says why nobody at all is booked on it; ``away`` is by adviser's id.

    ``booked`` has also who did not attend, whose time may have been given to another since: those stand first.
    ``partly`` are stretches that are closed for a visit and open in another way (L-46): "closed for summer".
    """

    day: date
    closed: str
    shut: tuple[Shut, ...]
    away: dict[str, tuple[Shut, ...]]
    booked: tuple[Booked, ...]
    partly: tuple[Shut, ...] = ()


@dataclass(frozen=True)
class DiaryView:
    """A day or a week of the diary.

    The grid runs from ``first`` to ``last`` in rows of ``step`` minutes; ``length`` is an appointment's usual length.
    ``now`` is today and the minute of the day.
    """

    days: tuple[DayColumn, ...]
    advisers: tuple[Column, ...]
    rooms: tuple[str, ...]
    first: int
    last: int
    step: int
    length: int
    now: tuple[date, int]


@dataclass(frozen=True)
class Offer:
    """A free slot that can be booked: ``room`` is empty for telephone and online."""

    day: date
    start: int
    end: int
    adviser_id: str
    adviser: str
    room: str
    mode: str

    words: str = ""
    """"Tue 29 Dec 10:00 with Priya Nair, Room 1"."""


@dataclass(frozen=True)
class NewClient:
    """A caller whom nobody knows yet: she becomes a client with the booking, without a second form (I-30, I-31)."""

    name: str = field(repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    student_number: str = field(default="", repr=False)


@dataclass(frozen=True)
class BookingForm:
    """What is asked for: ``adviser_id`` and ``room`` None take the first free one; ``length`` None the policy's.

    ``client_id`` or ``new_client``, or neither with ``no_record`` (I-24; L-17). ``slip_id`` is the request it answers,
    ``case_id`` the case an adviser books it for. ``note`` is what reception must know to receive the student.
    """

    day: date
    start: int
    adviser_id: str | None = None
    room: str | None = None
    mode: str = "in_person"
    length: int | None = None
    client_id: str = ""
    new_client: NewClient | None = None
    no_record: bool = False
    note: str = field(default="", repr=False)
    slip_id: str = ""
    case_id: str = ""


@dataclass(frozen=True)
class Checked:
    """Whether a form can be booked: the slot it takes, or the sentence that refuses it and the nearest free one."""

    slot: Offer | None
    refusal: str = ""
    nearest: Offer | None = None
    names: tuple[str, ...] = field(default=(), repr=False)
    """The students named in the refusal: what shows it under the privacy shade gives their initials."""


@dataclass(frozen=True)
class Done:
    """An act on the diary is stored: the sentence to show, and how to take it back."""

    id: str
    sentence: str
    undo: UndoToken | None = None
    who: str = field(default="", repr=False)
    """The student named in the sentence: what shows it under the privacy shade gives the initials."""


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened to an appointment: when it happened, when it was written down, by whom, in words.

    ``struck`` says that it was taken back; its words stay (I-44c; L-36).
    """

    kind: str
    at: datetime
    recorded_at: datetime
    by: str
    words: str = field(repr=False)
    struck: bool = False


@dataclass(frozen=True)
class Match:
    """A client whom the typed words may mean."""

    client_id: str
    name: str = field(repr=False)
    student_number: str = field(default="", repr=False)


ChipState = Literal["yes", "ask", "no"]


@dataclass(frozen=True)
class Chip:
    """One thing understood in a booking line: "yes" is sure, "ask" needs a choice, "no" cannot be."""

    state: ChipState
    words: str


@dataclass(frozen=True)
class LineRead:
    """A booking line as understood so far.

    ``form`` is what Enter books, None while something is missing or refused; ``say`` the sentence to read out to the
    caller; ``matches`` the clients that the words may mean, the chosen one first; ``cursor`` where the grid goes (day,
    minute, adviser's id or empty); ``names`` are the students named in any of it.
    """

    chips: tuple[Chip, ...]
    form: BookingForm | None = None
    say: str = ""
    matches: tuple[Match, ...] = ()
    offer: Offer | None = None
    cursor: tuple[date, int, str] | None = None
    names: tuple[str, ...] = field(default=(), repr=False)
