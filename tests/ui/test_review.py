"""The manager's morning: her queue, a flag looked at, complaints, a file reviewed, the policy filled in."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import arrivals, cases, complaints, procedures, review
from advice_tui.casework.cases import reading
from advice_tui.casework.complaints import ComplaintForm
from advice_tui.casework.procedures import StepForm
from tests.factories import SECOND, book, take
from tests.ui.working import SIZES, at_work, same_as_before


def december(service):
    """A service with something of everything: a concern, a restriction, missed appointments, promises, complaints."""
    clock = service.clock
    adviser, tom, dana = service.sign_in("adviser"), service.sign_in("second"), service.sign_in("receptionist")
    first = take(adviser)
    cases.take_on(adviser, first.case_id)
    client_id = reading.open_case(adviser, first.case_id).client.id
    for n, day in enumerate((date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27))):
        done = book(dana, day, client_id=client_id, start=840)
        clock.set(2026, 11, day.day, 14, 45)
        row = arrivals.row_of(dana, done.id)
        arrivals.missed(dana, done.id, row.booked.row_ver, False)
        who = tom if n < 2 else adviser
        other = take(who, name=f"Other {n} Quux", student_number="", email=f"other{n}@example.org", phone="")
        cases.take_on(who, other.case_id)
    values = {"ground": "loss_of_confidence", "facts": "Three appointments missed."}
    procedures.start(adviser, "withdrawal", StepForm("concern", values), case_id=first.case_id)
    complaints.log(dana, ComplaintForm("data_protection", "You lost my file.", who="Ines Quux"))
    complaints.log(dana, ComplaintForm("service", "Nobody rang back.", client_id=client_id))
    clock.set(2026, 12, 8, 10, 20)
    return first


@pytest.fixture
def policy() -> str:
    return SECOND


@pytest.mark.parametrize("size", SIZES)
async def test_the_managers_morning(service, size):
    december(service)
    async with at_work(service, "manager", size) as hand:
        await hand.press("5")
        assert hand.screen == "Review"
        same_as_before(f"review-{size[0]}", hand.text())
        await hand.press("w")
        assert hand.screen == "Reading"
        await hand.press("escape")
        # A flag is looked at, and may be taken back.
        await hand.press("right", "right")
        before = hand.text()
        await hand.press("l")
        assert hand.screen == "LookAt"
        await hand.press("ctrl+s")
        assert "please fill this in" in hand.text()
        await hand.type("Spoke with her on the phone.")
        await hand.press("ctrl+s")
        assert hand.screen == "Review"
        assert any("Looked at." in told for told in hand.told())
        assert hand.text() != before
        await hand.press("u")
        await hand.press("left", "left")
        # The complaints, from the same area.
        await hand.press("c")
        assert hand.screen == "Complaints"
        same_as_before(f"complaints-{size[0]}", hand.text())
        await hand.press("escape", "r")
        assert hand.screen == "FileReview"
        same_as_before(f"file-review-{size[0]}", hand.text())


async def test_a_file_is_reviewed_and_what_is_to_be_put_right_is_done(service):
    december(service)
    async with at_work(service, "manager") as hand:
        await hand.press("5", "r")
        await hand.press("enter")
        assert hand.screen == "ReviewOne"
        for _ in range(7):
            await hand.type("y")
        await hand.type("All in order, but for one thing.")
        await hand.press("tab")
        await hand.type("Ask for the signed consent")
        await hand.press("tab", "tab")
        await hand.type("fri")
        await hand.press("ctrl+s")
        assert hand.screen == "FileReview", hand.text()
        assert "1 of" in hand.text()
        await hand.press("t")
        assert "Ask for the signed consent" in hand.text()
        await hand.press("enter")
        await hand.type("It is on file now.")
        await hand.press("ctrl+s")
        assert "Nothing is left to put right." in hand.text()
        await hand.press("t", "enter")
        assert "reviewed by Morgan Reed" in hand.text()


async def test_the_director_opens_the_same_screen_with_what_is_hers(service):
    december(service)
    async with at_work(service, "director") as hand:
        await hand.press("5")
        assert hand.screen == "Review"
        text = hand.text()
        assert "Promises" not in text
        assert "Complaints 2" in text
        await hand.press("l", "h", "r")
        assert hand.screen == "Review"


async def test_a_step_that_waits_opens_from_today(service):
    december(service)
    async with at_work(service, "manager") as hand:
        rows = [row for row in review.queue(hand.app.desk) if row.kind == "concern"]
        assert len(rows) == 1
        listed = hand.app.screen.query_one("#waiting")
        listed.mark(f"procedure:{rows[0].subject}")
        await hand.settle()
        assert "step" in hand.text()
        await hand.press("enter")
        assert hand.screen == "ProcedureScreen"
