"""A change of the service's calendar: typed, shown in what it would do, and only then done."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import date
from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import service_days
from advice_tui.casework.rota import Touched
from advice_tui.casework.service_days import Applied, Effect, Moved
from advice_tui.desk import Desk
from advice_tui.rules.service_calendar import Change
from advice_tui.rules.service_changes import day_typed
from advice_tui.rules.when import Unread
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput
from screens.base import House
from screens.form import AROUND, Asking, FormDialog
from screens.theme import glyph
from screens.to_move import place_of, slot_of
from screens.widgets.field import Field, Labelled
from screens.widgets.press import Press
from screens.widgets.row_list import column
from screens.widgets.said import Line, said

DATES = ("first", "last", "day", "advertised", "announced")
"""The date fields that a form may have, by id."""


class ChangeForm(FormDialog):
    """A change of the calendar being typed. Dates are echoed with their weekday; ^S shows what the change would do."""

    YES: ClassVar[str] = "Show what changes"
    SUBTITLE: ClassVar[str] = "^S shows what changes · Esc back"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._hints: dict[str, str] = {}

    @abstractmethod
    def change(self, days: dict[str, date]) -> Change:
        """Give what is typed; ``days`` holds every date field of the form that was filled in."""

    def on_mount(self) -> None:
        """Say which days are filled in."""
        for row in self.query(Labelled):
            self._hints[row.field.id or ""] = row.hint
        for name in DATES:
            self._echo(name)

    # Dates ----------------------------------------------------------------------------------------------------------

    def typed_day(self, name: str) -> date | Unread | None:
        """Read a date field: the day, why it cannot be read, or None when it is empty or not on this form."""
        fields = self.query(f"#{name}").results(Field)
        text = next((field.value for field in fields), "").strip()
        if not text:
            return None
        begins = self.typed_day("first") if name == "last" else None
        return day_typed(
            text,
            london(self.desk.now),
            after=begins if isinstance(begins, date) else None,
            either=name in {"advertised", "announced"},
        )

    def _echo(self, name: str) -> None:
        """Say under a date field which day is meant."""
        row = next((row for row in self.query(Labelled) if row.field.id == name), None)
        if row is None:
            return
        found = self.typed_day(name)
        hint = self._hints.get(name, "")
        typed = row.field.value.strip()
        echo = say_day(found, year=True) if isinstance(found, date) else ""
        row.hint = echo if echo and echo != typed else hint
        row.problem("")

    @on(Field.Changed)
    def echo(self, event: Field.Changed) -> None:
        """Echo what is typed; the end of a period is read from its beginning on."""
        name = event.input.id or ""
        if name in DATES:
            self._echo(name)
        if name == "first":
            self._echo("last")

    # What it would do -----------------------------------------------------------------------------------------------

    def work(self) -> Callable[[], tuple[Change, Effect]]:
        """Work out what the change would do; every problem at once, those of dates in the words of what was typed."""
        read = {name: self.typed_day(name) for name in DATES}
        unread = {name: found.sentence for name, found in read.items() if isinstance(found, Unread)}
        for name in ("first", "day"):
            if self.query(f"#{name}") and read[name] is None:
                unread[name] = "Say which day."
        change = self.change({name: found for name, found in read.items() if isinstance(found, date)})

        def propose() -> tuple[Change, Effect]:
            try:
                effect = service_days.propose(self.desk, change)
            except BadInput as error:
                other = {name: said for name, said in error.problems.items() if not (unread and name in DATES)}
                raise BadInput(other | unread) from error
            if unread:
                raise BadInput(unread)
            return change, effect

        return propose

    async def action_save(self) -> None:
        """Show what the change would do, over the form; when it is done there, the form closes too."""
        found = await self.asked(self.work())
        if found is not None and self.is_current:
            change, effect = found
            self.app.push_screen(WhatChanges(self.desk, change, effect), self._done)

    def _done(self, applied: Applied | None) -> None:
        if applied is not None:
            self.dismiss(applied)


class WhatChanges(Asking):
    """What a change would do to everything promised: the counts, and the promises by name. ^S does it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Do it", id="what_changes.save", tooltip="Change the calendar"),
    ]
    DEFAULT_CSS = """
    WhatChanges > .card { width: 78; padding: 0 2; }
    WhatChanges .effect { height: auto; scrollbar-size-vertical: 1; margin: 1 0; }
    WhatChanges .effect:focus { background: $well; }
    WhatChanges .trouble { height: auto; color: $red; }
    WhatChanges .row { margin: 0; }
    """

    def __init__(self, desk: Desk, change: Change, effect: Effect) -> None:
        super().__init__()
        self.desk, self._change, self._effect = desk, change, effect

    def compose(self) -> ComposeResult:
        """Yield what it does, and two buttons."""
        with Vertical(classes="card") as card:
            card.border_title = said("What changes")
            card.border_subtitle = said("^S does it · Esc back to the form")
            with VerticalScroll(classes="effect"):
                yield Line(effect_words(self._effect, cast("House", self.app).who))
            yield Line("", classes="trouble")
            with Horizontal(classes="row"):
                yield Press("Do it", id="yes", classes="-main")
                yield Press("Back", id="no")

    def on_resize(self, event: events.Resize) -> None:
        """Let the text scroll where there is no room for all of it."""
        self.query_one(".effect").styles.max_height = max(4, event.size.height - AROUND)

    def on_mount(self) -> None:
        """Begin on the button; Tab goes to the text, where the arrows scroll it."""
        self.query_one("#yes", Press).focus()

    @on(Press.Pressed)
    async def pressed(self, event: Press.Pressed) -> None:
        """Do it, or go back."""
        if event.press.id == "yes":
            await self.action_save()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Go back to the form, unless it is being done."""
        if not self._busy:
            self.dismiss(None)

    async def action_save(self) -> None:
        """Do it, unless the calendar has changed since this was worked out."""
        applied = await self.asked(lambda: service_days.apply(self.desk, self._change, seen=self._effect.seq))
        if applied is not None and self.is_current:
            self.dismiss(applied)


def effect_words(effect: Effect, who: Callable[[str], str]) -> Content:
    """Draw an effect: what it is, what should be known, how many promises change, and which."""
    parts = [said((effect.what, "bold"), "\n")]
    parts += [said((f"{glyph('⚠')} {one}\n", "$amber")) for one in effect.warnings]
    parts.append(said("\n", (effect.summary, "bold $head"), "\n"))
    parts += [_moved(one, who) for one in effect.moved]
    if effect.appointments:
        parts.append(said("\n", ("To be moved, one by one, afterwards:\n", "bold $head")))
        parts += [_touched(one, who) for one in effect.appointments]
    unnamed = effect.total - len(effect.moved)
    if unnamed:
        parts.append(said((f"{unnamed} more, not named here.\n", "$ink-quiet")))
    if effect.slips:
        slips = "slip moves" if effect.slips == 1 else "slips move"
        parts.append(said((f"{effect.slips} of reception's {slips} with them.\n", "$ink-quiet")))
    return said(*parts)


def _touched(one: Touched, who: Callable[[str], str]) -> Content:
    return said(
        (f"{column(slot_of(one), 22)} ", "$ink"),
        (column(who(one.who) if one.client_id else one.who, 20), "bold"),
        (f" {column(one.adviser, 13)} {place_of(one)}\n", "$ink-quiet"),
    )


def _moved(one: Moved, who: Callable[[str], str]) -> Content:
    return said(
        (f"{one.number} ", "$head"),
        (column(who(one.who), 20), "bold"),
        (f" {column(one.what.lower(), 16)} ", "$ink-quiet"),
        f"{one.was} {glyph('→')} {one.now}\n",
    )
