"""Calls: which numbers may be rung and when, what may be said there, and safe times as students say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules import calls
from advice_tui.rules.calls import Number, digits, forbidden, ring, voicemail_refusal
from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.safe_times import outside
from tests.factories import at

MORNING, EVENING, SATURDAY = at(2026, 11, 24, 10, 20), at(2026, 11, 24, 17, 30), at(2026, 11, 28, 11)
SCRIPT = "Hello, may I speak to the person I am ringing, please?"
MOBILE, HOME, OTHER = "07700 900123", "020 7946 0000", "07700 900999"


@pytest.mark.parametrize(
    ("times", "morning", "evening"),
    [
        ("after 5", True, False),
        ("mobile only, after five", True, False),
        ("after 17:00 please", True, False),
        ("before 12", False, True),
        ("9-5", False, True),
        ("9.30 to 11", False, True),
        ("between 2 and 4", True, True),
        ("from 5 until 7pm", True, False),
        ("evenings", True, False),
        ("mornings or evenings", False, False),
        ("mon-fri 9-12", False, True),
        ("wed to fri", True, True),
        ("thu–tue", False, False),
        ("weekdays after 5", True, False),
        ("tuesdays", False, False),
        ("after 5 or before 11", False, False),
    ],
)
def test_safe_times_as_students_say_them(times, morning, evening):
    assert (outside(times, MORNING), outside(times, EVENING)) == (morning, evening)


@pytest.mark.parametrize(
    "times", ["", "any time", "not at home", "not before 5", "when she is alone", "mon, tue after 5", "5", "after", "-"]
)
def test_what_is_not_understood_is_only_shown(times):
    """L-23: nothing is guessed from words such as "not at home"."""
    assert outside(times, MORNING) is None


def test_days_of_the_week_count():
    assert outside("weekdays 9-5", SATURDAY) is True
    assert outside("weekends", SATURDAY) is False


WORDS = ["after", "before", "mon", "fri", "-", "to", "and", "between", "5", "9.30", "2pm", "or", ",", "evenings", "not"]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)))
def test_reading_safe_times_never_raises(text):
    assert outside(text, MORNING) in {True, False, None}


def agreed(**over):
    given = {"channels": {"phone"}, "numbers": (MOBILE,), "times": "after 5"} | over
    return SafeContact(**given)


def test_only_agreed_numbers_with_their_times_and_the_script():
    """Scenario 23: L-23."""
    found = ring(agreed(), "", "", SCRIPT, MORNING)
    assert found.numbers == (Number(MOBILE, "after 5", outside=True),)
    assert (found.voicemail, found.script, found.outside) == (False, SCRIPT, True)
    assert not ring(agreed(), "", "", SCRIPT, EVENING).outside
    assert calls.outside_words(found.numbers[0], MORNING) == "Now, 10:20, is outside the safe times."


def test_a_number_given_with_a_message_holds_for_it_and_its_times_for_that_number():
    found = ring(agreed(), OTHER, "before 12", SCRIPT, MORNING)
    assert [(one.number, one.given, one.outside) for one in found.numbers] == [
        (OTHER, True, False),
        (MOBILE, False, True),
    ]
    same = ring(agreed(), "+44 7700 900123", "before 12", SCRIPT, MORNING)
    assert same.numbers == (Number(MOBILE, "before 12", outside=False),)


def test_a_telephone_that_is_not_allowed_gives_no_number_at_all():
    assert ring(SafeContact(frozenset({"email"})), "", "", SCRIPT, MORNING).numbers == ()


def test_voicemail_only_where_it_was_agreed():
    """Scenario 23: L-23."""
    assert voicemail_refusal(ring(agreed(), "", "", SCRIPT, MORNING), MOBILE) == calls.NO_VOICEMAIL
    allowed = ring(agreed(voicemail=True), OTHER, "", SCRIPT, MORNING)
    assert voicemail_refusal(allowed, MOBILE) == ""
    assert voicemail_refusal(allowed, OTHER) == calls.NO_VOICEMAIL_THERE


def test_who_agreed_to_it_is_told_the_services_name():
    assert ring(agreed(name_service=True), "", "", SCRIPT, MORNING).script == ""


def test_a_number_on_file_that_was_not_agreed_is_forbidden():
    details = ClientDetails("Amira Khan", phone=HOME, safe_contact=agreed(), also=(("phone", OTHER),))
    assert [forbidden(details, number) for number in (HOME, OTHER, MOBILE, "01632 960000")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("number", ["+44 7700 900123", "0044 7700 900123", "07700-900123", "07700 900123 ext 4"])
def test_numbers_are_compared_by_their_national_digits(number):
    assert digits(number) == digits(MOBILE)
