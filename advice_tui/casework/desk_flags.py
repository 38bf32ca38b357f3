"""The desk's one flag: "Do not admit: call the manager". Reception is told this of a student's conduct, and no more.

1. Only a manager sets it and lifts it, each time with the reason (L-10, L-33; I-13).
2. Reception sees the sentence and never the reason, which is sealed for the advice room (I-22; L-13).
3. A line is signed by the manager who wrote it, and bound to the line before of the same client: one that was forged,
   changed or taken out of the middle is refused, and nothing of it counts. Lines are added and never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection

from advice_tui.casework.case_documents import find_client
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from data import queries
from data.access.grants import FORGED, GRANTERS, Signatures
from data.errors import BadInput, ChangedMeanwhile, IntegrityError, NotAllowed, NotFound
from data.ids import new_id
from data.keys.sealing import place, sha256
from data.models import DeskFlag
from data.queries import desk_flags as asked
from data.queries.desk_flags import DeskFlagRow
from data.records import NOTES, find_key, make_key, seal_row, unseal_row
from data.store import Tx

REFUSED = "Do not admit: call the manager"
"""All that reception is told."""
RECORD = "record"
"""The kind under which a client's details name the records that were merged into hers."""
TABLE, VERSION = "desk flag", 1
Kind = Literal["refuse", "lift"]


@dataclass(frozen=True)
class FlagView:
    """How a client stands with the desk, for advisers and managers: since when, by whom and why.

    ``may_change`` says that the person at this desk may set or lift it.
    """

    refused: bool
    at: datetime | None = None
    by: str = ""
    reason: str = field(default="", repr=False)
    may_change: bool = False


@dataclass(frozen=True)
class Flagged:
    """The flag was set or lifted: the sentence to show, and how to take it back."""

    sentence: str
    undo: UndoToken


# Reading ------------------------------------------------------------------------------------------------------------


def refused(desk: Desk, connection: Connection, client_ids: Iterable[str]) -> dict[str, str]:
    """Give the sentence for those of these clients who are not to be admitted, by the ids asked for.

    A client who was merged with another is the same person: what stands on either counts. Raises IntegrityError for a
    line that no manager wrote. Costs one small question while nobody is flagged.
    """
    wanted = set(client_ids)
    rows = asked.lines(connection) if wanted else []
    if not rows:
        return {}
    check_lines(desk, connection, rows)
    last = {row.client_id: row for row in rows}
    found: set[str] = set()
    for row in last.values():
        if row.kind == "refuse" and row.client_id not in found:
            person = _person(desk, connection, row.client_id)
            if _standing(last, person).kind == "refuse":
                found |= person
    return dict.fromkeys(wanted & found, REFUSED)


def _standing(last: dict[str, DeskFlagRow], person: Iterable[str]) -> DeskFlagRow:
    """Give the line that stands of a person: the last one of all her records."""
    return max((last[one] for one in person if one in last), key=lambda row: row.id)


def _person(desk: Desk, connection: Connection, client_id: str) -> set[str]:
    """Give every id a person has or had, this one included."""
    try:
        row, _, details = find_client(desk, connection, client_id)
    except NotFound:
        return {client_id}
    return {client_id, row.id, *(text for kind, text in details.also if kind == RECORD)}


def check_lines(desk: Desk, connection: Connection, rows: Sequence[DeskFlagRow]) -> None:
    """Check every line, oldest first; raises IntegrityError when one was not written by a manager."""
    signatures, before = desk.session.signatures, dict[str, str]()
    for row in rows:
        message = _message(row, before.get(row.client_id, ""))
        if not _signed(signatures, row.by_id, message, row.signature):
            # the manager may be new since we signed in
            signatures = Signatures(connection, desk.keys.person.root_public)
            if not _signed(signatures, row.by_id, message, row.signature):
                raise IntegrityError(FORGED)
        before[row.client_id] = row.id


def _message(row: DeskFlagRow, before: str) -> bytes:
    """Give what the manager signs of a line: all of it, and which line of the same client it follows."""
    at = f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    return place(TABLE, row.id, before, row.client_id, row.kind, at, row.by_id, row.key_ver, sha256(row.sealed).hex())


@lru_cache(maxsize=1024)
def _signed(signatures: Signatures, by_id: str, message: bytes, signature: bytes) -> bool:
    """Whether a manager's key made this signature; asked of each line once, for the diary asks at every look."""
    try:
        signatures.check(by_id, message, signature, GRANTERS)
    except IntegrityError:
        return False
    return True


@allowed(Act.SEE_DESK)
def said_of(desk: Desk, client_id: str) -> str:
    """Give the sentence that the desk is told of one client, or nothing (scenario 16)."""
    require_read(desk)
    with desk.store.read() as connection:
        return refused(desk, connection, [client_id]).get(client_id, "")


