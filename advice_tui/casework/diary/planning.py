"""Appointments seen from a case: which are for it, the papers to bring and whether they came, the confirmation.

1. Which case an appointment is for, and what is to be brought to it, is sealed for the advice room; reception sees who
   and when (I-14, I-22; L-13, L-21). So no event of the appointment tells of it, and no line of the audit trail names
   a case beside an appointment.
2. A paper that was brought goes on the case's list of papers in the same act (I-14; L-20).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework import confirming, desk_flags
from advice_tui.casework.arrivals import reading as arrivals
from advice_tui.casework.case_documents import JoinedInto, find_client, open_case_row
from advice_tui.casework.cases import papers
from advice_tui.casework.cases.life import Opened, change, fresh, note
from advice_tui.casework.cases.papers import DOCUMENT, PaperForm
from advice_tui.casework.cases.views import Written
from advice_tui.casework.clients_at_desk import STATE_WORDS, is_coming, slot_words, when_words
from advice_tui.casework.desk_flags import RECORD
from advice_tui.casework.diary.documents import AdviceDocument, Paper, advice_of, sealed_advice
from advice_tui.casework.diary.views import Done
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.text import Limit, over_limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.working_days import say_day
from data import queries
from data.diary_rows import AppointmentRow
from data.errors import BadInput, ChangedMeanwhile, NotFound
from data.ids import new_id
from data.models import Appointment
from data.queries import diary as asked
from data.records import NOT_THERE
from data.store import Tx

MOST_TO_BRING = 12
KINDS = {"email": "reply_email", "post": "letter", "phone": "call_reached"}
"""The kind of entry that a confirmation becomes, by the way in which it goes."""
GONE_ON = "Somebody changed this appointment meanwhile. Look again; nothing was changed."


@dataclass(frozen=True)
class CaseAppointment:
    """One appointment of a case's client. ``linked`` says that it is for this case, ``elsewhere`` for another one.

    ``words`` say when, with whom and where; ``stands`` what became of it, nothing while it is only booked. ``bring``
    are the papers to bring, for who may read the case.
    """

    id: str
    row_ver: int
    day: date
    start: int
    words: str
    stands: str
    state: str
    coming: bool
    linked: bool
    elsewhere: bool = False
    bring: tuple[Paper, ...] = field(default=(), repr=False)

    @property
    def when(self) -> str:
        """Say when: "Thu 26 Nov 10:00"."""
        return f"{say_day(self.day)} {say_minute(self.start)}"


@dataclass(frozen=True)
class CaseDiary:
    """The appointments of a case's client, those to come first, and what the front desk knows of her.

    ``attendance`` asks to look at how she keeps appointments, or is empty (I-44c; L-36); ``refused`` is the desk's one
    flag, or that this case's matter was withdrawn; ``restricted`` that the manager is to be seen first, with the terms.
    """

    client_id: str
    appointments: tuple[CaseAppointment, ...] = ()
    attendance: str = ""
    refused: str = ""
    restricted: str = ""

    @property
    def coming(self) -> tuple[CaseAppointment, ...]:
        """Those still to come, the next first."""
        return tuple(one for one in self.appointments if one.coming)

    @property
    def past(self) -> tuple[CaseAppointment, ...]:
        """Those of this case that are over, the newest first."""
        return tuple(one for one in self.appointments if not one.coming and one.linked)


@dataclass(frozen=True)
class PlanForm:
    """What an appointment is for: the case (empty for none), and the papers to bring, one a line."""

    case_id: str
    bring: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prefill:
    """A confirmation as an entry begins with it: the kind of entry, and its text."""

    kind: str
    text: str = field(repr=False)


# Reading --------------------------------------------------------------------------------------------------------------


@allowed(Act.PLAN_APPOINTMENT)
def of_case(desk: Desk, case_id: str) -> CaseDiary:
    """Give the appointments of a case's client. The reading of the case was audited when it was opened.

    Raises NotFound, in the same words, for a case that does not exist and for one this person may not know of.
    """
    require_read(desk)
    with desk.store.read() as connection:
        _, _, document = open_case_row(desk, connection, case_id)
        client, _, details = find_client(desk, connection, document.client_id)
        ids = [client.id, *(text for kind, text in details.also if kind == RECORD)]
        names = queries.names(connection)
        rows = asked.of_clients(connection, ids)
        leads: dict[str, str] = {}
        found = [_appointment(desk, connection, row, names, (case_id, leads)) for row in rows]
        how = desk_flags.standing(desk, connection, [client.id]).get(client.id)
    coming = [one for one in found if one.coming]
    past = [one for one in reversed(found) if not one.coming]
    kept = arrivals.attendance(desk, client.id) if past else None
    refused = how.sentence if how is not None and how.refuses_all else ""
    if how is not None and case_id in how.case_ids:
        refused = refused or desk_flags.MATTER_REFUSED
    restricted = how.sentence if how is not None and how.kind == "restrict" else ""
    return CaseDiary(client.id, (*coming, *past), kept.words if kept and kept.flagged else "", refused, restricted)


def _appointment(
    desk: Desk, connection: Connection, row: AppointmentRow, names: dict[str, str], here: tuple[str, dict[str, str]]
) -> CaseAppointment:
    case_id, leads = here
    try:
        advice = advice_of(desk, connection, row)
    except NotFound:
        advice = AdviceDocument()
    if advice.case_id and advice.case_id not in leads:
        leads[advice.case_id] = _stands_for(desk, connection, advice.case_id)
    stands_for = leads.get(advice.case_id, "")
    linked = stands_for == case_id
    elsewhere = bool(stands_for) and not linked and queries.case(connection, desk.keys, stands_for) is not None
    return CaseAppointment(
        row.id,
        row.row_ver,
        row.day,
        row.start_minute,
        slot_words(row, names),
        STATE_WORDS.get(row.state, row.state),
        row.state,
        is_coming(desk, row),
        linked,
        elsewhere,
        advice.bring if linked else (),
    )


def _stands_for(desk: Desk, connection: Connection, case_id: str) -> str:
    """Give the case that an id stands for now: one that was joined leads on; itself when this person cannot know."""
    try:
        return open_case_row(desk, connection, case_id)[0].id
    except JoinedInto as moved:
        return moved.case_id
    except NotFound:
        return case_id


@allowed(Act.PLAN_APPOINTMENT)
def confirmation(desk: Desk, appointment_id: str) -> Prefill:
    """Give an appointment's confirmation as an entry of the case begins with it (scenario 18; I-31).

    A person's e-mail or letter stops the clock when it is saved. Raises NotFound when there is no such appointment.
    """
    shown = confirming.confirmation(desk, appointment_id)
    return Prefill(KINDS.get(shown.way.key if shown.way else "", "reply_email"), shown.text)


# Planning -------------------------------------------------------------------------------------------------------------


@allowed(Act.PLAN_APPOINTMENT)
def plan(desk: Desk, appointment_id: str, row_ver: int, form: PlanForm) -> Done:
    """Say which case an appointment is for, and what papers are to be brought to it, as it was seen (``row_ver``).

    Raises BadInput with what is wrong, ChangedMeanwhile when another terminal changed it, NotFound for an appointment
    or case that does not exist or is not for this person.
    """
    require_read(desk)
    bring = _bring(form.bring)
    with desk.store.write(desk.signer, Act.PLAN_APPOINTMENT.value, appointment_id, at=desk.now) as tx:
        row = _found(tx.connection, appointment_id, row_ver)
        before = advice_of(desk, tx.connection, row)
        _refuse_other(desk, tx.connection, row, (before.case_id, form.case_id))
        said = {one.what: one.brought for one in before.bring}
        after = AdviceDocument(form.case_id, tuple(Paper(what, said.get(what, "")) for what in bring))
        if after == before:
            raise BadInput("Nothing was changed.")
        tx.change(Appointment, {"id": row.id}, row_ver, for_advice=sealed_advice(desk, tx, row, after))
        tx.detail.update(papers=len(bring), linked=bool(form.case_id))
    many = f"{len(bring)} paper{'' if len(bring) == 1 else 's'} to bring" if bring else "no papers to bring"
    linked = "for this case" if form.case_id else "for no case"
    data = {"id": row.id, "row_ver": row_ver + 1, "before": row.for_advice}
    token = UndoToken("plan", f"the plan of {when_words(row)}", "", data=data)
    return Done(row.id, f"{when_words(row)}: {linked}, {many}.", token)


def _bring(lines: Iterable[str]) -> tuple[str, ...]:
    """Give the papers to bring, each once; raises BadInput with what is wrong."""
    found = [cleaned.strip() for line in lines if (cleaned := text_field(line, "Paper", Limit.SUBJECT)[0]).strip()]
    bring = tuple(dict.fromkeys(found))
    wrong = [sentence for one in bring if (sentence := over_limit(one, "Paper", Limit.SUBJECT))]
    if len(bring) > MOST_TO_BRING:
        wrong.append(f"At most {MOST_TO_BRING} papers; there are {len(bring)}.")
    if wrong:
        raise BadInput({"bring": " ".join(dict.fromkeys(wrong))})
    return bring


def _found(connection: Connection, appointment_id: str, row_ver: int) -> AppointmentRow:
    row = asked.appointment(connection, appointment_id)
    if row is None or row.state == "void":
        raise NotFound(NOT_THERE)
    if row.row_ver != row_ver:
        raise ChangedMeanwhile(GONE_ON)
    return row


def _refuse_other(desk: Desk, connection: Connection, row: AppointmentRow, cases: tuple[str, str]) -> None:
    """Refuse a case of another client, and to take an appointment from a case that this person may not know of."""
    before, after = cases
    if before and before != after and not _readable(desk, connection, before):
        raise BadInput({"case_id": "This appointment cannot be changed from here. Book another one."})
    if not after:
        return
    case, _, document = open_case_row(desk, connection, after)
    client = find_client(desk, connection, document.client_id)[0].id
    if not row.client_id or find_client(desk, connection, row.client_id)[0].id != client:
        raise BadInput({"case_id": f"This appointment is not of the client of case {case.number}."})


def _readable(desk: Desk, connection: Connection, case_id: str) -> bool:
    stands_for = _stands_for(desk, connection, case_id)
    return queries.case(connection, desk.keys, stands_for) is not None


@undoes("plan")
def _undo_plan(_desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Bring back what the appointment was for, unless somebody changed it since."""
    row = _found(tx.connection, token.data["id"], token.data["row_ver"])
    tx.obj = row.id
    tx.change(Appointment, {"id": row.id}, row.row_ver, for_advice=token.data["before"])


