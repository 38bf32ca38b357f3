"""Texts to publish: a notice for the website and the automated response, when we are open, and the standing texts."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import notices
from advice_tui.casework.notices import Published
from advice_tui.desk import Desk
from data.errors import AdviceError, BadInput
from screens.base import House
from screens.dialogs import Dialog, Question
from screens.widgets.field import Field, Labelled, show_problems
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Press
from screens.widgets.said import Line, said


class NoticeText(Dialog):
    """The texts of one line, or when we are open: to read, and to write to a file. Closes with what was done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "write", "Write to a file", id="notice.write", tooltip="Write the text to the file named"),
    ]
    DEFAULT_CSS = """
    NoticeText > .card { width: 84; height: 92%; padding: 0 2; }
    NoticeText #text { height: 1fr; margin: 1 0; scrollbar-size-vertical: 1; }
    NoticeText #text:focus { background: $well; }
    NoticeText .trouble { height: auto; color: $red; }
    NoticeText .row { margin: 0; }
    """

    def __init__(self, desk: Desk, seq: int) -> None:
        super().__init__()
        self.desk, self._seq = desk, seq
        self._shown: Published | None = None

    def compose(self) -> ComposeResult:
        """Yield which text, the text, and where to write it."""
        own = [Choice(key, label) for key, label in notices.statements(self.desk).items()]
        both = (Choice("line", "This notice"), Choice("opening", "When we are open"), *own)
        with Vertical(classes="card") as card:
            card.border_title = said("Texts to publish")
            card.border_subtitle = said("↑ ↓ scroll · ^S writes the file · Esc close")
            yield Pick(both if self._seq else both[1:], id="which")
            with VerticalScroll(id="text"):
                yield Line("", id="words")
            yield Labelled("File", Field(limit=1000, id="path"), "A text for everybody: anybody may read the file.")
            with Horizontal(classes="row"):
                yield Press("Write to a file", id="yes", classes="-main")
                yield Press("Close", id="no")

    async def on_mount(self) -> None:
        """Show the text, and begin on it."""
        self.query_one("#text").focus()
        await self._show()

    @on(Pick.Changed, "#which")
    async def other(self) -> None:
        """Show the other text."""
        await self._show()

    @on(Pick.Done)
    def chosen(self) -> None:
        """Enter goes on to the text."""
        self.focus_next()

    async def _show(self) -> None:
        house = cast("House", self.app)
        which = self.query_one("#which", Pick).value
        try:
            shown = await house.aside(self._published, which)
        except AdviceError as error:
            house.tell(error.sentence, "error")
            return
        self._shown = shown
        self.query_one("#words", Line).update(notice_words(shown))
        self.query_one("#path", Field).value = f"~/{shown.file_name}"

    def _published(self, which: str) -> Published:
        if which == "line":
            return notices.of_line(self.desk, self._seq)
        return notices.opening(self.desk) if which == "opening" else notices.statement(self.desk, which)

    @on(Field.Submitted, "#path")
    async def submitted(self) -> None:
        """Enter in the path writes the file."""
        await self.action_write()

    @on(Press.Pressed)
    async def pressed(self, event: Press.Pressed) -> None:
        """Write, or close."""
        if event.press.id == "yes":
            await self.action_write()
        else:
            self.action_leave()

    async def action_write(self) -> None:
        """Write the file."""
        await self._write(replace=False)

    async def _write(self, *, replace: bool) -> None:
        if self._shown is None:
            return
        house = cast("House", self.app)
        path, text = self.query_one("#path", Field).value, self._shown.text
        try:
            sentence = await house.aside(notices.write, self.desk, text, path, replace=replace)
        except BadInput as error:
            if notices.THERE in error.problems:
                question = f"{error.problems[notices.THERE]} Write over it? What is in it now is lost."
                self.app.push_screen(Question("Write over the file?", question, yes="Write over it"), self._over)
            else:
                left = show_problems(self, error.problems)
                if left:
                    house.tell(" ".join(left.values()), "error")
        except AdviceError as error:
            house.tell(error.sentence, "error")
        else:
            self.dismiss(sentence)

    async def _over(self, yes: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
        if yes:
            await self._write(replace=True)


def notice_words(shown: Published) -> Content:
    """Draw a notice with its headings, or the page when we are open."""
    notice = shown.notice
    if notice is None:
        return said(shown.text)
    parts = [said((notice.title, "bold"), "\n", (f"{notice.advert}\n" if notice.advert else "", "$ink-quiet"))]
    pieces = [
        ("For the website", notice.website),
        ("For the automated response", notice.automated),
        ("For staff, where a message is taken", notice.standing),
    ]
    parts += [said("\n", (heading, "bold $head"), f"\n{words}\n") for heading, words in pieces if words]
    return said(*parts)
