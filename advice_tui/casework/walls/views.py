"""What the walls look like to those who are inside, and what is filled in to put one up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class WallForm:
    """Who is inside (account ids), for whom even the client's name and appointments are shut, and why.

    ``owner_id`` is the one of those inside who may change the wall, whoever puts it up; empty for who puts it up.
    """

    members: tuple[str, ...] = ()
    kept_out: tuple[str, ...] = ()
    reason: str = ""
    owner_id: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody named on a wall. ``inside`` says that she holds its key now; ``active`` that she still works here."""

    id: str
    name: str
    role: str
    inside: bool = False
    active: bool = True


@dataclass(frozen=True)
class WallView:
    """A wall around a case, for those inside.

    ``name_shut`` says that those kept out see neither the client's name nor her appointments; when it is False,
    ``name_words`` says why. ``to_let_in`` are those named inside who lost the key (a reset account): somebody inside
    lets them in again. ``to_renew`` says that somebody who held the key has left and the wall has it still.
    """

    id: str
    case_id: str
    number: str
    client: str
    since: datetime
    owner_id: str
    owner: str
    members: tuple[Person, ...]
    kept_out: tuple[Person, ...]
    reason: str = field(repr=False)
    name_shut: bool
    name_words: str
    may_change: bool
    to_let_in: tuple[Person, ...] = ()
    to_renew: bool = False
    glass: tuple[GlassView, ...] = ()


@dataclass(frozen=True)
class GlassView:
    """That the case was read by break-glass: when, who were at the desk, and why."""

    at: datetime
    readers: tuple[str, ...]
    reason: str = field(repr=False)


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be named on a wall; ``reads`` says that her role reads cases, so that she may be inside."""

    id: str
    name: str
    role: str
    reads: bool


@dataclass(frozen=True)
class Done:
    """What became of an act on a wall, in a sentence."""

    sentence: str


@dataclass(frozen=True)
class Halves:
    """The two halves of the break-glass code, shown once: one for the manager, one for the director."""

    one: str = field(repr=False)
    two: str = field(repr=False)
    sentence: str


@dataclass(frozen=True)
class Broken:
    """A case read by break-glass: its words in lines, and the new halves; None where a manager has to make them."""

    number: str
    lines: tuple[str, ...] = field(repr=False)
    halves: Halves | None
    sentence: str
