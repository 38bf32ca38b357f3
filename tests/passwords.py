"""Password checks for tests: Argon2 done once for each password, or a stand-in that costs nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from data.keys.password import Kdf, key_of

_LEAST_KIB_A_LANE = 8


@cache
def done_once(password: str, kdf: Kdf) -> bytes:
    """Do each password check once per process: the same password and salt give the same key."""
    return key_of(password, kdf)


@cache
def cheap(password: str, kdf: Kdf) -> bytes:
    """Give a key that hangs on everything the real one hangs on, from Argon2 at the least cost there is.

    A service whose slots were made with it opens in this process only: see the fixture ``real_passwords``.
    """
    least = replace(kdf, memory_kib=_LEAST_KIB_A_LANE * kdf.lanes, passes=1)
    return key_of(f"{password}\0{kdf.memory_kib}.{kdf.passes}", least)
