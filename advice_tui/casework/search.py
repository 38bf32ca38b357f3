"""Search over what this person may read: an index in memory, built after sign-in, kept fresh, gone at the lock."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import Connection

from advice_tui.casework.case_documents import (
    MERGED_INTO,
    MOST_MERGES,
    CaseDocument,
    EntryDocument,
    clients_by_id,
)
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import search_words
from advice_tui.rules.people import ClientDetails
from data.bulk import AFTER_ALL, Feed, OpenedCase, OpenedClient, Opener, changed_clients, feed, records_in
from data.index import MOST_COUNTED, Doc, Question
from data.queries import caseload
from data.records import NOTES, find_keys

COUNTED = MOST_COUNTED
"""What is found is counted up to here."""
SLICE = 500
"""So many cases are read at a time, each time in a transaction of its own."""
FEW = 3
"""When fewer are found, other spellings are tried."""
LEAST_LETTERS, TWO_LETTERS = 4, 6
"""Words of so many letters may differ in one, and in two."""
MOST_NEAR, MOST_NEAR_CLIENTS = 8, 30
MOST_KNOWN = 5000
_OFTEN = 0.001
"""Seconds after which the thread that reads lets the keys come through."""
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_NOT_CLIENTS = ("case.read", "case.write", "case.take_on", "session.", "draft.", "attachment.", "refused", "staff.")
"""Acts that never change who a client is."""

CORRECTED = "Corrected"
"""Stands before an entry that was found by words it no longer holds."""

Row = Doc
"""A document of the index, as casework makes it."""
Known = dict[str, tuple[str, str]]
"""By client: her words, and the part of them that is names."""
Excerpt = tuple[str, str, str]
"""A piece of an entry: before, what matched, after."""


@dataclass(frozen=True)
class Found:
    """Something found: ``kind`` is "client" or "case"; ``case_id`` is empty for a client.

    ``similar`` says that only another spelling matched. ``status`` is a case's.
    """

    kind: str
    id: str
    case_id: str
    title: str
    about: str
    similar: bool = False
    status: str = ""


@dataclass(frozen=True)
class Hits:
    """What matched, as ids, the newest first; ``total`` counts all (``COUNTED`` and one for more than that)."""

    ids: tuple[str, ...]
    total: int
    similar: frozenset[str] = frozenset()


# Reading it in ------------------------------------------------------------------------------------------------------


@allowed(Act.FIND_CLIENT)
def build(desk: Desk) -> None:
    """Fill the index, the newest cases first; runs in a thread after sign-in and ends when the desk closes."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_OFTEN)
    try:
        _read_all(desk)
    finally:
        sys.setswitchinterval(interval)


def _read_all(desk: Desk) -> None:
    opener, before = Opener(desk.keys), AFTER_ALL
    reads_cases = desk.keys.holds("advice")
    desk.index.begin()
    desk.index.rooms = frozenset(desk.keys.rooms)
    with desk.store.read() as connection:
        desk.index.seq, _ = feed(connection, sys.maxsize)
    while not desk.index.closed:
        known: Known = {}
        with desk.store.read() as connection:
            cases = opener.cases_before(connection, before, SLICE) if reads_cases else []
            after = cases[-1].id if len(cases) == SLICE else ""
            _fill_clients(desk, connection, opener, (before, after), known)
            _know(desk, connection, opener, {case.document["client_id"] for case in cases}, known)
        desk.index.fill([_case_doc(desk, case, known) for case in cases])
        if not after:
            desk.index.done()
            return
        before, desk.index.back_to = after, cases[-1].number


def _fill_clients(desk: Desk, connection: Connection, opener: Opener, between: tuple[str, str], known: Known) -> None:
    """Fill in the clients made between two moments; ``known`` keeps the words of the last of them."""
    before, after = between
    while not desk.index.closed and (clients := opener.clients_before(connection, before, after, SLICE)):
        if before == AFTER_ALL:
            desk.index.last_client = clients[0].id
        if len(known) > MOST_KNOWN:
            known.clear()
        desk.index.fill([_client_doc(desk, client, known) for client in clients])
        before = clients[-1].id


def _know(desk: Desk, connection: Connection, opener: Opener, wanted: set[str], known: Known) -> None:
    """Read the words of clients that are not known yet, and of those whom they turned out to be."""
    for _ in range(MOST_MERGES):
        missing = (wanted | {end_of(desk, client_id) for client_id in wanted}) - set(known)
        found = opener.clients(connection, missing) if missing else []
        for client in found:
            _client_doc(desk, client, known)
        if not found:
            return


