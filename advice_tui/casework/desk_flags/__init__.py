"""What the desk is told of a student's conduct: "Do not admit: call the manager", or "See the manager first"; no more.

1. A manager sets a flag by hand and lifts it, each time with the reason (L-10, L-33; I-13); a decision of a procedure
   sets one of its own, which only what changes the decision lifts (I-43 to I-48; L-33 to L-39).
2. Reception sees the sentence and the terms it must keep to, never the reason: that is sealed for the advisers, or with
   the procedure for those who may read it (I-22; L-13).
3. A line is signed by who wrote it, and bound to the line before of the same client: one that was forged, changed or
   taken out of the middle is refused, and nothing of it counts. Lines are added and never changed.
4. A flag about one matter is that case's alone: reception is told nothing, and her other cases stay open (L-35).
"""

from advice_tui.casework.desk_flags.keeping import (
    Slot,
    beyond,
    booking_refusal,
    contact_refusal,
    kept_to,
    message_refusal,
)
from advice_tui.casework.desk_flags.lines import RECORD, REFUSED, check_lines
from advice_tui.casework.desk_flags.marking import Flagged, FlagView, faults, flag_of, lift, refuse, said_of
from advice_tui.casework.desk_flags.standing import MATTER_REFUSED, Standing, refused, restricted, standing

__all__ = [
    "MATTER_REFUSED",
    "RECORD",
    "REFUSED",
    "FlagView",
    "Flagged",
    "Slot",
    "Standing",
    "beyond",
    "booking_refusal",
    "check_lines",
    "contact_refusal",
    "faults",
    "flag_of",
    "kept_to",
    "lift",
    "message_refusal",
    "refuse",
    "refused",
    "restricted",
    "said_of",
    "standing",
]
