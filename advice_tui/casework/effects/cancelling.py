"""Appointments that a decision calls into question: listed, and cancelled or kept one by one, with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework import desk_flags
from advice_tui.casework.case_documents import JoinedInto, open_case_row
from advice_tui.casework.clients_at_desk import is_coming, when_words
from advice_tui.casework.desk_flags.lines import person
from advice_tui.casework.desk_flags.standing import Standing
from advice_tui.casework.diary.documents import advice_of, change_appointment, open_appointment
from advice_tui.casework.diary.views import Done
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import OpenedProcedure, open_one
from advice_tui.casework.rota.touching import named
from advice_tui.casework.rota.views import Touched
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.restriction import CHANNELS, Terms, broken
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from data.diary_rows import AppointmentRow
from data.errors import BadInput, ChangedMeanwhile, NotFound
from data.queries import diary as asked

KEPT = "kept"
"""The event that tells of an appointment that stands in spite of a decision."""
MATTER = "Withdrawn in this matter"
OVER = "This appointment is not to come any more."


def in_question(
    desk: Desk, connection: Connection, opened: OpenedProcedure, terms: Terms | None = None
) -> tuple[str, ...]:
    """Give the appointments to come that what stands of a procedure's client refuses; those that were kept are not.

    ``terms`` are those just decided: the director, who may decide, cannot read what the desk is told. Nor can she read
    what an appointment is for: those of one matter are not among them for her.
    """
    client_id = opened.row.client_id or ""
    how = desk_flags.standing(desk, connection, [client_id]).get(client_id) if client_id else None
    if how is None:
        return ()
    if terms is not None and not how.rules.items:
        how = replace(how, rules=terms)
    rows = asked.of_clients(connection, person(desk, connection, client_id))
    coming = [row for row in rows if row.state == "booked" and is_coming(desk, row)]
    return tuple(row.id for row, _ in _refused(desk, connection, how, coming))


def _refused(
    desk: Desk, connection: Connection, how: Standing, rows: Iterable[AppointmentRow]
) -> list[tuple[AppointmentRow, str]]:
    """Give those that are refused, each with why; of several in one week the first stands."""
    found: list[tuple[AppointmentRow, str]] = []
    days: list[date] = []
    for row in rows:
        why = _why(desk, connection, how, row, days)
        if why and not _kept(connection, row, how):
            found.append((row, why))
        else:
            days.append(row.day)
    return found


def _why(desk: Desk, connection: Connection, how: Standing, row: AppointmentRow, days: list[date]) -> str:
    if how.refuses_all:
        return how.sentence
    if how.case_ids and _case_of(desk, connection, row) in how.case_ids:
        return MATTER
    if how.kind != "restrict":
        return ""
    channel = CHANNELS.get(row.mode, row.mode)
    return "".join(broken(how.rules, "book", channel, row.adviser_id, days, row.day))


def _case_of(desk: Desk, connection: Connection, row: AppointmentRow) -> str:
    """Give the case that an appointment is for as it stands now, or nothing."""
    try:
        case_id = advice_of(desk, connection, row).case_id
        return open_case_row(desk, connection, case_id)[0].id if case_id else ""
    except JoinedInto as moved:
        return moved.case_id
    except NotFound:
        return ""


def _kept(connection: Connection, row: AppointmentRow, how: Standing) -> bool:
    """Whether somebody looked at it after the decision, and let it stand."""
    return any(
        event.kind == KEPT and event.undone_at is None and how.since is not None and event.recorded_at >= how.since
        for event in asked.events(connection, row.id)
    )


@allowed(Act.SEE_PROCEDURE)
def called_into_question(desk: Desk, procedure_id: str) -> tuple[str, ...]:
    """Give the ids of appointments that a decision still calls into question, by time.

    Raises NotFound for a procedure that is not there or not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        return in_question(desk, connection, open_one(desk, connection, procedure_id))


@allowed(Act.SEE_DIARY)
def to_be_cancelled(desk: Desk, appointment_ids: Iterable[str]) -> tuple[Touched, ...]:
    """Give those of these appointments that still stand in question, with whose they are and why, by time."""
    require_read(desk)
    with desk.store.read() as connection:
        rows = [row for one in dict.fromkeys(appointment_ids) if (row := asked.appointment(connection, one))]
        coming = sorted(
            (row for row in rows if row.state == "booked" and row.client_id and is_coming(desk, row)),
            key=lambda row: (row.day, row.start_minute, row.id),
        )
        found: list[tuple[AppointmentRow, str]] = []
        for client_id in dict.fromkeys(row.client_id or "" for row in coming):
            how = desk_flags.standing(desk, connection, [client_id]).get(client_id)
            if how is not None:
                all_hers = asked.of_clients(connection, person(desk, connection, client_id))
                hers = [row for row in all_hers if row.state == "booked" and is_coming(desk, row)]
                wanted = {row.id for row in coming}
                found += [one for one in _refused(desk, connection, how, hers) if one[0].id in wanted]
        return named(desk, connection, sorted(found, key=lambda one: (one[0].day, one[0].start_minute, one[0].id)))


@allowed(Act.CHANGE_APPOINTMENT)
def keep(desk: Desk, appointment_id: str, row_ver: int, reason: str) -> Done:
    """Let an appointment stand in spite of a decision, with the reason; it is not listed again.

    Raises BadInput without a reason, NotFound, ChangedMeanwhile.
    """
    require_read(desk)
    why, wrong = text_field(reason, "Reason", Limit.SHORT, required=True)
    if wrong:
        raise BadInput({"reason": wrong})
    with desk.store.write(desk.signer, Act.CHANGE_APPOINTMENT.value, appointment_id, at=desk.now) as tx:
        opened = open_appointment(desk, tx.connection, appointment_id)
        if opened.row.row_ver != row_ver:
            raise ChangedMeanwhile("Somebody else changed this appointment meanwhile. Look again; nothing was stored.")
        if opened.row.state != "booked":
            raise BadInput(OVER)
        token = change_appointment(desk, tx, opened, row_ver, KEPT, words={"reason": why})
    when = when_words(opened.row)
    return Done(appointment_id, f"{when} stands.", replace(token, label=f"the keeping of {when}"))
