"""What must be read before work opens: each policy in turn, whole, then "I have read this"."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from screens.base import DeskScreen
from screens.widgets.said import Line, said


class Acknowledge(DeskScreen):
    """One policy after the other. Enter counts only once the end of the text has been on the screen (L-29)."""

    CLOSES: ClassVar[bool] = False
    WORK: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read", "I have read this", id="acknowledge.read", tooltip="I have read this"),
    ]
    DEFAULT_CSS = """
    Acknowledge { align: center top; }
    Acknowledge #policy {
        height: 1fr; width: 100%; max-width: 100; border: round $line-bright; padding: 0 2;
        border-title-color: $head; border-title-style: bold; border-subtitle-color: $key;
    }
    Acknowledge .words { padding: 1 2 0 2; height: auto; width: 100%; max-width: 100; color: $ink-quiet; }
    """

    def __init__(self, desk: Any, items: tuple[Any, ...]) -> None:
        super().__init__(desk)
        self._items = items
        self._at = 0

    def body(self) -> ComposeResult:
        """Yield a sentence, and the text in a frame that scrolls."""
        with Vertical(classes="house-body"):
            yield Line("", classes="words")
            with VerticalScroll(id="policy"):
                yield Line("", id="text")

    def on_mount(self) -> None:
        """Show the first."""
        super().on_mount()
        self._show()

    def _show(self) -> None:
        item, left = self._items[self._at], len(self._items)
        self.query_one(".words", Line).say(
            "Before work opens, please read what you agree to work by. ",
            (f"{self._at + 1} of {left}", "bold $ink"),
        )
        frame = self.query_one("#policy", VerticalScroll)
        frame.border_title = said(f"{item.title} · version {item.version}")
        frame.border_subtitle = said("↓ PgDn to the end, then Enter: I have read this")
        self.query_one("#text", Line).say(item.text)
        frame.scroll_home(animate=False)
        frame.focus()

    async def action_read(self) -> None:
        """Record that this person has read this version, and go on to the next or to work."""
        frame = self.query_one("#policy", VerticalScroll)
        if frame.scroll_y + 1 < frame.max_scroll_y:
            frame.scroll_page_down(animate=False)
            if frame.scroll_y + 1 < frame.max_scroll_y:
                self.house.tell("Please read on to the end first.")
            return
        item = self._items[self._at]

        def record() -> None:
            from advice_tui.casework import induction  # noqa: PLC0415 - loads the store

            induction.acknowledge(self.desk, item.key, item.version)

        if not await self.done(record):
            return
        self._at += 1
        if self._at < len(self._items):
            self._show()
        else:
            self.house.begin_work()


class NothingHere(DeskScreen):
    """For an account that only reads and acknowledges policies."""

    CLOSES: ClassVar[bool] = False
    WORK: ClassVar[bool] = False
    DEFAULT_CSS = """
    NothingHere .house-body { align: center middle; }
    NothingHere .house-body Line { width: auto; text-align: center; }
    """

    def body(self) -> ComposeResult:
        """One sentence, and how to leave."""
        with Vertical(classes="house-body"):
            yield Line(
                "✓ You have read everything that you were asked to.\n"
                "There is nothing else here for your account.\n\n^Q closes Advice."
            )
