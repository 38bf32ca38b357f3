"""What a file review found is put right: by its owner, until a day; it stands on her Today until it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.file_review.documents import DONE, FILE_REVIEW, OPEN, VOID, ReviewDocument
from advice_tui.casework.file_review.views import ActionRow, Done
from advice_tui.casework.induction import require_read
from advice_tui.casework.register import OpenedLine
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from data import queries
from data.errors import BadInput, NotAllowed, NotFound
from data.models import RegisterLine
from data.queries import caseload
from data.records import NOT_THERE
from data.store import Tx


@allowed(Act.REVIEW_FILE)
def to_put_right(desk: Desk, *, mine: bool = False) -> tuple[ActionRow, ...]:
    """Give what is still to be put right, the soonest first; ``mine`` only what this person owns (rule 4)."""
    require_read(desk)
    with desk.store.read() as connection:
        lines = register.lines(desk, connection, FILE_REVIEW, state=OPEN)
        names, numbers = queries.names(connection), numbers_of(desk, connection, lines)
    rows = [row for row in rows_of(desk, lines, names, numbers) if row.done is None and (row.mine or not mine)]
    return tuple(sorted(rows, key=lambda row: (row.due, row.id)))


def rows_of(
    desk: Desk, lines: Iterable[OpenedLine], names: Mapping[str, str], numbers: Mapping[str, str]
) -> list[ActionRow]:
    """Give every action of these reviews as lists show it, done or not."""
    return [
        ActionRow(
            action.id,
            line.row.id,
            line.row.row_ver,
            line.row.case_id or "",
            numbers.get(line.row.case_id or "", ""),
            action.what,
            action.owner_id,
            names.get(action.owner_id, ""),
            action.due,
            line.row.at,
            action.done,
            action.words,
            action.owner_id == desk.person.id,
        )
        for line in lines
        for action in ReviewDocument.from_json(line.document).actions
    ]


@allowed(Act.REVIEW_FILE)
def finish(desk: Desk, review_id: str, action_id: str, row_ver: int, words: str) -> Done:
    """Say that something was put right, and how; its owner says so, or the manager.

    Raises BadInput, NotAllowed for somebody else's, ChangedMeanwhile, NotFound.
    """
    require_read(desk)
    text, wrong = text_field(words, "What was done", Limit.SHORT, required=True)
    if wrong:
        raise BadInput({"words": wrong})
    with desk.store.write(desk.signer, Act.REVIEW_FILE.value, review_id, at=desk.now) as tx:
        line = the_line(desk, tx.connection, review_id)
        document = ReviewDocument.from_json(line.document)
        action = next((one for one in document.actions if one.id == action_id and one.done is None), None)
        if action is None:
            raise NotFound(NOT_THERE)
        if action.owner_id != desk.person.id and desk.role is not Role.MANAGER:
            raise NotAllowed("Its owner says when it is done, or the manager.")
        done = replace(action, done=desk.today, words=text.strip())
        actions = tuple(done if one.id == action_id else one for one in document.actions)
        state = OPEN if any(one.done is None for one in actions) else DONE
        after = replace(document, actions=actions).to_json()
        register.change_line(desk, tx, line.row, after, row_ver, state=state)
        tx.detail["action"] = action_id
    data = {"line": review_id, "row_ver": row_ver + 1, "before": line.row.sealed, "state": OPEN}
    return Done("Put right.", UndoToken(FILE_REVIEW, "what was put right", "", data=data))


@undoes(FILE_REVIEW)
def _undo(_desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Bring back the review as it was before, or take it back whole; unless somebody went on from it."""
    tx.obj = str(token.data["line"])
    before = {"sealed": token.data["before"], "state": token.data["state"]} if "before" in token.data else {}
    tx.change(RegisterLine, {"id": tx.obj}, token.data["row_ver"], **(before or {"state": VOID}))


def the_line(desk: Desk, connection: Connection, review_id: str) -> OpenedLine:
    """Open a review that counts; raises NotFound, in the same words, when there is none for this person."""
    line = register.open_line(desk, connection, review_id, FILE_REVIEW)
    if line.row.state == VOID:
        raise NotFound(NOT_THERE)
    return line


def numbers_of(desk: Desk, connection: Connection, lines: Iterable[OpenedLine]) -> dict[str, str]:
    """Give the numbers of the cases that these reviews are of, by id."""
    ids = [line.row.case_id for line in lines if line.row.case_id]
    return {row.id: row.number for row in caseload.cases_named(connection, desk.keys, ids)}
