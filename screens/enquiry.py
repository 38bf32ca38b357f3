"""The enquiry form: how and when it came in, who asks and what about, with the promise beside it as one types."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll

from advice_tui.casework import drafts, enquiries, mail
from advice_tui.casework.enquiries import ClientRow, EnquiryForm, Taken
from advice_tui.casework.mail import MailForm
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, When, read_when
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput
from screens.base import DeskScreen
from screens.dialogs import Reading
from screens.search import WhichClient
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.promise_panel import PromisePanel
from screens.widgets.said import said
from screens.widgets.text_box import TextBox

DRAFT = "enquiry"
"""The subject of the draft: one unfinished enquiry a person."""
CLIENT = "client:"
"""A screen with this subject and a client's id begins with that client."""
TEXTS = ("received", "name", "known_as", "student_number", "email", "phone", "contact_note")
OF_CLIENT = ("name", "known_as", "student_number", "email", "phone", "contact_note", "voicemail")
NOW = "now"
DAY_ALONE = "Add the time, such as tue 14:00: an hour may decide which day counts."


class Enquiry(DeskScreen):
    """One enquiry. Everything typed is kept as a draft; saving shows what is wrong under each field, all at once."""

    KEY = "enquiry"
    AREA = "2"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Save", id="enquiry.save", tooltip="Save the enquiry and open a case"),
        Binding(
            "f4",
            "same",
            "Same person",
            id="enquiry.same",
            tooltip="Take the client on file who may be the same, or let go",
        ),
        Binding("f2", "working", "Why this date", id="enquiry.working", tooltip="Show the sum behind the date"),
        Binding("f5", "afresh", "Start afresh", id="enquiry.afresh", tooltip="Throw the draft away and begin again"),
    ]
    DEFAULT_CSS = """
    Enquiry #form {
        width: 1fr; height: 1fr; border: round $line-bright; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $key; border-title-style: bold; border-subtitle-color: $ink-quiet;
    }
    Enquiry .house-body { layout: vertical; }
    Enquiry PromisePanel { height: 4; width: 100%; }
    Enquiry.-wide .house-body { layout: horizontal; }
    Enquiry.-wide PromisePanel { height: 1fr; width: 58; }
    Enquiry #about-row { grid-rows: 6 auto; }
    Enquiry.-tall #about-row { grid-rows: 14 auto; }
    Enquiry #about { height: 100%; background: $ground; }
    Enquiry.-tall Labelled { margin-bottom: 1; }
    """

    def __init__(self, desk: Desk, subject: str = "", *, message: MailForm | None = None, path: str = "") -> None:
        super().__init__(desk, subject)
        self._message, self._path = message, path
        self._client_id: str | None = None
        self._offered: tuple[ClientRow, ...] = ()
        self._begun = False
        self._stored = False

    # The form -------------------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Yield the form, and the promise under or beside it."""
        policy = self.desk.policy
        channels = tuple(Choice(one.key, one.label) for one in policy.channels)
        topics = (Choice("", "None yet"), *(Choice(one.key, one.label) for one in policy.topics))
        with Horizontal(classes="house-body"):
            with VerticalScroll(id="form", can_focus=False) as form:
                form.border_title = said("New enquiry")
                yield Labelled("Came by", Pick(channels, id="channel"))
                yield Labelled("Received", Field(NOW, limit=60, id="received"))
                yield Labelled("Name", Field(limit=Limit.NAME, id="name"))
                yield Labelled("Known as", Field(limit=Limit.NAME, id="known_as"))
                yield Labelled("Student number", Field(limit=Limit.STUDENT_NUMBER * 2, id="student_number"))
                yield Labelled("E-mail", Field(limit=Limit.EMAIL, id="email"))
                yield Labelled("Telephone", Field(limit=Limit.PHONE, id="phone"))
                yield Labelled(
                    "Safe to contact",
                    Field(limit=Limit.SHORT, id="contact_note", placeholder="Such as: mobile only, after 5"),
                )
                yield Labelled("Voicemail", Pick((Choice("no", "No"), Choice("yes", "Yes")), "no", id="voicemail"))
                yield Labelled("Topic", Pick(topics, id="topic"))
                yield Labelled("About", TextBox(limit=Limit.NOTE, id="about"), id="about-row")
            yield PromisePanel(id="panel")

    def on_mount(self) -> None:
        """Begin on how it came in; follow the minute, for "now" moves."""
        super().on_mount()
        self.query_one("#channel").focus()
        self._field("received").select_on_focus = True
        self.watch(self.house, "minute", self._minute, init=False)
        self._fill()

    async def reload(self) -> None:
        """Count again: the form itself is never read anew under the hands of who types."""
        await self._show_promise()
        if self.is_attached:
            self._show_people()

    @work(group="fill")
    async def _fill(self) -> None:
        """Fill the form from a message, a client or the draft."""
        if self._message is not None:
            self._put(self._message.form)
            self._say_message()
        elif self.subject.startswith(CLIENT):
            await self._take_client(self.subject.removeprefix(CLIENT))
        else:
            await self._bring_back()
        self._begun = True

    async def _bring_back(self) -> None:
        """Offer the draft back by putting it into the form."""
        kept = await self.ask(drafts.find, self.desk, DRAFT)
        if kept is None:
            return
        for name in TEXTS:
            self._field(name).value = kept.data.get(name, self._field(name).value)
        for name in ("channel", "voicemail", "topic"):
            self.query_one(f"#{name}", Pick).value = kept.data.get(name, "")
        self.query_one("#about", TextBox).text = kept.data.get("about", "")
        if kept.data.get("client_id"):
            await self._take_client(kept.data["client_id"])
        if kept.data.get("mail_path"):
            await self._read_again(kept.data["mail_path"])
        at = london(kept.at)
        self._subtitle(f"Your draft of {say_day(at.date())} {at:%H:%M} is back. F5 starts afresh")

    async def _read_again(self, path: str) -> None:
        message = await self.ask(mail.read_mail, self.desk, Path(path))
        if message is None:
            self.house.tell("The message's file is gone, so its attachments will not be taken in.", "warning")
        self._message, self._path = message, path if message else ""

    def _say_message(self) -> None:
        assert self._message is not None
        files = len(self._message.mail.attachments)
        words = "no attachment" if not files else f"{files} attachment{'s' if files > 1 else ''}"
        self._subtitle(f"From an e-mail with {words}")

    def _subtitle(self, words: str) -> None:
        self.query_one("#form", VerticalScroll).border_subtitle = said(words)

    def _field(self, name: str) -> Field:
        return self.query_one(f"#{name}", Field)

    def _put(self, form: EnquiryForm) -> None:
        """Show a form's values."""
        self.query_one("#channel", Pick).value = form.channel
        received = london(form.received)
        self._field("received").value = f"{say_day(received.date(), year=True)} {received:%H:%M}"
        for name in TEXTS[1:]:
            self._field(name).value = getattr(form, name)
        self.query_one("#voicemail", Pick).value = "yes" if form.voicemail_ok else "no"
        self.query_one("#about", TextBox).text = form.about

    def _form(self, received: datetime) -> EnquiryForm:
        """Give the form as it is typed."""
        texts = {name: self._field(name).value for name in TEXTS[1:]}
        return EnquiryForm(
            channel=self.query_one("#channel", Pick).value,
            received=received,
            about=self.query_one("#about", TextBox).text,
            voicemail_ok=self.query_one("#voicemail", Pick).value == "yes",
            topic=self.query_one("#topic", Pick).value or None,
            client_id=self._client_id,
            **texts,
        )

    def _received(self) -> tuple[datetime | None, str]:
        """Read when it was received: the moment, or the sentence about what is wrong; and the echo of it."""
        now = self.desk.now
        text = self._field("received").value.strip()
        if self._message is not None and text == self._typed_message_date():
            return self._message.form.received, text
        read = read_when(text or NOW, now, past=True)
        if isinstance(read, Unread):
            return None, read.sentence
        return self._moment(read, now, text)

    def _moment(self, read: When, now: datetime, text: str) -> tuple[datetime | None, str]:
        if not text or text.casefold() == NOW:
            return now, read.echo()
        if read.time is None:
            return None, DAY_ALONE
        return read.instant(), f"{read.echo()} {read.note}".strip()

    def _typed_message_date(self) -> str:
        assert self._message is not None
        at = london(self._message.form.received)
        return f"{say_day(at.date(), year=True)} {at:%H:%M}"

    # While it is typed ----------------------------------------------------------------------------------------------

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what is typed; a form in which only the beginning's values stand is no draft."""
        if self._stored or not self._begun:
            return None  # before the form is filled it would overwrite the draft that is about to be brought back
        texts = {name: self._field(name).value for name in TEXTS}
        about = self.query_one("#about", TextBox).text
        if not about.strip() and not any(text.strip() for name, text in texts.items() if name != "received"):
            return None
        picks = {name: self.query_one(f"#{name}", Pick).value for name in ("channel", "voicemail", "topic")}
        return DRAFT, {**texts, **picks, "about": about, "client_id": self._client_id or "", "mail_path": self._path}

    def _minute(self) -> None:
        if self.is_current and self._field("received").value.strip().casefold() in {"", NOW}:
            self._count_again()

    @on(Pick.Changed, "#channel")
    @on(Field.Changed, "#received")
    def moved(self) -> None:
        """Count again."""
        self._count_again()

    @work(group="promise", exclusive=True)
    async def _count_again(self) -> None:
        await self._show_promise()

    async def _show_promise(self) -> None:
        received, words = self._received()
        row = next(row for row in self.query(Labelled) if row.field.id == "received")
        row.hint = words
        row.problem(words if received is None and row.has_class("-problem") else "")
        panel = self.query_one(PromisePanel)
        if received is None:
            panel.promise(None, "The promise is shown when it is clear when the enquiry was received.")
            return
        channel = self.query_one("#channel", Pick).value
        preview = await self.ask(enquiries.preview, self.desk, channel, received)
        if self.is_attached:
            panel.promise(preview)

    @on(Field.Changed)
    @on(Pick.Changed)
    @on(TextBox.Changed)
    def changed(self) -> None:
        """Keep the draft soon."""
        self.draft_soon()

    @on(Field.Changed, "#name")
    @on(Field.Changed, "#student_number")
    @on(Field.Changed, "#email")
    def who_changed(self) -> None:
        """Look for the same person on file."""
        if self._client_id is None:
            self._look()

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        name, number, email = (self._field(part).value for part in ("name", "student_number", "email"))
        found = await self.ask(enquiries.clients_like, self.desk, name, number, email)
        if found is not None and self.is_attached:
            self._offered = found
            self._show_people()

    def _show_people(self) -> None:
        """Show who may be the same and who was taken, as names may be shown now."""
        panel, shaded = self.query_one(PromisePanel), self.house.shade and self._client_id is not None
        panel.people(self._offered, tuple(self.house.who(row.name) for row in self._offered))
        panel.known(self.house.who(self._field("name").value) if self._client_id is not None else "")
        for name in TEXTS[1:]:
            self._field(name).password = shaded

    @on(Field.Submitted)
    @on(Pick.Done)
    def next_field(self) -> None:
        """Enter goes on to the next field."""
        self.focus_next()

    # Keys -----------------------------------------------------------------------------------------------------------

    async def action_same(self) -> None:
        """Take the client on file; when one is taken, let go; when several may be meant, ask which."""
        if self._client_id is not None:
            self._let_go()
        elif not self._offered:
            self.house.tell("Nobody on file has this number, e-mail address or name.")
        elif len(self._offered) == 1:
            await self._take_client(self._offered[0].id)
        else:
            names = tuple(
                Choice(row.id, f"{self.house.who(row.name)}  {row.student_number}", row.why) for row in self._offered
            )
            self.app.push_screen(WhichClient(names), self._which)

    async def _which(self, client_id: str | None) -> None:
        if client_id:
            await self._take_client(client_id)

    async def _take_client(self, client_id: str) -> None:
        form = await self.ask(enquiries.client_form, self.desk, client_id, self._form(self.desk.now))
        if form is None:
            return
        self._client_id = client_id
        for name in TEXTS[1:]:
            self._field(name).value = getattr(form, name)
        self.query_one("#voicemail", Pick).value = "yes" if form.voicemail_ok else "no"
        self._lock_client(locked=True)
        self._show_people()

    def _let_go(self) -> None:
        self._client_id = None
        self._lock_client(locked=False)
        self._show_people()
        self.who_changed()
        self.draft_soon()

    def _lock_client(self, *, locked: bool) -> None:
        for name in OF_CLIENT:
            self.query_one(f"#{name}").disabled = locked
        if locked:
            self.query_one("#topic").focus()
        else:
            self.query_one("#name").focus()

    def action_working(self) -> None:
        """Show the sum behind the date."""
        panel = self.query_one(PromisePanel)
        text = panel.working()
        if text is None:
            self.house.tell("There is no date yet: say when the enquiry was received.")
        else:
            self.app.push_screen(Reading("Why this date", text))

    async def action_afresh(self) -> None:
        """Throw the draft away and begin again."""
        if not await self.done(drafts.discard, self.desk, DRAFT):
            return
        self._message, self._path = None, ""
        if self._client_id is not None:
            self._let_go()
        for name in TEXTS:
            self._field(name).value = NOW if name == "received" else ""
        for pick in self.query(Pick):
            pick.value = pick.options[0].key
        self.query_one("#about", TextBox).text = ""
        self._subtitle("")
        self.show_problems({})
        self.query_one("#channel").focus()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show the problems of a contact instruction under the fields that make it."""
        moved: dict[str, str] = {}
        for name, sentence in problems.items():
            part = name.removeprefix("safe_contact.")
            where = name if part == name else "voicemail" if part in {"channels", "voicemail"} else "contact_note"
            moved[where] = f"{moved[where]} {sentence}" if where in moved else sentence
        super().show_problems(moved)

    async def action_save(self) -> None:
        """Save: every problem under its field, or the case opened and its number said."""
        received, problem = self._received()
        form = self._form(received or self.desk.now)
        await self.keep_draft()
        taken = await self.call(self._take, form, "" if received else problem)
        if taken is not None:
            self._stored = True
            self.house.offer_undo(taken.undo)
            self.house.tell(taken.sentence)
            if self.is_current:
                self.dismiss(taken.case_id)

    def _take(self, form: EnquiryForm, problem: str) -> Taken:
        """In the casework thread: refuse with every problem at once, or store."""
        if problem:
            raise BadInput(enquiries.problems(self.desk, form) | {"received": problem})
        if self._message is not None:
            return mail.take_mail(self.desk, self._message, form, draft=DRAFT)
        return enquiries.take(self.desk, form, draft=DRAFT)
