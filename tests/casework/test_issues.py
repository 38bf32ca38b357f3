"""Issues without a name: refused when somebody can be recognised, sent to whom the policy says, answered (L-14)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advice_tui.casework import issues
from advice_tui.casework.cases import details
from advice_tui.casework.issues import Answer, IssueForm
from advice_tui.rules.case_details import Party
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from tests.factories import FIRST, POLICIES, SECOND, audit_lines, take

LATE = IssueForm("Timetables are published late; evening students suffer most.", "course", "14")


def form(desk, **over):
    return replace(LATE, **({"topic": desk.policy.topics[0].key} | over))


def refused(work):
    with pytest.raises(BadInput) as found:
        work()
    return found.value.problems


@pytest.mark.parametrize("policy", [SECOND])
def test_scenario_24_raised_to_the_director_and_answered(desk, policy):
    tom, alex = desk("second"), desk("director")
    assert "Director of Membership" in issues.raise_issue(tom, form(tom))
    (one,) = issues.listed(alex)
    assert (one.cases, one.by, one.state, one.may_answer) == ("14", "Tom Ellis", "sent", True)
    issues.answer(alex, one.id, one.row_ver, Answer())
    (seen,) = issues.listed(alex)
    assert seen.state_words == "seen Tue 24 Nov"
    assert "words" in refused(lambda: issues.answer(alex, one.id, seen.row_ver, Answer("", done=True)))
    issues.answer(alex, one.id, seen.row_ver, Answer("Raised at the board.", done=True))
    (mine,) = issues.listed(tom)
    assert (mine.answer, mine.answered_by, mine.mine, mine.may_answer) == (
        "Raised at the board.",
        "Alex Stone",
        True,
        False,
    )
    with pytest.raises(NotAllowed):
        issues.answer(tom, one.id, mine.row_ver, Answer())
    with pytest.raises(NotAllowed):
        issues.answer(desk("manager"), one.id, mine.row_ver, Answer())
    with pytest.raises(ChangedMeanwhile):
        issues.answer(alex, one.id, one.row_ver, Answer("Again", done=True))


@pytest.mark.parametrize("policy", [FIRST])
def test_where_the_manager_checks_it_waits_for_her(desk, policy):
    tom, alex, morgan = desk("second"), desk("director"), desk("manager")
    assert "once it is checked" in issues.raise_issue(tom, form(tom))
    assert issues.listed(alex) == ()
    (one,) = issues.listed(morgan)
    assert (one.state, one.may_pass_on, one.may_answer) == ("check", True, False)
    with pytest.raises(NotAllowed):
        issues.pass_on(tom, one.id, one.row_ver)
    assert refused(lambda: issues.answer(morgan, one.id, one.row_ver, Answer()))
    assert "Union President" in issues.pass_on(morgan, one.id, one.row_ver)
    (sent,) = issues.listed(alex)
    assert not sent.may_answer
    (sent,) = issues.listed(morgan)
    issues.answer(morgan, one.id, sent.row_ver, Answer("The college has promised dates.", done=True))
    assert issues.listed(tom)[0].answer == "The college has promised dates."


@pytest.mark.parametrize("policy", POLICIES)
def test_nobody_can_be_recognised(desk, policy):
    tom = desk("second")
    case = take(tom).case_id
    now = details.details_of(tom, case)
    other = Party("Vera Lynd", student_number="x99")
    details.change_details(tom, case, now.row_ver, replace(now.form, parties=(other,)))
    before = len(audit_lines(tom))
    for text, named in (
        ("Zelda Quux waits for hers", "“Zelda Quux”"),
        ("w7654321 waits", "“w7654321”"),
        ("write to zelda.quux@example.org", "“zelda.quux@example.org”"),
        ("ring 07700 900123", "“07700 900123”"),
    ):
        assert named in refused(lambda text=text: issues.raise_issue(tom, form(tom, issue=text)))["issue"]
    assert (
        "Vera Lynd" in refused(lambda: issues.raise_issue(tom, form(tom, issue="Vera Lynd too"), case_id=case))["issue"]
    )
    asked = form(tom, issue="Zelda waits; 3 students wait.")
    assert (
        "“Zelda” is a name on file. “3 students”: so few"
        in refused(lambda: issues.raise_issue(tom, asked))[issues.ASKED]
    )
    assert issues.ASKED in refused(lambda: issues.raise_issue(tom, replace(asked, sure="something else")))
    assert len(audit_lines(tom)) == before
    assert issues.listed(tom) == ()
    issues.raise_issue(tom, replace(asked, sure=asked.issue))
    assert len(issues.listed(tom)) == 1


def test_small_counts_are_stored_no_other_way(desk, service):
    tom = desk("second")
    take(tom)
    issues.raise_issue(tom, form(tom, cases="3"))
    (one,) = issues.listed(tom)
    assert one.cases == "<5"
    assert set(refused(lambda: issues.raise_issue(tom, IssueForm("", "nothing", "some")))) == {
        "issue",
        "topic",
        "cases",
    }
    assert "4,000" in refused(lambda: issues.raise_issue(tom, form(tom, issue="x" * 10_000)))["issue"]
    assert "Timetables" not in str(audit_lines(tom))


def test_who_sees_them(desk):
    tom = desk("second")
    issues.raise_issue(tom, form(tom))
    for who in ("receptionist", "maintainer", "reader"):
        with pytest.raises(NotAllowed):
            issues.listed(desk(who))
        with pytest.raises(NotAllowed):
            issues.raise_issue(desk(who), LATE)
    with pytest.raises(NotAllowed):
        issues.raise_issue(desk("director"), LATE)
