"""Walls by keyboard, and a wall that goes up while somebody has the case open: it closes, and nothing is saved."""

from __future__ import annotations

from advice_tui.casework import cases, walls
from advice_tui.casework.walls import WallForm
from tests.factories import STAFF, take, write
from tests.ui.working import at_work

NOTHING = "There is no such record."


def people(desk):
    by_name = {one.name: one.id for one in walls.colleagues(desk)}
    return {who: by_name[name] for who, (_, name, _) in STAFF.items() if name in by_name}


def put_up(desk, case_id, inside, out):
    who = people(desk)
    form = WallForm(tuple(who[one] for one in inside), tuple(who[one] for one in out), "Her brother's case")
    return walls.put_up(desk, case_id, form)


def entries(desk, case_id):
    return [entry.body for entry in cases.open_case(desk, case_id).entries]


async def test_a_wall_put_up_elsewhere_closes_the_note_and_no_save_gets_through(service):
    """The adviser has the case open and a note half typed; the manager's wall closes it at the next look, every window."""
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = take(priya, about="A secret matter")
    write(priya, taken.case_id, "note", "Kept before")
    async with at_work(service, "adviser") as hand:
        await hand.app.action_open("case", taken.case_id)
        await hand.settle()
        await hand.press("n")
        await hand.type("typed at the worst moment")
        put_up(manager, taken.case_id, ("manager", "second"), ("adviser",))
        await hand.press("ctrl+s")
        assert NOTHING in hand.told()
        await hand.look()
        assert hand.screen == "Today"
        assert "secret matter" not in hand.text()
        await hand.press("u")
        assert "secret" not in " ".join(hand.told())
        await hand.app.action_open("case", taken.case_id)
        await hand.settle()
        assert hand.screen == "Today"
    assert "typed at the worst moment" not in entries(manager, taken.case_id)
    assert "Kept before" in entries(manager, taken.case_id)


async def test_windows_over_the_case_and_over_lists_close_with_it(service):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = take(priya, about="A secret matter")
    client_id = taken.client_id
    async with at_work(service, "adviser") as hand:
        await hand.app.action_open("case", taken.case_id)
        await hand.settle()
        await hand.press("i")
        assert hand.app.screen.is_modal
        put_up(manager, taken.case_id, ("manager",), ("adviser",))
        await hand.look()
        assert hand.screen == "Today"
        assert NOTHING in hand.told()
        walls.lift(manager, taken.case_id, "Settled")
        await hand.look()
        assert "Zelda Quux" in hand.text()
        await hand.app.action_open("client", client_id)
        await hand.settle()
        assert hand.screen == "Client"
        put_up(manager, taken.case_id, ("manager",), ("adviser",))
        await hand.look()
        assert hand.screen == "Today"
        assert "Zelda" not in hand.text()


async def test_who_is_inside_goes_on_working_and_sees_the_wall(service):
    tom, manager = service.sign_in("second"), service.sign_in("manager")
    taken = take(tom, about="A secret matter")
    async with at_work(service, "second") as hand:
        await hand.app.action_open("case", taken.case_id)
        await hand.settle()
        await hand.press("n")
        await hand.type("half a thought")
        put_up(manager, taken.case_id, ("manager", "second"), ("adviser",))
        await hand.look()
        assert hand.screen == "Case"
        assert "half a thought" in hand.text()
        await hand.press("ctrl+s")
        assert "half a thought" in entries(manager, taken.case_id)
