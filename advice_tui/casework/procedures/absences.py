"""Who cannot be reached: then those act who may in absence (L-25 "or the CEO in their absence"; reading 24)."""

from __future__ import annotations

from datetime import date, timedelta

from advice_tui.casework.induction import require_read
from advice_tui.casework.procedures.views import AbsenceView
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.working_days import say_day
from data import queries
from data.errors import BadInput, NotFound
from data.ids import new_id
from data.models import Absence
from data.queries import conduct as asked
from data.records import NOT_THERE

LONGEST = timedelta(days=366)
FUNCTIONS = ("manager", "director", "head", "chief_executive")
"""Whose absence lets another act."""


@allowed(Act.SEE_PROCEDURE)
def absences(desk: Desk) -> tuple[AbsenceView, ...]:
    """Give who is away now or soon, soonest first."""
    require_read(desk)
    with desk.store.read() as connection:
        rows = [one for one in asked.absences(connection) if one.last >= desk.today]
        names = queries.names(connection)
    title = desk.policy.title_of
    return tuple(
        AbsenceView(
            one.id, one.function, title(one.function), one.first, one.last, names.get(one.by_id, ""), one.row_ver
        )
        for one in sorted(rows, key=lambda one: (one.first, one.function))
    )


@allowed(Act.SEE_PROCEDURE)
def may_be_away(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Give the functions whose absence lets another act, with what they are called here."""
    titles = desk.policy.roles.titles
    return tuple((one, desk.policy.title_of(one)) for one in FUNCTIONS if one in titles)


@allowed(Act.MARK_ABSENT)
def mark_absent(desk: Desk, function: str, first: date, last: date) -> str:
    """Say that whoever has a function cannot be reached for some days; gives the sentence to show.

    Whoever says so does not stand in herself (``rules.procedure.takers``, clause 1). Raises BadInput for a function
    without a deputy, days that end before they begin, lie in the past, or are more than a year.
    """
    require_read(desk)
    problems = {}
    if function not in dict(may_be_away(desk)):
        problems["function"] = "Choose one of the list."
    if last < first:
        problems["last"] = "It ends before it begins."
    elif last < desk.today:
        problems["last"] = "This is over already."
    elif first < desk.today:
        problems["first"] = "From today on: what is decided was decided by who was there."
    elif last - first > LONGEST:
        problems["last"] = "At most a year."
    if problems:
        raise BadInput(problems)
    absence_id = new_id()
    with desk.store.write(desk.signer, Act.MARK_ABSENT.value, absence_id, at=desk.now) as tx:
        values = {"function": function, "first": first, "last": last, "at": tx.at, "by_id": desk.person.id}
        tx.insert(Absence, id=absence_id, state="on", row_ver=1, **values)
        tx.detail.update(function=function, first=first.isoformat(), last=last.isoformat())
    until = "today" if last == desk.today else f"until {say_day(last)}"
    return f"The {desk.policy.title_of(function)} cannot be reached {until}: who may stand in can act now."


@allowed(Act.MARK_ABSENT)
def back_again(desk: Desk, absence_id: str, row_ver: int) -> str:
    """Say that somebody can be reached again; raises NotFound when it was said before."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.MARK_ABSENT.value, absence_id, at=desk.now) as tx:
        row = next((one for one in asked.absences(tx.connection) if one.id == absence_id), None)
        if row is None:
            raise NotFound(NOT_THERE)
        tx.change(Absence, {"id": absence_id}, row_ver, state="void")
        tx.detail.update(function=row.function)
    return f"The {desk.policy.title_of(row.function)} can be reached again."
