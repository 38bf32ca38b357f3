"""Practice data at size: cases by the thousand, sealed and keyed as real ones, a few thousand a transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from advice_tui.casework.case_documents import CaseDocument, EntryDocument, seal_client
from advice_tui.casework.enquiries import safe_contact
from advice_tui.casework.practice import people, stories
from advice_tui.desk import Desk
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

Rows = dict[type[Any], list[dict[str, Any]]]


def fill(desk: Desk, random: Random, wanted: int, begin: datetime) -> None:
    """Add ``wanted`` cases of the last six years, each with its client, one or more entries and its promise."""
    done = 0
    while done < wanted:
        batch = min(BATCH, wanted - done)
        with desk.store.write(desk.signer, "practice.fill", at=begin) as tx:
            rows: Rows = {Client: [], Case: [], RecordKey: [], Entry: [], Promise: []}
            first = _numbers(tx, begin, batch)
            for n in range(batch):
                _one(desk, random, rows, 1000 + done + n, f"{begin:%y}-{first + n:04d}", begin)
            for table, values in rows.items():
                tx.insert_many(table, values)
            tx.detail["cases"] = batch
        done += batch


def _numbers(tx: Tx, begin: datetime, count: int) -> int:
    """Reserve ``count`` case numbers and give the first."""
    k = f"case {begin:%y}"
    before = tx.connection.exec_driver_sql("SELECT n FROM counter WHERE k = ?", (k,)).scalar() or 0
    tx.delete(Counter, k=k)
    tx.insert(Counter, k=k, n=before + count)
    return int(before) + 1


def _key(desk: Desk, rows: Rows, room: str, record_id: str, purpose: str) -> bytes:
    key = new_key()
    row = desk.keys.wrap(room, record_id, purpose, 1, key)
    rows[RecordKey].append(dict(vars(row)))
    return key


def _one(desk: Desk, random: Random, rows: Rows, n: int, number: str, begin: datetime) -> None:
    who = people.student(random, n)
    client_id, case_id = new_id(), new_id()
    details = ClientDetails(
        name=who.name,
        known_as="",
        student_number=who.number,
        email=who.email,
        phone=who.phone,
        safe_contact=safe_contact(who.email, who.phone, who.contact_note, voicemail=who.voicemail_ok),
    )
    key = _key(desk, rows, "front", client_id, IDENTITY)
    rows[Client].append(
        {"id": client_id, "key_ver": 1, "sealed": seal_client(key, client_id, 1, details), "row_ver": 1}
    )
    waits = random.random() < OPEN_OF_THEM
    received = begin - timedelta(minutes=random.randrange(10, 5000 if waits else 6 * 365 * 1440))
    key = _key(desk, rows, "advice", case_id, NOTES)
    text = stories.question(random)
    document = CaseDocument(client_id, random.choice(desk.policy.topics).key, text[:80])
    rows[Case].append(
        {
            "id": case_id,
            "number": number,
            "opened_at": received,
            "status": "open" if waits or random.random() < 0.02 else "closed",
            "adviser_id": desk.person.id,
            "key_ver": 1,
            "sealed": document.sealed(key, case_id, 1),
            "row_ver": 1,
        }
    )
    _entries(desk, random, rows, (case_id, key), (text, received, waits))


def _entries(
    desk: Desk, random: Random, rows: Rows, case: tuple[str, bytes], story: tuple[str, datetime, bool]
) -> None:
    text, received, waits = story
    due = promise_due(desk.policy, desk.calendar, "email", received)
    first = _entry(desk, rows, case, EntryDocument("received", "Email: enquiry", text, "email"), received)
    answered = received + timedelta(minutes=random.randrange(30, 2000))
    last = None
    if not waits:
        reply = EntryDocument("reply_email", "E-mail sent", stories.answer(random), "email")
        last = _entry(desk, rows, case, reply, answered)
    rows[Promise].append(
        {
            "id": new_id(),
            "case_id": case[0],
            "entry_id": first,
            "kind": "reply",
            "channel": "email",
            "received_at": received,
            "due_at": due.due,
            "strict_at": due.strict_due,
            "breach_at": due.breach_at,
            "policy_version": f"{desk.policy.key} {desk.policy.version}",
            "calendar_version": due.calendar_version,
            "working": due.to_json(),
            "state": "open" if waits else "met",
            "met_at": None if waits else answered,
            "met_by_entry": last,
            "taken_by": desk.person.id,
            "row_ver": 1,
        }
    )


def _entry(desk: Desk, rows: Rows, case: tuple[str, bytes], document: EntryDocument, at: datetime) -> str:
    case_id, key = case
    entry_id = new_id()
    rows[Entry].append(
        {
            "case_id": case_id,
            "id": entry_id,
            "at": at,
            "recorded_at": at,
            "author_id": desk.person.id,
            "key_ver": 1,
            "sealed": document.sealed(key, case_id, entry_id, 1),
            "undone_at": None,
            "undone_by": None,
            "row_ver": 1,
        }
    )
    return entry_id
