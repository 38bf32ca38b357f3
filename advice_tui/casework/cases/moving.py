"""Everything on one case moved to another: sealed anew under the other's key; ids, times and authors stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import Update, bindparam, update

from advice_tui.casework.cases.life import Opened
from advice_tui.casework.drafts import ENTRY, of_window
from advice_tui.desk import Desk
from data import queries
from data.errors import BadInput
from data.models import Attachment, Draft, Entry, KeyDate, Procedure, Promise, RegisterLine
from data.queries import caseload as questions
from data.queries import conduct
from data.records import seal_file, seal_row, unseal_file, unseal_row
from data.store import Tx

_attachment: Any = Attachment.__table__  # type: ignore[attr-defined]
_entry: Any = Entry.__table__  # type: ignore[attr-defined]
_date: Any = KeyDate.__table__  # type: ignore[attr-defined]
_draft: Any = Draft.__table__  # type: ignore[attr-defined]
_promise: Any = Promise.__table__  # type: ignore[attr-defined]
_line: Any = RegisterLine.__table__  # type: ignore[attr-defined]
_procedure: Any = Procedure.__table__  # type: ignore[attr-defined]
STAY = frozenset({"check"})
"""Registers whose lines are about a case as it was: who looked for a conflict then."""


@dataclass(frozen=True)
class Moved:
    """The ids of what was moved, so that exactly this can be moved back."""

    entries: frozenset[str]
    attachments: frozenset[str]
    promises: frozenset[str]
    dates: frozenset[str]
    drafts: frozenset[str]
    lines: frozenset[str]
    procedures: frozenset[str] = frozenset()


def move(desk: Desk, tx: Tx, source: Opened, target: Opened, only: Moved | None = None) -> Moved:
    """Move what is on ``source`` to ``target`` inside an act, or only what ``only`` names; give what was moved.

    The target's key opens all of it afterwards, the source's none. Raises BadInput when somebody has an unfinished
    text on both cases.
    """
    entries, files, promises, dates, drafts, lines, procedures = astuple(only) if only else (None,) * 7
    return Moved(
        _entries(tx, source, target, entries),
        _attachments(tx, source, target, files),
        _promises(desk, tx, source, target, promises),
        _dates(desk, tx, source, target, dates),
        _drafts(tx, source, target, drafts),
        _lines(desk, tx, source, target, lines),
        _procedures(desk, tx, source, target, procedures),
    )


def _resealed(name: str, row: Any, source: Opened, target: Opened, column: str = "sealed") -> bytes:
    """Open a row's document with the one key, and seal it under the other for its new place."""
    document = unseal_row(source.key, name, row.id, source.row.id, row.key_ver, getattr(row, column))
    return seal_row(target.key, name, row.id, target.row.id, target.row.key_ver, document)


def _store(tx: Tx, statement: Update, rows: Iterable[dict[str, Any]]) -> frozenset[str]:
    given = list(rows)
    if given:
        tx.connection.execute(statement, given)
    return frozenset(row["which"] for row in given)


def _wanted(rows: Iterable[Any], only: frozenset[str] | None) -> list[Any]:
    return [row for row in rows if only is None or row.id in only]


def _entries(tx: Tx, source: Opened, target: Opened, only: frozenset[str] | None) -> frozenset[str]:
    statement = (
        update(_entry)
        .where(_entry.c.case_id == source.row.id, _entry.c.id == bindparam("which"))
        .values(case_id=target.row.id, key_ver=target.row.key_ver, sealed=bindparam("anew"))
    )
    found = _wanted(queries.entries(tx.connection, source.row.id), only)
    return _store(tx, statement, [{"which": row.id, "anew": _resealed("entry", row, source, target)} for row in found])


def _attachments(tx: Tx, source: Opened, target: Opened, only: frozenset[str] | None) -> frozenset[str]:
    """Move files one by one, for they may be large."""
    statement = (
        update(_attachment)
        .where(_attachment.c.case_id == source.row.id, _attachment.c.id == bindparam("which"))
        .values(
            case_id=target.row.id,
            key_ver=target.row.key_ver,
            about=bindparam("named"),
            sealed=bindparam("anew"),
        )
    )
    moved = []
    for row in _wanted(queries.attachments(tx.connection, source.row.id), only):
        sealed = queries.attachment_content(tx.connection, source.row.id, row.id)
        assert sealed is not None
        content = unseal_file(source.key, row.id, source.row.id, row.key_ver, sealed)
        anew = seal_file(target.key, row.id, target.row.id, target.row.key_ver, content)
        named = _resealed("attachment", row, source, target, "about")
        moved.append(_store(tx, statement, [{"which": row.id, "named": named, "anew": anew}]))
    return frozenset().union(*moved)


