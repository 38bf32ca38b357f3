"""How a promise's state looks everywhere: a glyph, a word, and only then a colour."""

from __future__ import annotations

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


def state_word(state: str) -> str:
    """Give glyph and word: "● amber"."""
    sign, word, _ = SIGNS.get(state, SIGNS["calm"])
    return f"{glyph(sign)} {word}"


def state_chip(state: str, words: str = "") -> Content:
    """Draw a chip: the glyph and these words, or the state's own word."""
    sign, word, _ = SIGNS.get(state, SIGNS["calm"])
    return said((f" {glyph(sign)} {words or word} ", state_style(state)))