@allowed(Act.READ_CASE)
def flag_of(desk: Desk, client_id: str) -> FlagView:
    """Say how a client stands with the desk, with the reason; for advisers and managers.

    Raises NotFound when there is no such client, IntegrityError for a line that no manager wrote.
    """
    require_read(desk)
    may_change = may(desk.role, Act.FLAG_CLIENT)
    with desk.store.read() as connection:
        find_client(desk, connection, client_id)
        row = _last(desk, connection, client_id)
        if row is None:
            return FlagView(refused=False, may_change=may_change)
        key = find_key(connection, desk.keys, row.id, NOTES, row.key_ver)
        document = unseal_row(key, TABLE, row.id, row.id, row.key_ver, row.sealed)
        by = queries.names(connection).get(row.by_id, "")
    return FlagView(row.kind == "refuse", row.at, by, str(document["reason"]), may_change)


def _last(desk: Desk, connection: Connection, client_id: str) -> DeskFlagRow | None:
    """Give the line that stands of a client, or None when there never was one."""
    rows = asked.lines(connection)
    check_lines(desk, connection, rows)
    last = {row.client_id: row for row in rows}
    person = _person(desk, connection, client_id)
    return _standing(last, person) if person & last.keys() else None


@allowed(Act.MAINTAIN)
def faults(desk: Desk) -> tuple[str, ...]:
    """Say what is wrong with the desk's flags: a line forged, or one cut off that the audit trail tells of."""
    with desk.store.read() as connection:
        rows = asked.lines(connection)
        try:
            check_lines(desk, connection, rows)
        except IntegrityError:
            return ("A flag of the front desk was changed outside the program.",)
        if asked.audited(connection) != {row.id for row in rows}:
            return ("Flags of the front desk were taken out.",)
    return ()


# Setting and lifting ------------------------------------------------------------------------------------------------


@allowed(Act.FLAG_CLIENT)
def refuse(desk: Desk, client_id: str, reason: str) -> Flagged:
    """Tell the desk not to admit a client and to call the manager; bookings of hers are refused with this sentence.

    Raises BadInput without a reason, or when it stands already; NotFound when there is no such client.
    """
    return _write(desk, client_id, "refuse", reason)


@allowed(Act.FLAG_CLIENT)
def lift(desk: Desk, client_id: str, reason: str) -> Flagged:
    """Let the desk admit a client again. Raises BadInput without a reason, or when nothing stands; NotFound."""
    return _write(desk, client_id, "lift", reason)


_DONE: dict[Kind, str] = {
    "refuse": f"Reception is told from now on: {REFUSED}. The reason stays with the advisers.",
    "lift": "The desk admits this client again.",
}
_UNDO: dict[Kind, str] = {"refuse": "the flag at the desk", "lift": "the lifting of the flag at the desk"}
_STANDS = {
    "refuse": "The desk is told already not to admit this client.",
    "lift": "The desk is not told anything of this client.",
}


def _write(desk: Desk, client_id: str, kind: Kind, reason: str) -> Flagged:
    require_read(desk)
    why, wrong = text_field(reason, "Reason", Limit.SHORT, required=True, lines=True)
    if wrong:
        raise BadInput({"reason": wrong})
    with desk.store.write(desk.signer, Act.FLAG_CLIENT.value, client_id, at=desk.now) as tx:
        row, _, _ = find_client(desk, tx.connection, client_id)
        if _stands(desk, tx.connection, row.id) == (kind == "refuse"):
            raise BadInput({"reason": _STANDS[kind]})
        tx.obj = row.id
        flag_id = _put(desk, tx, row.id, kind, why)
    token = UndoToken("desk_flag", _UNDO[kind], "", data={"client": row.id, "flag": flag_id, "kind": kind})
    return Flagged(_DONE[kind], token)


def _stands(desk: Desk, connection: Connection, client_id: str) -> bool:
    last = _last(desk, connection, client_id)
    return last is not None and last.kind == "refuse"


def _put(desk: Desk, tx: Tx, client_id: str, kind: str, reason: str) -> str:
    """Seal, sign and write a line, and name it in the audit line; give its id."""
    flag_id = new_id()
    key = make_key(tx, desk.keys, "advice", flag_id, NOTES)
    sealed = seal_row(key, TABLE, flag_id, flag_id, 1, {"v": VERSION, "reason": reason})
    before = [row.id for row in asked.lines(tx.connection) if row.client_id == client_id]
    row = DeskFlagRow(flag_id, client_id, kind, tx.at, desk.person.id, b"", 1, sealed)
    values: dict[str, Any] = {name: getattr(row, name) for name in DeskFlagRow.__dataclass_fields__}
    values["signature"] = desk.signer.sign(_message(row, before[-1] if before else ""))
    tx.insert(DeskFlag, **values)
    tx.detail.update(flag=flag_id, line=kind)
    return flag_id


@undoes("desk_flag")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Take one's own last line back by the opposite one; both stay on the file."""
    if not may(desk.role, Act.FLAG_CLIENT):
        raise NotAllowed("Only a manager may change what the desk is told.")
    tx.obj = client_id = token.data["client"]
    last = _last(desk, tx.connection, client_id)
    if last is None or last.id != token.data["flag"]:
        raise ChangedMeanwhile("The flag at the desk was changed again meanwhile. Nothing was undone.")
    _put(desk, tx, client_id, "lift" if token.data["kind"] == "refuse" else "refuse", "Taken back at once.")
