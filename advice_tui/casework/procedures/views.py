"""What the screens of procedures show, and what they give back: frozen, with every sentence ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from advice_tui.casework.undo import UndoToken


@dataclass(frozen=True)
class Answer:
    """One answer of a list: what is stored, and what is shown."""

    key: str
    label: str


@dataclass(frozen=True)
class EntryView:
    """One thing a step writes down. ``kind`` is line, text, date, time, yes_no, choice, people, number or file.

    ``many`` lets a choice hold several keys, joined with ";". ``suggested`` is what the field may begin with.
    """

    key: str
    label: str
    kind: str
    options: tuple[Answer, ...] = ()
    optional: bool = False
    yes_needed: bool = False
    many: bool = False
    suggested: str = field(default="", repr=False)


@dataclass(frozen=True)
class DoneView:
    """How a step was taken: by whom in which function, when it happened, when and by whom it was written down.

    ``values`` are label and text of what was recorded. ``letter_id`` is the letter that was sent with it.
    """

    who: str
    function: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    letter_id: str = ""


@dataclass(frozen=True)
class StepView:
    """One step as it stands for the person at this desk.

    ``state`` is done, open, waits, replaced or not_needed. ``missing`` are the sentences why this person cannot take it
    now; empty means she can. ``others_may`` are functions without an account in whose name it may be recorded.
    ``letter`` is the text that must be sent with it, ``since`` from when it could be taken, ``sources`` the numbers of
    the union's own sentences.
    """

    key: str
    label: str
    does: str
    state: str
    who_may: str
    missing: tuple[str, ...] = ()
    entries: tuple[EntryView, ...] = ()
    done: DoneView | None = None
    optional: bool = False
    letter: str = ""
    needs_password: bool = False
    overdue: bool = False
    since: datetime | None = None
    due: datetime | None = None
    instead_of: str = ""
    sources: tuple[str, ...] = ()
    others_may: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class ProcedureView:
    """A procedure with all its steps. ``missing`` is all that is not done yet; empty means complete.

    ``standing`` says what it does now ("Service withdrawn since Thu 26 Nov 2026"), or is empty.
    """

    id: str
    kind: str
    title: str
    who: str
    number: str
    case_id: str
    client_id: str
    ground: str
    ground_label: str
    opened_at: datetime
    opened_by: str
    steps: tuple[StepView, ...]
    missing: tuple[str, ...]
    complete: bool
    row_ver: int
    may_write: bool
    standing: str = ""


@dataclass(frozen=True)
class ProcedureRow:
    """A procedure in a list: what comes next, whose turn it is, since when; ``mine`` when this person can take it."""

    id: str
    kind: str
    title: str
    who: str
    number: str
    case_id: str
    client_id: str
    ground_label: str
    next_label: str
    next_whose: str
    since: datetime
    mine: bool
    overdue: bool
    complete: bool
    standing: str = ""
    opened_at: datetime | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class Startable:
    """A procedure that this person may begin here; ``text`` says what it is for, in the union's own words."""

    kind: str
    title: str
    first: StepView
    text: str = ""


@dataclass(frozen=True)
class StepForm:
    """A step as typed. ``values`` by entry; ``happened`` a typed day and time, empty for now.

    ``taken_by_name`` and ``taken_by_function`` name somebody without an account in whose name it is recorded.
    """

    step: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    happened: str = ""
    taken_by_name: str = ""
    taken_by_function: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class LetterSent:
    """The letter with which a step is recorded: its id, the policy's text, the day and the way it went."""

    letter_id: str
    text_key: str
    day: date
    channel: str


@dataclass(frozen=True)
class Recorded:
    """What recording a step did. ``to_cancel`` are appointments that it calls into question, one by one."""

    sentence: str
    procedure_id: str
    undo: UndoToken | None = None
    to_cancel: tuple[str, ...] = ()


@dataclass(frozen=True)
class AbsenceView:
    """That a function cannot be reached for some days, who said so, and whether this person may take it back."""

    id: str
    function: str
    title: str
    first: date
    last: date
    by: str
    row_ver: int
