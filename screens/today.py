"""Today: one list of what waits, due soonest first, and the sum behind each date."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from advice_tui.casework import induction, today
from advice_tui.casework.today import DOES, TodayList, WaitingRow
from advice_tui.desk import Desk
from advice_tui.rules.calls import REQUEST
from advice_tui.rules.working_days import london, say_day
from screens.danger_key import DangerKey
from screens.dialogs import Reading
from screens.search import Search
from screens.theme import glyph, spelled
from screens.widgets.row_list import RowList
from screens.widgets.said import Line, said
from screens.widgets.states import state_chip
from screens.widgets.tour import TourStrip
from screens.widgets.waiting_list import TAKEN_BY, WaitingList

NOTHING = ("Nothing is waiting.", "Press n for a new enquiry, or i to take one in from an e-mail file.")
NOTHING_OF_YOURS = "Nothing of yours is waiting. m shows what waits for your colleagues."
INTERNAL = {
    "callback": "This is our own target, not the published promise.",
    "follow_up": "A later message: held to our own target, not the published promise.",
    "tell_student": "Something happened on the case, and the student is to be told.",
    "message": "This is our own target, not the published promise.",
}
WHOSE = {"procedure": "Its turn ", "corrective": "Owner    "}
"""Before the name beside a row that is no adviser's promise."""


