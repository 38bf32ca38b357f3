"""Key dates of a case: set with the reason why they matter, changed, done, taken back; the timeline keeps them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import entries
from advice_tui.casework.case_documents import EntryDocument, open_case_row
from advice_tui.casework.cases.views import KeyDateView, Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.key_dates import CHASE, KEY_DATE, echo, problems, standing
from advice_tui.rules.reply import Standing
from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import say_day
from data.errors import BadInput, ChangedMeanwhile, NotFound
from data.ids import new_id
from data.models import KeyDate
from data.queries import key_dates
from data.records import NOT_THERE, seal_row, unseal_row
from data.rows import CaseRow, KeyDateRow
from data.store import Tx

VERSION = 1
CHANGED = "case_changed"
"""The kind of entry that says what became of a key date."""
CaseKey = tuple[str, bytes, int]
"""A case's id, its key, and the key's version."""


@dataclass(frozen=True)
class KeyDateForm:
    """A key date as the form holds it; the days are as they were read, None where nothing could be read."""

    what: str
    why: str
    day: date | None
    remind_on: date | None
    again_on: date | None


@dataclass(frozen=True)
class _Kept:
    """A key date as it is kept: its row, what it is and why."""

    row: KeyDateRow
    what: str
    why: str


# For other casework, inside its own act -----------------------------------------------------------------------------


def dates_of(desk: Desk, connection: Connection, row: CaseRow, key: bytes) -> tuple[KeyDateView, ...]:
    """Give a case's open key dates, soonest first; what is done or taken back stands on the timeline only."""
    return tuple(_view(desk, _opened(found, key)) for found in key_dates.of_case(connection, desk.keys, row.id))


def words(desk: Desk, row: KeyDateRow) -> Standing:
    """Say how an open key date stands now, for the colour and in words; nothing of what it is."""
    return standing(desk.calendar, desk.now, row.day, row.again_on)


def text_of(row: KeyDateRow, key: bytes) -> tuple[str, str]:
    """Give what a key date is and why it matters, opened with its case's key."""
    found = _opened(row, key)
    return found.what, found.why


def put_date(
    desk: Desk,
    tx: Tx,
    case: CaseKey,
    kind: str,
    what: str,
    why: str,
    day: date,
    remind_on: date,
    again_on: date,
) -> str:
    """Store a key date of a case (its id, key and the key's version) inside another act, and give its id."""
    case_id, _, key_ver = case
    date_id = new_id()
    tx.insert(
        KeyDate,
        id=date_id,
        case_id=case_id,
        kind=kind,
        day=day,
        remind_on=remind_on,
        again_on=again_on,
        state="open",
        made_at=desk.now,
        made_by=desk.person.id,
        key_ver=key_ver,
        sealed=_sealed(case, date_id, what, why),
        row_ver=1,
    )
    return date_id


def end_chase(desk: Desk, tx: Tx, case_id: str) -> tuple[str, ...]:
    """End every open "ask after the student" date of a case, because she wrote or nobody waits; give their ids."""
    ended = []
    for row in key_dates.of_case(tx.connection, desk.keys, case_id):
        if row.kind == CHASE:
            tx.change(KeyDate, {"id": row.id}, row.row_ver, state="done", done_at=desk.now, done_by=desk.person.id)
            ended.append(row.id)
    return tuple(ended)


def open_again(tx: Tx, date_ids: tuple[str, ...]) -> None:
    """Open again what ``end_chase`` ended, inside the undoing of the act that called it."""
    for date_id in date_ids:
        tx.change(KeyDate, {"id": date_id}, state="open", done_at=None, done_by=None)


# What staff do ------------------------------------------------------------------------------------------------------


@allowed(Act.KEEP_KEY_DATE)
def set_date(desk: Desk, case_id: str, form: KeyDateForm) -> Written:
    """Set a key date on an open case; raises BadInput with everything that is wrong."""
    require_read(desk)
    form, days = _checked(desk, form)
    with desk.store.write(desk.signer, Act.KEEP_KEY_DATE.value, case_id, at=desk.now) as tx:
        row, case = _open_case(desk, tx, case_id)
        date_id = put_date(desk, tx, case, KEY_DATE, form.what, form.why, *days)
        body = f"{say_day(days[0], year=True)}. {form.why}\n{_reminded(days)}"
        entry_id, entry = _entry(desk, tx, case, f"Key date: {form.what}", body)
        tx.detail.update(key_date=date_id, day=str(days[0]), entry=entry_id)
    away = echo(desk.calendar, desk.today, days[0])
    said = f"Key date on case {row.number}: {form.what}, {away}. {_reminded(days)}"
    return _written(desk, said, f"the key date on case {row.number}", (case_id, date_id, 1, None), (entry_id, entry))


