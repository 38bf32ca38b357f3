"""The windows of key dates: the list of those that are open, and the form of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from advice_tui.casework import drafts
from advice_tui.casework.cases import KeyDateView, dates
from advice_tui.casework.cases.dates import KeyDateForm
from advice_tui.desk import Desk
from advice_tui.rules.key_dates import echo, problems, reminders
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import say_day
from data.errors import BadInput
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.press import Choice, Choices
from screens.widgets.said import said
from screens.widgets.states import SIGNS

DAYS = ("day", "remind_on", "again_on")
DAY_ALONE = "A day only: a time can stand in what it is."
NEW = "new"


class KeyDateDialog(FormDialog):
    """One key date: what it is, why it matters, the day, and the two days on which it is brought up before.

    The reminders follow the day until they are changed by hand. Closes with what was written, or None.
    """

    HEAD = "Key date"
    YES = "Save the date"

    def __init__(self, desk: Desk, case_id: str, date_: KeyDateView | None = None) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case_id}:date-{date_.id if date_ else NEW}")
        self._case_id, self._date = case_id, date_
        self._by_hand = date_ is not None
        self._filled: dict[str, str] = {}

    def fields(self) -> ComposeResult:
        """Yield what, why and the three days."""
        one = self._date
        days = [say_day(day, year=True) for day in (one.day, one.remind_on, one.again_on)] if one else ["", "", ""]
        what, why = (one.what, one.why) if one else ("", "")
        yield Labelled("What", Field(what, limit=Limit.NAME, id="what", placeholder="Such as: appeal deadline"))
        yield Labelled(
            "Why it matters", Field(why, limit=Limit.SHORT, id="why", placeholder="Such as: no late appeals are taken")
        )
        yield Labelled("Day", Field(days[0], limit=60, id="day", placeholder="Such as: 1 dec, tue week, +10d"))
        yield Labelled("First reminder", Field(days[1], limit=60, id="remind_on"))
        yield Labelled("Second reminder", Field(days[2], limit=60, id="again_on"))

    def on_mount(self) -> None:
        """Say what the days are."""
        super().on_mount()
        for name in DAYS if self._date else ():
            self._echo(name)

    def typed(self) -> dict[str, str]:
        """Give what is typed; reminders that follow the day are not."""
        found = super().typed()
        return found if self._by_hand else {name: text for name, text in found.items() if name not in DAYS[1:]}

    def put(self, typed: dict[str, str]) -> None:
        """Put back what was typed; reminders that were chosen by hand do not follow the day."""
        self._by_hand = self._date is not None or bool(set(DAYS[1:]) & set(typed))
        super().put({name: "" for name in DAYS[1:] if not self._by_hand} | typed)

    @on(Field.Changed, "#day")
    def day_typed(self) -> None:
        """Say which day was understood, and choose the reminders before it."""
        self._echo("day")
        day, _ = self._read("day")
        if day is None or self._by_hand:
            return
        for name, reminder in zip(DAYS[1:], reminders(self.desk.calendar, day, self.desk.today), strict=True):
            self._filled[name] = self.query_one(f"#{name}", Field).value = say_day(reminder, year=True)

    @on(Field.Changed, "#remind_on")
    @on(Field.Changed, "#again_on")
    def reminder_typed(self, event: Field.Changed) -> None:
        """Say which day was understood; a reminder chosen by hand follows the day no more."""
        name = event.input.id or ""
        if event.value != self._filled.get(name, ""):
            self._by_hand = True
        self._echo(name)

    def _read(self, name: str) -> tuple[date | None, str]:
        """Read a day: the day, or the sentence about what is wrong with it; neither while nothing is typed."""
        typed = self.given(name).strip()
        if not typed:
            return None, ""
        read = read_when(typed, self.desk.now)
        if isinstance(read, Unread):
            return None, read.sentence
        return (read.day, "") if read.time is None else (None, DAY_ALONE)

    def _echo(self, name: str) -> None:
        day, sentence = self._read(name)
        self.hint(name, sentence if day is None else echo(self.desk.calendar, self.desk.today, day))

    def work(self) -> Callable[[], Any]:
        """Set it, or change it."""
        read = {name: self._read(name) for name in DAYS}
        day, first, second = (read[name][0] for name in DAYS)
        form = KeyDateForm(self.given("what"), self.given("why"), day, first, second)
        unread = {name: sentence for name, (_, sentence) in read.items() if sentence}
        one, case_id, desk = self._date, self._case_id, self.desk

        def save() -> Any:
            if unread:
                found = problems(desk.calendar, desk.today, (form.what, form.why), (day, first, second))
                raise BadInput(found | unread)
            if one is None:
                return dates.set_date(desk, case_id, form)
            return dates.change_date(desk, case_id, one.id, one.row_ver, form)

        return save


class KeyDates(Dialog):
    """The open key dates of a case. Closes with "new", "change", "done" or "take_back", and the date; or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "answer('new')", "New date", id="key_dates.new", tooltip="Set another key date"),
        Binding("d,f4", "answer('done')", "Done", id="key_dates.done", tooltip="Mark the date as done"),
        Binding(
            "x,delete", "answer('take_back')", "Take back", id="key_dates.take_back", tooltip="The date does not hold"
        ),
    ]
    DEFAULT_CSS = """
    KeyDates > .card { width: 78; padding: 0 2; }
    KeyDates Choices { margin: 1 0; }
    """

    def __init__(self, case_dates: tuple[KeyDateView, ...]) -> None:
        super().__init__()
        self._dates = {one.id: one for one in case_dates}

    def compose(self) -> ComposeResult:
        """Yield the list."""
        rows = tuple(
            Choice(one.id, f"{glyph(SIGNS[one.state][0])} {one.what}", one.words) for one in self._dates.values()
        )
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said("Key dates")
            card.border_subtitle = said("Enter change · d done · x take back · n new · Esc back")
            yield Choices(rows)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def change(self) -> None:
        """Change the marked one."""
        self.action_answer("change")

    def action_answer(self, what: str) -> None:
        """Close with what to do, and the marked date."""
        marked = self.query_one(Choices).marked
        if marked is not None:
            self.dismiss((what, self._dates[marked.key]))
