"""Cases as screens show them: frozen, opened, with names in place of ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from advice_tui.casework.undo import UndoToken
from advice_tui.rules.case_details import CaseDetails


@dataclass(frozen=True)
class ClientView:
    """Who the client is and how she may be reached; ``contact_line`` is the safe-contact instruction, short."""

    id: str
    name: str
    known_as: str
    student_number: str
    email: str
    phone: str
    contact_line: str


@dataclass(frozen=True)
class PromiseView:
    """A promise on a case: how it stands, in a state for the colour and in words; ``working`` explains it."""

    id: str
    kind: str
    received: datetime
    due: datetime
    state: str
    words: str
    working: tuple[str, ...]


@dataclass(frozen=True)
class AttachmentView:
    """A file on the case."""

    id: str
    name: str
    size: int


class EntryView(NamedTuple):
    """One entry; ``struck`` says who undid it and when, or is empty; ``notes`` is what was odd about a message.

    A corrected entry is shown once, with its newest words: ``before`` holds what stood there earlier, oldest first, as
    (who and when and why, text). ``may_correct`` says whether this person may; ``row_ver`` is given back then.
    """

    id: str
    at: datetime
    recorded_at: datetime
    kind: str
    kind_words: str
    glyph: str
    title: str
    body: str
    sender: str
    notes: tuple[str, ...]
    author_name: str
    struck: str
    attachments: tuple[AttachmentView, ...]
    group: str = "contact"
    channel: str = ""
    minutes: int = 0
    options: tuple[str, ...] = ()
    choice: str = ""
    activity: str = ""
    before: tuple[tuple[str, str], ...] = ()
    mine: bool = False
    may_correct: bool = False
    row_ver: int = 1


@dataclass(frozen=True)
class KeyDateView:
    """A key date of a case: what it is and why, the day, and how it stands in a state for the colour and in words."""

    id: str
    kind: str
    what: str
    why: str
    day: date
    remind_on: date
    again_on: date
    state: str
    words: str
    row_ver: int


@dataclass(frozen=True)
class LinkView:
    """Another case that belongs with this one; links to cases this person may not know of are left out."""

    case_id: str
    number: str
    who: str
    why: str


@dataclass(frozen=True)
class CaseView:
    """A case as the screen shows it, frozen."""

    id: str
    number: str
    row_ver: int
    client: ClientView
    about: str
    topic: str
    status: str
    adviser_id: str | None
    adviser_name: str
    opened: datetime
    promises: tuple[PromiseView, ...]
    entries: tuple[EntryView, ...]
    may_write: bool
    details: CaseDetails
    eligibility: str = ""
    closed: datetime | None = None
    key_dates: tuple[KeyDateView, ...] = ()
    links: tuple[LinkView, ...] = ()
    minutes: int = 0
    retention: str = ""
    notice: str = ""
    """When the student was told that a record is kept, in words; empty when nobody told her yet."""


@dataclass(frozen=True)
class Written:
    """An entry, or another act on a case, is stored: the sentence to show, whether a clock stopped, how to undo it."""

    sentence: str
    stopped: bool
    undo: UndoToken
