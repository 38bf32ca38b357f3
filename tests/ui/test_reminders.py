"""Reminders and confirmations on the screen: ticked with one key, the words in the way that was chosen, written to a file."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from advice_tui.casework import clients, confirming, rota
from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.staff_times import TimesForm
from screens.confirm import Confirm
from screens.widgets.field import Field
from tests.factories import take
from tests.ui.test_hours import place
from tests.ui.working import SIZES, at_work, same_as_before

DAY = date(2026, 11, 25)


def phone_only(desk, client):
    known = clients.client_file(desk, client)
    contact = SafeContact(frozenset({"phone"}), ("07700 900123",), "after 5", note="not at home")
    clients.change(
        desk, client, known.row_ver, ClientDetails(known.details.name, email="a@b.org", safe_contact=contact)
    )


def people(service):
    """Four appointments: by e-mail, by telephone only, without a record, and one at a time that was closed since."""
    priya, tom = service.sign_in("adviser"), service.sign_in("second")
    amira = take(priya, name="Amira [/] Khan", student_number="", email="amira@example.org", phone="").client_id
    bo = take(priya, name="Bo Lindqvist", student_number="", email="bo@example.org", phone="").client_id
    phone_only(priya, bo)
    ids = [
        place(priya, DAY, 780, client=amira),
        place(priya, DAY, 840, client=bo),
        place(priya, DAY, 870, room="", mode="online"),
        place(tom, DAY, 870, client=bo, room="Room 2"),
    ]
    rota.add_away(tom, TimesForm(tom.person.id, DAY, why="sick"))
    return priya, ids


async def test_a_tick_a_call_without_a_name_and_a_file(service, tmp_path):
    priya, ids = people(service)
    async with at_work(service, "receptionist", (100, 30)) as hand:
        await hand.app.action_open("reminders")
        await hand.settle()
        assert "0 of 4 reminded" in hand.text()
        assert "Amira [/] Khan" in hand.text()
        await hand.press("t")
        assert "✓ Tue 10:20" in hand.text()
        assert "1 of 4 reminded" in hand.text()
        await hand.press("u")
        assert "0 of 4 reminded" in hand.text()
        await hand.press("t", "down")
        assert "Only after 5 · No voicemail · Do not name the service" in hand.text()
        await hand.press("enter")
        assert "07700 900123" in hand.text()
        await hand.press("escape", "e")
        assert hand.screen == "Confirm"
        assert "Your appointment is on Wed 25 Nov 2026 at 14:00." in hand.text()
        assert "Dear" not in hand.text()
        assert "Advice Centre" not in "\n".join(hand.text().splitlines()[2:])
        path = tmp_path / "bo.txt"
        hand.app.screen.query_one("#path", Field).value = str(path)
        await hand.press("ctrl+s")
        assert path.read_text("utf-8").startswith("Your appointment on Wed 25 Nov 2026 at 14:00\n\n")
        await hand.press("f4")
        (event,) = Calendar.from_ical((tmp_path / "bo.ics").read_bytes()).walk("VEVENT")
        assert str(event["summary"]) == "Appointment"
        path.write_text("mine", "utf-8")
        await hand.press("ctrl+s")
        assert "Write over it?" in hand.text()
        await hand.press("escape")
        assert path.read_text("utf-8") == "mine"
        await hand.press("escape", "down", "down")
        assert "to be moved" in hand.text()
        await hand.press("t")
        assert "(sick): move it first" in hand.told()[-1]
        await hand.press("m")
        assert hand.screen == "MoveOne"
        await hand.press("enter")
        assert "Bo Lindqvist moved to" in hand.told()[-1]
        await hand.press("escape", "right_square_bracket")
        assert "Thu 26 Nov 2026" in hand.text()
        await hand.press("left_square_bracket", "left_square_bracket", "left_square_bracket")
        assert "Tue 24 Nov 2026" in hand.text()
    assert confirming.reminders(priya, DAY).done == 1
    assert len(ids) == 4


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_how_reminders_and_confirmations_look(service, size):
    priya, ids = people(service)
    confirming.remind(priya, ids[0], 1)
    name = f"{size[0]}x{size[1]}"
    async with at_work(service, "receptionist", size) as hand:
        await hand.app.action_open("reminders")
        await hand.settle()
        await hand.press("down")
        same_as_before(f"reminders-{name}", hand.text())
        await hand.press("f8")
        assert "Bo Lindqvist" not in hand.text()
        assert "07700" not in hand.text()
        await hand.press("f8", "e")
        same_as_before(f"confirm-discreet-{name}", hand.text())
        await hand.press("escape")
        hand.app.push_screen(Confirm(hand.app.desk, ids[0]))
        await hand.settle()
        same_as_before(f"confirm-{name}", hand.text())
