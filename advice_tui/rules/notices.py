"""Notices for the public: the website sentence, the automated response, the standing note, and when we are open.

"This information will be advertised on the website and on the automated response" (I-36); a longer time to answer "will
be advertised on the Advice website" (I-28); "E-mails will be picked up quicker by the team than answerphone messages"
(L-46). Every word comes from the policy's own texts; dates are filled in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from advice_tui.policy import Policy
from advice_tui.rules.service_calendar import Addition, CalendarLine, NewBusy, NewClosure
from advice_tui.rules.service_changes import PARTS, closure_kind, days_between, say_change
from advice_tui.rules.service_state import say_week
from advice_tui.rules.working_days import Calendar, Closure, say_day

AHEAD = timedelta(days=183)
"""The page "when we are open" looks so far ahead."""


@dataclass(frozen=True)
class Notice:
    """What is published of one line of the calendar; a part that is empty is not needed."""

    title: str
    website: str
    automated: str
    standing: str = ""
    advert: str = ""

    def text(self) -> str:
        """Return the whole as one text, each part under its heading."""
        parts = [
            ("For the website", self.website),
            ("For the automated response", self.automated),
            ("For staff, where a message is taken", self.standing),
        ]
        body = [f"{heading}\n{'-' * len(heading)}\n{words}" for heading, words in parts if words]
        head = [self.title, self.advert] if self.advert else [self.title]
        return "\n\n".join(["\n".join(head), *body]) + "\n"


def notice_of(policy: Policy, calendar: Calendar, change: Addition) -> Notice:
    """Return the notice of a closure or a busy period; for a bank holiday the sentence that we are closed."""
    if isinstance(change, NewBusy):
        website = _busy_text(policy, change)
        automated = _automated(policy, change.days, website)
        return Notice(say_change(policy, change), website, automated, advert=_advert(change.advertised))
    if isinstance(change, NewClosure):
        website = _closure_text(policy, calendar, change)
        return Notice(
            say_change(policy, change),
            website,
            _automated(policy, policy.reply.days, website),
            standing_of(policy, change),
            _advert(change.advertised),
        )
    website = _filled(policy, change.day, change.day, change.name)
    return Notice(say_change(policy, change), website, _automated(policy, policy.reply.days, website))


def _advert(day: date | None) -> str:
    return f"To be advertised from {say_day(day, year=True)}." if day else "No day of the advert is written down."


def _automated(policy: Policy, days: int, closure: str) -> str:
    """Fill the automated response; where nothing is closed it simply ends earlier."""
    return policy.fill("automated_response", days=str(days), closure=closure).strip()


def _busy_text(policy: Policy, change: NewBusy) -> str:
    return policy.fill("busy", first=_said(change.first), last=_said(change.last), days=str(change.days)).strip()


def _closure_text(policy: Policy, calendar: Calendar, change: NewClosure) -> str:
    kind = closure_kind(policy, change.kind)
    own = policy.words(kind.website).strip() if kind and kind.website else ""
    dated = _filled(policy, change.first, change.last, change.reason)
    if change.part != "day":
        dated += f" This is for {PARTS[change.part]} only."
    if change.channels:
        labels = " and ".join(sorted(policy.label_of("channels", channel) for channel in change.channels))
        others = [one.label for one in policy.channels if one.key not in change.channels]
        dated += f" This concerns: {labels}." + (f" Still there: {' and '.join(others)}." if others else "")
    elif change.part == "day":
        dated += f" The next working day is {_said(calendar.next_open_day(change.last + timedelta(days=1)))}."
    return "\n\n".join(part for part in (own, dated) if part)


def _filled(policy: Policy, first: date, last: date, reason: str) -> str:
    """Fill the policy's closure sentence; one day is said as one day."""
    text = policy.fill("closure", first=_said(first), last=_said(last), reason=reason).strip()
    return text.replace(f"from {_said(first)} to {_said(last)}", f"on {_said(first)}") if first == last else text


def _said(day: date) -> str:
    return say_day(day, year=True)


def standing_of(policy: Policy, change: NewClosure) -> str:
    """Return the note that staff see while a message is taken during such a closure (L-46), or nothing."""
    kind = closure_kind(policy, change.kind)
    return policy.words(kind.standing_note).strip() if kind and kind.standing_note else ""


def standing_note(policy: Policy, lines: Sequence[CalendarLine], channel: str, day: date) -> str:
    """Return the standing notes of the closures of ``channel`` that a day lies in, once each (L-46)."""
    notes = [
        standing_of(policy, line.change)
        for line in lines
        if isinstance(line.change, NewClosure)
        and line.change.first <= day <= line.change.last
        and line.change.closure().affects(channel)
    ]
    return " ".join(dict.fromkeys(note for note in notes if note))


def opening_text(policy: Policy, calendar: Calendar, today: date) -> str:
    """Return the public text "when we are open": hours, what is closed in the next half year, longer answers (I-36)."""
    until = today + AHEAD
    days = f"{policy.reply.days} working day{'' if policy.reply.days == 1 else 's'}"
    parts = [
        f"When the {policy.service} is open\n" + "\n".join(say_week(policy)),
        f"We answer within {days}. Write to {policy.contacts.service_email}.",
    ]
    lists = {
        "Closures": [
            _closed_line(policy, one) for one in calendar.closures if _soon(one.first, one.last, today, until)
        ],
        "Busy times": [
            policy.fill("busy", first=_said(one.first), last=_said(one.last), days=str(one.days)).strip()
            for one in calendar.busy
            if _soon(one.first, one.last, today, until)
        ],
        "Bank holidays": [
            f"{_said(day)}: {name}" for day in days_between(today, until) if (name := calendar.bank_holiday(day))
        ],
    }
    parts += [f"{heading}\n" + "\n".join(found) for heading, found in lists.items() if found]
    parts.append(f"As of {_said(today)}.")
    return "\n\n".join(parts) + "\n"


def _soon(first: date, last: date, today: date, until: date) -> bool:
    return first <= until and last >= today


def _closed_line(policy: Policy, one: Closure) -> str:
    """Return one closure of the list; unlike a notice it says its days first."""
    first, last = one.first, one.last
    when = _said(first) if first == last else f"{_said(first)} to {_said(last)}"
    part = "" if one.part == "day" else f", {PARTS[one.part]}"
    ways = sorted(policy.label_of("channels", channel) for channel in one.channels)
    return f"{when}{part}: {one.reason}" + (f" ({' and '.join(ways)} only)" if ways else "")
