"""Calling back: what the student said and how the call ended go onto a case, old or new, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from advice_tui.casework import desk_flags, drafts, enquiries, entries, promises, service_days
from advice_tui.casework.case_documents import EntryDocument, find_client, open_case_row
from advice_tui.casework.cases import life, waiting, writing
from advice_tui.casework.cases.forms import EntryForm, moment_problem
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.enquiries import Enclosed, EnquiryForm
from advice_tui.casework.induction import require_read
from advice_tui.casework.messages.opening import may_ring, taken_up
from advice_tui.casework.messages.views import Answered, AnswerForm
from advice_tui.casework.slips import OpenedSlip, open_slip
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import calls
from advice_tui.rules.calls import LATER, OUTCOMES, REACHED, VOICEMAIL, Ring
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import FOLLOW_UP, RECEIVED, entry_kind, promise_kind
from advice_tui.rules.safe_times import outside as outside_times
from advice_tui.rules.text import Limit, clean, field
from advice_tui.rules.time_spent import MOST
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.errors import BadInput, ChangedMeanwhile
from data.index import Doc
from data.models import Slip
from data.store import Tx

SAYS = {
    REACHED: "called back: the target is met",
    VOICEMAIL: "a voicemail is no call back, so it stays open",
    calls.UNANSWERED: "nobody answered, so it stays open",
    LATER: "it stays open until she is called back",
}
OUTSIDE = "Rung outside the safe times."
WORDLESS = {
    calls.MESSAGE: "Asked to be called back.",
    calls.REQUEST: "Asked for an appointment.",
}
"""What stands on the case when a caller left no words."""


@dataclass(frozen=True)
class _Call:
    """A checked call: the note as it is kept, when, and how the number stood at that minute."""

    form: AnswerForm
    note: str
    at: datetime
    outside: bool


@dataclass(frozen=True)
class _Put:
    """What was received, put on a case inside the act: the case, the entry, its promise, what search learns."""

    case_id: str
    number: str
    entry_id: str
    promise_id: str
    document: EntryDocument | None = None
    rows: tuple[Doc, ...] = ()


@allowed(Act.ANSWER_MESSAGE)
def answer(desk: Desk, slip_id: str, row_ver: int, form: AnswerForm, *, draft: str = "") -> Answered:
    """Put a message and how calling back ended onto an open case of the client, or a new one; one transaction.

    ``draft`` is the subject of the draft it grew from, which goes with it.

    1. What was said stands there as received when it was taken, with the promise that was made then (I-30, I-35).
    2. A student who was reached has been called back: the promise is met. A voicemail and an unanswered call leave it
       open ("hear back from the Adviser", I-6), and the case brings it up from then on.
    3. A voicemail that was not agreed to is refused (L-23), and so is a number that is not among those agreed.
    4. A call that the terms of a restriction refuse is not stored: see the manager (I-43 to I-45).

    Raises BadInput with everything that is wrong, ChangedMeanwhile when a colleague was first, NotFound.
    """
    require_read(desk)
    service_days.follow(desk)
    with desk.store.write(desk.signer, Act.ANSWER_MESSAGE.value, at=desk.now) as tx:
        slip, (client_id, details) = _as_seen(desk, tx, slip_id, row_ver)
        call = _checked(desk, slip, may_ring(desk, slip, details), form)
        _keep_to_terms(desk, tx, client_id, call)
        whose = (client_id, details)
        put = _on_case(desk, tx, slip, call, client_id) if form.case_id else _new_case(desk, tx, slip, call, whose)
        made = _called(desk, tx, put, call)
        _mark(desk, tx, slip, call)
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.obj = put.case_id  # not which slip: its row says whose it is, and that stands nowhere beside a case
        tx.detail.update(outcome=form.outcome, entry=put.entry_id)
        vers = open_case_row(desk, tx.connection, put.case_id)[0].row_ver
    desk.index.put_later(put.rows)
    if put.document is not None:
        entries.remember(desk, put.case_id, put.entry_id, put.document)
    if made is not None:
        entries.remember(desk, put.case_id, made.entry_id, made.document)
    data = {"slip": slip_id, "received": put.entry_id, "promise": put.promise_id, "row_ver": vers}
    data |= {"new": not form.case_id, "call": _token(put, made, slip_id), "cases": (put.case_id,)}
    token = UndoToken("answer_message", f"the call back on case {put.number}", put.case_id, data=data)
    return Answered(put.case_id, put.number, _sentence(put, form), token)


def _keep_to_terms(desk: Desk, tx: Tx, client_id: str, call: _Call) -> None:
    """Refuse a call back that the terms of a restriction refuse: see the manager (I-43 to I-45)."""
    kind = entry_kind(OUTCOMES[call.form.outcome][1])
    if kind is None:
        return
    said = desk_flags.contact_refusal(desk, tx.connection, client_id, kind, call.at)
    if said := desk_flags.beyond(desk, tx, said):
        raise BadInput({"outcome": said})


def _sentence(put: _Put, form: AnswerForm) -> str:
    where = f"Put on case {put.number}" if form.case_id else f"Case {put.number} opened"
    return f"{where}; {SAYS[form.outcome]}."


def _token(put: _Put, made: writing.Put | None, slip_id: str) -> UndoToken | None:
    """Give what takes the call itself back; the message's own slip goes with the message."""
    if made is None:
        return None
    slips = tuple(one for one in made.slips if one != slip_id)
    return UndoToken("entry", "", put.case_id, made.entry_id, "", made.met, slips, made.took_on)


