"""Walls around cases, for those inside: who is in, who is kept out, and the glass for two people (L-43; I-22)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import walls
from advice_tui.casework.walls import Broken, Done, Person, WallView
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.dialogs import Question
from screens.theme import glyph, spelled
from screens.wall_dialogs import BreakGlass, ChangeWall, Halves, LiftWall
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said
from screens.widgets.wrapping import wrapped

NOTHING = (
    "No wall stands around a case of yours.",
    "W on a case puts one up.",
    "Walls that you are not inside are neither listed nor counted.",
)
SHADED = "Not shown under the shade: F8 takes it away."
NO_KEY = "no key"
RENEW = "Somebody who held the key has left: n gives the wall a new one."
LET_IN = "{names} lost the key when the account was reset: a lets in again."
NEW_HALVES = (
    "The two halves of the break-glass code are made anew. Those of before open nothing any more. The manager and the "
    "director have to be here, with paper: each half is shown once, to one of them."
)
LOST = "The halves are not both on paper. y makes new ones; until then no glass can be broken."
ON_PAPER = "Both halves are on paper. Keep them apart."
ROOMY = 110
NUMBER, SINCE, LABEL = 9, 11, 11
AROUND = 6
"""Cells that the border of the panel below takes, and its scroll bar."""


def named(people: tuple[Person, ...]) -> str:
    """Give names in one line, those without the key marked."""
    return ", ".join(one.name if one.active else f"{one.name} (left)" for one in people) or "nobody"


class WallList(RowList[WallView]):
    """The walls, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", id="wall_list.open", tooltip="Open the case behind the marked wall"),
    ]

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.who = who

    def key_of(self, row: WallView) -> str:
        """Give the case's id: a wall that is changed is another wall around the same case."""
        return row.case_id

    def _columns(self, width: int) -> tuple[int, ...]:
        rest = width - NUMBER - SINCE - 4
        client = max(12, rest * (25 if width >= ROOMY else 30) // 100)
        key = 14
        return NUMBER, client, SINCE, rest - client - key, key

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("Case", "Client", "Since", "Inside", "Key")
        return said(
            (" ".join(column(word, wide) for word, wide in zip(words, self._columns(width), strict=True)), "$ink-quiet")
        )

    def line(self, row: WallView, width: int) -> Content:
        """Draw one wall."""
        number, client, since, inside, key = self._columns(width)
        due, style = key_words(row)
        return said(
            (column(row.number, number), "bold $key"),
            " ",
            (column(self.who(row.client), client), "$ink"),
            " ",
            (column(say_day(london(row.since).date()), since), "$ink-quiet"),
            " ",
            (column(named(row.members), inside), "$ink"),
            " ",
            (column(due, key), style),
        )


def key_words(row: WallView) -> tuple[str, str]:
    """Give how the key of a wall stands in a word or two, and the style of them."""
    if row.to_renew:
        return f"{glyph('⚑')} renew", "bold $red"
    if row.to_let_in:
        return f"{glyph('●')} let in again", "bold $amber"
    return f"{glyph('✓')} held", "$calm"


class Walls(DeskScreen):
    """The walls this person is inside, and what those inside do with them. Of others she learns nothing."""

    KEY = "walls"
    AREA = "5"
    ABOUT = (
        "The walls around cases behind which you are: a wall keeps a case for those named inside: to everybody else "
        "it is as if it did not exist. Those kept out see not even the client’s name, unless they read another case of "
        "hers. W on a case puts a wall up; when nobody inside can be reached, the manager and the director break the "
        "glass with two halves of a code."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,f2", "change", "Change", id="walls.change", tooltip="Change who is inside and who is kept out"),
        Binding("x,f3", "lift", "Lift", id="walls.lift", tooltip="Take the wall down, with a reason"),
        Binding("a,f4", "let_in", "Let in", id="walls.let_in", tooltip="Let those in again who lost the key"),
        Binding("n,f5", "renew", "New key", id="walls.renew", tooltip="Give the wall and its case new keys"),
        Binding("y,f6", "halves", "Two halves", id="walls.halves", tooltip="Make the two-person code anew"),
        Binding("g,f7", "glass", "Break the glass", id="walls.glass", tooltip="Read a walled case by both halves"),
        Binding("o,f10", "case", "Case", id="walls.case", tooltip="Open the case behind the marked wall"),
    ]
    DEFAULT_CSS = """
    Walls #left { width: 1fr; height: 1fr; }
    Walls #list { height: 1fr; }
    Walls #below, Walls #side { border: round $line; padding: 0 1; scrollbar-size-vertical: 1; }
    Walls #below, Walls #side { border-title-color: $head; border-title-style: bold; }
    Walls #below Line, Walls #side Line { height: auto; }
    Walls #below { height: 11; }
    Walls.-tall #below { height: 50%; }
    Walls #side { display: none; width: 58; height: 1fr; }
    Walls.-wide #side { display: block; }
    Walls.-wide #below { display: none; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._wanted = subject

    def body(self) -> ComposeResult:
        """Yield the list with the marked wall below, or beside it in a wide window."""
        with Horizontal(classes="house-body"):
            with Vertical(id="left"):
                yield WallList(self.house.who, id="list")
                yield from self._panel("below")
            yield from self._panel("side")

    def _panel(self, name: str) -> ComposeResult:
        with VerticalScroll(id=name, can_focus=False) as panel:
            panel.border_title = said("This wall")
            yield Line("", classes="wall")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        listed = self.query_one(WallList)
        listed.empty = tuple(spelled(one) for one in NOTHING)
        listed.focus()

    async def reload(self) -> None:
        """Ask for the walls."""
        rows = await self.ask(walls.standing, self.desk)
        if rows is None or not self.is_attached:
            return
        listed = self.query_one(WallList)
        listed.border_title = said(f"Walls around your cases {len(rows)}")
        listed.show(sorted(rows, key=lambda row: (row.since, row.number), reverse=True))
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
        row = self.marked
        wide = self.has_class("-wide")
        room = self.size.width - AROUND
        text = said("") if row is None else facts(row, self.house.who, room, shade=self.house.shade, wide=wide)
        self.query_one("#below").display = bool(row) and not wide
        for panel in self.query("#below, #side").results(VerticalScroll):
            panel.query_one(Line).update(text)
            panel.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Write the marked wall for the new width."""
        self.call_after_refresh(self._explain)

    # Keys -------------------------------------------------------------------------------------------------------------

    @property
    def marked(self) -> WallView | None:
        """The marked wall, or None when none is listed."""
        return self.query_one(WallList).marked if self.is_mounted else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this person may do with the marked wall."""
        row = self.marked
        offered = {
            "change": row is not None and row.may_change,
            "lift": row is not None and row.may_change and may(self.desk.role, Act.LIFT_WALL),
            "let_in": row is not None and bool(row.to_let_in),
            "renew": row is not None,
            "case": row is not None,
            "halves": may(self.desk.role, Act.ROTATE_KEYS),
            "glass": may(self.desk.role, Act.BREAK_GLASS),
        }
        return offered[action] if action in offered else super().check_action(action, parameters)

    @on(RowList.Chosen, "#list")
    async def action_case(self) -> None:
        """Open the case behind the marked wall."""
        if (row := self.marked) is not None:
            await self.house.action_open("case", row.case_id)

    async def action_change(self) -> None:
        """Change who is inside and who is kept out."""
        row = self.marked
        staff = await self.ask(walls.colleagues, self.desk)
        if row is not None and staff is not None and self.is_current:
            self.app.push_screen(ChangeWall(self.desk, row, staff), self._done)

    def action_lift(self) -> None:
        """Take the wall down, with a reason."""
        if (row := self.marked) is not None:
            self.app.push_screen(LiftWall(self.desk, row.case_id, row.number), self._done)

    async def action_let_in(self) -> None:
        """Let those in again who lost the key."""
        if (row := self.marked) is not None:
            self._done(await self.call(walls.let_in, self.desk, row.case_id))

    async def action_renew(self) -> None:
        """Give the wall a new key."""
        if (row := self.marked) is not None:
            self._done(await self.call(walls.renew, self.desk, row.case_id))

    def _done(self, done: Done | None) -> None:
        if done is not None:
            self.house.tell(done.sentence)
        self.reload_soon()

    # The glass --------------------------------------------------------------------------------------------------------

    def action_halves(self) -> None:
        """Make the two-person code anew, once both are there."""
        self.app.push_screen(Question("Two halves", NEW_HALVES, yes="Make them"), self._agreed)

    def _agreed(self, yes: object) -> None:
        if yes:
            self.call_next(self._make)

    async def _make(self) -> None:
        made = await self.call(walls.make_halves, self.desk)
        if made is not None:
            self.app.push_screen(Halves(self.desk, made), self._written_down)

    def _written_down(self, both: object) -> None:
        self.house.tell(ON_PAPER if both else LOST, "information" if both else "warning")
        self.reload_soon()

    async def action_glass(self) -> None:
        """Read a walled case by both halves."""
        staff = await self.ask(walls.colleagues, self.desk)
        if staff is not None and self.is_current:
            self.app.push_screen(BreakGlass(self.desk, staff), self._broken)

    def _broken(self, broken: Broken | None) -> None:
        if broken is not None:
            self.app.push_screen(GlassRead(self.desk, broken), self._was_read)

    def _was_read(self, broken: Broken | None) -> None:
        if broken is not None and broken.halves is not None:
            self.app.push_screen(Halves(self.desk, broken.halves, broken.sentence), self._written_down)
        elif broken is not None:
            self.house.tell(broken.sentence)


class GlassRead(DeskScreen):
    """A case read by two people, as text from top to bottom; nothing can be done with it. Closes with ``Broken``.

    Areas, palette and undo sleep: the way out leads past the new halves. The lock empties it.
    """

    AREA = "5"
    WORK = False
    ABOUT = "The case as text. Nothing is written here and nothing is copied. Escape goes on to the two new halves."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,f2", "back", "Done: the new halves", id="glass.back", tooltip="Close it; the new halves follow"
        ),
    ]
    DEFAULT_CSS = """
    GlassRead #read { height: 1fr; border: round $amber; padding: 0 1; scrollbar-size-vertical: 1; }
    GlassRead #read { border-title-color: $amber; border-title-style: bold; border-subtitle-color: $ink-quiet; }
    GlassRead #read Line { height: auto; }
    """

    def __init__(self, desk: Desk, broken: Broken) -> None:
        super().__init__(desk)
        self._broken: Broken | None = broken

    def body(self) -> ComposeResult:
        """Yield the case's words in a window that scrolls."""
        with VerticalScroll(id="read", classes="house-body") as window:
            window.border_title = said(f"Case {self._broken.number if self._broken else ''}, read once by two")
            window.border_subtitle = said(spelled("↑ ↓ scroll · Esc done: the new halves"))
            yield Line("")

    def on_mount(self) -> None:
        """Begin at the top."""
        super().on_mount()
        self.query_one("#read").focus()

    async def reload(self) -> None:
        """Show the words, or none of them under the shade."""
        lines = self._broken.lines if self._broken else ()
        self.query_one("#read Line", Line).say(SHADED if self.house.shade else "\n".join(lines))

    async def action_back(self) -> None:
        """Close it for good."""
        if self.is_current:
            self.dismiss(self._broken)

    def on_unmount(self) -> None:
        """Let go of the words."""
        super().on_unmount()
        self._broken = None


def facts(row: WallView, who: Callable[[str], str], width: int, *, shade: bool = False, wide: bool = True) -> Content:
    """Draw a wall: whose case, who is inside and out, why, how its key stands, what the glass was used for.

    Beside the list every word stands above what it says; below it they share a line of so many cells.
    """
    since = say_day(london(row.since).date(), year=True)
    head = said((f"{row.number}  ", "bold $key"), (who(row.client), "bold"), (f"  since {since}\n", "$ink-quiet"))
    lines: list[tuple[str, str]] = [
        ("Inside", named(row.members)),
        ("Kept out", named(row.kept_out)),
        ("Her name", row.name_words),
        ("Whose wall", row.owner),
        ("Reason", SHADED if shade else row.reason),
    ]
    parts = [head, *_due(row)]
    for word, text in lines:
        shown = text if wide else f"\n{' ' * LABEL}".join(wrapped(text, width - LABEL))
        parts.append(said((f"\n{word}\n" if wide else f"{word:<{LABEL}}", "$ink-quiet"), f"{shown}\n"))
    if row.glass:
        parts.append(said(("\nThe glass was broken\n" if wide else "The glass was broken\n", "bold $amber")))
    for one in row.glass:
        at = london(one.at)
        why = SHADED if shade else one.reason
        read = f"{say_day(at.date(), year=True)} {at:%H:%M}, {' and '.join(one.readers)}: "
        parts.append(said((read, "$ink"), (f"{why}\n", "$ink-quiet")))
    return said(*parts)


def _due(row: WallView) -> list[Content]:
    """Say what the key of a wall asks for, first of all."""
    found = []
    if row.to_renew:
        found.append(said((f"{glyph('⚑')} {RENEW}\n", "bold $red")))
    if row.to_let_in:
        found.append(said((f"{glyph('●')} {LET_IN.format(names=named(row.to_let_in))}\n", "bold $amber")))
    return found
