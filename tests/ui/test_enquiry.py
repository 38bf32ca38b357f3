"""The enquiry form: the promise before saving, all problems at once, drafts, the same person, few keys."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.casework import cases, drafts, enquiries, search, today
from advice_tui.rules.case_details import Agency, Party
from advice_tui.rules.working_days import LONDON
from screens.enquiry.screen import received_of
from screens.widgets.field import Field
from screens.widgets.text_box import TextBox
from tests.factories import FIRST, POLICIES, SECOND, at, take
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


async def fill(hand, name, email, about, *, told="y"):
    """Fill a new form by keyboard, from the first field on, as for an e-mail about an appeal."""
    await hand.press("e", "enter", "enter")
    await hand.type(name)
    await hand.press("enter", "enter", "enter")
    await hand.type(email)
    await hand.press(*["enter"] * 6, "a", "enter", told)
    await hand.type(about)


async def test_from_form_to_today_to_case_to_answered(service):
    async with at_work(service) as hand:
        await hand.press("n")
        assert "Reply due Thu 26 Nov, by 16:00 (counted: Wed 25, Thu 26)" in hand.text()
        hand.pressed = 0
        await fill(hand, "Amira Khan", "amira@example.ac.uk", "My appeal was refused.")
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
        await hand.press("escape")
        assert "Nothing" in hand.text()


async def test_a_telephone_enquiry_takes_few_keys(service):
    """At most 25 keys beyond names and text; what is not used (parties, agencies, adjustments) costs none."""
    async with at_work(service) as hand:
        await hand.press("n")
        hand.pressed = 0
        await hand.press("t", "k", "enter")
        await hand.type("Amira Khan")
        await hand.press("enter", "enter")
        await hand.type("w1234567")
        await hand.press("enter", "enter")
        await hand.type("07700 900123")
        await hand.press("enter")
        await hand.type("not at home")
        await hand.press("enter")
        await hand.type("after 5")
        await hand.press("enter", "o", "enter", "enter", "h", "y")
        await hand.type("Housing: the deposit.")
        await hand.press("ctrl+s")
        assert hand.pressed <= 20
        assert hand.screen == "Today"
        assert "Case 26-0001 opened; call-back target Thu 26 Nov, by 16:00." in hand.told()
        desk = service.sign_in("adviser")
        (row,) = today.waiting(desk).rows
        view = cases.open_case(desk, row.case_id)
        assert view.client.contact_line == ("not at home · Phone 07700 900123 (after 5) only · do not name the service")
        assert (view.topic, view.details.eligibility) == ("Housing", "student")
        assert view.details.notice.text == desk.policy.fill("record_notice")


@pytest.mark.parametrize(
    ("policy", "clock_at", "due"),
    [
        (FIRST, at(2026, 11, 24, 15, 59), "Thu 26 Nov, by 16:00 (counted: Wed 25, Thu 26)"),
        (SECOND, at(2026, 12, 23, 11, 0), "Wed 30 Dec, by 17:00"),
    ],
)
async def test_scenarios_1_and_2_through_the_screen(service, clock, policy, clock_at, due):
    clock.now = clock_at
    async with at_work(service, size=(160, 50)) as hand:
        await hand.press("n")
        shown = str(hand.app.screen.query_one("#promise").content)
        assert f"Reply due {due}" in shown
        if policy == SECOND:
            assert "Christmas Day" in shown
            assert "Mon 28" in shown
        await fill(hand, "Amira Khan", "amira@example.ac.uk", "My appeal was refused.")
        await hand.press("ctrl+s")
        opened = f"Case 26-0001 opened; reply due {due.partition(' (')[0]}."
        assert opened in hand.told()
    if policy == FIRST:
        clock.set(2026, 11, 26, 15, 30)
        async with at_work(service) as hand:
            await hand.press("enter", "e")
            await hand.type("Here is what you can do.")
            await hand.press("ctrl+s")
        desk = service.sign_in("adviser")
        (case_id,) = search_ids(desk, "amira")
        (promise,) = cases.open_case(desk, case_id).promises
        assert promise.words == "answered Thu 26 Nov 15:30, in time"


def search_ids(desk, text):
    """Give the cases that search finds."""
    search.build(desk)
    return [found.case_id for found in search.find(desk, text) if found.case_id]


async def test_scenario_8_a_later_contact_is_added_to_the_open_case(service):
    desk = service.sign_in("adviser")
    known = take(desk, name="Amira Khan", student_number="w1234567", email="amira@example.ac.uk", topic="housing")
    cases.take_on(desk, known.case_id)
    async with at_work(service) as hand:
        await hand.press("n", "t", "k", "enter", "tab", "tab")
        await hand.type("W 1234567")
        await hand.press("f4")
        assert hand.app.screen.focused.id == "case_id"
        assert "New case" in hand.text()
        await hand.press("right")
        assert "26-0001 Housing (yours)" in hand.text()
        assert "Reply due Thu 26 Nov, by 16:00" in hand.text()
        assert "Who is asking" not in hand.text()
        same_as_before("enquiry-added-80x24", hand.text())
        await hand.press("enter")
        assert hand.app.screen.focused.id == "about"
        await hand.type("Rang again about the deposit.")
        await hand.press("ctrl+s")
        assert "Added to case 26-0001; reply due Thu 26 Nov, by 16:00." in hand.told()
        view = cases.open_case(desk, known.case_id)
        assert [entry.channel for entry in view.entries] == ["telephone", "email"]
        assert [promise.kind for promise in view.promises] == ["reply", "follow_up"]
        await hand.press("u")
        assert "Undone: Received on case 26-0001." in hand.told()


async def test_a_client_on_file_is_not_changed_by_what_the_form_cannot_show(service):
    """What was agreed elsewhere (several numbers, voicemail named as a place) outlasts another enquiry."""
    from advice_tui.casework import clients
    from advice_tui.rules.people import SafeContact

    desk = service.sign_in("adviser")
    taken = take(desk, name="Amira Khan", student_number="w1234567", email="")
    file = clients.client_file(desk, taken.client_id)
    contact = SafeContact(frozenset({"phone", "post"}), ("07700 900999", "020 7946 0000"), places=("voicemail", "home"))
    details = file.details.with_safe_contact(contact)
    clients.change(desk, taken.client_id, file.row_ver, details)
    async with at_work(service) as hand:
        await hand.app.action_open("enquiry", f"client:{taken.client_id}")
        await hand.settle()
        await hand.press("n", "enter", "enter", "n")
        assert hand.app.screen.focused.id == "about"
        await hand.type("Again.")
        await hand.press("ctrl+s")
        assert any("Case 26-0002 opened" in one for one in hand.told())
        assert clients.client_file(desk, taken.client_id).details == details


async def test_reception_is_offered_no_case(service):
    take(service.sign_in("adviser"), name="Amira Khan", student_number="w1234567")
    async with at_work(service, "receptionist") as hand:
        await hand.press("n", "t", "k", "enter", "tab", "tab")
        await hand.type("w1234567")
        await hand.press("f4")
        assert "Client on file: Amira Khan" in hand.text()
        assert "New case" not in hand.text()
        assert "26-0001" not in hand.text()


async def test_scenario_20_people_and_agencies_by_keyboard(service):
    async with at_work(service, size=(100, 30)) as hand:
        await hand.press("n")
        await fill(hand, "Amira Khan", "amira@example.ac.uk", "My flatmate took it.")
        await hand.press("tab", "enter")
        await hand.type("Bruno [red]Quiller")
        await hand.press("enter", "enter")
        await hand.type("not a number")
        await hand.press("ctrl+s")
        assert "✗ Student number" in hand.text()
        await hand.press(*["backspace"] * 12)
        await hand.press("ctrl+s")
        assert "Bruno [red]Quiller (on the other side)" in hand.text()
        await hand.press("escape", "tab", "enter")
        await hand.type("Citizens Advice")
        await hand.press("enter")
        await hand.type("3 nov")
        assert "Tue 3 Nov 2026" in hand.text()
        await hand.press("ctrl+s", "escape", "tab")
        await hand.type("a quiet room")
        same_as_before("enquiry-people-100x30", hand.text())
        await hand.press("escape", "n")
        assert "Citizens Advice since 3 Nov" in hand.text() or await scrolled(hand)
        await hand.press("ctrl+s")
        desk = service.sign_in("adviser")
        (case_id,) = search_ids(desk, "amira")
        details = cases.open_case(desk, case_id).details
        assert details.parties == (Party("Bruno [red]Quiller", "opposing"),)
        assert details.agencies == (Agency("Citizens Advice", "3 Nov"),)
        assert details.adjustments == "a quiet room"


async def scrolled(hand):
    """Look at the end of the form."""
    hand.app.screen.query_one("#adjustments").focus()
    await hand.settle()
    return "Citizens Advice since 3 Nov" in hand.text()


@pytest.mark.parametrize("policy", POLICIES)
async def test_scenario_26_no_record_by_keyboard(service, policy):
    async with at_work(service) as hand:
        desk = service.sign_in("adviser")
        await hand.press("n", "t", "k", "enter")
        await hand.type("Zelda Quux")
        await hand.app.screen.keep_draft()
        assert drafts.find(desk, "enquiry") is not None
        await hand.press("shift+tab", "shift+tab", "n")
        assert drafts.find(desk, "enquiry") is None
        text = hand.text()
        assert "Read out: If you do" in text
        assert "conflict checks cannot work" in text
        assert "Zelda" not in text
        same_as_before(f"enquiry-no-record-{policy}-80x24", text)
        await hand.press("ctrl+s")
        assert "✗ Explain first what it means" in hand.text()
        await hand.press("y", "ctrl+s")
        assert hand.screen == "Today"
        assert hand.told()[-1] == "Telephone of Tue 24 Nov counted without a record: no name and no words are kept."
        assert drafts.find(desk, "enquiry") is None
        search.build(desk)
        assert search.find(desk, "zelda") == ()
        with desk.store.read() as connection:
            for table, rows in (("client", 0), ("case_", 0), ("draft", 0), ("no_record", 1)):
                assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == rows
        await hand.press("u")
        assert "Undone: the contact of Tue 24 Nov without a record." in hand.told()
        await hand.press("n")
        assert hand.app.screen.query_one("#name", Field).value == ""


async def test_a_choice_of_no_record_made_by_mistake_loses_nothing(service):
    async with at_work(service) as hand:
        await hand.press("n", "t", "k", "enter")
        await hand.type("Zelda Quux")
        await hand.press("shift+tab", "shift+tab", "n", "shift+tab", "k")
        assert hand.app.screen.query_one("#name", Field).value == "Zelda Quux"
        await hand.press("escape")
        assert drafts.find(service.sign_in("adviser"), "enquiry").data["name"] == "Zelda Quux"


@pytest.mark.parametrize("policy", POLICIES)
async def test_who_is_not_eligible_is_told_so_and_can_be_recorded(service, policy):
    async with at_work(service) as hand:
        await hand.press("n")
        hand.app.screen.query_one("#eligibility").focus()
        await hand.press("right")
        shown = " ".join(hand.text().replace("│", " ").split())
        assert "so we cannot advise you. We can tell you who may be able to help." in shown
        assert hand.app.screen.focused.id == "eligibility"
        assert "Who is asking" in shown


async def test_scenario_27_the_words_of_the_notice_are_shown_while_one_says_yes_or_no(service):
    async with at_work(service) as hand:
        await hand.press("n")
        hand.app.screen.query_one("#told").focus()
        await hand.settle()
        shown = " ".join(hand.text().replace("│", " ").split())
        assert "By engaging with the service you agree for us to keep a record" in shown
        assert "Told of record" in shown
        await hand.press("enter")
        assert "By engaging" not in hand.text()


async def test_all_problems_at_once_under_their_fields(service):
    async with at_work(service) as hand:
        await hand.press("n", "tab", "tab")
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
        await hand.press("n", "tab", "tab")
        await hand.type("fri 11")
        assert "Fri 20 Nov 2026 11:00" in hand.text()
        assert "Reply due Tue 24 Nov, by 16:00" in hand.text()
        await hand.press("backspace", "backspace", "backspace")
        assert "Add the time" in hand.text()


@pytest.mark.parametrize("size", [*SIZES, (100, 30), (200, 60)])
async def test_looks(service, size):
    take(service.sign_in("adviser"), name="Amira Khan", student_number="w1234567")
    async with at_work(service, size=size) as hand:
        await hand.press("n", "e", "k", "tab", "tab", "tab")
        await hand.type("w1234567")
        same_as_before(f"enquiry-{size[0]}x{size[1]}", hand.text())


async def test_the_same_person_is_offered_and_taken_with_one_key(service):
    known = take(service.sign_in("adviser"), name="Amira Khan", student_number="w1234567", email="amira@example.ac.uk")
    async with at_work(service) as hand:
        await hand.press("n", "t", "k", "enter", "tab", "tab")
        await hand.type("W 1234567")
        assert "Same person? Amira Khan" in hand.text()
        await hand.press("f4")
        assert "Client on file: Amira Khan" in hand.text()
        await hand.press("enter", "enter", "n")
        await hand.type("Rang again about the appeal.")
        await hand.press("ctrl+s")
        assert hand.screen == "Today"
        assert any("Case 26-0002 opened" in one for one in hand.told())
        desk = service.sign_in("adviser")
        assert {cases.open_case(desk, row).client.id for row in [known.case_id]} == {known.client_id}
        assert len(enquiries.clients_like(desk, "", "w1234567", "")) <= 1


async def test_a_draft_survives_escape_and_is_gone_when_saved(service):
    async with at_work(service) as hand:
        await hand.press("n", "e", "k", "enter")
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
        await hand.press("n", "e", "k", "enter")
        await hand.type("Amira Khan")
        await hand.press("ctrl+l")
        assert "Amira" not in hand.text()
        await hand.app.enter(service.sign_in("adviser"))
        await hand.settle()
        assert hand.screen == "Enquiry"
        assert hand.app.screen.query_one("#name", Field).value == "Amira Khan"


async def test_f5_throws_the_draft_away(service):
    async with at_work(service) as hand:
        await hand.press("n", "e", "k", "enter")
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
        for name in ("name", "known_as", "contact_note", "times", "adjustments"):
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


@given(st.text(max_size=70), st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(LONDON)))
def test_whatever_is_typed_as_received_is_a_moment_with_its_echo_or_a_sentence(text, now):
    received, words = received_of(text.strip(), now)
    assert words
    assert words.endswith(".") if received is None else received.tzinfo is not None


DATES = """
tue; next tue; last tue; tue week; 24/11; 24/11/2026 9.15am; 3 dec; 3 dec 2026 half 2; 2026-11-24 10:00; +3d; -2w; now; noon;
1400; 2pm yesterday; 31/2; 99/99; 12/13/14; \x1b[31m; [/]; \u202e24; 0x10; ½; -; ,; at; today at; fri 13 nov 25:00;
24 november 2026 at 9.15am; next next tue; 24/11/26
"""


async def test_any_date_is_read_or_refused_with_a_sentence_and_never_raises(service):
    """Dates of every kind in Received: what is read is echoed, what is not is refused in words."""
    async with at_work(service, size=(160, 50)) as hand:
        await hand.press("n")
        screen = hand.app.screen
        row = screen.fields.row("received")
        for typed in [one.strip() for one in DATES.split(";")]:
            screen.query_one("#received", Field).value = typed
            await screen._show_promise()
            received, words = screen._received()
            assert row.hint == words
            assert words.endswith(".") or received is not None
            assert (screen.query_one("#panel").working() is None) == (received is None)
        await hand.settle()


async def test_a_paste_of_ten_megabytes_is_refused_whole(service):
    from textual import events

    async with at_work(service) as hand:
        await hand.press("n")
        about = hand.app.screen.query_one("#about", TextBox)
        about.focus()
        about.text = "What I had."
        about.post_message(events.Paste("x" * 10_000_000))
        await hand.settle()
        assert about.text == "What I had."
        assert "this field takes 50,000. Nothing was put in." in hand.told()[-1]
