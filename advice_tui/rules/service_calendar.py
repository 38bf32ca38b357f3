"""The calendar a policy describes, and the lines that the service writes into it since.

A line is a closure, a busy period, a bank holiday added, one that does not count here, or the taking back of another
line. Lines are added and never changed; what counts now is what no later line took back (I-6, I-28, I-29, I-36; L-46).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, cast

from advice_tui.policy import Policy
from advice_tui.rules.bank_holidays import PUBLISHED_TO, BankHolidays, LocalHoliday
from advice_tui.rules.working_days import BusyPeriod, Calendar, Closure, OpeningHours
from advice_tui.rules.working_days.opening import Part
from data.errors import AdviceError, IntegrityError


@dataclass(frozen=True)
class NewClosure:
    """The service is closed from ``first`` to ``last`` (I-36; L-46); no ``channels`` means every way of contact.

    ``kind`` is the key of one of the policy's kinds of closure, or empty. ``advertised`` is the day it is published.
    """

    first: date
    last: date
    reason: str = ""
    channels: frozenset[str] = frozenset()
    part: Part = "day"
    kind: str = ""
    advertised: date | None = None

    def closure(self) -> Closure:
        """Give it as working days are counted with it."""
        return Closure(self.first, self.last, self.reason, self.channels, self.part, self.advertised)


@dataclass(frozen=True)
class NewBusy:
    """Replies take ``days`` working days from ``first`` to ``last`` (I-6, I-28); ``confirmed`` stands for the tick."""

    first: date
    last: date
    days: int
    advertised: date | None = None
    reason: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class NewHoliday:
    """A bank holiday that was proclaimed; with ``counts`` False one of the nation that does not count here (I-29)."""

    day: date
    name: str
    source: str
    announced: date | None = None
    counts: bool = True

    @property
    def first(self) -> date:
        """The day."""
        return self.day

    @property
    def last(self) -> date:
        """The day."""
        return self.day


@dataclass(frozen=True)
class Removal:
    """The line with number ``seq`` does not count any more."""

    seq: int
    why: str
    announced: date | None = None


Addition: TypeAlias = NewClosure | NewBusy | NewHoliday
Change: TypeAlias = Addition | Removal


@dataclass(frozen=True)
class CalendarLine:
    """One line of the service's calendar: its number, what it says, when it was written and by whom."""

    seq: int
    change: Change
    at: datetime
    by_id: str


def kind_of(change: Change) -> str:
    """Give the word under which a line is stored."""
    if isinstance(change, NewHoliday):
        return "holiday" if change.counts else "no_holiday"
    return {NewClosure: "closure", NewBusy: "busy", Removal: "removed"}[type(change)]


def announced_of(change: Change) -> date | None:
    """Give the London date on which a change was advertised or proclaimed (rule 7), if it was."""
    return change.advertised if isinstance(change, NewClosure | NewBusy) else change.announced


def document_of(change: Change) -> dict[str, Any]:
    """Give what is stored of a change: plain values, dates in ISO."""
    kept: dict[str, Any] = {}
    for name in change.__dataclass_fields__:
        value = getattr(change, name)
        kept[name] = sorted(value) if isinstance(value, frozenset) else str(value) if isinstance(value, date) else value
    kept.pop("counts", None)  # the kind of the line says it
    return kept


def read_change(kind: str, document: Mapping[str, Any]) -> Change:
    """Read what :func:`document_of` gave; raises IntegrityError for anything else."""
    try:
        change = _READERS[kind](document)
        if isinstance(change, NewClosure):
            change.closure()
    except (KeyError, TypeError, ValueError, AttributeError, AdviceError) as error:
        raise IntegrityError("A line of the service's calendar cannot be read. Run `advice-tui check`.") from error
    return change


def _day(document: Mapping[str, Any], name: str) -> date:
    return date.fromisoformat(document[name])


def _maybe_day(document: Mapping[str, Any], name: str) -> date | None:
    return None if document[name] is None else _day(document, name)


def _closure(kept: Mapping[str, Any]) -> Change:
    return NewClosure(
        _day(kept, "first"),
        _day(kept, "last"),
        str(kept["reason"]),
        frozenset(str(channel) for channel in kept["channels"]),
        cast("Part", kept["part"]),
        str(kept["kind"]),
        _maybe_day(kept, "advertised"),
    )


