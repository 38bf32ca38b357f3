"""By keyboard: booked from a case and confirmed, papers asked for, brought and given back, what reception sees of her."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import cases, desk_flags
from advice_tui.casework.cases import papers
from advice_tui.casework.cases.papers import PaperForm
from advice_tui.casework.diary import booking, planning
from advice_tui.casework.diary.planning import PlanForm
from advice_tui.casework.diary.views import BookingForm
from tests.factories import NOW, take, write
from tests.ui.working import SIZES, at_work, same_as_before

HOSTILE = "[/] [red]x[/red] \x1b]0;owned\x07 \u202egnp"


async def opened(hand, case_id):
    await hand.app.action_open("case", case_id)
    await hand.settle()
    assert hand.screen == "Case"


@pytest.fixture
def taken(service):
    return take(
        service.sign_in("adviser"), received=NOW, name="Amira Khan", topic="housing", about="Can I see someone?"
    )


def book(service, taken, day=26, start=600, **more):
    form = BookingForm(date(2026, 11, day), start, client_id=taken.client_id, **more)
    return booking.book(service.sign_in("adviser"), form).id


async def test_scenario_18_booked_from_the_case_and_confirmed_in_the_composer(service, taken):
    priya = service.sign_in("adviser")
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("v")
        assert hand.screen == "Diary"
        assert "Amira Khan" in hand.text()
        await hand.press("f", "enter", "enter")
        assert hand.screen == "Case"
        text = hand.text()
        assert "New: E-mail sent" in text
        assert "Stops the clock" in text
        (one,) = planning.of_case(priya, taken.case_id).appointments
        assert one.linked
        assert any("The confirmation stands below" in said for said in hand.told())
        await hand.press("ctrl+s")
        view = cases.refresh(priya, taken.case_id)
        assert view.promises[0].state == "answered"
        assert view.entries[0].kind == "reply_email"
        await hand.press("v", "down")
        assert f"Book an appointment… {' ' * 3}" in hand.text()
        await hand.press("e")
        assert "New: E-mail sent" in hand.text()
        await hand.press("f5")
        assert hand.screen == "Case"


async def test_a_draft_is_not_overwritten_by_the_confirmation(service, taken):
    book(service, taken)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("n")
        await hand.type("Half a note")
        await hand.press("escape", "v", "down", "e")
        assert any("A draft is kept here" in said for said in hand.told())
        await hand.press("n")
        assert "Half a note" in hand.text()


async def test_scenario_52_asked_for_brought_and_given_back(service, taken, clock):
    priya = service.sign_in("adviser")
    book(service, taken)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("v")
        same_as_before("appointments-80x24", hand.text())
        await hand.press("down", "enter")
        await hand.type("Passport")
        await hand.press("enter")
        await hand.type("Payslips")
        same_as_before("appointment-plan-80x24", hand.text())
        await hand.press("ctrl+s")
        assert any("for this case, 2 papers to bring" in said for said in hand.told())
        clock.set(2026, 11, 26, 10, 5)
        await hand.look()
        await hand.press("g", "enter")
        same_as_before("paper-brought-80x24", hand.text())
        await hand.press("ctrl+s")
        assert "Paper brought: Passport" in hand.text()
        await hand.press("g", "x")
        assert "Paper not brought: Payslips" in hand.text()
        await hand.press("g", "n")
        await hand.type("Tenancy agreement")
        await hand.press("ctrl+s")
        await hand.press("g")
        same_as_before("papers-80x24", hand.text())
        await hand.press("r", "tab", "tab")
        await hand.press("ctrl+u")
        await hand.type("1 dec 2030")
        await hand.press("ctrl+s")
        assert "This is in the future" in hand.text()
        await hand.press("ctrl+u")
        await hand.type("today")
        await hand.press("ctrl+s")
        assert hand.screen == "Case"
        assert "Returned to the student: Passport (original)" in hand.text()
        await hand.press("u")
    held = [one.what for one in papers.papers_of(priya, taken.case_id).papers if one.held]
    assert held == ["Passport", "Tenancy agreement"]


async def test_all_that_are_held_at_once_and_closing_names_them(service, taken):
    priya = service.sign_in("adviser")
    write(priya, taken.case_id, "reply_email")
    for what in ("Passport", HOSTILE):
        papers.add(priya, taken.case_id, PaperForm(what))
    async with at_work(service, size=(160, 50)) as hand:
        await opened(hand, taken.case_id)
        text = hand.text()
        assert "2 papers held" in text
        assert "\x1b" not in text
        await hand.press("x")
        assert "Still here: Passport (original), held since" in hand.text()
        await hand.press("escape", "g", "r", "a", "ctrl+s")
        assert "Returned to the student: 2 papers" in hand.text()
        await hand.press("x")
        assert "As the list of papers says." in hand.text()
    assert not any(one.held for one in papers.papers_of(priya, taken.case_id).papers)


async def test_a_paper_is_scanned_from_the_list(service, taken, tmp_path):
    priya = service.sign_in("adviser")
    papers.add(priya, taken.case_id, PaperForm("Decision letter"))
    (tmp_path / "a.pdf").write_bytes(b"scan")
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("g", "s")
        await hand.type(f"{tmp_path}/a.pdf")
        await hand.press("tab", "tab", "r", "ctrl+s")
        assert hand.screen == "Case"
        (paper,) = papers.papers_of(priya, taken.case_id).papers
        assert paper.scan
        assert paper.became == "returned"


@pytest.mark.parametrize("size", SIZES)
async def test_the_case_shows_her_appointments_and_papers(service, taken, clock, size):
    priya = service.sign_in("adviser")
    one_id = book(service, taken, case_id=taken.case_id)
    one = planning.of_case(priya, taken.case_id).appointments[0]
    planning.plan(priya, one_id, one.row_ver, PlanForm(taken.case_id, ("Passport",)))
    book(service, taken, day=27, start=660)
    papers.add(priya, taken.case_id, PaperForm("Tenancy agreement"))
    clock.set(2026, 11, 25, 14)
    async with at_work(service, size=size) as hand:
        await opened(hand, taken.case_id)
        same_as_before(f"case-appointments-{size[0]}x{size[1]}", hand.text())


# At the desk ------------------------------------------------------------------------------------------------------------


async def test_scenario_16_reception_sees_little(service, taken, clock):
    morgan = service.sign_in("manager")
    book(service, taken, day=24, start=660, case_id=taken.case_id)
    clock.set(2026, 11, 24, 10, 57)
    async with at_work(service, "receptionist") as hand:
        await hand.press("slash")
        await hand.type("khan")
        text = hand.text()
        assert "next Tue 24 Nov 11:00" in text
        assert "26-0001" not in text
        await hand.press("enter")
        assert hand.screen == "Client"
        text = hand.text()
        assert "Tue 24 Nov 11:00 Priya Nair, Room 1  a arrived" in text
        for word in ("Can I see", "ousing", "26-0001", "Cases"):
            assert word not in text
        same_as_before("client-arriving-80x24", text)
        await hand.press("a")
        assert "is here" in hand.text()
        await hand.press("u")
        assert "a arrived" in hand.text()
        await hand.press("g")
        assert hand.screen == "TakeCall"
        assert "Amira Khan" in hand.text()
        await hand.press("escape")
        desk_flags.refuse(morgan, taken.client_id, "Threw a chair")
        await hand.look()
        text = hand.text()
        assert "Do not admit: call the manager" in text
        assert "chair" not in text
        same_as_before("client-refused-80x24", text)
        for key in ("a", "b"):
            await hand.press(key)
            assert hand.screen == "Client"
        await hand.press("f")
        assert hand.screen == "Client"
        await hand.press("escape", "slash")
        await hand.type("khan")
        assert "⚑ Do not admit: call the manager" in hand.text()


async def test_a_manager_flags_and_lifts_from_the_client(service, taken):
    async with at_work(service, "manager") as hand:
        await hand.app.action_open("client", taken.client_id)
        await hand.settle()
        await hand.press("f", "ctrl+s")
        assert "Reason: please fill this in." in hand.text()
        await hand.type(HOSTILE)
        same_as_before("client-flag-80x24", hand.text())
        await hand.press("ctrl+s")
        text = hand.text()
        assert "Do not admit: call the manager" in text
        assert "Morgan Reed: [/] [red]x[/red]" in text
        await hand.press("u")
        assert "Morgan Reed:" not in hand.text()
        await hand.press("f")
        await hand.type("Again")
        await hand.press("ctrl+s", "f")
        assert "Let the desk admit her" in hand.text()
        await hand.type("Settled")
        await hand.press("ctrl+s")
        assert "Morgan Reed:" not in hand.text()
    assert desk_flags.said_of(service.sign_in("receptionist"), taken.client_id) == ""
