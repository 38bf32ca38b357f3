"""Cases opened, and the reading audited."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from advice_tui.casework.case_documents import EntryDocument, client_details, open_case_row
from advice_tui.casework.cases.views import AttachmentView, CaseView, ClientView, EntryView, PromiseView
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import entry_kind, standing
from advice_tui.rules.working_days import Due, explain, london, say_day
from data import queries
from data.records import unseal_row
from data.rows import CaseRow, PromiseRow

READ_AGAIN = timedelta(minutes=10)
"""A case that stays open on the screen is audited as read once, and again after so long."""


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
            details=document.details,
            closed=row.closed_at,
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
