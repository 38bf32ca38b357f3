"""The answer to "when is this due?", with everything needed to explain it later (rule 7: the due date is stored)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from advice_tui.rules.working_days.local_time import LONDON, say_day, say_time
from data.errors import IntegrityError

ReceiptRule = Literal["deemed", "strict"]
"""Rule 3 (D, the default) or rule 4 (S): which day is day 0."""

BreachAt = Literal["day_end", "closing"]
"""Rule 5: a promise is broken when the London date ends, or already at closing time."""

Arrived = Literal["open", "before", "between", "after", "closed"]
"""How the contact fell on its day: in hours, before opening, between two intervals, after closing, or a closed day."""

_ARRIVED: dict[Arrived, str] = {
    "open": "in opening hours",
    "before": "before opening",
    "between": "between opening hours",
    "after": "after closing",
    "closed": "on a closed day",
}


@dataclass(frozen=True, slots=True)
class Due:
    """When a reply is due and why. All instants are aware, in London civil time; all days are London dates.

    ``days`` are the open days counted, ``n`` of them; ``skipped`` every closed date from receipt to ``due`` with the
    reason; ``strict_due`` the end of the strict count (rule 4: amber from here), never later than ``due``;
    ``breach_at`` the first moment at which the promise is broken (rule 5); ``provisional`` that bank
    holidays of that year are not published yet (rule 10).
    """

    received: datetime
    day_zero: date
    days: tuple[date, ...]
    due: datetime
    strict_due: datetime
    breach_at: datetime
    provisional: bool
    skipped: tuple[tuple[date, str], ...]
    n: int
    rule: ReceiptRule
    channel: str
    breach_rule: BreachAt
    arrived: Arrived
    calendar_version: str

    def public(self) -> dict[str, Any]:
        """Return what the command line prints: ISO texts under eight stable keys, in this order."""
        return {
            "received": self.received.isoformat(),
            "day_zero": self.day_zero.isoformat(),
            "days": [day.isoformat() for day in self.days],
            "due": self.due.isoformat(),
            "strict_due": self.strict_due.isoformat(),
            "breach_at": self.breach_at.isoformat(),
            "provisional": self.provisional,
            "skipped": [{"date": day.isoformat(), "why": why} for day, why in self.skipped],
        }

    def to_json(self) -> str:
        """Return the whole explanation as one line of JSON that :meth:`from_json` reads; equal answers, equal lines."""
        kept = self.public() | {
            "n": self.n,
            "rule": self.rule,
            "channel": self.channel,
            "breach_rule": self.breach_rule,
            "arrived": self.arrived,
            "calendar_version": self.calendar_version,
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Due:
        """Return the answer that :meth:`to_json` wrote; :class:`IntegrityError` when it is not one."""
        try:
            kept = json.loads(text)
            return cls(
                received=_instant(kept["received"]),
                day_zero=date.fromisoformat(kept["day_zero"]),
                days=tuple(date.fromisoformat(day) for day in kept["days"]),
                due=_instant(kept["due"]),
                strict_due=_instant(kept["strict_due"]),
                breach_at=_instant(kept["breach_at"]),
                provisional=bool(kept["provisional"]),
                skipped=tuple((date.fromisoformat(row["date"]), str(row["why"])) for row in kept["skipped"]),
                n=int(kept["n"]),
                rule=kept["rule"],
                channel=str(kept["channel"]),
                breach_rule=kept["breach_rule"],
                arrived=kept["arrived"],
                calendar_version=str(kept["calendar_version"]),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise IntegrityError("A stored due date cannot be read.") from error


def _instant(text: str) -> datetime:
    """Return an ISO text with offset as London time; ``ValueError`` without an offset."""
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError(text)
    return at.astimezone(LONDON)


def say_due(due: Due) -> str:
    """Return the one line a screen shows: "Thu 26 Nov, by 16:00 (counted: Wed 25, Thu 26)"."""
    last = due.due.date()
    counted = ", ".join(say_day(day) if day.month != last.month else say_day(day).rsplit(" ", 1)[0] for day in due.days)
    head = say_day(last, year=last.year != due.received.year)
    tail = ", provisional" if due.provisional else ""
    return f"{head}, by {say_time(due.due.time())}{tail} (counted: {counted})"


def explain(due: Due) -> list[str]:
    """Return the sentences that explain a due date, in the order of the days (rules 3, 4, 5 and 10)."""
    received = f"{say_day(due.received.date(), year=True)} {say_time(due.received.time())}"
    lines = [f"Received {received}, {_ARRIVED[due.arrived]}, {_day_zero(due)}"]
    numbers = {day: number for number, day in enumerate(due.days, 1)}
    for day, why in sorted([*due.skipped, *((day, "") for day in due.days)]):
        lines.append(f"Day {numbers[day]}: {say_day(day)}" if day in numbers else f"Not counted: {say_day(day)}, {why}")
    lines.append(f"Due {say_day(due.due.date(), year=True)} by {say_time(due.due.time())}.")
    if due.strict_due != due.due:
        strict = f"{say_day(due.strict_due.date(), year=True)} by {say_time(due.strict_due.time())}"
        lines.append(f"Counted strictly from the day of receipt, it would be {strict}: reply by then if you can.")
    if due.breach_rule == "day_end":
        lines.append(f"Late only when {say_day(due.due.date())} has ended.")
    if due.provisional:
        lines.append(f"Provisional: bank holidays for {due.due.year} are not published yet.")
    return lines


def _day_zero(due: Due) -> str:
    """Return the half sentence that says which day is day 0 and why."""
    if due.day_zero == due.received.date():
        return "so that day is day 0."
    return f"so day 0 is the next open day, {say_day(due.day_zero)}."
