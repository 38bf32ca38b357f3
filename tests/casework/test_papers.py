"""Papers a student brought: listed, given back or destroyed with date and initials, undone, known to closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advice_tui.casework import cases, enquiries, search, undo
from advice_tui.casework.cases import closing, files, joining, papers
from advice_tui.casework.cases.papers import PaperForm
from advice_tui.rules.closing import Answered
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import POLICIES, audit_lines, enquiry_form, take, write


@pytest.fixture
def case(desk):
    return take(desk("adviser")).case_id


def listed(desk, case_id):
    view = papers.papers_of(desk, case_id)
    return [(one.what, view.words[one.id]) for one in view.papers]


def only(desk, case_id):
    (paper,) = papers.papers_of(desk, case_id).papers
    return paper


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_52_brought_held_and_returned_with_date_and_initials(desk, clock, policy):
    priya = desk("adviser")
    case = take(priya).case_id
    told = papers.add(priya, case, PaperForm("Tenancy agreement"))
    assert "held here" in told.sentence
    assert listed(priya, case) == [("Tenancy agreement", "held since Tue 24 Nov")]
    entry = cases.refresh(priya, case).entries[0]
    assert (entry.kind, entry.title) == ("document", "Paper brought: Tenancy agreement")
    assert entry.body == "Original, brought Tue 24 Nov 2026. Held here."
    clock.set(2026, 11, 26)
    tom = desk("second")
    told = papers.settle(tom, case, (only(tom, case).id,), "returned")
    assert told.sentence == "Returned to the student: Tenancy agreement (original). Thu 26 Nov 2026, T.E."
    assert listed(tom, case) == [("Tenancy agreement", "Returned to the student, Thu 26 Nov, T.E.")]
    entry = cases.refresh(tom, case).entries[0]
    assert entry.title == "Returned to the student: Tenancy agreement (original)"
    assert entry.body == "Thu 26 Nov 2026, T.E."
    undo.undo(tom, told.undo)
    assert listed(tom, case) == [("Tenancy agreement", "held since Tue 24 Nov")]
    assert cases.refresh(tom, case).entries[0].struck


def test_seen_and_given_back_at_once_or_copied(desk, case):
    priya = desk("adviser")
    papers.add(priya, case, PaperForm("Passport", became="returned"))
    papers.add(priya, case, PaperForm("Payslips", original=False, brought=date(2026, 11, 20)))
    assert listed(priya, case) == [
        ("Payslips", "held since Fri 20 Nov"),
        ("Passport", "Returned to the student, Tue 24 Nov, P.N."),
    ]
    assert cases.refresh(priya, case).entries[0].body == "Copy, brought Fri 20 Nov 2026. Held here."


def test_several_at_once_into_confidential_waste(desk, case):
    priya = desk("adviser")
    for what in ("One", "Two", "Three"):
        papers.add(priya, case, PaperForm(what))
    ids = tuple(one.id for one in papers.papers_of(priya, case).papers)
    told = papers.settle(priya, case, ids[:2], "confidential_waste")
    assert "2 papers" in told.sentence
    entry = cases.refresh(priya, case).entries[0]
    assert entry.body.splitlines() == ["One (original)", "Two (original)", "Tue 24 Nov 2026, P.N."]
    assert listed(priya, case)[0][1].startswith("held")
    with pytest.raises(ChangedMeanwhile):
        papers.settle(desk("second"), case, ids, "returned")
    undo.undo(priya, told.undo)
    assert all(words.startswith("held") for _, words in listed(priya, case))


def test_corrected_with_the_old_words_on_the_timeline(desk, case):
    priya = desk("adviser")
    papers.add(priya, case, PaperForm("Pasport", became="returned"))
    seen = only(priya, case)
    told = papers.correct(priya, case, seen, PaperForm("Passport", original=False))
    assert told.sentence == "Passport (copy): held since Tue 24 Nov."
    assert cases.refresh(priya, case).entries[0].body.splitlines() == [
        "What it is: Pasport → Passport",
        "It is: original → copy",
        "What became of it: Returned to the student, Tue 24 Nov, P.N. → held",
    ]
    with pytest.raises(ChangedMeanwhile):
        papers.correct(desk("second"), case, seen, PaperForm("Other"))
    with pytest.raises(BadInput, match="Nothing was changed"):
        papers.correct(priya, case, only(priya, case), PaperForm("Passport", original=False))
    undo.undo(priya, told.undo)
    assert only(priya, case) == seen


def test_a_correction_keeps_the_initials_of_who_gave_it_back(desk, case):
    papers.add(desk("adviser"), case, PaperForm("Passport", became="returned"))
    tom = desk("second")
    papers.correct(tom, case, only(tom, case), PaperForm("Old passport", became="returned"))
    assert only(tom, case).initials == "P.N."


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (PaperForm(" "), "what"),
        (PaperForm("x" * 201), "what"),
        (PaperForm("x", brought=date(2026, 11, 25)), "brought"),
        (PaperForm("x", brought=date(2020, 1, 1)), "brought"),
        (PaperForm("x", became="eaten"), "became"),
        (PaperForm("x", became="returned", on=date(2026, 11, 25)), "on"),
        (PaperForm("x", brought=date(2026, 11, 23), became="returned", on=date(2026, 11, 20)), "on"),
    ],
)
def test_what_is_wrong_is_said_under_its_field(desk, case, form, field):
    with pytest.raises(BadInput) as refused:
        papers.add(desk("adviser"), case, form)
    assert set(refused.value.problems) == {field}
    assert listed(desk("adviser"), case) == []


def test_undo_waits_for_nobody_who_went_on_from_it(desk, case):
    priya, tom = desk("adviser"), desk("second")
    told = papers.add(priya, case, PaperForm("Passport"))
    papers.settle(tom, case, (only(tom, case).id,), "returned")
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, told.undo)
    assert not cases.refresh(priya, case).entries[1].struck


def test_not_for_reception_and_of_no_case(desk, case):
    with pytest.raises(NotAllowed):
        papers.papers_of(desk("receptionist"), case)
    with pytest.raises(NotFound):
        papers.add(desk("adviser"), "nothing", PaperForm("x"))


def test_found_by_its_name_and_sealed(desk, case):
    priya = desk("adviser")
    search.build(priya)
    papers.add(priya, case, PaperForm("Quagmire certificate"))
    assert [one.case_id for one in search.find(priya, "quagmire")] == [case]
    raw = b"".join(path.read_bytes() for path in priya.home.rglob("*") if path.is_file())
    assert b"uagmire" not in raw
    assert "uagmire" not in "".join(line.detail for line in audit_lines(priya))


# A scan of it -----------------------------------------------------------------------------------------------------------


def test_a_scan_puts_the_paper_on_the_list_and_undo_takes_it_off(desk, case, tmp_path):
    priya = desk("adviser")
    (tmp_path / "a.pdf").write_bytes(b"scan")
    told = files.attach(priya, case, files.FilesForm(f"{tmp_path}/a.pdf", "Decision letter", files.HELD))
    paper = only(priya, case)
    entry = cases.refresh(priya, case).entries[0]
    assert (paper.what, paper.held, paper.scan) == ("Decision letter", True, entry.id)
    assert entry.body == "Paper original: held here, Tue 24 Nov 2026, P.N."
    undo.undo(priya, told.undo)
    assert listed(priya, case) == []


def test_a_scan_of_a_paper_on_the_list(desk, case, tmp_path):
    priya = desk("adviser")
    (tmp_path / "a.pdf").write_bytes(b"scan")
    papers.add(priya, case, PaperForm("Decision letter"))
    before = only(priya, case)
    form = files.FilesForm(f"{tmp_path}/a.pdf", "Decision letter", "returned", before.id)
    told = files.attach(priya, case, form)
    after = only(priya, case)
    assert (after.id, after.became, after.initials) == (before.id, "returned", "P.N.")
    assert after.scan
    undo.undo(priya, told.undo)
    assert only(priya, case) == before
    (tmp_path / "b.pdf").write_bytes(b"other")
    with pytest.raises(BadInput):
        files.attach(priya, case, replace(form, paths=f"{tmp_path}/b.pdf", paper_id="nothing"))


# Closing ----------------------------------------------------------------------------------------------------------------


def form(desk, **papers_answer):
    answers = {key.key: Answered("done") for key in closing.closing.steps(desk.policy)}
    answers["documents"] = Answered(**papers_answer)
    return closing.ClosingForm("resolved", "Done", answers)


@pytest.mark.parametrize("policy", POLICIES)
def test_closing_names_the_papers_that_are_held_and_settles_them(desk, policy):
    priya = desk("adviser")
    case = take(priya).case_id
    write(priya, case, "reply_email")
    papers.add(priya, case, PaperForm("Passport"))
    papers.add(priya, case, PaperForm("Payslips", became="confidential_waste"))
    before = closing.before(priya, case)
    assert before.facts.papers == ("Passport (original), held since Tue 24 Nov",)
    assert before.facts.became == "confidential_waste"
    none = form(priya, state="not_needed")
    assert "still here: Passport (original)" in closing.missing(priya, before.facts, none)["documents"]
    with pytest.raises(BadInput) as refused:
        closing.close(priya, case, before.row_ver, none)
    assert set(refused.value.problems) == {"documents"}
    closed = closing.close(priya, case, before.row_ver, form(priya, state="done", choice="returned"))
    assert ("Passport", "Returned to the student, Tue 24 Nov, P.N.") in listed(priya, case)
    assert "Passport (original): Returned to the student, Tue 24 Nov 2026, P.N." in (
        cases.refresh(priya, case).entries[0].body
    )
    undo.undo(priya, closed.undo)
    assert listed(priya, case)[0] == ("Passport", "held since Tue 24 Nov")


def test_a_case_without_papers_closes_with_none(desk, case):
    priya = desk("adviser")
    write(priya, case, "reply_email")
    before = closing.before(priya, case)
    assert (before.facts.papers, before.facts.became) == ((), "")
    assert closing.close(priya, case, before.row_ver, form(priya, state="not_needed"))


def test_joined_cases_keep_the_papers_of_both(desk, case):
    priya = desk("adviser")
    client = cases.refresh(priya, case).client.id
    other = enquiries.take(
        priya, enquiries.client_form(priya, client, enquiry_form(received=priya.now, about="Another matter"))
    ).case_id
    papers.add(priya, case, PaperForm("Passport"))
    papers.add(priya, other, PaperForm("Payslips"))
    search.build(priya)
    told = joining.join(priya, other, case)
    assert sorted(what for what, _ in listed(priya, case)) == ["Passport", "Payslips"]
    undo.undo(priya, told.undo)
    assert [what for what, _ in listed(priya, case)] == ["Passport"]
    assert [what for what, _ in listed(priya, other)] == ["Payslips"]