def _client_doc(desk: Desk, client: OpenedClient, known: Known) -> Doc:
    """Give a client's document for the index; her words are noted in ``known``, and what else leads to her."""
    known[client.id] = words, names = search_words.words_of_person(client.document)
    if client.row_ver > 1:
        desk.index.changed[client.id] = client.row_ver
    if client.document.get(MERGED_INTO):
        desk.index.merged[client.id] = str(client.document[MERGED_INTO])
    else:
        desk.index.merged.pop(client.id, None)
    return Doc("client", client.id, "", words, names=names)


def _case_doc(desk: Desk, case: OpenedCase, known: Known) -> Doc:
    """Give a case's document for the index: its own words, those of its client and of its entries."""
    client_id, topic = case.document["client_id"], case.document["topic"]
    words, names = search_words.words_of_case(case.number, case.document)
    whose = dict.fromkeys((client_id, end_of(desk, client_id)))
    parts = [words, *(known[one][0] for one in whose if one in known)]
    parts += [search_words.words_of_entry(entry) for entry in (*case.entries, *(one for one, _ in case.earlier))]
    return Doc("case", case.id, case.id, " ".join(parts), client_id, topic, names)


def end_of(desk: Desk, client_id: str) -> str:
    """Give the client that an id stands for now: a merged one leads to whom she is part of."""
    merged = desk.index.merged
    for _ in range(MOST_MERGES):
        if client_id not in merged:
            break
        client_id = merged[client_id]
    return client_id


@allowed(Act.FIND_CLIENT)
def reading(desk: Desk) -> str:
    """Say how far the files were read, while they are; empty once search knows all of them."""
    if desk.index.ready:
        return ""
    back = f", back to {desk.index.back_to}" if desk.index.back_to else ""
    return f"Still reading: newest first{back}"


# Keeping it fresh ---------------------------------------------------------------------------------------------------


@allowed(Act.FIND_CLIENT)
def follow(desk: Desk) -> None:
    """Bring the index up to date with what others committed since (the audit trail is the feed), and with the walls."""
    if not desk.index.ready:
        return
    rooms = frozenset(desk.keys.rooms)
    opener, known = Opener(desk.keys), Known()
    with desk.store.read() as connection:
        last, lines = feed(connection, desk.index.seq)
        changed = _changed(desk, connection) if any(_may_change_client(line) for line in lines) else []
        newcomers = opener.clients_before(connection, AFTER_ALL, desk.index.last_client, sys.maxsize)
        opened = records_in(connection, [room for room, _ in rooms - desk.index.rooms])
        again = opener.clients(connection, [*changed, *opened])
        docs = [_client_doc(desk, client, known) for client in (*newcomers, *again)]
    desk.index.put(docs)
    for one in set(changed) - {client.id for client in again}:
        desk.index.drop_client(one)
    if newcomers:
        desk.index.last_client = newcomers[0].id
    if desk.keys.holds("advice"):
        touched = dict.fromkeys(found for line in lines for found in _ID.findall(f"{line.obj} {line.detail}"))
        put_cases(desk, [*touched, *opened, *desk.index.cases_of(changed)])
    desk.index.seq, desk.index.rooms = last, rooms


def _may_change_client(line: Feed) -> bool:
    return not line.act.startswith(_NOT_CLIENTS)


def _changed(desk: Desk, connection: Connection) -> list[str]:
    """Give the clients whose details are newer than what the index saw."""
    return [one for one, row_ver in changed_clients(connection) if desk.index.changed.get(one) != row_ver]


def put_client(desk: Desk, client_id: str) -> None:
    """Put one client into the index, or her new details in place of the old; her cases are found by them too."""
    known = Known()
    with desk.store.read() as connection:
        docs = [_client_doc(desk, one, known) for one in Opener(desk.keys).clients(connection, [client_id])]
    desk.index.put(docs)
    if not docs:
        desk.index.drop_client(client_id)
    put_cases(desk, desk.index.cases_of([client_id]))


def put_case(desk: Desk, case_id: str) -> None:
    """Put one case and its entries into the index afresh; one that can no longer be read leaves it."""
    put_cases(desk, [case_id])


