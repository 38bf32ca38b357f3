"""The kinds of entries on a timeline, each with how many there are, and the line in which a case is searched."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from screens.theme import glyph
from screens.widgets.field import Field
from screens.widgets.said import Line, said
from screens.widgets.timeline import ALL, GROUPS


class FilterBar(Horizontal):
    """One line above the timeline; while a case is searched, the typed words and the number of hits stand in it."""

    DEFAULT_CSS = """
    FilterBar { height: 1; background: $ground; }
    FilterBar > #filters { width: 1fr; height: 1; }
    FilterBar > #search-word, FilterBar > #words, FilterBar > #hits { display: none; height: 1; }
    FilterBar > #search-word { width: 9; color: $key; text-style: bold; padding-left: 1; }
    FilterBar > #words { width: 30; }
    FilterBar > #hits { width: auto; padding: 0 1; color: $ink-quiet; }
    FilterBar.-search > #search-word, FilterBar.-search > #words, FilterBar.-search > #hits { display: block; }
    """

    class Searched(Message):
        """Other words are looked for."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """Back to the timeline: the words stay unless the search was ended."""

    class Chosen(Message):
        """A filter was clicked on."""

        def __init__(self, group: str) -> None:
            super().__init__()
            self.group = group

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._spans: list[tuple[int, int, str]] = []
        self._said: tuple[list[tuple[str, int]], str, int] = ([], ALL, 0)

    def compose(self) -> ComposeResult:
        """Yield the filters; in their place the search line."""
        yield Line("Search", id="search-word")
        yield Field(limit=80, id="words", placeholder="Words of any entry")
        yield Line("", id="hits")
        yield Line("", id="filters")

    @property
    def searching(self) -> bool:
        """Whether the search line is open."""
        return self.has_class("-search")

    def show(self, counts: list[tuple[str, int]], group: str, hits: int) -> None:
        """Show these filters, the chosen one, and how many entries hold the words."""
        self._said = (counts, group, hits)
        room = (self.size.width or 80) - (48 if self.searching else 0)
        line, self._spans = said(" "), []
        for key, many in counts:
            word = f" {GROUPS[key]} {many} "
            here = key == group
            start = line.cell_length
            line = said(line, (word, "bold $tab-ink on $tab" if here else "$ink on $well"), " ")
            self._spans.append((start, start + len(word), key))
        keys = said((f"{glyph('←')} {glyph('→')}", "bold $key"), " filter  ", ("/", "bold $key"), " search ")
        gap = room - line.cell_length - keys.cell_length
        if gap >= 1 and not self.searching:
            line = said(line, " " * gap, keys)
        self.query_one("#filters", Line).update(line)
        self.query_one("#hits", Line).say(f"{hits} found" if self.query_one(Field).value.strip() else "Esc ends")

    def on_resize(self) -> None:
        """Place the keys at the end."""
        self.show(*self._said)

    def open(self) -> None:
        """Open the search line, or go back to it."""
        self.add_class("-search")
        self.show(*self._said)
        self.query_one(Field).focus()

    def close(self) -> None:
        """End the search: everything is shown again."""
        self.remove_class("-search")
        self.query_one(Field).value = ""
        self.show(*self._said)
        self.post_message(self.Searched(""))

    @on(Field.Changed)
    def typed(self, event: Field.Changed) -> None:
        """Look for what is typed."""
        event.stop()
        self.post_message(self.Searched(event.value))

    @on(Field.Submitted)
    def onward(self, event: Field.Submitted) -> None:
        """Go to what was found."""
        event.stop()
        self.post_message(self.Left())

    def on_key(self, event: events.Key) -> None:
        """Down goes to what was found, as Enter does."""
        if event.key == "down" and self.query_one(Field).has_focus:
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """Choose a filter by a click."""
        offset = event.get_content_offset(self.query_one("#filters", Line))
        for start, end, group in self._spans:
            if offset is not None and start <= offset.x < end:
                self.post_message(self.Chosen(group))
