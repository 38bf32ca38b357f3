"""What a restriction to service refuses, and how its terms are said (I-43 to I-45; scenario 39).

1. A term refuses a way of contact, an adviser, or more than one contact in seven days; several hold together. "Other"
   terms stand in words and are kept by people (I-43 "contact time or method of contact").
2. Nothing that comes in is refused to be written down, and a letter never: "Students will always be fully informed of
   the reason and terms of any restrictions" (I-45).
3. What is refused is said in words that end with the manager, who may go beyond the terms (I-44).
4. A restriction is looked at again after the policy's days (I-44; reading 20).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, Literal

from advice_tui.policy import Policy
from advice_tui.rules.text import fold
from advice_tui.rules.working_days import say_day

Act = Literal["book", "message", "request", "contact"]
"""An appointment booked; a call taken or put through; a request for an appointment taken; a contact of ours."""

EMAIL_ONLY, NO_TELEPHONE, WEEKLY = "email_only", "no_telephone", "one_contact_a_week"
NAMED, BOOKED_ONLY, OTHER = "named_adviser", "booked_only", "other"
WEEK: Final = timedelta(days=7)
CHANNELS: Final[dict[str, str]] = {"in_person": "face_to_face", "telephone": "telephone", "online": "online"}
"""The way of contact that each way of holding an appointment is."""
SPOKEN: Final = frozenset({"telephone", "face_to_face", "online"})
SEE: Final = "See the manager."


@dataclass(frozen=True)
class Terms:
    """Terms as they were decided: ``items`` are their keys and labels; ``adviser`` the one named, by id and name.

    ``words`` are the terms in words, which reception is not told. ``since`` and ``until`` are days: from when they
    count, and when they are looked at again.
    """

    items: tuple[tuple[str, str], ...] = ()
    adviser_id: str = ""
    adviser: str = ""
    words: str = field(default="", repr=False)
    since: date | None = None
    until: date | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the terms."""
        return frozenset(key for key, _ in self.items)

    @property
    def channels_refused(self) -> frozenset[str]:
        """The ways in which there is no contact at all (clause 1)."""
        if EMAIL_ONLY in self.keys:
            return SPOKEN
        return frozenset({"telephone"}) if NO_TELEPHONE in self.keys else frozenset()

    @property
    def per_week(self) -> int:
        """How many contacts in seven days; 0 when they are not counted."""
        return 1 if WEEKLY in self.keys else 0

    @property
    def booked_only(self) -> bool:
        """Whether there is contact by appointment only."""
        return BOOKED_ONLY in self.keys

    @property
    def named_adviser(self) -> str:
        """The id of the only adviser, or empty."""
        return self.adviser_id if NAMED in self.keys else ""

    def said(self, *, for_front: bool = False) -> tuple[str, ...]:
        """Give the terms in words, one each; ``for_front`` leaves out what only the advisers may read."""
        found = [self._said(key, label) for key, label in self.items if key != OTHER]
        if OTHER in self.keys and not for_front:
            found.append(self.words or dict(self.items)[OTHER])
        return tuple(found)

    def _said(self, key: str, label: str) -> str:
        return f"{label}: {self.adviser}" if key == NAMED and self.adviser else label

    def to_json(self) -> dict[str, Any]:
        """Give the terms as plain values, without the words: this part is for reception too."""
        return {
            "items": [list(one) for one in self.items],
            "adviser_id": self.adviser_id,
            "adviser": self.adviser,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any], words: str = "") -> Terms:
        """Read what ``to_json`` gave."""
        return cls(
            tuple((str(key), str(label)) for key, label in document.get("items", ())),
            str(document.get("adviser_id", "")),
            str(document.get("adviser", "")),
            words,
            day_of(str(document.get("since", ""))),
            day_of(str(document.get("until", ""))),
        )


