"""The front desk: who is expected and who is here, what became of each appointment, and telling the adviser.

``reading`` answers, ``receiving`` writes down what happens on the day, ``correcting`` what was wrong, ``lookout`` is
the one question that a locked terminal may still ask.
"""

from advice_tui.casework.arrivals.correcting import correct
from advice_tui.casework.arrivals.lookout import Lookout, lookout
from advice_tui.casework.arrivals.reading import at_my_door, attendance, board, for_me, row_of, unresolved
from advice_tui.casework.arrivals.receiving import acknowledge, arrive, attended, decide_late, left, missed, seen
from advice_tui.casework.arrivals.views import (
    OUTCOMES,
    WAYS,
    AtReception,
    Board,
    BoardRow,
    CorrectionForm,
    Decision,
    Look,
)

__all__ = [
    "OUTCOMES",
    "WAYS",
    "AtReception",
    "Board",
    "BoardRow",
    "CorrectionForm",
    "Decision",
    "Look",
    "Lookout",
    "acknowledge",
    "arrive",
    "at_my_door",
    "attendance",
    "attended",
    "board",
    "correct",
    "decide_late",
    "for_me",
    "left",
    "lookout",
    "missed",
    "row_of",
    "seen",
    "unresolved",
]
