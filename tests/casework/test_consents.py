"""Consents and what goes out by them: nothing without one, withdrawn ones stop it, the register keeps what was (L-22)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advice_tui.casework import cases, consents, drafts, search, undo
from advice_tui.casework.cases import closing, joining
from advice_tui.casework.cases.closing import ClosingForm
from advice_tui.casework.consents import ConsentForm, ContactForm, WithdrawForm
from advice_tui.casework.consents.reading import breach_decisions
from advice_tui.rules.closing import Answered
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.casework.conduct import begin, take_step
from tests.factories import POLICIES, SECOND, audit_lines, take, write

DEPARTMENT = ConsentForm("The Department", "That she asks for an extension [/b]", ("contact", "papers"), "in_person")


def contact_form(ground, **over):
    return ContactForm(**({"ground": ground, "to": "the department", "way": "email", "text": "Asked them."} | over))


def refused(work):
    with pytest.raises(BadInput) as found:
        work()
    return found.value.problems


def the_one(desk, case_id):
    (one,) = consents.register(desk, case_id).consents
    return one


@pytest.mark.parametrize("policy", POLICIES)
def test_scenarios_21_and_22_no_consent_no_contact(desk, clock, policy):
    priya = desk("adviser")
    case = take(priya).case_id
    before = len(audit_lines(priya))
    problems = refused(lambda: consents.contact(priya, case, contact_form("")))
    assert "No consent is on file for the department" in problems["ground"]
    assert len(audit_lines(priya)) == before
    told = consents.give(priya, case, DEPARTMENT)
    assert "The Department, until it is withdrawn" in told.sentence
    (given,) = consents.standing(priya, case)
    assert (given.how_label, given.by) == ("In person", "Priya Nair")
    sent = consents.contact(priya, case, contact_form(given.id))
    assert "E-mail to The Department" in sent.sentence
    assert not sent.stopped
    view = cases.refresh(priya, case)
    assert (view.entries[0].kind, view.entries[0].may_correct) == ("third_party", False)
    assert [one.state for one in view.promises] != ["answered"]
    clock.set(2026, 11, 25)
    tom = desk("second")
    consents.withdraw(tom, case, given.id, given.row_ver, WithdrawForm(why="She has thought better of it"))
    assert consents.standing(priya, case) == ()
    problems = refused(lambda: consents.contact(priya, case, contact_form(given.id)))
    assert "withdrew this consent (withdrawn Wed 25 Nov)" in problems["ground"]
    (went,) = consents.disclosures(priya, case)
    assert went.consent_id == given.id
    assert "That she asks for an extension [/b]" in went.ground
    assert "given Tue 24 Nov 2026, in person" in went.ground
    kept = the_one(priya, case)
    assert (kept.standing, kept.used) == ("withdrawn", 1)
    assert kept.consent.what == "That she asks for an extension [/b]"
    entry = cases.refresh(priya, case).entries[0]
    assert entry.title == "Consent withdrawn: The Department, Wed 25 Nov 2026"
    assert "It was: The Department" in entry.body
    assert search.find_cases(tom, "thought better").ids == (case,)


def test_all_problems_at_once_and_none_stored(desk):
    priya = desk("adviser")
    case = take(priya).case_id
    bad = ConsentForm("", "", (), "rumour", given="tomorrow 14:00", until="last year")
    assert set(refused(lambda: consents.give(priya, case, bad))) == {"who", "what", "acts", "how", "given", "until"}
    future = replace(DEPARTMENT, given="1 dec 2026")
    assert "future" in refused(lambda: consents.give(priya, case, future))["given"]
    assert set(
        refused(lambda: consents.contact(priya, case, ContactForm("", "", "pigeon", "", "sell", minutes=-1)))
    ) == {
        "to",
        "way",
        "text",
        "act",
        "ground",
        "minutes",
    }
    assert consents.register(priya, case).consents == ()


def test_the_consent_is_for_this_name_this_act_and_these_days(desk, clock):
    priya = desk("adviser")
    case = take(priya).case_id
    consents.give(priya, case, replace(DEPARTMENT, until="30 nov"))
    given = the_one(priya, case)
    assert (
        "names The Department"
        in refused(lambda: consents.contact(priya, case, contact_form(given.id, to="Landlord")))["to"]
    )
    assert (
        "not for referring"
        in refused(lambda: consents.contact(priya, case, contact_form(given.id, act="refer")))["ground"]
    )
    with priya.store.read() as connection:
        assert consents.allows_in(priya, connection, case, "department") == given.id
        assert consents.allows_in(priya, connection, case, "landlord") == ""
    clock.set(2026, 12, 1)
    assert "ended Mon 30 Nov" in refused(lambda: consents.contact(priya, case, contact_form(given.id)))["ground"]
    (ground,) = consents.grounds(priya, case)
    assert ground.aside == "ended Mon 30 Nov"
    assert "ended" in ground.refused


def test_a_consent_of_another_case_lets_nothing_out(desk):
    priya = desk("adviser")
    one, other = take(priya).case_id, take(priya, name="Amira Khan", student_number="w1", email="").case_id
    consents.give(priya, one, DEPARTMENT)
    given = the_one(priya, one)
    assert "ground" in refused(lambda: consents.contact(priya, other, contact_form(given.id)))
    with pytest.raises(NotFound):
        consents.withdraw(priya, other, given.id, given.row_ver, WithdrawForm())


def test_a_draft_that_waits_is_stopped_and_stays(desk):
    priya, tom = desk("adviser"), desk("second")
    case = take(priya).case_id
    consents.give(priya, case, DEPARTMENT)
    given = the_one(priya, case)
    subject = f"{drafts.ENTRY}{case}:third-party"
    drafts.keep(priya, subject, {"text": "Dear colleague"})
    consents.withdraw(tom, case, given.id, given.row_ver, WithdrawForm())
    refused(lambda: consents.contact(priya, case, contact_form(given.id), draft=subject))
    assert drafts.find(priya, subject).data == {"text": "Dear colleague"}
    consents.give(priya, case, DEPARTMENT)
    again = consents.standing(priya, case)[0]
    consents.contact(priya, case, contact_form(again.id), draft=subject)
    assert drafts.find(priya, subject) is None


def test_undo_keeps_the_register_whole(desk):
    priya = desk("adviser")
    case = take(priya).case_id
    given = consents.give(priya, case, DEPARTMENT)
    sent = consents.contact(priya, case, contact_form(the_one(priya, case).id))
    with pytest.raises(ChangedMeanwhile, match="went out by this consent"):
        undo.undo(priya, given.undo)
    undo.undo(priya, sent.undo)
    assert [one.undone for one in consents.disclosures(priya, case)] == [True]
    gone = consents.withdraw(priya, case, the_one(priya, case).id, 1, WithdrawForm())
    undo.undo(priya, gone.undo)
    assert the_one(priya, case).standing == "stands"
    undo.undo(priya, given.undo)
    assert consents.register(priya, case).consents == ()
    assert all(one.struck for one in cases.refresh(priya, case).entries if one.kind in {"consent", "third_party"})


def test_two_withdraw_at_once(desk):
    priya, tom = desk("adviser"), desk("second")
    case = take(priya).case_id
    consents.give(priya, case, DEPARTMENT)
    given = the_one(priya, case)
    consents.withdraw(tom, case, given.id, given.row_ver, WithdrawForm())
    assert "already" in refused(lambda: consents.withdraw(priya, case, given.id, given.row_ver, WithdrawForm()))["on"]


def test_a_closed_case_takes_only_a_withdrawal(desk):
    priya = desk("adviser")
    case = take(priya).case_id
    consents.give(priya, case, DEPARTMENT)
    write(priya, case, "reply_email", "Answered.")
    given = the_one(priya, case)
    steps = priya.policy.procedures.closing.steps
    answers = {step.key: Answered("done") for step in steps} | {"documents": Answered("done", choice="returned")}
    before = closing.before(priya, case)
    closing.close(priya, case, before.row_ver, ClosingForm("resolved", "Settled", answers=answers))
    assert "reopen it first" in str(refused(lambda: consents.give(priya, case, DEPARTMENT)))
    assert "reopen it first" in str(refused(lambda: consents.contact(priya, case, contact_form(given.id))))
    consents.withdraw(priya, case, given.id, given.row_ver, WithdrawForm())


def test_reception_and_the_director_have_no_part_in_it(desk):
    priya = desk("adviser")
    case = take(priya).case_id
    for who in ("receptionist", "director", "maintainer"):
        for work in (
            lambda d: consents.standing(d, case),
            lambda d: consents.give(d, case, DEPARTMENT),
            lambda d: consents.contact(d, case, contact_form("")),
        ):
            with pytest.raises(NotAllowed):
                work(desk(who))


def test_nothing_of_it_stands_in_the_clear(desk, service):
    priya = desk("adviser")
    case = take(priya).case_id
    consents.give(priya, case, DEPARTMENT)
    consents.contact(priya, case, contact_form(the_one(priya, case).id))
    with priya.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT * FROM register_line WHERE kind IN ('consent', 'disclosure')"
        ).fetchall()
        assert breach_decisions(priya, connection, case) == {}
    told = str(rows) + str(audit_lines(priya))
    assert len(rows) == 2
    for word in ("Department", "extension", "Asked"):
        assert word not in told


@pytest.mark.parametrize("policy", [SECOND])
def test_a_breach_that_was_decided_stands_in_for_consent_and_one_that_was_not_does_not(desk, policy):
    priya, alex = desk("adviser"), desk("director")
    case = take(priya).case_id
    started = begin(priya, "breach", case_id=case)
    key = f"{consents.BREACH}{started}"
    assert "no decision" in refused(lambda: consents.contact(priya, case, contact_form(key)))["ground"]
    take_step(priya, started, "discuss")
    take_step(alex, started, "options")
    assert consents.grounds(priya, case) == ()
    take_step(alex, started, "decide", breach="yes")
    (ground,) = consents.grounds(priya, case)
    assert ground.key == key
    assert "decided by Alex Stone" in ground.label
    consents.contact(priya, case, contact_form(key, to="Safeguarding lead"))
    (went,) = consents.disclosures(priya, case)
    assert (went.consent_id, went.to) == ("", "Safeguarding lead")
    assert "decided by Alex Stone" in went.ground
    other = take(priya, name="Amira Khan", student_number="w1", email="").case_id
    assert "no decision" in refused(lambda: consents.contact(priya, other, contact_form(key)))["ground"]


@pytest.mark.parametrize("policy", POLICIES)
def test_imminent_danger_lets_out_what_must_be_said(desk, policy):
    priya = desk("adviser")
    case = take(priya).case_id
    started = begin(priya, "imminent_danger", case_id=case)
    (ground,) = consents.grounds(priya, case)
    assert ground.key == f"{consents.BREACH}{started}"
    assert "called for help by Priya Nair" in ground.label
    consents.contact(priya, case, contact_form(ground.key, to="The ambulance", way="telephone"))
    assert len(consents.disclosures(priya, case)) == 1


def test_joined_cases_keep_what_she_allows_and_what_went_out(desk):
    priya = desk("adviser")
    one = take(priya).case_id
    other = take(priya, client_id=cases.open_case(priya, one).client.id, about="Another matter").case_id
    consents.give(priya, other, DEPARTMENT)
    consents.contact(priya, other, contact_form(the_one(priya, other).id))
    joined = joining.join(priya, other, one)
    kept = the_one(priya, one)
    assert (kept.standing, kept.used) == ("stands", 1)
    undo.undo(priya, joined.undo)
    assert consents.register(priya, one).consents == ()
    assert the_one(priya, other).used == 1
    consents.contact(priya, other, contact_form(the_one(priya, other).id))
