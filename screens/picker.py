"""A line to type in over a list of what fits: the arrows choose while one types, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from screens.dialogs import Dialog
from screens.theme import spelled
from screens.widgets.field import Field
from screens.widgets.press import Choice, Choices
from screens.widgets.said import said


class Picker(Dialog):
    """A window with a ``Field`` of the id "wanted" and ``Choices``; closes with the key of what was chosen, or None."""

    DEFAULT_CSS = """
    Picker { align: center top; }
    Picker > .card { padding: 0 1; }
    Picker Choices { height: auto; margin-top: 1; }
    """

    def on_mount(self) -> None:
        """Begin in the line, so that the first letter is not lost."""
        self.query_one("#wanted").focus()

    def on_key(self, event: events.Key) -> None:
        """Move in the list with the arrows while the words are typed."""
        steps = {"up": -1, "down": 1}
        if event.key in steps and self.focused is not self.query_one(Choices):
            self.query_one(Choices).action_move(steps[event.key])
            event.stop()

    @on(Field.Submitted, "#wanted")
    def submit(self) -> None:
        """Enter in the line does the marked one."""
        self.query_one(Choices).action_choose()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with what was chosen."""
        self.dismiss(event.choice.key)


class OneOf(Dialog):
    """One of a few lines to choose; the arrows choose, Enter takes. Closes with the key of the line, or None."""

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title, self._choices = title, tuple(choices)

    def compose(self) -> ComposeResult:
        """Yield the list."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(self._title)
            card.border_subtitle = said(spelled("↑ ↓ choose · Enter take · Esc back"))
            yield Choices(self._choices)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with what was chosen."""
        self.dismiss(event.choice.key)
