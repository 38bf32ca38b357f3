"""Received email: bytes of a stranger in, a value of clean text out, or a plain refusal.

Nothing is fetched, written, unpacked or run. Parts are split without recursion and counted against stated limits, so
that no message, however made, takes long or raises anything but :class:`~data.errors.BadInput`.
"""

from advice_tui.rules.mail.mailbox import split_mailbox
from advice_tui.rules.mail.message import ATTACHMENTS, RAW_BYTES, Attachment, Mail, read_message
from advice_tui.rules.mail.parts import HEADERS, NESTING, PARTS

__all__ = [
    "ATTACHMENTS",
    "HEADERS",
    "NESTING",
    "PARTS",
    "RAW_BYTES",
    "Attachment",
    "Mail",
    "read_message",
    "split_mailbox",
]
