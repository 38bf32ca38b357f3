"""Who a contact is about, and how this person may be reached without harm.

L-23: "If it is felt necessary we will check with clients if it is acceptable to contact them at home or work in
relation to their case. We will make no reference to the organisation when making telephone contact with clients."
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from advice_tui.rules.text import (
    Limit,
    clean,
    email_key,
    email_problem,
    fold,
    initials,
    is_blank,
    over_limit,
    phone_problem,
    student_number,
    student_number_problem,
)
from data.errors import BadInput

VERSION: Final = 1
"""The version of the documents that :meth:`SafeContact.to_json` and :meth:`ClientDetails.to_json` make."""
CHANNELS: Final = ("email", "phone", "post")
"""The ways in which a person may allow to be reached, in the order in which they are named."""
NUMBERS: Final = 5
"""The most telephone numbers that one person may allow."""
VOICEMAIL: Final = "voicemail"
"""The key under which a policy may ask about voicemail among its places; it has a flag of its own here."""
ALSO: Final = ("name", "student_number", "email", "phone", "record")
"""What may be known of a person beside her details, from records that were merged into hers."""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """What a person agreed to: the channels allowed, the numbers that may be called, when, and what may be said there.

    ``places`` are keys of the policy's places where she was asked and agreed to be reached (L-23: home, work).

    Unless somebody asked, no voicemail is left and the service is not named on the telephone (L-23). All text is
    cleaned when the value is made.
    """

    channels: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    times: str = ""
    voicemail: bool = False
    name_service: bool = False
    note: str = ""
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "channels", frozenset(self.channels))
        given = (clean(number).strip() for number in self.numbers)
        object.__setattr__(self, "numbers", tuple(dict.fromkeys(number for number in given if number)))
        object.__setattr__(self, "times", _cleaned(self.times))
        object.__setattr__(self, "note", _cleaned(self.note, lines=True))
        object.__setattr__(self, "places", tuple(dict.fromkeys(place for place in self.places if place)))

    @property
    def agreed(self) -> bool:
        """Whether any way of reaching the person was agreed."""
        return bool(self.channels)

    def allows(self, channel: str) -> bool:
        """Say whether the person may be reached by "email", "phone" or "post"."""
        return channel in self.channels

    def instruction(self, labels: Mapping[str, str] | None = None) -> str:
        """Return the wording for a chip: the ways allowed, then what to keep from saying; one line.

        ``labels`` are the policy's words for places, by key. Voicemail is no place: it is said with the telephone.
        """
        if not self.agreed:
            return "No safe contact agreed: ask first"
        ways = [self._way(channel) for channel in CHANNELS if channel in self.channels]
        said = [" or ".join(ways).capitalize() + ("" if len(ways) > 1 else " only")]
        if "phone" in self.channels:
            said += [] if self.voicemail else ["no voicemail"]
            said += [] if self.name_service else ["do not name the service"]
        places = [_place(key, labels or {}) for key in self.places if key != VOICEMAIL]
        said += [f"may be reached {' and '.join(places)}"] if places else []
        return " · ".join(said)

    def _way(self, channel: str) -> str:
        if channel != "phone":
            return channel
        numbers = " / ".join(self.numbers)
        return " ".join(part for part in ("phone", numbers, f"({self.times})" if self.times else "") if part)

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field ("channels", "numbers", "times", "note"); empty means nothing.

        1. Only known channels. 2. A telephone needs a number, and every number looks like one; at most five.
        3. Voicemail and naming the service need the telephone. 4. Every text keeps its limit.
        """
        found: dict[str, str] = {}
        if not self.channels <= set(CHANNELS):
            found["channels"] = "Ways of contact: choose from email, phone and post."
        elif "phone" not in self.channels and (self.numbers or self.voicemail or self.name_service):
            found["channels"] = "Ways of contact: there is something about the phone, but the phone is not allowed."
        if "phone" in self.channels and not self.numbers:
            found["numbers"] = "Phone: say which number may be called."
        elif len(self.numbers) > NUMBERS:
            found["numbers"] = f"Phone: at most {NUMBERS} numbers; there are {len(self.numbers)}."
        else:
            _put(found, "numbers", next(filter(None, map(phone_problem, self.numbers)), None))
        _put(found, "times", over_limit(self.times, "Times", Limit.SHORT))
        _put(found, "note", over_limit(self.note, "Note", Limit.SHORT))
        return found

    def to_json(self) -> dict[str, Any]:
        """Return a document of plain JSON values with its version under "v"."""
        return {
            "v": VERSION,
            "channels": sorted(self.channels),
            "numbers": list(self.numbers),
            "times": self.times,
            "voicemail": self.voicemail,
            "name_service": self.name_service,
            "note": self.note,
        } | ({"places": list(self.places)} if self.places else {})

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> SafeContact:
        """Read a document of :meth:`to_json`; raise BadInput for another version or shape."""
        _versioned(document, "contact instruction")
        return cls(
            channels=frozenset(_texts(document, "channels")),
            numbers=_texts(document, "numbers"),
            times=_text(document, "times"),
            voicemail=document.get("voicemail") is True,
            name_service=document.get("name_service") is True,
            note=_text(document, "note"),
            places=_texts(document, "places"),
        )


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """Who a case is about: the name used, identifying number and ways of contact.

    All text is cleaned when the value is made; the student number takes its one form (:func:`student_number`).
    ``also`` holds what else is known from records that were merged: pairs of a kind of ``ALSO`` and its text, such as
    ("email", an address); "record" names the former record.
    """

    name: str
    known_as: str = ""
    student_number: str = ""
    email: str = ""
    phone: str = ""
    safe_contact: SafeContact = field(default_factory=SafeContact)
    also: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "also", tuple(dict.fromkeys((kind, clean(text)) for kind, text in self.also)))
        for one_line in ("name", "known_as"):
            object.__setattr__(self, one_line, _cleaned(getattr(self, one_line)))
        for trimmed in ("email", "phone"):
            object.__setattr__(self, trimmed, clean(getattr(self, trimmed)).strip())
        object.__setattr__(self, "student_number", student_number(self.student_number))

    @property
    def called(self) -> str:
        """How to address the person: the name they are known as, or their name."""
        return self.known_as or self.name

    @property
    def initials(self) -> str:
        """What the privacy shade shows."""
        return initials(self.called)

    def every(self, kind: str) -> tuple[str, ...]:
        """Give every text known of one kind ("name", "student_number", "email", "phone"), the present one first."""
        known = (getattr(self, kind), *(text for what, text in self.also if what == kind))
        return tuple(dict.fromkeys(text for text in known if text)) or ("",)

    def same_as(self, other: ClientDetails) -> tuple[str, ...]:
        """Return what speaks for one person behind two records: of "student_number", "email" and "name".

        Names are compared by :func:`fold`: without accents, case and width, never by the look of other alphabets.
        Nothing is merged by this; it is only for offering.
        """
        pairs = {
            "student_number": (self.student_number, other.student_number),
            "email": (email_key(self.email), email_key(other.email)),
            "name": (fold(self.name), fold(other.name)),
        }
        return tuple(what for what, (ours, theirs) in pairs.items() if ours and ours == theirs)

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field; those of the contact instruction as "safe_contact.numbers" and so on.

        1. A name is needed. 2. Every text keeps its limit. 3. Number, address and telephone look like such when they
        are given. 4. A channel that is allowed has somewhere to go: email needs an address.
        """
        found: dict[str, str] = {}
        _put(found, "name", over_limit(self.name, "Name", Limit.NAME) if self.name else "Name: please fill this in.")
        _put(found, "known_as", over_limit(self.known_as, "Known as", Limit.NAME))
        if self.student_number:
            _put(found, "student_number", student_number_problem(self.student_number))
        if self.email:
            _put(found, "email", email_problem(self.email))
        elif self.safe_contact.allows("email"):
            found["email"] = "Email: it is an allowed way of contact, so an address is needed."
        if self.phone:
            _put(found, "phone", phone_problem(self.phone))
        return found | {f"safe_contact.{key}": problem for key, problem in self.safe_contact.problems().items()}

    def with_safe_contact(self, safe_contact: SafeContact) -> ClientDetails:
        """Return the same person with another contact instruction."""
        return replace(self, safe_contact=safe_contact)

    def to_json(self) -> dict[str, Any]:
        """Return a document of plain JSON values with its version under "v"."""
        return {
            "v": VERSION,
            "name": self.name,
            "known_as": self.known_as,
            "student_number": self.student_number,
            "email": self.email,
            "phone": self.phone,
            "safe_contact": self.safe_contact.to_json(),
        } | ({"also": [list(pair) for pair in self.also]} if self.also else {})

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ClientDetails:
        """Read a document of :meth:`to_json`; raise BadInput for another version or shape."""
        _versioned(document, "client")
        safe_contact = document.get("safe_contact")
        return cls(
            name=_text(document, "name"),
            known_as=_text(document, "known_as"),
            student_number=_text(document, "student_number"),
            email=_text(document, "email"),
            phone=_text(document, "phone"),
            safe_contact=SafeContact() if safe_contact is None else SafeContact.from_json(safe_contact),
            also=tuple((str(kind), str(text)) for kind, text in document.get("also", ())),
        )


def _cleaned(text: str, *, lines: bool = False) -> str:
    """Return a text as ``field`` would keep it: cleaned, and "" when nothing would be seen of it."""
    return "" if is_blank(text) else clean(text, lines=lines)


def _place(key: str, labels: Mapping[str, str]) -> str:
    """Give a place in the middle of a sentence: "at home"; without a label its key says it."""
    label = clean(labels.get(key, ""))
    return label[:1].lower() + label[1:] if label else f"at {clean(key.replace('_', ' '))}"


def _put(found: dict[str, str], key: str, problem: str | None) -> None:
    if problem is not None:
        found[key] = problem


def _versioned(document: object, what: str) -> None:
    if not isinstance(document, Mapping):
        raise BadInput(f"This is not the record of a {what}.")
    if document.get("v") != VERSION:
        raise BadInput(f"The record of this {what} was written by another version of the program.")


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key, "")
    if not isinstance(value, str):
        raise BadInput(f"The record is damaged: “{key}” is not text.")
    return value


def _texts(document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = document.get(key, ())
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise BadInput(f"The record is damaged: “{key}” is not a list of texts.")
    return tuple(value)
