"""The register of complaints as the manager and the director see it: each with its clock, route and next step."""

from __future__ import annotations

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.complaint_lines import COMPLAINT, ON, ComplaintLine
from advice_tui.casework.complaints.views import ComplaintRow, ComplaintView
from advice_tui.casework.induction import require_read
from advice_tui.casework.procedure_documents import OpenedProcedure, open_one
from advice_tui.casework.procedures.ground import Ground, ground, me
from advice_tui.casework.procedures.reading import look
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from advice_tui.policy.conduct import Step
from advice_tui.roles import Act, allowed
from advice_tui.rules import complaint
from advice_tui.rules import procedure as rules
from advice_tui.rules.working_days import london, say_day
from data.errors import NotFound
from data.records import NOT_THERE

STANDS = "The decision stands until this complaint changes it."
MEANWHILE_NOT = "The decision does not hold while this complaint runs."
_FIRST = {"red": 0, "amber": 1, "calm": 2}


@allowed(Act.SEE_COMPLAINTS)
def listed(desk: Desk, *, over: bool = False) -> tuple[ComplaintRow, ...]:
    """Give the complaints that run, what presses first; with ``over`` those that ended, the newest first."""
    require_read(desk)
    with desk.store.read() as connection:
        stands = ground(desk, connection)
        lines = register.lines(desk, connection, COMPLAINT, state=ON)
        rows = [row_of(desk, connection, stands, line) for line in lines]
    found = [row for row in rows if row.over is over]
    if over:
        return tuple(reversed(found))
    return tuple(sorted(found, key=lambda row: (_FIRST.get(row.state, 3), not row.mine, row.received, row.id)))


@allowed(Act.SEE_COMPLAINTS)
def open_complaint(desk: Desk, complaint_id: str) -> ComplaintView:
    """Give a complaint whole; the reading is audited. Raises NotFound when there is none for this person."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.SEE_COMPLAINTS.value, complaint_id, at=desk.now) as tx:
        line = _line(desk, tx.connection, complaint_id)
        row = row_of(desk, tx.connection, ground(desk, tx.connection), line)
        found = open_one(desk, tx.connection, row.procedure_id)
        view = look(desk, tx.connection, found)
    holds = desk.policy.complaints.decision_stands_meanwhile
    meanwhile = (STANDS if holds else MEANWHILE_NOT) if row.against and not row.over else ""
    return ComplaintView(row, view, meanwhile)


def _line(desk: Desk, connection: Connection, complaint_id: str) -> OpenedLine:
    line = register.open_line(desk, connection, complaint_id, COMPLAINT)
    if line.row.state != ON:
        raise NotFound(NOT_THERE)
    return line


def row_of(desk: Desk, connection: Connection, stands: Ground, line: OpenedLine) -> ComplaintRow:
    """Give one line as the register shows it."""
    kept = ComplaintLine.from_json(line.document)
    found = open_one(desk, connection, kept.procedure_id)
    running = found.running
    taking = stands.taking(desk, COMPLAINT, me(desk), desk.now)
    open_now = rules.to_do(running)
    mine = [step for step in open_now if not rules.may_take(running, step, taking)]
    following = next(iter(mine or open_now), None)
    over = not rules.missing(running, lambda step: rules.whose(step, taking))
    clock = complaint.clock(
        desk.calendar, kept.kind, kept.received, desk.today, acknowledged=kept.acknowledged, over=over
    )
    route = complaint.route(desk.policy, kept.kind)
    last = complaint.acknowledge_by(desk.calendar, kept.received) if kept.kind == complaint.DATA else None
    return ComplaintRow(
        line.row.id,
        kept.procedure_id,
        kept.kind,
        complaint.KINDS[kept.kind][0],
        kept.who,
        kept.number,
        kept.received,
        clock.state,
        clock.words,
        following.label if following and not over else "",
        rules.whose(following, taking) if following and not over else "",
        bool(mine) and not over,
        over,
        outcome_of(desk, found),
        route.to,
        route.contact,
        _against(desk, connection, kept.against),
        last,
        kept.acknowledged,
        line.row.row_ver,
        found.row.row_ver,
        kept.case_id,
        kept.client_id,
    )


def outcome_step(found: OpenedProcedure) -> Step | None:
    """Give the policy's step that records the outcome: the one that writes down an "outcome"."""
    steps = found.running.procedure.steps
    return next((step for step in steps if any(entry.key == "outcome" for entry in step.records)), None)


def outcome_of(desk: Desk, found: OpenedProcedure) -> str:
    """Give the outcome in words, or an empty text while there is none."""
    step = outcome_step(found)
    key = found.value(step.key, "outcome") if step else ""
    return next((one.label for one in desk.policy.complaints.outcomes if one.key == key), "")


def _against(desk: Desk, connection: Connection, procedure_id: str) -> str:
    """Name the decision it is against: "Restriction to service, Tue 24 Nov 2026"."""
    if not procedure_id:
        return ""
    try:
        found = open_one(desk, connection, procedure_id)
    except NotFound:
        return "A decision that is not open to your account"
    return f"{found.running.procedure.label}, {say_day(london(found.row.opened_at).date(), year=True)}"
