"""Questions about walls: who read a case, and which case has a number, whoever may read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from data.models import Audit, Case
from data.queries.tables import table

_audit = table(Audit)
_case = table(Case)

READING = ("case.read", "case.write", "case.correct", "case.take_on", "case.attach", "enquiry.take")
"""Acts on a case after which its words are known to who did them."""


def readers(connection: Connection, case_id: str) -> list[tuple[str, datetime, datetime]]:
    """Give who knows a case's words, by the audit trail: account, when first and when last; the first one first.

    A line of it that search showed counts too. Reads the trail whole: for the rare act that needs it.
    """
    shown = and_(_audit.c.act == "case.excerpt", _audit.c.detail.contains(case_id, autoescape=True))
    worked = and_(_audit.c.obj == case_id, or_(_audit.c.act.in_(READING), _audit.c.act.startswith("case.")))
    rows = connection.execute(select(_audit.c.actor_id, _audit.c.at).where(or_(worked, shown)).order_by(_audit.c.seq))
    found: dict[str, tuple[datetime, datetime]] = {}
    for actor_id, at in rows:
        found[actor_id] = (found[actor_id][0] if actor_id in found else at, at)
    return sorted(((who, *times) for who, times in found.items()), key=lambda one: one[1])


def cases_numbered(connection: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """Give the ids of the cases with these numbers, by number, whoever may read them: to leave out what names them."""
    rows = connection.execute(select(_case.c.number, _case.c.id).where(_case.c.number.in_(list(numbers))))
    return {row[0]: row[1] for row in rows}


def case_of_number(connection: Connection, number: str) -> tuple[str, int] | None:
    """Give the id and key version of the case with this number, whoever may read it: for break-glass only."""
    row = connection.execute(
        select(_case.c.id, _case.c.key_ver).where(_case.c.number == number, _case.c.status != "void")
    ).first()
    return (row[0], row[1]) if row else None
