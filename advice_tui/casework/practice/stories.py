"""Invented names, questions and answers: they stand in ``words.txt``, a line each, under headings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from advice_tui.policy import Policy

ELSE = "other"
"""The heading of what belongs to no other topic."""


@dataclass(frozen=True)
class Story:
    """What a student comes with: the topic of the policy, what it is about in a few words, what she writes."""

    topic: str
    about: str
    text: str


@cache
def words(heading: str) -> tuple[str, ...]:
    """Give the lines under a heading of ``words.txt``; nothing when there is none."""
    text = files(__package__).joinpath("words.txt").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"[{heading}]\n")
    return tuple(line for line in rest.partition("\n[")[0].splitlines() if line)


def story(random: Random, policy: Policy) -> Story:
    """Invent what a student asks, on a topic of the policy."""
    topic = random.choice(policy.topics).key
    about, _, text = random.choice(words(topic) or words(ELSE)).partition(" | ")
    return Story(topic, about, f"{text} {random.choice(words('details'))}")


def answer(random: Random) -> str:
    """Invent what an adviser answers."""
    return random.choice(words("answers"))


def note(random: Random) -> str:
    """Invent what an adviser notes for the file."""
    return random.choice(words("notes"))


def options(random: Random) -> tuple[str, ...]:
    """Invent the options that were given; the student chose the first."""
    return tuple(random.choice(words("options")).split(" | "))


def outcome(random: Random) -> str:
    """Invent how a case ended."""
    return random.choice(words("outcomes"))
