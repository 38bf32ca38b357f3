"""The confirmation of an appointment: which way, which words, read here or written to a file (I-31; L-8, L-23)."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from advice_tui.casework import confirming, outside
from advice_tui.casework.confirming import Confirmation
from advice_tui.casework.confirming.texts import Kind
from advice_tui.desk import Desk
from data.errors import AdviceError, BadInput
from screens.base import House
from screens.dialogs import Dialog, Question
from screens.theme import glyph, spelled
from screens.widgets.field import Labelled, show_problems
from screens.widgets.path_field import PathField
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Press
from screens.widgets.said import Line, said

WHOLE, QUIET = Choice("whole", "Name the service"), Choice("quiet", "Do not name it")
NONE = Choice("", "None known")
HIDDEN = "hidden by the privacy shade"
MUST = "She did not agree to naming the service this way."
ENDINGS: dict[str, str] = {"text": ".txt", "calendar": ".ics"}


class Confirm(Dialog):
    """The confirmation of one appointment. ^S writes the text, F4 a calendar file; Escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,f3", "write('text')", "Write the text", id="confirm.write", tooltip="Write the text to the file"
        ),
        Binding(
            "ctrl+k,f4", "write('calendar')", "Calendar file", id="confirm.calendar", tooltip="Write a calendar file"
        ),
    ]
    DEFAULT_CSS = """
    Confirm > .card { width: 84; height: 92%; max-height: 38; padding: 0 2; }
    Confirm #slot { height: auto; text-style: bold; }
    Confirm #warn { height: auto; color: $amber; display: none; }
    Confirm #warn.-said { display: block; }
    Confirm #text { height: 1fr; margin: 1 0; scrollbar-size-vertical: 1; }
    Confirm #text:focus { background: $well; }
    Confirm .row { margin: 0; }
    """

    def __init__(self, desk: Desk, appointment_id: str) -> None:
        super().__init__()
        self.desk, self._appointment_id = desk, appointment_id
        self._shown: Confirmation | None = None

    @property
    def _house(self) -> House:
        return cast("House", self.app)

    def compose(self) -> ComposeResult:
        """Yield when and with whom, the way, the words, where to write them."""
        with Vertical(classes="card") as card:
            card.border_title = said("Confirmation")
            card.border_subtitle = said(spelled("↑ ↓ scroll · ^S writes the text · F4 a calendar file · Esc close"))
            yield Line("", id="slot")
            yield Line("", id="warn")
            yield Labelled("Way of contact", Pick((NONE,), id="way"))
            yield Labelled("Words", Pick((WHOLE, QUIET), id="naming"))
            with VerticalScroll(id="text"):
                yield Line("", id="words")
            yield Labelled("File", PathField(id="path"), "Only you can read it; delete it when it is sent.")
            with Horizontal(classes="row"):
                yield Press("Write the text", id="write-text", classes="-main")
                yield Press("Calendar file", id="write-calendar")
                yield Press("Close", id="no")

    async def on_mount(self) -> None:
        """Show it in the first way allowed, and begin on the text."""
        self.query_one("#text").focus()
        found = await self._ask("", None)
        if found is None:
            return
        ways = tuple(Choice(one.key, one.label) for one in found.ways) or (NONE,)
        self.query_one("#way", Pick).show(ways, found.way.key if found.way else "")
        self._show(found)

    async def _ask(self, way: str, discreet: bool | None) -> Confirmation | None:  # noqa: FBT001 - None is neither
        try:
            return await self._house.aside(
                confirming.confirmation, self.desk, self._appointment_id, way, discreet=discreet
            )
        except AdviceError as error:
            self._house.tell(error.sentence, "error")
            self.dismiss(None)
            return None

    def _show(self, found: Confirmation) -> None:
        if not self.is_attached:
            return
        self._shown = found
        who = self._house.who(found.who)
        self.query_one("#slot", Line).say(who, spelled(f": {found.slot}"))
        warn = self.query_one("#warn", Line)
        warn.say("\n".join(f"{glyph('⚠')} {one}" for one in found.warnings))
        warn.set_class(bool(found.warnings), "-said")
        to = found.way.to if found.way and not self._house.shade else HIDDEN
        self._hint("way", spelled(" · ").join([to, *found.way.keep_to]) if found.way else "")
        naming = self.query_one("#naming", Pick)
        with self.prevent(Pick.Changed):
            naming.show((QUIET,) if found.must else (WHOLE, QUIET), QUIET.key if found.discreet else WHOLE.key)
        self._hint("naming", MUST if found.must else "")
        first = (f"Say first: {found.say_first}\n\n", "$amber") if found.say_first else ""
        shown = found.text.replace(found.who, who) if found.who else found.text
        self.query_one("#words", Line).say(first, (found.subject, "bold"), f"\n\n{shown}")
        path = self.query_one("#path", PathField)
        if not path.value:
            path.value = f"~/{found.file_name}.txt"

    def _hint(self, name: str, words: str) -> None:
        row = next(row for row in self.query(Labelled) if row.field.id == name)
        row.hint = words
        row.problem("")

    @on(Pick.Changed, "#way")
    @on(Pick.Changed, "#naming")
    async def other(self) -> None:
        """Show it in the way and the words that were chosen; what must not be said is not offered."""
        if self._shown is None:
            return
        way = self.query_one("#way", Pick).value
        quiet = not self._shown.must and self.query_one("#naming", Pick).value == QUIET.key
        if found := await self._ask(way, quiet):
            self._show(found)

    @on(Pick.Done)
    def next_field(self) -> None:
        """Enter goes on."""
        self.focus_next()

    @on(PathField.Submitted, "#path")
    async def submitted(self) -> None:
        """Enter in the path writes the text."""
        await self.action_write("text")

    @on(Press.Pressed)
    async def pressed(self, event: Press.Pressed) -> None:
        """Write one of the two, or close."""
        if event.press.id == "no":
            self.action_leave()
        else:
            await self.action_write("calendar" if event.press.id == "write-calendar" else "text")

    async def action_write(self, kind: str) -> None:
        """Write the file; the ending of the name says what it is."""
        await self._write("calendar" if kind == "calendar" else "text", replace=False)

    async def _write(self, kind: Kind, *, replace: bool) -> None:
        shown = self._shown
        if shown is None:
            return
        path = self.query_one("#path", PathField).value
        for ending in ENDINGS.values():
            path = path.removesuffix(ending) + ENDINGS[kind] if path.endswith(ending) else path
        try:
            sentence = await self._house.aside(
                confirming.write, self.desk, self._appointment_id, kind, path, shown, replace=replace
            )
        except BadInput as error:
            self._refused(kind, error)
        except AdviceError as error:
            self._house.tell(error.sentence, "error")
        else:
            show_problems(self, {})
            self._house.tell(sentence)

    def _refused(self, kind: Kind, error: BadInput) -> None:
        if outside.THERE in error.problems:
            question = f"{error.problems[outside.THERE]} Write over it? What is in it now is lost."

            async def over(yes: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
                if yes:
                    await self._write(kind, replace=True)

            self.app.push_screen(Question("Write over the file?", question, yes="Write over it"), over)
            return
        left = show_problems(self, error.problems)
        if left:
            self._house.tell(" ".join(left.values()), "error")
