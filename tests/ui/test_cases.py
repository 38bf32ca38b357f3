"""The list of cases on the screen: filters, search as one types, opening and coming back, another terminal, looks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advice_tui.casework import cases
from screens.widgets.case_rows import CaseRows, ListedCase, NotYet
from screens.widgets.states import due_words
from tests.factories import NOW, take, write
from tests.ui.working import at_work, same_as_before

SIZES = [(80, 24), (100, 30), (160, 50), (200, 60)]


def some_cases(desk):
    """Three cases: one's own with a reply, nobody's and late, nobody's and calm."""
    topics = [topic.key for topic in desk.policy.topics]
    first = take(desk, received=NOW - timedelta(days=1), name="Amira Khan", about="Appeal", topic=topics[0])
    second = take(desk, received=NOW - timedelta(days=5), name="Łukasz Kowalski", about="Extension refused")
    third = take(desk, received=NOW - timedelta(minutes=5), name="Grace Lowe", about="Landlord", topic=topics[1])
    cases.take_on(desk, first.case_id)
    write(desk, first.case_id, text="The deposit is kept by the landlord's agent.")
    return first, second, third


async def at_the_list(hand):
    """Open the list once search has read the files."""
    hand.app.read_index(hand.app.desk)
    await hand.settle()
    await hand.press("2")


def marked(hand):
    return hand.app.screen.query_one(CaseRows).marked


@pytest.mark.parametrize("size", SIZES)
async def test_looks(service, size):
    some_cases(service.sign_in("adviser"))
    async with at_work(service, "manager", size=size) as hand:
        await at_the_list(hand)
        same_as_before(f"cases-{size[0]}x{size[1]}", hand.text())
        await hand.press("slash")
        await hand.type("deposit")
        same_as_before(f"cases-search-{size[0]}x{size[1]}", hand.text())


async def test_filters_with_counts_order_and_topic(service):
    desk = service.sign_in("adviser")
    some_cases(desk)
    async with at_work(service) as hand:
        await at_the_list(hand)
        text = hand.text()
        assert "[Mine 1]" in text
        assert "Unassigned 2" in text
        assert "Amira Khan" in text
        assert "Grace Lowe" not in text
        await hand.press("right")
        assert "[Unassigned 2]" in hand.text()
        assert "Grace Lowe" in hand.text()
        await hand.press("right")
        assert "Due 3 · due soonest first" in hand.text()
        assert marked(hand).name == "Łukasz Kowalski"
        await hand.press("right")
        assert "No case waits for a student." in hand.text()
        await hand.press("left", "left", "left", "left")
        assert "[All 3]" in hand.text()
        await hand.press("s", "down", "down", "down", "down", "down", "enter")
        assert "All 3 · by name" in hand.text()
        assert marked(hand).name == "Amira Khan"
        await hand.press("o", "down", "enter")
        assert f"All 1 · {desk.policy.topics[0].label}" in hand.text()


async def test_any_case_is_found_in_six_keys_and_the_list_is_as_it_was_afterwards(service):
    some_cases(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await at_the_list(hand)
        await hand.press("right", "down")
        here = marked(hand).id
        hand.pressed = 0
        await hand.press("slash", "k", "o", "w", "enter")
        assert hand.pressed <= 6
        assert hand.screen == "Case"
        assert "Łukasz Kowalski" in hand.text()
        await hand.press("escape")
        assert hand.screen == "Cases"
        assert "Found 1" in hand.text()
        await hand.press("escape")
        assert "[Unassigned 2]" in hand.text()
        assert marked(hand).id == here


async def test_a_search_says_where_what_and_how_much(service):
    some_cases(service.sign_in("adviser"))
    async with at_work(service, size=(160, 50)) as hand:
        await at_the_list(hand)
        await hand.press("f3")
        await hand.type("deposit")
        assert "Found 1" in hand.text()
        assert "The deposit is kept by the" in hand.text()
        for _ in "deposit":
            await hand.press("backspace")
        await hand.type("Kowalsky")
        assert "~ 1 similar" in hand.text()
        assert "~Łukasz" in hand.text()
        await hand.press("escape", "slash")
        await hand.type("nobody at all")
        assert "No case has been found." in hand.text()


async def test_another_terminal_opens_one_and_the_mark_stays(service):
    manager = service.sign_in("manager")
    some_cases(manager)
    async with at_work(service) as hand:
        await at_the_list(hand)
        await hand.press("right", "down")
        here = marked(hand).id
        take(manager, name="Rosa Pinto", student_number="", email="r@example.org")
        await hand.look()
        assert "Rosa Pinto" in hand.text()
        assert "[Unassigned 3]" in hand.text()
        assert marked(hand).id == here
        await hand.press("slash")
        await hand.type("pinto")
        assert "Found 1" in hand.text()


async def test_under_the_shade_only_initials(service):
    some_cases(service.sign_in("adviser"))
    async with at_work(service, "manager", size=(160, 50)) as hand:
        await at_the_list(hand)
        await hand.press("f8")
        assert "A.K." in hand.text()
        for word in ("Amira", "Landlord", "@example"):
            assert word not in hand.text()


async def test_a_long_list_is_opened_page_by_page(service):
    desk = service.sign_in("adviser")
    for n in range(130):
        take(desk, name=f"Person {n}", student_number="", email="x@example.org")
    async with at_work(service, "manager") as hand:
        await hand.press("2")
        rows = hand.app.screen.query_one(CaseRows)
        assert len(rows.rows) == 130
        assert isinstance(rows.rows[0], ListedCase)
        assert isinstance(rows.rows[129], NotYet)
        await hand.press("end")
        assert marked(hand).name == "Person 0"
        await hand.press("pageup", "enter")
        assert hand.screen == "Case"


async def test_reception_has_no_list(service):
    take(service.sign_in("receptionist"))
    async with at_work(service, "receptionist") as hand:
        await hand.press("2")
        assert hand.screen != "Cases"


@pytest.mark.parametrize(
    ("words", "width", "shown"),
    [
        ("due Thu 26 Nov 16:00", 16, "Thu 26 Nov 16:00"),
        ("late: was due Mon 23 Nov 16:00", 16, "Mon 23 Nov 16:00"),
        ("was due Mon 23 Nov 16:00", 22, "Mon 23 Nov 16:00"),
        ("due today 16:00, 5 h 38 left", 30, "today 16:00, 5 h 38 left"),
        ("due today 16:00, 5 h 38 left", 20, "today 16:00"),
        ("due Tue 5 Jan 2027 16:00", 16, "Tue 5 Jan 2027"),
    ],
)
def test_a_due_date_is_shortened_and_never_cut(words, width, shown):
    assert due_words(words, width) == shown


async def test_the_last_column_is_whole_also_beside_the_bar_that_scrolls(service):
    adviser = service.sign_in("adviser")
    for number in range(25):
        take(adviser, name=f"Student {number}", student_number=f"w{number}", email=f"s{number}@example.org")
    async with at_work(service) as hand:
        await hand.press("2", "left")
        rows = [line for line in hand.text().splitlines() if "Student" in line]
        assert len(rows) > 15
        assert all("Thu 26 Nov 16:00" in line for line in rows)
