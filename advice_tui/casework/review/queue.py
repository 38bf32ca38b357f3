"""The queue of the manager's review: every flag that this person may see, in order (the owner's "flagged cases").

Each source asks the store once for all of it. What stands behind a wall comes up only for who is inside: the filters of
cases, procedures, clients and register lines see to that.
"""

from __future__ import annotations

from dataclasses import replace

from advice_tui.casework.induction import require_read
from advice_tui.casework.review import service, steps, students
from advice_tui.casework.review.resolved import looked_at
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.review import RED, FlagRow, ranked

TOLD_TO_HER = frozenset({"danger", "breach"})
"""Flags of procedures that the director sees whoever takes the next step (L-25, L-26)."""


@allowed(Act.SEE_REVIEW)
def queue(desk: Desk) -> tuple[FlagRow, ...]:
    """Give the flags, what presses first; those that were looked at stand at the end.

    The director sees what is hers: steps she can take, what is overdue, dangers and breaches of confidentiality,
    complaints and issues; no flags of cases.
    """
    require_read(desk)
    waiting = steps.waiting_steps(desk)
    found = [*service.running_complaints(desk), *service.raised_issues(desk)]
    if not service.sees_service(desk):
        hers = (flag for flag in waiting if flag.mine or flag.state == RED or flag.kind in TOLD_TO_HER)
        return ranked([*hers, *found])
    found += waiting
    found += [*service.corrective(desk), *service.standing_walls(desk)]
    with desk.store.read() as connection:
        found += [*students.attendance(desk, connection), *students.broken_promises(desk, connection)]
        looked = looked_at(desk, connection)
    return ranked(replace(flag, looked=looked.get(flag.id)) for flag in found)
