"""How each appointment of the board stands, in words: what is expected, who is here, what is to be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from advice_tui.casework.arrivals.views import BoardRow, Look
from advice_tui.casework.diary.telling import WHO
from advice_tui.casework.diary.views import Booked
from advice_tui.desk import Desk
from advice_tui.rules.diary import arrivals
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.working_days import london
from data.diary_rows import AppointmentRow

Told = Mapping[str, Mapping[str, Any]]
"""What was written down last of an appointment, by the kind of the event."""

ON_THE_WAY = timedelta(minutes=15)
"""So long after her answer an adviser is believed to be coming, when the appointment's time is over meanwhile."""
NO_OUTCOME = "nobody has said what became of it"
WAYS: dict[str, str] = {"telephone": "by telephone", "online": "online"}
MISSED: dict[bool, str] = {False: "did not attend, no notice", True: "did not attend, told us"}


@dataclass(frozen=True)
class _Said:
    look: Look
    words: str
    short: str
    advice: str = ""
    decide: bool = False


def board_row(desk: Desk, row: AppointmentRow, booked: Booked, adviser: str, told: Told) -> BoardRow:
    """Say how an appointment stands; ``told`` is needed of those that ended, and of who came late."""
    said = _SAYS[row.state](_Case(desk, row, booked, adviser or "the adviser", told))
    first = f"{booked.restricted}." if booked.restricted and row.state in {"booked", "arrived"} else ""
    advice = " ".join(part for part in (first, said.advice) if part)
    return BoardRow(booked, adviser, said.look, said.words, said.short, advice, said.decide)


def needs_events(desk: Desk, row: AppointmentRow, booked: Booked) -> bool:
    """Whether the words of an appointment depend on what was written down of it."""
    return row.state in {"missed", "cancelled"} or (row.arrived_at is not None and late_enough(desk, booked.late))


def late_enough(desk: Desk, minutes: int) -> bool:
    """Whether so many minutes are late in the sense of the policy."""
    return arrivals.is_late(desk.policy, minutes)


def minutes(count: int) -> str:
    """Say "3 min"."""
    return f"{count} min"


def at(moment: datetime) -> str:
    """Say the time of a moment in London."""
    return f"{london(moment):%H:%M}"


@dataclass(frozen=True)
class _Case:
    desk: Desk
    row: AppointmentRow
    booked: Booked
    adviser: str
    told: Told


def _expected(case: _Case) -> _Said:
    booked = case.booked
    if booked.unresolved:
        return _Said("over", NO_OUTCOME, "no outcome", "Say whether the student came.")
    if booked.mode != "in_person":
        way = WAYS.get(booked.mode, booked.mode)
        return _Said("expected", f"{way}, due since {say_minute(booked.start)}" if booked.late else way, way)
    if not booked.late:
        return _Said("expected", "expected", "expected")
    if late_enough(case.desk, booked.late):
        words = arrivals.late_words(case.desk.policy, booked.late)
        return _Said("late", f"not here: {words}", f"{minutes(booked.late)} late")
    return _Said("late", f"not here yet, {minutes(booked.late)} late", f"{minutes(booked.late)} late")


def _here(case: _Case) -> _Said:
    row, booked = case.row, case.booked
    since = f"here since {at(row.arrived_at)}" if row.arrived_at else "here"
    late = late_enough(case.desk, booked.late)
    decided = case.told.get("late")
    on_the_way = row.called_at is not None and case.desk.now - row.called_at < ON_THE_WAY
    if booked.unresolved and not on_the_way:
        return _Said("over", f"{since}, and {NO_OUTCOME}", "no outcome", "Say whether the student was seen.")
    if late and decided is None and arrivals.must_decide(case.desk.policy, booked.late):
        words = arrivals.late_words(case.desk.policy, booked.late)
        ask = f"Ask {case.adviser}: seen all the same, or another appointment?"
        return _Said("late", f"here, {words}", f"{minutes(booked.late)} late: ask", ask, decide=True)
    tail = f", {minutes(booked.late)} late" if late else ""
    wait = f"waiting {minutes(booked.waited)}" if booked.waited else "just now"
    so_far = f" {minutes(booked.waited)}" if booked.waited else ""
    if booked.called:
        return _Said("coming", f"{case.adviser} is coming; {since}{tail}", f"coming{so_far}{tail}")
    return _Said("here", f"{since}{tail}, {wait}", f"here{so_far}{tail}", f"{case.adviser} is told.")


def _seeing(case: _Case) -> _Said:
    row, booked = case.row, case.booked
    since = f" since {at(row.seen_at)}" if row.seen_at else ""
    waited = f", waited {minutes(booked.waited)}" if booked.waited else ""
    if booked.unresolved:
        return _Said("over", f"being seen{since}, and the end was not noted", "no end", "Say that the student left.")
    return _Said("seeing", f"being seen{since}{waited}", f"seen{since}"[:16])


def _seen(case: _Case) -> _Said:
    row, booked = case.row, case.booked
    times = "–".join(at(one) for one in (row.seen_at, row.left_at) if one)
    waited = f", waited {minutes(booked.waited)}" if booked.waited else ""
    late = f", came {minutes(booked.late)} late" if late_enough(case.desk, booked.late) else ""
    return _Said("seen", f"seen {times}".strip() + waited + late, "seen")


def _missed(case: _Case) -> _Said:
    notice = bool(case.told.get("missed", {}).get("notice"))
    return _Said("gone", MISSED[notice], "not attended")


def _cancelled(case: _Case) -> _Said:
    if case.row.arrived_at is not None:
        words = f"came {minutes(case.booked.late)} late: another appointment"
        return _Said("gone", words, "another appointment")
    told = case.told.get("cancelled", {})
    by = WHO.get(str(told.get("by", "")), "")
    return _Said("gone", str(told.get("said", "")) or (f"cancelled by {by}" if by else "cancelled"), "cancelled")


_SAYS = {
    "booked": _expected,
    "arrived": _here,
    "seeing": _seeing,
    "seen": _seen,
    "missed": _missed,
    "cancelled": _cancelled,
}
