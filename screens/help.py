"""Help, made from the bindings themselves: what the keys do here, and the table for README."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from screens.base import DeskScreen
from screens.dialogs import Reading
from screens.keys import EVERYWHERE
from screens.widgets.bars import key_word
from screens.widgets.said import said

OF_THE_LIBRARY: tuple[tuple[str, str], ...] = (
    ("Tab  Shift+Tab", "The next or the last field"),
    ("↑ ↓ PgUp PgDn", "Move or scroll"),
    ("Home  End", "To the beginning or the end"),
    ("^U  ^K", "Delete to the beginning or the end of the line"),
)
"""Keys that fields and lists have from the screen library."""


class Help(Reading):
    """The keys of what has the focus, of the screen and of everywhere, in this order."""

    def __init__(self, below: Screen[object]) -> None:
        super().__init__("Keys", keys_of(below), below="↑ ↓ scroll · Esc close")


def keys_of(screen: Screen[object]) -> Content:
    """Give the keys that work on this screen now, grouped; each key is listed once, where it is taken first."""
    groups: dict[str, list[Content]] = {"Here": [], "On this screen": [], "Everywhere": []}
    seen: set[tuple[str, str]] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        words = binding.tooltip or binding.description
        if binding.id is None or not words or (words, binding.action) in seen:
            continue
        seen.add((words, binding.action))
        group = "Everywhere" if active.node is screen.app else "On this screen" if active.node is screen else "Here"
        keys = _keys_for(screen, binding)
        groups[group].append(said((f"  {keys:<16}", "bold $key"), f" {words}"))
    groups["Everywhere"] += [said((f"  {keys:<16}", "bold $key"), f" {words}") for keys, words in OF_THE_LIBRARY]
    about = getattr(screen, "ABOUT", "")
    text = said(f"{about}\n\n") if about else said("")
    for title, lines in groups.items():
        if lines:
            text = said(text, (f"{title}\n", "bold $head"), *(said(line, "\n") for line in lines), "\n")
    return text


def _keys_for(screen: Screen[object], binding: Binding) -> str:
    keys = [
        key
        for key, active in screen.active_bindings.items()
        if active.binding.action == binding.action and active.binding.description == binding.description
    ]
    return " ".join(dict.fromkeys(key_word(key) for key in keys))


def bindings_of(bindings: Iterable[BindingType]) -> list[Binding]:
    """Give the bindings that were written as Binding, one for each written line."""
    return [one for one in bindings if isinstance(one, Binding)]


def all_bindings(screen: type[DeskScreen]) -> list[BindingType]:
    """Give a screen's own bindings and those of what it is made of, down to the work screen."""
    kinds = [kind for kind in screen.__mro__ if issubclass(kind, DeskScreen) and kind is not DeskScreen]
    found: list[BindingType] = []
    for kind in kinds:
        found += vars(kind).get("BINDINGS", [])
    return found


def key_table_markdown() -> str:
    """Give the table of all keys for README: everywhere first, then every screen of the menu."""
    from screens.menu import SCREENS, load  # noqa: PLC0415 - imports every screen, which help in the program need not

    rows = ["| Where | Key | What it does | Name in a keymap file |", "| :- | :- | :- | :- |"]
    places = [("Everywhere", EVERYWHERE), *((one.title, all_bindings(load(one))) for one in SCREENS)]
    seen: set[str] = set()
    for where, bindings in places:
        for one in bindings_of(bindings):
            if one.id is not None and one.id not in seen:
                seen.add(one.id)
                keys = ", ".join(f"`{key_word(key.strip())}`" for key in one.key.split(","))
                rows.append(f"| {where} | {keys} | {one.tooltip or one.description} | `{one.id}` |")
    return "\n".join(rows) + "\n"
