"""A withdrawal under each policy: what a decision does at once, to whom, and what changes it (I-46 to I-48; L-30 to L-39)."""

from __future__ import annotations

import json
from datetime import date

import pytest

from advice_tui.casework import (
    cases,
    clients_at_desk,
    desk_flags,
    effects,
    letters,
    messages,
    policies,
    procedures,
    search,
)
from advice_tui.casework.cases import joining
from advice_tui.casework.diary import booking, line, moving, planning, reading
from advice_tui.casework.diary.views import BookingForm
from data.errors import BadInput, NotAllowed, NotFound
from tests.casework.conduct import begin, take_step
from tests.factories import POLICIES, SECOND, audit_lines, book, read_policies, take, write

THU, FRI = date(2026, 11, 26), date(2026, 11, 27)
LONDON_MET = pytest.mark.parametrize("policy", [SECOND])
SECURITY = "Do not admit: call security and the manager"
BEFORE = {
    "violence": "incident",
    "equality": "informal",
    "fraud": "fraud_explained",
    "conflict": "conflict",
    "resources": "use",
}


@pytest.fixture
def case(desk):
    return take(desk("adviser"))


def decided(desk, case_id, ground, decision="withdraw"):
    """A withdrawal from the concern to the decision, by the steps that its ground asks for; what deciding gave."""
    priya, morgan = desk("adviser"), desk("manager")
    started = begin(priya, "withdrawal", {"ground": ground}, case_id=case_id)
    if ground in BEFORE:
        take_step(morgan, started, BEFORE[ground])
    if ground == "fraud":
        take_step(morgan, started, "fraud_answer", unwilling="yes")
    take_step(morgan, started, "consult", who="Alex Stone")
    return started, take_step(morgan, started, "decide", decision=decision)


def why(act, *args, **values):
    """The sentences with which something is refused."""
    with pytest.raises(BadInput) as refused:
        act(*args, **values)
    return refused.value.problems


def slot(day=THU, start=600, **more):
    return BookingForm(day, start, **more)


# The whole service ----------------------------------------------------------------------------------------------------


@LONDON_MET
def test_scenario_43_violence_bookings_stop_and_the_desk_calls_security(desk, case):
    dana, priya = desk("receptionist"), desk("adviser")
    ids = [book(dana, day, 600, client_id=case.client_id).id for day in (THU, FRI)]
    row = reading.one(dana, ids[0])
    started, done = decided(desk, case.case_id, "violence")
    assert done.to_cancel == tuple(ids)
    assert (
        done.sentence
        == f"Recorded: Decide. Reception is told “{SECURITY}”, and books no appointment. 2 appointments to cancel."
    )
    assert desk_flags.said_of(dana, case.client_id) == SECURITY
    assert reading.one(dana, ids[0]).refused == SECURITY
    assert clients_at_desk.at_desk(dana, case.client_id).refused == SECURITY
    assert planning.of_case(priya, case.case_id).refused == SECURITY
    for who in (dana, priya, desk("manager")):
        assert why(booking.book, who, slot(start=660, client_id=case.client_id)) == {"client": f"{SECURITY}."}
    assert why(moving.move, dana, ids[0], row.row_ver, slot(start=660))["client"] == f"{SECURITY}."
    search.build(dana)
    read = line.read_line(dana, "quux thu 11", chosen=case.client_id)
    assert (read.form, ("no", SECURITY) in {(one.state, one.words) for one in read.chips}) == (None, True)
    told = procedures.open_procedure(desk("manager"), started).standing
    assert told == "Service withdrawn since Tue 24 Nov 2026"
    seen = desk_flags.flag_of(priya, case.client_id)
    assert (seen.refused, seen.source, seen.may_change) == (True, started, False)
    assert seen.reason.endswith("Student threatening or using violence")


@LONDON_MET
def test_reception_may_pass_a_message_to_the_manager_and_to_nobody_else(desk, case):
    dana, priya, morgan = desk("receptionist"), desk("adviser"), desk("manager")
    decided(desk, case.case_id, "violence")
    form = {"client_id": case.client_id, "number": "07700 900123", "words": "I want to complain"}
    said = why(messages.take, dana, messages.MessageForm("message", for_id=priya.person.id, **form))
    assert said == {"kind": f"{SECURITY}. A message may be left for the manager."}
    assert messages.take(dana, messages.MessageForm("message", for_id=morgan.person.id, **form))
    assert write(priya, case.case_id, "reply_email"), "the advisers may still tell her what was decided"


