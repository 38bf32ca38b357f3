"""The windows of complaints: logged by anybody at the desk; acknowledged, connected with a decision, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import on, work
from textual.app import ComposeResult

from advice_tui.casework import complaints
from advice_tui.casework.complaints import ComplaintForm, ComplaintRow, Decision, OutcomeForm
from advice_tui.desk import Desk
from advice_tui.rules import complaint
from advice_tui.rules.complaint import DATA
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import say_day
from data.errors import AdviceError
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.text_box import TextBox

NONE = ""
_SHORT = {complaint.SERVICE: "Service", complaint.DECISION: "Decision", complaint.BREACH: "Breach"}
KINDS = tuple(Choice(key, _SHORT.get(key, label)) for key, (label, _) in complaint.KINDS.items())
NO_DECISION = Choice(NONE, "Not said yet")


class LogComplaint(FormDialog):
    """A complaint: about what, against which decision, when and how it came, what is said. Closes with what to say.

    ``procedure_id`` is the decision it is against, when the window was opened from it; ``who`` the student's name as it
    may be shown now.
    """

    HEAD = "Log a complaint"
    YES = "Log it"

    def __init__(
        self, desk: Desk, client_id: str = "", case_id: str = "", procedure_id: str = "", who: str = ""
    ) -> None:
        super().__init__(desk, f"complaint:{case_id or client_id}")
        self._client_id, self._case_id, self._procedure_id, self._who = client_id, case_id, procedure_id, who

    def words(self) -> str:
        """Say whose complaint it is, so that nobody else's name is put to it."""
        return f"Of {self._who}{'' if self._who.endswith('.') else '.'}" if self._who else ""

    def fields(self) -> ComposeResult:
        """Yield what it is about, who complains where that is not known, when and how it came, what is said."""
        first = complaint.DECISION if self._procedure_id else complaint.SERVICE
        yield Labelled("About", Pick(KINDS, first, id="kind"), self._route(first))
        yield Labelled("Which decision", Pick((NO_DECISION,), id="against"), classes="-decision")
        if not (self._client_id or self._case_id):
            yield Labelled(
                "Who complains", Field(limit=Limit.NAME, id="who"), "For somebody on file, open the student, then Q."
            )
        yield Labelled("Received", Field(limit=60, id="received", placeholder="today"))
        yield Labelled("How it came", Field(limit=Limit.NAME, id="how", placeholder="Such as: by letter"))
        yield Labelled("What is said", TextBox(limit=Limit.NOTE, id="words"), classes="-text")

    def on_mount(self) -> None:
        """Ask for the decisions that it may be against."""
        super().on_mount()
        self.row_of("against").display = False
        self._decisions()

    @work(group="decisions")
    async def _decisions(self) -> None:
        found: tuple[Decision, ...] = ()
        try:
            house: Any = self.app
            found = await house.aside(
                complaints.decisions_of, self.desk, client_id=self._client_id, case_id=self._case_id
            )
        except AdviceError:
            return
        if self.is_attached and found:
            options = (*(Choice(one.id, one.words) for one in found), NO_DECISION)
            self.query_one("#against", Pick).show(options, self._procedure_id or options[0].key)
            self._show_decisions()

    def _show_decisions(self) -> None:
        about = complaint.about(self.query_one("#kind", Pick).value) == complaint.DECISION
        self.row_of("against").display = about and len(self.query_one("#against", Pick).options) > 1

    def _route(self, kind: str) -> str:
        route = complaint.route(self.desk.policy, kind)
        law = "\nBy law it is acknowledged within 30 days." if kind == DATA else ""
        return f"Goes to: {route.to} ({route.contact}).{law}"

    @on(Pick.Changed, "#kind")
    def other_kind(self) -> None:
        """Say where it goes."""
        self.hint("kind", self._route(self.query_one("#kind", Pick).value))
        self._show_decisions()

    @on(Field.Changed, "#received")
    def day_typed(self) -> None:
        """Echo the day."""
        typed = self.given("received").strip()
        read = read_when(typed, self.desk.now, past=True) if typed else None
        self.hint("received", "" if read is None or isinstance(read, Unread) else say_day(read.day, year=True))

    def work(self) -> Callable[[], Any]:
        """Log it."""
        kind = self.query_one("#kind", Pick).value
        against = self.query_one("#against", Pick).value if self.row_of("against").display else NONE
        who = next((one.value for one in self.query("#who").results(Field)), "")
        form = ComplaintForm(
            kind,
            self.query_one("#words", TextBox).text,
            self.given("received"),
            who,
            self.given("how"),
            self._client_id,
            self._case_id,
            against,
        )
        return lambda: complaints.log(self.desk, form)


