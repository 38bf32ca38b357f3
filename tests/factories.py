"""What tests make: a real encrypted service, people at its desks, enquiries with valid defaults, a clock set by hand."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from advice_tui.casework import cases, enquiries, entrance, induction, staff
from advice_tui.casework.diary import booking
from advice_tui.casework.diary.views import BookingForm, Done, NewClient
from advice_tui.desk import Desk
from advice_tui.policy import bundled
from advice_tui.roles import Role
from advice_tui.rules.working_days import LONDON
from data.keys.password import practice_cost

POLICIES: tuple[str, ...] = bundled()
FIRST, SECOND = "imperial", "london-met"
PASSWORD = "seven green kettles"
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=LONDON)
"""A Tuesday morning in term."""
STAFF: dict[str, tuple[str, str, Role]] = {
    "manager": ("morgan", "Morgan Reed", Role.MANAGER),
    "adviser": ("priya", "Priya Nair", Role.ADVISER),
    "second": ("tom", "Tom Ellis", Role.ADVISER),
    "receptionist": ("dana", "Dana Whyte", Role.RECEPTIONIST),
    "director": ("alex", "Alex Stone", Role.DIRECTOR),
    "maintainer": ("sam", "Sam Boateng", Role.MAINTAINER),
    "reader": ("olu", "Olu Mensah", Role.READER),
}
"""Who works here, by the word tests use for them."""


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """Give a London moment."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


class Hands:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        self.now = at(year, month, day, hour, minute)

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Service:
    """A service on the disk: its folder, recovery code and the clock of every desk opened on it."""

    home: Path
    recovery_code: str
    policy: str
    clock: Hands = field(default_factory=Hands)
    open_desks: list[Desk] = field(default_factory=list)

    def sign_in(self, who: str, password: str = PASSWORD) -> Desk:
        """Sign somebody in: a word of ``STAFF`` or any other sign-in name."""
        login = STAFF[who][0] if who in STAFF else who
        desk = entrance.sign_in(self.home, login, password, clock=self.clock)
        self.open_desks.append(desk)
        return desk

    def close(self) -> None:
        for desk in self.open_desks:
            with suppress(Exception):
                entrance.sign_out(desk)
        self.open_desks.clear()


def found_service(home: Path, policy: str = FIRST, *, clock: Hands | None = None) -> Service:
    """Make a service with one account of each role (and a second adviser), policies read by all."""
    clock = clock or Hands()
    founded = entrance.found(
        home,
        policy=policy,
        region=None,
        login=STAFF["manager"][0],
        name=STAFF["manager"][1],
        password=PASSWORD,
        cost=practice_cost(),
        clock=clock,
    )
    service = Service(home, founded.recovery_code, policy, clock)
    manager = service.sign_in("manager")
    for login, name, role in list(STAFF.values())[1:]:
        staff.add(manager, login=login, name=name, role=role, password=PASSWORD, cost=practice_cost())
    for who in STAFF:
        read_policies(service.sign_in(who))
    service.close()
    return service


def copy_service(template: Service, home: Path) -> Service:
    """Copy a closed service; the copy has a clock of its own."""
    shutil.copytree(template.home, home)
    home.chmod(0o700)
    return Service(home, template.recovery_code, template.policy)


def read_policies(desk: Desk) -> None:
    """Mark every policy as read that this person has to read."""
    for item in induction.to_acknowledge(desk):
        induction.acknowledge(desk, item.key, item.version)
    induction.tour_seen(desk, all_of_it=True)


def enquiry_form(**over: Any) -> enquiries.EnquiryForm:
    """Give a form that can be saved; ``received`` is the clock's usual morning unless said."""
    fields: dict[str, Any] = {
        "channel": "email",
        "received": NOW - timedelta(minutes=30),
        "name": "Zelda Quux",
        "about": "My extension request was refused.\nWhat can I do?",
        "student_number": "w7654321",
        "email": "zelda.quux@example.org",
        "phone": "07700 900123",
        "contact_note": "mobile only, after five",
        "voicemail_ok": False,
    }
    return enquiries.EnquiryForm(**{**fields, **over})


def take(desk: Desk, *, kept: bool = False, **over: Any) -> enquiries.Taken:
    """Take an enquiry at a desk, received now unless said; ``kept`` also where it may be a conflict."""
    return enquiries.take(desk, enquiry_form(**{"received": desk.now, **over}), kept=kept)


def write(
    desk: Desk, case_id: str, kind: str = "note", text: str = "Spoke with the department.", **more: Any
) -> cases.Written:
    """Write an entry on a case."""
    draft = more.pop("draft", "")
    return cases.write_entry(desk, case_id, cases.EntryForm(kind, text, **more), draft=draft)


def book(desk: Desk, day: date = date(2026, 11, 26), start: int = 600, **over: Any) -> Done:
    """Book an appointment, for a new caller unless said whose it is."""
    said = {"client_id", "new_client", "no_record"} & over.keys()
    whose = {} if said else {"new_client": NewClient("Zelda Quux", phone="07700 900123")}
    return booking.book(desk, BookingForm(day, start, **{**whose, **over}))


def audit_lines(desk: Desk) -> list[Any]:
    """Give the audit trail, oldest first, as rows of (seq, actor_id, act, obj, detail)."""
    with desk.store.read() as connection:
        return connection.exec_driver_sql("SELECT seq, actor_id, act, obj, detail FROM audit ORDER BY seq").fetchall()
