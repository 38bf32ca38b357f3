"""One of a few of which none is chosen beforehand: side by side, or one line each where the words are long."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from screens.theme import glyph
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.said import said
from screens.widgets.wrapping import wrapped


class Unchosen(Pick):
    """As ``Pick``; nothing is chosen until somebody chooses, and the value is empty till then."""

    def __init__(self, options: tuple[Choice, ...], value: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(options, value, id=id)
        self.set_reactive(Pick.value, value)

    def validate_value(self, value: str) -> str:
        """Only what is offered, or nothing yet."""
        return value if value in {one.key for one in self.options} else ""

    def action_step(self, by: int) -> None:
        """Choose the next or the one before; from nothing the first or the last."""
        if self.options:
            at = self.at + by if self.value else (0 if by > 0 else -1)
            self.value = self.options[at % len(self.options)].key


class PickList(Unchosen):
    """One line a choice, longer words broken; the arrows up and down choose as well."""

    DEFAULT_CSS = """
    PickList { height: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", id="pick_list.up", tooltip="The choice above", show=False),
        Binding("down", "step(1)", "Down", id="pick_list.down", tooltip="The choice below", show=False),
    ]

    def _laid(self, width: int) -> list[tuple[int, str]]:
        """Give every line in so many cells: whose it is, and its words behind the room of the sign."""
        room = max(8, width - 2)
        return [(at, line) for at, one in enumerate(self.options) for line in wrapped(one.text, room)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's shape
        """So many lines as the words need."""
        return max(1, len(self._laid(width)))

    def render(self) -> Content:
        """Draw the choices, the chosen one filled."""
        lines, before = [], -1
        for at, words in self._laid(self.size.width):
            chosen = self.options[at].key == self.value
            style = "bold $ink" if chosen else "$ink-quiet"
            sign = glyph("■" if chosen else "□") if at != before else " "
            first = "bold underline $key" if self.has_focus and at != before else style
            lines.append(said((f"{sign} ", style), (words[:1], first), (words[1:], style)))
            before = at
        return said("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Choose by a click on a line."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        laid = self._laid(self.size.width)
        if offset is not None and 0 <= offset.y < len(laid):
            self.value = self.options[laid[offset.y][0]].key
