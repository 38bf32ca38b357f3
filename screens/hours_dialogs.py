"""The windows of hours and leave: regular hours, a leave, the end of a line, and what a change would touch."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from advice_tui.casework import drafts, rota
from advice_tui.casework.rota import Colleague, Kept, TimeLine, TimesEffect
from advice_tui.desk import Desk
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.service_changes import day_typed
from advice_tui.rules.staff_times import EVERY, WHOLE_DAY, Kind, TimesForm, clock_typed
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread
from advice_tui.rules.working_days import london, say_day
from advice_tui.rules.working_days.opening import NAMES_OF_WEEKDAYS
from data.errors import AdviceError, BadInput
from screens.base import House
from screens.form import Asking, FormDialog
from screens.theme import glyph, spelled
from screens.to_move import TouchedList
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Press
from screens.widgets.said import Line, said
from screens.widgets.ticks import Ticks

WEEKDAYS = tuple(Choice(str(number), name) for number, name in enumerate(NAMES_OF_WEEKDAYS))
OFTEN = tuple(Choice(str(number), words) for number, words in EVERY.items())
DAYS, TIMES = ("first", "last"), ("start", "end")
AROUND = 11
"""Lines around the list of what is touched."""


class TimesDialog(FormDialog):
    """Hours or leave being typed: days and times are echoed. Shows what it touches before it is stored."""

    KIND: ClassVar[Kind] = "away"

    def __init__(self, desk: Desk, whose: Colleague) -> None:
        super().__init__(desk, f"hours:{self.KIND}:{whose.id}")
        self._whose = whose
        self._hints: dict[str, str] = {}

    def on_mount(self) -> None:
        """Say which days and times are filled in."""
        for row in self.query(Labelled):
            self._hints[row.field.id or ""] = row.hint
        super().on_mount()
        for name in (*DAYS, *TIMES):
            self._echo(name)

    # What is typed ----------------------------------------------------------------------------------------------------

    def typed_day(self, name: str) -> date | Unread | None:
        """Read a day: the day, why it cannot be read, or None when nothing is typed."""
        text = self.given(name).strip()
        if not text:
            return None
        begins = self.typed_day("first") if name == "last" else None
        return day_typed(text, london(self.desk.now), after=begins if isinstance(begins, date) else None)

    def typed_time(self, name: str) -> int | Unread | None:
        """Read a time of day in minutes; both empty mean the whole day."""
        text = self.given(name).strip()
        if not text:
            other = self.given(TIMES[1] if name == TIMES[0] else TIMES[0]).strip()
            return None if other or self.KIND == "hours" else WHOLE_DAY[TIMES.index(name)]
        return clock_typed(text, london(self.desk.now), end=name == "end")

    def _echo(self, name: str) -> None:
        rows = [row for row in self.query(Labelled) if row.field.id == name]
        if not rows or not self._hints:
            return
        typed = self.given(name).strip()
        found: date | int | Unread | None = self.typed_day(name) if name in DAYS else self.typed_time(name)
        echo = say_day(found, year=True) if isinstance(found, date) else ""
        if isinstance(found, int) and typed:
            echo = say_minute(found)
        self.hint(name, echo if echo and echo != typed else self._hints.get(name, ""))

    @on(Field.Changed)
    def echo(self, event: Field.Changed) -> None:
        """Echo what is typed; the end is read from the beginning on."""
        name = event.input.id or ""
        if name in (*DAYS, *TIMES):
            self._echo(name)
        if name == "first":
            self._echo("last")

    def form(self) -> TimesForm:
        """Give what is typed; what could not be read is None."""
        days: dict[str, Any] = {name: self.typed_day(name) for name in DAYS}
        times: dict[str, Any] = {name: self.typed_time(name) for name in TIMES}
        known = {name: None if isinstance(one, Unread) else one for name, one in (days | times).items()}
        ticked = tuple(sorted(int(one) for one in self.query_one("#weekdays", Ticks).ticked))
        why = next((field.value for field in self.query("#why").results(Field)), "")
        often = int(self.query_one("#every_weeks", Pick).value) if ticked else 1
        return TimesForm(
            self._whose.id, known["first"], known["last"], ticked, often, known["start"], known["end"], why
        )

    def _unread(self) -> dict[str, str]:
        found = {**{name: self.typed_day(name) for name in DAYS}, **{name: self.typed_time(name) for name in TIMES}}
        return {name: one.sentence for name, one in found.items() if isinstance(one, Unread)}

    # Doing it ---------------------------------------------------------------------------------------------------------

    def work(self) -> Callable[[], TimesEffect | Kept]:
        """Work out what it touches; where that is nothing, store it at once."""
        form, unread, desk, kind = self.form(), self._unread(), self.desk, self.KIND

        def propose() -> TimesEffect | Kept:
            try:
                effect = rota.preview(desk, kind, form)
            except BadInput as error:
                raise BadInput(error.problems | unread) from error
            if unread:
                raise BadInput(unread)
            return effect if effect.touched or effect.warnings else store(desk, kind, form)

        return propose

    async def action_save(self) -> None:
        """Store it, or show what it touches over the form; when it is done there, the form closes too."""
        work, form = self.work(), self.form()
        found = await self.asked(work)
        if found is None or not self.is_current:
            return
        if isinstance(found, Kept):
            await self._done(found)
            return
        act = WhatIsTouched(found, lambda: store(self.desk, self.KIND, form))
        self.app.push_screen(act, self._done)

    async def _done(self, kept: Kept | None) -> None:
        """Close with what was stored; what was typed is no draft any more."""
        if kept is None:
            return
        self._begun = False
        if self._kept:
            with suppress(AdviceError):  # what is stored is stored
                await cast("House", self.app).aside(drafts.discard, self.desk, self._subject)
        self.dismiss(kept)


def store(desk: Desk, kind: Kind, form: TimesForm) -> Kept:
    """Write hours or a leave."""
    return rota.add_hours(desk, form) if kind == "hours" else rota.add_away(desk, form)


class AddHours(TimesDialog):
    """Regular hours: which days of the week, from when to when, since which day. Closes with what was stored."""

    HEAD = "Regular hours"
    KIND = "hours"

    def words(self) -> str:
        """Say whose, and what it means."""
        return f"{self._whose.name}: where hours are written, only these can be booked."

    def fields(self) -> ComposeResult:
        """Yield the days, the times, the period."""
        yield Labelled("Days", Ticks(WEEKDAYS, id="weekdays"), "Space or the first letter ticks.")
        yield Labelled("From time", Field(limit=20, id="start"), "Such as 9:30, 10 or 2pm.")
        yield Labelled("To time", Field(limit=20, id="end"))
        yield Labelled("How often", Pick(OFTEN, id="every_weeks"))
        yield Labelled("From day", Field("today", limit=60, id="first"), "The first day on which they count.")
        yield Labelled("To day", Field(limit=60, id="last"), "Empty: until they are changed.")


class AddAway(TimesDialog):
    """A leave or an absence: days, times, whether it recurs, why. Closes with what was stored."""

    HEAD = "Leave or another absence"
    KIND = "away"

    def words(self) -> str:
        """Say whose."""
        return f"{self._whose.name} cannot be booked then."

    def fields(self) -> ComposeResult:
        """Yield the period, the times, whether it recurs, why."""
        yield Labelled("From day", Field(limit=60, id="first"), "Such as 3 dec, tue week or tomorrow.")
        yield Labelled("To day", Field(limit=60, id="last"), "The last day; empty for one day.")
        yield Labelled("From time", Field(limit=20, id="start"), "Both times empty: all day.")
        yield Labelled("To time", Field(limit=20, id="end"))
        why = Field(limit=Limit.SHORT, id="why", placeholder="Such as: annual leave")
        yield Labelled("Why", why, "Everybody at the desk reads it.")
        yield Labelled("Only on", Ticks(WEEKDAYS, id="weekdays"), "Nothing ticked: every day of that time.")
        yield Labelled("How often", Pick(OFTEN, id="every_weeks"), "Counts where days of the week are ticked.")


class EndTimes(FormDialog):
    """A line taken back wholly, or ended on a day. Shows what it touches first; closes with what was stored."""

    HEAD = "Take back, or end"
    YES = "Take back"

    def __init__(self, desk: Desk, line: TimeLine) -> None:
        super().__init__(desk)
        self._line = line

    def words(self) -> str:
        """Say which line."""
        return f"{self._line.words}."

    def fields(self) -> ComposeResult:
        """Yield the last day."""
        yield Labelled("Last day", Field(limit=60, id="last"), "Empty takes the whole line back, as if never written.")

    def _last(self) -> date | Unread | None:
        text = self.given("last").strip()
        return day_typed(text, london(self.desk.now)) if text else None

    @on(Field.Changed, "#last")
    def echo(self) -> None:
        """Say which day was understood."""
        found = self._last()
        self.hint("last", say_day(found, year=True) if isinstance(found, date) else self.row_of("last").hint)

    def work(self) -> Callable[[], TimesEffect | Kept]:
        """Work out what it touches; where that is nothing, do it at once."""
        last, line, desk = self._last(), self._line, self.desk

        def propose() -> TimesEffect | Kept:
            if isinstance(last, Unread):
                raise BadInput({"last": last.sentence})
            effect = rota.preview_end(desk, line.id, last)
            return effect if effect.touched else rota.take_back(desk, line.id, line.row_ver, last)

        return propose

    async def action_save(self) -> None:
        """Do it, or show what it touches first."""
        last, line = self._last(), self._line
        found = await self.asked(self.work())
        if found is None or not self.is_current:
            return
        if isinstance(found, Kept):
            self.dismiss(found)
            return
        day = last if isinstance(last, date) else None
        act = WhatIsTouched(found, lambda: rota.take_back(self.desk, line.id, line.row_ver, day))
        self.app.push_screen(act, self._done)

    def _done(self, kept: Kept | None) -> None:
        if kept is not None:
            self.dismiss(kept)


class WhatIsTouched(Asking):
    """What a change of hours or leave would touch, one by one. Closes with what was stored, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Do it", id="what_is_touched.save", tooltip="Store it; the appointments stay"),
    ]
    DEFAULT_CSS = """
    WhatIsTouched > .card { width: 110; padding: 0 1; }
    WhatIsTouched .words { height: auto; margin: 0 1; }
    WhatIsTouched TouchedList { height: 6; margin: 1 0; }
    WhatIsTouched .trouble { height: auto; color: $red; display: none; }
    WhatIsTouched .trouble.-said { display: block; }
    WhatIsTouched .row { margin: 0 1; }
    """

    def __init__(self, effect: TimesEffect, act: Callable[[], Kept]) -> None:
        super().__init__()
        self._effect, self._act = effect, act

    def compose(self) -> ComposeResult:
        """Yield what it is, what should be known, the appointments, the buttons."""
        many = len(self._effect.touched)
        with Vertical(classes="card") as card:
            card.border_title = said("What changes")
            card.border_subtitle = said(spelled("^S does it · Esc back to the form"))
            warnings = [said("\n", (f"{glyph('⚠')} {one}", "$amber")) for one in self._effect.warnings]
            yield Line(said((self._effect.what, "bold"), *warnings), classes="words")
            if many:
                yield TouchedList(id="touched")
            yield Line("", classes="trouble")
            with Horizontal(classes="row"):
                yield Press("Do it", id="yes", classes="-main")
                yield Press("Back", id="no")

    def on_mount(self) -> None:
        """List the appointments, and begin on the button."""
        for listed in self.query(TouchedList):
            rows = self._effect.touched
            listed.border_title = said(f"{len(rows)} appointment{'' if len(rows) == 1 else 's'} to be moved afterwards")
            listed.show(rows)
        self.query_one("#yes", Press).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Let the list scroll where there is no room for all of it: the buttons stay in view."""
        for listed in self.query(TouchedList):
            listed.styles.height = max(4, min(len(self._effect.touched) + 3, event.size.height - AROUND))

    @on(Press.Pressed)
    async def pressed(self, event: Press.Pressed) -> None:
        """Do it, or go back."""
        if event.press.id == "yes":
            await self.action_save()
        else:
            self.action_leave()

    async def action_save(self) -> None:
        """Store it."""
        kept = await self.asked(self._act)
        if kept is not None and self.is_current:
            self.dismiss(kept)

    def action_leave(self) -> None:
        """Go back to the form, unless it is being stored."""
        if not self._busy:
            self.dismiss(None)
