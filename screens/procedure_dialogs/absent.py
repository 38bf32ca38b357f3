"""Who cannot be reached, so that her deputy may act: marked with days, taken back (L-25)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from advice_tui.casework import procedures
from advice_tui.casework.procedures.views import AbsenceView
from advice_tui.desk import Desk
from advice_tui.rules.when import When, read_when
from advice_tui.rules.working_days import say_day
from data.errors import BadInput
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.procedure_dialogs.entries import TYPED_DAY
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices
from screens.widgets.said import said

DAYS = ("first", "last")


class MarkAbsent(FormDialog):
    """That somebody cannot be reached, from a day to a day. Closes with the sentence of what was done, or None."""

    HEAD: ClassVar[str] = "Cannot be reached"
    YES: ClassVar[str] = "Mark as absent"

    def __init__(self, desk: Desk, functions: tuple[tuple[str, str], ...]) -> None:
        super().__init__(desk)
        self._functions = functions

    def words(self) -> str:
        """Say what it is for."""
        return "While she cannot be reached, who may act in her absence can take her steps. Who says so is recorded."

    def fields(self) -> ComposeResult:
        """Yield who, and the days."""
        yield Labelled("Who", Pick(tuple(Choice(key, title) for key, title in self._functions), id="function"))
        yield Labelled("First day", Field("today", limit=TYPED_DAY, id="first"), say_day(self.desk.today, year=True))
        yield Labelled("Last day", Field("today", limit=TYPED_DAY, id="last"), say_day(self.desk.today, year=True))

    @on(Field.Changed)
    def typed_day(self, event: Field.Changed) -> None:
        """Say which day was understood."""
        read = read_when(event.value, self.desk.now)
        if event.value.strip():
            self.hint(event.input.id or "", say_day(read.day, year=True) if isinstance(read, When) else read.sentence)

    def work(self) -> Callable[[], str]:
        """Mark her."""
        function, desk = self.query_one("#function", Pick).value, self.desk
        read = {name: read_when(self.given(name), desk.now) for name in DAYS}
        unread = {name: one.sentence for name, one in read.items() if not isinstance(one, When)}
        days = [one.day for one in read.values() if isinstance(one, When)]

        def mark() -> str:
            if unread:
                raise BadInput(unread)
            return procedures.mark_absent(desk, function, *days)

        return mark


class Absences(Dialog):
    """Who is away now or soon. Closes with "new", or an absence that is over, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "new", "Absent", id="absences.new", tooltip="Mark somebody as not to be reached"),
        Binding("b,f3", "back_again", "Back again", id="absences.back", tooltip="The marked one can be reached again"),
    ]
    DEFAULT_CSS = """
    Absences > .card { width: 74; padding: 0 2; }
    Absences Choices { margin: 1 0; }
    """

    def __init__(self, away: tuple[AbsenceView, ...]) -> None:
        super().__init__()
        self._away = {one.id: one for one in away}

    def compose(self) -> ComposeResult:
        """Yield the list."""
        rows = tuple(Choice(one.id, f"{one.title}  {_days(one)}", f"said by {one.by}") for one in self._away.values())
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said("Cannot be reached")
            card.border_subtitle = said("Enter or b back again · n mark another · Esc back")
            yield Choices(rows)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    def action_new(self) -> None:
        """Mark another."""
        self.dismiss("new")

    @on(Choices.Chosen)
    def action_back_again(self) -> None:
        """Close with the one that can be reached again."""
        marked = self.query_one(Choices).marked
        if marked is not None:
            self.dismiss(self._away[marked.key])


def _days(one: AbsenceView) -> str:
    first, last = say_day(one.first), say_day(one.last)
    return first if first == last else f"{first} to {last}"
