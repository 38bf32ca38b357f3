"""A call, a message or a request taken at the desk: whose, for whom, by when; in one transaction, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from advice_tui.casework import desk_flags, drafts, enquiries, search, service_days
from advice_tui.casework.case_documents import find_client
from advice_tui.casework.enquiries import EnquiryForm, Preview
from advice_tui.casework.enquiries.whose import put_client
from advice_tui.casework.induction import require_read
from advice_tui.casework.messages.people import able
from advice_tui.casework.messages.views import MessageForm, Taken
from advice_tui.casework.slips import MessageDocument, put_slip
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import calls
from advice_tui.rules.people import VOICEMAIL, ClientDetails
from advice_tui.rules.reply import promise_due
from advice_tui.rules.text import Limit, clean, field, phone_problem
from advice_tui.rules.working_days import Due, say_day, say_time
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.models import Slip
from data.queries import messages as asked
from data.store import Tx

NAMED = "name_service"
_OF_CLIENT = {
    "name": "name",
    "student_number": "student_number",
    "email": "email",
    "phone": "number",
    "safe_contact.numbers": "number",
    "safe_contact.times": "times",
}
"""Under which field of the form a problem of a new caller's details stands; any other under the number."""


@allowed(Act.TAKE_MESSAGE)
def preview(desk: Desk, channel: str) -> Preview:
    """Say by when a message, or a request that came this way, is answered, and why (I-30, I-35)."""
    return enquiries.preview(desk, channel, _minute(desk.now))


@allowed(Act.TAKE_MESSAGE)
def take(desk: Desk, form: MessageForm, *, draft: str = "") -> Taken:
    """Store a call, message or request; ``draft`` is the subject of the draft it grew from, which goes with it.

    1. A call that is put through keeps no words, number or times: who rang and to whom (I-30, first sentence).
    2. The words of a message are sealed for the advisers at once: who takes it cannot open them again (I-22; L-13).
    3. What was decided of a client is kept to: "see the manager", for whom a message may always be left (I-43 to I-48).
    4. A message has the target of telephone messages, a request the promise of the way it came (I-30, I-34, I-35).

    Raises BadInput with everything that is wrong, NotFound when there is no such client.
    """
    require_read(desk)
    service_days.follow(desk)
    at = _minute(desk.now)
    with desk.store.write(desk.signer, Act.TAKE_MESSAGE.value, at=desk.now) as tx:
        checked, names = _checked(desk, tx.connection, form)
        client_id, details = _client(desk, tx, checked)
        _keep_to_terms(desk, tx, checked, client_id)
        due = _due(desk, checked, at)
        document = MessageDocument(checked.words, checked.number, checked.times, due.to_json()) if due else None
        whose = {"client_id": client_id, "for_id": checked.for_id or None}
        slip_id = put_slip(desk, tx, document, due, kind=checked.kind, channel=checked.channel, at=at, **whose)
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.obj = slip_id
        tx.detail.update(kind=checked.kind, channel=checked.channel)
    desk.index.put_later([search.client_row(client_id, details)])
    token = UndoToken("message", _LABELS[checked.kind], "", data={"slip": slip_id})
    return Taken(slip_id, client_id, _sentence(checked, names.get(checked.for_id, ""), due), token)


def _keep_to_terms(desk: Desk, tx: Tx, form: MessageForm, client_id: str) -> None:
    """Refuse what a withdrawal or the terms of a restriction refuse; the manager may go beyond terms."""
    given = (form.kind, form.channel, form.for_id)
    said = desk_flags.message_refusal(desk, tx.connection, client_id, *given)
    if said := desk_flags.beyond(desk, tx, said):
        raise BadInput({"kind": said})


_LABELS = {"message": "the message", "request": "the request", "put_through": "the call put through"}


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _due(desk: Desk, form: MessageForm, at: datetime) -> Due | None:
    return None if form.kind == calls.PUT_THROUGH else promise_due(desk.policy, desk.calendar, form.channel, at)


def _sentence(form: MessageForm, name: str, due: Due | None) -> str:
    if due is None:
        return f"Put through to {name}."
    by = f"{say_day(due.due.date())}, by {say_time(due.due.time())}"
    to = name or "the advisers"
    if form.kind == calls.REQUEST:
        return f"Passed on to {to}: wants an appointment. An answer is due {by}."
    return f"Message passed on to {to}; to be called back {by}."


# What is wrong ------------------------------------------------------------------------------------------------------


