"""Calls at the front desk and calling back, by keys (scenarios 10, 11, 12, 18, 23)."""

from __future__ import annotations

import pytest

from advice_tui.casework import clients, messages, today
from advice_tui.casework.messages import MessageForm
from screens.call_fields import CallFields
from tests.factories import NOW, take
from tests.ui.working import SIZES, at_work, same_as_before

MOBILE, HOME = "07700 900123", "020 7946 0000"
MOST_KEYS = 8
"""A phone message takes at most so many keys plus its text."""


async def open_call(hand):
    await hand.press("c")
    assert hand.screen == "TakeCall"


def known_client(service, **over):
    """Somebody on file who agreed to her mobile after five, no voicemail, and has another number too."""
    priya = service.sign_in("adviser")
    case = take(priya, name="Amira Khan", phone=MOBILE, times="after 5", contact_note="not at home", **over)
    file = clients.client_file(priya, case.client_id)
    details = file.details.from_json(file.details.to_json() | {"phone": HOME})
    clients.change(priya, case.client_id, file.row_ver, details)
    return case


async def test_a_call_is_put_through_with_no_field_for_what_it_is_about(service):
    """Scenario 10: I-30, first sentence."""
    async with at_work(service, "receptionist") as hand:
        await open_call(hand)
        await hand.type("Amira Khan")
        await hand.press("enter", "p")
        text = hand.text()
        for label in ("Number", "Safe times", "A few words", "Student number"):
            assert label not in text
        assert "leaves no words" in text
        await hand.press("ctrl+s")
        assert "Say to whom the call was put through." in hand.text()
        await hand.press("p", "ctrl+s")
        assert hand.told()[-1] == "Put through to Priya Nair."
        assert "put through to" in hand.text()
    assert messages.waiting(service.sign_in("adviser")) == ()


async def test_a_message_in_eight_keys_lands_with_the_adviser_and_is_called_back(service):
    """Scenario 11: I-30, I-35. The keys are counted; what is typed is its text."""
    case = known_client(service)
    async with at_work(service, "receptionist") as hand:
        hand.pressed = 0
        await hand.press("c")
        await hand.type("amira")
        await hand.press("enter", "m", "p", "enter", "enter")
        assert MOBILE in hand.text()
        assert HOME not in hand.text()
        await hand.type("Her landlord rang again.")
        await hand.press("ctrl+s")
        assert hand.pressed <= MOST_KEYS
        assert hand.told()[-1] == "Message passed on to Priya Nair; to be called back Thu 26 Nov, by 16:00."
        assert "message for" in hand.text()
        assert "landlord" not in hand.text()
        await hand.press("enter")
        assert "landlord" not in hand.text()
        await hand.press("escape")
        priya = service.sign_in("adviser")
        (row,) = [row for row in today.waiting(priya).rows if row.kind == "message"]
        seen = messages.open_message(priya, row.slip_id)
        answer = messages.AnswerForm("reached", MOBILE, "Spoke with her.", case_id=case.case_id)
        messages.answer(priya, row.slip_id, seen.row_ver, answer)
        await hand.look()
        assert "called back" in hand.text()
        assert case.number not in hand.text()


async def test_a_message_of_a_new_caller_in_eight_keys_and_taken_back(service):
    async with at_work(service, "receptionist") as hand:
        hand.pressed = 0
        await open_call(hand)
        await hand.type("Jo Bloggs")
        await hand.press("enter", "m", "t")
        await hand.type(MOBILE)
        await hand.press("enter")
        await hand.type("after 5")
        await hand.press("enter")
        await hand.type("About the deposit.")
        await hand.press("ctrl+s")
        assert hand.pressed <= MOST_KEYS
        (waits,) = messages.waiting(service.sign_in("second"))
        assert (waits.who, waits.about, waits.mine) == ("Jo Bloggs", "About the deposit.", True)
        await hand.press("u")
        assert hand.told()[-1] == "Undone: the message."
    assert messages.waiting(service.sign_in("second")) == ()


async def test_who_wants_to_be_seen_hears_that_there_is_no_drop_in_and_is_booked_or_taken_down(service):
    """Scenario 12: I-34, I-35."""
    async with at_work(service, "receptionist") as hand:
        await open_call(hand)
        await hand.type("Rosa Pinto")
        await hand.press("enter", "w")
        text = hand.text()
        assert "does not currently run a drop in session" in text
        assert "F4 books Tue 24 Nov 10:" in text
        assert "Reply due Thu 26 Nov, by 16:00" in text
        await hand.press("ctrl+s")
        assert "wants an appointment" in hand.told()[-1]
        (row,) = today.waiting(service.sign_in("adviser")).rows
        assert (row.kind, row.who) == ("request", "Rosa Pinto")
        await open_call(hand)
        await hand.type("Joe Marsh")
        await hand.press("enter", "w", "f4")
        assert "Book a free time" in hand.text()
        await hand.press("enter")
        assert "Joe Marsh" in hand.told()[-1]
        assert hand.screen == "Today"
        await open_call(hand)
        await hand.type("Nia Morgan")
        await hand.press("tab", "w", "f4", "end", "enter")
        assert hand.screen == "Diary"
        assert "Nia Morgan" in hand.text()


