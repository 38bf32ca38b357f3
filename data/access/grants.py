"""The signed rows that say who is who and who holds which room: made, and checked before anything is opened."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from data.access.wall_rows import WallSigners, is_wall_room
from data.errors import IntegrityError
from data.keys.keychain import KeyChain
from data.keys.person import Certificate
from data.keys.sealing import give, letter_box, place, sign, signed_by, take
from data.models import Account, Meta, OldAccountKey, Room, RoomGrant
from data.store import Tx

GRANTERS = frozenset({"manager", "recovery"})
"""The roles whose signature on a grant counts; for the rooms of walls see ``data.access.wall_rows``."""

FORGED = (
    "The keys in the database were changed outside the program. Nothing was opened. Tell the manager, and run "
    "`advice-tui check`."
)

_accounts: Any = Account.__table__  # type: ignore[attr-defined]
_old: Any = OldAccountKey.__table__  # type: ignore[attr-defined]
_rooms: Any = Room.__table__  # type: ignore[attr-defined]
_grants: Any = RoomGrant.__table__  # type: ignore[attr-defined]
_meta: Any = Meta.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class AccountRow:
    """One account, as the others may know it."""

    id: str
    login: str
    name: str
    role: str
    state: str
    exchange_public: bytes
    signing_public: bytes
    cert: bytes
    row_ver: int

    def certificate(self) -> Certificate:
        """Give what the root signed."""
        return Certificate(self.id, self.login, self.role, self.exchange_public, self.signing_public)


def accounts(connection: Connection) -> list[AccountRow]:
    """Read all accounts, leavers and the recovery account included, in the order of their names."""
    columns = [_accounts.c[name] for name in AccountRow.__dataclass_fields__]
    return [AccountRow(*row) for row in connection.execute(select(*columns).order_by(_accounts.c.login))]


def account(connection: Connection, account_id: str) -> AccountRow | None:
    """Read one account."""
    columns = [_accounts.c[name] for name in AccountRow.__dataclass_fields__]
    row = connection.execute(select(*columns).where(_accounts.c.id == account_id)).first()
    return AccountRow(*row) if row else None


def meta(connection: Connection, k: str) -> str:
    """Read one fact about the store; raises IntegrityError when it is missing."""
    value = connection.execute(select(_meta.c.v).where(_meta.c.k == k)).scalar()
    if value is None:
        raise IntegrityError("The database lacks its own description. Run `advice-tui check`.")
    return str(value)


def set_meta(tx: Tx, k: str, v: str) -> None:
    """Write one fact about the store, new or changed."""
    tx.delete(Meta, k=k)
    tx.insert(Meta, k=k, v=v)


def _room_message(room: str, ver: int, box_public: bytes) -> bytes:
    return place("room", room, ver, box_public.hex())


def _grant_message(room: str, ver: int, who: AccountRow, given: bytes) -> bytes:
    return place("grant", room, ver, who.id, who.exchange_public.hex(), given.hex())


def open_room(tx: Tx, room: str, ver: int, key: bytes) -> None:
    """Write a new version of a room: its letter box, signed by who acts."""
    box_public = letter_box(key)[1]
    signature = sign(tx.signer.private, _room_message(room, ver, box_public))
    tx.insert(Room, id=room, ver=ver, box_public=box_public, by_id=tx.signer.account_id, signature=signature)


def grant_room(tx: Tx, room: str, ver: int, key: bytes, who: AccountRow) -> None:
    """Give a room's key to an account's public key, signed by who acts."""
    given = give(who.exchange_public, key, place("room key", room, ver, who.id))
    signature = sign(tx.signer.private, _grant_message(room, ver, who, given))
    tx.insert(
        RoomGrant,
        room=room,
        ver=ver,
        account_id=who.id,
        given=given,
        by_id=tx.signer.account_id,
        signature=signature,
    )


class Signatures:
    """Checks signatures against all certified keys, present and former; each certificate is verified once."""

    def __init__(self, connection: Connection, root_public: bytes) -> None:
        self._keys: dict[str, list[tuple[str, bytes]]] = {}
        rows: list[tuple[Certificate, bytes]] = [(row.certificate(), row.cert) for row in accounts(connection)]
        columns = (
            _old.c.account_id,
            _old.c.login,
            _old.c.role,
            _old.c.exchange_public,
            _old.c.signing_public,
            _old.c.cert,
        )
        rows += [(Certificate(*row[:5]), row[5]) for row in connection.execute(select(*columns))]
        for certificate, signature in rows:
            certificate.check(root_public, signature)
            self._keys.setdefault(certificate.account_id, []).append((certificate.role, certificate.signing_public))

    def check(self, by_id: str, message: bytes, signature: bytes, roles: frozenset[str] = GRANTERS) -> None:
        """Raise IntegrityError unless one of this account's keys, of one of these roles, made the signature."""
        if not any(
            role in roles and signed_by(public, message, signature) for role, public in self._keys.get(by_id, [])
        ):
            raise IntegrityError(FORGED)

    def known(self, by_id: str) -> list[bytes]:
        """Give all signing keys an account has had."""
        return [public for _, public in self._keys.get(by_id, [])]


