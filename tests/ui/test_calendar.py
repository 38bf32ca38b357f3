"""The calendar of the service on the screen: scenarios 4, 5 and 6, the texts, two terminals, and how it looks."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import service_days
from advice_tui.rules.service_calendar import NewBusy, NewClosure
from screens.widgets.field import Field
from screens.widgets.year_grid import YearGrid
from tests.factories import SECOND, at, take
from tests.ui.working import at_work, same_as_before


def fill(hand, **fields):
    for name, value in fields.items():
        hand.app.screen.query_one(f"#{name}", Field).value = value


def flat(hand):
    """What is on the screen without frames and line ends."""
    return " ".join("".join(sign for sign in hand.text() if sign not in "│╭╮╰╯─").split())


async def to_calendar(hand):
    """From wherever the role's area 6 begins to the calendar."""
    await hand.press("6")
    if hand.screen == "Staff":
        await hand.press("c")
    assert hand.screen == "ServiceCalendar"


async def test_scenario_5_a_training_day_is_seen_before_it_is_done_and_texts_come_with_it(service, tmp_path):
    service.clock.set(2026, 11, 10, 11)
    take(service.sign_in("adviser"), name="Amira [b]Khan")
    async with at_work(service, "manager") as hand, at_work(service, "adviser") as other:
        assert "Thu 12 Nov 16:00" in other.text()
        await to_calendar(hand)
        await hand.press("right", "right", "c")
        assert hand.app.screen.query_one("#first", Field).value == "Thu 12 Nov 2026"
        await hand.press("ctrl+s")
        text = hand.text()
        assert "What changes" in text
        assert "1 open promise changes, 0 stay." in text
        assert "26-0001 Amira [b]Khan" in text
        assert "Thu 12 Nov → Fri 13 Nov" in text
        await hand.press("escape")
        assert hand.screen == "NewClosed"
        assert hand.app.screen.query_one("#first", Field).value == "Thu 12 Nov 2026"
        await hand.press("ctrl+s", "ctrl+s")
        assert "Closed Thu 12 Nov 2026, all day: Staff training. 1 open promise moved, 0 stay." in hand.told()
        assert hand.screen == "NoticeText"
        text = flat(hand)
        assert "closed for staff training" in text
        assert "on Thu 12 Nov 2026 (Staff training)" in text
        assert "This is an automatic reply." in text
        await other.look()
        assert "Fri 13 Nov 16:00" in other.text()
        assert "Thu 12 Nov 16:00" not in other.text()

        path = tmp_path / "notice.txt"
        fill(hand, path=str(tmp_path / "none" / "notice.txt"))
        await hand.press("ctrl+s")
        assert "There is no folder" in hand.text()
        fill(hand, path=str(path))
        await hand.press("ctrl+s")
        assert f"Written to {path}." in hand.told()
        assert "For the automated response" in path.read_text("utf-8")
        path.write_text("something else", "utf-8")
        await hand.press("t")
        fill(hand, path=str(path))
        await hand.press("ctrl+s")
        assert "Write over the file?" in hand.text()
        await hand.press("escape")
        assert path.read_text("utf-8") == "something else"
        await hand.press("ctrl+s", "tab", "enter")
        assert "Staff training" in path.read_text("utf-8")
        assert hand.screen == "ServiceCalendar"

        await hand.press("x")
        assert "Closed Thu 12 Nov 2026" in hand.text()
        await hand.type("moved to December")
        await hand.press("ctrl+s")
        assert "a promise is never shortened" in flat(hand)
        await hand.press("ctrl+s")
        assert hand.screen == "ServiceCalendar"
        assert hand.told()[-1].startswith("Taken back: Closed Thu 12 Nov 2026")
        await hand.press("escape")
        assert hand.screen == "Staff"


async def test_scenario_4_a_busy_period_needs_its_advert(service):
    service.clock.set(2027, 4, 1, 11)
    async with at_work(service, "manager") as hand:
        await to_calendar(hand)
        await hand.press("b")
        fill(hand, first="19 apr", last="14 may", days="5")
        await hand.pilot.pause()
        assert "Mon 19 Apr 2027" in hand.text()
        assert "Fri 14 May 2027" in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "NewBusyPeriod"
        assert "I-28" in hand.text()
        fill(hand, advertised="12 apr", last="pigeon", days="eleven")
        await hand.press("ctrl+s")
        text = flat(hand)
        assert "Write a number of working days above the usual 2." in text
        assert "That is not understood" in text
        fill(hand, advertised="12 apr", last="14 may", days="5")
        await hand.press("ctrl+s")
        assert "0 open promises change, 0 stay." in hand.text()
        await hand.press("ctrl+s")
        assert "you should hear back within 5 working days" in flat(hand)
        await hand.press("escape", "u")
        assert hand.told()[-1].startswith("Undone: Busy Mon 19 Apr to Fri 14 May 2027")


