"""Files that come with an enquiry, sealed as they came."""

from __future__ import annotations

from advice_tui.rules.mail import Attachment
from data.ids import new_id
from data.models import Attachment as AttachmentTable
from data.records import seal_file, seal_row
from data.store import Tx


def put_files(tx: Tx, files: tuple[Attachment, ...], where: tuple[str, str], key: tuple[bytes, int]) -> None:
    """Seal files beside an entry (case id, entry id) under the case's key (and its version), inside the act ``tx``."""
    (case_id, entry_id), (secret, ver) = where, key
    for file in files:
        attachment_id = new_id()
        about = {"v": 1, "name": file.name, "type": file.media_type, "size": len(file.data)}
        tx.insert(
            AttachmentTable,
            id=attachment_id,
            case_id=case_id,
            entry_id=entry_id,
            key_ver=ver,
            about=seal_row(secret, "attachment", attachment_id, case_id, ver, about),
            sealed=seal_file(secret, attachment_id, case_id, ver, file.data),
        )