def put_cases(desk: Desk, ids: Iterable[str]) -> None:
    """Put cases into the index afresh; those that can no longer be read leave it, ids of anything else are passed."""
    wanted, known = list(dict.fromkeys(ids)), Known()
    for start in range(0, len(wanted), SLICE):
        some = wanted[start : start + SLICE]
        opener = Opener(desk.keys)
        with desk.store.read() as connection:
            cases = opener.cases(connection, some)
            _know(desk, connection, opener, {case.document["client_id"] for case in cases}, known)
        for case in cases:
            desk.index.put_case(_case_doc(desk, case, known))
        for gone in set(some) - {case.id for case in cases}:
            desk.index.drop_case(gone)


def entry_row(case_id: str, entry_id: str, document: EntryDocument) -> Doc:
    """Give the index's document of an entry that its case does not hold yet."""
    return Doc("entry", entry_id, case_id, search_words.words_of_entry(asdict(document)))


def case_row(case_id: str, number: str, document: CaseDocument, client: str) -> Doc:
    """Give a case's document for the index; ``client`` is what is said of whose it is."""
    said = {"about": document.about, "topic": document.topic, "details": document.details.to_json()}
    words, names = search_words.words_of_case(number, said)
    return Doc("case", case_id, case_id, f"{words} {client}", document.client_id, document.topic, names)


def client_row(client_id: str, details: ClientDetails) -> Doc:
    """Give a client's document for the index."""
    words, names = search_words.words_of_person(details.to_json())
    return Doc("client", client_id, "", words, names=names)


# Asking -------------------------------------------------------------------------------------------------------------


def client_ids(desk: Desk, questions: Iterable[str]) -> list[str]:
    """Give the ids of clients whose words match any of these, each question on its own."""
    found: dict[str, None] = {}
    for question in questions:
        found |= dict.fromkeys(_match(desk, search_words.question(question), ("client",), 20))
    return list(found)


def _match(desk: Desk, asked: Question, kinds: tuple[str, ...], limit: int) -> list[str]:
    """Give the ids of what matches (of an entry its case's): whole words first, then beginnings, each newest first."""
    hits = desk.index.match(asked, limit=limit, kinds=kinds, whole=True)
    if len(hits) < limit:
        hits += desk.index.match(asked, limit=limit, kinds=kinds)
    found = dict.fromkeys(hit.case_id or end_of(desk, hit.id) for hit in hits)
    return list(found)[:limit]


def _similar(desk: Desk, asked: Question) -> Question:
    """Give the question with other spellings of its words; empty when there are none."""
    wider = [[*group, *(near for text in group for near in _near(desk, text))] for group in asked]
    return wider if any(len(new) > len(old) for new, old in zip(wider, asked, strict=True)) else []


def _near(desk: Desk, word: str) -> list[str]:
    """Give names that differ from a word in one letter of four to five, two of six and more, swapped ones are one."""
    if len(word) < LEAST_LETTERS or not word.isalpha():
        return []
    from rapidfuzz import process  # noqa: PLC0415 - compiled code, not needed before somebody mistypes
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - the same

    most = 1 if len(word) < TWO_LETTERS else 2
    found = process.extract(word, desk.index.names(), scorer=OSA.distance, score_cutoff=most, limit=MOST_NEAR)
    return [name for name, distance, _ in found if distance]


def _hits(desk: Desk, asked: Question, kinds: tuple[str, ...], limit: int) -> Hits:
    """Give what matches; when that is little, what matches in another spelling behind it."""
    ids = _match(desk, asked, kinds, limit)
    total = len(ids) if len(ids) < limit else desk.index.count(asked, kinds=kinds)
    similar: list[str] = []
    if len(ids) < FEW and (wider := _similar(desk, asked)):
        similar = [one for one in _match(desk, wider, kinds, limit) if one not in ids]
    return Hits((*ids, *similar)[:limit], total + len(similar), frozenset(similar))


@allowed(Act.LIST_CASES)
def find_cases(desk: Desk, text: str, *, limit: int = 500) -> Hits:
    """Find cases by every word typed. It only asks the index, so that a screen may call it while a key is handled."""
    return _hits(desk, search_words.question(text), ("case", "entry"), limit)


@allowed(Act.FIND_CLIENT)
def clients_near(desk: Desk, name: str) -> list[str]:
    """Give the ids of clients with a name like this one, the likest first: spelling, order and alphabet forgiven."""
    asked = [[*group, *(near for text in group for near in _near(desk, text))] for group in search_words.question(name)]
    found = dict.fromkeys(_match(desk, asked, ("client",), MOST_NEAR_CLIENTS))
    if len(asked) > 2 and not found:
        for left_out in range(len(asked)):
            fewer = asked[:left_out] + asked[left_out + 1 :]
            found |= dict.fromkeys(_match(desk, fewer, ("client",), MOST_NEAR_CLIENTS))
    return list(found)[:MOST_NEAR_CLIENTS]


