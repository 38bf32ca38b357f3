"""A client: who she is, how she may be reached, when she comes, and her cases; for reception, what was passed on."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from advice_tui.casework import clients, clients_at_desk
from advice_tui.casework.arrivals import receiving
from advice_tui.casework.clients import Changed, ClientCase, ClientFile, ClientSlip
from advice_tui.casework.clients_at_desk import ClientDesk
from advice_tui.casework.conduct import Conduct, conduct_of
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.working_days import london, say_day
from data.errors import NotFound
from screens.client_dialogs import ClientForm, DeskFlagForm, MergeClients
from screens.complaint_key import ComplaintKey
from screens.conduct_keys import ConductKeys
from screens.dialogs import Reading
from screens.theme import glyph
from screens.widgets.client_facts import about
from screens.widgets.conduct_chips import conduct_lines
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said
from screens.widgets.states import SIGNS, due_words, state_style

READ_AGAIN = 0.5
"""Seconds until the cases are asked for again, as long as the files are still being read."""
ROOMY = 48
"""Cells from which on the topic stands before what a case is about."""
NO_CASE, NEW = "There is no case that you may see.", "n takes an enquiry down."
ACTS = {
    "book": Act.BOOK_APPOINTMENT,
    "arrived": Act.RECEIVE_CLIENT,
    "message": Act.TAKE_MESSAGE,
    "flag": Act.FLAG_CLIENT,
    "procedures": Act.RAISE_CONCERN,
}
NOBODY_COMES = "She has no appointment today for which she could arrive. b books one."
HERE_ALREADY = "She is here already"
ON_THE_DESK = "The desk’s list (4) marks an arrival for another."


class ClientCases(RowList[ClientCase]):
    """Her cases, open ones first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", id="client_cases.open", tooltip="Open the marked case"),
    ]

    def key_of(self, row: ClientCase) -> str:
        """Give the case's id."""
        return row.id

    def _widths(self, width: int) -> tuple[int, int, int]:
        """Give the cells of how it stands, what it is about, and its adviser."""
        stands = min(34, max((len(_words(row)) for row in self.rows), default=8) + 2)
        adviser = 18 if width >= 90 else 0
        return stands, max(8, width - 8 - stands - 11 - adviser - 4), adviser

    def heading(self, width: int) -> Content:
        """Name the columns."""
        stands, about, adviser = self._widths(width)
        parts = [("Case", 8), ("State", stands), ("About", about), ("Opened", 11), ("Adviser", adviser)]
        return said((" ".join(column(word, wide) for word, wide in parts if wide), "$ink-quiet"))

    def line(self, row: ClientCase, width: int) -> Content:
        """Draw one case."""
        stands, about, adviser = self._widths(width)
        sign = glyph(SIGNS[row.state][0]) if row.status != "closed" else glyph("■")
        opened = london(row.opened).date()
        subject = f"{row.topic}: {row.about}" if about > ROOMY and row.topic not in {"", row.about} else row.about
        return said(
            (column(row.number, 8), "$head"),
            " ",
            (column(f"{sign} {_words(row)}", stands), state_style(row.state)),
            " ",
            (column(subject, about), "$ink"),
            " ",
            (column(say_day(opened), 11), "$ink-quiet"),
            " ",
            (column(row.adviser or "nobody yet", adviser) if adviser else "", "$ink-quiet"),
        )


def _words(row: ClientCase) -> str:
    """Say how a case stands in few words: the colour and the sign say the rest."""
    return due_words(row.words, 32)


class ClientSlips(RowList[ClientSlip]):
    """What reception passed on of her, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "More", id="client_slips.open", tooltip="All that is known of the marked slip"),
    ]

    def key_of(self, row: ClientSlip) -> str:
        """Give the slip's id."""
        return row.id

    def _widths(self, width: int) -> tuple[int, int, int, int]:
        """Give the cells of what it was, how it came, by whom it was taken down, and how it stands."""
        by = 18 if width >= 100 else 0
        way = 14 if width >= 90 else 0
        now = 34 if width >= 90 else 26
        return max(8, width - 17 - way - now - by - 5), way, by, now

    def heading(self, width: int) -> Content:
        """Name the columns."""
        what, way, by, now = self._widths(width)
        parts = (("Taken", 17), ("What", what), ("Came by", way), ("Taken by", by), ("Now", now))
        return said((" ".join(column(word, wide) for word, wide in parts if wide), "$ink-quiet"))

    def line(self, row: ClientSlip, width: int) -> Content:
        """Draw one contact."""
        at = london(row.at)
        what, way, by, now = self._widths(width)
        return said(
            (column(f"{say_day(at.date())} {at:%H:%M}", 17), "$ink"),
            " ",
            (column(f"{row.what[:1].upper()}{row.what[1:]}", what), "$ink"),
            " ",
            (f"{column(row.channel, way)} " if way else "", "$ink-quiet"),
            (f"{column(row.taken_by, by)} " if by else "", "$ink-quiet"),
            (column(row.words, now), "$ink"),
        )


