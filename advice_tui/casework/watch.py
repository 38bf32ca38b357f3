"""The change signal: a number that grows when another terminal commits."""

from __future__ import annotations

from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed


@allowed(Act.SIGN_OUT)
def changed(desk: Desk) -> int:
    """Give the number; costs microseconds, so that every screen may ask twice a second."""
    return desk.store.changes()
