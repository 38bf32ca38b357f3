"""The change signal: a number that grows when another terminal commits; the calendar is followed with it."""

from __future__ import annotations

from advice_tui.casework import service_days
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed


@allowed(Act.SIGN_OUT)
def changed(desk: Desk) -> int:
    """Give the number; costs microseconds while nothing was committed, so that every screen may ask twice a second.

    When something was, the calendar that another terminal may have changed counts from now on, and the walls that were
    put up or lifted there: their keys are learned of, or let go.
    """
    number = desk.store.changes()
    if desk.almanac.changes != number:
        with desk.store.read() as connection:
            desk.session.follow(connection)
        service_days.follow(desk)
        desk.almanac.changes = number
    return number
