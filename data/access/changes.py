"""Changes of accounts and keys. Each is one transaction with the key file written inside it, under the file's lock.

The acting session must hold the ``admin`` room (a manager, or the recovery account), for the root's key lies there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select, update

from data.access import attempts
from data.access.grants import (
    AccountRow,
    Signatures,
    account,
    accounts,
    grant_room,
    members,
    meta,
    open_room,
    set_meta,
    trusted_members,
)
from data.access.renewal import finish_renewal, put_keyring
from data.access.session import Session, sign_in
from data.access.wall_accounts import WallsLeft, let_into_desks, settle, unassign_behind, wall_rooms_of
from data.access.wall_rows import is_wall_room
from data.errors import AdviceError, BadInput, ChangedMeanwhile, Locked, NotFound, SignInFailed
from data.ids import new_id
from data.keys.keychain import RecordKeyRow
from data.keys.keyring import (
    DatabaseKey,
    Keyring,
    Slot,
    keyring_lock,
    new_recovery_code,
    read_keyring,
    write_keyring,
)
from data.keys.password import Kdf, standard_cost
from data.keys.person import Certificate, PersonKeys
from data.keys.sealing import letter_box, new_key, place, seal, unseal
from data.models import Account, OldAccountKey, RecordKey, RoomGrant
from data.store import RENEWED, Tx

RECOVERY_LOGIN = "recovery"
"""The sign-in name of the pseudo account behind the recovery code; no person may have it."""


@dataclass(frozen=True)
class Newcomer:
    """Who is to have an account: sign-in name, name, role and the rooms of that role; ``state`` of a code's another."""

    login: str
    name: str
    role: str
    rooms: tuple[str, ...]
    state: str = "active"


@contextmanager
def _changing(session: Session, act: str, obj: str = "", *, at: datetime) -> Iterator[tuple[Tx, Keyring]]:
    """Do one act on the keys: under the key file's lock, in one transaction; give that and the key file as it stands.

    What fails leaves the key file and the session's keys as they were. Raises Locked while another renewal waits to
    be finished, which the next person who signs in does: this session holds the key that goes. Raises IntegrityError
    when any account was changed outside the program.
    """
    chain = session.chain
    rooms, boxes = dict(chain.rooms), dict(chain.boxes)
    with keyring_lock(session.home):
        keyring = read_keyring(session.home)
        if len(keyring.database) != 1:
            raise Locked(RENEWED, sign_in_again=True)
        try:
            with session.store.write(session.signer, act, obj, at=at) as tx:
                Signatures(tx.connection, chain.person.root_public)  # no key goes to an account changed outside
                session.follow(tx.connection)  # walls may have come or gone
                yield tx, keyring
        except BaseException:
            chain.rooms, chain.boxes = rooms, boxes
            _take_back(session, keyring)
            raise


def _take_back(session: Session, before: Keyring) -> None:
    """Put the former key file back after a transaction that failed; not when the database has it after all."""
    with suppress(AdviceError):
        written = read_keyring(session.home).gen
        with session.store.read() as connection:
            stored = int(meta(connection, "keyring_gen")) == written
        if written != before.gen and not stored:
            write_keyring(session.home, before)


def root_key(session: Session, tx: Tx) -> bytes:
    """Open the root's signing key; raises NotFound outside the admin room."""
    sealed = bytes.fromhex(meta(tx.connection, "root"))
    return unseal(session.chain.room_key("admin"), sealed, place("root", meta(tx.connection, "store")))


def _certified(account_id: str, who: Newcomer, keys: PersonKeys, root: bytes) -> dict[str, Any]:
    certificate = Certificate(account_id, who.login, who.role, keys.exchange_public, keys.signing_public)
    return {
        "role": who.role,
        "exchange_public": keys.exchange_public,
        "signing_public": keys.signing_public,
        "cert": certificate.signed(root),
    }


def _grant_rooms(session: Session, tx: Tx, who: AccountRow, rooms: tuple[str, ...]) -> None:
    for room in rooms:
        key = session.chain.room_key(room)
        grant_room(tx, room, session.chain.boxes[room][0], key, who)


