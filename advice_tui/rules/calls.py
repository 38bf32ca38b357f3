"""Calls and callers: what a message is, which numbers may be rung and when, and what may be said there.

1. A call that is put through leaves no words: who rang, and to whom (I-30, first sentence).
2. A message is held to a target of our own, the days of ``reply.phone_message`` (I-30, I-35).
3. Only numbers that were agreed are shown, with their times; the number that a caller gives with a message holds for
   that message (L-23: "check with clients if it is acceptable to contact them at home or work").
4. The organisation is not named on the telephone unless that was agreed (L-23: "We will make no reference to the
   organisation when making telephone contact with clients"), and no voicemail is left unless one was agreed.
5. A time that is outside the safe ones is said; what a student wrote in words that are not understood is only shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.safe_times import outside
from advice_tui.rules.working_days import london, say_time

MESSAGE, REQUEST, PUT_THROUGH, ENQUIRY = "message", "request", "put_through", "enquiry"


class SlipKind(NamedTuple):
    """A kind of slip: what it is, what it waits for in long words and in one, how it stands passed on and done."""

    label: str
    does: str
    short: str
    waits: str
    done: str


SLIP_KINDS: Final[dict[str, SlipKind]] = {
    ENQUIRY: SlipKind("Enquiry", "Passed on", "", "passed on to the advisers", "answered"),
    MESSAGE: SlipKind("Message", "Call back", "call", "to be called back", "called back"),
    REQUEST: SlipKind("Request", "Appointment", "book", "wants an appointment", "answered"),
    PUT_THROUGH: SlipKind("Call", "Put through", "", "put through", "put through"),
}

REACHED, VOICEMAIL, UNANSWERED, LATER = "reached", "voicemail", "unanswered", "later"
OUTCOMES: Final[dict[str, tuple[str, str]]] = {
    REACHED: ("Reached", "call_reached"),
    VOICEMAIL: ("Voicemail left", "voicemail"),
    UNANSWERED: ("No answer", "call_unanswered"),
    LATER: ("Case only", ""),
}
"""How calling back ended: in words, and the kind of entry it is; the last one is no call at all."""

NO_VOICEMAIL: Final = "No voicemail may be left: the student did not agree to one. Choose “No answer”."
NO_VOICEMAIL_THERE: Final = "No voicemail may be left on this number: it was given for this call only."
NO_NUMBER: Final = "No number is agreed, so nobody is rung. Write instead, or choose “Case only”."
NOT_ON_FILE: Final = "Not agreed on file: kept for this message only."


def digits(number: str) -> str:
    """Give what two telephone numbers are compared by: the national digits."""
    found = re.sub(r"[^0-9]", "", re.split("[a-z#]", number.lower(), maxsplit=1)[0])
    return re.sub(r"^(?:00)?44(?=[1-9][0-9]{8,9}$)", "0", found)


# Which numbers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    """A number that may be rung: when, in the student's words, and whether now is outside (None: nobody can tell).

    ``given`` says that it came with this message and is not agreed on file.
    """

    number: str
    times: str
    outside: bool | None
    given: bool = False


@dataclass(frozen=True)
class Ring:
    """All that may be known before ringing somebody: nothing else of her telephones is given (rule 3).

    ``script`` are the words to begin with while the service must not be named; empty when it may be.
    """

    numbers: tuple[Number, ...]
    voicemail: bool
    script: str
    note: str = ""

    @property
    def outside(self) -> bool:
        """Whether now is outside the safe times of every number that there is."""
        return bool(self.numbers) and all(one.outside for one in self.numbers)


def ring(contact: SafeContact, given: str, given_times: str, script: str, now: datetime) -> Ring:
    """Say which numbers may be rung: those agreed on file, and the one that came with a message (rule 3).

    The times given with a message hold for the number it names; the agreed ones hold for every other.
    """
    agreed = contact.numbers if contact.allows("phone") else ()
    names = {digits(number) for number in agreed}
    listed = []
    for number in agreed:
        times = given_times if given_times and digits(number) == digits(given) else contact.times
        listed.append(Number(number, times, outside(times, now)))
    if given and digits(given) not in names:
        times = given_times or contact.times
        listed.insert(0, Number(given, times, outside(times, now), given=True))
    listed.sort(key=lambda one: digits(one.number) != digits(given))
    named = contact.name_service and contact.allows("phone")
    return Ring(tuple(listed), contact.voicemail and contact.allows("phone"), "" if named else script, contact.note)


def forbidden(details: ClientDetails, number: str) -> bool:
    """Whether a number is on file and not among those agreed: a student's home number, for one (rule 3)."""
    wanted, contact = digits(number), details.safe_contact
    agreed = {digits(one) for one in contact.numbers} if contact.allows("phone") else set()
    return wanted not in agreed and wanted in {digits(one) for one in details.every("phone") if one}


def voicemail_refusal(ring_: Ring, number: str) -> str:
    """Say why no voicemail may be left on a number, or nothing when one may (rule 4)."""
    if not ring_.voicemail:
        return NO_VOICEMAIL
    given = next((one.given for one in ring_.numbers if one.number == number), False)
    return NO_VOICEMAIL_THERE if given else ""


def outside_words(number: Number, now: datetime) -> str:
    """Say that now is outside a number's safe times, or nothing."""
    local = london(now).time().replace(second=0, microsecond=0)
    return f"Now, {say_time(local)}, is outside the safe times." if number.outside else ""