async def test_what_is_wrong_stands_under_its_field_and_what_is_typed_outlasts_escape(service):
    async with at_work(service, "receptionist") as hand:
        await open_call(hand)
        await hand.press("ctrl+s")
        assert "Name: please fill this in." in hand.text()
        assert "Say which number she may be rung on." in hand.text()
        await hand.type("Jo [/] Bloggs")
        await hand.press("escape")
        await open_call(hand)
        assert "Jo [/] Bloggs" in hand.text()
        assert "Your draft of" in hand.text()
        await hand.press("f5")
        assert "Bloggs" not in hand.text()


async def test_a_namesake_stays_a_new_caller_when_her_draft_comes_back(service):
    case = known_client(service)
    async with at_work(service, "receptionist") as hand:
        await open_call(hand)
        await hand.type("Amira Khan")
        await hand.press("down", "tab", "m", "a")
        await hand.type("07700 900999")
        await hand.press("escape")
        await open_call(hand)
        assert "New caller: Amira Khan" in hand.text()
        await hand.press("ctrl+s")
        assert "Message passed on to the advisers" in hand.told()[-1]
    (waits,) = messages.waiting(service.sign_in("adviser"))
    assert waits.who == "Amira Khan"
    assert waits.client_id != case.client_id


async def test_the_call_screen_shows_only_what_was_agreed_and_refuses_a_voicemail(service):
    """Scenario 23: L-23; "not at home; mobile after 5"."""
    case = known_client(service)
    dana = service.sign_in("receptionist")
    messages.take(dana, MessageForm("message", client_id=case.client_id, number=MOBILE, words="Please ring."))
    async with at_work(service) as hand:
        await hand.press("end", "enter")
        assert hand.screen == "Message"
        text = hand.text()
        for words in (MOBILE, "after 5", "Now, 10:20, is outside the safe times.", "No voicemail", "Please ring."):
            assert words in text
        assert "Hello, may I speak to the person I am ringing" in text
        assert HOME not in text
        for name in (hand.app.desk.policy.service, hand.app.desk.policy.union):
            assert name not in text.replace(hand.text().splitlines()[0], "")
        await hand.press("v")
        assert "✗ No voicemail may be left" in hand.text()
        await hand.press("ctrl+s")
        assert "✗ No voicemail may be left" in hand.text()
        assert hand.screen == "Message"
        await hand.press("n", "ctrl+s")
        assert hand.told()[-1] == f"Put on case {case.number}; nobody answered, so it stays open."
        assert hand.screen == "Today"
        await hand.press("u")
        assert "Undone" in hand.told()[-1]
        await hand.press("end", "enter")
        assert hand.screen == "Message"
        await hand.press("r")
        await hand.type("She will send the letter.")
        service.clock.pass_(minutes=1)
        await hand.press("ctrl+s")
        assert "called back: the target is met" in hand.told()[-1]


async def test_a_colleague_who_was_first_is_named_and_what_is_typed_stays(service):
    dana, tom = service.sign_in("receptionist"), service.sign_in("second")
    done = messages.take(dana, MessageForm("message", name="Jo Bloggs", number=MOBILE))
    async with at_work(service) as hand:
        await hand.press("enter", "r")
        await hand.type("Spoke with him.")
        seen = messages.open_message(tom, done.id)
        messages.answer(tom, done.id, seen.row_ver, messages.AnswerForm("reached", MOBILE, "Done."))
        await hand.press("ctrl+s")
        assert "Tom Ellis has taken this up meanwhile" in hand.told()[-1]
        assert "Tom Ellis: called back" in hand.text()
        await hand.press("escape")
        assert hand.screen == "Today"


async def test_a_request_that_came_by_email_is_booked_from_the_message_screen(service):
    """Scenario 18: I-31."""
    dana = service.sign_in("receptionist")
    given = MessageForm("request", name="Jo Bloggs", email="jo@example.org", words="can I see someone", channel="email")
    messages.take(dana, given)
    async with at_work(service) as hand:
        await hand.press("enter")
        assert hand.screen == "Message"
        assert "can I see someone" in hand.text()
        assert "jo@example.org" in hand.text()
        await hand.press("f4")
        assert hand.screen == "Diary"


async def test_under_the_shade_only_initials(service):
    dana = service.sign_in("receptionist")
    messages.take(dana, MessageForm("message", name="Jo Bloggs", number=MOBILE, words="About the deposit."))
    async with at_work(service) as hand:
        await hand.press("enter", "f8")
        assert "Bloggs" not in hand.text()
        assert "deposit" not in hand.text()


@pytest.mark.parametrize("size", SIZES)
async def test_looks(service, size):
    case = known_client(service, received=NOW)
    dana = service.sign_in("receptionist")
    words = "Her landlord rang again. Please call before Friday."
    who = {"client_id": case.client_id, "for_id": service.sign_in("adviser").person.id}
    messages.take(dana, MessageForm("message", number=MOBILE, words=words, **who))
    name = f"{size[0]}x{size[1]}"
    async with at_work(service, "receptionist", size=size) as hand:
        await hand.press("c")
        await hand.type("ami")
        same_as_before(f"call-who-{name}", hand.text())
        await hand.press("enter", "p", "p")
        same_as_before(f"call-through-{name}", hand.text())
        await hand.press("shift+tab", "shift+tab", "w")
        same_as_before(f"call-request-{name}", hand.text())
        hand.app.screen.query_one(CallFields).clear()
    async with at_work(service, size=size) as hand:
        await hand.press("end", "enter")
        same_as_before(f"message-{name}", hand.text())
