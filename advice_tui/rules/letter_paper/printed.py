"""A letter as a PDF, where the extra part for it is installed: its words go in as data, never as a language."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any, Final

from advice_tui.rules.letter_paper.sheet import Sheet

NO_PDF: Final = (
    "A PDF needs one more part of the program: have `pip install 'advice-tui[pdf]'` run on this computer. "
    "Until then choose Word, and save it as PDF from there."
)
_SOURCE: Final = b"""
#let sheet = json(bytes(sys.inputs.sheet))
#set page(paper: "a4", margin: (x: 25mm, y: 25mm))
#set text(size: 11pt, lang: "en", region: "GB")
#set document(title: none, author: (), date: none)
#text(weight: "bold", sheet.head)
#parbreak()
#sheet.day
#parbreak()
#for paragraph in sheet.paragraphs [
  #for (at, line) in paragraph.enumerate() [#if at > 0 [#linebreak()]#line]
  #parbreak()
]
"""


def printed(sheet: Sheet) -> bytes | None:
    """Give a letter as a PDF; None where the part that makes it is not installed."""
    try:
        typst: Any = import_module("typst")
    except ImportError:
        return None
    paragraphs = [paragraph.split("\n") for paragraph in sheet.paragraphs]
    data = {"head": f"{sheet.service}, {sheet.union}", "day": sheet.day, "paragraphs": paragraphs}
    made: bytes = typst.compile(_SOURCE, format="pdf", sys_inputs={"sheet": json.dumps(data)})
    return made
