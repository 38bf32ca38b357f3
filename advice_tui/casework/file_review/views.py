"""What the screens get of file reviews, and what they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from advice_tui.casework.undo import UndoToken


@dataclass(frozen=True)
class ActionForm:
    """Something to be put right, as typed: what, the owner's account, by which day."""

    what: str = field(repr=False)
    owner_id: str = ""
    due: str = ""


@dataclass(frozen=True)
class ReviewForm:
    """A file review as filled in: an answer to each check, words, and what is to be put right."""

    answers: Mapping[str, str]
    words: str = field(default="", repr=False)
    actions: tuple[ActionForm, ...] = ()


@dataclass(frozen=True)
class SampleFile:
    """One file of a month's sample. ``refused`` says why this person may not review it; ``review_id`` is its review."""

    case_id: str
    number: str
    adviser_id: str
    adviser: str
    who: str
    topic: str
    status: str
    refused: str = ""
    review_id: str = ""
    reviewed: str = ""
    open_actions: int = 0
    no: int = 0


@dataclass(frozen=True)
class ReviewMonth:
    """The sample of a month, by adviser."""

    month: date
    files: tuple[SampleFile, ...]
    drawn: bool = True

    @property
    def reviewed(self) -> int:
        """How many of them are reviewed."""
        return sum(bool(one.review_id) for one in self.files)


@dataclass(frozen=True)
class ActionRow:
    """A corrective action in a list, with its case and whose it is."""

    id: str
    review_id: str
    row_ver: int
    case_id: str
    number: str
    what: str = field(repr=False)
    owner_id: str
    owner: str
    due: date
    since: datetime
    done: date | None = None
    words: str = field(default="", repr=False)
    mine: bool = False


@dataclass(frozen=True)
class ReviewView:
    """A review to be read: of which file, by whom and when, each answer, the words, what is to be put right."""

    id: str
    case_id: str
    number: str
    adviser: str
    by: str
    at: datetime
    month: date
    answers: tuple[tuple[str, str], ...]
    words: str = field(repr=False)
    actions: tuple[ActionRow, ...] = ()


@dataclass(frozen=True)
class Done:
    """Something was stored: what to say, and how to take it back."""

    sentence: str
    undo: UndoToken | None = None
