"""A letter: its words, and beside them what it must say, checked while one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from advice_tui.casework import drafts, letters
from advice_tui.casework.letters import Exported, LetterView, Saved, Sent
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.letters import FILLED, LONGEST_LETTER, WAYS, found_names, missing
from advice_tui.rules.text import cut_visibly
from advice_tui.rules.working_days import london, say_day
from data.errors import NotFound
from screens.base import DeskScreen
from screens.letter_dialogs import BothTexts, ExportLetter, FillIn, SendLetter
from screens.theme import glyph, spelled
from screens.widgets.letter_lines import leaving_lines
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox
from screens.widgets.wrapping import wrapped

OPEN_ACTS = frozenset({"save", "send", "fill_in", "read_second", "afresh"})
"""What can be done while the letter has not gone."""
HIDDEN = "The letter is hidden while names are initials. F8 shows it again; nothing typed is lost."
MOST_NAMED = 5
NAME_SHOWN = 40
WIDE = 54
"""Cells of a line beside the letter, behind its sign."""


class Letter(DeskScreen):
    """One letter (I-45, I-48; L-27, L-39; scenarios 25, 30, 32, 33, 35, 39, 41, 48). What was sent is only shown."""

    KEY = "letter"
    AREA = "2"
    ABOUT = (
        "A letter begun from the service's words. What it must say stands beside it with ✓ or ✗ while you type; it "
        "cannot be sent while something is missing; sending keeps it as it went and records the procedure's step. Tab "
        "leaves the text, then the letters work as keys too."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Save", id="letter.save", tooltip="Save the letter's words"),
        Binding("f4,s", "send", "Send…", id="letter.send", tooltip="Record that the letter went out"),
        Binding("f2,x", "export", "Export…", id="letter.export", tooltip="Write the letter to a file of yours"),
        Binding(
            "f6,i",
            "fill_in",
            "Fill in",
            id="letter.fill_in",
            tooltip="Fill in what the letter must say: reason, terms, providers",
            priority=True,
        ),
        Binding(
            "f7,o",
            "read_second",
            "I have read it",
            id="letter.second",
            tooltip="Say that you have read it, as the second person",
            priority=True,
        ),
        Binding("f10,c", "case", "Case", id="letter.case", tooltip="Open the case of the letter", show=False),
        Binding("f5", "afresh", "Start afresh", id="letter.afresh", tooltip="Back to the words that were saved"),
    ]
    DEFAULT_CSS = """
    Letter .house-body { layout: vertical; }
    Letter #text { width: 100%; height: 1fr; min-height: 6; border-title-color: $ink-quiet; }
    Letter #text { border-subtitle-color: $ink-quiet; scrollbar-size-vertical: 1; }
    Letter #text:focus { border-title-color: $key; border-title-style: bold; }
    Letter #must {
        width: 100%; height: auto; max-height: 45%; border: round $line; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $head; border-title-style: bold; border-subtitle-color: $ink-quiet;
        &:focus { border: round $line-bright; border-title-color: $key; }
    }
    Letter.-wide .house-body { layout: horizontal; }
    Letter.-wide #text { width: 1fr; height: 1fr; padding: 0 2; }
    Letter.-wide #must { width: 62; height: 1fr; max-height: 100%; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self.letter: LetterView | None = None
        self._begun = False

    def body(self) -> ComposeResult:
        """Yield the words, and under or beside them what they must say."""
        with Horizontal(classes="house-body"):
            yield TextBox(limit=LONGEST_LETTER, id="text")
            with VerticalScroll(id="must") as must:
                must.border_title = said("What it must say")
                yield Line("", id="parts")

    def on_mount(self) -> None:
        """Begin in the text."""
        super().on_mount()
        self.box.focus()

    @property
    def box(self) -> TextBox:
        """Where the letter is written."""
        return self.query_one("#text", TextBox)

    @property
    def changed(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.letter is not None and not self.letter.sent and self.box.text != self.letter.text

    # Reading ----------------------------------------------------------------------------------------------------------

    async def reload(self) -> None:
        """Read it again; what is typed stays. One that is gone closes the screen."""
        with self.reporting():
            try:
                found = await self.house.aside(letters.open_letter, self.desk, self.subject)
            except NotFound as error:
                if self.is_current:
                    self.house.tell(error.sentence, "warning")
                    self.dismiss(None)
                return
            if self.is_attached:
                self._show(found)
                await self._begin()

    def _show(self, found: LetterView) -> None:
        typed = self.changed
        if self.letter is None or found.sent or not typed:
            self.letter = found
            if self.box.text != found.text:
                self.box.text = found.text
        else:
            self.letter = replace(found, row_ver=self.letter.row_ver, text=self.letter.text)
        self.box.read_only = found.sent
        self.draw()
        self.refresh_bindings()

    async def _begin(self) -> None:
        """Bring the draft back once."""
        if self._begun or self.letter is None:
            return
        kept = None if self.letter.sent else await self.ask(drafts.find, self.desk, self._draft_subject)
        if not self.is_attached:
            return
        self._begun = True
        if kept is not None and kept.data.get("text", self.letter.text) != self.letter.text:
            self.box.text = kept.data["text"]
            at = london(kept.at)
            self.house.tell(f"Your draft of {say_day(at.date())} {at:%H:%M} is back. F5 goes back to what was saved.")
        if self.letter.sent:
            self.query_one("#must").focus()
        self.box.move_cursor((0, 0))
        self.draw()

    # Drawing ----------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.draw()

    @on(TextBox.Changed)
    def typed(self) -> None:
        """Check what it must say as it is typed, and keep the draft soon."""
        self.draw()
        if self._begun and self.changed:
            self.draft_soon()

    def draw(self) -> None:
        """Show what stands in the letter, what is missing, and how it leaves."""
        found = self.letter
        if found is None or not self.is_mounted:
            return
        self._shade()
        case = f" · case {found.number}" if found.number else ""
        whom = f" · to {self.house.who(found.to)}" if found.to else ""
        self.box.border_title = said(spelled(f"{found.title}{case}{whom}"))
        self.box.border_subtitle = said(spelled(self._standing(found)))
        must = self.query_one("#must")
        must.border_title = said("What it says" if found.sent else "What it must say")
        must.border_subtitle = said(spelled(self._keys(found)))
        self.query_one("#parts", Line).update(self._words(found))

    def _shade(self) -> None:
        """Hide the letter's words while names are initials, and show them again as they were typed."""
        if self.box.display == self.house.shade:
            self.box.display = not self.house.shade
            (self.query_one("#must") if self.house.shade else self.box).focus()

    def _standing(self, found: LetterView) -> str:
        if found.sent and found.sent_on is not None:
            return f"sent {say_day(found.sent_on, year=True)} {WAYS.get(found.channel, '')} · never changed"
        if self.changed:
            return "not saved · ^S saves"
        return "read by a second person" if found.state == "ready" else "draft, saved"

    def _keys(self, found: LetterView) -> str:
        return "F2 export" if found.sent else "F6 fill in · F4 send"

    def _words(self, found: LetterView) -> Content:
        if self.house.shade:
            return said(HIDDEN)
        roomy = self.has_class("-wide")
        parts = letters.part_views(found.rules, self.box.text)
        lines: list[Content] = []
        for part in parts:
            sentence = part.sentence[:1].upper() + part.sentence[1:]
            shown = "\n  ".join(wrapped(sentence, WIDE)) if roomy else cut_visibly(sentence, 74)
            good = part.present or not part.needed
            sign, colour = ("✓", "$calm") if part.present else ("✗", "$red") if part.needed else ("·", "$ink-quiet")
            lines.append(said((f"{glyph(sign)} ", colour), (shown, "$ink" if good else colour)))
        lines += self._verdict(found)
        leaving = leaving_lines(found) if roomy else leaving_lines(found)[:1]
        between = "\n\n" if roomy else "\n"
        return said(*(said(line, between) for line in lines), *(said(line, "\n") for line in leaving))

    def _verdict(self, found: LetterView) -> list[Content]:
        """Say whether it may go, in words and with a sign."""
        if found.sent:
            return [said((f"{glyph('✓')} Sent by {found.sent_by} to {self.house.who(found.sent_to)}", "$calm"))]
        named = self._named(found)
        wrong = len(missing(found.rules, self.box.text)) + len(named)
        lines = [said((f"{glyph('✗')} “{cut_visibly(one, NAME_SHOWN)}” must not be named", "$red")) for one in named]
        if found.perhaps and not named:
            perhaps = ", ".join(found.perhaps[:MOST_NAMED])
            lines.append(said((f"{glyph('⚑')} Look whether this names somebody: {perhaps}", "$amber")))
        if wrong:
            verdict = said((f"{glyph('✗')} It cannot go yet: {wrong} to mend", "bold $red"))
        else:
            verdict = said((f"{glyph('✓')} It says all that it must", "bold $calm"))
        return [*lines, verdict, *self._second(found)]

    def _named(self, found: LetterView) -> tuple[str, ...]:
        """Give the names that stand in the letter as it is now and must not; whom it goes to may stand in it."""
        text = self.box.text
        return found_names(text.replace(found.to, " . ") if found.to else text, found.names)

    def _second(self, found: LetterView) -> list[Content]:
        if found.second_reader and not self.changed:
            return [said((f"{glyph('✓')} Read by {found.second_reader}", "$calm"))]
        if not found.second_asked:
            return []
        who = "F7 when you have read it" if found.may_read_second else "a colleague opens it and presses F7"
        return [said((spelled(f"{glyph('□')} A second person reads it first: {who}"), "$amber"))]

    # What is typed is kept --------------------------------------------------------------------------------------------

    @property
    def _draft_subject(self) -> str:
        case = self.letter.case_id if self.letter else ""
        return f"{drafts.ENTRY}{case}:letter-{self.subject}" if case else f"letter:{self.subject}"

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what is typed and not saved."""
        if not self._begun or not self.changed:
            return None
        return self._draft_subject, {"text": self.box.text}

    async def action_afresh(self) -> None:
        """Throw away what is typed: back to the words that were saved."""
        if self.letter is None or not self.changed:
            return
        if await self.done(drafts.discard, self.desk, self._draft_subject):
            self.stop_draft_timer()
            self.box.text = self.letter.text
            self.draw()

    # Keys -------------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing works before it was read; nothing is changed after it was sent."""
        found = self.letter
        if action in OPEN_ACTS:
            there = found is not None and not found.sent and may(self.desk.role, Act.WRITE_LETTER)
            if action == "fill_in":
                return there and bool(self._fillable())
            if action == "read_second":
                return there and found is not None and found.may_read_second
            return there
        if action in {"export", "case"}:
            return found is not None and (action != "case" or bool(found.case_id))
        return super().check_action(action, parameters)

    def _fillable(self) -> tuple[str, ...]:
        rules = self.letter.rules if self.letter else ()
        return tuple(part.key for part in rules if part.key in FILLED)

    async def action_save(self) -> None:
        """Save the words."""
        saved = await self._save()
        if saved is not None:
            self.house.tell(saved.sentence)

    async def _save(self, values: Mapping[str, str] | None = None) -> Saved | None:
        """Save the words as they are; who was overtaken by a colleague sees both and chooses."""
        found = self.letter
        if found is None:
            return None
        await self.keep_draft()
        text, subject = self.box.text, self._draft_subject
        saved = await self.call(
            letters.save, self.desk, found.id, found.row_ver, text, values=values or {}, draft=subject
        )
        if saved is None:
            await self._look_at_theirs(found, text)
            return None
        self._stored(replace(found, text=text, row_ver=saved.row_ver))
        await self.reload()
        return saved

    def _stored(self, now: LetterView) -> None:
        """Go on from what was saved."""
        self.stop_draft_timer()
        self.letter = now

    async def _look_at_theirs(self, mine: LetterView, text: str) -> None:
        theirs = await self.ask(letters.open_letter, self.desk, mine.id)
        if theirs is None or theirs.row_ver == mine.row_ver or not self.is_current:
            return

        async def chosen(answer: str | None) -> None:
            if answer == "mine" and self.letter is not None:
                self.letter = replace(theirs, text=theirs.text)
                self.draw()
                await self.action_save()
            elif answer == "theirs":
                self.letter = theirs
                self.box.text = theirs.text
                await self.done(drafts.discard, self.desk, self._draft_subject)
                self.draw()

        self.app.push_screen(BothTexts(theirs, text), chosen)

    async def _saved_first(self) -> LetterView | None:
        """Save what is typed before something is done with the letter; give it as it is then."""
        if self.changed and await self._save() is None:
            return None
        return self.letter

    async def action_send(self) -> None:
        """Record that it went out; what is missing is told before anything is saved."""
        if self.letter is None:
            return
        named = [f"“{one}” must not be named." for one in self._named(self.letter)]
        if wrong := [*missing(self.letter.rules, self.box.text), *named]:
            self.house.tell(" ".join(wrong), "error")
            return
        found = await self._saved_first()
        if found is None or not self.is_current:
            return
        self.app.push_screen(SendLetter(self.desk, found), self._sent)

    async def _sent(self, sent: Sent | None) -> None:
        if sent is None:
            return
        self.house.tell(sent.sentence)
        self.letter = None
        await self.reload()
        if self.is_attached:
            self.query_one("#must").focus()

    async def action_export(self) -> None:
        """Write it to a file."""
        found = await self._saved_first()
        if found is not None and self.is_current:
            self.app.push_screen(ExportLetter(self.desk, found), self._exported)

    def _exported(self, exported: Exported | None) -> None:
        if exported is not None:
            self.house.tell(exported.sentence, "warning")

    def action_fill_in(self) -> None:
        """Fill in what the letter must say."""
        found = self.letter
        if found is None:
            return
        parts = tuple(part for part in found.rules if part.key in FILLED)

        async def given(values: dict[str, str] | None) -> None:
            if values and await self._save(values) is not None:
                self.house.tell("Filled in.")

        self.app.push_screen(FillIn(parts), given)

    async def action_read_second(self) -> None:
        """Say that one has read it."""
        found = self.letter
        if found is None:
            return
        if self.changed:
            self.house.tell(
                "You have typed in it: who writes in a letter cannot be its second reader. F5 takes it back."
            )
            return
        read = await self.call(letters.read_second, self.desk, found.id, found.row_ver)
        if read is not None:
            self.house.tell(read.sentence)
            await self.reload()

    async def action_case(self) -> None:
        """Open the case."""
        if self.letter is not None and self.letter.case_id:
            await self.house.action_open("case", self.letter.case_id)
