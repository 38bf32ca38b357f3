"""The steps of a case's procedures among its entries: what was decided and why stands in the case file (L-25, L-39).

They are shown where they stand, under the procedure's own key, and are not written twice.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import Connection

from advice_tui.casework.cases.views import EntryView
from advice_tui.casework.procedure_documents import OpenedProcedure, OpenedStep, opened
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Entry
from advice_tui.rules.procedure import Running, options_of
from advice_tui.rules.working_days import london, say_day
from data.queries import conduct as asked

KIND, GROUP, GLYPH = "procedure", "procedure", "§"


def steps_on_file(desk: Desk, connection: Connection, case_id: str, names: dict[str, str]) -> list[EntryView]:
    """Give the recorded steps of a case's procedures as entries; empty for nearly every case, after one question."""
    rows = asked.procedures(connection, desk.keys, case_id=case_id)
    return [
        _entry(desk, found, step, names)
        for found in map(partial(opened, desk, connection), rows)
        for step in found.steps
    ]


def _entry(desk: Desk, found: OpenedProcedure, step: OpenedStep, names: dict[str, str]) -> EntryView:
    row, document = step.row, step.document
    policy = found.running.procedure
    by_policy = policy.step(document.step)
    label = by_policy.label if by_policy else document.step
    undone = row.undone_at
    struck = f"undone by {names.get(row.undone_by or '', '')}, {say_day(london(undone).date())}" if undone else ""
    who = document.who
    function = desk.policy.title_of(who.function)
    lines = [
        f"{entry.label}: {said(desk, found.running, entry, document.values[entry.key])}"
        for entry in (by_policy.records if by_policy else ())
        if entry.key in document.values
    ]
    name = who.name or names.get(who.account_id, "")
    taken = f"By {name}, {function}"
    if row.by_id != who.account_id:
        taken += f"; written down by {names.get(row.by_id, '')}"
    return EntryView(
        id=row.id,
        at=row.happened_at,
        recorded_at=row.recorded_at,
        kind=KIND,
        kind_words=policy.label,
        glyph=GLYPH,
        title=label,
        body="\n".join([*lines, taken]),
        sender="",
        notes=(),
        author_name=name,
        struck=struck,
        attachments=(),
        group=GROUP,
    )


def said(desk: Desk, running: Running, entry: Entry, value: str) -> str:
    """Give what was recorded as it is read: a choice's words, a day in full."""
    if entry.kind == "choice":
        labels = {one.key: one.label for one in options_of(desk.policy, running.key, entry, running.ground)}
        return "; ".join(labels.get(key, key) for key in value.split(";"))
    if entry.kind == "date":
        return say_day(date.fromisoformat(value), year=True)
    if entry.kind == "time":
        day, _, at = value.rpartition(" ")
        return f"{say_day(date.fromisoformat(day), year=True)} {at}" if day else at
    return value
