"""Letters as screens show them, and what screens give back to send one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from advice_tui.rules.letters import LetterPart


@dataclass(frozen=True)
class PartView:
    """One thing the letter says or must say: whether its words stand there, and the sentence while they do not."""

    key: str
    label: str
    needed: bool
    present: bool
    sentence: str
    value: str = field(default="", repr=False)


@dataclass(frozen=True)
class LetterView:
    """A letter as the screen shows it. ``rules`` and ``names`` let the screen check while it is typed.

    ``state`` is draft, ready (a second person has read it as it stands) or sent. ``second_asked`` says that a second
    person must read it before it goes; ``second_reader`` who has, and when. ``may_read_second`` that this person may.
    ``contact`` is how the student may be reached (L-23). ``reply`` says that the case waits for an answer, so that the
    letter may be one. ``asks`` are entries of the procedure's step that sending must fill in, as (key, label).
    """

    id: str
    text_key: str
    title: str
    text: str = field(repr=False)
    parts: tuple[PartView, ...]
    missing: tuple[str, ...]
    rules: tuple[LetterPart, ...]
    names: tuple[str, ...] = field(repr=False)
    named: tuple[str, ...]
    perhaps: tuple[str, ...]
    to: str
    number: str
    case_id: str
    client_id: str
    procedure_id: str
    step: str
    step_label: str
    asks: tuple[tuple[str, str], ...]
    template_version: int
    policy_version: str
    state: str
    second_asked: bool
    second_reader: str
    may_read_second: bool
    written_by: str
    begun: datetime
    sent_on: date | None
    sent_to: str
    sent_by: str
    channel: str
    hash: str
    contact: str = field(repr=False)
    reply: bool
    letterhead: str
    file_name: str
    row_ver: int

    @property
    def sent(self) -> bool:
        """Whether it went out."""
        return self.state == "sent"


@dataclass(frozen=True)
class LetterRow:
    """A letter in a list: what it is, how it stands in words, its state."""

    id: str
    title: str
    words: str
    state: str
    at: datetime


@dataclass(frozen=True)
class SendForm:
    """How a letter went: a key of ``rules.letters.WAYS``, the day, to whom.

    ``reply`` says that it answers what the student asked (only then does it stop a clock); ``names_seen`` that somebody
    looked at the words that may name a person; ``values`` fill what the procedure's step asks for.
    """

    channel: str
    day: date
    to: str = field(default="", repr=False)
    reply: bool = False
    names_seen: bool = False
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Saved:
    """A letter is stored: its row version now, and the sentence to show."""

    row_ver: int
    sentence: str


@dataclass(frozen=True)
class Sent:
    """A letter went out: the sentence to show; appointments that its step calls into question."""

    sentence: str
    to_cancel: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """A letter is written to a file: where, and the sentence to show."""

    path: str
    sentence: str
