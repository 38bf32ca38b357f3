"""A complaint by keyboard: from the front desk, from a case, to its outcome (scenario 49)."""

from __future__ import annotations

from advice_tui.casework import complaints
from advice_tui.casework.complaints import ComplaintForm
from tests.factories import take
from tests.ui.working import at_work, same_as_before


async def test_reception_takes_one_down_and_reads_nothing_back(service):
    async with at_work(service, "receptionist") as hand:
        await hand.press("4", "Q")
        assert hand.screen == "LogComplaint"
        same_as_before("complaint-log-80", hand.text())
        await hand.press("ctrl+s")
        assert "Who complains" in hand.text()
        await hand.type("A parent")
        await hand.press("shift+tab", "right", "right", "right", "tab")
        assert "within 30 days" in hand.text()
        await hand.press("tab", "tab", "tab")
        await hand.type("You lost [red]my file[/].")
        await hand.press("ctrl+s")
        assert hand.screen == "DeskBoard", hand.text()
        assert any("cannot be read back here" in told for told in hand.told())
    (row,) = complaints.listed(service.sign_in("manager"))
    assert row.who == "A parent"


async def test_the_manager_takes_it_to_its_outcome(service):
    adviser = service.sign_in("adviser")
    taken = take(adviser)
    complaints.log(adviser, ComplaintForm("data_protection", "You lost my file.", case_id=taken.case_id))
    async with at_work(service, "manager") as hand:
        await hand.press("5", "c", "a")
        assert hand.screen == "Acknowledge"
        await hand.press("tab")
        await hand.type("e-mail")
        await hand.press("ctrl+s")
        assert any("Acknowledged on Tue 24 Nov." in told for told in hand.told())
        await hand.press("d")
        assert any("Union President" in told for told in hand.told())
        await hand.press("w")
        assert "You lost my file." in hand.text()
        await hand.press("escape", "o")
        assert hand.screen == "Ended"
        await hand.press("tab")
        await hand.type("It was found.")
        await hand.press("ctrl+s")
        assert hand.screen == "Complaints"
        assert "No complaint runs." in hand.text()
        await hand.press("e")
        assert "ended" in hand.text()


async def test_it_is_logged_from_a_case(service):
    taken = take(service.sign_in("adviser"))
    async with at_work(service, "adviser") as hand:
        await hand.app.action_open("case", taken.case_id)
        await hand.settle()
        await hand.press("Q")
        assert "Of Zelda Quux." in hand.text()
        await hand.press("escape", "f8", "Q")
        assert "Of Z.Q." in hand.text()
        await hand.press("escape", "f8")
        await hand.press("Q")
        assert hand.screen == "LogComplaint"
        await hand.press("tab", "tab", "tab")
        await hand.type("Nobody rang back.")
        await hand.press("escape")
        assert hand.screen == "Case"
        await hand.press("Q")
        assert "Nobody rang back." in hand.text()
        await hand.press("ctrl+s")
        assert any(told.startswith("Complaint logged.") for told in hand.told()), hand.text()
    (row,) = complaints.listed(service.sign_in("manager"))
    assert (row.who, row.case_id) == ("Zelda Quux", taken.case_id)
