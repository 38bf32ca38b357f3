"""What stands between a case and its closing: the same sentences are shown before and refuse it.

1. No promise is open: the student is not left without an answer (I-6, I-10; L-3, L-5).
2. No key date is open, unless it is ended with the case. The day on which to ask after a student ends by itself.
3. Every advice note shows the student's own choice where the policy asks for it (I-3; L-2).
4. Every step of the policy's closing procedure is answered: done, or not needed and why. Steps are data; one that sends
   a letter puts it on the file, one that records a choice takes it from the policy, the fate of papers from its list
   (I-14, I-18; L-20, L-21). A step is answered only by a function that the policy lets take it.
5. A paper of the student's that is still held is named, and closing says what becomes of it (I-14; L-20, L-21).
6. The outcome is recorded in words that the student may read, for the closing letter holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from advice_tui.policy import Policy
from advice_tui.policy.conduct import Step
from advice_tui.policy.parts import Choice
from advice_tui.rules.text import Limit, over_limit

OUTCOME: Final = "outcome"
"""The step that records what came of the case."""
OUTCOMES: Final[tuple[tuple[str, str], ...]] = (
    ("resolved", "Resolved"),
    ("advised", "Advised"),
    ("partly", "Partly resolved"),
    ("referred", "Referred on"),
    ("not_resolved", "Not resolved"),
    ("ended", "Student did not go on"),
)
"""What may come of a case: what is stored, and what is shown. A policy whose step has options replaces the list."""
Answer = Literal["", "done", "not_needed"]
STATE: Final = "state"
"""The field of what stands in the state of the case itself, and in no step."""


@dataclass(frozen=True)
class Answered:
    """How a step was answered: done, not needed or nothing yet; the choice it records; why it was not needed."""

    state: Answer = ""
    choice: str = ""
    why: str = ""


@dataclass(frozen=True)
class Facts:
    """All that closing looks at. What is open, not chosen or still held is given in the words that name it.

    ``became`` is what became of the paper that was settled last (a key of the policy's list), or empty.
    """

    status: str = "open"
    function: str = "adviser"
    promises: tuple[str, ...] = ()
    key_dates: tuple[str, ...] = ()
    no_choice: tuple[str, ...] = ()
    end_dates: bool = False
    outcome: str = OUTCOMES[0][0]
    words: str = ""
    answers: Mapping[str, Answered] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    became: str = ""


@dataclass(frozen=True)
class StepView:
    """A step of closing as a form asks it: ``choices`` (key, words) are the ways in which it is done.

    ``text`` names the policy's text that tells the client, or is empty; ``done`` and ``undone`` word its two answers.
    ``papers`` says that it records what became of the student's papers.
    """

    key: str
    label: str
    choices: tuple[tuple[str, str], ...]
    text: str
    done: str
    undone: str
    papers: bool = False


def steps(policy: Policy) -> tuple[StepView, ...]:
    """Give the steps of the policy's closing procedure after the outcome, in its order."""
    return tuple(_view(policy, step) for step in policy.procedures.closing.steps if step.key != OUTCOME)


def _view(policy: Policy, step: Step) -> StepView:
    choices = tuple((option.key, option.label) for option in _options(policy, step))
    text = step.letter if step.letter and step.does == "tells_client" else ""
    if choices:
        return StepView(step.key, step.label, choices, text, "", "There were none", papers=_of_papers(step))
    sends = step.does in {"tells_client", "asks_client"} or step.letter is not None
    done, undone = ("Sent", "Not sent") if sends else ("Done", "Not needed")
    return StepView(step.key, step.label, (), text, done, undone)


def _of_papers(step: Step) -> bool:
    """Whether a step records what became of papers: a choice without a list of its own takes the policy's."""
    return any(entry.kind == "choice" and not entry.options for entry in step.records)


def _options(policy: Policy, step: Step) -> tuple[Choice, ...]:
    for entry in step.records:
        if entry.kind == "choice":
            return tuple(entry.options or policy.retention.paper_disposal)
    return ()


def outcomes(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Give what may come of a case, as (key, words)."""
    step = policy.procedures.closing.step(OUTCOME)
    named = [option for entry in (step.records if step else ()) for option in entry.options]
    return tuple((option.key, option.label) for option in named) or OUTCOMES


def problems(policy: Policy, facts: Facts) -> dict[str, str]:
    """Give every sentence that stands between a case and its closing, by field.

    The fields are the keys of steps, and ``STATE`` for the case itself; empty means it may be closed.
    """
    found: dict[str, str | None] = {STATE: " ".join(_state(policy, facts)) or None}
    for step in policy.procedures.closing.steps:
        found[step.key] = _outcome(policy, facts) if step.key == OUTCOME else _step(policy, step, facts)
    return {name: sentence for name, sentence in found.items() if sentence}


def missing(policy: Policy, facts: Facts) -> list[str]:
    """Give what is missing before a case may be closed, one sentence each; empty means nothing is."""
    by_field = problems(policy, facts)
    by_field.pop(STATE, None)
    return [*_state(policy, facts), *by_field.values()]


def _state(policy: Policy, facts: Facts) -> list[str]:
    found = ["The case is closed already."] if facts.status == "closed" else []
    found += [f"A promise is open: {words}. Answer the student first." for words in facts.promises]
    if not facts.end_dates:
        found += [f"A key date is open: {words}. End it with the case, or wait for it." for words in facts.key_dates]
    found += [f"The student's choice is not written down: {words}. Correct the note." for words in facts.no_choice]
    if not any(view.papers for view in steps(policy)):
        found += [f"A paper is still here: {words}. Say what becomes of it (g)." for words in facts.papers]
    return found


def _outcome(policy: Policy, facts: Facts) -> str | None:
    if facts.outcome not in {key for key, _ in outcomes(policy)}:
        return "Outcome: choose one of the list."
    if not facts.words.strip():
        return "Outcome: say what came of it, in words the student may read."
    return over_limit(facts.words, "Outcome", Limit.SHORT)


def _step(policy: Policy, step: Step, facts: Facts) -> str | None:
    answer = facts.answers.get(step.key, Answered())
    view = _view(policy, step)
    if not answer.state:
        return None if step.optional else f"{step.label}: not answered yet."
    if facts.function not in step.by:
        titles = policy.roles.titles
        return f"{step.label}: this is for {' or '.join(titles.get(one, one) for one in step.by)}."
    if answer.state == "done":
        if view.choices and answer.choice not in {key for key, _ in view.choices}:
            return f"{step.label}: choose what became of them."
        return None
    if view.papers and facts.papers:
        return f"{step.label}: still here: {'; '.join(facts.papers)}. Say what becomes of them."
    if not view.choices and not answer.why.strip():
        return f"{step.label}: say why not."
    return over_limit(answer.why, step.label, Limit.SHORT)


def words_of(policy: Policy, facts: Facts) -> tuple[tuple[str, str], ...]:
    """Give each answered step (its key) with the words that are kept of it: "Sent", "Not sent: no safe address"."""
    kept = []
    for view in steps(policy):
        answer = facts.answers.get(view.key, Answered())
        if answer.state == "done":
            kept.append((view.key, dict(view.choices).get(answer.choice) or view.done))
        elif answer.state:
            kept.append((view.key, f"{view.undone}: {answer.why.strip()}" if answer.why.strip() else view.undone))
    return tuple(kept)


def outcome_words(policy: Policy, facts: Facts) -> str:
    """Give the outcome as the file keeps it: "Resolved: The extension was granted."."""
    label = dict(outcomes(policy)).get(facts.outcome, facts.outcome)
    return f"{label}: {sentence_of(facts.words)}"


def letter(policy: Policy, text: str, words: str) -> str:
    """Give one of the policy's texts for this outcome; words that are not known yet stand in braces."""
    said = sentence_of(words)
    return policy.fill(text, **({"outcome": said} if said else {}))


def sentence_of(words: str) -> str:
    """Give words as a sentence: with a full stop when they end with none."""
    said = words.strip()
    return said if not said or said[-1] in ".!?…" else f"{said}."
