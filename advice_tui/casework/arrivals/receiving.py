"""What happens to an appointment on the day: she arrives, is seen, leaves, or does not come. A person says each of it.

Every act is checked against the appointment as it was seen (``row_ver``), may tell of a moment that is past (``at``;
what is written down now happened then), and gives the sentence to show, which names no student, with its undo. Each
raises BadInput when it cannot follow how the appointment stands or has not come yet, NotFound, in the same words, when
there is none or it is not for this person, and ChangedMeanwhile when another terminal was first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from advice_tui.casework.arrivals.views import Decision
from advice_tui.casework.arrivals.wording import at as time_of
from advice_tui.casework.arrivals.wording import minutes
from advice_tui.casework.diary.documents import OpenedAppointment, change_appointment, open_appointment
from advice_tui.casework.diary.views import Done
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.diary import arrivals
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.working_days import london
from data import queries
from data.access.grants import account
from data.diary_rows import LIVE, AppointmentRow
from data.errors import BadInput, ChangedMeanwhile
from data.queries import diary as asked
from data.store import Tx

SEEN_OTHERWISE = "Somebody else said meanwhile what became of this appointment. Look again; nothing was overwritten."
NO_VISITOR = (
    "This appointment is by telephone or online: nobody comes to reception. Mark it as being seen when it begins."
)
STILL_TO_COME = "That time is still to come."


@dataclass(frozen=True)
class Found:
    """An appointment inside an act: opened, its adviser's name, and the words that name it: "11:00 with Priya Nair"."""

    opened: OpenedAppointment
    adviser: str

    @property
    def row(self) -> AppointmentRow:
        """The appointment as it is stored."""
        return self.opened.row

    @property
    def words(self) -> str:
        """Name it without the student."""
        return f"{say_minute(self.row.start_minute)} with {self.adviser or 'nobody'}"


@allowed(Act.RECEIVE_CLIENT)
def arrive(desk: Desk, appointment_id: str, row_ver: int, at: datetime | None = None) -> Done:
    """Mark a client as arrived: her adviser's terminal says so from then on (I-32), and the waiting is counted (I-8).

    Where she is late in the sense of the policy the sentence says what that may mean and whom to ask (L-8; I-12).
    """
    require_read(desk)
    when = at or desk.now
    with desk.store.write(desk.signer, Act.RECEIVE_CLIENT.value, appointment_id, at=desk.now) as tx:
        found = _found(desk, tx, appointment_id, row_ver, "arrive", when)
        if found.row.mode != "in_person":
            raise BadInput(NO_VISITOR)
        late = arrivals.late_by(found.row.start_minute, when)
        still_free(tx, found.row)
        values: dict[str, Any] = {"state": "arrived", "arrived_at": when}
        values |= {"called_at": None, "seen_at": None, "left_at": None}
        said = {"said": arrivals.late_words(desk.policy, late)} if late else {}
        token = change_appointment(desk, tx, found.opened, row_ver, "arrived", at=when, words=said, **values)
        tx.detail.update(late=late)
    label = f"the arrival for {found.words}"
    return Done(appointment_id, _arrived(desk, found, when, late), replace(token, label=label))


def _arrived(desk: Desk, found: Found, when: datetime, late: int) -> str:
    adviser = found.adviser or "The adviser"
    sentence = f"{found.words}: arrived {time_of(when)}. {adviser} is told."
    if not arrivals.is_late(desk.policy, late):
        return sentence
    words = arrivals.late_words(desk.policy, late)
    ask = f" Ask {adviser} (k)." if arrivals.must_decide(desk.policy, late) else ""
    return f"{sentence} {words[:1].upper()}{words[1:]}.{ask}"


@allowed(Act.RECEIVE_CLIENT)
def seen(desk: Desk, appointment_id: str, row_ver: int, at: datetime | None = None) -> Done:
    """Mark that a client is being seen now: how long she waited stands from then on (I-8 "Seen on time")."""
    require_read(desk)
    when = at or desk.now
    with desk.store.write(desk.signer, Act.RECEIVE_CLIENT.value, appointment_id, at=desk.now) as tx:
        found = _found(desk, tx, appointment_id, row_ver, "see", when)
        came = found.row.arrived_at
        _in_order(came, when, "arrived")
        waited = arrivals.waited(came, when) if came else 0
        said = {"said": f"waited {minutes(waited)}"} if waited else {}
        token = change_appointment(
            desk, tx, found.opened, row_ver, "seeing", at=when, words=said, state="seeing", seen_at=when
        )
        tx.detail.update(waited=waited)
    words = f"{found.words}: being seen since {time_of(when)}" + (f", waited {minutes(waited)}." if waited else ".")
    return Done(appointment_id, words, replace(token, label=f"that {found.words} is being seen"))