def _as_seen(desk: Desk, tx: Tx, slip_id: str, row_ver: int) -> tuple[OpenedSlip, tuple[str, ClientDetails]]:
    """Open a message inside the act; raises ChangedMeanwhile when it is no longer as it was seen."""
    slip = open_slip(desk, tx.connection, slip_id)
    if said := taken_up(tx.connection, slip.row):
        raise ChangedMeanwhile(said)
    if slip.row.row_ver != row_ver:
        raise ChangedMeanwhile("This was changed meanwhile. Look again; nothing was stored.")
    row, _, details = find_client(desk, tx.connection, slip.row.client_id)
    return slip, (row.id, details)


@allowed(Act.ANSWER_MESSAGE)
def problems(desk: Desk, slip_id: str, form: AnswerForm) -> dict[str, str]:
    """Give everything that is wrong with how a call ended, by field; empty means it can be stored."""
    with desk.store.read() as connection:
        slip = open_slip(desk, connection, slip_id)
        details = find_client(desk, connection, slip.row.client_id)[2]
    return _problems(desk, slip, may_ring(desk, slip, details), form)


# What is wrong ------------------------------------------------------------------------------------------------------


def _checked(desk: Desk, slip: OpenedSlip, ring: Ring, form: AnswerForm) -> _Call:
    """Clean a form; raises BadInput with everything that is wrong."""
    if wrong := _problems(desk, slip, ring, form):
        raise BadInput(wrong)
    at = form.at or desk.now
    rung = next((one for one in ring.numbers if one.number == form.number), None)
    outside = rung is not None and form.outcome != LATER and outside_times(rung.times, at) is True
    return _Call(form, clean(form.note, lines=True), at, outside)


def _problems(desk: Desk, slip: OpenedSlip, ring: Ring, form: AnswerForm) -> dict[str, str]:
    _, note_problem = field(form.note, "Note", Limit.NOTE, required=form.outcome == REACHED, lines=True)
    taken = london(slip.row.at)
    early = f"This is before it was taken, {say_day(taken.date())} {taken:%H:%M}."
    found: dict[str, str | None] = {
        "outcome": None if form.outcome in OUTCOMES else "Choose how the call ended.",
        "note": note_problem,
        "at": moment_problem(desk.now, form.at) or (early if form.at and form.at < slip.row.at else None),
        "minutes": None if 0 <= form.minutes <= MOST else "Time spent: between nothing and a day.",
        "topic": _topic_problem(desk, form),
        "number": _number_problem(ring, form),
    }
    if form.outcome == VOICEMAIL:
        found["outcome"] = calls.voicemail_refusal(ring, form.number) or None
    return {name: sentence for name, sentence in found.items() if sentence}


def _topic_problem(desk: Desk, form: AnswerForm) -> str | None:
    known = {one.key for one in desk.policy.topics}
    return "Choose a topic of the list, or none." if form.topic and form.topic not in known else None