# Papers that came, or did not -----------------------------------------------------------------------------------------


@allowed(Act.PLAN_APPOINTMENT)
def brought(desk: Desk, case_id: str, appointment_id: str, row_ver: int, what: str, form: PaperForm) -> Written:
    """Say that a paper which was asked for came: it goes on the case's list of papers in the same act (scenario 52).

    ``what`` is the paper as it was asked for. Raises BadInput with what is wrong, ChangedMeanwhile, NotFound.
    """
    require_read(desk)
    paper = papers.made(desk, new_id(), form)
    with desk.store.write(desk.signer, Act.PLAN_APPOINTMENT.value, case_id, at=desk.now) as tx:
        case = Opened(*open_case_row(desk, tx.connection, case_id))
        row, before = _mark(desk, tx, (appointment_id, row_ver), what, "yes")
        papers.refuse_too_many(case.details.papers, 1)
        entry_id = note(
            desk, tx, case, f"Paper brought: {paper.what}", papers.brought_words(desk, paper), kind=DOCUMENT
        )
        change(tx, case, replace(case.details, papers=(*case.details.papers, paper)))
        tx.detail.update(entry=entry_id, papers=1)
    fresh(desk, case_id)
    data = {"id": row.id, "row_ver": row_ver + 1, "before": before, "papers": {paper.id: (None, paper)}}
    token = UndoToken("brought", f"{paper.what} brought, case {case.row.number}", case_id, entry_id, data=data)
    where = papers.where_words(desk, paper)
    return Written(f"{paper.what} is on the list of case {case.row.number}: {where}.", stopped=False, undo=token)


