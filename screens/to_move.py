"""Appointments that cannot be held where they stand: listed one by one, and moved one by one (I-36; L-46).

Nothing is moved by itself: each student agrees to her new time first, and gets a confirmation of it.
"""

from __future__ import annotations

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from advice_tui.casework import rota
from advice_tui.casework.diary import booking, moving
from advice_tui.casework.diary.views import MODES, BookingForm, Done, Offer
from advice_tui.casework.rota import Touched
from advice_tui.desk import Desk
from advice_tui.rules.diary.opening import say_stretch
from advice_tui.rules.working_days import say_day
from data.errors import AdviceError
from screens.base import House
from screens.confirm import Confirm
from screens.dialogs import Dialog
from screens.form import Asking
from screens.theme import glyph, spelled
from screens.widgets.appointment_words import veiled, with_names
from screens.widgets.press import Choice, Choices, Press
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

OFFERED = 8
"""So many free times are offered for one appointment."""
WHEN, ROOM = 23, 10
WITH_ROOM = 80
"""From so many cells on the room has a column of its own."""
MOST_LINES = 30
MARGINS = 6
"""Lines of the window around the list."""


class TouchedList(RowList[Touched]):
    """Appointments to be moved, in order of time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Move", id="touched_list.move", tooltip="Choose another time for the marked one"),
    ]

    def key_of(self, row: Touched) -> str:
        """Give the appointment's id."""
        return row.id

    def _columns(self, width: int) -> tuple[int, ...]:
        room = ROOM if width >= WITH_ROOM else 0
        rest = width - WHEN - room - 3 - bool(room)
        who, adviser = rest * 2 // 5, rest * 3 // 10
        return WHEN, who, adviser, room, rest - who - adviser

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("When", "Who", "Adviser", "Where", "Why not")
        parts = [column(word, wide) for word, wide in zip(words, self._columns(width), strict=True) if wide]
        return said((" ".join(parts), "$ink-quiet"))

    def line(self, row: Touched, width: int) -> Content:
        """Draw one appointment."""
        when, who, adviser, room, why = self._columns(width)
        name = cast("House", self.app).who(row.who) if row.client_id else row.who
        parts = [
            (column(slot_of(row), when), "bold $ink"),
            (column(name, who), "bold $ink"),
            (column(row.adviser, adviser), "$ink"),
            (column(place_of(row), room), "$ink-quiet"),
            (column(row.why, why), "$amber"),
        ]
        return said(" ").join(said(part) for part in parts if part[0])


def slot_of(one: Touched) -> str:
    """Say when: "Thu 12 Nov 10:00–10:30"."""
    return spelled(f"{say_day(one.day)} {say_stretch(one.start, one.end)}")


def place_of(one: Touched) -> str:
    """Say where: the room, or how it is held."""
    return one.room or MODES.get(one.mode, ("", ""))[0]


