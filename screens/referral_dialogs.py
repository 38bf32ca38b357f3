"""The windows of referrals: those of a case, the directory to choose from, a referral, a student told, the outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from advice_tui.casework import drafts, referrals
from advice_tui.casework.cases import CaseView
from advice_tui.casework.consents import ConsentView
from advice_tui.casework.providers import ProviderView
from advice_tui.casework.referrals import ReferForm, ReferralView, SignpostForm
from advice_tui.desk import Desk
from advice_tui.rules.consent import REFER, WAYS, same_name
from advice_tui.rules.search_words import answers, question
from advice_tui.rules.text import Limit, cut
from screens.consent_dialogs import DayForm, Listing, rows
from screens.form import FormDialog
from screens.picker import Picker
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.pick_list import PickList, Unchosen
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said

SIGNS = {"waits": "◷", "answered": "✓", "told": "·"}
NEW_CONSENT = "new"
NO_PROVIDERS = "The directory is empty. Put the first provider into it: area 2, “Other advice providers” (or ^P)."
MOST = 12


class Referrals(Listing):
    """The referrals of a case. Closes with "new", "told" or "outcome", and the marked referral's id."""

    HEAD = "Referrals"
    KEYS = "Enter outcome · n refer · t only told · Esc back"
    NONE = "Nobody was named to her yet. n refers her to somebody, t writes down that she was told of somebody."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "answer('new')", "Refer", id="referrals.new", tooltip="Refer her to a provider"),
        Binding("t,f4", "answer('told')", "Told", id="referrals.told", tooltip="She was told of a provider, no more"),
    ]

    def __init__(self, number: str, found: tuple[ReferralView, ...]) -> None:
        self._referrals = {one.id: one for one in found}
        super().__init__(number, tuple(map(_line, found)))

    def on_mount(self) -> None:
        """Say the keys of an empty list too."""
        super().on_mount()
        if not self._referrals:
            self.query_one(".card").border_subtitle = said("n refer · t only told · Esc back")

    def about(self, key: str) -> Content:
        """Draw a referral whole."""
        one, kept = self._referrals[key], self._referrals[key].referral
        way = WAYS.get(kept.way, kept.way).lower()
        return rows(
            ("Who", f"{kept.name} ({one.kind_label.lower()})"),
            ("Why", kept.why),
            ("Sent", f"{kept.sent} ({way})" if kept.sent else "nothing: she was told of them"),
            ("Told", kept.told),
            ("By", one.by),
            ("Outcome", kept.outcome or one.state_words),
        )

    @on(Choices.Chosen)
    def chosen(self) -> None:
        """Write down the outcome of the one that waits."""
        self.action_answer("outcome")

    def action_answer(self, what: str) -> None:
        """Close with what to do; an outcome is only asked of what waits for one."""
        marked = self.query_one(Choices).marked
        waits = marked is not None and self._referrals[marked.key].state == "waits"
        if what == "outcome" and not waits:
            return
        self.dismiss((what, marked.key if marked is not None else ""))


def _line(one: ReferralView) -> Choice:
    return Choice(one.id, f"{glyph(SIGNS[one.state])} {cut(one.referral.name, 44)}", one.state_words)


class ChooseProvider(Picker):
    """The directory: words narrow it down, Enter takes the marked one. Closes with the provider's id, or None."""

    DEFAULT_CSS = "ChooseProvider > .card { width: 88; }"

    def __init__(self, found: tuple[ProviderView, ...]) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        """Yield the line and the list."""
        with Vertical(classes="card") as card:
            card.border_title = said("To whom?")
            card.border_subtitle = said("Words narrow it down · Enter take · Esc back")
            yield Field(limit=Limit.NAME, id="wanted", placeholder="Name, kind, what they help with")
            yield Choices(_choices(self._found))
            yield Line("", classes="about")

    @on(Field.Changed, "#wanted")
    def wanted(self, event: Field.Changed) -> None:
        """List what answers the words."""
        asked = question(event.value)
        fits = (one for one in self._found if answers(f"{one.line()} {one.kind_label} {one.note}", asked))
        found = tuple(fits) if asked else self._found
        self.query_one(Choices).show(_choices(found))
        self.query_one(".about", Line).say("" if found else "Nobody of these words is in the directory.")


