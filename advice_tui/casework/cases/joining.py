"""Two cases of one student become one; the number of the other stays used and leads to it (scenario 8; I-27)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from advice_tui.casework import search
from advice_tui.casework.case_documents import CaseDocument, find_client, open_case_row
from advice_tui.casework.cases import dates
from advice_tui.casework.cases.life import Opened, change, fresh, note, opened, refuse
from advice_tui.casework.cases.moving import move
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import joining
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.errors import ChangedMeanwhile
from data.queries import caseload as questions
from data.records import NOTES, find_key, room_of
from data.store import Tx


@dataclass(frozen=True)
class Joinable:
    """Another case of the same student that may be joined into the one at hand."""

    id: str
    number: str
    about: str
    status: str
    adviser: str


@allowed(Act.JOIN_CASES)
def joinable(desk: Desk, case_id: str) -> tuple[Joinable, ...]:
    """Give the other cases of the same student that this person may read, the newest last."""
    require_read(desk)
    with desk.store.read() as connection:
        row, _, document = open_case_row(desk, connection, case_id)
        client_id = _person(desk, connection, document)
    found = search.cases_of_client(desk, client_id)
    with desk.store.read() as connection:
        names = queries.names(connection)
        listed = []
        for other in questions.cases_named(connection, desk.keys, found):
            _, _, about = open_case_row(desk, connection, other.id)
            if other.id != row.id and _person(desk, connection, about) == client_id:
                adviser = names.get(other.adviser_id or "", "nobody yet")
                listed.append(Joinable(other.id, other.number, about.about, other.status, adviser))
    return tuple(listed)


def _person(desk: Desk, connection: Connection, document: CaseDocument) -> str:
    """Give the client that a case's client is by now: merged records are one person."""
    return find_client(desk, connection, document.client_id)[0].id


@allowed(Act.JOIN_CASES)
def join(desk: Desk, from_id: str, into_id: str, *, row_ver: int | None = None) -> Written:
    """Join one case into another of the same student, in one transaction; the other is void and leads here.

    1. Whoever joins must be able to read both; they are of one person, merged records included.
    2. Entries and files come over with their ids, times and authors, and open with the key of the case that stays;
       promises, key dates, unfinished texts and reception's slip follow; other people and agencies are united.
    3. The case that stays is not closed. It is its adviser's, or the other one's adviser's when nobody has it. One that
       waits for the student is open again when an open promise comes over.

    Raises BadInput with all that stands against it; ``row_ver`` is the case that stays as it was seen.
    """
    require_read(desk)
    refuse({"other": "That is this case itself. Choose another." if from_id == into_id else None})
    with desk.store.write(desk.signer, Act.JOIN_CASES.value, into_id, at=desk.now) as tx:
        source, target = opened(desk, tx, from_id), opened(desk, tx, into_id, row_ver)
        details = joining.united(target.details, source.details, (from_id, into_id))
        _may_join(desk, tx, source, target, joining.too_many(details))
        moved = move(desk, tx, source, target)
        told = note(
            desk, tx, target, f"Case {source.row.number} joined into this case", _told(desk, tx, source, target)
        )
        status, ended = _status(desk, tx, target)
        slips = " ".join(dict.fromkeys([*target.document.slips, *source.document.slips]))
        stays = Opened(target.row, target.key, replace(target.document, slip_id=slips))
        adviser = target.row.adviser_id or source.row.adviser_id
        vers = (
            change(tx, source, replace(source.details, joined_into=into_id), status="void"),
            change(tx, stays, details, status=status, adviser_id=adviser),
        )
        tx.detail.update({"from": from_id, "into": into_id, "entries": len(moved.entries)})
        after = _entries_now(tx, into_id)
    fresh(desk, from_id, into_id)
    data = {
        "cases": (from_id,),
        "vers": vers,
        "was": (source, target),
        "moved": moved,
        "ended": ended,
        "after": after,
    }
    label = f"case {source.row.number} joined into {target.row.number}"
    many = len(moved.entries)
    said = f"Case {source.row.number} is joined into {target.row.number}: {many:,} {_entries_word(many)} came over."
    return Written(said, stopped=False, undo=UndoToken("join", label, into_id, told, data=data))


