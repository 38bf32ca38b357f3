"""Induction: the policies each person must have marked as read before work opens (L-11, L-29, L-40, L-44, I-17)."""

from __future__ import annotations

from dataclasses import dataclass

from advice_tui.desk import Desk
from advice_tui.policy.records import Acknowledgement as PolicyToRead
from advice_tui.roles import Act, Role, allowed
from data import queries
from data.errors import NotAllowed, NotFound
from data.models import Acknowledgement


@dataclass(frozen=True)
class PolicyItem:
    """A policy that a person must mark as read."""

    key: str
    title: str
    version: str
    text: str


def must_read(desk: Desk, role: Role) -> list[PolicyToRead]:
    """Give the policies this role has to read; an account without a desk reads what elected officers read (L-29)."""
    function = "officer" if role is Role.READER else role.value
    return [item for item in desk.policy.acknowledgements if function in item.readers]


def _text(desk: Desk, item: PolicyToRead) -> str:
    """Give what there is to read: the summary, then the union's own sentences, word for word."""
    sentences = desk.policy.sentences
    return "\n\n".join([item.summary, *(" ".join(sentences[n].split()) for n in item.numbers(list(sentences)))])


@allowed(Act.ACKNOWLEDGE_POLICY)
def to_acknowledge(desk: Desk) -> tuple[PolicyItem, ...]:
    """Give the policies this person has yet to mark as read, in their present version."""
    with desk.store.read() as connection:
        read = queries.acknowledged(connection, desk.person.id)
    return tuple(
        PolicyItem(item.key, item.title, item.version, _text(desk, item))
        for item in must_read(desk, desk.role)
        if (item.key, item.version) not in read
    )


@allowed(Act.ACKNOWLEDGE_POLICY)
def acknowledge(desk: Desk, key: str, version: str) -> None:
    """Mark a policy as read; raises NotFound when it is not one this person has to read in this version."""
    if not any((item.key, item.version) == (key, version) for item in to_acknowledge(desk)):
        raise NotFound("This policy has changed meanwhile. Read it again.")
    with desk.store.write(desk.signer, Act.ACKNOWLEDGE_POLICY.value, desk.person.id, at=desk.now) as tx:
        tx.insert(Acknowledgement, account_id=desk.person.id, item=key, version=version, at=desk.now)
        tx.detail.update(item=key, version=version)


TOUR = "tour"
TOUR_STEPS = 3


@allowed(Act.ACKNOWLEDGE_POLICY)
def tour_step(desk: Desk) -> int:
    """Give the step of the first tour that this person has not seen, from 1 on; 0 when she has seen all of them."""
    with desk.store.read() as connection:
        seen = {version for item, version in queries.acknowledged(connection, desk.person.id) if item == TOUR}
    return next((step for step in range(1, TOUR_STEPS + 1) if str(step) not in seen), 0)


@allowed(Act.ACKNOWLEDGE_POLICY)
def tour_seen(desk: Desk, *, all_of_it: bool = False) -> int:
    """Note that the present step of the tour, or all of it, was seen; give the step that comes next, 0 for none."""
    step = tour_step(desk)
    if step:
        last = TOUR_STEPS if all_of_it else step
        with desk.store.write(desk.signer, Act.ACKNOWLEDGE_POLICY.value, desk.person.id, at=desk.now) as tx:
            for n in range(step, last + 1):
                tx.insert(Acknowledgement, account_id=desk.person.id, item=TOUR, version=str(n), at=desk.now)
            tx.detail.update(item=TOUR, version=str(last))
    return tour_step(desk)


def require_read(desk: Desk) -> None:
    """Raise NotAllowed while a policy is unread: nobody opens a case before (scenario 60; L-11, L-29)."""
    if desk.person.id in desk.inducted:
        return
    waiting = to_acknowledge(desk)
    if waiting:
        raise NotAllowed(f"Read and mark '{waiting[0].title}' first. Sign in again to be shown it.")
    desk.inducted.add(desk.person.id)
