"""The recovery code: shown once, written on paper, and two groups typed back before anything goes on."""

from __future__ import annotations

import re
import secrets
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from screens.door import DoorScreen
from screens.widgets.field import Field, Labelled
from screens.widgets.press import Press
from screens.widgets.said import Line


def groups_of(code: str) -> tuple[str, ...]:
    """Give the groups of a code as they are written: parted by dashes or spaces; in fours when it has none."""
    parts = tuple(part for part in re.split(r"[\s-]+", code.strip()) if part)
    return parts if len(parts) > 1 else tuple(re.findall(".{1,4}", code))


def same(typed: str, group: str) -> bool:
    """Whether a group was typed back; case, spaces and dashes do not matter."""
    return re.sub(r"[\s-]+", "", typed).casefold() == group.casefold()


class PaperCode(DoorScreen):
    """The code in groups; Enter hides it and asks for two of them. There is no way around it but writing it down."""

    TITLE_WORDS = "Write this on paper now"
    BROAD = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "show", "Show it again", id="paper_code.show", tooltip="Show the code again"),
    ]
    DEFAULT_CSS = """
    PaperCode #code { text-style: bold; color: $key; height: auto; text-align: center; margin: 1 0; }
    PaperCode .asked { display: none; }
    PaperCode.-asking .asked { display: block; }
    PaperCode.-asking .shown { display: none; }
    """

    def __init__(self, code: str) -> None:
        super().__init__()
        self._groups = groups_of(code)
        wanted = set[int]()
        while len(wanted) < min(2, len(self._groups)):
            wanted.add(secrets.randbelow(len(self._groups)))
        self._wanted = sorted(wanted)

    def card(self) -> ComposeResult:
        """Yield the code, then the two questions."""
        yield Line(
            "This recovery code opens the service when every manager’s password is lost. It is shown only now, and "
            "nobody can look it up later.",
            classes="words shown",
        )
        yield Line(self._lines(), id="code", classes="shown")
        yield Line(
            "Write it on paper, put the paper in an envelope, seal it, sign across the flap, and keep it in a safe "
            "place away from this computer. Do not take a picture of it.",
            classes="words shown",
        )
        yield Line("Please type two groups from the paper.", classes="words asked")
        for number in self._wanted:
            field = Field(id=f"group-{number}", limit=40, onward=number != self._wanted[-1])
            yield Labelled(f"Group {number + 1}", field, classes="asked")
        with Horizontal(classes="row"):
            yield Press("I have written it down", id="written", classes="-main shown")
            yield Press("Go on", id="go", classes="-main asked")

    def _lines(self) -> str:
        rows = [self._groups[at : at + 4] for at in range(0, len(self._groups), 4)]
        return "\n".join("   ".join(row) for row in rows)

    def on_mount(self) -> None:
        """Begin at the button."""
        self.query_one("#written").focus()

    @on(Press.Pressed, "#written")
    def ask(self) -> None:
        """Hide the code and ask."""
        self.add_class("-asking")
        self.query(Field).first().focus()

    def action_show(self) -> None:
        """Show the code again."""
        self.remove_class("-asking")
        self.trouble("")
        self.query_one("#written").focus()

    @on(Field.Submitted)
    @on(Press.Pressed, "#go")
    def check(self) -> None:
        """Both right: on to the sign-in prompt."""
        wrong = False
        for row in self.query(Labelled):
            number = int(str(row.field.id).removeprefix("group-"))
            right = same(row.field.value, self._groups[number])
            row.problem("" if right else "That is not what the code says here. F3 shows it again.")
            wrong = wrong or not right
        if not wrong:
            self._groups = ()
            self.house.founded()