@pytest.mark.parametrize("policy", [SECOND])
async def test_scenario_6_premises_closed_and_email_runs_on(service, policy):
    service.clock.set(2027, 6, 1, 11)
    async with at_work(service, "manager") as hand:
        await to_calendar(hand)
        await hand.press("c")
        assert "Closed for summer" in hand.text()
        fill(hand, first="1 jul", last="31 aug")
        await hand.press("ctrl+s", "ctrl+s")
        text = flat(hand)
        assert "physically closed for Summer" in text
        await hand.press("escape")
        grid = hand.app.screen.query_one(YearGrid)
        grid.cursor = date(2027, 7, 20)
        await hand.settle()
        assert "some ways closed" in hand.text()
        await hand.press("enter")
        assert "Email: 10:00 to 17:00." in hand.text()
        assert "Telephone: closed." in hand.text()


@pytest.mark.parametrize("who", ["adviser", "receptionist", "director"])
async def test_others_look_and_have_no_keys_that_change(service, who):
    async with at_work(service, who) as hand:
        await to_calendar(hand)
        await hand.press("c", "b", "h", "x")
        assert hand.screen == ("Staff" if who == "nobody" else "ServiceCalendar")
        assert "c Closure" not in hand.text()


async def test_the_mark_goes_by_day_week_month_and_year(service):
    async with at_work(service, "adviser") as hand:
        await to_calendar(hand)
        grid = hand.app.screen.query_one(YearGrid)
        steps = [
            ("right", date(2026, 11, 25)),
            ("down", date(2026, 12, 2)),
            ("pagedown", date(2027, 1, 2)),
            ("left_square_bracket", date(2026, 1, 2)),
            ("up", date(2025, 12, 26)),
            ("home", date(2026, 11, 24)),
        ]
        for key, day in steps:
            await hand.press(key)
            assert grid.cursor == day
        assert "Tue 24 Nov 2026" in hand.text()
        await hand.press("enter")
        assert "Open 10:00 to 16:00." in hand.text()


async def test_when_we_are_open_is_offered_where_no_line_is_marked(service, tmp_path):
    async with at_work(service, "receptionist") as hand:
        await to_calendar(hand)
        await hand.press("t")
        assert "Monday: 10:00 to 16:00" in hand.text()
        fill(hand, path=str(service.home / "x.txt"))
        await hand.press("ctrl+s")
        assert "folder of the service itself" in hand.text()


SIZES = [(80, 24), (100, 30), (160, 50), (200, 60)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_how_the_year_looks(service, size):
    manager = service.sign_in("manager")
    lines = [
        NewClosure(date(2026, 12, 3), date(2026, 12, 3), kind="staff_training", advertised=date(2026, 11, 24)),
        NewClosure(date(2026, 12, 10), date(2026, 12, 11), "Moving", part="morning", advertised=date(2026, 11, 24)),
        NewClosure(date(2026, 12, 14), date(2026, 12, 18), "Works", frozenset({"face_to_face"})),
        NewBusy(date(2026, 11, 26), date(2026, 12, 9), 5, date(2026, 11, 24), "Appeals"),
    ]
    for line in lines:
        service_days.apply(manager, line)
    async with at_work(service, "manager", size) as hand:
        await to_calendar(hand)
        same_as_before(f"calendar-{size[0]}x{size[1]}", hand.text())
        if size == (80, 24):
            await hand.press("c")
            same_as_before("calendar-closure-80x24", hand.text())


async def test_without_colours_and_letters_beyond_ascii_the_states_still_differ(service, monkeypatch):
    monkeypatch.setenv("ADVICE_TUI_ASCII", "1")
    manager = service.sign_in("manager")
    service_days.apply(
        manager, NewClosure(date(2026, 11, 26), date(2026, 11, 26), "Works", advertised=date(2026, 11, 24))
    )
    async with at_work(service, "manager") as hand:
        await to_calendar(hand)
        assert "26x" in hand.text()
        assert "25*" in hand.text()
        assert "x closed" in hand.text()
    assert at(2026, 11, 26)
