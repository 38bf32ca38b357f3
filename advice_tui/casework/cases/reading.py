"""Cases opened, and the reading audited."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from advice_tui.casework.case_documents import client_details, open_case_row
from advice_tui.casework.cases import dates, life
from advice_tui.casework.cases.correcting import may_correct
from advice_tui.casework.cases.steps_on_file import steps_on_file
from advice_tui.casework.cases.views import AttachmentView, CaseView, ClientView, EntryView, PromiseView
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.case_details import CaseDetails
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import CHANNEL_GLYPHS, MET_WORDS, RECEIVED, EntryKind, entry_kind, standing
from advice_tui.rules.working_days import Due, explain, london, say_day
from data import queries
from data.access.wall_reading import unreadable
from data.bulk import entry_documents
from data.queries import walls
from data.records import unseal_row
from data.rows import CaseRow, EntryRow, PromiseRow

OWN = "case_changed"
"""The kind of the program's own entries."""
_NUMBER = re.compile(r"\b\d{2}-\d{4,}\b")
READ_AGAIN = timedelta(minutes=10)
"""A case that stays open on the screen is audited as read once, and again after so long."""


@allowed(Act.READ_CASE)
def open_case(desk: Desk, case_id: str) -> CaseView:
    """Open a case; the reading is audited before anything is shown (I-22; L-13).

    Raises NotFound, in the same words, for a case that does not exist and for one this person may not know of.
    """
    require_read(desk)
    view = view_of(desk, case_id)
    with desk.store.write(desk.signer, Act.READ_CASE.value, case_id, at=desk.now):
        desk.opened[case_id] = desk.now
    return view


@allowed(Act.READ_CASE)
def refresh(desk: Desk, case_id: str) -> CaseView:
    """Read again a case that is on the screen, because another terminal changed something."""
    seen = desk.opened.get(case_id)
    if seen is None or desk.now - seen > READ_AGAIN:
        return open_case(desk, case_id)
    return view_of(desk, case_id)


def view_of(desk: Desk, case_id: str) -> CaseView:
    """Read a case for an act that has audited the reading itself; raises NotFound as ``open_case``."""
    with desk.store.read() as connection:
        row, key, document = open_case_row(desk, connection, case_id)
        names = queries.names(connection)
        client = client_details(desk, connection, document.client_id)
        promises = queries.promises(connection, desk.keys, case_id)
        entries = _without_walled(desk, connection, _entries(desk, connection, row, key, names))
        return CaseView(
            id=row.id,
            number=row.number,
            row_ver=row.row_ver,
            client=_client(desk, document.client_id, client),
            about=document.about,
            topic=desk.policy.label_of("topics", document.topic) if document.topic else "",
            status=row.status,
            adviser_id=row.adviser_id,
            adviser_name=names.get(row.adviser_id, "") if row.adviser_id else "",
            opened=row.opened_at,
            promises=tuple(_promise(desk, promise) for promise in promises),
            entries=entries,
            may_write=may(desk.role, Act.WRITE_ENTRY),
            details=replace(document.details, links=()),  # those that this person may know of are in ``links``
            eligibility=_eligibility(desk, document.details.eligibility),
            closed=row.closed_at,
            key_dates=dates.dates_of(desk, connection, row, key),
            links=life.links_of(desk, connection, document),
            minutes=sum(entry.minutes for entry in entries if not entry.struck),
            retention=life.retention_words(desk, row),
            notice=_notice(document.details),
        )


def _eligibility(desk: Desk, key: str) -> str:
    """Give the label of the group that the client belongs to, or the key itself when the policy has it no more."""
    groups = (*desk.policy.eligibility.groups, *desk.policy.eligibility.others)
    return next((group.label for group in groups if group.key == key), key)


def _notice(details: CaseDetails) -> str:
    """Say when the student was told that a record is kept, or that she was not told yet (I-21; L-17)."""
    if details.notice is None:
        return ""
    return say_day(london(datetime.fromisoformat(details.notice.at)).date(), year=True)


def _client(desk: Desk, client_id: str, details: ClientDetails) -> ClientView:
    note = " ".join(details.safe_contact.note.split())
    return ClientView(
        client_id,
        details.name,
        details.known_as,
        details.student_number,
        details.email,
        details.phone,
        " · ".join(part for part in (note, details.safe_contact.instruction(desk.policy.places())) if part),
    )


def _promise(desk: Desk, row: PromiseRow) -> PromiseView:
    if row.state == "met" and row.met_at is not None:
        in_time = row.met_at < row.breach_at
        said = f"{say_day(london(row.met_at).date())} {london(row.met_at):%H:%M}"
        done = MET_WORDS.get(row.kind, "answered")
        state, words = "answered", f"{done} {said}, {'in time' if in_time else 'late'}"
    else:
        now = standing(
            desk.calendar, desk.now, due=row.due_at, strict=row.strict_at, breach=row.breach_at, channel=row.channel
        )
        state, words = now.state, now.words
    working = tuple(explain(Due.from_json(row.working)))
    return PromiseView(row.id, row.kind, row.received_at, row.due_at, state, words, working)


