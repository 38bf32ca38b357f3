"""The lines of the desk's flags: signed, checked, sealed and written in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection

from advice_tui.casework.case_documents import find_client
from advice_tui.desk import Desk
from data.access.grants import FORGED, GRANTERS, Signatures
from data.access.wall_reading import room_for
from data.errors import IntegrityError, NotFound
from data.ids import new_id
from data.keys.sealing import place, sha256
from data.models import DeskFlag
from data.queries import conduct
from data.queries import desk_flags as asked
from data.queries.desk_flags import DeskFlagRow
from data.records import IDENTITY, NOTES, find_key, find_shared_key, make_key, seal_row, unseal_row
from data.store import Tx

REFUSED = "Do not admit: call the manager"
"""What reception is told, unless the ground of a decision has a sentence of its own."""
RECORD = "record"
"""The kind under which a client's details name the records that were merged into hers."""
TABLE, FRONT, VERSION = "desk flag", "desk flag for the front", 1
Kind = Literal["refuse", "restrict", "lift"]
DECIDERS = GRANTERS | {"director"}
"""Whose signature counts on a line that a decision wrote: the director's too, who may be the manager's deputy."""
WRITERS = frozenset({"adviser"})
"""Who may write a decision down for somebody without an account: her line counts with her step beside it only."""


def person(desk: Desk, connection: Connection, client_id: str) -> set[str]:
    """Give every id a person has or had, this one included; only this one for whom she is nobody."""
    try:
        row, _, details = find_client(desk, connection, client_id)
    except NotFound:
        return {client_id}
    return {client_id, row.id, *(text for kind, text in details.also if kind == RECORD)}


def last_lines(rows: Iterable[DeskFlagRow]) -> dict[tuple[str, str], DeskFlagRow]:
    """Give the last line of each client and source."""
    return {(row.client_id, row.source): row for row in rows}


def standing_lines(last: Mapping[tuple[str, str], DeskFlagRow], ids: Iterable[str]) -> list[DeskFlagRow]:
    """Give the lines that stand of a person, by all her ids: the last of each source, those that were lifted not."""
    of_source: dict[str, DeskFlagRow] = {}
    wanted = set(ids)
    for (client_id, source), row in last.items():
        if client_id in wanted and (source not in of_source or of_source[source].id < row.id):
            of_source[source] = row
    return sorted((row for row in of_source.values() if row.kind != "lift"), key=lambda row: row.id)


def last_of(desk: Desk, connection: Connection, client_id: str, source: str = "") -> DeskFlagRow | None:
    """Give the last line of a person and a source, lifted or not, or None when there never was one."""
    rows = asked.lines(connection)
    check_lines(desk, connection, rows)
    ids = person(desk, connection, client_id)
    found = [row for row in rows if row.source == source and row.client_id in ids]
    return found[-1] if found else None


# Signatures ----------------------------------------------------------------------------------------------------------


def check_lines(desk: Desk, connection: Connection, rows: Sequence[DeskFlagRow]) -> None:
    """Check every line, oldest first; raises IntegrityError when one was not written by who may write it."""
    signatures, before = desk.session.signatures, dict[str, str]()
    for row in rows:
        message = _message(row, before.get(row.client_id, ""))
        if not _counts(connection, signatures, row, message):
            # the writer may be new since we signed in
            signatures = Signatures(connection, desk.keys.person.root_public)
            if not _counts(connection, signatures, row, message):
                raise IntegrityError(FORGED)
        before[row.client_id] = row.id


def _counts(connection: Connection, signatures: Signatures, row: DeskFlagRow, message: bytes) -> bool:
    """Whether who signed a line may write it: a decider, or an adviser beside a step that she wrote down."""
    if _checked(signatures, row.by_id, message, row.signature, DECIDERS if row.source else GRANTERS):
        return True
    if not row.source or row.kind == "lift":
        return False
    wrote = _checked(signatures, row.by_id, message, row.signature, WRITERS)
    return wrote and row.by_id in asked.takers(connection, row.source)


