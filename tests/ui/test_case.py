"""The case: what happened, what is written, what stops the clock, and what does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advice_tui.casework import cases, drafts, undo
from advice_tui.rules.reply import ENTRY_KINDS
from screens.widgets.composer import Composer
from screens.widgets.text_box import TextBox
from screens.widgets.timeline import Timeline
from screens.widgets.wrapping import first_lines, wrapped
from tests.factories import NOW, take, write
from tests.ui.working import SIZES, at_work, same_as_before


async def opened(hand, case_id):
    await hand.app.action_open("case", case_id)
    await hand.settle()
    assert hand.screen == "Case"


@pytest.mark.parametrize("size", SIZES)
async def test_looks(service, size):
    desk = service.sign_in("adviser")
    taken = take(desk, received=NOW - timedelta(days=1), name="Amira Khan", known_as="Ami", topic="housing")
    write(desk, taken.case_id, "voicemail", "Left a message without naming the service.")
    undone = write(desk, taken.case_id, "note", "Wrong case.")
    undo.undo(desk, undone.undo)
    async with at_work(service, size=size) as hand:
        await opened(hand, taken.case_id)
        same_as_before(f"case-{size[0]}x{size[1]}", hand.text())
        await hand.press("c")
        same_as_before(f"case-call-{size[0]}x{size[1]}", hand.text())


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (("e",), "reply_email"),
        (("n",), "note"),
        (("c", "r"), "call_reached"),
        (("c", "n"), "call_unanswered"),
        (("c", "v"), "voicemail"),
        (("l",), "letter"),
        (("f",), "face_to_face"),
        (("a",), "auto_ack"),
    ],
)
async def test_each_kind_says_what_it_does_to_the_clock_and_does_it(service, keys, kind):
    taken = take(service.sign_in("adviser"))
    stops = next(one.stops_clock for one in ENTRY_KINDS if one.key == kind)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press(*keys)
        assert ("Stops the clock" in hand.text()) == stops
        assert ("The clock goes on" in hand.text()) == (not stops)
        await hand.type("What I wrote")
        await hand.press("ctrl+s")
        assert "What I wrote" in hand.text()
        assert ("Reply answered" in hand.text()) == stops
        assert any(f"saved on case {taken.number}." in one for one in hand.told())


async def test_undo_of_the_reply_opens_the_promise_again(service):
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("e")
        await hand.type("Here is what you can do.")
        await hand.press("ctrl+s")
        assert "Reply answered" in hand.text()
        await hand.press("u")
        text = hand.text()
        assert "Due Thu 26 Nov 16:00" in text
        assert "undone by Priya Nair, Tue 24 Nov 10:20" in text


async def test_an_empty_entry_is_refused_where_it_is_written(service):
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("n", "ctrl+s")
        assert "please fill this in" in hand.text()
        assert hand.app.screen.query_one(Composer).is_open


async def test_a_draft_survives_escape_and_comes_back(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("n")
        await hand.type("Rang at 11")
        await hand.press("escape")
        assert hand.screen == "Case"
        assert "A draft is kept: Rang at 11" in hand.text()
        await hand.press("escape")
        assert hand.screen == "Today"
        await opened(hand, taken.case_id)
        assert "A draft is kept: Rang at 11" in hand.text()
        await hand.press("n")
        await hand.type(", nobody there")
        await hand.press("ctrl+s")
        assert "Rang at 11, nobody there" in hand.text()
        assert drafts.find(desk, f"entry:{taken.case_id}") is None


async def test_another_desk_writes_and_nothing_typed_is_lost(service):
    second = service.sign_in("second")
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("n")
        await hand.type("Half a sent")
        write(second, taken.case_id, "note", "From the other room")
        await hand.look()
        assert "From the other room" in hand.text()
        assert hand.app.screen.query_one(TextBox).text == "Half a sent"
        assert hand.app.screen.query_one(TextBox).has_focus


async def test_a_case_that_is_void_closes_with_its_sentence(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    async with at_work(service, "second") as hand:
        await opened(hand, taken.case_id)
        undo.undo(desk, taken.undo)
        await hand.look()
        assert hand.screen == "Today"
        assert hand.told()


async def test_t_takes_the_case_on_once(service):
    taken = take(service.sign_in("receptionist"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        assert "t takes" in hand.text() or "Nobody has it yet" in hand.text()
        await hand.press("t")
        assert f"Case {taken.number} is yours now." in hand.told()
        assert "t takes" not in hand.text()


async def test_w_shows_the_sum(service):
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("w")
        assert "Day 2: Thu 26 Nov" in hand.text()


async def test_no_letter_is_a_key_while_something_is_written(service):
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("n")
        await hand.type("nectar will u 126?:/")
        assert hand.app.screen.query_one(TextBox).text == "nectar will u 126?:/"
        assert hand.screen == "Case"


async def test_f2_changes_the_kind_and_keeps_the_text(service):
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("e")
        await hand.type("kept")
        await hand.press("f2")
        assert hand.app.screen.query_one(Composer).kind.key == "note"
        assert hand.app.screen.query_one(TextBox).text == "kept"


async def test_a_long_entry_opens_in_place_and_is_scrolled_through(service):
    desk = service.sign_in("adviser")
    taken = take(desk, about="\n".join(f"Line {n} of a long letter" for n in range(60)))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        assert "Line 5 of" not in hand.text()
        await hand.press("enter")
        assert "Line 5 of" in hand.text()
        assert "Line 59 of" not in hand.text()
        await hand.press(*["down"] * 9)
        assert "Line 59 of" in hand.text()
        await hand.press("enter")
        assert "Line 5 of" not in hand.text()


async def test_a_thousand_entries_are_laid_out_once(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    view = cases.open_case(desk, taken.case_id).entries[0]
    from dataclasses import replace

    many = tuple(replace(view, id=f"{n}", at=view.at - timedelta(hours=n)) for n in range(1000))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.look()
        timeline = hand.app.screen.query_one(Timeline)
        timeline.show(many, desk.today)
        laid = timeline._lines
        await hand.pilot.press("end", "pageup", "up", "home", "down")
        await hand.pilot.pause()
        assert timeline._lines is laid
        assert timeline.cursor == 1


@pytest.mark.parametrize("width", [4, 11, 40])
def test_wrapping_keeps_every_word_and_no_line_is_too_long(width):
    from rich.cells import cell_len

    text = "Ein sehr langes Donaudampfschifffahrtswort, 李小龍和朋友們在圖書館, and more.\n\nlast"
    lines = list(wrapped(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(first_lines(text, width, 2)) <= 2
    assert all(cell_len(line) <= width for line in first_lines(text, width, 2))
