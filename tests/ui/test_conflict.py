"""A conflict of interest by keyboard: the stop at intake, first come first served, separate advisers."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, conflicts, enquiries
from advice_tui.casework.cases import life
from advice_tui.casework.conflicts import BeginForm
from advice_tui.rules.case_details import Party
from data.errors import NotFound
from screens.procedure_dialogs.entries import name_of
from tests.factories import PASSWORD, SECOND, STAFF, enquiry_form, take
from tests.ui.working import SIZES, at_work, same_as_before

TARIQ = {"name": "Tarik Azíz", "student_number": "w1112223", "email": "tariq@example.org", "about": "A flatmate."}
HOSTILE = "[/] [red]x[/red] \x1b]0;owned\x07 \u202egnp"


@pytest.fixture
def first(service):
    """S's case against T, taken on by the first adviser."""
    adviser = service.sign_in("adviser")
    taken = take(adviser, parties=(Party("Tariq Aziz", "opposing"),))
    cases.take_on(adviser, taken.case_id)
    service.clock.pass_(minutes=20)
    return taken.case_id


def kept(service):
    """T's enquiry, kept to be dealt with."""
    adviser = service.sign_in("adviser")
    form = enquiry_form(received=adviser.now, phone="", contact_note="", **TARIQ)
    return enquiries.take(adviser, form, kept=True).case_id


async def mark(hand, key):
    """Move the mark to a thing to do."""
    hand.app.screen.query_one("#next").mark(key)
    await hand.settle()


async def test_first_come_first_served_by_keyboard(service, first):
    """Scenarios 32, 33, 38: the enquiry stops and names nobody; kept, said, settled, worded, the letter begun."""
    async with at_work(service, "second") as hand:
        await hand.app.action_open("enquiry")
        await hand.settle()
        hand.app.screen.fields.put(TARIQ)
        await hand.settle()
        await hand.press("ctrl+s")
        assert hand.screen == "ConflictStop"
        shown = hand.text()
        assert "Conflict: use the conflict screen." in shown
        for word in ("Zelda", "26-0001", "Priya"):
            assert word not in shown
        same_as_before("conflict-stop-80x24", shown)
        await hand.press("escape")
        assert hand.app.screen.fields.field("name").value == TARIQ["name"]
        hand.pressed = 0
        await hand.press("ctrl+s", "enter")
        assert hand.screen == "Conflict"
        same_as_before("conflict-first-80x24", hand.text())
        await hand.press("enter", "ctrl+s")
        assert "Recorded: there may be a conflict of interest." in hand.told()
        await hand.press("enter")
        await hand.type(PASSWORD)
        await hand.press("ctrl+s")
        assert any("Case 26-0001 came first, received Tue 24 Nov 10:20." in one for one in hand.told())
        await mark(hand, "wall")
        await hand.press("enter")
        assert "A manager does this." in hand.told()
        await mark(hand, "letter")
        await hand.press("enter")
        assert "Choose the wording first." in hand.told()
        await mark(hand, "wording")
        await hand.press("enter")
        assert hand.screen == "TakeStep"
        for name, value in (("wording", "conflict"), ("names_nobody", "yes")):
            entry = next(one for one in hand.app.screen.step.entries if one.key == name)
            hand.app.screen.query_one(f"#{name_of(entry)}").value = value
        await hand.press("ctrl+s")
        await mark(hand, "letter")
        await hand.press("enter")
        assert hand.screen == "Letter"
        assert "potential conflict of interest" in " ".join(hand.text().split())
        assert hand.pressed <= 40 + len(PASSWORD)


async def test_basic_information_without_a_case(service, first):
    async with at_work(service, "second") as hand:
        await hand.app.action_open("enquiry")
        await hand.settle()
        hand.app.screen.fields.put(TARIQ)
        await hand.settle()
        await hand.press("ctrl+s", "down", "enter")
        assert hand.screen == "Information"
        await hand.press("ctrl+s")
        assert "Advice needs a case." in hand.text()
        hand.app.screen.query_one("#only_procedure").value = "yes"
        await hand.press("ctrl+s")
        assert hand.screen == "Enquiry"
        assert any("counted: no name is kept" in one for one in hand.told())


