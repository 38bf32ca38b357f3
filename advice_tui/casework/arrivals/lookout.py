"""An adviser who locked her terminal still learns that somebody waits for her: when, and never who (I-32).

The lock lets go of every key that opens people's words. For this one question, and only while somebody can still come
(until an hour after the doors close), it keeps the key of the database alone: with it times, states and ids can be
read, and no name, note or case. Nothing is held open: the files are looked at, and opened for a moment when somebody
wrote to them. Who wants no key kept leaves the program instead of locking it; a policy that announces no arrival keeps
none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from advice_tui.casework.arrivals.views import AtReception
from advice_tui.desk import Clock, Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary import arrivals
from advice_tui.rules.diary.opening import open_spans
from advice_tui.rules.working_days import LONDON, london
from data.queries import arrivals as asked
from data.store.lookout import Signs, glance, signs

AFTER_CLOSING = timedelta(hours=1)
"""So long after the doors close somebody who came in time may still be waiting."""


@dataclass
class Lookout:
    """What a locked terminal keeps: where the database is, its key, whose arrivals, of which day and until when."""

    path: Path
    key: bytes = field(repr=False)
    account_id: str
    day: date
    until: datetime
    clock: Clock = field(repr=False)
    seen: Signs = ()
    waiting: tuple[AtReception, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nobody can be waiting any more, or it is another day."""
        now = self.clock()
        return now >= self.until or london(now).date() != self.day

    def stale(self) -> bool:
        """Whether somebody wrote to the database since the last look; costs microseconds."""
        return signs(self.path) != self.seen

    def look(self) -> tuple[AtReception, ...]:
        """Give who waits now. Raises AdviceError when the database cannot be read, as while it is maintained."""
        before = signs(self.path)
        with glance(self.path, self.key) as connection:
            rows = asked.at_reception(connection, self.account_id, self.day)
        if self.key:  # it may have been let go of meanwhile
            self.seen = before
            self.waiting = tuple(
                AtReception(
                    row.id, row.start_minute, row.arrived_at, arrivals.late_by(row.start_minute, row.arrived_at)
                )
                for row in rows
            )
        return self.waiting

    def forget(self) -> None:
        """Let go of the key."""
        self.key = b""
        self.waiting = ()


def _waits(row: asked.WaitingRow) -> AtReception:
    late = arrivals.late_by(row.start_minute, row.arrived_at)
    return AtReception(row.id, row.start_minute, row.arrived_at, late)


@allowed(Act.ANSWER_DESK)
def lookout(desk: Desk) -> Lookout | None:
    """Give what the lock needs to look for this adviser's arrivals; None where the policy announces none.

    None too when nobody can come any more today: then no key is kept.
    """
    spans = open_spans(desk.calendar, desk.today, "in_person")
    if not desk.policy.reception.announces_arrival or not spans:
        return None
    closes = datetime.combine(desk.today, datetime.min.time(), LONDON) + timedelta(minutes=spans[-1][1])
    found = Lookout(
        desk.store.path, desk.session.database_key, desk.person.id, desk.today, closes + AFTER_CLOSING, desk.clock
    )
    return None if found.over else found
