"""Search as one types: cases and people for advisers, people for reception, who holds no key to a case."""

from __future__ import annotations

from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from advice_tui.casework import search
from advice_tui.casework.search import Found
from advice_tui.desk import Desk
from data.errors import AdviceError
from screens.dialogs import Dialog
from screens.picker import Picker
from screens.widgets.field import Field
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said

ASK_AGAIN = 0.3
"""Seconds until the same is asked again, as long as the files are still being read."""


class Search(Picker):
    """Type any words; the arrows choose, Enter opens. Closes with "case:<id>" or "client:<id>", or None."""

    DEFAULT_CSS = """
    Search > .card { margin-top: 2; width: 76; }
    Search Choices { max-height: 14; }
    Search .none { color: $ink-quiet; height: 1; margin-top: 1; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def compose(self) -> ComposeResult:
        """Yield the line to type in and what was found."""
        with Vertical(classes="card") as card:
            card.border_title = said("Search")
            card.border_subtitle = said("↑ ↓ choose · Enter open · Esc back")
            yield Field(placeholder="A name, a number, or words of the case", limit=120, id="wanted")
            yield Choices(())
            yield Line("", classes="none")

    def on_mount(self) -> None:
        """Begin in the line; there is no list before something is typed."""
        super().on_mount()
        self.query_one(Choices).display = False

    @on(Field.Changed, "#wanted")
    def typed(self) -> None:
        """Ask for what was typed; a newer question replaces an older one."""
        self._look()

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        house: Any = self.app
        wanted = self.query_one("#wanted", Field).value
        try:
            found = await house.aside(search.find, self.desk, wanted)
        except AdviceError as error:
            self.query_one(".none", Line).say(error.sentence)
            return
        listed = self.query_one(Choices)
        listed.show(tuple(self._choice(one) for one in found))
        listed.display = bool(found)
        nothing = "Nothing has been found." if wanted.strip() else "Type to search."
        if not self.desk.index.ready:
            nothing = "The files are still being read; more may be found in a moment."
            self.set_timer(ASK_AGAIN, self._look)
        self.query_one(".none", Line).say("" if found else nothing)

    def _choice(self, found: Found) -> Choice:
        house: Any = self.app
        if found.kind == "client":
            return Choice(f"client:{found.id}", house.who(found.title), "new enquiry")
        number, _, name = found.title.partition(" ")
        about = "" if house.shade else found.about
        return Choice(f"case:{found.case_id}", f"{number}  {house.who(name)}", about[:34])


class WhichClient(Dialog):
    """Several people on file may be meant: choose one. Closes with her id, or None."""

    def __init__(self, names: tuple[Choice, ...]) -> None:
        super().__init__()
        self._names = names

    def compose(self) -> ComposeResult:
        """Yield the list."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said("Who is it?")
            card.border_subtitle = said("↑ ↓ choose · Enter take · Esc back")
            yield Choices(self._names)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with who was chosen."""
        self.dismiss(event.choice.key)
