"""Build a practice service: staff of every role, cases at every state of the promise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from advice_tui.casework import cases, enquiries, entrance, induction, messages, staff
from advice_tui.casework.home import PRACTICE
from advice_tui.casework.messages.views import Kind
from advice_tui.casework.practice import appointments, decisions, many, people, stories
from advice_tui.desk import Desk
from advice_tui.policy import bundled, load
from advice_tui.roles import Role, before_sign_in
from advice_tui.rules.reply import open_now
from advice_tui.rules.service_calendar import calendar_of
from advice_tui.rules.working_days import LONDON
from data.errors import BadInput
from data.files import write_whole
from data.keys.password import practice_cost

PASSWORD = "just practising here"  # noqa: S105 - opens invented data only, and is printed on the sign-in screen
STAFF: tuple[tuple[str, str, Role], ...] = (
    ("morgan", "Morgan Reed", Role.MANAGER),
    ("priya", "Priya Nair", Role.ADVISER),
    ("tom", "Tom Ellis", Role.ADVISER),
    ("dana", "Dana Whyte", Role.RECEPTIONIST),
    ("alex", "Alex Stone", Role.DIRECTOR),
    ("sam", "Sam Boateng", Role.MAINTAINER),
    ("olu", "Olu Mensah", Role.READER),
    ("grace", "Grace Obi", Role.ADVISER),
    ("dan", "Dan Wu", Role.ADVISER),
)


@dataclass(frozen=True)
class Practice:
    """A practice service: where it is, its accounts, and the recovery code."""

    home: Path
    accounts: tuple[tuple[str, str, str], ...]
    recovery_code: str
    now: datetime

    def to_json(self) -> str:
        """Give what the command line prints."""
        rows = [{"login": login, "role": role, "password": password} for login, role, password in self.accounts]
        return json.dumps(
            {
                "home": str(self.home),
                "practice": True,
                "now": self.now.isoformat(),
                "accounts": rows,
                "recovery_code": self.recovery_code,
            }
        )


class _Hands:
    """A clock that is set by hand while the data is made."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@before_sign_in
def build(home: Path, *, seed: int = 1, on: date | None = None, cases_wanted: int = 24, policy: str = "") -> Practice:
    """Make a practice service in ``home``; the same seed, date and policy give the same people and texts.

    Its clock begins on ``on`` (else today, or the open day before) 20 minutes after opening and runs on from there.
    """
    if not 0 <= cases_wanted <= 1_000_000:
        raise BadInput("--cases: 0 to 1,000,000.")
    random = Random(seed)  # noqa: S311 - invented data
    policy = policy or bundled()[0]
    begin = _begin(policy, on)
    founded = entrance.found(
        home,
        policy=policy,
        region=None,
        login=STAFF[0][0],
        name=STAFF[0][1],
        password=PASSWORD,
        practice_now=begin,
        cost=practice_cost(),
        clock=_Hands(begin - timedelta(days=30)),
    )
    hands = _Hands(begin - timedelta(days=29))
    manager = entrance.sign_in(home, STAFF[0][0], PASSWORD, clock=hands)
    try:
        for login, name, role in STAFF[1:]:
            staff.add(manager, login=login, name=name, role=role, password=PASSWORD, cost=practice_cost())
        decisions.fill_blank(manager)
    finally:
        entrance.sign_out(manager)
    desks = [_working_desk(home, login, hands) for login, _, _ in STAFF[:4]]
    try:
        _stories(desks, hands, begin, random, min(cases_wanted, 24))
        if cases_wanted > 24:
            hands.now = begin
            many.fill(desks[1], random, cases_wanted - 24, begin, tuple(desk.person.id for desk in desks[1:3]))
        if cases_wanted:
            hands.now = begin
            appointments.fill(desks[3], random, _advisers(desks[0]), begin)
            _calls(desks[3], hands, random, begin, _advisers(desks[0]))
        if cases_wanted >= decisions.FEWEST_CASES:
            decisions.fill(desks, hands, begin)
    finally:
        for desk in desks:
            entrance.sign_out(desk)
    accounts = tuple((login, role.value, PASSWORD) for login, _, role in STAFF)
    write_whole(home / PRACTICE, json.dumps([list(row) for row in accounts]).encode())
    return Practice(home, accounts, founded.recovery_code, begin)


def _advisers(manager: Desk) -> tuple[str, ...]:
    """Give the ids of the advisers, in the order of their sign-in names."""
    return tuple(
        row.id for row in sorted(staff.everyone(manager), key=lambda row: row.login) if row.role is Role.ADVISER
    )


