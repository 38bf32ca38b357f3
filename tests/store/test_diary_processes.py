"""Several programs book in one diary at once, and programs are killed while they book: nothing twice, nothing lost."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from advice_tui.casework import messages, rota, upkeep
from advice_tui.casework.diary import booking, reading
from tests.store.test_processes import begin, go, kill_after, ready, rows

pytestmark = pytest.mark.usefixtures("real_passwords")

MONDAY = date(2026, 11, 30)
WHO = ("manager", "adviser", "second", "receptionist")
SLOTS = 200

BOOK = """
from datetime import date
from advice_tui.casework.diary import booking
from advice_tui.casework.diary.views import BookingForm, NewClient
from data.errors import AdviceError, BadInput
slots = [line.split() for line in pathlib.Path(more[0]).read_text().splitlines()]
random.Random(who).shuffle(slots)
for day, start, adviser in slots:
    form = BookingForm(date.fromisoformat(day), int(start), adviser, new_client=NewClient(f"{who} Quux", "07700 900123"))
    try:
        print("booked", booking.book(desk, form).id, day, start, adviser, flush=True)
    except BadInput as refused:
        print("refused", refused.problems.get("slot", refused.sentence), flush=True)
    except AdviceError as error:
        print("trouble", error.sentence, flush=True)
entrance.sign_out(desk)
"""
BOOK_ON = """
from advice_tui.casework.diary import booking
from advice_tui.casework.diary.views import BookingForm, NewClient
from data.errors import BadInput
from datetime import date
after = (date.fromisoformat(more[0]), 0)
while True:
    offer = booking.free_slots(desk, after=after, count=1)[0]
    form = BookingForm(offer.day, offer.start, offer.adviser_id, offer.room, new_client=NewClient("Zelda Quux", "07700 900123"))
    try:
        print("booked", booking.book(desk, form).id, flush=True)
    except BadInput:
        print("refused", offer.words, flush=True)
"""
DESK_WORK = """
from data.errors import AdviceError, BadInput
from datetime import date, timedelta
from advice_tui.casework import arrivals, desk_flags, messages, rota
from advice_tui.casework.diary import booking, moving, reading
from advice_tui.casework.diary.views import BookingForm, NewClient
from advice_tui.rules.staff_times import TimesForm
n = 0
def at(after):
    offer = booking.free_slots(desk, after=(after, 0), count=1)[0]
    return offer.day, offer.start, offer.adviser_id, offer.room
while True:
    n += 1
    try:
        one = book(desk, *at(desk.today)[:2]).id
        moving.move(desk, one, 1, BookingForm(*at(desk.today)))
        print("moved", one, flush=True)
        if reading.one(desk, one).day == desk.today:
            arrivals.arrive(desk, one, 2)
            arrivals.seen(desk, one, 3)
            print("seeing", one, flush=True)
        form = messages.MessageForm("message", name="Zelda Quux", number="07700 900123", words=f"word {n}")
        taken = messages.take(desk, form)
        print("passed", taken.id, flush=True)
        if who != "receptionist":
            done = messages.answer(desk, taken.id, 1, messages.AnswerForm("reached", note=f"said {n}"))
            print("answered", taken.id, flush=True)
            day = date(2027, 1, 4) + timedelta(n)
            rota.add_away(desk, TimesForm(desk.person.id, day, day, why=f"away {who} {n}"))
            print("away", f"away {who} {n}", flush=True)
        if who == "manager":
            desk_flags.refuse(desk, taken.client_id, f"reason {n}")
            print("flagged", taken.client_id, flush=True)
    except BadInput as second:
        assert second.sentence, "told in words"
