"""Calls, messages and callers at the front desk, and calling them back (I-30, I-31, I-34, I-35; L-23).

Reception takes a message in one transaction, seals its words into the advice room's letter box and cannot open them
again; she sees "passed on" and "called back", never a case. An adviser sees it on Today at once, with the numbers that
may be rung and nothing else of the student's telephones.
"""

from advice_tui.casework.messages import taking_back
from advice_tui.casework.messages.answering import answer, problems
from advice_tui.casework.messages.opening import open_message
from advice_tui.casework.messages.people import caller, callers, colleagues
from advice_tui.casework.messages.taking import preview, take
from advice_tui.casework.messages.views import (
    Answered,
    AnswerForm,
    Caller,
    Colleague,
    Kind,
    MessageForm,
    MessageView,
    Outcome,
    PassedOn,
    Taken,
    Waiting,
)
from advice_tui.casework.messages.waiting import explain_target, passed_on, waiting

__all__ = [
    "AnswerForm",
    "Answered",
    "Caller",
    "Colleague",
    "Kind",
    "MessageForm",
    "MessageView",
    "Outcome",
    "PassedOn",
    "Taken",
    "Waiting",
    "answer",
    "caller",
    "callers",
    "colleagues",
    "explain_target",
    "open_message",
    "passed_on",
    "preview",
    "problems",
    "take",
    "taking_back",
    "waiting",
]
