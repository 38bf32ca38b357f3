"""Complaints: logged by anybody, read by who handles them, run by the policy's steps (scenario 49; I-20, I-48, L-31)."""

from __future__ import annotations

import pytest

from advice_tui.casework import complaints, procedures, undo
from advice_tui.casework.cases import reading
from advice_tui.casework.complaints import ComplaintForm, OutcomeForm
from advice_tui.casework.procedures import StepForm
from advice_tui.rules.complaint import DATA, DECISION, SERVICE
from data.errors import AdviceError, BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import PASSWORD, POLICIES, audit_lines, take

WORDS = "You kept me waiting for a week, says Zelda Quux."


def client_of(desk, case_id: str) -> str:
    return reading.open_case(desk, case_id).client.id


def restrict(adviser, manager, case_id: str) -> str:
    """Restrict the service of a case's student; give the procedure's id."""
    values = {"reason": "limits_others", "terms": "email_only", "words": "E-mail only.", "review": "+28d"}
    begun = procedures.start(adviser, "restriction", StepForm("propose", values), case_id=case_id)
    now = procedures.open_procedure(manager, begun.procedure_id)
    procedures.record(manager, begun.procedure_id, now.row_ver, StepForm("approve", password=PASSWORD))
    return begun.procedure_id


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("who", ["adviser", "receptionist", "manager"])
def test_anybody_at_the_desk_logs_one_and_the_manager_reads_it(desk, policy, who):
    adviser, manager = desk("adviser"), desk("manager")
    client_id = client_of(adviser, take(adviser).case_id)
    logged = complaints.log(desk(who), ComplaintForm(SERVICE, WORDS, client_id=client_id, how="by letter"))
    assert manager.policy.complaints.service.to in logged.sentence
    for reader in (manager, desk("director")):
        (row,) = complaints.listed(reader)
        assert (row.id, row.who, row.clock, row.over) == (logged.complaint_id, "Zelda Quux", "came today", False)
        view = complaints.open_complaint(reader, row.id)
        assert any(WORDS in value for step in view.procedure.steps if step.done for _, value in step.done.values)
    assert (complaints.listed(manager)[0].mine, complaints.listed(desk("director"))[0].mine) == (True, False)


