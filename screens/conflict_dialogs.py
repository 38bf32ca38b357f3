"""The windows of a conflict of interest: the stop at intake, what is settled, and basic information without a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from advice_tui.casework import conflicts
from advice_tui.casework.cases import receipts
from advice_tui.casework.conflicts import (
    Acted,
    AllocateForm,
    BeginForm,
    ConflictView,
    FirstForm,
    InformationForm,
    NoneFreeForm,
    ServiceForm,
    Staff,
)
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, read_when
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.theme import glyph, spelled
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox
from screens.widgets.ticks import Ticks

KEEP, INFORM = "keep", "information"
STOPPED = (
    "Nothing was saved and nobody was told anything. This says nothing about the student, and there is nothing to say "
    "about anybody else. What you typed is kept as a draft."
)
SAY = "Say: “We have to check something before we can advise you. We will write to you.”"
AGAIN = "A decision is yours alone: your password once more."
NOBODY_NAMED = "Name cases, not people: the record is read by who may not know the other side."
ONLY = (Choice("no", "No, more than that"), Choice("yes", "Yes, nothing else"))
NO_TOPIC = Choice("", "None")
PASSWORD = "password"  # noqa: S105 - the name of a field


class ConflictStop(Dialog):
    """The enquiry stops here (scenario 32). Closes with "keep", "information" or None; it names nobody."""

    DEFAULT_CSS = """
    ConflictStop > .card { width: 74; border: round $amber; }
    ConflictStop .say { color: $ink-quiet; margin: 1 0; }
    """

    def __init__(self, *, information: bool) -> None:
        super().__init__()
        rows = [Choice(KEEP, "Keep the enquiry and open the conflict screen")]
        rows += [Choice(INFORM, "Basic information only: no case is opened")] if information else []
        self._choices = tuple(rows)

    def compose(self) -> ComposeResult:
        """Yield the sentence and what can be done."""
        with Vertical(classes="card") as card:
            card.border_title = said("Conflict")
            card.border_subtitle = said(spelled("↑ ↓ choose · Enter take · Esc back to the enquiry"))
            yield Line(said((f"{glyph('⚠')} Conflict: use the conflict screen.", "bold $amber")))
            yield Line(STOPPED)
            yield Line(spelled(SAY), classes="say")
            yield Choices(self._choices)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with what was chosen."""
        self.dismiss(event.choice.key)


class _Act(FormDialog):
    """A form about a conflict; nothing typed in it is kept but in the procedure. Closes with ``Acted``, or None."""

    SUBTITLE: ClassVar[str] = "^S record · Esc back"
    DEFAULT_CSS = """
    _Act .fields Labelled.-text { grid-rows: 4 auto; }
    _Act Labelled { grid-columns: 20 1fr; }
    """

    def password(self) -> ComposeResult:
        """Yield the row of the password, for a decision."""
        yield Labelled(
            "Your password", Field(password=True, limit=Limit.PASSWORD, id=PASSWORD), AGAIN, classes="-apart"
        )

    def text(self, name: str) -> str:
        """Give what a box of several lines holds."""
        return self.query_one(f"#{name}", TextBox).text

    def chosen(self, name: str) -> str:
        """Give what was chosen of a list."""
        return self.query_one(f"#{name}", Pick).value


class Begin(_Act):
    """That there may be a conflict, and in which circumstance."""

    HEAD = "There may be a conflict"
    YES = "Record it"

    def __init__(self, desk: Desk, view: ConflictView) -> None:
        super().__init__(desk)
        self._view = view

    def fields(self) -> ComposeResult:
        """Yield the circumstance and what is concerned."""
        view = self._view
        options = tuple(Choice(key, label) for key, label in view.policy.circumstances)
        yield Labelled("Circumstance", Pick(options, view.circumstance, id="circumstance"))
        parties = f"Case {view.number}" if view.number else ""
        yield Labelled("Cases concerned", Field(parties, limit=Limit.SHORT, id="parties"), NOBODY_NAMED)

    def work(self) -> Callable[[], Acted]:
        """Record it."""
        form, view = BeginForm(self.chosen("circumstance"), self.given("parties")), self._view
        client_id = "" if view.case_id else view.client_id
        return lambda: conflicts.begin(self.desk, form, case_id=view.case_id, client_id=client_id)


