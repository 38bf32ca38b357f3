"""The small windows of a case's life: hand over, wait, close, open again, link, join, and the list of all of them."""

from screens.case_dialogs.acts import ActsOfCase, grouped
from screens.case_dialogs.closing import CloseCase, ReopenCase
from screens.case_dialogs.handing import HandOver
from screens.case_dialogs.together import JoinCase, LinkCase, Together, UnlinkCase
from screens.case_dialogs.waiting import WaitForStudent

__all__ = [
    "ActsOfCase",
    "CloseCase",
    "HandOver",
    "JoinCase",
    "LinkCase",
    "ReopenCase",
    "Together",
    "UnlinkCase",
    "WaitForStudent",
    "grouped",
]
