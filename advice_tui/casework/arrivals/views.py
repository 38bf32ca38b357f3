"""What the front desk answers: frozen views for screens. Times are wall-clock minutes of a civil day in London."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from advice_tui.casework.diary.views import Booked

Look = Literal["expected", "late", "over", "here", "coming", "seeing", "seen", "gone", "refused"]
"""How a row of the board looks: each has a glyph, a word and a colour of its own."""

Decision = Literal["seen", "rebook"]
"""What is decided about a student who is late (L-8): she is seen all the same, or makes another appointment."""


@dataclass(frozen=True)
class BoardRow:
    """One appointment on the board: who and when, never why (I-22; L-13).

    ``words`` say how it stands ("here since 10:57, waiting 3 min"), ``short`` the same where there is little room;
    ``advice`` is what is to be done next, or nothing. ``decide`` says that somebody has to decide whether a late
    student is seen (L-8).
    """

    booked: Booked
    adviser: str
    look: Look
    words: str
    short: str
    advice: str = ""
    decide: bool = False

    @property
    def id(self) -> str:
        """The appointment's id."""
        return self.booked.id


@dataclass(frozen=True)
class Board:
    """A day at the front desk, by time: ``rows``, and how many are still expected, here, and being seen.

    ``unresolved`` counts appointments of any day of which nobody said what became of them (I-44c; L-36); ``refused``
    are rows of clients who are not to be admitted; ``closed`` says why nobody comes that day.
    """

    day: date
    rows: tuple[BoardRow, ...]
    expected: int
    here: int
    seeing: int
    unresolved: int
    now: int
    closed: str = ""

    @property
    def refused(self) -> tuple[BoardRow, ...]:
        """Those of whom the desk is told not to admit them, as long as they may still come."""
        return tuple(row for row in self.rows if row.booked.refused and row.booked.state in {"booked", "arrived"})


@dataclass(frozen=True)
class AtReception:
    """One of an adviser's own appointments whose client stands at reception; no name, so that any screen may say it.

    ``since`` is when she arrived, ``late`` whole minutes late; ``decide`` says that the adviser decides whether she is
    seen (L-8).
    """

    id: str
    start: int
    since: datetime
    late: int = 0
    decide: bool = False


@dataclass(frozen=True)
class CorrectionForm:
    """How an appointment really ended: the state, when it happened, how it was learned, and why it is changed.

    ``state`` is "booked" (nothing happened yet), "arrived", "seen", "missed" or "cancelled". ``at`` is when the student
    arrived, or said that she would not come; ``notice`` says for "missed" whether she told us; ``by`` for "cancelled"
    one of ``WAYS``.
    """

    state: str
    reason: str
    at: datetime | None = None
    notice: bool = False
    by: str = "telephone"


WAYS: dict[str, str] = {"telephone": "by phone", "email": "by e-mail", "in_person": "in person", "us": "by us"}
"""How an appointment was called off."""

OUTCOMES: dict[str, str] = {
    "seen": "Seen",
    "arrived": "Here",
    "missed": "Missed",
    "cancelled": "Called off",
    "booked": "To come",
}
"""What a correction may say, in a word each, all with different first letters."""
