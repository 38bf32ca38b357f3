"""Other people in a matter and other agencies that help: one quiet line in a form, and the windows that edit it.

``Listed`` stands in the form ("none (Enter adds)"). ``people_editor`` and ``agencies_editor`` give the window over it,
which closes with the new list, or None when nothing was changed.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from advice_tui.rules.case_details import MOST_AGENCIES, MOST_PARTIES, SIDES, SINCE_LONG, Agency, Party
from advice_tui.rules.text import Limit
from advice_tui.rules.when import When, read_when
from advice_tui.rules.working_days import london, say_day
from screens.dialogs import Dialog
from screens.form import Form
from screens.theme import glyph
from screens.widgets.field import Field, Labelled, show_problems
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said

Row = TypeVar("Row", Party, Agency)
Who = Callable[[str], str]
"""Gives a person's name as it may be shown now: whole, or initials under the shade."""

SIDE_WORDS: dict[str, str] = dict(SIDES)


def side_words(side: str) -> str:
    """Give where a person stands, in words."""
    return SIDE_WORDS.get(side, SIDE_WORDS["other"])


class Listed(Widget, can_focus=True):
    """One line that says who is listed; Enter opens the window that edits it."""

    DEFAULT_CSS = """
    Listed {
        height: 1; width: 1fr; background: $well; color: $ink; padding: 0 1;
        &:focus { background: $chosen; }
        &.-problem { background: $red-ground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "edit", "Add or change", id="listed.edit", tooltip="Add somebody, or change the list"),
    ]

    class Edit(Message):
        """Enter was pressed: the list is to be edited."""

        def __init__(self, listed: Listed) -> None:
            super().__init__()
            self.listed = listed

        @property
        def control(self) -> Listed:
            """The line."""
            return self.listed

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._words: tuple[str, ...] = ()

    def show(self, words: tuple[str, ...]) -> None:
        """Show these, each a name with a word or two."""
        self._words = words
        self.refresh()

    def render(self) -> Content:
        """Draw the line: how many, then as many as fit."""
        if not self._words:
            return said(("none", "$ink-quiet"), ("  (Enter adds)" if self.has_focus else "", "$ink-quiet"))
        count = f"{len(self._words)}: " if len(self._words) > 1 else ""
        return said(count, ", ".join(self._words)).truncate(max(1, self.size.width), ellipsis=True)

    def on_focus(self) -> None:
        """Say what Enter does."""
        self.refresh()

    def on_blur(self) -> None:
        """Be quiet again."""
        self.refresh()

    def action_edit(self) -> None:
        """Ask for the window."""
        self.post_message(self.Edit(self))

    def on_click(self) -> None:
        """Open the window by a click."""
        self.action_edit()


class RowForm(Form, Generic[Row]):
    """The fields of one row; closes with the row, or None."""

    YES = "Put on the list"

    @abstractmethod
    def row(self) -> Row:
        """Give the row as it is typed."""

    async def action_save(self) -> None:
        """Close with the row, or show every problem under its field."""
        row = self.row()
        problems = {f"row_{name}": sentence for name, sentence in row.problems().items()}
        show_problems(self, problems)
        if not problems:
            self.dismiss(row)


class PartyForm(RowForm[Party]):
    """Another person in the matter."""

    HEAD = "Another person involved"

    def __init__(self, party: Party | None = None) -> None:
        super().__init__()
        self._party = party or Party("", SIDES[0][0])

    def fields(self) -> ComposeResult:
        """Yield who it is and where she stands."""
        party = self._party
        yield Labelled("Name", Field(party.name, limit=Limit.NAME, id="row_name"))
        sides = tuple(Choice(key, words) for key, words in SIDES)
        yield Labelled("Stands", Pick(sides, party.side, id="row_side"))
        yield Labelled("Student number", Field(party.student_number, limit=64, id="row_student_number"))
        yield Labelled("E-mail", Field(party.email, limit=Limit.EMAIL, id="row_email"))
        yield Labelled("Telephone", Field(party.phone, limit=Limit.PHONE, id="row_phone"))
        yield Labelled("Note", Field(party.note, limit=Limit.SHORT, id="row_note"))

    def row(self) -> Party:
        """Give the person as typed."""
        side = next(key for key, _ in SIDES if key == self.query_one("#row_side", Pick).value)
        names = ("name", "student_number", "email", "phone", "note")
        return Party(side=side, **{name: self.given(f"row_{name}") for name in names})


class AgencyForm(RowForm[Agency]):
    """Another agency that helps with the same matter, and since when (I-16)."""

    HEAD = "Another agency that helps"

    def __init__(self, now: datetime, agency: Agency | None = None) -> None:
        super().__init__()
        self._now = now
        self._agency = agency or Agency("")

    def fields(self) -> ComposeResult:
        """Yield which agency and since when."""
        agency = self._agency
        yield Labelled("Agency", Field(agency.name, limit=Limit.NAME, id="row_name"))
        yield Labelled("Since", Field(agency.since, limit=SINCE_LONG, id="row_since", placeholder="Such as: 3 nov"))
        yield Labelled("Note", Field(agency.note, limit=Limit.SHORT, id="row_note"))

    @on(Field.Changed, "#row_since")
    def echo(self) -> None:
        """Say which day was understood; other words stay as they are typed."""
        typed = self.given("row_since").strip()
        read = read_when(typed, self._now, past=True)
        kept = "Kept as you type it." if typed else ""
        self.hint("row_since", say_day(read.day, year=True) if isinstance(read, When) else kept)

    def row(self) -> Agency:
        """Give the agency as typed, the day in one form: "3 Nov", with its year when it is not this one."""
        return Agency(self.given("row_name"), since_words(self.given("row_since"), self._now), self.given("row_note"))


def since_words(typed: str, now: datetime) -> str:
    """Give since when an agency helps: a day that is understood as "3 Nov", anything else as it was typed."""
    read = read_when(typed, now, past=True)
    if not isinstance(read, When):
        return typed
    same_year = read.day.year == london(now).year
    return say_day(read.day, year=not same_year).partition(" ")[2]


class ListEditor(Dialog, Generic[Row]):
    """A short list with keys to add, change and remove; closes with the new list, or None when nothing changed.

    Empty, it begins with the form for the first one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "add", "Add", id="list_editor.add", tooltip="Add one to the list"),
        Binding("delete,x", "remove", "Remove", id="list_editor.remove", tooltip="Take the marked one off the list"),
        Binding("ctrl+s,f3", "save", "Done", id="list_editor.save", tooltip="Keep the list as it is now"),
    ]
    DEFAULT_CSS = """
    ListEditor > .card { width: 74; padding: 0 2; }
    ListEditor Choices { max-height: 12; margin: 1 0; }
    """

    def __init__(
        self,
        title: str,
        rows: tuple[Row, ...],
        form: Callable[[Row | None], RowForm[Row]],
        words: Callable[[Row], str],
        most: int,
    ) -> None:
        super().__init__()
        self._title, self._most = title, most
        self._form: Callable[[Row | None], RowForm[Row]] = form
        self._say: Callable[[Row], str] = words
        self._before: tuple[Row, ...] = rows
        self._rows: list[Row] = list(rows)

    def compose(self) -> ComposeResult:
        """Yield the list."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(self._title)
            card.border_subtitle = said("Enter change · n add · Del remove · Esc done")
            yield Choices(())
            yield Line("", classes="none")

    def on_mount(self) -> None:
        """Begin in the list, or with the first one."""
        self._draw()
        self.query_one(Choices).focus()
        if not self._rows:
            self.action_add()

    def _draw(self) -> None:
        choices = tuple(Choice(str(at), self._say(row)) for at, row in enumerate(self._rows))
        self.query_one(Choices).show(choices)
        self.query_one(".none", Line).say("" if self._rows else "Nobody is on the list. n adds one.")

    def action_add(self) -> None:
        """Add one."""
        if len(self._rows) >= self._most:
            self.query_one(".none", Line).say(f"{glyph('✗')} At most {self._most} are kept.")
            return
        self.app.push_screen(self._form(None), self._added)

    def _added(self, row: Row | None) -> None:
        if row is not None:
            self._rows.append(row)
            self._draw()
            self.query_one(Choices).cursor = len(self._rows) - 1
        elif not self._rows:
            self.action_leave()

    @on(Choices.Chosen)
    def change(self, event: Choices.Chosen) -> None:
        """Change the marked one."""
        at = int(event.choice.key)

        def changed(row: Row | None) -> None:
            if row is not None:
                self._rows[at] = row
                self._draw()

        self.app.push_screen(self._form(self._rows[at]), changed)

    def action_remove(self) -> None:
        """Take the marked one off the list."""
        marked = self.query_one(Choices).marked
        if marked is not None:
            del self._rows[int(marked.key)]
            self._draw()

    def action_save(self) -> None:
        """Close with the list."""
        self.action_leave()

    def action_leave(self) -> None:
        """Close with the list as it is now: what was put on it stays, as everything typed does."""
        rows = tuple(self._rows)
        self.dismiss(None if rows == self._before else rows)


def party_words(party: Party, who: Who) -> str:
    """Give one person as lists show her: "Amy Smith (on the other side)"."""
    return f"{who(party.name)} ({side_words(party.side).lower()})"


def people_editor(rows: tuple[Party, ...], who: Who) -> ListEditor[Any]:
    """Give the window over the other people of a matter."""

    def words(party: Party) -> str:
        return f"{party_words(party, who)}  {party.student_number}".rstrip()

    return ListEditor("Other people involved", rows, PartyForm, words, MOST_PARTIES)


def agencies_editor(rows: tuple[Agency, ...], now: datetime) -> ListEditor[Any]:
    """Give the window over the other agencies of a matter; ``now`` is what typed days count from."""

    def form(agency: Agency | None) -> AgencyForm:
        return AgencyForm(now, agency)

    return ListEditor("Other agencies", rows, form, Agency.line, MOST_AGENCIES)