def _promises(desk: Desk, tx: Tx, source: Opened, target: Opened, only: frozenset[str] | None) -> frozenset[str]:
    statement = (
        update(_promise)
        .where(_promise.c.id == bindparam("which"))
        .values(case_id=target.row.id, row_ver=_promise.c.row_ver + 1)
    )
    found = questions.promise_ids(tx.connection, desk.keys, source.row.id)
    return _store(tx, statement, [{"which": one} for one in found if only is None or one in only])


def _dates(desk: Desk, tx: Tx, source: Opened, target: Opened, only: frozenset[str] | None) -> frozenset[str]:
    statement = (
        update(_date)
        .where(_date.c.id == bindparam("which"))
        .values(
            case_id=target.row.id,
            key_ver=target.row.key_ver,
            sealed=bindparam("anew"),
            row_ver=_date.c.row_ver + 1,
        )
    )
    found = _wanted(questions.dates_of(tx.connection, desk.keys, source.row.id), only)
    rows = [{"which": row.id, "anew": _resealed("key_date", row, source, target)} for row in found]
    return _store(tx, statement, rows)


def _drafts(tx: Tx, source: Opened, target: Opened, only: frozenset[str] | None) -> frozenset[str]:
    """Move what somebody has begun to write, so that it comes up on the case that stays."""
    here, there = f"{ENTRY}{source.row.id}", f"{ENTRY}{target.row.id}"
    taken = {(row.account_id, row.subject) for row in questions.drafts_on(tx.connection, there)}
    statement = (
        update(_draft)
        .where(_draft.c.id == bindparam("which"))
        .values(
            subject=bindparam("about"),
            key_ver=target.row.key_ver,
            sealed=bindparam("anew"),
            row_ver=_draft.c.row_ver + 1,
        )
    )
    rows = []
    for row in _wanted(questions.drafts_on(tx.connection, here), only):
        about = there + row.subject.removeprefix(here)
        if (row.account_id, about) in taken and of_window(row.subject):
            continue  # each is about its own case as a whole; this one is there again when they are parted
        if (row.account_id, about) in taken:
            name = queries.names(tx.connection).get(row.account_id, "A colleague")
            raise BadInput({"other": f"{name} has an unfinished text on both cases. Save one or throw it away first."})
        document = unseal_row(source.key, "draft", row.id, row.subject, row.key_ver, row.sealed)
        anew = seal_row(target.key, "draft", row.id, about, target.row.key_ver, document)
        rows.append({"which": row.id, "about": about, "anew": anew})
    return _store(tx, statement, rows)


def _procedures(desk: Desk, tx: Tx, source: Opened, target: Opened, only: frozenset[str] | None) -> frozenset[str]:
    """Move procedures and what stands under their keys: they keep their keys, and follow the case they are about."""
    found = _wanted(conduct.procedures(tx.connection, desk.keys, case_id=source.row.id), only)
    statement = (
        update(_procedure)
        .where(_procedure.c.id == bindparam("which"))
        .values(case_id=target.row.id, row_ver=_procedure.c.row_ver + 1)
    )
    lines = (
        update(_line)
        .where(_line.c.under == bindparam("which"), _line.c.case_id == source.row.id)
        .values(case_id=target.row.id, row_ver=_line.c.row_ver + 1)
    )
    _store(tx, lines, [{"which": row.id} for row in found])
    return _store(tx, statement, [{"which": row.id} for row in found])


def _lines(desk: Desk, tx: Tx, source: Opened, target: Opened, only: frozenset[str] | None) -> frozenset[str]:
    """Move lines of registers that stand under the case's key: what the student allows is of her, not of a number."""
    statement = (
        update(_line)
        .where(_line.c.id == bindparam("which"))
        .values(
            case_id=target.row.id,
            under=target.row.id,
            key_ver=target.row.key_ver,
            sealed=bindparam("anew"),
            row_ver=_line.c.row_ver + 1,
        )
    )
    found = _wanted(conduct.lines(tx.connection, desk.keys, case_id=source.row.id, under=source.row.id), only)
    rows = [
        {"which": row.id, "anew": _resealed("register", row, source, target)} for row in found if row.kind not in STAY
    ]
    return _store(tx, statement, rows)