def _checked(desk: Desk, connection: Connection, form: MessageForm) -> tuple[MessageForm, dict[str, str]]:
    """Give the form with its texts cleaned, and the names it may be for; raises BadInput with all problems."""
    found: dict[str, str] = {}
    words, wrong = field(form.words, "Words", Limit.SHORT, lines=True)
    times, wrong_times = field(form.times, "Safe times", Limit.SHORT)
    found |= {name: said for name, said in (("words", wrong), ("times", wrong_times)) if said}
    form = replace(form, words=words, times=times, number=clean(form.number).strip())
    if form.kind == calls.MESSAGE:
        form = replace(form, channel="telephone")
    names = able(connection)
    found |= _of_kind(desk, form, names)
    if form.client_id:
        details = find_client(desk, connection, form.client_id)[2]
        found |= _of_known(form, details)
    else:
        found |= _of_new(desk, form, _newcomer(form).details())
    if found:
        raise BadInput(found)
    return form, names


def _of_kind(desk: Desk, form: MessageForm, names: dict[str, str]) -> dict[str, str]:
    """Give what is wrong with what it is and whom it is for."""
    found: dict[str, str] = {}
    if form.kind not in {calls.MESSAGE, calls.REQUEST, calls.PUT_THROUGH}:
        found["kind"] = "Choose what the caller wants."
    if form.channel not in {one.key for one in desk.policy.channels}:
        found["channel"] = "Choose how it came in."
    if form.for_id and form.for_id not in names:
        found["for_id"] = "Choose somebody of the list, or anybody."
    if form.kind == calls.PUT_THROUGH:
        if not form.for_id:
            found["for_id"] = "Say to whom the call was put through."
        if form.words or form.number or form.times:
            found["words"] = "A call that is put through leaves no words. Take a message instead."
    return found


def _of_known(form: MessageForm, details: ClientDetails) -> dict[str, str]:
    """Give what is wrong with how a client on file is to be answered (L-23)."""
    contact = details.safe_contact
    if form.number:
        if wrong := phone_problem(form.number):
            return {"number": wrong}
        if calls.forbidden(details, form.number):
            return {"number": "Her file does not allow this number. Take another, or change what is agreed first."}
    elif form.kind == calls.MESSAGE:
        return {"number": "Say which number she may be rung on."}
    elif form.kind == calls.REQUEST and not contact.agreed and form.channel != "face_to_face":
        return {"number": "Give a telephone number, or nobody can answer."}
    return {}


def _of_new(desk: Desk, form: MessageForm, details: ClientDetails) -> dict[str, str]:
    """Give what is wrong with who a new caller is and how she is to be answered."""
    found: dict[str, str] = {}
    for name, sentence in details.problems().items():
        found.setdefault(_OF_CLIENT.get(name, "number"), sentence)
    if not form.may <= {VOICEMAIL, NAMED, *desk.policy.places()}:
        found["may"] = "Choose from the list."
    if form.kind == calls.MESSAGE and not form.number:
        found.setdefault("number", "Say which number she may be rung on.")
    elif form.kind == calls.REQUEST and not (form.number or form.email.strip()) and form.channel != "face_to_face":
        found.setdefault("number", "Give a telephone number or an e-mail address, or nobody can answer.")
    return found


def _client(desk: Desk, tx: Tx, form: MessageForm) -> tuple[str, ClientDetails]:
    """Give whose it is: a client on file as she is now, or a new one, stored with what she agreed to."""
    if form.client_id:
        row, _, details = find_client(desk, tx.connection, form.client_id)
        return row.id, details
    return put_client(desk, tx, _newcomer(form))


def _newcomer(form: MessageForm) -> EnquiryForm:
    """Give who a new caller is as enquiries store it; only what she was asked and agreed to is allowed (L-23)."""
    return EnquiryForm(
        form.channel,
        UNTOLD,
        form.name,
        "",
        student_number=form.student_number,
        email=form.email,
        phone=form.number,
        times=form.times if form.number else "",
        voicemail_ok=VOICEMAIL in form.may,
        name_service=NAMED in form.may,
        places=tuple(sorted(form.may - {VOICEMAIL, NAMED})),
    )


UNTOLD = datetime(2026, 1, 1, tzinfo=UTC)
"""Who a caller is does not hang on when she rang."""


# Taken back ---------------------------------------------------------------------------------------------------------


@undoes("message")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Take back one's own call, message or request, unless somebody has taken it up; the caller stays on file."""
    row = asked.message(tx.connection, token.data["slip"])
    tx.obj = token.data["slip"]
    if row is None:
        raise NotFound("There is no such record.")
    if row.by_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    if row.state == "void":
        raise ChangedMeanwhile("This was undone before.")
    taken_up = row.answered_by if row.kind != calls.PUT_THROUGH else None
    if taken_up is not None or (row.state == "answered" and row.kind != calls.PUT_THROUGH):
        raise ChangedMeanwhile("An adviser has taken this up meanwhile, so it stays.")
    tx.change(Slip, {"id": row.id}, row.row_ver, state="void")
