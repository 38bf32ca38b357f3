"""The windows of the front desk: one appointment whole, a late student decided, what became of an appointment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import arrivals
from advice_tui.casework.arrivals import OUTCOMES, BoardRow, CorrectionForm
from advice_tui.casework.diary import moving
from advice_tui.casework.diary.views import Column, Done
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, When, read_when
from advice_tui.rules.working_days import say_day
from data.errors import BadInput
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.theme import spelled
from screens.widgets.board_words import slot_words
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said

HOW = (
    Choice("telephone", "Phone"),
    Choice("email", "E-mail"),
    Choice("in_person", "In person"),
    Choice("us", "By us"),
)
NOTICE = (Choice("no", "No notice"), Choice("yes", "Told us"))
DECISIONS = (Choice("seen", "Seen all the same"), Choice("rebook", "Another appointment"))


@dataclass(frozen=True)
class Step:
    """One thing that can be done with an appointment: the screen's action, the words, its key."""

    action: str
    words: str
    key: str


class Whole(Dialog):
    """One appointment whole: how it stands, everything that happened, what can be done now. Closes with an action.

    ``title`` and ``about`` give the name and the text as they may be shown now: the shade may come on meanwhile. A
    step's own key does it, as on the list.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "history(-1)", "Before", id="whole.up", tooltip="What happened before", priority=True),
        Binding("pagedown", "history(1)", "After", id="whole.down", tooltip="What happened after", priority=True),
    ]
    DEFAULT_CSS = """
    Whole > .card { width: 78; padding: 0 2; }
    Whole .about { height: auto; max-height: 50vh; scrollbar-size-vertical: 1; }
    Whole Choices { margin: 1 0 0 0; max-height: 7; }
    """

    def __init__(self, title: Callable[[], str], about: Callable[[], Content], steps: Sequence[Step]) -> None:
        super().__init__()
        self._title, self._about, self._steps = title, about, tuple(steps)

    def compose(self) -> ComposeResult:
        """Yield what happened, and what can be done."""
        with Vertical(classes="card") as card:
            card.border_subtitle = said(spelled("↑ ↓ choose · Enter do it · Esc back"))
            with VerticalScroll(classes="about", can_focus=False):
                yield Line("", id="about")
            yield Choices(tuple(Choice(one.action, one.words, one.key) for one in self._steps))

    def on_mount(self) -> None:
        """Begin on the likeliest step, with what happened last in view."""
        self.query_one(Choices).focus()
        self.watch(self.app, "shade", self._draw)
        self.call_after_refresh(self._to_the_newest)

    def _draw(self) -> None:
        self.query_one(".card").border_title = said(self._title())
        self.query_one("#about", Line).update(self._about())

    def _to_the_newest(self) -> None:
        about = self.query_one(VerticalScroll)
        about.scroll_end(animate=False)
        if about.max_scroll_y:
            self.query_one(".card").border_subtitle = said(
                spelled("PgUp PgDn history · ↑ ↓ choose · Enter do it · Esc")
            )

    def action_history(self, by: int) -> None:
        """Scroll through what happened."""
        self.query_one(VerticalScroll).scroll_relative(y=by * 4, animate=False)

    def on_key(self, event: events.Key) -> None:
        """Do a step by its own key."""
        step = next((one for one in self._steps if one.key == event.character), None)
        if step is not None:
            event.stop()
            self.dismiss(step.action)

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with the action."""
        self.dismiss(event.choice.key)


class LateDecision(FormDialog):
    """A student is late in the sense of the policy: is she seen all the same (L-8)? Closes with a ``Done``.

    Reception says which of the ``advisers`` decided; an adviser decides herself.
    """

    HEAD: ClassVar[str] = "A late student: what is decided"
    YES: ClassVar[str] = "Write it down"

    def __init__(self, desk: Desk, row: BoardRow, advisers: Sequence[Column] = ()) -> None:
        super().__init__(desk)
        self._row = row
        self._asks = not desk.keys.holds("advice")
        self._deciders = {row.booked.adviser_id: row.adviser} | {one.id: one.name for one in advisers}

    def words(self) -> str:
        """Name the appointment, and say what the policy says."""
        one = self._row.booked
        since = f"{slot_words(self._row)}: {one.late} minutes late."
        text = self.desk.policy.appointment.late_text
        return f"{since}\nThe policy: {text}." if text else since

    def fields(self) -> ComposeResult:
        """Yield what is decided, by whom when reception writes it down, and why."""
        yield Labelled("Decision", Pick(DECISIONS, id="decision"))
        if self._asks:
            options = tuple(Choice(id_, name) for id_, name in self._deciders.items())
            yield Labelled("Decided by", Pick(options, self._row.booked.adviser_id, id="decided_by"), "Ask first.")
        yield Labelled("Reason", Field(limit=Limit.SHORT, id="reason", placeholder="If one was given"))

    def work(self) -> Callable[[], Done]:
        """Write it down as the appointment was seen."""
        decision, reason = self.query_one("#decision", Pick).value, self.given("reason")
        whom = self.query_one("#decided_by", Pick).value if self._asks else ""
        desk, one = self.desk, self._row.booked
        return lambda: arrivals.decide_late(
            desk, one.id, one.row_ver, "rebook" if decision == "rebook" else "seen", reason, decided_by=whom
        )


