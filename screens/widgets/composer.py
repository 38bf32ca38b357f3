"""Where an entry is written: the kind above, whether it stops the clock, and the text. Closed, one quiet line."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from advice_tui.rules.reply import ENTRY_KINDS, EntryKind, entry_kind
from advice_tui.rules.text import Limit
from screens.theme import glyph
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox

CALLS = ("call_reached", "call_unanswered", "voicemail")
_CALL_WORDS = {"call_reached": "Reached", "call_unanswered": "No answer", "voicemail": "Voicemail left"}


class Composer(Vertical):
    """Opened by a key of the case for one kind of entry; a call asks first whether somebody was reached."""

    DEFAULT_CSS = """
    Composer { height: 3; border: round $line; padding: 0 1; border-title-color: $ink-quiet; }
    Composer { border-subtitle-color: $ink-quiet; }
    Composer > TextBox, Composer > Pick, Composer > #kind, Composer > #reach { display: none; }
    Composer > #reach { height: auto; }
    Composer > #kind { height: 1; }
    Composer.-open { height: 11; border: round $line-bright; border-title-color: $key; border-title-style: bold; }
    Composer.-open > #rest { display: none; }
    Composer.-open > #kind, Composer.-open > TextBox { display: block; }
    Composer.-open.-call > Pick, Composer.-open.-call > #reach { display: block; }
    Composer > TextBox, Composer > TextBox:focus { border: none; height: 1fr; padding: 0; background: $ground; }
    Composer > TextBox.-problem { border: none; background: $red-ground; }
    Composer > .trouble { display: none; height: 1; color: $red; }
    Composer.-trouble > .trouble { display: block; }
    """

    class Changed(Message):
        """Something was typed, or another kind was chosen."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.kind: EntryKind = ENTRY_KINDS[0]
        self.contact = ""

    def compose(self) -> ComposeResult:
        """Kind, outcome of a call, text; the closed line."""
        yield Line("", id="rest")
        yield Line("", id="kind")
        yield Line("", id="reach")
        yield Pick(tuple(Choice(key, _CALL_WORDS[key]) for key in CALLS), id="outcome")
        yield TextBox(limit=Limit.NOTE, id="text")
        yield Line("", classes="trouble")

    def on_mount(self) -> None:
        """Begin closed."""
        self.rest()

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self.has_class("-open")

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(TextBox).text

    def hold(self, kind: str, text: str) -> None:
        """Take a draft back without opening."""
        self.kind = entry_kind(kind) or self.kind
        self.query_one(TextBox).text = text

    def open(self, kind: str) -> None:
        """Write an entry of this kind; what was typed before is still there."""
        self._set_kind(kind)
        self.add_class("-open")
        self.trouble("")
        self.border_subtitle = said("^S save · Esc keep draft")
        box = self.query_one(TextBox)
        box.move_cursor(box.document.end)
        (self.query_one(Pick) if kind in CALLS else box).focus()

    def close(self) -> None:
        """Fold up; what is typed stays."""
        self.remove_class("-open")
        self.rest()

    def empty(self) -> None:
        """Nothing is typed any more: it was saved."""
        self.query_one(TextBox).text = ""
        self.close()

    def rest(self) -> None:
        """Show what to press, or that a draft is kept."""
        self.border_title = said("New entry")
        self.border_subtitle = said("")
        words = self.text.split()
        if words:
            self.query_one("#rest", Line).say(
                ("A draft is kept: ", "bold $amber"),
                (" ".join(words)[:40], "$ink"),
                "  any of these keys goes on with it",
            )
        else:
            self.query_one("#rest", Line).update(_invitation())

    def kept(self, time: str) -> None:
        """Say that the draft was kept at this time."""
        if self.is_open:
            self.border_subtitle = said(f"draft kept {time} · ^S save · Esc keep draft")

    def trouble(self, sentence: str) -> None:
        """Show what is wrong with the text; an empty sentence takes it away."""
        self.query_one(".trouble", Line).say(f"{glyph('✗')} {sentence}" if sentence else "")
        self.set_class(bool(sentence), "-trouble")
        self.query_one(TextBox).set_class(bool(sentence), "-problem")

    def next_kind(self) -> None:
        """Take the next kind; the text stays."""
        at = ENTRY_KINDS.index(self.kind)
        self._set_kind(ENTRY_KINDS[(at + 1) % len(ENTRY_KINDS)].key)
        self.query_one(TextBox).focus()
        self.post_message(self.Changed())

    def _set_kind(self, key: str) -> None:
        self.kind = entry_kind(key) or self.kind
        self.set_class(key in CALLS, "-call")
        if key in CALLS:
            self.query_one(Pick).value = key
        self.border_title = said(f"New: {self.kind.label}")
        clock = (" ✓ Stops the clock ", "bold $calm on $calm-ground")
        goes_on = (f" {glyph('●')} The clock goes on ", "bold $info on $info-ground")
        self.query_one("#reach", Line).say((f"{glyph('☎')} {self.contact}", "bold $ink"))
        self.query_one("#kind", Line).say(
            (f" {glyph(self.kind.glyph)} {self.kind.label} ", "bold $info on $info-ground"),
            " ",
            (glyph("✓").join(clock[0].split("✓")), clock[1]) if self.kind.stops_clock else goes_on,
            ("  F2 other kind", "$ink-quiet"),
        )

    @on(Pick.Changed, "#outcome")
    def outcome(self, event: Pick.Changed) -> None:
        """Say what this outcome does to the clock."""
        event.stop()
        if self.is_open and self.kind.key in CALLS:
            self._set_kind(event.pick.value)
            self.post_message(self.Changed())

    @on(Pick.Done, "#outcome")
    def outcome_chosen(self, event: Pick.Done) -> None:
        """On to the text."""
        event.stop()
        self.query_one(TextBox).focus()

    @on(TextBox.Changed)
    def typed(self, event: TextBox.Changed) -> None:
        """Keep the draft soon."""
        event.stop()
        self.post_message(self.Changed())


def _invitation() -> Content:
    keys = (("n", "note"), ("e", "e-mail"), ("c", "call"), ("l", "letter"), ("f", "face to face"), ("a", "automatic"))
    parts = [part for key, word in keys for part in (said((key, "bold $key")), said((f" {word}   ", "$ink-quiet")))]
    return said(("Press ", "$ink-quiet"), *parts)