def slip_lines(row: ClientSlip) -> Content:
    """Draw a slip whole: what it was, when, how it came, who took it down, and what became of it; never its words."""
    at = london(row.at)
    rows = (
        ("What", f"{row.what[:1].upper()}{row.what[1:]}"),
        ("Taken", f"{say_day(at.date(), year=True)} {at:%H:%M}"),
        ("Came by", row.channel),
        ("Taken by", row.taken_by),
        ("Now", row.words),
    )
    lines = (said((f"{word:<10}", "$ink-quiet"), (text, "$ink")) for word, text in rows if text)
    return said("\n").join(lines)


class Client(ComplaintKey, ConductKeys):
    """One client. Her details are changed here, once for all her cases; reception sees who and when, never why."""

    KEY = "client"
    AREA = "2"
    ABOUT = (
        "Who a client is, how she may safely be reached, when she comes, and every case of hers that you may see. "
        "b books, a marks that she is here, g takes a message down. Two records of one person are made one here."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,f3", "book", "Book", id="client.book", tooltip="Book an appointment for this client"),
        Binding("a,f7", "arrived", "Arrived", id="client.arrived", tooltip="She is here for her appointment of today"),
        Binding("g,f10", "message", "Message", id="client.message", tooltip="Take down a call or a message of hers"),
        Binding("e,f2", "change", "Change", id="client.change", tooltip="Change her details and how she is reached"),
        Binding(
            "m,f4", "merge", "Merge", id="client.merge", tooltip="Make another record of the same person part of it"
        ),
        Binding("n,f5", "enquiry", "New enquiry", id="client.enquiry", tooltip="Take down an enquiry of this client"),
        Binding("f,f11", "flag", "Desk flag", id="client.flag", tooltip="Tell the desk not to admit her, or to again"),
        Binding(
            "P,f6", "procedures", "Procedures", id="client.procedures", tooltip="Her procedures; at the desk, a concern"
        ),
        Binding("Q", "complaint", "Complaint", id="client.complaint", tooltip="Log a complaint of hers", show=False),
    ]
    DEFAULT_CSS = """
    Client .house-body { layout: vertical; }
    Client #who {
        height: auto; max-height: 60%; width: 100%; border: round $line; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $head; border-title-style: bold;
    }
    Client #rows { height: 1fr; min-height: 5; width: 100%; }
    Client.-wide .house-body { layout: horizontal; }
    Client.-wide #who { width: 70; height: 1fr; max-height: 100%; }
    Client.-wide #rows { width: 1fr; height: 1fr; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self.file: ClientFile | None = None
        self.at_desk = ClientDesk()
        self.conduct = Conduct()
        self._advice = desk.keys.holds("advice")

    def body(self) -> ComposeResult:
        """Yield who she is, and what there is of her."""
        with Horizontal(classes="house-body"):
            with VerticalScroll(id="who", can_focus=False) as who:
                who.border_title = said("Client")
                yield Line("", id="who-text")
            yield ClientCases(id="rows") if self._advice else ClientSlips(id="rows")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.query_one("#rows").focus()

    async def reload(self) -> None:
        """Read her again; who is gone closes the screen, who was merged is shown as the one she is part of."""
        with self.reporting():
            try:
                file, self.at_desk, self.conduct = await self.house.aside(self._read)
            except NotFound as error:
                if self.is_current:
                    self.house.tell(error.sentence, "warning")
                    self.dismiss(None)
                return
            if self.is_attached:
                self._show(file)

    def _read(self) -> tuple[ClientFile, ClientDesk, Conduct]:
        file = clients.client_file(self.desk, self.subject)
        return file, clients_at_desk.at_desk(self.desk, file.id), conduct_of(self.desk, file.id)

    def in_danger(self) -> tuple[str, str, str]:
        """Give the student and her name."""
        return "", self.subject, self.file.details.name if self.file is not None else ""

    def _show(self, file: ClientFile) -> None:
        if self.file is not None and file.id != self.file.id:
            self.house.tell("This record is part of another now, which is shown: they are the same person.", "warning")
        self.file, self.subject = file, file.id
        known = about(file, self.at_desk, self.house.who, self.desk.policy.places())
        self.query_one("#who-text", Line).update(said("\n").join([*conduct_lines(self.conduct), known]))
        if self._advice:
            rows = self.query_one(ClientCases)
            rows.border_title = said("Cases, still being read" if file.reading else f"Cases {len(file.cases)}")
            rows.empty = ("The files are still being read.",) if file.reading else (NO_CASE, NEW)
            rows.show(file.cases)
        else:
            slips = self.query_one(ClientSlips)
            slips.border_title = said(f"Passed on {len(file.slips)}")
            slips.empty = ("Nothing was passed on of this client.", "n takes an enquiry down, g a message.")
            slips.show(file.slips)
        if file.reading:
            self.set_timer(READ_AGAIN, self.reload_soon)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave merging to advisers; nothing works before she was read."""
        if action in {"change", "enquiry"}:
            return self.file is not None
        if action == "merge":
            return self.file is not None and self.file.may_merge
        if action in ACTS:
            return self.file is not None and may(self.desk.role, ACTS[action])
        return super().check_action(action, parameters)

    @on(RowList.Chosen, "#rows")
    async def open_case(self, event: RowList.Chosen) -> None:
        """Open the case; of a slip all that reception knows is shown."""
        if isinstance(event.row, ClientCase):
            await self.house.action_open("case", event.row.id)
        elif isinstance(event.row, ClientSlip):
            self.app.push_screen(Reading("Passed on", slip_lines(event.row)))

    def action_change(self) -> None:
        """Change her details."""
        if self.file is not None:
            self.app.push_screen(ClientForm(self.desk, self.file), self._changed)

    def action_merge(self) -> None:
        """Make another record part of hers."""
        if self.file is None:
            return
        if self.file.alike:
            self.app.push_screen(MergeClients(self.desk, self.file, self.house.who), self._changed)
        else:
            self.house.tell("No other record has this student number, e-mail address or name.")

    def _changed(self, changed: Changed | None) -> None:
        if changed is not None:
            self.house.offer_undo(changed.undo)
            self.house.tell(changed.sentence)
            self.reload_soon()

    async def action_enquiry(self) -> None:
        """Take down an enquiry of hers."""
        if self.file is not None:
            await self.house.action_open("enquiry", f"client:{self.file.id}")

    # At the desk ----------------------------------------------------------------------------------------------------

    async def action_book(self) -> None:
        """Book an appointment of hers in the diary; whoever is not to be admitted is not booked."""
        if self.file is None:
            return
        if self.at_desk.refused:
            self.house.tell(f"{self.at_desk.refused}.", "warning")
            return
        await self.house.action_open("diary", f"client:{self.file.id}")

    async def action_arrived(self) -> None:
        """Mark that she is here; her adviser's terminal says so (I-32)."""
        if self.at_desk.refused:
            self.house.tell(f"{self.at_desk.refused}.", "warning")
            return
        one = self.at_desk.arriving
        if one is None:
            here = self.at_desk.here
            self.house.tell(f"{HERE_ALREADY}: {here.words}. {ON_THE_DESK}" if here else NOBODY_COMES)
            return
        self._done(await self.call(receiving.arrive, self.desk, one.id, one.row_ver))

    async def action_message(self) -> None:
        """Take down a call or a message of hers."""
        if self.file is not None:
            await self.house.action_open("call", f"client:{self.file.id}")

    def action_flag(self) -> None:
        """Tell the desk not to admit her, or to admit her again."""
        flag = self.at_desk.flag
        if self.file is not None and flag is not None and flag.may_change:
            name = self.house.who(self.file.details.name)
            self.app.push_screen(DeskFlagForm(self.desk, self.file.id, flag, name), self._done)

    def _done(self, done: Any) -> None:
        """Tell what was done, and let it be taken back."""
        if done is not None:
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)
            self.reload_soon()
