"""A contact added to an open case of a client on file, with a promise of its own (scenario 8; I-27; I-10, L-5)."""

from __future__ import annotations

from advice_tui.casework import drafts, entries, search, seen_mail
from advice_tui.casework.case_documents import CaseDocument, find_client, open_case_row
from advice_tui.casework.cases import writing
from advice_tui.casework.cases.forms import EntryForm
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.enquiries.enclosing import put_files
from advice_tui.casework.enquiries.form import Enclosed, EnquiryForm, Taken
from advice_tui.casework.enquiries.whose import put_client
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.reply import RECEIVED
from advice_tui.rules.text import Limit
from advice_tui.rules.working_days import say_day, say_time
from data.errors import BadInput
from data.rows import CaseRow
from data.store import Tx


@allowed(Act.WRITE_ENTRY)
def add(desk: Desk, form: EnquiryForm, enclosed: Enclosed, draft: str) -> Taken:
    """Add a checked contact to the open case that the form names, in one transaction; no new case is made.

    Raises NotFound, in the same words, for a case that is not there or not for this person; BadInput for one that is
    closed or another client's. A case that waited for the student is open again.
    """
    case_id = form.case_id or ""
    with desk.store.write(desk.signer, Act.TAKE_ENQUIRY.value, case_id, at=desk.now) as tx:
        opened = Opened(*open_case_row(desk, tx.connection, case_id))
        row = opened.row
        _fits(desk, tx, row, opened.document, form)
        client_id, details = put_client(desk, tx, form)
        made = writing.put_entry(desk, tx, opened, _entry(desk, form, enclosed), came=_came(enclosed))
        put_files(tx, enclosed.attachments, (case_id, made.entry_id), (opened.key, row.key_ver))
        if enclosed.message_id:
            seen_mail.remember(desk, tx, enclosed.message_id)
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.detail.update(channel=form.channel, entry=made.entry_id)
    desk.index.put_later([search.client_row(client_id, details)])
    entries.remember(desk, case_id, made.entry_id, made.document)
    return Taken(case_id, row.number, client_id, _sentence(row, made), writing.undo_token(row, made))


def _fits(desk: Desk, tx: Tx, row: CaseRow, case: CaseDocument, form: EnquiryForm) -> None:
    """Refuse a case that is closed or somebody else's."""
    whose, given = (find_client(desk, tx.connection, one)[0].id for one in (case.client_id, form.client_id or ""))
    if whose != given:
        raise BadInput({"case_id": f"Case {row.number} is another client's. Choose again."})
    if row.status == "closed":
        raise BadInput({"case_id": f"Case {row.number} was closed meanwhile. Reopen it first, or open a new case."})


def _entry(desk: Desk, form: EnquiryForm, enclosed: Enclosed) -> EntryForm:
    channel = desk.policy.label_of("channels", form.channel)
    title = f"{channel}: {enclosed.subject}"[: Limit.SUBJECT] if enclosed.subject else ""
    return EntryForm(RECEIVED.key, form.about, title=title, channel=form.channel, at=form.received)


def _came(enclosed: Enclosed) -> writing.Came:
    return writing.Came(enclosed.sender, enclosed.notes)


def _sentence(row: CaseRow, made: writing.Put) -> str:
    said = f"Added to case {row.number}"
    if made.promise:
        words, due = writing.DUE_WORDS.get(made.promise[0], "reply due"), made.promise[1].due
        said = f"{said}; {words} {say_day(due.date())}, by {say_time(due.time())}"
    return f"{said}.{' The case is open again: it waits no more.' if made.woke else ''}"
