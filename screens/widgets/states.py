"""How a promise's state looks everywhere: a glyph, a word, and only then a colour."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from screens.theme import glyph
from screens.widgets.said import said

SIGNS: dict[str, tuple[str, str, str]] = {
    "calm": ("□", "calm", "calm"),
    "amber": ("●", "amber", "amber"),
    "red": ("⚑", "late", "red"),
    "answered": ("✓", "answered", "info"),
}
"""State: glyph, word, and the colour's name in style sheets."""


def state_style(state: str) -> str:
    """Give the style of a state's chip: what is calm stays quiet, so that the eye finds the rest."""
    if state == "calm":
        return "$ink-quiet"
    colour = SIGNS.get(state, SIGNS["calm"])[2]
    return f"bold ${colour} on ${colour}-ground"


def due_words(words: str, width: int) -> str:
    """Give when something is due in a column of so many cells: what is left, then the hour goes where there is no room.

    The colour and the sign say whether it is late: "late: was due Mon 23 Nov 16:00" is "Mon 23 Nov 16:00".
    """
    short = words.removeprefix("late: ").removeprefix("was ").removeprefix("due ")
    if cell_len(short) > width:
        short = short.partition(", ")[0]
    return short if cell_len(short) <= width else short.rpartition(" ")[0]


def state_word(state: str) -> str:
    """Give glyph and word: "● amber"."""
    sign, word, _ = SIGNS.get(state, SIGNS["calm"])
    return f"{glyph(sign)} {word}"


def state_chip(state: str, words: str = "") -> Content:
    """Draw a chip: the glyph and these words, or the state's own word."""
    sign, word, _ = SIGNS.get(state, SIGNS["calm"])
    return said((f" {glyph(sign)} {words or word} ", state_style(state)))
