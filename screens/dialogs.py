"""Small windows over a work screen: a question that names the thing, a piece of text to read."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from screens.widgets.press import Press
from screens.widgets.said import Line, said

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Any]):
    """A window over the work: a bordered card in the middle, Escape leaves it with nothing done."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $ground 70%; }
    Dialog > .card {
        width: 64; max-width: 96%; height: auto; max-height: 92%;
        border: round $line-bright; background: $ground; padding: 1 2;
        border-title-color: $key; border-title-style: bold;
        border-subtitle-color: $ink-quiet;
    }
    Dialog .row { height: 1; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="dialog.leave", tooltip="Back without doing anything"),
    ]

    def action_leave(self) -> None:
        """Close with no answer."""
        self.dismiss(None)


class Question(Dialog):
    """A question for what cannot be undone. Answers True for yes; Escape and no answer None. No has the focus."""

    def __init__(self, title: str, text: str | Content, *, yes: str, no: str = "Back") -> None:
        super().__init__()
        self._title, self._text, self._yes, self._no = title, text, yes, no

    def compose(self) -> ComposeResult:
        """Yield the question and its two answers, each saying what it does."""
        with Vertical(classes="card") as card:
            card.border_title = said(self._title)
            yield Line(self._text)
            with Horizontal(classes="row"):
                yield Press(self._no, id="no", classes="-main")
                yield Press(self._yes, id="yes")

    def on_mount(self) -> None:
        """Begin on the harmless answer."""
        self.query_one("#no", Press).focus()

    @on(Press.Pressed)
    def answer(self, event: Press.Pressed) -> None:
        """Close with the answer."""
        self.dismiss(True if event.press.id == "yes" else None)


class Reading(Dialog):
    """A text to read in a window that scrolls; Escape or Enter closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", "Close", id="reading.leave", tooltip="Close the window"),
    ]

    def __init__(self, title: str, text: str | Content, *, below: str = "Esc close") -> None:
        super().__init__()
        self._title, self._text, self._below = title, text, below

    def compose(self) -> ComposeResult:
        """Yield the text, which takes the keys that scroll."""
        with VerticalScroll(classes="card") as card:
            card.border_title = said(self._title)
            card.border_subtitle = said(self._below)
            yield Line(self._text)
