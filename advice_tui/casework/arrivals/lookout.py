"""An adviser who locked her terminal still learns that somebody waits for her: when, and never who (I-32).

The lock lets go of every key that opens people's words. For this one question, and until the day is over, it keeps the
key of the database alone: with it the times of her own appointments can be read, and no name, note or case. Nothing is
held open: the files are looked at, and opened for a moment when somebody wrote to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from advice_tui.casework.arrivals.views import AtReception
from advice_tui.desk import Clock, Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary import arrivals
from advice_tui.rules.working_days import london
from data.queries import arrivals as asked
from data.store.lookout import Signs, glance, signs


@dataclass
class Lookout:
    """What a locked terminal keeps: where the database is, its key, whose arrivals, and for which day."""

    path: Path
    key: bytes = field(repr=False)
    account_id: str
    day: date
    clock: Clock = field(repr=False)
    seen: Signs = ()
    waiting: tuple[AtReception, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the day has ended for which it was kept."""
        return london(self.clock()).date() != self.day

    def stale(self) -> bool:
        """Whether somebody wrote to the database since the last look; costs microseconds."""
        return signs(self.path) != self.seen

    def look(self) -> tuple[AtReception, ...]:
        """Give who waits now. Raises AdviceError when the database cannot be read, as while it is maintained."""
        before = signs(self.path)
        with glance(self.path, self.key) as connection:
            rows = asked.at_reception(connection, self.account_id, self.day)
        self.seen = before
        self.waiting = tuple(
            AtReception(row.id, row.start_minute, row.arrived_at, arrivals.late_by(row.start_minute, row.arrived_at))
            for row in rows
        )
        return self.waiting

    def forget(self) -> None:
        """Let go of the key."""
        self.key = b""
        self.waiting = ()


@allowed(Act.ANSWER_DESK)
def lookout(desk: Desk) -> Lookout | None:
    """Give what the lock needs to look for this adviser's arrivals; None where the policy announces none."""
    if not desk.policy.reception.announces_arrival:
        return None
    return Lookout(desk.store.path, desk.session.database_key, desk.person.id, desk.today, desk.clock)
