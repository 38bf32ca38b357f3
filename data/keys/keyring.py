"""The key file: one slot for each account's password, and the database key granted to each account.

``{format, store, gen, slots: [{account, login, kdf, commit, sealed}], database: [{ver, grants: {account: {given,
signature}}}], mac}``. Written atomically under an exclusive lock; ``gen`` counts up and stands in the database too,
so that an old key file put back is noticed.
"""

from __future__ import annotations

import hmac
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.errors import IntegrityError, Locked
from data.files import locked_file, write_whole
from data.keys.password import Kdf, commitment, key_of
from data.keys.person import PersonKeys
from data.keys.sealing import derive, give, place, seal, sign, signed_by, take, unseal
from data.places import KEYS

FORMAT = 1
LOCK = "keys.lock"
MAX_BYTES = 4 * 1024 * 1024
DAMAGED = "The key file is damaged. Restore it from a backup: `advice-tui restore FILE --home DIR`."


@dataclass(frozen=True)
class Slot:
    """One account's private keys, sealed under its password. ``login`` is what is typed at the sign-in screen."""

    account: str
    login: str
    kdf: Kdf
    commit: bytes
    sealed: bytes

    def _place(self, store: str) -> bytes:
        return place("slot", store, self.account, self.login, json.dumps(self.kdf.to_json(), sort_keys=True))

    @classmethod
    def make(cls, store: str, account: str, login: str, password: str, kdf: Kdf, keys: PersonKeys) -> Slot:
        """Seal ``keys`` under a password."""
        key = key_of(password, kdf)
        bare = cls(account, login, kdf, commitment(key), b"")
        return replace(bare, sealed=seal(key, keys.to_bytes(), bare._place(store)))

    def open(self, store: str, password: str) -> PersonKeys | None:
        """Give the keys, or None when the password is not the one."""
        key = key_of(password, self.kdf)
        if not hmac.compare_digest(commitment(key), self.commit):
            return None
        return PersonKeys.from_bytes(unseal(key, self.sealed, self._place(store)))

    def to_json(self) -> dict[str, Any]:
        """Give the form that stands in the file."""
        return {
            "account": self.account,
            "login": self.login,
            "kdf": self.kdf.to_json(),
            "commit": self.commit.hex(),
            "sealed": self.sealed.hex(),
        }


@dataclass(frozen=True)
class DatabaseKey:
    """One version of the database key: granted to each account, each grant signed by the service's root."""

    ver: int
    grants: dict[str, tuple[bytes, bytes]]

    @staticmethod
    def purpose(store: str, ver: int, account: str) -> bytes:
        """Say what a grant is for; bound into it."""
        return place("database key", store, ver, account)

    def granted(self, store: str, account: str, public: bytes, key: bytes, root_private: bytes) -> DatabaseKey:
        """Give a copy in which ``account`` holds the key."""
        purpose = self.purpose(store, self.ver, account)
        given = give(public, key, purpose)
        return replace(self, grants={**self.grants, account: (given, sign(root_private, purpose + given))})

    def open(self, store: str, account: str, keys: PersonKeys) -> bytes | None:
        """Give the key, or None when this account holds no grant; raises IntegrityError for a forged one."""
        if account not in self.grants:
            return None
        given, signature = self.grants[account]
        purpose = self.purpose(store, self.ver, account)
        if not signed_by(keys.root_public, purpose + given, signature):
            raise IntegrityError("The key file holds a grant that this service did not make. Nothing was opened.")
        return take(keys.exchange, given, purpose)


@dataclass(frozen=True)
class Keyring:
    """The whole key file, as read or to be written. ``database`` has the newest key first."""

    store: str
    gen: int
    slots: tuple[Slot, ...]
    database: tuple[DatabaseKey, ...]
    mac: bytes = b""

    def slot_of(self, login: str) -> Slot | None:
        """Find the slot for a sign-in name, or None."""
        return next((slot for slot in self.slots if slot.login == login), None)

    def with_slot(self, slot: Slot) -> Keyring:
        """Give a copy with this slot in place of the account's former one."""
        return replace(self, slots=(*(other for other in self.slots if other.account != slot.account), slot))

    def without(self, account: str) -> Keyring:
        """Give a copy without this account's slots and grants."""
        return replace(
            self,
            slots=tuple(slot for slot in self.slots if slot.account != account),
            database=tuple(
                replace(key, grants={who: grant for who, grant in key.grants.items() if who != account})
                for key in self.database
            ),
        )

    def _body(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "store": self.store,
            "gen": self.gen,
            "slots": [slot.to_json() for slot in self.slots],
            "database": [
                {
                    "ver": key.ver,
                    "grants": {who: {"given": g.hex(), "signature": s.hex()} for who, (g, s) in key.grants.items()},
                }
                for key in self.database
            ],
        }

    def mac_under(self, database_key: bytes) -> bytes:
        """Compute the mac of the file under a database key, 32 bytes."""
        body = json.dumps(self._body(), sort_keys=True).encode()
        return hmac.new(derive(database_key, "key file mac"), body, sha256).digest()

    def check(self, database_key: bytes) -> None:
        """Raise IntegrityError unless the file was written by somebody who held this database key."""
        if not hmac.compare_digest(self.mac_under(database_key), self.mac):
            raise IntegrityError("The key file was changed outside the program. Restore it from a backup.")

    def digest(self) -> str:
        """Give the hash that also stands in the database, hexadecimal."""
        return sha256(json.dumps(self._body(), sort_keys=True).encode()).hexdigest()

    def next(self, database_key: bytes) -> Keyring:
        """Give the copy to be written: one generation on, with its mac under ``database_key``."""
        newer = replace(self, gen=self.gen + 1)
        return replace(newer, mac=newer.mac_under(database_key))

    def to_bytes(self) -> bytes:
        """Give the file's bytes."""
        return json.dumps({**self._body(), "mac": self.mac.hex()}, indent=1).encode() + b"\n"


