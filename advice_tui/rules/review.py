"""The manager's review: what is brought to her, in which order, and the sample of files that is read (I-5; L-11).

1. One queue. First what is late, then what waits for a while, then the rest; in each what is hers to do comes first,
   and then the oldest.
2. A flag is named by what raised it, and by the newest thing that happened with it. One that was looked at stays away
   until something new happens; nothing follows from a flag by itself (I-44; L-36, L-38).
3. Of each adviser's files some are read each month. Which ones nobody chooses: they are drawn by the service's own
   number and the month, so the same month gives the same files again. Files opened in the month itself are drawn only
   where there are not enough others. Nobody reviews her own file, or one she wrote in.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from advice_tui.policy import Policy

RED, AMBER, CALM = "red", "amber", "calm"
_ORDER: Final = {RED: 0, AMBER: 1, CALM: 2}

KINDS: Final[dict[str, tuple[str, str]]] = {
    "step": ("Step for you", "your step"),
    "waits": ("Waits for others", "waits"),
    "concern": ("Concern raised", "concern"),
    "danger": ("Imminent danger", "danger"),
    "breach": ("Confidentiality", "breach"),
    "conflict": ("Conflict of interest", "conflict"),
    "restriction": ("Restriction to review", "restricted"),
    "warning": ("Warning to review", "warning"),
    "attendance": ("Missed or late", "missed"),
    "promise": ("Promise broken", "promise"),
    "complaint": ("Complaint", "complaint"),
    "corrective": ("To put right", "put right"),
    "issue": ("Issue raised", "issue"),
    "wall": ("Wall", "wall"),
}
"""Each kind of flag in long words and in one; the order is that of the queue among equals."""
_RANK: Final = {kind: at for at, kind in enumerate(KINDS)}

GROUPS: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "steps": ("Steps", frozenset({"step", "waits", "concern", "danger", "breach", "conflict"})),
    "students": ("Students", frozenset({"restriction", "warning", "attendance"})),
    "promises": ("Promises", frozenset({"promise"})),
    "complaints": ("Complaints", frozenset({"complaint"})),
    "service": ("Service", frozenset({"corrective", "issue", "wall"})),
}
"""The filters that go by kind: label and kinds."""
ALL, MINE, LATE, LOOKED = "all", "mine", "late", "looked"


@dataclass(frozen=True)
class Looked:
    """That a flag was looked at: by whom, when, and in which words."""

    by: str
    at: datetime
    words: str = field(repr=False)


@dataclass(frozen=True)
class FlagRow:
    """One flag of the queue. ``id`` names what raised it; ``screen`` and ``subject`` are what Enter opens.

    ``since`` is when it was raised, ``words`` the message; ``about`` are people's words, which the privacy shade hides;
    ``whose`` says who has it now. ``looked`` is set once somebody marked it as looked at and nothing new has happened.
    """

    id: str
    kind: str
    words: str
    since: datetime
    state: str = CALM
    mine: bool = False
    number: str = ""
    who: str = ""
    whose: str = ""
    about: str = field(default="", repr=False)
    more: tuple[str, ...] = ()
    screen: str = ""
    subject: str = ""
    case_id: str = ""
    client_id: str = ""
    looked: Looked | None = None


def ranked(rows: Iterable[FlagRow]) -> tuple[FlagRow, ...]:
    """Put the queue in order (rule 1); what was looked at stands behind everything else."""
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.looked is not None,
                _ORDER.get(row.state, len(_ORDER)),
                not row.mine,
                _RANK.get(row.kind, len(_RANK)),
                row.since,
                row.id,
            ),
        )
    )


def in_group(row: FlagRow, group: str) -> bool:
    """Say whether a filter shows a flag: what was looked at is shown only where it is asked for (rule 2)."""
    if group == LOOKED:
        return row.looked is not None
    if row.looked is not None:
        return False
    if group == MINE:
        return row.mine
    if group == LATE:
        return row.state == RED
    return group not in GROUPS or row.kind in GROUPS[group][1]


def counts(rows: Sequence[FlagRow]) -> tuple[tuple[str, str, int], ...]:
    """Give the filters with how many flags each shows: key, label, count. Empty ones are left out, but for all."""
    labels = {ALL: "All", MINE: "Mine", LATE: "Late", **{key: label for key, (label, _) in GROUPS.items()}}
    labels[LOOKED] = "Looked at"
    found = ((key, label, sum(in_group(row, key) for row in rows)) for key, label in labels.items())
    return tuple(one for one in found if one[2] or one[0] == ALL)


# File review ----------------------------------------------------------------------------------------------------------

YES, NO, NOT_NEEDED = "yes", "no", "not_needed"
ANSWERS: Final[dict[str, str]] = {YES: "Yes", NO: "No", NOT_NEEDED: "Does not apply"}


@dataclass(frozen=True)
class Check:
    """One question of a file review, and the sentences it comes from."""

    key: str
    label: str
    short: str
    sources: tuple[str, ...]


CHECKLIST: Final[tuple[Check, ...]] = (
    Check("promise", "The student heard by the day promised", "Promise kept", ("I-6", "L-3")),
    Check("options", "Options and the student’s choice are recorded", "Options, choice", ("I-3", "L-2")),
    Check("accurate", "The advice is accurate, honest and impartial", "Advice accurate", ("I-5", "L-2")),
    Check("consent", "Express consent for every contact outside", "Consent on file", ("I-4", "L-22")),
    Check("notice", "The student was told that a record is kept", "Record notice", ("I-21", "L-17")),
    Check("agencies", "Other agencies that help are noted", "Other agencies", ("I-16", "L-9")),
    Check("closing", "Outcome, letter, papers back; or rightly open", "Closing", ("L-21",)),
)
"""What is looked at in each file."""


@dataclass(frozen=True)
class Candidate:
    """A file that may be drawn: the case and its adviser; ``fresh`` when it was opened in the month itself."""

    case_id: str
    adviser_id: str
    fresh: bool = False


def months_drawn(policy: Policy, month: date) -> bool:
    """Say whether files are drawn in this month: every so many months from January on (``review.every_months``)."""
    return (month.month - 1) % max(1, policy.review.every_months) == 0


def drawn(policy: Policy, store_id: str, month: date, files: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Draw the files of a month: so many of each adviser's, by a keyed sum that nobody chooses (rule 3)."""
    if not months_drawn(policy, month):
        return ()
    ranks = sorted((one.fresh, _rank(store_id, month, one), one.case_id, one.adviser_id) for one in files)
    taken: dict[str, int] = {}
    found = []
    for fresh, _, case_id, adviser_id in ranks:
        if taken.get(adviser_id, 0) < policy.review.files_per_adviser:
            taken[adviser_id] = taken.get(adviser_id, 0) + 1
            found.append(Candidate(case_id, adviser_id, fresh))
    return tuple(found)


def _rank(store_id: str, month: date, one: Candidate) -> bytes:
    words = f"file review {month:%Y-%m} {one.case_id}"
    return hmac.new(store_id.encode(), words.encode(), sha256).digest()


def may_not_review(policy: Policy, reviewer_id: str, adviser_id: str | None, writers: Iterable[str]) -> str:
    """Say why somebody may not review a file, in one sentence; empty when she may (rule 3)."""
    if policy.review.own_files:
        return ""
    if reviewer_id == adviser_id:
        return "This is your own file: somebody else reviews it."
    if reviewer_id in set(writers):
        return "You wrote in this file: somebody else reviews it."
    return ""


def problems_of(answers: Mapping[str, str], words: str, actions: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Give what is wrong with a review: by check or field, with what to do. ``actions`` are what, owner and day read.

    Every question has an answer; a no needs words or something that is put right.
    """
    found = {
        check.key: f"{check.short}: answer yes, no or does not apply."
        for check in CHECKLIST
        if answers.get(check.key) not in ANSWERS
    }
    given = [one for one in actions if any(one)]
    if NO in answers.values() and not words.strip() and not given:
        found["words"] = "Say what was found, or what is to be put right: one of the answers is no."
    return found
