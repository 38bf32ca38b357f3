"""Forms in a window: the rows scroll, the buttons stay, problems stand under their fields, what is typed is kept."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Protocol, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from advice_tui.casework import drafts
from advice_tui.desk import Desk
from advice_tui.rules.working_days import london, say_day
from data.errors import AdviceError, BadInput
from screens.base import Drafting, House
from screens.dialogs import Dialog
from screens.theme import glyph
from screens.widgets.field import Field, Labelled, show_problems
from screens.widgets.pick import Pick
from screens.widgets.press import Press
from screens.widgets.said import Line, said
from screens.widgets.ticks import Ticks

T = TypeVar("T")
ROOMY = 40
"""From so many lines on the rows stand apart."""
AROUND = 8
"""Lines that the rows leave to the border, the buttons, a sentence of trouble. Set in lines: a share of the window is
left out of account when the library works out the height of what is around the rows."""
FIELDS = "Field, Pick, Ticks, TextBox"


class Valued(Protocol):
    """A field of any kind: its name, and what stands in it as a text."""

    id: str | None
    value: str


class Asking(Dialog):
    """A window that does casework and shows what is wrong with it."""

    _busy = False

    async def asked(self, work: Callable[[], T]) -> T | None:
        """Do casework; every problem stands under its field and None comes back."""
        if self._busy:
            return None
        house = cast("House", self.app)
        self._busy = True
        house.saving(doing=True)
        try:
            found = await house.aside(work)
        except BadInput as error:
            self.trouble(" ".join(show_problems(self, error.problems).values()))
            return None
        except AdviceError as error:
            show_problems(self, {})
            self.trouble(error.sentence)
            return None
        finally:
            self._busy = False
            house.saving(doing=False)
        show_problems(self, {})
        self.trouble("")
        return found

    def trouble(self, sentence: str) -> None:
        """Show a sentence under the fields; an empty one takes it away."""
        line = self.query_one(".trouble", Line)
        line.say(f"{glyph('✗')} {sentence}" if sentence else "")
        line.set_class(bool(sentence), "-said")


class Form(Asking):
    """A sentence, rows and buttons. Enter goes on, ^S or the first button does it, Escape goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Save", id="form.save", tooltip="Do what the form says"),
    ]
    DEFAULT_CSS = """
    Form > .card { width: 78; max-height: 96%; padding: 0 2; }
    Form .words { height: auto; margin-bottom: 1; }
    Form .words:last-child { margin-bottom: 0; }
    Form .fields { height: auto; scrollbar-size-vertical: 1; }
    Form.-roomy .fields Labelled { margin-bottom: 1; }
    Form Labelled.-apart { margin-top: 1; }
    Form.-roomy Labelled.-apart { margin-top: 0; }
    Form Labelled.-text { grid-rows: 6 auto; }
    Form Labelled.-text TextBox { height: 100%; }
    Form .trouble { height: auto; color: $red; display: none; margin-top: 1; }
    Form .trouble.-said { display: block; }
    Form .row { margin: 1 0 0 0; }
    """
    HEAD: ClassVar[str] = ""
    YES: ClassVar[str] = "Save"
    SUBTITLE: ClassVar[str] = "^S save · Esc back"

    def words(self) -> str:
        """Give the sentence above the fields."""
        return ""

    def fields(self) -> ComposeResult:
        """Yield the rows."""
        yield from ()

    def buttons(self) -> ComposeResult:
        """Yield the buttons: "yes" does it, any other goes back."""
        yield Press(self.YES, id="yes", classes="-main")
        yield Press("Back", id="no")

    def compose(self) -> ComposeResult:
        """Yield the rows, what is wrong, the buttons."""
        with Vertical(classes="card") as card:
            card.border_title = said(self.HEAD)
            card.border_subtitle = said(self.SUBTITLE)
            with VerticalScroll(classes="fields", can_focus=False):
                if self.words():
                    yield Line(self.words(), classes="words")
                yield from self.fields()
            yield Line("", classes="trouble")
            with Horizontal(classes="row"):
                yield from self.buttons()

    def on_mount(self) -> None:
        """Begin at the first field; a form that only asks begins on its button."""
        (self.query(f"{FIELDS}, Listed") or self.query("#yes")).first().focus()

    def on_resize(self, event: events.Resize) -> None:
        """Set the rows apart where there is room; they scroll where there is too little."""
        self.set_class(event.size.height >= ROOMY, "-roomy")
        self.query_one(".fields").styles.max_height = max(4, event.size.height - AROUND)

    def given(self, name: str) -> str:
        """Give what a field holds."""
        return self.query_one(f"#{name}", Field).value

    def row_of(self, name: str) -> Labelled:
        """Give the row of the field of this name."""
        return next(row for row in self.query(Labelled) if row.field.id == name)

    def hint(self, name: str, words: str) -> None:
        """Say something under a field, in place of what was said there."""
        row = self.row_of(name)
        row.hint = words
        row.problem("")

    @on(Field.Submitted)
    @on(Pick.Done)
    @on(Ticks.Done)
    def next_field(self) -> None:
        """Enter goes on to the next field."""
        self.focus_next()

    @on(Press.Pressed)
    async def pressed(self, event: Press.Pressed) -> None:
        """Do it, or go back."""
        await self.run_action("save" if event.press.id == "yes" else "leave")

    @abstractmethod
    async def action_save(self) -> None:
        """Do what the form says, and close once it is done."""