def test_reception_logs_one_and_cannot_read_it_back(desk):
    adviser, dana = desk("adviser"), desk("receptionist")
    client_id = client_of(adviser, take(adviser).case_id)
    logged = complaints.log(dana, ComplaintForm(DECISION, WORDS, client_id=client_id))
    assert "cannot be read back here" in logged.sentence
    for refused in (
        lambda: complaints.listed(dana),
        lambda: complaints.open_complaint(dana, logged.complaint_id),
        lambda: procedures.open_procedure(dana, logged.procedure_id),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert complaints.decisions_of(dana, client_id=client_id) == ()
    with pytest.raises(BadInput) as caught:
        complaints.log(dana, ComplaintForm(DECISION, WORDS, client_id=client_id, against=logged.procedure_id))
    assert set(caught.value.problems) == {"against"}


def test_no_word_of_it_is_in_the_clear_or_in_the_audit_trail(desk):
    adviser = desk("adviser")
    client_id = client_of(adviser, take(adviser).case_id)
    complaints.log(adviser, ComplaintForm(SERVICE, WORDS, client_id=client_id, how="by letter of hers"))
    complaints.log(adviser, ComplaintForm(SERVICE, "Another one.", who="Somebody Unknown"))
    with adviser.store.read() as connection:
        dump = "".join(
            repr(tuple(row))
            for name in ("procedure", "procedure_step", "register_line", "audit")
            for row in connection.exec_driver_sql(f"SELECT * FROM {name}")
        )
    for planted in ("week", "Zelda", "Somebody", "letter of hers"):
        assert planted not in dump
    assert client_id not in "".join(line.detail for line in audit_lines(adviser))


def test_one_who_is_not_on_file_is_named_and_everything_wrong_is_said_at_once(desk):
    adviser = desk("adviser")
    with pytest.raises(BadInput) as caught:
        complaints.log(adviser, ComplaintForm("praise", "", "tomorrow"))
    assert set(caught.value.problems) == {"kind", "words", "received", "who"}
    complaints.log(adviser, ComplaintForm(SERVICE, "The door was shut.", "mon", who="A parent"))
    (row,) = complaints.listed(desk("manager"))
    assert (row.who, row.client_id, row.received.isoformat()) == ("A parent", "", "2026-11-23")


def test_data_protection_has_the_clock_of_the_law(desk, clock):
    adviser, manager = desk("adviser"), desk("manager")
    logged = complaints.log(adviser, ComplaintForm(DATA, "You lost my file.", who="Zelda Quux"))
    assert "Thu 24 Dec 2026" in logged.sentence
    clock.set(2026, 12, 18)
    (row,) = complaints.listed(manager)
    assert (row.state, row.clock) == ("amber", "acknowledge by Thu 24 Dec")
    clock.set(2026, 12, 29)
    (row,) = complaints.listed(manager)
    assert row.state == "red"
    for day, how, wrong in (("23/11/2026", "e-mail", "day"), ("", "", "how"), ("tomorrow", "e-mail", "day")):
        with pytest.raises(BadInput) as caught:
            complaints.acknowledge(manager, row.id, row.row_ver, day, how)
        assert set(caught.value.problems) == {wrong}
    done = complaints.acknowledge(manager, row.id, row.row_ver, "23 dec", "e-mail")
    assert done.sentence == "Acknowledged on Wed 23 Dec."
    (row,) = complaints.listed(manager)
    assert (row.state, row.acknowledged.isoformat()) == ("calm", "2026-12-23")
    with pytest.raises(ChangedMeanwhile):
        complaints.acknowledge(manager, row.id, row.row_ver - 1, "", "e-mail")
    assert undo.undo(manager, done.undo).startswith("Undone")
    assert complaints.listed(manager)[0].acknowledged is None


@pytest.mark.parametrize("policy", POLICIES)
def test_the_steps_of_the_policy_are_enforced_to_the_outcome(desk, policy):
    adviser, manager = desk("adviser"), desk("manager")
    complaints.log(adviser, ComplaintForm(SERVICE, WORDS, who="Zelda Quux"))
    (row,) = complaints.listed(manager)
    with pytest.raises(BadInput):
        complaints.record_outcome(manager, row.id, row.steps_ver, OutcomeForm("upheld", "We were late."))
    done = complaints.direct(manager, row.id, row.steps_ver)
    assert manager.policy.complaints.service.contact in done.sentence
    with pytest.raises(ChangedMeanwhile):
        complaints.record_outcome(manager, row.id, row.steps_ver, OutcomeForm("upheld", "We were late."))
    (row,) = complaints.listed(manager)
    with pytest.raises(BadInput) as caught:
        complaints.record_outcome(manager, row.id, row.steps_ver, OutcomeForm("splendid", ""))
    assert {"outcome", "reasons"} <= set(caught.value.problems)
    with pytest.raises(AdviceError):
        complaints.record_outcome(desk("director"), row.id, row.steps_ver, OutcomeForm("upheld", "We were late."))
    ended = complaints.record_outcome(manager, row.id, row.steps_ver, OutcomeForm("upheld", "We were late."))
    assert ended.sentence.startswith("Complaint ended: Decision upheld.")
    assert complaints.listed(manager) == ()
    (over,) = complaints.listed(manager, over=True)
    assert (over.over, over.outcome, over.clock) == (True, "Decision upheld", "ended")


def test_one_may_complain_twice_and_the_second_is_a_complaint_of_its_own(desk):
    adviser = desk("adviser")
    client_id = client_of(adviser, take(adviser).case_id)
    for kind in (SERVICE, DECISION):
        complaints.log(adviser, ComplaintForm(kind, WORDS, client_id=client_id))
    assert [row.kind for row in complaints.listed(desk("manager"))] == [SERVICE, DECISION]


@pytest.mark.parametrize("policy", POLICIES)
def test_it_is_connected_with_the_decision_it_is_against(desk, policy):
    adviser, manager = desk("adviser"), desk("manager")
    case_id = take(adviser).case_id
    restriction = restrict(adviser, manager, case_id)
    client_id = client_of(adviser, case_id)
    (decision,) = complaints.decisions_of(adviser, case_id=case_id)
    assert decision.id == restriction
    complaints.log(adviser, ComplaintForm(DECISION, WORDS, client_id=client_id, case_id=case_id))
    (row,) = complaints.listed(manager)
    assert row.against == ""
    with pytest.raises(BadInput):
        complaints.connect(manager, row.id, row.row_ver, row.procedure_id)
    done = complaints.connect(manager, row.id, row.row_ver, restriction)
    (row,) = complaints.listed(manager)
    assert row.against.startswith("Restriction")
    assert complaints.open_complaint(manager, row.id).meanwhile.startswith("The decision stands")
    undo.undo(manager, done.undo)
    assert complaints.listed(manager)[0].against == ""


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("outcome", ["upheld", "overturned"])
def test_the_outcome_changes_the_decision_and_it_stands_meanwhile(desk, policy, outcome):
    adviser, manager = desk("adviser"), desk("manager")
    case_id = take(adviser).case_id
    restriction = restrict(adviser, manager, case_id)
    complaints.log(adviser, ComplaintForm(DECISION, WORDS, case_id=case_id, against=restriction))
    before = procedures.open_procedure(manager, restriction).standing
    (row,) = complaints.listed(manager)
    complaints.direct(manager, row.id, row.steps_ver)
    assert procedures.open_procedure(manager, restriction).standing == before != ""
    (row,) = complaints.listed(manager)
    complaints.record_outcome(manager, row.id, row.steps_ver, OutcomeForm(outcome, "Looked at by the President."))
    after = procedures.open_procedure(manager, restriction).standing
    assert (after == before) is (outcome == "upheld")


def test_one_logged_by_mistake_is_taken_back_until_somebody_goes_on(desk):
    dana, manager = desk("receptionist"), desk("manager")
    first = complaints.log(dana, ComplaintForm(SERVICE, "A slip.", who="Nobody"))
    assert undo.undo(dana, first.undo).startswith("Taken back")
    assert complaints.listed(manager) == ()
    with pytest.raises(NotFound):
        complaints.open_complaint(manager, first.complaint_id)
    second = complaints.log(dana, ComplaintForm(SERVICE, "Real.", who="Zelda Quux"))
    (row,) = complaints.listed(manager)
    complaints.direct(manager, row.id, row.steps_ver)
    with pytest.raises(ChangedMeanwhile):
        undo.undo(dana, second.undo)
    third = complaints.log(dana, ComplaintForm(SERVICE, "Other.", who="Zelda Quux"))
    with pytest.raises(NotAllowed):
        undo.undo(manager, third.undo)


@pytest.mark.parametrize("text", ["[/]", "[@click=app.quit]x[/]", "\x1b[2J", "\u202eabc", "=cmd()", "../../etc/passwd"])
def test_hostile_words_are_kept_as_text(desk, text):
    complaints.log(desk("adviser"), ComplaintForm(SERVICE, f"{text} waiting", who=f"{text} Quux", how=text))
    (row,) = complaints.listed(desk("manager"))
    assert "Quux" in row.who
    assert "\x1b" not in row.who
