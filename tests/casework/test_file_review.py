"""File review by sample: never one's own, walls respected, what is put right has an owner and a day (scenario 55)."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import cases, file_review, today, undo
from advice_tui.casework.file_review import ActionForm, ReviewForm
from advice_tui.rules.review import CHECKLIST
from data.errors import AdviceError, BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import audit_lines, take, write

ALL_YES = {check.key: "yes" for check in CHECKLIST}
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def december(desk, clock):
    """Five files of each adviser, opened in November; today is a Tuesday in December."""
    for who in ("adviser", "second"):
        for n in range(5):
            taken = take(
                desk(who), name=f"Student {who} {n}", student_number="", email=f"{who}{n}@example.org", phone=""
            )
            cases.take_on(desk(who), taken.case_id)
    clock.set(2026, 12, 8)


def files_of(desk, month=None):
    return file_review.sample(desk, month).files


@pytest.mark.usefixtures("december")
def test_two_files_of_each_adviser_are_drawn_and_always_the_same(desk):
    manager = desk("manager")
    files = files_of(manager)
    assert sorted(file.adviser for file in files) == ["Priya Nair"] * 2 + ["Tom Ellis"] * 2
    assert [file.case_id for file in files] == [file.case_id for file in files_of(desk("manager", again=True))]
    assert {file.case_id for file in files} == {file.case_id for file in files_of(desk("adviser"))}
    for other in ("second", "adviser"):
        write(desk(other), files[0].case_id)
    assert {file.case_id for file in files_of(manager)} == {file.case_id for file in files}
    assert files_of(manager, date(2026, 10, 1)) == ()
    assert len(files_of(manager, date(2026, 11, 1))) == 4


@pytest.mark.usefixtures("december")
def test_nobody_reviews_her_own_file_or_one_she_wrote_in(desk):
    priya, manager = desk("adviser"), desk("manager")
    for file in files_of(priya):
        if file.adviser_id == priya.person.id:
            assert "your own" in file.refused
            with pytest.raises(NotAllowed, match="your own"):
                file_review.save(priya, file.case_id, DECEMBER, ReviewForm(ALL_YES))
        else:
            assert file.refused == ""
    first = files_of(manager)[0]
    assert first.refused == ""
    write(manager, first.case_id)
    assert "wrote in" in files_of(manager)[0].refused
    with pytest.raises(NotAllowed, match="wrote in"):
        file_review.save(manager, first.case_id, DECEMBER, ReviewForm(ALL_YES))


@pytest.mark.usefixtures("december")
def test_a_file_that_was_not_drawn_cannot_be_reviewed_instead(desk):
    manager = desk("manager")
    drawn = {file.case_id for file in files_of(manager)}
    with manager.store.read() as connection:
        every = {row[0] for row in connection.exec_driver_sql("SELECT id FROM case_")}
    for case_id in every - drawn:
        with pytest.raises(NotFound):
            file_review.save(manager, case_id, DECEMBER, ReviewForm(ALL_YES))
    with pytest.raises(NotFound):
        file_review.save(manager, "0" * 32, DECEMBER, ReviewForm(ALL_YES))


@pytest.mark.usefixtures("december")
def test_a_review_is_kept_and_a_second_one_refused(desk):
    manager, tom = desk("manager"), desk("second")
    file = next(file for file in files_of(manager) if file.adviser == "Priya Nair")
    answers = ALL_YES | {"consent": "no", "closing": "not_needed"}
    with pytest.raises(BadInput):
        file_review.save(manager, file.case_id, DECEMBER, ReviewForm(answers))
    done = file_review.save(manager, file.case_id, DECEMBER, ReviewForm(answers, "No consent for the call on file."))
    assert done.sentence == f"File {file.number} reviewed."
    with pytest.raises(ChangedMeanwhile, match="Morgan Reed reviewed"):
        file_review.save(tom, file.case_id, DECEMBER, ReviewForm(ALL_YES))
    (now,) = [one for one in files_of(tom) if one.case_id == file.case_id]
    assert (now.reviewed, now.no, now.open_actions) == ("Morgan Reed Tue 8 Dec", 1, 0)
    view = file_review.open_review(desk("adviser"), now.review_id)
    assert (view.by, view.adviser, view.words) == ("Morgan Reed", "Priya Nair", "No consent for the call on file.")
    assert len(view.answers) == len(CHECKLIST)
    assert undo.undo(manager, done.undo).startswith("Undone")
    assert files_of(manager)[0].review_id == ""


@pytest.mark.usefixtures("december")
def test_what_is_to_be_put_right_stands_on_its_owners_today_until_it_is_done(desk, clock):
    manager, priya, tom = desk("manager"), desk("adviser"), desk("second")
    file = next(file for file in files_of(manager) if file.adviser == "Priya Nair")
    bad = ReviewForm(ALL_YES, actions=(ActionForm("Get it", "nobody", "someday"), ActionForm("", "", "yesterday")))
    with pytest.raises(BadInput) as caught:
        file_review.save(manager, file.case_id, DECEMBER, bad)
    assert set(caught.value.problems) == {"owner-0", "due-0", "what-1", "owner-1", "due-1"}
    owners = file_review.owners(manager, file.case_id)
    assert owners[0] == (priya.person.id, "Priya Nair")
    assert "Dana Whyte" not in {name for _, name in owners}
    form = ReviewForm(ALL_YES, actions=(ActionForm("Ask for the consent", priya.person.id, "fri"),))
    assert "1 thing to put right" in file_review.save(manager, file.case_id, DECEMBER, form).sentence

    def rows(who):
        return [row for row in today.waiting(who).rows if row.kind == "corrective"]

    (row,) = rows(priya)
    assert (row.about, row.number, row.state) == ("Ask for the consent", file.number, "calm")
    assert today.explain_row(priya, row.id)
    assert rows(tom) == rows(manager) == []
    clock.set(2026, 12, 14)
    assert rows(priya)[0].state == "red"
    (action,) = file_review.to_put_right(manager)
    assert (action.owner, action.mine) == ("Priya Nair", False)
    with pytest.raises(NotAllowed):
        file_review.finish(tom, action.review_id, action.id, action.row_ver, "Done.")
    with pytest.raises(BadInput):
        file_review.finish(priya, action.review_id, action.id, action.row_ver, "  ")
    with pytest.raises(ChangedMeanwhile):
        file_review.finish(priya, action.review_id, action.id, action.row_ver + 1, "Signed form is on file.")
    done = file_review.finish(priya, action.review_id, action.id, action.row_ver, "Signed form is on file.")
    assert rows(priya) == []
    assert file_review.to_put_right(manager) == ()
    with pytest.raises(NotFound):
        file_review.finish(priya, action.review_id, action.id, action.row_ver + 1, "Again.")
    undo.undo(priya, done.undo)
    assert len(rows(priya)) == 1


@pytest.mark.usefixtures("december")
def test_no_word_of_a_review_is_in_the_clear_or_in_the_audit_trail(desk):
    manager = desk("manager")
    file = files_of(manager)[0]
    form = ReviewForm(ALL_YES, "Splendid work.", (ActionForm("Ring the bursary", file.adviser_id, "fri"),))
    file_review.save(manager, file.case_id, DECEMBER, form)
    with manager.store.read() as connection:
        dump = "".join(repr(tuple(row)) for row in connection.exec_driver_sql("SELECT * FROM register_line"))
    for planted in ("Splendid", "bursary"):
        assert planted not in dump
        assert planted not in "".join(line.detail for line in audit_lines(manager))


@pytest.mark.usefixtures("december")
@pytest.mark.parametrize("who", ["receptionist", "director", "maintainer"])
def test_only_advisers_and_managers_review(desk, who):
    with pytest.raises(AdviceError):
        file_review.sample(desk(who))
