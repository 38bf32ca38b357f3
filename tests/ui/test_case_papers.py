"""By keyboard on a case: key dates, files put on and saved out, details to read and to change, the way to the client."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advice_tui.casework import cases, drafts
from advice_tui.casework.cases import dates, details, files
from advice_tui.rules.case_details import Party
from tests.factories import NOW, take, write
from tests.ui.working import at_work, same_as_before

WINDOWS = (
    (("k",), "why", "No late appeals"),
    (("i", "e"), "about", " and more"),
    (("y", "e"), "note", "mobile only"),
    (("b",), "what", "Decision letter"),
    (("p",), "what", "Her timetable"),
    (("j", "enter"), "why", "The same hearing"),
    (("x",), "outcome", "The extension was granted"),
    (("h",), "summary", "Ring her on Friday"),
)
"""A window of a case, by its keys, and what is typed in which of its fields."""
HOSTILE = "[/] [red]x[/red] \x1b]0;owned\x07 \u202egnp"


async def opened(hand, case_id):
    await hand.app.action_open("case", case_id)
    await hand.settle()
    assert hand.screen == "Case"


@pytest.fixture
def case(service):
    return take(service.sign_in("adviser"), received=NOW, name="Amira Khan", known_as="Ami", topic="housing").case_id


async def test_a_key_date_is_set_changed_done_and_undone(service, case, clock):
    priya = service.sign_in("adviser")
    async with at_work(service) as hand:
        await opened(hand, case)
        hand.pressed = 0
        await hand.press("k")
        await hand.press("ctrl+s")
        text = hand.text()
        assert text.count("please fill this in") == 2
        assert "Say which day" in text
        await hand.type("Appeal deadline")
        await hand.press("enter")
        await hand.type("No late appeals")
        await hand.press("enter")
        await hand.type("1 dec")
        text = hand.text()
        assert "Tue 1 Dec, 5 working days" in text
        assert "Tue 24 Nov 2026" in text
        assert "Mon 30 Nov 2026" in text
        same_as_before("key-date-80x24", text)
        await hand.press("ctrl+s")
        assert hand.screen == "Case"
        assert "Key date: Appeal deadline" in hand.text()
        assert any("Reminders Tue 24 Nov and Mon 30 Nov." in one for one in hand.told())
        await hand.press("escape")
        assert "Tue 1 Dec" in hand.text()  # brought up today
        await opened(hand, case)
        await hand.press("k")
        same_as_before("key-dates-80x24", hand.text())
        await hand.press("enter", "enter", "enter")
        await hand.press("ctrl+u")
        await hand.type("3 dec")
        assert "Mon 30 Nov 2026" in hand.text()  # a reminder that was saved follows the day no more
        await hand.press("ctrl+s")
        assert "Day: Tue 1 Dec 2026 → Thu 3 Dec 2026" in hand.text()
        await hand.press("k", "d")
        assert "Key date done: Appeal deadline" in hand.text()
        assert cases.refresh(priya, case).key_dates == ()
        await hand.press("u")
        assert [one.day for one in cases.refresh(priya, case).key_dates] == [date(2026, 12, 3)]
        clock.set(2026, 12, 4, 14)
        await hand.look()
        await hand.press("k")
        assert "passed: was Thu 3 Dec" in hand.text()


async def test_what_is_typed_in_a_window_outlasts_escape_until_f5(service, case):
    priya = service.sign_in("adviser")
    async with at_work(service) as hand:
        await opened(hand, case)
        await hand.press("k", "escape")
        assert hand.screen == "Case"
        assert drafts.mine(priya) == ()
        await hand.press("k")
        await hand.type("Half a")
        await hand.press("enter", "enter")
        await hand.type("1 dec")
        await hand.press("escape")
        assert hand.screen == "Case"
        await hand.press("k")
        assert "Your draft of Tue 24 Nov 10:20" in hand.text()
        assert [hand.app.screen.given(name) for name in ("what", "day")] == ["Half a", "1 dec"]
        hand.app.screen.query_one("#day").focus()
        await hand.press("ctrl+u")
        await hand.type("3 dec")
        assert "Wed 2 Dec 2026" in hand.text()  # the reminders follow the day as before
        await hand.press("f5")
        assert "Half a" not in hand.text()
        assert drafts.mine(priya) == ()


@pytest.mark.parametrize("windows", [WINDOWS[1:4:2], pytest.param(WINDOWS, marks=pytest.mark.soak)])
async def test_what_is_typed_in_the_windows_of_a_case_outlasts_the_lock(service, case, windows):
    """Key dates, details with their lists, the client, files, waiting, links: each comes back as it was."""
    priya = service.sign_in("adviser")
    write(priya, case, "reply_email")
    before = details.details_of(priya, case)
    async with at_work(service) as hand:
        for keys, field, text in windows:
            await opened(hand, case)
            await hand.press(*keys)
            window = type(hand.app.screen).__name__
            hand.app.screen.query_one(f"#{field}").focus()
            await hand.press("end")
            await hand.type(text)
            if field == "about":
                hand.app.screen._people((Party("Amy Smith", "opposing"),))
            await hand.app.lock()
            await hand.settle()
            await hand.app.enter(service.sign_in("adviser"))
            await hand.look()
            assert any("is kept: open it again" in one for one in hand.told()), window
            await opened(hand, case)
            await hand.press(*keys)
            assert text in hand.app.screen.query_one(f"#{field}").value, window
            if field == "about":
                assert "Amy Smith" in hand.text()
            await hand.press("f5", "escape")
            await hand.app.action_area("2")
            await hand.settle()
    assert drafts.mine(priya) == ()
    assert details.details_of(priya, case) == before


async def test_files_are_put_on_and_saved_out(service, case, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Letters").mkdir()
    (tmp_path / "Downloads").mkdir()
    (tmp_path / "Letters" / "decision.pdf").write_bytes(b"scan" * 500)
    async with at_work(service) as hand:
        await opened(hand, case)
        await hand.press("s")
        assert hand.screen == "Case"  # there is nothing to save yet
        await hand.press("b")
        await hand.type("~/Letters/x")
        assert "Not found so far" in hand.text()
        await hand.press("backspace")
        await hand.type("d")
        await hand.press("right")
        assert "decision.pdf (2 KB)" in hand.text()
        same_as_before("attach-80x24", hand.text())
        await hand.press("enter")
        await hand.type("Decision letter")
        await hand.press("enter", "r", "ctrl+s")
        text = hand.text()
        assert "Decision letter" in text
        assert "Paper original: Returned to the student, Tue 24 Nov 2026, P.N." in text
        await hand.press("b")
        await hand.type("~/Letters/decision.pdf")
        await hand.press("ctrl+s")
        assert "is on the case already" in hand.text()
        await hand.press("f5", "escape", "s", "ctrl+s")
        assert hand.screen == "Case"
        assert any("no longer protected" in one for one in hand.told())
        assert (tmp_path / "Downloads" / "decision.pdf").read_bytes() == b"scan" * 500


async def test_details_are_read_and_changed_and_two_terminals_lose_nothing(service, case):
    tom = service.sign_in("second")
    async with at_work(service) as hand:
        await opened(hand, case)
        await hand.press("i")
        text = hand.text()
        assert "Clock" in text
        same_as_before("case-facts-80x24", text)
        await hand.press("e")
        same_as_before("case-details-80x24", hand.text())
        await hand.press("enter")
        await hand.press("ctrl+u")
        await hand.type("From the first")
        seen = details.details_of(tom, case)
        details.change_details(
            tom, case, seen.row_ver, replace(seen.form, about="From the second", adjustments=HOSTILE)
        )
        await hand.press("ctrl+s")
        text = hand.text()
        assert "Somebody else changed the case while you typed" in text
        assert "Stored now: From the second" in text
        assert "From the first" in text
        assert "[red]x[/red]" in text
        await hand.press("ctrl+s")
        assert hand.screen == "Case"
        assert details.details_of(tom, case).form.about == "From the first"
        await hand.press("u")
        assert details.details_of(tom, case).form.about == "From the second"


async def test_wide_the_form_opens_at_once_with_people_and_agencies(service, case):
    async with at_work(service, size=(160, 50)) as hand:
        await opened(hand, case)
        await hand.press("i")
        assert hand.screen == "CaseDetailsForm"
        await hand.press("enter", "enter", "enter", "enter", "enter")
        await hand.type("Taylor Lee")
        await hand.press("ctrl+s", "escape")
        assert hand.screen == "CaseDetailsForm"
        assert "Taylor Lee (on the other side)" in hand.text()
        await hand.press("tab", "enter")
        await hand.type("Citizens Advice")
        await hand.press("enter")
        await hand.type("3 nov")
        await hand.press("ctrl+s", "escape", "tab", "t", "ctrl+s")
        assert hand.screen == "Case"
        assert "Citizens Advice since 3 Nov" in hand.text()
    kept = cases.refresh(service.sign_in("adviser"), case).details
    assert kept.notice is not None
    assert [one.name for one in kept.parties] == ["Taylor Lee"]


async def test_hostile_words_are_shown_and_do_nothing(service, case, tmp_path):
    priya = service.sign_in("adviser")
    for day in (1, 2):
        form = dates.KeyDateForm(HOSTILE, HOSTILE, *[date(2026, 12, day)] * 3)
        dates.set_date(priya, case, form)
    (tmp_path / "[red]x[@click=app.quit]y.pdf").write_text("x")
    files.attach(priya, case, files.FilesForm(f"{tmp_path}/[red]x[@click=app.quit]y.pdf", what=HOSTILE))
    async with at_work(service) as hand:
        await opened(hand, case)
        for keys in (("k",), ("k", "enter"), ("i",), ("i", "e"), ("s",)):
            await hand.press(*keys)
            text = hand.text()
            assert "\x1b" not in text
            assert "\u202e" not in text
            while hand.screen != "Case":
                await hand.press("escape")


async def test_no_letter_opens_a_window_while_something_is_written(service, case):
    async with at_work(service) as hand:
        await opened(hand, case)
        await hand.press("n")
        await hand.type("kbsiy")
        assert hand.screen == "Case"
        await hand.press("escape", "y")
        assert hand.screen == "Client"
        assert "Amira Khan" in hand.text()