class ToMove(Dialog):
    """The appointments to be moved. Enter moves the marked one, e writes to the student; those that are done go.

    ``only`` keeps to those of one change, by their ids; without it all are listed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m,f2", "move", "Move", id="to_move.move", tooltip="Choose another time for the marked appointment"),
        Binding("e,f3", "confirm", "Confirmation", id="to_move.confirm", tooltip="What to tell the student"),
    ]
    DEFAULT_CSS = """
    ToMove > .card { width: 120; padding: 0 1; }
    ToMove .words { height: auto; color: $ink-quiet; margin: 0 1; }
    ToMove TouchedList { height: 6; }
    """

    def __init__(self, desk: Desk, listed: tuple[Touched, ...] = (), *, only: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self._listed = listed
        self._only = frozenset(one.id for one in listed) if only else None

    @property
    def _house(self) -> House:
        return cast("House", self.app)

    def compose(self) -> ComposeResult:
        """Yield a sentence and the list."""
        with Vertical(classes="card") as card:
            card.border_title = said("Appointments to be moved")
            card.border_subtitle = said(spelled("Enter move · e confirmation · Esc close"))
            yield Line("Nothing moves by itself: agree a new time with each student.", classes="words")
            yield TouchedList(id="touched")

    async def on_mount(self) -> None:
        """Show what is known, then ask again."""
        listed = self.query_one(TouchedList)
        listed.empty = ("Every appointment can be held where it stands.",)
        listed.focus()
        await self._show()

    async def on_screen_resume(self) -> None:
        """Ask again: one of them may have moved."""
        await self._show()

    async def _show(self) -> None:
        try:
            found = await self._house.aside(rota.to_be_moved, self.desk)
        except AdviceError as error:
            self._house.tell(error.sentence, "error")
            return
        if not self.is_attached:
            return
        rows = [one for one in found if self._only is None or one.id in self._only]
        listed = self.query_one(TouchedList)
        most = max(4, min(MOST_LINES, self.app.size.height * 9 // 10 - MARGINS))
        listed.styles.height = min(most, max(3, len(rows)) + 3)
        listed.border_title = said(f"{len(rows)} to be moved" if rows else "None left")
        listed.show(rows)

    @on(RowList.Chosen, "#touched")
    def chosen(self, event: RowList.Chosen) -> None:
        """Move one."""
        row: Touched = event.row
        self.app.push_screen(MoveOne(self.desk, row), self._moved)

    def action_move(self) -> None:
        """Move the marked one."""
        self.query_one(TouchedList).action_choose()

    def action_confirm(self) -> None:
        """Show what to tell the student of the marked one."""
        marked = self.query_one(TouchedList).marked
        if marked is not None:
            self.app.push_screen(Confirm(self.desk, marked.id))

    def _moved(self, done: Done | None) -> None:
        if done is None:
            return
        self._house.tell(with_names(done.sentence, [done.who], self._house.who))
        self._house.offer_undo(done.undo)
        self.app.push_screen(Confirm(self.desk, done.id))


class MoveOne(Asking):
    """One appointment and the next free times for it. Enter takes the marked one; closes with what was done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "a,f2", "anybody", "Any adviser", id="move_one.anybody", tooltip="Offer every adviser's times, or hers"
        ),
    ]
    DEFAULT_CSS = """
    MoveOne > .card { width: 78; padding: 0 2; }
    MoveOne Choices { margin: 1 0; height: auto; max-height: 12; }
    MoveOne .trouble { height: auto; color: $red; display: none; }
    MoveOne .trouble.-said { display: block; }
    """

    def __init__(self, desk: Desk, one: Touched) -> None:
        super().__init__()
        self.desk, self._one = desk, one
        self._anybody = False
        self._offers: tuple[Offer, ...] = ()

    def compose(self) -> ComposeResult:
        """Yield which, the free times, the ways out."""
        one = self._one
        who = cast("House", self.app).who(one.who) if one.client_id else one.who
        with Vertical(classes="card") as card:
            card.border_title = said("Another time")
            card.border_subtitle = said(spelled("Enter moves it there · a any adviser · Esc back"))
            yield Line(said((who, "bold"), f"  {slot_of(one)} with {one.adviser}, {place_of(one)}"))
            yield Line(said((f"{glyph('⚠')} {one.why}", "$amber")))
            yield Choices(())
            yield Line("", classes="trouble")
            with Horizontal(classes="row"):
                yield Press("Any adviser", id="anybody")
                yield Press("Back", id="no")

    async def on_mount(self) -> None:
        """Offer the times of the same adviser first."""
        self.query_one(Choices).focus()
        await self._offer()

    async def _offer(self) -> None:
        one = self._one
        adviser = None if self._anybody else one.adviser_id

        def ask() -> tuple[Offer, ...]:
            return booking.free_slots(
                self.desk,
                after=(one.day, one.start),
                adviser_id=adviser,
                mode=one.mode,
                length=one.end - one.start,
                count=OFFERED,
            )

        found = await self.asked(ask)
        if found is None or not self.is_attached:
            return
        self._offers = found
        rows = tuple(Choice(str(at), spelled(offer.words)) for at, offer in enumerate(found))
        self.query_one(Choices).show(rows)
        if not rows:
            self.trouble("There is no free time in the next two months.")

    @on(Press.Pressed)
    async def pressed(self, event: Press.Pressed) -> None:
        """Offer other advisers' times, or go back."""
        if event.press.id == "anybody":
            await self.action_anybody()
        else:
            self.action_leave()

    async def action_anybody(self) -> None:
        """Offer the times of every adviser, or only of the same one again."""
        self._anybody = not self._anybody
        await self._offer()
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    async def take(self, event: Choices.Chosen) -> None:
        """Move the appointment to the time that was chosen."""
        one, offer = self._one, self._offers[int(event.choice.key)]
        form = BookingForm(
            offer.day, offer.start, offer.adviser_id, offer.room or None, offer.mode, offer.end - offer.start
        )
        who = cast("House", self.app).who
        moved = veiled(
            lambda: moving.move(self.desk, one.id, one.row_ver, form),
            lambda words, names: with_names(words, names, who),
        )
        done = await self.asked(moved)
        if done is not None and self.is_current:
            self.dismiss(done)
