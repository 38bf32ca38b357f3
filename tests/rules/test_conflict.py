"""Who opposes whom, however a name is written; who came first; what comes next under each way of dealing with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules.case_details import Party
from advice_tui.rules.conflict import (
    AFTER_START,
    FOR_MANAGER,
    NOT_BOTH,
    WORDS,
    Contact,
    Facts,
    Known,
    Person,
    first_come,
    matches,
    next_actions,
    same_person,
    sound,
    sounds_alike,
)
from advice_tui.rules.working_days import LONDON
from tests.factories import FIRST, SECOND

S = Person(("Zelda Quux",), ("w7654321",), ("zelda.quux@example.org",))
T = Person(("Tariq Aziz",), ("w1112223",), ("tariq@example.org",))


def named(name, side="opposing", **more):
    return Party(name, side, **more)


def case_of(client, *parties, incidents=(), matter="a"):
    return Known.of(client, parties, incidents=incidents, matter=matter)


A = case_of(S, named("Tariq Aziz"))


@pytest.mark.parametrize(
    ("about", "kinds"),
    [
        (case_of(T, matter="b"), {"name"}),
        (case_of(T, named("Zelda Quux"), matter="b"), {"name"}),
        (case_of(T, named("someone", student_number="W7654321"), matter="b"), {"number", "name"}),
        (case_of(T, named("someone", email="Zelda.Quux@Example.org"), matter="b"), {"email", "name"}),
        (case_of(replace(T, names=("Tarik Azíz",)), matter="b"), {"similar"}),
        (case_of(replace(T, names=("AZIZ, Tariq",)), matter="b"), {"similar"}),
        (case_of(Person(("Somebody Else",)), matter="b"), set()),
        (case_of(Person(("Somebody Else",)), named("Zelda Quux", "witness"), matter="b"), set()),
        (case_of(Person(("Somebody Else",)), named("Zelda Quux", "with_client"), matter="b"), set()),
        (case_of(Person(("Somebody Else",)), named("Tariq Aziz", "with_client"), matter="b"), {"name"}),
        (case_of(Person(("Somebody Else",)), named("Tariq Aziz"), matter="b"), set()),
        (case_of(S, named("Tariq Aziz"), matter="b"), set()),
    ],
    ids=[
        "the one we oppose asks for advice",
        "both name each other",
        "by student number",
        "by e-mail address",
        "accents and spelling",
        "another order",
        "a stranger",
        "a witness opposes nobody",
        "who supports our student is on her side",
        "who stands with the one we oppose",
        "two students against the same one are no conflict",
        "the same student again",
    ],
)
def test_the_other_side(about, kinds):
    assert {match.kind for match in matches(about, [A])} == kinds
    assert {match.kind for match in matches(A, [about])} == kinds
    assert all(match.words == WORDS[match.kind] for match in matches(about, [A]))


def test_a_linked_incident_is_the_same_case_unless_they_stand_on_one_side():
    one, two = (case_of(who, incidents=["x+y"], matter=name) for who, name in ((S, "a"), (T, "b")))
    assert [match.kind for match in matches(one, [two])] == ["incident"]
    assert not matches(one, [replace(two, incidents=frozenset({"other"}))])
    with_her = case_of(T, named("Zelda Quux", "with_client"), incidents=["x+y"], matter="b")
    assert not matches(one, [with_her])
    apart = load(FIRST).conflict.model_copy(update={"group_is_one_party": False})
    assert [match.kind for match in matches(one, [with_her], apart)] == ["incident"]
    only_named = load(FIRST).conflict.model_copy(update={"same_case": ("opposing_party",)})
    assert not matches(one, [two], only_named)


def test_two_student_numbers_that_differ_are_two_people_whatever_their_name():
    other = replace(T, numbers=("w9999999",))
    assert same_person(T, other) is None
    assert same_person(T, replace(other, numbers=())) == "email"
    assert same_person(Person(("Tariq Aziz",)), T) == "name"
    assert same_person(Person(("Tariq",)), T) is None


def test_a_match_names_nobody():
    (match,) = matches(case_of(T, matter="b"), [A])
    assert "Tariq" not in match.words
    assert "Zelda" not in match.words
    assert (match.strength, match.id) == ("likely", "a")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Mohammed Khan", "Muhammad Kahn", True),
        ("Catherine Smyth", "Kathryn Smith", True),
        ("Olena Shevchenko", "Олена Шевченко", True),
        ("Oleksandr Koval", "Alexander Kowal", True),
        ("Yusuf Demir", "Youssef Demir", True),
        ("Philip Stephens", "Filip Stevens", False),
        ("Ana Maria Lopez", "Ana Lopez", True),
        ("Tom Lee", "Tim Lowe", False),
        ("Zelda Quux", "Tariq Aziz", False),
        ("Tariq", "Tarik", False),
    ],
)
def test_how_names_sound(one, other, alike):
    assert sounds_alike(one, other) is alike
    assert sounds_alike(other, one) is alike


def test_short_words_stand_for_themselves():
    assert sound("lee") != sound("li")
    assert sound("") == ""


PEOPLE = st.builds(
    Person,
    st.lists(st.text(max_size=40), max_size=3).map(tuple),
    st.lists(
        st.sampled_from(["", "w7654321", "W 765 4321", "\u202ex", "0" * 200]) | st.text(max_size=12), max_size=2
    ).map(tuple),
    st.lists(st.sampled_from(["", "a@b.example", "A@B.example", "[/]@x"]) | st.text(max_size=20), max_size=2).map(
        tuple
    ),
)
MATTERS = st.builds(
    Known,
    PEOPLE,
    st.lists(PEOPLE, max_size=2).map(tuple),
    st.lists(PEOPLE, max_size=2).map(tuple),
    st.frozensets(st.sampled_from(["x", "y"])),
    st.sampled_from(["", "a", "b"]),
)


@given(MATTERS, MATTERS)
def test_what_one_finds_of_the_other_the_other_finds_too(one, other):
    assert {(m.kind, m.strength) for m in matches(one, [other])} == {
        (m.kind, m.strength) for m in matches(other, [one])
    }


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_is_too_hostile(one, other):
    about = Known(Person((one, other), (other,), (one,)), opposing=(Person((other,), (one,), (other,)),))
    assert not matches(about, [about]) or one or other
    sounds_alike(one, other)
    sound(one)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéüñ' -", min_size=1, max_size=30))
def test_accents_and_case_are_forgiven(name):
    loud = name.upper().replace("É", "E").replace("Ü", "U").replace("Ñ", "N")
    if name.strip(" '-"):
        assert same_person(Person((name,)), Person((loud,))) in {"name", "similar"}


# Who came first -------------------------------------------------------------------------------------------------------

TEN = datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)


def test_the_earliest_receipt_is_first_whatever_the_order_they_are_told_in():
    contacts = [Contact("b", TEN + timedelta(minutes=5)), Contact("a", TEN), Contact("c", TEN + timedelta(hours=2))]
    found = first_come(contacts)
    assert (found.first, found.later, found.tie) == ("a", ("b", "c"), ())
    assert first_come(contacts[::-1]) == found
    assert first_come([]).first == ""
    assert first_come(contacts, "c").first == "a"  # nobody chooses where the clock has decided


def test_two_of_one_minute_are_a_tie_that_is_chosen():
    contacts = [Contact("a", TEN), Contact("b", TEN + timedelta(seconds=40))]
    found = first_come(contacts)
    assert (found.first, found.later, set(found.tie)) == ("", (), {"a", "b"})
    assert first_come(contacts, "b").first == "b"
    assert first_come(contacts, "b").later == ("a",)
    assert first_come(contacts, "z").first == ""


# What comes next ------------------------------------------------------------------------------------------------------


def keys(policy, circumstance="other_student", **facts):
    settings_ = load(policy)
    found = next_actions(settings_.conflict, settings_.procedures.conflict, circumstance, Facts(**facts))
    return [(one.key, one.why_not) for one in found]


def test_first_come_begins_with_saying_it_and_needs_both_sides():
    listed = dict(keys(FIRST))
    assert list(listed) == ["start", "first_come", "wall", "wording", "letter", "information"]
    assert listed["start"] == ""
    assert listed["information"] == ""
    assert listed["first_come"] == NOT_BOTH
    assert listed["letter"] == AFTER_START
    assert dict(keys(FIRST, running=True, others=1))["wall"] == FOR_MANAGER
    later = dict(
        keys(FIRST, running=True, others=1, manager=True, taken=frozenset({"identify", "first_come", "wording"}))
    )
    assert list(later) == ["wall", "letter", "information"]
    assert set(later.values()) == {""}


def test_separate_advisers_is_the_managers():
    listed = dict(keys(SECOND, running=True, others=1))
    assert listed["allocate"] == listed["none_free"] == FOR_MANAGER
    listed = dict(keys(SECOND, running=True, others=1, manager=True))
    assert list(listed) == ["allocate", "none_free", "wording", "letter", "alternatives", "policy", "information"]
    assert listed["allocate"] == ""
    done = frozenset({"identify", "allocate", "wall"})
    assert "none_free" not in dict(keys(SECOND, running=True, others=1, manager=True, taken=done))


@pytest.mark.parametrize("policy", [FIRST, SECOND])
def test_a_conflict_with_the_service_and_one_that_is_settled(policy):
    assert next(iter(dict(keys(policy, "service", running=True, manager=True)))) == "impartial"
    assert keys(policy, settled=True) == []
    assert not {"wall", "allocate", "first_come"} & set(dict(keys(policy, no_case=True)))
