"""A procedure and its steps as they are sealed and opened: the one place that reads and writes their documents.

Each step is signed by who recorded it: a colleague who holds the key and plain SQL makes none in another's name, and
what is moved, put back or given another time is refused when it is opened.

The key of a procedure is wrapped for the advisers' room (or the wall of its case) and for those who decide (L-14;
reading 32: the director reads the decision sheet and no case notes).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from advice_tui.desk import Desk
from advice_tui.rules.procedure import Running, Taken, Who
from data import queries
from data.access.grants import FORGED, Signatures
from data.access.wall_reading import room_for
from data.errors import IntegrityError, NotFound
from data.ids import new_id
from data.keys.sealing import new_key, place, sha256
from data.models import Procedure, ProcedureStep
from data.queries import conduct as asked
from data.queries.conduct import ProcedureRow as StoredProcedure
from data.queries.conduct import StepRow
from data.records import DECISION, NOT_THERE, NOTES, find_shared_key, seal_row, share_key, unseal_row
from data.store import Tx

TABLE, STEP, VERSION = "procedure", "procedure step", 1
SIGNATURE = "signature"
"""Where a step's document keeps the signature of who recorded it; the rest of the document is what is signed."""
WRITERS = frozenset({"receptionist", "adviser", "manager", "director"})
"""Whose signature counts on a step that was written down for somebody without an account."""


