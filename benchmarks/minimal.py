"""The floor: the smallest Textual program that shows a line and changes it when a key is pressed."""

from typing import ClassVar

from textual.app import App
from textual.widgets import Static


class Minimal(App):
    BINDINGS: ClassVar = [("j", "count", "Count"), ("q", "quit", "Quit")]
    pressed = 0

    def compose(self):
        yield Static("READY")

    def action_count(self):
        self.pressed += 1
        self.query_one(Static).update(f"pressed {self.pressed}")


if __name__ == "__main__":
    Minimal().run()
