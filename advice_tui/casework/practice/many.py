"""Practice data at size: cases by the thousand, sealed and keyed as real ones, a few thousand a transaction."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from advice_tui.casework.case_documents import CaseDocument, EntryDocument, seal_client
from advice_tui.casework.enquiries import safe_contact
from advice_tui.casework.practice import people, seasons, stories
from advice_tui.desk import Desk
from advice_tui.rules.case_details import Agency, CaseDetails, Closing, Party
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import promise_due
from data.ids import new_id
from data.keys.sealing import new_key
from data.models import Case, Client, Counter, Entry, Promise, RecordKey
from data.records import IDENTITY, NOTES
from data.store import Tx

BATCH = 2000
OPEN_OF_THEM = 0.003
"""The share of the many that still waits for an answer: a service of any size has a day's work open, not a year's."""
NOT_CLOSED = 0.02
"""The share that was answered and is not closed."""

Rows = dict[type[Any], list[dict[str, Any]]]


@dataclass(frozen=True)
class _Told:
    """One case while it is made: its id, key, and when it came; who has it; whether it waits for an answer."""

    id: str
    key: bytes
    at: datetime
    adviser: str
    waits: bool
    closed: bool


def fill(desk: Desk, random: Random, wanted: int, begin: datetime, advisers: tuple[str, ...] = ()) -> None:
    """Add ``wanted`` cases of the last six years, each with its client, one or more entries and its promise.

    ``advisers`` are the ids of those who have them, in turns; without any it is who sits at the desk.
    """
    waiting = sum(random.random() < OPEN_OF_THEM for _ in range(wanted))
    late = [begin - timedelta(minutes=random.randrange(10, 5000)) for _ in range(waiting)]
    moments = [*((at, False) for at in seasons.times(random, wanted - waiting, begin)), *((at, True) for at in late)]
    numbers = _numbers(desk, begin, moments)
    for start in range(0, wanted, BATCH):
        with desk.store.write(desk.signer, "practice.fill", at=begin) as tx:
            rows: Rows = {Client: [], Case: [], RecordKey: [], Entry: [], Promise: []}
            for n, (at, waits) in enumerate(moments[start : start + BATCH], start):
                told = _Told(
                    id=new_id(),
                    key=new_key(),
                    at=at,
                    adviser=random.choice(advisers or (desk.person.id,)),
                    waits=waits,
                    closed=not waits and random.random() >= NOT_CLOSED,
                )
                _one(desk, random, rows, told, people.student(random, 1000 + n), next(numbers))
            for table, values in rows.items():
                tx.insert_many(table, values)
            tx.detail["cases"] = len(rows[Case])


def _numbers(desk: Desk, begin: datetime, moments: list[tuple[datetime, bool]]) -> Iterator[str]:
    """Reserve the numbers of each year, and give them in the order of the moments."""
    wanted = Tally(f"{at:%y}" for at, _ in moments)
    first = {}
    with desk.store.write(desk.signer, "practice.fill", at=begin) as tx:
        for year, count in wanted.items():
            first[year] = _reserved(tx, f"case {year}", count)
        tx.detail["years"] = len(wanted)
    return _counted(first, moments)


def _counted(first: dict[str, int], moments: list[tuple[datetime, bool]]) -> Iterator[str]:
    for at, _ in moments:
        year = f"{at:%y}"
        yield f"{year}-{first[year]:04d}"
        first[year] += 1


def _reserved(tx: Tx, k: str, count: int) -> int:
    """Reserve so many numbers and give the first."""
    before = tx.connection.exec_driver_sql("SELECT n FROM counter WHERE k = ?", (k,)).scalar() or 0
    tx.delete(Counter, k=k)
    tx.insert(Counter, k=k, n=before + count)
    return int(before) + 1


def _keep_key(desk: Desk, rows: Rows, key: bytes, room: str, record_id: str, purpose: str) -> None:
    rows[RecordKey].append(dict(vars(desk.keys.wrap(room, record_id, purpose, 1, key))))


def _client(desk: Desk, rows: Rows, who: people.Student) -> str:
    client_id, key = new_id(), new_key()
    details = ClientDetails(
        name=who.name,
        known_as=who.known_as,
        student_number=who.number,
        email=who.email,
        phone=who.phone,
        safe_contact=safe_contact(who.email, who.phone, who.contact_note, voicemail=who.voicemail_ok),
    )
    _keep_key(desk, rows, key, "front", client_id, IDENTITY)
    rows[Client].append(
        {"id": client_id, "key_ver": 1, "sealed": seal_client(key, client_id, 1, details), "row_ver": 1}
    )
    return client_id


def _one(desk: Desk, random: Random, rows: Rows, told: _Told, who: people.Student, number: str) -> None:
    story = stories.story(random, desk.policy)
    last = _entries(desk, random, rows, told, story)
    ended = last + timedelta(days=random.randrange(1, 40)) if told.closed else None
    if ended is not None and ended >= desk.now:
        ended = None
    details = CaseDetails(
        eligibility=desk.policy.eligibility.groups[0].key,
        parties=_parties(random) if story.topic == "dispute" else (),
        agencies=(Agency("Citizens Advice", f"{told.at:%-d %b}"),) if "Citizens" in story.text else (),
        closing=Closing(stories.outcome(random), (), ended.isoformat(), told.adviser) if ended else None,
    )
    document = CaseDocument(_client(desk, rows, who), story.topic, story.about, details=details)
    _keep_key(desk, rows, told.key, "advice", told.id, NOTES)
    rows[Case].append(
        {
            "id": told.id,
            "number": number,
            "opened_at": told.at,
            "status": "closed" if ended else "open",
            "adviser_id": None if told.waits and random.random() < 0.2 else told.adviser,
            "key_ver": 1,
            "sealed": document.sealed(told.key, told.id, 1),
            "row_ver": 1,
            "closed_at": ended,
        }
    )


def _parties(random: Random) -> tuple[Party, ...]:
    """Invent who else is in a dispute; some of them come to the service as well."""
    other = people.student(random, random.randrange(1000, 60_000))
    return (Party(other.name, "opposing", other.number),)


def _entries(desk: Desk, random: Random, rows: Rows, told: _Told, story: stories.Story) -> datetime:
    """Write what happened; give when the last of it did."""
    due = promise_due(desk.policy, desk.calendar, "email", told.at)
    received = EntryDocument("received", f"Email: {story.about}", story.text, "email")
    first = _entry(rows, told, received, told.at)
    answered = min(told.at + timedelta(minutes=random.randrange(30, 2000)), desk.now - timedelta(minutes=1))
    reply = None
    if not told.waits:
        document = EntryDocument(
            "reply_email", "E-mail sent", stories.answer(random), "email", minutes=random.choice((5, 10, 15, 20, 30))
        )
        reply = _entry(rows, told, document, answered)
    rows[Promise].append(
        {
            "id": new_id(),
            "case_id": told.id,
            "entry_id": first,
            "kind": "reply",
            "channel": "email",
            "received_at": told.at,
            "due_at": due.due,
            "strict_at": due.strict_due,
            "breach_at": due.breach_at,
            "policy_version": f"{desk.policy.key} {desk.policy.version}",
            "calendar_version": due.calendar_version,
            "working": due.to_json(),
            "state": "open" if told.waits else "met",
            "met_at": None if told.waits else answered,
            "met_by_entry": reply,
            "taken_by": told.adviser,
            "row_ver": 1,
        }
    )
    return answered if told.waits else _later(random, rows, told, (answered, desk.now))


def _later(random: Random, rows: Rows, told: _Told, between: tuple[datetime, datetime]) -> datetime:
    """Let most cases end with the answer, some go on for a while, and a few for a long time."""
    at, now = between
    more = random.choices((0, 1, random.randrange(2, 5), random.randrange(5, 30)), (70, 20, 8, 2))[0]
    for document in islice(_going_on(random), more):
        then = at + timedelta(minutes=random.randrange(60, 9000))
        if then >= now:
            break
        at = then
        _entry(rows, told, document, at)
    return at


def _going_on(random: Random) -> Iterator[EntryDocument]:
    while True:
        spent = random.choice((5, 10, 15, 30, 45))
        yield EntryDocument("note", "Note", stories.note(random), minutes=spent)
        options = stories.options(random)
        yield EntryDocument(
            "advice", "Advice given", stories.answer(random), minutes=spent, options=options, choice=options[0]
        )
        yield EntryDocument("call_reached", "Call, reached", stories.answer(random), "telephone", minutes=spent)


def _entry(rows: Rows, told: _Told, document: EntryDocument, at: datetime) -> str:
    entry_id = new_id()
    rows[Entry].append(
        {
            "case_id": told.id,
            "id": entry_id,
            "at": at,
            "recorded_at": at,
            "author_id": told.adviser,
            "key_ver": 1,
            "sealed": document.sealed(told.key, told.id, entry_id, 1),
            "undone_at": None,
            "undone_by": None,
            "row_ver": 1,
            "corrects": None,
        }
    )
    return entry_id
