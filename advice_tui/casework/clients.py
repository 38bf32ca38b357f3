"""Clients: who she is and how to reach her, her cases, her details changed, two records of one person made one.

Reception keeps names and ways of contact and sees no case (I-22; L-13); the audit trail names a client only in acts
about her alone, never beside a case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from advice_tui.casework import enquiries, search
from advice_tui.casework.case_documents import CaseDocument, find_client, seal_client
from advice_tui.casework.induction import require_read
from advice_tui.casework.messages.waiting import how_it_stands, what_for
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import Standing, standing
from advice_tui.rules.uniting import numbers_differ, united
from data import queries
from data.access.wall_reading import same_desk
from data.errors import BadInput, ChangedMeanwhile
from data.models import Client
from data.queries import client_file as client_file_queries
from data.queries.messages import MessageRow
from data.records import NOTES, find_keys
from data.rows import CaseRow, ClientRow
from data.store import Tx

MOST_SLIPS = 50
MOST_ALIKE = 5
RECORD = "record"
ENQUIRY = "enquiry"
OPEN = ("open", "waiting")
SAME = "These two records are one person already."
CHANGED = "Somebody else changed this client meanwhile. Look again; nothing was overwritten."


@dataclass(frozen=True)
class ClientCase:
    """A case of the client as her screen lists it: how it stands in a state for the colour and in words."""

    id: str
    number: str
    about: str
    topic: str
    status: str
    adviser: str
    opened: datetime
    state: str
    words: str


@dataclass(frozen=True)
class ClientSlip:
    """What reception took down of the client: when, what it was and how it came, by whom, how it stands."""

    id: str
    at: datetime
    channel: str
    taken_by: str
    words: str
    what: str = "enquiry"


@dataclass(frozen=True)
class Alike:
    """A record that may be of the same person, and why it is offered."""

    id: str
    name: str
    student_number: str
    email: str
    why: str


@dataclass(frozen=True)
class ClientFile:
    """A client as her screen shows her. ``cases`` are those this person may read; ``slips`` are for reception.

    ``reading`` says that the search index is still being filled, so that a case or a like record may be missing.
    """

    id: str
    row_ver: int
    details: ClientDetails
    cases: tuple[ClientCase, ...]
    slips: tuple[ClientSlip, ...]
    alike: tuple[Alike, ...]
    reading: bool
    may_merge: bool


@dataclass(frozen=True)
class Changed:
    """A client was changed: the sentence to show, and how to undo it."""

    sentence: str
    undo: UndoToken


@allowed(Act.FIND_CLIENT)
def client_file(desk: Desk, client_id: str) -> ClientFile:
    """Give a client with her cases, or with reception's slips; a merged record leads to the one it is part of.

    Raises NotFound, in the same words, when there is none or she is not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        row, _, details = find_client(desk, connection, client_id)
        advice = desk.keys.holds("advice")
        cases = _cases(desk, connection, row.id, details) if advice else ()
        slips = () if advice else _slips(desk, connection, row.id, details)
    merge = may(desk.role, Act.MERGE_CLIENTS)
    alike = _alike(desk, row.id, details) if merge else ()
    return ClientFile(row.id, row.row_ver, details, cases, slips, alike, not desk.index.ready, merge)


@allowed(Act.CHANGE_CLIENT)
def change(desk: Desk, client_id: str, row_ver: int, details: ClientDetails) -> Changed:
    """Change who a client is and how she may be reached, as she was seen (``row_ver``) (I-30; L-23).

    Raises BadInput with everything that is wrong, ChangedMeanwhile when another terminal changed or merged her first.
    """
    require_read(desk)
    found = details.problems()
    if found:
        raise BadInput(found)
    with desk.store.write(desk.signer, Act.CHANGE_CLIENT.value, client_id, at=desk.now) as tx:
        row, key, before = _as_seen(desk, tx, client_id, row_ver)
        after = replace(details, also=before.also)
        if after == before:
            raise BadInput("Nothing was changed.")
        tx.change(Client, {"id": row.id}, row_ver, sealed=seal_client(key, row.id, row.key_ver, after))
    ids = tuple(_ids(client_id, after))
    _index(desk, *ids)
    token = UndoToken(
        "client",
        "the change of the client's details",
        "",
        data={"before": ((row, row_ver + 1),), "clients": ids},
    )
    return Changed(f"Details changed. {after.safe_contact.instruction(desk.policy.places())}.", token)


@allowed(Act.MERGE_CLIENTS)
def merge(desk: Desk, keep: str, other: str, row_vers: tuple[int, int], *, sure: bool = False) -> Changed:
    """Make two records of one person one: ``other`` leads to ``keep`` from then on, what both say is united.

    ``row_vers`` are those of the two as they were seen. Records with different student numbers are merged only when
    somebody is ``sure``. Raises BadInput for that and for two that are one already, ChangedMeanwhile.
    """
    require_read(desk)
    if keep == other:
        raise BadInput(SAME)
    with desk.store.write(desk.signer, Act.MERGE_CLIENTS.value, keep, at=desk.now) as tx:
        kept, kept_key, ours = _as_seen(desk, tx, keep, row_vers[0])
        gone, gone_key, theirs = _as_seen(desk, tx, other, row_vers[1])
        if not same_desk(tx.connection, kept.id, gone.id):
            raise BadInput("One of the two is behind a wall. Lift it, or put the other's cases behind one, first.")
        if numbers_differ(ours, theirs) and not sure:
            raise BadInput({"sure": _differ(ours, theirs)})
        whole = united(ours, theirs, other, desk.policy.places())
        tx.change(Client, {"id": keep}, kept.row_ver, sealed=seal_client(kept_key, keep, kept.key_ver, whole))
        sealed = seal_client(gone_key, other, gone.key_ver, theirs, merged_into=keep)
        tx.change(Client, {"id": other}, gone.row_ver, sealed=sealed)
    _index(desk, keep, other)
    data = {"before": ((kept, kept.row_ver + 1), (gone, gone.row_ver + 1)), "clients": (keep, other)}
    token = UndoToken("client", "the merging of two records", "", data=data)
    return Changed("The two records are one client now; nothing of either is lost.", token)


