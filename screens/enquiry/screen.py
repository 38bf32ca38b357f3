"""The screen of one enquiry: the promise as one types, the draft, the same person, and the saving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from advice_tui.casework import drafts, enquiries, mail, no_record, providers
from advice_tui.casework.conflict_checks import ConflictFound
from advice_tui.casework.eligibility import Refused
from advice_tui.casework.enquiries import ClientRow, Taken
from advice_tui.casework.mail import MailForm
from advice_tui.casework.no_record import Counted
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput
from screens.dialogs import Reading
from screens.eligibility_dialogs import RefuseNotEligible
from screens.enquiry.fields import NOW, EnquiryFields
from screens.enquiry.stopping import Stopping
from screens.search import WhichClient
from screens.widgets.press import Choice
from screens.widgets.promise_panel import Notice, PromisePanel
from screens.widgets.said import said

DRAFT = "enquiry"
"""The subject of the draft: one unfinished enquiry a person."""
CLIENT = "client:"
"""A screen with this subject and a client's id begins with that client."""
DAY_ALONE = "Add the time, such as tue 14:00: an hour may decide which day counts."
SENT_ON = "Counts it with whom she was told of: no case is opened and no name is kept."
_FIELDS = {"note": "contact_note", "times": "times", "channels": "may", "numbers": "phone"}
"""Under which field a problem of the contact instruction stands."""


