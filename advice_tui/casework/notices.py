"""Notices for the public: shown, and written to a file that the user names. What is in them is no secret."""

from __future__ import annotations

from dataclasses import dataclass

from advice_tui.casework import outside
from advice_tui.casework.service_days.lines import follow, read_lines
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.notices import Notice, notice_of, opening_text
from advice_tui.rules.service_calendar import Removal, in_force
from advice_tui.rules.text import visible
from data.errors import NotFound

THERE = outside.THERE
"""The name of the problem "such a file exists": who was asked may then write over it."""


@dataclass(frozen=True)
class Published:
    """What may be published: the notice of one line (None for the page "when we are open"), its text, a file name."""

    notice: Notice | None
    text: str
    file_name: str


@allowed(Act.WRITE_NOTICE)
def of_line(desk: Desk, seq: int) -> Published:
    """Give the notice of a line of the calendar (I-28, I-36; L-46); raises NotFound when it counts no more."""
    follow(desk)
    with desk.store.read() as connection:
        lines = in_force(read_lines(desk, connection))
    change = next((line.change for line in lines if line.seq == seq), None)
    if change is None or isinstance(change, Removal):
        raise NotFound("That line does not count any more. Look at the calendar again.")
    notice = notice_of(desk.policy, desk.calendar, change)
    return Published(notice, notice.text(), f"advice-notice-{change.first.isoformat()}.txt")


@allowed(Act.WRITE_NOTICE)
def opening(desk: Desk) -> Published:
    """Give the public text "when we are open": the hours, and what is closed or takes longer in the next half year."""
    follow(desk)
    text = opening_text(desk.policy, desk.calendar, desk.today)
    return Published(None, text, f"advice-opening-{desk.today.isoformat()}.txt")


@allowed(Act.WRITE_NOTICE)
def write(desk: Desk, text: str, path: str, *, replace: bool = False) -> str:
    """Write a public text to a file and give the sentence that says where; anybody may read the file.

    Raises BadInput under "path" for a place that cannot be used, and under :data:`THERE` when there is such a file
    already and ``replace`` was not said: nothing is written over unasked.
    """
    target = outside.target(desk, path)
    outside.write(target, text.encode(), mode=outside.FOR_ALL, replace=replace)
    with desk.store.write(desk.signer, Act.WRITE_NOTICE.value, at=desk.now) as tx:
        tx.detail.update(bytes=len(text.encode()), replaced=replace)
    return f"Written to {visible(str(target))}."
