"""Hours and leave on the screen: written, shown in what they touch, moved one by one, taken back; and closures (5)."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import rota, service_days
from advice_tui.casework.diary.documents import AppointmentDocument, put_appointment
from advice_tui.roles import Act
from advice_tui.rules.service_calendar import NewClosure
from advice_tui.rules.staff_times import TimesForm
from screens.widgets.field import Field
from screens.widgets.ticks import Ticks
from tests.factories import take
from tests.ui.working import SIZES, at_work, same_as_before


def place(desk, day, start=600, *, client="", room="Room 1", mode="in_person"):
    with desk.store.write(desk.signer, Act.BOOK_APPOINTMENT.value, at=desk.now) as tx:
        return put_appointment(
            desk,
            tx,
            AppointmentDocument(),
            client_id=client or None,
            adviser_id=desk.person.id,
            room=room,
            mode=mode,
            day=day,
            start_minute=start,
            end_minute=start + 30,
            busy_until=start + 30,
        )


def fill(hand, **fields):
    for name, value in fields.items():
        hand.app.screen.query_one(f"#{name}", Field).value = value


async def test_a_leave_is_written_what_it_touches_is_moved_and_it_is_taken_back(service):
    priya = service.sign_in("adviser")
    client = take(priya, name="Amira [b]Khan").client_id
    place(priya, date(2026, 12, 3), client=client)
    async with at_work(service, "adviser") as hand:
        await hand.app.action_open("hours")
        await hand.settle()
        assert "No hours are written" in hand.text()
        await hand.press("l")
        await hand.press("ctrl+s")
        assert "Say from which day." in hand.text()
        await hand.type("tue week")
        await hand.press("escape", "l")
        assert hand.app.screen.query_one("#first", Field).value == "tue week"
        fill(hand, first="3 dec", last="4 dec", start="9", end="pigeon", why="annual leave")
        await hand.press("ctrl+s")
        assert "Write a time such as" in hand.text()
        fill(hand, start="", end="")
        await hand.pilot.pause()
        assert "Thu 3 Dec 2026" in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "WhatIsTouched"
        text = hand.text()
        assert "1 appointment to be moved afterwards" in text
        assert "Amira [b]Khan" in text
        await hand.press("escape")
        assert hand.screen == "AddAway"
        await hand.press("ctrl+s", "ctrl+s")
        assert hand.screen == "ToMove"
        assert hand.told()[-1].endswith("1 appointment has to be moved.")
        await hand.press("enter")
        assert hand.screen == "MoveOne"
        assert "with Priya Nair, Room 1" in hand.text()
        await hand.press("enter")
        assert hand.screen == "Confirm"
        assert "Amira [b]Khan moved to" in hand.told()[-1]
        assert "zelda.quux@example.org" in hand.text()
        await hand.press("escape")
        assert "None left" in hand.text()
        await hand.press("escape")
        assert "✗ annual" in hand.text()
        await hand.press("enter")
        assert "Written by Priya Nair" in hand.text()
        await hand.press("escape", "l")
        assert hand.app.screen.query_one("#first", Field).value == ""
        await hand.press("escape", "x")
        await hand.press("ctrl+s")
        assert hand.screen == "StaffHours"
        assert "taken back: away Thu 3 Dec" in hand.told()[-1]
        await hand.press("u")
        assert "✗ annual" in hand.text()


async def test_regular_hours_and_a_colleagues(service):
    async with at_work(service, "second") as hand:
        await hand.app.action_open("hours")
        await hand.settle()
        await hand.press("h")
        hand.app.screen.query_one(Ticks).ticked = frozenset("13")
        fill(hand, start="10", end="2")
        await hand.pilot.pause()
        assert "14:00" in hand.text()
        await hand.press("ctrl+s")
        assert "These are the first hours written" in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "StaffHours"
        assert "▸ 10–14" in hand.text()
        assert "every Tue from" in hand.text()
        await hand.press("shift+tab", "right", "tab")
        assert "Morgan Reed: hours and leave" in hand.text()
        await hand.press("l")
        assert hand.screen == "StaffHours"
        assert "Only a manager" in hand.told()[-1]


async def test_scenario_5_a_closure_lists_its_appointments_before_and_after(service):
    service.clock.set(2026, 11, 10, 11)
    priya = service.sign_in("adviser")
    client = take(priya, name="Amira Khan").client_id
    place(priya, date(2026, 11, 12), client=client)
    async with at_work(service, "manager") as hand:
        await hand.press("6", "c")
        await hand.press("right", "right", "c", "ctrl+s")
        text = hand.text()
        assert "stay. 1 appointment has to be moved." in text
        assert "To be moved, one by one, afterwards:" in text
        assert "Thu 12 Nov 10:00–10:30" in text
        await hand.press("ctrl+s")
        assert hand.told()[-1].endswith("1 appointment has to be moved.")
        assert hand.screen == "NoticeText"
        await hand.press("escape")
        assert hand.screen == "ToMove"
        assert "Amira Khan" in hand.text()
        assert "Staff training" in hand.text()
        await hand.press("escape", "m")
        assert hand.screen == "ToMove"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_how_hours_look(service, size):
    priya, tom = service.sign_in("adviser"), service.sign_in("second")
    rota.add_hours(priya, TimesForm(priya.person.id, date(2026, 11, 23), None, (0, 1, 3), 1, 600, 960))
    rota.add_hours(priya, TimesForm(priya.person.id, date(2026, 11, 23), None, (4,), 2, 600, 780))
    rota.add_away(priya, TimesForm(priya.person.id, date(2026, 12, 3), date(2026, 12, 4), why="annual leave"))
    rota.add_away(priya, TimesForm(priya.person.id, date(2026, 11, 16), date(2026, 11, 16), why="dentist"))
    rota.add_away(priya, TimesForm(priya.person.id, date(2026, 11, 24), None, (1,), 1, 720, 780, "team meeting"))
    client = take(priya, name="Amira Khan").client_id
    place(priya, date(2026, 12, 8), client=client)
    place(priya, date(2026, 12, 10), 690, mode="telephone", room="")
    service_days.apply(
        service.sign_in("manager"),
        NewClosure(date(2026, 12, 8), date(2026, 12, 10), "Works", advertised=date(2026, 11, 24)),
    )
    assert tom
    async with at_work(service, "adviser", size) as hand:
        name = f"{size[0]}x{size[1]}"
        await hand.app.action_open("hours")
        await hand.settle()
        same_as_before(f"hours-{name}", hand.text())
        await hand.press("l")
        same_as_before(f"hours-away-{name}", hand.text())
        await hand.press("escape", "m")
        same_as_before(f"to-move-{name}", hand.text())
        await hand.press("enter")
        same_as_before(f"move-one-{name}", hand.text())
