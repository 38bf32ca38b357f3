"""An enquiry taken: client, case, first entry, promise and slip stored together, or a contact added to an open case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from advice_tui.casework import conflict_checks, drafts, promises, search, seen_mail, service_days
from advice_tui.casework.case_documents import CaseDocument, EntryDocument
from advice_tui.casework.enquiries.adding import add
from advice_tui.casework.enquiries.checking import checked, first_due
from advice_tui.casework.enquiries.enclosing import put_files
from advice_tui.casework.enquiries.form import Enclosed, EnquiryForm, Put, Taken
from advice_tui.casework.enquiries.whose import put_client
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.case_details import CaseDetails, RecordNotice
from advice_tui.rules.reply import promise_kind
from advice_tui.rules.text import clean
from advice_tui.rules.working_days import Due, london, say_day, say_time
from data.access.wall_reading import room_for
from data.ids import new_id
from data.models import Case, Entry, Slip
from data.records import NOTES, make_key
from data.store import Tx

SHORT_ABOUT = 80
"""So many characters of what an enquiry is about stand in lists."""


@allowed(Act.TAKE_ENQUIRY)
def take(
    desk: Desk, form: EnquiryForm, *, draft: str = "", enclosed: Enclosed | None = None, kept: bool = False
) -> Taken:
    """Store an enquiry whole: client, case, first entry, promise, and reception's slip if she took it; one transaction.

    A form that names an open case adds the contact to it instead, with a promise of its own (scenario 8).
    ``draft`` is the subject of the draft that it grew from, which goes with it. Raises BadInput with all problems.

    An adviser's enquiry is compared with every other case first (I-37; L-43): when somebody may be on the other side of
    one, ConflictFound is raised and nothing is stored, unless it is ``kept`` to be dealt with as a conflict.
    """
    require_read(desk)
    service_days.follow(desk)
    form = checked(desk, form)
    if form.case_id:
        return add(desk, form, enclosed or Enclosed(), draft)
    with desk.store.write(desk.signer, Act.TAKE_ENQUIRY.value, at=desk.now) as tx:
        made = put(desk, tx, form, enclosed or Enclosed())
        if desk.keys.holds("advice"):
            looked, _ = conflict_checks.check_in(desk, tx, made.case_id, "intake")
            if looked.stops and not kept:
                raise conflict_checks.ConflictFound
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.obj = made.case_id
        tx.detail.update(channel=form.channel, number=made.number, entry=made.entry_id)
    desk.index.put_later(made.rows)
    words = "call-back target" if promise_kind(desk.policy, form.channel) == "callback" else "reply due"
    by = f"{say_day(made.due.due.date())}, by {say_time(made.due.due.time())}"
    return Taken(
        made.case_id,
        made.number,
        made.client_id,
        f"Case {made.number} opened; {words} {by}.",
        UndoToken("enquiry", f"case {made.number}", made.case_id, made.entry_id, made.slip_id),
    )


def put(desk: Desk, tx: Tx, form: EnquiryForm, enclosed: Enclosed, *, due: Due | None = None) -> Put:
    """Put a checked enquiry into the store inside the act ``tx``; its rows go to the search index once it is stored.

    ``due`` is what was promised already, when a message was taken of it; else it is counted now.
    """
    due = due or first_due(desk, form.channel, form.received)
    case_id, entry_id = new_id(), new_id()
    recorded = seen_mail.remember(desk, tx, enclosed.message_id) if enclosed.message_id else tx.at
    client_id, details = put_client(desk, tx, form)
    slip_id = "" if desk.keys.holds("advice") else _slip(desk, tx, form, client_id, due)
    number = _next_number(tx, desk)
    room = room_for(tx.connection, "advice", client_id=client_id if form.client_id else "")
    key = make_key(tx, desk.keys, room, case_id, NOTES)
    about = _short(enclosed.subject or form.about)
    case = CaseDocument(client_id, form.topic or "", about, slip_id, _details(desk, form))
    _case(tx, case_id, number, case.sealed(key, case_id, 1), recorded)
    entry = _first_entry(desk, tx, form, enclosed, (case_id, entry_id, key), recorded)
    kind = promise_kind(desk.policy, form.channel)
    promises.make(desk, tx, promises.Received(kind, form.channel, form.received), (case_id, entry_id), due)
    client = search.client_row(client_id, details)
    if not desk.keys.holds(room):
        return Put(case_id, entry_id, number, client_id, slip_id, due, (client,))
    rows = (client, search.case_row(case_id, number, case, client[3]), search.entry_row(case_id, entry_id, entry))
    return Put(case_id, entry_id, number, client_id, slip_id, due, rows)


def _case(tx: Tx, case_id: str, number: str, sealed: bytes, opened: datetime) -> None:
    tx.insert(
        Case,
        id=case_id,
        number=number,
        opened_at=opened,
        status="open",
        adviser_id=None,
        key_ver=1,
        sealed=sealed,
        row_ver=1,
    )


def _short(text: str) -> str:
    """Give the beginning of a text as one clean line: a tab in it, or a joiner where it was cut, is none."""
    line = clean(next((line for line in text.splitlines() if line.strip()), "")).strip()
    return line if len(line) <= SHORT_ABOUT else clean(line[: SHORT_ABOUT - 1].rstrip() + "…")


def _details(desk: Desk, form: EnquiryForm) -> CaseDetails:
    """Give what is kept beside the timeline, with the notice that a record is kept when it was given (I-21; L-17)."""
    policy = desk.policy
    notice = None
    if form.told_record:
        version = f"{policy.key} {policy.version}"
        notice = RecordNotice(policy.fill("record_notice"), version, desk.now.isoformat(), desk.person.id)
    return replace(form.case_details(), notice=notice)


def _next_number(tx: Tx, desk: Desk) -> str:
    """Give the next number of the year, as it is said: 26-0142. Never given twice."""
    year = london(desk.now).strftime("%y")
    row = tx.connection.exec_driver_sql(
        "INSERT INTO counter(k, n) VALUES (?, 1) ON CONFLICT(k) DO UPDATE SET n = n + 1 RETURNING n", (f"case {year}",)
    ).first()
    assert row is not None
    return f"{year}-{row[0]:04d}"


def _slip(desk: Desk, tx: Tx, form: EnquiryForm, client_id: str, due: Due) -> str:
    slip_id = new_id()
    tx.insert(
        Slip,
        id=slip_id,
        client_id=client_id,
        channel=form.channel,
        at=form.received,
        due_at=due.due,
        strict_at=due.strict_due,
        breach_at=due.breach_at,
        by_id=desk.person.id,
        state="passed_on",
        row_ver=1,
    )
    return slip_id


def _first_entry(
    desk: Desk, tx: Tx, form: EnquiryForm, enclosed: Enclosed, where: tuple[str, str, bytes], recorded: datetime
) -> EntryDocument:
    case_id, entry_id, key = where
    channel = desk.policy.label_of("channels", form.channel)
    title = f"{channel}: {enclosed.subject}" if enclosed.subject else f"{channel}: enquiry"
    document = EntryDocument("received", title, form.about, form.channel, enclosed.sender, enclosed.notes)
    tx.insert(
        Entry,
        case_id=case_id,
        id=entry_id,
        at=form.received,
        recorded_at=recorded,
        author_id=desk.person.id,
        key_ver=1,
        sealed=document.sealed(key, case_id, entry_id, 1),
        row_ver=1,
    )
    put_files(tx, enclosed.attachments, (case_id, entry_id), (key, 1))
    return document
