"""Procedures through casework, on a real store: withdrawal, restriction, breach, danger; who may, in which order."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, procedures
from advice_tui.casework.cases import joining
from advice_tui.casework.procedures import StepForm
from advice_tui.casework.undo import undo
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.casework.conduct import begin, filled, state, take_step
from tests.factories import PASSWORD, audit_lines, take

LONDON_MET = pytest.mark.parametrize("policy", ["london-met"])


def refused(act, *args, **values):
    """Give the sentences with which a step is refused."""
    with pytest.raises(BadInput) as error:
        act(*args, **values)
    return error.value.problems


@pytest.fixture
def case(service):
    return take(service.sign_in("adviser")).case_id


@LONDON_MET
def test_a_withdrawal_from_the_concern_to_the_last_standard_action_but_the_letter(service, case):
    """Scenarios 42, 47, 48: concern, which of the three, consultation, decision; the missing ones are listed."""
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "withdrawal", {"ground": "resources"}, case_id=case)
    view = procedures.open_procedure(adviser, started)
    assert view.ground_label == "Inappropriate or excessive use of resources"
    assert [one.key for one in view.steps if one.state == "open"] == ["use"]
    assert view.steps[-1].label.startswith("Offer the Students")
    take_step(adviser, started, "use")
    said = refused(take_step, adviser, started, "decide", decision="withdraw")["step"]
    assert "First: Consult the Director of Membership." in said
    take_step(manager, started, "consult", who="Alex Stone")
    said = refused(take_step, adviser, started, "decide", decision="withdraw")["step"]
    assert said == "This is for: Advice Service Manager."
    take_step(manager, started, "decide", decision="withdraw")
    left = procedures.open_procedure(manager, started).missing
    assert [one.partition(" (")[0] for one in left] == [
        "Inform the student in writing, with an explanation",
        "Give details of other advice providers",
        "Notify the Union’s Chief Executive",
        "Record the advice and decisions in the case file",
        "Offer the Students’ Union’s Complaints Procedure",
    ]
    for step in ("providers", "notify", "record", "complaints"):
        take_step(manager, started, step)
    assert "sending its letter" in refused(take_step, manager, started, "tell")["step"]
    assert len(procedures.open_procedure(manager, started).missing) == 1


@LONDON_MET
def test_going_on_with_the_service_ends_it_and_asks_only_for_the_record(service, case):
    manager = service.sign_in("manager")
    started = begin(service.sign_in("adviser"), "withdrawal", {"ground": "violence"}, case_id=case)
    take_step(manager, started, "incident")
    take_step(manager, started, "consult", who="Alex Stone")
    take_step(manager, started, "decide", decision="keep")
    stands = state(manager, started)
    assert (stands["record"], stands["tell"], stands["notify"]) == ("open", "not_needed", "not_needed")
    assert "no place any more" in refused(take_step, manager, started, "notify")["step"]
    take_step(manager, started, "record")
    assert procedures.open_procedure(manager, started).complete


@LONDON_MET
@pytest.mark.parametrize(
    ("ground", "before"),
    [
        ("equality", "Record the informal measures"),
        ("fraud", "Record the student's answer"),
        ("loss_of_confidence", "Warn that withdrawal of service may occur"),
        ("conflict", "Follow the conflict of interest procedure"),
        ("violence", "Record the incident"),
    ],
)
def test_each_ground_has_a_condition_of_its_own(service, case, ground, before):
    """Scenarios 43 to 46: the consultation waits for what the ground asks for first."""
    started = begin(service.sign_in("adviser"), "withdrawal", {"ground": ground}, case_id=case)
    manager = service.sign_in("manager")
    assert f"First: {before}." in refused(take_step, manager, started, "consult", who="Alex Stone")["step"]


@LONDON_MET
def test_no_informal_measure_is_answered_for_by_the_manager(service, case):
    """Scenario 44: one of two ways, and only the manager may say that none was possible."""
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "withdrawal", {"ground": "equality"}, case_id=case)
    assert "This is for" in refused(take_step, adviser, started, "no_informal")["step"]
    take_step(manager, started, "no_informal")
    assert state(manager, started)["informal"] == "replaced"
    assert "in place of this one" in refused(take_step, manager, started, "informal")["step"]
    assert state(manager, started)["consult"] == "open"


@LONDON_MET
def test_a_student_who_stops_the_fraud_keeps_the_service(service, case):
    """Scenario 45: belief stated and advised, or the step does not count; a willing student ends it."""
    adviser = service.sign_in("adviser")
    started = begin(adviser, "withdrawal", {"ground": "fraud"}, case_id=case)
    assert "must be so" in refused(take_step, adviser, started, "fraud_explained", advised="no")["advised"]
    take_step(adviser, started, "fraud_explained")
    take_step(adviser, started, "fraud_answer", unwilling="no")
    assert state(adviser, started)["consult"] == "not_needed"


def test_the_written_consent_of_the_head_comes_first(service, case, tmp_path):
    """Scenario 41: nobody has said who the Head is, so nothing can be decided; the blank says so in its own words."""
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "withdrawal", {"ground": "aggression"}, case_id=case)
    take_step(manager, started, "discuss", participants="Morgan Reed; Priya Nair")
    paper = tmp_path / "consent.pdf"
    paper.write_bytes(b"%PDF-1.4 consent")
    said = refused(take_step, manager, started, "consent", name="Jo Field", consent=str(paper))["step"]
    assert "The person who gives written consent to a withdrawal is not set" in said
    view = procedures.open_procedure(manager, started)
    assert any("is not set" in one for step in view.steps for one in step.missing if step.key == "consent")
    assert "First: Written consent." in refused(take_step, manager, started, "decide")["step"]


def test_a_restriction_is_approved_by_another_person(service, case):
    """Scenario 39: proposed by one, approved by another; the reason decides what must be listed."""
    manager = service.sign_in("manager")
    started = begin(manager, "restriction", {"reason": "lateness", "terms": "email_only"}, case_id=case)
    take_step(manager, started, "events")
    said = refused(take_step, manager, started, "approve")["step"]
    assert "Another person must do this: " in said
    other = service.sign_in("adviser")
    assert "This is for: Advice Centre Manager" in refused(take_step, other, started, "approve")["step"]


@LONDON_MET
def test_a_breach_is_decided_by_the_director_and_then_recorded(service, case):
    """Scenario 30: raised, discussed, options, decided by the director; no disclosure before."""
    adviser, director = service.sign_in("adviser"), service.sign_in("director")
    started = begin(adviser, "breach", case_id=case)
    assert "First:" in refused(take_step, adviser, started, "disclose")["step"]
    take_step(adviser, started, "discuss")
    assert "Director of Membership" in refused(take_step, adviser, started, "options")["step"]
    take_step(director, started, "options")
    take_step(director, started, "decide", breach="yes")
    take_step(adviser, started, "disclose")
    take_step(adviser, started, "record")
    assert procedures.open_procedure(director, started).complete


@LONDON_MET
def test_in_absence_the_chief_executive_decides_written_down_by_another_person(service, case):
    """L-25, L-26: one function stands in for another, by name, while that one is marked absent."""
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "breach", case_id=case)
    take_step(adviser, started, "discuss")

    def in_name(desk, name, step="options"):
        view = procedures.open_procedure(desk, started)
        form = filled(view, step)
        given = StepForm(step, form.values, "", name, "chief_executive", PASSWORD)
        return procedures.record(desk, started, view.row_ver, given)

    assert "This is for" in refused(in_name, manager, "Sam Hill")["step"]
    day = manager.today
    said = procedures.mark_absent(adviser, "director", day, day)
    assert said == "The Director of Membership cannot be reached today: who may stand in can act now."
    assert "Another person must do this" in refused(in_name, adviser, "Sam Hill")["step"]
    assert "name" in refused(in_name, manager, "")["taken_by_name"].lower()
    in_name(manager, "Sam Hill")
    done = next(one for one in procedures.open_procedure(manager, started).steps if one.key == "options").done
    assert (done.who, done.function, done.recorded_by) == ("Sam Hill", "Chief Executive", manager.person.name)
    (absence,) = procedures.absences(adviser)
    procedures.back_again(adviser, absence.id, absence.row_ver)
    assert "This is for" in refused(in_name, manager, "Sam Hill", "decide")["step"]


@LONDON_MET
def test_danger_comes_first_and_the_director_is_told_after(service, case):
    """Scenario 31: the call is recorded first; telling the director is overdue until it is done."""
    adviser = service.sign_in("adviser")
    started = begin(adviser, "imminent_danger", case_id=case)
    (row,) = procedures.waiting(adviser)
    assert (row.id, row.overdue, row.mine) == (started, True, True)
    service.clock.pass_(minutes=20)
    take_step(adviser, started, "inform")
    take_step(adviser, started, "record")
    assert procedures.waiting(adviser) == ()


def test_a_decision_asks_for_the_password(service, case):
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case)
    view = procedures.open_procedure(manager, started)
    for password, said in (("", "Type your password"), ("wrong", "not your password")):
        problems = refused(procedures.record, manager, started, view.row_ver, StepForm("approve", password=password))
        assert said in problems["password"]
    take_step(manager, started, "approve")


def test_two_managers_never_both_decide(service, case):
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case)
    view = procedures.open_procedure(manager, started)
    take_step(manager, started, "approve")
    with pytest.raises(ChangedMeanwhile):
        procedures.record(manager, started, view.row_ver, filled(view, "approve"))
    assert "recorded already" in refused(take_step, manager, started, "approve")["step"]


def test_nothing_is_dated_ahead_and_a_decision_not_before_what_it_waits_for(service, case):
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case)
    view = procedures.open_procedure(manager, started)
    for happened, said in (("tomorrow", "happened"), ("gibberish", "happened"), ("yesterday 10:00", "step")):
        form = StepForm("approve", happened=happened, password=PASSWORD)
        assert said in refused(procedures.record, manager, started, view.row_ver, form)


def test_only_who_may_read_it_finds_it(service, case):
    """The director sees the sheet and no case; reception, the maintainer and a reader nothing, in the same words."""
    adviser = service.sign_in("adviser")
    started = begin(adviser, "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case)
    director = service.sign_in("director")
    assert procedures.open_procedure(director, started).number == "26-0001"
    with pytest.raises(NotFound):
        procedures.open_procedure(director, "0" * 32)
    for who in ("receptionist", "maintainer", "reader"):
        with pytest.raises(NotAllowed):
            procedures.open_procedure(service.sign_in(who), started)


@LONDON_MET
def test_reception_raises_a_concern_and_cannot_read_it_back(service):
    taken = take(service.sign_in("receptionist"))
    dana = service.sign_in("receptionist")
    step = dana.policy.procedures.withdrawal.steps[0]
    form = StepForm(step.key, {"ground": "violence", "facts": "He threw a chair."})
    started = procedures.start(dana, "withdrawal", form, client_id=taken.client_id).procedure_id
    with pytest.raises(NotFound):
        procedures.record(dana, started, 1, StepForm("incident"))
    (row,) = procedures.waiting(service.sign_in("manager"))
    assert (row.id, row.ground_label, row.mine) == (started, "Student threatening or using violence", True)


def test_a_step_taken_back_keeps_its_words_and_a_decision_is_not_taken_back(service, case):
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    recorded = procedures.start(
        adviser,
        "restriction",
        StepForm("propose", {"reason": "lateness", "terms": "email_only", "words": "x", "review": "+4w"}),
        case_id=case,
    )
    events = take_step(adviser, recorded.procedure_id, "events")
    assert undo(adviser, events.undo).startswith("Taken back:")
    assert state(adviser, recorded.procedure_id)["events"] == "open"
    take_step(adviser, recorded.procedure_id, "events")
    approved = take_step(manager, recorded.procedure_id, "approve")
    assert approved.undo is None
    with pytest.raises(ChangedMeanwhile):
        undo(adviser, recorded.undo)


def test_a_second_one_of_a_kind_is_not_begun_while_the_first_runs(service, case):
    adviser = service.sign_in("adviser")
    begin(adviser, "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case)
    said = refused(begin, adviser, "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case)
    assert "runs already" in said["step"]


def test_no_word_of_it_stands_in_the_audit_trail(service, case):
    adviser = service.sign_in("adviser")
    begin(adviser, "restriction", {"reason": "lateness", "terms": "email_only", "words": "Zanzibar"}, case_id=case)
    lines = str(audit_lines(adviser))
    assert "Zanzibar" not in lines
    assert "lateness" not in lines


def test_a_procedure_follows_its_case_into_another_and_back(service, case):
    adviser = service.sign_in("adviser")
    client = cases.open_case(adviser, case).client.id
    other = take(adviser, client_id=client).case_id
    started = begin(adviser, "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case)
    joined = joining.join(adviser, case, other)
    assert [one.id for one in procedures.of_case(adviser, other)] == [started]
    assert any(one.kind == "procedure" for one in cases.open_case(adviser, other).entries)
    undo(adviser, joined.undo)
    assert [one.id for one in procedures.of_case(adviser, case)] == [started]
    assert procedures.of_case(adviser, other) == ()


def test_what_is_complete_waits_no_more_until_something_new_is_recorded(service, case):
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "imminent_danger", case_id=case)
    for step in procedures.open_procedure(adviser, started).steps[1:]:
        assert [one.id for one in procedures.waiting(manager)] == [started]
        take_step(adviser, started, step.key)
    assert procedures.waiting(manager) == procedures.waiting(manager) == ()
