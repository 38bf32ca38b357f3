"""Many sealed rows opened at once, from the newest back: what the search index is built from.

One row costs its decryption and its JSON, and next to nothing beside. Cases pass the one filter; clients and entries
are opened only with keys that this person holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, Integer, String, bindparam, func, select

from data.errors import IntegrityError
from data.keys.keychain import BY_ROOM_KEY, KeyChain, RecordKeyRow
from data.keys.sealing import place
from data.models import Audit, Case, Client, Entry, RecordKey
from data.queries import visible
from data.queries.tables import table
from data.records import IDENTITY, NOTES
from data.rows import EntryRow
from data.store.direct import Direct, driver

AFTER_ALL = "~"
"""Sorts behind every id."""
_IN_ONE = 500
_READ = json.JSONDecoder().raw_decode
_DAMAGED = (
    "A sealed record does not open: it was changed or moved outside the program. Tell the manager, "
    "and run `advice-tui check`."
)

_audit, _case, _client, _entry, _key = (table(model) for model in (Audit, Case, Client, Entry, RecordKey))

Document = dict[str, Any]
_Entry = tuple[str, str | None, Document]
"""An entry's id, the entry that it corrects, and its document."""


class OpenedCase(NamedTuple):
    """A case opened: its document and those of its entries that count, as they stand, oldest first.

    ``earlier`` are the wordings that were corrected, each with the place in ``entries`` of what stands for it now.
    """

    id: str
    number: str
    document: Document
    entries: list[Document]
    earlier: list[tuple[Document, int]]


class OpenedClient(NamedTuple):
    """A client opened: her document, and how often her row was changed."""

    id: str
    row_ver: int
    document: Document


class Feed(NamedTuple):
    """A line of the audit trail as the index follows it; ``detail`` is its JSON."""

    act: str
    obj: str
    detail: str


