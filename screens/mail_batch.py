"""A batch of messages: each with what will become of it, changed by one key, taken in together and undone as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content

from advice_tui.casework import mail
from advice_tui.casework.enquiries import OpenCase
from advice_tui.casework.mail import BatchMessage, BatchView, Choice, MailForm, Proposal
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.dialogs import Question, Reading
from screens.enquiry import Enquiry
from screens.form import FormDialog
from screens.mail_shown import shown
from screens.theme import glyph, spelled
from screens.widgets.field import Field, Labelled
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

SIGNS = {"new": ("✓", "$calm"), "add": ("→", "$info"), "leave": ("✗", "$ink-quiet")}
"""What becomes of a message: its glyph and colour; the words stand beside."""
BY_ITSELF = Proposal("leave", "Taken in through the form.")


@dataclass(frozen=True)
class Chosen:
    """A message of the list and what is to become of it."""

    message: BatchMessage
    chosen: Proposal = field(default_factory=lambda: Proposal("leave"))


class BatchList(RowList[Chosen]):
    """The messages, in the order of receipt. ``who`` gives a name as it may be shown now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Read", id="batch.read", tooltip="Read the marked message whole"),
    ]

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.who, self.shaded = who, False
        self._received = 16

    def key_of(self, row: Chosen) -> str:
        """Give the message's number."""
        return row.message.key

    def measure(self, width: int) -> None:
        """Show when a message came where there is room for it."""
        self._received = 16 if width >= 90 else 6  # "Tue 24 Nov 10:20" or "24 Nov"

    def heading(self, width: int) -> Content:
        """Name the columns."""
        came = "Received" if self._received > 6 else "Day"
        words = zip(("What becomes of it", "From", "Subject", came, ""), self._widths(width), strict=True)
        return said(("    ", ""), (" ".join(column(word, wide) for word, wide in words), "$ink-quiet"))

    def line(self, row: Chosen, width: int) -> Content:
        """Draw one message."""
        what, sender, subject, received, odd = self._widths(width)
        message, sign = row.message, SIGNS[row.chosen.what]
        words = row.chosen.words if not message.problem else "only in the form" if message.digest else "cannot be read"
        return said(
            (f"{column(message.key.rjust(3), 3)} ", "$ink-quiet"),
            (column(f"{glyph(sign[0])} {words}", what), sign[1]),
            " ",
            (column(self.sender(message), sender), "bold $ink" if row.chosen.what != "leave" else "$ink-quiet"),
            " ",
            (column(glyph("–") if self.shaded else message.subject or message.source.name, subject), "$ink"),
            " ",
            (column(self._when(message), received), "$ink-quiet"),
            " ",
            (column(glyph("⚠") if message.notes or message.problem or message.seen else "", odd), "$amber"),
        )

    def sender(self, message: BatchMessage) -> str:
        """Say whom a message is from: her name on file, else what it says of itself."""
        name = message.client_name or message.sender_name or message.sender_address
        return self.who(name) if name else "nobody named"

    def _when(self, message: BatchMessage) -> str:
        if message.received is None:
            return ""
        at = london(message.received)
        return f"{say_day(at.date())} {at:%H:%M}" if self._received > 6 else f"{at.day} {at:%b}"

    def _widths(self, width: int) -> tuple[int, int, int, int, int]:
        sender = 18 if width < 90 else 26
        return 18, sender, max(8, width - 4 - 18 - sender - self._received - 1 - 4), self._received, 1


class WhichCase(FormDialog):
    """Asks for the number of the open case that a message belongs to; answers with the case."""

    HEAD = "Add to a case"
    YES = "Add"

    def words(self) -> str:
        """Say what happens."""
        return "The message becomes an entry on this case, with a reply promise of its own."

    def fields(self) -> ComposeResult:
        """Yield the number."""
        yield Labelled("Case number", Field(limit=20, id="number", placeholder="26-0142"))

    @on(Field.Submitted)
    async def only_field(self, event: Field.Submitted) -> None:
        """Enter answers: there is nothing else to fill in."""
        event.prevent_default()
        await self.action_save()

    def work(self) -> Callable[[], OpenCase]:
        """Find the case."""
        number = self.given("number")
        return lambda: mail.case_named(self.desk, number)


