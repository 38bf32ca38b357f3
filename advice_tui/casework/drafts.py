"""Drafts: what somebody had begun to write, sealed in the store, so that Escape, lock and crash lose nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from advice_tui.casework.case_documents import open_case_row
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.text import clean
from data import queries
from data.ids import new_id
from data.models import Draft as DraftTable
from data.models import RecordKey
from data.records import DRAFT, NOTES, find_key, find_keys, make_key, seal_row, unseal_row
from data.rows import DraftRow
from data.store import Tx

ENTRY = "entry:"
"""Drafts on a case have the subject ``entry:<case id>`` and are sealed under the case's key."""


@dataclass(frozen=True)
class Draft:
    """A draft as a screen gets it back: the fields' texts by name."""

    id: str
    subject: str
    data: dict[str, str]
    at: datetime


@allowed(Act.KEEP_DRAFT)
def keep(desk: Desk, subject: str, data: dict[str, str]) -> str:
    """Keep a draft in place of the former one on the same subject; give its id.

    A draft on a case can be read by who can read the case; any other by the most private room its author is in.
    """
    typed = {name: clean(text, lines=True) for name, text in data.items()}
    with desk.store.read() as connection:
        former = queries.draft(connection, desk.person.id, subject)
        case_key = _case_key(desk, subject)
    with desk.store.write(desk.signer, Act.KEEP_DRAFT.value, at=desk.now) as tx:
        if former and not case_key and _own_key(desk, tx.connection, former) is None:
            drop(tx, former)  # from a role she no longer has: nobody at this desk can read it
            former = None
        draft_id = former.id if former else new_id()
        tx.obj = draft_id
        ver, key = case_key or (1, b"")
        if not key:
            room = "advice" if desk.keys.holds("advice") else "front"
            key = (former and _own_key(desk, tx.connection, former)) or make_key(tx, desk.keys, room, draft_id, DRAFT)
        sealed = seal_row(key, "draft", draft_id, subject, ver, {"v": 1, "data": typed})
        if former:
            tx.change(DraftTable, {"id": draft_id}, at=desk.now, key_ver=ver, sealed=sealed)
        else:
            tx.insert(
                DraftTable,
                id=draft_id,
                account_id=desk.person.id,
                subject=subject,
                at=desk.now,
                key_ver=ver,
                sealed=sealed,
                row_ver=1,
            )
    return draft_id


def _own_key(desk: Desk, connection: Connection, row: DraftRow) -> bytes | None:
    """Give the key of a draft that is on no case, or None when it is for a room its author has left."""
    return find_keys(connection, desk.keys, [row.id], DRAFT).get((row.id, row.key_ver))


def _case_key(desk: Desk, subject: str) -> tuple[int, bytes] | None:
    if not subject.startswith(ENTRY):
        return None
    with desk.store.read() as connection:
        row, key, _ = open_case_row(desk, connection, subject.removeprefix(ENTRY))
    return row.key_ver, key


@allowed(Act.KEEP_DRAFT)
def find(desk: Desk, subject: str) -> Draft | None:
    """Find this person's draft on a subject; None also when she can no longer read it, or the case it was for."""
    with desk.store.read() as connection:
        row = queries.draft(connection, desk.person.id, subject)
        if row is None:
            return None
        if subject.startswith(ENTRY):
            if queries.case(connection, desk.keys, subject.removeprefix(ENTRY)) is None:
                return None
            key = find_key(connection, desk.keys, subject.removeprefix(ENTRY), NOTES, row.key_ver)
        else:
            own = _own_key(desk, connection, row)
            if own is None:
                return None
            key = own
    document = unseal_row(key, "draft", row.id, subject, row.key_ver, row.sealed)
    return Draft(row.id, subject, {str(k): str(v) for k, v in document["data"].items()}, row.at)


@allowed(Act.KEEP_DRAFT)
def discard(desk: Desk, subject: str) -> None:
    """Throw a draft away; nothing happens when there is none."""
    with desk.store.read() as connection:
        row = queries.draft(connection, desk.person.id, subject)
    if row is not None:
        with desk.store.write(desk.signer, "draft.discard", row.id, at=desk.now) as tx:
            drop(tx, row)


def drop(tx: Tx, row: DraftRow) -> None:
    """Remove a draft inside another act: what it became is saved in the same transaction."""
    tx.delete(DraftTable, id=row.id)
    tx.delete(RecordKey, record_id=row.id, purpose=DRAFT)


@allowed(Act.KEEP_DRAFT)
def mine(desk: Desk) -> tuple[Draft, ...]:
    """Give this person's drafts that can still be read, newest first."""
    with desk.store.read() as connection:
        subjects = [row.subject for row in queries.drafts(connection, desk.person.id)]
    found = (find(desk, subject) for subject in subjects)
    return tuple(draft for draft in found if draft is not None)
