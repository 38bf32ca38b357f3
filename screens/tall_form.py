"""A form in a window that may have more rows than the terminal has lines: the rows scroll, the buttons stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from advice_tui.desk import Desk
from screens.staff_dialogs import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Press
from screens.widgets.said import Line, said

ROOMY = 40
"""From so many lines on the rows stand apart."""
TYPED = "Something is typed here: ^S saves it, Esc again throws it away."


class TallForm(FormDialog):
    """A form whose rows scroll. Escape throws nothing away at once: what was typed is said first."""

    DEFAULT_CSS = """
    TallForm > .card { width: 78; max-height: 96%; }
    TallForm .fields { height: auto; max-height: 68vh; scrollbar-size-vertical: 1; }
    TallForm .fields Labelled { margin-bottom: 0; }
    TallForm.-roomy .fields Labelled { margin-bottom: 1; }
    TallForm .trouble { margin-top: 1; }
    TallForm .row { margin: 1 0 0 0; }
    """
    SUBTITLE: ClassVar[str] = "^S save · Esc back"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._at_first: dict[str, Any] = {}
        self._warned = False

    def compose(self) -> ComposeResult:
        """Yield the rows, what is wrong, two buttons."""
        with Vertical(classes="card") as card:
            card.border_title = said(self.HEAD)
            card.border_subtitle = said(self.SUBTITLE)
            with VerticalScroll(classes="fields", can_focus=False):
                if self.words():
                    yield Line(self.words(), classes="words")
                yield from self.fields()
            yield Line("", classes="trouble")
            with Horizontal(classes="row"):
                yield Press(self.YES, id="yes", classes="-main")
                yield Press("Back", id="no")

    def on_mount(self) -> None:
        """Begin at the first field, and remember what stands in all of them."""
        super().on_mount()
        self._at_first = self.typed()

    def typed(self) -> dict[str, Any]:
        """Give what stands in the fields now, by their names."""
        return dict(self._typed())

    def _typed(self) -> Iterator[tuple[str, Any]]:
        for field in self.query(Field):
            yield field.id or "", field.value
        for pick in self.query(Pick):
            yield pick.id or "", pick.value

    def row_of(self, name: str) -> Labelled:
        """Give the row of the field of this name."""
        return next(row for row in self.query(Labelled) if row.field.id == name)

    def hint(self, name: str, words: str) -> None:
        """Say something under a field, in place of what was said there."""
        row = self.row_of(name)
        row.hint = words
        row.problem("")

    def on_resize(self, event: events.Resize) -> None:
        """Set the rows apart where there is room."""
        self.set_class(event.size.height >= ROOMY, "-roomy")

    def action_leave(self) -> None:
        """Close with nothing done; what was typed is thrown away only by a second Escape."""
        if self._busy:
            return
        if self.typed() != self._at_first and not self._warned:
            self._warned = True
            self.trouble(TYPED)
        else:
            self.dismiss(None)
