"""Everything that can be done with a case, in one list with the keys, for who does not know them by heart."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.style import Style

from screens.dialogs import Dialog
from screens.widgets.press import Choice, Choices
from screens.widgets.said import said

HEADS: tuple[tuple[str, frozenset[str]], ...] = (
    ("This case", frozenset()),
    (
        "Consent, conduct, danger",
        frozenset(
            ("danger", "consents", "third_party", "refer", "procedures", "conflict", "wall", "complaint", "issue")
        ),
    ),
    ("Write down", frozenset(("write", "correct", "options"))),
)
"""The parts of the list: a heading and the actions under it; what is in none of them is about the case itself."""


def grouped(acts: Sequence[Choice]) -> tuple[Choice, ...]:
    """Put acts under their headings; a heading is a line without a key, and one with nothing under it is left out."""
    parts: dict[str, list[Choice]] = {head: [] for head, _ in HEADS}
    for one in acts:
        action = one.key.partition("(")[0]
        parts[next((head for head, names in HEADS if action in names), HEADS[0][0])].append(one)
    return tuple(line for head, ones in parts.items() if ones for line in (Choice("", head), *ones))


class ActList(Choices):
    """Choices under headings: the mark stands on what can be done, never on a heading."""

    def on_mount(self) -> None:
        """Begin on the first line that can be done."""
        super().on_mount()
        self.cursor = next((at for at, one in enumerate(self.choices) if one.key), 0)

    def action_move(self, by: int) -> None:
        """Move the mark over a heading; at an end it stays, and the heading above the first line comes into view."""
        step = 1 if by > 0 else -1
        at = self.validate_cursor(self.cursor + by)
        while 0 <= at < len(self.choices) and not self.choices[at].key:
            at += step
        if 0 <= at < len(self.choices):
            self.cursor = at
        elif by < 0:
            first = next((n for n, one in enumerate(self.choices) if one.key), 0)
            self.cursor = first
            self.scroll_to(y=0, animate=False)

    def action_page(self, by: int) -> None:
        """Move the mark by the height of the list."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_choose(self) -> None:
        """Choose the marked line; a heading that was clicked on does nothing."""
        if self.marked is not None and self.marked.key:
            super().action_choose()

    def render_line(self, y: int) -> Strip:
        """Draw a heading as a heading."""
        at = y + self.scroll_offset.y
        if at >= len(self.choices) or self.choices[at].key:
            return super().render_line(y)
        line = said((self.choices[at].text, "bold $head")).truncate(self.size.width, ellipsis=True, pad=True)
        ground = self.visual_style + Style()
        return Strip(line.render_segments(ground)).adjust_cell_length(self.size.width, ground.rich_style)


class ActsOfCase(Dialog):
    """A list of acts: the arrows choose, Enter or the act's own key does it. Closes with the action to run, or None."""

    DEFAULT_CSS = """
    ActsOfCase > .card { padding: 0 1; width: 64; }
    ActsOfCase Choices { max-height: 18; }
    """

    def __init__(self, title: str, acts: tuple[Choice, ...]) -> None:
        super().__init__()
        self._title, self._acts = title, acts

    def compose(self) -> ComposeResult:
        """Yield the list."""
        with Vertical(classes="card") as card:
            card.border_title = said(self._title)
            own = " · or its key" if any(one.aside for one in self._acts) else ""
            card.border_subtitle = said(f"↑ ↓ choose · Enter do it{own} · Esc back")
            yield ActList(self._acts)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    def on_key(self, event: events.Key) -> None:
        """Do the act whose key is pressed."""
        found = next((one for one in self._acts if one.key and event.character and one.aside == event.character), None)
        if found is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(found.key)

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with what was chosen."""
        self.dismiss(event.choice.key)
