"""Search over what this person may read: an index in memory, built after sign-in, kept fresh, gone at the lock."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from advice_tui.casework.case_documents import CaseDocument, EntryDocument, client_document, clients_by_id
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.text import fold
from data import queries
from data.records import IDENTITY, NOTES, find_keys

BATCH = 1000
T = TypeVar("T")
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Found:
    """Something found: ``kind`` is "client", "case" or "entry"; ``case_id`` is empty for a client."""

    kind: str
    id: str
    case_id: str
    title: str
    about: str


_WORDS_OF_CLIENT = ("name", "known_as", "student_number", "email", "phone")


_APOSTROPHES = str.maketrans("", "", "'’ʼ‘`")


def _client_words(document: Mapping[str, str]) -> str:
    """Give what a client is found by: her details as they are, the name also without apostrophes, the number whole."""
    name, phone = document["name"], document["phone"]
    closed = name.translate(_APOSTROPHES)
    words = [document[field] for field in _WORDS_OF_CLIENT] + ([closed] if closed != name else [])
    return fold(" ".join([*words, phone.replace(" ", "")]))


@allowed(Act.FIND_CLIENT)
def build(desk: Desk) -> None:
    """Fill the index; runs in a thread after sign-in and may be interrupted by the desk's closing."""
    with desk.store.read() as connection:
        desk.index.seq, _ = queries.touched_cases(connection, sys.maxsize)
        words: dict[str, str] = {}
        _put_all(desk, _all_clients(desk, connection, words))
        if desk.keys.holds("advice"):
            _put_all(desk, _all_cases(desk, connection, words))
    desk.index.ready = True


@allowed(Act.FIND_CLIENT)
def follow(desk: Desk) -> None:
    """Bring the index up to date with what other terminals committed since; the audit trail is the feed."""
    if not desk.index.ready:
        return
    with desk.store.read() as connection:
        newcomers = [row.id for row in queries.clients_after(connection, desk.index.last_client)]
        last, touched = queries.touched_cases(connection, desk.index.seq)
    for client_id in newcomers:
        put_client(desk, client_id)
    desk.index.last_client = max([desk.index.last_client, *newcomers])
    if desk.keys.holds("advice"):
        for case_id in touched:
            put_case(desk, case_id)
    desk.index.seq = last


def _put_all(desk: Desk, rows: Iterable[Row]) -> None:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            desk.index.fill(batch)
            batch = []
    desk.index.fill(batch)


def _all_clients(desk: Desk, connection: Connection, words: dict[str, str]) -> Iterator[Row]:
    for batch in _batches(queries.clients(connection)):
        keys = find_keys(connection, desk.keys, (row.id for row in batch), IDENTITY)
        for row in batch:
            key = keys.get((row.id, row.key_ver))
            desk.index.last_client = max(desk.index.last_client, row.id)
            if key:
                words[row.id] = _client_words(client_document(key, row))
                yield "client", row.id, "", words[row.id]


def _all_cases(desk: Desk, connection: Connection, words: dict[str, str]) -> Iterator[Row]:
    for batch in _batches(queries.all_cases(connection, desk.keys)):
        keys = find_keys(connection, desk.keys, (row.id for row in batch), NOTES)
        for row in batch:
            key = keys.get((row.id, row.key_ver))
            if key:
                document = CaseDocument.opened(key, row)
                yield case_row(row.id, row.number, document, words.get(document.client_id, ""))
    for entries in _batches(queries.all_entries(connection, desk.keys)):
        keys = find_keys(connection, desk.keys, (entry.case_id for entry in entries), NOTES)
        for entry in entries:
            key = keys.get((entry.case_id, entry.key_ver))
            if key:
                yield entry_row(entry.case_id, entry.id, EntryDocument.opened(key, entry))


def entry_row(case_id: str, entry_id: str, document: EntryDocument) -> Row:
    """Give an entry's row for the index."""
    return "entry", entry_id, case_id, fold(f"{document.title} {document.body}")


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def case_row(case_id: str, number: str, document: CaseDocument, client: str) -> Row:
    """Give a case's row for the index; ``client`` is what is said of whose it is."""
    words = f"{number} {number.replace('-', '')} {document.about} {document.topic}"
    return "case", case_id, case_id, f"{fold(words)} {client}"


def client_row(client_id: str, details: ClientDetails) -> Row:
    """Give a client's row for the index."""
    return "client", client_id, "", _client_words(details.to_json())


def put_client(desk: Desk, client_id: str) -> None:
    """Put one client into the index, or her new details in place of the old."""
    with desk.store.read() as connection:
        for found_id, details in clients_by_id(desk, connection, {client_id}).items():
            desk.index.put([client_row(found_id, details)])


def put_case(desk: Desk, case_id: str) -> None:
    """Put one case and its entries into the index afresh; one that can no longer be read leaves it."""
    desk.index.catch_up()
    desk.index.drop_case(case_id)
    with desk.store.read() as connection:
        row = queries.case(connection, desk.keys, case_id)
        if row is None:
            return
        keys = find_keys(connection, desk.keys, [case_id], NOTES)
        document = CaseDocument.opened(keys[case_id, row.key_ver], row)
        people = clients_by_id(desk, connection, {document.client_id})
        words = "".join(client_row(client_id, details)[3] for client_id, details in people.items())
        rows = [case_row(case_id, row.number, document, words)]
        for entry in queries.entries(connection, case_id):
            key = keys.get((case_id, entry.key_ver))
            if key and entry.undone_at is None:
                rows.append(entry_row(case_id, entry.id, EntryDocument.opened(key, entry)))
    desk.index.put(rows)


def client_ids(desk: Desk, questions: Iterable[str]) -> list[str]:
    """Give the ids of clients whose words match any of these, each question on its own."""
    found: dict[str, None] = {}
    for question in questions:
        for hit in desk.index.find(fold(question), limit=20, kinds=("client",)):
            found[hit.id] = None
    return list(found)


@allowed(Act.FIND_CLIENT)
def find(desk: Desk, text: str, *, limit: int = 20) -> tuple[Found, ...]:
    """Find clients, cases and entries by every word typed; reception finds clients only, for she holds no other key."""
    hits = desk.index.find(fold(text), limit=limit)
    with desk.store.read() as connection:
        people = clients_by_id(desk, connection, {hit.id for hit in hits if hit.kind == "client"})
        cases = _titles(desk, connection, {hit.case_id for hit in hits if hit.case_id})
    found: dict[tuple[str, str], Found] = {}
    for hit in hits:
        if hit.kind == "client" and hit.id in people:
            details = people[hit.id]
            about = details.student_number or details.email
            found["client", hit.id] = Found("client", hit.id, "", details.name, about)
        elif hit.case_id in cases:
            title, about = cases[hit.case_id]
            found.setdefault(("case", hit.case_id), Found("case", hit.case_id, hit.case_id, title, about))
    return tuple(found.values())


def _titles(desk: Desk, connection: Connection, case_ids: set[str]) -> dict[str, tuple[str, str]]:
    rows = [row for row in (queries.case(connection, desk.keys, case_id) for case_id in case_ids) if row]
    keys = find_keys(connection, desk.keys, (row.id for row in rows), NOTES)
    documents = {row.id: CaseDocument.opened(keys[row.id, row.key_ver], row) for row in rows}
    people = clients_by_id(desk, connection, {document.client_id for document in documents.values()})
    titled = {}
    for row in rows:
        document = documents[row.id]
        who = people.get(document.client_id)
        titled[row.id] = (f"{row.number} {who.name if who else ''}".strip(), document.about)
    return titled
