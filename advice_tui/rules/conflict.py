"""Conflicts of interest: who stands on the other side of whom, who came first, what is to be done next. Pure.

1. I-37: "If two or more students are involved in the same case, an Adviser cannot assist all parties." The same case is
   a linked incident or a named opposing party; a group on one side is one party; who supports, bears witness or is
   otherwise involved opposes nobody (reading 16).
2. I-38: "Advice will be provided on a first come first served basis": the earliest receipt of a first contact. Two of
   the same minute are a tie, which the manager decides with a reason (reading 17).
3. L-43: "... it will be arranged, where possible, for each student to be allocated to different advisers in the team."
4. A person is known again by student number, by e-mail address, by the same name (accents, case, order and alphabet
   forgiven) and by a name that is written or sounds alike. Two student numbers that differ are two people. Nothing is
   decided by a likeness: staff look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from advice_tui.policy.conduct import Conflict, Procedure
from advice_tui.rules.case_details import Party
from advice_tui.rules.names import SAME, likeness, plain_letters
from advice_tui.rules.text import Limit, email_key, fold, student_number

Kind = Literal["number", "email", "name", "similar", "incident"]
Strength = Literal["certain", "likely", "possible"]
STRENGTHS: Final[Mapping[Kind, Strength]] = {
    "number": "certain",
    "email": "certain",
    "incident": "certain",
    "name": "likely",
    "similar": "possible",
}
WORDS: Final[Mapping[Kind, str]] = {
    "number": "The same student number stands on the other side.",
    "email": "The same e-mail address stands on the other side.",
    "name": "The same name stands on the other side.",
    "similar": "A name that is written or sounds alike stands on the other side.",
    "incident": "Two students are linked with the same incident.",
}
"""What is said of a match: how it was found, and nothing of who it is (I-40, L-13)."""
MOST_NAMES: Final = 8
"""So many names, numbers and addresses of one person are compared."""


@dataclass(frozen=True, slots=True)
class Person:
    """What one person is known by: names, student numbers and e-mail addresses, each as it was given."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @classmethod
    def of_party(cls, party: Party) -> Person:
        """Give a named party as a person."""
        return cls(_given(party.name), _given(party.student_number), _given(party.email))


def _given(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text.strip())


@dataclass(frozen=True, slots=True)
class Known:
    """One matter: whose it is, who stands with her, who stands against her, and the incidents it is linked with.

    ``id`` names the matter (a case, say), or is empty; ``incidents`` are any names that two matters may share.
    """

    client: Person
    with_client: tuple[Person, ...] = ()
    opposing: tuple[Person, ...] = ()
    incidents: frozenset[str] = frozenset()
    id: str = ""

    @classmethod
    def of(cls, client: Person, parties: Iterable[Party], *, incidents: Iterable[str] = (), matter: str = "") -> Known:
        """Give a matter from its client and its named parties; witnesses, staff and others oppose nobody."""
        sides: dict[str, list[Person]] = {"with_client": [], "opposing": []}
        for party in parties:
            if party.side in sides:
                sides[party.side].append(Person.of_party(party))
        return cls(client, tuple(sides["with_client"]), tuple(sides["opposing"]), frozenset(incidents), matter)

    def group(self, *, whole: bool) -> tuple[Person, ...]:
        """Give who is on the client's side: all of them when a group is one party, else the client alone."""
        return (self.client, *self.with_client) if whole else (self.client,)

    @property
    def people(self) -> int:
        """How many people are compared."""
        return 1 + len(self.with_client) + len(self.opposing)


@dataclass(frozen=True, slots=True)
class Match:
    """That a matter opposes another one: how it was found, how sure it is, in neutral words; ``id`` names the other."""

    kind: Kind
    strength: Strength
    words: str
    id: str = ""


def matches(about: Known, others: Sequence[Known], rules: Conflict | None = None) -> tuple[Match, ...]:
    """Give which of the others a matter conflicts with (I-37, L-43), each match once, the surest first.

    It is symmetric: what A finds of B, B finds of A. The same student is never in conflict with herself. ``rules`` are
    the policy's; without them both readings of "the same case" count and a group on one side is one party.
    """
    found = []
    for other in others:
        if other.id and other.id == about.id:
            continue
        found += [Match(kind, STRENGTHS[kind], WORDS[kind], other.id) for kind in _opposed(about, other, rules)]
    order = list(STRENGTHS)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def _opposed(one: Known, other: Known, rules: Conflict | None) -> set[Kind]:
    """Give the ways in which two matters are found to oppose each other; empty when they do not."""
    whole = rules.group_is_one_party if rules else True
    same_case = rules.same_case if rules else ("linked_incident", "opposing_party")
    if _certainly_same(one.client, other.client):
        return set()
    found: set[Kind] = set()
    if "opposing_party" in same_case:
        for ours, theirs in ((one, other), (other, one)):
            found |= _alike(ours.group(whole=whole), theirs.opposing)
    if "linked_incident" in same_case and one.incidents & other.incidents and not _one_side(one, other, whole=whole):
        found.add("incident")
    return found


