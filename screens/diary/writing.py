"""Booking and moving in the diary: at the mark or typed, and what is said of what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, ParamSpec, TypeVar

from textual import events, on, work

from advice_tui.casework import drafts
from advice_tui.casework.diary import booking, line, moving
from advice_tui.casework.diary.views import Booked, BookingForm, Done, LineRead
from advice_tui.desk import Desk
from data.errors import AdviceError
from screens.diary.keys import GRID_ONLY
from screens.diary.offering import for_move, whose_alone
from screens.diary.seeing import DiarySeeing, Place
from screens.widgets.appointment_words import veiled, with_names
from screens.widgets.booking_line import BookingLine, LineField
from screens.widgets.diary_slots import NOBODY, Slot, clock
from screens.widgets.field import Field

At = tuple[date, int, str]
P = ParamSpec("P")
R = TypeVar("R")
MOVE_HINT = "point at a free place and press Enter, or type where: fri 2pm   — Esc leaves it where it is"
CHOSEN_HINT = "Enter on a free place books it, or type when: thu 1 pn"


def parts_of(subject: str) -> dict[str, str]:
    """Read a subject: "client:ID", "case:CASE:CLIENT" or "slip:SLIP:CLIENT"; gives client, case and slip ids."""
    kind, _, rest = subject.partition(":")
    if kind == "client":
        return {"client": rest}
    one, _, client = rest.partition(":")
    return {kind: one, "client": client} if kind in {"case", "slip"} else {}


def draft_of(subject: str) -> str:
    """Give the name of the draft of a diary opened for somebody.

    It stands beside the sealed draft for everybody who holds the database's key: never a case and its client together.
    """
    return ":".join(("diary", *subject.split(":")[:2])) if subject else "diary"


class DiaryWriting(DiarySeeing):
    """The booking line: opened on a place or on nothing, read as it is typed, kept as a draft when it is left."""

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._for = parts_of(subject)
        self._at: At | None = None
        self._chosen = self._for.get("client", "")
        self._known: tuple[str, ...] = ()
        self._last: LineRead | None = None
        self._moving: Booked | None = None
        self._kept = ""

    def on_mount(self) -> None:
        """Bring back what was typed before."""
        super().on_mount()
        self._bring_back()

    # What is typed is kept ------------------------------------------------------------------------------------------

    @property
    def _draft_name(self) -> str:
        return draft_of(self.subject)

    @work(group="draft")
    async def _bring_back(self) -> None:
        kept = None
        with suppress(AdviceError):
            kept = await self.house.aside(drafts.find, self.desk, self._draft_name)
        if self.is_attached:
            self._kept = kept.data.get("line", "") if kept is not None else ""
            if self._kept and not self.line.field.value:
                self.line.field.value = self._kept
            await self._name_line()

    def _shade_changed(self) -> None:
        """Under the shade a line that waits shows no name either."""
        super()._shade_changed()
        self._go_on_naming()
        if self.line.is_open:
            self._look()

    async def _name_line(self) -> None:
        """Say for whom the next booking is, when the diary was opened for somebody."""
        self.line.veil(veiled=self.house.shade)
        if self._moving is not None:
            name = self.house.who(self._moving.who) if self._moving.who else NOBODY
            self.line.call(f"Move {name}", MOVE_HINT)
        elif self._for.get("client"):
            read = await self.ask(line.read_line, self.desk, "", chosen=self._for["client"])
            if read is not None and read.matches and self.is_attached:
                self.line.call(f"Book {self.house.who(read.matches[0].name)}", CHOSEN_HINT)
        else:
            self.line.call("Book")

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give the line that is typed and not booked."""
        typed = self.line.field.value.strip() if self.is_mounted else ""
        if self._moving is not None or (not typed and not self._kept):
            return None
        return (self._draft_name, {"line": typed}) if typed else None

    async def keep_draft(self) -> None:
        """Keep the line; one that was emptied is no draft any more."""
        await super().keep_draft()
        if self._moving is None and self.is_mounted and self._kept and not self.line.field.value.strip():
            await self._drop_draft()
        elif self._moving is None and self.is_mounted:
            self._kept = self.line.field.value.strip()

    async def _drop_draft(self) -> None:
        self._kept = ""
        with suppress(AdviceError):
            await self.house.aside(drafts.discard, self.desk, self._draft_name)

    # Opening and leaving the line -----------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Begin a name with a capital letter that is typed on the grid."""
        sign = event.character or ""
        if self.grid.has_focus and len(sign) == 1 and sign.isalpha() and sign.isupper():
            event.stop()
            self._open(sign)

    def action_book(self) -> None:
        """Type a booking: at the mark when it is free, else wherever the line says."""
        self._open()

    def open_here(self) -> None:
        """Book the marked place: what was typed before gives way to the first letter."""
        self._open(anew=True)

    def _open(self, text: str = "", *, anew: bool = False) -> None:
        slot = self.marked
        if self._moving is not None:
            one = self._moving
            self._at = (one.day, one.start, one.adviser_id)
        else:
            self._at = (slot.day, slot.start, slot.adviser.id) if slot is not None and slot.free else None
        self._last = None
        self.line.open(text, anew=anew)
        if not text:
            self._look()

    @on(LineField.Left)
    def leave_line(self) -> None:
        """Go back to the grid; the line is kept."""
        self.line.fold()
        self.grid.focus()
        self.draft_soon()

    async def action_back(self) -> None:
        """End a move first; then leave the diary, where it was opened for somebody."""
        if self._moving is not None:
            self._end_move()
        elif self.subject:
            await self.keep_draft()
            if self.is_current and not self.busy:
                self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the line is open only its own keys count; Escape ends a move, or a diary opened for somebody."""
        if action == "back":
            return bool(self.subject) or self._moving is not None
        if action in GRID_ONLY:
            return not self._typing
        if action == "match":
            return self._typing and len(self._known) > 1
        return super().check_action(action, parameters)

    @property
    def _typing(self) -> bool:
        return any(one.is_open for one in self.query(BookingLine))

    def action_match(self, by: int) -> None:
        """Choose the next of those who match, or the one before."""
        if len(self._known) > 1:
            at = self._known.index(self._chosen) if self._chosen in self._known else 0 if by > 0 else 1
            self._chosen = self._known[(at + by) % len(self._known)]
            self._look()

    # Reading the line -----------------------------------------------------------------------------------------------

    @on(Field.Changed, "#book-text")
    def typed(self) -> None:
        """Say what is understood."""
        if self.line.is_open:
            self._known = ()
            self.draft_soon()
            self._look()

    @work(group="line", exclusive=True)
    async def _look(self) -> None:
        text, one = self.line.field.value, self._moving
        if one is not None:
            read = await self.ask(self._reading_of_move, text, one)
        else:
            read = await self.ask(self._reading, text, self._at, self._chosen)
        if read is not None and self.is_attached and self.line.is_open and self.line.field.value == text:
            self._shown(read)

    def _reading(self, text: str, at: At | None, chosen: str) -> LineRead:
        """Read a line; a time that was typed is not tied to the adviser under the mark."""
        read = line.read_line(self.desk, text, at=at, chosen=chosen)
        if at is not None and read.cursor is not None and read.cursor[:2] != at[:2] and at[2]:
            read = line.read_line(self.desk, text, at=(at[0], at[1], ""), chosen=chosen)
        return read

    def _reading_of_move(self, text: str, one: Booked) -> LineRead:
        """Read where an appointment goes: what is not typed stays as it is, the room too while it is free."""
        columns = self.view.advisers if self.view is not None else ()
        at = (one.day, one.start, one.adviser_id)
        for words in for_move(text, one, self.desk, columns):
            read = line.read_line(self.desk, words, at=at, chosen=one.client_id, but=one.id)
            if read.form is not None:
                break
        return read

    def _shown(self, read: LineRead) -> None:
        self._last = read
        ids = tuple(one.client_id for one in read.matches)
        if set(ids) != set(self._known):
            self._known = ids
            self.refresh_bindings()
        if self._chosen and self._chosen not in ids:
            self._chosen = self._for.get("client", "")
        self.line.show(
            read, lambda words: self.shaded(words, read.names), verb="moves" if self._moving is not None else "books"
        )
        if read.cursor is not None:
            self.go(Place(*read.cursor))

    def shaded(self, words: str, names: Iterable[str] = ()) -> str:
        """Give a sentence as it may be shown now: under the shade each of these names in it is its initials.

        So is everybody whom the diary shows, and whom the line names.
        """
        if not self.house.shade:
            return words
        known = {*names, *(self._last.names if self._last else ())}
        known |= {one.who for day in (self.view.days if self.view else ()) for one in day.booked}
        return with_names(words, known, self.house.who)

    @on(LineField.Taken)
    def take_offer(self) -> None:
        """Take the time that is offered in place of the one that was refused."""
        read = self._last
        if read is None or read.form is not None or read.offer is None:
            return
        offer = read.offer
        self._at = (offer.day, offer.start, offer.adviser_id)
        columns = self.view.advisers if self.view is not None else ()
        self.line.field.value = whose_alone(self.line.field.value, self.desk, columns)
        self.line.field.action_end()
        self._look()

    # Booking --------------------------------------------------------------------------------------------------------

    @on(LineField.Submitted, "#book-text")
    async def confirm(self) -> None:
        """Choose the marked client where several may be meant; else book, or move, what the line says."""
        read = self._last
        if read is not None and read.form is None and len(read.matches) > 1 and self._chosen not in self._known:
            self._chosen = read.matches[0].client_id
            self._look()
            return
        if self._moving is not None:
            await self._move_typed()
        else:
            await self._book()

    async def _book(self) -> None:
        text, at, chosen = self.line.field.value, self._at, self._chosen
        slip, case = self._for.get("slip", ""), self._for.get("case", "")

        def read_and_book() -> tuple[LineRead, Done | None]:
            read = self._reading(text, at, chosen)
            if read.form is None:
                return read, None
            return read, booking.book(self.desk, replace(read.form, slip_id=slip, case_id=case))

        found = await self.call(read_and_book)
        if found is None:
            self._look()
            self.reload_soon()
            return
        read, done = found
        if done is None:
            self._shown(read)
            self.house.tell("Not booked yet: look at what is marked ? or ✗ under the line.", "warning")
            return
        await self._booked(read, done)

    async def _booked(self, read: LineRead, done: Done) -> None:
        """Show what was booked; a diary that was opened for somebody closes with it."""
        self._told(done)
        self.line.field.value = ""
        self._chosen = self._for.get("client", "")
        self.leave_line()
        await self._drop_draft()
        if self.subject and self.is_current:
            self.dismiss(done.id)
            return
        if read.cursor is not None:
            self._wanted = Place(*read.cursor)
            self._day = read.cursor[0]
        self.reload_soon()

    async def call(self, func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """As every screen does; a refusal that names a student is shown as the shade wants it."""
        return await super().call(veiled(lambda: func(*args, **kwargs), self.shaded))

    def _told(self, done: Done) -> None:
        self.house.tell(self.shaded(done.sentence, [done.who]))
        self.house.offer_undo(done.undo)

    # Moving ---------------------------------------------------------------------------------------------------------

    def action_move(self) -> None:
        """Begin to move the marked appointment, or move it to the mark."""
        one = self.marked.booked if self.marked is not None else None
        if one is None or one.state not in {"booked", "missed"}:
            self.house.tell("Point at a booked appointment first, then press m.")
            return
        self._moving = one
        self.grid.move(one)
        self.line.field.value = ""
        self._go_on_naming()

    def _go_on_naming(self) -> None:
        again: Any = self._name_line
        self.run_worker(again, group="name", exclusive=True)
        self.refresh_bindings()

    def _end_move(self) -> None:
        self._moving = None
        self.grid.move(None)
        self.line.field.value = self._kept
        self.line.fold()
        self.grid.focus()
        self._go_on_naming()

    @property
    def moving(self) -> Booked | None:
        """The appointment that is being moved."""
        return self._moving

    async def move_to(self, slot: Slot) -> None:
        """Move it to a place of the grid."""
        one = self._moving
        if one is None:
            return
        if slot.booked is not None and slot.booked.id == one.id and slot.start == one.start:
            self.house.tell(f"It is there already, at {clock(one.start)}. Esc leaves it.")
            return
        form = BookingForm(slot.day, slot.start, slot.adviser.id, None, one.mode, one.end - one.start)
        await self._move(one, lambda: form)

    async def _move_typed(self) -> None:
        one, text = self._moving, self.line.field.value
        if one is None:
            return

        def form() -> BookingForm | None:
            read = self._reading_of_move(text, one)
            if read.form is not None or read.cursor is None:
                return read.form
            day, start, adviser_id = read.cursor
            return BookingForm(day, start, adviser_id or one.adviser_id, None, one.mode, one.end - one.start)

        await self._move(one, form)

    async def _move(self, one: Booked, form: Callable[[], BookingForm | None]) -> None:
        def work_it() -> tuple[BookingForm, Done] | None:
            wanted = form()
            return (wanted, moving.move(self.desk, one.id, one.row_ver, wanted)) if wanted is not None else None

        found = await self.call(work_it)
        if found is None:
            self.reload_soon()
            return
        wanted, done = found
        self._told(done)
        self._end_move()
        self._day = wanted.day
        self._wanted = Place(wanted.day, wanted.start, wanted.adviser_id or one.adviser_id)
        self.reload_soon()
