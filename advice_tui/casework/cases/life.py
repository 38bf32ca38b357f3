"""What the acts of a case's life stand on, and cases that belong together: linked from both sides, unlinked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import conflict_checks, entries, search
from advice_tui.casework.case_documents import CaseDocument, EntryDocument, JoinedInto, case_name, open_case_row
from advice_tui.casework.cases.views import LinkView, Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import retention
from advice_tui.rules.case_details import CaseDetails, CaseLink
from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import london
from data.errors import BadInput, ChangedMeanwhile, NotFound
from data.models import Case
from data.rows import CaseRow
from data.store import Tx

MOST_LINKS = 50


@dataclass(frozen=True)
class Opened:
    """A case opened inside an act: its row, key and document."""

    row: CaseRow
    key: bytes
    document: CaseDocument

    @property
    def place(self) -> tuple[str, bytes, int]:
        """Give the case as entries and dates are put on it: id, key, the key's version."""
        return self.row.id, self.key, self.row.key_ver

    @property
    def details(self) -> CaseDetails:
        """Give what is kept beside the timeline."""
        return self.document.details


def links_of(desk: Desk, connection: Connection, document: CaseDocument) -> tuple[LinkView, ...]:
    """Give the linked cases this person may read; of any other not even that there is one is told (L-43)."""
    found: dict[str, LinkView] = {}
    for link in document.details.links:
        row = _living(desk, connection, link.case_id)
        if row is not None:
            found.setdefault(row.id, LinkView(row.id, row.number, case_name(desk, connection, row), link.why))
    return tuple(sorted(found.values(), key=lambda link: link.number))


def _living(desk: Desk, connection: Connection, case_id: str) -> CaseRow | None:
    """Find a case, or the one it was joined into; None when there is none for this person."""
    try:
        return open_case_row(desk, connection, case_id)[0]
    except JoinedInto as moved:
        return open_case_row(desk, connection, moved.case_id)[0]
    except NotFound:
        return None


def retention_words(desk: Desk, row: CaseRow) -> str:
    """Say how long a closed case is kept: "kept until 24 Nov 2032"; nothing for one that is not closed (L-21)."""
    if row.status != "closed" or row.closed_at is None:
        return ""
    return retention.kept_until(desk.policy, london(row.closed_at).date())


# What every act on a case does ----------------------------------------------------------------------------------------


def opened(desk: Desk, tx: Tx, case_id: str, row_ver: int | None = None) -> Opened:
    """Open a case inside an act; raises ChangedMeanwhile when it is no longer as it was seen (``row_ver``)."""
    row, key, document = open_case_row(desk, tx.connection, case_id)
    if row_ver is not None and row.row_ver != row_ver:
        raise ChangedMeanwhile(f"Somebody else changed case {row.number} meanwhile. Look again; nothing was changed.")
    return Opened(row, key, document)


def change(tx: Tx, case: Opened, details: CaseDetails | None = None, **values: Any) -> int:
    """Change a case as it was opened, its details sealed anew when they are given; give its row version after it."""
    if details is not None:
        document = replace(case.document, details=details)
        values["sealed"] = document.sealed(case.key, case.row.id, case.row.key_ver)
    tx.change(Case, {"id": case.row.id}, case.row.row_ver, **values)
    return case.row.row_ver + 1


def note(desk: Desk, tx: Tx, case: Opened, title: str, body: str = "", *, kind: str = "case_changed") -> str:
    """Put an entry of the program's own on the timeline that tells of the act, and give its id."""
    return entries.put(desk, tx, case.place, EntryDocument(kind, title, body))


def words(text: str, label: str, limit: int = Limit.NOTE, *, required: bool = True) -> tuple[str, str | None]:
    """Give what a field of several lines holds, cleaned and without outer spaces, and what is wrong with it."""
    cleaned, problem = field(text, label, limit, required=required, lines=True)
    return cleaned.strip(), problem


def refuse(problems: dict[str, str | None]) -> None:
    """Raise BadInput with every sentence there is; nothing happens when there is none."""
    found = {name: sentence for name, sentence in problems.items() if sentence}
    if found:
        raise BadInput(found)


def fresh(desk: Desk, *case_ids: str) -> None:
    """Let search find the cases as they are now; call it after the transaction."""
    search.put_cases(desk, case_ids)


# Links ----------------------------------------------------------------------------------------------------------------


