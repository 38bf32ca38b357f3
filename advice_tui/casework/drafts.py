"""Drafts: what somebody had begun to write, sealed in the store, so that Escape, lock and crash lose nothing.

Two windows of one person may write on one draft. Neither overwrites the other: the one that comes later keeps the
other's text beside its own, and both are shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework.case_documents import open_case_row
from advice_tui.desk import Desk, DraftSeen
from advice_tui.roles import Act, allowed
from advice_tui.rules.text import clean
from data import queries
from data.access.wall_reading import room_behind, unreadable
from data.ids import new_id
from data.models import Draft as DraftTable
from data.models import RecordKey
from data.records import DRAFT, NOTES, find_key, find_keys, make_key, seal_row, unseal_row
from data.rows import DraftRow
from data.store import Tx

ENTRY = "entry:"
"""Drafts on a case have the subject ``entry:<case id>``, of a correction ``entry:<case id>:<entry id>``.

Those of a window about the case as a whole have its name in the entry's place. They are sealed under the case's key.
"""
_AN_ID = re.compile("[0-9a-f]{32}")
MOST_OTHERS = 5
"""So many texts of other windows are kept beside a draft."""

Fields = dict[str, str]


@dataclass(frozen=True)
class Draft:
    """A draft as a screen gets it back: the fields' texts by name; ``others`` what other windows had typed."""

    id: str
    subject: str
    data: Fields
    at: datetime
    others: tuple[Fields, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A draft is kept; ``others`` is what another window of the same person had typed meanwhile, still kept too."""

    id: str
    others: tuple[Fields, ...] = ()


@allowed(Act.KEEP_DRAFT)
def keep(desk: Desk, subject: str, data: Fields, *, settled: bool = False) -> Kept:
    """Keep a draft in place of this window's former one on the same subject.

    A draft on a case can be read by who can read the case; any other by the most private room its author is in. What
    another window kept meanwhile goes beside it until it is ``settled``: taken into the text, or not wanted.
    """
    typed = {name: clean(text, lines=True) for name, text in data.items()}
    with desk.store.write(desk.signer, Act.KEEP_DRAFT.value, at=desk.now, audited=False) as tx:
        case_key = _case_key(desk, tx.connection, subject)
        former = queries.draft(tx.connection, desk.person.id, subject)
        if former and not case_key and _own_key(desk, tx.connection, former) is None:
            drop(tx, former)  # from a role she no longer has: nobody at this desk can read it
            former = None
        others = () if settled or former is None else _others(desk, tx.connection, former, typed)
        draft_id = former.id if former else new_id()
        tx.obj = draft_id
        ver, key = case_key or (1, b"")
        if not key:
            room = _room(desk, tx.connection, subject)
            key = (former and _own_key(desk, tx.connection, former)) or make_key(tx, desk.keys, room, draft_id, DRAFT)
        sealed = seal_row(key, "draft", draft_id, subject, ver, _document(typed, others))
        if former:
            tx.change(DraftTable, {"id": draft_id}, former.row_ver, at=desk.now, key_ver=ver, sealed=sealed)
        else:
            _insert(desk, tx, draft_id, subject, (ver, sealed))
            tx.write_audit()  # another keystroke of a known draft is no act of its own
    desk.drafts[subject] = DraftSeen(former.row_ver + 1 if former else 1, typed)
    return Kept(draft_id, others)


def _insert(desk: Desk, tx: Tx, draft_id: str, subject: str, sealed: tuple[int, bytes]) -> None:
    tx.insert(
        DraftTable,
        id=draft_id,
        account_id=desk.person.id,
        subject=subject,
        at=desk.now,
        key_ver=sealed[0],
        sealed=sealed[1],
        row_ver=1,
    )


def _document(data: Fields, others: tuple[Fields, ...]) -> dict[str, Any]:
    return {"v": 1, "data": data} | ({"others": list(others)} if others else {})


def _others(desk: Desk, connection: Connection, former: DraftRow, typed: Fields) -> tuple[Fields, ...]:
    """Give what other windows had typed: what stood beside the draft, and its text when this window never saw it."""
    stored = _opened(desk, connection, former)
    if stored is None:
        return ()
    seen = desk.drafts.get(former.subject)
    found = list(stored.others)
    if seen is None or seen.row_ver != former.row_ver:
        found.insert(0, stored.data)
    mine = (typed, seen.data if seen else typed)
    kept = [one for one in found if one not in mine and any(text.strip() for text in one.values())]
    return tuple(kept[:MOST_OTHERS])


def _own_key(desk: Desk, connection: Connection, row: DraftRow) -> bytes | None:
    """Give the key of a draft that is on no case, or None when it is for a room its author has left."""
    return find_keys(connection, desk.keys, [row.id], DRAFT).get((row.id, row.key_ver))


def of_window(subject: str) -> bool:
    """Whether a draft on a case is what was typed in a window about it, and no entry or correction."""
    name = subject.removeprefix(ENTRY).partition(":")[2]
    return bool(name) and not _AN_ID.fullmatch(name)


def _case_id(subject: str) -> str:
    """Give the case that a draft is on, or an empty text."""
    return subject.removeprefix(ENTRY).partition(":")[0] if subject.startswith(ENTRY) else ""


def _case_key(desk: Desk, connection: Connection, subject: str) -> tuple[int, bytes] | None:
    case_id = _case_id(subject)
    if not case_id:
        return None
    row, key, _ = open_case_row(desk, connection, case_id)
    return row.key_ver, key


def _room(desk: Desk, connection: Connection, subject: str) -> str:
    """Give the most private room its author is in: behind the wall, for what is about something that stands there."""
    behind = room_behind(connection, _AN_ID.findall(subject))
    for room in (behind, f"desk:{behind.partition(':')[2]}") if behind else ():
        if desk.keys.holds(room):
            return room
    return next((room for room in ("advice", "front", "decisions") if desk.keys.holds(room)), "front")


def _opened(desk: Desk, connection: Connection, row: DraftRow) -> Draft | None:
    """Open a draft; None when she can no longer read it, or the case it was for."""
    case_id = _case_id(row.subject)
    if case_id:
        if queries.case(connection, desk.keys, case_id) is None:
            return None
        key = find_key(connection, desk.keys, case_id, NOTES, row.key_ver)
    else:
        own = _own_key(desk, connection, row)
        if own is None:
            return None
        key = own
    document = unseal_row(key, "draft", row.id, row.subject, row.key_ver, row.sealed)
    others = tuple(_texts(one) for one in document.get("others", ()))
    return Draft(row.id, row.subject, _texts(document["data"]), row.at, others)


def _texts(fields: Mapping[str, Any]) -> Fields:
    return {str(name): str(text) for name, text in fields.items()}


@allowed(Act.KEEP_DRAFT)
def find(desk: Desk, subject: str) -> Draft | None:
    """Find this person's draft on a subject; None also when she can no longer read it, or the case it was for."""
    with desk.store.read() as connection:
        row = queries.draft(connection, desk.person.id, subject)
        found = _opened(desk, connection, row) if row is not None else None
    if row is not None and found is not None:
        desk.drafts[subject] = DraftSeen(row.row_ver, found.data)
    return found


@allowed(Act.KEEP_DRAFT)
def discard(desk: Desk, subject: str) -> None:
    """Throw away what this window typed; nothing happens when there is none. Another window's text stays a draft."""
    with desk.store.read() as connection:
        row = queries.draft(connection, desk.person.id, subject)
    if row is not None:
        with desk.store.write(desk.signer, "draft.discard", row.id, at=desk.now) as tx:
            use_up(desk, tx, subject)


def use_up(desk: Desk, tx: Tx, subject: str) -> None:
    """Remove this window's draft inside another act: what it became is saved in the same transaction.

    What another window had typed meanwhile is no part of that: it becomes the draft.
    """
    row = queries.draft(tx.connection, desk.person.id, subject)
    if row is None:
        return
    stored = _opened(desk, tx.connection, row)
    seen = desk.drafts.pop(subject, None)
    left = stored.others if stored else ()
    if stored and seen and seen.row_ver != row.row_ver and stored.data != seen.data:
        left = (stored.data, *(one for one in left if one != seen.data))
    case_id = _case_id(subject)
    if stored is None and unreadable(tx.connection, desk.keys, [case_id, row.id]):
        return  # it is behind a wall now, and there again when she is let in
    if stored is None or not left:
        drop(tx, row)
        return
    key = find_key(tx.connection, desk.keys, case_id or row.id, NOTES if case_id else DRAFT, row.key_ver)
    rest = replace(stored, data=left[0], others=left[1:])
    sealed = seal_row(key, "draft", row.id, subject, row.key_ver, _document(rest.data, rest.others))
    tx.change(DraftTable, {"id": row.id}, row.row_ver, at=desk.now, sealed=sealed)


def drop(tx: Tx, row: DraftRow) -> None:
    """Remove a draft inside another act, whole: what it became is saved in the same transaction."""
    tx.delete(DraftTable, id=row.id)
    tx.delete(RecordKey, record_id=row.id, purpose=DRAFT)


@allowed(Act.KEEP_DRAFT)
def mine(desk: Desk) -> tuple[Draft, ...]:
    """Give this person's drafts that can still be read, newest first."""
    with desk.store.read() as connection:
        rows = queries.drafts(connection, desk.person.id)
        found = [_opened(desk, connection, row) for row in rows]
    return tuple(draft for draft in found if draft is not None)