class Outcome(FormDialog):
    """What became of an appointment: said afterwards, or corrected with the reason. Closes with a ``Done``."""

    DEFAULT_CSS = "Outcome Labelled.-hidden { display: none; }"
    HEAD: ClassVar[str] = "What became of it"
    YES: ClassVar[str] = "Write it down"

    def __init__(self, desk: Desk, row: BoardRow, state: str = "") -> None:
        super().__init__(desk)
        self._row = row
        self._corrects = row.booked.state != "booked"
        self._first = state or ("seen" if row.booked.state != "seen" else "missed")

    def words(self) -> str:
        """Name the appointment and how it stands now."""
        stays = " What stands now stays in the history." if self._corrects else ""
        return f"{slot_words(self._row)}: {self._row.words}.{stays}"

    def fields(self) -> ComposeResult:
        """Yield the outcome, and what belongs to it."""
        options = tuple(Choice(key, words) for key, words in OUTCOMES.items() if self._corrects or key != "booked")
        yield Labelled("Really", Pick(options, self._first, id="state"))
        yield Labelled("When", Field(limit=60, id="at", placeholder="Such as: 10:40, or mon 16:30"))
        yield Labelled("How", Pick(HOW, id="by"))
        yield Labelled("Notice", Pick(NOTICE, id="notice"))
        needed = "Needed: why it is corrected" if self._corrects else "If one was given"
        yield Labelled("Reason", Field(limit=Limit.SHORT, id="reason", placeholder=needed))

    def on_mount(self) -> None:
        """Show what belongs to the outcome."""
        super().on_mount()
        self.chosen()

    @on(Pick.Changed, "#state")
    def chosen(self) -> None:
        """Ask only for what belongs to the outcome."""
        state = self.query_one("#state", Pick).value
        shown = {
            "at": state in {"arrived", "cancelled"} or (state == "seen" and self._corrects),
            "by": state == "cancelled",
            "notice": state == "missed",
            "reason": self._corrects or state == "cancelled",
        }
        for name, here in shown.items():
            self.row_of(name).set_class(not here, "-hidden")
        self._echo()

    @on(Field.Changed, "#at")
    def typed_time(self) -> None:
        """Say which moment was understood."""
        self._echo()

    def _echo(self) -> None:
        state = self.query_one("#state", Pick).value
        read = self._read()
        asked = {"arrived": "When the student arrived.", "cancelled": "When we were told."}
        words = (
            read.echo() if isinstance(read, When) else read.sentence if read else asked.get(state, "If it is known.")
        )
        self.hint("at", words)

    def _read(self) -> When | Unread | None:
        """Read the time: of the appointment's own day unless another is typed; None while nothing is typed."""
        typed = self.given("at").strip()
        if not typed:
            return None
        there = read_when(f"{say_day(self._row.booked.day, year=True)} {typed}", self.desk.now, past=True)
        if isinstance(there, When) and there.time is not None:
            return there
        read = read_when(typed, self.desk.now, past=True)
        if isinstance(read, When) and read.time is None:
            return Unread("Say the time as well, such as 10:40.")
        return read

    def work(self) -> Callable[[], Done]:
        """Say it, or correct it, as the appointment was seen."""
        state, read = self.query_one("#state", Pick).value, self._read()
        timed = state in {"arrived", "cancelled", "seen"}
        at = read.instant() if timed and isinstance(read, When) else None
        form = CorrectionForm(
            state,
            self.given("reason"),
            at,
            self.query_one("#notice", Pick).value == "yes",
            self.query_one("#by", Pick).value,
        )

        def done() -> Done:
            if timed and isinstance(read, Unread):
                raise BadInput({"at": read.sentence})
            return self._write(form)

        return done

    def _write(self, form: CorrectionForm) -> Done:
        desk, one = self.desk, self._row.booked
        if self._corrects:
            if one.unresolved and form.state == "seen" and form.at is None and not form.reason.strip():
                return arrivals.attended(desk, one.id, one.row_ver)
            return arrivals.correct(desk, one.id, one.row_ver, form)
        if form.state == "seen":
            return arrivals.attended(desk, one.id, one.row_ver)
        if form.state == "missed":
            return arrivals.missed(desk, one.id, one.row_ver, form.notice)
        return _late_word(desk, one.id, one.row_ver, form)


def _late_word(desk: Desk, appointment_id: str, row_ver: int, form: CorrectionForm) -> Done:
    """Write down an arrival, or that it was called off, of which reception learns afterwards."""
    if form.at is None:
        raise BadInput({"at": "Say when the student arrived." if form.state == "arrived" else "Say when we were told."})
    if form.state == "arrived":
        return arrivals.arrive(desk, appointment_id, row_ver, form.at)
    by: moving.By = "service" if form.by == "us" else "client"
    return moving.cancel(desk, appointment_id, row_ver, by=by, told_at=form.at, reason=form.reason)