@LONDON_MET
@pytest.mark.parametrize(("decision", "told"), [("refuse", "Service refused since Tue 24 Nov 2026"), ("keep", "")])
def test_what_was_decided_counts(desk, case, decision, told):
    dana = desk("receptionist")
    started, done = decided(desk, case.case_id, "resources", decision)
    assert procedures.open_procedure(desk("manager"), started).standing == told
    assert (desk_flags.said_of(dana, case.client_id) != "") is bool(told)
    if not told:
        assert done.to_cancel == ()
        assert book(dana, THU, 600, client_id=case.client_id)


@LONDON_MET
@pytest.mark.parametrize("ground", ["equality", "resources", "other"])
def test_every_ground_about_the_service_stops_all_of_it(desk, case, ground):
    decided(desk, case.case_id, ground)
    assert desk_flags.said_of(desk("receptionist"), case.client_id) == desk_flags.REFUSED


def test_scenario_41_nothing_stops_before_the_written_consent(service, desk, case, tmp_path):
    """[I-47] The Head's consent is attached first; then the manager withdraws, and the desk is told at once."""
    policies.fill(desk("manager"), "withdrawal.written_consent_by", "Head of Student Voice")
    desks = {who: service.sign_in(who) for who in ("adviser", "manager", "receptionist")}
    for one in desks.values():
        read_policies(one)
    priya, morgan, dana = desks["adviser"], desks["manager"], desks["receptionist"]
    started = begin(priya, "withdrawal", {"ground": "threat"}, case_id=case.case_id)
    take_step(morgan, started, "discuss", participants="Morgan Reed; Priya Nair")
    paper = tmp_path / "consent.pdf"
    paper.write_bytes(b"%PDF-1.4 consent")
    assert "Written consent" in why(take_step, morgan, started, "decide")["step"]
    assert book(dana, THU, 600, client_id=case.client_id)
    take_step(morgan, started, "consent", name="Jo Field", consent=str(paper))
    done = take_step(morgan, started, "decide")
    assert len(done.to_cancel) == 1
    assert desk_flags.said_of(dana, case.client_id) == SECURITY


@LONDON_MET
def test_a_decision_about_a_client_without_a_case(desk):
    dana, morgan = desk("receptionist"), desk("manager")
    client_id = take(dana).client_id
    started = begin(desk("adviser"), "withdrawal", {"ground": "violence"}, client_id=client_id)
    take_step(morgan, started, "incident")
    take_step(morgan, started, "consult", who="Alex Stone")
    take_step(morgan, started, "decide", decision="withdraw")
    assert desk_flags.said_of(dana, client_id) == SECURITY


@LONDON_MET
def test_fraud_is_begun_from_the_case_it_is_about(desk):
    """L-35: that matter only, so there must be one."""
    client_id = take(desk("adviser")).client_id
    said = why(begin, desk("adviser"), "withdrawal", {"ground": "fraud"}, client_id=client_id)
    assert said == {"step": "This ground is about one matter only: begin it from the case."}


# One matter -----------------------------------------------------------------------------------------------------------


@LONDON_MET
def test_scenario_45_fraud_that_matter_only_the_other_case_stays_open_and_bookable(desk, case):
    dana, priya = desk("receptionist"), desk("adviser")
    other = take(priya, client_id=case.client_id)
    here = book(priya, THU, 600, client_id=case.client_id, case_id=case.case_id).id
    there = book(priya, FRI, 600, client_id=case.client_id, case_id=other.case_id).id
    started, done = decided(desk, case.case_id, "fraud")
    assert done.to_cancel == (here,)
    assert "Bookings stop for case 26-0001 only; her other cases stay open." in done.sentence
    assert desk_flags.said_of(dana, case.client_id) == ""
    assert reading.one(dana, here).refused == ""
    said = why(booking.book, priya, slot(start=720, client_id=case.client_id, case_id=case.case_id))
    assert said == {"client": "Service is withdrawn in this matter. See the manager."}
    assert book(priya, THU, 720, client_id=case.client_id, case_id=other.case_id)
    assert book(dana, FRI, 720, client_id=case.client_id)
    row = reading.one(priya, here)
    assert "in this matter" in why(moving.move, priya, here, row.row_ver, slot(FRI, 780))["client"]
    assert [one.why for one in effects.to_be_cancelled(priya, (here, there))] == ["Withdrawn in this matter"]
    assert planning.of_case(priya, case.case_id).refused == desk_flags.MATTER_REFUSED
    assert planning.of_case(priya, other.case_id).refused == ""
    assert (
        procedures.open_procedure(priya, started).standing == "Service withdrawn in this matter since Tue 24 Nov 2026"
    )
    done = effects.reinstate(desk("manager"), started, "She put it right")
    assert done.sentence == "Reinstated: case 26-0001 is bookable again."
    assert book(priya, THU, 780, client_id=case.client_id, case_id=case.case_id)


