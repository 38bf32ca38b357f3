"""The rows of Today, and what is to be done for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from advice_tui.rules.calls import MESSAGE, PUT_THROUGH, REQUEST, SLIP_KINDS

MOST_ROWS = 500
END_OF_DAY = time(23, 59)
SLIP, DATE, UNASSIGNED, HANDED = "slip:", "date:", "unassigned:", "handed:"
ARRIVAL, OUTCOME = "arrival:", "outcome:"
PROCEDURE, CORRECTIVE = "procedure:", "corrective:"
CHANGED_SINCE = (
    "The calendar was changed after that was promised, so the days are not counted here again. What was promised holds."
)
PUT = "The call was put through. Nothing waits for an answer, and no words of it are kept."

DOES: dict[str, tuple[str, str]] = {
    "reply": ("Reply", "reply"),
    "follow_up": ("Reply", "reply"),
    "callback": ("Call back", "call"),
    "tell_student": ("Tell the student", "tell"),
    "key_date": ("Key date", "date"),
    "chase": ("Ask the student", "ask"),
    "unassigned": ("Nobody has it", "take"),
    "handed": ("Handed to you", "new"),
    "slip": ("Passed on", ""),
    "arrival": ("At reception", "here"),
    "outcome": ("What came of it", "over"),
    "procedure": ("Next step", "step"),
    "corrective": ("Put right", "mend"),
    **{kind: (SLIP_KINDS[kind].does, SLIP_KINDS[kind].short) for kind in (MESSAGE, REQUEST, PUT_THROUGH)},
}
"""What is to be done for each kind of row, in long words and in one."""


@dataclass(frozen=True)
class WaitingRow:
    """One thing that waits. ``case_id`` is empty for reception, who cannot open cases; ``id`` is what to explain.

    ``kind`` is a kind of promise, "key_date", "chase", "unassigned", "slip", or "message", "request" and "put_through",
    which are on no case yet (``slip_id`` and ``client_id`` name them), or
    "arrival" and "outcome", one's own appointments, "procedure", a step that waits (``procedure_id`` names it), or
    "corrective", what a file review wants put right; ``internal`` marks what is our own target and not the published
    promise.
    """

    id: str
    case_id: str
    number: str
    who: str
    channel: str
    about: str
    received: datetime
    due: datetime
    state: str
    words: str
    internal: bool
    adviser: str
    mine: bool
    kind: str = "reply"
    slip_id: str = ""
    client_id: str = ""
    procedure_id: str = ""


@dataclass(frozen=True)
class TodayList:
    """The ranked list: ``total`` counts what waits in it, ``note`` says whether the service is open.

    ``everybody`` tells whether colleagues' cases are in it; ``others`` counts what waits in them when they are not.
    """

    rows: tuple[WaitingRow, ...]
    total: int
    late: int
    amber: int
    open_now: bool
    note: str
    everybody: bool = True
    others: int = 0
    warning: str = ""
