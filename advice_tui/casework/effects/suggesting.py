"""What the fields of a step may begin with: what the file knows already, for a person to look at and change."""

from __future__ import annotations

from sqlalchemy import Connection

from advice_tui.casework import providers, register
from advice_tui.casework.arrivals import reading as arrivals
from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.effects.measuring import use_in
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Entry, Step
from advice_tui.rules.procedure import Running, state_of
from advice_tui.rules.restriction import review_on
from advice_tui.rules.working_days import say_day
from data.access.grants import accounts
from data.errors import NotFound

SPOKEN = frozenset({"consults", "notifies"})
"""What a step is for when it is usually written down on the day it was said, to the one person who has the function."""


def suggest(
    desk: Desk,
    connection: Connection,
    running: Running,
    step: Step,
    entry: Entry,
    *,
    case_id: str = "",
    client_id: str = "",
) -> str:
    """Give what a field of an open step may begin with, or an empty text.

    The events of a restriction for lateness (I-44c), the measure of use against the median (L-38), the day of the
    review (I-44), the other providers (L-39.3), today and the director's name where she is consulted or the chief
    executive told (L-39). What this person may not read is left out.
    """
    if state_of(running, step) != "open":
        return ""
    if not entry.optional and not entry.ahead and step.does in SPOKEN:
        if entry.kind == "date":
            return say_day(desk.today, year=True)
        if entry.kind == "people" and len(step.to) == 1:
            return _who_is(desk, connection, step.to[0])
    try:
        return _suggested(desk, connection, running, entry, (case_id, client_id))
    except NotFound:
        return ""


def _who_is(desk: Desk, connection: Connection, function: str) -> str:
    """Name the only person with this function, unless it is the one at the desk."""
    found = [one for one in accounts(connection) if one.state == "active" and one.role == function]
    return found[0].name if len(found) == 1 and found[0].id != desk.person.id else ""


def _suggested(desk: Desk, connection: Connection, running: Running, entry: Entry, about: tuple[str, str]) -> str:
    case_id, client_id = about
    if running.key == "restriction" and entry.key == "review" and entry.kind == "date":
        return say_day(review_on(desk.policy, desk.today), year=True)
    if not desk.keys.holds("advice"):
        return ""
    if entry.key == "providers" and entry.kind == "text":
        found = [providers.view_of(desk, one) for one in register.lines(desk, connection, providers.PROVIDER)]
        return "\n".join(one.line() for one in found if not one.closed)
    if entry.key == "measure":
        if case_id:
            open_case_row(desk, connection, case_id)
        return use_in(desk, connection, case_id=case_id, client_id=client_id).words
    if entry.key == "events":
        whose = client_id or open_case_row(desk, connection, case_id)[2].client_id
        return "\n".join(arrivals.kept_badly_in(desk, connection, whose))
    return ""