class _OfComplaint(FormDialog):
    """A form about one complaint."""

    def __init__(self, desk: Desk, row: ComplaintRow) -> None:
        super().__init__(desk)
        self._row = row

    def _who(self) -> str:
        house: Any = self.app
        who = house.who(self._row.who) if self._row.who else "Somebody"
        return " ".join(one for one in (self._row.number, who) if one)


class Acknowledge(_OfComplaint):
    """That the student was told that the complaint came. Closes with what to say."""

    HEAD = "Complaint acknowledged"

    def words(self) -> str:
        """Say until when the law wants it."""
        last = self._row.acknowledge_by
        by = f" To be acknowledged by {say_day(last, year=True)}." if last else ""
        return f"{self._who()}: {self._row.label}, received {say_day(self._row.received)}.{by}"

    def fields(self) -> ComposeResult:
        """Yield when and how."""
        yield Labelled("On", Field(limit=60, id="day", placeholder="today"))
        yield Labelled("How", Field(limit=Limit.NAME, id="how", placeholder="Such as: e-mail"))

    def work(self) -> Callable[[], Any]:
        """Write it down."""
        day, how, row = self.given("day"), self.given("how"), self._row
        return lambda: complaints.acknowledge(self.desk, row.id, row.row_ver, day, how)


class Against(_OfComplaint):
    """Which decision a complaint is against. Closes with what to say."""

    HEAD = "Against which decision"

    def __init__(self, desk: Desk, row: ComplaintRow, decisions: tuple[Decision, ...]) -> None:
        super().__init__(desk, row)
        self._decisions = decisions

    def words(self) -> str:
        """Say what it means."""
        return f"{self._who()}: the outcome of the complaint changes the decision chosen here."

    def fields(self) -> ComposeResult:
        """Yield the decisions."""
        options = (*(Choice(one.id, one.words) for one in self._decisions), Choice(NONE, "None"))
        yield Labelled("Decision", Pick(options, id="against"))

    def work(self) -> Callable[[], Any]:
        """Connect them."""
        chosen, row = self.query_one("#against", Pick).value, self._row
        return lambda: complaints.connect(self.desk, row.id, row.row_ver, chosen)


class Ended(_OfComplaint):
    """How a complaint ended, and why. Closes with what to say."""

    HEAD = "Outcome of the complaint"
    YES = "Record the outcome"

    def words(self) -> str:
        """Say what it is against."""
        against = f" Against: {self._row.against}. The outcome changes it at once." if self._row.against else ""
        return f"{self._who()}: {self._row.label}, received {say_day(self._row.received)}.{against}"

    def fields(self) -> ComposeResult:
        """Yield the policy's outcomes and the reasons."""
        options = tuple(Choice(one.key, one.label) for one in self.desk.policy.complaints.outcomes)
        yield Labelled("Outcome", Pick(options, id="outcome"))
        yield Labelled("Reasons", TextBox(limit=Limit.NOTE, id="reasons"), classes="-text")

    def work(self) -> Callable[[], Any]:
        """Record it."""
        form = OutcomeForm(self.query_one("#outcome", Pick).value, self.query_one("#reasons", TextBox).text)
        row = self._row
        return lambda: complaints.record_outcome(self.desk, row.id, row.steps_ver, form)
