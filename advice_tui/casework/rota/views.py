"""Hours and leave as screens show them, and the appointments that a change touches: frozen, names in place of ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from advice_tui.casework.undo import UndoToken


@dataclass(frozen=True)
class Colleague:
    """Somebody whom students are booked with; ``mine`` is oneself, ``may_change`` whether one may write her times."""

    id: str
    name: str
    mine: bool
    may_change: bool


@dataclass(frozen=True)
class TimeLine:
    """One line of hours or leave. ``past`` says that it is over; ``words`` is the whole of it in one sentence."""

    id: str
    row_ver: int
    kind: str
    days: str
    minutes: str
    why: str = field(repr=False)
    first: date
    last: date | None
    past: bool
    words: str = field(repr=False)
    by: str = ""


DayState = str
"""How a day stands: "free" (bookable), "part" (some of it), "away", "off" (does not work then), "closed"."""


@dataclass(frozen=True)
class WorkDay:
    """A day of somebody's week: its state, the hours that can be booked, and why not more."""

    day: date
    state: DayState
    spans: tuple[tuple[int, int], ...]
    why: str = field(default="", repr=False)


@dataclass(frozen=True)
class RotaView:
    """Somebody's hours and leave: the lines, the next weeks as they come out of them, and who else there is."""

    colleague: Colleague
    colleagues: tuple[Colleague, ...]
    lines: tuple[TimeLine, ...]
    weeks: tuple[tuple[WorkDay, ...], ...]
    displaced: int


@dataclass(frozen=True)
class Touched:
    """An appointment that cannot be held where it stands, and why: to be moved with the student (I-36; L-46)."""

    id: str
    row_ver: int
    day: date
    start: int
    end: int
    adviser_id: str
    adviser: str
    client_id: str
    who: str = field(repr=False)
    room: str
    mode: str
    why: str


@dataclass(frozen=True)
class TimesEffect:
    """What a change of hours or leave would do: the sentence, the appointments it touches, what should be known."""

    what: str
    touched: tuple[Touched, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """Hours or leave are stored: the sentence to show, the appointments to be moved now, how to take it back."""

    sentence: str
    touched: tuple[Touched, ...]
    undo: UndoToken
