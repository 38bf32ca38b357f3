"""How a student stands with the service: what is restricted or withdrawn, and which procedures run about her."""

from __future__ import annotations

from dataclasses import dataclass

from advice_tui.casework import desk_flags, procedures
from advice_tui.casework.desk_flags import Standing
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedures.views import ProcedureRow
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may


@dataclass(frozen=True)
class Conduct:
    """What stands of a student (None when she stands as everybody does), and her procedures, the newest first.

    Reception has no procedures: it is told what the desk must keep to, and no more (I-22; L-13).
    """

    standing: Standing | None = None
    rows: tuple[ProcedureRow, ...] = ()

    @property
    def running(self) -> tuple[ProcedureRow, ...]:
        """Those that are not complete: what is overdue first, then what waits for the person at this desk."""
        found = [row for row in self.rows if not row.complete]
        return tuple(sorted(found, key=lambda row: (not row.overdue, not row.mine)))


@allowed(Act.SEE_DESK)
def conduct_of(desk: Desk, client_id: str, case_id: str = "") -> Conduct:
    """Give how a student stands; with ``case_id`` only the procedures of that case, and those about her as a whole."""
    require_read(desk)
    with desk.store.read() as connection:
        standing = desk_flags.standing(desk, connection, [client_id]).get(client_id)
    if not may(desk.role, Act.SEE_PROCEDURE):
        return Conduct(standing)
    rows = procedures.of_client(desk, client_id)
    return Conduct(standing, tuple(row for row in rows if not case_id or row.case_id in {"", case_id}))
