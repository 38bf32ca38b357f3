"""What a procedure stands on at a desk: who may act for whom, who is away, what things are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from advice_tui.desk import Desk
from advice_tui.rules.procedure import Taking, Who
from data import queries
from data.access.grants import accounts
from data.queries import conduct as asked

STARTABLE = ("restriction", "withdrawal", "breach", "imminent_danger")
"""The procedures that anybody who may take their first step can begin from a case or a client."""


@dataclass(frozen=True)
class Ground:
    """The functions that have an account, who is away and who said so, the names of accounts; read once for many."""

    functions: frozenset[str]
    absent: Mapping[str, str]
    titles: Mapping[str, str]
    names: Mapping[str, str] = field(repr=False)

    def taking(self, desk: Desk, kind: str, who: Who, happened_at: datetime) -> Taking:
        """Say who takes a step of this procedure at this desk, and when."""
        deputies = desk.policy.roles.deputies_of
        return Taking(
            who,
            me(desk),
            happened_at,
            desk.now,
            self.absent,
            {function: deputies(function, kind) for function in self.titles},
            self.functions,
            self.titles,
        )


def me(desk: Desk) -> Who:
    """Give the person at the desk, in the function of her account."""
    return Who(desk.person.id, desk.person.name, desk.role.value)


def ground(desk: Desk, connection: Connection, on: date | None = None) -> Ground:
    """Read what procedures stand on, as of a day or today."""
    day = on or desk.today
    active = frozenset(one.role for one in accounts(connection) if one.state == "active")
    away = {one.function: one.by_id for one in asked.absences(connection) if one.first <= day <= one.last}
    titles = {str(function): desk.policy.title_of(function) for function in desk.policy.roles.titles}
    return Ground(active, away, titles, queries.names(connection))
