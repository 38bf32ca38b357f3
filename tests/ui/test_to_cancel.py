"""What a decision calls into question is looked at one by one; somebody not eligible is sent on and counted."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import effects, eligibility, procedures, providers
from advice_tui.casework.diary import reading
from advice_tui.casework.providers import ProviderForm
from screens.to_cancel import ToCancel
from tests.casework.conduct import begin, filled
from tests.factories import book, take
from tests.ui.working import SIZES, at_work, same_as_before


def restricted(service):
    """Two appointments of a student who is to be reached by e-mail only from now on; their ids."""
    priya, morgan, dana = (service.sign_in(who) for who in ("adviser", "manager", "receptionist"))
    taken = take(priya)
    ids = tuple(book(dana, date(2026, 11, day), 600, client_id=taken.client_id).id for day in (26, 27))
    values = {"reason": "limits_others", "terms": "email_only", "review": "22 Dec 2026"}
    started = begin(priya, "restriction", values, case_id=taken.case_id)
    view = procedures.open_procedure(morgan, started)
    done = procedures.record(morgan, started, view.row_ver, filled(view, "approve"))
    assert done.to_cancel == ids
    return started, ids


@pytest.mark.parametrize("size", SIZES)
async def test_one_by_one_cancelled_by_the_service_or_kept_with_the_reason(service, size):
    started, ids = restricted(service)
    async with at_work(service, "manager", size) as hand:
        await hand.app.push_screen(ToCancel(hand.app.desk, ids))
        await hand.settle()
        assert "2 to look at" in hand.text()
        assert "Thu 26 Nov 10:00" in hand.text()
        assert "Email only" in hand.text()
        await hand.press("c")
        assert "By decision of the service" in hand.text()
        await hand.press("ctrl+s")
        assert "1 to look at" in hand.text()
        assert any("cancelled by the service" in one for one in hand.told())
        await hand.press("k", "ctrl+s")
        assert "Reason: please fill this in." in hand.text()
        await hand.type("Agreed with her tutor")
        await hand.press("ctrl+s")
        assert "Nothing is called into question any more." in hand.text()
        assert "Fri 27 Nov 10:00 stands." in hand.told()
        await hand.press("escape")
        assert hand.screen == "Today"
    morgan = service.sign_in("manager")
    assert [reading.one(morgan, one).state for one in ids] == ["cancelled", "booked"]
    assert effects.called_into_question(morgan, started) == ()


async def test_scenario_40_not_eligible_from_the_enquiry_with_nothing_kept(service):
    priya = service.sign_in("adviser")
    providers.add(
        priya, ProviderForm("Citizens Advice", priya.policy.referral.kinds[0].key, "Anybody", "020 7946 0000")
    )
    async with at_work(service, "receptionist") as hand:
        await hand.press("n", "t", "enter", "enter", "enter")
        await hand.type("Zelda Quux")
        await hand.press("f7")
        text = hand.text()
        assert "The Advice Centre is for students at Imperial College London" in " ".join(text.split())
        assert "Citizens Advice" in text
        same_as_before("not-eligible-80x24", text)
        await hand.press("enter", "enter", "c", "ctrl+s")
        assert any("counted, told of 1 other place; no name is kept." in one for one in hand.told())
        assert hand.screen == "Today"
        await hand.press("n")
        assert "Zelda" not in hand.text()
    assert sum(eligibility.counted(priya, priya.today, priya.today).values()) == 1


async def test_from_the_procedure_its_bookings_and_its_end(service):
    started, _ = restricted(service)
    async with at_work(service, "manager") as hand:
        await hand.app.action_open("procedure", started)
        await hand.settle()
        await hand.press("b")
        assert "2 to look at" in hand.text()
        await hand.press("escape", "r")
        assert "Restricted since Tue 24 Nov 2026, to be reviewed Tue 22 Dec 2026." in " ".join(hand.text().split())
        await hand.type("She keeps her times now")
        await hand.press("ctrl+s")
        assert "The restriction is lifted: the desk books and admits as for everybody." in hand.told()
        assert "Restriction lifted on Tue 24 Nov 2026" in hand.text()
        await hand.press("b")
        assert "No appointment is called into question any more." in hand.told()
        await hand.press("u")
        assert "Restricted since Tue 24 Nov 2026" in hand.text()
