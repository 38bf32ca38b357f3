"""An appointment of a case in few words: its sign, how it stands, for which case it is, what is to be brought."""

from __future__ import annotations

from advice_tui.casework.diary.planning import CaseAppointment
from screens.theme import glyph

SIGNS = {"booked": "◷", "arrived": "◆", "seeing": "◆", "seen": "✓", "missed": "✗", "cancelled": "–"}


def sign_of(one: CaseAppointment) -> str:
    """Give the sign of how an appointment stands."""
    return glyph(SIGNS.get(one.state, "·"))


def aside_of(one: CaseAppointment) -> str:
    """Say in few words how it stands, for which case it is, and what is to be brought."""
    case = "this case" if one.linked else "another case" if one.elsewhere else ""
    open_ones = sum(not paper.brought for paper in one.bring)
    bring = f"bring {open_ones}" if open_ones and one.coming else ""
    return " · ".join(part for part in (one.stands, case, bring) if part)
