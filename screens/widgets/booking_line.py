"""A booking typed in one line under the diary: what is understood so far stands below it as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from advice_tui.casework.diary.views import Chip, LineRead, Match, Offer
from advice_tui.rules.working_days import say_day
from screens.theme import glyph, spelled
from screens.widgets.diary_slots import clock
from screens.widgets.field import Field
from screens.widgets.said import Line, Part, said

LONGEST = 300
"""Characters of the line."""
EXAMPLE = "type e.g.  khan tue 2pm pn r2   — client, day, time, adviser, room in any order"
CHIPS = {
    "yes": ("✓", "$calm on $calm-ground"),
    "ask": ("?", "bold $amber on $amber-ground"),
    "no": ("✗", "bold $red on $red-ground"),
}
ORDER = {"no": 0, "ask": 1, "yes": 2}


class LineField(Field):
    """The line itself. Right at its end takes the time that is offered; Escape, or up, goes back to the grid."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Confirm", id="line.submit", tooltip="Choose the marked client, or book"),
        Binding("escape", "leave", "Back to grid", id="line.leave", tooltip="Back to the grid; the line is kept"),
        Binding("up", "leave", "To the grid", id="line.up", tooltip="Back to the grid at once", show=False),
        Binding(
            "right", "offered", "Take offer", id="line.offered", tooltip="Take the time that is offered", show=False
        ),
    ]

    class Left(Message):
        """Back to the grid."""

    class Taken(Message):
        """The time that is offered was taken."""

    async def _on_key(self, event: events.Key) -> None:
        """Take Escape and a key right behind it, which a terminal sends as one with Alt, for Escape."""
        if event.key.startswith("alt+"):
            event.stop()
            event.prevent_default()
            self.action_leave()
        else:
            await super()._on_key(event)

    def action_leave(self) -> None:
        """Go back to the grid."""
        self.post_message(self.Left())

    def action_offered(self) -> None:
        """At the end of the line take what is offered, elsewhere go right."""
        if self.cursor_position >= len(self.value) and self.selection.is_empty:
            self.post_message(self.Taken())
        else:
            self.action_cursor_right()


class BookingLine(Vertical):
    """Folded, it is one quiet line; open, it has the keys, the chips and the sentence for the caller."""

    DEFAULT_CSS = """
    BookingLine { height: 1; background: $bar; }
    BookingLine #book-row { height: 1; }
    BookingLine #book-word { width: auto; padding: 0 1; color: $key; text-style: bold; }
    BookingLine LineField { width: 1fr; background: $bar; }
    BookingLine LineField:focus { background: $chosen; }
    BookingLine #book-chips, BookingLine #book-say { height: 1; padding: 0 1; background: $ground; display: none; }
    BookingLine.-open { height: 3; }
    BookingLine.-open #book-chips, BookingLine.-open #book-say { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._word = ""
        self._veiled = False

    def compose(self) -> ComposeResult:
        """Yield the line, and the two lines of what is understood."""
        with Horizontal(id="book-row"):
            yield Line("", id="book-word")
            yield LineField(id="book-text", limit=LONGEST, placeholder=spelled(EXAMPLE))
        yield Line("", id="book-chips")
        yield Line("", id="book-say")

    def on_mount(self) -> None:
        """Begin folded."""
        self.call("Book")

    @property
    def field(self) -> LineField:
        """The line to type in."""
        return self.query_one(LineField)

    @property
    def is_open(self) -> bool:
        """Whether the line is open."""
        return self.has_class("-open")

    def call(self, word: str, hint: str = EXAMPLE) -> None:
        """Give the line another name and another example: "Move Amira Khan"."""
        if word != self._word:
            self._word = word
            self.query_one("#book-word", Line).say(f"{word} {glyph('▸')}")
        self.field.placeholder = spelled(hint)

    def veil(self, *, veiled: bool) -> None:
        """Show what waits in the folded line as dots, or as it is."""
        self._veiled = veiled
        self.field.password = veiled and not self.is_open

    def open(self, text: str = "", *, anew: bool = False) -> None:
        """Open the line and type into it. What stood there goes on; ``anew``: the first letter replaces it."""
        if text:
            self.field.value = text
        self.add_class("-open")
        self.field.password = False
        self.field.focus()
        self.field.action_end()
        if anew:
            self.field.select_all()

    def fold(self) -> None:
        """Fold the line; what is typed stays in it."""
        self.remove_class("-open")
        self.field.password = self._veiled
        self.show_words(said(""), said(""))

    def on_click(self, event: events.Click) -> None:
        """Open it by a click."""
        event.stop()
        self.open()

    # What is understood ---------------------------------------------------------------------------------------------

    def show(self, read: LineRead, shaded: Callable[[str], str], *, verb: str = "books") -> None:
        """Show the chips, and under them who may be meant, what is offered, or what to say to the caller."""
        refused = read.form is None and read.offer is not None and any(one.state == "no" for one in read.chips)
        width = self.size.width - 2
        line = said(" ").join(_chip(one, shaded) for one in read.chips)
        if line.cell_length > width:  # what stands in the way comes first
            line = said(" ").join(_chip(one, shaded) for one in sorted(read.chips, key=lambda one: ORDER[one.state]))
        elif refused and read.offer is not None:
            offered = said(line, (f" {glyph('→')} {short_offer(read.offer)}", "bold $calm"))
            line = offered if offered.cell_length <= width else line
        self.show_words(line.truncate(width, ellipsis=True), _below(read, shaded, verb, refused=refused, width=width))

    def show_words(self, chips: Content, below: Content) -> None:
        """Show these lines without laying anything out afresh: their place is always there."""
        self.query_one("#book-chips", Line).update(chips, layout=False)
        self.query_one("#book-say", Line).update(below, layout=False)


def _chip(one: Chip, shaded: Callable[[str], str]) -> Content:
    sign, style = CHIPS[one.state]
    return said((f" {glyph(sign)} {shaded(one.words)} ", style))


def short_offer(offer: Offer) -> str:
    """Give an offered time in a few words: "Tue 29 Dec 10:00"."""
    return f"{say_day(offer.day)} {clock(offer.start)}"


def _below(read: LineRead, shaded: Callable[[str], str], verb: str, *, refused: bool, width: int) -> Content:
    unsure = any(one.state == "ask" for one in read.chips)
    if len(read.matches) > 1 and (unsure or read.form is None) and not refused:
        return _choices(read.matches, shaded)
    if read.form is not None:
        does = said(("Enter", "bold $key"), f" {verb} it.  ")
        say = said("Say: ", (spelled(f"“{read.say}”"), "italic $ink")) if read.say else said("")
        both = said(does, say)
        return both if both.cell_length <= width else say.truncate(width, ellipsis=True)
    if refused and read.offer is not None:
        return said((glyph("→"), "bold $key"), " takes ", (read.offer.words or short_offer(read.offer), "bold $ink"))
    return said(("Not yet: what is marked ? or ✗ is still to be said.", "$ink-quiet")) if read.chips else said("")


def _choices(matches: tuple[Match, ...], shaded: Callable[[str], str]) -> Content:
    parts: list[Part] = []
    for at, one in enumerate(matches):
        mark = f"{glyph('▸')} " if at == 0 else "   "
        parts += [(mark, "bold $key"), (shaded(one.name), "bold $ink" if at == 0 else "$ink")]
        parts += [(f" {one.student_number}", "$ink-quiet")] if one.student_number else []
    return said(*parts, ("    Tab", "bold $key"), (" next", "$ink-quiet"))