Document = dict[str, Any]
"""An entry's document as it stands under seal: see ``EntryDocument`` for what is in it."""


class _Read(NamedTuple):
    """An entry as it was read: its row and its opened document."""

    row: EntryRow
    document: Document


def _entries(
    desk: Desk, connection: Connection, row: CaseRow, key: bytes, names: dict[str, str]
) -> tuple[EntryView, ...]:
    """Give every entry once, newest first; a corrected one at its place with its newest words."""
    files: dict[str, list[AttachmentView]] = {}
    for found in queries.attachments(connection, row.id):
        about = unseal_row(key, "attachment", found.id, row.id, found.key_ver, found.about)
        files.setdefault(found.entry_id, []).append(AttachmentView(found.id, about["name"], about["size"]))
    firsts: list[_Read] = []
    corrections: dict[str, list[_Read]] = {}
    rows = queries.entries(connection, row.id)
    for read in map(_Read, rows, entry_documents(key, rows)):
        if read.row.corrects is None:
            firsts.append(read)
        else:
            corrections.setdefault(read.row.corrects, []).append(read)
    views = [_entry(desk, read, corrections.get(read.row.id), files.get(read.row.id), names) for read in firsts]
    views += steps_on_file(desk, connection, row.id, names)
    return tuple(sorted(views, key=lambda view: (view.at, view.id), reverse=True))


def _without_walled(desk: Desk, connection: Connection, views: tuple[EntryView, ...]) -> tuple[EntryView, ...]:
    """Leave out the program's own entries that name a case which shuts this person out: a link to it shows nothing."""
    named = {view.id: _NUMBER.findall(view.title) for view in views if view.kind == OWN}
    numbers = {number for found in named.values() for number in found}
    ids = walls.cases_numbered(connection, numbers) if numbers else {}
    shut = unreadable(connection, desk.keys, ids.values())
    if not shut:
        return views
    gone = {number for number, case_id in ids.items() if case_id in shut}
    return tuple(view for view in views if not gone & set(named.get(view.id, ())))


def _entry(
    desk: Desk,
    first: _Read,
    later: list[_Read] | None,
    files: list[AttachmentView] | None,
    names: dict[str, str],
) -> EntryView:
    row, document = first
    now = first
    if later:
        now = next((read for read in reversed(later) if read.row.undone_at is None), first)
        document = now.document
    kind, channel = entry_kind(document["kind"]), document.get("channel", "")
    return EntryView(
        id=row.id,
        at=row.at,
        recorded_at=row.recorded_at,
        kind=document["kind"],
        kind_words=kind.label if kind else document["kind"],
        glyph=_glyph(kind, channel),
        title=document["title"],
        body=document["body"],
        sender=document.get("sender", ""),
        notes=tuple(document.get("notes", ())),
        author_name=names.get(row.author_id, ""),
        struck=_struck(row.undone_at, names.get(row.undone_by or "", "")),
        attachments=tuple(files) if files else (),
        group=kind.group if kind else "contact",
        channel=channel,
        minutes=document.get("minutes", 0),
        options=tuple(document.get("options", ())),
        choice=document.get("choice", ""),
        activity=document.get("activity", ""),
        before=_before(first, later, now, names) if later else (),
        mine=row.author_id == desk.person.id,
        may_correct=may_correct(desk, row, document["kind"]),
        row_ver=row.row_ver,
    )


def _glyph(kind: EntryKind | None, channel: str) -> str:
    if kind is None:
        return "·"
    return CHANNEL_GLYPHS.get(channel, kind.glyph) if kind is RECEIVED else kind.glyph


def _before(first: _Read, later: list[_Read], now: _Read, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Give every other wording of an entry, oldest first: who wrote it and when, why it was replaced, and its words."""
    wordings = [first, *later]
    found = []
    for place, read in enumerate(wordings):
        if read is now:
            continue
        at = london(read.row.recorded_at)
        said = f"{names.get(read.row.author_id, '')}, {say_day(at.date())} {at:%H:%M}"
        if read.row.undone_at is not None:
            said += " · correction taken back"
        elif place + 1 < len(wordings):
            after = wordings[place + 1]
            said += f" · corrected by {names.get(after.row.author_id, '')}: {after.document.get('why', '')}"
        found.append((said, _wording(read.document)))
    return tuple(found)


def _wording(document: Document) -> str:
    """Give what an entry said, with its options and the choice, as it is shown beside its newer words."""
    lines = [document["body"], *(f"{n}. {option}" for n, option in enumerate(document.get("options", ()), 1))]
    if document.get("choice"):
        lines.append(f"Chose: {document['choice']}")
    return "\n".join(line for line in lines if line)


def _struck(at: datetime | None, name: str) -> str:
    return f"undone by {name}, {say_day(london(at).date())} {london(at):%H:%M}" if at else ""
