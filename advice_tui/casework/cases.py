"""Cases: opened (and the reading audited), written in, taken on. A person's reply stops the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from advice_tui.casework import drafts, search
from advice_tui.casework.case_documents import CaseDocument, EntryDocument, client_details, open_case_row
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import ENTRY_KINDS, entry_kind, standing
from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import Due, explain, london, say_day
from data import queries
from data.errors import BadInput, NotFound
from data.ids import new_id
from data.models import Case, Entry, Promise, Slip
from data.records import NOT_THERE, find_keys, unseal_file, unseal_row
from data.rows import CaseRow, PromiseRow
from data.store import Tx

READ_AGAIN = timedelta(minutes=10)
"""A case that stays open on the screen is audited as read once, and again after so long."""


@dataclass(frozen=True)
class ClientView:
    """Who the client is and how she may be reached; ``contact_line`` is the safe-contact instruction, short."""

    id: str
    name: str
    known_as: str
    student_number: str
    email: str
    phone: str
    contact_line: str


@dataclass(frozen=True)
class PromiseView:
    """A promise on a case: how it stands, in a state for the colour and in words; ``working`` explains it."""

    id: str
    kind: str
    received: datetime
    due: datetime
    state: str
    words: str
    working: tuple[str, ...]


@dataclass(frozen=True)
class AttachmentView:
    """A file on the case."""

    id: str
    name: str
    size: int


@dataclass(frozen=True)
class EntryView:
    """One entry; ``struck`` says who undid it and when, or is empty; ``notes`` is what was odd about a message."""

    id: str
    at: datetime
    recorded_at: datetime
    kind: str
    kind_words: str
    glyph: str
    title: str
    body: str
    sender: str
    notes: tuple[str, ...]
    author_name: str
    struck: str
    attachments: tuple[AttachmentView, ...]


@dataclass(frozen=True)
class CaseView:
    """A case as the screen shows it, frozen."""

    id: str
    number: str
    row_ver: int
    client: ClientView
    about: str
    topic: str
    status: str
    adviser_id: str | None
    adviser_name: str
    opened: datetime
    promises: tuple[PromiseView, ...]
    entries: tuple[EntryView, ...]
    may_write: bool


@dataclass(frozen=True)
class Written:
    """An entry, or another act on a case, is stored: the sentence to show, whether a clock stopped, how to undo it."""

    sentence: str
    stopped: bool
    undo: UndoToken


@allowed(Act.READ_CASE)
def open_case(desk: Desk, case_id: str) -> CaseView:
    """Open a case; the reading is audited before anything is shown (I-22; L-13).

    Raises NotFound, in the same words, for a case that does not exist and for one this person may not know of.
    """
    require_read(desk)
    view = _view(desk, case_id)
    with desk.store.write(desk.signer, Act.READ_CASE.value, case_id, at=desk.now):
        desk.opened[case_id] = desk.now
    return view


@allowed(Act.READ_CASE)
def refresh(desk: Desk, case_id: str) -> CaseView:
    """Read again a case that is on the screen, because another terminal changed something."""
    seen = desk.opened.get(case_id)
    if seen is None or desk.now - seen > READ_AGAIN:
        return open_case(desk, case_id)
    return _view(desk, case_id)


def _view(desk: Desk, case_id: str) -> CaseView:
    with desk.store.read() as connection:
        row, key, document = open_case_row(desk, connection, case_id)
        names = queries.names(connection)
        details = client_details(desk, connection, document.client_id)
        promises = queries.promises(connection, desk.keys, case_id)
        return CaseView(
            id=row.id,
            number=row.number,
            row_ver=row.row_ver,
            client=_client(document.client_id, details),
            about=document.about,
            topic=desk.policy.label_of("topics", document.topic) if document.topic else "",
            status=row.status,
            adviser_id=row.adviser_id,
            adviser_name=names.get(row.adviser_id, "") if row.adviser_id else "",
            opened=row.opened_at,
            promises=tuple(_promise(desk, promise) for promise in promises),
            entries=_entries(connection, row, key, names),
            may_write=may(desk.role, Act.WRITE_ENTRY),
        )


def _client(client_id: str, details: ClientDetails) -> ClientView:
    note = " ".join(details.safe_contact.note.split())
    return ClientView(
        client_id,
        details.name,
        details.known_as,
        details.student_number,
        details.email,
        details.phone,
        " · ".join(part for part in (note, details.safe_contact.instruction()) if part),
    )


def _promise(desk: Desk, row: PromiseRow) -> PromiseView:
    if row.state == "met" and row.met_at is not None:
        in_time = row.met_at < row.breach_at
        said = f"{say_day(london(row.met_at).date())} {london(row.met_at):%H:%M}"
        state, words = "answered", f"answered {said}, {'in time' if in_time else 'late'}"
    else:
        now = standing(
            desk.calendar, desk.now, due=row.due_at, strict=row.strict_at, breach=row.breach_at, channel=row.channel
        )
        state, words = now.state, now.words
    working = tuple(explain(Due.from_json(row.working)))
    return PromiseView(row.id, row.kind, row.received_at, row.due_at, state, words, working)


def _entries(connection: Connection, row: CaseRow, key: bytes, names: dict[str, str]) -> tuple[EntryView, ...]:
    files: dict[str, list[AttachmentView]] = {}
    for found in queries.attachments(connection, row.id):
        about = unseal_row(key, "attachment", found.id, row.id, found.key_ver, found.about)
        files.setdefault(found.entry_id, []).append(AttachmentView(found.id, about["name"], about["size"]))
    views = []
    for entry in queries.entries(connection, row.id):
        document = EntryDocument.opened(key, entry)
        kind = entry_kind(document.kind)
        views.append(
            EntryView(
                id=entry.id,
                at=entry.at,
                recorded_at=entry.recorded_at,
                kind=document.kind,
                kind_words=kind.label if kind else document.kind,
                glyph=kind.glyph if kind else "·",
                title=document.title,
                body=document.body,
                sender=document.sender,
                notes=document.notes,
                author_name=names.get(entry.author_id, ""),
                struck=_struck(entry.undone_at, names.get(entry.undone_by or "", "")),
                attachments=tuple(files.get(entry.id, ())),
            )
        )
    return tuple(sorted(views, key=lambda view: (view.at, view.id), reverse=True))


def _struck(at: datetime | None, name: str) -> str:
    return f"undone by {name}, {say_day(london(at).date())} {london(at):%H:%M}" if at else ""


@allowed(Act.WRITE_ENTRY)
def write_entry(desk: Desk, case_id: str, kind: str, text: str, *, title: str = "", draft: str = "") -> Written:
    """Write an entry; one that stops the clock meets every open promise of the case (I-6; L-3; scenario 7).

    An unassigned case becomes that of who replies. ``draft`` is the subject of the draft it grew from. Raises
    BadInput with what is wrong.
    """
    require_read(desk)
    chosen = entry_kind(kind)
    body, body_problem = field(text, "Text", Limit.NOTE, required=True, lines=True)
    heading, title_problem = field(title, "Title", Limit.SUBJECT)
    wrong = {"kind": None if chosen in ENTRY_KINDS else "Choose what kind of entry this is."}
    found = {**wrong, "text": body_problem, "title": title_problem}
    if any(found.values()) or chosen is None:
        raise BadInput({where: sentence for where, sentence in found.items() if sentence})
    entry_id = new_id()
    with desk.store.write(desk.signer, Act.WRITE_ENTRY.value, case_id, at=desk.now) as tx:
        row, key, document = open_case_row(desk, tx.connection, case_id)
        entry = EntryDocument(kind, heading or chosen.label, body, chosen.channel)
        tx.insert(
            Entry,
            case_id=case_id,
            id=entry_id,
            at=desk.now,
            recorded_at=desk.now,
            author_id=desk.person.id,
            key_ver=row.key_ver,
            sealed=entry.sealed(key, case_id, entry_id, row.key_ver),
            row_ver=1,
        )
        met = _stop_clock(desk, tx, case_id, entry_id) if chosen.stops_clock else ()
        slips = _answer_slip(tx, document) if met else ()
        took_on = chosen.stops_clock and row.adviser_id is None
        if took_on:
            tx.change(Case, {"id": case_id}, row.row_ver, adviser_id=desk.person.id)
        former = queries.draft(tx.connection, desk.person.id, draft) if draft else None
        if former:
            drafts.drop(tx, former)
        tx.detail.update(entry=entry_id, met=list(met))
    desk.index.put_later([search.entry_row(case_id, entry_id, entry)])
    token = UndoToken("entry", f"{chosen.label} on case {row.number}", case_id, entry_id, "", met, slips, took_on)
    return Written(_said(desk, chosen.label, row.number, met=bool(met), took_on=took_on), bool(met), token)


def _said(desk: Desk, label: str, number: str, *, met: bool, took_on: bool) -> str:
    parts = [f"{label} saved on case {number}."]
    if met:
        parts.append("The reply clock is stopped.")
    if took_on:
        parts.append(f"The case is {desk.person.name}'s now.")
    return " ".join(parts)


def _stop_clock(desk: Desk, tx: Tx, case_id: str, entry_id: str) -> tuple[str, ...]:
    met = []
    for promise in queries.promises(tx.connection, desk.keys, case_id):
        if promise.state == "open":
            tx.change(Promise, {"id": promise.id}, promise.row_ver, state="met", met_at=desk.now, met_by_entry=entry_id)
            met.append(promise.id)
    return tuple(met)


def _answer_slip(tx: Tx, document: CaseDocument) -> tuple[str, ...]:
    slip = queries.slip(tx.connection, document.slip_id) if document.slip_id else None
    if slip is None or slip.state != "passed_on":
        return ()
    tx.change(Slip, {"id": slip.id}, slip.row_ver, state="answered")
    return (slip.id,)


@allowed(Act.TAKE_ON_CASE)
def take_on(desk: Desk, case_id: str) -> Written:
    """Make an unassigned case one's own; raises BadInput when somebody has it."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.TAKE_ON_CASE.value, case_id, at=desk.now) as tx:
        row, _, _ = open_case_row(desk, tx.connection, case_id)
        if row.adviser_id is not None:
            holder = queries.names(tx.connection).get(row.adviser_id, "a colleague")
            whose = "yours already" if row.adviser_id == desk.person.id else f"{holder}'s"
            raise BadInput(f"Case {row.number} is {whose}.")
        tx.change(Case, {"id": case_id}, row.row_ver, adviser_id=desk.person.id)
    token = UndoToken("take_on", f"case {row.number} taken on", case_id, took_on=True)
    return Written(f"Case {row.number} is yours now.", False, token)  # noqa: FBT003 - no clock stopped


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
