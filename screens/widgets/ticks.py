"""Some of a few, on one line: the arrows move, Space or the first letter ticks."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from screens.theme import glyph
from screens.widgets.press import Choice
from screens.widgets.said import said


class Ticks(Widget, can_focus=True):
    """Choices side by side, each ticked (■) or not (□). Enter goes on (``Done``)."""

    DEFAULT_CSS = """
    Ticks {
        height: 1; width: 1fr; background: $well; color: $ink; padding: 0 1;
        &:focus { background: $chosen; }
        &.-problem { background: $red-ground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Last", id="ticks.left", tooltip="The choice before", show=False),
        Binding("right", "step(1)", "Next", id="ticks.right", tooltip="The next choice", show=False),
        Binding("space", "tick", "Tick", id="ticks.tick", tooltip="Tick the choice, or take the tick away", show=False),
        Binding("enter", "done", "Go on", id="ticks.done", tooltip="Go on to the next field", show=False),
    ]

    at: reactive[int] = reactive(0)
    ticked: reactive[frozenset[str]] = reactive(frozenset())

    class Done(Message):
        """Enter was pressed: on to the next field."""

    def __init__(self, options: tuple[Choice, ...], ticked: frozenset[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.options = options
        self.set_reactive(Ticks.ticked, ticked)

    def render(self) -> Content:
        """Draw the choices, the one that the keys are on underlined."""
        line = said("")
        for at, one in enumerate(self.options):
            here = self.has_focus and at == self.at
            on = one.key in self.ticked
            style = "bold $ink" if on else "$ink-quiet"
            sign = (f"{glyph('■' if on else '□')} ", style)
            line = said(line, sign, (one.text, "bold underline $key" if here else style), "  ")
        return line

    def on_focus(self) -> None:
        """Show where the keys are."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh()

    def action_step(self, by: int) -> None:
        """Go to the next choice or the one before."""
        self.at = (self.at + by) % max(1, len(self.options))

    def action_tick(self) -> None:
        """Tick the choice, or take its tick away."""
        if self.options:
            self.ticked ^= {self.options[self.at].key}

    def action_done(self) -> None:
        """Go on."""
        self.post_message(self.Done())

    def on_key(self, event: events.Key) -> None:
        """Tick by the first letter."""
        letter = (event.character or "").casefold()
        if not letter.isalnum():
            return
        event.stop()
        event.prevent_default()
        for at, one in enumerate(self.options):
            if one.text.casefold().startswith(letter):
                self.at = at
                self.action_tick()
                return

    def on_click(self, event: events.Click) -> None:
        """Tick by a click on a choice."""
        offset = event.get_content_offset(self)
        start = 0
        for at, one in enumerate(self.options):
            end = start + said(one.text).cell_length + 4
            if offset is not None and start <= offset.x < end:
                self.at = at
                self.action_tick()
                return
            start = end
