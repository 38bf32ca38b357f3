"""The diary on the screen: booking in few keys, two terminals, moving, cancelling, arriving, finding, drafts, looks."""

from __future__ import annotations

from datetime import date

import pytest
from textual.keys import _character_to_key

from advice_tui.casework.diary import reading
from advice_tui.casework.diary.views import NewClient
from screens.diary.writing import parts_of
from screens.widgets.diary_grid import DiaryGrid
from tests.factories import book, take
from tests.ui.working import SIZES, at_work, same_as_before

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
PEOPLE = {
    "amira": ("Amira Khan", "w1000001"),
    "imran": ("Imran Khan", "w1000002"),
    "grace": ("Grace [b]Lowe", "w1000003"),
    "łukasz": ("Łukasz Kowalski", "w1000004"),
}


def people(desk):
    """Four people on file, by their first names."""
    found = {}
    for key, (name, number) in PEOPLE.items():
        taken = take(desk, name=name, student_number=number, email=f"{number}@example.org", phone="")
        found[key] = taken.client_id
    return found


def adviser_ids(desk):
    return {one.name.split()[0]: one.id for one in reading.advisers(desk)}


def some_booked(service):
    """A week with a few appointments; gives the clients' ids."""
    desk = service.sign_in("adviser")
    known, who = people(desk), adviser_ids(desk)
    service.clock.set(2026, 11, 23, 9)
    book(desk, TUESDAY, 600, client_id=known["amira"], adviser_id=who["Priya"])
    book(desk, TUESDAY, 630, client_id=known["grace"], adviser_id=who["Tom"], mode="telephone")
    book(desk, TUESDAY, 660, client_id=known["łukasz"], adviser_id=who["Priya"], length=60, note="needs the lift")
    book(desk, WEDNESDAY, 780, no_record=True, adviser_id=who["Tom"])
    book(desk, THURSDAY, 900, client_id=known["imran"], adviser_id=who["Tom"])
    service.clock.set(2026, 11, 24, 10, 20)
    return known


def booked_on(service, day):
    desk = service.sign_in("manager")
    return {(one.start, one.who): one for one in reading.one_day(desk, day).days[0].booked}


async def keys(hand, *pressed):
    """Press keys one by one; a text is typed sign by sign. Give how many that were."""
    many = 0
    for one in pressed:
        each = [_character_to_key(sign) for sign in one[1:]] if one.startswith("=") else [one]
        await hand.press(*each)
        many += len(each)
    return many


async def to_diary(hand):
    await hand.press("3")
    assert hand.screen == "Diary"
    return hand.app.screen.query_one(DiaryGrid)


@pytest.mark.parametrize("size", [*SIZES, (100, 30), (200, 60)])
async def test_looks(service, size):
    some_booked(service)
    async with at_work(service, "receptionist", size=size) as hand:
        grid = await to_diary(hand)
        same_as_before(f"diary-{size[0]}x{size[1]}", hand.text())
        grid.go(THURSDAY, 780)
        await hand.press("enter")
        await keys(hand, "=khan 2pm")
        same_as_before(f"diary-book-{size[0]}x{size[1]}", hand.text())
        await hand.press("escape", "d")
        same_as_before(f"diary-day-{size[0]}x{size[1]}", hand.text())


async def test_booked_from_the_grid_in_eight_keys_and_typed_in_twelve(service):
    known = some_booked(service)
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        grid.go(THURSDAY, 780, adviser_ids(hand.app.desk)["Priya"])
        many = await keys(hand, "enter", "=ami", "enter")
        assert many <= 8
        assert hand.told()[-1] == "Booked for Amira Khan: Thu 26 Nov 13:00–13:30 with Priya Nair, Room 1."
        assert grid.marked.booked.client_id == known["amira"]
        assert grid.has_focus

        many = await keys(hand, "b", "=ami fri 1", "enter")
        assert many <= 12
        assert hand.told()[-1].startswith("Booked for Amira Khan: Fri 27 Nov 13:00–13:30")
        await hand.press("u")
        assert hand.told()[-1].startswith("Undone")
        assert not booked_on(service, date(2026, 11, 27))


