"""The confirmation of an appointment and the reminder before it: which words, in which way, what must not be said.

1. The words are the policy's: arrive on time, bring what belongs to the enquiry, say if another agency helps (I-12,
   I-14, I-16, I-31 to I-33; L-8, L-9).
2. Only a way that the student allowed is used. By telephone the service is not named unless she said that it may be:
   "We will make no reference to the organisation when making telephone contact with clients" (L-23).
3. Where the service must not be named there is neither its name, nor the place, nor its e-mail signature.
4. A calendar file shows itself on the student's telephone, to whoever looks at it: where the telephone must not name
   the service, neither does the file, in whichever way it is sent (L-23).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from advice_tui.policy import Policy
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.people import CHANNELS, ClientDetails, SafeContact
from advice_tui.rules.working_days import say_day

EMAIL, PHONE, POST = CHANNELS
WAYS = {EMAIL: "E-mail", PHONE: "Telephone", POST: "Letter"}
"""The ways of contact, as they are chosen."""
ASK_FIRST = "No safe way of contact is agreed: ask her first."


@dataclass(frozen=True)
class Meeting:
    """An appointment as its confirmation speaks of it; ``bring`` are the papers an adviser asked for (I-14)."""

    day: date
    start: int
    end: int
    mode: str
    room: str
    adviser: str = ""
    bring: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """One way in which the confirmation may go: to which address or numbers, and what must be kept to."""

    key: str
    label: str
    to: str = field(repr=False)
    keep_to: tuple[str, ...] = field(default=(), repr=False)


def ways_of(details: ClientDetails) -> tuple[Way, ...]:
    """Return the ways that were agreed, e-mail first; where none was, those that are known, each with "ask first"."""
    contact = details.safe_contact
    keys: list[str] = [key for key in CHANNELS if key in contact.channels]
    asked = () if keys else (ASK_FIRST,)
    if not keys:
        keys = [key for key, known in ((EMAIL, details.email), (PHONE, details.phone)) if known]
    return tuple(Way(key, WAYS[key], _to(key, details), (*asked, *_keep_to(key, contact))) for key in keys)


def _to(key: str, details: ClientDetails) -> str:
    if key == EMAIL:
        return details.email
    if key == PHONE:
        return " or ".join(details.safe_contact.numbers) or details.phone
    return "the address she gave"


def _keep_to(key: str, contact: SafeContact) -> tuple[str, ...]:
    found = [f"Note: {contact.note}"] if contact.note else []
    if key == PHONE:
        found = [
            *([f"Only {contact.times}"] if contact.times else []),
            "A voicemail may be left" if contact.voicemail else "No voicemail",
            "The service may be named" if contact.name_service else "Do not name the service",
            *found,
        ]
    return tuple(found)


def is_discreet(contact: SafeContact, way: str) -> bool:
    """Say whether the service must not be named in this way (rule 2)."""
    return way == PHONE and not contact.name_service


def is_discreet_in_calendar(contact: SafeContact) -> bool:
    """Say whether a calendar file must not name the service (rule 4)."""
    return contact.allows(PHONE) and is_discreet(contact, PHONE)


def say_when(meeting: Meeting) -> str:
    """Return "Tue 1 Dec 2026 at 10:00"."""
    return f"{say_day(meeting.day, year=True)} at {say_minute(meeting.start)}"


def confirmation_text(policy: Policy, meeting: Meeting, details: ClientDetails, way: str, *, discreet: bool) -> str:
    """Return the whole confirmation: greeting, the policy's words, papers to bring, and who writes (rules 1 and 3).

    What is said on the telephone has no greeting: whom one speaks to comes first.
    """
    greeting = f"Dear {details.called}," if details.called and way != PHONE else ""
    parts = [greeting, _body(policy, meeting, details, discreet=discreet)]
    if meeting.bring and not discreet:
        parts.append("Please bring:\n" + "\n".join(f"- {one}" for one in meeting.bring))
    if not discreet:
        parts.append("\n".join(part for part in (meeting.adviser, policy.service) if part))
        parts.append(policy.fill("email_signature").strip() if way == EMAIL else "")
    return "\n\n".join(part for part in parts if part) + "\n"


def _body(policy: Policy, meeting: Meeting, details: ClientDetails, *, discreet: bool) -> str:
    """Fill the policy's text; an appointment at a distance has no place to go to, but what is asked is asked."""
    values = {"when": say_when(meeting), "where": meeting.room, "minutes": str(meeting.end - meeting.start)}
    if discreet and (text := policy.fill("confirmation_discreet", **values).strip()):
        return text
    if meeting.mode == "in_person" and not discreet:
        return policy.fill("confirmation", **values).strip()
    how = {"telephone": " by telephone", "online": " online"}.get(meeting.mode, "")
    first = f"Your appointment is on {values['when']}{how}. It lasts {values['minutes']} minutes."
    if discreet:
        return first
    if meeting.mode == "telephone" and details.safe_contact.numbers:
        first += f" We will ring you on {' or '.join(details.safe_contact.numbers)}."
    return "\n\n".join([first, _asks(policy.appointment.asks)])


def _asks(asks: Sequence[str]) -> str:
    return " ".join(one.strip() for one in asks)


def subject_of(policy: Policy, meeting: Meeting, *, discreet: bool) -> str:
    """Return the line above the text: "Your appointment on Tue 1 Dec 2026 at 10:00"."""
    said = f"Your appointment on {say_when(meeting)}"
    return said if discreet else f"{said}: {policy.service}"
