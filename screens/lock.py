"""The lock: the same form as at the start, in a mode of its own that holds nothing of the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import ComposeResult

from screens.sign_in import SignIn
from screens.theme import glyph, spelled
from screens.widgets.said import Line, said


class Lock(SignIn):
    """Locked. The person who was here may go on where she was; anybody else starts clean."""

    DEFAULT_CSS = """
    Lock .opening { height: auto; margin-bottom: 1; }
    Lock #arrival { display: none; height: auto; margin-bottom: 1; padding: 0 1; }
    Lock #arrival { color: $amber; background: $amber-ground; text-style: bold; }
    Lock #arrival.-said { display: block; }
    """

    def __init__(
        self, home: Path, entrance: Any, name: str, why: str, accounts: tuple[tuple[str, str, str], ...] = ()
    ) -> None:
        super().__init__(home, entrance, accounts)
        self._who, self._why = name, why
        self._announced = ""

    def opening(self) -> ComposeResult:
        """Who was here, and why it is locked when that is not plain."""
        yield Line(
            said(
                ("Locked.\n", "bold $key"),
                (self._who, "bold"),
                " may continue; anyone else may sign in.",
                f"\n{self._why}" if self._why else "",
            ),
            classes="opening",
        )
        yield Line("", id="arrival")

    def announce(self, words: str) -> None:
        """Say that somebody waits at reception for the person who locked; no words take it away. Never a name."""
        if words == self._announced:
            return
        self._announced = words
        line = self.query_one("#arrival", Line)
        line.say(f"{glyph('◆')} {spelled(words)}" if words else "")
        line.set_class(bool(words), "-said")
