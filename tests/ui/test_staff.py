"""Staff: who may do what to accounts, and one's own password."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, staff
from data.access import founding
from data.errors import SignInFailed
from screens.staff import StaffList
from screens.widgets.field import Field
from tests.factories import PASSWORD, take
from tests.ui.working import at_work

FRESH = "three brown teapots sing"


def state_of(service, login):
    return next(row for row in staff.everyone(service.sign_in("manager")) if row.login == login)


def fill(hand, **fields):
    for name, value in fields.items():
        hand.app.screen.query_one(f"#{name}", Field).value = value


async def marked(hand, login):
    listed = hand.app.screen.query_one(StaffList)
    listed.mark(next(row.id for row in listed.rows if row.login == login))
    await hand.settle()


async def test_the_manager_adds_an_account(service):
    async with at_work(service, "manager") as hand:
        await hand.press("6", "a", "ctrl+s")
        text = hand.text()
        assert text.count("✗") >= 3
        fill(hand, name="Nia Morgan", login="nia", password=FRESH, again="another one entirely")
        await hand.press("ctrl+s")
        assert "not the same" in hand.text()
        fill(hand, again=FRESH)
        await hand.press("ctrl+s")
        assert hand.screen == "Staff"
        assert "Nia Morgan" in hand.text()
    service.sign_in("nia", FRESH)


async def test_a_reset_password_opens_and_the_old_one_does_not(service):
    async with at_work(service, "manager") as hand:
        await hand.press("6")
        await marked(hand, "priya")
        await hand.press("r")
        fill(hand, password=FRESH, again=FRESH)
        await hand.press("ctrl+s")
        assert hand.screen == "Staff"
    service.sign_in("priya", FRESH)
    with pytest.raises(SignInFailed):
        service.sign_in("priya", PASSWORD)


async def test_another_role(service):
    async with at_work(service, "manager") as hand:
        await hand.press("6")
        await marked(hand, "dana")
        await hand.press("o", "a", "ctrl+s")
        assert hand.screen == "Staff"
    assert state_of(service, "dana").role.value == "adviser"


async def test_a_leaver_is_named_typed_back_and_leaves_cases(service):
    adviser = service.sign_in("adviser")
    taken = take(adviser, name="Amira Khan")
    cases.take_on(adviser, taken.case_id)
    async with at_work(service, "manager") as hand:
        await hand.press("6")
        await marked(hand, "priya")
        await hand.press("x")
        assert "Priya Nair is shut out" in hand.text()
        await hand.type("tom")
        await hand.press("ctrl+s")
        assert "This is not Priya Nair's sign-in name" in hand.text()
        fill(hand, login="priya")
        await hand.press("ctrl+s")
        assert "Cases for another adviser" in hand.text()
        assert "Amira Khan" in hand.text()
    with pytest.raises(SignInFailed):
        service.sign_in("adviser")


async def test_nobody_changes_her_own_account_here(service):
    async with at_work(service, "manager") as hand:
        await hand.press("6")
        await marked(hand, "morgan")
        await hand.press("x")
        assert hand.screen == "Staff"
        assert any("your own account" in one for one in hand.told())


async def test_the_director_only_looks(service):
    async with at_work(service, "director") as hand:
        await hand.press("6")
        assert "You see who works here" in hand.text()
        await hand.press("a", "r", "o", "x", "k")
        assert hand.screen == "Staff"
        assert "a Add" not in hand.text()


async def test_the_maintainer_lets_somebody_try_again(service):
    for _ in range(8):
        with pytest.raises(Exception, match=r"."):
            service.sign_in("priya", "wrong")
    assert state_of(service, "priya").waiting_until is not None
    async with at_work(service, "maintainer") as hand:
        assert "waits to" in hand.text()
        await marked(hand, "priya")
        await hand.press("k")
        assert "Priya Nair can try again at once." in hand.told()
        assert "waits to" not in hand.text()


async def test_everybody_changes_her_own_password(service):
    async with at_work(service, "receptionist") as hand:
        await hand.app.action_open("account")
        await hand.settle()
        fill(hand, old="wrong wrong wrong", new="short", again="other")
        await hand.press("ctrl+s")
        assert hand.screen == "Account"
        assert "not the same" in hand.text()
        fill(hand, again="short")
        await hand.press("ctrl+s")
        assert "at least" in hand.text()
        fill(hand, new=FRESH, again=FRESH)
        await hand.press("ctrl+s")
        assert hand.screen == "Account"
        fill(hand, old=PASSWORD)
        await hand.press("ctrl+s")
        assert "Your password is changed." in hand.told()
        assert hand.screen == "Today"
    service.sign_in("dana", FRESH)


async def test_a_new_database_key_is_asked_for(service):
    async with at_work(service, "manager") as hand:
        await hand.press("6", "ctrl+r")
        assert "Renew the database key?" in hand.text()
        await hand.press("tab", "enter")
        assert "The database has a new key. Everybody else signs in again." in hand.told()
    assert founding