"""
WHOLE = {
    "a booking without its event": "SELECT count(*) FROM appointment WHERE NOT EXISTS (SELECT 1 FROM appointment_event "
    "WHERE appointment_id = appointment.id AND kind = 'booked')",
    "a booking without its key": "SELECT count(*) FROM appointment WHERE NOT EXISTS (SELECT 1 FROM record_key "
    "WHERE record_id = appointment.id)",
    "a state without its event": "SELECT count(*) FROM appointment WHERE state IN ('arrived', 'seeing') AND NOT EXISTS "
    "(SELECT 1 FROM appointment_event WHERE appointment_id = appointment.id AND kind IN ('arrived', 'seeing'))",
    "a version without its event": "SELECT count(*) FROM appointment WHERE row_ver <> (SELECT count(*) FROM "
    "appointment_event WHERE appointment_id = appointment.id)",
    "a booking without its client": "SELECT count(*) FROM appointment WHERE client_id NOT IN (SELECT id FROM client)",
    "a client without a booking or a message": "SELECT count(*) FROM client WHERE id NOT IN (SELECT client_id FROM "
    "appointment UNION SELECT client_id FROM slip)",
    "a message without its key": "SELECT count(*) FROM slip WHERE id NOT IN (SELECT record_id FROM record_key)",
    "a message without an audit line": "SELECT (SELECT count(*) FROM slip) - "
    "(SELECT count(*) FROM audit WHERE act = 'message.take')",
    "an answer without its case": "SELECT (SELECT count(*) FROM slip WHERE state = 'answered') - (SELECT count(*) FROM case_)",
    "an answer without its promise": "SELECT (SELECT count(*) FROM case_) - (SELECT count(*) FROM promise WHERE state = 'met')",
    "a leave without its key": "SELECT count(*) FROM staff_time WHERE id NOT IN (SELECT record_id FROM record_key)",
    "a flag without its key": "SELECT count(*) FROM desk_flag WHERE id NOT IN (SELECT record_id FROM record_key)",
    "a client without a key": "SELECT count(*) FROM client WHERE id NOT IN (SELECT record_id FROM record_key)",
    "a booking without an audit line": "SELECT (SELECT count(*) FROM appointment) - "
    "(SELECT count(*) FROM audit WHERE act = 'diary.book')",
}
TWICE = (
    "SELECT count(*) FROM appointment a JOIN appointment b ON a.day = b.day AND a.id < b.id AND ({same}) "
    "AND a.start_minute < b.busy_until AND b.start_minute < a.busy_until"
)


def slots_of(desk):
    """The first slots of the weeks to come, of each adviser."""
    people = reading.advisers(desk)
    days = [MONDAY + timedelta(n) for n in range(21)]
    view = [day for first in days[::7] for day in reading.week(desk, first).days]
    found = [
        (day.day, start, one.id)
        for day in view
        for start in range(600, 960, 30)
        if not any(shut.start <= start < shut.end for shut in day.shut)
        for one in people
    ]
    return found[:SLOTS]


def nothing_is_booked_twice(desk):
    with desk.store.read() as connection:
        for same in ("a.adviser_id = b.adviser_id", "a.room = b.room", "a.client_id = b.client_id"):
            assert connection.exec_driver_sql(TWICE.format(same=same)).scalar() == 0, same
        for what, question in WHOLE.items():
            assert connection.exec_driver_sql(question).scalar() == 0, what


def test_four_processes_book_200_slots_800_times_and_none_is_booked_twice(service, tmp_path):
    desk = service.sign_in("receptionist")
    slots = slots_of(desk)
    assert len(set(slots)) == SLOTS
    listed = tmp_path / "slots"
    listed.write_text("\n".join(f"{day} {start} {adviser}" for day, start, adviser in slots))
    processes = [begin(BOOK, service.home, who, listed) for who in WHO]
    for process in processes:
        ready(process)
    for process in processes:
        go(process)
    said = [process.communicate(timeout=150) for process in processes]
    assert [errors for _, errors in said] == ["", "", "", ""]
    lines = [line.split(" ", 1) for out, _ in said for line in out.splitlines()]
    assert Counter(kind for kind, _ in lines) == {"booked": SLOTS, "refused": 3 * SLOTS}
    booked = {rest.split()[0]: rest.split()[1:] for kind, rest in lines if kind == "booked"}
    stored = {
        row[0]: list(map(str, row[1:]))
        for row in rows(desk, "SELECT id, day, start_minute, adviser_id FROM appointment")
    }
    assert booked == stored
    assert {tuple(where) for where in stored.values()} == {(str(day), str(start), one) for day, start, one in slots}
    for kind, rest in lines:
        if kind == "refused":  # the one who came second is told who has it, and offered the next
            assert " Quux " in rest
            assert "Next free: " in rest
    assert sum("booked" in out for out, _ in said) > 1
    nothing_is_booked_twice(desk)
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def killed_while_booking(service, times, seed):
    chance = random.Random(seed)
    acknowledged: set[str] = set()
    for _ in range(-(-times // 3)):
        running = [begin(BOOK_ON, service.home, who, MONDAY) for who in WHO[1:]]
        for process in running:
            ready(process)
        for process in running:
            go(process)
        for process in running:
            said = process.stdout.readline() if process is running[0] else ""  # one at least has booked something
            for kind, rest in kill_after(process, chance.uniform(0.01, 0.15), said=said):
                acknowledged |= {rest.strip()} if kind == "booked" else set()
        desk = service.sign_in("receptionist")
        nothing_is_booked_twice(desk)
        stored = {row[0] for row in rows(desk, "SELECT id FROM appointment WHERE state = 'booked'")}
        assert acknowledged <= stored
        for one in sorted(acknowledged)[-5:]:
            assert reading.one(desk, one).who == "Zelda Quux"
            assert [line.kind for line in reading.history(desk, one)] == ["booked"]
        service.close()
    assert acknowledged
    desk = service.sign_in("receptionist")
    assert booking.free_slots(desk, after=(MONDAY, 0))
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def test_three_kills_while_booking(service):
    killed_while_booking(service, 3, 1)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_fifteen_kills_while_booking(service):
    killed_while_booking(service, 15, 2)


def killed_at_the_desk(service, times, seed):
    """Killed while they book, move, receive, take and answer messages, write leave and flags: whole acts, none lost."""
    chance = random.Random(seed)
    told: dict[str, set[str]] = {}
    for _ in range(times):
        running = [begin(DESK_WORK, service.home, who) for who in ("manager", "adviser", "receptionist")]
        for process in running:
            ready(process)
        for process in running:
            go(process)
        for number, process in enumerate(running):
            lines = [process.stdout.readline() for _ in range(6 if number == 0 else 0)]  # each act was done once
            for kind, rest in kill_after(process, chance.uniform(0.01, 0.1), said="".join(lines)):
                told.setdefault(kind, set()).add(rest.strip())
        desk, priya = service.sign_in("receptionist"), service.sign_in("manager")
        nothing_is_booked_twice(desk)
        assert told["moved"] <= {
            row[0] for row in rows(desk, "SELECT appointment_id FROM appointment_event WHERE kind = 'moved'")
        }
        assert told["passed"] <= {row[0] for row in rows(desk, "SELECT id FROM slip")}
        assert told["answered"] <= {row[0] for row in rows(desk, "SELECT id FROM slip WHERE state = 'answered'")}
        assert told["flagged"] <= {row[0] for row in rows(desk, "SELECT client_id FROM desk_flag")}
        written = {one.why for who in rota.hours(priya).colleagues for one in rota.hours(priya, who.id).lines}
        assert told["away"] <= written
        for slip in sorted(told["passed"])[-5:]:
            assert messages.open_message(priya, slip).words.startswith("word ")
        service.close()
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def test_three_are_killed_at_the_desk(service):
    killed_at_the_desk(service, 1, 5)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_eighteen_are_killed_at_the_desk(service):
    killed_at_the_desk(service, 6, 6)