@allowed(Act.KEEP_KEY_DATE)
def change_date(desk: Desk, case_id: str, date_id: str, row_ver: int, form: KeyDateForm) -> Written:
    """Change an open key date as it was seen (``row_ver``); the former day stays on the timeline.

    Raises BadInput with everything that is wrong, ChangedMeanwhile when another terminal was first.
    """
    require_read(desk)
    form, days = _checked(desk, form)
    with desk.store.write(desk.signer, Act.KEEP_KEY_DATE.value, case_id, at=desk.now) as tx:
        row, case = _open_case(desk, tx, case_id)
        before = _open_date(desk, tx, case, date_id, row_ver)
        lines = _differences(before, form, days)
        if not lines:
            raise BadInput("Nothing was changed.")
        _store(tx, case, before, state="open", values=(form.what, form.why, *days))
        entry_id, entry = _entry(desk, tx, case, f"Key date changed: {form.what}", "\n".join(lines))
        tx.detail.update(key_date=date_id, was=str(before.row.day), day=str(days[0]), entry=entry_id)
    said = f"{form.what} on case {row.number} is {echo(desk.calendar, desk.today, days[0])}. {_reminded(days)}"
    label = f"the change of the key date on case {row.number}"
    return _written(desk, said, label, (case_id, date_id, row_ver + 1, before), (entry_id, entry))


@allowed(Act.KEEP_KEY_DATE)
def finish_date(desk: Desk, case_id: str, date_id: str, row_ver: int) -> Written:
    """Mark a key date as done; nobody is reminded of it any more."""
    return _end(desk, case_id, date_id, row_ver, ("done", "Key date done", "is done"))


@allowed(Act.KEEP_KEY_DATE)
def take_back_date(desk: Desk, case_id: str, date_id: str, row_ver: int) -> Written:
    """Take a key date back, because it does not hold; the timeline keeps that it was set."""
    return _end(desk, case_id, date_id, row_ver, ("void", "Key date taken back", "is taken back"))


def _end(desk: Desk, case_id: str, date_id: str, row_ver: int, how: tuple[str, str, str]) -> Written:
    require_read(desk)
    state, title, words_ = how
    with desk.store.write(desk.signer, Act.KEEP_KEY_DATE.value, case_id, at=desk.now) as tx:
        row, key, _ = open_case_row(desk, tx.connection, case_id)
        case = (case_id, key, row.key_ver)
        before = _open_date(desk, tx, case, date_id, row_ver)
        _store(tx, case, before, state=state, done=(desk.now, desk.person.id))
        body = f"{say_day(before.row.day, year=True)}. {before.why}"
        entry_id, entry = _entry(desk, tx, case, f"{title}: {before.what}", body)
        tx.detail.update(key_date=date_id, state=state, entry=entry_id)
    said = f"{before.what} on case {row.number} {words_}."
    label = f"{before.what} on case {row.number}"
    return _written(desk, said, label, (case_id, date_id, row_ver + 1, before), (entry_id, entry))


# Parts --------------------------------------------------------------------------------------------------------------


def _checked(desk: Desk, form: KeyDateForm) -> tuple[KeyDateForm, tuple[date, date, date]]:
    """Give the form with its texts cleaned, and its three days; raises BadInput."""
    days = (form.day, form.remind_on, form.again_on)
    found = problems(desk.calendar, desk.today, (form.what, form.why), days)
    day, first, second = days
    if found or day is None or first is None or second is None:
        raise BadInput(found)
    what = field(form.what, "What", Limit.NAME)[0].strip()
    why = field(form.why, "Why", Limit.SHORT)[0].strip()
    return KeyDateForm(what, why, *days), (day, first, second)


def _open_case(desk: Desk, tx: Tx, case_id: str) -> tuple[CaseRow, CaseKey]:
    row, key, _ = open_case_row(desk, tx.connection, case_id)
    if row.status == "closed":
        raise BadInput(f"Case {row.number} is closed: reopen it first.")
    return row, (case_id, key, row.key_ver)


