"""How clients stand with the desk: not to be admitted, or restricted; by the ids asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

from advice_tui.casework.case_documents import JoinedInto, open_case_row
from advice_tui.casework.desk_flags.lines import (
    REFUSED,
    case_of,
    check_lines,
    front_of,
    is_about_one_matter,
    last_lines,
    person,
    standing_lines,
)
from advice_tui.desk import Desk
from advice_tui.rules.restriction import Terms, sentence, united
from data.errors import NotFound
from data.queries import desk_flags as asked
from data.queries.desk_flags import DeskFlagRow

MATTER_REFUSED = "Service is withdrawn in this matter: see the manager"


@dataclass(frozen=True)
class Standing:
    """How a client stands. ``sentence`` is what the desk is told; ``terms`` what it must keep to, in words.

    ``kind`` is "refuse" or "restrict". ``scope`` "matter" means that only ``case_ids`` are refused (L-35), of which
    reception is told nothing; a restriction may have such cases beside it. ``until`` is the day of the review;
    ``source`` the procedure, empty for a flag set by hand; ``rules`` the terms as the rules take them.
    """

    kind: Literal["refuse", "restrict"]
    sentence: str
    terms: tuple[str, ...] = ()
    channels_refused: frozenset[str] = frozenset()
    adviser_id: str = ""
    per_week: int = 0
    booked_only: bool = False
    scope: Literal["service", "matter"] = "service"
    case_ids: tuple[str, ...] = ()
    since: datetime | None = None
    until: date | None = None
    source: str = ""
    rules: Terms = field(default_factory=Terms, repr=False)

    @property
    def refuses_all(self) -> bool:
        """Whether she is not to be admitted at all."""
        return self.kind == "refuse" and self.scope == "service"


def standing(desk: Desk, connection: Connection, client_ids: Iterable[str]) -> dict[str, Standing]:
    """Give how those of these clients stand who do not stand as everybody does, by the ids asked for.

    A client who was merged with another is the same person: what stands on either counts. Raises IntegrityError for a
    line that was not written by who may write it. Costs one small question while nobody is flagged.
    """
    wanted = set(client_ids)
    rows = asked.lines(connection) if wanted else []
    if not rows:
        return {}
    check_lines(desk, connection, rows)
    last = last_lines(rows)
    found: dict[str, Standing] = {}
    seen: set[str] = set()
    for client_id in dict.fromkeys(row.client_id for row in last.values() if row.kind != "lift"):
        if client_id in seen:
            continue
        ids = person(desk, connection, client_id)
        seen |= ids
        if wanted & ids and (how := _how(desk, connection, standing_lines(last, ids))) is not None:
            found |= dict.fromkeys(wanted & ids, how)
    return found


def refused(desk: Desk, connection: Connection, client_ids: Iterable[str]) -> dict[str, str]:
    """Give the sentence for those of these clients who are not to be admitted or booked, by the ids asked for."""
    found = standing(desk, connection, client_ids)
    return {client_id: how.sentence for client_id, how in found.items() if how.refuses_all}


def restricted(desk: Desk, connection: Connection, client_ids: Iterable[str]) -> dict[str, str]:
    """Give the sentence for those of these clients for whom the manager is to be seen first, by the ids asked for."""
    found = standing(desk, connection, client_ids)
    return {client_id: how.sentence for client_id, how in found.items() if how.kind == "restrict"}


def _how(desk: Desk, connection: Connection, rows: Sequence[DeskFlagRow]) -> Standing | None:
    """Give what these lines come to together: not admitted counts before restricted, and that before one matter."""
    whole = [row for row in rows if row.kind == "refuse" and not is_about_one_matter(row)]
    if whole:
        row = whole[-1]
        said = str(front_of(desk, connection, row).get("sentence", "")) or REFUSED
        return Standing("refuse", said, since=row.at, source=row.source)
    matters = [row for row in rows if is_about_one_matter(row) and row.kind == "refuse"]
    cases = tuple(dict.fromkeys(one for row in matters if (one := _case(desk, connection, row))))
    restricting = [row for row in rows if row.kind == "restrict"]
    if restricting:
        return _restricted(desk, connection, restricting, cases)
    if not cases:
        return None
    return Standing(
        "refuse", MATTER_REFUSED, scope="matter", case_ids=cases, since=matters[-1].at, source=matters[-1].source
    )


def _restricted(desk: Desk, connection: Connection, rows: Sequence[DeskFlagRow], cases: tuple[str, ...]) -> Standing:
    terms = united([_terms(desk, connection, row) for row in rows])
    return Standing(
        "restrict",
        sentence(terms),
        terms.said(for_front=True),
        terms.channels_refused,
        terms.named_adviser,
        terms.per_week,
        terms.booked_only,
        case_ids=cases,
        since=rows[-1].at,
        until=terms.until,
        source=rows[-1].source,
        rules=terms,
    )


def _terms(desk: Desk, connection: Connection, row: DeskFlagRow) -> Terms:
    return Terms.from_json(front_of(desk, connection, row).get("terms", {}))


def _case(desk: Desk, connection: Connection, row: DeskFlagRow) -> str:
    """Give the case that a line is about as it stands now: one that was joined leads on; empty for whom it is not."""
    case_id = case_of(desk, connection, row)
    if not case_id:
        return ""
    with suppress(NotFound):
        try:
            return open_case_row(desk, connection, case_id)[0].id
        except JoinedInto as moved:
            return moved.case_id
    return ""