def _entries_word(many: int) -> str:
    return "entry" if many == 1 else "entries"


def _may_join(desk: Desk, tx: Tx, source: Opened, target: Opened, too_many: list[str]) -> None:
    found = list(too_many)
    if _person(desk, tx.connection, source.document) != _person(desk, tx.connection, target.document):
        found.append(
            f"Cases {source.row.number} and {target.row.number} are of different people. If it is one person, "
            "merge the two records first (y); otherwise link the cases."
        )
    if _room(tx, source) != _room(tx, target):
        found.append(
            f"Cases {source.row.number} and {target.row.number} are not behind the same wall (L-43). "
            "Lift the wall, or put the other case behind one, first."
        )
    if target.row.status == "closed":
        found.append(f"Case {target.row.number} is closed. Open it again first (x).")
    refuse({"other": " ".join(found) or None})


def _room(tx: Tx, case: Opened) -> str:
    return room_of(tx.connection, case.row.id, NOTES, case.row.key_ver)


def _told(desk: Desk, tx: Tx, source: Opened, target: Opened) -> str:
    """Say on the timeline what the other case was, and what of it is not taken over."""
    row, document = source.row, source.document
    names = queries.names(tx.connection)
    topic = desk.policy.label_of("topics", document.topic) if document.topic else ""
    lines = [
        f"It was opened on {say_day(london(row.opened_at).date(), year=True)}: {document.about}",
        *([f"Topic: {topic}"] if topic and document.topic != target.document.topic else []),
        *([f"Adviser: {names.get(row.adviser_id, '')}"] if row.adviser_id else []),
        *joining.left_behind(target.details, source.details),
        f"Its number, {row.number}, leads here and is not given again.",
    ]
    return "\n".join(lines)


def _status(desk: Desk, tx: Tx, target: Opened) -> tuple[str, tuple[str, ...]]:
    """Say how the case that stays stands with what came over (rule 3), and which days of asking after her ended."""
    promised = any(one.state == "open" for one in queries.promises(tx.connection, desk.keys, target.row.id))
    if target.row.status == "waiting" and not promised:
        return "waiting", ()
    return "open", dates.end_chase(desk, tx, target.row.id)


def _entries_now(tx: Tx, case_id: str) -> frozenset[tuple[str, int]]:
    return frozenset((entry.id, entry.row_ver) for entry in queries.entries(tx.connection, case_id))


@undoes("join")
def _undo_join(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Part the two cases again, as long as nothing was added: everything goes back under its own key."""
    was_source, was_target = token.data["was"]
    row = questions.voided(tx.connection, desk.keys, was_source.row.id)
    target = opened(desk, tx, was_target.row.id)
    same = row is not None and (row.row_ver, target.row.row_ver) == token.data["vers"]
    if row is None or not same or _entries_now(tx, target.row.id) != token.data["after"]:
        raise ChangedMeanwhile(f"Somebody has worked on case {target.row.number} meanwhile. Nothing was undone.")
    key = find_key(tx.connection, desk.keys, row.id, NOTES, row.key_ver)
    source = Opened(row, key, CaseDocument.opened(key, row))
    strike(desk, tx, target.row.id, token.entry_id)
    dates.open_again(tx, token.data["ended"])
    move(desk, tx, target, source, token.data["moved"])
    for now, was in ((source, was_source), (target, was_target)):
        kept = Opened(now.row, now.key, was.document)
        change(tx, kept, was.details, status=was.row.status, adviser_id=was.row.adviser_id)
    tx.detail.update({"from": source.row.id, "into": target.row.id})
