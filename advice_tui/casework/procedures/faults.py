"""What is wrong with the steps of procedures, seen without opening one: rows and the audit trail must tell the same."""

from __future__ import annotations

from advice_tui.desk import Desk
from data.queries import procedure_trail as asked

WRITTEN = "A step of a procedure was written outside the program."
TAKEN_OUT = "Steps of procedures were taken out."
STRUCK = "A step of a procedure was taken back, or put back, outside the program."


def faults(desk: Desk) -> tuple[str, ...]:
    """Say what is wrong with the steps of procedures: one that nobody recorded, that is gone, or struck by nobody.

    Needs no key of a room, so that whoever looks after the database finds it; what a step says is checked, by its
    signature, when it is opened.
    """
    with desk.store.read() as connection:
        rows = {row.id: row for row in asked.rows(connection)}
        recorded, struck = asked.recorded(connection), asked.struck(connection)
    made = any(recorded.get(row.id) != row.by_id for row in rows.values())
    back = {row.id: row.undone_by for row in rows.values() if row.undone_at is not None}
    found = {WRITTEN: made, TAKEN_OUT: bool(recorded.keys() - rows.keys()), STRUCK: back != struck}
    return tuple(sentence for sentence, wrong in found.items() if wrong)
