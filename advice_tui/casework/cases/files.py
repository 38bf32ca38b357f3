"""Files on a case: sealed as they came, given back as they came, never opened by the program."""

from __future__ import annotations

from advice_tui.casework.case_documents import open_case_row
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from data import queries
from data.errors import NotFound
from data.records import NOT_THERE, find_keys, unseal_file, unseal_row


@allowed(Act.READ_CASE)
def attachment(desk: Desk, case_id: str, attachment_id: str) -> tuple[str, bytes]:
    """Give a file's name and content, as they came; the reading is audited."""
    with desk.store.write(desk.signer, "attachment.read", attachment_id, at=desk.now) as tx:
        row, _, _ = open_case_row(desk, tx.connection, case_id)
        keys = find_keys(tx.connection, desk.keys, [row.id], "notes")
        for found in queries.attachments(tx.connection, case_id):
            if found.id == attachment_id:
                key = keys[row.id, found.key_ver]
                about = unseal_row(key, "attachment", found.id, case_id, found.key_ver, found.about)
                sealed = queries.attachment_content(tx.connection, case_id, attachment_id)
                assert sealed is not None
                return about["name"], unseal_file(key, attachment_id, case_id, found.key_ver, sealed)
        raise NotFound(NOT_THERE)
