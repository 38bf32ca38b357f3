"""Who a contact is about and how they may be reached."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules.people import ClientDetails, SafeContact
from data.errors import BadInput

PHONE = SafeContact(channels=frozenset({"phone"}), numbers=("07700 900123",), times="after 17:00")
ANN = ClientDetails(name="Ann Lee", student_number="W1234567", email="ann@x.ac.uk", safe_contact=PHONE)

contacts = st.builds(
    SafeContact,
    channels=st.frozensets(st.text(max_size=6)),
    numbers=st.tuples(st.text()),
    times=st.text(),
    voicemail=st.booleans(),
    name_service=st.booleans(),
    note=st.text(),
)


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        (SafeContact(), "No safe contact agreed: ask first"),
        (SafeContact(channels=frozenset({"email"})), "Email only"),
        (SafeContact(channels=frozenset({"post", "email"})), "Email or post"),
        (PHONE, "Phone 07700 900123 (after 17:00) only · no voicemail · do not name the service"),
        (
            SafeContact(frozenset({"phone", "email"}), ("999",), voicemail=True, name_service=True),
            "Email or phone 999",
        ),
    ],
)
def test_the_chip_says_how_and_what_not(contact, words):
    assert contact.instruction() == words


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (("home", "work"), "Email only · may be reached at home and in the office"),
        (("voicemail",), "Email only"),
        (("home", "voicemail", "gym_hall"), "Email only · may be reached at home and at gym hall"),
    ],
)
def test_the_chip_names_places_in_the_policys_words_and_voicemail_is_none(places, words):
    labels = {"home": "At home", "work": "In the office", "voicemail": "On voicemail"}
    assert SafeContact(frozenset({"email"}), places=places).instruction(labels) == words


@pytest.mark.parametrize(
    ("contact", "fields"),
    [
        (PHONE, set()),
        (SafeContact(), set()),
        (SafeContact(channels=frozenset({"fax"})), {"channels"}),
        (SafeContact(channels=frozenset({"phone"})), {"numbers"}),
        (SafeContact(channels=frozenset({"email"}), voicemail=True), {"channels"}),
        (SafeContact(channels=frozenset({"phone"}), numbers=("me",)), {"numbers"}),
        (SafeContact(channels=frozenset({"phone"}), numbers=tuple("123456")), {"numbers"}),
        (SafeContact(times="x" * 501, note="y" * 501), {"times", "note"}),
    ],
)
def test_problems_of_a_contact_instruction(contact, fields):
    assert set(contact.problems()) == fields


def test_texts_are_cleaned_when_the_value_is_made():
    contact = SafeContact(numbers=(" 999\u202e", "999", "\x00"), times="\u200b", note="a\r\nb\x1b")
    assert (contact.numbers, contact.times, contact.note) == (("999",), "", "a\nb")
    person = ClientDetails(name="Ann\x1b[31m", known_as="\u3164", student_number=" w 1", email=" a@b.uk\n")
    assert (person.name, person.known_as, person.student_number, person.email) == ("Ann[31m", "", "w1", "a@b.uk")


@pytest.mark.parametrize(
    ("person", "fields"),
    [
        (ANN, set()),
        (ClientDetails(name="\u200b"), {"name"}),
        (ClientDetails(name="x" * 121, known_as="y" * 121), {"name", "known_as"}),
        (
            ClientDetails(name="A", student_number="no number", email="a@b", phone="me"),
            {"student_number", "email", "phone"},
        ),
        (ClientDetails(name="A", safe_contact=SafeContact(channels=frozenset({"email"}))), {"email"}),
        (ClientDetails(name="A", safe_contact=SafeContact(channels=frozenset({"phone"}))), {"safe_contact.numbers"}),
    ],
)
def test_problems_of_a_person(person, fields):
    assert set(person.problems()) == fields
    assert all(problem.endswith(".") for problem in person.problems().values())


@pytest.mark.parametrize(
    ("other", "speaks"),
    [
        (ClientDetails(name="Bob", student_number="Ｗ1234567"), ("student_number",)),
        (ClientDetails(name="Bob", email="Ann@X.ac.uk"), ("email",)),
        (ClientDetails(name="ANN\xa0 LEE"), ("name",)),
        (ClientDetails(name="аnn lee"), ()),
        (ClientDetails(name="Bob"), ()),
    ],
)
def test_what_speaks_for_one_person(other, speaks):
    assert ANN.same_as(other) == speaks


def test_how_a_person_is_called():
    assert (ANN.called, ANN.initials) == ("Ann Lee", "A.L.")
    assert ClientDetails(name="Ann Lee", known_as="Sam").called == "Sam"
    assert ANN.with_safe_contact(SafeContact()).safe_contact == SafeContact()


@given(contacts, st.text(), st.text())
def test_documents_come_back(contact, name, number):
    person = ClientDetails(name=name, student_number=number, safe_contact=contact)
    document = json.loads(json.dumps(person.to_json()))
    assert document["v"] == 1
    assert ClientDetails.from_json(document) == person
    assert "\n" not in contact.instruction()


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"v": 2},
        [],
        None,
        {"v": 1, "name": 3},
        {"v": 1, "safe_contact": []},
        {"v": 1, "safe_contact": {"v": 1, "numbers": [1]}},
    ],
)
def test_other_documents_are_refused(document):
    with pytest.raises(BadInput):
        ClientDetails.from_json(document)
