"""Flags that were looked at: by whom, when, in which words; kept until something new happens with what raised them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.induction import require_read
from advice_tui.casework.review.queue import queue
from advice_tui.casework.review.resolved import RESOLVED, VOID
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from data import queries
from data.errors import BadInput, ChangedMeanwhile
from data.models import RegisterLine
from data.store import Tx

GONE = "This flag is not there any more, or somebody looked at it meanwhile. Look again; nothing was changed."


@dataclass(frozen=True)
class Marked:
    """A flag was marked as looked at: what to say, and how to take it back."""

    sentence: str
    undo: UndoToken | None = None


@allowed(Act.RESOLVE_FLAG)
def look_at(desk: Desk, flag_id: str, words: str) -> Marked:
    """Mark a flag of the queue as looked at, with a sentence; it comes back when something new happens.

    Raises BadInput without a sentence, ChangedMeanwhile when the flag is not in the queue any more.
    """
    require_read(desk)
    text, wrong = text_field(words, "What you found", Limit.SHORT, required=True)
    if wrong:
        raise BadInput({"words": wrong})
    flag = next((one for one in queue(desk) if one.id == flag_id), None)
    if flag is None or flag.looked is not None:
        raise ChangedMeanwhile(GONE)
    with desk.store.write(desk.signer, Act.RESOLVE_FLAG.value, flag.case_id or flag.subject, at=desk.now) as tx:
        case_id = flag.case_id if _readable(desk, tx.connection, flag.case_id) else ""
        document = {"flag": flag.id, "words": text.strip()}
        line = register.put_line(desk, tx, RESOLVED, document, case_id=case_id, rooms="decisions")
        tx.detail.update(kind=flag.kind, line=line)
    token = UndoToken(RESOLVED, "marked as looked at", "", data={"line": line})
    return Marked("Looked at. It comes back when something new happens.", token)


def _readable(desk: Desk, connection: Connection, case_id: str) -> bool:
    return bool(case_id) and queries.case(connection, desk.keys, case_id) is not None


@undoes(RESOLVED)
def _undo(_desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Put the flag back into the queue."""
    tx.obj = str(token.data["line"])
    tx.change(RegisterLine, {"id": tx.obj}, 1, state=VOID)
