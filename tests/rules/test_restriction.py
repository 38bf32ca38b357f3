"""What the terms of a restriction refuse, how they are said, and when it is looked at again (I-43 to I-45)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules.restriction import (
    Terms,
    adviser_named,
    letter_words,
    refusal,
    review_on,
    sentence,
    terms_of,
    united,
)
from tests.factories import POLICIES

DAY = date(2026, 11, 24)
IMPERIAL = load(POLICIES[0])
CHANNELS = ("email", "telephone", "face_to_face", "online", "letter")
ACTS = ("book", "message", "request", "contact")


def terms(*keys, adviser=("", ""), words="", since=DAY):
    found = terms_of(IMPERIAL, ";".join(keys), words=words, since=since)
    return Terms(found.items, *adviser, words, since, found.until)


NAMED = ("p", "Priya Nair")
CASES = [
    (("email_only",), "book", "face_to_face", "Email only"),
    (("email_only",), "book", "telephone", "Email only"),
    (("email_only",), "book", "online", "Email only"),
    (("email_only",), "message", "telephone", "Email only"),
    (("email_only",), "request", "face_to_face", "Email only"),
    (("email_only",), "request", "email", ""),
    (("email_only",), "contact", "email", ""),
    (("email_only",), "contact", "telephone", "Email only"),
    (("no_telephone",), "book", "telephone", "No telephone calls"),
    (("no_telephone",), "book", "face_to_face", ""),
    (("no_telephone",), "contact", "telephone", "No telephone calls"),
    (("no_telephone",), "message", "telephone", "No telephone calls"),
    (("booked_only",), "book", "face_to_face", ""),
    (("booked_only",), "message", "telephone", "Booked appointments only"),
    (("booked_only",), "request", "telephone", ""),
    (("booked_only",), "contact", "face_to_face", "Booked appointments only"),
    (("booked_only",), "contact", "email", ""),
    (("other",), "book", "face_to_face", ""),
    ((), "contact", "telephone", ""),
]


@pytest.mark.parametrize(("keys", "act", "channel", "said"), CASES)
def test_what_a_term_refuses(keys, act, channel, said):
    found = refusal(terms(*keys), act, channel, "t", (), DAY)
    assert found == (f"The restriction says “{said}”. See the manager." if said else "")


def test_one_named_adviser():
    hers = terms("named_adviser", adviser=NAMED)
    assert refusal(hers, "book", "face_to_face", "p", (), DAY) == ""
    said = refusal(hers, "book", "face_to_face", "t", (), DAY)
    assert said == "The restriction says “One named adviser only: Priya Nair”. See the manager."
    assert refusal(hers, "contact", "email", "t", (), DAY)
    assert refusal(hers, "request", "email", "t", (), DAY) == ""


@pytest.mark.parametrize(("days", "refused"), [(0, True), (6, True), (-6, True), (7, False), (-7, False)])
def test_one_contact_in_seven_days_both_ways(days, refused):
    earlier = [DAY + timedelta(days)]
    said = refusal(terms("one_contact_a_week", since=date(2026, 1, 1)), "contact", "email", "t", earlier, DAY)
    assert bool(said) is refused
    assert not said or said.endswith("See the manager.")


def test_an_appointment_that_stands_is_the_contact_of_its_day():
    weekly = terms("one_contact_a_week", since=date(2026, 1, 1))
    assert refusal(weekly, "contact", "face_to_face", "t", [DAY], DAY, booked=True) == ""
    assert refusal(weekly, "contact", "email", "t", [DAY], DAY, booked=True)
    booked = terms("booked_only")
    assert refusal(booked, "contact", "telephone", "t", (), DAY, booked=True) == ""


def test_several_terms_hold_together():
    both = terms("email_only", "one_contact_a_week")
    assert "Email only" in refusal(both, "contact", "telephone", "t", [DAY], DAY)
    assert "One contact a week" in refusal(both, "contact", "email", "t", [DAY], DAY)
    assert (both.channels_refused, both.per_week) == (frozenset({"telephone", "face_to_face", "online"}), 1)


@given(
    keys=st.lists(st.sampled_from([one.key for one in IMPERIAL.restriction.terms]), unique=True),
    act=st.sampled_from(ACTS),
    channel=st.sampled_from(CHANNELS),
    adviser=st.sampled_from(["", "p", "t"]),
    back=st.integers(-20, 20),
)
def test_every_refusal_is_one_to_the_manager_and_letters_and_what_was_before_are_free(
    keys, act, channel, adviser, back
):
    given_terms = terms(*keys, adviser=NAMED)
    day = DAY + timedelta(back)
    said = refusal(given_terms, act, channel, adviser, [DAY], day)
    assert not said or said.endswith("See the manager.")
    if channel == "letter" or day < DAY:
        assert said == ""
    assert Terms.from_json(given_terms.to_json()) == given_terms


def test_reception_is_told_the_terms_to_keep_to_and_never_the_words():
    told = terms("email_only", "named_adviser", "other", adviser=NAMED, words="Because he shouted")
    assert sentence(told) == "See the manager first: email only; one named adviser only: Priya Nair"
    assert "shouted" not in str(told.to_json())
    assert sentence(terms("other", words="Secret")) == "See the manager first"
    assert "Because he shouted" in letter_words(told)
    assert "Secret" in letter_words(terms("email_only", words="Secret"))


@pytest.mark.parametrize("policy", POLICIES)
def test_it_is_looked_at_again_after_the_days_of_the_policy(policy):
    rules = load(policy)
    assert review_on(rules, DAY) == date(2026, 12, 22)
    assert terms_of(rules, "email_only", since=DAY).until == date(2026, 12, 22)
    assert terms_of(rules, " email_only ; nonsense", since=DAY, until=DAY).items[0][0] == "email_only"
    assert "To be reviewed on Tue 22 Dec 2026" in letter_words(terms_of(rules, "email_only", since=DAY))


def test_terms_of_two_restrictions_unite():
    one = terms("email_only", since=DAY)
    other = terms("named_adviser", adviser=NAMED, since=DAY - timedelta(3))
    both = united([one, other])
    assert both.keys == {"email_only", "named_adviser"}
    assert (both.named_adviser, both.since, both.until) == ("p", DAY - timedelta(3), DAY + timedelta(25))
    assert united([one]) is one


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Only with Priya Nair, please", "p"),
        ("only with PRIYA NAIR.", "p"),
        ("Only with Zoë Ellis", "z"),
        ("With Priya Nair or Zoe Ellis", ""),
        ("With somebody", ""),
        ("", ""),
    ],
)
def test_who_is_named_in_the_words(words, found):
    assert adviser_named(words, {"p": "Priya Nair", "z": "Zoe Ellis", "n": ""}) == found
