"""The flag that a manager sets by hand, and what may be read of how a client stands, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from advice_tui.casework.case_documents import find_client
from advice_tui.casework.desk_flags.lines import (
    REFUSED,
    Kind,
    check_lines,
    last_lines,
    last_of,
    person,
    put_line,
    reason_of,
    standing_lines,
)
from advice_tui.casework.desk_flags.standing import refused, standing
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from data import queries
from data.errors import BadInput, ChangedMeanwhile, IntegrityError, NotAllowed, NotFound
from data.queries import desk_flags as asked
from data.queries.desk_flags import DeskFlagRow
from data.store import Tx

DECIDED = "This stands because it was decided. Reinstate her in that procedure."


@dataclass(frozen=True)
class FlagView:
    """How a client stands with the desk, for advisers and managers: since when, by whom and why.

    ``may_change`` says that the person at this desk may set or lift it by hand. ``source`` is the procedure that
    decided it, empty for a flag set by hand; ``restricted`` says that the manager is to be seen first.
    """

    refused: bool
    at: datetime | None = None
    by: str = ""
    reason: str = field(default="", repr=False)
    may_change: bool = False
    source: str = ""
    restricted: bool = False


@dataclass(frozen=True)
class Flagged:
    """The flag was set or lifted: the sentence to show, and how to take it back."""

    sentence: str
    undo: UndoToken


# Reading ------------------------------------------------------------------------------------------------------------


@allowed(Act.SEE_DESK)
def said_of(desk: Desk, client_id: str) -> str:
    """Give the sentence that the desk is told of one client, or nothing (scenario 16)."""
    require_read(desk)
    with desk.store.read() as connection:
        found = standing(desk, connection, [client_id]).get(client_id)
    return found.sentence if found is not None and found.scope == "service" else ""


@allowed(Act.READ_CASE)
def flag_of(desk: Desk, client_id: str) -> FlagView:
    """Say how a client stands with the desk, with the reason; for advisers and managers.

    Raises NotFound when there is no such client, IntegrityError for a line that was not written by who may write it.
    """
    require_read(desk)
    may_change = may(desk.role, Act.FLAG_CLIENT)
    with desk.store.read() as connection:
        row = _shown(desk, connection, find_client(desk, connection, client_id)[0].id)
        if row is None:
            return FlagView(refused=False, may_change=may_change)
        why = _reason(desk, connection, row)
        by = queries.names(connection).get(row.by_id, "")
    restricted = row.kind == "restrict"
    hand = may_change and not (row.source and row.kind == "refuse")
    return FlagView(row.kind == "refuse", row.at, by, why, hand, row.source, restricted)


def _shown(desk: Desk, connection: Connection, client_id: str) -> DeskFlagRow | None:
    """Give the line to show: one that keeps her out, else one that restricts her, else the last that was lifted."""
    rows = asked.lines(connection)
    check_lines(desk, connection, rows)
    ids = person(desk, connection, client_id)
    lines = standing_lines(last_lines(rows), ids)
    whole = [row for row in lines if row.kind == "refuse" and not (row.source and row.for_front is None)]
    restricting = [row for row in lines if row.kind == "restrict"]
    lifted = [row for row in rows if row.client_id in ids and row.kind == "lift"]
    for found in (whole, restricting, lifted):
        if found:
            return found[-1]
    return None


def _reason(desk: Desk, connection: Connection, row: DeskFlagRow) -> str:
    """Give the reason of a line; nothing where the procedure it comes from is not for this person."""
    try:
        return reason_of(desk, connection, row)
    except NotFound:
        return ""


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
    """Let the desk admit a client again, whom a manager had flagged by hand.

    Raises BadInput without a reason, when nothing stands, or when a decision stands: that one is changed where it was
    made (``casework.effects.reinstate``). NotFound when there is no such client.
    """
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
        last = last_of(desk, tx.connection, row.id)
        stands = last is not None and last.kind == "refuse"
        if stands == (kind == "refuse"):
            decided = kind == "lift" and refused(desk, tx.connection, [row.id])
            raise BadInput({"reason": DECIDED if decided else _STANDS[kind]})
        tx.obj = row.id
        flag_id = put_line(desk, tx, row.id, kind, why)
    token = UndoToken("desk_flag", _UNDO[kind], "", data={"client": row.id, "flag": flag_id, "kind": kind})
    return Flagged(_DONE[kind], token)


@undoes("desk_flag")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Take one's own last line back by the opposite one; both stay on the file."""
    if not may(desk.role, Act.FLAG_CLIENT):
        raise NotAllowed("Only a manager may change what the desk is told.")
    tx.obj = client_id = token.data["client"]
    last = last_of(desk, tx.connection, client_id)
    if last is None or last.id != token.data["flag"]:
        raise ChangedMeanwhile("The flag at the desk was changed again meanwhile. Nothing was undone.")
    put_line(desk, tx, client_id, "lift" if token.data["kind"] == "refuse" else "refuse", "Taken back at once.")
