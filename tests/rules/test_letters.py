"""What a letter must say, what a template may hold, which names are found: by table and by property."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.policy.records import COMMON_FIELDS
from advice_tui.rules import letters
from advice_tui.rules.letters import FREE, LABELS, NAMES_NOBODY, TITLES
from tests.factories import FIRST, POLICIES, SECOND

VALUES = {
    "decision": "withdrawn",
    "reason": "You missed four appointments without notice",
    "terms": "Email only, one contact a week",
    "review": "Tue 22 Dec 2026",
    "scope": "for everything we do",
    "providers": "Citizens Advice, 0800 144 8848",
    "outcome": "Your appeal was upheld.",
    "promise": "Tue 8 Dec 2026",
    "statutory": "Thu 24 Dec 2026",
    "code": "K7-22",
}
PEOPLE = ("Zelda Quux", "Priya Nair\nAdviser")


def whole(policy, key, values=VALUES):
    return letters.composed(policy, key, letters.own_text(policy, key), values, PEOPLE)


def wanted(policy, key):
    return {part.key for part in letters.parts(policy, key, VALUES) if part.needed}


@pytest.fixture(params=POLICIES)
def union(request):
    return load(request.param)


@pytest.mark.parametrize(
    ("policy", "key", "keys"),
    [
        (FIRST, "restriction", {"reason", "terms", "review", "complaints"}),  # I-45
        (SECOND, "restriction", {"reason", "terms", "review", "complaints"}),
        (FIRST, "withdrawal", {"reason", "scope", "providers", "complaints"}),  # I-48
        (SECOND, "withdrawal", {"decision", "reason", "scope", "providers", "complaints"}),  # L-39.2, L-39.3, L-39.6
        (SECOND, "warning", {"reason"}),  # L-36
        (SECOND, "breach", {"complaints"}),  # L-27
        (FIRST, "conflict", {"complaints", "policy"}),  # I-42
        (SECOND, "conflict", {"complaints", "policy"}),  # L-44
        (FIRST, "conflict_no_reason", {"complaints"}),
        (FIRST, "welcome", {"statement", "version"}),  # I-4
        (SECOND, "welcome", {"statement", "signature", "version"}),  # L-12, L-16, L-17
        (FIRST, FREE, set()),
    ],
)
def test_what_each_letter_owes_the_student(policy, key, keys):
    assert wanted(load(policy), key) == keys


@pytest.mark.parametrize("key", TITLES)
def test_a_letter_filled_in_says_all_and_one_without_a_part_names_it(union, key):
    text = whole(union, key)
    parts = letters.parts(union, key, VALUES)
    assert letters.missing(parts, text) == ()
    assert "{" not in text
    for part in parts:
        if part.needed:
            left_out = letters.squeezed(text).replace(letters.squeezed(part.value), "")
            said = letters.missing(parts, left_out)
            assert any(part.label in sentence for sentence in said), part.key


def test_the_sentence_names_what_is_missing(union):
    parts = letters.parts(union, "restriction", {**VALUES, "terms": "email only, one contact a week"})
    text = whole(union, "restriction", {**VALUES, "terms": "otherwise"})
    assert letters.missing(parts, text) == ("The letter must say the terms: email only, one contact a week",)
    assert letters.missing(parts, "") != ()
    nothing = letters.parts(union, "restriction", {})
    assert "The letter must say the reason: it is not filled in yet." in letters.missing(nothing, text)


def test_spaces_and_lines_are_forgiven_case_is_not(union):
    parts = letters.parts(union, "warning", {"reason": "You  missed\nfour appointments"})
    assert letters.missing(parts, "Because you: You missed   four\n\nappointments.") == ()
    assert letters.missing(parts, "you missed four appointments") != ()


def test_what_is_not_filled_in_stays_in_braces_and_is_told(union):
    text = whole(union, "withdrawal", {"reason": "Because"})
    assert "{providers}" in text
    parts = letters.parts(union, "withdrawal", {"reason": "Because"})
    said = " ".join(letters.missing(parts, text))
    assert "other advice providers: it is not filled in yet" in said


@pytest.mark.parametrize(
    "hostile", ["{terms}", "{{ 7*7 }}", "{% for x in y %}", "{reason}", '#read("/etc/passwd")', "{"]
)
def test_hostile_values_are_words(union, hostile):
    values = {**VALUES, "reason": f"Because {hostile} of it"}
    text = letters.composed(union, "restriction", letters.own_text(union, "restriction"), values, (hostile, hostile))
    assert f"Because {hostile} of it" in text
    assert f"Dear {hostile}," in text
    assert letters.missing(letters.parts(union, "restriction", values), text) == ()


def test_a_welcome_prints_the_configured_texts_with_their_version(union):
    text = whole(union, "welcome")
    assert letters.squeezed(union.texts.confidentiality_statement) in letters.squeezed(text)
    assert f"Version {union.version} of our policy" in text
    if union.texts.email_signature:
        assert union.texts.email_signature.strip() in text
        assert text.count(union.texts.confidentiality_statement) == 1


def test_an_e_mail_goes_with_the_text_of_the_policy_a_letter_by_post_without():
    union = load(SECOND)
    assert letters.as_sent(union, "Dear Zelda", "email").endswith(union.texts.email_signature.strip())
    assert letters.as_sent(union, letters.as_sent(union, "Dear Zelda", "email"), "email").count("prohibited") == 1
    assert letters.as_sent(union, "Dear Zelda", "post") == "Dear Zelda"
    assert letters.as_sent(load(FIRST), "Dear Zelda", "email") == "Dear Zelda"


def test_values_that_change_take_the_place_of_the_old_ones():
    text = "The reason: {reason}. The terms: email only."
    before = {"terms": "email only"}
    assert letters.refilled(text, before, {"reason": "late", "terms": "no telephone"}) == (
        "The reason: late. The terms: no telephone."
    )
    assert letters.refilled(text, before, {"terms": "email only"}) == text


# Templates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", TITLES)
def test_the_policys_own_texts_are_good_templates(union, key):
    assert letters.template_problems(union, key, letters.own_text(union, key)) == ()


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("restriction", "The terms: {terms} {review} {complaints}", "This letter must hold {reason}"),
        ("restriction", "{reason} {terms} {review} {complaints} {name}", "{name} cannot be filled in here"),
        ("withdrawal", "{reason} {scope} {providers}", "owed the complaints procedure in writing"),
        ("conflict", "{reason} {complaints}", "{reason} cannot be filled in here"),
        ("conflict", "{complaints} {{ other.name }}", "cannot be filled in here"),
        ("warning", "{reason} {__class__}", "{__class__} cannot be filled in here"),
        ("closing", "   ", "The template is empty."),
    ],
)
def test_a_template_that_does_not_fit_is_told_why(key, text, said):
    assert said in " ".join(letters.template_problems(load(FIRST), key, text))


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("We advise Taylor Lee already.", "Taylor Lee", True),
        ("lee, taylor", "Taylor Lee", True),
        ("We spoke with TAYLOR\nLEE", "Taylor Lee", True),
        ("Zoë Müller asked", "Zoe Muller", True),
        ("Taylors Leeway", "Taylor Lee", False),
        ("Taylor and Sam Lee", "Taylor Lee", False),
        ("about w1234567.", "W1234567", True),
        ("number W 123 4567", "w1234567", True),
        ("w12345678", "w1234567", False),
        ("write to T.Lee@Example.org today", "t.lee@example.org", True),
        ("xt.lee@example.org", "t.lee@example.org", False),
        ("", "Taylor Lee", False),
        ("anything", "  ", False),
    ],
)
def test_names_are_found_whatever_their_dress(text, name, found):
    assert letters.found_names(text, (name,)) == ((name,) if found else ())


def test_a_single_word_of_a_name_is_only_a_question():
    names = ("Taylor Young", "w1234567", "young@example.org")
    assert letters.perhaps_named("Ms Young said that the young may", names) == ("Young",)
    assert letters.perhaps_named("the young may", names) == ()
    assert letters.found_names("Ms Young said", names) == ()


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60)


@given(reason=WORDS, terms=WORDS, name=WORDS)
def test_whatever_is_filled_in_stands_there_or_is_told(reason, terms, name):
    policy = load(FIRST)
    values = {"reason": reason, "terms": terms, "review": "Tue 22 Dec 2026"}
    text = letters.composed(policy, "restriction", letters.own_text(policy, "restriction"), values, (name, name))
    said = letters.missing(letters.parts(policy, "restriction", values), text)
    for key in ("reason", "terms"):
        told = any(LABELS[key] in sentence for sentence in said)
        assert told == (not values[key].strip())


@given(text=WORDS, key=st.sampled_from(sorted(set(TITLES) - {FREE})))
def test_a_template_that_passes_fills_in_whole(text, key):
    policy = load(SECOND)
    body = f"{letters.own_text(policy, key)}\n{text}"
    if letters.template_problems(policy, key, body):
        return
    filled = letters.composed(policy, key, body, VALUES, PEOPLE)
    assert letters.missing(letters.parts(policy, key, VALUES), filled) == ()
    assert not any(f"{{{name}}}" in filled for name in COMMON_FIELDS)


@given(text=WORDS, names=st.lists(WORDS, max_size=3))
def test_looking_for_names_never_fails(text, names):
    found = letters.found_names(text, tuple(names))
    assert set(found) <= set(names)
    letters.perhaps_named(text, tuple(names))


def test_conflict_letters_name_nobody():
    assert {"conflict", "conflict_no_reason"} == NAMES_NOBODY