def _begin(policy: str, on: date | None) -> datetime:
    """Give the moment at which practice begins: an open day, 20 minutes after opening."""
    calendar = calendar_of(load(policy))
    day = on or datetime.now(LONDON).date()
    spans = calendar.hours_on(day)
    if not spans and on is None:
        day = calendar.last_open_day(day) or day
        spans = calendar.hours_on(day)
    start = spans[0][0] if spans else time(10)
    return datetime.combine(day, start, LONDON) + timedelta(minutes=20)


def _working_desk(home: Path, login: str, hands: _Hands) -> Desk:
    """Sign one of the staff in, with her policies read."""
    desk = entrance.sign_in(home, login, PASSWORD, clock=hands)
    for item in induction.to_acknowledge(desk):
        induction.acknowledge(desk, item.key, item.version)
    return desk


def _moments(desk: Desk, begin: datetime, random: Random, wanted: int) -> Iterator[datetime]:
    """Give receipt times in opening hours of the last days, oldest first, two of them long enough ago to be late."""
    days = [begin.date() - timedelta(days=back) for back in range(14)]
    open_days = [day for day in days if desk.calendar.hours_on(day)][:5]
    spread = sorted((min(int(random.expovariate(0.7)), len(open_days) - 1) for _ in range(wanted)), reverse=True)
    for place in spread:
        start, end = desk.calendar.hours_on(open_days[place])[0]
        width = (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute)
        moment = datetime.combine(open_days[place], start, LONDON) + timedelta(minutes=random.randrange(1, width))
        yield min(moment, begin - timedelta(minutes=random.randrange(1, 20)))


def _stories(desks: list[Desk], hands: _Hands, begin: datetime, random: Random, wanted: int) -> None:
    """Take enquiries and answer most of them, as the staff would have done."""
    manager, priya, tom, dana = desks
    for n, received in enumerate(sorted(_moments(priya, begin, random, wanted))):
        who, story = people.student(random, n), stories.story(random, manager.policy)
        hands.now = received
        taker = dana if n % 3 else priya
        channel = ("email", "telephone", "face_to_face")[n % 3] if taker is dana else "email"
        form = enquiries.EnquiryForm(
            channel=channel,
            received=received,
            name=who.name,
            known_as=who.known_as,
            about=f"{story.about}\n\n{story.text}",
            student_number=who.number,
            email=who.email,
            phone=who.phone,
            contact_note=who.contact_note,
            voicemail_ok=who.voicemail_ok,
            topic=story.topic,
        )
        taken = enquiries.take(taker, form)
        _go_on(random, hands, (priya, tom)[n % 2], taken.case_id, begin)
    hands.now = begin


CALLS: tuple[tuple[Kind, str, str], ...] = (
    ("put_through", "", ""),
    ("message", "after 5", "Rang about the letter she had this morning. Please ring back."),
    ("request", "", "Would like to see somebody this week, mornings."),
    ("message", "mornings", "Has the date of the hearing now."),
)
"""What reception took this morning: kind, safe times, words."""


def _calls(dana: Desk, hands: _Hands, random: Random, begin: datetime, advisers: tuple[str, ...]) -> None:
    """Let reception take this morning's calls: of new callers, for an adviser or for any."""
    for n, (kind, times, words) in enumerate(CALLS):
        who = people.student(random, 500 + n)
        hands.now = begin - timedelta(minutes=18 - 4 * n)
        form = messages.MessageForm(
            kind=kind,
            name=who.name,
            student_number=who.number,
            number="" if kind == "put_through" else who.phone or f"07700 900{100 + n}",
            times=times,
            words=words,
            for_id=advisers[n % 2] if kind != "request" else "",
        )
        messages.take(dana, form)
    hands.now = begin


def _go_on(random: Random, hands: _Hands, adviser: Desk, case_id: str, begin: datetime) -> None:
    """Let an adviser answer two cases of three within a day or so, if that is before practice begins."""
    hands.now += timedelta(minutes=random.randrange(10, 1500))
    if hands.now >= begin or random.random() < 0.35:
        return
    if not open_now(adviser.calendar, hands.now):
        hands.now = min(hands.now.replace(hour=14, minute=random.randrange(60)), begin - timedelta(minutes=1))
    if random.random() < 0.4:
        cases.write_entry(adviser, case_id, cases.EntryForm("note", stories.note(random)))
    kind = random.choice(("reply_email", "call_reached"))
    cases.write_entry(adviser, case_id, cases.EntryForm(kind, stories.answer(random)))