def may_sign(desk: Desk, kind: Kind) -> bool:
    """Whether a line of a decision counts with this person's signature."""
    return desk.role.value in (DECIDERS if kind == "lift" else DECIDERS | WRITERS)


@lru_cache(maxsize=1024)
def _checked(signatures: Signatures, by_id: str, message: bytes, signature: bytes, roles: frozenset[str]) -> bool:
    """Whether a key of one of these roles made this signature; asked of each line once, for the diary asks always."""
    try:
        signatures.check(by_id, message, signature, roles)
    except IntegrityError:
        return False
    return True


def _message(row: DeskFlagRow, before: str) -> bytes:
    """Give what is signed of a line: all of it, and which line of the same client it follows."""
    at = f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    parts = (TABLE, row.id, before, row.client_id, row.kind, at, row.by_id, row.key_ver, sha256(row.sealed).hex())
    if not row.source and row.for_front is None:
        return place(*parts)
    return place(*parts, row.source, sha256(row.for_front).hex() if row.for_front is not None else "")


# Writing and opening -------------------------------------------------------------------------------------------------


def put_line(
    desk: Desk,
    tx: Tx,
    client_id: str,
    kind: Kind,
    reason: str,
    *,
    source: tuple[str, int, bytes] | None = None,
    for_front: Mapping[str, Any] | None = None,
) -> str:
    """Seal, sign and write a line inside an act, and name it in the audit line; give its id.

    ``source`` is the procedure it comes from (id, key version, key): the reason stands under its key. ``for_front`` is
    for the front room, by its letter box where the writer has no key to it. One line an act.
    """
    flag_id = new_id()
    if source is None:
        source_id, under, ver = "", flag_id, 1
        key = make_key(tx, desk.keys, room_for(tx.connection, "advice", client_id=client_id), flag_id, NOTES)
    else:
        source_id, ver, key = source
        under = source_id
    sealed = seal_row(key, TABLE, flag_id, under, ver, {"v": VERSION, "reason": reason})
    front = None
    if for_front is not None:
        front_key = make_key(tx, desk.keys, room_for(tx.connection, "front", client_id=client_id), flag_id, IDENTITY)
        front = seal_row(front_key, FRONT, flag_id, flag_id, 1, {"v": VERSION, **for_front})
    before = [row.id for row in asked.lines(tx.connection) if row.client_id == client_id]
    row = DeskFlagRow(flag_id, client_id, kind, tx.at, desk.person.id, b"", ver, sealed, source_id, front)
    values: dict[str, Any] = {name: getattr(row, name) for name in DeskFlagRow.__dataclass_fields__}
    values["signature"] = desk.signer.sign(_message(row, before[-1] if before else ""))
    tx.insert(DeskFlag, **values)
    tx.detail.update(flag=flag_id, line=kind)
    return flag_id


def reason_of(desk: Desk, connection: Connection, row: DeskFlagRow) -> str:
    """Open the reason of a line; raises NotFound for whom it is not."""
    if row.source:
        key = find_shared_key(connection, desk.keys, row.source, row.key_ver)
    else:
        key = find_key(connection, desk.keys, row.id, NOTES, row.key_ver)
    document = unseal_row(key, TABLE, row.id, row.source or row.id, row.key_ver, row.sealed)
    return str(document["reason"])


def front_of(desk: Desk, connection: Connection, row: DeskFlagRow) -> Mapping[str, Any]:
    """Open what reception must keep to; nothing of it for whom it is not, and of a line that has none."""
    if row.for_front is None:
        return {}
    try:
        key = find_key(connection, desk.keys, row.id, IDENTITY, 1)
    except NotFound:
        return {}
    return unseal_row(key, FRONT, row.id, row.id, 1, row.for_front)


def case_of(desk: Desk, connection: Connection, row: DeskFlagRow) -> str:
    """Give the one case that a line is about, or empty: for whom the procedure is not, too."""
    found = conduct.procedure(connection, desk.keys, row.source) if row.source else None
    return (found.case_id or "") if found else ""


def is_about_one_matter(row: DeskFlagRow) -> bool:
    """Whether a line is about one matter: a decision of which reception is told nothing (L-35)."""
    return bool(row.source) and row.for_front is None
