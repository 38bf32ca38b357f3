"""Review: one queue of flags for the manager, and for the director what waits for her."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from advice_tui.casework import review
from advice_tui.casework.review import FlagRow, Marked
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.review import ALL, counts, in_group
from screens.base import DeskScreen
from screens.dialogs import Reading
from screens.review_dialogs import LookAt
from screens.theme import spelled
from screens.widgets.flag_list import FlagList, filter_line, flag_below, flag_lines
from screens.widgets.row_list import RowList
from screens.widgets.said import Line, said

ACTS = {
    "look": Act.RESOLVE_FLAG,
    "files": Act.REVIEW_FILE,
    "caseload": Act.ASSIGN_CASE,
    "walls": Act.PUT_UP_WALL,
    "complaints": Act.SEE_COMPLAINTS,
    "issues": Act.SEE_ISSUES,
}
"""What a key of this screen needs."""
NOTHING = ("Nothing is flagged.", "Steps of procedures, complaints and whatever needs a look come up here.")
NONE_HERE = ("No flag of this kind.", "← and → choose other flags.")


class Review(DeskScreen):
    """The queue. The manager looks at flags and marks them; the director sees steps, complaints and issues."""

    KEY = "review"
    AREA = "5"
    CLOSES = False
    ABOUT = (
        "Everything that wants somebody’s eye, what presses first: steps of procedures that wait for you or for others "
        "and since when, what is overdue, appointments often missed, promises broken, complaints and their clock, what "
        "a file review wants put right. Enter opens what raised the flag. A flag that you looked at leaves the list "
        "with a sentence of yours, and comes back when something new happens."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,f2", "look", "Looked at", id="review.look", tooltip="Mark the flag as looked at, with a sentence"),
        Binding("w,f3", "whole", "Message", id="review.whole", tooltip="Show the marked flag whole"),
        Binding("left", "filter(-1)", "Filter", id="review.left", tooltip="The filter before", show=False),
        Binding("right", "filter(1)", "Filter", id="review.right", tooltip="The next filter", key_display="← →"),
        Binding("r,f4", "files", "File review", id="review.files", tooltip="The files drawn for review this month"),
        Binding("c,f5", "complaints", "Complaints", id="review.complaints", tooltip="The complaints register"),
        Binding("h,f6", "caseload", "Hand over", id="review.caseload", tooltip="Hand over a whole caseload"),
        Binding("i,f7", "issues", "Issues", id="review.issues", tooltip="Issues raised without a name"),
        Binding("b,f10", "walls", "Walls", id="review.walls", tooltip="The walls around cases"),
    ]
    DEFAULT_CSS = """
    Review #filters { height: 1; }
    Review #flags { height: 1fr; }
    Review #left { width: 1fr; height: 1fr; }
    Review #below { height: 5; border: round $line; padding: 0 1; }
    Review.-wide #below { display: none; }
    Review #side { display: none; width: 44; height: 1fr; border: round $line; padding: 0 1; }
    Review #side { border-title-color: $head; border-title-style: bold; scrollbar-size-vertical: 1; }
    Review.-wide #side { display: block; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._rows: tuple[FlagRow, ...] = ()
        self._group = ALL
        self._starts: list[int] = []

    def body(self) -> ComposeResult:
        """Yield the filters, the queue, and in a wide window the marked flag whole."""
        yield Line("", id="filters")
        with Horizontal(classes="house-body"):
            with Vertical(id="left"):
                yield FlagList(self.house.who, id="flags")
                yield Line("", id="below")
            with VerticalScroll(id="side", can_focus=False) as side:
                side.border_title = said("This flag")
                yield Line("", id="whole")

    def on_mount(self) -> None:
        """Begin on the queue."""
        super().on_mount()
        self.listed.focus()
        self.watch(self.house, "minute", self._minute, init=False)

    def _minute(self) -> None:
        if self.is_current:
            self.reload_soon()

    @property
    def listed(self) -> FlagList:
        """The queue on the screen."""
        return self.query_one(FlagList)

    async def reload(self) -> None:
        """Ask for the flags."""
        found = await self.ask(review.queue, self.desk)
        if found is None or not self.is_attached:
            return
        self._rows = found
        self._show()

    def _show(self) -> None:
        found = counts(self._rows)
        if self._group not in {key for key, _, _ in found}:
            self._group = ALL
        shown = [row for row in self._rows if in_group(row, self._group)]
        listed = self.listed
        listed.shaded = self.house.shade
        late = sum(row.state == "red" and row.looked is None for row in self._rows)
        mine = sum(row.mine and row.looked is None for row in self._rows)
        waiting = sum(row.looked is None for row in self._rows)
        parts = [f"Review {waiting}", *([f"{mine} for you"] if mine else []), *([f"{late} late"] if late else [])]
        listed.border_title = said(spelled(" · ".join(parts)))
        listed.empty = tuple(spelled(one) for one in (NONE_HERE if waiting and self._group != ALL else NOTHING))
        listed.show(shown)
        line, self._starts = filter_line(found, self._group, self.size.width or 80)
        self.query_one("#filters", Line).update(line)
        self._explain()
        self.refresh_bindings()

    @on(RowList.Moved, "#flags")
    def moved(self) -> None:
        """Show the marked flag whole beside the list."""
        self._explain()
        self.refresh_bindings()

    def _explain(self) -> None:
        row = self.listed.marked
        whole = said("") if row is None else flag_lines(row, self.house.who, shaded=self.house.shade)
        self.query_one("#whole", Line).update(whole)
        below = said("") if row is None else flag_below(row, self.house.who, shaded=self.house.shade)
        self.query_one("#below", Line).update(below)

    def on_resize(self) -> None:
        """Place the keys of the filters at the end of their line."""
        if self._rows:
            self._show()

    def on_click(self, event: events.Click) -> None:
        """Choose a filter by a click."""
        offset = event.get_content_offset(self.query_one("#filters", Line))
        if offset is not None:
            keys = [key for key, _, _ in counts(self._rows)]
            at = sum(start <= offset.x for start in self._starts) - 1
            if 0 <= at < len(keys):
                self._group = keys[at]
                self._show()

    # Keys -------------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only keys of what this role may do are shown and work."""
        if action == "look":
            row = self.listed.marked if self.is_mounted else None
            return may(self.desk.role, ACTS[action]) and row is not None and row.looked is None
        if action in ACTS:
            return may(self.desk.role, ACTS[action])
        return super().check_action(action, parameters)

    @on(RowList.Chosen, "#flags")
    async def chosen(self, event: RowList.Chosen) -> None:
        """Open what raised the flag."""
        row: FlagRow = event.row
        if row.screen:
            await self.house.action_open(row.screen, row.subject)

    def action_filter(self, step: int) -> None:
        """Show the next kind of flags, or the one before."""
        keys = [key for key, _, _ in counts(self._rows)]
        self._group = keys[(keys.index(self._group) + step) % len(keys)]
        self._show()

    def action_whole(self) -> None:
        """Show the marked flag in a window."""
        row = self.listed.marked
        if row is None:
            self.house.tell("No flag is marked: the list is empty.")
            return
        self.app.push_screen(Reading("This flag", flag_lines(row, self.house.who, shaded=self.house.shade)))

    def action_look(self) -> None:
        """Mark the flag as looked at."""
        row = self.listed.marked
        if row is not None:
            self.app.push_screen(LookAt(self.desk, row, self.house.who(row.who) if row.who else ""), self._marked)

    def _marked(self, marked: Marked | None) -> None:
        if marked is not None:
            self.house.offer_undo(marked.undo)
            self.house.tell(marked.sentence)
            self.reload_soon()

    async def action_files(self) -> None:
        """Open the files drawn for review."""
        await self.house.action_open("file_review")

    async def action_complaints(self) -> None:
        """Open the complaints register."""
        await self.house.action_open("complaints")

    async def action_caseload(self) -> None:
        """Hand over a caseload: the marked flag's adviser's, when there is one."""
        await self.house.action_open("caseload")

    async def action_issues(self) -> None:
        """Open the issues raised."""
        await self.house.action_open("issues")

    async def action_walls(self) -> None:
        """Open the walls."""
        await self.house.action_open("walls")
