"""Who a student may already be, and which open case a contact may belong to."""

from __future__ import annotations

from sqlalchemy import Connection

from advice_tui.casework import search
from advice_tui.casework.case_documents import CaseDocument, client_details, clients_by_id
from advice_tui.casework.enquiries.form import ClientRow, EnquiryForm, OpenCase
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.names import likeness
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.text import email_key, fold, student_number
from data import queries
from data.records import NOTES, find_keys
from data.rows import CaseRow

MOST_OFFERED = 8
OPEN = ("open", "waiting")


@allowed(Act.FIND_CLIENT)
def clients_like(desk: Desk, name: str, number: str, email: str) -> tuple[ClientRow, ...]:
    """Offer clients who may be the same: by student number, by e-mail address, same name, similar name (scenario 8).

    Names are compared with accents, spelling and alphabet forgiven, and by the name a person is known as. Nothing is
    merged by this.
    """
    wanted = (student_number(number) if number.strip() else "", email_key(email) if email.strip() else "", name)
    exact = [part for part in (wanted[0], wanted[1], fold(name)) if part]
    hits = [
        *search.client_ids(desk, exact),
        *(search.clients_near(desk, name) if name.strip() else ()),
    ]
    with desk.store.read() as connection:
        known = clients_by_id(desk, connection, {search.end_of(desk, hit) for hit in hits})
    offered = []
    for client_id, details in known.items():
        why = _why(details, wanted)
        if why:
            row = ClientRow(client_id, details.name, details.student_number, details.email, why[2])
            offered.append((why[0], -why[1], details.name, row))
    return tuple(row for *_, row in sorted(offered, key=lambda one: one[:3])[:MOST_OFFERED])


def _why(details: ClientDetails, wanted: tuple[str, str, str]) -> tuple[int, float, str] | None:
    number, email, name = wanted
    if number and number in map(student_number, details.every("student_number")):
        return 0, 0, "same student number"
    if email and email in map(email_key, details.every("email")):
        return 1, 0, "same e-mail address"
    alike = max(likeness(name, one) for one in details.every("name"))
    if alike == 100:
        return 2, alike, "same name"
    known_as = likeness(name, details.known_as)
    if known_as == 100:
        return 2, known_as, "known as the same name"
    best = max(alike, known_as)
    return (3, best, "similar name") if best else None


@allowed(Act.FIND_CLIENT)
def client_form(desk: Desk, client_id: str, form: EnquiryForm) -> EnquiryForm:
    """Give the form with a known client's details in it; raises NotFound when there is no such client."""
    with desk.store.read() as connection:
        details = client_details(desk, connection, client_id)
    return form.with_client(client_id, details)


@allowed(Act.READ_CASE)
def open_cases(desk: Desk, client_id: str) -> tuple[OpenCase, ...]:
    """Give the open cases of a client that this person may read, her own first, then newest first (scenario 8).

    Only what lists of cases show; nothing of the timeline is read.
    """
    with desk.store.read() as connection:
        rows = [queries.case(connection, desk.keys, case_id) for case_id in search.cases_of_client(desk, client_id)]
        found = [row for row in rows if row is not None and row.status in OPEN]
        names = queries.names(connection)
        about = _about(desk, connection, found)
    found.sort(key=lambda row: row.number, reverse=True)
    found.sort(key=lambda row: row.adviser_id != desk.person.id)
    return tuple(
        OpenCase(row.id, row.number, about[row.id], _whose(desk, row, names)) for row in found if row.id in about
    )


def _about(desk: Desk, connection: Connection, rows: list[CaseRow]) -> dict[str, str]:
    """Give what each case is about in a word or two: its topic, or its title when it has none."""
    keys = find_keys(connection, desk.keys, (row.id for row in rows), NOTES)
    said = {}
    for row in rows:
        key = keys.get((row.id, row.key_ver))
        if key:
            document = CaseDocument.opened(key, row)
            said[row.id] = desk.policy.label_of("topics", document.topic) if document.topic else document.about
    return said


def _whose(desk: Desk, row: CaseRow, names: dict[str, str]) -> str:
    if row.adviser_id is None:
        return "nobody has it yet"
    return "yours" if row.adviser_id == desk.person.id else names.get(row.adviser_id, "a colleague's")
