"""What a decision refuses at the moment something is stored: a booking, a call taken down, a contact of ours.

Each is asked inside the writing transaction, so that two terminals agree: once a decision is stored nothing that it
refuses is stored any more (I-43 to I-48; L-33 to L-39). The manager may go beyond the terms of a restriction, and the
audit trail says so; whoever is not to be admitted is booked by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework.desk_flags.lines import person
from advice_tui.casework.desk_flags.standing import Standing, standing
from advice_tui.casework.diary.views import BookingForm
from advice_tui.desk import Desk
from advice_tui.roles import Role
from advice_tui.rules import calls
from advice_tui.rules.reply import EntryKind, entry_kind
from advice_tui.rules.restriction import CHANNELS, refusal
from advice_tui.rules.working_days import london
from data.access.grants import account
from data.diary_rows import LIVE
from data.queries import client_file, use
from data.queries import diary as diary_asked
from data.records import NOTES, find_keys, unseal_row
from data.store import Tx

LOOK_BACK = timedelta(days=14)
MOST_SLIPS = 50
MATTER = "Service is withdrawn in this matter. See the manager."
FOR_THE_MANAGER = "A message may be left for the manager."
NO_CONTACT = frozenset({"auto_ack", "received"})
"""Kinds of contact that are none of ours: what the program sends by itself, and what came in."""


@dataclass(frozen=True)
class Slot:
    """When, how and with whom an appointment is to be; ``but`` the one that moves there; ``case_id`` what it is for."""

    day: date
    mode: str
    adviser_id: str
    case_id: str = ""
    but: str = ""


def booking_refusal(desk: Desk, connection: Connection, client_id: str, slot: Slot) -> str:
    """Say why a client is not booked, or nothing. A matter that was withdrawn refuses its own case only (L-35)."""
    how = _how(desk, connection, client_id)
    if how is None:
        return ""
    if how.refuses_all:
        return f"{how.sentence}."
    if slot.case_id and slot.case_id in how.case_ids:
        return MATTER
    if how.kind != "restrict":
        return ""
    ids = person(desk, connection, client_id)
    days = [one for appointment_id, one in _booked(connection, ids) if appointment_id != slot.but]
    channel = CHANNELS.get(slot.mode, slot.mode)
    return refusal(how.rules, "book", channel, slot.adviser_id, days, slot.day)


def kept_to(desk: Desk, connection: Connection, form: BookingForm, client_id: str) -> BookingForm:
    """Give a booking with the one adviser whom a restriction names, when no other was asked for."""
    if form.adviser_id or not client_id:
        return form
    how = _how(desk, connection, client_id)
    return replace(form, adviser_id=how.adviser_id) if how is not None and how.adviser_id else form


def message_refusal(desk: Desk, connection: Connection, client_id: str, kind: str, channel: str, for_id: str) -> str:
    """Say why a call is not put through, or a message or request not taken, or nothing; for the manager all are."""
    how = _how(desk, connection, client_id)
    if how is None or how.scope == "matter" or _is_manager(connection, for_id):
        return ""
    if how.refuses_all:
        return f"{how.sentence}. {FOR_THE_MANAGER}"
    if kind == calls.REQUEST:
        return refusal(how.rules, "request", channel, for_id, (), desk.today)
    ids = person(desk, connection, client_id)
    booked = [day for _, day in _booked(connection, ids)]
    slips = client_file.slips_of(connection, sorted(ids), limit=MOST_SLIPS)
    taken = {calls.MESSAGE, calls.PUT_THROUGH}
    days = [london(row.at).date() for row in slips if row.kind in taken and row.state != "void"]
    return refusal(how.rules, "message", channel, for_id, (*booked, *days), desk.today, booked=desk.today in booked)


def contact_refusal(desk: Desk, connection: Connection, client_id: str, kind: EntryKind, at: datetime) -> str:
    """Say why a contact of ours is against the terms of a restriction, or nothing; what came in is never refused."""
    if kind.group not in {"contact", "meetings"} or kind.key in NO_CONTACT:
        return ""
    how = _how(desk, connection, client_id)
    if how is None or how.kind != "restrict":
        return ""
    day = london(at).date()
    ids = person(desk, connection, client_id)
    booked = any(one == day for _, one in _booked(connection, ids))
    days = _contacts(desk, connection, ids, at) if how.per_week else ()
    return refusal(how.rules, "contact", kind.channel, desk.person.id, days, day, booked=booked)


def beyond(desk: Desk, tx: Tx, said: str, *, absolute: bool = False) -> str:
    """Give the refusal that counts for this person: the manager may go beyond terms, and the audit line says that."""
    if not said or absolute or desk.role is not Role.MANAGER:
        return said
    tx.detail["beyond_terms"] = True
    return ""


# Parts --------------------------------------------------------------------------------------------------------------


def _how(desk: Desk, connection: Connection, client_id: str) -> Standing | None:
    return standing(desk, connection, [client_id]).get(client_id) if client_id else None


def _booked(connection: Connection, ids: Iterable[str]) -> list[tuple[str, date]]:
    """Give the appointments of a person that count, by id and day."""
    return [(row.id, row.day) for row in diary_asked.of_clients(connection, ids) if row.state in LIVE]


def _is_manager(connection: Connection, account_id: str) -> bool:
    found = account(connection, account_id) if account_id else None
    return found is not None and found.role == Role.MANAGER.value


def _contacts(desk: Desk, connection: Connection, ids: Iterable[str], at: datetime) -> list[date]:
    """Give the days of contacts of ours about this time, on every case of hers that this person may read."""
    rows = [row for row in use.entries_since(connection, desk.keys, at - LOOK_BACK) if row.at < at + LOOK_BACK]
    keys = find_keys(connection, desk.keys, {row.case_id for row in rows}, NOTES)
    replaced, hers, wanted = {row.corrects for row in rows}, dict[str, bool](), set(ids)
    found = []
    for row in rows:
        key = keys.get((row.case_id, row.key_ver))
        if key is None or row.id in replaced:
            continue
        if row.case_id not in hers:
            case_key = keys.get((row.case_id, row.case_ver), key)
            case = unseal_row(case_key, "case", row.case_id, row.case_id, row.case_ver, row.case_sealed)
            hers[row.case_id] = case["client_id"] in wanted
        if hers[row.case_id] and _is_contact(unseal_row(key, "entry", row.id, row.case_id, row.key_ver, row.sealed)):
            found.append(london(row.at).date())
    return found


def _is_contact(entry: Mapping[str, Any]) -> bool:
    """Whether an entry tells of a contact of ours that reached her; a letter is none that terms count (I-45)."""
    kind = entry_kind(str(entry["kind"]))
    return kind is not None and kind.stops_clock and kind.channel != "letter"