class Opener:
    """Opens many records with the keys of one person; the rooms' ciphers are made once."""

    def __init__(self, chain: KeyChain) -> None:
        self._chain = chain
        self._rooms = {room: AESGCM(key) for room, key in chain.rooms.items()}

    # Cases ----------------------------------------------------------------------------------------------------------

    def cases_before(self, connection: Connection, case_id: str, most: int) -> list[OpenedCase]:
        """Open the cases made before this one, the newest first, at most so many, each with its entries."""
        rows = _rows(connection, _cases_before(visible(self._chain)), before=case_id, most=most)
        return self._opened_cases(connection, rows)

    def cases(self, connection: Connection, case_ids: Iterable[str]) -> list[OpenedCase]:
        """Open these cases, as far as this person may read them."""
        ids = list(dict.fromkeys(case_ids))
        rows: list[Any] = []
        for start in range(0, len(ids), _IN_ONE):
            rows += _rows(connection, _cases_of(visible(self._chain)), ids=json.dumps(ids[start : start + _IN_ONE]))
        return self._opened_cases(connection, rows)

    def _opened_cases(self, connection: Connection, rows: Sequence[Any]) -> list[OpenedCase]:
        if not rows:
            return []
        ids = [row[0] for row in rows]
        ciphers = self._ciphers(connection, NOTES, ids)
        entries = self._entries(connection, ids, ciphers)
        opened = []
        for case_id, number, ver, sealed in rows:
            cipher = ciphers.get((case_id, ver))
            if cipher is not None:
                document = _document(cipher, sealed, "case", case_id, case_id, ver)
                opened.append(OpenedCase(case_id, number, document, *_standing(entries.get(case_id, []))))
        return opened

    def _entries(
        self, connection: Connection, ids: list[str], ciphers: dict[tuple[str, int], AESGCM]
    ) -> dict[str, list[_Entry]]:
        found: dict[str, list[_Entry]] = {}
        for start in range(0, len(ids), _IN_ONE):
            rows = _rows(connection, _ENTRIES, ids=json.dumps(ids[start : start + _IN_ONE]))
            for case_id, entry_id, ver, sealed, corrects in rows:
                cipher = ciphers.get((case_id, ver))
                if cipher is not None:
                    document = _document(cipher, sealed, "entry", entry_id, case_id, ver)
                    found.setdefault(case_id, []).append((entry_id, corrects, document))
        return found

    # Clients --------------------------------------------------------------------------------------------------------

    def clients_before(self, connection: Connection, client_id: str, after: str, most: int) -> list[OpenedClient]:
        """Open the clients made before this one and after another, the newest first, at most so many."""
        rows = _rows(connection, _CLIENTS_BEFORE, before=client_id, after=after, most=most)
        return self._opened_clients(connection, rows)

    def clients(self, connection: Connection, client_ids: Iterable[str]) -> list[OpenedClient]:
        """Open these clients, as far as this person may know them."""
        ids = list(dict.fromkeys(client_ids))
        rows: list[Any] = []
        for start in range(0, len(ids), _IN_ONE):
            rows += _rows(connection, _CLIENTS_OF, ids=json.dumps(ids[start : start + _IN_ONE]))
        return self._opened_clients(connection, rows)

    def _opened_clients(self, connection: Connection, rows: Sequence[Any]) -> list[OpenedClient]:
        ciphers = self._ciphers(connection, IDENTITY, [row[0] for row in rows])
        return [
            OpenedClient(row_id, row_ver, _document(cipher, sealed, "client", row_id, row_id, ver))
            for row_id, ver, sealed, row_ver in rows
            if (cipher := ciphers.get((row_id, ver))) is not None
        ]

    # Keys -----------------------------------------------------------------------------------------------------------

    def _ciphers(self, connection: Connection, purpose: str, ids: list[str]) -> dict[tuple[str, int], AESGCM]:
        """Open the keys of these records, by id and version; those of rooms this person is not in are left out."""
        found: dict[tuple[str, int], AESGCM] = {}
        for start in range(0, len(ids), _IN_ONE):
            rows = _rows(connection, _KEYS, purpose=purpose, ids=json.dumps(ids[start : start + _IN_ONE]))
            for record_id, ver, room, room_ver, wrapped in rows:
                cipher = self._rooms.get((room, room_ver))
                if cipher is not None:
                    row = RecordKeyRow(record_id, purpose, ver, room, room_ver, wrapped)
                    found[record_id, ver] = AESGCM(self._key(cipher, row))
        return found

    def _key(self, cipher: AESGCM, row: RecordKeyRow) -> bytes:
        if row.wrapped[:1] != BY_ROOM_KEY:
            return self._chain.unwrap(row)
        where = place("record key", row.record_id, row.purpose, row.ver, row.room, row.room_ver)
        return _decrypted(cipher, row.wrapped[1:], where)


def _standing(entries: list[_Entry]) -> tuple[list[Document], list[tuple[Document, int]]]:
    """Part a case's entries into what stands and what was corrected; a correction of what was undone is neither."""
    newest = {corrects: entry_id for entry_id, corrects, _ in entries if corrects}
    if not newest:
        return [document for _, _, document in entries], []
    first = {entry_id for entry_id, corrects, _ in entries if not corrects}
    counted = [(entry_id, corrects or entry_id, document) for entry_id, corrects, document in entries]
    counted = [one for one in counted if one[1] in first]
    stand = [one for one in counted if newest.get(one[1], one[0]) == one[0]]
    place = {origin: at for at, (_, origin, _) in enumerate(stand)}
    earlier = [
        (document, place[origin]) for entry_id, origin, document in counted if newest.get(origin, entry_id) != entry_id
    ]
    return [document for _, _, document in stand], earlier


def _decrypted(cipher: AESGCM, sealed: bytes, where: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:12], sealed[12:], where)
    except (InvalidTag, ValueError) as error:
        raise IntegrityError(_DAMAGED) from error


def _document(cipher: AESGCM, sealed: bytes, kind: str, row_id: str, record_id: str, ver: int) -> Document:
    plain = _decrypted(cipher, sealed, place(kind, row_id, record_id, ver))
    document: Document = _READ(plain.decode())[0]  # the padding behind it is left unread
    return document


