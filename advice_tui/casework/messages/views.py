"""What messages are before and after they are stored: forms, frozen answers, what was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from advice_tui.casework.enquiries import OpenCase
from advice_tui.casework.undo import UndoToken
from advice_tui.rules.calls import Ring

Kind = Literal["message", "request", "put_through"]
Outcome = Literal["reached", "voicemail", "unanswered", "later"]


@dataclass(frozen=True)
class Caller:
    """A client who may be the one on the telephone, with what reception needs to take a message of hers.

    ``numbers`` are those agreed on file, ``says`` the instruction about reaching her, ``refused`` the desk's one flag,
    ``restricted`` that the manager is to be seen first. ``alike`` says that only another spelling matched.
    """

    client_id: str
    name: str = field(repr=False)
    student_number: str = field(default="", repr=False)
    numbers: tuple[str, ...] = field(default=(), repr=False)
    times: str = field(default="", repr=False)
    says: str = field(default="", repr=False)
    refused: str = ""
    alike: bool = False
    restricted: str = ""

    @property
    def flag(self) -> str:
        """What the desk is told of her: not to admit her, or to see the manager first."""
        return self.refused or self.restricted


@dataclass(frozen=True)
class Colleague:
    """Somebody whom a call may be put through to, and how she is at this minute ("free until 11:00")."""

    id: str
    name: str
    now: str = ""
    free: bool = False


@dataclass(frozen=True)
class MessageForm:
    """A call, message or request as it is taken down (I-30, I-34, I-35).

    ``client_id`` names a client on file; else ``name`` (and number, e-mail, ``may``) make a new one. ``number`` and
    ``times`` are those given with this message. ``may`` are the ways a new caller agreed to: "voicemail",
    "name_service", and the policy's places (L-23). ``for_id`` is the adviser it is for; empty, for any.
    """

    kind: Kind
    client_id: str = ""
    name: str = field(default="", repr=False)
    student_number: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    times: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    may: frozenset[str] = frozenset()
    for_id: str = ""
    channel: str = "telephone"


@dataclass(frozen=True)
class Taken:
    """It is stored: the slip, whose it is, the sentence to show, and how to take it back."""

    id: str
    client_id: str
    sentence: str
    undo: UndoToken


@dataclass(frozen=True)
class Waiting:
    """A message or request that waits for an adviser; ``mine`` says that it is for the person at this desk."""

    id: str
    row_ver: int
    kind: str
    client_id: str
    who: str = field(repr=False)
    about: str = field(repr=False)
    channel: str
    for_name: str
    taken_by: str
    at: datetime
    due: datetime
    state: str
    words: str
    internal: bool
    mine: bool


@dataclass(frozen=True)
class PassedOn:
    """What reception passed on, and what became of it: who and when, never what about (I-22; L-13, L-21).

    ``about`` says what it is and for whom, ``state`` and ``words`` how it stands: "passed on", "called back".
    """

    id: str
    row_ver: int
    kind: str
    client_id: str
    who: str = field(repr=False)
    channel: str
    about: str
    taken_by: str
    mine: bool
    at: datetime
    due: datetime
    done: bool
    state: str
    words: str


@dataclass(frozen=True)
class MessageView:
    """A message as the adviser who calls back sees it (L-23): of her telephones only those in ``ring``.

    ``done`` says who has taken it up already, or is empty. ``cases`` are the open cases that it may belong to.
    """

    id: str
    row_ver: int
    kind: str
    client_id: str
    name: str = field(repr=False)
    student_number: str = field(repr=False)
    email: str = field(repr=False)
    says: str = field(repr=False)
    words: str = field(repr=False)
    channel: str
    for_name: str
    taken_by: str
    at: datetime
    ring: Ring = field(repr=False)
    state: str
    due_words: str
    internal: bool
    sum: tuple[str, ...]
    cases: tuple[OpenCase, ...] = field(repr=False)
    done: str = ""
    refused: str = ""
    restricted: str = ""


@dataclass(frozen=True)
class AnswerForm:
    """How calling back ended: the number rung, a note, when (aware; now unless said), and the case it goes into.

    ``case_id`` names an open case of the client; empty opens a new one with ``topic``. ``told_record`` says that the
    student was told that a record is kept (I-21; L-17).
    """

    outcome: Outcome
    number: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    at: datetime | None = None
    minutes: int = 0
    case_id: str = ""
    topic: str = ""
    told_record: bool = False


@dataclass(frozen=True)
class Answered:
    """The call is on a case: which, the sentence to show, and how to take it back."""

    case_id: str
    number: str
    sentence: str
    undo: UndoToken
