"""Enquiries: a contact is taken down, the program says by when it must be answered, and a case is open.

Reception can take an enquiry and cannot read it afterwards: the case's key goes into the letter box of the advice
room, and reception keeps a slip with the client's name, the time and the state (I-22, I-30, I-35; L-13, L-21).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from advice_tui.casework import drafts, promises, search
from advice_tui.casework.case_documents import CaseDocument, EntryDocument, client_details, clients_by_id, seal_client
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.mail import Attachment
from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.reply import promise_due, promise_kind
from advice_tui.rules.text import Limit, email_key, field, fold, student_number
from advice_tui.rules.working_days import Due, explain, london, say_day, say_due, say_time
from data import queries
from data.errors import BadInput, NotFound
from data.ids import new_id
from data.keys.sealing import sha256
from data.models import Attachment as AttachmentTable
from data.models import Case, Client, Entry, SeenMail, Slip
from data.records import IDENTITY, NOTES, find_key, make_key, seal_file, seal_row
from data.store import Tx

MESSAGES = "message ids"
"""The name of the secret that hashes Message-IDs."""
SHORT_ABOUT = 80
"""So many characters of what an enquiry is about stand in lists."""


def safe_contact(email: str, phone: str, note: str, *, voicemail: bool) -> SafeContact:
    """Give the safe-contact instruction that a form says: the ways given are allowed, nothing else is (L-23)."""
    phone = phone.strip()
    channels = [way for way, given in (("email", email.strip()), ("phone", phone)) if given]
    return SafeContact(frozenset(channels), (phone,) if phone else (), "", voicemail and bool(phone), note=note)


@dataclass(frozen=True)
class EnquiryForm:
    """An enquiry as the form holds it. ``received`` is aware; ``client_id`` names a known client, else a new one."""

    channel: str
    received: datetime
    name: str
    about: str
    known_as: str = ""
    student_number: str = ""
    email: str = ""
    phone: str = ""
    contact_note: str = ""
    voicemail_ok: bool = False
    topic: str | None = None
    client_id: str | None = None

    def details(self) -> ClientDetails:
        """Give who it is from."""
        return ClientDetails(
            name=self.name,
            known_as=self.known_as,
            student_number=self.student_number,
            email=self.email,
            phone=self.phone,
            safe_contact=safe_contact(self.email, self.phone, self.contact_note, voicemail=self.voicemail_ok),
        )


@dataclass(frozen=True)
class Preview:
    """The promise before anything is saved: the line, its working, when the row turns amber."""

    due_line: str
    lines: tuple[str, ...]
    amber_line: str
    provisional: bool


@dataclass(frozen=True)
class Taken:
    """An enquiry is stored: the case, the sentence to show, and how to undo it."""

    case_id: str
    number: str
    client_id: str
    sentence: str
    undo: UndoToken


@dataclass(frozen=True)
class ClientRow:
    """A client who may be the one at hand, and why she is offered."""

    id: str
    name: str
    student_number: str
    email: str
    why: str


@dataclass(frozen=True)
class Enclosed:
    """What comes with an enquiry from a message: files, what was odd, the address, and its Message-ID."""

    sender: str = ""
    subject: str = ""
    message_id: str = ""
    notes: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@allowed(Act.TAKE_ENQUIRY)
def problems(desk: Desk, form: EnquiryForm) -> dict[str, str]:
    """Give everything that is wrong with a form, by field; empty means it can be saved."""
    found = dict(form.details().problems())
    for inner in [key for key in found if key.startswith("safe_contact.")]:
        found.setdefault("contact_note" if inner.endswith(".note") else "phone", found.pop(inner))
    if form.channel not in {channel.key for channel in desk.policy.channels}:
        found["channel"] = "Choose how the enquiry came in."
    if form.topic and form.topic not in {topic.key for topic in desk.policy.topics}:
        found["topic"] = "Choose a topic of the list, or none."
    _, about = field(form.about, "About", Limit.NOTE, required=True, lines=True)
    if about:
        found["about"] = about
    if form.received > desk.now + timedelta(minutes=1):
        found["received"] = "This is in the future. Say when it was received."
    elif form.received < desk.now - timedelta(days=366):
        found["received"] = "This is more than a year ago. Look at the date."
    if not (form.email.strip() or form.phone.strip()) and form.channel != "face_to_face":
        found.setdefault("email", "Give an e-mail address or a telephone number, or nobody can answer.")
    return found


def _due(desk: Desk, channel: str, received: datetime) -> Due:
    return promise_due(desk.policy, desk.calendar, channel, received)


@allowed(Act.TAKE_ENQUIRY)
def preview(desk: Desk, channel: str, received: datetime) -> Preview:
    """Say by when an enquiry received then must be answered, and why (I-6, I-28; L-3)."""
    due = _due(desk, channel, received)
    words = "Internal target" if promise_kind(desk.policy, channel) == "callback" else "Reply due"
    amber = "" if due.strict_due == due.due else f"Shown amber from {say_day(due.strict_due.date())}, the strict count."
    return Preview(f"{words} {say_due(due)}", tuple(explain(due)), amber, due.provisional)


@allowed(Act.FIND_CLIENT)
def clients_like(desk: Desk, name: str, number: str, email: str) -> tuple[ClientRow, ...]:
    """Offer clients who may be the same: by student number, by e-mail address, then by name (scenario 8)."""
    wanted = (student_number(number) if number.strip() else "", email_key(email) if email.strip() else "", fold(name))
    hits = search.client_ids(desk, [part for part in wanted if part])
    with desk.store.read() as connection:
        known = clients_by_id(desk, connection, set(hits))
    offered = []
    for client_id in hits:
        details = known.get(client_id)
        why = details and _why(details, wanted)
        if details and why:
            offered.append((why[0], ClientRow(client_id, details.name, details.student_number, details.email, why[1])))
    return tuple(row for _, row in sorted(offered, key=lambda pair: (pair[0], pair[1].name))[:8])


def _why(details: ClientDetails, wanted: tuple[str, str, str]) -> tuple[int, str] | None:
    number, email, name = wanted
    if number and student_number(details.student_number) == number:
        return 0, "same student number"
    if email and details.email and email_key(details.email) == email:
        return 1, "same e-mail address"
    if name.strip() and fold(details.name).split() == name.split():
        return 2, "same name"
    return None


@allowed(Act.TAKE_ENQUIRY)
def take(desk: Desk, form: EnquiryForm, *, draft: str = "", enclosed: Enclosed | None = None) -> Taken:
    """Store an enquiry whole: client, case, first entry, promise, and reception's slip if she took it; one transaction.

    ``draft`` is the subject of the draft that it grew from, which goes with it. Raises BadInput with all problems.
    """
    require_read(desk)
    found = problems(desk, form)
    if found:
        raise BadInput(found)
    form = replace(form, about=field(form.about, "About", Limit.NOTE, lines=True)[0])
    enclosed = enclosed or Enclosed()
    due = _due(desk, form.channel, form.received)
    case_id, entry_id = new_id(), new_id()
    with desk.store.write(desk.signer, Act.TAKE_ENQUIRY.value, case_id, at=desk.now) as tx:
        client_id = _known_client(desk, tx, form) if form.client_id else _new_client(desk, tx, form)
        slip_id = "" if desk.keys.holds("advice") else _slip(desk, tx, form, client_id, due)
        number = _next_number(tx, desk)
        key = make_key(tx, desk.keys, "advice", case_id, NOTES)
        case = CaseDocument(client_id, form.topic or "", _short(enclosed.subject or form.about), slip_id)
        _case(tx, case_id, number, case.sealed(key, case_id, 1))
        entry = _first_entry(desk, tx, form, enclosed, (case_id, entry_id, key))
        kind = promise_kind(desk.policy, form.channel)
        promises.make(desk, tx, promises.Received(kind, form.channel, form.received), (case_id, entry_id), due)
        if enclosed.message_id:
            _remember_message(desk, tx, enclosed.message_id)
        row = queries.draft(tx.connection, desk.person.id, draft) if draft else None
        if row:
            drafts.drop(tx, row)
        tx.detail.update(channel=form.channel, number=number, entry=entry_id)
    client = search.client_row(client_id, form.details())
    desk.index.put_later([client])
    if desk.keys.holds("advice"):
        whose = search.case_row(case_id, number, case, client[3])
        desk.index.put_later([whose, search.entry_row(case_id, entry_id, entry)])
    words = "call-back target" if promise_kind(desk.policy, form.channel) == "callback" else "reply due"
    by = f"{say_day(due.due.date())}, by {say_time(due.due.time())}"
    return Taken(
        case_id,
        number,
        client_id,
        f"Case {number} opened; {words} {by}.",
        UndoToken("enquiry", f"case {number}", case_id, entry_id, slip_id),
    )


def _case(tx: Tx, case_id: str, number: str, sealed: bytes) -> None:
    tx.insert(
        Case,
        id=case_id,
        number=number,
        opened_at=tx.at,
        status="open",
        adviser_id=None,
        key_ver=1,
        sealed=sealed,
        row_ver=1,
    )


def _short(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= SHORT_ABOUT else line[: SHORT_ABOUT - 1].rstrip() + "…"


def _new_client(desk: Desk, tx: Tx, form: EnquiryForm) -> str:
    client_id = new_id()
    key = make_key(tx, desk.keys, "front", client_id, IDENTITY)
    details = form.details()
    tx.insert(Client, id=client_id, key_ver=1, sealed=seal_client(key, client_id, 1, details), row_ver=1)
    return client_id


def _known_client(desk: Desk, tx: Tx, form: EnquiryForm) -> str:
    """Take the enquiry for a client who is known; what she says of herself now replaces what was kept."""
    client_id = form.client_id or ""
    before = client_details(desk, tx.connection, client_id)  # raises when there is none
    details = form.details()
    row = queries.client(tx.connection, client_id)
    if row is not None and details != before:
        key = find_key(tx.connection, desk.keys, client_id, IDENTITY, row.key_ver)
        sealed = seal_client(key, client_id, row.key_ver, details)
        tx.change(Client, {"id": client_id}, row.row_ver, sealed=sealed)
        tx.detail["client_changed"] = True  # not which: the line names the case, and who it is about is sealed there
    return client_id


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
    desk: Desk, tx: Tx, form: EnquiryForm, enclosed: Enclosed, where: tuple[str, str, bytes]
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
        recorded_at=desk.now,
        author_id=desk.person.id,
        key_ver=1,
        sealed=document.sealed(key, case_id, entry_id, 1),
        row_ver=1,
    )
    for attachment in enclosed.attachments:
        attachment_id = new_id()
        about = {"v": 1, "name": attachment.name, "type": attachment.media_type, "size": len(attachment.data)}
        tx.insert(
            AttachmentTable,
            id=attachment_id,
            case_id=case_id,
            entry_id=entry_id,
            key_ver=1,
            about=seal_row(key, "attachment", attachment_id, case_id, 1, about),
            sealed=seal_file(key, attachment_id, case_id, 1, attachment.data),
        )
    return document


def _remember_message(desk: Desk, tx: Tx, message_id: str) -> None:
    secret = _mail_secret(desk, tx.connection) or make_key(tx, desk.keys, "front", MESSAGES, MESSAGES)
    mac = sha256(secret, message_id.encode()).hex()
    tx.delete(SeenMail, mac=mac)
    tx.insert(SeenMail, mac=mac, at=desk.now)


def _mail_secret(desk: Desk, connection: Connection) -> bytes | None:
    """Give the secret under which Message-IDs are hashed; who lacks the front room cannot test for one."""
    try:
        return find_key(connection, desk.keys, MESSAGES, MESSAGES, 1)
    except NotFound:
        return None


@allowed(Act.TAKE_ENQUIRY)
def message_seen(desk: Desk, message_id: str) -> datetime | None:
    """When a message with this Message-ID was taken in before, or None."""
    with desk.store.read() as connection:
        secret = _mail_secret(desk, connection)
        if not (secret and message_id):
            return None
        return queries.seen_mail(connection, sha256(secret, message_id.encode()).hex())


@allowed(Act.FIND_CLIENT)
def client_form(desk: Desk, client_id: str, form: EnquiryForm) -> EnquiryForm:
    """Give the form with a known client's details in it."""
    with desk.store.read() as connection:
        details = client_details(desk, connection, client_id)
    return replace(
        form,
        client_id=client_id,
        name=details.name,
        known_as=details.known_as,
        student_number=details.student_number,
        email=details.email,
        phone=details.phone,
        contact_note=details.safe_contact.note,
        voicemail_ok=details.safe_contact.voicemail,
    )
