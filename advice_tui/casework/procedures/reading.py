"""Looking at procedures: one with all its steps, those of a case or a client, those that wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from advice_tui.casework import effects
from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.cases.steps_on_file import said
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import OpenedProcedure, OpenedStep, open_one, opened
from advice_tui.casework.procedures.ground import STARTABLE, Ground, ground, me
from advice_tui.casework.procedures.views import (
    Answer,
    DoneView,
    EntryView,
    ProcedureRow,
    ProcedureView,
    Startable,
    StepView,
)
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Entry, Step
from advice_tui.roles import Act, allowed
from advice_tui.rules import procedure as rules
from advice_tui.rules.procedure import Running, Who
from advice_tui.rules.procedure.clock import due_at, since
from advice_tui.rules.procedure.values import MANY
from advice_tui.rules.working_days import say_day
from data import queries
from data.queries import conduct as asked

NEEDS_PASSWORD = frozenset({"decides", "consents"})
"""What a step does that asks for the password again."""
MAY_WRITE_DOWN = frozenset({"adviser", "manager", "director"})
"""Who may write a step down for somebody without an account."""
ON_BEHALF = ("head", "chief_executive", "union_president", "director", "manager")
"""Functions in whose name a step may be written down while nobody has an account for them."""


@allowed(Act.SEE_PROCEDURE)
def open_procedure(desk: Desk, procedure_id: str) -> ProcedureView:
    """Give a procedure as it stands for the person at this desk; the reading is audited.

    Raises NotFound, in the same words, when there is none or it is not for this person.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.SEE_PROCEDURE.value, procedure_id, at=desk.now) as tx:
        return look(desk, tx.connection, open_one(desk, tx.connection, procedure_id))


@allowed(Act.SEE_PROCEDURE)
def refresh(desk: Desk, procedure_id: str) -> ProcedureView:
    """Give the same again for a screen that shows it already; not audited a second time."""
    with desk.store.read() as connection:
        return look(desk, connection, open_one(desk, connection, procedure_id))


@allowed(Act.SEE_PROCEDURE)
def of_case(desk: Desk, case_id: str) -> tuple[ProcedureRow, ...]:
    """Give the procedures of a case, the newest first; raises NotFound for a case this person may not read."""
    require_read(desk)
    with desk.store.read() as connection:
        open_case_row(desk, connection, case_id)
        rows = asked.procedures(connection, desk.keys, case_id=case_id)
        return tuple(_rows(desk, connection, [opened(desk, connection, row) for row in reversed(rows)]))


@allowed(Act.SEE_PROCEDURE)
def of_client(desk: Desk, client_id: str) -> tuple[ProcedureRow, ...]:
    """Give the procedures of a client that this person may read, the newest first."""
    require_read(desk)
    with desk.store.read() as connection:
        rows = asked.procedures(connection, desk.keys, client_id=client_id)
        return tuple(_rows(desk, connection, [opened(desk, connection, row) for row in reversed(rows)]))


@allowed(Act.SEE_PROCEDURE)
def waiting(desk: Desk) -> tuple[ProcedureRow, ...]:
    """Give the procedures that this person may read and that are not complete, or are to be reviewed by now.

    What this person can take comes first, then what is overdue, then what has waited longest.
    """
    require_read(desk)
    with desk.store.read() as connection:
        names = queries.names(connection)
        stored = [row for row in asked.procedures(connection, desk.keys) if desk.over.get(row.id) != row.row_ver]
        rows = list(_rows(desk, connection, [opened(desk, connection, row, names) for row in stored]))
    versions = {row.id: row.row_ver for row in stored}
    over = [one.id for one in rows if one.complete and one.review_on is None]
    desk.over.update({one: versions[one] for one in over})
    rows = [one for one in rows if not one.complete or _to_review(desk, one)]
    return tuple(sorted(rows, key=lambda one: (not one.mine, not one.overdue, one.since, one.id)))


def _to_review(desk: Desk, row: ProcedureRow) -> bool:
    return row.review_on is not None and row.review_on <= desk.today


