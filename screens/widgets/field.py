"""One line to type in, and its label with the problem under it. Nothing leaves a field for the clipboard."""

from __future__ import annotations

from typing import Any, Protocol, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from screens.widgets.said import Line


class Teller(Protocol):
    """The part of the program that shows a sentence for a few seconds."""

    def tell(self, sentence: str, severity: str = "information") -> None:
        """Show one sentence; severity is information, warning or error."""


COPYING = "Copying is switched off: what is typed here stays here."


def too_long(length: int, limit: int) -> str:
    """Give the sentence for text of this length (characters) that does not fit a field of this limit."""
    return f"That is {length:,} characters and this field takes {limit:,}. Nothing was put in."


def told(widget: Any, sentence: str, severity: str = "warning") -> None:
    """Have the program around this widget show a sentence."""
    cast("Teller", widget.app).tell(sentence, severity)


class Field(Input):
    """A line of text with a limit in characters. A paste is cleaned; one that does not fit is refused and says so.

    With ``onward`` Enter moves to the next field before any key typed behind it counts; without it Enter submits.
    """

    DEFAULT_CSS = """
    Field {
        height: 1; border: none; padding: 0 1; background: $well; color: $ink;
        &:focus { border: none; background: $chosen; background-tint: $chosen 0%; }
        &.-problem { background: $red-ground; }
    }
    """

    def __init__(self, value: str = "", *, limit: int = 200, onward: bool = False, **given: Any) -> None:
        super().__init__(value, max_length=limit, select_on_focus=False, **given)
        self.limit = limit
        self.onward = onward
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        """Take the paste as one cleaned line, or refuse it whole and keep what was there."""
        event.prevent_default()
        event.stop()
        kept = len(self.value) - abs(self.selection.end - self.selection.start)
        if kept + len(event.text) > self.limit + 2000:
            told(self, too_long(kept + len(event.text), self.limit))
            return
        from advice_tui.rules.text import clean  # noqa: PLC0415 - 8 ms that the sign-in prompt does not need

        text = " ".join(clean(event.text, lines=True).split()) if not self.password else clean(event.text).strip("\n")
        if kept + len(text) > self.limit:
            told(self, too_long(kept + len(text), self.limit))
        elif self.selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *sorted(self.selection))

    def action_copy(self) -> None:
        """Nothing is copied: the clipboard belongs to every program on the computer."""
        told(self, COPYING)

    def action_cut(self) -> None:
        """Nothing is cut, and nothing is lost."""
        told(self, COPYING)

    def action_paste(self) -> None:
        """Say how to paste: the program keeps no clipboard of its own; the terminal's own paste key works."""
        told(self, "Paste with your terminal's own key, often Ctrl+Shift+V.")


class Labelled(Vertical):
    """A label, its field to the right, and a line under it for the hint or the problem (hidden while empty).

    The field's ``id`` is its name in ``BadInput.problems``.
    """

    DEFAULT_CSS = """
    Labelled {
        height: auto; layout: grid; grid-size: 2; grid-columns: 18 1fr; grid-rows: auto; grid-gutter: 0;
        & > .label { color: $ink-quiet; height: 1; }
        &.-here > .label { color: $key; text-style: bold; }
        & > .gap { height: auto; display: none; }
        & > .under { height: auto; color: $ink-quiet; padding: 0 1; display: none; }
        &.-said > .gap, &.-said > .under { display: block; }
        &.-problem > .under { color: $red; }
    }
    """

    def __init__(self, label: str, field: Any, hint: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.label, self.field, self.hint = label, field, hint

    def compose(self) -> ComposeResult:
        """Label and field in one row, the line under the field in the next."""
        yield Line(self.label, classes="label")
        yield self.field
        yield Line("", classes="gap")
        yield Line(self.hint, classes="under")

    def on_mount(self) -> None:
        """Show the hint when there is one."""
        self.set_class(bool(self.hint), "-said")

    def on_descendant_focus(self) -> None:
        """Mark the label of the field that has the keys."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """Take the mark away."""
        self.remove_class("-here")

    def on_resize(self) -> None:
        """Keep in view what is said under the field that has the keys, also when it comes late."""
        if self.has_class("-here"):
            self.call_after_refresh(self.scroll_visible, animate=False)

    def problem(self, sentence: str) -> None:
        """Show the sentence under the field in place of the hint; an empty one brings the hint back."""
        self.query_one(".under", Line).say(f"✗ {sentence}" if sentence else self.hint)
        self.set_class(bool(sentence), "-problem")
        self.set_class(bool(sentence or self.hint), "-said")
        self.field.set_class(bool(sentence), "-problem")


def show_problems(root: Any, problems: dict[str, str]) -> dict[str, str]:
    """Show each sentence under the field of its name and move to the first; return those that have no field here."""
    rows = [row for row in root.query(Labelled) if row.field.id]
    left = dict(problems)
    first = None
    for row in rows:
        sentence = left.pop(row.field.id, "")
        row.problem(sentence)
        first = first or (row.field if sentence else None)
    if first is not None:
        first.focus()
    return left
