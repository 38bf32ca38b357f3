"""The window of a call: the next free times, to book one for who is at the desk or on the telephone."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from advice_tui.casework.diary.views import Offer
from screens.dialogs import Dialog
from screens.theme import spelled
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said

ANOTHER = "another"


class FreeTimes(Dialog):
    """The next free times. Closes with the ``Offer`` that was chosen, ``ANOTHER`` for the diary, or None."""

    DEFAULT_CSS = """
    FreeTimes .none { height: auto; color: $ink-quiet; margin-bottom: 1; }
    """

    def __init__(self, offers: tuple[Offer, ...]) -> None:
        super().__init__()
        self._offers = offers

    def compose(self) -> ComposeResult:
        """Yield the times, and the way to all others."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said("Book a free time")
            card.border_subtitle = said(spelled("↑ ↓ choose · Enter book · Esc back"))
            if not self._offers:
                yield Line("Nobody is free in the next weeks.", classes="none")
            lines = [Choice(str(place), one.words) for place, one in enumerate(self._offers)]
            yield Choices((*lines, Choice(ANOTHER, "Another time", "passes it on, opens the diary")))

    def on_mount(self) -> None:
        """Begin on the soonest."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with what was chosen."""
        key = event.choice.key
        self.dismiss(ANOTHER if key == ANOTHER else self._offers[int(key)])
