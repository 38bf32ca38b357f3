"""The windows of consent: what the student allows, written down and withdrawn; and what went out to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from advice_tui.casework import consents, drafts
from advice_tui.casework.cases import CaseView
from advice_tui.casework.consents import (
    ConsentForm,
    ConsentView,
    ContactForm,
    DisclosureView,
    Ground,
    Register,
    WithdrawForm,
)
from advice_tui.desk import Desk
from advice_tui.rules.consent import ACTS, REFER, WAYS
from advice_tui.rules.text import Limit, cut
from advice_tui.rules.time_spent import read_minutes
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.theme import glyph
from screens.widgets.entry_typed import NOW, moment
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.pick_list import PickList, Unchosen
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox
from screens.widgets.ticks import Ticks

SIGNS = {"stands": ("✓", "bold $calm"), "ended": ("·", "$ink-quiet"), "withdrawn": ("✗", "bold $amber")}
"""How a consent stands, in a sign and a style."""
NONE_GIVEN = "The student has not allowed us to speak to anybody. n writes a consent down."
NONE_SENT = "Nothing went out to anybody else. n writes down a contact."
DRAFT = "third-party"
WIDEST = 40
"""So many cells a name takes in a list."""


class Listing(Dialog):
    """A list above, all that is known of the marked line below. Closes with what to do and the marked line's key."""

    DEFAULT_CSS = """
    Listing > .card { width: 92; padding: 0 2; }
    Listing Choices { margin: 1 0; max-height: 9; }
    Listing .about { height: auto; margin-bottom: 1; }
    """
    HEAD: ClassVar[str] = ""
    KEYS: ClassVar[str] = "Esc back"
    NONE: ClassVar[str] = ""

    def __init__(self, number: str, lines: tuple[Choice, ...]) -> None:
        super().__init__()
        self._number, self._lines = number, lines

    def about(self, key: str) -> Content:
        """Draw all that is known of a line."""
        return said(key)

    def compose(self) -> ComposeResult:
        """Yield the list, and the words below it."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(f"{self.HEAD} · case {self._number}")
            card.border_subtitle = said(self.KEYS if self._lines else "n new · Esc back")
            yield Choices(self._lines)
            yield Line(self.NONE, classes="about")

    def on_mount(self) -> None:
        """Begin in the list."""
        listed = self.query_one(Choices)
        listed.display = bool(self._lines)
        listed.focus()
        self._draw()

    @on(Choices.Moved)
    def moved(self) -> None:
        """Show the marked one."""
        self._draw()

    def _draw(self) -> None:
        marked = self.query_one(Choices).marked
        if marked is not None:
            self.query_one(".about", Line).update(self.about(marked.key))

    def action_answer(self, what: str) -> None:
        """Close with what to do, and the marked line."""
        marked = self.query_one(Choices).marked
        if what == "new" or marked is not None:
            self.dismiss((what, marked.key if marked is not None else ""))


def rows(*pairs: tuple[str, str]) -> Content:
    """Draw labels and texts below one another; what is empty is left out."""
    return said(*(said((f"{label:<12} ", "$ink-quiet"), f"{text}\n") for label, text in pairs if text))


class Consents(Listing):
    """The consents of a case. Closes with "new" or "withdraw" and the consent's id."""

    HEAD = "What the student allows"
    KEYS = "n new · x withdraw · Esc back"
    NONE = NONE_GIVEN
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "answer('new')", "New", id="consents.new", tooltip="Write down what the student allows"),
        Binding(
            "x,delete", "answer('withdraw')", "Withdraw", id="consents.withdraw", tooltip="She allows it no longer"
        ),
    ]

    def __init__(self, register: Register) -> None:
        self._consents = {one.id: one for one in register.consents}
        super().__init__(register.number, tuple(map(_consent_line, register.consents)))

    def about(self, key: str) -> Content:
        """Draw a consent with everything that was written down."""
        return consent_facts(self._consents[key])

    def action_answer(self, what: str) -> None:
        """Do nothing to a consent that was withdrawn before."""
        marked = self.query_one(Choices).marked
        if what == "withdraw" and (marked is None or self._consents[marked.key].standing == "withdrawn"):
            return
        super().action_answer(what)


def _consent_line(one: ConsentView) -> Choice:
    sign, _ = SIGNS[one.standing]
    return Choice(one.id, f"{glyph(sign)} {cut(one.consent.named(), WIDEST)}", one.stands_words)


