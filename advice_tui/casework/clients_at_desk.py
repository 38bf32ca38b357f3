"""A client as the front desk knows her: her appointments, and the desk's one flag; nothing of cases.

Reception sees who and when, never why (I-22; L-13, L-21; scenario 16). Advisers and managers also see the reason of the
flag, and are asked to look at how she keeps appointments (I-44c; L-36).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework import desk_flags
from advice_tui.casework.arrivals import reading as arrivals
from advice_tui.casework.case_documents import clients_by_id, find_client
from advice_tui.casework.desk_flags import RECORD, FlagView
from advice_tui.casework.diary.views import MODES
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary.arrivals import local, may_follow
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.working_days import say_day
from data import queries
from data.diary_rows import LIVE, AppointmentRow
from data.queries import diary as asked

MOST_PAST = 20
STATE_WORDS = {
    "booked": "",
    "arrived": "is here",
    "seeing": "is being seen",
    "seen": "seen",
    "missed": "missed",
    "cancelled": "cancelled",
}
"""What became of an appointment, as it stands beside when it is; nothing while it is only booked."""


@dataclass(frozen=True)
class ClientAppointment:
    """One of a client's appointments: ``words`` say when, with whom and where, ``stands`` what became of it.

    ``may_arrive`` says that she can be marked as arrived now.
    """

    id: str
    row_ver: int
    day: date
    start: int
    words: str
    stands: str
    state: str
    coming: bool
    may_arrive: bool


@dataclass(frozen=True)
class ClientDesk:
    """What the desk knows of a client: appointments, those to come first; ``refused`` is its one flag.

    ``restricted`` says that the manager is to be seen first, with the terms to keep to.
    ``flag`` and ``attendance`` are for advisers and managers: why she is refused, and that somebody should look.
    """

    appointments: tuple[ClientAppointment, ...] = ()
    refused: str = ""
    flag: FlagView | None = None
    attendance: str = ""
    restricted: str = ""

    @property
    def coming(self) -> tuple[ClientAppointment, ...]:
        """Those still to come, the next first."""
        return tuple(one for one in self.appointments if one.coming)

    @property
    def here(self) -> ClientAppointment | None:
        """The appointment for which she is here, or is being seen, now."""
        return next((one for one in self.coming if one.state in {"arrived", "seeing"}), None)

    @property
    def arriving(self) -> ClientAppointment | None:
        """The appointment for which she may be marked as arrived now, the next one first; none while she is here.

        Who is here for one appointment would otherwise, by the same key again, be here for a later one as well.
        """
        return None if self.here else next((one for one in self.appointments if one.may_arrive), None)


@dataclass(frozen=True)
class Beside:
    """What stands beside a client who was found: her next appointment, and what the desk is told."""

    next: str = ""
    refused: str = ""
    restricted: str = ""


@allowed(Act.SEE_DESK)
def at_desk(desk: Desk, client_id: str) -> ClientDesk:
    """Give what the desk knows of a client; a merged record leads to the one it is part of.

    Raises NotFound, in the same words, when there is none or she is not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        row, _, details = find_client(desk, connection, client_id)
        rows = asked.of_clients(connection, _ids(row.id, details))
        names = queries.names(connection)
        refused = desk_flags.refused(desk, connection, [row.id]).get(row.id, "")
        restricted = desk_flags.restricted(desk, connection, [row.id]).get(row.id, "")
    found = [_appointment(desk, one, names) for one in rows]
    coming = [one for one in found if one.coming]
    past = [one for one in reversed(found) if not one.coming][:MOST_PAST]
    if not desk.keys.holds("advice"):
        return ClientDesk((*coming, *past), refused, restricted=restricted)
    kept = arrivals.attendance(desk, row.id) if past else None
    flag = desk_flags.flag_of(desk, row.id)
    look = kept.words if kept and kept.flagged else ""
    return ClientDesk((*coming, *past), refused, flag, look, restricted)


def _ids(client_id: str, details: ClientDetails) -> list[str]:
    return [client_id, *(text for kind, text in details.also if kind == RECORD)]


def _appointment(desk: Desk, row: AppointmentRow, names: dict[str, str]) -> ClientAppointment:
    here = row.day == local(desk.now)[0] and row.mode == "in_person" and row.state == "booked"
    return ClientAppointment(
        row.id,
        row.row_ver,
        row.day,
        row.start_minute,
        slot_words(row, names),
        STATE_WORDS.get(row.state, row.state),
        row.state,
        is_coming(desk, row),
        here and not may_follow(row.state, "arrive"),
    )


def is_coming(desk: Desk, row: AppointmentRow) -> bool:
    """Whether an appointment is still to come, or going on."""
    return row.state in LIVE and row.state != "seen" and (row.day, row.end_minute) > local(desk.now)


def when_words(row: AppointmentRow) -> str:
    """Say when an appointment is: "Thu 26 Nov 10:00"."""
    return f"{say_day(row.day)} {say_minute(row.start_minute)}"


def slot_words(row: AppointmentRow, names: dict[str, str]) -> str:
    """Say when, with whom and where an appointment is: "Thu 26 Nov 10:00 Priya Nair, Room 1"."""
    where = row.room or MODES.get(row.mode, (row.mode, ""))[0]
    return f"{when_words(row)} {names.get(row.adviser_id, 'a colleague')}, {where}"


@allowed(Act.FIND_CLIENT)
def beside(desk: Desk, client_ids: Iterable[str]) -> dict[str, Beside]:
    """Give what stands beside clients who were found, by id; those not for this person are left out."""
    wanted = set(client_ids)
    with desk.store.read() as connection:
        people = clients_by_id(desk, connection, wanted)
        flags = desk_flags.refused(desk, connection, people)
        terms = desk_flags.restricted(desk, connection, people)
        return {
            one: Beside(_next(desk, connection, _ids(one, details)), flags.get(one, ""), terms.get(one, ""))
            for one, details in people.items()
        }


def _next(desk: Desk, connection: Connection, ids: list[str]) -> str:
    """Say when her next appointment is, or nothing."""
    return next((when_words(row) for row in asked.of_clients(connection, ids) if is_coming(desk, row)), "")