def _admit(session: Session, keyring: Keyring, slot: Slot, keys: PersonKeys, root: bytes) -> Keyring:
    """Put a slot and a grant of the database key into the key file."""
    (version,) = keyring.database
    granted = version.granted(keyring.store, slot.account, keys.exchange_public, session.database_key, root)
    return replace(keyring.with_slot(slot), database=(granted,))


def _there(tx: Tx, account_id: str) -> AccountRow:
    row = account(tx.connection, account_id)
    if row is None:
        raise NotFound("There is no such account.")
    return row


def find_account(session: Session, login: str) -> AccountRow:
    """Find an active account by its sign-in name; raises NotFound."""
    with session.store.read() as connection:
        for row in accounts(connection):
            if row.login == login.strip().casefold() and row.state == "active":
                return row
    raise NotFound(f"There is no account '{login}' that is in use.")


def add_account(session: Session, who: Newcomer, password: str, *, cost: Kdf | None = None, at: datetime) -> str:
    """Make an account with its keys, its certificate and its rooms; give its id."""
    account_id = new_id()
    keys = PersonKeys.new(session.chain.person.root_public)
    slot = _slot(session, (account_id, who.login), password, cost, keys)
    with _changing(session, "staff.add", account_id, at=at) as (tx, keyring):
        if any(row.login == who.login for row in accounts(tx.connection)):
            raise BadInput({"login": f"The sign-in name '{who.login}' is taken, or was once. Choose another."})
        root = root_key(session, tx)
        certified = _certified(account_id, who, keys, root)
        tx.insert(
            Account,
            id=account_id,
            login=who.login,
            name=who.name,
            state=who.state,
            created_at=at,
            row_ver=1,
            **certified,
        )
        _grant_rooms(session, tx, _there(tx, account_id), who.rooms)
        if "front" in who.rooms or who.state != "active":
            let_into_desks(session, tx, _there(tx, account_id))
        tx.detail.update(role=who.role)
        put_keyring(tx, session.home, _admit(session, keyring, slot, keys, root), session.database_key)
    return account_id


def change_password(session: Session, old: str, new: str, *, cost: Kdf | None = None, at: datetime) -> None:
    """Give the session's own account a new password; raises SignInFailed when the old one is not right."""
    before = read_keyring(session.home).slot_of(session.me.login)
    keys = before.open(session.store_id, old) if before else None
    if keys is None:
        raise SignInFailed("The present password is not right. Nothing was changed.")
    fresh = _slot(session, (session.me.id, session.me.login), new, cost, keys)
    with _changing(session, "staff.password", session.me.id, at=at) as (tx, keyring):
        if keyring.slot_of(session.me.login) != before:
            raise ChangedMeanwhile("This account was changed at the same moment. Nothing was changed here; try again.")
        put_keyring(tx, session.home, keyring.with_slot(fresh), session.database_key)


def _slot(session: Session, whose: tuple[str, str], password: str, cost: Kdf | None, keys: PersonKeys) -> Slot:
    """Make a slot: about a second of work, done before the lock and the transaction, so that nobody waits for it."""
    return Slot.make(session.store_id, *whose, password, cost or standard_cost(), keys)


def reset_account(
    session: Session, row: AccountRow, rooms: tuple[str, ...], password: str, *, cost: Kdf | None = None, at: datetime
) -> WallsLeft:
    """Give an account new keys and a new password: the old password opens nothing from then on.

    The former signing key is archived with its certificate, so that what it signed still verifies. Gives the walls into
    which somebody inside must let it again.
    """
    keys = PersonKeys.new(session.chain.person.root_public)
    slot = _slot(session, (row.id, row.login), password, cost, keys)
    with _changing(session, "staff.reset", row.id, at=at) as (tx, keyring):
        root = root_key(session, tx)
        _archive(tx, row)
        certified = _certified(row.id, Newcomer(row.login, row.name, row.role, rooms), keys, root)
        tx.change(Account, {"id": row.id}, row.row_ver, **certified)
        walls = wall_rooms_of(tx, row.id, session.chain.boxes)
        tx.delete(RoomGrant, account_id=row.id)
        who = _there(tx, row.id)
        _grant_rooms(session, tx, who, rooms)
        left, _ = settle(session, tx, who, walls, renew_room)
        put_keyring(tx, session.home, _admit(session, keyring, slot, keys, root), session.database_key)
    attempts.clear(session.home, keyring.store, row.login)
    return left


