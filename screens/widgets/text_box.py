"""Several lines to type in. Apart from ``field`` because the text area costs time to import."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.widgets import TextArea

from screens.widgets.field import COPYING, told, too_long


class TextBox(TextArea):
    """Text of many lines with a limit in characters. A paste is cleaned; one that does not fit is refused whole."""

    DEFAULT_CSS = """
    TextBox {
        border: round $line; padding: 0 1; background: $well; color: $ink;
        &:focus { border: round $line-bright; }
        &.-problem { border: round $red; }
    }
    """

    def __init__(self, text: str = "", *, limit: int = 20_000, **given: Any) -> None:
        given.setdefault("tab_behavior", "focus")
        super().__init__(text, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False, **given)
        self.limit = limit
        self.cursor_blink = False

    @property
    def value(self) -> str:
        """The text, under the name that every field has it."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.text = text

    async def _on_paste(self, event: events.Paste) -> None:
        """Take the paste cleaned, or refuse it whole and keep what was there."""
        event.prevent_default()
        event.stop()
        kept = len(self.text) - len(self.selected_text)
        if kept + len(event.text) > self.limit + 2000:
            told(self, too_long(kept + len(event.text), self.limit))
            return
        from advice_tui.rules.text import clean  # noqa: PLC0415 - 8 ms that the sign-in prompt does not need

        text = clean(event.text, lines=True)
        if kept + len(text) > self.limit:
            told(self, too_long(kept + len(text), self.limit))
        elif result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)

    async def _on_key(self, event: events.Key) -> None:
        """Refuse a typed character beyond the limit; movement and deletion always work."""
        if event.is_printable and len(self.text) >= self.limit and not self.selected_text:
            event.prevent_default()
            event.stop()
            told(self, f"This field takes {self.limit:,} characters and is full.")

    def action_copy(self) -> None:
        """Nothing is copied: the clipboard belongs to every program on the computer."""
        told(self, COPYING)

    def action_cut(self) -> None:
        """Nothing is cut, and nothing is lost."""
        told(self, COPYING)

    def action_paste(self) -> None:
        """Say how to paste: the program keeps no clipboard of its own; the terminal's own paste key works."""
        told(self, "Paste with your terminal's own key, often Ctrl+Shift+V.")
