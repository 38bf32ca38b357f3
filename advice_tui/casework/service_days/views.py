"""The calendar as screens show it: frozen, with names in place of ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ServiceDay:
    """One day: its state (``rules.service_state.State``) and the same in words."""

    day: date
    state: str
    words: str


@dataclass(frozen=True)
class ServiceLine:
    """A closure, busy period or bank holiday that counts in the year.

    ``seq`` is the line's number, by which it is taken back; 0 for what the policy or the published list says.
    ``source`` says who wrote it and when, or where it is from; ``said`` is the whole in one sentence.
    """

    key: str
    seq: int
    kind: str
    state: str
    first: date
    last: date
    what: str
    source: str
    said: str


@dataclass(frozen=True)
class ServiceYear:
    """A year of the calendar: its days in order, and what changes them in order of date."""

    year: int
    days: tuple[ServiceDay, ...]
    lines: tuple[ServiceLine, ...]
    nation: str
    provisional: bool
    warning: str
    may_change: bool


@dataclass(frozen=True)
class DayView:
    """One day explained: its words, the hours, and how a contact received then would count."""

    day: date
    state: str
    words: str
    lines: tuple[str, ...]
