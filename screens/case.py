"""A case: who it is and what presses above, what happened in the middle, what one writes below."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from advice_tui.casework import cases, consents, service_days, walls
from advice_tui.casework.case_documents import JoinedInto
from advice_tui.casework.cases import CaseView
from advice_tui.casework.conduct import Conduct, conduct_of
from advice_tui.casework.consents import Register
from advice_tui.casework.diary import planning
from advice_tui.casework.diary.planning import CaseDiary
from advice_tui.casework.walls import WallView
from advice_tui.roles import Act, may
from data.errors import NotFound
from screens.case_acts import CaseActs
from screens.case_appointments import CaseAppointments
from screens.case_complaint import CaseComplaint
from screens.case_consent import CaseConsent
from screens.case_letters import CaseLetters
from screens.case_papers import CasePapers
from screens.case_procedures import CaseProcedures
from screens.case_writing import CaseWriting
from screens.dialogs import Reading
from screens.widgets.case_facts import clock, fact_columns
from screens.widgets.case_head import CaseHead
from screens.widgets.composer import Composer
from screens.widgets.conduct_chips import conduct_chips, conduct_facts
from screens.widgets.filter_bar import FilterBar
from screens.widgets.press import Choice
from screens.widgets.said import Line
from screens.widgets.timeline import Timeline


class Case(
    CaseActs, CaseAppointments, CaseComplaint, CaseConsent, CaseLetters, CasePapers, CaseProcedures, CaseWriting
):
    """One case. Opening it is audited; writing in it is one key, the text, and ^S."""

    KEY = "case"
    AREA = "2"
    ABOUT = (
        "Everything that happened in one case, newest first: Enter opens an entry, / searches, the arrows left and "
        "right choose a kind. A letter begins an entry of its kind; it is kept as a draft while you type, and only a "
        "person's reply stops the clock. m lists all that can be done with the case."
    )
    HORIZONTAL_BREAKPOINTS = [*CaseActs.HORIZONTAL_BREAKPOINTS, (180, "-broad")]  # noqa: RUF012 - Textual says how
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "take_on", "Take on", id="case.take_on", tooltip="Make the case yours"),
    ]
    DEFAULT_CSS = """
    Case #middle { width: 1fr; height: 1fr; }
    Case Timeline { height: 1fr; }
    Case #facts { display: none; width: 46; height: 1fr; border-left: solid $line; padding: 0 1; }
    Case #facts { scrollbar-size-vertical: 1; background: $ground; }
    Case.-tall FilterBar { margin: 1 0; }
    Case #facts-first { margin-bottom: 1; }
    Case.-wide #facts, Case.-broad #facts { display: block; }
    Case.-broad #facts { layout: horizontal; width: 92; }
    Case.-broad #facts > Line { width: 44; margin: 0 1 0 0; }
    Case.-tall Composer.-open { height: 16; }
    Case.-tall Composer.-open.-advice { height: 21; }
    Case.-tall Composer #options { height: 5; }
    """

    _had_correctable = False
    """Whether the entry marked last could be corrected by this person."""

    def body(self) -> ComposeResult:
        """Head, filters, timeline, composer; beside them the facts in a wide window."""
        with Vertical(classes="house-body"):
            yield CaseHead()
            with Horizontal():
                with Vertical(id="middle"):
                    yield FilterBar()
                    yield Timeline()
                    yield Composer()
                with VerticalScroll(id="facts", can_focus=False):
                    yield Line("", id="facts-first")
                    yield Line("", id="facts-second")

    def on_mount(self) -> None:
        """Begin on the timeline."""
        super().on_mount()
        self.query_one(Timeline).focus()
        composer = self.query_one(Composer)
        composer.clock = lambda: self.desk.now
        composer.offer(tuple(Choice(one.key, one.label) for one in self.desk.policy.channels))
        self.watch(self.house, "minute", self._minute, init=False)

    def _minute(self) -> None:
        """Say afresh how the clock stands."""
        if self.is_current:
            self.reload_soon()

    async def reload(self) -> None:
        """Open the case, or read it again; one that is gone closes the screen with the reason."""
        with self.reporting():
            try:
                await self._read()
            except JoinedInto as moved:
                self.house.tell(moved.sentence, "warning")
                self.subject, self.case = moved.case_id, None
                self.reload_soon()
            except NotFound as error:
                if self.is_current:
                    self.house.tell(error.sentence, "warning")
                    self.dismiss(None)

    async def _read(self) -> None:
        first = self.case is None

        def read() -> tuple[CaseView, CaseDiary, Conduct, Register, WallView | None]:
            case = (cases.open_case if first else cases.refresh)(self.desk, self.subject)
            conduct = conduct_of(self.desk, case.client.id, self.subject)
            register = consents.register(self.desk, self.subject)
            diary, around = planning.of_case(self.desk, self.subject), walls.of_case(self.desk, self.subject)
            return case, diary, conduct, register, around

        case, self.diary, self.conduct, self.register, self.around = await self.house.aside(read)
        if not self.is_attached:
            return
        self._show(case)
        await self.bring_back()
        if first:
            self.composer.standing = await self.ask(self._standing_notes) or {}

    def _standing_notes(self) -> dict[str, str]:
        """Give what is to be kept in mind now of each way in which something comes, such as the answerphone (L-46)."""
        desk = self.desk
        return {one.key: service_days.standing_note(desk, one.key, desk.now) for one in desk.policy.channels}

    def _show(self, case: CaseView) -> None:
        self.case = case
        who = self.house.who
        self.query_one(CaseHead).show(
            case,
            who(case.client.name),
            who(case.client.known_as) if case.client.known_as else "",
            self.diary,
            self.wall_chips() + conduct_chips(self.conduct) + self.consent_chips(),
        )
        self.query_one(Timeline).show(case.entries, self.desk.today)
        first, second = fact_columns(
            case, who, self.diary, conduct=conduct_facts(self.conduct), allowed=self.consent_facts()
        )
        self.query_one("#facts-first", Line).update(first)
        self.query_one("#facts-second", Line).update(second)
        self.query_one(Composer).contact = case.client.contact_line
        self.refresh_bindings()

    # Filter and search ----------------------------------------------------------------------------------------------

    @on(Timeline.Filtered)
    def filtered(self) -> None:
        """Say how many entries of each kind there are, and how many hold the words."""
        timeline = self.query_one(Timeline)
        self.query_one(FilterBar).show(timeline.counts(), timeline.group, len(timeline.entries))
        self.refresh_bindings()

    @on(Timeline.Moved)
    def moved(self) -> None:
        """Draw the keys afresh where the entry has others: one's own can be corrected, a colleague's cannot."""
        correctable = self.correctable is not None
        if correctable != self._had_correctable:
            self._had_correctable = correctable
            self.refresh_bindings()

    @on(FilterBar.Searched)
    def searched(self, event: FilterBar.Searched) -> None:
        """Look for what is typed."""
        self.query_one(Timeline).search(event.text)

    @on(FilterBar.Chosen)
    def chosen(self, event: FilterBar.Chosen) -> None:
        """Show the kind of entries that was clicked on."""
        self.query_one(Timeline).show_group(event.group)

    @on(FilterBar.Left)
    def left_search(self) -> None:
        """Go to what was found."""
        self.query_one(Timeline).focus()

    def action_search(self) -> None:
        """Search in this case."""
        self.query_one(FilterBar).open()

    async def action_back(self) -> None:
        """End a search first; then fold the composer up; then leave the case."""
        bar = self.query_one(FilterBar)
        if bar.searching and not self.writing:
            bar.close()
            self.query_one(Timeline).focus()
        else:
            await super().action_back()

    # Keys -----------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is written only its own keys count."""
        if action in {"search", "working"}:
            return self.case is not None and not self.writing
        if action == "take_on":
            case = self.case
            unassigned = case is not None and case.adviser_id is None and case.status != "closed"
            return self.ready() and unassigned and may(self.desk.role, Act.TAKE_ON_CASE)
        return super().check_action(action, parameters)

    async def action_take_on(self) -> None:
        """Make the case yours."""
        await self.act(cases.take_on)

    def action_working(self) -> None:
        """Show the sum behind the date."""
        if self.case is not None:
            self.app.push_screen(Reading("Why this date", clock(self.case)))
