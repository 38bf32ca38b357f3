"""An appointment in words: of a case in few of them, and a sentence about it as the privacy shade wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from advice_tui.casework.diary.choosing import Refused
from advice_tui.casework.diary.planning import CaseAppointment
from data.errors import BadInput
from screens.theme import glyph

SIGNS = {"booked": "◷", "arrived": "◆", "seeing": "◆", "seen": "✓", "missed": "✗", "cancelled": "–"}

T = TypeVar("T")


def with_names(words: str, names: Iterable[str], who: Callable[[str], str]) -> str:
    """Give a sentence with each of these names in it as it may be shown now, the longest names first."""
    for name in sorted({*names} - {""}, key=len, reverse=True):
        words = words.replace(name, who(name))
    return words


def veiled(func: Callable[[], T], shown: Callable[[str, tuple[str, ...]], str]) -> Callable[[], T]:
    """Make work whose refusal names students raise one whose sentences are as ``shown`` gives them with those names."""

    def work() -> T:
        try:
            return func()
        except Refused as refused:
            sentences = {name: shown(words, refused.names) for name, words in refused.problems.items()}
            raise BadInput(sentences) from None

    return work


def sign_of(one: CaseAppointment) -> str:
    """Give the sign of how an appointment stands."""
    return glyph(SIGNS.get(one.state, "·"))


def aside_of(one: CaseAppointment) -> str:
    """Say in few words how it stands, for which case it is, and what is to be brought."""
    case = "this case" if one.linked else "another case" if one.elsewhere else ""
    open_ones = sum(not paper.brought for paper in one.bring)
    bring = f"bring {open_ones}" if open_ones and one.coming else ""
    return " · ".join(part for part in (one.stands, case, bring) if part)
