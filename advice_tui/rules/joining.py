"""Two cases that turn out to be one: what stands beside the timeline of the case they become (scenario 8; I-27).

1. What the case that stays says stands; where it says nothing, the other one's word is taken.
2. Other people and agencies of both are kept, each once; of two notices that a record is kept, the earlier (I-21).
3. Papers of both are kept: what is held for either is held for the one (I-14; L-20).
4. Nothing is lost: what is not taken over is told in words, for the timeline.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from advice_tui.rules.case_details import MOST_AGENCIES, MOST_PAPERS, MOST_PARTIES, Agency, CaseDetails, CaseLink, Party
from advice_tui.rules.text import Limit, fold

Named = TypeVar("Named", Party, Agency)


def united(stays: CaseDetails, comes: CaseDetails, ids: tuple[str, str]) -> CaseDetails:
    """Give the details of the one case; ``ids`` are the cases' own ids, which no link of theirs names any more."""
    return replace(
        stays,
        eligibility=stays.eligibility or comes.eligibility,
        parties=_each_once(stays.parties, comes.parties),
        agencies=_each_once(stays.agencies, comes.agencies),
        adjustments=_adjustments(stays.adjustments, comes.adjustments),
        notice=min((one for one in (stays.notice, comes.notice) if one), key=lambda one: one.at, default=None),
        links=_links(stays.links, comes.links, ids),
        papers=(*stays.papers, *comes.papers),
    )


def too_many(details: CaseDetails) -> list[str]:
    """Say what the two cases have too much of together; empty means they fit."""
    counted = (
        (len(details.parties), MOST_PARTIES, "other people", "Take some out first (i)."),
        (len(details.agencies), MOST_AGENCIES, "other agencies", "Take some out first (i)."),
        (len(details.papers), MOST_PAPERS, "papers", "Close one of them instead, and link them."),
    )
    return [
        f"Together the two cases name {many} {what}, and at most {most} are kept. {then}"
        for many, most, what, then in counted
        if many > most
    ]


def left_behind(stays: CaseDetails, comes: CaseDetails) -> list[str]:
    """Tell what of the case that comes is not taken over, line by line, for the timeline (rule 4)."""
    found = []
    if comes.adjustments and comes.adjustments not in _adjustments(stays.adjustments, comes.adjustments):
        found.append(f"Adjustments: {comes.adjustments}")
    if comes.waiting_for:
        found.append(f"It waited for: {comes.waiting_for}")
    if comes.closing is not None:
        found.append(f"It was closed: {comes.closing.outcome}")
    return found


def _each_once(first: tuple[Named, ...], second: tuple[Named, ...]) -> tuple[Named, ...]:
    known: set[tuple[str, str]] = {_who(one) for one in first}
    return first + tuple(one for one in second if _who(one) not in known)


def _who(one: Party | Agency) -> tuple[str, str]:
    return fold(one.name), one.student_number if isinstance(one, Party) else ""


def _adjustments(stays: str, comes: str) -> str:
    if not comes or comes == stays:
        return stays
    both = f"{stays}; {comes}" if stays else comes
    return both if len(both) <= Limit.SHORT else stays


def _links(stays: tuple[CaseLink, ...], comes: tuple[CaseLink, ...], ids: tuple[str, str]) -> tuple[CaseLink, ...]:
    found: dict[str, CaseLink] = {}
    for link in (*stays, *comes):
        if link.case_id not in ids:
            found.setdefault(link.case_id, link)
    return tuple(found.values())
