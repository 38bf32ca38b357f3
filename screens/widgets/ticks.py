"""Some of a few: the arrows move, Space or the first letter ticks, on as many lines as they need."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from screens.theme import glyph
from screens.widgets.press import Choice
from screens.widgets.said import said


class Ticks(Widget, can_focus=True):
    """Several of a few, on as many lines as they need: a first letter ticks, or the arrows and Space; Enter goes on."""

    DEFAULT_CSS = """
    Ticks {
        height: auto; width: 1fr; background: $well; color: $ink; padding: 0 1;
        &:focus { background: $chosen; }
        &.-problem { background: $red-ground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Last", id="ticks.left", tooltip="The box before", show=False),
        Binding("right", "step(1)", "Next", id="ticks.right", tooltip="The next box", show=False),
        Binding("space", "tick", "Tick", id="ticks.tick", tooltip="Tick the marked box, or take the tick away"),
        Binding("enter", "done", "Go on", id="ticks.done", tooltip="Go on to the next field", show=False),
    ]

    ticked: reactive[frozenset[str]] = reactive(frozenset[str]())

    class Named(Message):
        """Names the line of boxes."""

        def __init__(self, ticks: Ticks) -> None:
            super().__init__()
            self.ticks = ticks

        @property
        def control(self) -> Ticks:
            """The line of boxes."""
            return self.ticks

    class Changed(Named):
        """A box was ticked, or its tick taken away."""

    class Done(Named):
        """Enter was pressed: on to the next field."""

    def __init__(
        self,
        options: tuple[Choice, ...],
        ticked: frozenset[str] = frozenset(),
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self.options = options
        self._at = 0
        self.set_reactive(Ticks.ticked, ticked)

    def validate_ticked(self, ticked: frozenset[str]) -> frozenset[str]:
        """Only what is offered."""
        return frozenset(ticked) & {one.key for one in self.options}

    @property
    def value(self) -> str:
        """What is ticked as one text, as a draft keeps it."""
        return " ".join(sorted(self.ticked))

    @value.setter
    def value(self, text: str) -> None:
        self.ticked = frozenset(text.split())

    def watch_ticked(self) -> None:
        """Tell that it changed."""
        if self.is_mounted:
            self.post_message(self.Changed(self))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's shape
        """As many lines as the boxes need."""
        return len(self._rows(width))

    def render(self) -> Content:
        """Draw the boxes."""
        return said("\n").join(said("  ").join(self._box(at) for at in row) for row in self._rows(self.size.width))

    def _rows(self, width: int) -> list[list[int]]:
        """Divide the boxes into lines."""
        rows: list[list[int]] = [[]]
        used = 0
        for at in range(len(self.options)):
            wide = self._box(at).cell_length
            if rows[-1] and used + wide > max(1, width):
                rows.append([])
                used = 0
            rows[-1].append(at)
            used += wide + 2
        return rows

    def _box(self, at: int) -> Content:
        one = self.options[at]
        style = "bold $ink" if one.key in self.ticked else "$ink-quiet"
        if self.has_focus and at == self._at:
            style += " underline"
        return said((f"{glyph('■' if one.key in self.ticked else '□')} {one.text}", style))

    def on_focus(self) -> None:
        """Show the mark."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the mark."""
        self.refresh()

    def action_step(self, by: int) -> None:
        """Mark the next box or the one before."""
        self._at = (self._at + by) % max(1, len(self.options))
        self.refresh()

    def action_tick(self) -> None:
        """Tick the marked box, or take its tick away."""
        if self.options:
            self.ticked = self.ticked ^ {self.options[self._at].key}

    def action_done(self) -> None:
        """Go on."""
        self.post_message(self.Done(self))

    def on_key(self, event: events.Key) -> None:
        """Tick by the first letter; when several begin with it, each press marks the next of them, and Space ticks."""
        letter = (event.character or "").casefold()
        if not letter.isalnum():
            return
        event.stop()
        event.prevent_default()
        ahead = [(self._at + step) % len(self.options) for step in range(1, len(self.options) + 1)]
        fitting = [at for at in ahead if self.options[at].text.casefold().startswith(letter)]
        if fitting:
            self._at = fitting[0]
            if len(fitting) == 1:
                self.action_tick()
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Tick by a click on a box."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        rows = self._rows(self.size.width)
        start = 0
        for at in rows[offset.y] if offset.y < len(rows) else []:
            end = start + self._box(at).cell_length + 2
            if start <= offset.x < end:
                self._at = at
                self.action_tick()
            start = end
