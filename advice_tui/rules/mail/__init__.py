"""Received email: bytes of a stranger in, a value of clean text out, or a plain refusal.

Nothing is fetched, written, unpacked or run. Parts are split without recursion and counted against stated limits, so
that no message, however made, takes long or raises anything but :class:`~data.errors.BadInput`.
"""

from advice_tui.rules.mail.mailbox import Span, is_mailbox, spans, split_mailbox, unquoted
from advice_tui.rules.mail.message import ATTACHMENTS, RAW_BYTES, Attachment, Mail, read_message
from advice_tui.rules.mail.parts import HEADERS, NESTING, PARTS
from advice_tui.rules.mail.threads import case_numbers

__all__ = [
    "ATTACHMENTS",
    "HEADERS",
    "NESTING",
    "PARTS",
    "RAW_BYTES",
    "Attachment",
    "Mail",
    "Span",
    "case_numbers",
    "is_mailbox",
    "read_message",
    "spans",
    "split_mailbox",
    "unquoted",
]
