"""The audit trail: every line is chained to the one before and signed by the person who acted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from data.keys.sealing import sha256, sign

FIRST = bytes(32)
"""What stands before the first line."""


@dataclass(frozen=True)
class Signer:
    """Who acts: the account's id and its private signing key."""

    account_id: str
    private: bytes = field(repr=False)

    def sign(self, digest: bytes) -> bytes:
        """Sign a line's hash."""
        return sign(self.private, digest)


def audit_hash(prev: bytes, seq: int, at: datetime, actor_id: str, act: str, obj: str, detail: str) -> bytes:
    """Hash one line of the trail together with the hash of the line before, 32 bytes."""
    line = json.dumps([seq, at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), actor_id, act, obj, detail])
    return sha256(prev, line.encode())
