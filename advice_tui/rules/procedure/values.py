"""What a step writes down: read from what was typed, with every problem at once.

Dates and times go through the one grammar (``rules.when``); they come back as ISO texts. A yes or no is "yes" or "no".
A choice is the key of an entry of the policy, several joined with ";" where the policy's list is of terms. People are
names joined with ";".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advice_tui.policy.conduct import Entry, Step
from advice_tui.policy.parts import Choice
from advice_tui.policy.settings import Settings
from advice_tui.rules.text import Limit, clean
from advice_tui.rules.text import field as text_field
from advice_tui.rules.when import Unread, When, read_when
from advice_tui.rules.working_days import london, say_day

Values = dict[str, str]
OTHER = Choice(key="other", label="Another reason, in words")
MANY = frozenset({"terms"})
"""Choices that may hold several keys."""
MOST_PEOPLE = 40


@dataclass(frozen=True)
class Given:
    """What was typed for a step, as it is kept; ``problems`` by entry, empty when nothing is wrong."""

    values: Values = field(repr=False)
    problems: dict[str, str]


def options_of(settings: Settings, kind: str, entry: Entry, ground: str) -> tuple[Choice, ...]:
    """Return what a choice may be: the step's own list, or the policy's list that it stands for."""
    if entry.options:
        return entry.options
    found: dict[str, tuple[Choice, ...]] = {
        "reason": settings.breach.reasons if kind == "breach" else settings.restriction.reasons,
        "terms": settings.restriction.terms,
        "circumstance": settings.conflict.circumstances,
        "wording": settings.conflict.wordings,
        "how": settings.consent.given_how,
        "outcome": settings.complaints.outcomes,
    }
    if entry.key == "ground":
        grounds = tuple(settings.withdrawal.grounds)
        known = any(one.key == OTHER.key for one in grounds)
        return (*grounds, OTHER) if settings.withdrawal.other_ground and not known else grounds
    if entry.key == "which":
        of_ground = next((one for one in settings.withdrawal.grounds if one.key == ground), None)
        return of_ground.particulars if of_ground else ()
    return found.get(entry.key, ())


def problems_of(
    step: Step, settings: Settings, kind: str, ground: str, typed: Mapping[str, str], now: datetime
) -> Given:
    """Return what was typed for each entry of a step, and a sentence for each that is missing or wrong."""
    values: Values = {}
    problems: dict[str, str] = {}
    for entry in step.records:
        value, problem = _one(entry, options_of(settings, kind, entry, ground), typed.get(entry.key, ""), now)
        if problem:
            problems[entry.key] = problem
        elif value:
            values[entry.key] = value
    return Given(values, problems)


def _one(entry: Entry, options: tuple[Choice, ...], typed: str, now: datetime) -> tuple[str, str]:
    lines = entry.kind == "text"
    text, wrong = text_field(typed, entry.label, Limit.NOTE if lines else Limit.SHORT, lines=lines)
    if wrong:
        return "", wrong
    text = text.strip()
    if not text:
        return "", "" if entry.optional else f"{entry.label}: please fill this in."
    if entry.kind in {"date", "time"}:
        return _day_or_time(entry, text, now)
    if entry.kind == "yes_no":
        return _yes_no(entry, text)
    if entry.kind == "choice":
        return _chosen(entry, options, text)
    if entry.kind == "number":
        return (text, "") if text.isascii() and text.isdigit() else ("", f"{entry.label}: a whole number, please.")
    if entry.kind == "people":
        return _people(entry, text)
    return text, ""


def _day_or_time(entry: Entry, text: str, now: datetime) -> tuple[str, str]:
    read = read_when(text, now, past=not entry.ahead)
    if isinstance(read, Unread):
        return "", read.sentence
    if entry.kind == "time":
        return _time(entry, read)
    if read.time is not None:
        return "", f"{entry.label}: a day without a time, please."
    today = london(now).date()
    if entry.ahead and read.day <= today:
        return "", f"{entry.label}: {say_day(read.day, year=True)} is not ahead."
    if not entry.ahead and read.day > today:
        return "", f"{entry.label}: {say_day(read.day, year=True)} is yet to come."
    return read.day.isoformat(), ""


def _time(entry: Entry, read: When) -> tuple[str, str]:
    if read.time is None:
        return "", f"{entry.label}: a time such as 14:05, please."
    return f"{read.day.isoformat()} {read.time:%H:%M}", ""


def _yes_no(entry: Entry, text: str) -> tuple[str, str]:
    answer = text.casefold()
    if answer not in {"yes", "no"}:
        return "", f"{entry.label}: yes or no."
    if entry.yes_needed and answer == "no":
        return "", f"{entry.label}: this must be so before the step counts."
    return answer, ""


def _chosen(entry: Entry, options: tuple[Choice, ...], text: str) -> tuple[str, str]:
    keys = [one.strip() for one in text.split(";") if one.strip()]
    known = {one.key for one in options}
    if not keys or set(keys) - known or (len(keys) > 1 and entry.key not in MANY):
        return "", f"{entry.label}: choose one of the list."
    return ";".join(dict.fromkeys(keys)), ""


def _people(entry: Entry, text: str) -> tuple[str, str]:
    names = [" ".join(clean(one).split()) for one in text.replace("\n", ";").split(";")]
    names = list(dict.fromkeys(one for one in names if one))
    if not names:
        return "", f"{entry.label}: please fill this in."
    if len(names) > MOST_PEOPLE or any(len(one) > Limit.NAME for one in names):
        return "", f"{entry.label}: at most {MOST_PEOPLE} names of {Limit.NAME} characters, with ; between."
    return "; ".join(names), ""
