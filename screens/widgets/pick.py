"""One of a few, on one line: the arrows or the first letter choose. And several of a few: each is ticked or not."""

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


class Pick(Widget, can_focus=True):
    """All choices side by side when they fit, else the chosen one with its place among them.

    The chosen one is filled (■), the others are not (□). A first letter chooses; Enter goes on (``Done``).
    """

    DEFAULT_CSS = """
    Pick {
        height: 1; width: 1fr; background: $well; color: $ink; padding: 0 1;
        &:focus { background: $chosen; }
        &.-problem { background: $red-ground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Last", id="pick.left", tooltip="The choice before", show=False),
        Binding("right", "step(1)", "Next", id="pick.right", tooltip="The next choice", show=False),
        Binding("enter", "done", "Go on", id="pick.done", tooltip="Go on to the next field", show=False),
    ]

    value: reactive[str] = reactive("")

    class Named(Message):
        """Names the line of choices."""

        def __init__(self, pick: Pick) -> None:
            super().__init__()
            self.pick = pick

        @property
        def control(self) -> Pick:
            """The line of choices."""
            return self.pick

    class Changed(Named):
        """Another choice was made."""

    class Done(Named):
        """Enter was pressed, or a letter chose: on to the next field."""

    def __init__(self, options: tuple[Choice, ...], value: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.options = options
        self.set_reactive(Pick.value, value or (options[0].key if options else ""))

    @property
    def at(self) -> int:
        """The place of the chosen one."""
        return next((at for at, one in enumerate(self.options) if one.key == self.value), 0)

    def show(self, options: tuple[Choice, ...], value: str) -> None:
        """Offer other choices."""
        self.options = options
        self.value = value
        self.refresh()

    def validate_value(self, value: str) -> str:
        """Only what is offered."""
        keys = [one.key for one in self.options]
        return value if value in keys or not keys else keys[0]

    def watch_value(self) -> None:
        """Tell that another was chosen."""
        if self.is_mounted:
            self.post_message(self.Changed(self))

    def render(self) -> Content:
        """Draw the choices."""
        line = said("")
        for one in self.options:
            line = said(line, self._option(one), "  ")
        if line.cell_length - 2 <= self.size.width:
            return line
        chosen = self.options[self.at]
        place = f"{glyph('←')} {glyph('→')} {self.at + 1} of {len(self.options)}"
        return said(self._option(chosen), "  ", (place, "$ink-quiet"))

    def _option(self, one: Choice) -> Content:
        here = one.key == self.value
        first = (one.text[:1], "bold underline $key" if self.has_focus else "$ink-quiet" if not here else "bold $ink")
        style = "bold $ink" if here else "$ink-quiet"
        return said((f"{glyph('■' if here else '□')} ", style), first, (one.text[1:], style))

    def on_focus(self) -> None:
        """Show the letters."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the letters."""
        self.refresh()

    def action_step(self, by: int) -> None:
        """Choose the next or the one before."""
        if self.options:
            self.value = self.options[(self.at + by) % len(self.options)].key

    def action_done(self) -> None:
        """Go on."""
        self.post_message(self.Done(self))

    def on_key(self, event: events.Key) -> None:
        """Choose by the first letter; when several begin with it, each press takes the next."""
        letter = (event.character or "").casefold()
        if not letter.isalnum():
            return
        ahead = [self.options[(self.at + step) % len(self.options)] for step in range(1, len(self.options) + 1)]
        fitting = [one for one in ahead if one.text.casefold().startswith(letter)]
        if fitting:
            event.stop()
            event.prevent_default()
            self.value = fitting[0].key
            if len(fitting) == 1:
                self.action_done()
        elif letter.isalpha():
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """Choose by a click on a choice."""
        offset = event.get_content_offset(self)
        start = 0
        for one in self.options:
            end = start + self._option(one).cell_length + 2
            if offset is not None and start <= offset.x < end:
                self.value = one.key
                return
            start = end


class Boxes(Widget, can_focus=True):
    """Several of a few, on as many lines as they need: a first letter ticks, or the arrows and Space; Enter goes on."""

    DEFAULT_CSS = """
    Boxes {
        height: auto; width: 1fr; background: $well; color: $ink; padding: 0 1;
        &:focus { background: $chosen; }
        &.-problem { background: $red-ground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Last", id="boxes.left", tooltip="The box before", show=False),
        Binding("right", "step(1)", "Next", id="boxes.right", tooltip="The next box", show=False),
        Binding("space", "tick", "Tick", id="boxes.tick", tooltip="Tick the marked box, or take the tick away"),
        Binding("enter", "done", "Go on", id="boxes.done", tooltip="Go on to the next field", show=False),
    ]

    ticked: reactive[frozenset[str]] = reactive(frozenset[str]())

    class Named(Message):
        """Names the line of boxes."""

        def __init__(self, boxes: Boxes) -> None:
            super().__init__()
            self.boxes = boxes

        @property
        def control(self) -> Boxes:
            """The line of boxes."""
            return self.boxes

    class Changed(Named):
        """A box was ticked, or its tick taken away."""

    class Done(Named):
        """Enter was pressed: on to the next field."""

    def __init__(self, options: tuple[Choice, ...], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.options = options
        self._at = 0

    def validate_ticked(self, ticked: frozenset[str]) -> frozenset[str]:
        """Only what is offered."""
        return frozenset(ticked) & {one.key for one in self.options}

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
