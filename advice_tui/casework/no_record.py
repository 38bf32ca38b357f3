"""A contact of a student who wants no record: counted, and nothing else is kept (I-24; L-17; scenario 26).

1. What is stored: when, by which channel, by whom it was explained and when, under which policy, and the topic under
   seal. No client, case, entry, name or words; what was typed before the choice goes with the draft, at once.
2. The student is told first what it means; without that tick nothing is counted.
3. Where the policy does not offer it ("refuse"), the program says so and stores nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from advice_tui.casework import drafts
from advice_tui.casework.enquiries.checking import moment_problem
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.policy import Policy
from advice_tui.roles import Act, allowed
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from data.ids import new_id
from data.models import NoRecord
from data.records import NOTES, make_key, seal_row
from data.store import Tx

VERSION = 1
_rows: Any = NoRecord.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class NoRecordForm:
    """A contact without a record: ``received`` is aware, ``explained`` that the student was told what it means."""

    channel: str
    received: datetime
    topic: str = ""
    explained: bool = False


@dataclass(frozen=True)
class Counted:
    """The contact is counted: the sentence to show, and how to undo it."""

    id: str
    sentence: str
    undo: UndoToken


def offered(policy: Policy) -> bool:
    """Whether the policy offers advice without a record."""
    return policy.no_record.mode != "refuse"


def not_offered(policy: Policy) -> str:
    """Say that the policy does not offer it."""
    return f"{policy.service} keeps a record of every contact: its policy does not offer advice without one."


@allowed(Act.COUNT_NO_RECORD)
def problems(desk: Desk, form: NoRecordForm) -> dict[str, str]:
    """Give everything that is wrong with a form, by field; empty means it can be counted."""
    policy = desk.policy
    found: dict[str, str | None] = {
        "record": None if offered(policy) else not_offered(policy),
        "channel": None if form.channel in {one.key for one in policy.channels} else "Choose how the contact came in.",
        "received": moment_problem(desk.now, form.received),
        "topic": None
        if not form.topic or form.topic in {one.key for one in policy.topics}
        else "Choose a topic of the list, or none.",
        "explained": None if form.explained else "Explain first what it means, then choose Yes here.",
    }
    return {name: sentence for name, sentence in found.items() if sentence}


@allowed(Act.COUNT_NO_RECORD)
def count(desk: Desk, form: NoRecordForm, *, draft: str = "") -> Counted:
    """Count a contact without a record; raises BadInput with all problems.

    ``draft`` is the subject of the draft in which something may have been typed before: it goes in the same
    transaction, other windows' text with it.
    """
    require_read(desk)
    found = problems(desk, form)
    if found:
        raise BadInput(found)
    row_id = new_id()
    with desk.store.write(desk.signer, Act.COUNT_NO_RECORD.value, row_id, at=desk.now) as tx:
        key = make_key(tx, desk.keys, "advice", row_id, NOTES)
        tx.insert(
            NoRecord,
            id=row_id,
            at=form.received,
            channel=form.channel,
            by_id=desk.person.id,
            explained_at=desk.now,
            policy_version=f"{desk.policy.key} {desk.policy.version}",
            state="counted",
            key_ver=1,
            sealed=seal_row(key, "no_record", row_id, row_id, 1, {"v": VERSION, "topic": form.topic}),
            row_ver=1,
        )
        _forget_draft(desk, tx, draft)
        tx.detail["channel"] = form.channel
    day = say_day(london(form.received).date())
    channel = desk.policy.label_of("channels", form.channel)
    said = f"{channel} of {day} counted without a record: no name and no words are kept."
    return Counted(
        row_id, said, UndoToken("no_record", f"the contact of {day} without a record", "", data={"id": row_id})
    )


@allowed(Act.COUNT_NO_RECORD)
def forget_typed(desk: Desk, subject: str) -> None:
    """Throw away at once what was typed of a student who wants no record, in every window of this person."""
    with desk.store.read() as connection:
        row = queries.draft(connection, desk.person.id, subject)
    if row is not None:
        with desk.store.write(desk.signer, "draft.discard", row.id, at=desk.now) as tx:
            _forget_draft(desk, tx, subject)


def _forget_draft(desk: Desk, tx: Tx, subject: str) -> None:
    row = queries.draft(tx.connection, desk.person.id, subject) if subject else None
    if row is not None:
        drafts.drop(tx, row)
    desk.drafts.pop(subject, None)


@undoes("no_record")
def _undo_count(desk: Desk, tx: Tx, token: UndoToken) -> None:
    row_id = token.data["id"]
    row = tx.connection.execute(
        select(_rows.c.by_id, _rows.c.state, _rows.c.row_ver).where(_rows.c.id == row_id)
    ).first()
    if row is None or row.by_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    if row.state == "void":
        raise ChangedMeanwhile("This was undone already.")
    tx.obj = row_id
    tx.change(NoRecord, {"id": row_id}, row.row_ver, state="void")
