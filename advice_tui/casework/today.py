"""Today: what waits, due soonest first, for the role at the desk; and the sum behind each deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from advice_tui.casework.case_documents import CaseDocument, clients_by_id
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.reply import open_now, promise_due, standing
from advice_tui.rules.working_days import Due, explain, london, say_day, say_time
from data import queries
from data.errors import NotFound
from data.records import NOT_THERE, NOTES, find_keys
from data.rows import CaseRow, PromiseRow, SlipRow

MOST_ROWS = 500
SLIP = "slip:"


@dataclass(frozen=True)
class WaitingRow:
    """One thing that waits. ``case_id`` is empty for reception, who cannot open cases; ``id`` is what to explain."""

    id: str
    case_id: str
    number: str
    who: str
    channel: str
    about: str
    received: datetime
    due: datetime
    state: str
    words: str
    internal: bool
    adviser: str
    mine: bool


@dataclass(frozen=True)
class TodayList:
    """The ranked list: ``total`` counts what waits in all, ``note`` says whether the service is open."""

    rows: tuple[WaitingRow, ...]
    total: int
    late: int
    amber: int
    open_now: bool
    note: str


@allowed(Act.SEE_TODAY)
def waiting(desk: Desk) -> TodayList:
    """Give what waits for this role: advisers and managers open promises, reception what it passed on."""
    rows, total = _promises(desk) if desk.keys.holds("advice") else _slips(desk)
    opened = open_now(desk.calendar, desk.now)
    return TodayList(
        rows,
        total,
        sum(row.state == "red" for row in rows),
        sum(row.state == "amber" for row in rows),
        opened,
        _note(desk, opened=opened),
    )


def _note(desk: Desk, *, opened: bool) -> str:
    """Say whether the service is open, and when it opens next (I-26, I-29; L-45)."""
    local = london(desk.now)
    spans = desk.calendar.hours_on(local.date())
    if opened:
        return f"Open until {say_time(next(end for start, end in spans if start <= local.time() < end))}"
    later = [start for start, _ in spans if start > local.time()]
    if later:
        return f"Opens at {say_time(later[0])}"
    day = desk.calendar.next_open_day(local.date() + timedelta(days=1))
    why = desk.calendar.why_closed(local.date())
    closed = why.capitalize() if why.startswith("closed") else f"Closed: {why}" if why else "Closed"
    return f"{closed} · opens {say_day(day)} {say_time(desk.calendar.hours_on(day)[0][0])}"


def _promises(desk: Desk) -> tuple[tuple[WaitingRow, ...], int]:
    with desk.store.read() as connection:
        pairs = queries.due(connection, desk.keys, limit=MOST_ROWS)
        total = len(pairs) if len(pairs) < MOST_ROWS else queries.count_due(connection, desk.keys)
        keys = find_keys(connection, desk.keys, (case.id for _, case in pairs), NOTES)
        documents = {case.id: CaseDocument.opened(keys[case.id, case.key_ver], case) for _, case in pairs}
        people = clients_by_id(desk, connection, {document.client_id for document in documents.values()})
        names = queries.names(connection)
    rows = []
    for promise, case in pairs:
        document = documents[case.id]
        who = people.get(document.client_id)
        rows.append(_row(desk, promise, case, who.name if who else "", document.about, names))
    return tuple(rows), total


def _row(desk: Desk, promise: PromiseRow, case: CaseRow, who: str, about: str, names: dict[str, str]) -> WaitingRow:
    stands = standing(
        desk.calendar,
        desk.now,
        due=promise.due_at,
        strict=promise.strict_at,
        breach=promise.breach_at,
        channel=promise.channel,
    )
    return WaitingRow(
        id=promise.id,
        case_id=case.id,
        number=case.number,
        who=who,
        channel=desk.policy.label_of("channels", promise.channel),
        about=about,
        received=promise.received_at,
        due=promise.due_at,
        state=stands.state,
        words=stands.words,
        internal=promise.kind == "callback",
        adviser=names.get(case.adviser_id, "") if case.adviser_id else "",
        mine=case.adviser_id == desk.person.id,
    )


def _slips(desk: Desk) -> tuple[tuple[WaitingRow, ...], int]:
    """Give what reception passed on: who, when, and "passed on" or "answered"; nothing of a case (L-13, L-21)."""
    with desk.store.read() as connection:
        slips = queries.slips(connection, since=desk.now - timedelta(hours=24), limit=MOST_ROWS)
        people = clients_by_id(desk, connection, {slip.client_id for slip in slips})
        names = queries.names(connection)
    rows = []
    for slip in slips:
        who = people.get(slip.client_id)
        state, words = ("answered", "answered") if slip.state == "answered" else _slip_words(desk, slip)
        rows.append(
            WaitingRow(
                id=SLIP + slip.id,
                case_id="",
                number="",
                who=who.name if who else "",
                channel=desk.policy.label_of("channels", slip.channel),
                about="passed on to the advisers" if slip.state == "passed_on" else "an adviser has answered",
                received=slip.at,
                due=slip.due_at,
                state=state,
                words=words,
                internal=False,
                adviser=f"taken by {names.get(slip.by_id, '')}",
                mine=slip.by_id == desk.person.id,
            )
        )
    return tuple(rows), sum(slip.state == "passed_on" for slip in slips)


def _slip_words(desk: Desk, slip: SlipRow) -> tuple[str, str]:
    stands = standing(
        desk.calendar, desk.now, due=slip.due_at, strict=slip.strict_at, breach=slip.breach_at, channel=slip.channel
    )
    return stands.state, stands.words


@allowed(Act.SEE_TODAY)
def explain_row(desk: Desk, row_id: str) -> tuple[str, ...]:
    """Give the sum behind a row's deadline, as it was stored when the promise was made."""
    with desk.store.read() as connection:
        if row_id.startswith(SLIP):
            slip = queries.slip(connection, row_id.removeprefix(SLIP))
            if slip is not None:
                return tuple(explain(promise_due(desk.policy, desk.calendar, slip.channel, slip.at)))
        else:
            promise = queries.promise(connection, desk.keys, row_id)
            if promise is not None:
                return tuple(explain(Due.from_json(promise.working)))
    raise NotFound(NOT_THERE)
