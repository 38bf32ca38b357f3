"""The check asked for, looked at again, and set aside; basic information counted; who works here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import conflict_checks, register
from advice_tui.casework.case_documents import client_details
from advice_tui.casework.conflict_checks import recording, tokens
from advice_tui.casework.conflict_checks.looking import open_known
from advice_tui.casework.conflict_checks.recording import Check
from advice_tui.casework.conflicts.views import Acted, Checked, InformationForm, Parties, Staff
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import open_one
from advice_tui.casework.procedures import recording as engine
from advice_tui.casework.procedures.views import StepForm
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.policy.parts import find
from advice_tui.roles import Act, Role, allowed, may
from advice_tui.rules.conflict import Known, Person
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.working_days import london, say_day
from data.access.grants import accounts
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from data.models import RegisterLine
from data.store import Tx

INFORMATION, INFORMATION_STEP = "information", "basic_information"
NOTHING_FOUND = "Nobody of this enquiry was found on the other side of a case."
NOTHING_TO_SET_ASIDE = "Nothing is found now, so there is nothing to set aside."
HIDDEN_STAYS = "It lies where you may not look. Ask somebody who may see both sides to set it aside."
ONLY_MANAGER = "Only a manager may say that a likeness is not the same person: ask one."


@allowed(Act.CHECK_CONFLICT)
def check(desk: Desk, parties: Parties) -> Checked:
    """Look whether somebody of an enquiry is on the other side of any case, walled ones included; nothing is stored.

    What it says is the same whatever was found, and names nobody (I-37, I-39; L-13). The looking itself is
    audited, with how many people were compared: who tries names one after another leaves a line for each.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, at=desk.now) as tx:
        client = Person(parties.names, parties.numbers, parties.emails)
        if parties.client_id:
            client = conflict_checks.person_of(client_details(desk, tx.connection, parties.client_id))
        about = Known.of(client, parties.parties)
        stops = conflict_checks.look(desk, tx.connection, about).stops
        tx.detail.update(compared=about.people)
    return Checked(stops, f"{conflict_checks.CONFLICT}." if stops else NOTHING_FOUND, about.people)


