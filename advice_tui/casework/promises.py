"""Promises to answer: made when a contact comes in, met by a person's reply, the working stored beside the date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advice_tui.desk import Desk
from advice_tui.rules.reply import TELL_STUDENT
from advice_tui.rules.working_days import Due
from data import queries
from data.ids import new_id
from data.models import Promise
from data.store import Tx


@dataclass(frozen=True)
class Received:
    """What a promise is made for: its kind ("reply", "callback", "follow_up", "tell_student"), the channel, when."""

    kind: str
    channel: str
    at: datetime


def make(desk: Desk, tx: Tx, what: Received, where: tuple[str, str], due: Due) -> str:
    """Store the promise that an entry (case id, entry id) starts, with its working and the policy it was made under."""
    promise_id = new_id()
    tx.insert(
        Promise,
        id=promise_id,
        case_id=where[0],
        entry_id=where[1],
        kind=what.kind,
        channel=what.channel,
        received_at=what.at,
        due_at=due.due,
        strict_at=due.strict_due,
        breach_at=due.breach_at,
        policy_version=f"{desk.policy.key} {desk.policy.version}",
        calendar_version=due.calendar_version,
        working=due.to_json(),
        state="open",
        taken_by=desk.person.id,
        row_ver=1,
    )
    return promise_id


def stop(desk: Desk, tx: Tx, case_id: str, entry_id: str, *, at: datetime | None = None) -> tuple[str, ...]:
    """Meet every open promise of a case received by the minute of ``at`` (now unless said) by an entry; give their ids.

    I-6; L-3; I-10; L-5. A reply written down later met them when it was made.
    """
    replied, met = at or desk.now, []
    for promise in queries.promises(tx.connection, desk.keys, case_id):
        if promise.state == "open" and promise.received_at.replace(second=0, microsecond=0) <= replied:
            tx.change(Promise, {"id": promise.id}, promise.row_ver, state="met", met_at=replied, met_by_entry=entry_id)
            met.append(promise.id)
    return tuple(met)


def published(kind: str) -> bool:
    """Whether a kind of promise counts in the published figure; the others are targets of our own."""
    return kind == "reply"


def is_telling(kind: str) -> bool:
    """Whether a promise is kept by telling the student some news (I-10; L-5)."""
    return kind == TELL_STUDENT
