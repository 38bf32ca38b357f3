"""One message read, looked at, and taken in as an enquiry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from advice_tui.casework.enquiries import Enclosed, EnquiryForm, Taken, take
from advice_tui.casework.mail.files import content, source_of
from advice_tui.casework.seen_mail import message_seen
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.mail import Attachment, Mail, read_message
from advice_tui.rules.text import Limit, email_problem
from advice_tui.rules.working_days import london, say_day
from data.keys.sealing import sha256

WHOLE = "whole message.txt"
"""The name under which a message that is longer than an entry is kept whole."""
BY_CONTENT = "content:"
"""What a message without a Message-ID is known by begins so; its whole content follows, hashed."""


@dataclass(frozen=True)
class MailForm:
    """A message as read, with the enquiry form it fills; nothing is stored yet.

    ``known_by`` is its Message-ID, or what stands for one; ``seen`` says when the same message was taken in before, or
    is empty; ``notes`` is everything odd about it.
    """

    mail: Mail
    form: EnquiryForm
    seen: str
    notes: tuple[str, ...]
    known_by: str = ""


@allowed(Act.TAKE_ENQUIRY)
def read_mail(desk: Desk, path: Path) -> MailForm:
    """Read one ``.eml`` file, or one message of a mailbox as ``Source.place`` names it.

    Raises BadInput with the sentence for what cannot be read or is not one message.
    """
    return of_content(desk, content(source_of(path)))


def of_content(desk: Desk, raw: bytes) -> MailForm:
    """Read a message from its bytes, inside another act; without a Message-ID it is known by a hash of them."""
    return from_message(desk, read_message(raw, now=desk.now), known_by=BY_CONTENT + sha256(raw).hex())


@allowed(Act.TAKE_ENQUIRY)
def from_message(desk: Desk, mail: Mail, *, known_by: str = "") -> MailForm:
    """Fill the enquiry form from a message. A missing, impossible or future date becomes now, and that is said.

    ``known_by`` is what a message is recognised by that has no Message-ID.
    """
    received = mail.received or desk.now
    notes = [note for note in (mail.received_said, *mail.notes) if note]
    if mail.automatic:
        notes.insert(0, "This is an automatic message. It is no student's question: take it in only if it matters.")
    if mail.other_senders:
        notes.append("It names more than one sender; only the first counts.")
    address = mail.sender_address if mail.sender_address and not email_problem(mail.sender_address) else ""
    about = mail.body.strip() or mail.subject
    if len(about) > Limit.NOTE:
        notes.append(f"The text has more than {Limit.NOTE:,} characters: its end is in the attached '{WHOLE}'.")
        about = about[: Limit.NOTE - 1] + "…"
    form = EnquiryForm(
        channel="email",
        received=received,
        name=(mail.sender_name or address).strip()[: Limit.NAME],
        about=about,
        email=address,
    )
    known_by = mail.message_id or known_by
    before = message_seen(desk, known_by)
    seen = f"This message was taken in before, on {say_day(london(before).date(), year=True)}." if before else ""
    return MailForm(mail, form, seen, tuple(notes), known_by)


@allowed(Act.TAKE_ENQUIRY)
def take_mail(desk: Desk, mail_form: MailForm, form: EnquiryForm, *, draft: str = "", kept: bool = False) -> Taken:
    """Store a message as an enquiry, with its attachments sealed beside it; see ``enquiries.take``."""
    return take(desk, form, draft=draft, enclosed=enclosed(mail_form), kept=kept)


def enclosed(mail_form: MailForm) -> Enclosed:
    """Give what comes with a message's enquiry."""
    mail = mail_form.mail
    files = mail.attachments
    if len(mail.body.strip()) > Limit.NOTE or mail.subject_full != mail.subject:
        whole = f"{mail.subject_full}\n\n{mail.body}"
        files = (*files, Attachment(WHOLE, "text/plain", whole.encode()))
    return Enclosed(mail.sender_address, mail.subject, mail_form.known_by, mail_form.notes, files)
