"""Referrals as they are typed, kept and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

WAITS, ANSWERED, TOLD, VOID = "waits", "answered", "told", "void"
"""How a line stands: its outcome is to be asked for; it is known; the student was only told; it was undone."""


@dataclass(frozen=True)
class ReferForm:
    """A referral as it is typed.

    ``consent`` is the id of a consent that stands, or empty: then one is made with ``may_send`` (what may be sent),
    ``how`` (a key of the policy) and ``given`` (a typed day). ``way`` is a key of ``rules.consent.WAYS``; ``told`` is
    where and how the student finds them, as she was told.
    """

    provider: str
    why: str
    sent: str
    way: str
    told: str
    consent: str = ""
    may_send: str = ""
    how: str = ""
    given: str = "today"


@dataclass(frozen=True)
class SignpostForm:
    """That a student was told of a provider, without anything being sent: where and how, and why them."""

    provider: str
    told: str
    why: str = ""


@dataclass(frozen=True)
class Referral:
    """A referral as it is kept; ``ask_on`` is an ISO date. The provider's name and contact are kept as they were."""

    provider: str
    name: str
    kind: str
    why: str
    told: str
    sent: str = ""
    way: str = ""
    consent: str = ""
    disclosure: str = ""
    key_date: str = ""
    ask_on: str = ""
    outcome: str = ""
    outcome_on: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values; what is empty is left out."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Referral:
        """Read what ``to_json`` gave."""
        return cls(**{name: str(document.get(name, "")) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class ReferralView:
    """One line of a case's referrals; ``state`` is waits, answered or told, ``state_words`` says it."""

    id: str
    referral: Referral
    kind_label: str
    at: datetime
    by: str
    state: str
    state_words: str
    ask_on: date | None
    row_ver: int


@dataclass(frozen=True)
class Counts:
    """How often students were referred to a provider, and how often only told of it."""

    referred: int = 0
    told: int = 0
