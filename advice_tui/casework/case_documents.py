"""What stands sealed in a case, an entry, a client: documents with a version, read and written in one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection

from advice_tui.desk import Desk
from advice_tui.rules.case_details import CaseDetails
from advice_tui.rules.people import ClientDetails
from data import queries
from data.errors import NotFound
from data.queries import caseload
from data.records import IDENTITY, NOT_THERE, NOTES, find_key, find_keys, seal_row, unseal_row
from data.rows import CaseRow, ClientRow, EntryRow, SealedText

VERSION = 1
MOST_JOINS = 20
"""A case is joined into one that is joined into one: so many steps are followed."""
MOST_MERGES = 20
"""The same for clients, where one turned out to be another."""
MERGED_INTO = "merged_into"
"""In a client's document: the id of the client she turned out to be."""


@dataclass(frozen=True)
class CaseDocument:
    """What a case is about and whose it is. ``slip_id`` is reception's slip of it, or empty.

    A case that others were joined into may have several slips; their ids stand in ``slip_id`` with spaces between.
    """

    client_id: str
    topic: str
    about: str
    slip_id: str = ""
    details: CaseDetails = field(default_factory=CaseDetails)

    @property
    def slips(self) -> tuple[str, ...]:
        """Give the ids of reception's slips of it."""
        return tuple(self.slip_id.split())

    def sealed(self, key: bytes, case_id: str, ver: int) -> bytes:
        """Seal it for its row."""
        document = {"client_id": self.client_id, "topic": self.topic, "about": self.about, "slip_id": self.slip_id}
        kept = self.details.to_json()
        return seal_row(
            key, "case", case_id, case_id, ver, {"v": VERSION, **document} | ({"details": kept} if kept else {})
        )

    @classmethod
    def opened(cls, key: bytes, row: CaseRow) -> CaseDocument:
        """Open a row's."""
        found = unseal_row(key, "case", row.id, row.id, row.key_ver, row.sealed)
        details = CaseDetails.from_json(found["details"]) if found.get("details") else CaseDetails()
        return cls(found["client_id"], found["topic"], found["about"], found.get("slip_id", ""), details)


@dataclass(frozen=True)
class EntryDocument:
    """One entry: its kind, title, text; ``sender`` the address a received e-mail came from; ``notes`` what was odd.

    ``minutes`` is the time spent; ``options`` and ``choice`` are the advice given and what the student chose (I-3);
    ``activity`` one of the policy's kinds of advice work; ``why`` the reason of a correction; ``woke`` is the
    waiting that it ended: what for, and then the ids of the days on which the student was to be asked.
    """

    kind: str
    title: str
    body: str
    channel: str = ""
    sender: str = ""
    notes: tuple[str, ...] = field(default_factory=tuple)
    minutes: int = 0
    options: tuple[str, ...] = field(default_factory=tuple)
    choice: str = ""
    activity: str = ""
    why: str = ""
    woke: tuple[str, ...] = field(default_factory=tuple)

    def sealed(self, key: bytes, case_id: str, entry_id: str, ver: int) -> bytes:
        """Seal it for its row; what is empty is left out."""
        document = {name: value for name, value in asdict(self).items() if value or name in {"kind", "title", "body"}}
        return seal_row(key, "entry", entry_id, case_id, ver, {"v": VERSION, **document})

    @classmethod
    def opened(cls, key: bytes, row: EntryRow | SealedText) -> EntryDocument:
        """Open a row's."""
        found = _known(cls, unseal_row(key, "entry", row.id, row.case_id, row.key_ver, row.sealed))
        for name in ("notes", "options", "woke"):
            found[name] = tuple(found.get(name, ()))
        return cls(**found)


def _known(cls: Any, document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name in cls.__dataclass_fields__}


def seal_client(key: bytes, client_id: str, ver: int, details: ClientDetails, *, merged_into: str = "") -> bytes:
    """Seal who a client is; ``merged_into`` names the client she turned out to be, whose details count from then on."""
    document = details.to_json() | ({MERGED_INTO: merged_into} if merged_into else {})
    return seal_row(key, "client", client_id, client_id, ver, document)


def open_client(key: bytes, row: ClientRow) -> ClientDetails:
    """Open who a client is, as her own row says it, whether she was merged or not."""
    return ClientDetails.from_json(client_document(key, row))


