"""Conflicts of interest: seen at intake and later, told to nobody, dealt with in the policy's way.

I-37 to I-42, L-41 to L-44. That somebody may be on the other side is found and recorded in
``casework.conflict_checks``, which this stands on.
"""

from advice_tui.casework.conflict_checks import named_behind_walls, names_to_scan
from advice_tui.casework.conflicts.acting import begin, keep_out, no_adviser_free, settle_first
from advice_tui.casework.conflicts.checking import (
    check,
    check_again,
    give_information,
    information_given,
    set_aside,
    staff_of_service,
)
from advice_tui.casework.conflicts.viewing import at_case, at_client, view
from advice_tui.casework.conflicts.views import (
    Acted,
    AllocateForm,
    BeginForm,
    Checked,
    CheckLine,
    ConflictView,
    FirstForm,
    InformationForm,
    NoneFreeForm,
    OtherSide,
    Parties,
    ServiceForm,
    Staff,
)
from advice_tui.casework.conflicts.walling import allocate, wall_both

__all__ = [
    "Acted",
    "AllocateForm",
    "BeginForm",
    "CheckLine",
    "Checked",
    "ConflictView",
    "FirstForm",
    "InformationForm",
    "NoneFreeForm",
    "OtherSide",
    "Parties",
    "ServiceForm",
    "Staff",
    "allocate",
    "at_case",
    "at_client",
    "begin",
    "check",
    "check_again",
    "give_information",
    "information_given",
    "keep_out",
    "named_behind_walls",
    "names_to_scan",
    "no_adviser_free",
    "set_aside",
    "settle_first",
    "staff_of_service",
    "view",
    "wall_both",
]
