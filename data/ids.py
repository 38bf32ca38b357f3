"""Ids: UUIDv7 texts, so that ids made later sort later."""

from __future__ import annotations

import os
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Make an id of 32 hexadecimal digits; within one process ids never go backwards."""
    global _last  # noqa: PLW0603 - the one counter of the process, under its lock
    with _lock:
        stamp = (time.time_ns() // 1_000_000 << 12) | (time.time_ns() % 1_000_000 * 4096 // 1_000_000)
        _last = stamp if stamp > _last else _last + 1
        stamp = _last
    millis, fraction = stamp >> 12, stamp & 0xFFF
    random = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    value = (millis << 80) | (0x7 << 76) | (fraction << 64) | (0b10 << 62) | random
    return f"{value:032x}"
