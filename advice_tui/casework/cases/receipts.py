"""When a first contact was received, put right: who came first rests on it (I-38), so it is never changed unseen.

The timeline says what it was, who changed it and why; the audit trail holds both moments. The promise that it made is
counted again (I-6, I-28; L-3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from advice_tui.casework import entries, service_days
from advice_tui.casework.case_documents import EntryDocument
from advice_tui.casework.cases.life import Opened, change, note, opened, refuse
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.reply import promise_due
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import london, say_day, say_due
from data import queries
from data.errors import BadInput
from data.models import Entry, Promise
from data.rows import EntryRow, PromiseRow
from data.store import Tx

FUTURE = "This is in the future. Say when it was received."
LONG_AGO = "This is more than a year ago. Look at the date."
NO_TIME = "Add the time, such as tue 14:00: a minute may decide who came first."
NO_CONTACT = "Nothing that came in stands on this case, so there is no receipt to put right."


@dataclass(frozen=True)
class _First:
    """The first contact of a case: its entry, and the promise that it made, if any."""

    entry: EntryRow
    promise: PromiseRow | None


@allowed(Act.CORRECT_ENTRY)
def change_receipt(desk: Desk, case_id: str, typed: str, why: str) -> Written:
    """Put right when a case's first contact was received; ``typed`` is a day and a time, ``why`` the reason.

    Raises BadInput with everything that is wrong, NotFound for a case that is not there or not for this person.
    """
    require_read(desk)
    service_days.follow(desk)
    received, when_problem = _read(desk, typed)
    reason, why_problem = text_field(why, "Why", Limit.SHORT, required=True, lines=True)
    refuse({"received": when_problem, "why": why_problem})
    with desk.store.write(desk.signer, Act.CORRECT_ENTRY.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id)
        first = _first(desk, tx, case)
        if first.entry.at == received:
            raise BadInput({"received": "That is what stands there."})
        due = _move(desk, tx, first, received)
        told = f"Received: {_moment(first.entry.at)} → {_moment(received)}"
        entry = EntryDocument("case_changed", "Time of receipt put right", f"{told}\n{reason.strip()}")
        note_id = note(desk, tx, case, entry.title, entry.body)
        change(tx, case)
        tx.detail.update(entry=first.entry.id, was=first.entry.at.isoformat(), now=received.isoformat())
    entries.remember(desk, case_id, note_id, entry)
    data = {"first": first, "now": received}
    label = f"the time of receipt on case {case.row.number}"
    token = UndoToken("receipt", label, case_id, note_id, data=data)
    return Written(f"{told} on case {case.row.number}.{due}", stopped=False, undo=token)


def _read(desk: Desk, typed: str) -> tuple[datetime, str | None]:
    read = read_when(typed, desk.now, past=True)
    if isinstance(read, Unread):
        return desk.now, read.sentence
    if read.time is None:
        return desk.now, NO_TIME
    at = read.instant()
    if at > desk.now + timedelta(minutes=1):
        return at, FUTURE
    return at, LONG_AGO if at < desk.now - timedelta(days=366) else None


def _first(desk: Desk, tx: Tx, case: Opened) -> _First:
    """Give the first contact that counts; raises BadInput when nothing came in."""
    rows = [
        row
        for row in queries.entries(tx.connection, case.row.id)
        if row.undone_at is None and row.corrects is None and EntryDocument.opened(case.key, row).kind == "received"
    ]
    if not rows:
        raise BadInput({"received": NO_CONTACT})
    entry = min(rows, key=lambda row: (row.at, row.id))
    made = [one for one in queries.promises(tx.connection, desk.keys, case.row.id) if one.entry_id == entry.id]
    return _First(entry, made[0] if made else None)


def _move(desk: Desk, tx: Tx, first: _First, received: datetime) -> str:
    """Put the contact, and the promise it made, to another moment; say by when it is due now."""
    entry, promise = first.entry, first.promise
    tx.change(Entry, {"case_id": entry.case_id, "id": entry.id}, entry.row_ver, at=received)
    if promise is None or promise.kind not in {"reply", "callback"}:
        return ""
    due = promise_due(desk.policy, desk.calendar, promise.channel, received)
    values: dict[str, Any] = {"due_at": due.due, "strict_at": due.strict_due, "breach_at": due.breach_at}
    counted = {"working": due.to_json(), "calendar_version": due.calendar_version}
    tx.change(Promise, {"id": promise.id}, promise.row_ver, received_at=received, **values, **counted)
    return f" The reply was due {say_due(due)}." if promise.state == "met" else f" The reply is due {say_due(due)}."


def _moment(at: datetime) -> str:
    local = london(at)
    return f"{say_day(local.date())} {local:%H:%M}"


@undoes("receipt")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Put the contact back to where it was; the entry that told of it is struck."""
    was: _First = token.data["first"]
    case = opened(desk, tx, token.case_id)
    strike(desk, tx, token.case_id, token.entry_id)
    now = _first_row(tx, was.entry)
    promise = was.promise and queries.promise(tx.connection, desk.keys, was.promise.id)
    _move(desk, tx, replace(was, entry=now, promise=promise), was.entry.at)
    change(tx, case)
    tx.detail.update(was=token.data["now"].isoformat(), now=was.entry.at.isoformat())


def _first_row(tx: Tx, was: EntryRow) -> EntryRow:
    row = queries.entry(tx.connection, was.case_id, was.id)
    assert row is not None
    return row
