"""A case as lines from top to bottom: what break-glass shows, once, and nothing that can be worked in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from advice_tui.casework.cases import CaseView
from advice_tui.casework.cases.views import EntryView
from advice_tui.rules.working_days import london, say_day


def lines_of(view: CaseView) -> Iterator[str]:
    """Give a case in lines: whose it is, what is due, then every entry, newest first."""
    client = view.client
    yield f"Case {view.number}: {view.about}"
    yield f"State: {view.status}. Adviser: {view.adviser_name or 'nobody yet'}. Opened {_moment(view.opened)}."
    said = (client.name, client.known_as, client.student_number, client.email, client.phone, client.contact_line)
    yield "Client: " + "; ".join(part for part in said if part)
    for promise in view.promises:
        yield f"Promise: {promise.words}"
    for date in view.key_dates:
        yield f"Key date: {date.words}; {date.what}"
    for party in view.details.parties:
        yield f"Other person: {party.name}"
    for entry in view.entries:
        yield ""
        yield from _entry(entry)


def _entry(entry: EntryView) -> Iterator[str]:
    yield f"{_moment(entry.at)}: {entry.kind_words}: {entry.title}, by {entry.author_name}"
    if entry.struck:
        yield f"  Struck out: {entry.struck}"
    yield from (f"  {line}" for line in entry.body.splitlines())
    yield from (f"  Option {number}: {option}" for number, option in enumerate(entry.options, 1))
    if entry.choice:
        yield f"  Student's choice: {entry.choice}"
    yield from (f"  File: {one.name}" for one in entry.attachments)


def _moment(at: datetime) -> str:
    return f"{say_day(london(at).date(), year=True)} {london(at):%H:%M}"
