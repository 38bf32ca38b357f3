"""What a wall is in the database, and who may sign for its rooms.

A wall's id is a digest of everything that never changes of it: its case, who is inside, who is kept out, who owns it
and who put it up. So whoever can write to the database can forge no owner and no member: it would be another wall, with
other rooms. The rooms ``wall:<id>`` (the case) and ``desk:<id>`` (the client's name and appointments) are signed by
those inside.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import Connection, select

from data.errors import IntegrityError
from data.keys.sealing import place
from data.models import Wall

INSIDE, DESK = "wall:", "desk:"
WALLERS = frozenset({"adviser", "manager"})
"""Roles of people who may be inside a wall, own it and sign for its rooms."""
PSEUDO = frozenset({"recovery", "break-glass"})
"""The pseudo accounts behind the codes: inside every wall."""
MANAGERS = frozenset({"manager"})
LISTS = ("members", "kept_out", "desk_out")
"""The lists of people in a wall's row."""

_wall: Any = Wall.__table__  # type: ignore[attr-defined]


class Checks(Protocol):
    """What knows everybody's certified keys."""

    def check(self, by_id: str, message: bytes, signature: bytes, roles: frozenset[str]) -> None:
        """Raise IntegrityError unless a key of this account, in one of these roles, made the signature."""


@dataclass(frozen=True)
class WallFacts:
    """What never changes of a wall; ``id`` follows from the rest. ``members`` and ``kept_out`` are account ids.

    ``desk_out`` are those who do not receive the client: who is kept out here, and by other walls around her cases;
    nobody, where her name is not shut away. ``nonce`` makes two walls of the same people at the same moment two.
    """

    id: str
    case_id: str
    client_id: str
    owner_id: str
    by_id: str
    members: tuple[str, ...]
    kept_out: tuple[str, ...]
    desk_out: tuple[str, ...]
    at: datetime
    nonce: str
    signature: bytes = field(repr=False, default=b"")
    lifted: bool = False

    @property
    def room(self) -> str:
        """The room of the case."""
        return INSIDE + self.id

    @property
    def desk(self) -> str:
        """The room of the client's name and appointments."""
        return DESK + self.id

    @property
    def people(self) -> str:
        """Who is inside and who is kept out, as it stands in the row."""
        lists = {name: list(getattr(self, name)) for name in LISTS}
        named = {**lists, "nonce": self.nonce}
        return json.dumps(named, separators=(",", ":"))

    def message(self) -> bytes:
        """Give what is signed, which the id is a digest of too."""
        at = f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        return place("wall row", self.case_id, self.client_id, self.owner_id, self.by_id, self.people, at)

    def named(self) -> str:
        """Give the id that these facts make."""
        return sha256(self.message()).hexdigest()[:32]


def is_wall_room(room: str) -> bool:
    """Whether a room is behind a wall: its case's, or its client's."""
    return room.startswith((INSIDE, DESK))


def wall_of_room(room: str) -> str:
    """Give the wall that a room belongs to."""
    return room.partition(":")[2]


def read_walls(connection: Connection) -> dict[str, WallFacts]:
    """Read every wall that stands or stood, by id; raises IntegrityError for a row that is not what its id says."""
    names = ("id", "case_id", "client_id", "owner_id", "by_id", "kept_out", "at", "signature", "lifted_at")
    rows = connection.execute(select(*(_wall.c[name] for name in names)).order_by(_wall.c.at, _wall.c.id))
    return {row.id: _facts(row) for row in rows}


def _facts(row: Any) -> WallFacts:
    try:
        people = json.loads(row.kept_out)
        members, kept_out, desk_out = (tuple(str(one) for one in people[name]) for name in LISTS)
        nonce = str(people["nonce"])
    except (ValueError, TypeError, KeyError) as error:
        raise IntegrityError(FORGED) from error
    facts = WallFacts(
        row.id,
        row.case_id,
        row.client_id or "",
        row.owner_id,
        row.by_id,
        members,
        kept_out,
        desk_out,
        row.at,
        nonce,
        bytes(row.signature),
        row.lifted_at is not None,
    )
    if facts.named() != facts.id:
        raise IntegrityError(FORGED)
    return facts


FORGED = (
    "A wall around a case was changed outside the program. Nothing was opened. Tell the manager, and run "
    "`advice-tui check`."
)


def check_facts(signatures: Checks, facts: WallFacts) -> None:
    """Raise IntegrityError unless the wall is what was put up: by somebody inside, or by a manager not kept out."""
    if facts.owner_id not in facts.members or facts.by_id in facts.kept_out:
        raise IntegrityError(FORGED)
    roles = WALLERS if facts.by_id in facts.members else MANAGERS
    try:
        signatures.check(facts.by_id, facts.message(), facts.signature, roles)
    except IntegrityError as error:
        raise IntegrityError(FORGED) from error


class WallSigners:
    """Says whose signature counts for the rooms of walls; each wall's own row is checked once."""

    def __init__(self, connection: Connection, signatures: Checks) -> None:
        self._walls = read_walls(connection)
        self._signatures = signatures
        self._checked: set[str] = set()

    def roles_for(self, room: str, ver: int, by_id: str) -> frozenset[str]:
        """Give the roles in which this account may have signed for a version of a wall's room.

        Those named inside may, the one who put it up for its first version, and the pseudo accounts; for the desk's
        room also managers who are not kept out. Raises IntegrityError for a room of no wall and for a forged wall.
        """
        facts = self._walls.get(wall_of_room(room))
        if facts is None:
            raise IntegrityError(FORGED)
        if facts.id not in self._checked:
            check_facts(self._signatures, facts)
            self._checked.add(facts.id)
        if by_id in facts.members or (by_id == facts.by_id and ver == 1):
            return WALLERS | PSEUDO
        if room.startswith(DESK) and by_id not in facts.desk_out:
            return MANAGERS | PSEUDO
        return PSEUDO


def standing(walls: Iterable[WallFacts]) -> list[WallFacts]:
    """Give those that stand."""
    return [one for one in walls if not one.lifted]
