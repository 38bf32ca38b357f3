"""Messages that were taken in before: known by a keyed hash of the Message-ID, so that a second import is seen.

Each is kept under an instant of its own, which is also when its case was opened and its entry recorded. So a later
message that refers to it leads to its case, and taking a batch back forgets what was in it; no text is kept for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, text

from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from data import queries
from data.errors import NotFound
from data.keys.sealing import sha256
from data.models import SeenMail
from data.records import find_key, make_key
from data.store import Tx

MESSAGES = "message ids"
"""The name of the secret that hashes Message-IDs."""
_seen: Any = SeenMail.__table__  # type: ignore[attr-defined]
_CHUNK = 500
_LAST = select(_seen.c.at).order_by(text("rowid DESC")).limit(1)


@allowed(Act.TAKE_ENQUIRY)
def message_seen(desk: Desk, message_id: str) -> datetime | None:
    """When a message with this Message-ID was taken in before, or None."""
    with desk.store.read() as connection:
        return seen_in(desk, connection, message_id)


def seen_in(desk: Desk, connection: Connection, message_id: str) -> datetime | None:
    """As ``message_seen``, inside another act."""
    secret = _secret(desk, connection) if message_id else None
    return queries.seen_mail(connection, _mac(secret, message_id)) if secret else None


def remember(desk: Desk, tx: Tx, message_id: str) -> datetime:
    """Keep that this message is taken in by the act ``tx``; give the instant it is kept under, which is its alone."""
    secret = _secret(desk, tx.connection) or make_key(tx, desk.keys, "front", MESSAGES, MESSAGES)
    mac = _mac(secret, message_id)
    last: datetime | None = tx.connection.execute(_LAST).scalar()
    instant = max(tx.at, last + timedelta(microseconds=1)) if last else tx.at
    tx.delete(SeenMail, mac=mac)
    tx.insert(SeenMail, mac=mac, at=instant)
    return instant


def forget(tx: Tx, instants: Iterable[datetime]) -> None:
    """Forget the messages kept under these instants: they were taken back and may be taken in again."""
    gone = list(instants)
    for start in range(0, len(gone), _CHUNK):
        tx.connection.execute(delete(_seen).where(_seen.c.at.in_(gone[start : start + _CHUNK])))


def _mac(secret: bytes, message_id: str) -> str:
    return sha256(secret, message_id.encode()).hex()


def _secret(desk: Desk, connection: Connection) -> bytes | None:
    """Give the secret under which Message-IDs are hashed; who lacks the front room cannot test for one."""
    try:
        return find_key(connection, desk.keys, MESSAGES, MESSAGES, 1)
    except NotFound:
        return None
