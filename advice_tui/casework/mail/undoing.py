"""A batch of messages taken back as one, and the batches that were taken in last.

1. A new case of the batch counts no more, with its promises and reception's slip of it; an added message stays on the
   timeline, struck out, and its promise counts no more. A case that waited until the message came waits again.
2. What somebody has gone on from stays: a case with another entry or key date, or that was given to somebody or
   closed; a message that was answered or corrected. The sentence says which, and the others are taken back.
3. The messages that were taken back may be taken in again.
4. A batch is taken back by whoever took it in, or by the manager.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from advice_tui.casework import search, seen_mail
from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.cases import waiting
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.mail.views import PastBatch
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.errors import ChangedMeanwhile, NotAllowed, NotFound
from data.models import Batch, Case, Entry, Promise, Slip
from data.queries import batches
from data.queries.batches import BatchRow, ItemRow, StartedRow
from data.records import NOT_THERE
from data.store import Tx

UNDONE, PARTLY = "undone", "partly_undone"
STATES = {
    "taking": "not finished: take it back, then read the files again",
    "taken": "taken in",
    PARTLY: "taken back in part",
    UNDONE: "taken back",
}
"""The states of a batch in words."""
NAMED = 8
"""So many case numbers stand in a sentence."""
_promise: Any = Promise.__table__  # type: ignore[attr-defined]


@dataclass
class _Taken:
    """What one undoing took back, and which cases stay."""

    messages: int = 0
    new: int = 0
    cases: dict[str, None] = field(default_factory=dict)
    staying: dict[str, None] = field(default_factory=dict)


@allowed(Act.IMPORT_MAIL)
def past_batches(desk: Desk, *, limit: int = 20) -> tuple[PastBatch, ...]:
    """Give the batches this person took in, newest first; the manager is given everybody's."""
    whose = None if desk.role is Role.MANAGER else desk.person.id
    with desk.store.read() as connection:
        found = batches.batches(connection, whose, limit=limit)
        names = queries.names(connection)
    return tuple(
        PastBatch(row.id, row.at, names.get(row.by_id, ""), new, added, STATES[row.state], row.state != UNDONE)
        for row, new, added in found
    )


@allowed(Act.IMPORT_MAIL)
def undo_batch(desk: Desk, batch_id: str) -> str:
    """Take a batch back, but for what somebody has gone on from; give the sentence that says what stays.

    ``batch_id`` may be its beginning, when no other batch begins so. Raises NotFound for one that is not there,
    NotAllowed for a colleague's, ChangedMeanwhile when all of it stays.
    """
    with desk.store.write(desk.signer, Act.UNDO_OWN_ACT.value, at=desk.now) as tx:
        sentence, cases = _take_back(desk, tx, batch_id)
    search.put_cases(desk, cases)
    return sentence


@undoes("batch")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> str:
    return _take_back(desk, tx, token.data["batch"])[0]


def _take_back(desk: Desk, tx: Tx, batch_id: str) -> tuple[str, tuple[str, ...]]:
    batch = _find(desk, tx, batch_id)
    taken = _Taken()
    items = batches.items(tx.connection, batch.id)
    _void_cases(tx, batch, items, taken)
    _strike_entries(desk, tx, batch, items, taken)
    if not taken.cases and taken.staying:
        raise ChangedMeanwhile(f"Somebody has worked on all of it, so it stays: {_named(taken)}.")
    tx.change(Batch, {"id": batch.id}, batch.row_ver, state=PARTLY if taken.staying else UNDONE)
    tx.obj = batch.id
    tx.detail.clear()
    tx.detail.update(kind="batch", messages=taken.messages, cases=taken.new, staying=len(taken.staying))
    for case_id in taken.cases:
        Tx(tx.connection, tx.signer, tx.at, tx.act, case_id, {"batch": batch.id}).write_audit()
    return _sentence(batch, taken), tuple(taken.cases)


def _find(desk: Desk, tx: Tx, batch_id: str) -> BatchRow:
    mine = None if desk.role is Role.MANAGER else desk.person.id
    batch = batches.batch(tx.connection, batch_id) or batches.beginning(tx.connection, mine, batch_id)
    if batch is None:
        raise NotFound(NOT_THERE)
    if mine not in {None, batch.by_id}:
        raise NotAllowed("Only who took a batch in, or the manager, can take it back.")
    if batch.state == UNDONE:
        raise ChangedMeanwhile("This batch was taken back before.")
    return batch


