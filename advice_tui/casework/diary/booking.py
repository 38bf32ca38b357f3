"""Booking: a slot looked at, taken, and offered, in one writing transaction each, so that nothing is booked twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from advice_tui.casework import desk_flags, no_record, search, service_days
from advice_tui.casework.case_documents import find_client, open_case_row, seal_client
from advice_tui.casework.diary import choosing
from advice_tui.casework.diary.documents import AdviceDocument, AppointmentDocument, put_appointment
from advice_tui.casework.diary.views import BookingForm, Checked, Done, Offer
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary.booking import Wanted, busy_until
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.text import Limit, field
from data.errors import BadInput, NotFound
from data.ids import new_id
from data.models import Client, Slip
from data.queries import diary as diary_asked
from data.queries import messages
from data.records import IDENTITY, make_key
from data.store import Tx

MOST_OFFERED = 50
NOBODY = "Say whose the appointment is: a client, a new caller, or a student who wants no record."
NO_WORDS = "Nothing is written down of a student who wants no record: empty this."


@allowed(Act.BOOK_APPOINTMENT)
def check(desk: Desk, form: BookingForm) -> Checked:
    """Say whether a form's slot can be booked now, and what it takes; whose it is need not be said yet."""
    require_read(desk)
    with desk.store.read() as connection:
        client_id = _known(desk, connection, form.client_id)
        return choosing.checked(desk, connection, choosing.wanted_of(desk, form, client_id))[1]


@allowed(Act.SEE_DIARY)
def free_slots(
    desk: Desk,
    *,
    after: tuple[date, int],
    adviser_id: str | None = None,
    mode: str = "in_person",
    length: int | None = None,
    count: int = 4,
) -> tuple[Offer, ...]:
    """Give the next free slots from a day and minute on, nearest first, at most ``count``; an adviser's own first."""
    form = BookingForm(after[0], after[1], adviser_id, None, mode, length)
    with desk.store.read() as connection:
        return choosing.free(desk, connection, choosing.wanted_of(desk, form), min(count, MOST_OFFERED))


@allowed(Act.BOOK_APPOINTMENT)
def book(desk: Desk, form: BookingForm) -> Done:
    """Book an appointment; a new caller becomes a client in the same transaction, a request is answered by it.

    1. Adviser, room and client are each booked once: whoever comes second is told who has the time, and offered the
       nearest free one (I-33). 2. Of a student who wants no record only the time is kept (I-24; L-17). 3. Whoever the
       desk does not admit is not booked: call the manager; nor is what the terms of a restriction refuse.

    Raises BadInput with all problems by field ("slot", "client", "note", "name" and others), NotFound for a client,
    case or request that is not there or not for this person. A request ("slip_id") is answered when it asked for an
    appointment; other slips stay as they are.
    """
    require_read(desk)
    try:
        with desk.store.write(desk.signer, Act.BOOK_APPOINTMENT.value, at=desk.now) as tx:
            service_days.follow(desk)  # nobody can close a day any more until this is stored
            done, client_id = _put(desk, tx, form)
    except choosing.Refused as refused:
        raise choosing.Refused(_with_offer(desk, form, refused.problems), refused.names) from None
    if form.new_client:
        search.put_client(desk, client_id)
    return done


# Parts --------------------------------------------------------------------------------------------------------------


def _put(desk: Desk, tx: Tx, form: BookingForm) -> tuple[Done, str]:
    """Put a booking inside the act ``tx``; give what is to be said of it, and whose it is."""
    found, note = _problems(desk, form)
    client_id = _known(desk, tx.connection, form.client_id)
    form = desk_flags.kept_to(desk, tx.connection, form, client_id)
    chosen = choosing.choose(desk, tx.connection, choosing.wanted_of(desk, form, client_id))
    found |= not_admitted(desk, tx, client_id, chosen.wanted, case_id=form.case_id)
    if chosen.refusal:
        found["slot"] = chosen.refusal
    if found:
        raise choosing.Refused(found, chosen.names)
    advice = AdviceDocument(_case(desk, tx, form.case_id, client_id)) if form.case_id else None
    client_id, who = _whose(desk, tx, form, client_id)
    slip = _answer(desk, tx, form.slip_id, client_id) if form.slip_id else None
    wanted, said = chosen.wanted, choosing.words(chosen)
    values = {"client_id": client_id or None, **times(desk, wanted)}
    appointment_id = put_appointment(desk, tx, AppointmentDocument(note), advice=advice, **values)
    tx.obj = appointment_id
    tx.detail.update(day=wanted.day.isoformat(), start=wanted.start, adviser=wanted.adviser_id)
    if form.new_client:
        tx.detail["new_client"] = True
    event_id = diary_asked.events(tx.connection, appointment_id)[0].id
    data = {"id": appointment_id, "row_ver": 1, "event": event_id, "slip": slip}
    token = UndoToken("booking", f"the booking of {said}", "", data=data)
    sentence = f"Booked for {who}: {said}." if who else f"Booked without a name: {said}."
    return Done(appointment_id, sentence, token, who), client_id


