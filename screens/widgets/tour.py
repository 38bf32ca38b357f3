"""The first tour: three hints at the foot of Today, one after the other; they block nothing and go when seen."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from screens.theme import glyph
from screens.widgets.said import said

STEPS: tuple[tuple[str, str], ...] = (
    (
        "Your day",
        "This list is what must be answered, soonest first. Enter opens a row; w shows the sum behind its date.",
    ),
    (
        "A new enquiry",
        "n takes one down and says by when it is due. On a case, e c n write what you did: a reply stops the clock.",
    ),
    ("Always", "/ finds anybody, ^P does anything by name, u undoes, F1 shows the keys. Leaving the desk? ^L locks."),
)
AT_THE_DESK: tuple[tuple[str, str], ...] = (
    ("Your day", "This list is what you passed on to the advisers, and whether it was answered. You see no case."),
    (
        "A new enquiry",
        "n takes one down, typed or on the telephone, and says by when the student will hear. Tell her that.",
    ),
    STEPS[2],
)


class TourStrip(Widget):
    """Two lines: which step this is and what to try. ``step`` 0 hides it."""

    DEFAULT_CSS = """
    TourStrip { display: none; height: 3; padding: 0 1; background: $info-ground; color: $ink; }
    TourStrip.-on { display: block; }
    """
    step: reactive[int] = reactive(0)

    def __init__(self, *, at_the_desk: bool, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._steps = AT_THE_DESK if at_the_desk else STEPS

    def watch_step(self, step: int) -> None:
        """Come and go."""
        self.set_class(0 < step <= len(self._steps), "-on")

    def render(self) -> Content:
        """Draw the step."""
        if not 0 < self.step <= len(self._steps):
            return said("")
        title, words = self._steps[self.step - 1]
        head = f"{glyph('◆')} {title} {glyph('·')} step {self.step} of {len(self._steps)}"
        return said((head, "bold $info"), ("   F7 goes on", "bold $key"), f"\n{words}")