class MailBatch(DeskScreen):
    """The list, and for the marked message why this is proposed; in a wide window the message itself beside it."""

    KEY = "mail"
    AREA = "2"
    ABOUT = (
        "Each message becomes a new enquiry, is added to an open case, or is left out: Space changes what is proposed. "
        "Enter reads the marked message whole. Nothing is stored before ^S, and u takes the whole batch back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "take", "Take in", id="batch.take", tooltip="Take the messages in as chosen"),
        Binding("space,right", "other(1)", "Change", id="batch.next", tooltip="The next of what may become of it"),
        Binding("left", "other(-1)", "Change back", id="batch.last", tooltip="The one before", show=False),
        Binding("a,f4", "add", "Add to case", id="batch.add", tooltip="Add the message to a case by its number"),
        Binding("d,delete", "leave", "Leave out", id="batch.leave", tooltip="Leave the message out"),
        Binding("o,f6", "form", "In the form", id="batch.form", tooltip="Open this message alone in the enquiry form"),
    ]
    DEFAULT_CSS = """
    MailBatch .house-body { layout: vertical; }
    MailBatch #messages { width: 1fr; height: 1fr; border-subtitle-color: $ink-quiet; }
    MailBatch #side {
        height: 6; width: 100%; border: round $line; padding: 0 1; border-title-color: $head;
        scrollbar-size-vertical: 1;
    }
    MailBatch.-tall #side { height: 12; }
    MailBatch.-wide .house-body { layout: horizontal; }
    MailBatch.-wide #side { height: 1fr; width: 58; }
    """

    def __init__(self, desk: Desk, view: BatchView) -> None:
        super().__init__(desk)
        self._rows = tuple(Chosen(choice.message, choice.chosen) for choice in view.choices())
        self._proposed = self._rows

    def body(self) -> ComposeResult:
        """Yield the list, and the marked message under or beside it."""
        with Container(classes="house-body"):
            yield BatchList(self.house.who, id="messages")
            with VerticalScroll(id="side", can_focus=False):
                yield Line("", id="about")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.query_one(BatchList).focus()

    async def reload(self) -> None:
        """Draw the list as names may be shown now; what was read stays as it was read."""
        self._show()

    def _show(self) -> None:
        listed = self.query_one(BatchList)
        listed.shaded = self.house.shade
        counts = mail.count_words(self._choices())
        listed.border_title = said(spelled(f"Messages {len(self._rows)} · {counts}"))
        listed.border_subtitle = said("Nothing is stored yet")
        listed.show(self._rows)
        self._explain()

    def _choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(row.message, row.chosen) for row in self._rows)

    @property
    def _marked(self) -> Chosen:
        row = self.query_one(BatchList).marked
        assert row is not None  # a batch is never empty
        return row

    # The marked message ---------------------------------------------------------------------------------------------

    @on(RowList.Moved, "#messages")
    def moved(self) -> None:
        """Explain the marked message once the mark rests."""
        self._explain()

    @work(group="explain", exclusive=True)
    async def _explain(self) -> None:
        if not self.query("#messages, #side"):
            return  # the screen goes
        row = self._marked
        frame = self.query_one("#side", VerticalScroll)
        frame.border_title = said(f"Message {row.message.key} of {len(self._rows)}")
        frame.scroll_home(animate=False)
        about = self.query_one("#about", Line)
        about.update(self._words(row))
        if not self.has_class("-wide") or self.house.shade or not row.message.digest:
            return
        whole = await self.ask(mail.read_again, self.desk, row.message)
        if whole is not None and self.is_current and self._marked == row:
            about.update(said(self._words(row), "\n\n", shown(whole)))

    def _words(self, row: Chosen) -> Content:
        """Say what becomes of a message and why, whom it is from, and what is odd about it."""
        message, (sign, style) = row.message, SIGNS[row.chosen.what]
        lines = [said((f"{glyph(sign)} {row.chosen.words.capitalize()}. ", f"bold {style}"), row.chosen.why)]
        if row.chosen.case is not None and row.chosen.case.about and not self.house.shade:
            lines.append(said((f"{row.chosen.case.number}  ", "bold $key"), row.chosen.case.line.partition(" ")[2]))
        if message.sender_address and not self.house.shade:
            known = f"{message.client_name} (on file)" if message.client_name else "not on file"
            lines.append(said((message.sender_address, "$ink"), f" {glyph('·')} {known}"))
        lines += [said((f"{glyph('▪')} {', '.join(message.files)}", "$ink-quiet"))] if message.files else []
        odd = dict.fromkeys(note for note in (message.problem, message.seen, *message.notes) if note != row.chosen.why)
        lines += [said((f"{glyph('⚠')} {note}", "$amber")) for note in odd if note]
        lines.append(said((message.source.name, "$ink-quiet")))
        parts: list[Content | str] = []
        for line in lines:
            parts += [line, "\n"]
        return said(*parts[:-1])

    @on(RowList.Chosen, "#messages")
    async def read(self, event: RowList.Chosen) -> None:
        """Show the message whole."""
        message: BatchMessage = event.row.message
        if not message.digest:
            self.house.tell(message.problem)
            return
        whole = await self.ask(mail.read_again, self.desk, message)
        if whole is not None and self.is_current:
            self.app.push_screen(Reading(f"Message {message.key}", shown(whole)))

    # What becomes of it ---------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who may read cases adds to one."""
        if action == "add":
            return may(self.desk.role, Act.READ_CASE)
        return super().check_action(action, parameters)

    def _choose(self, message: BatchMessage, chosen: Proposal) -> None:
        self._rows = tuple(Chosen(message, chosen) if row.message.key == message.key else row for row in self._rows)
        self._show()

    def _may_change(self, row: Chosen) -> bool:
        if row.message.problem:
            self.house.tell(row.message.problem)
        elif row.chosen is BY_ITSELF:
            self.house.tell("This message was taken in through the form already.")
        return not row.message.problem and row.chosen is not BY_ITSELF

    def action_other(self, by: int) -> None:
        """Choose the next, or the one before, of what may become of the marked message."""
        row = self._marked
        if not self._may_change(row):
            return
        options = row.message.options
        same = (place for place, one in enumerate(options) if one.same_as(row.chosen))
        at = next(same, -1)
        if len(options) == 1:
            self.house.tell(row.message.form_problem or "There is nothing else that may become of it.")
        else:
            self._choose(row.message, options[(at + by) % len(options)])

    def action_leave(self) -> None:
        """Leave the marked message out."""
        row = self._marked
        if row.chosen.what != "leave":
            self._choose(row.message, Proposal("leave"))

    def action_add(self) -> None:
        """Ask for the case that the marked message is added to."""
        if self._may_change(self._marked):
            self.app.push_screen(WhichCase(self.desk), self._add)

    def _add(self, case: OpenCase | None) -> None:
        if case is not None:
            self._choose(self._marked.message, Proposal("add", "You said so.", case))

    async def action_form(self) -> None:
        """Open the marked message alone in the enquiry form."""
        row = self._marked
        if not row.message.digest or row.chosen is BY_ITSELF:
            self._may_change(row)
            return
        whole: MailForm | None = await self.ask(mail.read_again, self.desk, row.message)
        if whole is not None and self.is_current:
            self.app.push_screen(Enquiry(self.desk, message=whole, path=row.message.source.place), self._form_done)

    def _form_done(self, case_id: str | None) -> None:
        if case_id:
            self._choose(self._marked.message, BY_ITSELF)

    # Done -----------------------------------------------------------------------------------------------------------

    async def action_take(self) -> None:
        """Take the messages in: the result is said with its numbers, and u takes it back."""
        if self.busy:
            return
        taken = await self.call(mail.take_batch, self.desk, self._choices())
        if taken is None:
            return
        self.house.offer_undo(taken.undo)
        self.house.tell(taken.sentence)
        if self.is_current:
            self.dismiss(taken.id)

    async def action_back(self) -> None:
        """One step back; who has chosen something is asked first, for it is not kept."""
        if self.busy:
            return
        if self._rows == self._proposed or all(row.chosen is BY_ITSELF for row in self._changed()):
            self.dismiss(None)
        else:
            words = "What you chose for these messages is forgotten. The files stay, and can be read again."
            self.app.push_screen(Question("Leave this list?", words, yes="Leave it"), self._left)

    def _changed(self) -> list[Chosen]:
        return [row for row, before in zip(self._rows, self._proposed, strict=True) if row != before]

    def _left(self, yes: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
        if yes:
            self.dismiss(None)
