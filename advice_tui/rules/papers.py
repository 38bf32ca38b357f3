"""Papers that a student brought to a case: what may be written down of them, and how they are said.

1. A paper is held from the day on which it was brought until it is said what became of it: given back, or put into
   confidential waste; the policy lists what there is (I-14; L-20, L-21).
2. What became of it is written down with the day and the initials of who did it.
3. A paper is not given back before the day on which it came, and nothing of it lies in the future.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from advice_tui.policy import Policy
from advice_tui.policy.parts import find
from advice_tui.rules.case_details import MOST_PAPERS, CasePaper
from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import say_day

ORIGINAL: Final = {True: "original", False: "copy"}
OLDEST: Final = timedelta(days=366 * 3)
"""So long ago a paper may have been brought that is written down now."""
FUTURE: Final = "This is in the future. Say when it happened."


def became_words(policy: Policy, key: str) -> str:
    """Give what became of a paper in the policy's words; the key itself when the policy has it no more."""
    chosen = find(policy.retention.paper_disposal, key)
    return chosen.label if chosen else key.replace("_", " ")


def say_paper(paper: CasePaper) -> str:
    """Name a paper: "Passport (original)"."""
    return f"{paper.what} ({ORIGINAL[paper.original]})"


def stands(policy: Policy, paper: CasePaper, today: date) -> str:
    """Say where a paper is: "held since Thu 26 Nov", "Returned to the student, Thu 26 Nov, P.N."."""
    if paper.held:
        return f"held since {_day(paper.brought, today)}"
    return f"{became_words(policy, paper.became)}, {_day(paper.on, today)}, {paper.initials}"


def held_words(papers: Iterable[CasePaper], today: date) -> tuple[str, ...]:
    """Name the papers that are still here: "Passport (original), held since Thu 26 Nov"."""
    return tuple(f"{say_paper(one)}, held since {_day(one.brought, today)}" for one in papers if one.held)


def _day(iso: str, today: date) -> str:
    day = date.fromisoformat(iso)
    return say_day(day, year=day.year != today.year)


def checked(what: str) -> tuple[str, dict[str, str]]:
    """Give what a paper is, cleaned, and what is wrong with it."""
    text, problem = field(what, "What it is", Limit.SUBJECT, required=True)
    return text.strip(), {"what": problem} if problem else {}


def problems(policy: Policy, today: date, brought: date, became: str, on: date) -> dict[str, str]:
    """Give what is wrong with the days of a paper and with what became of it, by field (rules 1 and 3)."""
    found: dict[str, str] = {}
    if brought > today:
        found["brought"] = FUTURE
    elif brought < today - OLDEST:
        found["brought"] = "This is more than three years ago. Look at the date."
    if became and find(policy.retention.paper_disposal, became) is None:
        found["became"] = "Choose what became of the paper."
    if became and on > today:
        found["on"] = FUTURE
    elif became and on < brought:
        found["on"] = f"The paper was brought on {say_day(brought, year=brought.year != today.year)}: that is later."
    return found


def too_many(papers: tuple[CasePaper, ...], more: int) -> str:
    """Say that a case takes no more papers, or nothing."""
    return "" if len(papers) + more <= MOST_PAPERS else f"A case lists at most {MOST_PAPERS} papers."


def differences(policy: Policy, today: date, was: CasePaper, now: CasePaper) -> tuple[str, ...]:
    """Say what is otherwise with a paper, a line each: "What it is: Passport → Residence permit"."""
    pairs = (
        ("What it is", was.what, now.what),
        ("Brought", _day(was.brought, today), _day(now.brought, today)),
        ("It is", ORIGINAL[was.original], ORIGINAL[now.original]),
        ("What became of it", _became(policy, was, today), _became(policy, now, today)),
    )
    return tuple(f"{label}: {old} → {new}" for label, old, new in pairs if old != new)


def _became(policy: Policy, paper: CasePaper, today: date) -> str:
    return "held" if paper.held else stands(policy, paper, today)
