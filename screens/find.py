"""The palette: screens and actions by name, as far as this role may use them."""

from __future__ import annotations

from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from advice_tui.roles import Act, Role, may
from data.errors import AdviceError
from screens import menu
from screens.help import bindings_of
from screens.keys import EVERYWHERE
from screens.picker import Picker
from screens.widgets.bars import key_word
from screens.widgets.field import Field
from screens.widgets.press import Choice, Choices
from screens.widgets.said import said

MOST_FOUND = 8
"""So many cases and people stand under the actions."""
_NOT_LISTED = frozenset({"app.find", "app.no_copy", "app.help"})


def choices(role: object, screen: Any) -> tuple[Choice, ...]:
    """All that this role may do from this screen: the menu's screens, the screen's own keys, the keys of everywhere.

    The key of a choice is the action to run, in Textual's writing.
    """
    areas = {area.key for area, _ in menu.areas_of(role)}
    titles = {area.key: area.title for area in menu.AREAS}
    found = [
        Choice(f"app.open('{one.key}')", one.title, f"screen in {titles[one.area]}")
        for one in menu.open_to(role)
        if one.alone
    ]
    for active in screen.active_bindings.values():
        one = active.binding
        if active.node is screen and active.enabled and one.id and one.description and one.action != "back":
            found.append(Choice(f"screen.{one.action}", one.tooltip or one.description, key_word(one.key)))
    for one in bindings_of(EVERYWHERE):
        name = one.id or ""
        if name not in _NOT_LISTED and (not name.startswith("app.area.") or name[-1] in areas):
            found.append(Choice(f"app.{one.action}", one.tooltip or one.description, key_word(one.key.split(",")[0])))
    return tuple({one.key: one for one in found}.values())


def fitting(wanted: str, all_of_them: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Those that hold every typed word, the ones that begin with it first; all of them when nothing is typed."""
    words = wanted.casefold().split()
    held = [one for one in all_of_them if all(word in one.text.casefold() for word in words)]
    return tuple(sorted(held, key=lambda one: not one.text.casefold().startswith(wanted.casefold().strip())))


class Find(Picker):
    """Type a part of the name; the arrows choose, Enter does it. Closes with the action to run, or None."""

    DEFAULT_CSS = """
    Find > .card { margin-top: 3; }
    Find Choices { max-height: 12; }
    """

    def __init__(self, role: Role, screen: Any) -> None:
        super().__init__()
        self._all = choices(role, screen)
        self._searches = may(role, Act.FIND_CLIENT)

    def compose(self) -> ComposeResult:
        """Yield the line to type in and what fits it."""
        with Vertical(classes="card") as card:
            card.border_title = said("Find")
            card.border_subtitle = said("↑ ↓ choose · Enter do it · Esc back")
            yield Field(placeholder="An action, a screen, a case or a person", limit=80, id="wanted")
            yield Choices(self._all)

    @on(Field.Changed, "#wanted")
    def narrow(self, event: Field.Changed) -> None:
        """Show what fits: actions and screens at once, cases and people as soon as the search answers."""
        fits = fitting(event.value, self._all)
        self.query_one(Choices).show(fits)
        if self._searches and event.value.strip():
            self._look(event.value, fits)

    @work(group="look", exclusive=True)
    async def _look(self, wanted: str, fits: tuple[Choice, ...]) -> None:
        from advice_tui.casework import search  # noqa: PLC0415 - loads the store

        house: Any = self.app
        try:
            found = await house.aside(search.find, house.desk, wanted, limit=MOST_FOUND)
        except AdviceError:
            return
        named = tuple(choice for one in found for choice in self._found(one))
        if named and self.is_attached and self.query_one("#wanted", Field).value == wanted:
            self.query_one(Choices).show((*fits, *named) if fits else named)

    def _found(self, found: Any) -> tuple[Choice, ...]:
        """Give what may be done with a case or person found; reception opens the person, an adviser may begin anew."""
        house: Any = self.app
        if found.kind == "client":
            name = house.who(found.title)
            opens = Choice(f"app.open('client', '{found.id}')", name, "client")
            anew = Choice(f"app.open('enquiry', 'client:{found.id}')", name, "new enquiry")
            return (anew, opens) if house.desk.keys.holds("advice") else (opens, anew)
        number, _, name = found.title.partition(" ")
        return (Choice(f"app.open('case', '{found.case_id}')", f"{number}  {house.who(name)}", "case"),)
