"""Walls by keyboard: put up around a colleague's work, lifted, opened by two people with two halves (L-43; I-22)."""

from __future__ import annotations

import re

import pytest
from textual._context import active_app, active_message_pump

from advice_tui.casework import cases, walls
from advice_tui.casework.walls import WallForm
from data.errors import NotFound
from data.records import NOT_THERE
from screens.wall_dialogs import Halves
from tests.factories import FIRST, book, take, write
from tests.ui.working import SIZES, at_work, same_as_before

REASON = "Both sides came to us: see [red]case 12[/]."


def ids(desk, *names: str) -> tuple[str, ...]:
    return tuple(one.id for name in names for one in walls.colleagues(desk) if one.name.startswith(name))


def turn_to(hand) -> None:
    """Go over to another desk: what a test asks of a program itself is done as that program."""
    active_app.set(hand.app)
    active_message_pump.set(hand.app)


async def open_case(hand, case_id: str) -> None:
    await hand.app.action_open("case", case_id)
    await hand.settle()


async def test_a_wall_goes_up_around_somebody_at_work(service):
    priya = service.sign_in("adviser")
    taken = take(priya)
    cases.take_on(priya, taken.case_id)
    client_id = cases.open_case(priya, taken.case_id).client.id
    book(priya, service.clock.now.date(), 660, client_id=client_id, case_id=taken.case_id)
    async with at_work(service, "adviser") as outside:
        await open_case(outside, taken.case_id)
        await outside.press("n")
        await outside.type("She told me about the oth")
        async with at_work(service, "manager") as hand:
            await open_case(hand, taken.case_id)
            await put_up_by_keys(hand)
            turn_to(outside)
            await nothing_is_left(outside)
            turn_to(hand)
            await lift_by_keys(hand)
        turn_to(outside)
        await outside.look()
        for keys in (("2", "right"), ("3",)):
            await outside.press(*keys)
            assert "Quux" in outside.text()
    kinds = [one.kind for one in cases.open_case(service.sign_in("manager"), taken.case_id).entries]
    assert kinds == ["received"]


async def put_up_by_keys(hand) -> None:
    await hand.press("W")
    assert hand.screen == "PutUpWall"
    await hand.press("ctrl+s")
    assert "please fill this in" in hand.text()
    await hand.press("shift+tab", "shift+tab")
    await hand.press("t", "tab", "p", "tab", "tab")
    await hand.type(REASON)
    same_as_before("wall-put-up-80", hand.text())
    await hand.press("ctrl+s")
    assert hand.screen == "Case", hand.text()
    assert any(told.startswith("Wall around case") for told in hand.told())
    assert "Wall: 2" in hand.text()


async def nothing_is_left(outside) -> None:
    """What was half written is not saved, its screen closes, and the client is nowhere to be found."""
    await outside.press("ctrl+s")
    await outside.look()
    assert outside.screen == "Today", outside.text()
    assert NOT_THERE in outside.told()
    assert not any("saved" in told for told in outside.told())
    assert "Quux" not in outside.text()
    await outside.press("2", "right")
    assert "Unassigned 0" in outside.text()
    assert "Quux" not in outside.text()
    await outside.press("ctrl+p")
    await outside.type("quux")
    assert "Quux" not in outside.text()
    await outside.press("escape", "3")
    assert "Quux" not in outside.text()


async def lift_by_keys(hand) -> None:
    await hand.press("W")
    assert hand.screen == "ChangeWall"
    await hand.press("escape", "5", "b")
    assert "Tom Ellis" in hand.text()
    await hand.press("x", "ctrl+s")
    assert hand.screen == "LiftWall"
    await hand.type("It was a likeness.")
    await hand.press("ctrl+s")
    assert "No wall stands around a case of yours." in hand.text()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
