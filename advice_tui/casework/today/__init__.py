"""Today: what waits, due soonest first, for the role at the desk; and the sum behind each deadline."""

from advice_tui.casework.today.explaining import explain_row
from advice_tui.casework.today.listing import waiting
from advice_tui.casework.today.rows import DOES, TodayList, WaitingRow

__all__ = ["DOES", "TodayList", "WaitingRow", "explain_row", "waiting"]
