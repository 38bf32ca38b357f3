"""The work areas and their screens as data: one line a screen.

A screen is named by ``module:Class`` and imported when it is first opened, so that the menu costs nothing at start.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from screens.base import DeskScreen


@dataclass(frozen=True)
class Area:
    """One work area of the top bar: the number key that opens it and its word."""

    key: str
    title: str


@dataclass(frozen=True)
class Entry:
    """One screen: its name, the area it belongs to, its title in the palette, where it is, and the acts it needs.

    ``first`` marks the screen that the area's number opens; ``alone`` says that it opens without a subject (a case
    needs one). ``acts`` are names of ``advice_tui.roles.Act``; a role sees the screen when it may do all of them.
    """

    key: str
    area: str
    title: str
    where: str
    acts: tuple[str, ...] = ()
    first: bool = False
    alone: bool = True


AREAS: tuple[Area, ...] = (
    Area("1", "Today"),
    Area("2", "Cases"),
    Area("3", "Diary"),
    Area("4", "Desk"),
    Area("5", "Review"),
    Area("6", "Service"),
)

SCREENS: tuple[Entry, ...] = ()


def entry(key: str) -> Entry | None:
    """Give the screen of this name, or None."""
    return next((one for one in SCREENS if one.key == key), None)


def granted(one: Entry, role: object) -> bool:
    """Whether this role may do all that the screen is for."""
    from advice_tui.roles import Act, Role, may  # noqa: PLC0415 - not needed at the sign-in prompt

    return all(may(Role(str(role)), Act[act]) for act in one.acts)


def open_to(role: object) -> tuple[Entry, ...]:
    """Give the screens that this role may open, in the order of the menu."""
    return tuple(one for one in SCREENS if granted(one, role))


def areas_of(role: object) -> tuple[tuple[Area, Entry], ...]:
    """Give the areas this role sees in the top bar, each with the screen its number opens."""
    return tuple((area, one) for area in AREAS for one in open_to(role) if one.first and one.area == area.key)


def load(one: Entry) -> type[DeskScreen]:
    """Give the screen's class, imported now."""
    module, _, name = one.where.partition(":")
    return cast("type[DeskScreen]", getattr(import_module(module), name))
