"""What waits of messages and requests: for advisers with their words, for reception without (I-30, I-35)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from advice_tui.casework.case_documents import clients_by_id
from advice_tui.casework.messages.people import able
from advice_tui.casework.messages.views import PassedOn, Waiting
from advice_tui.casework.slips import OpenedSlip, open_slip, open_slips
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.calls import MESSAGE, PUT_THROUGH, SLIP_KINDS
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import promise_kind, standing
from advice_tui.rules.working_days import explain, london, say_day
from data import queries
from data.queries import messages as asked
from data.queries.messages import MessageRow

MOST = 500
DAY = timedelta(hours=24)
SHORT = 80
"""So many characters of a message stand in lists."""


@allowed(Act.ANSWER_MESSAGE)
def waiting(desk: Desk, *, everybody: bool = False) -> tuple[Waiting, ...]:
    """Give what waits for an adviser, due soonest first: hers and nobody's, or ``everybody``'s.

    What is for a colleague who has left is nobody's.
    """
    with desk.store.read() as connection:
        rows = asked.waiting(connection, limit=MOST)
        if not rows:
            return ()
        working = able(connection)
        if not everybody:
            rows = [row for row in rows if row.for_id == desk.person.id or row.for_id not in working]
        slips = open_slips(desk, connection, rows)
        people = clients_by_id(desk, connection, {row.client_id for row in rows})
        names = queries.names(connection)
    return tuple(_waits(desk, one, people, (names, working)) for one in slips)


def _waits(
    desk: Desk,
    slip: OpenedSlip,
    people: Mapping[str, ClientDetails],
    staff: tuple[Mapping[str, str], Mapping[str, str]],
) -> Waiting:
    row, (names, working) = slip.row, staff
    stands = standing(
        desk.calendar,
        desk.now,
        due=row.due_at,
        strict=row.strict_at,
        breach=row.breach_at,
        channel=row.channel,
    )
    who = people.get(row.client_id)
    return Waiting(
        row.id,
        row.row_ver,
        row.kind,
        row.client_id,
        who.name if who else "",
        _short(slip.document.words),
        row.channel,
        working.get(row.for_id or "", ""),
        names.get(row.by_id, ""),
        row.at,
        row.due_at,
        stands.state,
        stands.words,
        promise_kind(desk.policy, row.channel) == "callback",
        row.for_id == desk.person.id,
    )


def _short(words: str) -> str:
    line = next((line.strip() for line in words.splitlines() if line.strip()), "")
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


@allowed(Act.ANSWER_MESSAGE)
def explain_target(desk: Desk, slip_id: str) -> tuple[str, ...]:
    """Give the sum behind a message's target as it was stored when it was taken.

    Raises NotFound, in the same words, when there is none or it is not for this person.
    """
    with desk.store.read() as connection:
        return tuple(explain(open_slip(desk, connection, slip_id).document.due))


# For reception ------------------------------------------------------------------------------------------------------


@allowed(Act.TAKE_MESSAGE)
def passed_on(desk: Desk) -> tuple[PassedOn, ...]:
    """Give the calls, messages and requests that are not done, and those of the last day: "passed on", "called back".

    Who and when, for whom and how it stands; no words, and never a case (I-22, I-30; L-13, L-21). Those of a client who
    is shut away from this person are left out (L-43).
    """
    with desk.store.read() as connection:
        rows = asked.taken(connection, since=desk.now - DAY, limit=MOST)
        people = clients_by_id(desk, connection, {row.client_id for row in rows})
        names = queries.names(connection)
    return tuple(_passed(desk, row, people, names) for row in rows if row.client_id in people)


def _passed(desk: Desk, row: MessageRow, people: Mapping[str, ClientDetails], names: Mapping[str, str]) -> PassedOn:
    who = people.get(row.client_id)
    state, words = how_it_stands(desk, row, names)
    return PassedOn(
        row.id,
        row.row_ver,
        row.kind,
        row.client_id,
        who.name if who else "",
        row.channel,
        what_for(row.kind, row.for_id, names),
        names.get(row.by_id, ""),
        row.by_id == desk.person.id,
        row.at,
        row.due_at,
        row.state == "answered",
        state,
        words,
    )


def what_for(kind: str, for_id: str | None, names: Mapping[str, str]) -> str:
    """Say what reception took and for whom: "message for Priya Nair"."""
    to = names.get(for_id or "", "")
    if kind == PUT_THROUGH:
        return f"put through to {to}"
    if kind == MESSAGE:
        return f"message for {to}" if to else "message for the advisers"
    return f"wants an appointment with {to}" if to else "wants an appointment"


def how_it_stands(desk: Desk, row: MessageRow, names: Mapping[str, str]) -> tuple[str, str]:
    """Say how it stands in a state for the colour and in words: "passed on", "called back Tue 24 Nov 11:05"."""
    kind = SLIP_KINDS[row.kind]
    if row.state == "answered":
        if row.kind == PUT_THROUGH or row.answered_at is None:
            return "answered", kind.done
        at = london(row.answered_at)
        day = "" if at.date() == london(desk.now).date() else f"{say_day(at.date())} "
        return "answered", f"{kind.done} {day}{at:%H:%M}"
    stands = standing(
        desk.calendar,
        desk.now,
        due=row.due_at,
        strict=row.strict_at,
        breach=row.breach_at,
        channel=row.channel,
    )
    if row.answered_by:
        return stands.state, f"passed on: {names.get(row.answered_by, 'an adviser')} has it"
    return stands.state, f"passed on, {stands.words}"