async def test_a_name_of_two_people_needs_a_choice_and_tab_or_enter_makes_it(service):
    some_booked(service)
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        grid.go(THURSDAY, 780, adviser_ids(hand.app.desk)["Priya"])
        many = await keys(hand, "enter", "=khan")
        text = hand.text()
        assert "? 2 match “khan”" in text
        assert "▸ Amira Khan w1000001   Imran Khan w1000002" in text or "▸ Imran Khan" in text
        first = "Amira" if "▸ Amira" in text else "Imran"
        many += await keys(hand, "enter")
        assert f"✓ {first} Khan" in hand.text()
        assert "Say: “Thursday 26 November at 1 pm with Priya Nair, in Room 1.”" in hand.text()
        many += await keys(hand, "enter")
        assert many <= 8
        assert hand.told()[-1].startswith(f"Booked for {first} Khan: Thu 26 Nov 13:00")

        grid.go(THURSDAY, 600)
        await keys(hand, "enter", "=khan", "tab", "enter")
        other = "Imran" if first == "Amira" else "Amira"
        assert hand.told()[-1].startswith(f"Booked for {other} Khan: Thu 26 Nov 10:00")


async def test_a_refused_time_says_why_offers_the_nearest_and_right_takes_it(service):
    some_booked(service)
    async with at_work(service, "receptionist") as hand:
        await to_diary(hand)
        await keys(hand, "b", "=amira 25/12 11 #by lift")
        text = hand.text()
        assert "✗ Fri 25 Dec" in text
        assert "→ takes Tue 29 Dec 10:00" in text
        assert "Christmas Day" in text
        await hand.press("enter")
        assert hand.told()[-1].startswith("Not booked yet")
        await hand.press("right")
        line = hand.app.screen.line
        assert line.field.value == "amira #by lift"
        assert "✓ Tue 29 Dec 10:00" in hand.text()
        await hand.press("enter")
        assert hand.told()[-1].startswith("Booked for Amira Khan: Tue 29 Dec 10:00")
        assert "Week 53" in hand.text()


async def test_two_terminals_and_one_slot_the_second_is_told_who_has_it(service):
    some_booked(service)
    async with at_work(service, "receptionist") as hand, at_work(service, "adviser") as other:
        for one in (hand, other):
            grid = await to_diary(one)
            grid.go(THURSDAY, 780, adviser_ids(one.app.desk)["Priya"])
            await keys(one, "enter")
        await keys(other, "=imran", "enter")
        assert other.told()[-1].startswith("Booked for Imran Khan")
        await keys(hand, "=grace")
        assert "Priya Nair has Imran Khan 13:00–13:30" in " ".join(hand.text().split())
        assert "13:30 with Priya Nair" in " ".join(hand.text().split())
        await hand.press("right", "enter")
        assert hand.told()[-1].startswith("Booked for Grace [b]Lowe: Thu 26 Nov 13:30–14:00 with Priya Nair")


async def test_the_race_is_lost_in_the_store_and_said_so(service, monkeypatch):
    """The line was read as free, and taken before Enter was handled."""
    known = some_booked(service)
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        priya = adviser_ids(hand.app.desk)["Priya"]
        grid.go(THURSDAY, 780, priya)
        await keys(hand, "enter", "=grace")
        screen = hand.app.screen
        read = screen._last
        book(service.sign_in("second"), THURSDAY, 780, client_id=known["imran"], adviser_id=priya)
        monkeypatch.setattr(screen, "_reading", lambda *_: read)
        await hand.press("enter")
        assert "Priya Nair has Imran Khan 13:00–13:30. Next free: Thu 26 Nov 13:30" in hand.told()[-1]
        await hand.press("f8", "enter")
        assert "Priya Nair has I.K. 13:00–13:30." in hand.told()[-1]
        await hand.press("escape", "escape")
        monkeypatch.undo()
        await keys(hand, "b", "ctrl+u", "=new jo bloggs 07700 900199 fri 2pm", "enter")
        assert hand.told()[-1].startswith("Booked for J.B.: Fri 27 Nov 14:00–14:30")


async def test_arrived_in_one_key_missed_in_two_and_both_undone(service):
    some_booked(service)
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        grid.go(TUESDAY, 630, adviser_ids(hand.app.desk)["Tom"])
        assert await keys(hand, "a") == 1
        assert "✓ here" in hand.text()
        await hand.press("u")
        assert grid.marked.booked.state == "booked"
        service.clock.set(2026, 11, 24, 10, 50)
        assert await keys(hand, "x", "n") == 2
        assert "did not attend, no notice" in hand.told()[-1]
        assert "✗ missed" in hand.text()
        grid.go(THURSDAY, 780)
        await hand.press("a")
        assert hand.told()[-1] == "Nobody is booked here. Point at an appointment first."
        grid.go(THURSDAY, 900, adviser_ids(hand.app.desk)["Tom"])
        await hand.press("x", "y")
        assert booked_on(service, THURSDAY)[900, "Imran Khan"].state == "booked"