class SettleFirst(_Act):
    """Who came first: said by the clock, or of a tie by who decides it, with a reason (I-38)."""

    HEAD = "Who came first"
    YES = "Settle it"

    def __init__(self, desk: Desk, view: ConflictView) -> None:
        super().__init__(desk)
        self._view = view

    def words(self) -> str:
        """Say what the clock says."""
        return f"{self._view.first} The first is advised; the other is told without a name."

    def fields(self) -> ComposeResult:
        """Yield the choice and the reason of a tie, and the password."""
        view = self._view
        if view.tie:
            numbers = {view.case_id: view.number} | {one.case_id: one.number for one in view.others}
            yield Labelled("Advised is", Pick(tuple(Choice(one, numbers[one]) for one in view.tie), id="chosen"))
            yield Labelled("Reason", TextBox(limit=Limit.SHORT, id="reason"), classes="-text")
        yield from self.password()

    def work(self) -> Callable[[], Acted]:
        """Settle it."""
        tie = bool(self._view.tie)
        chosen, reason = (self.chosen("chosen"), self.text("reason")) if tie else ("", "")
        form = FirstForm(self.given(PASSWORD), chosen, reason)
        return lambda: conflicts.settle_first(self.desk, self._view.case_id, form)


class Allocate(_Act):
    """Each student an adviser of her own, and a wall around both cases (L-43)."""

    HEAD = "Separate advisers"
    YES = "Give them and put up both walls"

    def __init__(self, desk: Desk, view: ConflictView, staff: tuple[Staff, ...], who: Callable[[str], str]) -> None:
        super().__init__(desk)
        self._view, self._who = view, who
        self._able = tuple(Choice(one.id, one.name) for one in staff if one.reads)

    def words(self) -> str:
        """Say what happens."""
        return "The two advisers do not discuss their cases, and neither can open the other's any more."

    def fields(self) -> ComposeResult:
        """Yield who takes which case, and the password."""
        view, other = self._view, self._view.others[0]
        yield Labelled(f"Case {view.number}", Pick(self._able, self._first(), id="adviser"), self._who(view.who))
        if len(view.others) > 1:
            others = tuple(Choice(one.case_id, one.number) for one in view.others)
            yield Labelled("The other case", Pick(others, id="other"))
        label, whose = ("Its adviser", "") if len(view.others) > 1 else (f"Case {other.number}", self._who(other.who))
        yield Labelled(label, Pick(self._able, self._second(), id="other_adviser"), whose)
        yield from self.password()

    def _first(self) -> str:
        taken = self._view.others[0].adviser_id
        free = [one.key for one in self._able if one.key not in {taken, self.desk.person.id}]
        return self._view.adviser_id if self._view.adviser_id != taken else next(iter(free), "")

    def _second(self) -> str:
        taken = self._view.others[0].adviser_id
        first = self._first() or (self._view.adviser_id if self._view.adviser_id != taken else "")
        free = [one.key for one in self._able if one.key not in {first, self.desk.person.id}]
        return taken or next(iter(free), "")

    def work(self) -> Callable[[], Acted]:
        """Give both cases and put up both walls."""
        other = self.chosen("other") if len(self._view.others) > 1 else self._view.others[0].case_id
        form = AllocateForm(other, self.chosen("adviser"), self.chosen("other_adviser"), self.given(PASSWORD))
        return lambda: conflicts.allocate(self.desk, self._view.case_id, form)


class NoneFree(_Act):
    """That no adviser is free, in consultation with the director (L-43)."""

    HEAD = "No adviser is free"
    YES = "Record it"

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk)
        self._case_id = case_id

    def fields(self) -> ComposeResult:
        """Yield why, when the director was consulted and her view, and the password."""
        yield Labelled("Why", TextBox(limit=Limit.NOTE, id="why"), classes="-text")
        director = self.desk.policy.title_of("director")
        yield Labelled("Consulted on", Field(limit=40, id="consulted", placeholder="Such as: today, mon, 23/11"))
        yield Labelled(f"{director}'s view", TextBox(limit=Limit.NOTE, id="view"), classes="-text")
        yield from self.password()

    @on(Field.Changed, "#consulted")
    def echo(self, event: Field.Changed) -> None:
        """Say which day was understood."""
        read = read_when(event.value, self.desk.now, past=True) if event.value.strip() else None
        self.hint("consulted", "" if read is None else read.sentence if isinstance(read, Unread) else read.echo())

    def work(self) -> Callable[[], Acted]:
        """Record it."""
        form = NoneFreeForm(self.text("why"), self.given("consulted"), self.text("view"), self.given(PASSWORD))
        return lambda: conflicts.no_adviser_free(self.desk, self._case_id, form)


