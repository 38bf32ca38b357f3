"""One of a few, on one line: the arrows or the first letter choose. And several of a few: each is ticked or not."""

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
        Binding("right,space", "step(1)", "Next", id="pick.right", tooltip="The next choice", show=False),
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
        behind = self.at + 1 if self.value else 0  # from nothing chosen, the first that fits
        ahead = [self.options[(behind + step) % len(self.options)] for step in range(len(self.options))]
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
