"""The one way from data to the screen: text that is never read as markup and holds nothing a terminal would obey."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from textual.content import Content
from textual.widgets import Static

Part = str | tuple[str, str]


def said(*parts: Part | Content) -> Content:
    """Content of the parts one after the other: plain strings, (string, style) pairs, or content made here before.

    Strings are shown as they are: a bracket is a bracket, control and direction signs are made visible.
    A style is Textual's ("bold $amber"), never data.
    """
    return Content.assemble(*(_one(part) for part in parts))


def _one(part: Part | Content) -> Content:
    if isinstance(part, Content):
        return part
    if isinstance(part, tuple):
        return Content.styled(_seen(part[0]), part[1])
    return Content(_seen(part))


@lru_cache(2048)
def _seen(text: str) -> str:
    if all(line.isprintable() and all(map(_plain, line)) for line in text.split("\n")):
        return text
    from advice_tui.rules.text import visible  # noqa: PLC0415 - 8 ms of patterns that the sign-in prompt does not need

    return "\n".join(visible(line) for line in text.split("\n"))


def forget_what_was_said() -> None:
    """Let go of the texts that were looked through; the screen is locked."""
    _seen.cache_clear()


def _plain(sign: str) -> bool:
    """Whether a printable sign needs no closer look: Latin letters, and the dashes, quotes and glyphs that we write."""
    return sign < "\u0300" or "\u2010" <= sign < "\u2800"


class Line(Static):
    """A piece of text on the screen. Strings are shown as they are, never as markup; use it in place of Static."""

    def __init__(self, text: str | Content = "", **given: Any) -> None:
        super().__init__(text if isinstance(text, Content) else said(text), markup=False, **given)

    def say(self, *parts: Part | Content) -> None:
        """Show these parts instead of what was there."""
        self.update(said(*parts))
