"""What a decision does everywhere at once, and what the file suggests for a step.

The engine (``casework.procedures``) calls ``after_step`` in its transaction after every recorded step but the first,
``standing_words`` for lists, and ``suggest`` for the fields of a step. This package imports ``procedure_documents`` and
never ``casework.procedures``, which imports it.
"""

from advice_tui.casework.effects.cancelling import called_into_question, keep, to_be_cancelled
from advice_tui.casework.effects.changing import change_by_complaint_in, reinstate
from advice_tui.casework.effects.deciding import review_on, standing_words, terms_in
from advice_tui.casework.effects.following import after_step
from advice_tui.casework.effects.measuring import attendance_events, use_of_service
from advice_tui.casework.effects.suggesting import suggest
from advice_tui.casework.effects.views import Effect, UseView

__all__ = [
    "Effect",
    "UseView",
    "after_step",
    "attendance_events",
    "called_into_question",
    "change_by_complaint_in",
    "keep",
    "reinstate",
    "review_on",
    "standing_words",
    "suggest",
    "terms_in",
    "to_be_cancelled",
    "use_of_service",
]
