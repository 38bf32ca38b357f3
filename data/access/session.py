"""Signing in: from a name and a password to an open store and the keys of one person."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from data.access import attempts
from data.access.grants import AccountRow, Signatures, account, fill_chain, meta, rooms_as_they_are
from data.access.renewal import finish_renewal
from data.access.wall_rows import is_wall_room
from data.backup import before_migration
from data.errors import IntegrityError, NoService, SignInFailed
from data.keys.keychain import KeyChain
from data.keys.keyring import Keyring, read_keyring
from data.keys.password import key_of, standard_cost
from data.keys.person import PersonKeys
from data.places import DATABASE, is_there
from data.store import Signer, Store, open_store
from data.store.connection import check_file

WRONG = "The name or the password is not right."
INTERRUPTED = (
    "This account's keys do not fit its entry in the database: a reset was interrupted, or the database was changed "
    "outside the program. Ask the manager to reset it."
)


@dataclass
class Session:
    """One person signed in: the open store, her keys, and who she is."""

    home: Path
    store: Store
    chain: KeyChain
    me: AccountRow
    database_key: bytes = field(repr=False)
    signatures: Signatures = field(repr=False)
    wrong_before: int = 0
    rooms_changed: int = 0
    """So often this sitting learned of a room that came, went or was renewed: a wall was put up, changed or lifted."""

    _letting_go: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def signer(self) -> Signer:
        """Give the one who signs audit lines."""
        return Signer(self.me.id, self.chain.person.signing)

    @property
    def shut_out(self) -> frozenset[str]:
        """Give the rooms of walls behind which this person is not."""
        return frozenset(room for room in self.chain.boxes if is_wall_room(room) and not self.chain.holds(room))

    @property
    def store_id(self) -> str:
        """Give the id of the service."""
        return read_keyring(self.home).store

    def follow(self, connection: Connection) -> bool:
        """Learn of rooms that came, went or were renewed since, as walls do; give whether there was anything to learn.

        Two small questions while nothing changed. Raises IntegrityError for a room or a grant that was forged.
        """
        newest, granted = rooms_as_they_are(connection, self.me.id)
        known = {room: ver for room, (ver, _) in self.chain.boxes.items()}
        if newest == known and granted == set(self.chain.rooms):
            return False
        fresh = KeyChain(self.me.id, self.chain.person)
        signatures = fill_chain(connection, fresh, self.me)
        with self._letting_go:
            if self.store.closed:
                return False
            self.chain.take_over(fresh)
            self.signatures = signatures
            self.rooms_changed += 1
        return True

    def close(self) -> None:
        """Close the store and forget every key; may be called twice."""
        with self._letting_go:
            self.store.close()
            self.chain.forget()
            self.database_key = b""


def _open_slot(keyring: Keyring, login: str, password: str) -> tuple[str, PersonKeys]:
    slot = keyring.slot_of(login)
    if slot is None:
        # The same words after the same work: an unknown name costs what a known one does.
        known = keyring.slots[0].kdf if keyring.slots else standard_cost()
        key_of(password, replace(known, salt=os.urandom(16)))
        raise SignInFailed(WRONG)
    keys = slot.open(keyring.store, password)
    if keys is None:
        raise SignInFailed(WRONG)
    return slot.account, keys


def _database_keys(keyring: Keyring, account_id: str, keys: PersonKeys) -> list[bytes]:
    """Open the grants of the database key, newest first, and check the file against the newest."""
    opened = [version.open(keyring.store, account_id, keys) for version in keyring.database]
    if not opened or opened[0] is None:
        raise SignInFailed(INTERRUPTED)
    keyring.check(opened[0])
    return [key for key in opened if key is not None]


def check_generation(connection: Connection, keyring: Keyring) -> None:
    """Raise IntegrityError for a key file older than the database knows; one newer step may have been interrupted."""
    known = int(meta(connection, "keyring_gen"))
    fits = keyring.gen == known and keyring.digest() == meta(connection, "keyring_hash")
    if meta(connection, "store") != keyring.store or not (fits or keyring.gen == known + 1):
        raise IntegrityError(
            "The key file is not the one this database was last used with: an old copy was put back. Nothing was "
            "opened. Restore both from the same backup, or put the newer key file back."
        )


def _open_database(path: Path, keys: list[bytes]) -> tuple[Store, bytes]:
    for number, key in enumerate(keys):
        try:
            return open_store(path, key, before_migration=partial(before_migration, path, key)), key
        except IntegrityError:
            if number == len(keys) - 1:
                raise
    raise SignInFailed(INTERRUPTED)


def sign_in(home: Path, login: str, password: str) -> Session:
    """Open the service for one person.

    Raises NoService, SignInFailed (the same words and work for an unknown name), Locked while the name must wait, and
    IntegrityError when the key file, the database or an account was changed outside the program.
    """
    path = home / DATABASE
    if not is_there(home):
        raise NoService(f"There is no service in {home} yet. Start `advice-tui` to set one up.")
    if not path.exists():
        raise IntegrityError(
            f"The database {DATABASE} is missing beside its key file. Put it back, or restore both from a backup; "
            "nothing was changed."
        )
    check_file(path)
    keyring = read_keyring(home)
    login = login.strip().casefold()
    attempts.check(home, keyring.store, login)
    try:
        account_id, keys = _open_slot(keyring, login, password)
    except SignInFailed:
        attempts.failed(home, keyring.store, login)
        raise
    opened = _database_keys(keyring, account_id, keys)
    store, database_key = _open_database(path, opened)
    try:
        session = _enter(home, store, database_key, keyring, account_id, keys)
    except BaseException:
        store.close()
        raise
    if len(opened) > 1:
        finish_renewal(home, store, session.chain, session.signer, (opened[0], opened[1]), datetime.now(UTC))
        session.database_key = opened[0]
    session.wrong_before = attempts.clear(home, keyring.store, login)
    return session


def _enter(
    home: Path, store: Store, database_key: bytes, keyring: Keyring, account_id: str, keys: PersonKeys
) -> Session:
    with store.read() as connection:
        check_generation(connection, keyring)
        me = account(connection, account_id)
        if me is None or me.state == "left":
            raise SignInFailed(WRONG)
        me.certificate().check(keys.root_public, me.cert)
        if me.exchange_public != keys.exchange_public or me.signing_public != keys.signing_public:
            raise SignInFailed(INTERRUPTED)
        chain = KeyChain(account_id, keys)
        signatures = fill_chain(connection, chain, me)
    return Session(home, store, chain, me, database_key, signatures)