@LONDON_MET
def test_a_matter_stays_withdrawn_in_the_case_it_was_joined_into(desk, case):
    priya = desk("adviser")
    other = take(priya, client_id=case.client_id)
    decided(desk, case.case_id, "fraud")
    joining.join(priya, case.case_id, other.case_id)
    kept = next(one for one in (case.case_id, other.case_id) if _is_there(priya, one))
    said = why(booking.book, priya, slot(client_id=case.client_id, case_id=kept))
    assert "in this matter" in said["client"]


def _is_there(desk, case_id):
    try:
        cases.open_case(desk, case_id)
    except NotFound:
        return False
    return True


# Deputies -------------------------------------------------------------------------------------------------------------


@LONDON_MET
def test_the_director_in_the_managers_absence_tells_the_desk_by_its_letter_box(desk, case):
    dana, priya, alex = desk("receptionist"), desk("adviser"), desk("director")
    done = book(dana, THU, 600, client_id=case.client_id)
    started = begin(
        priya,
        "restriction",
        {"reason": "limits_others", "terms": "email_only", "review": "22 Dec 2026"},
        case_id=case.case_id,
    )
    procedures.mark_absent(priya, "manager", alex.today, alex.today)
    approved = take_step(alex, started, "approve")
    assert approved.to_cancel == (done.id,)
    assert desk_flags.said_of(dana, case.client_id) == "See the manager first: email only"
    assert desk_flags.faults(desk("maintainer")) == ()
    told = procedures.open_procedure(alex, started).standing
    assert told == "Restricted since Tue 24 Nov 2026, to be reviewed Tue 22 Dec 2026"
    with pytest.raises((NotAllowed, NotFound)):
        clients_at_desk.at_desk(alex, case.client_id)


# Afterwards -----------------------------------------------------------------------------------------------------------


@LONDON_MET
def test_scenario_49_the_decision_stands_until_the_complaint_overturns_it(desk, case):
    dana, morgan = desk("receptionist"), desk("manager")
    started, _ = decided(desk, case.case_id, "violence")
    for outcome, said in (("upheld", SECURITY), ("changed", SECURITY), ("overturned", "")):
        with morgan.store.write(morgan.signer, "complaint.outcome", at=morgan.now) as tx:
            effect = effects.change_by_complaint_in(morgan, tx, started, outcome)
        assert effect.sentences
        assert desk_flags.said_of(dana, case.client_id) == said
    assert procedures.open_procedure(morgan, started).standing == "Reinstated on Tue 24 Nov 2026"
    assert book(dana, THU, 600, client_id=case.client_id)


@LONDON_MET
def test_a_flag_that_was_decided_is_not_lifted_by_hand(desk, case):
    morgan, dana = desk("manager"), desk("receptionist")
    started, _ = decided(desk, case.case_id, "violence")
    assert "Reinstate her in that procedure" in why(desk_flags.lift, morgan, case.client_id, "x")["reason"]
    assert (
        effects.reinstate(morgan, started, "Appeal").sentence
        == "Reinstated: the desk books and admits this client again."
    )
    assert book(dana, THU, 600, client_id=case.client_id)


@LONDON_MET
def test_a_restriction_beside_a_withdrawal_is_there_again_when_that_is_lifted(desk, case):
    dana, morgan = desk("receptionist"), desk("manager")
    restriction = begin(
        desk("adviser"), "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case.case_id
    )
    take_step(morgan, restriction, "approve")
    started, _ = decided(desk, case.case_id, "violence")
    assert desk_flags.said_of(dana, case.client_id) == SECURITY
    effects.reinstate(morgan, started, "Appeal")
    assert desk_flags.said_of(dana, case.client_id) == "See the manager first: email only"