@allowed(Act.RECEIVE_CLIENT)
def left(desk: Desk, appointment_id: str, row_ver: int, at: datetime | None = None) -> Done:
    """Mark that a client has left: the appointment is over, and she was seen."""
    require_read(desk)
    when = at or desk.now
    with desk.store.write(desk.signer, Act.RECEIVE_CLIENT.value, appointment_id, at=desk.now) as tx:
        found = _found(desk, tx, appointment_id, row_ver, "leave", when)
        _in_order(found.row.seen_at or found.row.arrived_at, when, "was seen" if found.row.seen_at else "arrived")
        token = change_appointment(desk, tx, found.opened, row_ver, "left", at=when, state="seen", left_at=when)
    return Done(
        appointment_id, f"{found.words}: left {time_of(when)}.", replace(token, label=f"that {found.words} left")
    )


@allowed(Act.RECEIVE_CLIENT)
def attended(desk: Desk, appointment_id: str, row_ver: int) -> Done:
    """Say of an appointment that is over that the student came and was seen; what was not noted stays unknown."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.RECEIVE_CLIENT.value, appointment_id, at=desk.now) as tx:
        row = asked.appointment(tx.connection, appointment_id)
        act = "leave" if row is not None and row.state == "seeing" else "see"
        found = _found(desk, tx, appointment_id, row_ver, act, desk.now)
        row = found.row
        if not arrivals.is_unresolved(row.state, row.day, row.end_minute, desk.now):
            raise BadInput("This appointment is not over yet: mark what happens as it happens.")
        token = change_appointment(desk, tx, found.opened, row_ver, "seen", state="seen")
    return Done(appointment_id, f"{found.words}: was seen.", replace(token, label=f"that {found.words} was seen"))


@allowed(Act.RECEIVE_CLIENT)
def missed(desk: Desk, appointment_id: str, row_ver: int, notice: bool) -> Done:  # noqa: FBT001 - the desk's own question
    """Mark that a client did not attend, with or without telling us: never before the time has come (I-44c; L-36)."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.RECEIVE_CLIENT.value, appointment_id, at=desk.now) as tx:
        found = _found(desk, tx, appointment_id, row_ver, "miss", desk.now)
        how = "told us" if notice else "no notice"
        words = {"notice": notice, "said": how}
        token = change_appointment(desk, tx, found.opened, row_ver, "missed", words=words, state="missed")
        tx.detail.update(notice=notice)
    label = f"that nobody came for {found.words}"
    return Done(appointment_id, f"{found.words}: did not attend, {how}.", replace(token, label=label))


@allowed(Act.RECEIVE_CLIENT)
def decide_late(
    desk: Desk, appointment_id: str, row_ver: int, decision: Decision, reason: str = "", *, decided_by: str = ""
) -> Done:
    """Write down what was decided about a client who is late: she is seen all the same, or makes another appointment.

    The standards say "may": a person decides, and the decision is kept with who took it (L-8). Reception writes down
    what ``decided_by`` said, the appointment's adviser unless another is named; an adviser decides herself.
    """
    require_read(desk)
    why, wrong = text_field(reason, "Reason", Limit.SHORT)
    if wrong or decision not in {"seen", "rebook"}:
        raise BadInput({"reason": wrong} if wrong else {"decision": "Say whether the student is seen."})
    with desk.store.write(desk.signer, Act.RECEIVE_CLIENT.value, appointment_id, at=desk.now) as tx:
        found = _found(desk, tx, appointment_id, row_ver, "see", desk.now)
        late = _late_arrival(desk, found.row)
        who_id, who = _decider(desk, tx, found, decided_by)
        what = _DECIDED[decision].format(who=who)
        words = {"decision": decision, "by": who_id, "late": late, "reason": why, "said": f"{minutes(late)}: {what}"}
        values = {"called_at": desk.now} if decision == "seen" else {"state": "cancelled", "left_at": desk.now}
        token = change_appointment(desk, tx, found.opened, row_ver, "late", words=words, **values)
        tx.detail.update(decision=decision, by=who_id, late=late)
    said = f"{found.words}, {minutes(late)} late: {what}."
    return Done(appointment_id, said, replace(token, label=f"the decision about {found.words}"))


