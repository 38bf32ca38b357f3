"""Complaints: the register with its clocks, where each goes, what comes next (I-20, I-48; L-27, L-31, L-39)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import complaints
from advice_tui.casework.complaints import ComplaintRow, ComplaintView, Done, Logged
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.complaint import KINDS
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.complaint_dialogs import Acknowledge, Against, Ended, LogComplaint
from screens.dialogs import Reading
from screens.theme import glyph, spelled
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said
from screens.widgets.states import state_chip, state_style, state_word

NOTHING = ("No complaint runs.", "n logs one; e shows those that ended.")
NONE_ENDED = ("No complaint has ended.", "e goes back to those that run.")
ROOMY = 110
STATE, RECEIVED, NUMBER, KIND, CLOCK = 7, 10, 7, 8, 26
NOBODY = "nobody named"


class ComplaintList(RowList[ComplaintRow]):
    """The complaints, what presses first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Steps", id="complaint_list.open", tooltip="Open the steps of the marked complaint"),
    ]

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.who = who

    def key_of(self, row: ComplaintRow) -> str:
        """Give the complaint's id."""
        return row.id

    def _columns(self, width: int) -> tuple[int, ...]:
        roomy = width >= ROOMY
        labels = max((len(row.label) for row in self.rows), default=KIND)
        kind, who = (labels if roomy else KIND), (20 if roomy else 14)
        rest = width - STATE - RECEIVED - NUMBER - kind - who - 5
        following = max(10, rest - CLOCK - 1) if roomy else 0
        return STATE, RECEIVED, NUMBER, kind, who, rest - following - bool(following), following

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("State", "Received", "Case", "About", "Who", "Clock", "Next")
        parts = [column(word, wide) for word, wide in zip(words, self._columns(width), strict=True) if wide]
        return said((" ".join(parts), "$ink-quiet"))

    def line(self, row: ComplaintRow, width: int) -> Content:
        """Draw one complaint."""
        state, received, number, kind, who, clock, following = self._columns(width)
        word = f"{glyph('■')} ended" if row.over else state_word(row.state)
        parts = [
            said((column(word, state), "$ink-quiet" if row.over else state_style(row.state))),
            said((column(say_day(row.received), received), "$ink-quiet")),
            said((column(row.number, number), "bold $key")),
            said((column(KINDS[row.kind][0 if following else 1], kind), "$head")),
            said((column(self.who(row.who) if row.who else NOBODY, who), "bold $ink" if row.mine else "$ink")),
            said((column(row.outcome if row.over else row.clock, clock), "$ink")),
        ]
        if following:
            parts.append(said((column(row.following, following), "$ink-quiet")))
        return said(" ").join(parts)