def consent_facts(one: ConsentView) -> Content:
    """Draw all that is known of a consent."""
    consent, used = one.consent, f"{one.used} contact{'' if one.used == 1 else 's'} by it" if one.used else ""
    written = london(one.recorded_at)
    return said(
        (f"{glyph(SIGNS[one.standing][0])} {consent.named()}: {one.stands_words}\n", SIGNS[one.standing][1]),
        rows(
            ("What", consent.what),
            ("For", ", ".join(ACTS.get(act, act) for act in consent.acts)),
            ("Given", f"{say_day(consent.given, year=True)}, {one.how_label.lower()}"),
            ("Written by", f"{one.by}, {say_day(written.date())} {written:%H:%M}"),
            ("Used", used),
            ("Withdrawn", consent.withdrawn_why),
        ),
    )


class DayForm(FormDialog):
    """A form in which days are typed: each says below which day was understood."""

    DEFAULT_CSS = "DayForm Labelled { grid-columns: 14 1fr; }"
    PAST: ClassVar[tuple[str, ...]] = ()
    """The fields whose day lies behind."""
    AHEAD: ClassVar[tuple[str, ...]] = ()
    _hints: ClassVar[dict[str, str]] = {}

    def on_mount(self) -> None:
        """Say which days are filled in."""
        super().on_mount()
        for name in (*self.PAST, *self.AHEAD):
            self._echo(name)

    @on(Field.Changed)
    def day_typed(self, event: Field.Changed) -> None:
        """Say which day was understood."""
        if event.input.id in (*self.PAST, *self.AHEAD):
            self._echo(event.input.id)

    def _echo(self, name: str) -> None:
        typed = self.given(name).strip()
        if not typed:
            self.hint(name, self._hints.get(name, ""))
            return
        read = read_when(typed, self.desk.now, past=name in self.PAST)
        self.hint(name, read.sentence if isinstance(read, Unread) else say_day(read.day, year=True))


class GiveConsent(DayForm):
    """A consent being written down. Closes with what was written, or None."""

    HEAD = "What the student allows"
    YES = "Write it down"
    PAST = ("given",)
    AHEAD = ("until",)
    _hints: ClassVar[dict[str, str]] = {"until": "Empty: until she withdraws it."}

    def __init__(self, desk: Desk, case: CaseView, who: str = "") -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case.id}:consent")
        self._case_id, self._who = case.id, who

    def fields(self) -> ComposeResult:
        """Yield who, what, for which acts, how and when."""
        acts = tuple(Choice(key, label) for key, label in ACTS.items())
        hows = tuple(Choice(one.key, one.label) for one in self.desk.policy.consent.given_how)
        yield Labelled("Who", Field(self._who, limit=Limit.NAME, id="who", placeholder="A person or an organisation"))
        yield Labelled("Their role", Field(limit=Limit.NAME, id="role", placeholder="Such as: personal tutor"))
        what = Field(limit=Limit.SHORT, id="what", placeholder="In the student's own words where that is possible")
        yield Labelled("May be said", what)
        yield Labelled("For", Ticks(acts, id="acts"))
        yield Labelled("Given", Unchosen(hows, id="how"))
        yield Labelled("On", Field("today", limit=60, id="given"))
        yield Labelled("Until", Field(limit=60, id="until", placeholder="Such as: 3 mar"))

    def work(self) -> Callable[[], Any]:
        """Write it down."""
        ticked = self.query_one("#acts", Ticks).ticked
        form = ConsentForm(
            self.given("who"),
            self.given("what"),
            tuple(act for act in ACTS if act in ticked),
            self.query_one("#how", Pick).value,
            self.given("given"),
            self.given("role"),
            self.given("until"),
        )
        return lambda: consents.give(self.desk, self._case_id, form)


class WithdrawConsent(DayForm):
    """That the student allows something no longer. Closes with what was written, or None."""

    HEAD = "Consent withdrawn"
    YES = "Withdraw it"
    PAST = ("on",)

    def __init__(self, desk: Desk, case: CaseView, one: ConsentView) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case.id}:withdraw-{one.id}")
        self._case_id, self._one = case.id, one

    def words(self) -> str:
        """Say what follows."""
        one = self._one.consent
        return f"{one.named()}: nothing more may go out by this consent. What went out before stays in the register."

    def fields(self) -> ComposeResult:
        """Yield when and what she said."""
        yield Labelled("Withdrawn on", Field("today", limit=60, id="on"))
        yield Labelled("What she said", Field(limit=Limit.SHORT, id="why", placeholder="She need give no reason"))

    def work(self) -> Callable[[], Any]:
        """Withdraw it."""
        form, one = WithdrawForm(self.given("on"), self.given("why")), self._one
        return lambda: consents.withdraw(self.desk, self._case_id, one.id, one.row_ver, form)


# What went out --------------------------------------------------------------------------------------------------------