def day_of(text: str) -> date | None:
    """Read an ISO day, or None for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def terms_of(policy: Policy, keys: str, *, words: str = "", since: date, until: date | None = None) -> Terms:
    """Give the terms that a choice names (keys joined with ";"), in the policy's order; unknown ones are left out.

    A review that lies before ``since`` is none.
    """
    chosen = {one.strip() for one in keys.split(";")}
    items = tuple((one.key, one.label) for one in policy.restriction.terms if one.key in chosen)
    review = until if until is not None and until >= since else review_on(policy, since)
    return Terms(items, words=words, since=since, until=review)


def united(several: Sequence[Terms]) -> Terms:
    """Give the terms of several restrictions that stand at once: all of them hold, the soonest review counts."""
    if len(several) == 1:
        return several[0]
    items = dict(item for one in several for item in one.items)
    named = next((one for one in several if one.named_adviser), None)
    return Terms(
        tuple(items.items()),
        named.adviser_id if named else "",
        named.adviser if named else "",
        "\n".join(dict.fromkeys(one.words for one in several if one.words)),
        min((one.since for one in several if one.since), default=None),
        min((one.until for one in several if one.until), default=None),
    )


def review_on(policy: Policy, today: date) -> date:
    """Return the day on which a restriction is looked at again unless another is chosen (clause 4)."""
    return today + timedelta(days=policy.restriction.review_days)


def adviser_named(words: str, people: Mapping[str, str]) -> str:
    """Return the id of the one person whose name stands in the words, or empty; accents and case are forgiven."""
    text = _letters(words)
    found = [one for one, name in people.items() if name.strip() and _letters(name) in text]
    return found[0] if len(found) == 1 else ""


def _letters(text: str) -> str:
    """Give a text as small words with one space around each."""
    plain = "".join(sign if sign.isalnum() else " " for sign in fold(text))
    return f" {' '.join(plain.split())} "


def refusal(
    terms: Terms,
    act: Act,
    channel: str,
    adviser_id: str,
    earlier: Iterable[date],
    day: date,
    *,
    booked: bool = False,
) -> str:
    """Return why the terms refuse a contact, in words that end with "See the manager.", or an empty text.

    ``channel`` is how (a key of the policy's channels, or "online"); ``adviser_id`` with whom; ``earlier`` the days of
    other contacts; ``booked`` that an appointment stands on that day, which is a contact agreed already. What happened
    before the terms is never refused.
    """
    label, more = broken(terms, act, channel, adviser_id, earlier, day, booked=booked)
    return f"The restriction says “{label}”{more}. {SEE}" if label else ""


def broken(
    terms: Terms,
    act: Act,
    channel: str,
    adviser_id: str,
    earlier: Iterable[date],
    day: date,
    *,
    booked: bool = False,
) -> tuple[str, str]:
    """Return the term that refuses a contact, in its own words, and what more is to be said; empty when none does."""
    if (terms.since and day < terms.since) or channel == "letter":
        return "", ""
    labels = dict(terms.items)
    for key in (EMAIL_ONLY, NO_TELEPHONE):
        if key in labels and channel in terms.channels_refused:
            return labels[key], ""
    if act == "request":
        return "", ""
    if terms.named_adviser and adviser_id != terms.named_adviser:
        return f"{labels[NAMED]}: {terms.adviser}" if terms.adviser else labels[NAMED], ""
    if terms.booked_only and act != "book" and channel in SPOKEN and not booked:
        return labels[BOOKED_ONLY], ""
    near = sorted((one for one in earlier if abs(one - day) < WEEK), key=lambda one: abs(one - day))
    if terms.per_week and len(near) >= terms.per_week and not (booked and channel in SPOKEN):
        return labels[WEEKLY], f", and there is one on {say_day(near[0])}"
    return "", ""


def sentence(terms: Terms) -> str:
    """Return what reception is told: to see the manager first, and what to keep to; never why (I-22; L-13)."""
    said = "; ".join(_small(one) for one in terms.said(for_front=True))
    return f"See the manager first: {said}" if said else "See the manager first"


def _small(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def letter_words(terms: Terms) -> str:
    """Return the terms as a letter lists them, a line each, with the day of the review (I-45)."""
    lines = [f"- {one}" for one in terms.said()]
    if terms.words and OTHER not in terms.keys:
        lines.append(f"- {terms.words}")
    if terms.until:
        lines.append(f"- To be reviewed on {say_day(terms.until, year=True)}")
    return "\n".join(lines)