@allowed(Act.LINK_CASES)
def link(desk: Desk, case_id: str, other_id: str, why: str, *, incident: bool = False) -> Written:
    """Say of two cases that they belong together, and why; stored on both sides in one transaction.

    ``incident`` says that both are about the same incident: it is then looked on both sides whether two students of it
    stand against each other (I-37, L-43; scenario 37).
    Whoever links must be able to read both. Raises BadInput when it is the same case or they are linked already.
    """
    require_read(desk)
    reason, problem = words(why, "Why", Limit.SHORT)
    refuse({"why": problem})
    with desk.store.write(desk.signer, Act.LINK_CASES.value, case_id, at=desk.now) as tx:
        one, other = _pair(desk, tx, case_id, other_id)
        _linkable(desk, tx, one, other)
        notes, vers = {}, {}
        for here, there in ((one, other), (other, one)):
            kept = CaseLink(there.row.id, reason, desk.now.isoformat(), desk.person.id, incident)
            links = (*here.details.links, kept)
            vers[here.row.id] = change(tx, here, replace(here.details, links=links))
            notes[here.row.id] = note(desk, tx, here, f"Linked with case {there.row.number}", reason)
        conflict = incident and _checked_again(desk, tx, (one.row.id, other.row.id))
        tx.detail["other"] = other.row.id
    fresh(desk, one.row.id, other.row.id)
    token = UndoToken(
        "link",
        f"cases {one.row.number} and {other.row.number} linked",
        one.row.id,
        data={"cases": (other.row.id,), "vers": vers, "notes": notes},
    )
    said = f"Cases {one.row.number} and {other.row.number} are linked."
    return Written(f"{said} {conflict_checks.CONFLICT} (K)." if conflict else said, stopped=False, undo=token)


def _checked_again(desk: Desk, tx: Tx, case_ids: tuple[str, str]) -> bool:
    """Look on both sides of a link for a conflict inside the act; say whether there is one."""
    found = [conflict_checks.check_in(desk, tx, case_id, "link", first=case_ids)[0].stops for case_id in case_ids]
    return any(found)


@allowed(Act.LINK_CASES)
def unlink(desk: Desk, case_id: str, other_id: str) -> Written:
    """Take the link between two cases away, on both sides."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.LINK_CASES.value, case_id, at=desk.now) as tx:
        one, other = _pair(desk, tx, case_id, other_id)
        notes, vers, kept = {}, {}, {}
        for here, there in ((one, other), (other, one)):
            kept[here.row.id] = here.details.links
            links = _without(desk, tx.connection, here, there.row.id)
            if here is one and links == here.details.links:
                raise BadInput(f"Case {one.row.number} is not linked with {other.row.number}.")
            vers[here.row.id] = change(tx, here, replace(here.details, links=links))
            notes[here.row.id] = note(desk, tx, here, f"No longer linked with case {there.row.number}")
        if any(link.incident for links in kept.values() for link in links):
            _checked_again(desk, tx, (one.row.id, other.row.id))
        tx.detail["other"] = other.row.id
    fresh(desk, one.row.id, other.row.id)
    token = UndoToken(
        "unlink",
        f"the link between cases {one.row.number} and {other.row.number} taken away",
        one.row.id,
        data={"cases": (other.row.id,), "vers": vers, "notes": notes, "links": kept},
    )
    return Written(f"Cases {one.row.number} and {other.row.number} are no longer linked.", stopped=False, undo=token)


def _pair(desk: Desk, tx: Tx, case_id: str, other_id: str) -> tuple[Opened, Opened]:
    if case_id == other_id:
        raise BadInput({"other": "That is this case itself. Choose another."})
    return opened(desk, tx, case_id), opened(desk, tx, other_id)


def _linkable(desk: Desk, tx: Tx, one: Opened, other: Opened) -> None:
    if other.row.id in {view.case_id for view in links_of(desk, tx.connection, one.document)}:
        raise BadInput({"other": f"Case {one.row.number} is linked with {other.row.number} already."})
    for case in (one, other):
        if len(case.details.links) >= MOST_LINKS:
            raise BadInput({"other": f"Case {case.row.number} is linked with {MOST_LINKS} cases; no more are kept."})


def _without(desk: Desk, connection: Connection, case: Opened, other_id: str) -> tuple[CaseLink, ...]:
    """Give a case's links without those that lead to the other case, under its own number or one joined into it."""
    kept = []
    for one in case.details.links:
        there = _living(desk, connection, one.case_id)
        if there is None or there.id != other_id:
            kept.append(one)
    return tuple(kept)


@undoes("link")
def _undo_link(desk: Desk, tx: Tx, token: UndoToken) -> None:
    one, two = token.data["vers"]
    there = {one: two, two: one}
    _undo_links(desk, tx, token, lambda here: _without(desk, tx.connection, here, there[here.row.id]))


@undoes("unlink")
def _undo_unlink(desk: Desk, tx: Tx, token: UndoToken) -> None:
    _undo_links(desk, tx, token, lambda here: token.data["links"][here.row.id])


def _undo_links(desk: Desk, tx: Tx, token: UndoToken, links: Callable[[Opened], tuple[CaseLink, ...]]) -> None:
    for case_id, row_ver in token.data["vers"].items():
        here = opened(desk, tx, case_id, row_ver)
        change(tx, here, replace(here.details, links=links(here)))
        strike(desk, tx, case_id, token.data["notes"][case_id])
    one, two = token.data["vers"]
    if conflict_checks.latest(desk, tx.connection, one) is not None:
        _checked_again(desk, tx, (one, two))