class FormDialog(Form, Drafting):
    """A form that stores: ``work`` says what to do. Closes with its answer, once it is stored.

    With a ``draft`` subject what is typed outlasts Escape, the lock and the end of the program: it is there again when
    the form is opened, until it is stored or F5 begins afresh.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "afresh", "Start afresh", id="form.afresh", tooltip="Throw away what is typed and begin again"),
    ]

    def __init__(self, desk: Desk, draft: str = "") -> None:
        super().__init__()
        self.desk = desk
        self._subject = draft
        self._at_first: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._begun = False

    @abstractmethod
    def work(self) -> Callable[[], Any]:
        """Give what to do, with the fields' values already taken; runs in the casework thread."""

    async def action_save(self) -> None:
        """Do it; every problem stands under its field. What was typed is no draft any more once it is stored."""
        if self._busy:
            return
        work = self.work()
        await self.keep_draft()

        def stored() -> tuple[Any]:
            answer = work()
            if self._subject and self._kept:
                with suppress(AdviceError):  # what is stored is stored
                    drafts.discard(self.desk, self._subject)
            return (answer,)

        done = await self.asked(stored)
        if done is not None:
            self._begun = False
            if self.is_current:
                self.dismiss(done[0])

    def action_leave(self) -> None:
        """Close with nothing done, unless it is being done; what was typed is kept as a draft first."""
        if not self._busy:
            self.call_next(self._leave)

    async def _leave(self) -> None:
        await self.keep_draft()
        if self.is_current:
            self.dismiss(None)

    # What is typed is kept --------------------------------------------------------------------------------------------

    def typed(self) -> dict[str, str]:
        """Give what stands in the fields now, by their names, as texts; a form with more than fields adds it."""
        return {one.id or "": one.value for one in self._fields()}

    def put(self, typed: dict[str, str]) -> None:
        """Put into the fields what ``typed`` gave; what is not named stays."""
        for one in self._fields():
            if one.id in typed:
                one.value = typed[one.id]

    def _fields(self) -> list[Valued]:
        found = (cast("Valued", one) for one in self.query(FIELDS))
        return [one for one in found if not getattr(one, "password", False)]

    def on_mount(self) -> None:
        """Remember what stands in the fields, and bring back what was typed before."""
        super().on_mount()
        if self._subject and not self._at_first:
            self._at_first = self.typed()
            again: Any = self._bring_back
            self.run_worker(again, group="draft", exclusive=True)

    async def _bring_back(self) -> None:
        kept = None
        with suppress(AdviceError):  # the form works without it
            kept = await cast("House", self.app).aside(drafts.find, self.desk, self._subject)
        if not self.is_attached:
            return
        self._begun = True
        if kept is None or not kept.data:
            return
        now = self.typed()
        self._kept = kept.data
        self.put({name: text for name, text in kept.data.items() if now.get(name, "") == self._at_first.get(name, "")})
        at = london(kept.at)
        below = self.SUBTITLE.removesuffix(", kept as a draft")
        self._say_below(f"Your draft of {say_day(at.date())} {at:%H:%M} · F5 afresh · {below}")

    def _say_below(self, words: str) -> None:
        self.query_one(".card").border_subtitle = said(words)

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what was changed and is not stored; nothing before it is known what was typed the last time."""
        if not self._begun or self._busy:
            return None
        changed = {name: text for name, text in self.typed().items() if text != self._at_first.get(name, "")}
        return (self._subject, changed) if changed else None

    async def keep_draft(self) -> None:
        """Keep what is typed; what was emptied is no draft any more. Leaving is not refused because the draft is."""
        self.stop_draft_timer()
        if not self._begun or self._busy:
            return
        typed = self.draft()
        wanted = typed[1] if typed else {}
        if wanted == self._kept:
            return
        self._kept = wanted
        with suppress(AdviceError):
            house = cast("House", self.app)
            if wanted:
                await house.aside(drafts.keep, self.desk, self._subject, wanted)
            else:
                await house.aside(drafts.discard, self.desk, self._subject)

    @on(Field.Changed)
    @on(Pick.Changed)
    @on(Ticks.Changed)
    def something_typed(self) -> None:
        """Keep the draft soon."""
        if self._begun:
            self.draft_soon()

    def on_text_area_changed(self) -> None:
        """Keep the draft soon."""
        self.something_typed()

    async def action_afresh(self) -> None:
        """Throw the draft away and show the form as it was."""
        if self._busy or not self._begun:
            return
        self.put(self._at_first)
        self._say_below(self.SUBTITLE)
        self.trouble("")
        show_problems(self, {})
        await self.keep_draft()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a form that keeps drafts begins afresh."""
        return bool(self._subject) if action == "afresh" else super().check_action(action, parameters)