def client_document(key: bytes, row: ClientRow) -> dict[str, Any]:
    """Open a client's document as it is stored, unchecked: for the search index, which reads all of them."""
    return unseal_row(key, "client", row.id, row.id, row.key_ver, row.sealed)


def find_client(desk: Desk, connection: Connection, client_id: str) -> tuple[ClientRow, bytes, ClientDetails]:
    """Find the client that an id stands for now, her key and who she is; a merged one leads to whom she is part of.

    Raises NotFound, in the same words, when there is none or it is not for this person.
    """
    at = client_id
    for _ in range(MOST_MERGES):
        row = queries.client(connection, at)
        if row is None:
            break
        key = _client_key(desk, connection, row)
        document = client_document(key, row)
        if not document.get(MERGED_INTO):
            return row, key, ClientDetails.from_json(document)
        at = str(document[MERGED_INTO])
    raise NotFound(NOT_THERE)


def _client_key(desk: Desk, connection: Connection, row: ClientRow) -> bytes:
    try:
        return find_key(connection, desk.keys, row.id, IDENTITY, row.key_ver)
    except NotFound:
        if not desk.session.follow(connection):  # a wall may have been put up, at whose desk she is
            raise
        return find_key(connection, desk.keys, row.id, IDENTITY, row.key_ver)


def client_details(desk: Desk, connection: Connection, client_id: str) -> ClientDetails:
    """Read who one client is; raises NotFound, in the same words, when there is none or it is not for this person."""
    return find_client(desk, connection, client_id)[2]


def clients_by_id(desk: Desk, connection: Connection, ids: set[str]) -> dict[str, ClientDetails]:
    """Read who many clients are, by the ids asked for; those not for this person are left out."""
    read: dict[str, ClientDetails] = {}
    leads: dict[str, str] = {}
    wanted = set(ids)
    for _ in range(MOST_MERGES):
        if not wanted:
            break
        keys = find_keys(connection, desk.keys, wanted, IDENTITY)
        for row in queries.clients(connection, wanted):
            if (row.id, row.key_ver) in keys:
                document = client_document(keys[row.id, row.key_ver], row)
                if document.get(MERGED_INTO):
                    leads[row.id] = str(document[MERGED_INTO])
                else:
                    read[row.id] = ClientDetails.from_json(document)
        wanted = set(leads.values()) - set(read) - set(leads)
    if not leads:
        return read
    return {asked: read[end] for asked in ids if (end := _end_of(leads, asked)) in read}


def _end_of(leads: dict[str, str], client_id: str) -> str:
    at = client_id
    for _ in range(MOST_MERGES):
        at = leads.get(at, at)
    return at


def open_case_row(desk: Desk, connection: Connection, case_id: str) -> tuple[CaseRow, bytes, CaseDocument]:
    """Find a case this person may read, its key and what it is about; raises NotFound in the same words otherwise."""
    row = queries.case(connection, desk.keys, case_id)
    if row is None and desk.session.follow(connection):
        row = queries.case(connection, desk.keys, case_id)  # a wall was put up around it, and she is inside
    if row is None:
        raise _gone(desk, connection, case_id)
    key = find_key(connection, desk.keys, row.id, NOTES, row.key_ver)
    return row, key, CaseDocument.opened(key, row)


class JoinedInto(NotFound):
    """The case was joined into another, which this person may read: ``case_id`` and ``number`` name that one."""

    def __init__(self, former: str, case_id: str, number: str) -> None:
        super().__init__(f"Case {former} was joined into case {number}. Its entries are there now.")
        self.case_id, self.number = case_id, number


def _gone(desk: Desk, connection: Connection, case_id: str) -> NotFound:
    """Say where a joined case went, however often; in the words of what does not exist otherwise."""
    former, at = "", case_id
    for _ in range(MOST_JOINS):
        row = caseload.voided(connection, desk.keys, at)
        if row is None:
            there = queries.case(connection, desk.keys, at)
            return JoinedInto(former, there.id, there.number) if there and former else NotFound(NOT_THERE)
        key = find_key(connection, desk.keys, row.id, NOTES, row.key_ver)
        former, at = former or row.number, CaseDocument.opened(key, row).details.joined_into
        if not at:
            break
    return NotFound(NOT_THERE)


def case_name(desk: Desk, connection: Connection, row: CaseRow) -> str:
    """Give the name of a case's client."""
    key = find_key(connection, desk.keys, row.id, NOTES, row.key_ver)
    return client_details(desk, connection, CaseDocument.opened(key, row).client_id).name
