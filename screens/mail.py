"""Import: e-mail files are read and shown, with everything odd about them, before they become enquiries."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import mail
from advice_tui.casework.mail import BatchView, MailForm, PastBatch
from advice_tui.desk import Desk
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput
from screens.base import DeskScreen
from screens.dialogs import Question
from screens.enquiry import Enquiry
from screens.mail_batch import MailBatch
from screens.mail_shown import shown
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

ASK = "One message (.eml), several (~/Downloads/*.eml), a mailbox (mbox) or a folder. Nothing is sent or opened."
NOTHING = ("No batch was taken in yet.", "Type above where the messages are; Enter reads them.")
READING = "Reading the messages. This may take a minute."


class PastBatches(RowList[PastBatch]):
    """The batches that were taken in last, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Take back", id="past.undo", tooltip="Take the marked batch back, after a question"),
    ]

    def key_of(self, row: PastBatch) -> str:
        """Give the batch's id."""
        return row.id

    def heading(self, width: int) -> Content:  # noqa: ARG002 - the same for every width
        """Name the columns."""
        words = (("Taken in", 17), ("By", 20), ("New", 5), ("Added", 6), ("State", 6))
        return said((" ".join(column(word, wide) for word, wide in words), "$ink-quiet"))

    def line(self, row: PastBatch, width: int) -> Content:
        """Draw a batch."""
        at = london(row.at)
        sign, style = (
            (("✓", "$calm") if row.state == "taken in" else ("⚠", "$amber")) if row.open else ("✗", "$ink-quiet")
        )
        return said(
            (column(f"{say_day(at.date())} {at:%H:%M}", 17), "bold $ink"),
            " ",
            (column(row.by, 20), "$ink"),
            f" {row.new:>4}  {row.added:>5}  ",
            (column(f"{glyph(sign)} {row.state}", max(10, width - 52)), style),
        )


class MailImport(DeskScreen):
    """Type the path, Enter reads. One message is shown and goes on to the form; several are listed together."""

    KEY = "mail"
    AREA = "2"
    ABOUT = (
        "Takes enquiries in from e-mail files, folders and mailboxes. Name the place; one message opens in the "
        "enquiry form, several are listed with what will become of each. Batches that were taken in before stand "
        "below and can be taken back."
    )
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
    MailImport #ask { height: auto; padding: 0 1; border: round $line; border-title-color: $ink-quiet; }
    MailImport #ask:focus-within { border: round $line-bright; border-title-color: $key; border-title-style: bold; }
    MailImport #shown { height: 1fr; border: round $line; padding: 0 1; border-title-color: $ink-quiet; display: none; }
    MailImport #shown:focus { border: round $line-bright; border-title-color: $key; border-title-style: bold; }
    MailImport #shown { border-subtitle-color: $key; }
    MailImport.-read #shown { display: block; }
    MailImport #past { height: 1fr; }
    MailImport.-read #past { display: none; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._message: MailForm | None = None
        self._path = ""
        self._newest = ""
        self._batch_id = ""

    def body(self) -> ComposeResult:
        """Yield the line for the path, and under it the last batches, or the message that was read."""
        with Vertical(classes="house-body"):
            with Vertical(id="ask") as ask:
                ask.border_title = said("Import e-mails")
                yield Labelled("Where", Field(limit=1000, id="path", placeholder="~/Downloads/message.eml"), ASK)
            past = PastBatches(id="past")
            past.border_title = said("Last batches")
            past.empty = NOTHING
            yield past
            with VerticalScroll(id="shown") as shown:
                shown.border_title = said("Message")
                yield Line("", id="message")

    def on_mount(self) -> None:
        """Begin in the path."""
        super().on_mount()
        self.query_one("#path").focus()

    async def reload(self) -> None:
        """Ask which batches were taken in."""
        found = await self.ask(mail.past_batches, self.desk)
        for past in self.query(PastBatches):  # none while the screen goes
            past.show(found or ())
            past.mark(self._newest)
            self._newest = ""

    @on(Field.Submitted, "#path")
    async def read(self) -> None:
        """Read what the path leads to, or say under the field why not."""
        typed = self.query_one("#path", Field).value.strip().strip("'\"")
        self.show_problems({})
        past = self.query_one(PastBatches)
        past.border_subtitle = said(READING)
        found = await self.ask(self._read, typed)
        past.border_subtitle = said("")
        if found is None or not self.is_attached:
            return
        if isinstance(found, BatchView):
            self.app.push_screen(MailBatch(self.desk, found), self._batch_done)
            return
        self._message = found
        self.query_one("#message", Line).update(shown(found))
        self.set_class(True, "-read")  # noqa: FBT003 - Textual's shape
        frame = self.query_one("#shown", VerticalScroll)
        frame.border_subtitle = said("Enter goes on to the form")
        frame.scroll_home(animate=False)
        frame.focus()
        self.refresh_bindings()

    def _read(self, typed: str) -> MailForm | BatchView:
        """In the casework thread: read one message, or a batch."""
        if not typed:
            raise BadInput({"path": "Type the path of the file, such as ~/Downloads/message.eml."})
        try:
            paths = paths_of(typed)
            found = mail.read_paths(self.desk, paths)
        except BadInput as error:
            raise BadInput(error.problems if "path" in error.problems else {"path": error.sentence}) from error
        except RuntimeError as error:
            raise BadInput(
                {"path": "There is no such home folder. Write the path from its beginning, with /."}
            ) from error
        self._path = str(paths[0])
        return found

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

    def _batch_done(self, batch_id: str | None) -> None:
        """Go to the list of batches, where the one that was taken in stands first."""
        if batch_id:
            self.query_one("#path", Field).value = ""
            self._newest = batch_id
            self.query_one(PastBatches).focus()

    def action_other(self) -> None:
        """Back to the path."""
        self._message = None
        self.set_class(False, "-read")  # noqa: FBT003 - Textual's shape
        self.query_one("#path").focus()
        self.refresh_bindings()

    @on(RowList.Chosen, "#past")
    def undo_past(self, event: RowList.Chosen) -> None:
        """Ask before a batch is taken back: many cases may go with it."""
        row: PastBatch = event.row
        if not row.open:
            self.house.tell("This batch was taken back before.")
            return
        at = london(row.at)
        words = (
            f"{row.new} new and {row.added} added messages of {say_day(at.date())} {at:%H:%M} are taken back. "
            "What somebody has worked on since stays. Nothing is destroyed, and the files can be read again."
        )
        self._batch_id = row.id
        self.app.push_screen(Question("Take this batch back?", words, yes="Take it back"), self._undo)

    async def _undo(self, yes: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
        if yes:
            sentence = await self.call(mail.undo_batch, self.desk, self._batch_id)
            if sentence:
                self.house.offer_undo(None)
                self.house.tell(sentence)
            self.reload_soon()


def paths_of(typed: str) -> list[Path]:
    """Give the paths that somebody typed: the file or folder of this name, else what a * or ? of its name stands for.

    Raises RuntimeError for a home folder that is not there, BadInput when a pattern fits nothing.
    """
    path = Path(typed).expanduser()
    if not any(sign in path.name for sign in "*?[") or os.path.lexists(path):
        return [path]
    try:
        found = sorted(one for one in path.parent.iterdir() if fnmatch(one.name, path.name) and one.name[0] != ".")
    except (OSError, ValueError):
        found = []
    if not found:
        raise BadInput({"path": "No file fits this. Look at the name before the * or ?."})
    return found
