"""Flags that students raise without knowing: appointments missed or late, promises to them that were broken."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import promises
from advice_tui.casework.case_documents import CaseDocument, clients_by_id
from advice_tui.casework.diary.documents import open_appointments, words_of_event
from advice_tui.desk import Desk
from advice_tui.rules import review
from advice_tui.rules.diary import arrivals
from advice_tui.rules.diary.arrivals import Kept
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.review import FlagRow
from advice_tui.rules.working_days import local_instant, london, say_day, say_time
from data import queries
from data.diary_rows import AppointmentRow
from data.queries import arrivals as desk_asked
from data.queries import review as asked
from data.records import NOTES, find_keys

RECORD = "record"
"""The kind under which a client's details name a record that was merged into hers."""
LOOK_BACK = timedelta(days=28)
"""A promise that was kept too late is shown for so long."""
MOST = 300


def attendance(desk: Desk, connection: Connection) -> list[FlagRow]:
    """Give a flag for each student who often missed or was late, in the policy's months (I-44c; L-36; scenario 46).

    All appointments are read at once; what was written down is opened only for students who may be over the threshold.
    """
    rule = desk.policy.appointment
    since = arrivals.months_before(desk.today, rule.repeat_months)
    rows = [row for row in asked.kept_badly(connection, since, desk.today) if _counts(desk, row)]
    people = clients_by_id(desk, connection, {row.client_id for row in rows if row.client_id})
    by_person: dict[str, list[AppointmentRow]] = defaultdict(list)
    for row in rows:
        if row.client_id in people:
            by_person[_person(row.client_id or "", people)].append(row)
    many = {key: found for key, found in by_person.items() if len(found) >= rule.repeat_threshold}
    notice = _notice(desk, connection, [row for found in many.values() for row in found if row.state == "missed"])
    names = queries.names(connection)
    return [flag for found in many.values() if (flag := _missed(desk, found, notice, people, names)) is not None]


def _counts(desk: Desk, row: AppointmentRow) -> bool:
    return row.state == "missed" or arrivals.is_late(desk.policy, _late(row))


def _late(row: AppointmentRow) -> int:
    return arrivals.late_by(row.start_minute, row.arrived_at) if row.arrived_at else 0


def _person(client_id: str, people: dict[str, ClientDetails]) -> str:
    """Give one name for all records of a student: those that were merged carry the same list of records."""
    records = sorted(text for kind, text in people[client_id].also if kind == RECORD)
    return " ".join(records) or client_id


def _notice(desk: Desk, connection: Connection, rows: list[AppointmentRow]) -> set[str]:
    """Give those missed appointments of which notice was given."""
    found: dict[str, dict[str, Any]] = {}
    opened = open_appointments(desk, connection, rows) if rows else {}
    for event in desk_asked.events_of(connection, opened) if opened else ():
        one = opened[event.appointment_id]
        if event.key_ver == one.row.key_ver and event.kind in {"missed", "corrected"}:
            found[event.appointment_id] = words_of_event(one.key, event)
    return {key for key, words in found.items() if words.get("notice")}


def _missed(
    desk: Desk,
    rows: list[AppointmentRow],
    notice: set[str],
    people: dict[str, ClientDetails],
    names: dict[str, str],
) -> FlagRow | None:
    history = [Kept(row.day, _state(row), _late(row), row.id in notice) for row in rows]
    counted = arrivals.attendance(desk.policy, history, desk.today)
    if not counted.flagged:
        return None
    last = rows[-1]
    client_id = last.client_id or ""
    return FlagRow(
        f"attendance:{client_id}:{last.id}",
        "attendance",
        counted.words.partition(":")[0],
        local_instant(datetime.combine(last.day, time(*divmod(last.start_minute, 60)))).at,
        review.AMBER,
        who=people[client_id].name,
        whose=names.get(last.adviser_id, ""),
        more=tuple(f"{say_day(row.day)}: {_said(row, row.id in notice)}" for row in rows[-6:]),
        screen="client",
        subject=client_id,
        client_id=client_id,
    )


def _state(row: AppointmentRow) -> str:
    return "arrived" if row.state == "cancelled" and row.arrived_at else row.state


def _said(row: AppointmentRow, told: bool) -> str:  # noqa: FBT001 - a fact of the row
    if row.state == "missed":
        return "did not attend" + (", told us" if told else ", no notice")
    return f"{_late(row)} minutes late"


def broken_promises(desk: Desk, connection: Connection) -> list[FlagRow]:
    """Give a flag for each published promise that is broken: still open, or kept too late these days (I-6; L-3)."""
    now = desk.now
    pairs = [
        (promise, case)
        for promise, case in asked.broken_promises(connection, desk.keys, now, now - LOOK_BACK, limit=MOST)
        if promises.published(promise.kind)
    ]
    keys = find_keys(connection, desk.keys, {case.id for _, case in pairs}, NOTES)
    opened = {case.id: CaseDocument.opened(keys[case.id, case.key_ver], case) for _, case in pairs}
    people = clients_by_id(desk, connection, {one.client_id for one in opened.values()})
    names = queries.names(connection)
    found = []
    for promise, case in pairs:
        who = people.get(opened[case.id].client_id)
        due = london(promise.due_at)
        by = f"was due {say_day(due.date())} {say_time(due.time())}"
        kept = promise.state == "met" and promise.met_at is not None
        met = f"answered too late, {say_day(london(promise.met_at).date())}" if promise.met_at and kept else "no answer"
        found.append(
            FlagRow(
                f"promise:{promise.id}:{promise.state}",
                "promise",
                f"{by}; {met}",
                promise.breach_at,
                review.AMBER if kept else review.RED,
                number=case.number,
                who=who.name if who else "",
                whose=names.get(case.adviser_id or "", "nobody yet"),
                about=opened[case.id].about,
                screen="case",
                subject=case.id,
                case_id=case.id,
            )
        )
    return found
