"""The lines of the service's calendar: written with a signature, checked whenever they are read.

A line is signed over its number, kind, moment and content by the manager who wrote it; lines are numbered without a
gap. So a line that was forged, changed, moved or taken out of the middle is refused, and nothing of it counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.service_calendar import (
    CalendarLine,
    Change,
    calendar_with,
    document_of,
    in_force,
    kind_of,
    read_change,
)
from data.access.grants import FORGED, GRANTERS, Signatures
from data.errors import IntegrityError
from data.keys.sealing import place
from data.models import CalendarNote
from data.queries import service_days as asked
from data.rows import CalendarNoteRow
from data.store import Tx


def note_message(seq: int, kind: str, document: str, at: datetime) -> bytes:
    """Give what the manager signs of a line."""
    return place("calendar", seq, kind, f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}") + b"\n" + document.encode()


def written(document: Mapping[str, Any]) -> str:
    """Give a document as it is stored and signed: one line of JSON, always the same for the same content."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_lines(desk: Desk, connection: Connection) -> tuple[CalendarLine, ...]:
    """Read and check every line, oldest first; raises IntegrityError when one was not written by a manager."""
    signatures = desk.session.signatures
    lines = []
    for number, row in enumerate(asked.notes(connection), 1):
        if row.seq != number:
            raise IntegrityError(FORGED)
        if not _signed(signatures, row):
            signatures = Signatures(
                connection, desk.keys.person.root_public
            )  # the manager may be new since we signed in
            if not _signed(signatures, row):
                raise IntegrityError(FORGED)
        lines.append(CalendarLine(row.seq, _change(row), row.at, row.by_id))
    return tuple(lines)


def _signed(signatures: Signatures, row: CalendarNoteRow) -> bool:
    message = note_message(row.seq, row.kind, row.document, row.at)
    try:
        signatures.check(row.by_id, message, row.signature, GRANTERS)
    except IntegrityError:
        return False
    return True


def _change(row: CalendarNoteRow) -> Change:
    try:
        document = json.loads(row.document)
    except ValueError as error:
        raise IntegrityError(FORGED) from error
    return read_change(row.kind, document)


def write_line(desk: Desk, tx: Tx, seq: int, change: Change) -> CalendarLine:
    """Write and sign the line with this number, and name it in the audit line."""
    kind, document = kind_of(change), written(document_of(change))
    tx.insert(
        CalendarNote,
        seq=seq,
        kind=kind,
        document=document,
        at=tx.at,
        by_id=desk.person.id,
        signature=desk.signer.sign(note_message(seq, kind, document, tx.at)),
    )
    tx.obj = asked.AUDITED
    tx.detail.update(seq=seq, line=kind)
    return CalendarLine(seq, change, tx.at, desk.person.id)


@allowed(Act.SIGN_OUT)
def follow(desk: Desk) -> bool:
    """Take the calendar as it stands now, if another terminal has changed it; True when there was something new.

    Costs one small question when nothing was. Raises IntegrityError for a line that no manager wrote.
    """
    with desk.store.read() as connection:
        last = asked.last_note(connection)
        if last == desk.almanac.seq:
            return False
        if last < desk.almanac.seq:
            raise IntegrityError(FORGED)
        lines = read_lines(desk, connection)
    desk.almanac.calendar = calendar_with(desk.policy, desk.almanac.region, in_force(lines))
    desk.almanac.seq = last
    return True


@allowed(Act.MAINTAIN)
def faults(desk: Desk) -> tuple[str, ...]:
    """Say what is wrong with the calendar's lines: one forged, or some cut off that the audit trail tells of."""
    with desk.store.read() as connection:
        try:
            lines = read_lines(desk, connection)
        except IntegrityError:
            return ("A line of the service's calendar was changed outside the program.",)
        if asked.audited_last(connection) != len(lines):
            return ("Lines of the service's calendar were taken out.",)
    return ()
