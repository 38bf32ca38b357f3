"""What an enquiry is before and after it is stored: the form, what came with it, the promise, the result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from advice_tui.casework.undo import UndoToken
from advice_tui.rules.case_details import Agency, CaseDetails, Party
from advice_tui.rules.mail import Attachment
from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.text import clean
from advice_tui.rules.working_days import Due
from data.index import Doc

OF_CLIENT = (
    *("name", "known_as", "student_number", "email", "phone", "contact_note", "times"),
    *("voicemail_ok", "by_post", "name_service", "places"),
)
"""The fields of an enquiry that say who it is from."""


def safe_contact(
    email: str,
    phone: str,
    note: str,
    *,
    voicemail: bool,
    times: str = "",
    by_post: bool = False,
    name_service: bool = False,
    places: tuple[str, ...] = (),
) -> SafeContact:
    """Give the safe-contact instruction that a form says: the ways given are allowed, nothing else is (L-23)."""
    phone = phone.strip()
    ways = (("email", email.strip()), ("phone", phone), ("post", by_post))
    return SafeContact(
        frozenset(way for way, given in ways if given),
        (phone,) if phone else (),
        times,
        voicemail and bool(phone),
        name_service and bool(phone),
        note,
        places,
    )


@dataclass(frozen=True)
class EnquiryForm:
    """An enquiry as the form holds it. ``received`` is aware; ``client_id`` names a known client, else a new one.

    ``case_id`` names an open case of that client to which the contact is added; without it a new case is opened.
    ``places`` are keys of the policy's places where the student was asked and agreed to be reached (L-23).
    ``told_record`` says that the student was told that a record is kept (I-21; L-17). ``seen`` is what was known of
    the client when she was taken into the form.
    """

    channel: str
    received: datetime
    name: str
    about: str
    known_as: str = ""
    student_number: str = ""
    email: str = ""
    phone: str = ""
    contact_note: str = ""
    voicemail_ok: bool = False
    topic: str | None = None
    client_id: str | None = None
    times: str = ""
    by_post: bool = False
    name_service: bool = False
    places: tuple[str, ...] = ()
    eligibility: str = ""
    parties: tuple[Party, ...] = ()
    agencies: tuple[Agency, ...] = ()
    adjustments: str = ""
    told_record: bool = False
    case_id: str | None = None
    seen: ClientDetails | None = None

    def details(self) -> ClientDetails:
        """Give who it is from."""
        return ClientDetails(
            name=self.name,
            known_as=self.known_as,
            student_number=self.student_number,
            email=self.email,
            phone=self.phone,
            safe_contact=safe_contact(
                self.email,
                self.phone,
                self.contact_note,
                voicemail=self.voicemail_ok,
                times=self.times,
                by_post=self.by_post,
                name_service=self.name_service,
                places=self.places,
            ),
        )

    def with_client(self, client_id: str, known: ClientDetails) -> EnquiryForm:
        """Give the form with a known client and what is known of her in it."""
        contact = known.safe_contact
        return replace(
            self,
            client_id=client_id,
            name=known.name,
            known_as=known.known_as,
            student_number=known.student_number,
            email=known.email,
            phone=known.phone,
            contact_note=contact.note,
            voicemail_ok=contact.voicemail,
            times=contact.times,
            by_post=contact.allows("post"),
            name_service=contact.name_service,
            places=contact.places,
            seen=known,
        )

    def _upon(self, known: ClientDetails) -> EnquiryForm:
        """Give the form with what is known now where it still says what was seen: another desk may have changed it."""
        if self.seen is None or self.seen == known:
            return self
        was, now = (self.with_client(self.client_id or "", one) for one in (self.seen, known))
        untouched = [name for name in OF_CLIENT if getattr(self, name) == getattr(was, name)]
        return replace(self, **{name: getattr(now, name) for name in untouched})

    def changed(self, known: ClientDetails) -> ClientDetails:
        """Give a known client's details with what the form says otherwise; what the form does not show stays.

        A form that still says what was known changes nothing: ways and numbers agreed elsewhere are kept, and so is
        what another desk has stored since she was taken.
        """
        form = self._upon(known)
        shown = form.with_client(self.client_id or "", known)
        if shown.details() == form.details():
            return known
        said, kept = form.details(), known.safe_contact
        ways, numbers = said.safe_contact.channels, said.safe_contact.numbers
        if said.email == known.email and not kept.allows("email"):
            ways -= {"email"}
        if said.phone == known.phone:
            numbers = kept.numbers
            ways = ways - {"phone"} | ({"phone"} & kept.channels)
        contact = replace(said.safe_contact, channels=ways, numbers=numbers if "phone" in ways else ())
        if "phone" not in ways:
            contact = replace(contact, voicemail=False, name_service=False)
        return replace(
            known,
            name=said.name,
            known_as=said.known_as,
            student_number=said.student_number,
            email=said.email,
            phone=said.phone,
            safe_contact=contact,
        )

    def case_details(self) -> CaseDetails:
        """Give what is kept of the case beside its timeline; the notice is added when it is stored."""
        return CaseDetails(self.eligibility, self.parties, self.agencies, clean(self.adjustments).strip())


@dataclass(frozen=True)
class Preview:
    """The promise before anything is saved: the line, its working, when the row turns amber.

    ``note`` is what must be known while this way of contact is closed, or empty (L-46).
    """

    due_line: str
    lines: tuple[str, ...]
    amber_line: str
    provisional: bool
    note: str = ""


@dataclass(frozen=True)
class Taken:
    """An enquiry is stored: the case, the sentence to show, and how to undo it."""

    case_id: str
    number: str
    client_id: str
    sentence: str
    undo: UndoToken


@dataclass(frozen=True)
class ClientRow:
    """A client who may be the one at hand, and why she is offered."""

    id: str
    name: str
    student_number: str
    email: str
    why: str


@dataclass(frozen=True)
class OpenCase:
    """An open case of a known client, to which a contact may be added."""

    id: str
    number: str
    about: str
    whose: str

    @property
    def line(self) -> str:
        """How it is offered: "26-0142 Academic appeal (yours)"."""
        return " ".join(part for part in (self.number, self.about, f"({self.whose})") if part)


@dataclass(frozen=True)
class Enclosed:
    """What comes with an enquiry from a message: files, what was odd, the address, and its Message-ID."""

    sender: str = ""
    subject: str = ""
    message_id: str = ""
    notes: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Put:
    """An enquiry put inside an act that is not over: its ids and number, what is due, what search learns later."""

    case_id: str
    entry_id: str
    number: str
    client_id: str
    slip_id: str
    due: Due
    rows: tuple[Doc, ...]
