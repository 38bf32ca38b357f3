"""Which procedures run, and which may be begun here: one line each, with what it is for in the union's own words."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework.procedures.views import ProcedureRow, Startable
from screens.dialogs import Dialog
from screens.theme import glyph
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said
from screens.widgets.step_list import LATE, moment

NONE_HERE = "No procedure may be begun here by you."


class StartProcedure(Dialog):
    """Which procedure to begin. Closes with the kind, or None."""

    DEFAULT_CSS = """
    StartProcedure > .card { width: 76; padding: 0 2; }
    StartProcedure Choices { margin: 1 0; max-height: 8; }
    StartProcedure #about { height: auto; max-height: 9; color: $ink-quiet; }
    """

    def __init__(self, found: tuple[Startable, ...]) -> None:
        super().__init__()
        self._found = {one.kind: one for one in found}

    def compose(self) -> ComposeResult:
        """Yield the list, and what the marked one is for."""
        rows = tuple(Choice(one.kind, one.title) for one in self._found.values())
        with Vertical(classes="card") as card:
            card.border_title = said("Begin a procedure")
            card.border_subtitle = said("Enter begins it · Esc back")
            yield Choices(rows)
            yield Line("" if rows else NONE_HERE, id="about")

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()
        self.moved()

    @on(Choices.Moved)
    def moved(self) -> None:
        """Say what the marked one is for, and what its first step asks."""
        marked = self.query_one(Choices).marked
        if marked is None:
            return
        one = self._found[marked.key]
        text = f"{' '.join(one.text.split())}\n\n" if one.text else ""
        self.query_one("#about", Line).say(text, ("First: ", "bold $ink"), (one.first.label, "$ink"))

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with the kind."""
        self.dismiss(event.choice.key)


def row_words(row: ProcedureRow) -> tuple[str, str]:
    """Say what a procedure is, and how it stands: whose turn it is, what it does now, or that it is complete."""
    what = f"{row.title}: {row.ground_label}" if row.ground_label else row.title
    if row.complete:
        return what, row.standing or "complete"
    return what, f"{row.next_label}, {'your turn' if row.mine else row.next_whose}"


class ProceduresHere(Dialog):
    """The procedures of a case or a client, running ones first. Closes with an id, "new", or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "new", "Begin one", id="procedures.new", tooltip="Begin another procedure here"),
    ]
    DEFAULT_CSS = """
    ProceduresHere > .card { width: 78; padding: 0 2; }
    ProceduresHere Choices { margin: 1 0; max-height: 10; }
    ProceduresHere #about { height: auto; }
    """

    def __init__(self, title: str, rows: tuple[ProcedureRow, ...], *, may_begin: bool) -> None:
        super().__init__()
        self._title, self._may_begin = title, may_begin
        self._rows = {one.id: one for one in sorted(rows, key=lambda one: one.complete)}

    def compose(self) -> ComposeResult:
        """Yield the list, and the marked one in two lines."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(self._title)
            begin = "n begins one · " if self._may_begin else ""
            card.border_subtitle = said(f"Enter open · {begin}Esc back")
            yield Choices(tuple(_choice(one) for one in self._rows.values()))
            yield Line("", id="about")

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()
        self.moved()

    @on(Choices.Moved)
    def moved(self) -> None:
        """Say how the marked one stands."""
        marked = self.query_one(Choices).marked
        if marked is not None:
            self.query_one("#about", Line).update(about(self._rows[marked.key]))

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with it."""
        self.dismiss(event.choice.key)

    def action_new(self) -> None:
        """Close with the wish to begin another."""
        if self._may_begin:
            self.dismiss("new")


def _choice(one: ProcedureRow) -> Choice:
    sign = "✓" if one.complete else "⚑" if one.overdue else "▸" if one.mine else "○"
    return Choice(one.id, f"{glyph(sign)} {one.title}", row_words(one)[1])


def about(one: ProcedureRow) -> Content:
    """Draw a procedure in a few lines: the ground, what it does now, what comes next and since when."""
    lines = [said((one.ground_label, "$ink"))] if one.ground_label else []
    lines += [said((one.standing, "bold $amber"))] if one.standing else []
    if not one.complete:
        style = LATE if one.overdue else "$ink"
        since = f" {glyph('·')} since {moment(one.since)}"
        lines.append(said((f"Next: {one.next_label}", style), (f" {glyph('·')} {one.next_whose}{since}", "$ink-quiet")))
    return said("\n").join(lines)
