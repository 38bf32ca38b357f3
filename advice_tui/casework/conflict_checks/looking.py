"""Looking for the other side: a matter compared with every case this person may read, and blindly with walled ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from advice_tui.casework.case_documents import CaseDocument, EntryDocument, client_details, clients_by_id, open_case_row
from advice_tui.casework.conflict_checks import tokens
from advice_tui.desk import Desk
from advice_tui.rules.conflict import Known, Match, Person, matches, sound
from advice_tui.rules.names import plain_letters
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.text import email_key, fold, student_number
from data import queries
from data.queries import caseload
from data.records import NOTES, find_keys
from data.rows import CaseRow

MOST_LIKE = 200
"""So many cases whose words fit are compared closely."""
MOST_SOUNDS = 40
"""So many spellings of one word are asked for."""
LEAST_LETTERS, TWO_LETTERS = 4, 6


@dataclass(frozen=True)
class Found:
    """A case this person may read that opposes the matter: its row, the surest way it was found, all ways."""

    row: CaseRow
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class Looked:
    """What a check found. ``hidden``: a case behind a wall opposes it, of which nothing more is known here.

    ``marks`` name what was found without saying it: they are kept with what was set aside, so that it stays aside.
    """

    about: Known = field(repr=False)
    found: tuple[Found, ...] = ()
    hidden: bool = False
    marks: frozenset[str] = frozenset()

    @property
    def stops(self) -> bool:
        """Whether anything was found."""
        return bool(self.found) or self.hidden

    @property
    def kinds(self) -> tuple[str, ...]:
        """Give the ways in which something was found in cases that may be read, each once."""
        return tuple(dict.fromkeys(match.kind for one in self.found for match in one.matches))


def person_of(details: ClientDetails) -> Person:
    """Give a client as she is compared: every name, student number and address that is known of her."""
    names = dict.fromkeys((*details.every("name"), details.known_as))
    return Person(
        tuple(name for name in names if name), tuple(details.every("student_number")), tuple(details.every("email"))
    )


def incident_of(one: str, other: str) -> str:
    """Name the incident that two linked cases share."""
    return "+".join(sorted((one, other)))


def known_of(desk: Desk, connection: Connection, row: CaseRow, document: CaseDocument) -> Known:
    """Give a case as a matter to compare."""
    return _known(row, document, client_details(desk, connection, document.client_id))


def _known(row: CaseRow, document: CaseDocument, client: ClientDetails) -> Known:
    linked = (incident_of(row.id, link.case_id) for link in document.details.links if link.incident)
    return Known.of(person_of(client), document.details.parties, incidents=linked, matter=row.id)


def received_at(connection: Connection, row: CaseRow, key: bytes) -> datetime:
    """Give the moment at which a case's first contact was received (I-38): the earliest entry that came in."""
    came = [
        entry.at
        for entry in queries.entries(connection, row.id)
        if entry.undone_at is None and entry.corrects is None and EntryDocument.opened(key, entry).kind == "received"
    ]
    return min(came, default=row.opened_at)


def look(
    desk: Desk, connection: Connection, about: Known, *, aside: frozenset[str] = frozenset(), first: Iterable[str] = ()
) -> Looked:
    """Compare a matter with all cases that this person may read and with the pool of walled ones, always both.

    ``aside`` are marks of what was set aside before; ``first`` names cases to compare whatever their words say.
    The work is the same whether a wall stands or not.
    """
    opposing, held = _readable(desk, connection, about, first), tokens.pool(desk, connection)
    marks: dict[str, Found] = {_mark(about.id, one.row.id): one for one in opposing}
    explained = tokens.readable(desk, connection)  # of walled cases that may be read here: compared as cases already
    hits = {token for token in held.of(about, turned=True) if held.tokens[token] > explained[token]}
    found = tuple(one for mark, one in marks.items() if mark not in aside)
    return Looked(about, found, bool(hits - aside), frozenset((*marks, *hits)))


def marks_between(desk: Desk, connection: Connection, about: Known, other: Known) -> frozenset[str]:
    """Give the marks by which a matter finds another one, behind a wall or not: settled, they count no more."""
    held = tokens.pool(desk, connection)
    return frozenset((_mark(about.id, other.id), *(held.of(about, turned=True) & held.of(other))))


