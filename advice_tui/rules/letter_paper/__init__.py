"""A letter as a file: plain text, a Word document (on the service's letterhead where there is one), a PDF.

What a letter says goes into each of them as text: nothing in it is ever read as markup, a template or a formula.
"""

from advice_tui.rules.letter_paper.archive import FIELDS, MOST_BYTES, archive_problem
from advice_tui.rules.letter_paper.letterhead import (
    letterhead_problems,
    model_letterhead,
    on_letterhead,
)
from advice_tui.rules.letter_paper.plain import plain_document, plain_text
from advice_tui.rules.letter_paper.printed import NO_PDF, printed
from advice_tui.rules.letter_paper.sheet import Sheet

__all__ = [
    "FIELDS",
    "MOST_BYTES",
    "NO_PDF",
    "Sheet",
    "archive_problem",
    "letterhead_problems",
    "model_letterhead",
    "on_letterhead",
    "plain_document",
    "plain_text",
    "printed",
]
