"""Referrals to more specialist help, and students who were told where to find it (I-9; L-6)."""

from advice_tui.casework.referrals.making import refer, signpost
from advice_tui.casework.referrals.outcome import record_outcome
from advice_tui.casework.referrals.reading import counts, of_case
from advice_tui.casework.referrals.views import Counts, ReferForm, ReferralView, SignpostForm

__all__ = [
    "Counts",
    "ReferForm",
    "ReferralView",
    "SignpostForm",
    "counts",
    "of_case",
    "record_outcome",
    "refer",
    "signpost",
]