@undoes("client")
def _undo(_desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Bring records back as they were, unless somebody has changed one of them since."""
    tx.obj = token.data["clients"][0]
    for before, row_ver in token.data["before"]:
        now = queries.client(tx.connection, before.id)
        if now is None or now.row_ver != row_ver or now.key_ver != before.key_ver:
            raise ChangedMeanwhile("Somebody has changed this client meanwhile. Nothing was undone.")
        tx.change(Client, {"id": before.id}, row_ver, sealed=before.sealed)


# Parts --------------------------------------------------------------------------------------------------------------


def _as_seen(desk: Desk, tx: Tx, client_id: str, row_ver: int) -> tuple[ClientRow, bytes, ClientDetails]:
    """Open a client inside an act; raises ChangedMeanwhile when she is no longer as she was seen."""
    row, key, details = find_client(desk, tx.connection, client_id)
    if row.id != client_id:
        raise ChangedMeanwhile(f"Somebody else found this to be the same person as {details.name}. Look again.")
    if row.row_ver != row_ver:
        raise ChangedMeanwhile(CHANGED)
    return row, key, details


def _differ(ours: ClientDetails, theirs: ClientDetails) -> str:
    return (
        f"The student numbers differ: {ours.student_number} and {theirs.student_number}. "
        "Say that it is one person before they are merged."
    )


def _index(desk: Desk, *client_ids: str) -> None:
    """Let search find the clients, and their cases by their names, as they are now."""
    for client_id in client_ids:
        search.put_client(desk, client_id)


def _ids(client_id: str, details: ClientDetails) -> list[str]:
    """Give every id a client has or had."""
    return [client_id, *(text for kind, text in details.also if kind == RECORD)]


def _cases(desk: Desk, connection: Connection, client_id: str, details: ClientDetails) -> tuple[ClientCase, ...]:
    """Give her cases that this person may read: open ones first, then the newest."""
    ids = dict.fromkeys(case for one in _ids(client_id, details) for case in search.cases_of_client(desk, one))
    rows = [row for row in (queries.case(connection, desk.keys, case_id) for case_id in ids) if row]
    keys = find_keys(connection, desk.keys, (row.id for row in rows), NOTES)
    names = queries.names(connection)
    rows.sort(key=lambda row: (row.status in OPEN, row.opened_at, row.id), reverse=True)
    found = []
    for row in rows:
        document = CaseDocument.opened(keys[row.id, row.key_ver], row)
        stands = _stands(desk, connection, row)
        topic = desk.policy.label_of("topics", document.topic) if document.topic else ""
        adviser = names.get(row.adviser_id, "") if row.adviser_id else ""
        found.append(
            ClientCase(
                row.id,
                row.number,
                document.about,
                topic,
                row.status,
                adviser,
                row.opened_at,
                stands.state,
                stands.words,
            )
        )
    return tuple(found)


def _stands(desk: Desk, connection: Connection, row: CaseRow) -> Standing:
    """Say what is due soonest on a case, or how the case stands."""
    waits = [one for one in queries.promises(connection, desk.keys, row.id) if one.state == "open"]
    if not waits:
        return Standing("answered" if row.status == "closed" else "calm", row.status)
    first = min(waits, key=lambda one: one.due_at)
    return standing(
        desk.calendar,
        desk.now,
        due=first.due_at,
        strict=first.strict_at,
        breach=first.breach_at,
        channel=first.channel,
    )


def _slips(desk: Desk, connection: Connection, client_id: str, details: ClientDetails) -> tuple[ClientSlip, ...]:
    names = queries.names(connection)
    return tuple(
        ClientSlip(
            slip.id,
            slip.at,
            desk.policy.label_of("channels", slip.channel),
            names.get(slip.by_id, ""),
            _passed_on(desk, slip, names),
            "enquiry" if slip.kind == ENQUIRY else what_for(slip.kind, slip.for_id, names),
        )
        for slip in client_file_queries.slips_of(connection, _ids(client_id, details), limit=MOST_SLIPS)
    )


def _passed_on(desk: Desk, slip: MessageRow, names: dict[str, str]) -> str:
    """Say how a slip stands for reception: who and when, never what about."""
    if slip.kind != ENQUIRY:
        return how_it_stands(desk, slip, names)[1]
    return "answered" if slip.state == "answered" else "with the advisers"


def _alike(desk: Desk, client_id: str, details: ClientDetails) -> tuple[Alike, ...]:
    """Give records that may be of the same person: by number, address, then name (scenario 8)."""
    offered = enquiries.clients_like(desk, details.name, details.student_number, details.email)
    found: dict[str, Alike] = {}
    with desk.store.read() as connection:
        for one in offered:
            now = find_client(desk, connection, one.id)[0].id
            if now != client_id:
                found.setdefault(now, Alike(now, one.name, one.student_number, one.email, one.why))
    return tuple(found.values())[:MOST_ALIKE]
