"""Consents on a case, and what went out by them: given, withdrawn, listed. Nothing goes out without one."""

from advice_tui.casework.consents.disclosing import contact, disclose_in
from advice_tui.casework.consents.giving import give, give_in, withdraw
from advice_tui.casework.consents.reading import allows_in, disclosures, grounds, register, standing
from advice_tui.casework.consents.views import (
    BREACH,
    ConsentForm,
    ConsentView,
    ContactForm,
    DisclosureView,
    Ground,
    Register,
    WithdrawForm,
)

__all__ = [
    "BREACH",
    "ConsentForm",
    "ConsentView",
    "ContactForm",
    "DisclosureView",
    "Ground",
    "Register",
    "WithdrawForm",
    "allows_in",
    "contact",
    "disclose_in",
    "disclosures",
    "give",
    "give_in",
    "grounds",
    "register",
    "standing",
    "withdraw",
]
