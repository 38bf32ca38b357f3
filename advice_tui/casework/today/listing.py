"""What waits, due soonest first, for the role at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from advice_tui.casework import messages, promises, service_days
from advice_tui.casework.case_documents import CaseDocument, clients_by_id
from advice_tui.casework.cases import dates, handing
from advice_tui.casework.messages import Waiting
from advice_tui.casework.messages.waiting import what_for
from advice_tui.casework.today.appointments import of_appointments
from advice_tui.casework.today.procedures import of_procedures, to_put_right
from advice_tui.casework.today.rows import (
    DATE,
    END_OF_DAY,
    HANDED,
    MOST_ROWS,
    SLIP,
    UNASSIGNED,
    TodayList,
    WaitingRow,
)
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed, may
from advice_tui.rules.calls import ENQUIRY, SLIP_KINDS
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import open_now, standing
from advice_tui.rules.working_days import LONDON, london, say_day, say_time
from data import queries
from data.queries import key_dates
from data.records import NOTES, find_keys
from data.rows import CaseRow, KeyDateRow, PromiseRow, SlipRow


@allowed(Act.SEE_TODAY)
def waiting(desk: Desk, *, everybody: bool | None = None) -> TodayList:
    """Give what waits for this role, due soonest first.

    An adviser sees her own cases and nobody's unless she asks for ``everybody``'s; a manager sees everybody's;
    reception what it passed on (I-30, I-35). What waits are open promises (I-6, I-28; L-3), news that a student must be
    told of (I-10; L-5), messages and requests from the desk (I-30, I-34, I-35), key dates, cases that nobody has, steps
    of procedures (L-26, L-32), and what a file review wants put right (L-11).
    """
    opened = open_now(desk.calendar, desk.now)
    if not desk.keys.holds("advice"):
        rows, total = _slips(desk)
        return _list(desk, rows, total, everybody=True, opened=opened)
    every = may(desk.role, Act.CHANGE_CALENDAR) if everybody is None else everybody
    rows, total, others = _work(desk, every=every)
    return _list(desk, rows, total, everybody=every, opened=opened, others=others)


def _list(
    desk: Desk, rows: tuple[WaitingRow, ...], total: int, *, everybody: bool, opened: bool, others: int = 0
) -> TodayList:
    return TodayList(
        rows,
        total,
        sum(row.state == "red" for row in rows),
        sum(row.state == "amber" for row in rows),
        opened,
        _note(desk, opened=opened),
        everybody,
        others,
        service_days.horizon_warning(desk) if may(desk.role, Act.CHANGE_CALENDAR) else "",
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
    closed = why[:1].upper() + why[1:] if why.startswith("closed") else f"Closed: {why}" if why else "Closed"
    return f"{closed} · opens {say_day(day)} {say_time(desk.calendar.hours_on(day)[0][0])}"


def _work(desk: Desk, *, every: bool) -> tuple[tuple[WaitingRow, ...], int, int]:
    """Give what waits in cases: the rows, how many there are in all, and how many in colleagues' cases are left out."""
    holder = None if every else desk.person.id
    with desk.store.read() as connection:
        pairs = queries.due(connection, desk.keys, limit=MOST_ROWS, holder=holder)
        promised = len(pairs) if every and len(pairs) < MOST_ROWS else queries.count_due(connection, desk.keys)
        dates = [
            (row, case)
            for row, case in key_dates.due(connection, desk.keys, desk.today)
            if every or case.adviser_id in {None, desk.person.id}
        ]
        idle = queries.idle_unassigned(connection, desk.keys, limit=MOST_ROWS)
        cases = {case.id: case for _, case in (*pairs, *dates)} | {case.id: case for case in idle}
        keys = find_keys(connection, desk.keys, cases, NOTES)
        opened = {id_: CaseDocument.opened(keys[id_, case.key_ver], case) for id_, case in cases.items()}
        people = clients_by_id(desk, connection, {document.client_id for document in opened.values()})
        staff = queries.names(connection)
    seen = _Seen(desk, {id_: people.get(document.client_id) for id_, document in opened.items()}, opened, staff)
    rows = [
        *(seen.promise(promise, case) for promise, case in pairs),
        *(seen.date(row, case, keys[case.id, row.key_ver]) for row, case in dates),
        *(seen.idle(case) for case in idle),
        *(_handed(desk, one) for one in handing.handed_to_me(desk)),
    ]
    left = messages.waiting(desk, everybody=True)
    mine = [one for one in left if every or one.mine or not one.for_name]
    rows += [_message(desk, one) for one in mine]
    rows += [*of_appointments(desk), *of_procedures(desk, every=every), *to_put_right(desk)]
    rows.sort(key=lambda row: (row.due, row.id))
    more = promised - len(pairs)
    return tuple(rows), len(rows) + (more if every else 0), 0 if every else more + len(left) - len(mine)


