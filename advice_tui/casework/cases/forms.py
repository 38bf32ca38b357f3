"""An entry as the composer holds it, and everything that is wrong with it, said at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from advice_tui.desk import Desk
from advice_tui.rules import advice_notes
from advice_tui.rules.reply import ENTRY_KINDS, RECEIVED, EntryKind, entry_kind
from advice_tui.rules.text import Limit, clean, field
from advice_tui.rules.time_spent import MOST
from data.errors import BadInput

WRITTEN_BY_STAFF = (*ENTRY_KINDS, RECEIVED)
"""Every kind of entry that a person chooses."""


@dataclass(frozen=True)
class EntryForm:
    """An entry as it is typed. ``kind`` is a key of ``ENTRY_KINDS`` or "received", which needs a ``channel``.

    ``at`` (aware) is when it happened, now unless said; ``minutes`` the time spent; ``options`` and ``choice`` the
    advice given and what the student chose (I-3); ``activity`` a key of the policy's list, its first for advice
    unless said; ``one_option`` that the author was asked about too few options and keeps them.
    """

    kind: str
    text: str
    title: str = ""
    minutes: int = 0
    options: tuple[str, ...] = ()
    choice: str = ""
    activity: str = ""
    channel: str = ""
    at: datetime | None = None
    one_option: bool = False


@dataclass(frozen=True)
class Checked:
    """A form whose texts are cleaned and which may be stored; ``question`` that its few options were asked about."""

    kind: EntryKind
    body: str
    title: str
    options: tuple[str, ...]
    choice: str
    question: bool


def check(desk: Desk, form: EntryForm) -> Checked:
    """Clean a form's texts; raises BadInput with everything that is wrong, by field."""
    kind = entry_kind(form.kind)
    known = kind if kind in WRITTEN_BY_STAFF else None
    body, body_problem = field(form.text, "Text", Limit.NOTE, required=form.kind != "advice", lines=True)
    title, title_problem = field(form.title, "Title", Limit.SUBJECT)
    options, choice = advice_notes.options_of("\n".join(form.options)), clean(form.choice).strip()
    found: dict[str, str | None] = {
        "kind": None if known else "Choose what kind of entry this is.",
        "text": body_problem,
        "title": title_problem,
        "minutes": None if 0 <= form.minutes <= MOST else "Time spent: between nothing and a day.",
        "channel": _channel_problem(desk, form),
        "activity": _activity_problem(desk, form),
        "at": moment_problem(desk.now, form.at),
    }
    found |= advice_notes.problems(desk.policy, options, choice, needed=form.kind == "advice", kept=form.one_option)
    wrong = {where: sentence for where, sentence in found.items() if sentence}
    if wrong or known is None:
        raise BadInput(wrong)
    asked = form.one_option and advice_notes.asks(desk.policy, options)
    return Checked(known, body, title, options, choice, asked)


def moment_problem(now: datetime, at: datetime | None) -> str | None:
    """Say what is wrong with when something happened: it lies in the future, or more than a year ago."""
    if at is None:
        return None
    if at > now + timedelta(minutes=1):
        return "This is in the future. Say when it happened."
    return "This is more than a year ago. Look at the date." if at < now - timedelta(days=366) else None


def _channel_problem(desk: Desk, form: EntryForm) -> str | None:
    if form.kind == RECEIVED.key and form.channel not in {one.key for one in desk.policy.channels}:
        return "Choose how it came in."
    return None


def _activity_problem(desk: Desk, form: EntryForm) -> str | None:
    if form.activity and form.activity not in {one.key for one in desk.policy.advice.activities}:
        return "Choose a kind of work of the list."
    return None
