"""The search index: in memory only, built after sign-in from what this person may read, gone when she leaves.

Words are given already folded (case and accents forgiven); nothing typed is ever FTS5 syntax.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlcipher3 import dbapi2

_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12
"""So many words of a question count; more are a paste, not a question."""


@dataclass(frozen=True)
class Hit:
    """Something found: ``kind`` is "client", "case" or "entry", ``id`` its id, ``case_id`` the case it belongs to."""

    kind: str
    id: str
    case_id: str


@dataclass
class Index:
    """A full-text index over (kind, id, case, words). May be filled in one thread and asked from others.

    ``seq`` and ``last_client`` say up to where the store was read into it.
    """

    _connection: Any = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    ready: bool = False
    seq: int = 0
    last_client: str = ""
    _closed: bool = False
    _fresh: set[tuple[str, str]] = field(default_factory=set, repr=False)
    _later: list[tuple[str, str, str, str]] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        """Make the empty index, in memory."""
        self._empty()

    def _empty(self) -> None:
        self._connection = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA temp_store=MEMORY")
        self._connection.execute("CREATE TABLE doc(n INTEGER PRIMARY KEY, kind TEXT, id TEXT, case_id TEXT)")
        self._connection.execute("CREATE INDEX doc_id ON doc(id)")
        self._connection.execute("CREATE INDEX doc_case ON doc(case_id) WHERE case_id <> ''")
        self._connection.execute(
            "CREATE VIRTUAL TABLE word USING fts5(words, content='', contentless_delete=1, prefix='1 2 3', "
            "detail=none, tokenize='unicode61 remove_diacritics 2')"
        )

    def fill(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Add many (kind, id, case id, folded words); what was ``put`` meanwhile is newer and stays."""
        with self._lock:
            if self._closed:
                return
            execute = self._connection.execute
            n = execute("SELECT coalesce(max(n), 0) FROM doc").fetchone()[0]
            fresh = (row for row in rows if row[:2] not in self._fresh)
            numbered = [(n + place, *row) for place, row in enumerate(fresh, 1)]
            execute("BEGIN")
            self._connection.executemany(
                "INSERT INTO doc(n, kind, id, case_id) VALUES (?,?,?,?)", [row[:4] for row in numbered]
            )
            self._connection.executemany(
                "INSERT INTO word(rowid, words) VALUES (?,?)", [(row[0], row[4]) for row in numbered]
            )
            execute("COMMIT")

    def put_later(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Keep rows to be added before the next question, so that a save does not wait for the index."""
        with self._lock:
            if not self._closed:
                self._later.extend(rows)

    def catch_up(self) -> None:
        """Add what was kept for later."""
        with self._lock:
            rows, self._later = self._later, []
        self.put(rows)

    def put(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Add or replace (kind, id, case id, folded words); nothing once it is closed."""
        with self._lock:
            if self._closed:
                return
            execute = self._connection.execute
            execute("BEGIN")
            for kind, id_, case_id, words in rows:
                self._fresh.add((kind, id_))
                found = execute("SELECT n FROM doc WHERE id=? AND kind=?", (id_, kind)).fetchone()
                if found:
                    execute("DELETE FROM word WHERE rowid=?", found)
                    execute("DELETE FROM doc WHERE n=?", found)
                n = execute("INSERT INTO doc(kind, id, case_id) VALUES (?,?,?)", (kind, id_, case_id)).lastrowid
                execute("INSERT INTO word(rowid, words) VALUES (?,?)", (n, words))
            execute("COMMIT")

    def drop_case(self, case_id: str) -> None:
        """Forget a case and its entries."""
        with self._lock:
            execute = self._connection.execute
            for (n,) in execute("SELECT n FROM doc WHERE case_id=?", (case_id,)).fetchall():
                execute("DELETE FROM word WHERE rowid=?", (n,))
                execute("DELETE FROM doc WHERE n=?", (n,))

    def find(self, folded: str, *, limit: int, kinds: tuple[str, ...] = ()) -> list[Hit]:
        """Find what holds every word typed (each may be a beginning), newest first; an empty question finds nothing."""
        words = _WORD.findall(folded)[:MOST_WORDS]
        if not words:
            return []
        question = " ".join(f'"{word}"*' for word in words)
        marks = ",".join("?" * len(kinds))
        only = f" AND kind IN ({marks})" if kinds else ""
        if self._later:
            self.catch_up()
        rows = []
        with self._lock, suppress(dbapi2.OperationalError):  # a letter younger than FTS5's tables stands in no word
            rows = self._connection.execute(
                f"SELECT kind, id, case_id FROM word JOIN doc ON doc.n = word.rowid WHERE word MATCH ?{only} "  # noqa: S608 - marks only
                "ORDER BY word.rowid DESC LIMIT ?",
                (question, *kinds, limit),
            ).fetchall()
        return [Hit(*row) for row in rows]

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self.ready, self._closed = False, True
            self._connection.close()
            self._fresh.clear()
            self._later.clear()
            self._empty()  # who still asks finds nothing