async def test_those_inside_see_it_whole(service, size):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    first, second = (
        take(priya),
        take(priya, name="Ann Other", student_number="w1", email="a@x.org", phone="07700 900999"),
    )
    cases.take_on(priya, first.case_id)
    everybody = ids(manager, "Morgan", "Priya")
    walls.put_up(manager, first.case_id, WallForm(everybody, ids(manager, "Tom"), REASON))
    service.clock.pass_(minutes=5)
    walls.put_up(manager, second.case_id, WallForm(everybody, (), "She asked for it."))
    async with at_work(service, "manager", size=size) as hand:
        await hand.press("5", "b", "down")
        assert hand.screen == "Walls"
        same_as_before(f"walls-{size[0]}", hand.text())
        await hand.press("e")
        assert hand.screen == "ChangeWall"
        same_as_before(f"wall-change-{size[0]}", hand.text())
        await hand.press("p", "ctrl+s")
        assert "The case has no adviser now." in hand.told()[-1]
        await hand.press("n")
        assert "has new keys" in hand.told()[-1]
        await hand.press("f8")
        assert "Both sides" not in hand.text()
        assert "Quux" not in hand.text()
        await hand.press("f8", "o")
        assert hand.screen == "Case"
        assert "Wall: 1" in hand.text()


async def written_down(hand) -> str:
    """Do what the person does who keeps a half: look, write, type two groups of it."""
    await hand.press("enter")
    half = "-".join(re.findall(r"\b[0-9A-Z]{4}\b", hand.text().split("shown only now")[1])[:8])
    await hand.press("enter")
    for field in ("first", "second"):
        number = int(re.findall(r"Group (\d)", hand.text())[field == "second"])
        await hand.type(half.split("-")[number - 1].lower())
        await hand.press("enter")
    return half


async def test_two_halves_break_the_glass(service):
    tom = service.sign_in("second")
    taken = take(tom)
    write(tom, taken.case_id, text="What only Tom knows.")
    walls.put_up(tom, taken.case_id, WallForm(ids(tom, "Tom"), (), REASON))
    number = cases.open_case(tom, taken.case_id).number
    async with at_work(service, "manager") as hand:
        await hand.app.action_open("walls")
        await hand.settle()
        assert "No wall stands" in hand.text()
        await hand.press("y", "right", "tab", "enter")
        assert hand.screen == "Halves", hand.text()
        halves = [await written_down(hand), await written_down(hand)]
        assert hand.screen == "Walls"
        assert "Both halves are on paper." in hand.told()[-1]
        walls.let_in(service.sign_in("second"), taken.case_id)

        await hand.press("g")
        assert hand.screen == "BreakGlass"
        for text in (*halves[::-1], number, "Tom is ill and the hearing is today."):
            await hand.type(text)
            await hand.press("tab")
        assert halves[0] not in hand.text()
        await hand.press("ctrl+s")
        assert "Two people read together" in hand.text()
        await hand.press("a", "ctrl+s")
        assert hand.screen == "GlassRead", hand.text()
        assert "What only Tom knows." in hand.text()
        await hand.press("1")
        assert hand.screen == "GlassRead"
        await hand.press("f8")
        assert "What only Tom knows." not in hand.text()
        await hand.press("f8")
        await hand.look()
        assert hand.screen == "GlassRead"
        await hand.press("escape")
        assert isinstance(hand.app.screen, Halves)
        same_as_before("wall-halves-80", hand.text())
        await hand.press("escape")
        assert "Not written down yet" in hand.text()
        fresh = [await written_down(hand), await written_down(hand)]
        assert not set(fresh) & set(halves)
        await hand.press("g")
        await hand.press("f12")
        assert "What only Tom knows." not in hand.text()
    with pytest.raises(NotFound):
        cases.open_case(service.sign_in("manager"), taken.case_id)
    (used,) = walls.of_case(service.sign_in("second"), taken.case_id).glass
    assert used.readers == ("Morgan Reed", "Alex Stone")
    assert service.policy == FIRST
