"""What stands between a case and its closing: every sentence at once, from the policy's own steps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules import closing
from advice_tui.rules.closing import OUTCOME, STATE, Answered, Facts
from tests.factories import POLICIES

SENT, NOT_SENT = Answered("done"), Answered("not_needed", why="no address")


def whole(policy, **over):
    """Facts of a case that may be closed."""
    answers = {
        view.key: Answered("done", choice=view.choices[0][0] if view.choices else "") for view in closing.steps(policy)
    }
    return replace(Facts(words="The extension was granted", answers=answers), **over)


@pytest.fixture(params=POLICIES)
def rules(request):
    return load(request.param)


def test_nothing_is_missing_when_everything_is_answered(rules):
    assert closing.missing(rules, whole(rules)) == []
    assert closing.problems(rules, whole(rules)) == {}


def test_an_untouched_form_lists_every_step_of_the_policy(rules):
    found = closing.problems(rules, Facts())
    assert list(found) == [step.key for step in rules.procedures.closing.steps]
    assert len(closing.missing(rules, Facts())) == len(found) == 4


@pytest.mark.parametrize(
    ("over", "where", "words"),
    [
        ({"promises": ("reply due Thu 26 Nov 16:00",)}, STATE, "Answer the student first"),
        ({"key_dates": ("Appeal deadline, Tue 1 Dec 2026",)}, STATE, "Appeal deadline"),
        ({"no_choice": ("Advice given, Tue 24 Nov",)}, STATE, "choice is not written down"),
        ({"status": "closed"}, STATE, "closed already"),
        ({"words": "  "}, OUTCOME, "say what came of it"),
        ({"words": "x" * 501}, OUTCOME, "at most 500"),
        ({"outcome": "won"}, OUTCOME, "one of the list"),
        ({"function": "maintainer"}, "letter", "this is for"),
    ],
)
def test_one_thing_missing_is_one_sentence(rules, over, where, words):
    found = closing.problems(rules, whole(rules, **over))
    assert words in found[where]
    if where in {STATE, OUTCOME}:
        assert closing.missing(rules, whole(rules, **over)) == [found[where]]


def test_a_key_date_may_be_ended_with_the_case(rules):
    facts = whole(rules, key_dates=("Appeal deadline",), end_dates=True)
    assert closing.missing(rules, facts) == []


@pytest.mark.parametrize(
    ("answer", "fits", "words"),
    [
        (SENT, True, "Sent"),
        (NOT_SENT, True, "Not sent: no address"),
        (Answered("not_needed"), False, ""),
        (Answered("not_needed", why=" "), False, ""),
        (Answered("not_needed", why="x" * 501), False, ""),
        (Answered(), False, ""),
    ],
)
def test_a_letter_is_sent_or_the_reason_is_given(rules, answer, fits, words):
    facts = whole(rules)
    facts = replace(facts, answers={**facts.answers, "letter": answer})
    assert (closing.missing(rules, facts) == []) == fits
    if fits:
        assert dict(closing.words_of(rules, facts))["letter"] == words


def test_what_became_of_the_papers_is_a_choice_of_the_policy(rules):
    (view,) = [view for view in closing.steps(rules) if view.key == "documents"]
    assert [key for key, _ in view.choices] == [choice.key for choice in rules.retention.paper_disposal]
    for key, words in view.choices:
        facts = whole(rules)
        facts = replace(facts, answers={**facts.answers, "documents": Answered("done", choice=key)})
        assert closing.missing(rules, facts) == []
        assert dict(closing.words_of(rules, facts))["documents"] == words
    none = replace(whole(rules), answers={**whole(rules).answers, "documents": Answered("not_needed")})
    assert closing.missing(rules, none) == []
    assert dict(closing.words_of(rules, none))["documents"] == "There were none"
    odd = replace(whole(rules), answers={**whole(rules).answers, "documents": Answered("done", choice="sold")})
    assert "what became of them" in closing.missing(rules, odd)[0]


def test_a_step_of_ones_own_is_one_block_of_the_policy_and_no_code(rules):
    steps = rules.procedures.closing.steps
    more = steps[3].model_copy(
        update={"key": "keys", "label": "Take the locker key back", "does": "acts", "letter": None}
    )
    asked = more.model_copy(update={"key": "badge", "label": "Take the badge back", "optional": True})
    procedure = rules.procedures.closing.model_copy(update={"steps": (*steps, more, asked)})
    changed = rules.model_copy(update={"procedures": rules.procedures.model_copy(update={"closing": procedure})})
    assert closing.missing(changed, whole(rules)) == ["Take the locker key back: not answered yet."]
    done = replace(whole(rules), answers={**whole(rules).answers, "keys": Answered("done")})
    assert closing.missing(changed, done) == []


def test_the_letter_holds_the_outcome_and_nothing_unfilled(rules):
    said = closing.letter(rules, "closing", "The extension was granted")
    assert "The extension was granted. " in said
    assert "{" not in said
    assert "{outcome}" in closing.letter(rules, "closing", " ")
    assert closing.outcome_words(rules, whole(rules)) == "Resolved: The extension was granted."


@given(
    st.lists(st.text(max_size=20), max_size=2),
    st.booleans(),
    st.text(max_size=30),
    st.dictionaries(
        st.sampled_from(["letter", "documents", "feedback", "other"]),
        st.builds(
            Answered,
            st.sampled_from(["", "done", "not_needed"]),
            st.sampled_from(["", "returned"]),
            st.text(max_size=9),
        ),
    ),
)
def test_the_list_and_the_fields_say_the_same(promises, end, words, answers):
    policy = load(POLICIES[0])
    facts = Facts(promises=tuple(promises), end_dates=end, words=words, answers=answers)
    assert bool(closing.missing(policy, facts)) == bool(closing.problems(policy, facts))
    assert all(sentence.strip() for sentence in closing.missing(policy, facts))
    assert " ".join(closing.missing(policy, facts)) == " ".join(closing.problems(policy, facts).values())
