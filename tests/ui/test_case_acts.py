"""The acts of a case's life by keyboard: hand over, wait, close and open again, link, join, a whole caseload."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advice_tui.casework import cases, drafts
from advice_tui.casework.cases import handing
from screens.caseload import HeldList
from screens.widgets.press import Choices
from screens.widgets.text_box import TextBox
from tests.factories import NOW, POLICIES, SECOND, take, write
from tests.ui.working import SIZES, at_work, same_as_before


def answered(desk, **over):
    taken = take(desk, **over)
    write(desk, taken.case_id, "reply_email", "Here is what you can do.")
    return taken


async def opened(hand, case_id):
    await hand.app.action_open("case", case_id)
    await hand.settle()
    assert hand.screen == "Case"


@pytest.mark.parametrize("policy", POLICIES)
async def test_scenario_53_closing_by_keyboard(service, clock, policy):
    """Closing needs outcome, closing letter, documents, feedback; the retention date appears; u takes it back."""
    clock.now = NOW - timedelta(days=1)
    desk = service.sign_in("adviser")
    taken = answered(desk, name="Amira Khan")
    async with at_work(service, size=(100, 30)) as hand:
        await opened(hand, taken.case_id)
        await hand.press("x")
        assert hand.screen == "CloseCase"
        for words in ("say what came of it", "Send the closing letter: not answered", "feedback form: not answered"):
            assert words in hand.text()
        assert ("24 Nov 2032" if policy == SECOND else "Union must decide") in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "CloseCase"
        assert hand.text().count("Not answered yet") == 3
        assert cases.refresh(desk, taken.case_id).status == "open"
        hand.app.screen.query_one("#kind").focus()
        await hand.press("enter")
        await hand.type("The extension was granted")
        await hand.press("tab", "s", "r", "s")
        await hand.press("f4")
        assert "The outcome: The extension was granted." in hand.text()
        await hand.press("escape", "ctrl+s")
        assert hand.screen == "Case"
        told = [one for one in hand.told() if "closed" in one]
        if policy == SECOND:
            assert told == [f"Case {taken.number} closed; kept until 24 Nov 2032."]
        else:
            assert "Nothing is deleted until it is decided" in told[0]
        assert cases.refresh(desk, taken.case_id).status == "closed"
        await hand.press("h")
        assert hand.screen == "Case"
        await hand.press("u")
        assert cases.refresh(desk, taken.case_id).status == "open"


async def test_a_closed_case_is_opened_again_with_a_reason(service):
    desk = service.sign_in("adviser")
    taken = answered(desk)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("x", "enter")
        await hand.type("Told her what to do")
        await hand.press("tab", "n")
        assert "Why not?" in hand.text()
        await hand.type("No safe address")
        await hand.press("tab", "n", "n")
        await hand.type("No safe address")
        await hand.press("ctrl+s")
        assert hand.screen == "Case", hand.text()
        await hand.press("x")
        assert hand.screen == "ReopenCase"
        await hand.press("ctrl+s")
        assert "please fill this in" in hand.text()
        await hand.type("She wrote again")
        await hand.press("ctrl+s")
        view = cases.refresh(desk, taken.case_id)
        assert view.status == "open"
        assert "No safe address" in view.entries[0].body


async def test_hand_over_one_case_and_undo(service):
    desk, second = service.sign_in("adviser"), service.sign_in("second")
    taken = answered(desk)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("h")
        assert "is yours. Who takes it?" in hand.text()
        await hand.press("t", "ctrl+s")
        assert "please fill this in" in hand.text()
        await hand.type("Appeal is with the faculty; [b]ring[/] her on Friday")
        await hand.press("escape", "h", "t")
        assert "[b]ring[/] her" in hand.text()
        await hand.press("ctrl+s")
        assert f"Case {taken.number} is Tom Ellis's now." in hand.told()
        assert "Handed over to Tom Ellis" in hand.text()
        assert "[b]ring[/] her on Friday" in hand.text()
        assert [one.by for one in handing.handed_to_me(second)] == ["Priya Nair"]
        assert drafts.mine(desk) == ()
        await hand.press("u")
        assert cases.refresh(desk, taken.case_id).adviser_name == "Priya Nair"


async def test_somebody_else_was_first_and_what_is_typed_stays(service):
    desk, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = answered(desk)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("h", "t")
        await hand.type("For you, Tom")
        row_ver = cases.open_case(manager, taken.case_id).row_ver
        handing.assign(manager, taken.case_id, row_ver, manager.person.id)
        await hand.press("ctrl+s")
        assert hand.screen == "HandOver"
        assert "is Morgan Reed's and open" in hand.text()
        assert "For you, Tom" in hand.text()
        await hand.press("ctrl+s")
        assert "Morgan Reed or a manager can hand" in hand.text()
        assert cases.refresh(manager, taken.case_id).adviser_name == "Morgan Reed"


async def test_wait_then_the_student_writes_and_the_case_is_open(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("p")
        assert "The student is waiting for you" in " ".join(hand.told())
        write(desk, taken.case_id, "reply_email", "Please send your timetable.")
        await hand.look()
        await hand.press("p")
        assert "Tue 8 Dec, 10 working days" in hand.text()
        await hand.type("Her timetable")
        await hand.press("tab", "ctrl+u")
        await hand.type("someday")
        await hand.press("ctrl+s")
        assert "not understood" in hand.text()
        await hand.press("ctrl+u")
        await hand.type("fri")
        assert "Fri 27 Nov, 3 working days" in hand.text()
        await hand.press("ctrl+s")
        assert f"Case {taken.number} waits for the student until Fri 27 Nov, 3 working days." in hand.told()
        assert "aiting" in hand.text()
        write(desk, taken.case_id, "received", "Here it is", channel="email")
        await hand.look()
        assert cases.refresh(desk, taken.case_id).status == "open"
        assert cases.refresh(desk, taken.case_id).key_dates == ()


async def test_link_join_and_part_by_keyboard(service):
    dana, desk = service.sign_in("receptionist"), service.sign_in("adviser")
    first = take(dana, name="Amira Khan")
    second = take(dana, client_id=first.client_id, name="Amira Khan", channel="telephone", about="Rang about it")
    other = take(dana, name="Ben Oyelaran", email="b@example.org", student_number="w1", about="Same hearing")
    async with at_work(service) as hand:
        hand.app.read_index(hand.app.desk)
        await hand.settle()
        await opened(hand, first.case_id)
        await hand.press("j", "enter")
        assert hand.screen == "LinkCase"
        await hand.type("oyelaran")
        assert other.number in hand.text()
        await hand.press("enter")
        await hand.type("Same hearing")
        await hand.press("ctrl+s")
        assert f"Cases {first.number} and {other.number} are linked." in hand.told()
        await hand.press("f8", "j", "down")
        assert f"Join {second.number} into this case: –" in hand.text()
        assert "Same hearing" not in "\n".join(
            line for line in hand.text().splitlines() if f"Open {other.number}" in line
        )
        await hand.press("enter")
        assert "Rang about it" not in hand.text()
        await hand.press("escape", "f8", "j", "down")
        assert f"Join {second.number} into this case" in hand.text()
        await hand.press("enter")
        assert f"The number {second.number} then leads" in hand.text()
        await hand.press("enter")
        assert hand.screen == "Case"
        assert f"Case {second.number} is joined into {first.number}: 1 entry came over." in hand.told()
        assert "Rang about it" in hand.text()
        await hand.app.action_open("case", second.case_id)
        await hand.settle()
        assert first.number in hand.text()
        await hand.press("escape")
        await hand.press("u")
        assert cases.open_case(desk, second.case_id).status == "open"
        await hand.press("j", "end", "enter")
        assert hand.screen == "UnlinkCase"
        await hand.press("enter")
        assert cases.refresh(desk, first.case_id).links == ()


async def test_m_lists_every_act_with_its_key_and_does_it(service):
    taken = answered(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("m")
        assert hand.screen == "ActsOfCase"
        keys = {one.aside for one in hand.app.screen.query_one(Choices).choices}
        assert {"h", "p", "x", "j", "H", "e", "n"} <= keys
        await hand.press("h")
        assert hand.screen == "HandOver"
        await hand.press("escape", "m")
        listed = hand.app.screen.query_one(Choices)
        listed.cursor = next(n for n, one in enumerate(listed.choices) if one.aside == "p")
        await hand.press("enter")
        assert hand.screen == "WaitForStudent"


async def test_the_list_under_m_is_in_parts_and_the_mark_stands_on_no_heading_and_stays_in_view(service):
    taken = answered(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("m")
        listed = hand.app.screen.query_one(Choices)
        heads = [one.text for one in listed.choices if not one.key]
        assert heads == ["This case", "Consent, conduct, danger", "Write down"]
        assert all(len(one.text) + len(one.aside) < 56 for one in listed.choices)
        for _ in listed.choices:
            assert listed.marked.key
            assert f"▌ {listed.marked.text}" in hand.text()
            assert listed.marked.aside in hand.text()
            await hand.press("down")
        assert listed.cursor == len(listed.choices) - 1
        await hand.press("home")
        assert listed.cursor == 1
        assert "This case" in hand.text()
        await hand.press("end", "pageup")
        assert listed.marked.key
        await hand.press("C")
        assert hand.screen == "GiveConsent"


async def test_a_caseload_goes_over_with_ticks_one_summary_and_one_of_its_own(service):
    desk, second = service.sign_in("adviser"), service.sign_in("second")
    taken = [answered(desk, name=f"Student Number{n}", email=f"s{n}@example.org") for n in range(4)]
    async with at_work(service, size=(100, 30)) as hand:
        await opened(hand, taken[0].case_id)
        await hand.press("H")
        assert hand.screen == "Caseload"
        assert "4 ticked" in hand.text()
        await hand.press("t")
        hand.app.screen.query_one("#summary").focus()
        await hand.type("Away from Monday")
        listed = hand.app.screen.query_one(HeldList)
        listed.focus()
        await hand.press("home", "space")
        assert "3 ticked" in hand.text()
        await hand.press("enter")
        assert hand.screen == "OneOfMany"
        await hand.press("m", "tab") if not isinstance(hand.app.focused, TextBox) else None
        if isinstance(hand.app.focused, TextBox):
            await hand.type("For Morgan: see the panel's letter")
        await hand.press("ctrl+s")
        assert "Morgan Reed" in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "Case", hand.text()
        said = [one for one in hand.told() if "handed over" in one]
        assert len(said) == 1
        assert said[0].startswith(("3 cases handed over", "2 cases handed over"))
        assert len(handing.handed_to_me(second)) + 1 == int(said[0][0])
        await hand.press("u")
        assert handing.handed_to_me(second) == ()


async def test_a_leavers_cases_are_offered_for_handing_over(service):
    desk, manager = service.sign_in("second"), service.sign_in("manager")
    taken = answered(desk)
    async with at_work(service, "manager") as hand:
        await hand.press("6")
        if hand.screen != "Staff":
            await hand.app.action_open("staff")
            await hand.settle()
        listed = hand.app.screen.query_one("#accounts")
        listed.mark(next(row.id for row in listed.rows if row.login == "tom"))
        await hand.settle()
        await hand.press("x")
        await hand.type("tom")
        await hand.press("ctrl+s")
        assert taken.number in hand.text()
        await hand.press("tab", "enter")
        assert hand.screen == "Caseload"
        assert taken.number in hand.text()
        await hand.press("ctrl+s")
        assert "comes next" in hand.text()
        hand.app.screen.query_one("#summary").focus()
        await hand.type("Tom has left")
        await hand.press("ctrl+s")
        assert any("1 case handed over" in one for one in hand.told())
    assert manager.store is not None


@pytest.mark.parametrize("size", SIZES)
async def test_looks(service, size):
    desk = service.sign_in("adviser")
    taken = answered(desk, name="Amira Khan", topic="housing")
    answered(desk, name="Ben Oyelaran", email="b@example.org", student_number="w1", about="Deposit is kept back")
    take(desk, name="Chiara Rossi", email="c@example.org", student_number="w2", about="Noise")
    name = f"{size[0]}x{size[1]}"
    async with at_work(service, size=size) as hand:
        await opened(hand, taken.case_id)
        for key, screen in (("x", "close"), ("h", "hand-over"), ("p", "wait"), ("j", "together"), ("m", "acts")):
            await hand.press(key)
            same_as_before(f"case-acts-{screen}-{name}", hand.text())
            await hand.press("escape")
        await hand.press("H")
        same_as_before(f"case-acts-caseload-{name}", hand.text())
