"""Consents and disclosures as screens show them and give them back: frozen, with names in place of ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from advice_tui.rules.consent import Consent

BREACH = "breach:"
"""Stands before a procedure's id where a decision to breach confidentiality takes the place of a consent."""


@dataclass(frozen=True)
class ConsentForm:
    """A consent as it is typed; ``acts`` are keys of ``rules.consent.ACTS``, ``how`` one of the policy's.

    ``given`` and ``until`` are days as typed ("today", "3 mar"); an empty ``until`` has no end.
    """

    who: str
    what: str
    acts: tuple[str, ...]
    how: str
    given: str = "today"
    role: str = ""
    until: str = ""


@dataclass(frozen=True)
class WithdrawForm:
    """That a consent was withdrawn: on which day, as typed, and in which words."""

    on: str = "today"
    why: str = ""


@dataclass(frozen=True)
class ConsentView:
    """A consent of a case. ``standing`` is stands, ended or withdrawn, ``stands_words`` says it with its day.

    ``used`` counts what went out by it.
    """

    id: str
    consent: Consent
    how_label: str
    standing: str
    stands_words: str
    by: str
    recorded_at: datetime
    row_ver: int
    used: int = 0


@dataclass(frozen=True)
class Ground:
    """What something may go out by: a consent's id, or ``BREACH`` and a procedure's; with the words of the list.

    ``refused`` says why it does not serve today; empty means it does.
    """

    key: str
    label: str
    aside: str
    who: str = ""
    refused: str = ""
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContactForm:
    """A contact with a third party as it is typed.

    ``ground`` is the key of a ``Ground``, ``to`` the name of whom it went to, ``way`` a key of ``rules.consent.WAYS``,
    ``act`` one of ``rules.consent.ACTS``, ``at`` when it happened (now unless said), ``minutes`` the time spent.
    """

    ground: str
    to: str
    way: str
    text: str
    act: str = "contact"
    at: datetime | None = None
    minutes: int = 0


@dataclass(frozen=True)
class Disclosed:
    """What went out, as the disclosure register keeps it; ``ground`` copies the consent or decision as it then was."""

    to: str
    way: str
    act: str
    what: str
    at: str
    ground: Mapping[str, Any]
    entry: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "to": self.to,
            "way": self.way,
            "act": self.act,
            "what": self.what,
            "at": self.at,
            "ground": dict(self.ground),
            "entry": self.entry,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Disclosed:
        """Read what ``to_json`` gave."""
        texts = {name: str(document.get(name, "")) for name in ("to", "way", "act", "what", "at", "entry")}
        return cls(**texts, ground=dict(document["ground"]))


@dataclass(frozen=True)
class DisclosureView:
    """One line of the disclosure register. ``ground`` says by what it went, ``consent_id`` names the consent if any.

    ``undone`` is set when it was taken back: it never went.
    """

    id: str
    at: datetime
    to: str
    way: str
    act: str
    what: str
    by: str
    ground: str
    consent_id: str = ""
    undone: bool = False


@dataclass(frozen=True)
class Register:
    """Consents and disclosures of a case, the newest first; ``today`` is the day for which they stand or not."""

    number: str
    who: str
    today: date
    consents: tuple[ConsentView, ...] = field(default_factory=tuple)
    disclosures: tuple[DisclosureView, ...] = field(default_factory=tuple)
