"""The client's screen: who she is, her cases, her details changed, two records made one, reception's view of her."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advice_tui.casework import clients
from tests.factories import NOW, take
from tests.ui.working import SIZES, at_work, same_as_before

ZELDA = {"name": "Zelda Quux", "student_number": "w7654321", "email": "zelda.quux@example.org"}
AGAIN = {"name": "Z. Quux", "student_number": "w7654321", "email": "zq@home.example", "phone": "07700 900999"}


async def opened(hand, client_id):
    hand.app.read_index(hand.app.desk)  # now, and not when the program has a moment
    await hand.settle()
    await hand.app.action_open("client", client_id)
    await hand.settle()
    assert hand.screen == "Client"


@pytest.fixture
def two(service):
    priya = service.sign_in("adviser")
    return take(priya, received=NOW, topic="housing", **ZELDA), take(priya, received=NOW, **AGAIN)


@pytest.mark.parametrize("size", SIZES)
async def test_looks(service, two, size):
    async with at_work(service, size=size) as hand:
        await opened(hand, two[0].client_id)
        same_as_before(f"client-{size[0]}x{size[1]}", hand.text())
        await hand.press("e")
        same_as_before(f"client-form-{size[0]}x{size[1]}", hand.text())


async def test_merged_by_m_taken_back_by_u_and_a_case_opened(service, two):
    first, _ = two
    async with at_work(service) as hand:
        await opened(hand, first.client_id)
        assert "Same student number as Z. Quux" in hand.text()
        await hand.press("m")
        same_as_before("client-merge-80x24", hand.text())
        await hand.press("ctrl+s")
        text = hand.text()
        assert hand.screen == "Client"
        assert "Cases 2" in text
        assert "zq@home.example" in text
        assert "Same student number" not in text
        await hand.press("u")
        assert "Cases 1" in hand.text()
        assert "Same student number as Z. Quux" in hand.text()
        await hand.press("enter")
        assert hand.screen == "Case"
        assert first.number in hand.text()


async def test_details_are_changed_with_every_problem_under_its_field(service, two):
    async with at_work(service) as hand:
        await opened(hand, two[0].client_id)
        await hand.press("e")
        await hand.press("ctrl+u")
        await hand.press("tab", "tab")
        await hand.type("!!")
        await hand.press("ctrl+s")
        text = hand.text()
        assert "Name: please fill this in." in text
        assert "use letters and digits only" in text
        await hand.type("Zelda Vex")
        await hand.press("tab", "tab", "ctrl+u", "tab", "tab")
        await hand.press("ctrl+u")
        await hand.type("07700 900777")
        assert hand.text().count("07700 900777") == 2  # the number to call follows
        await hand.press("enter", "p", "ctrl+s")
        text = hand.text()
        assert hand.screen == "Client"
        assert "Zelda Vex" in text
        assert "phone 07700 900777 or post" in text
        await hand.press("u")
        assert "Zelda Quux" in hand.text()


async def test_another_terminal_is_seen_and_nothing_is_overwritten(service, two):
    first, second = two
    tom = service.sign_in("second")
    async with at_work(service) as hand:
        await opened(hand, second.client_id)
        await hand.press("e", "tab")
        await hand.type("Zed")
        seen = clients.client_file(tom, second.client_id)
        clients.change(tom, second.client_id, seen.row_ver, replace(seen.details, known_as="Zel"))
        await hand.press("ctrl+s")
        text = hand.text()
        assert "Stored now: Zel" in text
        assert "Zed" in text
        await hand.press("ctrl+s")
        assert "Zed" in hand.text()
        assert hand.screen == "Client"
        vers = [clients.client_file(tom, one.client_id).row_ver for one in two]
        clients.merge(tom, first.client_id, second.client_id, (vers[0], vers[1]))
        await hand.look()
        assert "Zelda Quux" in hand.text()
        assert "Also called" in hand.text()
        assert any("part of another now" in one for one in hand.told())


async def test_reception_sees_what_was_passed_on_and_no_case(service):
    dana = service.sign_in("receptionist")
    taken = take(dana, received=NOW, about="Something very private", **ZELDA)
    async with at_work(service, "receptionist") as hand:
        await opened(hand, taken.client_id)
        text = hand.text()
        assert "Passed on 1" in text
        assert "with the advisers" in text
        assert "private" not in text
        assert taken.number not in text
        await hand.press("enter")
        assert "Taken by  Dana Whyte" in hand.text()
        assert "private" not in hand.text()
        await hand.press("escape", "m")
        assert hand.screen == "Client"
        same_as_before("client-reception-80x24", text)


async def test_the_shade_hides_her_name(service, two):
    async with at_work(service) as hand:
        await opened(hand, two[0].client_id)
        await hand.press("f8")
        assert "Z.Q." in hand.text()
        assert "Quux" not in hand.text()
        assert "@" not in hand.text()
