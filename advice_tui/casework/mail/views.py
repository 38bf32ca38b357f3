"""A batch of messages as screens and the command line show it: what each is, and what will become of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from advice_tui.casework.enquiries import OpenCase
from advice_tui.casework.mail.files import Source
from advice_tui.casework.undo import UndoToken

What = Literal["new", "add", "leave"]


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a message, and why. ``case`` is the open case it is added to.

    ``after`` is the key of an earlier message of the batch, whose case it goes to in place of one that is open now.
    """

    what: What
    why: str = ""
    case: OpenCase | None = None
    after: str = ""

    def same_as(self, other: Proposal) -> bool:
        """Whether the same becomes of a message, whatever the reason."""
        cases = [one.case.id if one.case else "" for one in (self, other)]
        return (self.what, self.after) == (other.what, other.after) and cases[0] == cases[1]

    @property
    def words(self) -> str:
        """What will become of it, in a word or two."""
        if self.what == "add":
            return f"add to {self.case.number}" if self.case else f"with message {self.after}"
        return "new enquiry" if self.what == "new" else "leave out"


@dataclass(frozen=True)
class BatchMessage:
    """One message of a batch; ``key`` counts from "1" in the order of receipt.

    ``client_name`` is who has this address on file, or empty; ``cases`` are the open cases it may be added to;
    ``problem`` says why it cannot be read or taken in; ``form_problem`` why it is no new enquiry as it stands;
    ``known_by`` and ``digest`` are what it is recognised by; ``size`` is in bytes.
    """

    key: str
    source: Source
    sender_name: str = ""
    sender_address: str = ""
    subject: str = ""
    received: datetime | None = None
    automatic: bool = False
    seen: str = ""
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    client_id: str = ""
    client_name: str = ""
    cases: tuple[OpenCase, ...] = ()
    problem: str = ""
    form_problem: str = ""
    proposal: Proposal = field(default_factory=lambda: Proposal("leave"))
    known_by: str = field(default="", repr=False)
    digest: str = field(default="", repr=False)
    size: int = 0

    @property
    def options(self) -> tuple[Proposal, ...]:
        """Everything that may become of it, what is proposed first."""
        if self.problem:
            return (self.proposal,)
        others = [Proposal("add", case=case) for case in self.cases]
        others += [] if self.form_problem else [Proposal("new")]
        others.append(Proposal("leave"))
        return (self.proposal, *(one for one in others if not one.same_as(self.proposal)))


@dataclass(frozen=True)
class BatchView:
    """The messages that were read, in the order of receipt; those that could not be read come last."""

    messages: tuple[BatchMessage, ...]

    @property
    def readable(self) -> bool:
        """Whether any of them could be read."""
        return any(not message.problem for message in self.messages)

    def choices(self) -> tuple[Choice, ...]:
        """Give what is proposed for each as what is chosen."""
        return tuple(Choice(message, message.proposal) for message in self.messages)


@dataclass(frozen=True)
class Choice:
    """What is to become of a message."""

    message: BatchMessage
    chosen: Proposal


@dataclass(frozen=True)
class Result:
    """What has become of a message: its case, or why it was left out."""

    key: str
    what: What
    case_id: str = ""
    number: str = ""
    why: str = ""


@dataclass(frozen=True)
class TakenBatch:
    """A batch is stored: the sentence to show, how to undo it (None when nothing was taken in), and each result."""

    id: str
    sentence: str
    undo: UndoToken | None
    results: tuple[Result, ...]


@dataclass(frozen=True)
class PastBatch:
    """A batch that was taken in: who, when, how much, and how it stands. ``open`` says that it can be taken back."""

    id: str
    at: datetime
    by: str
    new: int
    added: int
    state: str
    open: bool


def count_words(choices: tuple[Choice, ...]) -> str:
    """Give what will become of a batch in numbers: "9 new, 3 added, 2 left out"."""
    counts = Counter(choice.chosen.what for choice in choices)
    return f"{counts['new']} new, {counts['add']} added, {counts['leave']} left out"
