"""Passwords to keys: Argon2id, with bounds that a changed key file cannot leave."""

from __future__ import annotations

import hmac
import os
import unicodedata
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from data.errors import IntegrityError
from data.keys.sealing import KEY_BYTES

FLOOR_KIB = 64 * 1024
"""No key file may ask for less memory than this: that would be a downgrade."""
CEILING_KIB = 2 * 1024 * 1024
"""No key file may ask for more: that would be a memory bomb."""
COMMIT_BYTES = 16


@dataclass(frozen=True)
class Kdf:
    """The cost of one password check: memory in KiB, passes, lanes, and a salt of 16 bytes."""

    memory_kib: int
    passes: int
    lanes: int
    salt: bytes

    def to_json(self) -> dict[str, Any]:
        """Give the form that stands in the key file."""
        return {**asdict(self), "alg": "argon2id", "salt": self.salt.hex()}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Kdf:
        """Read what ``to_json`` wrote; raises IntegrityError outside the bounds."""
        try:
            kdf = cls(int(found["memory_kib"]), int(found["passes"]), int(found["lanes"]), bytes.fromhex(found["salt"]))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise IntegrityError("The key file is damaged. Restore it from a backup.") from error
        within = (
            found.get("alg") == "argon2id"
            and FLOOR_KIB <= kdf.memory_kib <= CEILING_KIB
            and 3 <= kdf.passes <= 64
            and 1 <= kdf.lanes <= 16
            and len(kdf.salt) == 16
        )
        if not within:
            raise IntegrityError(
                "The key file asks for a password check outside the permitted bounds: it was changed outside the "
                "program. Restore it from a backup."
            )
        return kdf


def standard_cost() -> Kdf:
    """Give the cost for real accounts: 256 MiB, 3 passes, 4 lanes, a new salt."""
    return Kdf(256 * 1024, 3, 4, os.urandom(16))


def practice_cost() -> Kdf:
    """Give the least cost allowed, for practice data and tests: 64 MiB, 3 passes, 4 lanes, a new salt."""
    return Kdf(FLOOR_KIB, 3, 4, os.urandom(16))


def key_of(password: str, kdf: Kdf) -> bytes:
    """Derive the 32-byte key of a password (NFC, UTF-8, never cut). Takes 0.2 to 1 s and the memory of ``kdf``."""
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 - 20 ms, off the way of the first screen

    secret = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hash_secret_raw(secret, kdf.salt, kdf.passes, kdf.memory_kib, kdf.lanes, KEY_BYTES, Type.ID)


def commitment(key: bytes) -> bytes:
    """Commit to a key: AES-GCM alone does not, so a slot could otherwise be made to open under two passwords."""
    return hmac.new(key, b"advice-tui slot commitment", sha256).digest()[:COMMIT_BYTES]
