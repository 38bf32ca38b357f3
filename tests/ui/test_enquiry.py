"""The enquiry form: the promise before saving, all problems at once, drafts, the same person, few keys."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, drafts, enquiries
from screens.widgets.field import Field
from screens.widgets.text_box import TextBox
from tests.factories import take
from tests.ui.working import SIZES, at_work, same_as_before

HOSTILE = [
    "[/]",
    "[/x] [red]gone[/red]",
    "[@click=app.quit]press[/]",
    "\x1b]0;title\x07 \x1b[31mred",
    "a\u202eb\u2066c\u200bd\ufeff",
    "e\u0301" * 30,
    "<b>&amp; ' \" -- =1+1",
]


async def test_from_form_to_today_to_case_to_answered(service):
    async with at_work(service) as hand:
        await hand.press("n")
        assert "Reply due Thu 26 Nov, by 16:00 (counted: Wed 25, Thu 26)" in hand.text()
        hand.pressed = 0
        await hand.press("e", "enter")
        await hand.type("Amira Khan")
        await hand.press("enter", "enter", "enter")
        await hand.type("amira@example.ac.uk")
        await hand.press("enter", "enter", "enter", "enter", "a", "tab")
        await hand.type("My appeal was refused.")
        await hand.press("ctrl+s")
        assert hand.pressed <= 25
        assert hand.screen == "Today"
        assert "Case 26-0001 opened; reply due Thu 26 Nov, by 16:00." in hand.told()
        assert "Amira Khan" in hand.text()
        await hand.press("enter", "e")
        await hand.type("Please send the form to the panel.")
        assert "Stops the clock" in hand.text()
        await hand.press("ctrl+s")
        assert any("E-mail sent saved on case 26-0001. The reply clock is stopped." in one for one in hand.told())
        assert "✓ Reply answered Tue 24 Nov 10:20, in time" in hand.text()
        await hand.press("escape")
        assert "Nothing is waiting." in hand.text()


async def test_all_problems_at_once_under_their_fields(service):
    async with at_work(service) as hand:
        await hand.press("n", "tab")
        await hand.type("next tue")
        await hand.press("tab", "tab", "tab")
        await hand.type("!!")
        await hand.press("tab")
        await hand.type("nobody")
        await hand.press("ctrl+s")
        assert hand.screen == "Enquiry"
        under = {row.field.id: row.query_one(".under").content for row in hand.app.screen.query("Labelled.-problem")}
        assert set(under) == {"received", "name", "student_number", "email", "about"}
        assert hand.app.screen.focused.id == "received"


async def test_the_typed_date_is_echoed_and_counted_as_it_is_typed(service):
    async with at_work(service) as hand:
        await hand.press("n", "tab")
        await hand.type("fri 11")
        assert "Fri 20 Nov 2026 11:00" in hand.text()
        assert "Reply due Tue 24 Nov, by 16:00" in hand.text()
        await hand.press("backspace", "backspace", "backspace")
        assert "Add the time" in hand.text()


@pytest.mark.parametrize("size", SIZES)
async def test_looks(service, size):
    take(service.sign_in("adviser"), name="Amira Khan", student_number="w1234567")
    async with at_work(service, size=size) as hand:
        await hand.press("n", "e", "tab", "tab", "tab")
        await hand.type("w1234567")
        same_as_before(f"enquiry-{size[0]}x{size[1]}", hand.text())


async def test_the_same_person_is_offered_and_taken_with_one_key(service):
    known = take(service.sign_in("adviser"), name="Amira Khan", student_number="w1234567", email="amira@example.ac.uk")
    async with at_work(service) as hand:
        await hand.press("n", "t", "enter", "tab", "tab")
        await hand.type("W 1234567")
        assert "Same person? Amira Khan" in hand.text()
        await hand.press("f4")
        assert "Client on file: Amira Khan" in hand.text()
        await hand.press("tab")
        await hand.type("Rang again about the appeal.")
        await hand.press("ctrl+s")
        assert hand.screen == "Today"
        desk = service.sign_in("adviser")
        assert {cases.open_case(desk, row).client.id for row in [known.case_id]} == {known.client_id}
        assert len(enquiries.clients_like(desk, "", "w1234567", "")) <= 1


async def test_a_draft_survives_escape_and_is_gone_when_saved(service):
    async with at_work(service) as hand:
        await hand.press("n", "e", "enter")
        await hand.type("Amira Khan")
        await hand.press("escape")
        assert hand.screen == "Today"
        assert drafts.find(service.sign_in("adviser"), "enquiry") is not None
        await hand.press("n")
        assert hand.app.screen.query_one("#name", Field).value == "Amira Khan"
        assert "Your draft of Tue 24 Nov 10:20 is back" in hand.text()
        hand.app.screen.query_one("#email", Field).value = "a@example.ac.uk"
        hand.app.screen.query_one("#about", TextBox).text = "Help"
        await hand.press("ctrl+s")
        assert hand.screen == "Today"
        assert drafts.find(service.sign_in("adviser"), "enquiry") is None
        await hand.press("n")
        assert hand.app.screen.query_one("#name", Field).value == ""


async def test_a_draft_survives_the_lock(service):
    async with at_work(service) as hand:
        await hand.press("n", "e", "enter")
        await hand.type("Amira Khan")
        await hand.press("ctrl+l")
        assert "Amira" not in hand.text()
        await hand.app.enter(service.sign_in("adviser"))
        await hand.settle()
        assert hand.screen == "Enquiry"
        assert hand.app.screen.query_one("#name", Field).value == "Amira Khan"


async def test_f5_throws_the_draft_away(service):
    async with at_work(service) as hand:
        await hand.press("n", "e", "enter")
        await hand.type("Amira Khan")
        await hand.press("escape", "n", "f5")
        assert hand.app.screen.query_one("#name", Field).value == ""
        assert drafts.find(service.sign_in("adviser"), "enquiry") is None


async def test_undo_takes_the_enquiry_back(service):
    async with at_work(service) as hand:
        await hand.press("n")
        screen = hand.app.screen
        screen.query_one("#name", Field).value = "Amira Khan"
        screen.query_one("#email", Field).value = "a@example.ac.uk"
        screen.query_one("#about", TextBox).text = "Help"
        await hand.press("ctrl+s")
        assert "Amira Khan" in hand.text()
        await hand.press("u")
        assert "Undone: case 26-0001." in hand.told()
        assert "Amira Khan" not in hand.text()


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_are_shown_as_they_are(service, words):
    from advice_tui.rules.text import clean

    async with at_work(service, size=(160, 50)) as hand:
        await hand.press("n")
        screen = hand.app.screen
        for name in ("name", "known_as", "contact_note"):
            screen.query_one(f"#{name}", Field).value = f"Zz{words}"[:120]
        screen.query_one("#email", Field).value = "a@example.ac.uk"
        screen.query_one("#about", TextBox).text = f"Yy{words}\n{words}"
        await hand.press("ctrl+s")
        assert hand.screen == "Today"
        seen = hand.text()
        assert "Zz" in seen
        await hand.press("enter", "enter")
        assert hand.screen == "Case"
        text = hand.text()
        assert clean(f"Yy{words}")[:40] in text
        assert not any(sign in text for sign in "\x1b\x07\u202e\u200b\ufeff")


async def test_under_the_shade_a_client_on_file_is_initials(service):
    taken = take(service.sign_in("adviser"), name="Amira Khan")
    async with at_work(service) as hand:
        await hand.app.action_open("enquiry", f"client:{taken.client_id}")
        await hand.settle()
        assert "Amira Khan" in hand.text()
        await hand.press("f8")
        assert "Amira" not in hand.text()
        assert "A.K." in hand.text()