def _choices(found: tuple[ProviderView, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(one.id, cut(one.name, 44), cut(f"{one.kind_label}: {one.helps}", 36)) for one in found[:MOST])


class Refer(DayForm):
    """A referral: why, by which consent, what was sent and how, what she was told. Closes with what was written."""

    HEAD = "Refer"
    YES = "Refer her"
    PAST = ("given",)

    def __init__(self, desk: Desk, case: CaseView, provider: ProviderView, standing: tuple[ConsentView, ...]) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case.id}:refer-{provider.id}")
        self._case_id, self._provider = case.id, provider
        self._fitting = [one for one in standing if REFER in one.consent.acts and same_name(provider.name, one.consent)]

    def words(self) -> str:
        """Say to whom."""
        return f"{self._provider.line()}"

    def fields(self) -> ComposeResult:
        """Yield why, the consent, what was sent, what she was told."""
        ways = tuple(Choice(key, label) for key, label in WAYS.items())
        hows = tuple(Choice(one.key, one.label) for one in self.desk.policy.consent.given_how)
        new = Choice(NEW_CONSENT, "She agrees now: written down with this")
        kept = tuple(Choice(one.id, f"{one.consent.words()} · {one.stands_words}") for one in self._fitting)
        yield Labelled("Why them", Field(limit=Limit.SHORT, id="why"))
        yield Labelled("Consent", PickList((*kept, new), kept[0].key if kept else NEW_CONSENT, id="consent"))
        yield Labelled(
            "May be sent", Field(limit=Limit.SHORT, id="may_send", placeholder="What she agrees to"), classes="-new"
        )
        yield Labelled("Given", Unchosen(hows, id="how"), classes="-new")
        yield Labelled("On", Field("today", limit=60, id="given"), classes="-new")
        yield Labelled("What was sent", Field(limit=Limit.SHORT, id="sent"))
        yield Labelled("How", Pick(ways, id="way"))
        yield Labelled(
            "She was told", Field(limit=Limit.SHORT, id="told", placeholder="Where they are and how she reaches them")
        )

    def on_mount(self) -> None:
        """Show the rows of a new consent when there is none that fits."""
        super().on_mount()
        self._new()

    @on(Pick.Changed, "#consent")
    def chosen(self) -> None:
        """Leave out the rows of a new consent where one is on file."""
        self._new()

    def _new(self) -> None:
        new = self.query_one("#consent", Pick).value == NEW_CONSENT
        for row in self.query(".-new"):
            row.display = new

    def work(self) -> Callable[[], Any]:
        """Refer her."""
        consent = self.query_one("#consent", Pick).value
        form = ReferForm(
            self._provider.id,
            self.given("why"),
            self.given("sent"),
            self.query_one("#way", Pick).value,
            self.given("told"),
            "" if consent == NEW_CONSENT else consent,
            self.given("may_send"),
            self.query_one("#how", Pick).value,
            self.given("given"),
        )
        return lambda: referrals.refer(self.desk, self._case_id, form, draft=self._subject)


class Told(FormDialog):
    """That she was told of a provider and nothing was sent. Closes with what was written, or None."""

    HEAD = "Told of somebody"
    YES = "Write it down"

    def __init__(self, desk: Desk, case: CaseView, provider: ProviderView) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case.id}:told-{provider.id}")
        self._case_id, self._provider = case.id, provider

    def words(self) -> str:
        """Say of whom."""
        return f"{self._provider.line()}\nNothing is sent, so this needs no consent."

    def fields(self) -> ComposeResult:
        """Yield what she was told, and why them."""
        yield Labelled("She was told", Field(self._provider.contact, limit=Limit.SHORT, id="told"))
        yield Labelled("Why them", Field(limit=Limit.SHORT, id="why", placeholder="May stay empty"))

    def work(self) -> Callable[[], Any]:
        """Write it down."""
        form = SignpostForm(self._provider.id, self.given("told"), self.given("why"))
        return lambda: referrals.signpost(self.desk, self._case_id, form)


class Outcome(FormDialog):
    """What came of a referral. Closes with what was written, or None."""

    HEAD = "What came of it"

    def __init__(self, desk: Desk, case: CaseView, one: ReferralView) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case.id}:outcome-{one.id}")
        self._case_id, self._one = case.id, one

    def words(self) -> str:
        """Say of which referral."""
        return f"{self._one.referral.name}: {self._one.referral.sent}"

    def fields(self) -> ComposeResult:
        """Yield the one line."""
        yield Labelled("Outcome", Field(limit=Limit.SHORT, id="outcome", placeholder="Such as: they took it on"))

    def work(self) -> Callable[[], Any]:
        """Write it down; the key date is done with it."""
        text, one = self.given("outcome"), self._one
        return lambda: referrals.record_outcome(self.desk, self._case_id, one.id, one.row_ver, text)
