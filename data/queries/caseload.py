"""Questions about whose cases are whose: a caseload, what was handed over, and where a joined case went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from data.keys.keychain import KeyChain
from data.models import Audit, Case, Draft, KeyDate, Promise
from data.queries.cases import visible
from data.queries.tables import columns, table
from data.rows import CaseRow, DraftRow, KeyDateRow, PromiseRow

_audit = table(Audit)
_case = table(Case)
_date = table(KeyDate)
_draft = table(Draft)
_promise = table(Promise)
_LIVING = ("open", "waiting")
_CHUNK = 500


@dataclass(frozen=True)
class ActRow:
    """A line of the audit trail, as far as it says who did what to which record; ``detail`` is its JSON."""

    at: datetime
    actor_id: str
    act: str
    obj: str
    detail: str


def voided(connection: Connection, chain: KeyChain, case_id: str) -> CaseRow | None:
    """Find a case that counts no more (undone, or joined into another) and that this person may read."""
    row = connection.execute(
        select(*columns(_case, CaseRow)).where(visible(chain), _case.c.status == "void", _case.c.id == case_id)
    ).first()
    return CaseRow(*row) if row else None


def caseload(connection: Connection, chain: KeyChain, adviser_id: str | None, *, limit: int) -> list[CaseRow]:
    """Give the open and waiting cases of an adviser, or nobody's, that this person may read, oldest first."""
    rows = connection.execute(
        select(*columns(_case, CaseRow)).where(_of(chain, adviser_id)).order_by(_case.c.opened_at).limit(limit)
    )
    return [CaseRow(*row) for row in rows]


def count_caseload(connection: Connection, chain: KeyChain, adviser_id: str | None) -> int:
    """Count what ``caseload`` would give without a limit."""
    return int(connection.execute(select(func.count()).select_from(_case).where(_of(chain, adviser_id))).scalar_one())


def _of(chain: KeyChain, adviser_id: str | None) -> Any:
    whose = _case.c.adviser_id.is_(None) if adviser_id is None else _case.c.adviser_id == adviser_id
    return visible(chain) & whose & _case.c.status.in_(_LIVING)


def cases_named(connection: Connection, chain: KeyChain, case_ids: Iterable[str]) -> list[CaseRow]:
    """Give those of these cases that this person may read and that count, oldest first."""
    ids, found = list(dict.fromkeys(case_ids)), []
    for start in range(0, len(ids), _CHUNK):
        question = select(*columns(_case, CaseRow)).where(
            visible(chain), _case.c.status != "void", _case.c.id.in_(ids[start : start + _CHUNK])
        )
        found += [CaseRow(*row) for row in connection.execute(question)]
    return sorted(found, key=lambda row: (row.opened_at, row.id))


def soonest(connection: Connection, chain: KeyChain, case_ids: Iterable[str]) -> dict[str, PromiseRow]:
    """Give, by case, the open promise that is due soonest in those of these cases that this person may read."""
    ids = list(dict.fromkeys(case_ids))
    found: dict[str, PromiseRow] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = connection.execute(
            select(*columns(_promise, PromiseRow))
            .join(_case, _case.c.id == _promise.c.case_id)
            .where(visible(chain), _promise.c.state == "open", _promise.c.case_id.in_(ids[start : start + _CHUNK]))
            .order_by(_promise.c.due_at.desc())
        )
        found |= {row.case_id: PromiseRow(*row) for row in rows}
    return found


def late_acts(connection: Connection, acts: Iterable[str], *, lines: int) -> list[ActRow]:
    """Give these acts among the newest lines of the audit trail, oldest first: no trail is read whole for a list."""
    last = int(connection.execute(select(func.coalesce(func.max(_audit.c.seq), 0))).scalar_one())
    rows = connection.execute(_late(), {"after": last - lines, "acts": list(acts)})
    return [ActRow(*row) for row in rows]


@lru_cache(maxsize=1)
def _late() -> Select[Any]:
    return (
        select(*columns(_audit, ActRow))
        .where(_audit.c.seq > bindparam("after"), _audit.c.act.in_(bindparam("acts", expanding=True)))
        .order_by(_audit.c.seq)
    )


def drafts_on(connection: Connection, subject: str) -> list[DraftRow]:
    """Give everybody's drafts on a subject, and on what is named below it (``subject:more``)."""
    rows = connection.execute(
        select(*columns(_draft, DraftRow)).where(
            or_(_draft.c.subject == subject, _draft.c.subject.startswith(f"{subject}:", autoescape=True))
        )
    )
    return [DraftRow(*row) for row in rows]


def dates_of(connection: Connection, chain: KeyChain, case_id: str) -> list[KeyDateRow]:
    """Give every key date of a case this person may read, whatever its state."""
    rows = connection.execute(
        select(*columns(_date, KeyDateRow))
        .join(_case, _case.c.id == _date.c.case_id)
        .where(visible(chain), _date.c.case_id == case_id)
    )
    return [KeyDateRow(*row) for row in rows]


def promise_ids(connection: Connection, chain: KeyChain, case_id: str) -> list[str]:
    """Give the ids of every promise of a case this person may read, whatever its state."""
    rows = connection.execute(
        select(_promise.c.id)
        .join(_case, _case.c.id == _promise.c.case_id)
        .where(visible(chain), _promise.c.case_id == case_id)
    )
    return [row[0] for row in rows]