def _busy(kept: Mapping[str, Any]) -> Change:
    days = int(kept["days"])
    advertised = _day(kept, "advertised")
    return NewBusy(
        _day(kept, "first"), _day(kept, "last"), days, advertised, str(kept["reason"]), bool(kept["confirmed"])
    )


def _holiday(kept: Mapping[str, Any], *, counts: bool = True) -> Change:
    return NewHoliday(_day(kept, "day"), str(kept["name"]), str(kept["source"]), _maybe_day(kept, "announced"), counts)


_READERS: dict[str, Callable[[Mapping[str, Any]], Change]] = {
    "closure": _closure,
    "busy": _busy,
    "holiday": _holiday,
    "no_holiday": lambda kept: _holiday(kept, counts=False),
    "removed": lambda kept: Removal(int(kept["seq"]), str(kept["why"]), _maybe_day(kept, "announced")),
}


def in_force(lines: Sequence[CalendarLine]) -> tuple[CalendarLine, ...]:
    """Give the additions that count now, oldest first; a taking back may itself have been taken back."""
    gone: set[int] = set()
    for line in sorted(lines, key=lambda line: -line.seq):
        if isinstance(line.change, Removal) and line.seq not in gone:
            gone.add(line.change.seq)
    kept = [line for line in lines if line.seq not in gone and not isinstance(line.change, Removal)]
    return tuple(sorted(kept, key=lambda line: line.seq))


def calendar_with(policy: Policy, region: str, lines: Iterable[CalendarLine]) -> Calendar:
    """Return the calendar of ``policy`` with the lines that count (:func:`in_force`) on top."""
    changes = [line.change for line in lines]
    busy = [
        BusyPeriod(one.first, one.last, one.days, one.advertised, one.reason)
        for one in changes
        if isinstance(one, NewBusy) and one.advertised is not None
    ]
    return calendar_of(
        policy,
        region=region,
        closures=[one.closure() for one in changes if isinstance(one, NewClosure)],
        busy=busy,
        holidays=[one for one in changes if isinstance(one, NewHoliday)],
    )


def calendar_of(
    policy: Policy,
    *,
    region: str | None = None,
    closures: Iterable[Closure] = (),
    busy: Iterable[BusyPeriod] = (),
    holidays: Iterable[NewHoliday] = (),
    published_to: int = PUBLISHED_TO,
) -> Calendar:
    """Return the calendar of ``policy`` (I-26, I-28, I-29, I-36; L-45, L-46).

    ``closures``, ``busy`` and ``holidays`` are those the manager added since, on top of the policy's own; ``region``
    replaces the policy's nation. Raises :class:`~data.errors.BadInput` for hours without an open day, or an unknown
    region.
    """
    nation = nation_of(policy, region or policy.region, holidays)
    own_closures = [
        Closure(c.first, c.last, c.reason, frozenset(c.channels), c.part, c.advertised) for c in policy.closures
    ]
    own_busy = [BusyPeriod(b.first, b.last, b.days, b.advertised, b.reason or "") for b in policy.reply.busy_periods]
    return Calendar(
        OpeningHours(policy.opening.week),
        bank_holidays=nation.of_year,
        closures=[*own_closures, *closures],
        busy=[*own_busy, *busy],
        published_to=published_to,
    )


def nation_of(policy: Policy, region: str, holidays: Iterable[NewHoliday] = ()) -> BankHolidays:
    """Return the bank holidays that count: the nation's, changed by the policy, changed by ``holidays`` in order."""
    added = {one.day: LocalHoliday(one.day, one.name, one.source, one.announced) for one in policy.holidays_added}
    removed = {one.day: LocalHoliday(one.day, one.name, one.source, one.announced) for one in policy.holidays_removed}
    for one in holidays:
        here, other = (added, removed) if one.counts else (removed, added)
        other.pop(one.day, None)
        here[one.day] = LocalHoliday(one.day, one.name, one.source, one.announced)
    return BankHolidays(region, added=tuple(added.values()), removed=tuple(removed.values()))
