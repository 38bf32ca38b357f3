"""Everything that can be done with a case, in one list with the keys, for who does not know them by heart."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from screens.dialogs import Dialog
from screens.widgets.press import Choice, Choices
from screens.widgets.said import said


class ActsOfCase(Dialog):
    """A list of acts: the arrows choose, Enter or the act's own key does it. Closes with the action to run, or None."""

    DEFAULT_CSS = """
    ActsOfCase > .card { padding: 0 1; width: 60; }
    ActsOfCase Choices { max-height: 18; }
    """

    def __init__(self, title: str, acts: tuple[Choice, ...]) -> None:
        super().__init__()
        self._title, self._acts = title, acts

    def compose(self) -> ComposeResult:
        """Yield the list."""
        with Vertical(classes="card") as card:
            card.border_title = said(self._title)
            own = " · or its key" if any(one.aside for one in self._acts) else ""
            card.border_subtitle = said(f"↑ ↓ choose · Enter do it{own} · Esc back")
            yield Choices(self._acts)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    def on_key(self, event: events.Key) -> None:
        """Do the act whose key is pressed."""
        found = next((one for one in self._acts if event.character and one.aside == event.character), None)
        if found is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(found.key)

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with what was chosen."""
        self.dismiss(event.choice.key)
