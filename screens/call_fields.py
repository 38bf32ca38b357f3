"""The fields of a call: who it is, what she wants and of whom, how she is rung back; only those that count now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from advice_tui.casework.messages import Caller, Colleague, MessageForm
from advice_tui.policy import Policy
from advice_tui.rules.calls import MESSAGE, PUT_THROUGH, REQUEST, digits
from advice_tui.rules.people import VOICEMAIL
from advice_tui.rules.text import Limit
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.named import NamedFields
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices
from screens.widgets.said import said
from screens.widgets.text_box import TextBox
from screens.widgets.ticks import Ticks

NEW, NAMED, ANYBODY = "new", "name_service", ""
KINDS = (Choice(MESSAGE, "Message"), Choice(PUT_THROUGH, "Put through"), Choice(REQUEST, "Wants to be seen"))
TEXTS = ("number", "times", "student_number", "email")
PICKS = ("kind", "channel", "for_id")
OF_NEWCOMER = frozenset({"student_number", "email", "may"})
CONTENT = frozenset({"number", "times", "words"})
TAKEN_DOWN = {"number": "number", "email": "email", "times": "safe_times"}
"""Fields that the policy's list of what reception takes down may leave out."""
FACE_TO_FACE = "face_to_face"


class WhoField(Field):
    """The line in which a caller is looked for; the arrows choose among those found while one types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Before", id="caller.up", tooltip="The caller before", show=False),
        Binding("down", "choose(1)", "Next", id="caller.down", tooltip="The next caller", show=False),
    ]

    class Moved(Message):
        """An arrow was pressed; ``by`` is one down or one up."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_choose(self, by: int) -> None:
        """Choose the next caller, or the one before."""
        self.post_message(self.Moved(by))


