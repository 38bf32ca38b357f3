"""Today: what waits for whom, in which order and words, and what its keys do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advice_tui.casework import cases, undo
from data.models import Acknowledgement
from screens.widgets.waiting_list import WaitingList
from tests.factories import NOW, take, write
from tests.ui.working import SIZES, Hand, at_work, same_as_before


def some_waiting(desk):
    """Three enquiries: one due today, one calm, one an internal target."""
    first = take(desk, received=NOW - timedelta(days=5), name="Amira Khan", about="Appeal against a result")
    take(desk, received=NOW - timedelta(hours=1), name="Łukasz Kowalski", about="Extension refused")
    take(desk, received=NOW - timedelta(minutes=5), name="Grace Lowe", about="Landlord", channel="telephone")
    return first


async def test_an_empty_list_says_what_to_press(service):
    async with at_work(service) as hand:
        assert "Nothing is waiting." in hand.text()
        assert "Press n for a new enquiry" in hand.text()


@pytest.mark.parametrize("size", [*SIZES, (100, 30), (200, 60)])
async def test_looks(service, size):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service, size=size) as hand:
        same_as_before(f"today-{size[0]}x{size[1]}", hand.text())


async def test_soonest_first_with_glyph_word_and_counts(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service) as hand:
        text = hand.text()
        assert "Waiting 3 · 1 late" in text
        assert "Open until 16:00" in text
        rows = [line for line in text.splitlines() if "26-000" in line]
        assert [row[row.index("26-") :][:7] for row in rows] == ["26-0001", "26-0002", "26-0003"]
        assert "⚑ late" in rows[0]
        assert "□ calm" in rows[1]
        assert [row[11:17].strip() for row in rows] == ["reply", "reply", "call"]


async def test_enter_opens_the_case_and_escape_comes_back_to_the_row(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await hand.press("down", "enter")
        assert hand.screen == "Case"
        assert "Łukasz Kowalski" in hand.text()
        await hand.press("escape")
        assert hand.screen == "Today"
        assert hand.app.screen.query_one(WaitingList).marked.number == "26-0002"


async def test_the_mark_stays_with_its_row_when_another_desk_adds_one(service):
    manager = service.sign_in("manager")
    some_waiting(manager)
    async with at_work(service) as hand:
        await hand.press("down")
        take(manager, received=NOW - timedelta(days=6), name="Rosa Pinto")
        await hand.look()
        assert "Rosa Pinto" in hand.text()
        assert hand.app.screen.query_one(WaitingList).marked.number == "26-0002"


async def test_w_shows_the_sum(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await hand.press("down", "w")
        assert "Why this date" in hand.text()
        assert "Day 1: Wed 25 Nov" in hand.text()
        await hand.press("escape")
        assert hand.screen == "Today"


async def test_a_wide_window_explains_the_marked_row_beside_it(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service, size=(160, 50)) as hand:
        await hand.press("down")
        assert "Day 1: Wed 25 Nov" in hand.text()
        assert "Extension refused" in hand.text()


async def search_for(hand: Hand, words: str) -> str:
    await hand.press("slash")
    await hand.type(words)
    return hand.text()


async def test_search_opens_a_case(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service) as hand:
        assert "Łukasz Kowalski" in await search_for(hand, "lukasz")
        await hand.press("enter")
        assert hand.screen in {"Case", "Enquiry"}


async def test_search_finds_words_of_a_case(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await search_for(hand, "extension")
        await hand.press("enter")
        assert hand.screen == "Case"
        assert "Extension refused" in hand.text()


async def test_reception_sees_slips_and_opens_no_case(service):
    taken = take(service.sign_in("receptionist"), name="Grace Lowe", about="my secret matter")
    async with at_work(service, "receptionist") as hand:
        text = hand.text()
        assert "Grace Lowe" in text
        assert "passed on" in text
        assert "secret" not in text
        assert taken.number not in text
        await hand.press("enter")
        assert "Why this date" in hand.text()
        assert "secret" not in hand.text()
        await hand.press("escape")
        await hand.app.action_open("case", taken.case_id)
        await hand.settle()
        assert hand.screen == "Today"
        found = await search_for(hand, "grace")
        assert "Grace Lowe" in found
        assert "secret" not in found
        await hand.press("enter")
        assert hand.screen == "Client"
        await hand.press("n")
        assert hand.screen == "Enquiry"
        assert "Client on file: Grace Lowe" in hand.text()


async def test_reception_is_told_when_an_adviser_answered(service):
    reception = service.sign_in("receptionist")
    taken = take(reception, name="Grace Lowe")
    async with at_work(service, "receptionist") as hand:
        assert "answered" not in hand.text()
        write(service.sign_in("adviser"), taken.case_id, "reply_email", "Here is what you can do.")
        await hand.look()
        assert "✓ answered" in hand.text()


async def test_under_the_shade_only_initials(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service, size=(160, 50)) as hand:
        await hand.press("f8")
        text = hand.text()
        assert "A.K." in text
        assert "Amira" not in text
        assert "Appeal against" not in text


async def test_undo_of_an_enquiry_takes_it_from_the_list(service):
    desk = service.sign_in("adviser")
    taken = take(desk, name="Grace Lowe")
    async with at_work(service) as hand:
        assert "Grace Lowe" in hand.text()
        undo.undo(desk, taken.undo)
        await hand.look()
        assert "Grace Lowe" not in hand.text()


@pytest.mark.parametrize(("who", "screen"), [("director", "Review"), ("maintainer", "Staff"), ("reader", "Account")])
async def test_who_comes_for_no_case_sees_no_today(service, who, screen):
    take(service.sign_in("adviser"))
    async with at_work(service, who) as hand:
        assert hand.screen == screen
        assert "1 Today" not in hand.text()
        await hand.press("1")
        assert hand.screen == screen
        await hand.press("escape")
        assert hand.screen == screen


async def test_the_terminals_cursor_follows_the_mark(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service) as hand:
        before = hand.app.cursor_position
        await hand.press("down")
        assert hand.app.cursor_position.y == before.y + 1
        line = hand.text().splitlines()[hand.app.cursor_position.y]
        assert "26-0002" in line


async def test_the_minutes_left_are_counted_afresh(service):
    take(service.sign_in("adviser"), received=NOW - timedelta(days=4))
    async with at_work(service) as hand:
        assert "5 h 40 left" in hand.text()
        service.clock.pass_(minutes=7)
        await hand.look()
        assert "5 h 33 left" in hand.text()


async def test_m_shows_what_waits_for_colleagues(service):
    adviser = service.sign_in("adviser")
    some_waiting(adviser)
    theirs = take(adviser, name="Rosa Pinto")
    cases.take_on(service.sign_in("second"), theirs.case_id)
    async with at_work(service) as hand:
        assert "Rosa Pinto" not in hand.text()
        assert "1 with colleagues" in hand.text()
        await hand.press("m")
        assert "Rosa Pinto" in hand.text()
        await hand.press("m")
        assert "Rosa Pinto" not in hand.text()


async def test_the_mark_goes_to_the_enquiry_that_was_just_saved(service):
    some_waiting(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await hand.press("n")
        hand.app.screen.query_one("#name").focus()
        await hand.type("Rosa Pinto")
        hand.app.screen.query_one("#email").focus()
        await hand.type("rosa@example.org")
        hand.app.screen.query_one("#about").focus()
        await hand.type("Deposit kept")
        await hand.press("ctrl+s")
        assert hand.screen == "Today"
        assert hand.app.screen.query_one(WaitingList).marked.who == "Rosa Pinto"


async def test_the_first_tour_has_three_steps_and_stays_away_once_seen(service):
    newcomer = service.sign_in("second")
    with newcomer.store.write(newcomer.signer, "test", at=newcomer.now) as tx:
        tx.delete(Acknowledgement, account_id=newcomer.person.id, item="tour")
    async with at_work(service, "second") as hand:
        for step in (1, 2, 3):
            assert f"step {step} of 3" in hand.text()
            await hand.press("f7")
        assert "of 3" not in hand.text()
    async with at_work(service, "second") as hand:
        assert "of 3" not in hand.text()


async def test_help_says_what_the_screen_is_for(service):
    async with at_work(service) as hand:
        await hand.press("f1")
        assert "What waits, due soonest first" in hand.text()