def _archive(tx: Tx, row: AccountRow) -> None:
    last = tx.connection.exec_driver_sql("SELECT max(seq) FROM audit").scalar() or 0
    tx.insert(
        OldAccountKey,
        account_id=row.id,
        until_seq=last,
        login=row.login,
        role=row.role,
        exchange_public=row.exchange_public,
        signing_public=row.signing_public,
        cert=row.cert,
    )


def change_role(session: Session, row: AccountRow, role: str, rooms: tuple[str, ...], *, at: datetime) -> WallsLeft:
    """Give an account another role: a new certificate, its new rooms.

    Rooms that it leaves get new keys at once, and the database with them: who is signed in holds the former ones, so
    everybody else signs in again. Gives the walls that somebody inside must see to.
    """
    new = new_key()
    with _changing(session, "staff.change_role", row.id, at=at) as (tx, keyring):
        root = root_key(session, tx)
        plain = [room for room in session.chain.boxes if not is_wall_room(room)]
        held = {room for room in plain if row.id in members(tx.connection, room)}
        walls = wall_rooms_of(tx, row.id, session.chain.boxes)
        _archive(tx, row)
        certificate = Certificate(row.id, row.login, role, row.exchange_public, row.signing_public)
        tx.change(Account, {"id": row.id}, row.row_ver, role=role, cert=certificate.signed(root))
        tx.delete(RoomGrant, account_id=row.id)
        renewed = {room: renew_room(session, tx, room) for room in sorted(held - set(rooms))}
        _take_up(session, tx, renewed, root)
        who = _there(tx, row.id)
        _grant_rooms(session, tx, who, rooms)
        left, renewed_walls = settle(session, tx, who, walls, renew_room)
        _take_up(session, tx, renewed_walls, root)
        if "front" in rooms:
            let_into_desks(session, tx, who)
        tx.detail.update(before=row.role, after=role)
        if renewed:
            put_keyring(tx, session.home, _with_new_database_key(session, tx, keyring, new, root), new)
    if renewed:
        _finish(session, new, at)
    return left


def renew_room(session: Session, tx: Tx, room: str) -> tuple[int, bytes]:
    """Give a room a new key: grants for all who hold it, every record key in it wrapped anew; give (version, key)."""
    old_ver = session.chain.boxes[room][0]
    old_key = session.chain.room_key(room)
    ver, key = old_ver + 1, new_key()
    who = trusted_members(tx.connection, session.chain.person.root_public, room)
    tx.delete(RoomGrant, room=room)
    open_room(tx, room, ver, key)
    for row in who:
        grant_room(tx, room, ver, key, row)
    _wrap_anew(session, tx, room, (old_ver, old_key), (ver, key))
    return ver, key


def _wrap_anew(session: Session, tx: Tx, room: str, old: tuple[int, bytes], new: tuple[int, bytes]) -> None:
    table: Any = RecordKey.__table__  # type: ignore[attr-defined]
    before = replace(session.chain, rooms=dict(session.chain.rooms), boxes=dict(session.chain.boxes))
    after = replace(before, rooms={(room, new[0]): new[1]}, boxes={room: (new[0], b"")})
    names = list(RecordKeyRow.__dataclass_fields__)
    rows = tx.connection.execute(
        select(*(table.c[name] for name in names)).where(table.c.room == room, table.c.room_ver == old[0])
    ).all()
    changes = []
    for found in rows:
        row = RecordKeyRow(*found)
        wrapped = after.wrap(room, row.record_id, row.purpose, row.ver, before.unwrap(row))
        changes.append(
            {
                "b_id": row.record_id,
                "b_purpose": row.purpose,
                "b_ver": row.ver,
                "room_ver": new[0],
                "wrapped": wrapped.wrapped,
            }
        )
    if changes:
        tx.connection.execute(
            update(table)
            .where(
                table.c.record_id == bindparam("b_id"),
                table.c.purpose == bindparam("b_purpose"),
                table.c.ver == bindparam("b_ver"),
            )
            .values(room_ver=bindparam("room_ver"), wrapped=bindparam("wrapped")),
            changes,
        )