async def test_moved_by_pointing_and_by_typing(service):
    known = some_booked(service)
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        who = adviser_ids(hand.app.desk)
        grid.go(TUESDAY, 660, who["Priya"])
        await hand.press("m")
        assert "Move Łukasz Kowalski ▸" in hand.text()
        await hand.press("enter")
        assert hand.told()[-1] == "It is there already, at 11:00. Esc leaves it."
        await hand.press("escape")
        assert "Move" not in hand.text().splitlines()[-2]
        await hand.press("m", "down", "down", "down", "down", "enter")
        assert hand.told()[-1] == "Łukasz Kowalski moved to Tue 24 Nov 13:00–14:00 with Priya Nair, Room 1."
        assert grid.marked.booked.client_id == known["łukasz"]
        await keys(hand, "m", "b", "=1.15pm")  # over its own hour: it stands in nobody's way
        assert "✗" not in hand.text().splitlines()[-3]
        assert "1.15 pm with Priya Nair, in Room 1" in hand.text()
        await hand.press("escape", "escape")

        grid.go(TUESDAY, 630, who["Tom"])
        await keys(hand, "m", "b", "=fri 2pm")
        assert "Say: “Friday 27 November at 2 pm with Tom Ellis, by telephone.”" in hand.text()
        await hand.press("enter")
        assert hand.told()[-1] == "Grace [b]Lowe moved to Fri 27 Nov 14:00–14:30 with Tom Ellis, by telephone."
        await hand.press("u")
        await hand.press("t")
        assert (630, "Grace [b]Lowe") in booked_on(service, TUESDAY)


async def test_cancelled_by_whom_when_told_and_why(service):
    some_booked(service)
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        grid.go(THURSDAY, 900, adviser_ids(hand.app.desk)["Tom"])
        await hand.press("c")
        assert "Imran Khan, Thu 26 Nov 15:00–15:30 with Tom Ellis" in hand.text()
        await hand.press("ctrl+s")
        assert "cancelled by the student, 2 days before" in hand.told()[-1]
        assert grid.marked.booked is None
        assert "· free" in hand.text()
        await hand.press("u")
        assert grid.marked.booked.who == "Imran Khan"


async def test_a_clients_appointments_are_listed_and_enter_goes_there(service):
    some_booked(service)
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        await hand.press("right_square_bracket", "right_square_bracket")
        assert "in 2 weeks" in hand.text()
        await keys(hand, "slash", "=imran", "enter")
        assert hand.screen == "OfClient"
        assert "1 appointment, 1 to come" in hand.text()
        await hand.press("enter")
        assert grid.marked.booked.who == "Imran Khan"
        await hand.press("l")
        assert hand.screen == "OfClient"
        await hand.press("escape", "enter")
        assert "Booked" in hand.text()
        await hand.press("escape", "e")
        assert hand.screen == "Confirm"
        await hand.press("escape", "o")
        assert hand.screen == "Client"


async def test_days_weeks_and_free_times_are_found_by_key(service):
    some_booked(service)
    async with at_work(service, "adviser") as hand:
        grid = await to_diary(hand)
        who = adviser_ids(hand.app.desk)
        assert (grid.marked.day, grid.marked.adviser.id) == (TUESDAY, who["Priya"])
        await hand.press("f")
        assert (grid.marked.day, grid.marked.start, grid.marked.adviser.name) == (TUESDAY, 630, "Priya Nair")
        await hand.press("h")
        assert (grid.marked.start, grid.marked.adviser.name) == (720, "Priya Nair")
        await hand.press("pagedown")
        assert grid.marked.day == date(2026, 12, 1)
        await hand.press("left_square_bracket", "left_square_bracket")
        assert grid.marked.day == date(2026, 11, 17)
        await keys(hand, "g", "=fri 3pm", "enter")
        assert (grid.marked.day, grid.marked.start) == (date(2026, 11, 27), 900)
        await hand.press("end", "tab")
        assert grid.marked.day == date(2026, 11, 30)
        await hand.press("left")
        await hand.press("left")
        assert grid.marked.day == date(2026, 11, 27)
        await hand.press("d")
        assert "Friday 27 November 2026" in hand.text()
        await hand.press("right_square_bracket")
        assert "Monday 30 November 2026" in hand.text()
        await hand.press("t")
        assert "Tuesday 24 November 2026  today" in hand.text()
        grid.go(TUESDAY, 600)
        await hand.press("d")
        grid.go(WEDNESDAY, 600)
        await hand.press("enter")
        assert hand.told()[-1] == "Opens 13:00. f finds the next free time."


