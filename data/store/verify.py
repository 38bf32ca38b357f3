"""Verify the audit trail: no line missing, changed or moved, each signed by a key of who acted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from data.keys.sealing import signed_by
from data.models import Audit
from data.store.audit import FIRST, audit_hash

_audit: Any = Audit.__table__  # type: ignore[attr-defined]


def audit_problems(connection: Connection, known: Callable[[str], list[bytes]]) -> tuple[int, list[str]]:
    """Give how many lines were read, and a sentence for the first line that does not fit, if any.

    ``known`` gives every signing key an account has had. A chain cannot show that its last lines were cut off: compare
    its head with one written down elsewhere.
    """
    prev, expected = FIRST, 1
    for row in connection.execute(select(_audit).order_by(_audit.c.seq)):
        if row.seq != expected:
            return expected - 1, [f"The audit trail has no line {expected}: lines were taken out."]
        digest = audit_hash(prev, row.seq, row.at, row.actor_id, row.act, row.obj, row.detail)
        if row.prev != prev or row.hash != digest:
            return expected, [f"Line {row.seq} of the audit trail was changed."]
        if not any(signed_by(key, digest, row.signature) for key in known(row.actor_id)):
            return expected, [f"Line {row.seq} of the audit trail was not signed by the person it names."]
        prev, expected = digest, expected + 1
    return expected - 1, []
