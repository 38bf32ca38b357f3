"""Where an entry is written: its kind, what it does to the clock, the text, options and choice, when and for how long.

Closed, it is one quiet line that says what to press.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from advice_tui.casework.cases import EntryForm, EntryView
from advice_tui.rules.advice_notes import options_of
from advice_tui.rules.reply import ENTRY_KINDS, RECEIVED, EntryKind, entry_kind
from advice_tui.rules.text import Limit
from advice_tui.rules.time_spent import next_step, read_minutes, say_minutes
from screens.theme import glyph
from screens.widgets.entry_typed import NOW, Typed, echo, kind_line, moment, rest_line
from screens.widgets.field import Field
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox

CALLS = ("call_reached", "call_unanswered", "voicemail")
TO_STUDENT = (*CALLS, "reply_email", "letter", "auto_ack")
"""What goes to the student: how she may be reached is said above the text (L-23)."""
NO_VOICEMAIL = "No voicemail: "
_CALL_WORDS = {"call_reached": "Reached", "call_unanswered": "No answer", "voicemail": "Voicemail left"}
KINDS = (*ENTRY_KINDS, RECEIVED)
FIELDS = ("choice", "when", "minutes", "why")
_UNDER = {"options": "options", "choice": "choice", "text": "text", "title": "text", "kind": "text"}
"""The line that shows what is wrong with a field; everything else is said in the last line."""


def allows_voicemail(contact: str) -> bool:
    """Whether a contact instruction, as it is shown, lets a voicemail be left (L-23)."""
    line = contact.casefold()
    return "phone" in line and "no voicemail" not in line


class Composer(Vertical):
    """Opened by a key of the case for one kind of entry; a call asks first whether somebody was reached."""

    DEFAULT_CSS = """
    Composer { height: 3; border: round $line; padding: 0 1; border-title-color: $ink-quiet; }
    Composer { border-subtitle-color: $ink-quiet; }
    Composer > * { display: none; }
    Composer > #rest { display: block; }
    Composer > #kind, Composer > .row { height: 1; }
    Composer > #reach, Composer > #others { height: auto; }
    Composer > #others { color: $amber; max-height: 2; }
    Composer.-open { height: 11; border: round $line-bright; border-title-color: $key; border-title-style: bold; }
    Composer.-open > #rest { display: none; }
    Composer.-open > #kind, Composer.-open > #text, Composer.-open > #small { display: block; }
    Composer.-open.-call > #outcome, Composer.-open.-reach > #reach { display: block; }
    Composer.-open.-received > #channel, Composer.-open.-correct > #reach { display: block; }
    Composer.-open.-received.-standing > #reach { display: block; }
    Composer.-open.-correct > #why-row, Composer.-open.-others > #others { display: block; }
    Composer.-open.-advice { height: 15; }
    Composer.-open.-advice > #advice { display: block; }
    Composer TextBox, Composer TextBox:focus { border: none; padding: 0; background: $ground; }
    Composer > #text { height: 1fr; min-height: 2; }
    Composer #advice { height: auto; }
    Composer #options, Composer #options:focus { height: 3; background: $well; padding: 0 1; }
    Composer TextBox.-problem { border: none; background: $red-ground; }
    Composer .word { width: auto; color: $ink-quiet; height: 1; padding-right: 1; }
    Composer .row { height: 1; }
    Composer #when { width: 20; }
    Composer #echo { width: 1fr; height: 1; color: $ink-quiet; padding: 0 1; }
    Composer #minutes { width: 9; }
    Composer #choice, Composer #why { width: 1fr; }
    Composer .trouble { display: none; height: auto; max-height: 3; color: $red; }
    Composer.-open .trouble.-said { display: block; }
    Composer .trouble.-asks { color: $amber; }
    """

    class Changed(Message):
        """Something was typed, or another kind was chosen."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.kind: EntryKind = ENTRY_KINDS[0]
        self.contact = ""
        self.standing: dict[str, str] = {}
        self.clock: Callable[[], datetime] | None = None
        self.correcting: EntryView | None = None
        self._asked: tuple[str, ...] = ()
        self._before = Typed()
        self._others: tuple[Typed, ...] = ()

    def compose(self) -> ComposeResult:
        """Yield the closed line, kind, outcome of a call or way it came, text, options, when, how long."""
        yield Line("", id="rest")
        yield Line("", id="kind")
        yield Line("", id="reach")
        yield Pick(tuple(Choice(key, _CALL_WORDS[key]) for key in CALLS), id="outcome")
        yield Pick((), id="channel")
        yield Line("", id="others")
        yield TextBox(limit=Limit.NOTE, id="text")
        yield Line("", id="text-trouble", classes="trouble")
        with Vertical(id="advice"):
            yield Line("Options given, one a line", classes="word")
            yield TextBox(limit=Limit.NOTE, id="options")
            yield Line("", id="options-trouble", classes="trouble")
            with Horizontal(classes="row"):
                yield Line("Student's choice", classes="word")
                yield Field(limit=Limit.SHORT, id="choice")
            yield Line("", id="choice-trouble", classes="trouble")
        with Horizontal(id="why-row", classes="row"):
            yield Line("Why corrected", classes="word")
            yield Field(limit=Limit.SHORT, id="why")
        with Horizontal(id="small", classes="row"):
            yield Line("When", id="when-word", classes="word")
            yield Field(NOW, limit=60, id="when")
            yield Line("", id="echo")
            yield Line("Time spent", classes="word")
            yield Field(limit=20, id="minutes", placeholder="none")
        yield Line("", id="other-trouble", classes="trouble")

    def on_mount(self) -> None:
        """Begin closed."""
        self.query_one("#when", Field).select_on_focus = True
        self.rest()

    # What is typed --------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self.has_class("-open")

    @property
    def text(self) -> str:
        """What is typed as the text."""
        return self.query_one("#text", TextBox).text

    @property
    def typed(self) -> Typed:
        """Everything that is typed."""
        return Typed(
            kind=self.kind.key,
            text=self.text,
            options=self.query_one("#options", TextBox).text,
            channel=self.query_one("#channel", Pick).value,
            **{name: self.query_one(f"#{name}", Field).value for name in FIELDS},
        )

    @property
    def is_begun(self) -> bool:
        """Whether anything worth keeping is typed; of a correction, anything that differs from what stands."""
        typed = self.typed
        if self.correcting is None:
            return typed.something
        return typed.why.strip() != "" or typed.text != self._before.text or typed.options != self._before.options

    def hold(self, typed: Typed) -> None:
        """Put these texts in, without opening."""
        self.kind = entry_kind(typed.kind) or self.kind
        self.query_one("#text", TextBox).text = typed.text
        self.query_one("#options", TextBox).text = typed.options
        for name in FIELDS:
            self.query_one(f"#{name}", Field).value = getattr(typed, name)
        if typed.channel:
            self.query_one("#channel", Pick).value = typed.channel
        self.set_class(bool(typed.options.strip() or typed.choice.strip()), "-advice")
        self._asked = ()

    def form(self, now: datetime) -> EntryForm | None:
        """Give the entry as it is typed; None when a time in it cannot be read, which is then shown."""
        typed = self.typed
        at, unread = moment(typed.when, now)
        minutes = read_minutes(typed.minutes)
        wrong = {"when": unread} if unread else {}
        if isinstance(minutes, str):
            wrong["minutes"] = minutes
        if wrong or isinstance(minutes, str):
            self.problems(wrong)
            return None
        options = options_of(typed.options)
        received = self.kind is RECEIVED
        return EntryForm(
            self.kind.key,
            typed.text,
            minutes=minutes,
            options=options,
            choice=typed.choice,
            channel=typed.channel if received else "",
            at=at,
            one_option=bool(options) and options == self._asked,
        )

    # Opening and closing --------------------------------------------------------------------------------------------

    def open(self, kind: str) -> None:
        """Write an entry of this kind; what was typed before is still there."""
        self.correcting = None
        self.remove_class("-correct")
        self._set_kind(kind)
        self._opened()
        picks = {**dict.fromkeys(CALLS, "#outcome"), RECEIVED.key: "#channel"}
        self.query_one(picks.get(kind, "#text")).focus()

    def correct(self, entry: EntryView, typed: Typed | None = None) -> None:
        """Correct an entry: its words stand ready, or what was typed of the correction before."""
        self._before = Typed(
            entry.kind,
            entry.body,
            "\n".join(entry.options),
            entry.choice,
            "",
            say_minutes(entry.minutes) if entry.minutes else "",
        )
        self.hold(typed or self._before)
        self.correcting = entry
        self.add_class("-correct")
        self._set_kind(entry.kind)
        self._opened()
        self.query_one("#text").focus()

    def _opened(self) -> None:
        self.add_class("-open")
        self.problems({})
        self.border_subtitle = said("^S save · Esc keep draft")
        self._echo()
        box = self.query_one("#text", TextBox)
        box.move_cursor(box.document.end)

    def close(self) -> None:
        """Fold up; what is typed stays."""
        self.remove_class("-open", "-correct")
        self.correcting = None
        self.rest()

    def empty(self) -> None:
        """Nothing is typed any more: it was saved, or thrown away."""
        self.hold(Typed(self.kind.key))
        self.others(())
        self.close()

    def rest(self) -> None:
        """Show what to press, or that a draft is kept."""
        self.border_title = said("New entry")
        self.border_subtitle = said("")
        self.query_one("#rest", Line).update(rest_line(self.typed))

    def kept(self, time: str) -> None:
        """Say that the draft was kept at this time."""
        if self.is_open:
            self.border_subtitle = said(f"draft kept {time} · ^S save · Esc keep draft")

    # What is wrong, and what others typed ---------------------------------------------------------------------------

    def problems(self, problems: dict[str, str]) -> None:
        """Show what is wrong under its field; nothing takes it all away. A question about few options is asked once."""
        told: dict[str, list[str]] = {}
        for name, sentence in problems.items():
            told.setdefault(_UNDER.get(name, "other"), []).append(sentence)
        options = options_of(self.typed.options)
        asks = set(problems) == {"options"} and bool(options)
        self._asked = options if asks else ()
        if {"options", "choice"} & problems.keys():
            self.add_class("-advice")
        for name in ("text", "options", "choice", "other"):
            sentence = " ".join(told.get(name, ()))
            line = self.query_one(f"#{name}-trouble", Line)
            line.say(f"{glyph('●' if asks else '✗')} {sentence}" if sentence else "")
            line.set_class(bool(sentence), "-said")
            line.set_class(asks, "-asks")
        for name in ("text", "options", "choice", "when", "minutes", "why"):
            self.query_one(f"#{name}").set_class(name in problems and not asks, "-problem")
        first = next((name for name in ("text", "options", "choice", "why", "when", "minutes") if name in problems), "")
        if first:
            self.query_one(f"#{first}").focus()

    def others(self, found: tuple[Typed, ...]) -> None:
        """Show what another window of this person has typed here; nothing takes it away."""
        self._others = found
        words = " ".join(f"{one.text} {one.options}" for one in found).split()
        line = f"Another window of yours has: {' '.join(words)[:60]}"
        self.query_one("#others", Line).say((f"{glyph('⚠')} {line}  ", "$amber"), ("F7", "bold $key"), " takes it in")
        self.set_class(bool(found), "-others")

    def take_in(self) -> bool:
        """Put what the other window has below what is typed here; False when there is nothing."""
        found, self._others = self._others, ()
        if not found:
            return False
        mine = self.typed
        text = "\n\n".join(part for part in (mine.text, *(one.text for one in found)) if part.strip())
        options = "\n".join(part for part in (mine.options, *(one.options for one in found)) if part.strip())
        choice = mine.choice or next((one.choice for one in found if one.choice.strip()), "")
        self.query_one("#text", TextBox).text = text
        self.query_one("#options", TextBox).text = options
        self.query_one("#choice", Field).value = choice
        if options or choice:
            self.add_class("-advice")
        self.others(())
        return True

    def meanwhile(self, entry: EntryView) -> None:
        """Say that somebody else corrected the entry at hand; hers stands above, what is typed stands here."""
        self.correcting = entry
        sentence = (
            "Somebody else corrected this entry meanwhile: it stands above. ^S saves yours as a further correction."
        )
        self.problems({"row": sentence})

    # Keys -----------------------------------------------------------------------------------------------------------

    def next_kind(self) -> None:
        """Take the next kind; the text stays."""
        if self.correcting is None:
            self._set_kind(KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)].key)
            self.query_one("#text").focus()
            self.post_message(self.Changed())

    def next_minutes(self) -> None:
        """Step through the times that are often spent."""
        field = self.query_one("#minutes", Field)
        now = read_minutes(field.value)
        field.value = say_minutes(next_step(now if isinstance(now, int) else 0))

    def show_options(self) -> None:
        """Open the fields for options and choice, or fold them up when nothing is in them."""
        typed = self.typed
        shown = self.has_class("-advice") and not typed.options.strip() and not typed.choice.strip()
        self.set_class(not shown or self.kind.key == "advice", "-advice")
        self.query_one("#text" if shown else "#options").focus()

    def offer(self, channels: tuple[Choice, ...]) -> None:
        """Offer these ways in which something may have been received."""
        pick = self.query_one("#channel", Pick)
        if pick.options != channels:
            pick.show(channels, pick.value or channels[0].key)

    def _set_kind(self, key: str) -> None:
        self.kind = entry_kind(key) or self.kind
        correct = self.correcting is not None
        self.set_class(key in CALLS and not correct, "-call")
        self.set_class(key in TO_STUDENT and not correct, "-reach")
        self.set_class(key == RECEIVED.key and not correct, "-received")
        if key in CALLS:
            self.query_one("#outcome", Pick).value = key
        if key == "advice":
            self.add_class("-advice")
        elif not self.typed.options.strip() and not self.typed.choice.strip():
            self.remove_class("-advice")
        for name in ("when-word", "when", "echo"):
            self.query_one(f"#{name}").display = not correct
        self.border_title = said(f"Correct: {self.kind.label}" if correct else f"New: {self.kind.label}")
        self._draw_kind()

    def _draw_kind(self) -> None:
        entry = self.correcting
        reach = (f"{glyph('☎')} {self.contact}", "bold $ink")
        if self.kind.key == "voicemail" and not allows_voicemail(self.contact):
            reach = (f"{glyph('⚠')} {NO_VOICEMAIL}{self.contact}", "bold $amber")
        note = self.standing.get(self.query_one("#channel", Pick).value, "")
        self.set_class(bool(note), "-standing")
        if self.kind is RECEIVED:
            reach = (f"{glyph('⚠')} {note}", "$amber")
        if entry is not None:
            reach = ("The earlier wording stays on the file, with who and why.", "$ink-quiet")
        self.query_one("#reach", Line).say(reach)
        self.query_one("#kind", Line).update(kind_line(self.kind, entry.at if entry else None))

    @on(Pick.Changed)
    def picked(self, event: Pick.Changed) -> None:
        """Say what this outcome of a call does to the clock."""
        event.stop()
        if not self.is_open or self.correcting is not None:
            return
        if event.pick.id == "outcome" and self.kind.key in CALLS:
            self._set_kind(event.pick.value)
        self._draw_kind()
        self.post_message(self.Changed())

    @on(Pick.Done)
    def picked_on(self, event: Pick.Done) -> None:
        """On to the text."""
        event.stop()
        self.query_one("#text").focus()

    @on(Field.Submitted)
    def onward(self, event: Field.Submitted) -> None:
        """Enter goes on to the next field."""
        event.stop()
        self.screen.focus_next()

    @on(TextBox.Changed)
    @on(Field.Changed)
    def changed(self, event: TextBox.Changed | Field.Changed) -> None:
        """Keep the draft soon, and say when is meant."""
        event.stop()
        if event.control.id == "when":
            self._echo()
        self.post_message(self.Changed())

    def _echo(self) -> None:
        if self.clock is not None and self.is_open and self.correcting is None:
            words = echo(self.query_one("#when", Field).value, self.clock())
            self.query_one("#echo", Line).update(words)
