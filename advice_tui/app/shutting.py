"""What is on the screen of something that has gone behind a wall: it is closed, with every window over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import is_dataclass
from typing import Any

from textual.screen import ModalScreen, Screen

from screens.base import DeskScreen, Drafting

_ID = re.compile("[0-9a-f]{32}")


def ids_on(screen: Screen[Any]) -> set[str]:
    """Give the ids of what a screen shows, as far as it holds them: its subject, or the rows a window was given."""
    if isinstance(screen, DeskScreen):
        return set(_ID.findall(screen.subject))
    return {found for text in _held(screen) for found in _ID.findall(text)}


def _held(screen: Screen[Any]) -> Iterator[str]:
    for name, value in vars(screen).items():
        if name != "desk" and (isinstance(value, str | tuple | list | dict | frozenset) or is_dataclass(value)):
            yield repr(value)


def first_to_close(stack: Sequence[Screen[Any]], gone: frozenset[str], *, windows: bool) -> int:
    """Give the place in the stack from which on everything closes; the length of the stack when nothing does.

    With ``windows`` those in which nothing is typed close in any case: they may tell of what is gone without its id.
    """
    for place, screen in enumerate(stack):
        if place and ids_on(screen) & gone:
            return place
        if place and windows and isinstance(screen, ModalScreen) and not isinstance(screen, Drafting):
            return place
    return len(stack)
