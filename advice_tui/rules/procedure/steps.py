"""The state of a procedure, derived from the steps that were recorded and from nothing else.

1. A step applies when it names no ground, or the procedure's (``only_for``).
2. A step is done once it is recorded; one that another step replaced (``instead_of``) counts as done, and so does one
   that does not apply.
3. A step is open when all it waits for counts as done; until then it waits.
4. After an answer that ends the procedure (``ends_with``: go on with the service; no breach) nothing more is done, and
   only what ``records`` the decision remains (L-25, step 5; L-39, 5).
5. A procedure is complete when every step that applies and is not optional is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from advice_tui.policy.conduct import Procedure, Step
from advice_tui.rules.names import plain_letters

State = Literal["done", "open", "waits", "replaced", "not_needed"]
"""How a step stands."""


@dataclass(frozen=True)
class Who:
    """A person in a function: by account, or by name alone when there is no account (``account_id`` empty)."""

    account_id: str
    name: str
    function: str

    def same(self, other: Who) -> bool:
        """Whether these are one person: by account where both have one, else by the name, accents and case forgiven."""
        if self.account_id and other.account_id:
            return self.account_id == other.account_id
        mine, theirs = (" ".join(plain_letters(one.name).split()) for one in (self, other))
        return bool(mine) and mine == theirs


@dataclass(frozen=True)
class Taken:
    """A recorded step: who took it, who wrote it down, when it happened and when it was written down."""

    step: str
    who: Who
    recorded_by: Who
    happened_at: datetime
    recorded_at: datetime
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Running:
    """A procedure that runs: its key, its steps by the policy, the ground chosen, and what was taken, oldest first."""

    key: str
    procedure: Procedure
    ground: str
    taken: tuple[Taken, ...] = ()


def taken_of(running: Running, step: str) -> Taken | None:
    """Return how a step was taken last, or None."""
    return next((one for one in reversed(running.taken) if one.step == step), None)


def ended_by(running: Running) -> Step | None:
    """Return the step whose answer ended the procedure (clause 4), or None."""
    for step in running.procedure.steps:
        taken = taken_of(running, step.key)
        if taken and step.ends_with and set(step.ends_with) & _answers(step, taken):
            return step
    return None


def _answers(step: Step, taken: Taken) -> set[str]:
    return {taken.values.get(entry.key, "") for entry in step.records if entry.kind in {"choice", "yes_no"}}


def said_yes(running: Running) -> Taken | None:
    """Return how it was decided, when every step that decides was taken and nothing ended the procedure; else None."""
    decisions = [step for step in running.procedure.steps if step.does == "decides" and _applies(running, step)]
    taken = [taken_of(running, step.key) for step in decisions]
    found = [one for one in taken if one is not None]
    if not found or ended_by(running) is not None:
        return None
    return found[-1] if all(state_of(running, step) not in {"open", "waits"} for step in decisions) else None


def _applies(running: Running, step: Step) -> bool:
    return not step.only_for or running.ground in step.only_for


def state_of(running: Running, step: Step) -> State:
    """Return how a step stands (clauses 1 to 4)."""
    if taken_of(running, step.key) is not None:
        return "done"
    if not _applies(running, step):
        return "not_needed"
    if _replaced(running, step):
        return "replaced"
    end = ended_by(running)
    if end is not None and (step.does != "records" or end.key not in _before(running, step)):
        return "not_needed"
    return "waits" if waits_for(running, step) else "open"


def _replaced(running: Running, step: Step) -> bool:
    """Whether another way was taken: a step instead of this one, or the one that this one stands in for."""
    if step.instead_of and taken_of(running, step.instead_of) is not None:
        return True
    return any(one.instead_of == step.key and taken_of(running, one.key) is not None for one in running.procedure.steps)


def _before(running: Running, step: Step) -> set[str]:
    """Return the keys of all steps that this one waits for, directly or through others."""
    found: set[str] = set()
    waiting = list(step.waits_for)
    while waiting:
        key = waiting.pop()
        before = running.procedure.step(key)
        if key not in found and before is not None:
            found.add(key)
            waiting += before.waits_for
    return found


def waits_for(running: Running, step: Step) -> tuple[Step, ...]:
    """Return the steps that must be recorded before this one, in the policy's order (clauses 2 and 3)."""
    wanted = [running.procedure.step(key) for key in step.waits_for]
    return tuple(one for one in wanted if one is not None and state_of(running, one) in {"open", "waits"})


def to_do(running: Running) -> tuple[Step, ...]:
    """Return the steps that can be taken now, in the policy's order."""
    return tuple(step for step in running.procedure.steps if state_of(running, step) == "open")


def missing(running: Running, whose: Callable[[Step], str]) -> tuple[str, ...]:
    """Return a sentence for each step that is missing before the procedure is complete (clause 5); empty means none.

    ``whose`` names who may take a step. Of two ways to the same end the first one is named.
    """
    return tuple(
        f"{step.label} ({whose(step)})."
        for step in running.procedure.steps
        if not step.optional and not step.instead_of and state_of(running, step) in {"open", "waits"}
    )
