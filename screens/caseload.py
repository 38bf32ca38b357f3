"""Hand over a whole caseload: whose it is, what goes to whom, one summary for all or one for each; all in one act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import drafts
from advice_tui.casework.cases import handing
from advice_tui.casework.cases.handing import Colleague, Gift, HeldRow
from advice_tui.desk import Desk
from advice_tui.roles import Role
from advice_tui.rules.text import Limit
from screens.base import DeskScreen
from screens.case_dialogs.handing import people
from screens.dialogs import Dialog
from screens.theme import glyph
from screens.widgets.field import Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Press
from screens.widgets.row_list import RowList, column
from screens.widgets.said import said
from screens.widgets.states import due_words, state_chip
from screens.widgets.text_box import TextBox

NOBODY = "nobody"
ONLY = "only:"
"""A subject that names cases, of which nobody has any: those of a leaver."""
AS_ALL = "all"
"""The receiver of a case that goes where all go."""


@dataclass(frozen=True)
class Row:
    """One case of the list: ticked or not, to whom and with which summary when these are its own."""

    held: HeldRow
    ticked: bool = True
    to_id: str = ""
    to_name: str = ""
    summary: str = ""


class HeldList(RowList[Row]):
    """The cases, each with its tick, and to whom it goes when that is its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "This one", id="held.choose", tooltip="Its own receiver and summary"),
    ]

    def __init__(self, desk: Desk, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._desk = desk
        self.shown = ""

    def key_of(self, row: Row) -> str:
        """Give the case's id."""
        return row.held.id

    def _columns(self, width: int) -> tuple[int, int, int, int]:
        rest = width - 4 - 8 - 26
        who = max(14, rest * 4 // 10)
        return who, max(8, rest - who - 2), 8, 26

    def heading(self, width: int) -> Content:
        """Name the columns."""
        who, about, number, last = self._columns(width)
        words = (
            f"   {column('Case', number)} {column('Name', who)} {column('About', about)} {column('Due, or to', last)}"
        )
        return said((words, "$ink-quiet"))

    def line(self, row: Row, width: int) -> Content:
        """Draw one case: what is due soonest stands where it goes as all go."""
        who, about, number, last = self._columns(width)
        held = row.held
        name = getattr(self.app, "who", str)(held.who)
        ink = "$ink" if row.ticked else "$ink-quiet"
        if row.to_name:
            own = said((column(f"{glyph('→')} {row.to_name}", last), "$info"))
        elif held.words:
            own = state_chip(held.state, due_words(held.words, last - 4))
        else:
            own = said((column("waiting" if held.status == "waiting" else "", last), "$ink-quiet"))
        return said(
            (f"{glyph('■' if row.ticked else '□')} ", "bold $key" if row.ticked else "$ink-quiet"),
            (f" {column(held.number, number)} ", "bold $key"),
            (f"{column(name, who)} ", f"bold {ink}" if row.ticked else ink),
            (f"{column(glyph('–') if getattr(self.app, 'shade', False) else held.about, about)} ", ink),
            own,
        )


class Caseload(DeskScreen):
    """Whose cases, to whom, the summary, the list. The subject is a colleague's id, "nobody", or "only:" and ids."""

    KEY = "caseload"
    AREA = "2"
    ABOUT = (
        "Hands over many cases at once, when a colleague is away or leaves. Choose whose they are and who takes "
        "them, write a summary, and take the tick from what stays. All of it is handed over by ^S, or nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Hand over", id="caseload.save", tooltip="Hand over what is ticked"),
        Binding("space", "tick", "Tick", id="caseload.tick", tooltip="Tick the marked case, or take its tick away"),
        Binding("a,f6", "tick_all", "All, none", id="caseload.all", tooltip="Tick all cases, or none"),
    ]
    DEFAULT_CSS = """
    Caseload #held { width: 1fr; height: 1fr; min-height: 6; }
    Caseload #form { height: auto; padding: 0 2; }
    Caseload #form .-text { grid-rows: 5 auto; }
    Caseload.-tall #form .-text { grid-rows: 9 auto; }
    Caseload #summary { height: 100%; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._colleagues: tuple[Colleague, ...] = ()
        self._only = tuple(subject.removeprefix(ONLY).split(",")) if subject.startswith(ONLY) else ()
        self._seen = False

    def body(self) -> ComposeResult:
        """Yield whose, to whom, the summary for all, and the list."""
        with Vertical(classes="house-body"):
            with Vertical(id="form"):
                yield Labelled("From", Pick((), id="from"))
                yield Labelled("To", Pick((), id="to"))
                hint = "For each case that has no summary of its own."
                yield Labelled("Summary for all", TextBox(limit=Limit.NOTE, id="summary"), hint, classes="-text")
            yield HeldList(self.desk, id="held")

    def on_mount(self) -> None:
        """Begin with to whom."""
        super().on_mount()
        self.query_one("#to", Pick).focus()

    # What is shown ----------------------------------------------------------------------------------------------------

    @property
    def _holder(self) -> str | None:
        value = self.query_one("#from", Pick).value
        return None if value in {NOBODY, ONLY} else value

    async def reload(self) -> None:
        """Ask who may receive, and for the cases; ticks, receivers and summaries stay with their cases."""
        if not self._seen and not await self._first():
            return
        load = await self.ask(handing.caseload, self.desk, self._holder, only=self._only)
        if load is None or not self.is_attached:
            return
        listed = self.query_one(HeldList)
        known = {row.held.id: row for row in listed.rows}
        listed.empty = ("No open case is here. Choose somebody else above.",)
        rows = tuple(replace(known.get(held.id, Row(held)), held=held) for held in load.rows)
        listed.show(rows)
        more = f" · {load.total - len(rows)} more later" if load.total > len(rows) else ""
        listed.border_title = said(f"Cases {load.total}{more}")
        self._count()

    async def _first(self) -> bool:
        """Fill the choices of whose and to whom, and what was typed before; False after a trouble."""
        found = await self.ask(handing.colleagues, self.desk)
        if found is None or not self.is_attached:
            return False
        self._seen, self._colleagues = True, found
        me = self.desk.person.id
        whose = people(found, me) if self.desk.role is Role.MANAGER else (Choice(me, "Me"),)
        whose = (*whose, Choice(NOBODY, "Nobody yet"))
        wanted = self.subject or (whose[0].key if self.desk.role is not Role.MANAGER else whose[-1].key)
        if self._only:
            whose, wanted = (Choice(ONLY, "A leaver's cases, now nobody's"),), ONLY
        self.query_one("#from", Pick).show(whose, wanted)
        self._receivers()
        kept = await self.ask(drafts.find, self.desk, self._draft_subject)
        if kept is not None and self.is_attached:
            self.query_one("#summary", TextBox).text = kept.data.get("summary", "")
        return self.is_attached

    def _receivers(self) -> None:
        """Offer everybody but whose the cases are."""
        holder, me = self._holder, self.desk.person.id
        to = tuple(one for one in self._colleagues if one.id != holder)
        others_first = sorted(to, key=lambda one: one.id == me)
        pick = self.query_one("#to", Pick)
        pick.show(people(tuple(others_first), me), pick.value)

    @on(Pick.Changed, "#from")
    def other_holder(self) -> None:
        """List the cases of whom was chosen."""
        if self._seen:
            self._receivers()
            self.reload_soon()

    @on(Pick.Done)
    def next_field(self) -> None:
        """Enter goes on to the next field."""
        self.focus_next()

    def _count(self) -> None:
        listed = self.query_one(HeldList)
        ticked = sum(row.ticked for row in listed.rows)
        listed.border_subtitle = said(f"{ticked} ticked · Space tick · Enter its own receiver · ^S hand over")

    # Ticks and what is a case's own -----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ticks belong to the list: a space in the summary is a space."""
        if action in {"tick", "tick_all"}:
            return self.is_mounted and isinstance(self.focused, HeldList)
        return super().check_action(action, parameters)

    def _put(self, rows: tuple[Row, ...]) -> None:
        self.query_one(HeldList).show(rows)
        self._count()

    def action_tick(self) -> None:
        """Tick the marked case, or take its tick away, and go on to the next."""
        listed = self.query_one(HeldList)
        at = listed.cursor
        if listed.marked is not None:
            self._put(tuple(replace(r, ticked=not r.ticked) if n == at else r for n, r in enumerate(listed.rows)))
            listed.cursor = at + 1

    def action_tick_all(self) -> None:
        """Tick all cases; none when all are ticked."""
        rows = self.query_one(HeldList).rows
        every = all(row.ticked for row in rows)
        self._put(tuple(replace(row, ticked=not every) for row in rows))

    @on(RowList.Chosen, "#held")
    def own(self, event: RowList.Chosen) -> None:
        """Ask to whom this one goes, and its summary."""
        row: Row = event.row
        holder = self._holder
        to = people(tuple(one for one in self._colleagues if one.id != holder), self.desk.person.id)

        def given(answer: tuple[str, str, str] | None) -> None:
            if answer is None:
                return
            to_id, to_name, summary = answer
            changed = replace(row, ticked=True, to_id=to_id, to_name=to_name, summary=summary)
            self._put(tuple(changed if one.held.id == row.held.id else one for one in self.query_one(HeldList).rows))

        self.app.push_screen(OneOfMany(row, self.house.who(row.held.who), to), given)

    # Storing ----------------------------------------------------------------------------------------------------------

    @property
    def _draft_subject(self) -> str:
        return "caseload"

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give the summary that is typed."""
        text = self.query_one("#summary", TextBox).text
        return (self._draft_subject, {"summary": text}) if text.strip() else None

    @on(TextBox.Changed, "#summary")
    def typed(self) -> None:
        """Keep the summary soon."""
        self.draft_soon()

    async def action_save(self) -> None:
        """Hand over what is ticked, all of it or nothing."""
        to, text = self.query_one("#to", Pick).value, self.query_one("#summary", TextBox).text
        rows = [row for row in self.query_one(HeldList).rows if row.ticked]
        gifts = tuple(
            Gift(row.held.id, row.held.row_ver, row.to_id or to, row.summary if row.summary.strip() else text)
            for row in rows
        )
        written = await self.call(handing.hand_over, self.desk, gifts)
        if written is None:
            self.reload_soon()
            return
        self.query_one("#summary", TextBox).text = ""
        await self.ask(drafts.discard, self.desk, self._draft_subject)
        self.house.offer_undo(written.undo)
        self.house.tell(written.sentence)
        if self.is_current:
            self.dismiss(None)

    def show_problems(self, problems: dict[str, str]) -> None:
        """Say under the summary that one is missing; anything else where it belongs."""
        ids = {row.held.id for row in self.query_one(HeldList).rows}
        lacking = [sentence for case_id, sentence in problems.items() if case_id in ids]
        rest = {name: sentence for name, sentence in problems.items() if name not in ids}
        if lacking:
            rest["summary"] = lacking[0] if "fill" not in lacking[0] else "Say what it is about and what comes next."
        super().show_problems(rest)


class OneOfMany(Dialog):
    """To whom one case of many goes, and its own summary. Closes with (id, name, summary), or None."""

    DEFAULT_CSS = """
    OneOfMany > .card { width: 74; padding: 0 2; }
    OneOfMany .-text { grid-rows: 7 auto; }
    OneOfMany TextBox { height: 100%; }
    OneOfMany .row { margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "keep", "Keep", id="one.keep", tooltip="Keep this for the case"),
    ]

    def __init__(self, row: Row, who: str, to: tuple[Choice, ...]) -> None:
        super().__init__()
        self._row, self._who = row, who
        self._to = (Choice(AS_ALL, "As all"), *to)

    def compose(self) -> ComposeResult:
        """Yield to whom, and the summary."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(f"{self._row.held.number} {self._who}")
            card.border_subtitle = said("^S keep · Esc back")
            yield Labelled("To", Pick(self._to, self._row.to_id or AS_ALL, id="own-to"))
            yield Labelled(
                "Its summary",
                TextBox(self._row.summary, limit=Limit.NOTE, id="own-summary"),
                "Empty: the summary for all.",
                classes="-text",
            )
            yield Press("Keep", id="yes", classes="row -main")

    def on_mount(self) -> None:
        """Begin with to whom."""
        self.query_one(Pick).focus()

    @on(Pick.Done)
    def next_field(self) -> None:
        """Enter goes on to the summary."""
        self.focus_next()

    @on(Press.Pressed)
    def pressed(self) -> None:
        """Keep it."""
        self.action_keep()

    def action_keep(self) -> None:
        """Close with what was chosen."""
        value = self.query_one(Pick).value
        name = next((one.text for one in self._to if one.key == value), "")
        to = ("", "") if value == AS_ALL else (value, name)
        self.dismiss((*to, self.query_one(TextBox).text))