@allowed(Act.SEE_PROCEDURE)
def kinds(desk: Desk, *, case_id: str = "", client_id: str = "") -> tuple[Startable, ...]:
    """Give the procedures that this person may begin about a case or a client, with their first step."""
    require_read(desk)
    found = []
    with desk.store.read() as connection:
        stands = ground(desk, connection)
        for kind in STARTABLE:
            running = Running(kind, getattr(desk.policy.procedures, kind), "")
            step = running.procedure.steps[0]
            if not rules.may_take(running, step, stands.taking(desk, kind, me(desk), desk.now)):
                about = _About(desk, connection, stands, running, desk.now, ids=(case_id, client_id))
                procedure = running.procedure
                found.append(Startable(kind, procedure.label, about.step(step), procedure.public or ""))
    return tuple(found)


def look(desk: Desk, connection: Connection, found: OpenedProcedure, *, may_write: bool = True) -> ProcedureView:
    """Give what was opened as the screen shows it."""
    stands = ground(desk, connection)
    about = _About(desk, connection, stands, found.running, found.row.opened_at, found)
    steps = tuple(about.step(step) for step in found.running.procedure.steps)
    missing = about.missing()
    head, row = found.head, found.row
    return ProcedureView(
        row.id,
        head.kind,
        found.running.procedure.label,
        head.who,
        head.number,
        row.case_id or "",
        row.client_id or "",
        head.ground,
        ground_label(desk, found.running),
        row.opened_at,
        stands.names.get(row.opened_by, ""),
        steps,
        missing,
        not missing,
        row.row_ver,
        may_write,
        effects.standing_words(desk, connection, found),
    )


def ground_label(desk: Desk, running: Running) -> str:
    """Give what the ground of a procedure is called in the policy, or an empty text."""
    step = running.procedure.steps[0]
    for entry in step.records:
        if entry.kind == "choice" and not entry.options:
            options = rules.options_of(desk.policy, running.key, entry, running.ground)
            return next((one.label for one in options if one.key == running.ground), "")
    return ""


def _rows(desk: Desk, connection: Connection, found: list[OpenedProcedure]) -> Iterator[ProcedureRow]:
    """Give procedures as lists show them; one whose every step was taken back is not there."""
    stands = ground(desk, connection)
    for one in found:
        if not one.running.taken:
            continue
        about = _About(desk, connection, stands, one.running, one.row.opened_at, one)
        missing = about.missing()
        row = about.row(one, complete=not missing)
        yield replace(row, standing=effects.standing_words(desk, connection, one))


