"""The key file and the database changed together, and the database key renewed; each can be finished after a kill."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from data.access.grants import accounts, meta, set_meta
from data.files import sweep_leftovers
from data.keys.keychain import KeyChain
from data.keys.keyring import Keyring, keyring_lock, read_keyring, write_keyring
from data.keys.sealing import give, place
from data.places import KEYS
from data.store import Signer, Store, Tx


def put_keyring(tx: Tx, home: Path, keyring: Keyring, database_key: bytes) -> Keyring:
    """Write the key file inside a transaction that notes its generation; call under ``keyring_lock``.

    Slots whose account is not in the database, left by an interrupted act, are dropped.
    """
    sweep_leftovers(home / KEYS)
    living = {row.id for row in accounts(tx.connection) if row.state != "left"}
    for slot in keyring.slots:
        if slot.account not in living:
            keyring = keyring.without(slot.account)
    newer = keyring.next(database_key)
    set_meta(tx, "keyring_gen", str(newer.gen))
    set_meta(tx, "keyring_hash", newer.digest())
    write_keyring(home, newer)
    return newer


def finish_renewal(
    home: Path, store: Store, chain: KeyChain, signer: Signer, keys: tuple[bytes, bytes], at: datetime
) -> None:
    """Take up the new database key, which the key file holds beside the old one, and drop the old one.

    ``keys`` are (new, old). Safe to repeat: a kill at any moment leaves a key file that opens the database, and the
    next person who signs in ends it. The old key is kept, sealed for the managers, for backups made under it.
    """
    new, old = keys
    with keyring_lock(home):
        keyring = read_keyring(home)
        if len(keyring.database) < 2:
            return
        store.renew_key(new)
        old_ver = keyring.database[-1].ver
        with store.write(signer, "keys.renewed", at=at) as tx:
            history = json.loads(meta(tx.connection, "old_database_keys"))
            room_ver, box = chain.boxes["admin"]
            given = give(box, old, place("old database key", keyring.store, old_ver, room_ver))
            history.append({"ver": old_ver, "room_ver": room_ver, "given": given.hex(), "at": at.isoformat()})
            set_meta(tx, "old_database_keys", json.dumps(history))
            put_keyring(tx, home, replace(keyring, database=keyring.database[:1]), new)
    store.checkpoint()
