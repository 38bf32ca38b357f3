"""One received email as a value: who, when, what, what is attached, and what is odd about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from advice_tui.rules.mail.mailbox import split_mailbox
from advice_tui.rules.mail.markup import text_of_markup
from advice_tui.rules.mail.parts import HEADERS, Part, leaves, read_headers, split_head
from advice_tui.rules.mail.senders import Sender, quoted_addresses, senders
from advice_tui.rules.mail.words import header_text
from advice_tui.rules.text import Limit, clean, cut_visibly, email_key, fold, is_blank, safe_file_name
from data.errors import BadInput

RAW_BYTES: Final = 25 * 1024 * 1024
"""The most bytes of one message."""
ATTACHMENTS: Final = 50
"""The most attachments of one message."""
CLOCKS_APART: Final = timedelta(minutes=15)
"""How far a sender's clock may be ahead before the date counts as one in the future."""
FIRST_YEAR: Final = 1995
"""A date before this year is taken for a broken one."""

REFERENCES: Final = 50
"""So many of the messages that a message answers are looked at."""

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_KNOWN_HEADER_NAMES = """
from to cc subject date message-id received return-path reply-to sender mime-version content-type delivered-to
"""
_KNOWN_HEADERS = frozenset(_KNOWN_HEADER_NAMES.split())
_LEADING_ZERO_YEAR = re.compile(r"[A-Za-z]{3,9}[ -]+0\d{2,3}\b")
"""The standard library reads the years 0000 to 0099 as if they had two digits."""
_AUTOMATIC_SUBJECT = re.compile(
    r"^(?:\[[^\]]*\] ?)*(?:out of (?:the )?office|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|autoreply|"
    r"undeliver(?:able|ed)|delivery status notification|mail delivery (?:failed|failure)|returned mail)"
)
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".iso")
_OUTLOOK = "The body is in Outlook's own format (winmail.dat) and cannot be read; ask for plain text."
_SEALED = "The message is encrypted or sealed (S/MIME); its body cannot be read here."
_CLOSED = {
    "application/ms-tnef": _OUTLOOK,
    "application/vnd.ms-tnef": _OUTLOOK,
    "application/pkcs7-mime": _SEALED,
    "application/x-pkcs7-mime": _SEALED,
    "application/pgp-encrypted": "The message is encrypted (PGP); its body cannot be read here.",
    "message/rfc822": "A forwarded message is attached and stays closed.",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along, kept closed: a safe file name, its media type as said, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A received message; every text in it has been through ``clean``.

    ``received`` is aware and in UTC, or ``None`` with the reason in ``received_said``; then the time of import counts.
    ``automatic`` messages neither start nor stop a reply clock unasked. Matching with people uses ``sender_address``
    only, never a name or another sender. ``subject_full`` differs from ``subject`` when that was cut. ``references``
    are the Message-IDs of the messages that it answers, the nearest first.
    """

    message_id: str
    sender_name: str
    sender_address: str
    other_senders: tuple[str, ...]
    subject: str
    subject_full: str
    received: datetime | None
    received_said: str
    automatic: bool
    body: str
    attachments: tuple[Attachment, ...]
    quoted_addresses: tuple[str, ...]
    notes: tuple[str, ...]
    references: tuple[str, ...] = ()

    @property
    def names_others(self) -> bool:
        """Whether the body names addresses of other people, so that a copy of the file needs a look at it."""
        return bool(self.quoted_addresses)


def read_message(raw: bytes, *, now: datetime) -> Mail:
    """Read one message as it was saved or exported; ``now`` (aware) tells dates in the future.

    Refused with :class:`~data.errors.BadInput`: an empty file, more than 25 MB, no email at all, a mailbox of several
    messages (``split_mailbox`` parts it), more than 200 parts, 20 levels or 50 attachments. Everything else is read,
    and what is odd about it is said in ``notes``.
    """
    headers, body, notes = _opened(raw)
    first, others = _from(headers, notes)
    subject_full = _said(headers, "subject")
    subject = cut_visibly(subject_full, Limit.SUBJECT)
    if subject != subject_full:
        notes.append(f"The subject has {len(subject_full):,} characters and is cut at {Limit.SUBJECT}.")
    received, received_said = _received(headers, now)
    parts = leaves(headers, body)
    text = _body(parts, notes)
    return Mail(
        message_id=_said(headers, "message-id").strip(),
        sender_name=first.name,
        sender_address=first.address,
        other_senders=others,
        subject=subject,
        subject_full=subject_full,
        received=received,
        received_said=received_said,
        automatic=_automatic(headers, subject_full),
        body=text,
        attachments=_attachments(parts, notes),
        quoted_addresses=quoted_addresses(text, first.address),
        notes=tuple(dict.fromkeys(notes)),
        references=_references(headers),
    )


def _opened(raw: bytes) -> tuple[Message, bytes, list[str]]:
    """Return headers, body and first notes of a file, or refuse it."""
    if len(raw) > RAW_BYTES:
        size = len(raw) / 1024 / 1024
        raise BadInput(f"An email may have at most {RAW_BYTES // 1024 // 1024} MB; this file has {size:.1f} MB.")
    if not raw.strip():
        raise BadInput("This file is empty.")
    messages = split_mailbox(raw)
    if len(messages) > 1:
        raise BadInput(f"This file holds more than one message ({len(messages)}); import it as a batch.")
    content = messages[0].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    head, body = split_head(content)
    headers, some_left_out = read_headers(head)
    if not _KNOWN_HEADERS & {name.lower() for name in headers.keys()}:  # noqa: SIM118  iterating a message reads no keys
        raise BadInput("This file is not an email.")
    notes = [f"It has more than {HEADERS:,} header lines; those behind them are left out."] if some_left_out else []
    return headers, body, notes


def _values(headers: Message, name: str) -> list[str]:
    """Return every header of a name, decoded, in one cleaned line each."""
    return [clean(header_text(value)) for value in _raw(headers, name)]


def _raw(headers: Message, name: str) -> list[bytes]:
    """Return every header of a name as it came."""
    return [str(value).encode("utf-8", "surrogateescape") for key, value in headers.raw_items() if key.lower() == name]


def _said(headers: Message, name: str) -> str:
    """Return the first header of a name, or ""."""
    return next(iter(_values(headers, name)), "")


def _references(headers: Message) -> tuple[str, ...]:
    """Return the Message-IDs of the messages that this one answers, the nearest first, at most ``REFERENCES``."""
    nearest = _MESSAGE_ID.findall(_said(headers, "in-reply-to"))
    thread = _MESSAGE_ID.findall(_said(headers, "references"))
    return tuple(dict.fromkeys([*nearest, *reversed(thread)]))[:REFERENCES]


def _from(headers: Message, notes: list[str]) -> tuple[Sender, tuple[str, ...]]:
    """Return the sender and the addresses of further ones, and note what is odd about them."""
    found = [sender for value in _raw(headers, "from") for sender in senders(value)]
    if not found:
        notes.append("It does not say whom it is from.")
        return Sender("", ""), ()
    first = found[0]
    if not first.address:
        notes.append("The sender's address cannot be read; it may be forged.")
    if len(found) > 1:
        notes.append("It names more than one sender; it may be forged. Only the first is used.")
    if "@" in first.name and first.address and email_key(first.name) != email_key(first.address):
        notes.append("The sender's name looks like another address; it may be forged.")
    answers = [sender.address for value in _raw(headers, "reply-to") for sender in senders(value)]
    if any(answer and email_key(answer) != email_key(first.address) for answer in answers):
        notes.append("An answer would go to another address than the sender's.")
    return first, tuple(dict.fromkeys(sender.address or sender.name for sender in found[1:]))


def _received(headers: Message, now: datetime) -> tuple[datetime | None, str]:
    """Return when the message says it was sent, in UTC, or ``None`` and why the time of import counts instead."""
    given = _said(headers, "date")[:100]
    if is_blank(given):
        return None, "The message has no date; the time of import counts."
    try:
        parsed = parsedate_to_datetime(given)
        when = (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None, "The date of the message cannot be read; the time of import counts."
    if _LEADING_ZERO_YEAR.search(given):
        return None, "The year of the message's date cannot be; the time of import counts."
    if when > now + CLOCKS_APART:
        return None, f"The message is dated in the future ({when.day} {when:%B %Y}); the time of import counts."
    if when.year < FIRST_YEAR:
        return None, f"The message is dated {when.year}, which cannot be; the time of import counts."
    return when, ""


def _automatic(headers: Message, subject: str) -> bool:
    """Say whether a machine wrote it: RFC 3834, what older programs write, reports, and subjects of absence notes."""
    submitted = _said(headers, "auto-submitted").split(";")[0].strip().lower()
    if submitted not in {"", "no"} or _said(headers, "precedence").strip().lower() in {
        "bulk",
        "junk",
        "list",
        "auto_reply",
    }:
        return True
    if _values(headers, "x-autoreply") or _values(headers, "x-autorespond"):
        return True
    if _said(headers, "return-path").strip() == "<>" or headers.get_content_type() == "multipart/report":
        return True
    return bool(_AUTOMATIC_SUBJECT.match(fold(subject[: Limit.SUBJECT])))


def _body(parts: list[Part], notes: list[str]) -> str:
    """Return the readable text: plain text where the sender gave it, else what the HTML says."""
    read = [(part, *part.text()) for part in parts if not part.is_attachment]
    plain = {
        part.group for part, text, _ in read if part.media_type == "text/plain" and part.group and not is_blank(text)
    }
    pieces: list[str] = []
    for part, text, note in read:
        if part.media_type == "text/html" and part.group in plain:
            continue
        notes += [note] if note else []
        notes += part.notes
        pieces.append(clean(text_of_markup(text) if part.media_type == "text/html" else text, lines=True))
    whole = "\n\n".join(piece.strip("\n") for piece in pieces if not is_blank(piece))
    if not whole:
        notes.append("It has no text of its own.")
    return whole


def _attachments(parts: list[Part], notes: list[str]) -> tuple[Attachment, ...]:
    """Return the files that came along; archives and sealed messages are noted and stay closed."""
    files = [part for part in parts if part.is_attachment]
    if len(files) > ATTACHMENTS:
        raise BadInput(f"An email may have at most {ATTACHMENTS} attachments; this has {len(files)}.")
    found: list[Attachment] = []
    for number, part in enumerate(files, 1):
        media_type = clean(part.media_type)[:100]
        fallback = f"attachment-{number}.eml" if media_type == "message/rfc822" else f"attachment-{number}"
        name = safe_file_name(part.name, fallback)
        if name.lower().endswith(_ARCHIVES):
            notes.append(f"“{name}” is an archive; it stays closed.")
        if media_type in _CLOSED:
            notes.append(_CLOSED[media_type])
        notes += part.notes
        found.append(Attachment(name, media_type, part.data))
    return tuple(found)
