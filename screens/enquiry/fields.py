"""The fields of an enquiry: what they hold as plain texts, which of them count now, and the form they make."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message

from advice_tui.casework.enquiries import EnquiryForm, OpenCase
from advice_tui.casework.no_record import NoRecordForm
from advice_tui.policy import Policy
from advice_tui.rules.case_details import Agency, Party
from advice_tui.rules.text import Limit
from screens.widgets.field import Field, Labelled
from screens.widgets.named import NamedFields
from screens.widgets.people_editor import Listed, Who, agencies_editor, party_words, people_editor
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.said import said
from screens.widgets.text_box import TextBox
from screens.widgets.ticks import Ticks

NOW = "now"
KEPT, NONE = "kept", "none"
NEW_CASE = "new"
TEXTS = ("received", "name", "known_as", "student_number", "email", "phone", "contact_note", "times", "adjustments")
PICKS = ("channel", "record", "case_id", "eligibility", "topic", "told", "explained")
OF_CLIENT = ("name", "known_as", "student_number", "email", "phone", "contact_note", "times", "may")
PARTS_OF_CLIENT = (*OF_CLIENT[:-1], "voicemail_ok", "by_post", "name_service", "places")
OF_NEW_CASE = ("eligibility", "topic", "told", "parties", "agencies", "adjustments")
WITHOUT_RECORD = ("channel", "record", "received", "topic", "explained")
VOICEMAIL, POST, NAMED = "voicemail", "by_post", "name_service"
"""Boxes of "May be reached" that are no place of the policy's; voicemail may be one, under the same key."""
YES_NO = (Choice("no", "No"), Choice("yes", "Yes"))


