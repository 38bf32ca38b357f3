"""One message drawn whole: who, when, what, what is odd about it, its text, its attachments."""

from __future__ import annotations

from textual.content import Content

from advice_tui.casework.mail import MailForm
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.entry_lines import size_words
from screens.widgets.said import said


def shown(message: MailForm) -> Content:
    """Draw a message: who, when, what, what is odd about it, its text, its attachments."""
    read = message.mail
    at = london(message.form.received)
    rows = [
        (
            "From",
            f"{read.sender_name} <{read.sender_address}>" if read.sender_name else read.sender_address or "not said",
        ),
        ("Subject", read.subject or "none"),
        ("Received", f"{say_day(at.date(), year=True)} {at:%H:%M}"),
    ]
    parts = [said((f"{word:<10}", "$ink-quiet"), (text, "bold"), "\n") for word, text in rows]
    files = ", ".join(f"{one.name} ({size_words(len(one.data))})" for one in read.attachments)
    parts.append(said((f"{'Files':<10}", "$ink-quiet"), files or "none", "\n"))
    if message.seen:
        parts.append(said("\n", (f"{glyph('⚠')} {message.seen}", "bold $amber")))
    parts += [said("\n", (f"{glyph('⚠')} {note}", "$amber")) for note in message.notes]
    return said(*parts, "\n\n" if message.notes or message.seen else "\n", read.body or "(no text)")
