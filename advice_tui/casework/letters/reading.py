"""Looking at letters: one as it stands, those of a case, those of a procedure. The reading of one is audited."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from advice_tui.casework import templates
from advice_tui.casework.case_documents import clients_by_id, open_case_row
from advice_tui.casework.induction import require_read
from advice_tui.casework.letters.documents import READY, OpenedLetter, find, find_all
from advice_tui.casework.letters.naming import Scan, scanned
from advice_tui.casework.letters.views import LetterRow, LetterView, PartView
from advice_tui.casework.procedure_documents import open_one
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Step
from advice_tui.roles import Act, allowed
from advice_tui.rules import letters
from advice_tui.rules.letters import LetterPart
from advice_tui.rules.text import safe_file_name
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.errors import NotFound

READ: Final = "letter.read"
READ_AGAIN: Final = timedelta(minutes=10)
"""A letter that stays on the screen is audited as read once, and again after so long."""
FILLED_BY_SENDING: Final = frozenset({"date", "how"})
"""Entries of a step that the sending itself answers."""


@allowed(Act.WRITE_LETTER)
def open_letter(desk: Desk, letter_id: str) -> LetterView:
    """Open a letter as it stands; the reading is audited (I-22; L-13).

    Raises NotFound, in the same words, when there is none or it is not for this person.
    """
    require_read(desk)
    scan = scanned(desk, letter_id)
    with desk.store.read() as connection:
        view = view_of(desk, connection, find(desk, connection, letter_id), scan)
    seen = desk.opened.get(letter_id)
    if seen is None or desk.now - seen > READ_AGAIN:
        with desk.store.write(desk.signer, READ, letter_id, at=desk.now):
            desk.opened[letter_id] = desk.now
    return view


@allowed(Act.WRITE_LETTER)
def of_case(desk: Desk, case_id: str) -> tuple[LetterRow, ...]:
    """Give the letters of a case that this person may read, those of its procedures too, newest first."""
    require_read(desk)
    with desk.store.read() as connection:
        open_case_row(desk, connection, case_id)
        return _rows(connection, find_all(desk, connection, case_id=case_id))


@allowed(Act.WRITE_LETTER)
def of_procedure(desk: Desk, procedure_id: str) -> tuple[LetterRow, ...]:
    """Give the letters of a procedure, newest first; raises NotFound for one that this person may not read."""
    require_read(desk)
    with desk.store.read() as connection:
        open_one(desk, connection, procedure_id)
        return _rows(connection, find_all(desk, connection, under=procedure_id))


@allowed(Act.WRITE_LETTER)
def startable(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Give the letters that belong to no procedure and may be begun on a case, as (key, title)."""
    keys = ("welcome", "closing", "no_record", "complaints", letters.FREE)
    return tuple((key, letters.TITLES[key]) for key in keys if letters.written(desk.policy, key))


def _rows(connection: Connection, found: list[OpenedLetter]) -> tuple[LetterRow, ...]:
    names = queries.names(connection)
    return tuple(
        LetterRow(one.id, one.document.title, _words(one, names), one.line.row.state, one.line.row.at)
        for one in reversed(found)
    )


def _words(letter: OpenedLetter, names: dict[str, str]) -> str:
    document = letter.document
    if letter.sent:
        day = say_day(date.fromisoformat(document.sent_on), year=True)
        return f"sent {day} {letters.WAYS.get(document.channel, document.channel)}"
    begun = f"begun {say_day(london(letter.line.row.at).date())}, {names.get(letter.line.row.by_id, '')}"
    return f"{begun}, read by {names.get(document.second_by, '')}" if letter.line.row.state == READY else begun


def rules_of(desk: Desk, letter: OpenedLetter) -> tuple[LetterPart, ...]:
    """Give what a letter must say, by the policy in force and by what was filled in."""
    return letters.parts(desk.policy, letter.document.text_key, letter.document.values)