class RoomSignatures:
    """Checks who signed rooms and grants: a manager or the recovery code; for a wall's rooms those inside it."""

    def __init__(self, connection: Connection, signatures: Signatures) -> None:
        self._connection = connection
        self._signatures = signatures
        self._walls: WallSigners | None = None

    def _roles(self, room: str, ver: int, by_id: str) -> frozenset[str]:
        if not is_wall_room(room):
            return GRANTERS
        if self._walls is None:
            self._walls = WallSigners(self._connection, self._signatures)
        return self._walls.roles_for(room, ver, by_id)

    def check_room(self, row: Any) -> None:
        """Raise IntegrityError unless this version of a room was made by who may."""
        message = _room_message(row.id, row.ver, row.box_public)
        self._signatures.check(row.by_id, message, row.signature, self._roles(row.id, row.ver, row.by_id))

    def check_grant(self, row: Any, who: AccountRow) -> None:
        """Raise IntegrityError unless a room was given to this account by who may."""
        message = _grant_message(row.room, row.ver, who, row.given)
        self._signatures.check(row.by_id, message, row.signature, self._roles(row.room, row.ver, row.by_id))


def fill_chain(
    connection: Connection, chain: KeyChain, me: AccountRow, *, only: frozenset[str] | None = None
) -> Signatures:
    """Open every room this account was granted and learn every room's letter box; check each signature on the way.

    ``only`` leaves the keys of all other rooms where they are.
    """
    signatures = Signatures(connection, chain.person.root_public)
    signed = RoomSignatures(connection, signatures)
    for row in connection.execute(select(_rooms).order_by(_rooms.c.ver)):
        signed.check_room(row)
        chain.boxes[row.id] = (row.ver, row.box_public)
    for row in connection.execute(select(_grants).where(_grants.c.account_id == me.id)):
        if only is not None and row.room not in only:
            continue
        signed.check_grant(row, me)
        key = take(chain.person.exchange, row.given, place("room key", row.room, row.ver, me.id))
        if letter_box(key)[1] != _box_of(connection, row.room, row.ver):
            raise IntegrityError(FORGED)
        chain.rooms[row.room, row.ver] = key
    return signatures


def rooms_as_they_are(connection: Connection, account_id: str) -> tuple[dict[str, int], set[tuple[str, int]]]:
    """Read the newest version of every room, and the rooms an account was granted; nothing is checked or opened."""
    newest = connection.execute(select(_rooms.c.id, func.max(_rooms.c.ver)).group_by(_rooms.c.id))
    granted = connection.execute(select(_grants.c.room, _grants.c.ver).where(_grants.c.account_id == account_id))
    return {row[0]: row[1] for row in newest}, {(row[0], row[1]) for row in granted}


def _box_of(connection: Connection, room: str, ver: int) -> bytes | None:
    found = connection.execute(select(_rooms.c.box_public).where(_rooms.c.id == room, _rooms.c.ver == ver)).scalar()
    return bytes(found) if found is not None else None


def members(connection: Connection, room: str) -> set[str]:
    """Read who holds the room, by account id."""
    return set(connection.execute(select(_grants.c.account_id).where(_grants.c.room == room)).scalars())


def trusted_members(connection: Connection, root_public: bytes, room: str) -> list[AccountRow]:
    """Give who was let into a room by somebody who may: those who get its key when it is renewed.

    A grant that was written into the database past the program does not count, so that nobody lets herself in by the
    next renewal. Leavers are left out.
    """
    signed = RoomSignatures(connection, Signatures(connection, root_public))
    known = {row.id: row for row in accounts(connection) if row.state != "left"}
    found = {}
    for row in connection.execute(select(_grants).where(_grants.c.room == room)):
        who = known.get(row.account_id)
        with suppress(IntegrityError):
            if who is not None:
                signed.check_grant(row, who)
                found[who.id] = who
    return list(found.values())