class Complaints(DeskScreen):
    """The register. Manager and director read it; the steps of a complaint are those of the policy."""

    KEY = "complaints"
    AREA = "5"
    ABOUT = (
        "Every complaint: about the service, against a decision, about confidentiality or data protection. Each goes "
        "where the policy sends it, and runs through the policy’s steps, which Enter opens. A complaint about data "
        "protection is acknowledged within 30 days, by law; a decision stands until the outcome of a complaint "
        "changes it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "new", "Log one", id="complaints.new", tooltip="Log a complaint of somebody not on file"),
        Binding("w,f3", "whole", "Read", id="complaints.whole", tooltip="Read the complaint and what was done"),
        Binding("a,f4", "acknowledge", "Acknowledged", id="complaints.acknowledge", tooltip="The student was told"),
        Binding("d,f5", "direct", "Passed on", id="complaints.direct", tooltip="It was passed on to where it goes"),
        Binding("o,f6", "outcome", "Outcome", id="complaints.outcome", tooltip="Record how the complaint ended"),
        Binding("t,f7", "against", "Decision", id="complaints.against", tooltip="Say which decision it is against"),
        Binding("e,f10", "ended", "Ended", id="complaints.ended", tooltip="Show those that ended, or that run"),
    ]
    DEFAULT_CSS = """
    Complaints #left { width: 1fr; height: 1fr; }
    Complaints #list { height: 1fr; }
    Complaints #about { height: 4; padding: 0 2; }
    Complaints #side { display: none; width: 46; height: 1fr; border: round $line; padding: 0 1; }
    Complaints #side { border-title-color: $head; border-title-style: bold; scrollbar-size-vertical: 1; }
    Complaints.-wide #side { display: block; }
    Complaints.-wide #about { display: none; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._over = False
        self._wanted = subject

    def body(self) -> ComposeResult:
        """Yield the list with the marked one below, or beside it in a wide window."""
        with Horizontal(classes="house-body"):
            with Vertical(id="left"):
                yield ComplaintList(self.house.who, id="list")
                yield Line("", id="about")
            with VerticalScroll(id="side", can_focus=False) as side:
                side.border_title = said("This complaint")
                yield Line("", id="beside")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.query_one(ComplaintList).focus()

    async def reload(self) -> None:
        """Ask for the complaints."""
        rows = await self.ask(complaints.listed, self.desk, over=self._over)
        if rows is None or not self.is_attached:
            return
        listed = self.query_one(ComplaintList)
        listed.empty = tuple(spelled(one) for one in (NONE_ENDED if self._over else NOTHING))
        listed.border_title = said(f"Complaints that ended {len(rows)}" if self._over else f"Complaints {len(rows)}")
        listed.show(rows)
        if self._wanted:
            listed.mark(self._wanted)
            self._wanted = ""
        self._explain()
        self.refresh_bindings()

    @on(RowList.Moved, "#list")
    def moved(self) -> None:
        """Say what is known of the marked one."""
        self._explain()
        self.refresh_bindings()

    def _explain(self) -> None:
        row = self.query_one(ComplaintList).marked
        text = said("") if row is None else facts(row, self.house.who)
        self.query_one("#beside", Line).update(text)
        self.query_one("#about", Line).update(said("") if row is None else short_facts(row))

    # Keys -------------------------------------------------------------------------------------------------------------

    @property
    def _marked(self) -> ComplaintRow | None:
        return self.query_one(ComplaintList).marked if self.is_mounted else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with the marked complaint."""
        row = self._marked
        if action == "new":
            return may(self.desk.role, Act.LOG_COMPLAINT)
        if action in {"direct", "outcome", "against"}:
            return row is not None and not row.over and (action == "against" or row.mine)
        if action == "acknowledge":
            return row is not None and not row.over and row.acknowledged is None
        return super().check_action(action, parameters)

    @on(RowList.Chosen, "#list")
    async def chosen(self, event: RowList.Chosen) -> None:
        """Open the steps of a complaint."""
        row: ComplaintRow = event.row
        await self.house.action_open("procedure", row.procedure_id)

    async def action_whole(self) -> None:
        """Read a complaint: what is said, and each step that was recorded."""
        row = self._marked
        if row is None:
            self.house.tell("No complaint is marked: the list is empty.")
            return
        view = await self.ask(complaints.open_complaint, self.desk, row.id)
        if view is not None and self.is_current:
            self.app.push_screen(Reading("Complaint", self._whole(view)))

    def _whole(self, view: ComplaintView) -> Content:
        parts = [heading(view.row, self.house.who)]
        if view.meanwhile:
            parts.append(said((f"{view.meanwhile}\n", "$amber")))
        for step in view.procedure.steps:
            if step.done is None:
                continue
            at = london(step.done.happened_at)
            parts.append(said("\n", (step.label, "bold $head"), f"  {step.done.who}, {say_day(at.date())}\n"))
            shown = () if self.house.shade else step.done.values
            parts += [said((f"{label}: ", "$ink-quiet"), f"{value}\n") for label, value in shown]
        return said(*parts, "\n", *particulars(view.row))

    def action_new(self) -> None:
        """Log a complaint of somebody who is not on file."""
        self.app.push_screen(LogComplaint(self.desk), self._logged)

    def _logged(self, logged: Logged | None) -> None:
        if logged is not None:
            self._wanted = logged.complaint_id
            self._done(Done(logged.sentence, logged.undo))

    def action_acknowledge(self) -> None:
        """Write down that the student was told that the complaint came."""
        if (row := self._marked) is not None:
            self.app.push_screen(Acknowledge(self.desk, row), self._done)

    async def action_direct(self) -> None:
        """Record that it was passed on."""
        if (row := self._marked) is not None:
            self._done(await self.call(complaints.direct, self.desk, row.id, row.steps_ver))

    def action_outcome(self) -> None:
        """Record how it ended."""
        if (row := self._marked) is not None:
            self.app.push_screen(Ended(self.desk, row), self._done)

    async def action_against(self) -> None:
        """Say which decision it is against."""
        row = self._marked
        if row is None:
            return
        found = await self.ask(complaints.decisions_about, self.desk, row.id)
        if found is None or not self.is_current:
            return
        if not found:
            self.house.tell("No decision about this student is open to your account.")
            return
        self.app.push_screen(Against(self.desk, row, found), self._done)

    def action_ended(self) -> None:
        """Show those that ended, or those that run."""
        self._over = not self._over
        self.reload_soon()

    def _done(self, done: Done | None) -> None:
        if done is not None:
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)
        self.reload_soon()


def facts(row: ComplaintRow, who: Callable[[str], str]) -> Content:
    """Draw what the register says of a complaint."""
    return said(heading(row, who), "\n", *particulars(row))


def heading(row: ComplaintRow, who: Callable[[str], str]) -> Content:
    """Draw whose complaint it is, about what, and its clock."""
    return said(
        (f"{row.number}  ", "bold $key") if row.number else "",
        (f"{who(row.who) if row.who else NOBODY}\n", "bold"),
        (f"{row.label}\n", "bold $head"),
        state_chip(row.state, row.clock),
        "\n",
    )


def particulars(row: ComplaintRow) -> list[Content]:
    """Draw when it came, where it goes, what it is against, what comes next."""
    lines: list[tuple[str, str]] = [
        ("Received", say_day(row.received, year=True)),
        ("Goes to", f"{row.route} ({row.contact})"),
    ]
    if row.against:
        lines.append(("Against", row.against))
    if row.acknowledged:
        lines.append(("Acknowledged", say_day(row.acknowledged)))
    elif row.acknowledge_by:
        lines.append(("Acknowledge", f"by {say_day(row.acknowledge_by, year=True)}"))
    if row.following:
        lines += [("Next", row.following), ("Whose turn", row.whose)]
    if row.outcome:
        lines.append(("Outcome", row.outcome))
    return [said((f"{word}\n", "$ink-quiet"), f"{text}\n") for word, text in lines]


def short_facts(row: ComplaintRow) -> Content:
    """Draw the same in a few lines: where it goes, what it is against, what comes next."""
    following = f"{row.following} ({row.whose})" if row.following else row.outcome
    return said(
        (row.label, "bold $head"),
        ("  Goes to ", "$ink-quiet"),
        f"{row.route}\n",
        ("Next ", "$ink-quiet"),
        following,
        ("\nAgainst ", "$ink-quiet") if row.against else "\n",
        row.against,
    )
