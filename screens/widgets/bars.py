"""The two lines that every work screen keeps: areas, time and person above; the keys that count now below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from screens.theme import glyph, spelled
from screens.widgets.said import said

if TYPE_CHECKING:
    from textual.screen import Screen

_KEY_WORDS = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "colon": ":",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def key_word(key: str) -> str:
    """Give a key as the bars, help and README write it: ``ctrl+l`` is ``^L``, ``f1`` is ``F1``,."""
    *held, last = key.split("+") if key != "+" else ["plus"]
    word = _KEY_WORDS.get(last, last.upper() if len(last) > 1 and last[0] == "f" and last[1:].isdigit() else last)
    if "ctrl" in held and len(word) == 1:
        word = f"^{word.upper()}"
        held = [one for one in held if one != "ctrl"]
    return "+".join([*(one.capitalize() for one in held), word])


class Arrival(NamedTuple):
    """That somebody waits at reception, without a name: the words, what the key does, and the key."""

    words: str
    act: str
    key: str = "^G"


class Bar(NamedTuple):
    """What the top bar shows: service, areas as (key, title), the open one, day and minute, person, role word.

    ``arrival`` stands in a line of its own under the areas, as long as somebody waits.
    """

    service: str = ""
    areas: tuple[tuple[str, str], ...] = ()
    here: str = ""
    day: str = ""
    time: str = ""
    person: str = ""
    role: str = ""
    shade: bool = False
    arrival: Arrival | None = None


class TopBar(Widget):
    """One line: the sign, the areas by number, and to the right the minute, who is signed in, and the lock key.

    A second line tells an adviser that her student is at reception.
    """

    DEFAULT_CSS = """
    TopBar { height: 1; background: $bar; color: $ink-quiet; }
    TopBar.-arrival { height: 2; }
    """

    bar: reactive[Bar] = reactive(Bar(), layout=False)

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[int, int, str]] = []

    def watch_bar(self) -> None:
        """Make room for the line of who waits, only as long as it is there."""
        self.set_class(self.bar.arrival is not None, "-arrival")

    def render(self) -> Content:
        """Give the line, with words left out from the least needed on when the window is narrow."""
        width = self.size.width
        if self.bar.arrival is not None:
            return said(self._first(width), "\n", _waiting(self.bar.arrival, width))
        return self._first(width)

    def _first(self, width: int) -> Content:
        left, spans = self._left(roomy=width >= 110)
        right = next((one for one in self._rights() if left.cell_length + 2 + one.cell_length <= width), said(""))
        self._spans = spans
        gap = max(0, width - left.cell_length - right.cell_length)
        return said(left, " " * gap, right)

    def _left(self, *, roomy: bool) -> tuple[Content, list[tuple[int, int, str]]]:
        bar = self.bar
        line = said((f" {glyph('◆')} ", "bold $head"))
        if roomy and bar.service:
            line = said(line, (f"{bar.service[:40]} ", "bold $head"), " ")
        spans: list[tuple[int, int, str]] = []
        for key, title in bar.areas:
            word = f" {key} {title} "
            spans.append((line.cell_length, line.cell_length + len(word), key))
            line = said(line, (word, "bold $tab-ink on $tab") if key == bar.here else (word, "$ink-quiet"))
        return line, spans

    def _rights(self) -> list[Content]:
        bar = self.bar
        shade = said((f" {glyph('◷')} shade ", "bold $info on $info-ground"), "  ") if bar.shade else said("")
        lock = said(("^L", "bold $key"), " Lock ")
        first = bar.person.split(" ")[0] if bar.person else ""
        dot = f" {glyph('·')} "
        return [
            said(
                shade, f"{bar.day} {bar.time}   ", (bar.person, "$ink"), f"{dot if bar.role else ''}{bar.role}   ", lock
            ),
            said(shade, f"{bar.day} {bar.time}  {first}{dot if bar.role else ''}{bar.role}  ", lock),
            said(shade, f"{bar.day} {bar.time}  ", lock),
            said(shade, f"{bar.time}  ", lock),
            lock,
        ]

    async def on_click(self, event: events.Click) -> None:
        """Open an area, or answer reception, by a click; the mouse is never the only way."""
        if event.y == 1:
            await self.run_action("app.coming")
            return
        for start, end, key in self._spans:
            if start <= event.x < end:
                await self.run_action(f"app.area('{key}')")


def _waiting(arrival: Arrival, width: int) -> Content:
    """Draw the line of who waits, over the whole width; the key and what it does always stay."""
    right = said((f"{arrival.key} {arrival.act} ", "bold"))
    room = max(0, width - right.cell_length - 1)
    left = said((f" {glyph('◆')} {spelled(arrival.words)}", "bold")).truncate(room, ellipsis=True)
    line = said(left, " " * max(1, width - left.cell_length - right.cell_length), right)
    return line.stylize_before("$tab-ink on $line-bright")


class HintBar(Widget):
    """The keys that count now, the most important first; F1 and ^P always stay."""

    DEFAULT_CSS = """
    HintBar { height: 1; background: $bar; color: $ink; dock: bottom; }
    """
    ALWAYS: ClassVar[tuple[str, ...]] = ("app.help", "app.find")

    busy: reactive[str] = reactive("", layout=False)

    def on_mount(self) -> None:
        """Follow the keys of whatever has the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._keys_changed)

    def _keys_changed(self, _screen: Screen[object]) -> None:
        if self.screen.is_current:
            self.refresh()

    def render(self) -> Content:
        """Give the line: hints from the left, dropped from the end for want of room; the two that stay at the right."""
        width = self.size.width
        hints, always = self._hints()
        right = said(*(said("  ", one) for one in always), " ")
        if self.busy:
            right = said((f" {glyph('●')} {self.busy} ", "bold $amber on $amber-ground"), right)
        left = said(" ")
        for one in hints:
            if left.cell_length + one.cell_length + 3 + right.cell_length > width:
                break
            left = said(left, one, "   ")
        return said(left, " " * max(0, width - left.cell_length - right.cell_length), right)

    def _hints(self) -> tuple[list[Content], list[Content]]:
        seen: set[str] = set()
        hints: list[Content] = []
        always: dict[str, Content] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            name = binding.id or binding.action
            if name in seen or not binding.description:
                continue
            seen.add(name)
            if binding.id in self.ALWAYS:
                always[binding.id] = _hint(active)
            elif binding.show:
                hints.append(_hint(active))
        return hints, [always[name] for name in self.ALWAYS if name in always]


def _hint(active: ActiveBinding) -> Content:
    key = active.binding.key_display or key_word(active.binding.key)
    style = ("bold $key", "$ink") if active.enabled else ("$ink-quiet", "$ink-quiet")
    return said((spelled(key), style[0]), (f" {active.binding.description}", style[1]))