def _number_problem(ring: Ring, form: AnswerForm) -> str | None:
    numbers = {one.number for one in ring.numbers}
    if form.number and form.number not in numbers:
        return "This number may not be rung. Choose one of the list."
    if form.outcome in {VOICEMAIL, calls.UNANSWERED} and not form.number:
        return "Choose the number that was rung." if numbers else calls.NO_NUMBER
    return None


# Onto a case --------------------------------------------------------------------------------------------------------


def _new_case(desk: Desk, tx: Tx, slip: OpenedSlip, call: _Call, whose: tuple[str, ClientDetails]) -> _Put:
    """Open a case with what was received; it is hers who calls back."""
    row, form = slip.row, call.form
    client_id, details = whose
    words = slip.document.words.strip() or WORDLESS[row.kind]
    enquiry = EnquiryForm(
        row.channel, row.at, details.name, words, topic=form.topic or None, told_record=form.told_record
    )
    made = enquiries.put(desk, tx, enquiry.with_client(client_id, details), Enclosed(), due=slip.document.due)
    case = Opened(*open_case_row(desk, tx.connection, made.case_id))
    _link(tx, case, row.id, adviser_id=desk.person.id)
    (promise,) = queries.promises(tx.connection, desk.keys, made.case_id)
    return _Put(made.case_id, made.number, made.entry_id, promise.id, rows=made.rows)


def _on_case(desk: Desk, tx: Tx, slip: OpenedSlip, call: _Call, client_id: str) -> _Put:
    """Put what was received onto an open case of the client, with the promise that was made when it was taken."""
    row, case = slip.row, Opened(*open_case_row(desk, tx.connection, call.form.case_id))
    if find_client(desk, tx.connection, case.document.client_id)[0].id != client_id:
        raise BadInput({"case_id": f"Case {case.row.number} is another client's. Choose again."})
    if case.row.status == "closed":
        raise BadInput({"case_id": f"Case {case.row.number} was closed meanwhile. Choose again."})
    title = f"{desk.policy.label_of('channels', row.channel)}: from the student"
    document = EntryDocument(RECEIVED.key, title, slip.document.words.strip() or WORDLESS[row.kind], row.channel)
    if case.row.status == "waiting":
        document = waiting.woken(desk, tx, case, document)
        case = Opened(*open_case_row(desk, tx.connection, case.row.id))
    entry_id = entries.put(desk, tx, case.place, document, at=row.at)
    before = queries.promises(tx.connection, desk.keys, case.row.id)
    kind = promise_kind(desk.policy, row.channel)
    if promises.published(kind) and any(promises.published(one.kind) for one in before):
        kind = FOLLOW_UP
    what = promises.Received(kind, row.channel, row.at)
    promise_id = promises.make(desk, tx, what, (case.row.id, entry_id), slip.document.due)
    _link(tx, case, row.id)
    return _Put(case.row.id, case.row.number, entry_id, promise_id, document)


def _link(tx: Tx, case: Opened, slip_id: str, **values: Any) -> None:
    """Let a case know its slip, so that reception is told when a later call reaches the student."""
    slips = " ".join(dict.fromkeys((*case.document.slips, slip_id)))
    sealed = replace(case.document, slip_id=slips).sealed(case.key, case.row.id, case.row.key_ver)
    life.change(tx, case, sealed=sealed, **values)


def _called(desk: Desk, tx: Tx, put: _Put, call: _Call) -> writing.Put | None:
    """Write the call down; one that reached the student stops the clock."""
    form = call.form
    if form.outcome == LATER:
        return None
    label, kind = OUTCOMES[form.outcome]
    title = f"{label}: {form.number}" if form.number else ""
    text = call.note.strip() or f"{label}."
    entry = EntryForm(kind, text, title=title, minutes=form.minutes, at=call.at)
    case = Opened(*open_case_row(desk, tx.connection, put.case_id))
    came = writing.Came(notes=(OUTSIDE,) if call.outside else ())
    return writing.put_entry(desk, tx, case, entry, came=came)


def _mark(desk: Desk, tx: Tx, slip: OpenedSlip, call: _Call) -> None:
    """Mark the slip: called back, or taken up and waiting on its case."""
    reached = call.form.outcome == REACHED
    tx.change(
        Slip,
        {"id": slip.row.id},
        state="answered" if reached else "passed_on",
        answered_at=call.at if reached else None,
        answered_by=desk.person.id,
    )
