"""Mail: one message read, looked at, and taken in as an enquiry. Nothing is fetched, opened or executed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from advice_tui.casework.enquiries import Enclosed, EnquiryForm, Taken, message_seen, take
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.mail import RAW_BYTES, Attachment, Mail, read_message
from advice_tui.rules.text import Limit, email_problem
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput

WHOLE = "whole message.txt"
"""The name under which a message that is longer than an entry is kept whole."""


@dataclass(frozen=True)
class MailForm:
    """A message as read, with the enquiry form it fills; nothing is stored yet.

    ``seen`` says when the same Message-ID was taken in before, or is empty; ``notes`` is everything odd about it.
    """

    mail: Mail
    form: EnquiryForm
    seen: str
    notes: tuple[str, ...]


@allowed(Act.TAKE_ENQUIRY)
def read_mail(desk: Desk, path: Path) -> MailForm:
    """Read one ``.eml`` file; raises BadInput with the sentence for what cannot be read or is not one message."""
    return from_message(desk, read_message(_content(path), now=desk.now))


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise BadInput({"path": f"{path.name or path} is a folder. Give one message, a file ending in .eml."})
        with path.open("rb") as file:
            raw = file.read(RAW_BYTES + 1)
    except (OSError, ValueError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "not a file name"
        raise BadInput({"path": f"This file cannot be read: {why}."}) from error
    return raw


@allowed(Act.TAKE_ENQUIRY)
def from_message(desk: Desk, mail: Mail) -> MailForm:
    """Fill the enquiry form from a message. A missing, impossible or future date becomes now, and that is said."""
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
    before = message_seen(desk, mail.message_id)
    seen = f"This message was taken in before, on {say_day(london(before).date(), year=True)}." if before else ""
    return MailForm(mail, form, seen, tuple(notes))


@allowed(Act.TAKE_ENQUIRY)
def take_mail(desk: Desk, mail_form: MailForm, form: EnquiryForm, *, draft: str = "") -> Taken:
    """Store a message as an enquiry, with its attachments sealed beside it; see ``enquiries.take``."""
    mail = mail_form.mail
    files = mail.attachments
    if len(mail.body.strip()) > Limit.NOTE or mail.subject_full != mail.subject:
        whole = f"{mail.subject_full}\n\n{mail.body}"
        files = (*files, Attachment(WHOLE, "text/plain", whole.encode()))
    enclosed = Enclosed(mail.sender_address, mail.subject, mail.message_id, mail_form.notes, files)
    return take(desk, form, draft=draft, enclosed=enclosed)
