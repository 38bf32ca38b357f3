"""The store from inside: a note saved, a case opened, the index built, each beside the bare work it needs."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlcipher3 import dbapi2

from advice_tui.casework import cases, entrance, search, today
from advice_tui.desk import Desk
from benchmarks import practice
from benchmarks.table import Row, against, within
from data.store.connection import connect

NOTE = "She rang about the resit in January; the department has agreed to wait for the letter from her doctor. " * 3
RAW = "raw SQLCipher"


def _turns(number: int, *calls: Callable[[], object]) -> list[float]:
    """Run the calls in turns; give the median of each in milliseconds."""
    took: list[list[float]] = [[] for _ in calls]
    for _ in range(number):
        for place, call in enumerate(calls):
            begin = time.perf_counter()
            call()
            took[place].append((time.perf_counter() - begin) * 1e3)
    return [median(values[len(values) // 10 :]) for values in took]


def note_and_case(home: Path, entries: int, rounds: int) -> list[Row]:
    """Save a note, open a case of so many entries, ask for changes."""
    with practice.copied(home) as copy:
        desk = entrance.sign_in(copy, practice.ADVISER, practice.PASSWORD)
        try:
            search.build(desk)
            written, opened = [row.case_id for row in today.waiting(desk).rows if row.case_id][:2]
            for _ in range(entries - len(cases.open_case(desk, opened).entries)):
                cases.write_entry(desk, opened, cases.EntryForm("note", NOTE))
            raw = connect(desk.store.path, desk.session.database_key)
            try:
                return [*_note(desk, raw, written, rounds), *_case(desk, raw, opened, rounds), _changes(desk)]
            finally:
                raw.close()
        finally:
            entrance.sign_out(desk)


def _note(desk: Desk, raw: Any, case_id: str, rounds: int) -> list[Row]:
    raw.execute("CREATE TABLE beside(id INTEGER PRIMARY KEY, sealed BLOB NOT NULL)")
    sealed = os.urandom(len(NOTE) + 200)

    def insert() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO beside(sealed) VALUES (?)", (sealed,))
        raw.execute("COMMIT")

    floor, ours = _turns(rounds, insert, lambda: cases.write_entry(desk, case_id, cases.EntryForm("note", NOTE)))
    return [against("save a note, ms to stored and signed", "ms", f"{RAW} insert, commit FULL", floor, ours, at_most=3)]


def _case(desk: Desk, raw: Any, case_id: str, rounds: int) -> list[Row]:
    sealer = AESGCM(os.urandom(32))
    question = "SELECT id, at, recorded_at, author_id, key_ver, sealed, undone_at FROM entry WHERE case_id = ?"
    stored = raw.execute(question, (case_id,)).fetchall()
    nonce, document = bytes(12), json.dumps({"kind": "note", "title": "Note", "body": NOTE}).encode()
    made = sealer.encrypt(nonce, document, b"")

    def read() -> None:
        for _ in raw.execute(question, (case_id,)).fetchall():
            json.loads(sealer.decrypt(nonce, made, b""))

    floor, ours, whole = _turns(
        rounds, read, lambda: cases.refresh(desk, case_id), lambda: cases.open_case(desk, case_id)
    )
    peer = f"{RAW} clustered read, unseal, JSON"
    return [
        against(f"open a case of {len(stored)} entries, store part", "ms", peer, floor, ours, at_most=2),
        against("the same with the reading audited", "ms", peer, floor, whole),
    ]


def _changes(desk: Desk) -> Row:
    (took,) = _turns(2000, desk.store.changes)
    return within("ask whether another terminal committed", "ms", took, at_most=0.05)


def index(home: Path) -> list[Row]:
    """Build the index of everything an adviser may read, beside unsealing as much and FTS5 alone."""
    with practice.copied(home) as copy:
        desk = entrance.sign_in(copy, practice.ADVISER, practice.PASSWORD)
        try:
            begin = time.perf_counter()
            search.build(desk)
            ours = time.perf_counter() - begin
            raw = connect(desk.store.path, desk.session.database_key)
            try:
                begin = time.perf_counter()
                documents = _index_floor(raw)
                floor = time.perf_counter() - begin
            finally:
                raw.close()
        finally:
            entrance.sign_out(desk)
    peer = f"unseal and FTS5 of as many ({documents:,} documents)"
    return [against("build the index, in process", "s", peer, floor, ours, at_most=1.5)]


def _index_floor(raw: Any) -> int:
    """Read every sealed row, unseal and index as many documents of the practice data's size; give how many."""
    sealer, nonce, documents = AESGCM(os.urandom(32)), bytes(12), 0
    words = {"kind": "note", "title": "Note", "body": NOTE[:120], "channel": "", "sender": "", "notes": []}
    made = sealer.encrypt(nonce, json.dumps(words).encode(), b"")
    memory = dbapi2.connect(":memory:", isolation_level=None)
    memory.execute(
        "CREATE VIRTUAL TABLE word USING fts5(words, content='', contentless_delete=1, prefix='2 3', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    memory.execute("BEGIN")
    for table in ("client", "case_", "entry"):
        rows = raw.execute(f"SELECT sealed FROM {table}")
        while batch := rows.fetchmany(1000):
            opened = [json.loads(sealer.decrypt(nonce, made, b""))["body"] for _ in batch]
            memory.executemany(
                "INSERT INTO word(rowid, words) VALUES (?, ?)",
                ((documents + place, f"{documents + place} {body}") for place, body in enumerate(opened)),
            )
            documents += len(batch)
    memory.execute("COMMIT")
    memory.close()
    return documents
