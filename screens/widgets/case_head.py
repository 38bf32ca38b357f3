"""The head of a case: whose it is, and the chips, most urgent first, in long or short words as there is room."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from advice_tui.casework.cases import CaseView, PromiseView
from advice_tui.rules.text import cut
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.said import said
from screens.widgets.states import SIGNS, state_style

_URGENT = ("red", "amber", "calm", "answered")


@dataclass(frozen=True)
class Chip:
    """A chip in two wordings; an elastic one takes as much of its short wording as there is room for."""

    long: str
    short: str
    style: str
    elastic: bool = False


def by_urgency(promises: tuple[PromiseView, ...]) -> tuple[PromiseView, ...]:
    """Give promises, the most urgent first."""
    return tuple(sorted(promises, key=lambda one: (_URGENT.index(one.state), one.due)))


def chips(case: CaseView) -> list[Chip]:
    """Give a case's chips, the most urgent first."""
    found = []
    for promise in by_urgency(case.promises)[:2]:
        sign = SIGNS[promise.state][0]
        what = "Internal target" if promise.kind == "callback" else "Reply"
        long = f"{glyph(sign)} {what} {promise.words}"
        found.append(Chip(long, f"{glyph(sign)} {_short(promise)}", state_style(promise.state)))
    contact = case.client.contact_line
    agreed = not contact.startswith("No safe contact")
    style = "bold $info on $info-ground" if agreed else "bold $amber on $amber-ground"
    found.append(Chip(f"{glyph('☎')} {contact}", f"{glyph('☎')} {contact_short(contact)}", style, elastic=True))
    if case.adviser_id is None:
        found.append(
            Chip("□ Nobody has it yet: t takes it on".replace("□", glyph("□")), f"{glyph('□')} t takes on", _PLAIN)
        )
    if case.status != "open":
        found.append(Chip(f"{glyph('■')} {case.status.capitalize()}", f"{glyph('■')} {case.status}", _PLAIN))
    return found


def contact_short(line: str) -> str:
    """Give what must not be forgotten of a contact instruction first: what not to do, then the ways."""
    parts = line.split(" · ")
    ways = [part for part in parts if part.startswith(_WAYS)]
    return " · ".join([*(part for part in parts if part not in ways), *ways])


_WAYS = ("Email", "Phone", "Post")


_PLAIN = "bold $ink on $well"


def _short(promise: PromiseView) -> str:
    """Give the date alone, or what is to be done."""
    if promise.state == "answered":
        return "Reply answered"
    first, _, rest = promise.words.partition(", ")
    words = rest if first.startswith("closing") else first
    return words[:1].upper() + words[1:]


def fitting(found: list[Chip], width: int) -> list[tuple[str, str]]:
    """Choose the wordings: the long ones when all fit, else the short ones; the last are left out at need."""
    words = [one.long for one in found]
    if _length(words) > width:
        words = [one.short for one in found]
        for at, one in enumerate(found):
            if one.elastic:
                words[at] = cut(one.short, max(12, width - _length(words[:at] + words[at + 1 :]) - 3))
    while words and _length(words) > width:
        words.pop()
    return [(word, one.style) for word, one in zip(words, found, strict=False)]


def _length(words: list[str]) -> int:
    return sum(cell_len(word) + 3 for word in words)


class CaseHead(Widget):
    """Two lines: number, name, known as and student number, adviser; then the chips."""

    DEFAULT_CSS = "CaseHead { height: 2; background: $bar; color: $ink; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._case: CaseView | None = None
        self._called = self._known_as = ""

    def show(self, case: CaseView, name: str, known_as: str) -> None:
        """Show this case; the names as they may be shown now."""
        self._case, self._called, self._known_as = case, name, known_as
        self.refresh()

    def render(self) -> Content:
        """Draw the two lines."""
        case, width = self._case, self.size.width
        if case is None:
            return said("")
        opened = london(case.opened).date()
        rights = [
            f"Adviser {case.adviser_name or 'nobody yet'} {glyph('·')} opened {say_day(opened)} ",
            f"{case.adviser_name or 'nobody yet'} ",
            "",
        ]
        known_as = f"known as {self._known_as}" if self._known_as else ""
        about = f" {glyph('·')} ".join(part for part in (known_as, case.client.student_number) if part)
        left = said(
            (f" {case.number}  ", "bold $key"), (cut(self._called, width // 2), "bold"), (f"  {about}", "$ink-quiet")
        )
        right = next((one for one in rights if left.cell_length + cell_len(one) + 2 <= width), "")
        gap = " " * max(0, width - left.cell_length - cell_len(right))
        row = said(" ")
        for words, style in fitting(chips(case), width - 2):
            row = said(row, (f" {words} ", style), " ")
        return said(said(left, gap, (right, "$ink-quiet")).truncate(width, ellipsis=True), "\n", row)
