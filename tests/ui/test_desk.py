"""The front desk at the keyboard: the board, what becomes of appointments, the adviser told, the quiet desk's shade."""

from __future__ import annotations

import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from advice_tui.app.announcing import arrival_of
from advice_tui.casework import arrivals, desk_flags
from advice_tui.casework.arrivals import AtReception
from advice_tui.casework.diary import booking
from advice_tui.casework.diary.views import BookingForm, NewClient
from screens.widgets.board_list import BoardList
from screens.widgets.said import Line
from tests.factories import PASSWORD, SECOND, STAFF, at
from tests.ui.working import SIZES, at_work, same_as_before

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)


def book(desk, start, who="adviser", name="Amira Khan", **more):
    with desk.store.read() as connection:
        (adviser,) = connection.exec_driver_sql("SELECT id FROM account WHERE login = ?", (STAFF[who][0],)).fetchone()
    day = more.pop("day", TODAY)
    return booking.book(desk, BookingForm(day, start, adviser, new_client=NewClient(name), **more)).id


def now(service, hour, minute):
    service.clock.set(2026, 11, 24, hour, minute)


def a_day(service):
    """A day at 11:20: seen, here, coming, late, flagged, by telephone, missed, and one of before without an outcome."""
    desk, manager = service.sign_in("receptionist"), service.sign_in("manager")
    service.clock.set(2026, 11, 23, 10, 0)
    book(desk, 690, "second", "Rosa Pinto", day=date(2026, 11, 23))
    now(service, 9, 50)
    ids = [
        book(desk, 600, "adviser", "Amira Khan"),
        book(desk, 600, "second", "Łukasz Kowalski"),
        book(desk, 660, "adviser", "Grace Lowe", note="Needs the ground floor"),
        book(desk, 660, "second", "Joe [bold]Marsh[/]"),
        book(desk, 690, "adviser", "Imran Khan"),
        book(desk, 720, "adviser", "Wei Zhang", mode="telephone"),
        book(desk, 720, "second", "Nia Morgan"),
    ]

    def act(number, function, *more):
        row = arrivals.row_of(desk, ids[number])
        function(desk, row.id, row.booked.row_ver, *more)

    act(0, arrivals.arrive)
    now(service, 10, 1)
    act(0, arrivals.seen)
    now(service, 10, 28)
    act(0, arrivals.left)
    act(1, arrivals.missed, False)
    now(service, 10, 57)
    act(2, arrivals.arrive)
    now(service, 11, 18)
    act(3, arrivals.arrive)
    arrivals.acknowledge(service.sign_in("adviser"), ids[2])
    desk_flags.refuse(manager, arrivals.row_of(desk, ids[4]).booked.client_id, "Threats at the counter")
    now(service, 11, 20)
    return ids


@asynccontextmanager
async def desk_of(service, size=(80, 24), who="receptionist"):
    async with at_work(service, who, size=size) as hand:
        await hand.press("4")
        assert hand.screen == "DeskBoard"
        yield hand


@pytest.mark.parametrize("policy", [SECOND])
@pytest.mark.parametrize("size", [*SIZES, (100, 30), (200, 60)])
async def test_looks(service, size, policy):
    a_day(service)
    async with desk_of(service, size) as hand:
        same_as_before(f"desk-{size[0]}x{size[1]}", hand.text())
        assert "DO NOT ADMIT: CALL THE MANAGER" in hand.text()
        assert "Joe [bold]Marsh[/]" in hand.text()
        assert "Threats" not in hand.text()