@LONDON_MET
def test_nothing_of_why_stands_in_the_clear(desk, case):
    morgan = desk("manager")
    started, _ = decided(desk, case.case_id, "violence")
    effects.reinstate(morgan, started, "Zanzibar was wrong")
    raw = b"".join(path.read_bytes() for path in morgan.home.rglob("*") if path.is_file())
    assert b"Zanzibar" not in raw
    assert b"call security" not in raw
    last = audit_lines(morgan)[-1]
    assert case.client_id not in last.detail
    assert set(json.loads(last.detail)) == {"flag", "line"}


# Help for deciding ----------------------------------------------------------------------------------------------------


@LONDON_MET
def test_scenario_47_the_time_and_contacts_of_a_case_against_the_median(desk, clock, case):
    priya, tom = desk("adviser"), desk("second")
    quiet = take(tom, name="Amir Khan", student_number="k1234567", email="amir@example.org")
    busy = take(tom, name="Lee Wong", student_number="k7654321", email="lee@example.org")
    write(tom, quiet.case_id, "reply_email", minutes=20)
    for _ in range(3):
        write(priya, case.case_id, "call_reached", minutes=60)
    write(priya, case.case_id, "note", minutes=30)
    wrong = write(priya, case.case_id, "reply_email", minutes=600)
    from advice_tui.casework import undo

    undo.undo(priya, wrong.undo)
    write(priya, case.case_id, "auto_ack")
    found = effects.use_of_service(priya, case_id=case.case_id)
    assert (found.minutes, found.contacts) == (210, 4)
    assert (found.median_minutes, found.median_contacts) == (20, 2)
    assert found.words == "3 h 30 and 4 contacts in 30 days; the median of the service is 20 min and 2 contacts."
    assert effects.use_of_service(priya, client_id=case.client_id) == found
    started = begin(priya, "withdrawal", {"ground": "resources"}, case_id=case.case_id)
    view = procedures.open_procedure(priya, started)
    step = next(one for one in view.steps if one.key == "use")
    assert {one.key: one.suggested for one in step.entries}["measure"] == found.words
    assert [one.label[:7] for one in step.entries[0].options] == ["Demands", "Request", "Long te"]
    clock.pass_(days=31)
    assert effects.use_of_service(priya, case_id=busy.case_id).words.startswith("0 min and 0 contacts")
    with pytest.raises(NotFound):
        effects.use_of_service(priya, client_id="nobody")


@pytest.mark.parametrize("policy", POLICIES)
def test_the_review_is_offered_for_the_day_of_the_policy(desk, case):
    (one,) = [one for one in procedures.kinds(desk("adviser"), case_id=case.case_id) if one.kind == "restriction"]
    assert {entry.key: entry.suggested for entry in one.first.entries}["review"] == "Tue 22 Dec 2026"


@pytest.mark.parametrize("policy", [SECOND])
@pytest.mark.parametrize(("decision", "said"), [("refuse", "is refused:"), ("withdraw", "is withdrawn:")])
def test_the_letter_says_what_was_decided_in_whole_sentences(desk, case, decision, said):
    """L-39.2: refused or withdrawn, not both; behind the reason the letter goes on in a new sentence."""
    started, _ = decided(desk, case.case_id, "violence", decision)
    letter = letters.begin(desk("manager"), "withdrawal", procedure_id=started, step="tell")
    found = letters.open_letter(desk("manager"), letter)
    assert said in found.text
    assert "Student threatening or using violence. " in found.text


@pytest.mark.parametrize("policy", [SECOND])
def test_who_is_consulted_and_when_are_suggested(desk, case):
    """L-39.1: the only director there is, and today; before the step is open, and to herself, nobody."""
    desk("director")
    started = begin(desk("adviser"), "withdrawal", {"ground": "violence"}, case_id=case.case_id)
    assert suggested(desk("manager"), started) == {"who": "", "date": ""}
    take_step(desk("manager"), started, "incident")
    assert suggested(desk("manager"), started) == {"who": "Alex Stone", "date": "Tue 24 Nov 2026"}
    assert suggested(desk("director"), started)["who"] == ""


def suggested(desk, started):
    """What the fields of the consultation begin with."""
    step = next(one for one in procedures.open_procedure(desk, started).steps if one.key == "consult")
    return {entry.key: entry.suggested for entry in step.entries if entry.key in {"who", "date"}}
