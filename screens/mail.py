"""Import: one e-mail file is read and shown, with everything odd about it, before it becomes an enquiry."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import mail
from advice_tui.casework.mail import MailForm
from advice_tui.desk import Desk
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput
from screens.base import DeskScreen
from screens.enquiry import Enquiry
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.said import Line, said
from screens.widgets.timeline import size_words

ASK = (
    "Save the message from your mail program as a file ending in .eml, and type where it is. Nothing is sent or opened."
)


class MailImport(DeskScreen):
    """Type the path, Enter reads the message, Enter again goes on to the form filled from it."""

    KEY = "mail"
    AREA = "2"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,ctrl+s",
            "take",
            "Go on to the form",
            id="mail.take",
            tooltip="Fill the enquiry form from the message",
        ),
        Binding("f5", "other", "Another file", id="mail.other", tooltip="Type the path of another file"),
    ]
    DEFAULT_CSS = """
    MailImport #ask { height: auto; padding: 0 1; border: round $line-bright; border-title-color: $key; }
    MailImport #ask { border-title-style: bold; }
    MailImport #shown { height: 1fr; border: round $line; padding: 0 1; border-title-color: $ink-quiet; }
    MailImport #shown:focus { border: round $line-bright; border-title-color: $key; border-title-style: bold; }
    MailImport #shown { border-subtitle-color: $key; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._message: MailForm | None = None
        self._path = ""

    def body(self) -> ComposeResult:
        """Yield the line for the path, and the message under it."""
        with Vertical(classes="house-body"):
            with Vertical(id="ask") as ask:
                ask.border_title = said("Import an e-mail")
                yield Labelled("File", Field(limit=1000, id="path", placeholder="~/Downloads/message.eml"), ASK)
            with VerticalScroll(id="shown") as shown:
                shown.border_title = said("Message")
                yield Line("", id="message")

    def on_mount(self) -> None:
        """Begin in the path."""
        super().on_mount()
        self.query_one("#path").focus()

    @on(Field.Submitted, "#path")
    async def read(self) -> None:
        """Read the file, or say under the field why not."""
        typed = self.query_one("#path", Field).value.strip().strip("'\"")
        self.show_problems({})
        message = await self.ask(self._read, typed)
        if message is None or not self.is_attached:
            return
        self._message, self._path = message, typed
        self.query_one("#message", Line).update(shown(message))
        frame = self.query_one("#shown", VerticalScroll)
        frame.border_subtitle = said("Enter goes on to the form")
        frame.scroll_home(animate=False)
        frame.focus()
        self.refresh_bindings()

    def _read(self, typed: str) -> MailForm:
        """In the casework thread: read one message."""
        if not typed:
            raise BadInput({"path": "Type the path of the file, such as ~/Downloads/message.eml."})
        try:
            return mail.read_mail(self.desk, Path(typed).expanduser())
        except BadInput as error:
            raise BadInput(error.problems if "path" in error.problems else {"path": error.sentence}) from error
        except RuntimeError as error:
            raise BadInput(
                {"path": "There is no such home folder. Write the path from its beginning, with /."}
            ) from error

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a message that was read can be gone on with."""
        if action in {"take", "other"}:
            return self._message is not None
        return super().check_action(action, parameters)

    def action_take(self) -> None:
        """Go on to the form; when it is saved, this screen closes as well."""
        if self._message is not None:
            self.app.push_screen(Enquiry(self.desk, message=self._message, path=self._path), self._taken)

    def _taken(self, case_id: str | None) -> None:
        if case_id:
            self.dismiss(case_id)

    def action_other(self) -> None:
        """Back to the path."""
        self.query_one("#path").focus()


def shown(message: MailForm) -> Content:
    """Draw a message: who, when, what, what is odd about it, its text, its attachments."""
    read = message.mail
    at = london(message.form.received)
    rows = [
        (
            "From",
            f"{read.sender_name} <{read.sender_address}>" if read.sender_name else read.sender_address or "not said",
        ),
        ("Subject", read.subject or "none"),
        ("Received", f"{say_day(at.date(), year=True)} {at:%H:%M}"),
    ]
    parts = [said((f"{word:<10}", "$ink-quiet"), (text, "bold"), "\n") for word, text in rows]
    files = ", ".join(f"{one.name} ({size_words(len(one.data))})" for one in read.attachments)
    parts.append(said((f"{'Files':<10}", "$ink-quiet"), files or "none", "\n"))
    if message.seen:
        parts.append(said("\n", (f"{glyph('⚠')} {message.seen}", "bold $amber")))
    parts += [said("\n", (f"{glyph('⚠')} {note}", "$amber")) for note in message.notes]
    return said(*parts, "\n\n" if message.notes or message.seen else "\n", read.body or "(no text)")
