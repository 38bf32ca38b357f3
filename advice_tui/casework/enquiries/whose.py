"""Whose an enquiry is: a new client stored, or what a known one says of herself now."""

from __future__ import annotations

from advice_tui.casework.case_documents import find_client, seal_client
from advice_tui.casework.enquiries.form import EnquiryForm
from advice_tui.desk import Desk
from advice_tui.rules.people import ClientDetails
from data.ids import new_id
from data.models import Client
from data.records import IDENTITY, make_key
from data.store import Tx


def put_client(desk: Desk, tx: Tx, form: EnquiryForm) -> tuple[str, ClientDetails]:
    """Store whose an enquiry is inside the act ``tx``; give the client's id and details.

    What a known client says of herself now replaces what was kept, and what the form does not show stays. Raises
    NotFound when there is no such client.
    """
    return _known(desk, tx, form, form.client_id) if form.client_id else _new(desk, tx, form)


def _new(desk: Desk, tx: Tx, form: EnquiryForm) -> tuple[str, ClientDetails]:
    client_id = new_id()
    key = make_key(tx, desk.keys, "front", client_id, IDENTITY)
    details = form.details()
    tx.insert(Client, id=client_id, key_ver=1, sealed=seal_client(key, client_id, 1, details), row_ver=1)
    return client_id, details


def _known(desk: Desk, tx: Tx, form: EnquiryForm, client_id: str) -> tuple[str, ClientDetails]:
    row, key, before = find_client(desk, tx.connection, client_id)  # whom she turned out to be, if she was merged
    details = form.changed(before)
    if details != before:
        tx.change(Client, {"id": row.id}, row.row_ver, sealed=seal_client(key, row.id, row.key_ver, details))
        tx.detail["client_changed"] = True  # not which: the line names the case, and who it is about is sealed there
    return row.id, details
