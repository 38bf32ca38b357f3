"""Invented students: names of many kinds, numbers nobody has, addresses at example.org."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from anyascii import anyascii

from advice_tui.casework.practice.stories import words
from advice_tui.rules.text import fold


@dataclass(frozen=True)
class Student:
    """An invented student."""

    name: str
    known_as: str
    number: str
    email: str
    phone: str
    contact_note: str
    voicemail_ok: bool


_NO_PHONE = "e-mail only"
_NOTES = ("", "", "", "", "mobile only, after 5", "not at home", _NO_PHONE, "ring after 11, no messages")


def student(random: Random, n: int) -> Student:
    """Invent student number ``n``: the telephone numbers are Ofcom's for drama, the addresses reserved ones."""
    first, last = random.choice(words("first names")), random.choice(words("last names"))
    letters = anyascii(fold(f"{first}.{last}")).casefold()
    plain = "".join(char for char in letters if char.isalnum() or char == ".")
    note = random.choice(_NOTES)
    return Student(
        name=f"{first} {last}",
        known_as=anyascii(first) if not first.isascii() and random.random() < 0.2 else "",
        number=f"{21_000_000 + n:08d}",
        email=f"{plain.strip('.') or 'student'}{n}@example.org",
        phone="" if note == _NO_PHONE else f"07700 900{random.randrange(1000):03d}",
        contact_note=note,
        voicemail_ok=not note,
    )
