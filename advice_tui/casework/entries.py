"""One entry put on a case's timeline, inside the act that it tells of."""

from __future__ import annotations

from datetime import datetime

from advice_tui.casework import search
from advice_tui.casework.case_documents import EntryDocument
from advice_tui.desk import Desk
from data.ids import new_id
from data.models import Entry
from data.store import Tx


def put(
    desk: Desk,
    tx: Tx,
    case: tuple[str, bytes, int],
    document: EntryDocument,
    *,
    at: datetime | None = None,
    corrects: str | None = None,
) -> str:
    """Seal and store one entry of a case (its id, key and the key's version), and give the entry's id.

    ``at`` is when it happened, now unless said; when it was recorded is always now. ``corrects`` names the entry that
    it stands for from now on. The search index learns of it once ``tx`` is stored.
    """
    case_id, key, key_ver = case
    entry_id = new_id()
    tx.insert(
        Entry,
        case_id=case_id,
        id=entry_id,
        at=at or desk.now,
        recorded_at=desk.now,
        author_id=desk.person.id,
        key_ver=key_ver,
        sealed=document.sealed(key, case_id, entry_id, key_ver),
        row_ver=1,
        corrects=corrects,
    )
    return entry_id


def remember(desk: Desk, case_id: str, entry_id: str, document: EntryDocument) -> None:
    """Let search find an entry that was stored; call it after the transaction."""
    desk.index.put_later([search.entry_row(case_id, entry_id, document)])
