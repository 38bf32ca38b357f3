"""The diary as staff use it: book, receive, move, cancel, confirm, and find whose appointment is when."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from advice_tui.casework.arrivals import receiving
from advice_tui.casework.diary import reading
from advice_tui.casework.diary.views import Booked, Done
from screens.dialogs import Reading
from screens.diary.keys import KEYS
from screens.diary.seeing import Place
from screens.diary.windows import Cancel, DidNotAttend, FindClient, OfClient, about, named
from screens.diary.writing import DiaryWriting
from screens.widgets.diary_grid import DiaryGrid

NOBODY_HERE = "Nobody is booked here. Point at an appointment first."
MENU_OF_ONE = "a here · x missed · m move · c cancel · Esc close"


class Diary(DiaryWriting):
    """Who is seen when, by whom and where. Reception sees who and when, never why (I-22; L-13, L-21)."""

    ABOUT = (
        "The diary: who is seen when, by whom and where. Enter on a free place books it, or type the booking in one "
        "line, in any order; m moves an appointment to the place you point at. Times when nobody can be booked are "
        "hatched, with the reason written in."
    )
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    @on(DiaryGrid.Chosen)
    async def chosen(self) -> None:
        """Book a free place, look at a booked one, say why another cannot be booked; while moving, move there."""
        slot = self.marked
        if slot is None:
            return
        if self.moving is not None:
            await self.move_to(slot)
        elif slot.free:
            self.open_here()
        elif slot.booked is not None:
            await self._look_at(slot.booked)
        else:
            why = f"{slot.why[:1].upper()}{slot.why[1:]}" if slot.why else "This time is over"
            self.house.tell(f"{why}. f finds the next free time.")

    def _of_slot(self) -> Booked | None:
        one = self.marked.booked if self.marked is not None else None
        if one is None:
            self.house.tell(NOBODY_HERE)
        return one

    def _named(self, one: Booked) -> str:
        return named(one, self.house.who, self.view.advisers if self.view is not None else ())

    async def _look_at(self, one: Booked) -> None:
        history = await self.ask(reading.history, self.desk, one.id)
        if history is not None:
            text = about(one, history, self.house.who, self._named(one))
            self.app.push_screen(Reading("Appointment", text, below="Esc close"))

    # On the day -----------------------------------------------------------------------------------------------------

    async def action_arrived(self) -> None:
        """Mark that the client of the marked appointment is here."""
        one = self._of_slot()
        if one is not None:
            await self._act(lambda: receiving.arrive(self.desk, one.id, one.row_ver))

    def action_missed(self) -> None:
        """Ask whether the student told us, and mark that nobody came."""
        one = self._of_slot()
        if one is not None:
            self.app.push_screen(DidNotAttend(f"{self._named(one)}. Did the student tell us?"), self._missed(one))

    def _missed(self, one: Booked) -> Callable[[bool | None], None]:
        def answered(told: bool | None) -> None:  # noqa: FBT001 - what the window closed with
            if told is not None:
                self.call_next(self._act, lambda: receiving.missed(self.desk, one.id, one.row_ver, told))

        return answered

    async def _act(self, func: Callable[[], Done]) -> None:
        """Do it, say what was done, read the diary again."""
        done = await self.call(func)
        if done is not None:
            self._told(done)
        self.reload_soon()

    # Changing and confirming ----------------------------------------------------------------------------------------

    def action_cancel(self) -> None:
        """Cancel the marked appointment: by whom, when told, why."""
        one = self._of_slot()
        if one is not None:
            self.app.push_screen(Cancel(self.desk, one, self._named(one)), self._changed)

    def _changed(self, done: Done | None) -> None:
        if done is not None:
            self._told(done)
            self.reload_soon()

    def action_confirm(self) -> None:
        """Open the confirmation of the marked appointment."""
        one = self._of_slot()
        if one is not None:
            window = import_module("screens.confirm").Confirm
            self.app.push_screen(window(self.desk, one.id), self._confirmed)

    def _confirmed(self, sentence: object) -> None:
        if isinstance(sentence, str) and sentence:
            self.house.tell(self.shaded(sentence))
        self.reload_soon()

    # Whose ----------------------------------------------------------------------------------------------------------

    async def action_client(self) -> None:
        """Open the marked client."""
        one = self._of_slot()
        if one is not None and one.client_id:
            await self.house.action_open("client", one.client_id)
        elif one is not None:
            self.house.tell("No name is kept with this appointment.")

    def action_find(self) -> None:
        """Find a client's appointments by name."""
        self.app.push_screen(FindClient(self.desk, self.house.who), self._found)

    def _found(self, client_id: str | None) -> None:
        if client_id:
            self.call_next(self._list_of, client_id)

    async def action_list(self) -> None:
        """List all appointments of the marked client; with nobody marked, ask whose."""
        one = self.marked.booked if self.marked is not None else None
        if one is not None and one.client_id:
            await self._list_of(one.client_id, one.who)
        else:
            self.action_find()

    async def _list_of(self, client_id: str, name: str = "") -> None:
        every = await self.ask(reading.of_client, self.desk, client_id)
        if every is None or self.view is None:
            return
        name = name or next((one.who for one in every), "")
        shown = self.house.who(name) if name else "Appointments"
        self.app.push_screen(OfClient(shown, every, self.view.now[0], self.view.advisers), self._jump)

    def _jump(self, one: Booked | None) -> None:
        if one is not None:
            self.go(Place(one.day, one.start, one.adviser_id))
