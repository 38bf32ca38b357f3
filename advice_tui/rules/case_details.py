"""What is kept of a case beside its timeline: other people in it, other agencies, the notice given, how it was closed.

1. Other people are kept as structured parties, so that a check for conflicts can start from them (I-37; L-43).
2. Other agencies that help with the same matter stand on the case (I-16).
3. That the student was told that a record is kept is noted with the words that were shown (I-21; L-17).
4. Papers that the student brought are listed until it is said what became of each, with date and initials (I-14; L-20).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from advice_tui.rules.text import (
    Limit,
    clean,
    email_problem,
    over_limit,
    phone_problem,
    student_number_problem,
)

Side = Literal["opposing", "with_client", "witness", "staff", "other"]
"""Where another person stands in a matter."""
SIDES: Final[tuple[tuple[Side, str], ...]] = (
    ("opposing", "On the other side"),
    ("with_client", "On the client's side"),
    ("witness", "Witness"),
    ("staff", "Member of staff"),
    ("other", "Otherwise involved"),
)
MOST_PARTIES: Final = 30
MOST_AGENCIES: Final = 20
MOST_PAPERS: Final = 100
SINCE_LONG: Final = 40
"""Characters of "since when" an agency helps, as it was typed and echoed."""


@dataclass(frozen=True, slots=True)
class Party:
    """Another person in a matter; only the name is needed. All text is cleaned when the value is made."""

    name: str
    side: Side = "other"
    student_number: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for field in ("name", "student_number", "email", "phone", "note"):
            object.__setattr__(self, field, clean(getattr(self, field)).strip())

    def problems(self) -> dict[str, str]:
        """Give what is wrong, by field; empty means nothing."""
        found: dict[str, str | None] = {
            "name": over_limit(self.name, "Name", Limit.NAME) if self.name else "Name: please fill this in.",
            "side": None if self.side in get_args(Side) else "Choose where this person stands.",
            "student_number": student_number_problem(self.student_number) if self.student_number else None,
            "email": email_problem(self.email) if self.email else None,
            "phone": phone_problem(self.phone) if self.phone else None,
            "note": over_limit(self.note, "Note", Limit.SHORT),
        }
        return {name: sentence for name, sentence in found.items() if sentence}


@dataclass(frozen=True, slots=True)
class Agency:
    """Another agency that helps with the same matter, and since when (I-16)."""

    name: str
    since: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for field in ("name", "since", "note"):
            object.__setattr__(self, field, clean(getattr(self, field)).strip())

    def problems(self) -> dict[str, str]:
        """Give what is wrong, by field; empty means nothing."""
        found = {
            "name": over_limit(self.name, "Agency", Limit.NAME) if self.name else "Agency: please fill this in.",
            "since": over_limit(self.since, "Since", SINCE_LONG),
            "note": over_limit(self.note, "Note", Limit.SHORT),
        }
        return {name: sentence for name, sentence in found.items() if sentence}

    def line(self) -> str:
        """Give the agency as the head of a case says it: "Citizens Advice since 3 Nov"."""
        return f"{self.name} since {self.since}" if self.since else self.name


@dataclass(frozen=True, slots=True)
class RecordNotice:
    """That the student was told that a record is kept: the words shown, of which policy, when (ISO), by whom (I-21)."""

    text: str
    policy_version: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class CaseLink:
    """Another case this one belongs with, and why. Who may not know of that case is shown nothing of the link.

    ``incident`` says that both are about the same incident: then two students of it may be in conflict (I-37; L-43).
    """

    case_id: str
    why: str
    at: str
    by: str
    incident: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """How a case was closed: the outcome, what was done or why not for each closing check (its key, words), when."""

    outcome: str
    checks: tuple[tuple[str, str], ...]
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A paper that the student brought: what it is, on which day (ISO), whether it is the original or a copy.

    ``became`` is a key of the policy's list of what becomes of papers, and empty as long as the paper is held here;
    then ``on`` (ISO) and ``initials`` say when and by whom. ``scan`` is the entry that its scanned file came with.
    """

    id: str
    what: str
    brought: str
    original: bool = True
    became: str = ""
    on: str = ""
    initials: str = ""
    scan: str = ""

    @property
    def held(self) -> bool:
        """Whether the paper is still here."""
        return not self.became


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """Everything kept of a case beside its timeline; sealed with the case."""

    eligibility: str = ""
    parties: tuple[Party, ...] = ()
    agencies: tuple[Agency, ...] = ()
    adjustments: str = ""
    notice: RecordNotice | None = None
    links: tuple[CaseLink, ...] = ()
    waiting_for: str = ""
    closing: Closing | None = None
    joined_into: str = ""
    papers: tuple[CasePaper, ...] = ()

    def problems(self) -> dict[str, str]:
        """Give what is wrong, by field; "parties" and "agencies" say which one."""
        found: dict[str, str] = {}
        many: tuple[tuple[str, tuple[Party, ...] | tuple[Agency, ...], int], ...] = (
            ("parties", self.parties, MOST_PARTIES),
            ("agencies", self.agencies, MOST_AGENCIES),
        )
        for name, rows, most in many:
            wrong = [sentence for row in rows for sentence in row.problems().values()]
            if len(rows) > most:
                wrong.append(f"At most {most} are kept; there are {len(rows)}.")
            if wrong:
                found[name] = " ".join(dict.fromkeys(wrong))
        too_long = over_limit(self.adjustments, "Adjustments", Limit.SHORT)
        return found | ({"adjustments": too_long} if too_long else {})

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> CaseDetails:
        """Read what ``to_json`` made; fields that are not known are left out."""
        notice, closing = document.get("notice"), document.get("closing")
        return cls(
            eligibility=str(document.get("eligibility", "")),
            parties=tuple(Party(**_known(Party, one)) for one in document.get("parties", ())),
            agencies=tuple(Agency(**_known(Agency, one)) for one in document.get("agencies", ())),
            adjustments=str(document.get("adjustments", "")),
            notice=RecordNotice(**_known(RecordNotice, notice)) if notice else None,
            links=tuple(CaseLink(**_known(CaseLink, one)) for one in document.get("links", ())),
            waiting_for=str(document.get("waiting_for", "")),
            closing=_closing(closing) if closing else None,
            joined_into=str(document.get("joined_into", "")),
            papers=tuple(CasePaper(**_known(CasePaper, one)) for one in document.get("papers", ())),
        )


def _closing(document: Mapping[str, Any]) -> Closing:
    checks = tuple((str(key), str(words)) for key, words in document.get("checks", ()))
    return Closing(str(document["outcome"]), checks, str(document["at"]), str(document["by"]))


def _known(cls: Any, document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name in cls.__dataclass_fields__}