class EnquiryFields(NamedFields):
    """The form. While a client on file is taken her details are locked, and are given back as they were taken."""

    DEFAULT_CSS = """
    EnquiryFields {
        width: 1fr; height: 1fr; border: round $line-bright; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $key; border-title-style: bold; border-subtitle-color: $ink-quiet;
    }
    EnquiryFields #about-row { grid-rows: 6 auto; }
    EnquiryFields #about { height: 100%; background: $ground; }
    """

    class Changed(Message):
        """Something was typed or chosen; ``name`` is the field's."""

        def __init__(self, field_name: str) -> None:
            super().__init__()
            self.field_name = field_name

    def __init__(self, policy: Policy, now: datetime, who: Who) -> None:
        super().__init__(id="form")
        self._policy, self._now, self._who = policy, now, who
        self._client: EnquiryForm | None = None
        self.shaded = False
        self._cases: tuple[OpenCase, ...] = ()
        self._parties: tuple[Party, ...] = ()
        self._agencies: tuple[Agency, ...] = ()

    # The rows -------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Yield the rows: how it came, who it is, what about, and what need not be filled in."""
        self.border_title = said("New enquiry")
        policy = self._policy
        record = (Choice(KEPT, "Kept"), Choice(NONE, "No record wanted"))
        yield Labelled("Came by", Pick(_choices(policy.channels), id="channel"))
        yield Labelled("Record", Pick(record, KEPT, id="record"))
        yield Labelled("Received", Field(NOW, limit=60, id="received"), classes="-last")
        yield Labelled("Explained", Pick(YES_NO, "no", id="explained"))
        yield Labelled("Case", Pick((Choice(NEW_CASE, "New case"),), id="case_id"), classes="-last")
        yield from self._person()
        yield from self._matter()

    def _person(self) -> Iterator[Labelled]:
        """Yield who it is and how she may be reached (L-23)."""
        yield Labelled("Name", Field(limit=Limit.NAME, id="name"))
        yield Labelled("Known as", Field(limit=Limit.NAME, id="known_as"))
        yield Labelled("Student number", Field(limit=Limit.STUDENT_NUMBER * 2, id="student_number"))
        yield Labelled("E-mail", Field(limit=Limit.EMAIL, id="email"))
        yield Labelled("Telephone", Field(limit=Limit.PHONE, id="phone"), classes="-last")
        note = Field(limit=Limit.SHORT, id="contact_note", placeholder="Such as: mobile only, not at home")
        yield Labelled("Safe to contact", note)
        yield Labelled("Safe times", Field(limit=Limit.SHORT, id="times", placeholder="Such as: after 5, not Fridays"))
        yield Labelled("May be reached", Ticks(self._ways(), id="may"), classes="-last")

    def _matter(self) -> Iterator[Labelled]:
        """Yield what it is about, and who else is in it."""
        policy = self._policy
        groups = _choices((*policy.eligibility.groups, *policy.eligibility.others))
        yield Labelled("Who is asking", Pick(groups, id="eligibility"))
        yield Labelled("Topic", Pick((Choice("", "None yet"), *_choices(policy.topics)), id="topic"))
        told = (Choice("no", "Not yet"), Choice("yes", "Yes, told"))
        yield Labelled("Told of record", Pick(told, "no", id="told"), classes="-last")
        yield Labelled("About", TextBox(limit=Limit.NOTE, id="about"), id="about-row", classes="-last")
        yield Labelled("Other people", Listed(id="parties"))
        yield Labelled("Other agencies", Listed(id="agencies"))
        yield Labelled(
            "Adjustments", Field(limit=Limit.SHORT, id="adjustments", placeholder="Such as: large print, a quiet room")
        )

    def _ways(self) -> tuple[Choice, ...]:
        """Give the boxes: the policy's places, voicemail, post, and whether the service may be named."""
        places = _choices(self._policy.consent.ask_about_places)
        voicemail = () if any(place.key == VOICEMAIL for place in places) else (Choice(VOICEMAIL, "On voicemail"),)
        return (*places, *voicemail, Choice(POST, "By post"), Choice(NAMED, "Naming the service"))

    def on_mount(self) -> None:
        """Show what counts for a new enquiry."""
        self.field("received").select_on_focus = True
        self.sort_rows()

    @property
    def known(self) -> bool:
        """Whether a client on file is taken."""
        return self._client is not None

    def take(self, client: EnquiryForm | None, cases: tuple[OpenCase, ...] = (), chosen: str = "") -> None:
        """Take a client on file and offer her open cases beside a new one; None lets her go."""
        self._client = client
        if client is not None:
            self.put_form(client)
        self._offer_cases(cases, chosen)

    @property
    def channel(self) -> str:
        """How it came in."""
        return self.pick("channel").value

    @property
    def without_record(self) -> bool:
        """Whether the student wants no record."""
        return self.pick("record").value == NONE

    @property
    def case_id(self) -> str:
        """The open case to which the contact is added, or empty for a new one."""
        chosen = self.pick("case_id").value
        return chosen if self.known and chosen != NEW_CASE and not self.without_record else ""

    @property
    def refused(self) -> bool:
        """Whether who asks is none of those whom the service is for."""
        return not self.case_id and self.pick("eligibility").value in {
            one.key for one in self._policy.eligibility.others
        }

    def sort_rows(self) -> None:
        """Show the rows that count now; what is not shown takes no keys."""
        hidden = set()
        if self.without_record:
            hidden = {str(row.field.id) for row in self.query(Labelled)} - set(WITHOUT_RECORD)
        else:
            hidden = {"explained"} | (set(OF_NEW_CASE) if self.case_id else set())
            hidden |= set() if self._cases and self.known else {"case_id"}
            hidden |= self._unsaid() if self.known else set()
        for row in self.query(Labelled):
            name = str(row.field.id)
            row.display = name not in hidden
            row.field.disabled = name in hidden or (self.known and name in OF_CLIENT)

    def _unsaid(self) -> set[str]:
        """Name the fields of a client on file that hold nothing: they are locked, so an empty one says nothing."""
        empty = {name for name in OF_CLIENT if name != "may" and not self.field(name).value.strip()}
        return empty | (set() if self.query_one("#may", Ticks).ticked else {"may"})

    def _offer_cases(self, cases: tuple[OpenCase, ...], chosen: str = "") -> None:
        self._cases = cases
        choices = (Choice(NEW_CASE, "New case"), *(Choice(case.id, case.line) for case in cases))
        self.pick("case_id").show(choices, chosen or NEW_CASE)
        self.sort_rows()

    # What they hold -------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, str]:
        """Give everything that is typed and chosen, as texts by name."""
        found = {name: self.field(name).value for name in TEXTS}
        found |= {name: self.pick(name).value for name in PICKS}
        found["about"] = self.query_one("#about", TextBox).text
        found["may"] = " ".join(sorted(self.query_one("#may", Ticks).ticked))
        found["parties"] = json.dumps([asdict(one) for one in self._parties]) if self._parties else ""
        found["agencies"] = json.dumps([asdict(one) for one in self._agencies]) if self._agencies else ""
        return found

    def put(self, given: Mapping[str, str]) -> None:
        """Put texts into the fields that they name; the others stay as they are."""
        for name in TEXTS:
            self.field(name).value = given.get(name, self.field(name).value)
        for name in PICKS:
            if name in given and name != "case_id":
                self.pick(name).value = given[name]
        if "about" in given:
            self.query_one("#about", TextBox).text = given["about"]
        if "may" in given:
            self.query_one("#may", Ticks).ticked = frozenset(given["may"].split())
        if "parties" in given:
            self._parties = tuple(Party(**one) for one in json.loads(given["parties"] or "[]"))
        if "agencies" in given:
            self._agencies = tuple(Agency(**one) for one in json.loads(given["agencies"] or "[]"))
        self.sort_rows()
        self.draw()

    def clear(self) -> None:
        """Begin again."""
        blank = dict.fromkeys((*TEXTS, "about", "may", "parties", "agencies"), "") | {"received": NOW}
        self.put(blank | {name: self.pick(name).options[0].key for name in PICKS})
        self.take(None)

    @property
    def is_blank(self) -> bool:
        """Whether only the beginning's values stand in the form."""
        typed = self.values()
        about_somebody = (*TEXTS[1:], "about", "parties", "agencies")
        return not any(typed[name].strip() for name in about_somebody)

    def put_form(self, form: EnquiryForm) -> None:
        """Show who a form is from and how she may be reached."""
        ways = {VOICEMAIL: form.voicemail_ok, POST: form.by_post, NAMED: form.name_service}
        ticked = {*form.places} - {VOICEMAIL} | {way for way, ticked in ways.items() if ticked}
        names = [name for name in TEXTS if name not in {"received", "adjustments"}]
        self.put({name: getattr(form, name) for name in names} | {"may": " ".join(ticked)})

    def form(self, received: datetime, client_id: str | None) -> EnquiryForm:
        """Give the form as it is typed."""
        given = self.values()
        ticked = given["may"].split()
        form = EnquiryForm(
            channel=given["channel"],
            received=received,
            name=given["name"],
            about=given["about"],
            known_as=given["known_as"],
            student_number=given["student_number"],
            email=given["email"],
            phone=given["phone"],
            contact_note=given["contact_note"],
            times=given["times"],
            voicemail_ok=VOICEMAIL in ticked,
            by_post=POST in ticked,
            name_service=NAMED in ticked,
            places=tuple(one for one in sorted(ticked) if one not in {VOICEMAIL, POST, NAMED}),
            topic=given["topic"] or None,
            client_id=client_id,
            eligibility=given["eligibility"],
            parties=self._parties,
            agencies=self._agencies,
            adjustments=given["adjustments"],
            told_record=given["told"] == "yes",
            case_id=self.case_id or None,
        )
        locked = {name: getattr(self._client, name) for name in (*PARTS_OF_CLIENT, "seen")} if self._client else {}
        return replace(form, **locked)

    def no_record_form(self, received: datetime) -> NoRecordForm:
        """Give what is counted of a contact without a record."""
        explained = self.pick("explained").value == "yes"
        return NoRecordForm(self.channel, received, self.pick("topic").value, explained)

    def draw(self) -> None:
        """Show the lists, with names as they may be shown now, and hide the details of who is known under the shade."""
        self.query_one("#parties", Listed).show(tuple(party_words(one, self._who) for one in self._parties))
        self.query_one("#agencies", Listed).show(tuple(one.line() for one in self._agencies))
        for name in OF_CLIENT[:-1]:
            self.field(name).password = self.shaded and self.known

    # Messages -------------------------------------------------------------------------------------------------------

    @on(Field.Changed)
    @on(TextBox.Changed)
    @on(Pick.Changed)
    @on(Ticks.Changed)
    def changed(self, event: Field.Changed | TextBox.Changed | Pick.Changed | Ticks.Changed) -> None:
        """Tell the screen which field changed."""
        event.stop()
        name = str(event.control.id) if event.control is not None else ""
        if name in {"record", "case_id"}:
            self.sort_rows()
        self.post_message(self.Changed(name))

    @on(Field.Submitted)
    @on(Pick.Done)
    @on(Ticks.Done)
    def next_field(self) -> None:
        """Enter goes on to the next field."""
        self.screen.focus_next()

    @on(Listed.Edit, "#parties")
    def edit_parties(self) -> None:
        """Open the window of the other people."""
        self.app.push_screen(people_editor(self._parties, self._who), self._parties_edited)

    def _parties_edited(self, rows: tuple[Party, ...] | None) -> None:
        if rows is not None:
            self._parties = rows
            self.draw()
            self.post_message(self.Changed("parties"))

    @on(Listed.Edit, "#agencies")
    def edit_agencies(self) -> None:
        """Open the window of the other agencies."""
        self.app.push_screen(agencies_editor(self._agencies, self._now), self._agencies_edited)

    def _agencies_edited(self, rows: tuple[Agency, ...] | None) -> None:
        if rows is not None:
            self._agencies = rows
            self.draw()
            self.post_message(self.Changed("agencies"))

    def on_resize(self) -> None:
        """Keep the field that has the keys in view when the panel under the form takes more room."""
        self.call_after_refresh(self._keep_in_view)

    def _keep_in_view(self) -> None:
        for row in self.query("Labelled.-here"):
            row.scroll_visible(animate=False)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the words of the notice while one says whether the student was told (I-21; L-17)."""
        here = event.widget.id == "told"
        row = self.row("told")
        words = self._policy.fill("record_notice") if here else ""
        if words != row.hint:
            row.hint = words
            row.problem("")


def _choices(entries: tuple[object, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(str(getattr(one, "key", "")), str(getattr(one, "label", ""))) for one in entries)