class Disclosures(Listing):
    """The disclosure register of a case. Closes with "new" for another contact."""

    HEAD = "What went out to others"
    KEYS = "n contact somebody else · Esc back"
    NONE = NONE_SENT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "n,f2", "answer('new')", "New", id="disclosures.new", tooltip="Write down a contact with somebody else"
        ),
    ]

    def __init__(self, register: Register) -> None:
        self._went = {one.id: one for one in register.disclosures}
        super().__init__(register.number, tuple(map(_disclosure_line, register.disclosures)))

    def about(self, key: str) -> Content:
        """Draw what went out, and by what."""
        one = self._went[key]
        at = london(one.at)
        return said(
            (f"{glyph('✗')} Taken back: it never went.\n", "bold $amber") if one.undone else "",
            rows(
                ("To", one.to),
                ("How", f"{one.way}, {one.act.lower()}"),
                ("When", f"{say_day(at.date(), year=True)} {at:%H:%M}, {one.by}"),
                ("What", cut(" ".join(one.what.split()), 360)),
                ("By", one.ground),
            ),
        )


def _disclosure_line(one: DisclosureView) -> Choice:
    at = london(one.at)
    sign = glyph("✗" if one.undone else "»")
    return Choice(one.id, f"{sign} {cut(one.to, WIDEST)}", f"{one.way}, {say_day(at.date())} {at:%H:%M}")


class ContactThirdParty(FormDialog):
    """A contact with somebody else, which needs a consent or a decision. Closes with what was written, or None.

    What is typed stays a draft: when the consent is withdrawn meanwhile it is refused, and nothing of it is lost.
    """

    HEAD = "Contact somebody else for her"
    YES = "Write it down"
    NONE = "No consent is on file"
    DEFAULT_CSS = """
    ContactThirdParty > .card { width: 88; }
    ContactThirdParty Labelled { grid-columns: 14 1fr; }
    ContactThirdParty Labelled.-text { grid-rows: 4 auto; }
    ContactThirdParty.-roomy Labelled.-text { grid-rows: 9 auto; }
    """

    def __init__(self, desk: Desk, case: CaseView, found: tuple[Ground, ...]) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case.id}:{DRAFT}")
        self._case_id, self._grounds = case.id, {one.key: one for one in found}

    def words(self) -> str:
        """Say what it needs when nothing is there."""
        return "" if self._grounds else "Nothing may go out without her consent: C writes one down when she agrees."

    def fields(self) -> ComposeResult:
        """Yield by which consent, to whom, how, what, when."""
        grounds = tuple(Choice(key, _ground_words(one)) for key, one in self._grounds.items())
        stand = [key for key, one in self._grounds.items() if not one.refused]
        acts = tuple(Choice(key, label) for key, label in ACTS.items() if key != REFER)
        ways = tuple(Choice(key, label) for key, label in WAYS.items())
        yield Labelled(
            "By", PickList(grounds or (Choice("", self.NONE),), stand[0] if len(stand) == 1 else "", id="ground")
        )
        yield Labelled("To whom", Field(limit=Limit.NAME, id="to", placeholder="The name, as in the consent"))
        yield Labelled("For", Pick(acts, id="act"))
        yield Labelled("How", Pick(ways, id="way"))
        yield Labelled("Said or sent", TextBox(limit=Limit.NOTE, id="text"), classes="-text")
        yield Labelled("When", Field(NOW, limit=60, id="at"))
        yield Labelled("Time spent", Field(limit=20, id="minutes", placeholder="none"))

    @on(Pick.Changed, "#ground")
    def ground_chosen(self, event: Pick.Changed) -> None:
        """Say why what was chosen does not serve today."""
        ground = self._grounds.get(event.pick.value)
        self.hint("ground", ground.refused if ground is not None else "")

    def work(self) -> Callable[[], Any]:
        """Write it down with its line in the register."""
        at, unread = moment(self.given("at"), self.desk.now)
        minutes = read_minutes(self.given("minutes"))
        form = ContactForm(
            self.query_one("#ground", Pick).value,
            self.given("to"),
            self.query_one("#way", Pick).value,
            self.query_one("#text", TextBox).text,
            self.query_one("#act", Pick).value,
            at,
            minutes if isinstance(minutes, int) else 0,
        )
        wrong = {"at": unread} if unread else {}
        if isinstance(minutes, str):
            wrong["minutes"] = minutes

        def save() -> Any:
            if wrong:
                raise BadInput(wrong)
            return consents.contact(self.desk, self._case_id, form, draft=self._subject)

        return save


def _ground_words(one: Ground) -> str:
    return f"{one.label} · {one.aside}"