def _mark(case_id: str, other_id: str) -> str:
    return sha256(f"{case_id} {other_id}".encode()).hexdigest()[:32]


def _readable(desk: Desk, connection: Connection, about: Known, first: Iterable[str]) -> tuple[Found, ...]:
    rows = {row.id: row for row in _candidates(desk, connection, about, first) if row.id != about.id}
    keys = find_keys(connection, desk.keys, rows, NOTES)
    opened = {
        row.id: CaseDocument.opened(keys[row.id, row.key_ver], row)
        for row in rows.values()
        if (row.id, row.key_ver) in keys
    }
    clients = clients_by_id(desk, connection, {document.client_id for document in opened.values()})
    others = [
        _known(rows[case_id], document, clients[document.client_id])
        for case_id, document in opened.items()
        if document.client_id in clients
    ]
    found: dict[str, list[Match]] = {}
    for match in matches(about, others, desk.policy.conflict):
        found.setdefault(match.id, []).append(match)
    return tuple(Found(rows[case_id], tuple(ways)) for case_id, ways in found.items())


def _candidates(desk: Desk, connection: Connection, about: Known, first: Iterable[str]) -> list[CaseRow]:
    """Give the cases whose words may fit; all of them as long as the index is still being read."""
    if not desk.index.ready:
        return list(queries.all_cases(connection, desk.keys))
    ids: dict[str, None] = dict.fromkeys(first)
    ids |= dict.fromkeys(part for name in about.incidents for part in name.split("+"))
    for question in _questions(desk, about):
        ids |= dict.fromkeys(hit.case_id for hit in desk.index.match(question, limit=MOST_LIKE, kinds=("case",)))
    return caseload.cases_named(connection, desk.keys, ids)


def _questions(desk: Desk, about: Known) -> list[list[list[str]]]:
    """Give what the index is asked: each number, each address, and each name with all spellings that sound alike."""
    people = (about.client, *about.with_client, *about.opposing)
    exact = [student_number(number) for one in people for number in one.numbers]
    exact += [email_key(email) for one in people for email in one.emails]
    questions = [[[fold(text)]] for text in exact if text]
    wanted = {word for one in people for name in one.names for word in plain_letters(name).split()}
    spellings = _spellings(desk, wanted)
    for name in (name for one in people for name in one.names):
        words = plain_letters(name).split()
        groups = dict.fromkeys((tuple(words), (words[0], words[-1]) if len(words) > 1 else ()))
        questions += [[spellings[word] for word in group] for group in groups if group]
    return questions


def _spellings(desk: Desk, wanted: set[str]) -> dict[str, list[str]]:
    """Give, by word, the names on file that sound like it or differ in a letter or two, itself first."""
    by_sound: dict[str, list[str]] = {sound(word): [] for word in wanted}
    for name in desk.index.names():
        heard = by_sound.get(sound(name))
        if heard is not None and len(heard) < MOST_SOUNDS:
            heard.append(name)
    return {word: list(dict.fromkeys((word, *by_sound[sound(word)], *_near(desk, word)))) for word in wanted}


def _near(desk: Desk, word: str) -> list[str]:
    """Give names on file that differ from a word of four letters and more in a letter, of six and more in two."""
    if len(word) < LEAST_LETTERS:
        return []
    from rapidfuzz import process  # noqa: PLC0415 - compiled code, not needed before somebody is looked for
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - the same

    most = 1 if len(word) < TWO_LETTERS else 2
    found = process.extract(word, desk.index.names(), scorer=OSA.distance, score_cutoff=most, limit=MOST_SOUNDS)
    return [name for name, _, _ in found]


def open_known(desk: Desk, connection: Connection, case_id: str) -> tuple[CaseRow, bytes, CaseDocument, Known]:
    """Open a case as a matter to compare; raises NotFound as ``open_case_row``."""
    row, key, document = open_case_row(desk, connection, case_id)
    return row, key, document, known_of(desk, connection, row, document)
