"""The windows of letters: begin one on a case, fill in what it must say, send it, export it, two texts side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from advice_tui.casework import disk, letters
from advice_tui.casework.letters import FORMATS, LetterRow, LetterView, SendForm
from advice_tui.desk import Desk
from advice_tui.rules.letters import LONGEST_VALUE, WAYS, LetterPart
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import say_day
from data.errors import BadInput
from screens.dialogs import Dialog
from screens.form import Form, FormDialog
from screens.theme import glyph, spelled
from screens.widgets.field import Field, Labelled
from screens.widgets.path_field import PathField
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices, Press
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox

OPEN, BEGIN, EXPORT = "open", "begin", "export"
YES_NO = (Choice("no", "No"), Choice("yes", "Yes"))
NAMES = {
    "decision": "The service is",
    "review": "Look again on",
    "scope": "It covers",
    "providers": "Other providers",
    "promise": "Copy comes by",
    "statutory": "By law at latest",
}
STATES = {"draft": "□", "ready": "✓", "sent": "✉"}


class BeginLetter(Dialog):
    """The letters of a case, and those that may be begun on it. Closes with what to do and an id or a text's key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,f2", "export", "Export", id="letters.export", tooltip="Write the marked letter to a file"),
    ]
    DEFAULT_CSS = """
    BeginLetter > .card { width: 86; padding: 0 2; }
    BeginLetter Choices { margin: 0 0 1 0; max-height: 14; }
    BeginLetter .head { color: $head; text-style: bold; }
    """

    def __init__(self, number: str, rows: tuple[LetterRow, ...], new: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._number, self._rows, self._new = number, rows, new

    def compose(self) -> ComposeResult:
        """Yield one list: the letters there are, then those to begin."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(f"Letters of case {self._number}")
            keys = "Enter open or begin · x export · Esc back" if self._rows else "Enter begin · Esc back"
            card.border_subtitle = said(spelled(keys))
            there = [
                Choice(f"{OPEN}:{row.id}", f"{glyph(STATES.get(row.state, '□'))} {row.title}", row.words)
                for row in self._rows
            ]
            begin = [Choice(f"{BEGIN}:{key}", f"{glyph('▷')} New: {title}") for key, title in self._new]
            yield Choices((*there, *begin))

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with what was chosen."""
        what, _, which = event.choice.key.partition(":")
        self.dismiss((what, which))

    def action_export(self) -> None:
        """Close with the marked letter, to be exported."""
        marked = self.query_one(Choices).marked
        if marked is not None and marked.key.startswith(OPEN):
            self.dismiss((EXPORT, marked.key.partition(":")[2]))


class FillIn(Form):
    """What a letter must say and nobody has said yet, or otherwise. Closes with the texts by their names."""

    HEAD = "Fill in"
    YES = "Put into the letter"
    DEFAULT_CSS = """
    FillIn Labelled.-text { grid-rows: 4 auto; }
    FillIn.-roomy Labelled.-text { grid-rows: 6 auto; }
    """

    def __init__(self, parts: tuple[LetterPart, ...]) -> None:
        super().__init__()
        self._parts = parts

    def words(self) -> str:
        """Say what becomes of it."""
        return "Each stands in the letter, word for word. The student reads it: plain and fair."

    def fields(self) -> ComposeResult:
        """Yield a box for each."""
        for part in self._parts:
            box = TextBox(part.value, limit=LONGEST_VALUE, id=part.key)
            yield Labelled(NAMES.get(part.key, part.key.capitalize()), box, classes="-text")

    def on_mount(self) -> None:
        """Begin at the first that nobody has said yet."""
        super().on_mount()
        empty = next((part.key for part in self._parts if not part.value.strip()), "")
        if empty:
            self.call_after_refresh(self.query_one(f"#{empty}", TextBox).focus)

    async def action_save(self) -> None:
        """Close with what is filled in."""
        self.dismiss({part.key: self.query_one(f"#{part.key}", TextBox).text for part in self._parts})


class SendLetter(FormDialog):
    """That a letter went out: how, on which day, to whom. Closes with what was recorded."""

    HEAD = "The letter goes out"
    YES = "Sent: keep it as it is"

    def __init__(self, desk: Desk, letter: LetterView) -> None:
        super().__init__(desk)
        self._letter = letter

    def words(self) -> str:
        """Say what happens."""
        step = f" It records “{self._letter.step_label}”." if self._letter.step_label else ""
        contact = f" How she may be reached: {self._letter.contact}." if self._letter.contact else ""
        return f"{self._letter.title}: after this it is never changed.{step}{contact}"

    def fields(self) -> ComposeResult:
        """Yield how, when, to whom, and what else is to be said of it."""
        ways = tuple(Choice(key, words[:1].upper() + words[1:]) for key, words in WAYS.items())
        yield Labelled("How", Pick(ways, id="channel"))
        yield Labelled("On", Field(say_day(self.desk.today, year=True), limit=60, id="day"))
        yield Labelled("To", Field(self._letter.to, limit=Limit.SHORT, id="to"), "Name and address, as it was sent.")
        for key, label in self._letter.asks:
            yield Labelled(label, Field(limit=Limit.SHORT, id=key))
        if self._letter.reply:
            yield Labelled("It is the reply", Pick(YES_NO, id="reply"), "Only a reply stops the reply clock.")
        if self._letter.perhaps:
            words = f"Looked at: {', '.join(self._letter.perhaps)}. Yes: it names nobody."
            yield Labelled("Names nobody", Pick(YES_NO, id="names_seen"), words)

    def on_mount(self) -> None:
        """Begin; say what an e-mail takes with it."""
        super().on_mount()
        self._say_under()

    @on(Pick.Changed, "#channel")
    def other_way(self) -> None:
        """Say what goes with it."""
        self._say_under()

    def _say_under(self) -> None:
        under = self.desk.policy.texts.email_signature and self.query_one("#channel", Pick).value == "email"
        self.hint("channel", "The policy's text under e-mails goes with it, as configured." if under else "")

    @on(Field.Changed, "#day")
    def echo(self) -> None:
        """Say which day was understood."""
        day, sentence = self._day()
        self.hint("day", sentence if day is None else "Today" if day == self.desk.today else say_day(day, year=True))

    def _day(self) -> tuple[date | None, str]:
        read = read_when(self.given("day"), self.desk.now, past=True)
        return (None, read.sentence) if isinstance(read, Unread) else (read.day, "")

    def _yes(self, name: str) -> bool:
        return any(pick.value == "yes" for pick in self.query(f"#{name}").results(Pick))

    def work(self) -> Callable[[], Any]:
        """Send it."""
        day, unread = self._day()
        letter, desk = self._letter, self.desk
        values = {key: self.given(key) for key, _ in letter.asks}
        form = SendForm(
            self.query_one("#channel", Pick).value,
            day or desk.today,
            self.given("to"),
            reply=self._yes("reply"),
            names_seen=self._yes("names_seen"),
            values=values,
        )

        def send() -> letters.Sent:
            if unread:
                raise BadInput({"day": unread})
            return letters.send(desk, letter.id, letter.row_ver, form)

        return send


class ExportLetter(FormDialog):
    """A letter written to a file: which kind, and where. Closes with what was written."""

    HEAD = "Write the letter to a file"
    YES = "Write the file"

    def __init__(self, desk: Desk, letter: LetterView) -> None:
        super().__init__(desk)
        self._letter = letter

    def words(self) -> str:
        """Say what leaves."""
        if self._letter.missing or self._letter.named:
            return "Something is still missing: DRAFT stands in its name and on its first line."
        return "The file is for you only. Delete it when it was printed or sent."

    def fields(self) -> ComposeResult:
        """Yield the kind of file and the folder."""
        yield Labelled("File", Pick(tuple(Choice(key, label) for key, label in FORMATS.items()), id="format"))
        yield Labelled("Folder", PathField(disk.usual_folder(), folders=True, id="folder"))

    def on_mount(self) -> None:
        """Begin; show where it will stand."""
        super().on_mount()
        self._preview()

    @on(Pick.Changed, "#format")
    @on(Field.Changed, "#folder")
    def preview(self) -> None:
        """Show where it will stand."""
        self._preview()

    def _preview(self) -> None:
        ending = self.query_one("#format", Pick).value
        draft = "DRAFT " if self._letter.missing or self._letter.named else ""
        paper = ""
        if ending == "docx":
            paper = f", on {self._letter.letterhead}" if self._letter.letterhead else ", on plain paper"
        self.hint("format", f"{draft}{self._letter.file_name}.{ending}{paper}")
        self.hint("folder", "Nothing is overwritten; only you may read the file.")

    def work(self) -> Callable[[], Any]:
        """Write it."""
        kind, folder = self.query_one("#format", Pick).value, self.given("folder")
        return lambda: letters.export(self.desk, self._letter.id, folder, kind)


class BothTexts(Dialog):
    """A letter that a colleague saved while one typed: both texts, and which of them counts. Closes with the choice."""

    DEFAULT_CSS = """
    BothTexts > .card { width: 96%; height: 92%; padding: 0 1; }
    BothTexts .texts { height: 1fr; }
    BothTexts .texts VerticalScroll { width: 1fr; border: round $line; padding: 0 1; scrollbar-size-vertical: 1; }
    BothTexts .texts VerticalScroll:focus { border: round $line-bright; }
    BothTexts .row { margin: 0; }
    """

    def __init__(self, theirs: LetterView, mine: str) -> None:
        super().__init__()
        self._theirs, self._mine = theirs, mine

    def compose(self) -> ComposeResult:
        """Yield the two texts and what to do."""
        with Vertical(classes="card") as card:
            card.border_title = said("Somebody else saved this letter meanwhile")
            card.border_subtitle = said(spelled("Nothing was overwritten · Esc back to yours"))
            with Horizontal(classes="texts"):
                with VerticalScroll() as left:
                    left.border_title = said("Saved now")
                    yield Line(self._theirs.text)
                with VerticalScroll() as right:
                    right.border_title = said("Yours")
                    yield Line(self._mine)
            with Horizontal(classes="row"):
                yield Press("Back to yours", id="no", classes="-main")
                yield Press("Take what is saved", id="theirs")
                yield Press("Save yours over it", id="mine")

    def on_mount(self) -> None:
        """Begin on the harmless answer."""
        self.query_one("#no", Press).focus()

    @on(Press.Pressed)
    def answer(self, event: Press.Pressed) -> None:
        """Close with the answer."""
        self.dismiss(None if event.press.id == "no" else event.press.id)
