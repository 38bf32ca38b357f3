"""A letter as plain text, and as a Word document without a letterhead."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Any

from advice_tui.rules.letter_paper.sheet import Sheet


def plain_text(sheet: Sheet) -> bytes:
    """Give a letter as UTF-8 text, such as an e-mail takes it."""
    return ("\n\n".join(sheet.paragraphs) + "\n").encode()


def plain_document(sheet: Sheet) -> bytes:
    """Give a letter as a Word document: the service above, the day, the paragraphs."""
    document: Any = import_module("docx").Document()
    properties = document.core_properties
    properties.author, properties.title, properties.comments = sheet.service, "", ""
    document.add_paragraph().add_run(f"{sheet.service}, {sheet.union}").bold = True
    document.add_paragraph(sheet.day)
    for paragraph in sheet.paragraphs:
        document.add_paragraph(paragraph)
    return _bytes(document)


def _bytes(document: Any) -> bytes:
    held = BytesIO()
    document.save(held)
    return held.getvalue()
