"""Writing in a case: a person's reply stops the clock, what the student says starts one, news asks to be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from advice_tui.casework import conflict_checks, desk_flags, drafts, entries, promises
from advice_tui.casework.case_documents import CaseDocument, EntryDocument, find_client, open_case_row
from advice_tui.casework.cases import waiting
from advice_tui.casework.cases.forms import Checked, EntryForm, check
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.advice_notes import KEPT_ALL_THE_SAME
from advice_tui.rules.reply import (
    FOLLOW_UP,
    RECEIVED,
    TELL_STUDENT,
    EntryKind,
    follow_up_due,
    promise_due,
    promise_kind,
)
from advice_tui.rules.working_days import Due, say_day, say_time
from data import queries
from data.errors import BadInput, ChangedMeanwhile
from data.models import Case, Promise, Slip
from data.rows import CaseRow
from data.store import Tx

DEVELOPMENT = "development"
TOLD_BY = "email"
"""The channel whose opening days count for telling a student some news."""
DUE_WORDS = {"callback": "call-back target", TELL_STUDENT: "tell the student"}


@dataclass(frozen=True)
class Came:
    """What comes with an entry from a message: the address it came from, and what was odd about it."""

    sender: str = ""
    notes: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Put:
    """An entry put inside an act that is not over: its id and document, and what it did to clocks and to the case.

    ``met`` are promises it answered, ``slips`` reception's slips of them; ``promise`` (kind, when it is due) the one it
    made; ``took_on`` that the case became its author's; ``woke`` that the case had waited for it.
    """

    entry_id: str
    document: EntryDocument
    kind: EntryKind
    met: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    promise: tuple[str, Due] | None = None
    promise_id: str = ""
    took_on: bool = False
    woke: bool = False


@allowed(Act.WRITE_ENTRY)
def write_entry(desk: Desk, case_id: str, form: EntryForm, *, draft: str = "") -> Written:
    """Write an entry. ``draft`` is the subject of the draft it grew from. Raises BadInput with what is wrong.

    1. A person's reply meets every open promise received before it (I-6; L-3; scenario 7), and an unassigned case
       becomes that of who replies. Nothing else stops a clock.
    2. What the student says ("received") makes a promise of its own; a case that waited for it is open again.
    3. A contact of ours that the terms of a restriction refuse is not stored: see the manager, who may go beyond them
       (I-43 to I-45). What came in always may be written down.
    4. News on the case makes the promise to tell the student (I-10, I-15; L-5).
    """
    require_read(desk)
    checked = check(desk, form)
    with desk.store.write(desk.signer, Act.WRITE_ENTRY.value, case_id, at=desk.now) as tx:
        opened = Opened(*open_case_row(desk, tx.connection, case_id))
        keep_to_terms(desk, tx, opened, checked.kind, form.at)
        made = put_entry(desk, tx, opened, form, checked=checked)
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.detail.update(entry=made.entry_id, met=list(made.met))
    entries.remember(desk, case_id, made.entry_id, made.document)
    return Written(said(desk, opened.row, made), bool(made.met), undo_token(opened.row, made))


def keep_to_terms(desk: Desk, tx: Tx, case: Opened, kind: EntryKind, at: datetime | None) -> None:
    """Refuse a contact that the terms of a restriction refuse; raises BadInput, so that what is typed stays a draft."""
    client_id = find_client(desk, tx.connection, case.document.client_id)[0].id
    said = desk_flags.contact_refusal(desk, tx.connection, client_id, kind, at or desk.now)
    if said := desk_flags.beyond(desk, tx, said):
        raise BadInput({"kind": said})


def put_entry(
    desk: Desk, tx: Tx, opened: Opened, form: EntryForm, *, checked: Checked | None = None, came: Came | None = None
) -> Put:
    """Put an entry on a case inside another act, with all that follows from its kind; see ``write_entry``.

    Afterwards the caller tells the index (``entries.remember``). Raises BadInput, also for what a closed case refuses.
    """
    checked = checked or check(desk, form)
    row, kind = opened.row, checked.kind
    if row.status == "closed" and kind.key in {RECEIVED.key, DEVELOPMENT}:
        raise BadInput({"kind": f"Case {row.number} is closed. Reopen it first, then write this down."})
    if kind.key == "advice" and (conflict := conflict_checks.before_advice_in(desk, tx, row.id)):
        raise BadInput({"kind": conflict})
    entry = _document(desk, form, checked, came or Came())
    at = form.at or desk.now
    woke = row.status == "waiting" and kind is RECEIVED
    if woke:
        entry = waiting.woken(desk, tx, opened, entry)
    made = Put(entries.put(desk, tx, opened.place, entry, at=at), entry, kind, woke=woke)
    if kind.stops_clock:
        return _replied(desk, tx, opened, made, at)
    return _promised(desk, tx, row, made, at) if kind.key in {RECEIVED.key, DEVELOPMENT} else made


def _document(desk: Desk, form: EntryForm, checked: Checked, came: Came) -> EntryDocument:
    channel = form.channel if checked.kind is RECEIVED else checked.kind.channel
    title = checked.title or came.title or checked.kind.label
    if checked.kind is RECEIVED and not (checked.title or came.title):
        title = f"{desk.policy.label_of('channels', channel)}: from the student"
    notes = (*came.notes, KEPT_ALL_THE_SAME) if checked.question else came.notes
    first = (
        desk.policy.advice.activities[0].key if checked.kind.key == "advice" and desk.policy.advice.activities else ""
    )
    return EntryDocument(
        checked.kind.key,
        title,
        checked.body,
        channel,
        came.sender,
        notes,
        minutes=form.minutes,
        options=checked.options,
        choice=checked.choice,
        activity=form.activity or first,
    )


def _replied(desk: Desk, tx: Tx, opened: Opened, made: Put, at: datetime) -> Put:
    row, document = opened.row, opened.document
    met = promises.stop(desk, tx, row.id, made.entry_id, at=at)
    took_on = row.adviser_id is None and row.status != "closed"
    if took_on:
        tx.change(Case, {"id": row.id}, row.row_ver, adviser_id=desk.person.id)
    slips = _answer_slip(tx, document) if met else ()
    return replace(made, met=met, slips=slips, took_on=took_on)


def _promised(desk: Desk, tx: Tx, row: CaseRow, made: Put, at: datetime) -> Put:
    promise = promise_for(desk, tx, row.id, made.kind, made.document.channel, _minute(at))
    promise_id = ""
    if promise is not None:
        what = promises.Received(promise[0], made.document.channel or TOLD_BY, _minute(at))
        promise_id = promises.make(desk, tx, what, (row.id, made.entry_id), promise[1])
        tx.detail["promise"] = promise_id
    return replace(made, promise=promise, promise_id=promise_id)


def _minute(at: datetime) -> datetime:
    """Give the minute: promises are counted, and explained, by minutes."""
    return at.replace(second=0, microsecond=0)


def promise_for(
    desk: Desk, tx: Tx, case_id: str, kind: EntryKind, channel: str, at: datetime
) -> tuple[str, Due] | None:
    """Say which promise a contact or news starts and by when: the published one for the first contact of a case.

    A later message, and news, are held to the days of the follow-up (I-10; L-5); None when the policy sets none.
    """
    policy, calendar = desk.policy, desk.calendar
    if kind is RECEIVED:
        before = queries.promises(tx.connection, desk.keys, case_id)
        if not any(promises.published(one.kind) for one in before):
            return promise_kind(policy, channel), promise_due(policy, calendar, channel, at)
    due = follow_up_due(policy, calendar, channel or TOLD_BY, at)
    return (FOLLOW_UP if kind is RECEIVED else TELL_STUDENT, due) if due else None


def said(desk: Desk, row: CaseRow, made: Put) -> str:
    """Tell what an entry did, in a sentence or two."""
    parts = [f"{made.kind.label} saved on case {row.number}."]
    if made.promise:
        words, due = DUE_WORDS.get(made.promise[0], "reply due"), made.promise[1].due
        day = f"{say_day(due.date())}, by {say_time(due.time())}"
        by = "by " if made.promise[0] == TELL_STUDENT else ""
        saved = "Written down" if made.kind is RECEIVED else f"{made.kind.label} saved"
        parts = [f"{saved} on case {row.number}; {words} {by}{day}."]
    if made.met:
        parts.append("The reply clock is stopped.")
    if made.took_on:
        parts.append(f"The case is {desk.person.name}'s now.")
    if made.woke:
        parts.append("The case is open again: it waits no more.")
    if row.status == "closed":
        parts.append("The case stays closed.")
    return " ".join(parts)


def undo_token(row: CaseRow, made: Put) -> UndoToken:
    """Give what takes an entry back."""
    label = f"{made.kind.label} on case {row.number}"
    if made.kind.key not in {RECEIVED.key, DEVELOPMENT}:
        return UndoToken("entry", label, row.id, made.entry_id, "", made.met, made.slips, made.took_on)
    return UndoToken(made.kind.key, label, row.id, made.entry_id, data={"promise": made.promise_id})


def _answer_slip(tx: Tx, document: CaseDocument) -> tuple[str, ...]:
    answered = []
    for slip_id in document.slips:
        slip = queries.slip(tx.connection, slip_id)
        if slip is not None and slip.state == "passed_on":
            tx.change(Slip, {"id": slip.id}, slip.row_ver, state="answered")
            answered.append(slip.id)
    return tuple(answered)


@undoes(DEVELOPMENT)
@undoes(RECEIVED.key)
def _undo_received(desk: Desk, tx: Tx, token: UndoToken) -> None:
    case = Opened(*open_case_row(desk, tx.connection, token.case_id))
    strike(desk, tx, token.case_id, token.entry_id)
    promise_id = token.data["promise"]
    if promise_id:
        promise = queries.promise(tx.connection, desk.keys, promise_id)
        if promise is None or promise.state != "open":
            raise ChangedMeanwhile("Somebody has answered it meanwhile. Nothing was undone.")
        tx.change(Promise, {"id": promise_id}, promise.row_ver, state="void")
    waiting.wait_again(desk, tx, case, (token.entry_id,))


@allowed(Act.TAKE_ON_CASE)
def take_on(desk: Desk, case_id: str) -> Written:
    """Make an unassigned case one's own; raises BadInput when somebody has it.

    It is looked first whether somebody of it is on the other side of a case (I-37; L-43): reception, and a batch of
    e-mails, cannot look. Then it stays nobody's.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.TAKE_ON_CASE.value, case_id, at=desk.now) as tx:
        row, _, _ = open_case_row(desk, tx.connection, case_id)
        if row.adviser_id is not None:
            holder = queries.names(tx.connection).get(row.adviser_id, "a colleague")
            whose = "yours already" if row.adviser_id == desk.person.id else f"{holder}'s"
            raise BadInput(f"Case {row.number} is {whose}.")
        stops = conflict_checks.check_in(desk, tx, case_id, "take_on")[0].stops
        if not stops:
            tx.change(Case, {"id": case_id}, row.row_ver, adviser_id=desk.person.id)
    if stops:  # that it was looked for stays recorded; the case stays nobody's
        raise BadInput(f"{conflict_checks.CONFLICT} (K).")
    token = UndoToken("take_on", f"case {row.number} taken on", case_id, took_on=True)
    return Written(f"Case {row.number} is yours now.", False, token)  # noqa: FBT003 - no clock stopped