@allowed(Act.PLAN_APPOINTMENT)
def not_brought(desk: Desk, case_id: str, appointment_id: str, row_ver: int, what: str) -> Written:
    """Say that a paper which was asked for did not come. Raises ChangedMeanwhile, NotFound."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.PLAN_APPOINTMENT.value, case_id, at=desk.now) as tx:
        case = Opened(*open_case_row(desk, tx.connection, case_id))
        row, before = _mark(desk, tx, (appointment_id, row_ver), what, "no")
        entry_id = note(desk, tx, case, f"Paper not brought: {what}", f"Asked for on {when_words(row)}.", kind=DOCUMENT)
        tx.detail.update(entry=entry_id)
    fresh(desk, case_id)
    data = {"id": row.id, "row_ver": row_ver + 1, "before": before, "papers": {}}
    token = UndoToken("brought", f"{what} not brought, case {case.row.number}", case_id, entry_id, data=data)
    return Written(f"{what} was not brought.", stopped=False, undo=token)


def _mark(desk: Desk, tx: Tx, seen: tuple[str, int], what: str, answer: str) -> tuple[AppointmentRow, bytes | None]:
    """Mark a paper of an appointment as brought or not; give the row as it was, and what was sealed in it."""
    row = _found(tx.connection, *seen)
    advice = advice_of(desk, tx.connection, row)
    if what not in {one.what for one in advice.bring}:
        raise ChangedMeanwhile(GONE_ON)
    bring = tuple(Paper(one.what, answer if one.what == what else one.brought) for one in advice.bring)
    sealed = sealed_advice(desk, tx, row, replace(advice, bring=bring))
    tx.change(Appointment, {"id": row.id}, row.row_ver, for_advice=sealed)
    return row, row.for_advice


@undoes("brought")
def _undo_brought(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Strike the entry, take the paper off the list again, and the mark off the appointment."""
    strike(desk, tx, token.case_id, token.entry_id)
    papers.bring_back(desk, tx, token.case_id, token.data["papers"])
    row = _found(tx.connection, token.data["id"], token.data["row_ver"])
    tx.change(Appointment, {"id": row.id}, row.row_ver, for_advice=token.data["before"])
