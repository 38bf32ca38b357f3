"""Why something may not go out: every reason is a sentence that says what to do (I-4; L-22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules.consent import (
    CONTACT,
    PAPERS,
    REFER,
    Consent,
    chip,
    problems,
    refusal,
    same_name,
    withdrawing_problem,
)

TODAY = date(2026, 11, 24)
DEPARTMENT = Consent(
    "Dr Amina Webb", "About the extension", (CONTACT, PAPERS), "in_person", date(2026, 11, 20), "Department, tutor"
)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Dr Amina Webb", True),
        ("amina webb", True),
        ("WEBB, Amina", True),
        ("Prof. Amina Wébb of the Dept", True),
        ("Amina Webb (tutor)", True),
        ("Webb", False),
        ("Amina", False),
        ("Dr Amina Web", False),
        ("Amina Webb and Tom Lee", False),
        ("Department", False),
        ("", False),
        ("\x1b[31m", False),
    ],
)
def test_the_name_typed_is_the_consents(typed, same):
    assert same_name(typed, DEPARTMENT) is same


def test_short_forms_are_forgiven():
    assert same_name("dept of computing", replace(DEPARTMENT, who="Department of Computing", role=""))
    assert same_name("Dr", replace(DEPARTMENT, who="Dr", role=""))


@given(st.text(max_size=200), st.text(max_size=120))
def test_no_name_makes_it_fall(typed, who):
    same_name(typed, replace(DEPARTMENT, who=who))
    refusal(DEPARTMENT, CONTACT, typed, TODAY)


WITHDRAWN = DEPARTMENT.taken_back(date(2026, 11, 23), "She has thought better of it")


@pytest.mark.parametrize(
    ("consent", "act", "on", "words"),
    [
        (DEPARTMENT, CONTACT, TODAY, ""),
        (None, CONTACT, TODAY, "No consent is on file for Amina Webb"),
        (WITHDRAWN, CONTACT, TODAY, "The student withdrew this consent (withdrawn Mon 23 Nov)"),
        (WITHDRAWN, CONTACT, date(2026, 11, 22), ""),
        (replace(DEPARTMENT, until=date(2026, 11, 23)), CONTACT, TODAY, "This consent ended Mon 23 Nov."),
        (replace(DEPARTMENT, until=TODAY), CONTACT, TODAY, ""),
        (DEPARTMENT, REFER, TODAY, "for contacting them and sharing papers, not for referring"),
        (DEPARTMENT, CONTACT, date(2026, 11, 19), "it would be before"),
        (replace(DEPARTMENT, who="Student Finance", role=""), CONTACT, TODAY, "The consent names Student Finance."),
    ],
)
def test_why_something_may_not_go_out(consent, act, on, words):
    said = refusal(consent, act, "Amina Webb", on)
    if words == "it would be before":
        words = "this would be before it"
    assert words in said
    assert bool(said) == bool(words)


def test_withdrawing_keeps_what_it_was():
    assert replace(WITHDRAWN, withdrawn=None, withdrawn_why="") == DEPARTMENT
    assert Consent.from_json(WITHDRAWN.to_json()) == WITHDRAWN
    assert WITHDRAWN.words() == DEPARTMENT.words()


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (None, "Say on which day"),
        (date(2026, 11, 25), "in the future"),
        (date(2026, 11, 19), "cannot be withdrawn before"),
        (TODAY, None),
    ],
)
def test_when_it_may_be_withdrawn(on, words):
    said = withdrawing_problem(DEPARTMENT, on, TODAY)
    assert said is None if words is None else words in said
    assert "already" in withdrawing_problem(WITHDRAWN, on, TODAY)


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({}, set()),
        ({"acts": ()}, {"acts"}),
        ({"acts": ("sell",)}, {"acts"}),
        ({"how": "rumour"}, {"how"}),
        ({"given": None}, {"given"}),
        ({"given": date(2026, 11, 25)}, {"given"}),
        ({"given": date(2024, 11, 25)}, {"given"}),
        ({"until": date(2026, 11, 1)}, {"until"}),
        ({"until": date(2046, 11, 1)}, {"until"}),
    ],
)
def test_what_is_wrong_with_a_consent(over, wrong):
    consent = {"acts": (CONTACT,), "how": "email", "given": date(2026, 11, 20), "until": None} | over
    assert set(problems(consent, TODAY, {"email"})) == wrong


def test_the_chip_says_how_consents_stand():
    assert chip((), TODAY) == "No consent to contact others"
    assert chip((), TODAY, 1) == "No consent stands"
    until = replace(DEPARTMENT, until=date(2027, 3, 3))
    assert chip((until, DEPARTMENT), TODAY) == "Consent: Dr Amina Webb until Wed 3 Mar 2027 +1"