class CallFields(NamedFields):
    """The form of a call. Of a caller on file only what was agreed is shown; of a call put through nothing is asked."""

    DEFAULT_CSS = """
    CallFields {
        width: 1fr; height: 1fr; border: round $line-bright; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $key; border-title-style: bold; border-subtitle-color: $ink-quiet;
    }
    CallFields Choices { margin-left: 18; padding-left: 1; max-height: 6; display: none; }
    CallFields.-looking Choices { display: block; }
    CallFields #words-row { grid-rows: 5 auto; }
    CallFields #words { height: 100%; background: $ground; }
    """

    class Changed(Message):
        """Something was typed or chosen; ``field_name`` is the field's."""

        def __init__(self, field_name: str) -> None:
            super().__init__()
            self.field_name = field_name

    class Left(Message):
        """The line that says who it is was left: by Enter, Tab or a click."""

    def __init__(self, policy: Policy, who: Callable[[str], str]) -> None:
        super().__init__(id="call-form")
        self._policy, self._who = policy, who
        self._found: tuple[Caller, ...] = ()
        self._known: Caller | None = None
        self._colleagues: tuple[Colleague, ...] = ()

    # The rows -------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Yield the rows, those that every call has first."""
        self.border_title = said("A call, or somebody at the desk")
        who = WhoField(limit=Limit.NAME, id="who", onward=True, placeholder="A name, a student number or an e-mail")
        yield Labelled("Who is it", who)
        yield Choices(id="callers")
        yield Labelled("What", Pick(KINDS, MESSAGE, id="kind"))
        yield Labelled("Came by", Pick(_choices(self._policy.channels), self._at_the_desk(), id="channel"))
        yield Labelled("For", Pick((Choice(ANYBODY, "Anybody"),), id="for_id"))
        yield Labelled("Number", Field(limit=Limit.PHONE, id="number", placeholder="To be rung on"))
        yield Labelled("Safe times", Field(limit=Limit.SHORT, id="times", placeholder="Such as: after 5"))
        yield Labelled("A few words", TextBox(limit=Limit.SHORT, id="words"), id="words-row")
        yield from self._newcomer()

    def _newcomer(self) -> Iterator[Labelled]:
        """Yield what is asked of a new caller; nothing of it must be filled in (L-23)."""
        yield Labelled("Student number", Field(limit=Limit.STUDENT_NUMBER * 2, id="student_number"))
        yield Labelled("E-mail", Field(limit=Limit.EMAIL, id="email"))
        places = _choices(self._policy.consent.ask_about_places)
        voicemail = () if any(one.key == VOICEMAIL for one in places) else (Choice(VOICEMAIL, "On voicemail"),)
        ways = (*places, *voicemail, Choice(NAMED, "Naming the service"))
        yield Labelled("May be reached", Ticks(ways, id="may"), "Only what she was asked and agreed to.")

    def _at_the_desk(self) -> str:
        keys = [one.key for one in self._policy.channels]
        return FACE_TO_FACE if FACE_TO_FACE in keys else keys[0]

    def on_mount(self) -> None:
        """Show what counts for a message of a new caller."""
        self.query_one(Choices).can_focus = False
        for name in ("number", "times"):
            self.field(name).select_on_focus = True
        self.sort_rows()

    @property
    def kind(self) -> str:
        """What the caller wants."""
        return self.pick("kind").value

    @property
    def channel(self) -> str:
        """How it came in: a message by telephone, a request as it is chosen."""
        return self.pick("channel").value if self.kind == REQUEST else "telephone"

    @property
    def known(self) -> Caller | None:
        """The client on file who was taken, or None."""
        return self._known

    def sort_rows(self) -> None:
        """Show the rows that count now; what is not shown takes no keys."""
        hidden = set() if self.kind == REQUEST else {"channel"}
        if self.kind == PUT_THROUGH:
            hidden |= CONTENT | OF_NEWCOMER
        if self._known is not None:
            hidden |= OF_NEWCOMER
        taken_down = {one.key for one in self._policy.reception.takes_down}
        if taken_down:
            hidden |= {name for name, key in TAKEN_DOWN.items() if key not in taken_down}
        for row in self.query(Labelled):
            name = str(row.field.id)
            row.display = name not in hidden
            row.field.disabled = name in hidden

    # Who it is ------------------------------------------------------------------------------------------------------

    def offer(self, found: tuple[Caller, ...]) -> None:
        """List who may be meant: whom the words name, then a new caller, then other spellings."""
        self._found = found
        name = self.field("who").value.strip()
        named = [self._choice(one) for one in found if not one.alike]
        alike = [self._choice(one) for one in found if one.alike]
        new = [Choice(NEW, f"New caller: {name}")] if name else []
        self.query_one(Choices).show((*named, *new, *alike))
        self.set_class(bool(name) and self._known is None and self.field("who").has_focus, "-looking")

    def _choice(self, one: Caller) -> Choice:
        name = f"{'~ ' if one.alike else ''}{self._who(one.name)}"
        return Choice(one.client_id, name, one.flag or one.student_number)

    @property
    def newcomer(self) -> bool:
        """Whether the marked line is that of a new caller."""
        marked = self.query_one(Choices).marked
        return marked is not None and marked.key == NEW

    def mark_newcomer(self) -> None:
        """Mark the line of a new caller, where there is one."""
        listed = self.query_one(Choices)
        listed.cursor = next((at for at, one in enumerate(listed.choices) if one.key == NEW), listed.cursor)

    @property
    def meant(self) -> Caller | None:
        """The marked one of those found; None for a new caller."""
        marked = self.query_one(Choices).marked
        return next((one for one in self._found if marked and one.client_id == marked.key), None)

    def take(self, one: Caller | None) -> None:
        """Take a client on file, with the number and times that were agreed; None lets her go."""
        before, self._known = self._known, one
        self.remove_class("-looking")
        if one is not None:
            with self.prevent(Field.Changed):
                self.field("who").value = one.name
            self.field("number").value = one.numbers[0] if one.numbers else ""
            self.field("times").value = one.times
        elif before is not None:
            self.field("number").value = self.field("times").value = ""
        self.sort_rows()
        self.draw()

    def staff(self, colleagues: tuple[Colleague, ...]) -> None:
        """Offer those whom it may be for."""
        self._colleagues = colleagues
        offered = (Choice(ANYBODY, "Anybody"), *(Choice(one.id, one.name) for one in colleagues))
        pick = self.pick("for_id")
        if pick.options != offered:
            pick.show(offered, pick.value)

    def draw(self) -> None:
        """Say under the fields who was taken, and how the number given stands to what was agreed."""
        one = self._known
        self.field("who").password = one is not None and self._who(one.name) != one.name
        says = ""
        if one is not None:
            parts = ["Client on file", one.student_number, one.says]
            says = f"{' · '.join(part for part in parts if part)}"
            says = f"{glyph('⚑')} {one.flag}. {says}" if one.flag else says
        self._hint("who", says)
        number = self.field("number").value
        agreed = {digits(known) for known in one.numbers} if one is not None else set()
        others = ", ".join(one.numbers[1:]) if one is not None else ""
        words = f"Also agreed: {others}" if others else ""
        if one is not None and not one.numbers and not number:
            words = "No number is agreed on file. One given now is kept for this message only."
        elif one is not None and number and digits(number) not in agreed:
            words = "Not agreed on file: kept for this message only."
        self._hint("number", words)

    def _hint(self, name: str, words: str) -> None:
        row = self.row(name)
        if row.hint != words:
            row.hint = words
            row.problem("")

    # What they hold -------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, str]:
        """Give everything that is typed and chosen, as texts by name."""
        found = {name: self.field(name).value for name in ("who", *TEXTS)}
        found |= {name: self.pick(name).value for name in PICKS}
        found["words"] = self.query_one("#words", TextBox).text
        found["may"] = self.query_one("#may", Ticks).value
        return found

    def put(self, given: Mapping[str, str]) -> None:
        """Put texts into the fields that they name; the others stay as they are."""
        with self.prevent(Field.Changed):
            self.field("who").value = given.get("who", self.field("who").value)
        for name in TEXTS:
            self.field(name).value = given.get(name, self.field(name).value)
        for name in PICKS:
            if name in given:
                self.pick(name).value = given[name]
        self.query_one("#words", TextBox).text = given.get("words", self.query_one("#words", TextBox).text)
        self.query_one("#may", Ticks).value = given.get("may", self.query_one("#may", Ticks).value)
        self.sort_rows()
        self.draw()

    def clear(self) -> None:
        """Begin again."""
        self.take(None)
        blank = dict.fromkeys(("who", *TEXTS, "words", "may"), "")
        self.put(blank | {"kind": MESSAGE, "channel": self._at_the_desk(), "for_id": ANYBODY})
        self.offer(())

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        typed = self.values()
        return not any(typed[name].strip() for name in ("who", *TEXTS, "words", "may"))

    def form(self) -> MessageForm:
        """Give the call as it is typed; what is not asked is not given."""
        given, newcomer = self.values(), self._known is None
        asks = self.kind != PUT_THROUGH
        return MessageForm(
            kind="put_through" if self.kind == PUT_THROUGH else "request" if self.kind == REQUEST else "message",
            client_id=self._known.client_id if self._known else "",
            name=given["who"] if newcomer else "",
            student_number=given["student_number"] if newcomer and asks else "",
            email=given["email"] if newcomer and asks else "",
            number=given["number"] if asks else "",
            times=given["times"] if asks else "",
            words=given["words"] if asks else "",
            may=frozenset(given["may"].split()) if newcomer and asks else frozenset(),
            for_id=given["for_id"],
            channel=self.channel,
        )

    # Messages -------------------------------------------------------------------------------------------------------

    @on(Field.Changed)
    @on(TextBox.Changed)
    @on(Pick.Changed)
    @on(Ticks.Changed)
    def changed(self, event: Field.Changed | TextBox.Changed | Pick.Changed | Ticks.Changed) -> None:
        """Tell the screen which field changed; a name that is typed anew lets a client go."""
        event.stop()
        name = str(event.control.id) if event.control is not None else ""
        if name == "kind":
            self.sort_rows()
        if name == "who" and self._known is not None and self.field("who").value != self._known.name:
            self.take(None)
        if name == "number":
            self.draw()
        self.post_message(self.Changed(name))

    @on(WhoField.Moved)
    def move(self, event: WhoField.Moved) -> None:
        """Mark another of those found."""
        event.stop()
        self.query_one(Choices).action_move(event.by)

    @on(Field.Submitted)
    @on(Pick.Done)
    @on(Ticks.Done)
    def next_field(self) -> None:
        """Enter goes on to the next field."""
        self.screen.focus_next()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Put the list of callers away with the line that asks for them; whoever is marked is meant."""
        if event.widget.id == "who":
            self.remove_class("-looking")
            self.post_message(self.Left())


def _choices(entries: tuple[object, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(str(getattr(one, "key", "")), str(getattr(one, "label", ""))) for one in entries)
