"""The diary as it is seen: the week or the day, the mark, where it goes, and what is read for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from advice_tui.casework.diary import booking, reading
from advice_tui.casework.diary.views import Booked, DiaryView, Offer
from advice_tui.desk import Desk
from screens.base import DeskScreen
from screens.diary.windows import GoTo
from screens.widgets.booking_line import BookingLine
from screens.widgets.diary_foot import PANELS, DiaryFoot
from screens.widgets.diary_grid import DiaryGrid
from screens.widgets.diary_shape import heights
from screens.widgets.diary_slots import Slot

USUAL_ROWS = 12
BARS = 2
LOOKED_THROUGH = 8
"""So many times further free times are asked for, to find one that begins with a row of the grid."""
PANEL_LINES = 6
SATURDAY = 5


@dataclass(frozen=True)
class Place:
    """Where the mark is wanted: a day, a minute, an adviser (the same one when empty)."""

    day: date
    minute: int
    adviser_id: str = ""


class DiarySeeing(DeskScreen):
    """The grid, what stands under it, and the keys that go from place to place."""

    KEY: ClassVar[str] = "diary"
    AREA: ClassVar[str] = "3"
    CLOSES: ClassVar[bool] = False
    DEFAULT_CSS = """
    DiarySeeing #grid { width: 1fr; }
    DiarySeeing ToastRack { margin-bottom: 4; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self.view: DiaryView | None = None
        self._by_week = True
        self._day: date = desk.today
        self._wanted: Place | None = None
        self._words_wait = False
        self._drawn_for: tuple[DiaryView, bool] | None = None

    def body(self) -> ComposeResult:
        """Yield the grid, what is said of it, and the line to type in."""
        with Vertical(classes="house-body"):
            yield DiaryGrid(self.house.who, id="grid")
            yield DiaryFoot(self.house.who, id="foot")
            yield BookingLine(id="line")

    def on_mount(self) -> None:
        """Begin on the grid."""
        super().on_mount()
        self.grid.focus()
        self.watch(self.house, "minute", self._minute, init=False)

    @property
    def grid(self) -> DiaryGrid:
        """The grid."""
        return self.query_one(DiaryGrid)

    @property
    def line(self) -> BookingLine:
        """The line to type in."""
        return self.query_one(BookingLine)

    @property
    def marked(self) -> Slot | None:
        """The place under the mark."""
        return self.grid.marked

    def on_resize(self, event: events.Resize) -> None:
        """Share the lines out anew."""
        self._share(event.size.width, event.size.height)

    def _share(self, width: int, height: int) -> None:
        room = height - BARS - (1 if self.desk.practice else 0)
        rows = self.grid.slots.rows if self.grid.slots is not None else USUAL_ROWS
        self.grid.styles.height = heights(room, rows, wide=width >= PANELS)[0]

    # Reading --------------------------------------------------------------------------------------------------------

    def _minute(self) -> None:
        """Count lateness and waiting afresh, and move the sign of now."""
        if self.is_current:
            self.reload_soon()

    async def reload(self) -> None:
        """Read the week or the day again; the mark stays where it is, or goes where it is wanted."""
        found = await self.ask(self._read, self._day, self._by_week)
        if found is not None and self.is_attached and self.query(DiaryGrid):
            self._show(*found)
            self._look_for_free()

    def _read(self, day: date, by_week: bool) -> tuple[DiaryView, tuple[Booked, ...]]:  # noqa: FBT001
        view = (reading.week if by_week else reading.one_day)(self.desk, day)
        today = view.now[0]
        here = next((one.booked for one in view.days if one.day == today), None)
        if here is None:
            here = reading.one_day(self.desk, today).days[0].booked
        return view, here

    def _show(self, view: DiaryView, today: tuple[Booked, ...]) -> None:
        first = self.view is None
        grid = self.grid
        drawn = (view, self.house.shade)
        if drawn != self._drawn_for:
            self.view, self._drawn_for = view, drawn
            rows = grid.slots.rows if grid.slots is not None else USUAL_ROWS
            grid.show(view)
            if grid.slots is not None and grid.slots.rows != rows:
                self._share(*self.size)
        if self._wanted is not None or first:
            self._put_mark(first=first)
        foot = self.query_one(DiaryFoot)
        foot.show_slot(grid.marked, view)
        foot.show_today(today)

    def _put_mark(self, *, first: bool) -> None:
        wanted, self._wanted = self._wanted, None
        assert self.view is not None
        if wanted is None and first:
            mine = next((one.id for one in self.view.advisers if one.mine), "")
            wanted = Place(*self.view.now, mine)
        if wanted is not None and not self.grid.go(wanted.day, wanted.minute, wanted.adviser_id):
            self.grid.go(self.view.days[0].day, wanted.minute, wanted.adviser_id)

    @work(group="free", exclusive=True)
    async def _look_for_free(self) -> None:
        """Read the next free time of each adviser, for the panel of a wide window."""
        view = self.view
        if view is None or self.size.width < PANELS:
            return
        found = await self.ask(self._each_next_free, view)
        if found is not None and self.is_attached:
            self.query_one(DiaryFoot).show_free(found)

    def _each_next_free(self, view: DiaryView) -> tuple[Offer, ...]:
        found = (self._free_after(view, view.now, one.id)[:1] for one in view.advisers[:PANEL_LINES])
        return tuple(offer for offers in found for offer in offers)

    def _free_after(self, view: DiaryView, after: tuple[date, int], adviser_id: str | None) -> list[Offer]:
        """Give free times that begin with a row of the grid, the earliest first; asks as far as there are any."""
        for _ in range(LOOKED_THROUGH):
            offers = booking.free_slots(self.desk, after=after, adviser_id=adviser_id, count=booking.MOST_OFFERED)
            wanted = [one for one in offers if adviser_id in {None, one.adviser_id}]
            rows = [one for one in wanted if (one.start - view.first) % view.step == 0]
            if rows or not wanted:
                return sorted(rows, key=lambda one: (one.day, one.start))
            after = max((one.day, one.start + 1) for one in wanted)
        return []

    # The mark -------------------------------------------------------------------------------------------------------

    @on(DiaryGrid.Moved)
    def moved(self) -> None:
        """Say what is under the mark, once the mark itself is painted: a held key waits for no words."""
        if not self._words_wait:
            self._words_wait = True
            self.call_after_refresh(self._say_slot)

    def _say_slot(self) -> None:
        self._words_wait = False
        for foot in self.query(DiaryFoot):
            foot.show_slot(self.grid.marked, self.view)

    def go(self, place: Place) -> None:
        """Put the mark on a place, reading its week or day when it is not shown."""
        if not self.grid.go(place.day, place.minute, place.adviser_id):
            self._day, self._wanted = place.day, place
            self.reload_soon()

    @on(DiaryGrid.Beyond)
    def beyond(self, event: DiaryGrid.Beyond) -> None:
        """Go on to the next week or day, or to the one before."""
        if self.view is None or self.marked is None:
            return
        edge = self.view.days[-1 if event.days > 0 else 0].day
        day = self._open_day(edge, event.days)
        self.go(Place(day, self.marked.start, self.view.advisers[event.column].id))

    def _open_day(self, day: date, step: int) -> date:
        """Give the next day, or the one before, leaving out the weekend days on which the service never opens."""
        day += timedelta(days=step)
        hours = self.desk.policy.opening.week
        while day.weekday() >= SATURDAY and not hours[day.weekday()]:
            day += timedelta(days=step)
        return day

    def action_week(self, by: int) -> None:
        """Show the next week or the one before; in the view of a day the next day."""
        if self.marked is None:
            return
        day = self._open_day(self.marked.day, by) if not self._by_week else self.marked.day + timedelta(days=7 * by)
        self.go(Place(day, self.marked.start, self.marked.adviser.id))

    def action_today(self) -> None:
        """Go to today and now."""
        if self.view is not None:
            self.go(Place(*self.view.now))

    def action_view(self) -> None:
        """Show the marked day alone, or its week."""
        if self.marked is None:
            return
        self._by_week = not self._by_week
        self._day = self.marked.day
        self._wanted = Place(self.marked.day, self.marked.start, self.marked.adviser.id)
        self.reload_soon()

    def action_go_to(self) -> None:
        """Ask for a day and go there."""
        self.app.push_screen(GoTo(self.desk), self._gone_to)

    def _gone_to(self, place: tuple[date, int | None] | None) -> None:
        if place is not None and self.marked is not None:
            day, minute = place
            self.go(Place(day, self.marked.start if minute is None else minute, self.marked.adviser.id))

    async def action_next_free(self, hers: bool = False) -> None:  # noqa: FBT001, FBT002 - a key's argument
        """Go to the next free time after the mark: of anybody, or of the adviser under the mark."""
        slot, view = self.marked, self.view
        if slot is None or view is None:
            return
        wanted = slot.adviser.id if hers else None
        places = {one.id: at for at, one in enumerate(view.advisers)}
        found = await self.ask(self._next_after, slot, view, wanted, places)
        if found is not None and found:
            self.go(found[0])
        elif found is not None:
            self.house.tell("Nothing is free in the next two months.")

    def _next_after(self, slot: Slot, view: DiaryView, wanted: str | None, places: dict[str, int]) -> list[Place]:
        """Give the free places after one, by time and then from left to right; with somebody wanted only hers."""
        here = (slot.day, slot.start, places.get(slot.adviser.id, 0))
        after = max((slot.day, slot.start), view.now)
        for _ in range(2):
            offers = self._free_after(view, after, wanted)
            order = sorted((one.day, one.start, places.get(one.adviser_id, 0), one.adviser_id) for one in offers)
            later = [Place(day, start, adviser) for day, start, at, adviser in order if (day, start, at) > here]
            if later or not order:
                return later
            after = (order[-1][0], order[-1][1] + 1)
        return []