def parse(raw: bytes) -> Keyring:
    """Read a key file's bytes; raises IntegrityError for anything that is not one, and for a newer format."""
    try:
        found = json.loads(raw)
        if isinstance(found, dict) and isinstance(found.get("format"), int) and found["format"] > FORMAT:
            raise IntegrityError("The key file was made by a newer version of the program. Update the program.")
        if found["format"] != FORMAT or int(found["gen"]) < 0:
            raise IntegrityError(DAMAGED)
        return Keyring(
            store=_id(found["store"]),
            gen=int(found["gen"]),
            slots=tuple(_slots(found["slots"])),
            database=tuple(
                DatabaseKey(
                    int(key["ver"]),
                    {
                        _id(who): (bytes.fromhex(grant["given"]), bytes.fromhex(grant["signature"]))
                        for who, grant in key["grants"].items()
                    },
                )
                for key in found["database"]
            ),
            mac=bytes.fromhex(found["mac"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, RecursionError) as error:
        raise IntegrityError(DAMAGED) from error


def _id(found: str) -> str:
    """Give an id as the program makes them: other characters could make one place of two; raises ValueError."""
    if not re.fullmatch("[0-9a-f]{32}", found):
        raise ValueError(found)
    return found


def _slots(found: Iterable[dict[str, Any]]) -> Iterator[Slot]:
    for slot in found:
        yield Slot(
            _id(slot["account"]),
            str(slot["login"]),
            Kdf.from_json(slot["kdf"]),
            bytes.fromhex(slot["commit"]),
            bytes.fromhex(slot["sealed"]),
        )


def read_keyring(home: Path) -> Keyring:
    """Read the key file of a home; raises IntegrityError when it is missing, damaged or too large."""
    path = home / KEYS
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise IntegrityError(
            f"The key file {KEYS} is missing beside the database; without it nobody can sign in. "
            "Restore it from a backup: `advice-tui restore FILE --home DIR`."
        ) from error
    except OSError as error:
        raise IntegrityError(f"The key file {KEYS} cannot be read: {os.strerror(error.errno or 0)}.") from error
    if len(raw) > MAX_BYTES:
        raise IntegrityError(DAMAGED)
    return parse(raw)


@contextmanager
def keyring_lock(home: Path, *, seconds: float = 10.0) -> Iterator[None]:
    """Hold the exclusive lock under which the key file is changed; raises Locked after ``seconds``."""
    try:
        with locked_file(home / LOCK, seconds=seconds):
            yield
    except TimeoutError as error:
        raise Locked("Somebody else is changing accounts at this moment. Try again in a minute.") from error


def write_keyring(home: Path, keyring: Keyring) -> None:
    """Put the key file in place atomically (0600). Call under ``keyring_lock``."""
    write_whole(home / KEYS, keyring.to_bytes())


RECOVERY_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
"""Crockford's 32 letters and digits, without I, L, O and U."""


def new_recovery_code() -> str:
    """Make a recovery code: 160 bits in eight groups of four."""
    return _code_of(int.from_bytes(os.urandom(20)))


def _code_of(number: int) -> str:
    letters = "".join(RECOVERY_ALPHABET[(number >> shift) & 31] for shift in range(0, 160, 5))
    return "-".join(letters[start : start + 4] for start in range(0, 32, 4))


def split_code(code: str) -> tuple[str, str]:
    """Split a code into two halves as long as itself; either alone says nothing of it."""
    one = int.from_bytes(os.urandom(20))
    return _code_of(one), _code_of(one ^ _number_of(code))


def join_halves(one: str, two: str) -> str:
    """Give the code of two halves as they were typed; raises ValueError for what cannot be a half."""
    return _code_of(_number_of(normal_recovery_code(one)) ^ _number_of(normal_recovery_code(two)))


def _number_of(code: str) -> int:
    letters = code.replace("-", "")
    if len(letters) != 32:
        raise ValueError(code)
    return sum(RECOVERY_ALPHABET.index(letter) << (5 * place) for place, letter in enumerate(letters))


def normal_recovery_code(typed: str) -> str:
    """Give the form of a typed recovery code that is checked: forgiving of case, spaces, O for 0, I and L for 1."""
    plain = re.sub(r"[\s\-]", "", typed.upper()).replace("O", "0").replace("I", "1").replace("L", "1")
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