class _About:
    """One procedure as it stands at a desk: its steps are asked about one by one."""

    def __init__(
        self,
        desk: Desk,
        connection: Connection,
        stands: Ground,
        running: Running,
        opened_at: datetime,
        found: OpenedProcedure | None = None,
        *,
        ids: tuple[str, str] = ("", ""),
    ) -> None:
        self._desk, self._connection, self._stands, self._running = desk, connection, stands, running
        self._opened_at, self._found, self._ids = opened_at, found, ids

    def _sentences(self, step: Step) -> tuple[str, ...]:
        taking = self._stands.taking(self._desk, self._running.key, me(self._desk), self._desk.now)
        refused = rules.may_take(self._running, step, taking)
        if refused and self._others(step) and self._desk.role.value in MAY_WRITE_DOWN:
            behalf = replace(taking, who=Who("", "\u2026", self._others(step)[0].key))
            refused = rules.may_take(self._running, step, behalf)
        if refused or step.does not in NEEDS_PASSWORD:
            return refused
        return tuple(self._desk.policy.needs(self._running.key))

    def _others(self, step: Step) -> tuple[Answer, ...]:
        """Give the functions without an account in whose name the step may be written down now."""
        taking = self._stands.taking(self._desk, self._running.key, me(self._desk), self._desk.now)
        functions = rules.acting_for(step, taking)
        title = self._desk.policy.title_of
        return tuple(
            Answer(one, title(one))
            for one in functions
            if one in ON_BEHALF and one not in self._stands.functions and one in self._stands.titles
        )

    def missing(self) -> tuple[str, ...]:
        """Give what is missing before it is complete."""
        return rules.missing(self._running, self._whose)

    def _whose(self, step: Step) -> str:
        return rules.whose(step, self._stands.taking(self._desk, self._running.key, me(self._desk), self._desk.now))

    def step(self, step: Step) -> StepView:
        """Give one step."""
        state = rules.state_of(self._running, step)
        taken = self._found.taken(step.key) if self._found else None
        clock = state == "open"
        due = due_at(self._desk.calendar, self._running, step.key, self._opened_at) if clock else None
        return StepView(
            step.key,
            step.label,
            step.does,
            state,
            self._whose(step),
            () if state == "done" else self._sentences(step),
            tuple(self._entry(step, entry) for entry in step.records),
            self._done(step, taken) if taken else None,
            step.optional,
            step.letter or "",
            step.does in NEEDS_PASSWORD,
            due is not None and due <= self._desk.now,
            since(self._running, step.key, self._opened_at) if clock else None,
            due,
            step.instead_of or "",
            self._sources(step),
            self._others(step) if clock else (),
        )

    def _sources(self, step: Step) -> tuple[str, ...]:
        place = self._running.procedure.steps.index(step)
        at = f"procedures.{self._running.key}.steps[{place}].label"
        return tuple(self._desk.policy.cite(at).source)

    def _entry(self, step: Step, entry: Entry) -> EntryView:
        options = rules.options_of(self._desk.policy, self._running.key, entry, self._running.ground)
        return EntryView(
            entry.key,
            entry.label,
            entry.kind,
            tuple(Answer(one.key, one.label) for one in options) if entry.kind == "choice" else (),
            entry.optional,
            entry.yes_needed,
            entry.key in MANY and entry.kind == "choice",
            self._suggested(step, entry),
        )

    def _suggested(self, step: Step, entry: Entry) -> str:
        case_id, client_id = (
            (self._found.row.case_id or "", self._found.row.client_id or "") if self._found else self._ids
        )
        return effects.suggest(
            self._desk, self._connection, self._running, step, entry, case_id=case_id, client_id=client_id
        )

    def _done(self, step: Step, taken: OpenedStep) -> DoneView:
        document, row = taken.document, taken.row
        values = tuple(
            (entry.label, said(self._desk, self._running, entry, document.values[entry.key]))
            for entry in step.records
            if entry.key in document.values
        )
        if document.letter_id:
            values = (*values, ("Letter", f"sent {say_day(date.fromisoformat(document.day))}"))
        who = document.who
        name = who.name or self._stands.names.get(who.account_id, "")
        title = self._desk.policy.title_of(who.function)
        by = self._stands.names.get(row.by_id, "")
        return DoneView(name, title, row.happened_at, row.recorded_at, by, values, document.letter_id)

    def row(self, one: OpenedProcedure, *, complete: bool) -> ProcedureRow:
        """Give it as lists show it."""
        open_now = [step for step in rules.to_do(self._running) if not step.instead_of]
        needed = [step for step in open_now if not step.optional] or open_now
        mine = [step for step in open_now if not self._sentences(step)]
        following = next((step for step in needed if step in mine), needed[0] if needed else None)
        dues = [
            (due, step)
            for step in open_now
            if not step.optional and (due := due_at(self._desk.calendar, self._running, step.key, self._opened_at))
        ]
        overdue = any(due <= self._desk.now for due, _ in dues)
        begun = since(self._running, following.key, self._opened_at) if following else one.row.opened_at
        review = one.value("propose", "review")
        return ProcedureRow(
            one.row.id,
            one.head.kind,
            self._running.procedure.label,
            one.head.who,
            one.head.number,
            one.row.case_id or "",
            one.row.client_id or "",
            ground_label(self._desk, self._running),
            following.label if following else "",
            self._whose(following) if following else "",
            begun,
            following is not None and following in mine and not (complete and not review),
            overdue,
            complete,
            "",
            one.row.opened_at,
            date.fromisoformat(review) if review and rules.taken_of(self._running, "review") is None else None,
        )
