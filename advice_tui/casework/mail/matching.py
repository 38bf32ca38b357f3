"""Whom a message is from and which open case it belongs to, as far as this person may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from advice_tui.casework import enquiries, search, seen_mail
from advice_tui.casework.case_documents import CaseDocument, clients_by_id, find_client
from advice_tui.casework.enquiries import OpenCase
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.mail import case_numbers
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.text import clean, email_key
from data import queries
from data.errors import BadInput, NotFound
from data.queries import batches
from data.records import NOT_THERE, NOTES, find_key, find_keys
from data.rows import CaseRow

OPEN = ("open", "waiting")


@dataclass
class Known:
    """Who has which address on file, and which open cases each has; asked once a batch and person."""

    desk: Desk
    people: dict[str, tuple[tuple[str, ClientDetails], ...]]
    _cases: dict[str, tuple[OpenCase, ...]] = field(default_factory=dict)

    def person(self, address: str) -> tuple[str, str]:
        """Give the id and name of the one client with this address; two empty texts when there is none, or several."""
        found = self.people.get(email_key(address), ()) if address else ()
        return (found[0][0], found[0][1].name) if len(found) == 1 else ("", "")

    def several(self, address: str) -> bool:
        """Whether several clients have this address."""
        return len(self.people.get(email_key(address), ())) > 1

    def cases(self, client_id: str) -> tuple[OpenCase, ...]:
        """Give the open cases of a client; reception sees none (L-13)."""
        if not client_id or not self.desk.keys.holds("advice"):
            return ()
        if client_id not in self._cases:
            self._cases[client_id] = enquiries.open_cases(self.desk, client_id)
        return self._cases[client_id]

    def of_thread(self, references: Iterable[str]) -> OpenCase | None:
        """Give the open case that a message answered by this one belongs to."""
        if not self.desk.keys.holds("advice"):
            return None
        with self.desk.store.read() as connection:
            for message_id in references:
                instant = seen_mail.seen_in(self.desk, connection, message_id)
                row = batches.case_of_instant(connection, self.desk.keys, instant) if instant else None
                if row is not None:
                    return _offered(self.desk, connection, row)
        return None

    def of_subject(self, subject: str) -> OpenCase | None:
        """Give the open case whose number the subject names first."""
        if not self.desk.keys.holds("advice"):
            return None
        with self.desk.store.read() as connection:
            for number in case_numbers(subject):
                row = batches.case_numbered(connection, self.desk.keys, number)
                if row is not None and row.status in OPEN:
                    return _offered(self.desk, connection, row)
        return None


def people(desk: Desk, addresses: Iterable[str]) -> Known:
    """Find who has these addresses on file: by the search index, or among all clients while it is not read in."""
    wanted = {email_key(address) for address in addresses if address}
    found: defaultdict[str, dict[str, ClientDetails]] = defaultdict(dict)
    ends: dict[str, str] = {}
    indexed = desk.index.ready
    with desk.store.read() as connection:
        if indexed:
            ids = {client_id for address in wanted for client_id in search.client_ids(desk, [address])}
        else:
            ids = {row.id for row in queries.clients(connection)} if wanted else set()
        for client_id, details in clients_by_id(desk, connection, ids).items():
            known = wanted & {email_key(address) for address in details.every("email") if address}
            if known:
                row, _, whole = find_client(desk, connection, client_id)  # whom she turned out to be, if merged
                ends |= {client_id: row.id, row.id: row.id}
            for address in known:
                found[address][row.id] = whole
        cases = {} if indexed else _open_cases(desk, connection, ends)
    return Known(desk, {address: tuple(those.items()) for address, those in found.items()}, cases)


def _open_cases(desk: Desk, connection: Connection, ends: dict[str, str]) -> dict[str, tuple[OpenCase, ...]]:
    """Find the open cases of these clients among all, newest first; ``ends`` leads from each to whom she is now."""
    found: dict[str, tuple[OpenCase, ...]] = dict.fromkeys(ends.values(), ())
    if not ends or not desk.keys.holds("advice"):
        return found
    rows = [row for row in queries.all_cases(connection, desk.keys) if row.status in OPEN]
    keys = find_keys(connection, desk.keys, (row.id for row in rows), NOTES)
    names = queries.names(connection)
    for row in rows:
        document = CaseDocument.opened(keys[row.id, row.key_ver], row)
        if document.client_id in ends:
            found[ends[document.client_id]] += (_as_offered(desk, row, document, names),)
    return found


@allowed(Act.READ_CASE)
def case_named(desk: Desk, number: str) -> OpenCase:
    """Find the open case of this number, to which a message may be added.

    Raises NotFound for one that is not there or not for this person, BadInput for one that is closed.
    """
    with desk.store.read() as connection:
        row = batches.case_numbered(connection, desk.keys, clean(number).strip())
        if row is None:
            raise NotFound(NOT_THERE)
        if row.status not in OPEN:
            raise BadInput({"number": f"Case {row.number} is closed. Reopen it first, or choose another."})
        return _offered(desk, connection, row)


def _offered(desk: Desk, connection: Connection, row: CaseRow) -> OpenCase:
    key = find_key(connection, desk.keys, row.id, NOTES, row.key_ver)
    return _as_offered(desk, row, CaseDocument.opened(key, row), queries.names(connection))


def _as_offered(desk: Desk, row: CaseRow, document: CaseDocument, names: dict[str, str]) -> OpenCase:
    topic = desk.policy.label_of("topics", document.topic) if document.topic else document.about
    whose = "yours" if row.adviser_id == desk.person.id else names.get(row.adviser_id or "", "nobody has it yet")
    return OpenCase(row.id, row.number, topic, whose)
