"""What the screens get of complaints, and what they give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from advice_tui.casework.procedures import ProcedureView
from advice_tui.casework.undo import UndoToken


@dataclass(frozen=True)
class ComplaintForm:
    """A complaint as typed. ``received`` is a typed day, empty for today; ``who`` names somebody who is not on file.

    ``against`` is the procedure whose decision it is against, when that is known.
    """

    kind: str
    words: str = field(repr=False)
    received: str = ""
    who: str = field(default="", repr=False)
    how: str = ""
    client_id: str = ""
    case_id: str = ""
    against: str = ""


@dataclass(frozen=True)
class Logged:
    """A complaint is logged: what to say, its id and its procedure's."""

    sentence: str
    complaint_id: str
    procedure_id: str
    undo: UndoToken | None = None


@dataclass(frozen=True)
class Decision:
    """A decision that a complaint may be against."""

    id: str
    words: str


@dataclass(frozen=True)
class ComplaintRow:
    """One complaint of the register. ``state`` and ``clock`` say how its clock stands, ``following`` what comes next.

    ``mine`` says that this person can take what comes next. ``row_ver`` is the line's, ``steps_ver`` the procedure's.
    """

    id: str
    procedure_id: str
    kind: str
    label: str
    who: str
    number: str
    received: date
    state: str
    clock: str
    following: str
    whose: str
    mine: bool
    over: bool
    outcome: str
    route: str
    contact: str
    against: str
    acknowledge_by: date | None
    acknowledged: date | None
    row_ver: int
    steps_ver: int
    case_id: str = ""
    client_id: str = ""


@dataclass(frozen=True)
class ComplaintView:
    """A complaint whole: its row, its steps, what decision it is against and what stands meanwhile."""

    row: ComplaintRow
    procedure: ProcedureView
    meanwhile: str = ""


@dataclass(frozen=True)
class Done:
    """Something was done with a complaint: what to say, and how to take it back."""

    sentence: str
    undo: UndoToken | None = None
