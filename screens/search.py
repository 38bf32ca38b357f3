"""Search as one types: cases and people for advisers, people for reception, who holds no key to a case."""

from __future__ import annotations

from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from advice_tui.casework import clients_at_desk, search
from advice_tui.casework.clients_at_desk import Beside
from advice_tui.casework.search import Excerpt, Found
from advice_tui.desk import Desk
from advice_tui.rules.text import cut
from data.errors import AdviceError
from screens.dialogs import Dialog
from screens.picker import Picker
from screens.theme import glyph, spelled
from screens.widgets.field import Field
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said

ASK_AGAIN = 0.3
"""Seconds until the same is asked again, as long as the files are still being read."""
_ASIDE, _BEFORE = 36, 8


class Search(Picker):
    """Type any words; the arrows choose, Enter opens. Closes with "case:<id>" or "client:<id>", or None.

    The answer is drawn with the key that asked for it; a piece of the entry that answers comes a moment later. For
    reception, who sees no case, a client's next appointment and the desk's flag come in its place (scenario 16).
    """

    DEFAULT_CSS = """
    Search > .card { margin-top: 2; width: 76; }
    Search Choices { max-height: 14; }
    Search .none { color: $ink-quiet; height: 1; margin-top: 1; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._pieces: dict[str, str] = {}
        self._beside: dict[str, Beside] = {}
        self._advice = desk.keys.holds("advice")

    def compose(self) -> ComposeResult:
        """Yield the line to type in and what was found."""
        with Vertical(classes="card") as card:
            card.border_title = said("Search")
            card.border_subtitle = said(spelled("↑ ↓ choose · Enter open · Esc back"))
            wanted = "A name, a number, or words of the case" if self._advice else "A name, a number or an e-mail"
            yield Field(placeholder=wanted, limit=120, id="wanted")
            yield Choices(())
            yield Line("", classes="none")

    def on_mount(self) -> None:
        """Begin in the line; there is no list before something is typed."""
        super().on_mount()
        self.query_one(Choices).display = False
        self.watch(self.query_one("#wanted", Field), "value", self._typed, init=False)

    def _typed(self) -> None:
        """Answer while the key is handled."""
        self._pieces.clear()
        self._look()

    def _look(self) -> None:
        if not self.is_attached:
            return
        wanted = self.query_one("#wanted", Field).value
        try:
            found = search.find(self.desk, wanted)
        except AdviceError as error:
            self.query_one(".none", Line).say(error.sentence)
            return
        self._show(found)
        nothing = "Nothing has been found." if wanted.strip() else "Type to search."
        if not self.desk.index.ready:
            nothing = f"{search.reading(self.desk)}. More may be found in a moment." if wanted.strip() else nothing
            self.set_timer(ASK_AGAIN, self._look)
        self.query_one(".none", Line).say("" if found else spelled(nothing))
        cases = tuple(one.case_id for one in found if one.kind == "case" and one.case_id not in self._pieces)
        if cases:
            self._read_pieces(wanted, cases, found)
        people = tuple(one.id for one in found if one.kind == "client" and one.id not in self._beside)
        if people and not self._advice:
            self._read_beside(wanted, people, found)

    def _show(self, found: tuple[Found, ...]) -> None:
        listed = self.query_one(Choices)
        listed.show(tuple(self._choice(one) for one in found))
        listed.display = bool(found)
        card = self.query_one(".card")
        card.border_title = said(spelled(_counted(found)))

    @work(group="pieces", exclusive=True)
    async def _read_pieces(self, wanted: str, cases: tuple[str, ...], found: tuple[Found, ...]) -> None:
        """Show where in an entry a case was found."""
        house: Any = self.app
        try:
            pieces = await house.aside(search.excerpts, self.desk, wanted, cases)
        except AdviceError:
            return
        self._pieces = dict.fromkeys(cases, "") | {one: around(piece) for one, piece in pieces.items()}
        if pieces and self.is_attached and self.query_one("#wanted", Field).value == wanted:
            self._show(found)

    @work(group="beside", exclusive=True)
    async def _read_beside(self, wanted: str, people: tuple[str, ...], found: tuple[Found, ...]) -> None:
        """Show when who was found comes next."""
        house: Any = self.app
        try:
            self._beside |= await house.aside(clients_at_desk.beside, self.desk, people)
        except AdviceError:
            return
        if self.is_attached and self.query_one("#wanted", Field).value == wanted:
            self._show(found)

    def _of_client(self, found: Found) -> str:
        """Say what Enter does for an adviser; for reception when she comes next, or that she is not to be admitted."""
        if self._advice:
            return "client · new enquiry"
        known = self._beside.get(found.id)
        if known is None:
            return ""
        if known.refused or known.restricted:
            return f"{glyph('⚑')} {known.refused or known.restricted}"
        return f"next {known.next}" if known.next else "no appointment"

    def _choice(self, found: Found) -> Choice:
        house: Any = self.app
        alike = "~ " if found.similar else ""
        if found.kind == "client":
            return Choice(f"client:{found.id}", alike + house.who(found.title), self._of_client(found))
        number, _, name = found.title.partition(" ")
        piece = self._pieces.get(found.case_id, "")
        about = "" if house.shade else piece.strip() if piece else found.about
        return Choice(f"case:{found.case_id}", f"{alike}{number}  {house.who(name)}", cut(about, _ASIDE))


def around(piece: Excerpt) -> str:
    """Give an excerpt for a few cells: a little of what stands before, the word that matched in brackets, the rest."""
    before, hit, after = piece
    start = before if len(before) <= _BEFORE else f"…{before[-_BEFORE:]}"
    return f"{start}[{hit}]{after}"


def _counted(found: tuple[Found, ...]) -> str:
    """Give the window's title: what was found, by kind, and whether another spelling is among it."""
    clients, cases = (sum(one.kind == kind for one in found) for kind in ("client", "case"))
    parts = ["Search"]
    parts += [f"{clients} client{'s' if clients > 1 else ''}"] if clients else []
    parts += [f"{cases} case{'s' if cases > 1 else ''}"] if cases else []
    parts += ["~ similar spelling"] if any(one.similar for one in found) else []
    return " · ".join(parts)


class WhichClient(Dialog):
    """Several people on file may be meant: choose one. Closes with her id, or None."""

    def __init__(self, names: tuple[Choice, ...]) -> None:
        super().__init__()
        self._names = names

    def compose(self) -> ComposeResult:
        """Yield the list."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said("Who is it?")
            card.border_subtitle = said("↑ ↓ choose · Enter take · Esc back")
            yield Choices(self._names)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with who was chosen."""
        self.dismiss(event.choice.key)
