"""Consent: who may be contacted, for what, until when, and why something may not go out (I-4; L-13, L-22).

1. "Third parties will only be contacted with the expressed consent of the student" (I-4); "Where an adviser agrees to
   take any action on behalf of a student, the student must give their express consent" and it is held on file (L-22). A
   consent names who, what, for which acts, how it was given and when; it may end on a day.
2. Nothing goes out to a third party without a consent that stands on that day and is for that act, or a decision to
   breach confidentiality (L-24 to L-26). Why not is always said in a sentence that says what to do.
3. A consent that is withdrawn is kept: what went out before stays with the consent as it then was.
4. The name that is typed must be the consent's. Case, accents, the order of words, titles and short forms ("Dept") are
   forgiven; letters are not, for "Smith" and "Smyth" are two people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from advice_tui.rules.text import fold
from advice_tui.rules.working_days import say_day

CONTACT, ON_BEHALF, PAPERS, REFER = "contact", "on_behalf", "papers", "refer"
ACTS: Final[Mapping[str, str]] = {
    CONTACT: "Contact",
    ON_BEHALF: "Act for her",
    PAPERS: "Share papers",
    REFER: "Refer",
}
"""What a consent may be for."""
ACT_WORDS: Final[Mapping[str, str]] = {
    CONTACT: "contacting them",
    ON_BEHALF: "acting for the student",
    PAPERS: "sharing papers",
    REFER: "referring",
}
WAYS: Final[Mapping[str, str]] = {
    "email": "E-mail",
    "telephone": "Telephone",
    "letter": "Letter",
    "face_to_face": "In person",
}
"""How a third party may be contacted."""
LONGEST: Final = timedelta(days=366 * 7)
"""A consent may end so late: longer than any file is kept open."""

Standing = Literal["stands", "ended", "withdrawn"]


@dataclass(frozen=True)
class Consent:
    """What a student allowed.

    ``who`` may be contacted and in which ``role`` (person or organisation); ``what`` may be said or done; ``acts`` are
    keys of ``ACTS``; ``how`` is a key of the policy's ways of giving it; ``until`` its last day or None. ``withdrawn``
    is the day on which it was withdrawn, ``withdrawn_why`` what was said then.
    """

    who: str
    what: str
    acts: tuple[str, ...]
    how: str
    given: date
    role: str = ""
    until: date | None = None
    withdrawn: date | None = None
    withdrawn_why: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values; days as ISO dates."""
        days = {"given": self.given, "until": self.until, "withdrawn": self.withdrawn}
        return {
            "who": self.who,
            "role": self.role,
            "what": self.what,
            "acts": list(self.acts),
            "how": self.how,
            "withdrawn_why": self.withdrawn_why,
            **{name: day.isoformat() for name, day in days.items() if day is not None},
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Consent:
        """Read what ``to_json`` gave."""
        until, withdrawn = document.get("until"), document.get("withdrawn")
        return cls(
            who=str(document["who"]),
            what=str(document["what"]),
            acts=tuple(str(act) for act in document["acts"]),
            how=str(document["how"]),
            given=date.fromisoformat(document["given"]),
            role=str(document.get("role", "")),
            until=date.fromisoformat(until) if until else None,
            withdrawn=date.fromisoformat(withdrawn) if withdrawn else None,
            withdrawn_why=str(document.get("withdrawn_why", "")),
        )

    def taken_back(self, on: date, why: str) -> Consent:
        """Give it withdrawn on a day; everything else stays as it was."""
        return replace(self, withdrawn=on, withdrawn_why=why)

    def standing(self, day: date) -> Standing:
        """Say whether it stands on a day; what happened on the day before it was withdrawn happened with it."""
        if self.withdrawn is not None and self.withdrawn <= day:
            return "withdrawn"
        return "ended" if self.until is not None and self.until < day else "stands"

    def words(self) -> str:
        """Give what it allows in one line: "Department (tutor): about the extension · Contact, share papers"."""
        acts = ", ".join(ACTS.get(act, act) for act in self.acts)
        return f"{self.named()}: {' '.join(self.what.split())} · {acts[:1].upper()}{acts[1:].lower()}"

    def named(self) -> str:
        """Give who with the role: "Dr Webb (personal tutor)"."""
        return f"{self.who} ({self.role})" if self.role else self.who

    def stands_words(self, today: date) -> str:
        """Say how it stands: "until Wed 3 Mar 2027", "ended Tue 1 Dec", "withdrawn Wed 2 Dec"."""
        standing = self.standing(today)
        if standing == "withdrawn" and self.withdrawn is not None:
            return f"withdrawn {_day(self.withdrawn, today)}"
        if self.until is None:
            return "until it is withdrawn"
        return f"{'ended' if standing == 'ended' else 'until'} {_day(self.until, today)}"


def _day(day: date, today: date) -> str:
    return say_day(day, year=day.year != today.year)


# What is wrong with a new one -----------------------------------------------------------------------------------------


def problems(consent: Mapping[str, Any], today: date, hows: Collection[str]) -> dict[str, str]:
    """Say what is wrong with the choices and days of a new consent, by field ("acts", "how", "given", "until").

    ``consent`` holds "acts" (keys), "how" (a key), "given" and "until" (days or None); ``hows`` the keys of the policy.
    """
    given, until = consent.get("given"), consent.get("until")
    found: dict[str, str | None] = {
        "acts": _acts_problem(tuple(consent.get("acts", ()))),
        "how": None if consent.get("how") in hows else "Say how the student gave it.",
        "given": _given_problem(given, today),
        "until": _until_problem(given, until),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _acts_problem(acts: tuple[str, ...]) -> str | None:
    if not acts:
        return "Say what it is for: contact, acting for her, papers, a referral."
    return None if set(acts) <= set(ACTS) else "Choose from the list."


def _given_problem(given: date | None, today: date) -> str | None:
    if given is None:
        return "Say on which day it was given, such as today or 23 nov."
    if given > today:
        return f"{_day(given, today)} is in the future. A consent counts from the day on which it was given."
    return "This is more than a year ago. Ask her again." if given < today - timedelta(days=366) else None


def _until_problem(given: date | None, until: date | None) -> str | None:
    if until is None:
        return None
    if given is not None and until < given:
        return "It would end before it was given."
    if given is not None and until > given + LONGEST:
        return "That is too far away. Leave it empty when it has no end."
    return None


def withdrawing_problem(consent: Consent, on: date | None, today: date) -> str | None:
    """Say why a consent cannot be withdrawn on this day."""
    if consent.withdrawn is not None:
        return f"It was {consent.stands_words(today)} already."
    if on is None:
        return "Say on which day she withdrew it, such as today."
    if on > today:
        return f"{_day(on, today)} is in the future. Say when she withdrew it."
    return f"It was given {_day(consent.given, today)}: it cannot be withdrawn before." if on < consent.given else None


# May this go out ------------------------------------------------------------------------------------------------------

NOTHING: Final = (
    "No consent is on file for {whom}, so nothing may go out. Ask the student; when she agrees, write it down (C), "
    "then send this."
)


def refusal(consent: Consent | None, act: str, whom: str, on: date) -> str:
    """Say why something may not go out to a third party on a day, and what to do; empty when it may.

    ``act`` is a key of ``ACTS``, ``whom`` the name that was typed, ``consent`` the one chosen (None for none).
    """
    if consent is None:
        return NOTHING.format(whom=whom.strip() or "this person")
    standing = consent.standing(on)
    if not same_name(whom, consent):
        return f"The consent names {consent.named()}. Write that name, or choose the consent for whom you mean."
    if standing == "withdrawn":
        return (
            f"The student withdrew this consent ({consent.stands_words(on)}), so nothing may go to {consent.who}. "
            "Ask her before anything else; a new consent is written down with C."
        )
    if standing == "ended":
        return (
            f"This consent {consent.stands_words(on)}. Ask the student whether she still agrees, write the new consent "
            "down (C), then send this."
        )
    if on < consent.given:
        return f"She gave this consent on {say_day(consent.given, year=True)}; this would be before it."
    if act not in consent.acts:
        has = " and ".join(ACT_WORDS.get(one, one) for one in consent.acts)
        return (
            f"This consent is for {has}, not for {ACT_WORDS.get(act, act)}. Ask the student, and write down what she "
            "agrees to (C)."
        )
    return ""


_WORD = re.compile(r"[^\W_]+")
_LITTLE = frozenset({"the", "a", "of", "for", "and", "at", "to"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev"})
_SHORT: Final[Mapping[str, str]] = {"dept": "department", "uni": "university", "univ": "university", "sch": "school"}


def _words(name: str) -> list[str]:
    found = _WORD.findall(fold(name).replace("'", ""))
    return [_SHORT.get(word, word) for word in found if word not in _LITTLE]


def same_name(typed: str, consent: Consent) -> bool:
    """Say whether a typed name is the consent's: all words of who it names; any other is of the role, or a title."""
    words, wanted = _words(typed[:500]), _words(consent.who)
    core = [word for word in wanted if word not in _TITLES] or wanted
    if not core or not set(core) <= set(words):
        return False
    return set(words) <= {*wanted, *_words(consent.role), *_TITLES}


def chip(standing: tuple[Consent, ...], today: date, passed: int = 0) -> str:
    """Say how the consents of a case stand, in one line for its head.

    ``standing`` are those that stand today, ``passed`` how many ended or were withdrawn.
    """
    if not standing:
        return "No consent stands" if passed else "No consent to contact others"
    first = standing[0]
    until = f" until {_day(first.until, today)}" if first.until else ""
    more = f" +{len(standing) - 1}" if len(standing) > 1 else ""
    return f"Consent: {first.who}{until}{more}"