def _take_up(session: Session, tx: Tx, renewed: dict[str, tuple[int, bytes]], root: bytes) -> None:
    """Let the acting session go on with renewed rooms; the root's key moves with the admin room."""
    for room, (ver, key) in renewed.items():
        session.chain.boxes[room] = (ver, letter_box(key)[1])
        session.chain.rooms[room, ver] = key
        if room == "admin":
            set_meta(tx, "root", seal(key, root, place("root", meta(tx.connection, "store"))).hex())


def remove_account(
    session: Session, row: AccountRow, *, at: datetime, also: Callable[[Tx], None] | None = None
) -> WallsLeft:
    """Shut a leaver out: slot and grants gone, every room he held and the database key renewed.

    ``also`` does what else belongs to the act, in the same transaction. Everybody else signs in again. Walls in which
    the acting manager is not herself only lose his grant: they are given back, for somebody inside to renew.
    """
    new = new_key()
    with _changing(session, "staff.remove", row.id, at=at) as (tx, keyring):
        root = root_key(session, tx)
        plain = sorted(room for room in session.chain.boxes if not is_wall_room(room))
        held = [room for room in plain if row.id in members(tx.connection, room)]
        walls = wall_rooms_of(tx, row.id, session.chain.boxes)
        tx.change(Account, {"id": row.id}, row.row_ver, state="left")
        tx.delete(RoomGrant, account_id=row.id)
        _take_up(session, tx, {room: renew_room(session, tx, room) for room in held}, root)
        left, renewed_walls = settle(session, tx, _there(tx, row.id), walls, renew_room)
        _take_up(session, tx, renewed_walls, root)
        if also is not None:
            also(tx)
        unassign_behind(tx, row.id, walls)
        tx.detail.update(role=row.role, rooms=held)
        renewed = _with_new_database_key(session, tx, keyring.without(row.id), new, root)
        put_keyring(tx, session.home, renewed, new)
    _finish(session, new, at)
    return left


def renew_database_key(session: Session, *, at: datetime) -> None:
    """Re-encrypt the whole database under a new key; everybody else signs in again."""
    new = new_key()
    with _changing(session, "keys.rotate", at=at) as (tx, keyring):
        renewed = _with_new_database_key(session, tx, keyring, new, root_key(session, tx))
        put_keyring(tx, session.home, renewed, new)
    _finish(session, new, at)


def _with_new_database_key(session: Session, tx: Tx, keyring: Keyring, new: bytes, root: bytes) -> Keyring:
    version = DatabaseKey(keyring.database[0].ver + 1, {})
    for row in accounts(tx.connection):
        if row.state != "left":
            row.certificate().check(session.chain.person.root_public, row.cert)
            version = version.granted(keyring.store, row.id, row.exchange_public, new, root)
    return replace(keyring, database=(version, *keyring.database))


def _finish(session: Session, new: bytes, at: datetime) -> None:
    finish_renewal(session.home, session.store, session.chain, session.signer, (new, session.database_key), at)
    session.database_key = new


def recover(
    home: Path,
    code: str,
    who: Newcomer,
    password: str,
    rooms: tuple[str, ...],
    *,
    cost: Kdf | None = None,
    at: datetime,
) -> str:
    """Make a new manager with the recovery code, and give the new code; the old one opens nothing afterwards."""
    session = sign_in(home, RECOVERY_LOGIN, code)
    try:
        add_account(session, who, password, cost=cost, at=at)
        fresh = new_recovery_code()
        reset_account(session, session.me, rooms, fresh, cost=cost, at=at)
    finally:
        session.close()
    return fresh
