"""Cases: opened (and the reading audited), written in, taken on. A person's reply stops the clock."""

from advice_tui.casework.cases.correcting import correct_entry
from advice_tui.casework.cases.files import attachment
from advice_tui.casework.cases.forms import EntryForm
from advice_tui.casework.cases.reading import open_case, refresh
from advice_tui.casework.cases.views import (
    AttachmentView,
    CaseView,
    ClientView,
    EntryView,
    KeyDateView,
    LinkView,
    PromiseView,
    Written,
)
from advice_tui.casework.cases.writing import take_on, write_entry

__all__ = [
    "AttachmentView",
    "CaseView",
    "ClientView",
    "EntryForm",
    "EntryView",
    "KeyDateView",
    "LinkView",
    "PromiseView",
    "Written",
    "attachment",
    "correct_entry",
    "open_case",
    "refresh",
    "take_on",
    "write_entry",
]
