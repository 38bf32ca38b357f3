"""What the conflict screen shows and what its windows give back: frozen, with every sentence ready and nobody named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advice_tui.casework.undo import UndoToken
from advice_tui.rules.case_details import Party
from advice_tui.rules.conflict import Proposal


@dataclass(frozen=True)
class Parties:
    """Who is compared, as a form holds them: names, numbers and addresses of the student, and the other people."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    parties: tuple[Party, ...] = field(default=(), repr=False)
    client_id: str = ""


@dataclass(frozen=True)
class Checked:
    """What a check says: whether it stops, and how many people were compared. Not of whom, nor where (I-39, L-13)."""

    stops: bool
    sentence: str
    people: int


@dataclass(frozen=True)
class CheckLine:
    """A check, or a step of the procedure, as it was recorded: when, by whom, and what came of it in neutral words."""

    at: datetime
    by: str
    words: str
    why: str = field(default="", repr=False)


@dataclass(frozen=True)
class OtherSide:
    """A case on the other side that this person may read: for who may see both, and for nobody else."""

    case_id: str
    number: str
    who: str
    received: datetime
    adviser_id: str
    adviser: str
    status: str
    walled: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class ReadBefore:
    """Who had read a case before its wall went up, and when first."""

    who: str
    at: datetime


@dataclass(frozen=True)
class OfPolicy:
    """What the policy says: its way in a sentence, the union's own sentences with their numbers, its lists.

    ``decides_tie`` says that the person at this desk decides who was first of two that came in the same minute.
    """

    mode: str
    sources: tuple[tuple[str, str], ...]
    circumstances: tuple[tuple[str, str], ...]
    wordings: tuple[tuple[str, str], ...]
    decides_tie: bool


@dataclass(frozen=True)
class ConflictView:
    """A case (or a student without one) as the conflict screen shows it.

    ``result`` is that of the last check, "" when it was never checked; ``hidden`` that somebody of it stands on the
    other side of a case that this person may not read. ``first`` says who came first, for who may see both.
    ``wording`` is the policy's text that was chosen for the letter.
    """

    case_id: str
    client_id: str
    number: str
    who: str
    received: datetime | None
    adviser_id: str
    adviser: str
    result: str
    stands: str
    found: tuple[str, ...]
    hidden: bool
    others: tuple[OtherSide, ...]
    first: str
    tie: tuple[str, ...]
    policy: OfPolicy
    circumstance: str
    procedure_id: str
    proposals: tuple[Proposal, ...]
    checks: tuple[CheckLine, ...]
    recorded: tuple[CheckLine, ...]
    read_before: tuple[ReadBefore, ...]
    walled: bool
    wording: str = ""


@dataclass(frozen=True)
class Staff:
    """Somebody of the service: who may have a case (``reads``), and who may be kept out of one."""

    id: str
    name: str
    role: str
    reads: bool


@dataclass(frozen=True)
class BeginForm:
    """That there may be a conflict: which circumstance of the policy's list, and which cases or people, in words."""

    circumstance: str = ""
    parties: str = ""


@dataclass(frozen=True)
class FirstForm:
    """Who came first is settled: the password again; of a tie whom the manager chose (a case id) and why."""

    password: str = field(default="", repr=False)
    chosen: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AllocateForm:
    """Each student an adviser of her own (L-43): who takes this case, who the other (``other_id``); the password."""

    other_id: str
    adviser_id: str = ""
    other_adviser_id: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class NoneFreeForm:
    """That no adviser is free: why, when the director was consulted (typed), her view; the password."""

    why: str = ""
    consulted: str = ""
    view: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class ServiceForm:
    """A conflict with the service itself (L-42): why, who is kept out (account ids), who owns the wall; password."""

    why: str = ""
    staff: tuple[str, ...] = ()
    owner_id: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class InformationForm:
    """Basic information given without a case (I-41): by which channel, about which topic, and what; no advice in it."""

    channel: str
    topic: str = ""
    given: str = ""
    only_procedure: bool = False


@dataclass(frozen=True)
class Acted:
    """What became of an act: the sentence to show, how to take it back where it can be, and its procedure."""

    sentence: str
    undo: UndoToken | None = None
    procedure_id: str = ""
    notes: Mapping[str, str] = field(default_factory=dict, repr=False)