async def test_under_the_shade_there_are_initials_everywhere(service):
    some_booked(service)
    async with at_work(service, "receptionist", size=(160, 50)) as hand:
        grid = await to_diary(hand)
        grid.go(TUESDAY, 660, adviser_ids(hand.app.desk)["Priya"])
        await hand.settle()
        assert "needs the lift" in hand.text()
        await hand.press("f8")
        for name in ("Amira", "Khan", "Łukasz", "Kowalski", "Grace", "lift", "w1000"):
            assert name not in hand.text()
        assert "Ł.K." in hand.text()
        same_as_before("diary-shade-160x50", hand.text())
        grid.go(THURSDAY, 900, adviser_ids(hand.app.desk)["Tom"])
        await keys(hand, "enter")
        assert "Imran" not in hand.text()
        await hand.press("escape")
        grid.go(THURSDAY, 780)
        await keys(hand, "enter", "=amira 3pm te")
        assert "Imran" not in hand.text()
        assert "Khan" not in hand.text()
        await hand.press("escape")
        assert "amira" not in hand.text()


async def test_a_line_that_is_left_is_kept_and_comes_back(service):
    some_booked(service)
    async with at_work(service, "receptionist") as hand:
        await to_diary(hand)
        await keys(hand, "b", "=khan thu", "escape")
        await hand.press("1")
        await to_diary(hand)
        assert "khan thu" in hand.text()
        await hand.press("b")
        assert "? 2 match “khan”" in hand.text()
        await keys(hand, "ctrl+u", "escape", "1")
        await to_diary(hand)
        assert "khan thu" not in hand.text()


async def test_escape_and_a_key_right_behind_it_or_up_leave_the_line(service):
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        for key in ("alt+g", "up", "escape"):
            await keys(hand, "b", "=zoe", key)
            assert grid.has_focus, key
            assert hand.app.screen.line.field.value.startswith("zoe")


async def test_opened_for_somebody_enter_on_a_place_books_her_and_goes_back(service):
    known = some_booked(service)
    given = []
    async with at_work(service, "receptionist") as hand:
        await hand.app.action_open("diary", f"client:{known['grace']}", then=given.append)
        await hand.settle()
        assert "Book Grace [b]Lowe ▸" in hand.text()
        hand.app.screen.query_one(DiaryGrid).go(THURSDAY, 780)
        await hand.press("enter")
        assert "✓ Grace [b]Lowe" in hand.text()
        await hand.press("enter")
        assert hand.screen == "Today"
        assert booked_on(service, THURSDAY)[780, "Grace [b]Lowe"].id == given[0]
        await hand.app.action_open("diary", f"client:{known['grace']}")
        await hand.settle()
        await hand.press("escape")
        assert hand.screen == "Today"


@pytest.mark.parametrize(
    ("subject", "parts"),
    [
        ("client:c1", {"client": "c1"}),
        ("case:k1:c1", {"case": "k1", "client": "c1"}),
        ("slip:s1:c1", {"slip": "s1", "client": "c1"}),
        ("slip:s1:", {"slip": "s1", "client": ""}),
        ("", {}),
        ("other:x", {}),
    ],
)
def test_subjects_are_read(subject, parts):
    assert parts_of(subject) == parts


async def test_a_caller_nobody_knows_is_booked_from_the_line(service):
    async with at_work(service, "receptionist") as hand:
        await to_diary(hand)
        await keys(hand, "N", "=ew jo bloggs 07700 900123 thu 2pm", "enter")
        assert hand.told()[-1].startswith("Booked for Jo Bloggs: Thu 26 Nov 14:00")


async def test_another_terminals_booking_appears_by_itself(service):
    known = some_booked(service)
    async with at_work(service, "receptionist") as hand:
        grid = await to_diary(hand)
        grid.go(THURSDAY, 780, adviser_ids(hand.app.desk)["Priya"])
        book(service.sign_in("second"), THURSDAY, 780, client_id=known["amira"], adviser_id=grid.marked.adviser.id)
        await hand.look()
        assert grid.marked.booked.who == "Amira Khan"
        assert "Amira Khan" in hand.text()


async def test_hostile_names_are_shown_and_do_nothing(service):
    desk = service.sign_in("adviser")
    for at, name in enumerate(["[red]Ann[/]", "[@click=app.quit]Bo[/]", "\u202eevil", "😀" * 20, "a" * 110]):
        book(desk, THURSDAY, 600 + 30 * at, new_client=NewClient(name, phone="07700 900123"))
    for size in SIZES:
        async with at_work(service, "receptionist", size=size) as hand:
            grid = await to_diary(hand)
            await hand.press("d")
            await hand.press("d")
            for at in range(5):
                grid.go(THURSDAY, 600 + 30 * at)
                await hand.settle()
            await keys(hand, "b", "=[/x] \" # ' thu", "escape")
            assert hand.screen == "Diary"