@dataclass(frozen=True)
class Head:
    """Which procedure it is, on which ground, about whom; ``policy_version`` is the one it was begun under.

    ``scope`` is "service" or "matter" (L-35); ``number`` the case's, or empty.
    """

    kind: str
    ground: str
    who: str
    number: str
    policy_version: str
    scope: str = "service"

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        return {"v": VERSION, **{name: getattr(self, name) for name in self.__dataclass_fields__}}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Head:
        """Read what ``to_json`` gave."""
        return cls(**{name: str(document.get(name, "")) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class StepDocument:
    """A recorded step: which, who took it (an account, or a name and function), what was written down.

    ``letter_id``, ``channel`` and ``day`` name the letter that was sent with it; ``file`` the id of an attached paper.
    """

    step: str
    who: Who
    values: Mapping[str, str] = field(default_factory=dict)
    letter_id: str = ""
    channel: str = ""
    day: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        who = {"account_id": self.who.account_id, "name": self.who.name, "function": self.who.function}
        kept = {"letter_id": self.letter_id, "channel": self.channel, "day": self.day}
        return {"v": VERSION, "step": self.step, "who": who, "values": dict(self.values), **kept}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> StepDocument:
        """Read what ``to_json`` gave."""
        who = document["who"]
        return cls(
            str(document["step"]),
            Who(str(who["account_id"]), str(who["name"]), str(who["function"])),
            {str(name): str(value) for name, value in document.get("values", {}).items()},
            *(str(document.get(name, "")) for name in ("letter_id", "channel", "day")),
        )


@dataclass(frozen=True)
class OpenedStep:
    """A recorded step with its document; ``struck`` when it was taken back."""

    row: StepRow
    document: StepDocument = field(repr=False)

    @property
    def struck(self) -> bool:
        """Whether it was taken back."""
        return self.row.undone_at is not None


@dataclass(frozen=True)
class OpenedProcedure:
    """A procedure with its key, its head and its steps, oldest first, struck ones too."""

    row: StoredProcedure
    key: bytes = field(repr=False)
    head: Head = field(repr=False)
    steps: tuple[OpenedStep, ...] = field(repr=False)
    running: Running = field(repr=False)

    def taken(self, step: str) -> OpenedStep | None:
        """Give how a step was taken last, or None."""
        found = [one for one in self.steps if one.document.step == step and not one.struck]
        return found[-1] if found else None

    def value(self, step: str, entry: str) -> str:
        """Give what was recorded under an entry of a step, or an empty text."""
        found = self.taken(step)
        return found.document.values.get(entry, "") if found else ""


def open_one(desk: Desk, connection: Connection, procedure_id: str) -> OpenedProcedure:
    """Open one procedure; raises NotFound, in the same words, when there is none or it is not for this person."""
    row = asked.procedure(connection, desk.keys, procedure_id)
    if row is None:
        raise NotFound(NOT_THERE)
    return opened(desk, connection, row)


def opened(
    desk: Desk, connection: Connection, row: StoredProcedure, names: Mapping[str, str] | None = None
) -> OpenedProcedure:
    """Open a procedure that was found; ``names`` of accounts are read once by who opens many."""
    key = find_shared_key(connection, desk.keys, row.id, row.key_ver)
    head = Head.from_json(unseal_row(key, TABLE, row.id, row.id, row.key_ver, row.sealed))
    steps = tuple(OpenedStep(one, _step(desk, connection, key, one)) for one in asked.steps(connection, row.id))
    by_id = queries.names(connection) if names is None else names
    return OpenedProcedure(row, key, head, steps, running_of(desk, by_id, head, steps))


def _step(desk: Desk, connection: Connection, key: bytes, row: StepRow) -> StepDocument:
    """Open a step; raises IntegrityError for one that was not recorded by whom it names."""
    sealed = dict(unseal_row(key, STEP, row.id, row.procedure_id, row.key_ver, row.sealed))
    signature = str(sealed.pop(SIGNATURE, ""))
    document = StepDocument.from_json(sealed)
    who = document.who
    if who.account_id not in {"", row.by_id}:
        raise IntegrityError(FORGED)
    roles = frozenset({who.function}) if who.account_id else WRITERS
    message = _message(row.procedure_id, row.id, (row.happened_at, row.recorded_at), row.by_id, sealed)
    if not _signed(desk.session.signatures, row.by_id, message, signature, roles):
        # who recorded it may be new since we signed in
        now = Signatures(connection, desk.keys.person.root_public)
        if not _signed(now, row.by_id, message, signature, roles):
            raise IntegrityError(FORGED)
    return document


def _message(
    procedure_id: str, step_id: str, times: tuple[datetime, datetime], by_id: str, document: Mapping[str, Any]
) -> bytes:
    """Give what is signed of a step: where it stands, when it happened and was recorded, by whom, and all it says."""
    happened, recorded = (f"{one.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}" for one in times)
    said = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    return place(STEP, procedure_id, step_id, happened, recorded, by_id, sha256(said).hex())


@lru_cache(maxsize=4096)
def _signed(signatures: Signatures, by_id: str, message: bytes, signature: str, roles: frozenset[str]) -> bool:
    """Whether a key of one of these roles made this signature; asked of each step once, for lists ask always."""
    try:
        signatures.check(by_id, message, bytes.fromhex(signature), roles)
    except (IntegrityError, ValueError):
        return False
    return True


def running_of(desk: Desk, names: Mapping[str, str], head: Head, steps: tuple[OpenedStep, ...]) -> Running:
    """Give a procedure as the rules see it: its steps by the policy in force, and what was taken and not struck."""
    taken = tuple(
        Taken(
            one.document.step,
            one.document.who,
            Who(one.row.by_id, names.get(one.row.by_id, ""), ""),
            one.row.happened_at,
            one.row.recorded_at,
            one.document.values,
        )
        for one in steps
        if not one.struck
    )
    return Running(head.kind, getattr(desk.policy.procedures, head.kind), head.ground, taken)


def put_procedure(
    desk: Desk, tx: Tx, head: Head, *, case_id: str = "", client_id: str = "", for_deciders: bool = True
) -> tuple[str, bytes]:
    """Insert a procedure inside an act, its key shared with who may read it; give its id and key.

    It stands behind the wall of its case, if there is one. ``for_deciders`` shares it with those who decide.
    """
    procedure_id, key = new_id(), new_key()
    room = room_for(tx.connection, "advice", client_id=client_id, case_id=case_id)
    share_key(tx, desk.keys, room, procedure_id, NOTES, 1, key)
    if for_deciders:
        share_key(tx, desk.keys, "decisions", procedure_id, DECISION, 1, key)
    tx.insert(
        Procedure,
        id=procedure_id,
        case_id=case_id or None,
        client_id=client_id or None,
        opened_at=tx.at,
        opened_by=desk.person.id,
        key_ver=1,
        sealed=seal_row(key, TABLE, procedure_id, procedure_id, 1, head.to_json()),
        row_ver=1,
    )
    return procedure_id, key


def put_step(
    desk: Desk,
    tx: Tx,
    procedure_id: str,
    key: tuple[bytes, int],
    document: StepDocument,
    happened_at: datetime,
) -> str:
    """Insert a recorded step inside an act, signed by who records it, and name it in the audit line; give its id."""
    step_id, said = new_id(), document.to_json()
    message = _message(procedure_id, step_id, (happened_at, tx.at), desk.person.id, said)
    said[SIGNATURE] = desk.signer.sign(message).hex()
    tx.insert(
        ProcedureStep,
        procedure_id=procedure_id,
        id=step_id,
        happened_at=happened_at,
        recorded_at=tx.at,
        by_id=desk.person.id,
        key_ver=key[1],
        sealed=seal_row(key[0], STEP, step_id, procedure_id, key[1], said),
    )
    tx.detail["steps"] = [*tx.detail.get("steps", []), step_id]
    return step_id
