"""The list of cases: which there are under a filter, in which order, and one page of them opened at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from advice_tui.casework import search
from advice_tui.casework.case_documents import CaseDocument, clients_by_id
from advice_tui.casework.induction import require_read
from advice_tui.casework.search import Excerpt
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.reply import standing
from advice_tui.rules.text import fold
from data import queries
from data.queries import case_list, caseload
from data.queries.case_list import ID_LETTERS
from data.records import NOTES, find_keys
from data.rows import CaseRow, PromiseRow

MOST_NAMED = 5000
"""A list of at most so many cases is sorted by name: every name has to be opened for it."""
MOST_FOUND = 500
"""A search lists so many."""

FILTERS: tuple[tuple[str, str], ...] = (
    ("mine", "Mine"),
    ("unassigned", "Unassigned"),
    ("due", "Due"),
    ("waiting", "Waiting"),
    ("open", "Open"),
    ("closed", "Closed"),
    ("all", "All"),
)
"""Key and label, in the order in which they stand above the list."""
SORTS: tuple[tuple[str, str], ...] = (
    ("newest", "newest first"),
    ("oldest", "oldest first"),
    ("due", "due soonest first"),
    ("number", "by number"),
    ("adviser", "by adviser"),
    ("name", "by name"),
)


@dataclass(frozen=True)
class View:
    """What of the cases is looked at: a filter, an order, a topic's key or "", the words searched for or "".

    A search looks through all cases, whatever the filter.
    """

    shown: str = "open"
    sort: str = "newest"
    topic: str = ""
    words: str = ""


@dataclass(frozen=True)
class Order:
    """The cases of a view, in order: ``ids`` is one text of 32 characters each.

    ``total`` counts all that matched (a search lists ``MOST_FOUND`` at most), ``similar`` are those that matched in
    another spelling only; ``note`` says what the list cannot do.
    """

    view: View
    ids: str = field(default="", repr=False)
    total: int = 0
    similar: frozenset[str] = frozenset()
    note: str = ""

    def __len__(self) -> int:
        """So many are listed."""
        return len(self.ids) // ID_LETTERS

    def id_at(self, at: int) -> str:
        """Give the case in this place."""
        return self.ids[at * ID_LETTERS : (at + 1) * ID_LETTERS]

    def place_of(self, case_id: str) -> int | None:
        """Give the place of a case, or None."""
        found = self.ids.find(case_id) if len(case_id) == ID_LETTERS else -1
        while found > 0 and found % ID_LETTERS:
            found = self.ids.find(case_id, found + 1)
        return found // ID_LETTERS if found >= 0 else None


@dataclass(frozen=True)
class ListedCase:
    """One case as the list shows it. ``due`` is empty without an open promise; ``excerpt`` is what a search found."""

    id: str
    number: str
    name: str
    known_as: str
    topic: str
    about: str
    status: str
    adviser: str
    mine: bool
    opened: datetime
    closed: datetime | None
    due: str
    due_state: str
    contact: tuple[str, ...]
    waiting_for: str
    agencies: tuple[str, ...]
    excerpt: Excerpt | None = None


@allowed(Act.LIST_CASES)
def first_view(desk: Desk) -> View:
    """Give the view that the list begins with: one's own cases, for the manager all open ones."""
    return View("open" if desk.role is Role.MANAGER else "mine")