@allowed(Act.CHECK_CONFLICT)
def check_again(desk: Desk, case_id: str) -> Checked:
    """Look again for the other side of a case and record it, "nothing found" too; raises NotFound."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, case_id, at=desk.now) as tx:
        looked, made = conflict_checks.check_in(desk, tx, case_id, "screen")
    return Checked(looked.stops, f"{conflict_checks.CONFLICT}." if looked.stops else NOTHING_FOUND, made.people)


@allowed(Act.CHECK_CONFLICT)
def set_aside(desk: Desk, case_id: str, why: str) -> Acted:
    """Say that what was found is no conflict, and why: another person of a like name, two people on one side.

    Whoever sets aside must see what it is: a manager, and never what lies where she may not look. Raises BadInput,
    NotAllowed, NotFound.
    """
    require_read(desk)
    reason, wrong = text_field(why, "Why", Limit.SHORT, required=True, lines=True)
    if wrong:
        raise BadInput({"why": wrong})
    if desk.role is not Role.MANAGER:
        raise NotAllowed(ONLY_MANAGER)
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, case_id, at=desk.now) as tx:
        row, _, _, about = open_known(desk, tx.connection, case_id)
        tokens.begin_in(desk, tx)
        looked = conflict_checks.look(
            desk, tx.connection, about, aside=recording.set_aside(desk, tx.connection, case_id)
        )
        if looked.hidden:
            raise BadInput({"why": HIDDEN_STAYS})
        if not looked.found:
            raise BadInput({"why": NOTHING_TO_SET_ASIDE})
        others = [open_known(desk, tx.connection, one.row.id)[3] for one in looked.found]
        _aside_in(desk, tx, about, others, reason.strip())
        for other in others:
            _aside_in(desk, tx, other, [about], reason.strip())
        tx.detail["result"] = "set_aside"
    return Acted(f"Set aside on case {row.number}, with your reason. The case may be advised on.")


def _aside_in(desk: Desk, tx: Tx, about: Known, others: list[Known], why: str) -> None:
    """Record on one case that these others are no conflict of it; what else was found of it stays found."""
    marks = [conflict_checks.marks_between(desk, tx.connection, about, other) for other in others]
    before = recording.latest(desk, tx.connection, about.id) or Check("settled", about.people, "nothing")
    made = replace(before, on="settled", people=about.people, aside=before.aside.union(*marks), why=why)
    left = conflict_checks.look(desk, tx.connection, about, aside=made.aside | made.settled)
    if before.result in {"nothing", "found"} and not left.stops:
        made = replace(made, result="set_aside")
    recording.record_in(desk, tx, about.id, made)


# Basic information (I-41) ---------------------------------------------------------------------------------------------


@allowed(Act.CHECK_CONFLICT)
def give_information(desk: Desk, form: InformationForm, *, procedure_id: str = "") -> Acted:
    """Count that basic information was given without a case: channel, topic and day; no name, no words of a student.

    I-41: "All students will be provided with basic information about procedures and regulations but not all students
    will be supported by the Centre." Advice begins where a procedure or regulation ends (reading 19): without that tick
    nothing is counted. In a conflict procedure (``procedure_id``) it is recorded there too, where it is a step. Raises
    BadInput with everything that is wrong.
    """
    require_read(desk)
    if not desk.policy.conflict.basic_information:
        raise BadInput("The policy does not offer basic information without a case.")
    given, wrong = text_field(form.given, "What was given", Limit.SHORT, lines=True)
    problems = {
        "channel": None if find(desk.policy.channels, form.channel) else "Choose how it was given.",
        "topic": "Choose a topic of the list, or none."
        if form.topic and not find(desk.policy.topics, form.topic)
        else None,
        "given": wrong or ("Say what was given." if procedure_id and not given.strip() else None),
        "only_procedure": None
        if form.only_procedure
        else "Advice needs a case. Choose Yes when it was a procedure or a regulation only.",
    }
    found = {name: sentence for name, sentence in problems.items() if sentence}
    if found:
        raise BadInput(found)
    day = london(desk.now).date()
    document = {"channel": form.channel, "topic": form.topic, "day": day.isoformat(), "given": given.strip()}
    with desk.store.write(desk.signer, Act.CHECK_CONFLICT.value, at=desk.now) as tx:
        tx.obj = line_id = register.put_line(desk, tx, INFORMATION, document, rooms="advice")
        tx.detail["channel"] = form.channel
        recorded = bool(procedure_id) and _recorded_in(desk, tx, procedure_id, given.strip())
    token = UndoToken("information", f"the basic information of {say_day(day)}", "", data={"line": line_id})
    said = f"Basic information of {say_day(day)} counted: no name is kept and no case is opened."
    return Acted(f"{said} It is recorded in the procedure." if recorded else said, None if recorded else token)


def _recorded_in(desk: Desk, tx: Tx, procedure_id: str, given: str) -> bool:
    """Record the step of basic information, when the procedure has one that was not taken."""
    running = open_one(desk, tx.connection, procedure_id)
    step = running.running.procedure.step(INFORMATION_STEP)
    if step is None or running.taken(INFORMATION_STEP) is not None:
        return False
    engine.record_in(desk, tx, procedure_id, StepForm(INFORMATION_STEP, {"given": given}))
    return True


@undoes("information")
def _undo_information(desk: Desk, tx: Tx, token: UndoToken) -> None:
    tx.obj = line_id = str(token.data["line"])
    line = register.open_line(desk, tx.connection, line_id, INFORMATION)
    if line.row.by_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    if line.row.state == "void":
        raise ChangedMeanwhile("This was undone already.")
    tx.change(RegisterLine, {"id": line_id}, line.row.row_ver, state="void")


@allowed(Act.CHECK_CONFLICT)
def information_given(desk: Desk) -> tuple[tuple[str, str, str], ...]:
    """Give what was counted, oldest first: day (ISO), channel and topic, as labels."""
    require_read(desk)
    with desk.store.read() as connection:
        documents = [line.document for line in register.lines(desk, connection, INFORMATION, state="on")]
    label = desk.policy.label_of
    return tuple(
        (str(one["day"]), label("channels", one["channel"]), label("topics", one["topic"]) if one["topic"] else "")
        for one in documents
    )


# Who works here -------------------------------------------------------------------------------------------------------


@allowed(Act.CHECK_CONFLICT)
def staff_of_service(desk: Desk) -> tuple[Staff, ...]:
    """Give everybody with an account in use, by name: who may have a case, and who may be kept out of one (L-42)."""
    with desk.store.read() as connection:
        return everybody(connection)


def everybody(connection: Connection) -> tuple[Staff, ...]:
    """Give everybody with an account in use, by name."""
    known = set(Role)
    found = [
        Staff(row.id, row.name, row.role, row.role in known and may(Role(row.role), Act.WRITE_ENTRY))
        for row in accounts(connection)
        if row.state == "active"
    ]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def result_words(check: Check, desk: Desk) -> str:
    """Say in neutral words what came of a check."""
    people = "1 person" if check.people == 1 else f"{check.people} people"
    said: dict[str, Any] = {
        "nothing": "nothing found",
        "found": "somebody may be on the other side",
        "set_aside": "set aside: no conflict",
        "first": "this student came first",
        "refused": f"{desk.policy.service} does not support this student in it",
        "allocated": "each student has an adviser of her own",
    }
    occasion = {
        "intake": "At intake",
        "take_on": "Before it was taken on",
        "party": "After the other people changed",
        "link": "After a link",
        "screen": "Looked again",
        "settled": "Decided",
    }[check.on]
    compared = "" if check.on == "settled" else f"{people} compared, "
    return f"{occasion}: {compared}{said[check.result]}"


def moment(at: datetime) -> str:
    """Say a moment as the screens do: "Mon 2 Nov 10:02"."""
    local = london(at)
    return f"{say_day(local.date())} {local:%H:%M}"