class Today(DangerKey):
    """What waits. Advisers and managers see open promises; reception what it passed on, never a case (L-13, L-21)."""

    KEY = "today"
    AREA = "1"
    CLOSES = False
    ABOUT = (
        "What waits, due soonest first: replies, calls back, news a student must be told of, key dates, and cases that "
        "nobody has. A row turns amber on the day a strict count ends and is late only when the promise is broken; "
        "nothing is late while the service is closed. The sum behind every date is one key away."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "new", "New enquiry", id="today.new", tooltip="Take down a new enquiry"),
        Binding("slash,f3", "search", "Search", id="today.search", tooltip="Search for a case or a person"),
        Binding("m,f6", "everybody", "Everybody’s", id="today.everybody", tooltip="Show colleagues’ work too, or not"),
        Binding("c,f10", "call", "Call", id="today.call", tooltip="Take a call, or somebody at the desk"),
        Binding("w,f4", "working", "Why this date", id="today.working", tooltip="Show the sum behind the marked date"),
        Binding("f7", "tour", "Go on", id="today.tour", tooltip="The next step of the first tour"),
        Binding("i,f5", "mail", "Import e-mail", id="today.mail", tooltip="Take an enquiry in from an e-mail file"),
    ]
    DEFAULT_CSS = """
    Today #waiting { width: 1fr; height: 1fr; }
    Today #side { display: none; width: 42; height: 1fr; border: round $line; padding: 0 1; }
    Today #side { border-title-color: $head; border-title-style: bold; }
    Today.-wide #side { display: block; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._sums: dict[str, tuple[str, ...]] = {}
        self._everybody: bool | None = None
        self._wanted = self._warned = ""

    def body(self) -> ComposeResult:
        """Yield the list, and beside it in a wide window the marked row explained."""
        with Horizontal(classes="house-body"):
            yield WaitingList(self.house.who, id="waiting")
            with VerticalScroll(id="side", can_focus=False) as side:
                side.border_title = said("Why this date")
                yield Line("", id="sum")
        yield TourStrip(at_the_desk=not self.desk.keys.holds("advice"))

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.query_one(WaitingList).focus()
        self.watch(self.house, "minute", self._minute, init=False)
        self._tour()

    @work(group="tour")
    async def _tour(self) -> None:
        step = await self.ask(induction.tour_step, self.desk)
        self._show_tour(step)

    def _show_tour(self, step: int | None) -> None:
        if step is not None and self.is_attached:
            self.query_one(TourStrip).step = step
            self.refresh_bindings()

    async def action_tour(self) -> None:
        """Go on to the next step of the first tour."""
        self._show_tour(await self.call(induction.tour_seen, self.desk))

    def _minute(self) -> None:
        """Count the minutes that are left afresh."""
        if self.is_current:
            self.reload_soon()

    async def reload(self) -> None:
        """Ask what waits."""
        found = await self.ask(today.waiting, self.desk, everybody=self._everybody)
        if found is None or not self.is_attached:
            return
        self._sums.clear()
        listed = self.query_one(WaitingList)
        listed.shaded = self.house.shade
        listed.border_title = said(count_words(found))
        listed.border_subtitle = said(spelled(found.note))
        self._everybody = found.everybody
        if found.warning and found.warning != self._warned:
            self._warned = found.warning
            self.house.tell(found.warning, "warning")
        listed.empty = (NOTHING_OF_YOURS, NOTHING[1]) if found.others else NOTHING
        listed.show(found.rows)
        new = next((row.id for row in found.rows if row.case_id and row.case_id == self._wanted), "")
        if new:
            listed.mark(new)
            self._wanted = ""
        if not found.rows:
            self.query_one("#sum", Line).say("")

    @on(RowList.Moved, "#waiting")
    def moved(self) -> None:
        """Explain the marked row once the mark rests."""
        if self.has_class("-wide"):
            self._explain()

    @work(group="explain", exclusive=True)
    async def _explain(self) -> None:
        row = self.query_one(WaitingList).marked
        if row is None:
            return
        lines = self._sums.get(row.id)
        if lines is None:
            lines = await self.ask(today.explain_row, self.desk, row.id) or ()
            self._sums[row.id] = lines
        if self.is_attached and self.query_one(WaitingList).marked == row:
            self.query_one("#sum", Line).say(self._explained(row, lines))

    def _explained(self, row: WaitingRow, lines: tuple[str, ...]) -> Content:
        """Draw a row whole, with the sum behind its date."""
        received = london(row.received)
        about = "" if self.house.shade else row.about
        kind = f"{INTERNAL[row.kind]}\n" if row.kind in INTERNAL else ""
        return said(
            (f"{row.number} ", "bold $key") if row.number else "",
            (self.house.who(row.who), "bold"),
            f"\n{about}\n" if about else "\n",
            "\n",
            (f"{DOES[row.kind][0]}  ", "bold $head"),
            state_chip(row.state, row.words),
            "\n\n",
            *((("Came by  ", "$ink-quiet"), f"{row.channel}\n") if row.channel else ()),
            ("Received " if row.channel else "Opened   ", "$ink-quiet"),
            f"{say_day(received.date())} {received:%H:%M}\n",
            (WHOSE.get(row.kind, "Taken by " if row.adviser.startswith(TAKEN_BY) else "Adviser  "), "$ink-quiet"),
            f"{row.adviser.removeprefix(TAKEN_BY) or 'nobody yet'}\n\n",
            (kind, "$ink-quiet"),
            *((f"{glyph('·')} {line}\n", "$ink") for line in lines),
        )

    async def action_working(self) -> None:
        """Show the sum behind the marked date."""
        row = self.query_one(WaitingList).marked
        if row is None:
            self.house.tell("Nothing is marked: the list is empty.")
            return
        lines = await self.ask(today.explain_row, self.desk, row.id)
        if lines is not None:
            self.app.push_screen(Reading("Why this date", self._explained(row, lines)))

    @on(RowList.Chosen, "#waiting")
    async def chosen(self, event: RowList.Chosen) -> None:
        """Open the case, or the message to be called back; reception books a request, and is shown any other slip."""
        row: WaitingRow = event.row
        if row.procedure_id:
            await self.house.action_open("procedure", row.procedure_id)
        elif row.kind == "corrective":
            await self.house.action_open("file_review", row.id)
        elif row.case_id:
            await self.house.action_open("case", row.case_id)
        elif row.slip_id and self.desk.keys.holds("advice"):
            await self.house.action_open("message", row.slip_id, then=self._opened)
        elif row.kind == "outcome":
            await self.house.action_open("unresolved")
        elif row.kind == "arrival":
            await self.house.action_open("client", row.client_id)
        elif row.kind == REQUEST and row.state != "answered":
            await self.house.action_open("diary", f"slip:{row.slip_id}:{row.client_id}")
        else:
            await self.action_working()

    async def action_new(self) -> None:
        """Take down a new enquiry; the mark goes to it when it is saved."""
        await self.house.action_open("enquiry", then=self._opened)

    def _opened(self, case_id: object) -> None:
        self._wanted = case_id if isinstance(case_id, str) else ""

    async def action_call(self) -> None:
        """Take a call, or somebody at the desk."""
        await self.house.action_open("call")

    def action_everybody(self) -> None:
        """Show colleagues' work too, or only one's own and nobody's."""
        self._everybody = not self._everybody
        self.reload_soon()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Reception has one list only; the tour's key goes with the tour."""
        if action == "everybody":
            return self.desk.keys.holds("advice")
        if action == "tour":
            return any(strip.step for strip in self.query(TourStrip))
        return super().check_action(action, parameters)

    async def action_mail(self) -> None:
        """Take an enquiry in from an e-mail file."""
        await self.house.action_open("mail", then=self._opened)

    def action_search(self) -> None:
        """Search for a case or a person."""
        self.app.push_screen(Search(self.desk), self._found)

    async def _found(self, key: str | None) -> None:
        """Open the case found, or begin an enquiry of the person found; reception opens who was found."""
        kind, _, found_id = (key or "").partition(":")
        if kind == "case":
            await self.house.action_open("case", found_id)
        elif kind == "client":
            if self.desk.keys.holds("advice"):
                await self.house.action_open("enquiry", f"client:{found_id}")
            else:
                await self.house.action_open("client", found_id)


def count_words(found: TodayList) -> str:
    """Give the list's title: "Waiting 7 · 2 amber · 1 late · 30 with colleagues"."""
    parts = [f"Waiting {found.total}"]
    parts += [f"{found.amber} amber"] if found.amber else []
    parts += [f"{found.late} late"] if found.late else []
    parts += [f"{found.others} with colleagues" if found.others else "yours and nobody’s"] * (not found.everybody)
    return spelled(" · ".join(parts))
