"""Invented names, questions and answers: they stand in ``words.txt``, a line each, under headings."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from random import Random


@cache
def words(heading: str) -> tuple[str, ...]:
    """Give the lines under a heading of ``words.txt``."""
    text = files(__package__).joinpath("words.txt").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"[{heading}]\n")
    return tuple(line for line in rest.partition("\n[")[0].splitlines() if line)


def question(random: Random) -> str:
    """Invent what a student asks."""
    return f"{random.choice(words('questions'))} {random.choice(words('details'))}"


def answer(random: Random) -> str:
    """Invent what an adviser answers."""
    return random.choice(words("answers"))


def note(random: Random) -> str:
    """Invent what an adviser notes for the file."""
    return random.choice(words("notes"))
