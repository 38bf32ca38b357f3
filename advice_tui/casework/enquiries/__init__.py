"""Enquiries: taken down, the program says by when each must be answered, and a case is open or goes on.

Reception can take an enquiry and cannot read it afterwards: the case's key goes into the letter box of the advice
room, and reception keeps a slip with the client's name, the time and the state (I-22, I-30, I-35; L-13, L-21).
"""

from advice_tui.casework.enquiries.checking import checked, preview, problems
from advice_tui.casework.enquiries.enclosing import put_files
from advice_tui.casework.enquiries.form import (
    ClientRow,
    Enclosed,
    EnquiryForm,
    OpenCase,
    Preview,
    Put,
    Taken,
    safe_contact,
)
from advice_tui.casework.enquiries.known import client_form, clients_like, open_cases
from advice_tui.casework.enquiries.taking import SHORT_ABOUT, put, take

__all__ = [
    "SHORT_ABOUT",
    "ClientRow",
    "Enclosed",
    "EnquiryForm",
    "OpenCase",
    "Preview",
    "Put",
    "Taken",
    "checked",
    "client_form",
    "clients_like",
    "open_cases",
    "preview",
    "problems",
    "put",
    "put_files",
    "safe_contact",
    "take",
]
