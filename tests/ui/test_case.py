"""The case: what happened, what is written, what stops the clock, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len

from advice_tui.casework import cases, drafts, undo
from advice_tui.casework.cases import KeyDateView
from advice_tui.rules.case_details import Agency
from advice_tui.rules.reply import ENTRY_KINDS
from screens.widgets.case_head import chips, fitting
from screens.widgets.composer import Composer
from screens.widgets.text_box import TextBox
from screens.widgets.timeline import Timeline
from screens.widgets.wrapping import first_lines, wrapped
from tests.factories import NOW, at, take, write
from tests.ui.working import SIZES, at_work, same_as_before


async def opened(hand, case_id):
    await hand.app.action_open("case", case_id)
    await hand.settle()
    assert hand.screen == "Case"


def a_case(desk, clock):
    """A case with something of everything; the clock stands at Tue 24 Nov 10:20 again afterwards."""
    clock.set(2026, 11, 19, 11, 0)
    taken = take(desk, received=clock(), name="Amira Khan", known_as="Ami", topic="academic_appeal")
    write(desk, taken.case_id, "face_to_face", MEETING, minutes=30)
    write(desk, taken.case_id, "advice", ADVICE, minutes=15, options=OPTIONS, choice="To appeal on circumstances")
    clock.set(2026, 11, 23, 14, 5)
    write(desk, taken.case_id, "received", "I have filled in section 3 [see attached]. " * 6, channel="email")
    write(desk, taken.case_id, "development", "The school moved the panel forward.", at=at(2026, 11, 23, 9))
    note = write(desk, taken.case_id, "note", "The panel meets on 7 December.")
    entry = next(one for one in cases.open_case(desk, taken.case_id).entries if one.id == note.undo.entry_id)
    cases.correct_entry(desk, taken.case_id, entry.id, 1, "The panel meets on 8 December.", "the letter says the 8th")
    clock.now = NOW
    write(desk, taken.case_id, "voicemail", "Left a message without naming the service.")
    undone = write(desk, taken.case_id, "note", "Wrong case.")
    undo.undo(desk, undone.undo)
    return taken


MEETING = "Went through the grounds of appeal. She brought her results and the letter from the school."
ADVICE = "Explained the time limit (10 working days from results) and that the panel may ask for evidence. " * 2
OPTIONS = ("Appeal on circumstances", "A late claim for mitigation", "Do nothing")
LOOKS = [*SIZES, (100, 30), (200, 60)]


@pytest.mark.parametrize("size", LOOKS)
async def test_looks(service, clock, size):
    taken = a_case(service.sign_in("adviser"), clock)
    name = f"{size[0]}x{size[1]}"
    async with at_work(service, size=size) as hand:
        await opened(hand, taken.case_id)
        same_as_before(f"case-{name}", hand.text())
        await hand.press("c")
        same_as_before(f"case-call-{name}", hand.text())
        await hand.press("escape", "o")
        same_as_before(f"case-advice-{name}", hand.text())


async def test_looks_without_colour(service, clock, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    taken = a_case(service.sign_in("adviser"), clock)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        text = hand.text()
        same_as_before("case-no-colour-80x24", text)
        for words in ("corrected", "undone by Priya Nair", "□ Tell due Wed 25 Nov 16:00", "+1", "▷"):
            assert words in text, words


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


def many(view, number):
    return tuple(view._replace(id=f"{n}", at=view.at - timedelta(hours=n), body=f"Word {n} ") for n in range(number))


async def test_a_thousand_entries_are_laid_out_once_and_drawn_when_seen(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    view = cases.open_case(desk, taken.case_id).entries[0]
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.look()
        timeline = hand.app.screen.query_one(Timeline)
        timeline.show(many(view, 1000), desk.today)
        laid = timeline._tops
        await hand.pilot.press("end", "pageup", "up", "home", "down")
        await hand.pilot.pause()
        assert timeline._tops is laid
        assert timeline.cursor == 1
        assert len(timeline._made) < 40
        timeline.search("word 999")
        assert [one.id for one in timeline.entries] == ["999"]


@pytest.mark.parametrize("width", [78, 98, 158, 198])
def test_the_chips_never_lose_the_contact_instruction(desk_of_case, width):
    view = desk_of_case
    details = replace(
        view.details,
        agencies=(Agency("Citizens Advice", "3 Nov"), Agency("Shelter")),
        adjustments="Large print, and a quiet room",
        waiting_for="the letter from the school",
    )
    key_date = KeyDateView(
        "k", "key_date", "Appeal deadline", "", NOW.date(), NOW.date(), NOW.date(), "amber", "today", 1
    )
    for status in ("open", "waiting", "closed"):
        case = replace(
            view, details=details, status=status, key_dates=(key_date,), closed=NOW, retention="kept until 25 Nov 2032"
        )
        long = " ".join(chip.long for chip in chips(case))
        for words in ("also with Citizens Advice since 3 Nov +1", "Adjustments: Large print", "Appeal deadline today"):
            assert words in long, words
        assert ("Closed 24 Nov · kept until 25 Nov 2032" in long) == (status == "closed")
        assert ("Waiting for the student: the letter from the school" in long) == (status == "waiting")
        shown = fitting(chips(case), width)
        assert sum(cell_len(words) + 3 for words, _ in shown) <= width
        assert any(words.startswith("☎ mobile only") for words, _ in shown)
        left = len(chips(case)) - len(shown)
        assert left == 0 or shown[-1][0] == f"+{left + 1}"


@pytest.fixture
def desk_of_case(service):
    desk = service.sign_in("adviser")
    return cases.open_case(desk, take(desk).case_id)


# Scenarios -----------------------------------------------------------------------------------------------------------


async def test_scenario_7_an_automatic_reply_and_a_voicemail_do_not_count(service):
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        for keys in (("a",), ("c", "v")):
            await hand.press(*keys)
            await hand.type("Sent or left")
            await hand.press("ctrl+s")
            assert "Due Thu 26 Nov 16:00" in hand.text()
        await hand.press("c", "r")
        await hand.type("She knows now")
        await hand.press("ctrl+s")
        assert "Reply answered" in hand.text()


async def test_scenario_8_three_channels_on_one_timeline(service, clock):
    taken = take(service.sign_in("adviser"), received=NOW - timedelta(minutes=5))
    async with at_work(service, size=(160, 50)) as hand:
        await opened(hand, taken.case_id)
        await hand.press("r", "t")
        await hand.type("Rang to ask about the form")
        await hand.press("ctrl+s")
        assert "reply due Thu 26 Nov, by 16:00." in hand.told()[-1]
        await hand.press("r", "f")
        await hand.type("Came by with the form")
        await hand.press("tab")
        await hand.type("yesterday 15:30")
        assert "= Mon 23 Nov 2026 15:30" in hand.text()
        await hand.press("ctrl+s")
        text = hand.text()
        times = [line[1:6] for line in text.splitlines() if "from the student" in line or "Email: enquiry" in line]
        assert times == ["10:20", "10:15", "15:30"]
        assert text.count("our own target") == 2
        assert "□ Due" not in text.splitlines()[1]
        await hand.press("u")
        assert "undone by Priya Nair" in hand.text()
        assert hand.text().count("our own target") == 1


async def test_scenario_9_options_not_orders(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("o")
        await hand.press("ctrl+s")
        assert "please write them down" in hand.text()
        assert "please write what the student" in hand.text()
        await hand.type("1. Appeal")
        await hand.press("ctrl+s")
        assert "please write what the student" in hand.text()
        await hand.type("Appeal")
        await hand.press("ctrl+s")
        text = " ".join(hand.text().replace("│", " ").split())
        assert "Only one option is written down." in text
        assert "(I-3): add another, or save again to keep one." in text
        await hand.type("x")
        await hand.press("ctrl+s")
        assert "Only" in hand.text()
        await hand.press("backspace", "ctrl+s")
        assert "Only one option" in hand.text()
        await hand.press("f4", "f4", "f4", "ctrl+s")
        assert "Advice given" in hand.text()
        assert "1 option · Student's choice: Appeal" in hand.text()
        assert "Priya Nair · 15 min" in hand.text()
        await hand.press("enter")
        assert "1. Appeal" in hand.text()
        assert "Kept with fewer options" in hand.text()


async def test_scenario_50_news_is_told_or_shows_as_late(service, clock):
    desk = service.sign_in("adviser")
    taken = take(desk)
    write(desk, taken.case_id, "reply_email")
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("d")
        assert "The student must be told soon" in hand.text()
        await hand.type("The University wants a hearing")
        await hand.press("ctrl+s")
        assert "tell the student by Thu 26 Nov, by 16:00." in hand.told()[-1]
        assert "Tell due Thu 26 Nov 16:00" in hand.text()
        clock.set(2026, 11, 27, 11)
        await hand.look()
        await hand.press("escape", "1")
        assert "Waiting 1 · 1 late" in hand.text()
        await opened(hand, taken.case_id)
        await hand.press("c", "r")
        await hand.type("Told her")
        await hand.press("ctrl+s")
        assert "Student told" in hand.text()


# Filter, search, corrections, windows --------------------------------------------------------------------------------


async def test_filters_and_search(service, clock):
    taken = a_case(service.sign_in("adviser"), clock)
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        assert "All 8   Contact 3   Meetings 1   Notes 4" in hand.text()
        await hand.press("right", "right")
        timeline = hand.app.screen.query_one(Timeline)
        assert [one.group for one in timeline.entries] == ["meetings"]
        await hand.press("left", "left", "slash")
        await hand.type("MITIGATIÓN")
        assert "1 found" in hand.text()
        assert "Option 2: A late claim for mitigation" in hand.text()
        await hand.press("enter", "enter")
        assert timeline.has_focus
        assert "3. Do nothing" in hand.text()
        await hand.press("slash")
        await hand.type(" nowhere")
        assert "0 found" in hand.text()
        assert "No entry holds these words" in hand.text()
        await hand.press("escape")
        assert "All 8" in hand.text()
        assert len(timeline.entries) == 8
        assert hand.screen == "Case"


async def test_a_correction_shows_the_earlier_words(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    write(desk, taken.case_id, "note", "Hearing on 7 December")
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("n")
        await hand.type("half a thought")
        await hand.press("escape", "z", "backspace", "ctrl+s")
        assert "please fill this in" in hand.text()
        await hand.type("the letter came")
        await hand.press("ctrl+s")
        text = hand.text()
        assert "Hearing on 7 Decembe" in text
        assert "corrected" in text
        assert "A draft is kept: half a thought" in text
        await hand.press("enter")
        words = " ".join(hand.text().replace("│", " ").replace("▌", " ").split())
        assert "corrected by Priya Nair: the letter came" in words
        assert "Hearing on 7 December" in words
        await hand.press("n")
        assert hand.app.screen.query_one(TextBox).text == "half a thought"


async def test_two_terminals_correct_one_entry_and_both_texts_are_seen(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    write(desk, taken.case_id, "note", "First words")
    entry = cases.open_case(desk, taken.case_id).entries[0]
    manager = service.sign_in("manager")
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("z")
        await hand.type(" of mine")
        cases.correct_entry(manager, taken.case_id, entry.id, 1, "The manager's words", "clearer")
        await hand.press("tab")
        await hand.type("typing error")
        await hand.press("ctrl+s")
        text = hand.text()
        assert "The manager's words" in text
        assert "First words of mine" in text
        assert "Somebody else corrected this entry meanwhile" in text
        await hand.press("ctrl+s")
        view = cases.open_case(desk, taken.case_id).entries[0]
        assert view.body == "First words of mine"
        assert [words for _, words in view.before] == ["First words", "The manager's words"]


async def test_two_windows_of_one_person_lose_nothing(service):
    taken = take(service.sign_in("adviser"))
    other = service.sign_in("adviser")
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("n")
        await hand.type("From here")
        await hand.app.screen.keep_draft()
        drafts.keep(other, f"entry:{taken.case_id}", {"kind": "note", "text": "From the other window"})
        await hand.type(", too")
        await hand.app.screen.keep_draft()
        await hand.settle()
        assert "Another window of yours has: From the other window" in hand.text()
        assert hand.app.screen.query_one(TextBox).text == "From here, too"
        await hand.press("f7")
        assert hand.app.screen.query_one(TextBox).text == "From here, too\n\nFrom the other window"
        assert "Another window" not in hand.text()
        await hand.press("ctrl+s")
        assert drafts.find(other, f"entry:{taken.case_id}") is None


async def test_hostile_words_are_drawn_as_words(service):
    desk = service.sign_in("adviser")
    taken = take(desk, about="[/] [red]x \x1b]0;owned\x07 \u202egnp.exe", name="[@click=app.quit]Zoë[/]")
    write(desk, taken.case_id, "advice", "[/x]", options=("[red]one", "[/]"), choice="[@click=app.quit]x")
    async with at_work(service, size=(160, 50)) as hand:
        await opened(hand, taken.case_id)
        await hand.press("enter", "down", "enter", "slash")
        await hand.type("[red]")
        text = hand.text()
        for words in ("[/] [red]x", "[@click=app.quit]Zoë[/]", "[red]one"):
            assert words in text, words
        assert not any(sign in text for sign in "\x1b\x07\u202e")


async def test_a_wrong_time_is_said_where_it_is_typed(service):
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        await hand.press("n")
        await hand.type("A note")
        await hand.press("tab")
        await hand.type("last tue")
        await hand.press("tab")
        await hand.type("ages")
        await hand.press("ctrl+s")
        words = " ".join(hand.text().replace("│", " ").split())
        assert "Add the time" in words
        assert "Write the time spent as 15" in words
        assert len(cases.open_case(service.sign_in("adviser"), taken.case_id).entries) == 1


@pytest.mark.parametrize("width", [4, 11, 40])
def test_wrapping_keeps_every_word_and_no_line_is_too_long(width):
    text = "Ein sehr langes Donaudampfschifffahrtswort, 李小龍和朋友們在圖書館, and more.\n\nlast"
    lines = list(wrapped(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(first_lines(text, width, 2)) <= 2
    assert all(cell_len(line) <= width for line in first_lines(text, width, 2))


def test_a_timeline_that_was_not_read_yet_says_nothing():
    timeline = Timeline()
    assert timeline._between(1, 80).plain.strip() == ""
