"""The search index: in memory only, built after sign-in from what this person may read, gone when she leaves.

Words are given already folded (case and accents forgiven); nothing typed is ever FTS5 syntax. One document holds all
words of a case, so that words of its client and of its entries may be asked for together. The newest have the lowest
numbers: FTS5 reads that way at a tenth of the cost. Even numbers are clients and odd ones cases, so that a kind is told
without looking it up. Ids are kept as 16 bytes.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12
"""So many words of a question count; more are a paste, not a question."""
MOST_COUNTED = 1000
"""Results are counted up to here."""
_ID_LETTERS = 32
_CHUNK = 100
"""So many documents are added before whoever asks gets a turn."""
_TURN = 0.001
_STORED_AT = 8000
"""So many documents make a transaction of FTS5, which writes fewer and larger pieces then."""
_WORDS = (
    "CREATE VIRTUAL TABLE word USING fts5(words, content='', contentless_delete=1, prefix='1 2 3', "
    "detail=none, tokenize='unicode61 remove_diacritics 2')"
)
_KINDS = ("client", "case", "entry")

Question = Sequence[Sequence[str]]
"""What is asked: every group must match, a group by any of its texts, a text by all of its words."""


class Doc(NamedTuple):
    """What is found under ``words``: ``kind`` is "client", "case" or "entry" (one that its case does not hold yet).

    ``client_id`` and ``topic`` are those of a case; ``names`` are the words for which other spellings are forgiven.
    """

    kind: str
    id: str
    case_id: str
    words: str
    client_id: str = ""
    topic: str = ""
    names: str = ""


@dataclass(frozen=True)
class Hit:
    """Something found: ``kind`` is "client", "case" or "entry", ``id`` its id, ``case_id`` the case it belongs to."""

    kind: str
    id: str
    case_id: str


@dataclass
class Index:
    """A full-text index over documents. May be filled in one thread and asked from others.

    ``seq``, ``last_client`` and ``changed`` (the version of every client that was ever changed) say up to where the
    store was read into it; ``back_to`` names the case that was read last while it is not ``ready``. ``merged`` leads
    from a client to the one she turned out to be. ``rooms`` are the rooms with whose keys it was read.
    """

    _connection: Any = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    ready: bool = False
    seq: int = 0
    last_client: str = ""
    back_to: str = ""
    changed: dict[str, int] = field(default_factory=dict, repr=False)
    merged: dict[str, str] = field(default_factory=dict, repr=False)
    rooms: frozenset[tuple[str, int]] = frozenset()
    closed: bool = False
    _asking: int = 0
    _filled: int = 0
    _fresh: set[tuple[str, str]] = field(default_factory=set, repr=False)
    _later: list[Doc] = field(default_factory=list, repr=False)
    _topics: dict[str, int] = field(default_factory=dict, repr=False)
    _names: dict[str, None] = field(default_factory=dict, repr=False)
    _name_list: list[str] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        """Make the empty index, in memory."""
        self._empty()

    def _empty(self) -> None:
        self._connection = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
        for statement in (
            "PRAGMA temp_store=MEMORY",
            "CREATE TABLE doc(n INTEGER PRIMARY KEY, kind INTEGER, id, case_id, client, topic INTEGER)",
            "CREATE INDEX doc_case ON doc(case_id) WHERE case_id IS NOT NULL",
            _WORDS,
        ):
            self._connection.execute(statement)

    # Filling --------------------------------------------------------------------------------------------------------

    def fill(self, rows: Iterable[Sequence[str]]) -> None:
        """Add many documents, the newest first, behind all that are there; what was ``put`` meanwhile is newer."""
        docs = [Doc(*row) for row in rows]
        for start in range(0, len(docs), _CHUNK):
            with self._lock:
                if self.closed:
                    return
                self._begin()
                self._append(docs[start : start + _CHUNK])
            if self._asking:
                time.sleep(_TURN)
        self._filled += len(docs)
        if self._filled >= _STORED_AT:
            with self._lock:
                self._commit()
                self._filled = 0

    def _append(self, docs: list[Doc]) -> None:
        execute = self._connection.execute
        n = execute("SELECT coalesce(max(n), 0) FROM doc").fetchone()[0] // 2
        rows, words = [], []
        for doc in docs:
            if (doc.kind, doc.id) not in self._fresh:
                n += 1
                rows.append((2 * n + (doc.kind != "client"), *self._columns(doc)))
                words.append((rows[-1][0], doc.words))
        self._connection.executemany("INSERT INTO doc VALUES (?,?,?,?,?,?)", rows)
        self._connection.executemany("INSERT INTO word(rowid, words) VALUES (?,?)", words)

    def _columns(self, doc: Doc) -> tuple[Any, ...]:
        """Give a document's columns but the number, and learn its names."""
        if doc.names:
            self._names.update(dict.fromkeys(doc.names.split()))
        case_id = _packed(doc.case_id) if doc.kind == "entry" else None
        client = _packed(doc.client_id) if doc.client_id else None
        topic = self._topics.setdefault(doc.topic, len(self._topics)) if doc.topic else None
        return _KINDS.index(doc.kind), _packed(doc.id), case_id, client, topic

    def put_later(self, rows: Iterable[Sequence[str]]) -> None:
        """Keep documents to be added before the next question, so that a save does not wait for the index."""
        with self._lock:
            if not self.closed:
                self._later.extend(Doc(*row) for row in rows)

    def catch_up(self) -> None:
        """Add what was kept for later."""
        self.put(())

    def begin(self) -> None:
        """Note that everything is about to be read from the store, what was kept for later included."""
        with self._lock:
            self._later.clear()

    def put(self, rows: Iterable[Sequence[str]]) -> None:
        """Add documents as the newest, or put them in the place of what has their ids; nothing once it is closed."""
        docs = [Doc(*row) for row in rows]
        with self._asked():
            docs, self._later = [*self._later, *docs], []  # what was kept for later is older
            if self.closed or not docs:
                return
            self._begin()
            for doc in docs:
                self._put(doc)
            self._commit()

    def _put(self, doc: Doc) -> None:
        execute = self._connection.execute
        if not self.ready:
            self._fresh.add((doc.kind, doc.id))
        found = execute("SELECT n FROM doc WHERE id=? AND kind=?", (_packed(doc.id), _KINDS.index(doc.kind))).fetchone()
        if found:
            n = found[0]
        else:
            lowest = execute("SELECT coalesce(min(n), 0) FROM doc").fetchone()[0] // 2
            n = 2 * (lowest - 1) + (doc.kind != "client")
        execute("REPLACE INTO doc VALUES (?,?,?,?,?,?)", (n, *self._columns(doc)))
        execute("REPLACE INTO word(rowid, words) VALUES (?,?)", (n, doc.words))

    def put_case(self, doc: Doc) -> None:
        """Put a case whole in the place of what is known of it, the entries that came in between included."""
        self.drop_entries(doc.id)
        self.put([doc])

    def drop_case(self, case_id: str) -> None:
        """Forget a case and its entries, also when the filling comes to it later."""
        self.drop_entries(case_id)
        with self._asked():
            if not self.ready:
                self._fresh.add(("case", case_id))
            self._drop("SELECT n FROM doc WHERE id=? AND kind=1", _packed(case_id))

    def drop_client(self, client_id: str) -> None:
        """Forget a client, also when the filling comes to her later."""
        with self._asked():
            self._later = [doc for doc in self._later if doc.kind != "client" or doc.id != client_id]
            if not self.ready:
                self._fresh.add(("client", client_id))
            self._drop("SELECT n FROM doc WHERE id=? AND kind=0", _packed(client_id))
            self.merged.pop(client_id, None)

    def drop_entries(self, case_id: str) -> None:
        """Forget the entries of a case that stand by themselves."""
        with self._asked():
            self._later = [doc for doc in self._later if doc.kind != "entry" or doc.case_id != case_id]
            self._drop("SELECT n FROM doc WHERE case_id=?", _packed(case_id))

    def _drop(self, which: str, value: Any) -> None:
        execute = self._connection.execute
        for (n,) in execute(which, (value,)).fetchall():
            execute("DELETE FROM word WHERE rowid=?", (n,))
            execute("DELETE FROM doc WHERE n=?", (n,))

    def done(self) -> None:
        """Note that everything was read."""
        with self._lock:
            self._commit()
            self.ready, self.back_to = not self.closed, ""
            self._fresh.clear()
        for column in ("id", "client"):  # at a tenth of what they cost while rows are added
            with self._asked():
                self._connection.execute(
                    f"CREATE INDEX IF NOT EXISTS doc_{column} ON doc({column}) WHERE {column} IS NOT NULL"
                )

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")

    def _commit(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Take the lock before whoever fills takes it again."""
        self._asking += 1
        try:
            with self._lock:
                yield
        finally:
            self._asking -= 1

    # Asking ---------------------------------------------------------------------------------------------------------

    def find(self, folded: str, *, limit: int, kinds: tuple[str, ...] = ()) -> list[Hit]:
        """Find what holds every word typed (each may be a beginning), newest first; an empty question finds nothing."""
        return self.match([[word] for word in words_of(folded)], limit=limit, kinds=kinds)

    def match(self, question: Question, *, limit: int, kinds: tuple[str, ...] = (), whole: bool = False) -> list[Hit]:
        """Find what matches, newest first; ``whole`` takes no word for a beginning."""
        asked = _written(question, whole=whole)
        if not asked:
            return []
        if self._later:
            self.catch_up()
        rows = []
        with self._asked(), suppress(dbapi2.OperationalError):  # a letter younger than FTS5's tables stands in no word
            rows = self._connection.execute(
                "SELECT kind, id, case_id FROM word JOIN doc ON doc.n = word.rowid WHERE word MATCH ?"  # noqa: S608 - ours
                f"{_only(kinds)} ORDER BY word.rowid LIMIT ?",
                (asked, limit),
            ).fetchall()
        return [_hit(*row) for row in rows]

    def count(self, question: Question, *, kinds: tuple[str, ...] = ()) -> int:
        """Count what matches, up to one more than ``MOST_COUNTED``."""
        asked = _written(question, whole=False)
        if not asked:
            return 0
        with self._asked(), suppress(dbapi2.OperationalError):
            rows = self._connection.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM word WHERE word MATCH ?{_only(kinds)} LIMIT ?)",  # noqa: S608 - ours
                (asked, MOST_COUNTED + 1),
            )
            return int(rows.fetchone()[0])
        return 0

    def names(self) -> list[str]:
        """Give every word for which other spellings are forgiven; the list is not to be changed."""
        with self._asked():
            if len(self._name_list) != len(self._names):
                self._name_list = list(self._names)
            return self._name_list

    def cases_of(self, client_ids: Iterable[str]) -> list[str]:
        """Give the cases of these clients, newest first."""
        return self._cases("client", [_packed(client_id) for client_id in client_ids])

    def cases_about(self, topic: str) -> list[str]:
        """Give the cases of a topic, newest first."""
        return self._cases("topic", [self._topics[topic]] if topic in self._topics else [])

    def _cases(self, column: str, values: list[Any]) -> list[str]:
        marks = ",".join("?" * len(values))
        if self._later:
            self.catch_up()
        with self._asked():
            rows = self._connection.execute(
                f"SELECT id FROM doc WHERE kind=1 AND {column} IN ({marks}) ORDER BY n",  # noqa: S608 - a name of ours
                values,
            ).fetchall()
        return [_unpacked(row[0]) for row in rows]

    def holds(self, kind: str, id_: str) -> bool:
        """Whether this is in the index."""
        with self._asked():
            question = "SELECT 1 FROM doc WHERE id=? AND kind=?"
            return self._connection.execute(question, (_packed(id_), _KINDS.index(kind))).fetchone() is not None

    def close(self) -> None:
        """Forget everything."""
        with self._asked():
            self.ready, self.closed, self.back_to = False, True, ""
            self._connection.close()
            kept: tuple[Any, ...] = (self._fresh, self._later, self._topics, self._names, self.changed, self.merged)
            for one in kept:
                one.clear()
            self._name_list = []
            self._empty()  # who still asks finds nothing


def words_of(folded: str) -> list[str]:
    """Give the words of a folded question, as many as count."""
    return _WORD.findall(folded)[:MOST_WORDS]


def _written(question: Question, *, whole: bool) -> str:
    """Write a question in FTS5's language; every word stands in quotes, so that none is a sign of it."""
    star = "" if whole else "*"
    groups = []
    for group in question:
        texts = (" AND ".join(f'"{word}"{star}' for word in words_of(text)) for text in group)
        either = " OR ".join(f"({text})" for text in texts if text)
        if either:
            groups.append(f"({either})")
    return " AND ".join(groups)


def _only(kinds: tuple[str, ...]) -> str:
    """Write the condition for kinds: clients have even numbers."""
    clients, others = "client" in kinds, bool(set(kinds) - {"client"})
    return "" if clients == others else f" AND word.rowid % 2 {'=' if clients else '<>'} 0"


def _hit(kind: int, id_: Any, case_id: Any) -> Hit:
    found = _unpacked(id_)
    return Hit(_KINDS[kind], found, "" if kind == 0 else _unpacked(case_id) if case_id is not None else found)


def _packed(id_: str) -> bytes | str:
    """Give an id of 32 hexadecimal digits as 16 bytes; any other text as it is."""
    if len(id_) == _ID_LETTERS:
        with suppress(ValueError):
            return bytes.fromhex(id_)
    return id_


def _unpacked(value: bytes | str) -> str:
    return value.hex() if isinstance(value, bytes) else value