def _message(desk: Desk, one: Waiting) -> WaitingRow:
    """Give the row of a message or request that is on no case yet (I-30, I-34, I-35)."""
    return WaitingRow(
        id=SLIP + one.id,
        case_id="",
        number="",
        who=one.who,
        channel=desk.policy.label_of("channels", one.channel),
        about=one.about,
        received=one.at,
        due=one.due,
        state=one.state,
        words=one.words,
        internal=one.internal,
        adviser=one.for_name,
        mine=one.mine,
        kind=one.kind,
        slip_id=one.id,
        client_id=one.client_id,
    )


def _handed(desk: Desk, one: handing.HandedOver) -> WaitingRow:
    """Give the row of a case that a colleague handed over and that was not opened since: amber until it is."""
    return WaitingRow(
        id=HANDED + one.case_id,
        case_id=one.case_id,
        number=one.number,
        who=one.who,
        channel="",
        about=one.about,
        received=one.at,
        due=desk.now,
        state="amber",
        words=f"by {one.by}",
        internal=True,
        adviser=desk.person.name,
        mine=True,
        kind="handed",
    )


@dataclass(frozen=True)
class _Seen:
    """Makes rows of what waits, once everything they name was read."""

    desk: Desk
    people: dict[str, ClientDetails | None]
    opened: dict[str, CaseDocument]
    staff: dict[str, str]

    def promise(self, promise: PromiseRow, case: CaseRow) -> WaitingRow:
        """Give the row of an open promise."""
        stands = standing(
            self.desk.calendar,
            self.desk.now,
            due=promise.due_at,
            strict=promise.strict_at,
            breach=promise.breach_at,
            channel=promise.channel,
        )
        return self._row(
            case,
            id=promise.id,
            kind=promise.kind,
            channel=self.desk.policy.label_of("channels", promise.channel),
            about=self.opened[case.id].about,
            received=promise.received_at,
            due=promise.due_at,
            state=stands.state,
            words=stands.words,
            internal=not promises.published(promise.kind),
        )

    def date(self, row: KeyDateRow, case: CaseRow, key: bytes) -> WaitingRow:
        """Give the row of a key date that is near."""
        stands = dates.words(self.desk, row)
        return self._row(
            case,
            id=f"{DATE}{case.id}:{row.id}",
            kind=row.kind,
            channel="",
            about=dates.text_of(row, key)[0],
            received=case.opened_at,
            due=datetime.combine(row.day, END_OF_DAY, LONDON),
            state=stands.state,
            words=stands.words,
            internal=True,
        )

    def idle(self, case: CaseRow) -> WaitingRow:
        """Give the row of a case that nobody has and nothing else brings up: amber, so that somebody takes it."""
        return self._row(
            case,
            id=f"{UNASSIGNED}{case.id}",
            kind="unassigned",
            channel="",
            about=self.opened[case.id].about,
            received=case.opened_at,
            due=self.desk.now,
            state="amber",
            words="take it on, or hand it to somebody",
            internal=True,
        )

    def _row(self, case: CaseRow, **told: Any) -> WaitingRow:
        who = self.people[case.id]
        return WaitingRow(
            case_id=case.id,
            number=case.number,
            who=who.name if who else "",
            adviser=self.staff.get(case.adviser_id, "") if case.adviser_id else "",
            mine=case.adviser_id == self.desk.person.id,
            **told,
        )


def _slips(desk: Desk) -> tuple[tuple[WaitingRow, ...], int]:
    """Give what reception passed on: who, when, and "passed on" or "answered"; nothing of a case (L-13, L-21)."""
    with desk.store.read() as connection:
        slips = queries.slips(connection, since=desk.now - timedelta(hours=24), limit=MOST_ROWS)
        people = clients_by_id(desk, connection, {slip.client_id for slip in slips})
        slips = [slip for slip in slips if slip.client_id in people]  # of whom a wall shuts away nothing is told (L-43)
        names = queries.names(connection)
    return tuple(_slip(desk, slip, people, names) for slip in slips), sum(slip.state == "passed_on" for slip in slips)


def _slip(desk: Desk, slip: SlipRow, people: Mapping[str, ClientDetails], names: Mapping[str, str]) -> WaitingRow:
    who, kind = people.get(slip.client_id), SLIP_KINDS[slip.kind]
    state, words = ("answered", kind.done) if slip.state == "answered" else _slip_words(desk, slip)
    about = what_for(slip.kind, slip.for_id, names)
    if slip.kind == ENQUIRY:
        about = "passed on" if slip.state == "passed_on" else "an adviser has answered"
    return WaitingRow(
        id=SLIP + slip.id,
        case_id="",
        number="",
        who=who.name if who else "",
        channel=desk.policy.label_of("channels", slip.channel),
        about=about,
        received=slip.at,
        due=slip.due_at,
        state=state,
        words=words,
        internal=False,
        adviser=f"taken by {names.get(slip.by_id, '')}",
        mine=slip.by_id == desk.person.id,
        kind="slip" if slip.kind == ENQUIRY else slip.kind,
        slip_id=slip.id,
        client_id=slip.client_id,
    )


def _slip_words(desk: Desk, slip: SlipRow) -> tuple[str, str]:
    stands = standing(
        desk.calendar, desk.now, due=slip.due_at, strict=slip.strict_at, breach=slip.breach_at, channel=slip.channel
    )
    return stands.state, stands.words