def _void_cases(tx: Tx, batch: BatchRow, items: list[ItemRow], taken: _Taken) -> None:
    """Take back the new cases that hold nothing but what came with the batch."""
    busy = batches.worked_on(tx.connection, batch.id)
    answered = {one.entry_id for one in batches.started(tx.connection, batch.id) if one.state == "met"}
    gone = {item.case_id for item in items if item.new_case and item.status == "void"}
    opened = {item.case_id: item for item in items if item.new_case and item.case_id not in gone}
    stays = {item.case_id for item in items if item.entry_id in answered or item.undone_at is not None}
    for case_id, item in opened.items():
        if case_id in busy or case_id in stays or item.status != "open" or item.case_ver != 1:
            taken.staying[item.number] = None
            continue
        tx.change(Case, {"id": case_id}, 1, status="void")
        tx.connection.execute(update(_promise).where(_promise.c.case_id == case_id).values(state="void"))
        taken.new += 1
        taken.cases[case_id] = None
    gone_with = [item for item in items if item.case_id in taken.cases]
    _void_slips(tx, batch, [item for item in gone_with if item.new_case])
    taken.messages += len(gone_with)
    seen_mail.forget(tx, (item.recorded_at for item in gone_with))


def _void_slips(tx: Tx, batch: BatchRow, items: list[ItemRow]) -> None:
    """Take back what reception kept of these new cases."""
    slips = batches.slips_after(tx.connection, batch.by_id, items[0].entry_id) if items else []
    for item in items:
        own = next((slip for slip in slips if slip.at == item.at and slip.id > item.entry_id), None)
        if own is not None:
            slips.remove(own)
            if own.state == "passed_on":
                tx.change(Slip, {"id": own.id}, own.row_ver, state="void")


def _strike_entries(desk: Desk, tx: Tx, batch: BatchRow, items: list[ItemRow], taken: _Taken) -> None:
    """Strike out the messages that were added to cases of before, but for those that were answered or corrected."""
    started = {one.entry_id: one for one in batches.started(tx.connection, batch.id)}
    corrected = batches.corrected(tx.connection, batch.id)
    opened = {item.case_id for item in items if item.new_case}
    struck: list[ItemRow] = []
    for item in items:
        if item.case_id in opened or item.undone_at is not None or item.status == "void":
            continue
        promise = started.get(item.entry_id)
        if item.status == "closed" or item.entry_id in corrected or (promise and promise.state == "met"):
            taken.staying[item.number] = None
            continue
        _strike(desk, tx, item, promise)
        struck.append(item)
        taken.messages += 1
        taken.cases[item.case_id] = None
    seen_mail.forget(tx, (item.recorded_at for item in struck))
    _wait_again(desk, tx, struck)


def _wait_again(desk: Desk, tx: Tx, struck: list[ItemRow]) -> None:
    """Let the cases wait again that waited until one of these messages came."""
    for case_id in dict.fromkeys(item.case_id for item in struck):
        try:
            case = Opened(*open_case_row(desk, tx.connection, case_id))
        except NotFound:  # no longer for whoever takes the batch back
            continue
        waiting.wait_again(desk, tx, case, tuple(item.entry_id for item in struck if item.case_id == case_id))


def _strike(desk: Desk, tx: Tx, item: ItemRow, promise: StartedRow | None) -> None:
    where = {"case_id": item.case_id, "id": item.entry_id}
    tx.change(Entry, where, undone_at=desk.now, undone_by=desk.person.id)
    if promise is not None and promise.state == "open":
        tx.change(Promise, {"id": promise.id}, promise.row_ver, state="void")


def _sentence(batch: BatchRow, taken: _Taken) -> str:
    at = london(batch.at)
    new = f"{taken.new} new case{'' if taken.new == 1 else 's'}"
    messages = f"{taken.messages} message{'' if taken.messages == 1 else 's'}"
    said = f"The batch of {say_day(at.date())} {at:%H:%M} is taken back: {messages}, with {new}."
    if taken.staying:
        said += f" Somebody has worked on the others, so they stay: {_named(taken)}."
    return said


def _named(taken: _Taken) -> str:
    numbers = list(taken.staying)
    more = f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else ""
    return ", ".join(numbers[:NAMED]) + more
