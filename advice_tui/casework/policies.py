"""Policies: the one in force, those before it, and adopting a new version with the date from which it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from advice_tui.desk import Desk
from advice_tui.policy import loads
from advice_tui.roles import Act, allowed
from advice_tui.rules.working_days import say_day
from data import queries
from data.access.founding import adopt_policy
from data.errors import BadInput


@dataclass(frozen=True)
class PolicyVersion:
    """One adopted version; ``in_force`` marks the one that counts today."""

    title: str
    version: str
    effective_from: date
    adopted_at: datetime
    adopted_by: str
    in_force: bool


@allowed(Act.SIGN_OUT)
def history(desk: Desk) -> tuple[PolicyVersion, ...]:
    """Give every version ever adopted, the last to take effect first."""
    with desk.store.read() as connection:
        rows = queries.policies(connection)
        names = queries.names(connection)
    counting = [row for row in rows if row.effective_from <= desk.today][-1:]
    versions = []
    for row in reversed(rows):
        policy = loads(row.text, "the adopted policy")
        by = names.get(row.by_id, "")
        versions.append(
            PolicyVersion(policy.title, policy.version, row.effective_from, row.adopted_at, by, row in counting)
        )
    return tuple(versions)


@allowed(Act.ADOPT_POLICY)
def adopt(desk: Desk, text: str, effective_from: date) -> str:
    """Adopt a policy file from a date on, today or later; raises BadInput with every fault of the file.

    Promises keep the version under which they were made. Everybody reads what is new when she signs in next.
    """
    policy = loads(text, "the policy file")
    if effective_from < desk.today:
        raise BadInput({"effective_from": "A policy counts from today or later, never from the past."})
    if policy.key != desk.policy.key:
        sentence = f"This is the policy '{policy.key}'; this service works under '{desk.policy.key}'."
        raise BadInput({"text": f"{sentence} Make another service for it."})
    with desk.store.read() as connection:
        region = queries.policies(connection)[-1].region
    with desk.store.write(desk.signer, Act.ADOPT_POLICY.value, policy.key, at=desk.now) as tx:
        adopt_policy(tx, text, region, effective_from, desk.signer.private)
        tx.detail.update(version=policy.version, effective_from=effective_from.isoformat())
    return f"Version {policy.version} counts from {say_day(effective_from, year=True)}. It holds at the next sign-in."
