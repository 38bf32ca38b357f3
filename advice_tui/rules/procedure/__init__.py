"""Procedures: which step is open, who may take it, what it must record, and what is still missing.

The steps are data of the policy; nothing here knows a union. Every answer is a sentence that the
screen lists and the same call refuses with.
"""

from advice_tui.rules.procedure.steps import (
    Running,
    State,
    Taken,
    Who,
    ended_by,
    missing,
    said_yes,
    state_of,
    taken_of,
    to_do,
    waits_for,
)
from advice_tui.rules.procedure.takers import Taking, acting_for, may_take, whose
from advice_tui.rules.procedure.values import Given, Values, options_of, problems_of

__all__ = [
    "Given",
    "Running",
    "State",
    "Taken",
    "Taking",
    "Values",
    "Who",
    "acting_for",
    "ended_by",
    "may_take",
    "missing",
    "options_of",
    "problems_of",
    "said_yes",
    "state_of",
    "taken_of",
    "to_do",
    "waits_for",
    "whose",
]