@allowed(Act.LIST_CASES)
def cases_of_client(desk: Desk, client_id: str) -> list[str]:
    """Give the cases of a client that this person may read, newest first; those of whom she was merged with too."""
    end = end_of(desk, client_id)
    whose = {client_id, end, *(one for one in list(desk.index.merged) if end_of(desk, one) == end)}
    return desk.index.cases_of(whose)


@allowed(Act.FIND_CLIENT)
def find(desk: Desk, text: str, *, limit: int = 20) -> tuple[Found, ...]:
    """Find clients, then cases by every word typed; reception finds clients only, for she holds no other key."""
    asked = search_words.question(text)
    if not asked:
        return ()
    cases = _hits(desk, asked, ("case", "entry"), limit) if desk.keys.holds("advice") else Hits((), 0)
    clients = _hits(desk, asked, ("client",), max(limit // 3, limit - len(cases.ids)))
    with desk.store.read() as connection:
        people = clients_by_id(desk, connection, set(clients.ids))
        titled = _titled(desk, connection, cases.ids)
    found = [
        Found("client", one, "", details.name, details.student_number or details.email, one in clients.similar)
        for one in clients.ids
        if (details := people.get(one))
    ]
    found += [
        Found("case", one, one, titled[one][0], titled[one][1], one in cases.similar, titled[one][2])
        for one in cases.ids
        if one in titled
    ]
    return tuple(found[:limit])


def _titled(desk: Desk, connection: Connection, case_ids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    rows = caseload.cases_named(connection, desk.keys, case_ids)
    keys = find_keys(connection, desk.keys, (row.id for row in rows), NOTES)
    documents = {row.id: CaseDocument.opened(keys[row.id, row.key_ver], row) for row in rows}
    people = clients_by_id(desk, connection, {document.client_id for document in documents.values()})
    titled = {}
    for row in rows:
        document = documents[row.id]
        who = people.get(document.client_id)
        titled[row.id] = (f"{row.number} {who.name if who else ''}".strip(), document.about, row.status)
    return titled


READ_AGAIN = timedelta(minutes=10)
"""A line of a case that is shown while somebody searches is audited once in so long."""


@allowed(Act.READ_CASE)
def excerpts(desk: Desk, text: str, case_ids: Iterable[str]) -> dict[str, Excerpt]:
    """Give the line of an entry that answers a question, by case; cases whose head answers it are left out.

    Words that were corrected away are on file and find the case; what is shown is the entry as it stands.
    """
    asked, found = search_words.question(text), {}
    with desk.store.read() as connection:
        cases = Opener(desk.keys).cases(connection, case_ids)
        people = clients_by_id(desk, connection, {case.document["client_id"] for case in cases})
    for case in cases:
        who = people.get(case.document["client_id"])
        about = f"{case.number} {case.document['about']} " + (f"{who.name} {who.known_as}" if who else "")
        if not search_words.answers(about, asked) and (piece := _excerpt(case, asked)) is not None:
            found[case.id] = piece
    _note_reading(desk, found)
    return found


def _note_reading(desk: Desk, case_ids: Iterable[str]) -> None:
    """Audit that a line of these cases was shown: it is a reading, though a short one; once in ten minutes for each."""
    now = desk.now
    fresh = [id_ for id_ in case_ids if id_ not in desk.glimpsed or now - desk.glimpsed[id_] > READ_AGAIN]
    if fresh:
        with desk.store.write(desk.signer, "case.excerpt", at=now) as tx:
            tx.detail["cases"] = fresh
        desk.glimpsed.update(dict.fromkeys(fresh, now))


def _excerpt(case: OpenedCase, asked: list[list[str]]) -> Excerpt | None:
    texts = [search_words.said_in(entry) for entry in case.entries]
    piece = search_words.excerpt(reversed(texts), asked)
    if piece is not None:
        return piece
    for document, place in reversed(case.earlier):
        if search_words.excerpt([search_words.said_in(document)], asked) is not None:
            line = texts[place].partition("\n")[0]
            return f"{CORRECTED}: {line[: search_words.EXCERPT]}", "", ""
    return None