_DECIDED = {"seen": "{who} sees the student all the same", "rebook": "{who} asks for another appointment"}


@allowed(Act.ANSWER_DESK)
def acknowledge(desk: Desk, appointment_id: str) -> Done:
    """Tell reception that the adviser is coming; who was told already is told nothing new (I-32)."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.ANSWER_DESK.value, appointment_id, at=desk.now) as tx:
        opened = open_appointment(desk, tx.connection, appointment_id)
        row = opened.row
        if row.state != "arrived" or row.called_at is not None:
            raise ChangedMeanwhile("Nobody waits for this appointment at reception any more.")
        waited = arrivals.waited(row.arrived_at, desk.now) if row.arrived_at else 0
        token = change_appointment(desk, tx, opened, row.row_ver, "called", called_at=desk.now)
        tx.detail.update(waited=waited)
    when = say_minute(row.start_minute)
    return Done(
        appointment_id, f"Reception is told that you are coming for your {when}.", replace(token, label="your answer")
    )


# Parts --------------------------------------------------------------------------------------------------------------


def _found(desk: Desk, tx: Tx, appointment_id: str, row_ver: int, act: str, when: datetime) -> Found:
    """Open an appointment for an act; raises when it is not as it was seen, or the act is not possible or too early."""
    found = as_seen(desk, tx, appointment_id, row_ver)
    row = found.row
    refusal = arrivals.may_follow(row.state, act) or arrivals.may_now(act, row.day, row.start_minute, desk.now)
    if not refusal and when > desk.now:
        refusal = STILL_TO_COME
    if not refusal and act in {"arrive", "see", "leave"} and row.day == desk.today and london(when).date() != row.day:
        refusal = "That is not the day of the appointment."
    if refusal:
        raise BadInput(refusal)
    return found


def as_seen(desk: Desk, tx: Tx, appointment_id: str, row_ver: int) -> Found:
    """Open an appointment inside an act; raises ChangedMeanwhile when it is no longer as it was seen."""
    opened = open_appointment(desk, tx.connection, appointment_id)
    if opened.row.row_ver != row_ver:
        raise ChangedMeanwhile(SEEN_OTHERWISE)
    return Found(opened, queries.names(tx.connection).get(opened.row.adviser_id, ""))


def _in_order(earlier: datetime | None, when: datetime, what: str) -> None:
    if earlier is not None and when < earlier:
        raise BadInput(f"That is before the student {what}, at {time_of(earlier)}.")


def _late_arrival(desk: Desk, row: AppointmentRow) -> int:
    """Give by how many minutes a client is late of whom something is to be decided; raises BadInput when nothing is."""
    if row.state != "arrived" or row.arrived_at is None:
        raise BadInput("Mark the arrival first: then it is known how late the student is.")
    late = arrivals.late_by(row.start_minute, row.arrived_at)
    if not arrivals.is_late(desk.policy, late):
        limit = desk.policy.appointment.late_minutes
        raise BadInput(f"Nothing is to be decided: {minutes(late)} is not more than {limit} late.")
    return late


def _decider(desk: Desk, tx: Tx, found: Found, decided_by: str) -> tuple[str, str]:
    """Give who decided, by id and name: somebody who advises, never reception by itself (L-8)."""
    if desk.role is not Role.RECEPTIONIST:
        return desk.person.id, desk.person.name
    row = account(tx.connection, decided_by or found.row.adviser_id)
    if row is None or row.state != "active" or row.role not in {Role.ADVISER.value, Role.MANAGER.value}:
        raise BadInput({"decided_by": "Say which adviser decided."})
    return row.id, row.name


def still_free(tx: Tx, row: AppointmentRow) -> None:
    """Refuse, in words, to take back time that was given away; the database refuses it in any case."""
    if row.state in LIVE:
        return
    for other in asked.between(tx.connection, row.day, row.day):
        apart = row.start_minute >= other.busy_until or other.start_minute >= row.busy_until
        if other.id == row.id or other.state not in LIVE or apart:
            continue
        when = say_minute(other.start_minute)
        if other.adviser_id == row.adviser_id:
            who = queries.names(tx.connection).get(other.adviser_id, "The adviser")
            raise BadInput(f"{who} has somebody else at {when} now. Book another time.")
        if row.room and other.room == row.room:
            raise BadInput(f"{row.room} was given to somebody else at {when}. Book another time.")
        if row.client_id and other.client_id == row.client_id:
            raise BadInput(f"The student has another appointment at {when} now.")
