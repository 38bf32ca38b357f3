"""The desk: everything that screens and casework need, handed from one to the other, never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from advice_tui.policy import Policy
from advice_tui.roles import Role
from advice_tui.rules.working_days import Calendar, london
from data.access import Session
from data.index import Index
from data.keys.keychain import KeyChain
from data.store import Signer, Store

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Person:
    """Who sits at the desk."""

    id: str
    login: str
    name: str
    role: Role


@dataclass
class Almanac:
    """The calendar that counts now, and the last line of the service's calendar that it was made from.

    The manager may change the calendar while somebody works: ``casework.service_days.follow`` takes the new one.
    """

    calendar: Calendar
    region: str
    seq: int = 0
    changes: int = -1
    """The store's change number when the calendar was looked at last."""


@dataclass(frozen=True)
class DraftSeen:
    """A draft as a sitting last kept or found it: the version of its row, and the fields' texts."""

    row_ver: int
    data: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Desk:
    """A signed-in person's way to everything: store, keys, policy, calendar, clock. Time is asked of ``now`` only."""

    session: Session = field(repr=False)
    person: Person
    policy: Policy = field(repr=False)
    almanac: Almanac = field(repr=False)
    clock: Clock = field(repr=False)
    practice: bool
    title: str
    index: Index = field(default_factory=Index, repr=False)
    opened: dict[str, datetime] = field(default_factory=dict, repr=False)
    """Cases this person opened in this sitting, and when the reading was last audited."""

    drafts: dict[str, DraftSeen] = field(default_factory=dict, repr=False)
    """What this sitting last saw of each draft, by subject, so that two windows of one person never overwrite."""

    glimpsed: dict[str, datetime] = field(default_factory=dict, repr=False)
    """Cases of which search showed this person a line in this sitting, and when that was last audited."""

    over: dict[str, int] = field(default_factory=dict, repr=False)
    """Procedures that this sitting saw complete, by id, and the version they had: they wait for nobody."""

    inducted: set[str] = field(default_factory=set, repr=False)
    """The person's id, once this sitting has seen that every policy is marked as read."""

    @property
    def home(self) -> Path:
        """The folder of the service's files."""
        return self.session.home

    @property
    def calendar(self) -> Calendar:
        """The working days, as they count now."""
        return self.almanac.calendar

    @property
    def store(self) -> Store:
        """The open database."""
        return self.session.store

    @property
    def keys(self) -> KeyChain:
        """The keys this person holds."""
        return self.session.chain

    @property
    def signer(self) -> Signer:
        """Who signs audit lines."""
        return self.session.signer

    @property
    def role(self) -> Role:
        """The role in the person's certificate."""
        return self.person.role

    @property
    def now(self) -> datetime:
        """The present moment, aware."""
        return self.clock()

    @property
    def today(self) -> date:
        """The London date."""
        return london(self.clock()).date()

    def refused(self, act: str) -> None:
        """Note in the audit trail that this person was refused this act."""
        with self.store.write(self.signer, "refused", at=self.now) as tx:
            tx.detail["act"] = act
