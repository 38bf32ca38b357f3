"""The order of the queue, what its filters show, and the sample of files that nobody chooses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules import review
from advice_tui.rules.review import (
    ALL,
    CHECKLIST,
    LATE,
    LOOKED,
    MINE,
    Candidate,
    FlagRow,
    Looked,
    counts,
    drawn,
    in_group,
    may_not_review,
    problems_of,
    ranked,
)
from tests.factories import POLICIES

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MONTH = date(2026, 11, 1)
LOOKED_AT = Looked("Morgan Reed", NOON, "Spoke with her.")
ALL_YES = {check.key: "yes" for check in CHECKLIST}


def flag(name: str, kind: str = "step", *, hours: int = 0, **more: object) -> FlagRow:
    return FlagRow(name, kind, "words", NOON - timedelta(hours=hours), **more)


def test_what_is_late_comes_first_then_what_is_mine_then_the_oldest():
    rows = [
        flag("calm", "waits", hours=90),
        flag("looked", "promise", state="red", looked=LOOKED_AT),
        flag("amber others", "attendance", state="amber", hours=50),
        flag("amber mine", "step", state="amber", mine=True),
        flag("red", "promise", state="red"),
        flag("red older", "promise", state="red", hours=9),
        flag("red mine", "danger", state="red", mine=True),
    ]
    order = [row.id for row in ranked(rows)]
    assert order == ["red mine", "red older", "red", "amber mine", "amber others", "calm", "looked"]


def test_a_flag_that_was_looked_at_is_shown_only_where_it_is_asked_for():
    seen = flag("a", "promise", state="red", mine=True, looked=LOOKED_AT)
    assert [group for group in (ALL, MINE, LATE, LOOKED, "promises") if in_group(seen, group)] == [LOOKED]
    fresh = replace(seen, looked=None)
    assert [group for group in (ALL, MINE, LATE, LOOKED, "promises", "steps") if in_group(fresh, group)] == [
        ALL,
        MINE,
        LATE,
        "promises",
    ]


def test_filters_that_show_nothing_are_left_out():
    assert counts([]) == (("all", "All", 0),)
    rows = [flag("a", "complaint"), flag("b", "complaint", mine=True), flag("c", looked=LOOKED_AT)]
    assert counts(rows) == (
        ("all", "All", 2),
        ("mine", "Mine", 1),
        ("complaints", "Complaints", 2),
        ("looked", "Looked at", 1),
    )


def test_every_kind_of_flag_is_under_a_filter():
    grouped = {kind for _, kinds in review.GROUPS.values() for kind in kinds}
    assert grouped == set(review.KINDS)


# The sample -----------------------------------------------------------------------------------------------------------


def files(advisers: int = 3, each: int = 9) -> list[Candidate]:
    return [Candidate(f"case{a}-{n}", f"adviser{a}") for a in range(advisers) for n in range(each)]


@pytest.mark.parametrize("name", POLICIES)
def test_so_many_files_of_each_adviser_are_drawn(name):
    policy = load(name)
    found = drawn(policy, "store", MONTH, files())
    per = [sum(one.adviser_id == f"adviser{a}" for one in found) for a in range(3)]
    assert per == [policy.review.files_per_adviser] * 3


def test_the_same_month_gives_the_same_files_in_whatever_order_they_come():
    policy = load(POLICIES[0])
    first = set(drawn(policy, "store", MONTH, files()))
    assert set(drawn(policy, "store", MONTH, reversed(files()))) == first
    assert set(drawn(policy, "another store", MONTH, files(each=30))) != set(
        drawn(policy, "store", MONTH, files(each=30))
    )
    months = {tuple(sorted(one.case_id for one in drawn(policy, "store", date(2026, m, 1), files()))) for m in (9, 11)}
    assert len(months) == 2


@given(st.sets(st.integers(0, 50), min_size=1), st.integers(0, 50))
def test_a_file_that_was_not_drawn_changes_nothing_when_it_goes(numbers, gone):
    policy = load(POLICIES[0])
    all_files = [Candidate(f"case{n}", "adviser") for n in numbers]
    before = set(drawn(policy, "store", MONTH, all_files))
    left = [one for one in all_files if one.case_id != f"case{gone}" or one in before]
    assert set(drawn(policy, "store", MONTH, left)) == before


def test_files_opened_in_the_month_are_drawn_only_where_there_are_not_enough_others():
    policy = load(POLICIES[0])
    old = [Candidate("old", "adviser")]
    fresh = [Candidate(f"new{n}", "adviser", fresh=True) for n in range(5)]
    found = drawn(policy, "store", MONTH, [*fresh, *old])
    assert [one.fresh for one in found] == [False, True]


def test_where_files_are_drawn_every_three_months_the_others_have_none():
    policy = load(POLICIES[0])
    rarer = policy.model_copy(update={"review": policy.review.model_copy(update={"every_months": 3})})
    months = [month for month in range(1, 13) if drawn(rarer, "store", date(2026, month, 1), files())]
    assert months == [1, 4, 7, 10]


@pytest.mark.parametrize(
    ("reviewer", "adviser", "writers", "part"),
    [
        ("a", "a", (), "your own file"),
        ("b", "a", ("a", "b"), "You wrote"),
        ("b", "a", ("a",), ""),
        ("b", None, (), ""),
    ],
)
def test_nobody_reviews_her_own_file_or_one_she_wrote_in(reviewer, adviser, writers, part):
    said = may_not_review(load(POLICIES[0]), reviewer, adviser, writers)
    assert part in said
    assert bool(said) is bool(part)


def test_a_policy_may_let_people_review_their_own_files():
    policy = load(POLICIES[0])
    lax = policy.model_copy(update={"review": policy.review.model_copy(update={"own_files": True})})
    assert may_not_review(lax, "a", "a", ("a",)) == ""


@pytest.mark.parametrize(
    ("answers", "words", "actions", "wrong"),
    [
        (ALL_YES, "", (), set()),
        ({}, "", (), set(ALL_YES)),
        (ALL_YES | {"consent": "perhaps"}, "", (), {"consent"}),
        (ALL_YES | {"consent": "no"}, "", (), {"words"}),
        (ALL_YES | {"consent": "no"}, "None for the call.", (), set()),
        (ALL_YES | {"consent": "no"}, "", (("Get it", "a", "fri"),), set()),
        (ALL_YES | {"consent": "not_needed"}, "", (), set()),
    ],
)
def test_every_question_has_an_answer_and_a_no_has_words(answers, words, actions, wrong):
    assert set(problems_of(answers, words, actions)) == wrong
