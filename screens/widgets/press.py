"""Something to press, and a short list to choose from: one line each, drawn as text, never as markup."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from screens.theme import glyph
from screens.widgets.said import said


class Press(Widget, can_focus=True):
    """A button of one line. Enter, Space or a click presses it."""

    DEFAULT_CSS = """
    Press {
        height: 1; width: auto; padding: 0 2; background: $bar; color: $ink; margin: 0 1 0 0;
        &:hover { background: $chosen; }
        &:focus { background: $line-bright; color: $tab-ink; text-style: bold; }
        &.-main { background: $info-ground; color: $info; }
        &.-main:focus { background: $line-bright; color: $tab-ink; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", "Press", id="press.press", tooltip="Press the button", show=False),
    ]

    class Pressed(Message):
        """The button was pressed."""

        def __init__(self, press: Press) -> None:
            super().__init__()
            self.press = press

        @property
        def control(self) -> Press:
            """The button, for ``@on(Press.Pressed, "#id")``."""
            return self.press

    def __init__(self, label: str, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self.label = label

    def render(self) -> Content:
        """Give the label."""
        return said(self.label)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 - Textual's shape
        """As wide as the label."""
        return said(self.label).cell_length

    def action_press(self) -> None:
        """Press it."""
        self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        """Press it by a click."""
        event.stop()
        self.action_press()


class Choice(NamedTuple):
    """One line to choose: its key (what the program gets), its words, and quieter words to the right."""

    key: str
    text: str
    aside: str = ""


class Choices(ScrollView, can_focus=True):
    """A list of one-line choices drawn line by line; the arrows move, Enter or a click chooses."""

    DEFAULT_CSS = """
    Choices { height: auto; max-height: 100%; background: $ground; color: $ink; scrollbar-size-vertical: 1; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = set()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", id="choices.up", tooltip="One line up", show=False),
        Binding("down", "move(1)", "Down", id="choices.down", tooltip="One line down", show=False),
        Binding("pageup", "page(-1)", "Page up", id="choices.page_up", tooltip="One page up", show=False),
        Binding("pagedown", "page(1)", "Page down", id="choices.page_down", tooltip="One page down", show=False),
        Binding("home", "move(-1000000)", "First", id="choices.first", tooltip="To the first line", show=False),
        Binding("end", "move(1000000)", "Last", id="choices.last", tooltip="To the last line", show=False),
        Binding("enter", "choose", "Choose", id="choices.choose", tooltip="Choose the marked line"),
    ]

    cursor: reactive[int] = reactive(0)

    class Named(Message):
        """Something happened to a line."""

        def __init__(self, choices: Choices, choice: Choice) -> None:
            super().__init__()
            self.choices, self.choice = choices, choice

        @property
        def control(self) -> Choices:
            """The list."""
            return self.choices

    class Chosen(Named):
        """A line was chosen."""

    class Moved(Named):
        """The mark moved to a line."""

    def __init__(self, choices: tuple[Choice, ...] = (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.choices: tuple[Choice, ...] = choices

    def on_mount(self) -> None:
        """Take the size of what is listed."""
        self.show(self.choices)

    def show(self, choices: tuple[Choice, ...]) -> None:
        """List these; the mark stays with its line when it is still there."""
        marked = self.marked.key if self.marked else ""
        self.choices = choices
        self.virtual_size = Size(self.size.width, len(choices))
        self.cursor = next((at for at, one in enumerate(choices) if one.key == marked), 0)
        self.refresh(layout=True)

    @property
    def marked(self) -> Choice | None:
        """The marked line, or None when nothing is listed."""
        return self.choices[self.cursor] if 0 <= self.cursor < len(self.choices) else None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's shape
        """One line a choice."""
        return max(1, len(self.choices))

    def validate_cursor(self, cursor: int) -> int:
        """Keep the mark on a line."""
        return max(0, min(cursor, len(self.choices) - 1))

    def watch_cursor(self) -> None:
        """Keep the mark in view."""
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)
        if (marked := self.marked) is not None and self.is_mounted:
            self.post_message(self.Moved(self, marked))

    def render_line(self, y: int) -> Strip:
        """One choice, the marked one with a sign in front."""
        at = y + self.scroll_offset.y
        width = self.size.width
        ground = self.visual_style
        if at >= len(self.choices):
            return Strip.blank(width, ground.rich_style)
        one = self.choices[at]
        here = at == self.cursor
        sign = f"{glyph('▌')} " if here else "  "
        line = said((sign, "bold $key"), (one.text, "bold $ink" if here else "$ink"))
        aside = said((one.aside, "$ink-quiet"))
        gap = width - line.cell_length - aside.cell_length - 1
        if one.aside and gap > 1:
            line = said(line, " " * gap, aside)
        line = line.truncate(width, ellipsis=True, pad=True)
        style = ground + Style.parse("on $chosen", self.app.theme_variables) if here and self.has_focus else ground
        return Strip(line.render_segments(style)).adjust_cell_length(width, style.rich_style)

    def action_move(self, by: int) -> None:
        """Move the mark."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the mark by the height of the list."""
        self.cursor += by * max(1, self.size.height - 1)

    def action_choose(self) -> None:
        """Choose the marked line."""
        if (marked := self.marked) is not None:
            self.post_message(self.Chosen(self, marked))

    def on_click(self, event: events.Click) -> None:
        """Mark the line clicked on, and choose it."""
        at = event.y + self.scroll_offset.y
        if at < len(self.choices):
            self.cursor = at
            self.action_choose()