class Enquiry(Stopping):
    """One enquiry. Everything typed is kept as a draft; saving shows what is wrong under each field, all at once."""

    KEY = "enquiry"
    AREA = "2"
    ABOUT = (
        "A new enquiry: who asks, how it came in and what it is about. While you type, the screen says by when a "
        "reply is due and who on file may be the same person. What is typed is kept as a draft until ^S opens the "
        "case."
    )
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
        Binding(
            "f7",
            "not_eligible",
            "Not eligible",
            id="enquiry.not_eligible",
            tooltip="Tell somebody the service is not for where to go, and count it",
        ),
    ]
    DEFAULT_CSS = """
    Enquiry .house-body { layout: vertical; }
    Enquiry PromisePanel { height: 4; width: 100%; }
    Enquiry PromisePanel.-notice { height: auto; max-height: 10; }
    Enquiry.-wide .house-body { layout: horizontal; }
    Enquiry.-wide EnquiryFields { width: 64%; max-width: 104; }
    Enquiry.-wide PromisePanel, Enquiry.-wide PromisePanel.-notice { height: 1fr; max-height: 100%; width: 1fr; }
    Enquiry.-tall #about-row { grid-rows: 12 auto; }
    Enquiry.-tall Labelled.-last { margin-bottom: 1; }
    """

    def __init__(self, desk: Desk, subject: str = "", *, message: MailForm | None = None, path: str = "") -> None:
        super().__init__(desk, subject)
        self._message, self._path = message, path
        self._client_id: str | None = None
        self._offered: tuple[ClientRow, ...] = ()
        self._begun = False
        self._stored = False

    @property
    def fields(self) -> EnquiryFields:
        """The form."""
        return self.query_one(EnquiryFields)

    def body(self) -> ComposeResult:
        """Yield the form, and the promise under or beside it."""
        with Horizontal(classes="house-body"):
            yield EnquiryFields(self.desk.policy, self.desk.now, self.house.who)
            yield PromisePanel(id="panel")

    def on_mount(self) -> None:
        """Begin on how it came in; follow the minute, for "now" moves."""
        super().on_mount()
        self.query_one("#channel").focus()
        self.watch(self.house, "minute", self._minute, init=False)
        self._fill()

    async def reload(self) -> None:
        """Count again: the form itself is never read anew under the hands of who types."""
        if self._stored:  # it is about to close
            return
        await self._show_promise()
        if self.is_attached:
            self._show_people()

    # Where it begins ------------------------------------------------------------------------------------------------

    @work(group="fill")
    async def _fill(self) -> None:
        """Fill the form from a message, a client or the draft."""
        if self._message is not None:
            self._put_message(self._message)
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
        self.fields.put(kept.data)
        if kept.data.get("client_id"):
            await self._take_client(kept.data["client_id"], case_id=kept.data.get("case_id", ""))
        if kept.data.get("mail_path"):
            await self._read_again(kept.data["mail_path"])
        at = london(kept.at)
        self._subtitle(f"Your draft of {say_day(at.date())} {at:%H:%M} is back. F5 starts afresh")
        if kept.others:
            self.house.tell("Another window holds an unfinished enquiry of yours too. It comes back after this one.")

    async def _read_again(self, path: str) -> None:
        message = await self.ask(mail.read_mail, self.desk, Path(path))
        if message is None:
            self.house.tell("The message's file is gone, so its attachments will not be taken in.", "warning")
        self._message, self._path = message, path if message else ""

    def _put_message(self, message: MailForm) -> None:
        """Show what a message says of itself."""
        files = len(message.mail.attachments)
        words = "no attachment" if not files else f"{files} attachment{'s' if files > 1 else ''}"
        self.fields.put_form(message.form)
        self.fields.put(
            {"channel": message.form.channel, "received": _dated(message.form.received), "about": message.form.about}
        )
        self._subtitle(f"From an e-mail with {words}")

    def _subtitle(self, words: str) -> None:
        self.fields.border_subtitle = said(words)

    def _received(self) -> tuple[datetime | None, str]:
        """Read when it was received: the moment, or the sentence about what is wrong; and the echo of it."""
        now = self.desk.now
        text = self.fields.field("received").value.strip()
        if self._message is not None and text == _dated(self._message.form.received):
            return self._message.form.received, text
        return received_of(text, now)

    # While it is typed ----------------------------------------------------------------------------------------------

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what is typed; none when only the beginning's values stand, or the student wants no record."""
        if self._stored or not self._begun:
            return None  # before the form is filled it would overwrite the draft that is about to be brought back
        fields = self.fields
        if fields.without_record or fields.is_blank:
            return None
        return DRAFT, {**fields.values(), "client_id": self._client_id or "", "mail_path": self._path}

    def _minute(self) -> None:
        if self.is_current and self.fields.field("received").value.strip().casefold() in {"", NOW}:
            self._count_again()

    @on(EnquiryFields.Changed)
    def changed(self, event: EnquiryFields.Changed) -> None:
        """Keep the draft soon, and follow what the change means."""
        name = event.field_name
        if name == "record" and self.fields.without_record:
            self._forget()
        self.draft_soon()
        if name in {"channel", "received", "case_id", "record"}:
            self._count_again()
        if name in {"record", "name", "student_number", "email"} and self._client_id is None:
            self._look()
        if name in {"record", "eligibility", "case_id"}:
            self._show_notice()

    @work(group="forget", exclusive=True)
    async def _forget(self) -> None:
        """Throw away at once what was kept of a student who wants no record; let a client on file go (I-24; L-17)."""
        if self._client_id is not None:
            self._let_go()
        if self._begun:
            await self.done(no_record.forget_typed, self.desk, DRAFT)

    @work(group="promise", exclusive=True)
    async def _count_again(self) -> None:
        await self._show_promise()

    async def _show_promise(self) -> None:
        received, words = self._received()
        row = self.fields.row("received")
        row.hint = words
        row.problem(words if received is None and row.has_class("-problem") else "")
        panel = self.query_one(PromisePanel)
        if received is None:
            panel.promise(None, "The promise is shown when it is clear when the enquiry was received.")
            return
        fields = self.fields
        preview = await self.ask(enquiries.preview, self.desk, fields.channel, received, case_id=fields.case_id)
        if self.is_attached:
            panel.promise(preview)

    def _show_notice(self) -> None:
        """Show what the choices ask staff to say: a refusal, or what advice without a record means."""
        policy, fields = self.desk.policy, self.fields
        notice: Notice = ()
        if fields.without_record and no_record.offered(policy):
            notice = (("Read out", policy.fill("no_record")), ("For you", policy.words(policy.no_record.adviser_told)))
        elif fields.without_record:
            notice = (("Not offered", no_record.not_offered(policy)),)
        elif fields.refused:
            notice = (("Say", policy.words(policy.eligibility.refusal)), ("F7", SENT_ON))
        self.query_one(PromisePanel).notice(notice, nobody=fields.without_record)

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        name, number, email = (self.fields.field(part).value for part in ("name", "student_number", "email"))
        found = await self.ask(enquiries.clients_like, self.desk, name, number, email)
        if found is not None and self.is_attached:
            self._offered = found
            self._show_people()

    def _show_people(self) -> None:
        """Show who may be the same and who was taken, as names may be shown now."""
        panel, fields = self.query_one(PromisePanel), self.fields
        panel.people(self._offered, tuple(self.house.who(row.name) for row in self._offered))
        panel.known(self.house.who(fields.field("name").value) if self._client_id is not None else "")
        fields.shaded = self.house.shade
        fields.draw()

    # Keys -----------------------------------------------------------------------------------------------------------

    async def action_same(self) -> None:
        """Take the client on file; when one is taken, let go; when several may be meant, ask which."""
        if self._client_id is not None:
            self._let_go()
        elif self.fields.without_record:
            self.house.tell("No record is wanted: nobody on file is looked for.")
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

    async def _take_client(self, client_id: str, *, case_id: str = "") -> None:
        fields = self.fields
        form = await self.ask(enquiries.client_form, self.desk, client_id, fields.form(self.desk.now, None))
        if form is None:
            return
        cases = None
        if may(self.desk.role, Act.READ_CASE):
            cases = await self.ask(enquiries.open_cases, self.desk, client_id)
        self._client_id = client_id
        fields.take(form, cases or (), case_id)
        self.query_one("#case_id" if cases else "#topic").focus()
        self._show_people()
        self._count_again()

    def _let_go(self) -> None:
        self._client_id = None
        self.fields.take(None)
        if not self.fields.without_record:
            self.query_one("#name").focus()
            self._look()
        self._show_people()
        self.draft_soon()

    def action_working(self) -> None:
        """Show the sum behind the date."""
        text = self.query_one(PromisePanel).working()
        if text is None:
            self.house.tell("There is no date yet: say when the enquiry was received.")
        else:
            self.app.push_screen(Reading("Why this date", text))

    async def action_not_eligible(self) -> None:
        """Count somebody the service is not for, and say whom she was told of; nothing of her is kept (I-44f; L-1)."""
        known = await self.ask(providers.listed, self.desk)
        if known is not None:
            chosen = self.fields.pick("eligibility").value
            form = RefuseNotEligible(self.desk, known, channel=self.fields.channel, group=chosen, draft=DRAFT)
            self.app.push_screen(form, self._not_eligible)

    def _not_eligible(self, done: Refused | None) -> None:
        if done is not None:
            self._stored = True
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)
            self.dismiss(None)

    async def action_afresh(self) -> None:
        """Throw the draft away and begin again."""
        if not await self.done(drafts.discard, self.desk, DRAFT):
            return
        self._message, self._path = None, ""
        if self._client_id is not None:
            self._let_go()
        self.fields.clear()
        self._subtitle("")
        self.show_problems({})
        self.query_one("#channel").focus()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show the problems of a contact instruction under the fields that make it."""
        moved: dict[str, str] = {}
        for name, sentence in problems.items():
            part = name.removeprefix("safe_contact.")
            where = name if part == name else _FIELDS.get(part, "may")
            moved[where] = f"{moved[where]} {sentence}" if where in moved else sentence
        super().show_problems(moved)

    async def action_save(self) -> None:
        """Save: every problem under its field, or the case opened and its number said; a conflict stops it."""
        await self._save()

    async def _save(self, *, kept: bool = False) -> None:
        work = self._saving(kept=kept)
        await self.keep_draft()
        saved = await self.call(work)
        if saved is None:
            return
        if isinstance(saved, ConflictFound):
            self.stop_here(lambda: self.call_next(self._save, kept=True))
            return
        self._stored = True
        self.house.offer_undo(saved.undo)
        self.house.tell(saved.sentence)
        if kept and isinstance(saved, Taken):
            self.open_conflict(saved.case_id)
        if self.is_current:
            self.dismiss(saved.case_id if isinstance(saved, Taken) and not kept else None)

    def _saving(self, *, kept: bool = False) -> Callable[[], Taken | Counted | ConflictFound]:
        """Give what saves the form as it is now: it refuses with every problem at once, stores, or gives the conflict.

        ``kept`` stores it all the same, to be dealt with as a conflict.
        """
        received, problem = self._received()
        desk, message, at = self.desk, self._message, received or self.desk.now
        without = self.fields.no_record_form(at) if self.fields.without_record else None
        form = self.fields.form(at, self._client_id)

        def stored() -> Taken | Counted:
            if received is None:
                wrong = no_record.problems(desk, without) if without else enquiries.problems(desk, form)
                raise BadInput(wrong | {"received": problem})
            if without is not None:
                return no_record.count(desk, without, draft=DRAFT)
            if message is not None:
                return mail.take_mail(desk, message, form, draft=DRAFT, kept=kept)
            return enquiries.take(desk, form, draft=DRAFT, kept=kept)

        def save() -> Taken | Counted | ConflictFound:
            try:
                return stored()
            except ConflictFound as conflict:
                return conflict

        return save


def received_of(text: str, now: datetime) -> tuple[datetime | None, str]:
    """Read when a contact was received: the moment and its echo, or None and the sentence about what is wrong."""
    read = read_when(text or NOW, now, past=True)
    if isinstance(read, Unread):
        return None, read.sentence
    if not text or text.casefold() == NOW:
        return now.replace(second=0, microsecond=0), read.echo()
    if read.time is None:
        return None, DAY_ALONE
    return read.instant(), f"{read.echo()} {read.note}".strip()


def _dated(instant: datetime) -> str:
    at = london(instant)
    return f"{say_day(at.date(), year=True)} {at:%H:%M}"