def _one_side(one: Known, other: Known, *, whole: bool) -> bool:
    """Say whether two clients stand on one side: either names the other as with her, and a group is one party."""
    return whole and bool(_alike(one.with_client, (other.client,)) | _alike(other.with_client, (one.client,)))


def _alike(some: Iterable[Person], others: Sequence[Person]) -> set[Kind]:
    return {kind for one in some for other in others if (kind := same_person(one, other))}


def _certainly_same(one: Person, other: Person) -> bool:
    return same_person(one, other) in {"number", "email"}


def same_person(one: Person, other: Person) -> Kind | None:
    """Say by what two people are known to be the same, the surest way first; None when they are not.

    Of two student numbers that differ no name and no shared address makes one person.
    """
    numbers, theirs = _numbers(one), _numbers(other)
    if numbers & theirs:
        return "number"
    if numbers and theirs:
        return None
    if _emails(one) & _emails(other):
        return "email"
    pairs = [(ours, name) for ours in one.names[:MOST_NAMES] for name in other.names[:MOST_NAMES]]
    best = max((likeness(*_in_order(*pair)) for pair in pairs), default=0)
    if best == SAME:
        return "name"
    return "similar" if best or any(sounds_alike(*pair) for pair in pairs) else None


def _in_order(one: str, other: str) -> tuple[str, str]:
    """Give two names in one order: a likeness of theirs must not depend on who asks."""
    return (one, other) if one <= other else (other, one)


def _numbers(person: Person) -> set[str]:
    given = (student_number(text[: Limit.STUDENT_NUMBER * 2]) for text in person.numbers[:MOST_NAMES])
    return {fold(one) for one in given if one}


def _emails(person: Person) -> set[str]:
    return {email_key(text[: Limit.EMAIL]) for text in person.emails[:MOST_NAMES] if text.strip()}


# How a name sounds ----------------------------------------------------------------------------------------------------

_SOUNDS: Final = (
    *((re.compile(pattern), sound) for pattern, sound in (
        (r"(.)\1+", r"\1"), (r"^(?:kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^y(?=[aeiou])", "j"),
        (r"sch|tsch|tch|sh|zh|sz|cz|ts|tz", "s"), (r"ch(?=[rl])", "k"), (r"ch", "s"), (r"ph", "f"), (r"dzh|dj|dg", "j"),
        (r"kh|ck|q", "k"), (r"gh|th|dh|bh", ""), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"z", "s"),
        (r"w", "v"), (r"g(?=[ei])", "j"),
    )),
)  # fmt: skip
_KEEPS: Final = {"gh": "g", "th": "t", "dh": "d", "bh": "b"}
_AFTER_FIRST = re.compile(r"(?<=.)[aeiouyh]")
_LEAST_SOUNDS: Final = 2


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """Give how a name's word sounds, as a short key: "mohammed", "muhammad" are "mmd"; its vowels hardly count.

    ``word`` is in small plain letters. A word that leaves fewer than two sounds stands for itself ("lee", "li").
    """
    heard = word
    for pattern, into in _SOUNDS:
        heard = pattern.sub(into or (lambda found: _KEEPS[found[0]]), heard)
    heard = re.sub(r"^[aeiou]+", "a", heard.lstrip("h") or heard)
    heard = _AFTER_FIRST.sub("", heard)
    return heard if len(heard) >= _LEAST_SOUNDS else re.sub(r"(.)\1+", r"\1", word)


def sounds_of(name: str) -> tuple[str, ...]:
    """Give how the words of a name sound, in one order whatever theirs was; empty for no name."""
    return tuple(sorted(sound(word) for word in plain_letters(name).split()))


def sounds_alike(one: str, other: str) -> bool:
    """Say whether two names of at least two words sound the same, or of three and more share all but one."""
    ours, theirs = sounds_of(one), sounds_of(other)
    if min(len(ours), len(theirs)) < 2:  # a single word is nobody: half of all families share one
        return False
    return ours == theirs or bool(set(pairs_of(one)) & set(pairs_of(other)))


