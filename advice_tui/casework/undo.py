"""Undo of one's last act. Nothing is destroyed: what was undone stays on the file, marked, and in the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from advice_tui.casework import search
from advice_tui.casework.case_documents import EntryDocument, open_case_row
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.reply import entry_kind
from data import queries
from data.access.wall_reading import unreadable
from data.errors import ChangedMeanwhile, NotAllowed, NotFound
from data.models import Case, Entry, Promise, Slip
from data.records import NOT_THERE
from data.rows import EntryRow
from data.store import Tx

_promise: Any = Promise.__table__  # type: ignore[attr-defined]
_case: Any = Case.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class UndoToken:
    """One act that its author may take back, and the ids it touched.

    ``kind`` is "enquiry", "entry", "take_on", or one that a piece of casework has said ``undoes`` for; ``data`` is
    what that one needs.
    """

    kind: str
    label: str
    case_id: str
    entry_id: str = ""
    slip_id: str = ""
    met: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    took_on: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


Undoer = Callable[[Desk, Tx, UndoToken], str | None]
"""Takes an act back; gives the sentence to show when "Undone" and the token's label do not say it all."""
_UNDOERS: dict[str, Undoer] = {}


def undoes(kind: str) -> Callable[[Undoer], Undoer]:
    """Register how a kind of act is taken back; the function runs inside the undoing transaction."""

    def register(function: Undoer) -> Undoer:
        _UNDOERS[kind] = function
        return function

    return register


@allowed(Act.UNDO_OWN_ACT)
def undo(desk: Desk, token: UndoToken) -> str:
    """Take back one's own last act; raises ChangedMeanwhile when somebody has gone on from it."""
    with desk.store.write(desk.signer, Act.UNDO_OWN_ACT.value, token.case_id, at=desk.now) as tx:
        tx.detail.update(kind=token.kind, entry=token.entry_id)
        _still_open_to(desk, tx, token)
        sentence = _UNDOERS[token.kind](desk, tx, token)
    for client_id in token.data.get("clients", ()):
        search.put_client(desk, client_id)
    search.put_cases(desk, dict.fromkeys(one for one in (token.case_id, *token.data.get("cases", ())) if one))
    return sentence or f"Undone: {token.label}."


def _still_open_to(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Refuse, in the words of what does not exist, to undo on what has gone behind a wall since (L-43)."""
    named = (token.data.get(name) for name in ("id", "client", "wall", "procedure"))
    ids = [token.case_id, *token.slips, *token.data.get("clients", ()), *token.data.get("cases", ()), *named]
    if unreadable(tx.connection, desk.keys, [one for one in ids if isinstance(one, str) and one]):
        raise NotFound(NOT_THERE)


def take_back(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Take back an act that was part of another one, inside the transaction that takes back that one."""
    _UNDOERS[token.kind](desk, tx, token)


def strike(desk: Desk, tx: Tx, case_id: str, entry_id: str) -> None:
    """Mark an entry of one's own as undone, inside the undoing transaction; it stays on the file."""
    entry = queries.entry(tx.connection, case_id, entry_id)
    if entry is None or entry.author_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    if entry.undone_at is not None:
        raise ChangedMeanwhile("This was undone before.")
    key = {"case_id": case_id, "id": entry_id}
    tx.change(Entry, key, entry.row_ver, undone_at=desk.now, undone_by=desk.person.id)


@undoes("enquiry")
def _undo_enquiry(desk: Desk, tx: Tx, token: UndoToken) -> None:
    entries = queries.entries(tx.connection, token.case_id)
    if [entry.id for entry in entries] != [token.entry_id]:
        raise ChangedMeanwhile("Somebody has worked on this case meanwhile, so it stays open.")
    if entries[0].author_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    tx.change(Case, {"id": token.case_id}, 1, status="void")
    if token.slip_id:
        tx.change(Slip, {"id": token.slip_id}, state="void")
    tx.connection.execute(update(_promise).where(_promise.c.case_id == token.case_id).values(state="void"))


@undoes("take_on")
@undoes("entry")
def _undo_entry(desk: Desk, tx: Tx, token: UndoToken) -> None:
    if token.entry_id:
        strike(desk, tx, token.case_id, token.entry_id)
    if token.met:
        _still_open(desk, tx, token)
    later = _later_reply(desk, tx, token) if token.met else None
    for promise_id in token.met:
        met_by = tx.connection.execute(select(_promise.c.met_by_entry).where(_promise.c.id == promise_id)).scalar()
        if met_by != token.entry_id:
            raise ChangedMeanwhile("The promise was met by another entry meanwhile. Nothing was undone.")
        if later:
            tx.change(Promise, {"id": promise_id}, met_at=later.at, met_by_entry=later.id)
        else:
            tx.change(Promise, {"id": promise_id}, state="open", met_at=None, met_by_entry=None)
    for slip_id in () if later else token.slips:
        tx.change(Slip, {"id": slip_id}, state="passed_on")
    if token.took_on:
        holder = tx.connection.execute(select(_case.c.adviser_id).where(_case.c.id == token.case_id)).scalar()
        if holder != desk.person.id:
            raise ChangedMeanwhile("The case was given to somebody else meanwhile. Nothing was undone.")
        tx.change(Case, {"id": token.case_id}, adviser_id=None)


def _still_open(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Refuse to open a promise again on a case that was closed because it was met."""
    row, _, _ = open_case_row(desk, tx.connection, token.case_id)
    if row.status == "closed":
        raise ChangedMeanwhile(f"Case {row.number} was closed meanwhile. Open it again first (x); nothing was undone.")


def _later_reply(desk: Desk, tx: Tx, token: UndoToken) -> EntryRow | None:
    """Find a reply after the one that is taken back: then the student has heard, and the clock stays stopped (I-6)."""
    _, key, _ = open_case_row(desk, tx.connection, token.case_id)
    for entry in queries.entries(tx.connection, token.case_id):
        if entry.id > token.entry_id and entry.undone_at is None and entry.corrects is None:
            kind = entry_kind(EntryDocument.opened(key, entry).kind)
            if kind and kind.stops_clock:
                return entry
    return None
