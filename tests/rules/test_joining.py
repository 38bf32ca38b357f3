"""Two cases that become one: nothing said of either is lost; and what a case may wait for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules import joining, waiting
from advice_tui.rules.case_details import Agency, CaseDetails, CaseLink, Closing, Party, RecordNotice

NAMES = st.sampled_from(["Bob Stone", "bob stone", "Zoë Ray", "Zoe Ray", "Carol", "李小龍"])
DETAILS = st.builds(
    CaseDetails,
    eligibility=st.sampled_from(["", "student"]),
    parties=st.lists(st.builds(Party, NAMES), max_size=4).map(tuple),
    agencies=st.lists(st.builds(Agency, NAMES), max_size=3).map(tuple),
    adjustments=st.text("ab ", max_size=400),
    links=st.lists(
        st.builds(CaseLink, st.sampled_from("xyz"), st.just("why"), st.just(""), st.just("")), max_size=3
    ).map(tuple),
    waiting_for=st.sampled_from(["", "a form"]),
)


@given(DETAILS, DETAILS)
def test_nothing_is_lost(stays, comes):
    one = joining.united(stays, comes, ("x", "y"))
    told = "\n".join(joining.left_behind(stays, comes))
    assert one.parties[: len(stays.parties)] == stays.parties
    for party in comes.parties:
        assert joining.fold(party.name) in {joining.fold(kept.name) for kept in one.parties}
    for agency in comes.agencies:
        assert joining.fold(agency.name) in {joining.fold(kept.name) for kept in one.agencies}
    assert comes.adjustments in one.adjustments or comes.adjustments in told
    assert stays.adjustments in one.adjustments
    assert one.problems() == {} or joining.too_many(one)
    assert {link.case_id for link in one.links} == {link.case_id for link in (*stays.links, *comes.links)} - {"x", "y"}
    assert one.eligibility == (stays.eligibility or comes.eligibility)
    assert comes.waiting_for in told


def test_of_two_notices_the_earlier_counts_and_a_closing_is_told():
    early, late = (RecordNotice("We keep a record.", "1", f"2026-11-2{n}", "p") for n in (3, 4))
    one = joining.united(CaseDetails(notice=late), CaseDetails(notice=early), ("x", "y"))
    assert one.notice == early
    closed = CaseDetails(closing=Closing("Resolved: all is well.", (), "", ""))
    assert joining.left_behind(CaseDetails(), closed) == ["It was closed: Resolved: all is well."]


def test_too_many_other_people_are_refused_and_not_dropped():
    many = tuple(Party(f"Person {n}") for n in range(20))
    more = tuple(Party(f"Other {n}") for n in range(11))
    one = joining.united(CaseDetails(parties=many), CaseDetails(parties=more), ("x", "y"))
    assert len(one.parties) == 31
    assert "31 other people" in joining.too_many(one)[0]


@pytest.mark.parametrize(
    ("what", "until", "promises", "wrong"),
    [
        ("Form", date(2026, 12, 8), (), set()),
        ("", None, ("reply due today",), {"what", "until", ""}),
        ("Form", date(2026, 11, 24), (), {"until"}),
        ("Form", date(2028, 1, 1), (), {"until"}),
    ],
)
def test_what_a_case_may_wait_for(what, until, promises, wrong):
    assert set(waiting.problems(date(2026, 11, 24), what, until, promises)) == wrong
