"""Slips of calls, messages and requests: their words sealed for the advisers, and what the calendar does to them.

Reception seals the words into the advice room's letter box and cannot open them again (I-22, I-30, I-35; L-13, L-21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from advice_tui.desk import Desk
from advice_tui.rules.calls import MESSAGE, REQUEST
from advice_tui.rules.working_days import Due
from data.access.wall_reading import room_for
from data.errors import NotFound
from data.ids import new_id
from data.models import Slip
from data.queries import messages as asked
from data.queries.messages import MessageRow
from data.records import NOT_THERE, NOTES, find_key, find_keys, make_key, seal_row, unseal_row
from data.store import Tx

VERSION = 1
TABLE = "slip"
SEALED = (MESSAGE, REQUEST)
"""The kinds of slip that have words; a call that was put through has none."""


@dataclass(frozen=True)
class MessageDocument:
    """What a caller said: the words, the number and times for ringing back, and the sum behind the target."""

    words: str
    number: str
    times: str
    working: str

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        said = {"words": self.words, "number": self.number, "times": self.times}
        return {"v": VERSION, "working": self.working, **said}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> MessageDocument:
        """Read what ``to_json`` gave."""
        return cls(*(str(document.get(name, "")) for name in ("words", "number", "times", "working")))

    @property
    def due(self) -> Due:
        """The target with its sum, as it was promised."""
        return Due.from_json(self.working)


@dataclass(frozen=True)
class OpenedSlip:
    """A message with its key and words."""

    row: MessageRow
    key: bytes = field(repr=False)
    document: MessageDocument = field(repr=False)


def put_slip(
    desk: Desk,
    tx: Tx,
    document: MessageDocument | None,
    due: Due | None,
    **values: Any,
) -> str:
    """Store a slip (``values``: its plain columns), its words for the advisers alone; give its id.

    They go into the letter box of the advice room, or of the wall that shuts its client away. Without a target (a call
    that was put through) it is done at once.
    """
    slip_id = new_id()
    at: datetime = values["at"]
    sealed, key_ver = None, None
    if document is not None:
        room = room_for(tx.connection, "advice", client_id=values["client_id"])
        key_ver, key = 1, make_key(tx, desk.keys, room, slip_id, NOTES)
        sealed = seal_row(key, TABLE, slip_id, slip_id, key_ver, document.to_json())
    instants = _instants(due) if due else dict.fromkeys(("due_at", "strict_at", "breach_at"), at)
    done = {} if due else {"answered_at": at, "answered_by": values.get("for_id")}
    tx.insert(
        Slip,
        id=slip_id,
        by_id=desk.person.id,
        state="passed_on" if due else "answered",
        row_ver=1,
        key_ver=key_ver,
        sealed=sealed,
        **{"answered_at": None, "answered_by": None, **done},
        **instants,
        **values,
    )
    return slip_id


def open_slip(desk: Desk, connection: Connection, slip_id: str) -> OpenedSlip:
    """Open a message or request; raises NotFound, in the same words, for none and for one not for this person."""
    row = asked.message(connection, slip_id)
    if row is None or row.state == "void" or row.sealed is None or row.key_ver is None:
        raise NotFound(NOT_THERE)
    return _opened(row, find_key(connection, desk.keys, row.id, NOTES, row.key_ver))


def open_slips(desk: Desk, connection: Connection, rows: list[MessageRow]) -> list[OpenedSlip]:
    """Open many; those not for this person are left out."""
    keys = find_keys(connection, desk.keys, [row.id for row in rows if row.sealed], NOTES)
    return [_opened(row, key) for row in rows if row.key_ver and (key := keys.get((row.id, row.key_ver))) is not None]


def _opened(row: MessageRow, key: bytes) -> OpenedSlip:
    document = unseal_row(key, TABLE, row.id, row.id, row.key_ver or 1, row.sealed or b"")
    return OpenedSlip(row, key, MessageDocument.from_json(document))


def reopen_slip(tx: Tx, slip_id: str) -> None:
    """Let a message or request wait again: what answered it is taken back."""
    tx.change(Slip, {"id": slip_id}, state="passed_on", answered_at=None, answered_by=None)


# The calendar -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MessageMove:
    """A message whose target a change of the calendar moves, with the document that holds the new sum."""

    slip: OpenedSlip = field(repr=False)
    due: Due

    @property
    def row(self) -> MessageRow:
        """The slip as it is stored."""
        return self.slip.row


Reworked = Callable[[Due], tuple[Due, str] | bool]
"""Gives a promise's new date and why; or whether it stays only because the change was announced too late."""


@dataclass(frozen=True)
class MessageMoves:
    """What a change of the calendar does to messages: those that move, how many stay, how many only for being late.

    ``waiting`` are the ids of all that nobody has taken up.
    """

    moved: list[MessageMove]
    stay: int
    late: int
    waiting: frozenset[str]


def message_moves(desk: Desk, connection: Connection, reworked: Reworked) -> MessageMoves:
    """Work out which waiting messages move, by the rule of promises (rule 7).

    A message has no promise row before it is called back: its own sum, under its seal, is what moves.
    """
    rows = asked.waiting(connection)
    moved, stay, late = [], 0, 0
    for slip in open_slips(desk, connection, rows):
        found = reworked(slip.document.due)
        if isinstance(found, tuple):
            moved.append(MessageMove(slip, found[0]))
        else:
            stay, late = stay + 1, late + found
    return MessageMoves(moved, stay, late, frozenset(row.id for row in rows))


def store_message_move(tx: Tx, move: MessageMove) -> None:
    """Write the new date, and the sum that explains it."""
    row, said = move.row, move.slip.document
    document = MessageDocument(said.words, said.number, said.times, move.due.to_json())
    sealed = seal_row(move.slip.key, TABLE, row.id, row.id, row.key_ver or 1, document.to_json())
    tx.change(Slip, {"id": row.id}, row.row_ver, sealed=sealed, **_instants(move.due))


def before_move(row: MessageRow) -> dict[str, Any]:
    """Give what a message was before it moved, for taking that back."""
    return {"due_at": row.due_at, "strict_at": row.strict_at, "breach_at": row.breach_at, "sealed": row.sealed}


def _instants(due: Due) -> dict[str, Any]:
    return {"due_at": due.due, "strict_at": due.strict_due, "breach_at": due.breach_at}