class KeepOut(_Act):
    """A conflict with the service itself: why, who is kept out, and who owns the wall (L-42)."""

    HEAD = "The service cannot be impartial"
    YES = "Record it"

    def __init__(self, desk: Desk, case_id: str, staff: tuple[Staff, ...]) -> None:
        super().__init__(desk)
        self._case_id, self._staff = case_id, staff

    def fields(self) -> ComposeResult:
        """Yield why, who is kept out, who owns the wall, and the password of a manager."""
        names = tuple(Choice(one.id, one.name) for one in self._staff)
        able = tuple(Choice(one.id, one.name) for one in self._staff if one.reads)
        yield Labelled("Why", TextBox(limit=Limit.NOTE, id="why"), classes="-text")
        yield Labelled("Kept out", Ticks(names, id="staff"), "Whom it is about: a manager too.")
        yield Labelled(
            "Wall owned by", Pick(able, self.desk.person.id, id="owner"), "Somebody who is not concerned may change it."
        )
        yield from self.password()

    def work(self) -> Callable[[], Acted]:
        """Record it."""
        staff = tuple(one.id for one in self._staff if one.id in self.query_one("#staff", Ticks).ticked)
        owner = self.chosen("owner") if staff else ""
        form = ServiceForm(self.text("why"), staff, owner, self.given(PASSWORD))
        return lambda: conflicts.keep_out(self.desk, self._case_id, form)


class SetAside(_Act):
    """That what was found is no conflict, and why."""

    HEAD = "This is no conflict"
    YES = "Set it aside"

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk)
        self._case_id = case_id

    def words(self) -> str:
        """Say what it does."""
        return "For a likeness of two people only. It does not count again, and the case may be advised on."

    def fields(self) -> ComposeResult:
        """Yield why."""
        yield Labelled("Why", TextBox(limit=Limit.SHORT, id="why"), classes="-text")

    def work(self) -> Callable[[], Acted]:
        """Set it aside."""
        why = self.text("why")
        return lambda: conflicts.set_aside(self.desk, self._case_id, why)


class Information(_Act):
    """Basic information without a case: counted by channel, topic and day (I-41)."""

    HEAD = "Basic information"
    YES = "Count it"

    def __init__(self, desk: Desk, procedure_id: str = "") -> None:
        super().__init__(desk)
        self._procedure_id = procedure_id

    def words(self) -> str:
        """Say where advice begins."""
        return "What a procedure or a regulation says may be told to everybody. What to do about it is advice."

    def fields(self) -> ComposeResult:
        """Yield how, what about, what, and whether it was nothing else."""
        policy = self.desk.policy
        yield Labelled("Given by", Pick(tuple(Choice(one.key, one.label) for one in policy.channels), id="channel"))
        topics = (NO_TOPIC, *(Choice(one.key, one.label) for one in policy.topics))
        yield Labelled("Topic", Pick(topics, id="topic"))
        hint = "Such as: the appeals regulations, part 3. No name."
        yield Labelled("What was given", Field(limit=Limit.SHORT, id="given", placeholder=hint))
        yield Labelled("Procedure only", Pick(ONLY, "no", id="only_procedure"), "A procedure or regulation only.")

    def work(self) -> Callable[[], Acted]:
        """Count it."""
        form = InformationForm(
            self.chosen("channel"), self.chosen("topic"), self.given("given"), self.chosen("only_procedure") == "yes"
        )
        return lambda: conflicts.give_information(self.desk, form, procedure_id=self._procedure_id)


class Receipt(_Act):
    """When the first contact was received, put right with a reason; both moments are kept (I-38)."""

    HEAD = "Time of receipt"
    YES = "Put it right"

    def __init__(self, desk: Desk, case_id: str, stands: str) -> None:
        super().__init__(desk)
        self._case_id, self._stands = case_id, stands

    def words(self) -> str:
        """Say what stands, and what is kept."""
        return f"It says {self._stands} now. The timeline and the audit trail keep both, with your name and reason."

    def fields(self) -> ComposeResult:
        """Yield when and why."""
        yield Labelled("Received", Field(limit=60, id="received", placeholder="Such as: mon 14:05"))
        yield Labelled("Why", TextBox(limit=Limit.SHORT, id="why"), classes="-text")

    @on(Field.Changed, "#received")
    def echo(self, event: Field.Changed) -> None:
        """Say what was understood."""
        read = read_when(event.value, self.desk.now, past=True) if event.value.strip() else None
        self.hint("received", "" if read is None else read.sentence if isinstance(read, Unread) else read.echo())

    def work(self) -> Callable[[], Any]:
        """Put it right."""
        typed, why = self.given("received"), self.text("why")
        return lambda: receipts.change_receipt(self.desk, self._case_id, typed, why)
