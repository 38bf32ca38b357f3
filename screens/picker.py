"""A line to type in over a list of what fits: the arrows choose while one types, Enter does it."""

from __future__ import annotations

from textual import events, on

from screens.dialogs import Dialog
from screens.widgets.field import Field
from screens.widgets.press import Choices


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
