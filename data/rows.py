"""Rows as they leave the store: frozen, with their sealed columns still sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class CaseRow:
    """A case as stored."""

    id: str
    number: str
    opened_at: datetime
    status: str
    adviser_id: str | None
    key_ver: int
    sealed: bytes = field(repr=False)
    row_ver: int
    closed_at: datetime | None


@dataclass(frozen=True)
class ClientRow:
    """A client as stored."""

    id: str
    key_ver: int
    sealed: bytes = field(repr=False)
    row_ver: int


@dataclass(frozen=True)
class EntryRow:
    """A timeline entry as stored."""

    case_id: str
    id: str
    at: datetime
    recorded_at: datetime
    author_id: str
    key_ver: int
    sealed: bytes = field(repr=False)
    undone_at: datetime | None
    undone_by: str | None
    row_ver: int
    corrects: str | None


@dataclass(frozen=True)
class AttachmentRow:
    """An attachment as stored, without its content."""

    id: str
    case_id: str
    entry_id: str
    key_ver: int
    about: bytes = field(repr=False)


@dataclass(frozen=True)
class PromiseRow:
    """A promise as stored; ``working`` is the stored explanation."""

    id: str
    case_id: str
    entry_id: str
    kind: str
    channel: str
    received_at: datetime
    due_at: datetime
    strict_at: datetime
    breach_at: datetime
    policy_version: str
    working: str
    state: str
    met_at: datetime | None
    met_by_entry: str | None
    row_ver: int


@dataclass(frozen=True)
class KeyDateRow:
    """A key date as stored."""

    id: str
    case_id: str
    kind: str
    day: date
    remind_on: date
    again_on: date
    state: str
    made_by: str
    key_ver: int
    sealed: bytes = field(repr=False)
    row_ver: int


@dataclass(frozen=True)
class CalendarNoteRow:
    """A line of the service's calendar as stored."""

    seq: int
    kind: str
    document: str
    at: datetime
    by_id: str
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class SlipRow:
    """What reception sees of an enquiry, a call or a message, as stored."""

    id: str
    client_id: str
    channel: str
    at: datetime
    due_at: datetime
    strict_at: datetime
    breach_at: datetime
    by_id: str
    state: str
    row_ver: int
    kind: str = "enquiry"
    for_id: str | None = None


@dataclass(frozen=True)
class DraftRow:
    """A draft as stored."""

    id: str
    account_id: str
    subject: str
    at: datetime
    key_ver: int
    sealed: bytes = field(repr=False)
    row_ver: int


@dataclass(frozen=True)
class PolicyRow:
    """An adopted policy text, with the signature of who adopted it."""

    effective_from: date
    adopted_at: datetime
    region: str
    text: str = field(repr=False)
    by_id: str
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class SealedText:
    """An entry's sealed text and what is needed to open it; what the search index is built from."""

    case_id: str
    id: str
    key_ver: int
    sealed: bytes = field(repr=False)
