"""The first moment of a service: database, key file, root, rooms, recovery account and first manager."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from data.access.changes import RECOVERY_LOGIN, Newcomer
from data.access.grants import AccountRow, accounts, grant_room, open_room, set_meta
from data.access.renewal import put_keyring
from data.errors import AdviceError
from data.files import private_folder, write_whole
from data.ids import new_id
from data.keys.keyring import DatabaseKey, Keyring, Slot, keyring_lock, new_recovery_code
from data.keys.password import Kdf, standard_cost
from data.keys.person import Certificate, PersonKeys
from data.keys.sealing import new_key, new_signing_key, place, seal, sign
from data.models import Account, PolicyText
from data.places import ABOUT, DATABASE, KEYS, WORKSHOP, is_there
from data.store import Signer, Tx, create


@dataclass(frozen=True)
class Founding:
    """What a new service begins with. ``rooms`` are all rooms; the manager of ``who`` enters those of her role."""

    who: Newcomer
    password: str = field(repr=False)
    title: str
    practice: bool
    region: str
    policy_key: str
    policy_text: str
    policy_from: date
    rooms: tuple[str, ...]
    practice_now: str = ""
    cost: Kdf | None = None


def found(home: Path, founding: Founding, *, at: datetime) -> str:
    """Make the service in ``home`` and give its recovery code, which is kept nowhere.

    Built in a folder beside and moved into place last, the database at the very end: an interruption leaves nothing
    that looks like a service. Raises AdviceError when there is one already or the folder cannot be used.
    """
    private_folder(home)
    with keyring_lock(home):
        if is_there(home):
            raise AdviceError(f"There is a service in {home} already, or a part of one. Nothing was changed.")
        for left in home.glob(WORKSHOP + "*"):
            shutil.rmtree(left, ignore_errors=True)
        workshop = Path(tempfile.mkdtemp(prefix=WORKSHOP, dir=home))
        try:
            code = _build(workshop, founding, at)
            facts = {"title": founding.title, "practice": founding.practice, "policy": founding.policy_key}
            about = json.dumps(facts, ensure_ascii=False)
            write_whole(home / ABOUT, about.encode())
            for name in (KEYS, DATABASE):
                (workshop / name).replace(home / name)
        except OSError as error:
            raise AdviceError(f"The service cannot be made in {home}: {os.strerror(error.errno or 0)}.") from error
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    return code


def _build(folder: Path, founding: Founding, at: datetime) -> str:
    root_private, root_public = new_signing_key()
    database_key = new_key()
    code = new_recovery_code()
    store_id = new_id()
    manager_id, recovery_id = new_id(), new_id()
    manager, recovery = PersonKeys.new(root_public), PersonKeys.new(root_public)
    keyring = Keyring(store_id, 0, (), (DatabaseKey(1, {}),))
    cost = founding.cost or standard_cost()
    for account_id, login, password, keys in (
        (manager_id, founding.who.login, founding.password, manager),
        (recovery_id, RECOVERY_LOGIN, code, recovery),
    ):
        salted = Kdf(cost.memory_kib, cost.passes, cost.lanes, os.urandom(16))
        keyring = keyring.with_slot(Slot.make(store_id, account_id, login, password, salted, keys))
        granted = keyring.database[0].granted(store_id, account_id, keys.exchange_public, database_key, root_private)
        keyring = Keyring(store_id, 0, keyring.slots, (granted,))
    store = create(folder / DATABASE, database_key)
    try:
        with store.write(Signer(manager_id, manager.signing), "service.found", store_id, at=at) as tx:
            _insert(tx, manager_id, founding.who.login, founding.who.name, founding.who.role, manager, root_private)
            _insert(tx, recovery_id, RECOVERY_LOGIN, "Recovery code", "recovery", recovery, root_private)
            _furnish(tx, founding, store_id, root_private)
            adopt_policy(tx, founding.policy_text, founding.region, founding.policy_from, manager.signing)
            put_keyring(tx, folder, keyring, database_key)
        store.checkpoint()
    finally:
        store.close()
    return code


def _insert(tx: Tx, account_id: str, login: str, name: str, role: str, keys: PersonKeys, root: bytes) -> None:
    certificate = Certificate(account_id, login, role, keys.exchange_public, keys.signing_public)
    tx.insert(
        Account,
        id=account_id,
        login=login,
        name=name,
        role=role,
        state="recovery" if role == "recovery" else "active",
        exchange_public=keys.exchange_public,
        signing_public=keys.signing_public,
        cert=certificate.signed(root),
        created_at=tx.at,
        row_ver=1,
    )


def _furnish(tx: Tx, founding: Founding, store_id: str, root_private: bytes) -> None:
    """Open every room, let the manager into hers and the recovery account into all, and put the root's key away."""
    everybody: dict[str, AccountRow] = {row.role: row for row in accounts(tx.connection)}
    facts = {
        "store": store_id,
        "practice": str(int(founding.practice)),
        "practice_now": founding.practice_now,
        "old_database_keys": "[]",
    }
    for k, v in facts.items():
        set_meta(tx, k, v)
    for room in founding.rooms:
        key = new_key()
        open_room(tx, room, 1, key)
        grant_room(tx, room, 1, key, everybody["recovery"])
        if room in founding.who.rooms:
            grant_room(tx, room, 1, key, everybody[founding.who.role])
        if room == "admin":
            set_meta(tx, "root", seal(key, root_private, place("root", store_id)).hex())


def policy_message(text: str, region: str, effective: str) -> bytes:
    """Give what the adopting manager signs."""
    return place("policy", region, effective) + b"\n" + text.encode()


def adopt_policy(tx: Tx, text: str, region: str, effective_from: date, signing: bytes) -> None:
    """Write a policy text into the store, signed by who acts; ``effective_from`` counts from its date on."""
    message = policy_message(text, region, effective_from.isoformat())
    tx.insert(
        PolicyText,
        digest=sha256(message).hexdigest(),
        adopted_at=tx.at,
        effective_from=effective_from,
        region=region,
        text=text,
        by_id=tx.signer.account_id,
        signature=sign(signing, message),
    )
