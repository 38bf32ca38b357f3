"""Letters: begun from the service's words, checked while they are written, read by a second person, sent, exported.

What a letter must say stands in ``rules.letters``; what went out is kept as it went.
"""

from advice_tui.casework.letters.beginning import begin, begin_in
from advice_tui.casework.letters.exporting import FORMATS, export
from advice_tui.casework.letters.reading import of_case, of_procedure, open_letter, part_views, startable
from advice_tui.casework.letters.sending import send
from advice_tui.casework.letters.views import Exported, LetterRow, LetterView, PartView, Saved, SendForm, Sent
from advice_tui.casework.letters.writing import read_second, save

__all__ = [
    "FORMATS",
    "Exported",
    "LetterRow",
    "LetterView",
    "PartView",
    "Saved",
    "SendForm",
    "Sent",
    "begin",
    "begin_in",
    "export",
    "of_case",
    "of_procedure",
    "open_letter",
    "part_views",
    "read_second",
    "save",
    "send",
    "startable",
]