def _with_offer(desk: Desk, form: BookingForm, problems: dict[str, str]) -> dict[str, str]:
    """Add the nearest free slot to the sentence of a refusal; it is looked for when nobody waits for us to write."""
    if "slot" not in problems:
        return problems
    found = check(desk, form)
    return {**problems, "slot": choosing.refused(problems["slot"], found.slot or found.nearest)}


def _problems(desk: Desk, form: BookingForm) -> tuple[dict[str, str], str]:
    """Give what is wrong with a form but for its slot, by field, and the note as it is kept."""
    found: dict[str, str] = {}
    note, wrong = field(form.note, "Note", Limit.SHORT)
    if wrong:
        found["note"] = wrong
    ways = [bool(form.client_id), form.new_client is not None, form.no_record]
    if sum(ways) != 1:
        found["client"] = NOBODY
    if form.no_record:
        found |= _no_record(desk, form, note)
    if form.new_client is not None:
        found |= details(form).problems()
    return found, note


def _no_record(desk: Desk, form: BookingForm, note: str) -> dict[str, str]:
    """Give what cannot be for a student who wants no record (I-24; L-17; scenario 26)."""
    found: dict[str, str] = {}
    if not no_record.offered(desk.policy):
        found["record"] = no_record.not_offered(desk.policy)
    if note:
        found["note"] = NO_WORDS
    if form.slip_id or form.case_id:
        found["client"] = NOBODY
    return found


def details(form: BookingForm) -> ClientDetails:
    """Give who a new caller is; no way of contact is agreed before somebody asks (L-23)."""
    new = form.new_client
    assert new is not None
    return ClientDetails(new.name, student_number=new.student_number, email=new.email, phone=new.phone)


def _known(desk: Desk, connection: Connection, client_id: str) -> str:
    """Give the client that an id stands for now; raises NotFound when there is none or she is not for this person."""
    return find_client(desk, connection, client_id)[0].id if client_id else ""


def not_admitted(
    desk: Desk, tx: Tx, client_id: str, wanted: Wanted, *, case_id: str = "", but: str = ""
) -> dict[str, str]:
    """Give why a client is not booked at all, or not so: what was decided of her refuses it (I-43 to I-48; L-39).

    ``but`` is the appointment that moves there. The manager may go beyond the terms of a restriction.
    """
    slot = desk_flags.Slot(wanted.day, wanted.mode, wanted.adviser_id or "", case_id, but)
    said = desk_flags.booking_refusal(desk, tx.connection, client_id, slot) if client_id else ""
    kept_out = bool(said) and client_id in desk_flags.refused(desk, tx.connection, [client_id])
    said = desk_flags.beyond(desk, tx, said, absolute=kept_out or bool(case_id))
    return {"client": said} if said else {}


def _whose(desk: Desk, tx: Tx, form: BookingForm, client_id: str) -> tuple[str, str]:
    """Give the client's id and name; a new caller is stored, a student who wants no record has neither."""
    if client_id:
        return client_id, find_client(desk, tx.connection, client_id)[2].name
    if form.new_client is None:
        return "", ""
    new, who = new_id(), details(form)
    key = make_key(tx, desk.keys, "front", new, IDENTITY)
    tx.insert(Client, id=new, key_ver=1, sealed=seal_client(key, new, 1, who), row_ver=1)
    return new, who.name


def _case(desk: Desk, tx: Tx, case_id: str, client_id: str) -> str:
    """Give the case that an appointment is for; raises NotFound for whom it is not, BadInput for one that is not hers.

    The audit line does not name it: it names the appointment, and whose that is stands beside it.
    """
    row, _, document = open_case_row(desk, tx.connection, case_id)
    if not client_id or find_client(desk, tx.connection, document.client_id)[0].id != client_id:
        raise BadInput({"case_id": f"Case {row.number} is another client's. Choose again."})
    if row.status == "closed":
        raise BadInput({"case_id": f"Case {row.number} is closed. Open it again first."})
    return case_id


def _answer(desk: Desk, tx: Tx, slip_id: str, client_id: str) -> tuple[str, int] | None:
    """Mark a request as answered; give its id and the version it has from now on, None when it is no request."""
    slip = messages.message(tx.connection, slip_id)
    if slip is None or slip.state == "void" or _known(desk, tx.connection, slip.client_id) != client_id:
        raise NotFound("There is no such request.")
    if slip.kind != "request":
        return None
    if slip.state == "answered":
        raise BadInput({"slip_id": "This request was answered meanwhile. Look again."})
    tx.change(Slip, {"id": slip.id}, slip.row_ver, state="answered", answered_at=tx.at, answered_by=desk.person.id)
    tx.detail["slip"] = slip.id
    return slip.id, slip.row_ver + 1


def times(desk: Desk, wanted: Wanted) -> dict[str, object]:
    """Give when and where, as plain columns."""
    return {
        "adviser_id": wanted.adviser_id,
        "room": wanted.room or "",
        "mode": wanted.mode,
        "day": wanted.day,
        "start_minute": wanted.start,
        "end_minute": wanted.end,
        "busy_until": busy_until(desk.policy, wanted),
    }