def step_of(desk: Desk, letter: OpenedLetter, connection: Connection) -> Step | None:
    """Give the step that sending the letter records; None where it belongs to none."""
    document = letter.document
    if not document.procedure_id or not document.step:
        return None
    return open_one(desk, connection, document.procedure_id).running.procedure.step(document.step)


def view_of(desk: Desk, connection: Connection, letter: OpenedLetter, scan: Scan) -> LetterView:
    """Give a letter as screens show it; ``scan`` is what was looked for in it."""
    row, document = letter.line.row, letter.document
    staff = queries.names(connection)
    parts = rules_of(desk, letter)
    step = step_of(desk, letter, connection)
    number, waits = _case_of(desk, connection, letter)
    asks = [(one.key, one.label) for one in step.records if not one.optional] if step else []
    head = templates.letterhead_name_in(desk, connection)
    return LetterView(
        id=letter.id,
        text_key=document.text_key,
        title=document.title,
        text=document.text,
        parts=part_views(parts, document.text),
        missing=() if letter.sent else letters.missing(parts, document.text),
        rules=parts,
        names=scan.names,
        named=() if letter.sent else scan.named,
        perhaps=() if letter.sent else scan.perhaps,
        to=document.to,
        number=number,
        case_id=letter.case_id,
        client_id=document.client_id,
        procedure_id=document.procedure_id,
        step=document.step,
        step_label=step.label if step else "",
        asks=tuple((key, label) for key, label in asks if key not in FILLED_BY_SENDING),
        template_version=document.template_version,
        policy_version=document.policy_version,
        state=row.state,
        second_asked=document.second_asked,
        second_reader=_second(letter, staff),
        may_read_second=not letter.sent and desk.person.id not in document.writers,
        written_by=", ".join(staff.get(one, "") for one in document.writers),
        begun=row.at,
        sent_on=date.fromisoformat(document.sent_on) if letter.sent else None,
        sent_to=document.sent_to,
        sent_by=staff.get(document.sent_by, ""),
        channel=document.channel,
        hash=document.hash,
        contact=_contact(desk, connection, document.client_id),
        reply=waits,
        letterhead=head,
        file_name=file_name(number, document.title, ""),
        row_ver=row.row_ver,
    )


def part_views(parts: tuple[LetterPart, ...], text: str) -> tuple[PartView, ...]:
    """Give the parts of a letter as screens list them, for its words as they are now."""
    whole = letters.squeezed(text)
    found = []
    for part in parts:
        value = letters.squeezed(part.value)
        present = bool(value) and value in whole
        what = value or "not filled in yet"
        found.append(PartView(part.key, part.label, part.needed, present, f"{part.label}: {what}", part.value))
    return tuple(found)


def file_name(number: str, title: str, ending: str) -> str:
    """Give the name of an exported letter's file: it names no student."""
    return safe_file_name(" ".join(part for part in (number, title) if part) + ending, f"letter{ending}")


def _second(letter: OpenedLetter, staff: dict[str, str]) -> str:
    document = letter.document
    if not document.second_by:
        return ""
    at = london(datetime.fromisoformat(document.second_at))
    return f"{staff.get(document.second_by, '')}, {say_day(at.date())} {at:%H:%M}"


def _contact(desk: Desk, connection: Connection, client_id: str) -> str:
    """Say how the student may be reached, for whoever sends it; empty when it is open, or not for this person."""
    found = clients_by_id(desk, connection, {client_id}).get(client_id) if client_id else None
    return found.safe_contact.instruction(desk.policy.places()) if found else ""


def _case_of(desk: Desk, connection: Connection, letter: OpenedLetter) -> tuple[str, bool]:
    """Give the number of the letter's case, and whether somebody waits there for an answer."""
    if not letter.case_id:
        return "", False
    try:
        row, _, _ = open_case_row(desk, connection, letter.case_id)
    except NotFound:
        return "", False
    promises = queries.promises(connection, desk.keys, row.id)
    return row.number, any(one.state == "open" for one in promises)