def pairs_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Give the first and the last sound of a name together, which a middle name does not change; none for one word."""
    words = plain_letters(name).split()
    return (tuple(sorted((sound(words[0]), sound(words[-1])))),) if len(words) > 1 else ()


def forget() -> None:
    """Let go of the names that were listened to; nobody is signed in any more."""
    sound.cache_clear()


# Who came first -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contact:
    """A first contact: what it is of (a case's id, say) and the aware moment at which it was received."""

    id: str
    received: datetime


@dataclass(frozen=True, slots=True)
class FirstCome:
    """Who came first: the earliest contact's id and those that came later; a ``tie`` names all of the first minute.

    With a tie ``first`` is empty until the manager has decided, with a reason (I-38; reading 17).
    """

    first: str
    later: tuple[str, ...] = ()
    tie: tuple[str, ...] = ()


def first_come(contacts: Sequence[Contact], decided: str = "") -> FirstCome:
    """Say who came first by the moment of receipt (I-38); ``decided`` is whom the manager chose of a tie.

    Two contacts of the same minute are a tie: clocks of two channels are no nearer than that.
    """
    ordered = sorted(contacts, key=lambda one: (one.received, one.id))
    if not ordered:
        return FirstCome("")
    minute = ordered[0].received.replace(second=0, microsecond=0)
    tie = tuple(one.id for one in ordered if one.received.replace(second=0, microsecond=0) == minute)
    first = ordered[0].id if len(tie) == 1 else decided if decided in tie else ""
    later = tuple(one.id for one in ordered if first and one.id != first)
    return FirstCome(first, later, tie if len(tie) > 1 else ())


# What is to be done next ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """How a conflict stands: which steps are recorded, who looks, what this person may see and what stands already.

    ``others`` counts the opposing cases this person may read; ``hidden`` says that there is one that she may not;
    ``walls`` whether both sides are walled; ``manager`` whether a manager looks; ``settled`` that nothing is left open.
    """

    taken: frozenset[str] = frozenset()
    running: bool = False
    others: int = 0
    hidden: bool = False
    walls: bool = False
    manager: bool = False
    settled: bool = False
    no_case: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something to do next: its key, what it is called, and why it cannot be done yet (empty when it can)."""

    key: str
    label: str
    why_not: str = ""
    steps: tuple[str, ...] = field(default=())


FIRST_COME: Final = (
    ("first_come", "Settle who came first"),
    ("wall", "Close the notes to the other side"),
    ("wording", "Choose the wording of the letter"),
    ("letter", "Write the letter"),
    ("information", "Give basic information about procedures and regulations"),
)
SEPARATE: Final = (
    ("allocate", "Give each student an adviser of her own, and put up both walls"),
    ("none_free", "No adviser is free: record it with the director"),
    ("wording", "Choose the wording of the letter"),
    ("letter", "Write the letter"),
    ("alternatives", "Give alternative and appropriate support"),
    ("policy", "Give the conflict of interest policy"),
    ("information", "Give basic information about procedures and regulations"),
)
SERVICE: Final = (
    ("impartial", "Say why the service cannot be impartial, and who is kept out"),
    ("wording", "Choose the wording of the letter"),
    ("letter", "Write the letter"),
    ("alternatives", "Give alternative and appropriate support"),
    ("policy", "Give the conflict of interest policy"),
    ("information", "Give basic information about procedures and regulations"),
)
STEPS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "start": ("identify",),
    "allocate": ("allocate", "wall"),
    "impartial": ("impartial", "wall"),
    "letter": ("tell",),
    "information": ("basic_information",),
}
"""Which steps of the procedure a proposal records, where they are not called as it is."""
NEEDS_BOTH: Final = frozenset({"first_come", "allocate", "wall"})
MANAGERS: Final = frozenset({"allocate", "none_free", "wall"})
OF_CASES: Final = frozenset({"first_come", "wall", "allocate", "none_free", "impartial"})
"""What is done with cases: a student who has none is only told."""
NOT_BOTH = "Only who may see both sides can do this: ask the manager."
FOR_MANAGER = "A manager does this."
AFTER_START = "After the first of these."
WORDING_FIRST = "Choose the wording first."


def next_actions(rules: Conflict, procedure: Procedure, circumstance: str, facts: Facts) -> tuple[Proposal, ...]:
    """Give what is to be done next, in order, by the policy's way of dealing with a conflict.

    1. First it is said that there may be one. 2. A conflict with the service (L-42): why, and who is kept out. 3. First
    come, first served (I-38): who was first, the notes closed, the letter. 4. Separate advisers (L-43): one each and a
    wall around both, or none is free. 5. Basic information may always be given (I-41); what was done is left out.
    """
    if facts.settled:
        return ()
    listed = SERVICE if circumstance == "service" else FIRST_COME if rules.mode == "first_come" else SEPARATE
    found = [] if facts.running else [Proposal("start", "Say that there may be a conflict", steps=STEPS_OF["start"])]
    for key, label in listed:
        if (key == "information" and not rules.basic_information) or (facts.no_case and key in OF_CASES):
            continue
        steps = STEPS_OF.get(key, (key,))
        known = [step for step in steps if procedure.step(step) is not None]
        if key not in {"information", "impartial"} and not known:
            continue
        if _is_done(key, known, facts):
            continue
        worded = key != "letter" or procedure.step("wording") is None or "wording" in facts.taken
        found.append(Proposal(key, label, _why_not(key, facts) or ("" if worded else WORDING_FIRST), tuple(known)))
    return tuple(found)


def _is_done(key: str, steps: Sequence[str], facts: Facts) -> bool:
    if key in {"allocate", "none_free"} and {"allocate", "none_free"} & facts.taken:
        return True
    if key == "wall" and facts.walls and set(steps) <= facts.taken:
        return True
    return bool(steps) and set(steps) <= facts.taken


def _why_not(key: str, facts: Facts) -> str:
    if key == "information":
        return ""
    if key in MANAGERS and not facts.manager:
        return FOR_MANAGER
    if key in NEEDS_BOTH and not facts.others:
        return NOT_BOTH
    return "" if facts.running or key == "impartial" else AFTER_START