async def test_looks_without_colour_and_under_the_shade(service, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    a_day(service)
    async with desk_of(service) as hand:
        assert hand.app.no_color
        same_as_before("desk-no-colour-80x24", hand.text())
        await hand.press("f8")
        assert "Amira" not in hand.text()
        assert "Needs the ground floor" not in hand.text()
        assert "G.L." in hand.text()


async def test_an_empty_day_says_what_to_press(service):
    async with desk_of(service) as hand:
        assert "Nobody is expected today." in hand.text()
        await hand.press("a")
        assert hand.told()[-1] == "No appointment is marked: the list is empty."
        await hand.press("right_square_bracket")
        assert "Wed 25 Nov" in hand.text()
        await hand.press("t")
        assert "Nobody is expected today." in hand.text()


async def test_a_day_at_reception_by_keys(service):
    """Scenarios 13 and 15: arrived in one key, missed in two, undone in one, corrected with a reason."""
    desk = service.sign_in("receptionist")
    one, two = book(desk, 660), book(desk, 660, "second", "Joe Marsh")
    now(service, 10, 57)
    async with desk_of(service) as hand:
        hand.app.screen.query_one(BoardList).mark(one)
        hand.pressed = 0
        await hand.press("a")
        assert hand.pressed == 1
        assert hand.told()[-1] == "11:00 with Priya Nair: arrived 10:57. Priya Nair is told."
        assert "✓ Here" in hand.text()
        await hand.press("u")
        assert hand.told()[-1] == "Undone: the arrival for 11:00 with Priya Nair."
        await hand.press("a", "v", "l")
        assert "· Seen" in hand.text()
        hand.app.screen.query_one(BoardList).mark(two)
        await hand.press("x", "n")
        assert hand.told()[-1] == "It is not 11:00 yet."
        now(service, 11, 31)
        await hand.look()
        hand.app.set_minute()
        await hand.settle()
        assert "? No outcome" in hand.text()
        await hand.press("w")
        assert hand.screen == "Unresolved"
        hand.pressed = 0
        await hand.press("x", "n")
        assert hand.pressed == 2
        assert "Of every appointment it is known" in hand.text()
        await hand.press("escape")
        hand.app.screen.query_one(BoardList).mark(two)
        service.clock.set(2026, 11, 24, 15, 0)
        hand.app.set_minute()
        await hand.press("c", "c")  # the letter of Called off, which goes on to the time
        await hand.type("10:40")
        assert "Tue 24 Nov 2026 10:40" in hand.text()
        same_as_before("desk-outcome-80x24", hand.text())
        await hand.press("ctrl+s")
        assert "Reason: please fill this in." in hand.text()
        await hand.press("enter", "enter")
        await hand.type("She rang the other office")
        await hand.press("ctrl+s")
        assert "cancelled by phone 10:40, 20 minutes before" in hand.told()[-1]
        await hand.press("enter")
        text = hand.text()
        assert "Did not attend: no notice" in text
        assert "Corrected: cancelled by phone 10:40" in text
        same_as_before("desk-whole-80x24", text)
        assert "Joe Marsh" in text
        await hand.press("f8")  # the shade reaches an open window and what is behind it, as when it comes by itself
        assert "─ J.M. ─" in hand.text()
        assert "J.M." in str(hand.app.screen_stack[-2].query_one("#marked", Line).content)
        await hand.press("f8", "c")  # a step's own key does it, as on the list
        assert "What became of it" in hand.text()
        await hand.press("escape", "w")
        assert hand.screen == "Unresolved"
        await hand.press("escape", "slash")
        await hand.type("marsh")
        await hand.settle()
        assert "Joe Marsh" in hand.text()
        await hand.press("enter")
        assert hand.screen == "Client"


@pytest.mark.parametrize("policy", [SECOND])
async def test_a_late_student_is_decided_by_the_adviser(service, policy):
    """Scenario 14: the desk says what the policy says; the adviser decides at reception's terminal or at her own."""
    desk = service.sign_in("receptionist")
    one = book(desk, 660, "second")
    now(service, 11, 16)
    async with desk_of(service) as hand:
        await hand.press("a")
        assert "may have to make another appointment" in hand.told()[-1]
        assert "16 min late: ask" in hand.text()
        await hand.press("k")
        assert "The policy: students more than 15 minutes late" in hand.text()
        same_as_before("desk-late-80x24", hand.text())
        await hand.press("ctrl+s")
        assert hand.told()[-1] == "11:00 with Tom Ellis, 16 min late: Tom Ellis sees the student all the same."
        assert "▸ Coming" in hand.text()
        await hand.press("u")
    async with at_work(service, "second") as hand:
        await hand.press("1")
        assert "Your 11:00 is at reception since 11:16, 16 min late" in hand.text()
        assert "^G decide" in hand.text()
        await hand.press("ctrl+g", "a")
        await hand.press("ctrl+s")
        assert hand.told()[-1] == "11:00 with Tom Ellis, 16 min late: Tom Ellis asks for another appointment."
        assert "at reception" not in hand.text().splitlines()[1]
        await hand.press("ctrl+g")
        assert hand.told()[-1] == "Nobody waits for you at reception."
    assert arrivals.row_of(desk, one).booked.state == "cancelled"


def reception(service):
    """A process of reception's own: it marks each appointment as arrived whose id it is sent."""
    code = (
        "import pathlib, sys\n"
        "from tests.factories import Service\n"
        "from advice_tui.casework import arrivals, entrance\n"
        "service = Service(pathlib.Path(sys.argv[1]), '', '')\n"
        "service.clock.set(2026, 11, 24, 10, 57)\n"
        "desk = service.sign_in('receptionist', sys.argv[2])\n"
        "for line in sys.stdin:\n"
        "    row = arrivals.row_of(desk, line.strip())\n"
        "    arrivals.arrive(desk, row.id, row.booked.row_ver)\n"
        "    print('done', flush=True)\n"
        "entrance.sign_out(desk)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(service.home), PASSWORD],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.usefixtures("real_passwords")
async def test_another_process_marks_the_arrival_and_the_adviser_sees_it_whatever_is_in_front(service):
    """Scenario 13 with two real processes: I-32. One look at the clock, twice a second, shows it; over a dialog too."""
    desk = service.sign_in("receptionist")
    ids = [book(desk, start, name=name) for start, name in ((660, "Amira Khan"), (690, "Joe Marsh"), (720, "Wei Li"))]
    now(service, 10, 57)
    front = reception(service)

    def arrives(number):
        front.stdin.write(ids[number] + "\n")
        front.stdin.flush()
        assert front.stdout.readline() == "done\n"

    try:
        async with at_work(service, "adviser") as hand:
            assert "at reception" not in hand.text()
            height = hand.app.screen.query_one("HintBar").region
            arrives(0)
            await hand.look()
            text = hand.text()
            assert text.splitlines()[1].startswith(" ◆ Your 11:00 is at reception since 10:57")
            assert text.splitlines()[1].endswith("^G I am coming")
            assert "Khan" not in text.splitlines()[1]
            assert hand.app.screen.query_one("HintBar").region == height
            same_as_before("desk-arrival-80x24", text)
            await hand.press("2", "n")  # whatever is in front: a form as well
            assert hand.screen == "Enquiry"
            assert "Your 11:00 is at reception" in hand.text()
            await hand.press("f1")
            arrives(1)
            await hand.look()
            assert hand.told()[-1] == "Your 11:00 is at reception since 10:57 · 1 more. ^G I am coming."
            await hand.press("ctrl+g")  # with the dialog still in front
            assert hand.told()[-1] == "Reception is told that you are coming for your 11:00."
            await hand.press("escape")
            assert "Your 11:30 is at reception since 10:57" in hand.text()
            assert arrivals.row_of(desk, ids[0]).look == "coming"
            await hand.press("ctrl+l")
            await hand.look()
            assert hand.screen == "Lock"
            assert "Your 11:30 is at reception since 10:57" in hand.text()
            assert "Marsh" not in hand.text()
            arrives(2)
            await hand.look()
            assert "10:57 · 1" in hand.text()
            same_as_before("desk-lock-80x24", hand.text())
            await hand.app.enter(service.sign_in("second"))
            await hand.look()
            assert hand.app._lookout is None
            assert "at reception" not in hand.text()
    finally:
        front.stdin.close()
        assert front.wait(20) == 0
        front.stdout.close()


async def test_an_idle_terminal_asks_only_when_somebody_committed(service, monkeypatch):
    desk = service.sign_in("receptionist")
    book(desk, 660)
    asked = []
    real = arrivals.for_me
    monkeypatch.setattr(arrivals, "for_me", lambda desk: asked.append(1) or real(desk))
    async with at_work(service, "adviser") as hand:
        await hand.look()
        asked.clear()
        for _ in range(20):
            await hand.look()
        assert asked == []
        book(desk, 690, name="Joe Marsh")
        await hand.look()
        assert asked == [1]
    async with at_work(service, "receptionist") as hand:
        asked.clear()
        book(desk, 720, name="Wei Li")
        await hand.look()
        assert asked == []


class Patience:
    """Stands in for the clock of the last key."""

    def __init__(self, minutes=0):
        self.minutes = minutes

    def touch(self):
        self.minutes = 0

    def seconds(self):
        return self.minutes * 60


async def test_a_quiet_desk_shades_itself_and_the_next_key_shows_the_names_again(service):
    desk = service.sign_in("receptionist")
    book(desk, 660)
    async with at_work(service, "receptionist") as hand:
        idle = hand.app.idle = Patience()
        idle.minutes = 2
        await hand.look()
        assert hand.app.shade  # whatever is in front: what was passed on names people as well
        await hand.press("4")
        assert "Amira Khan" in hand.text()
        idle.minutes = 0.9
        await hand.look()
        assert not hand.app.shade
        idle.minutes = 1
        await hand.look()
        assert "A.K." in hand.text()
        assert "Amira" not in hand.text()
        await hand.press("down")
        assert "Amira Khan" in hand.text()
        idle.minutes = 1
        await hand.look()
        await hand.press("f8")  # the shade's own key shows the names too, and does not hide them again
        assert not hand.app.shade
        await hand.press("f8")
        idle.minutes = 1
        await hand.look()
        await hand.press("down")
        assert hand.app.shade  # put on by hand: it stays
    async with at_work(service, "adviser") as hand:
        await hand.press("4")
        hand.app.idle = Patience(2)
        await hand.look()
        assert not hand.app.shade


async def test_the_flag_is_said_at_the_arrival_and_reception_opens_only_the_client(service):
    """Scenario 16."""
    ids = a_day(service)
    async with desk_of(service) as hand:
        hand.app.screen.query_one(BoardList).mark(ids[4])
        await hand.press("a")
        assert hand.told()[-1] == "Do not admit: call the manager."
        await hand.press("o")
        assert hand.screen == "Client"
        await hand.press("escape", "b")
        assert hand.screen == "Diary"


async def test_an_empty_list_of_ones_own_does_not_say_that_nothing_is_open(service):
    a_day(service)
    async with desk_of(service, who="adviser") as hand:
        await hand.press("w")
        assert "Rosa Pinto" in hand.text()
        await hand.press("m")
        assert "Of every appointment of yours it is known what became of it." in hand.text()
        await hand.press("m")
        assert "Rosa Pinto" in hand.text()


@pytest.mark.parametrize(
    ("waiting", "words", "act"),
    [
        ([(660, 0, False)], "Your 11:00 is at reception since 10:57", "I am coming"),
        ([(660, 12, False)], "Your 11:00 is at reception since 10:57", "I am coming"),
        ([(660, 16, True), (690, 0, False)], "Your 11:00 is at reception since 10:57, 16 min late · 1 more", "decide"),
    ],
)
def test_what_the_bar_says(waiting, words, act):
    rows = tuple(
        AtReception(str(start), start, at(2026, 11, 24, 10, 57), late, decide) for start, late, decide in waiting
    )
    found = arrival_of(rows)
    assert (found.words, found.act) == (words, act)
    assert arrival_of(()) is None
