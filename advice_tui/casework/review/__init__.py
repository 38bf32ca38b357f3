"""The manager's review: one queue of flags, each with its date and message, and those that were looked at."""

from advice_tui.casework.review.looking import Marked, look_at
from advice_tui.casework.review.queue import queue
from advice_tui.rules.review import FlagRow

__all__ = ["FlagRow", "Marked", "look_at", "queue"]
