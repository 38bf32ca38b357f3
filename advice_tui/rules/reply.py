"""The promise to reply: which days count for which contact, what stops the clock, and how a promise stands now.

1. A contact is answered within the policy's working days (I-6, I-28; L-3); a telephone message may be an internal
   target instead (I-30, I-35).
2. Only a person's reply stops the clock: an automatic acknowledgement, a voicemail or an unanswered call does not
   ("hear back from the Adviser", I-6).
3. A promise is amber from the day on which the strict count ends, red once it is broken; nothing is red while the
   service is closed (I-29).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from advice_tui.policy import Policy
from advice_tui.rules.working_days import Calendar, Due, london, say_day, say_time

State = Literal["calm", "amber", "red", "answered"]


@dataclass(frozen=True)
class EntryKind:
    """A kind of timeline entry: does it stop the clock, how it is explained, under which filter it stands.

    ``group`` is "contact", "meetings", "notes", "documents", "procedure" or "system".
    """

    key: str
    label: str
    glyph: str
    stops_clock: bool
    channel: str
    help: str
    group: str = "contact"


_YES, _NO = True, False
ENTRY_KINDS: tuple[EntryKind, ...] = (
    EntryKind("reply_email", "E-mail sent", "✉", _YES, "email", "A reply by e-mail. Stops the clock."),
    EntryKind("note", "Note", "▪", _NO, "", "For the file only. The clock goes on.", "notes"),
    EntryKind("advice", "Advice given", "◇", _NO, "", "Options and the student's choice. The clock goes on.", "notes"),
    EntryKind("call_reached", "Call, reached", "☎", _YES, "telephone", "You spoke with the student. Stops the clock."),
    EntryKind("call_unanswered", "Call, no answer", "☎", _NO, "telephone", "Nobody answered. The clock goes on."),
    EntryKind("voicemail", "Voicemail left", "☎", _NO, "telephone", "A voicemail is no reply. The clock goes on."),
    EntryKind("letter", "Letter sent", "✉", _YES, "letter", "A letter to the student. Stops the clock."),
    EntryKind(
        "face_to_face", "Face to face", "◆", _YES, "face_to_face", "You met the student. Stops the clock.", "meetings"
    ),
    EntryKind("auto_ack", "Automatic reply", "·", _NO, "email", "An automatic answer is no reply. The clock goes on."),
    EntryKind(
        "development", "News on the case", "▷", _NO, "", "Something happened. The student must be told soon.", "notes"
    ),
)
CHANNEL_GLYPHS = {"email": "✉", "telephone": "☎", "face_to_face": "◆", "letter": "✉"}
"""How something received is marked, by the way it came."""
RECEIVED = EntryKind("received", "Received", "✉", _NO, "", "Something the student said. It starts a promise.")
WRITTEN_BY_PROGRAM: tuple[EntryKind, ...] = (
    EntryKind("document", "Document", "▤", _NO, "", "A file was put on the case.", "documents"),
    EntryKind("letter_out", "Letter", "✉", _NO, "letter", "A letter that is no reply. The clock goes on."),
    EntryKind("case_changed", "Case", "·", _NO, "", "Something about the case was changed.", "system"),
    EntryKind("closed", "Closed", "■", _NO, "", "The case was closed.", "system"),
    EntryKind("reopened", "Reopened", "□", _NO, "", "The case was opened again.", "system"),
    EntryKind("third_party", "To somebody else", "»", _NO, "", "A third party was contacted. The clock goes on."),
    EntryKind("consent", "Consent", "✓", _NO, "", "What the student allows, or allows no more.", "notes"),
    EntryKind("referral", "Referral", "→", _NO, "", "She was sent, or pointed, to more specialist help."),
)
"""Kinds that an act writes beside what it does; nobody chooses them."""
_BY_KEY = {kind.key: kind for kind in (*ENTRY_KINDS, RECEIVED, *WRITTEN_BY_PROGRAM)}


def entry_kind(key: str) -> EntryKind | None:
    """Give the kind with this key, or None."""
    return _BY_KEY.get(key)


def promise_kind(policy: Policy, channel: str) -> str:
    """Give "reply", the published promise, or "callback", the internal target for telephone messages (I-30, I-35)."""
    return "callback" if channel == "telephone" and policy.reply.phone_message.internal else "reply"


def promise_due(
    policy: Policy, calendar: Calendar, channel: str, received: datetime, *, days: int | None = None
) -> Due:
    """Work out by when a contact received at this aware instant must be answered (I-6, I-28; L-3).

    ``days`` replaces the promise, busy periods included; without it they count (rule 8).
    """
    promised = policy.reply.phone_message.days if promise_kind(policy, channel) == "callback" else policy.reply.days
    return calendar.due(
        received,
        calendar.days_promised(received, promised) if days is None else days,
        rule=policy.reply.receipt_rule,
        channel=channel,
        breach_at=policy.reply.breach_at,
    )


FOLLOW_UP, TELL_STUDENT = "follow_up", "tell_student"
"""A later message of a student who has a case; news that she must be told of (I-10; L-5). Held to the same days."""

PROMISE_WORDS = {
    "reply": "Reply",
    "callback": "Call back",
    FOLLOW_UP: "Reply",
    TELL_STUDENT: "Tell the student",
}
"""What is to be done for each kind of promise; the published one is "reply", the others are our own targets."""
MET_WORDS = {"callback": "called back", TELL_STUDENT: "told"}
"""What was done for a promise that is met, where it was not "answered"."""


def follow_up_due(policy: Policy, calendar: Calendar, channel: str, received: datetime) -> Due | None:
    """Work out by when a later message, or news, must be answered (I-10; L-5); None when the policy sets no days."""
    if not policy.reply.follow_up.enabled:
        return None
    return promise_due(
        policy, calendar, channel, received, days=calendar.days_promised(received, policy.reply.follow_up.days)
    )


@dataclass(frozen=True)
class Standing:
    """How a promise stands at a moment: a state for colour and glyph, and the words beside it."""

    state: State
    words: str


def open_now(calendar: Calendar, now: datetime, channel: str = "email") -> bool:
    """Whether the service is open at this aware instant (I-26, I-29; L-45)."""
    local = london(now)
    return any(start <= local.time() < end for start, end in calendar.hours_on(local.date(), channel))


def standing(
    calendar: Calendar, now: datetime, *, due: datetime, strict: datetime, breach: datetime, channel: str = "email"
) -> Standing:
    """Say how an open promise stands now. Amber from the day of the strict count; never red while closed (I-29)."""
    local, due, strict = london(now), london(due), london(strict)
    by = f"{say_day(due.date(), year=due.year != local.year)} {say_time(due.time())}"
    if now >= breach:
        if not open_now(calendar, now, channel):
            return Standing("amber", f"was due {by}")
        return Standing("red", f"late: was due {by}")
    if local.date() == due.date():
        if local >= due:
            return Standing("amber", f"closing time was {say_time(due.time())}, reply today")
        return Standing("amber", f"due today {say_time(due.time())}, {_left(due, local)}")
    if local.date() >= strict.date():
        return Standing("amber", f"due {by}")
    return Standing("calm", f"due {by}")


def _left(due: datetime, local: datetime) -> str:
    minutes = int((due - local).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} left" if hours else f"{rest} min left"
