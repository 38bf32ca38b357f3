"""A call back taken back: the message waits again, and what was put on the case is struck out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import update

from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.cases import life, waiting
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.slips import reopen_slip
from advice_tui.casework.undo import UndoToken, strike, take_back, undoes
from advice_tui.desk import Desk
from data import queries
from data.errors import ChangedMeanwhile
from data.models import Case, Promise
from data.queries import messages as asked
from data.store import Tx

_promise: Any = Promise.__table__  # type: ignore[attr-defined]
GONE_ON = "Somebody has gone on from it meanwhile, so it stays. Nothing was undone."


@undoes("answer_message")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Let the message wait again; raises ChangedMeanwhile when somebody has gone on from what it became."""
    slip = asked.message(tx.connection, token.data["slip"])
    if slip is None or slip.answered_by != desk.person.id or slip.state == "void":
        raise ChangedMeanwhile(GONE_ON)
    if token.data["new"]:
        _void(tx, token)
    else:
        _strike(desk, tx, token)
    reopen_slip(tx, slip.id)


def _void(tx: Tx, token: UndoToken) -> None:
    """Take the new case back, unless there is more in it by now."""
    call: UndoToken | None = token.data["call"]
    mine = [token.data["received"], *([call.entry_id] if call else [])]
    if [entry.id for entry in queries.entries(tx.connection, token.case_id)] != mine:
        raise ChangedMeanwhile(GONE_ON)
    tx.change(Case, {"id": token.case_id}, token.data["row_ver"], status="void")
    tx.connection.execute(update(_promise).where(_promise.c.case_id == token.case_id).values(state="void"))


def _strike(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Strike out the call and what was received; the promise goes with it, and the case waits again if it did."""
    call: UndoToken | None = token.data["call"]
    if call is not None:
        take_back(desk, tx, call)
    promise = queries.promise(tx.connection, desk.keys, token.data["promise"])
    if promise is None or promise.state != "open":
        raise ChangedMeanwhile(GONE_ON)
    tx.change(Promise, {"id": promise.id}, promise.row_ver, state="void")
    strike(desk, tx, token.case_id, token.data["received"])
    case = Opened(*open_case_row(desk, tx.connection, token.case_id))
    kept = " ".join(one for one in case.document.slips if one != token.data["slip"])
    sealed = replace(case.document, slip_id=kept).sealed(case.key, case.row.id, case.row.key_ver)
    life.change(tx, case, sealed=sealed)
    waiting.wait_again(desk, tx, Opened(*open_case_row(desk, tx.connection, token.case_id)), (token.data["received"],))