@allowed(Act.LIST_CASES)
def ordered(desk: Desk, view: View) -> Order:
    """Give the cases of a view in order; those this person may not read are not among them, nor counted."""
    require_read(desk)
    if view.words.strip():
        return found(desk, view)
    by_name = view.sort == "name"
    with desk.store.read() as connection:
        order = "newest" if by_name else view.sort
        ids = case_list.ordered_ids(connection, desk.keys, desk.person.id, view.shown, order)
    if view.topic:
        ids = _only(ids, set(desk.index.cases_about(view.topic)))
    note = ""
    if by_name and len(ids) > MOST_NAMED * ID_LETTERS:
        note = f"By name only up to {MOST_NAMED:,} cases: choose a filter or a topic first. Newest first for now."
    elif by_name:
        ids = _by_name(desk, ids)
    return Order(view, ids, len(ids) // ID_LETTERS, note=note)


@allowed(Act.LIST_CASES)
def found(desk: Desk, view: View) -> Order:
    """Give the cases that a search finds, the newest first; asks the index only, so that a key need not wait."""
    hits = search.find_cases(desk, view.words, limit=MOST_FOUND)
    return Order(view, "".join(hits.ids), hits.total, hits.similar)


def _each(ids: str) -> Iterable[str]:
    return (ids[at : at + ID_LETTERS] for at in range(0, len(ids), ID_LETTERS))


def _only(ids: str, wanted: set[str]) -> str:
    return "".join(one for one in _each(ids) if one in wanted)


def _by_name(desk: Desk, ids: str) -> str:
    rows = rows_of(desk, tuple(_each(ids)))
    return "".join(row.id for row in sorted(rows, key=lambda row: (fold(row.name), row.number)))


@allowed(Act.LIST_CASES)
def counts(desk: Desk) -> dict[str, int]:
    """Count the cases under each filter, those only that this person may read."""
    require_read(desk)
    with desk.store.read() as connection:
        groups, due = case_list.counted(connection, desk.keys, desk.person.id)
    living = [group for group in groups if group.status in {"open", "waiting"}]
    return {
        "mine": sum(group.cases for group in living if group.whose == "me"),
        "unassigned": sum(group.cases for group in living if group.whose == "nobody"),
        "due": due,
        "waiting": sum(group.cases for group in groups if group.status == "waiting"),
        "open": sum(group.cases for group in living),
        "closed": sum(group.cases for group in groups if group.status == "closed"),
        "all": sum(group.cases for group in groups),
    }


@allowed(Act.LIST_CASES)
def rows_of(desk: Desk, case_ids: tuple[str, ...], words: str = "") -> tuple[ListedCase, ...]:
    """Open these cases for the list, in the order given; those that can no longer be read are left out.

    ``words`` is what was searched for: an entry that holds it is excerpted.
    """
    require_read(desk)
    with desk.store.read() as connection:
        rows = case_list.page(connection, desk.keys, case_ids)
        keys = find_keys(connection, desk.keys, rows, NOTES)
        documents = {row.id: CaseDocument.opened(keys[row.id, row.key_ver], row) for row in rows.values()}
        people = clients_by_id(desk, connection, {document.client_id for document in documents.values()})
        promises = caseload.soonest(connection, desk.keys, rows)
        names = queries.names(connection)
    listed = []
    for row in (rows[one] for one in case_ids if one in rows):
        document = documents[row.id]
        due, state = _due(desk, promises.get(row.id))
        who = people.get(document.client_id)
        listed.append(
            ListedCase(
                id=row.id,
                number=row.number,
                name=who.name if who else "",
                known_as=who.known_as if who else "",
                topic=desk.policy.label_of("topics", document.topic) if document.topic else "",
                about=document.about,
                status=row.status,
                adviser=names.get(row.adviser_id, "") if row.adviser_id else "",
                mine=_mine(desk, row),
                opened=row.opened_at,
                closed=row.closed_at,
                due=due,
                due_state=state,
                contact=tuple(filter(None, (who.student_number, who.email, who.phone))) if who else (),
                waiting_for=document.details.waiting_for,
                agencies=tuple(agency.line() for agency in document.details.agencies),
            )
        )
    return tuple(_excerpted(desk, listed, words) if words.strip() else listed)


def _mine(desk: Desk, row: CaseRow) -> bool:
    return row.adviser_id == desk.person.id


def _due(desk: Desk, promise: PromiseRow | None) -> tuple[str, str]:
    """Say by when the next answer is due, and how that stands (I-6; L-3)."""
    if promise is None:
        return "", ""
    stands = standing(
        desk.calendar,
        desk.now,
        due=promise.due_at,
        strict=promise.strict_at,
        breach=promise.breach_at,
        channel=promise.channel,
    )
    return stands.words, stands.state


def _excerpted(desk: Desk, listed: list[ListedCase], words: str) -> list[ListedCase]:
    pieces = search.excerpts(desk, words, [row.id for row in listed])
    return [replace(row, excerpt=pieces.get(row.id)) for row in listed]
