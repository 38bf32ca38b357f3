"""The nastiest words on the screens of the diary and the desk, and pastes without end into what is typed there."""

from __future__ import annotations

from datetime import date, timedelta

from textual import events

from advice_tui.casework import desk_flags, messages, rota, search
from advice_tui.casework.diary import booking, line, moving, planning
from advice_tui.casework.diary.planning import PlanForm
from advice_tui.casework.diary.views import BookingForm, NewClient
from advice_tui.casework.messages import MessageForm
from advice_tui.rules.staff_times import TimesForm
from tests.factories import book, take
from tests.ui.test_hostile_casework import NASTY, Walk, pasted, sound
from tests.ui.working import at_work

TODAY = date(2026, 11, 24)
SIZE = (80, 24)


def nasty_day(service):
    """A day at which everybody has such a name, such a note and such a message; give a case and a message."""
    dana, priya, manager = (service.sign_in(who) for who in ("receptionist", "adviser", "manager"))
    slip = ""
    for words in NASTY:
        offer = booking.free_slots(dana, after=(TODAY, 0), count=1)[0]
        form = BookingForm(
            offer.day, offer.start, offer.adviser_id, offer.room, new_client=NewClient(words), note=words
        )
        one = booking.book(dana, form).id
        given = {"number": "07700 900123", "times": words, "words": f"{words}\n{words}"}
        slip = messages.take(dana, MessageForm("message", name=words, **given)).id
        if words == NASTY[1]:
            moving.cancel(dana, one, 1, by="client", reason=words)
    taken = take(priya, name=NASTY[0], about=NASTY[1])
    planned = book(priya, date(2026, 11, 26), 600, client_id=taken.client_id, adviser_id=priya.person.id, note=NASTY[3])
    planning.plan(priya, planned.id, 1, PlanForm(taken.case_id, NASTY))
    desk_flags.refuse(manager, taken.client_id, NASTY[0])
    for at, words in enumerate(NASTY):
        day = date(2026, 12, 1) + timedelta(days=at)
        rota.add_away(priya, TimesForm(priya.person.id, day, day, why=words))
    return taken, slip


async def test_the_nastiest_words_on_every_screen_of_the_desk(service):
    taken, slip = nasty_day(service)
    async with at_work(service, "receptionist", size=SIZE) as hand:
        walk = Walk(hand)
        await walk("3", "down", "d", "right", "enter", "escape", "right_square_bracket", "d")
        for words in NASTY[:3]:
            hand.app.screen.line.field.value = f"{words} thu 10:00 note {words}"
            await walk("b", "escape")
        await walk("4", *["down"] * 4, "f8", "f8", "n")
        await walk.fill("who", "Ann")
        await walk("down", "escape", "escape", "r", "down", "escape")
        await hand.app.action_open("client", f"{taken.client_id}")
        await hand.settle()
        walk.look("client")
        await walk("escape")
        assert {"Diary", "DeskBoard", "TakeCall", "Client"} <= walk.been
    async with at_work(service, "adviser", size=SIZE) as hand:
        walk = Walk(hand)
        await hand.app.action_open("message", slip)
        await hand.settle()
        walk.look("message")
        await walk("down", "escape", "3", "right_square_bracket", "down", "escape")
        for key, subject in (("hours", ""), ("case", taken.case_id)):
            await hand.app.action_open(key, subject)
            await hand.settle()
            walk.look(key)
            await walk("down", "escape")


async def test_a_paste_of_ten_megabytes_into_the_booking_line_and_the_words_of_a_message(service):
    text = "khan thu 10 " * (10_000_000 // 12)
    async with at_work(service, "receptionist", size=SIZE) as hand:
        await hand.press("3", "b")
        told = len(hand.told())
        hand.app.post_message(events.Paste(text))
        await hand.settle()
        assert "this field takes" in hand.told()[told]
        assert hand.app.screen.line.field.value == ""
        await hand.type("new ann")
        sound(hand, "line")
        await hand.press("escape", "4", "n")
        for name in ("who", "words"):
            told = len(hand.told())
            if not hand.app.screen.query_one(f"#{name}").display:
                continue
            assert await pasted(hand, name, text) == "kept", name
            assert "this field takes" in hand.told()[told], name
            sound(hand, name)
    desk = service.sign_in("receptionist")
    search.build(desk)
    assert line.read_line(desk, "new ann").form is None
