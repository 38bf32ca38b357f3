"""Who may be on the telephone, and whom a call may be put through to."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from advice_tui.casework import desk_flags, search
from advice_tui.casework.case_documents import clients_by_id
from advice_tui.casework.desk_flags.standing import Standing
from advice_tui.casework.diary import reading
from advice_tui.casework.diary.views import DayColumn
from advice_tui.casework.messages.views import Caller, Colleague
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed, may
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.working_days import london
from data.access.grants import accounts

MOST_CALLERS = 4
TAKING = ("booked", "arrived", "seeing")


@allowed(Act.FIND_CLIENT)
def callers(desk: Desk, text: str) -> tuple[Caller, ...]:
    """Give clients whom a typed name, number or address may mean, the likest first; accents and spelling forgiven."""
    if not text.strip():
        return ()
    hits = dict.fromkeys(search.client_ids(desk, [text]))
    near = search.clients_near(desk, text) if len(hits) < MOST_CALLERS else []
    ends = dict.fromkeys(search.end_of(desk, hit) for hit in (*hits, *near))
    found = _callers(desk, list(ends)[:MOST_CALLERS])
    return tuple(replace(one, alike=one.client_id not in hits) for one in found)


@allowed(Act.FIND_CLIENT)
def caller(desk: Desk, client_id: str) -> Caller | None:
    """Give one client on file as a caller, or None when there is none."""
    return next(iter(_callers(desk, [client_id])), None)


def _callers(desk: Desk, client_ids: list[str]) -> tuple[Caller, ...]:
    with desk.store.read() as connection:
        known = clients_by_id(desk, connection, set(client_ids))
        stands = desk_flags.standing(desk, connection, known)
    return tuple(_caller(desk, one, known[one], stands.get(one)) for one in client_ids if one in known)


def _caller(desk: Desk, client_id: str, known: ClientDetails, how: Standing | None) -> Caller:
    contact = known.safe_contact
    numbers = contact.numbers if contact.allows("phone") else ()
    says = contact.instruction(desk.policy.places())
    refused = how.sentence if how is not None and how.refuses_all else ""
    restricted = how.sentence if how is not None and how.kind == "restrict" else ""
    who = (client_id, known.name, known.student_number)
    return Caller(*who, numbers, contact.times, says, refused, restricted=restricted)


@allowed(Act.TAKE_MESSAGE)
def colleagues(desk: Desk) -> tuple[Colleague, ...]:
    """Give everybody whom a message may be for, by name, with how she is at this minute (I-30)."""
    local = london(desk.now)
    view = reading.one_day(desk, local.date())
    with desk.store.read() as connection:
        names = able(connection)
    shown = {column.id for column in view.advisers}
    minute = local.hour * 60 + local.minute
    found = []
    for account_id, name in names.items():
        now, free = _now(view.days[0], account_id, minute) if account_id in shown else ("", False)
        found.append(Colleague(account_id, name, now, free))
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def able(connection: Connection) -> dict[str, str]:
    """Give the names of the accounts in use that may call back, by id."""
    return {
        row.id: row.name
        for row in accounts(connection)
        if row.state == "active" and row.role in set(Role) and may(Role(row.role), Act.ANSWER_MESSAGE)
    }


def _now(day: DayColumn, account_id: str, minute: int) -> tuple[str, bool]:
    """Say how somebody is at a minute of the day, and whether a call can be put through to her."""
    for away in day.away.get(account_id, ()):
        if away.start <= minute < away.end:
            return f"{away.why}, until {_clock(away.end)}" if away.end < DAY else away.why, False
    own = [one for one in day.booked if one.adviser_id == account_id and one.state in TAKING]
    here = next((one for one in own if one.state == "seeing" or one.start <= minute < one.end), None)
    if here is not None:
        return (f"with somebody until {_clock(here.end)}" if here.end > minute else "still with somebody"), False
    later = min((one.start for one in own if one.start > minute), default=None)
    return (f"free until {_clock(later)}" if later is not None else "free"), True


DAY = 1440


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
