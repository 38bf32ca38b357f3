"""After the lock nothing of the diary and the desk is left: on the screen, behind it, in memory, and in what it keeps."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from datetime import date
from types import FrameType

import pytest

from advice_tui.casework import arrivals, complaints, enquiries, letters, messages, staff
from advice_tui.casework.complaints import ComplaintForm
from advice_tui.casework.messages import MessageForm
from advice_tui.rules.case_details import Party
from screens.base import DeskScreen
from tests.casework.conduct import begin
from tests.factories import book, enquiry_form, take
from tests.ui.working import at_work

SURNAME = "Zanzibarqx"
TODAY = date(2026, 11, 24)


def held_in_memory():
    """Every object of the program that refers to a text with the name in it, as (its type, the text)."""
    loop = asyncio.get_running_loop()
    loop._scheduled = [one for one in loop._scheduled if not one.cancelled()]  # these go by themselves in a moment
    gc.collect()
    mine = globals()
    found = set()
    for one in gc.get_objects():
        if isinstance(one, FrameType) or one is mine:
            continue
        for text in gc.get_referents(one):
            if isinstance(text, str) and SURNAME.casefold() in text.casefold() and text != SURNAME and len(text) < 500:
                found.add((type(one).__name__, text))
    return found


def a_student(service):
    """A student with an appointment, a message and a name that is nowhere else."""
    front, priya = service.sign_in("receptionist"), service.sign_in("adviser")
    client = take(front, name=f"Ann {SURNAME}", received=front.now).client_id
    service.clock.set(2026, 11, 24, 9, 50)
    given = {"client_id": client, "adviser_id": priya.person.id, "note": f"{SURNAME} needs the ramp"}
    appointment = book(front, TODAY, 660, **given).id
    form = MessageForm(
        "message", client, number="07700 900123", words=f"{SURNAME} is frightened", for_id=priya.person.id
    )
    slip = messages.take(front, form).id
    service.clock.set(2026, 11, 24, 10, 57)
    arrivals.arrive(front, appointment, 1)
    service.close()
    return client, slip


@pytest.mark.parametrize("who", ["adviser", "receptionist"])
async def test_nothing_of_a_name_stays_after_the_lock(service, who):
    client, slip = a_student(service)
    async with at_work(service, who, size=(120, 40)) as hand:
        await hand.press("3", "d")
        await hand.type("ann thu 10")
        await hand.press("escape", "4", "down", "n")
        await hand.type("zanz")
        where = ("message", slip) if who == "adviser" else ("client", client)
        hand.app.call_next(hand.app.action_open, *where)
        await hand.settle()
        await hand.press("escape")
        hand.app.call_next(hand.app.action_open, "diary", f"client:{client}")
        await hand.settle()
        assert SURNAME in hand.text()
        hand.app.tell(f"Booked for Ann {SURNAME}.")
        hand.app.copy_to_clipboard(SURNAME)
        await hand.press("ctrl+l")
        await hand.look()
        assert hand.screen == "Lock"
        assert SURNAME not in hand.text() + f"{hand.app.title} {hand.app.sub_title} {hand.app.clipboard}"
        assert not hand.told()
        await gone(hand, service)
        assert ("at reception" in hand.text()) == (who == "adviser")
        assert (hand.app._lookout is not None) == (who == "adviser")


def conduct_of_a_student(service):
    """A name that is nowhere else, in a procedure, a letter, a complaint and on both sides of a conflict."""
    priya = service.sign_in("adviser")
    party = Party(f"Tariq {SURNAME}", "opposing")
    case = take(priya, name=f"Ann {SURNAME}", student_number="w7000001", parties=(party,)).case_id
    form = enquiry_form(
        received=priya.now,
        name=f"Tariq {SURNAME}",
        student_number="w7000002",
        email="t@example.org",
        phone="",
        contact_note="",
        about="A flatmate.",
    )
    other = enquiries.take(priya, form, kept=True).case_id
    grounds = [one.key for one in priya.policy.withdrawal.grounds if not one.after_restriction]
    running = begin(priya, "withdrawal", {"ground": grounds[0], "facts": f"{SURNAME} shouted."}, case_id=case)
    letter = letters.begin(priya, "closing", case_id=case, values={"outcome": f"{SURNAME} was heard."})
    complaints.log(priya, ComplaintForm("service", f"{SURNAME} was not rung back.", case_id=case))
    service.close()
    return case, other, running, letter


async def gone(hand, service):
    """Wait until nothing in memory holds the name, as long as a clock that was stopped may hold its screen."""
    service.open_desks.clear()  # the test's own hold on the sitting
    held = set()
    for attempt in range(30):  # a reading that was under way holds what it found until its thread takes the next
        hand.app._room.submit(int).result()
        await hand.settle()
        held = held_in_memory()
        if not held:
            break
        await asyncio.sleep(0.1 * min(attempt, 8))  # and a clock that was stopped holds its screen until its hour
    assert held == set()
    assert not [one for one in gc.get_objects() if isinstance(one, DeskScreen)]


async def test_nothing_of_a_name_stays_of_procedures_letters_review_and_conflicts(service):
    case, other, running, letter = conduct_of_a_student(service)
    async with at_work(service, "manager", size=(160, 50)) as hand:
        for key, subject in (("procedure", running), ("letter", letter), ("conflict", other), ("case", case)):
            await hand.app.action_open(key, subject)
            await hand.settle()
            assert SURNAME in hand.text(), key
            await hand.press("w" if key == "procedure" else "f1", "escape", "escape")
        for keys in ("5", "w", "c", "w"):
            await hand.press(keys)
            assert SURNAME in hand.text(), keys
            await hand.press("escape") if keys == "w" else None
        await hand.app.action_open("case", case)
        await hand.settle()
        for keys in ("C", "D", "Q", "P", "L"):
            await hand.press(keys, "escape")
        await hand.press("Q")
        assert SURNAME in hand.text()
        await hand.press("ctrl+l")
        await hand.look()
        assert hand.screen == "Lock"
        assert SURNAME not in hand.text()
        await gone(hand, service)


async def test_the_locked_terminal_lets_go_of_the_key_when_it_is_renewed_and_when_the_doors_are_closed(service):
    a_student(service)
    for ends in ("renewed", "closed", "another service"):
        async with at_work(service) as hand:
            await hand.press("ctrl+l")
            await hand.look()
            await hand.look()
            kept = hand.app._lookout
            assert "at reception" in hand.text()
            if ends == "renewed":
                staff.rotate(service.sign_in("manager"))
            elif ends == "closed":
                service.clock.set(2026, 11, 24, 17, 0)  # an hour after the doors
            else:
                hand.app.founded()
            await hand.look()
            await hand.look()
            assert (hand.app._lookout, kept.key, kept.waiting) == (None, b"", ())
            assert "at reception" not in hand.text()
            service.clock.set(2026, 11, 24, 10, 57)


async def test_after_the_doors_are_closed_no_key_is_kept_at_all(service):
    a_student(service)
    for when in ((2026, 11, 24, 17, 30), (2026, 11, 28, 11, 0)):  # an evening, a Saturday
        service.clock.set(*when)
        async with at_work(service) as hand:
            await hand.press("ctrl+l")
            await hand.look()
            assert hand.screen == "Lock"
            assert hand.app._lookout is None


async def test_a_service_whose_folder_goes_away_behind_the_lock_is_no_trouble(service):
    a_student(service)
    away = service.home.with_name("away")
    async with at_work(service) as hand:
        await hand.press("ctrl+l")
        await hand.look()
        service.home.rename(away)
        with suppress(FileNotFoundError):
            await hand.look()
            await hand.look()
        assert hand.screen == "Lock"
        away.rename(service.home)