def _open_date(desk: Desk, tx: Tx, case: CaseKey, date_id: str, row_ver: int) -> _Kept:
    row = key_dates.one(tx.connection, desk.keys, case[0], date_id)
    if row is None:
        raise NotFound(NOT_THERE)
    if row.state != "open" or row.row_ver != row_ver:
        raise ChangedMeanwhile("Somebody else changed this key date meanwhile. Look again; nothing was overwritten.")
    return _opened(row, case[1])


def _opened(row: KeyDateRow, key: bytes) -> _Kept:
    found = unseal_row(key, "key_date", row.id, row.case_id, row.key_ver, row.sealed)
    return _Kept(row, str(found["what"]), str(found["why"]))


def _sealed(case: CaseKey, date_id: str, what: str, why: str) -> bytes:
    return seal_row(case[1], "key_date", date_id, case[0], case[2], {"v": VERSION, "what": what, "why": why})


def _store(
    tx: Tx,
    case: CaseKey,
    before: _Kept,
    *,
    state: str,
    values: tuple[str, str, date, date, date] | None = None,
    done: tuple[Any, str] | None = None,
) -> None:
    """Store a key date's new state, and its new texts and days when there are some."""
    row = before.row
    what, why, day, first, second = values or (before.what, before.why, row.day, row.remind_on, row.again_on)
    tx.change(
        KeyDate,
        {"id": row.id},
        row.row_ver,
        state=state,
        day=day,
        remind_on=first,
        again_on=second,
        key_ver=case[2],
        sealed=_sealed(case, row.id, what, why),
        done_at=done[0] if done else None,
        done_by=done[1] if done else None,
    )


def _differences(before: _Kept, form: KeyDateForm, days: tuple[date, date, date]) -> list[str]:
    row = before.row
    was: tuple[str | date, ...] = (before.what, before.why, row.day, row.remind_on, row.again_on)
    now: tuple[str | date, ...] = (form.what, form.why, *days)
    labels = ("What", "Why it matters", "Day", "First reminder", "Second reminder")
    return [
        f"{label}: {_plain(old)} → {_plain(new)}"
        for label, old, new in zip(labels, was, now, strict=True)
        if old != new
    ]


def _plain(value: str | date) -> str:
    return say_day(value, year=True) if isinstance(value, date) else value


def _reminded(days: tuple[date, date, date]) -> str:
    _, first, second = days
    if first == second:
        return f"Reminder {say_day(first)}."
    return f"Reminders {say_day(first)} and {say_day(second)}."


def _view(desk: Desk, kept: _Kept) -> KeyDateView:
    row, stands = kept.row, words(desk, kept.row)
    return KeyDateView(
        row.id,
        row.kind,
        kept.what,
        kept.why,
        row.day,
        row.remind_on,
        row.again_on,
        stands.state,
        stands.words,
        row.row_ver,
    )


def _entry(desk: Desk, tx: Tx, case: CaseKey, title: str, body: str) -> tuple[str, EntryDocument]:
    entry = EntryDocument(CHANGED, title, body)
    return entries.put(desk, tx, case, entry), entry


def _written(
    desk: Desk, said: str, label: str, date_: tuple[str, str, int, _Kept | None], entry: tuple[str, EntryDocument]
) -> Written:
    case_id, date_id, row_ver, before = date_
    entries.remember(desk, case_id, *entry)
    data: Mapping[str, Any] = {"date": date_id, "row_ver": row_ver, "before": before}
    return Written(said, stopped=False, undo=UndoToken("key_date", label, case_id, entry[0], data=data))


@undoes("key_date")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Bring a key date back to what it was before, or take back one that was set."""
    strike(desk, tx, token.case_id, token.entry_id)
    row, key, _ = open_case_row(desk, tx.connection, token.case_id)
    case = (token.case_id, key, row.key_ver)
    now = key_dates.one(tx.connection, desk.keys, token.case_id, token.data["date"])
    if now is None or now.row_ver != token.data["row_ver"]:
        raise ChangedMeanwhile("Somebody has changed this key date meanwhile. Nothing was undone.")
    before: _Kept | None = token.data["before"]
    if before is None:
        _store(tx, case, _opened(now, key), state="void", done=(desk.now, desk.person.id))
        return
    former = before.row
    values = (before.what, before.why, former.day, former.remind_on, former.again_on)
    _store(tx, case, _opened(now, key), state="open", values=values)