def entry_documents(key: bytes, rows: Sequence[EntryRow]) -> list[Document]:
    """Open the documents of one case's entries, in the order of the rows; raises IntegrityError as ``unseal_row``."""
    cipher = AESGCM(key)
    return [_document(cipher, row.sealed, "entry", row.id, row.case_id, row.key_ver) for row in rows]


def feed(connection: Connection, seq: int) -> tuple[int, list[Feed]]:
    """Give the number of the last line of the audit trail, and the lines after ``seq`` that changed something."""
    last = int(connection.execute(select(func.coalesce(func.max(_audit.c.seq), 0))).scalar_one())
    if last == seq:
        return last, []
    rows = connection.execute(_FEED, {"seq": seq})
    return last, [Feed(*row) for row in rows]


def records_in(connection: Connection, rooms: Iterable[str]) -> list[str]:
    """Give the ids of the records whose keys are wrapped for any of these rooms; some may be of any kind."""
    wanted = list(rooms)
    if not wanted:
        return []
    return [row[0] for row in connection.execute(select(_key.c.record_id).where(_key.c.room.in_(wanted)).distinct())]


def changed_clients(connection: Connection) -> Iterator[tuple[str, int]]:
    """Give the clients whose row was ever changed, with its version."""
    for row in connection.execute(_CHANGED):
        yield row[0], row[1]


def _columns_of(*values: Any) -> tuple[Any, ...]:
    return values


def _rows(connection: Connection, question: Direct[Any], **given: Any) -> list[Any]:
    """Give the rows as the driver has them: no column that is asked for here needs a conversion."""
    return list(driver(connection).execute(question.sql, question.values(given)).fetchall())


_IDS = select(func.json_each(bindparam("ids", type_=String)).table_valued("value").c.value)
"""Ids given as one JSON list, so that the statement stays the same for any number of them."""
_CASE_COLUMNS = (_case.c.id, _case.c.number, _case.c.key_ver, _case.c.sealed)
_CLIENT_COLUMNS = (_client.c.id, _client.c.key_ver, _client.c.sealed, _client.c.row_ver)
_KEYS = Direct(
    select(_key.c.record_id, _key.c.ver, _key.c.room, _key.c.room_ver, _key.c.wrapped).where(
        _key.c.purpose == bindparam("purpose", type_=String), _key.c.record_id.in_(_IDS)
    ),
    _columns_of,
)
_ENTRIES = Direct(
    select(_entry.c.case_id, _entry.c.id, _entry.c.key_ver, _entry.c.sealed, _entry.c.corrects)
    .where(_entry.c.case_id.in_(_IDS), _entry.c.undone_at.is_(None))
    .order_by(_entry.c.case_id, _entry.c.id),
    _columns_of,
)
_CLIENTS_BEFORE = Direct(
    select(*_CLIENT_COLUMNS)
    .where(_client.c.id < bindparam("before"), _client.c.id > bindparam("after"))
    .order_by(_client.c.id.desc())
    .limit(bindparam("most", type_=Integer)),
    _columns_of,
)
_CLIENTS_OF = Direct(select(*_CLIENT_COLUMNS).where(_client.c.id.in_(_IDS)), _columns_of)
_CHANGED = select(_client.c.id, _client.c.row_ver).where(_client.c.row_ver > 1)
_FEED = select(_audit.c.act, _audit.c.obj, _audit.c.detail).where(
    _audit.c.seq > bindparam("seq"), _audit.c.act != "case.read"
)


@lru_cache(maxsize=64)
def _cases_before(readable: ColumnElement[bool]) -> Direct[Any]:
    question = select(*_CASE_COLUMNS).where(readable, _case.c.status != "void", _case.c.id < bindparam("before"))
    return Direct(question.order_by(_case.c.id.desc()).limit(bindparam("most", type_=Integer)), _columns_of)


@lru_cache(maxsize=64)
def _cases_of(readable: ColumnElement[bool]) -> Direct[Any]:
    return Direct(select(*_CASE_COLUMNS).where(readable, _case.c.status != "void", _case.c.id.in_(_IDS)), _columns_of)