@pytest.mark.parametrize("policy", [SECOND])
async def test_separate_advisers_by_keyboard(service, first):
    """Scenarios 34 and 37: the manager gives each student an adviser and both walls stand; nobody sees the other."""
    second = kept(service)
    conflicts.begin(service.sign_in("manager"), BeginForm("other_student"), case_id=second)
    async with at_work(service, "manager", size=(160, 50)) as hand:
        await hand.app.action_open("conflict", second)
        await hand.settle()
        same_as_before("conflict-manager-160x50", hand.text())
        hand.pressed = 0
        await hand.press("enter")
        assert hand.screen == "Allocate"
        assert hand.app.screen.query_one("#adviser").value != hand.app.screen.query_one("#other_adviser").value
        hand.app.screen.query_one("#password").value = PASSWORD
        await hand.press("ctrl+s")
        assert hand.pressed == 2
        assert any("Each is closed to the other's adviser." in one for one in hand.told())
        assert "Each student has an adviser of her own" in hand.text()
    for who, case_id in (("adviser", second), ("second", first)):
        with pytest.raises(NotFound):
            cases.open_case(service.sign_in(who), case_id)
    async with at_work(service, "second") as hand:
        await hand.app.action_open("conflict", first)
        await hand.settle()
        assert hand.screen != "Conflict"
        assert "There is no such record." in hand.told()
        await hand.app.action_open("conflict", second)
        await hand.settle()
        shown = hand.text()
        assert STAFF["adviser"][1] not in shown
        assert "Zelda" not in shown


@pytest.mark.parametrize("size", SIZES)
async def test_a_member_of_staff_kept_out_a_likeness_and_a_receipt_put_right(service, first, size):
    second = kept(service)
    adviser = service.sign_in("adviser")
    other = take(adviser, name=HOSTILE, student_number="", email="h@example.org").case_id
    async with at_work(service, "manager", size=size) as hand:
        await hand.app.action_open("conflict", second)
        await hand.settle()
        await hand.press("r")
        hand.app.screen.query_one("#received").value = "today 09:00"
        hand.app.screen.query_one("#why").text = "It lay in the other inbox."
        await hand.press("ctrl+s")
        assert "Case 26-0002 came first" in " ".join(hand.text().split())
        await hand.press("a")
        hand.app.screen.query_one("#why").text = "Another Tariq: a different number."
        await hand.press("ctrl+s")
        assert any("Set aside on case 26-0002" in one for one in hand.told())
        await hand.press("k")
        assert "Nobody of this enquiry was found on the other side of a case." in hand.told()
        await hand.press("escape")
        await hand.app.action_open("conflict", other)
        await hand.settle()
        assert "owned" in hand.text()
        await hand.press("s")
        assert hand.screen == "KeepOut"
        hand.app.screen.query_one("#why").text = "She complains about Tom."
        staff = hand.app.screen.query_one("#staff")
        staff.ticked = frozenset(one.key for one in staff.options if one.text == STAFF["second"][1])
        hand.app.screen.query_one("#password").value = PASSWORD
        await hand.press("ctrl+s")
        assert any("Kept out of case 26-0003: Tom Ellis." in one for one in hand.told())
    with pytest.raises(NotFound):
        cases.open_case(service.sign_in("second"), other)


async def test_two_cases_linked_as_one_incident_are_walled_from_the_case(service):
    """Scenario 37: the link finds it, and the screen puts up both walls at once."""
    adviser, second = service.sign_in("adviser"), service.sign_in("second")
    one, two = take(adviser).case_id, take(second, phone="", contact_note="", **TARIQ).case_id
    cases.take_on(adviser, one)
    cases.take_on(second, two)
    manager = service.sign_in("manager")
    life.link(manager, one, two, "The same alarm", incident=True)
    conflicts.begin(manager, BeginForm("other_student"), case_id=one)
    async with at_work(service, "manager") as hand:
        await hand.app.action_open("conflict", one)
        await hand.settle()
        assert "linked with the same incident" in hand.text()
        await mark(hand, "wall")
        await hand.press("enter", "tab", "enter")
        assert any("closed to each other's advisers" in told for told in hand.told())
        assert "behind a wall" in hand.text()
