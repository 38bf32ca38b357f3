"""The diary's grid without a store: where things stand, what a place is, what its cells show, which lines a key draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App

from advice_tui.casework.diary.views import Shut
from screens import theme
from screens.widgets.diary_cells import Cells
from screens.widgets.diary_grid import DiaryGrid
from screens.widgets.diary_shape import HEAD, LABEL, ROOM, heights, shape
from screens.widgets.diary_slots import (
    SIGNS,
    Slots,
    clipped,
    name_lines,
    place_sign,
    room_sign,
    short_name,
    state_of,
    two_letters,
)
from screens.widgets.diary_words import slot_lines, standing
from tests.ui.diaries import ADVISERS, MONDAY, a_holiday_week, a_week, booked
from tests.ui.working import same_as_before


class Alone(App[None]):
    """The grid in a window of its own."""

    CSS = "Screen { background: $ground; }"

    def __init__(self, view, who=str):
        super().__init__()
        self.view, self.who = view, who
        self.register_theme(theme.theme("dark"))
        self.theme = "dark"
        self.heard = []

    def get_theme_variable_defaults(self):
        return theme.variables(theme.DARK)

    def compose(self):
        yield DiaryGrid(self.who)

    def on_mount(self):
        grid = self.query_one(DiaryGrid)
        rows = Slots(self.view).rows
        grid.styles.height = heights(self.size.height, rows, wide=self.size.width >= 100)[0]
        grid.show(self.view)
        grid.focus()

    def on_diary_grid_moved(self):
        self.heard.append("moved")

    def on_diary_grid_beyond(self, event):
        self.heard.append((event.days, event.column))


def drawn(grid):
    return "\n".join("".join(s.text for s in grid.render_line(y)).rstrip() for y in range(grid.size.height))


@given(
    width=st.integers(80, 240),
    height=st.integers(6, 80),
    days=st.integers(1, 7),
    advisers=st.integers(1, 14),
    rows=st.integers(1, 40),
    data=st.data(),
)
def test_every_column_is_inside_and_the_marked_adviser_is_shown(width, height, days, advisers, rows, data):
    at = data.draw(st.integers(0, advisers - 1))
    rooms = data.draw(st.integers(0, 6))
    found = shape((width, height), days, advisers, rows, at=at, rooms=rooms)
    assert found.offset <= at < found.offset + found.advisers <= advisers
    assert 1 <= found.shown <= rows
    assert HEAD + found.shown * found.tall <= max(height, HEAD + 1)
    assert found.cell >= 3 or advisers == 1
    right = found.x(days - 1, found.advisers - 1) + found.cell
    assert right <= width - found.rooms * ROOM
    places = [(day, place) for day in range(days) for place in range(found.advisers)]
    assert [found.column_at(found.x(*one)) for one in places] == places
    assert found.column_at(LABEL - 1) is None


@pytest.mark.parametrize(
    ("room", "rows", "wide", "tall"),
    [
        (22, 12, False, 1),
        (21, 12, False, 1),
        (48, 12, True, 3),
        (58, 12, True, 4),
        (28, 12, True, 1),
        (38, 12, False, 2),
    ],
)
def test_the_lines_are_shared_so_that_something_stands_under_the_grid(room, rows, wide, tall):
    grid, under = heights(room, rows, wide=wide)
    assert grid == HEAD + rows * tall
    assert grid + under + 1 == room
    assert under >= 2


def test_a_place_is_free_booked_over_or_shut():
    slots = Slots(a_week())
    states = {
        (day, column, row): slots.at(day, column, row).state
        for day in range(5)
        for column in range(4)
        for row in range(12)
    }
    assert states[0, 1, 0] == "missed"
    assert slots.at(0, 1, 0).free is False  # it is over, though nobody came
    assert states[0, 3, 0] == "unresolved"
    assert states[2, 0, 0] == "shut"
    assert slots.at(2, 0, 0).why == "opens 13:00"
    assert slots.at(3, 3, 5).why == "away"
    assert states[0, 0, 1] == "over" or slots.at(0, 0, 1).booked
    for (day, column, row), state in states.items():
        slot = slots.at(day, column, row)
        assert (state == "free") == (slot.free and slot.booked is None)
        assert (slot.booked is None) or slot.booked.adviser_id == ADVISERS[column].id


def test_what_is_missed_leaves_its_time_free_and_a_later_booking_is_what_is_drawn():
    view = a_week(2, now=(MONDAY, 0))
    day = replace(
        view.days[0],
        booked=(booked(1, MONDAY, 600, "a1", state="missed"), booked(2, MONDAY, 630, "a1", state="missed")),
    )
    slots = Slots(replace(view, days=(day,)))
    assert slots.at(0, 0, 1).free
    again = replace(day, booked=(*day.booked, booked(3, MONDAY, 600, "a1")))
    slot = Slots(replace(view, days=(again,))).at(0, 0, 0)
    assert (slot.booked.state, slot.free, [one.state for one in slot.others]) == ("booked", False, ["missed"])


def test_times_that_are_closed_for_visits_only_are_marked_and_can_be_booked():
    view = a_week(2, now=(MONDAY, 0))
    day = replace(view.days[1], booked=(), partly=(Shut(600, 960, "Closed for summer"),))
    slots = Slots(replace(view, days=(day,)))
    assert slots.at(0, 0, 0).free
    assert slots.at(0, 0, 0).partly == "Closed for summer"
    cells = Cells(slots, shape((80, 20), 1, 2, 12, at=0, rooms=0), str)
    assert "".join(text for text, _ in cells.cell(0, 0, 0, 0, here=False)).startswith("╱·")


def test_rooms_are_taken_by_those_who_are_there_and_not_by_those_who_never_came():
    view = a_week(2, now=(MONDAY, 0))
    day = replace(
        view.days[0], booked=(booked(0, MONDAY, 600, "a1", end=660), booked(1, MONDAY, 600, "a2", state="missed"))
    )
    slots = Slots(replace(view, days=(day,)))
    assert slots.at(0, 1, 0).rooms == (False, True, True)
    assert slots.at(0, 1, 1).rooms == (False, True, True)
    assert slots.at(0, 1, 2).rooms == (True, True, True)


@pytest.mark.parametrize(
    ("over", "state", "words"),
    [
        ({}, "booked", "booked"),
        ({"reminded": True}, "booked", "booked, reminded"),
        ({"late": 20}, "late", "20 min late"),
        ({"state": "arrived", "waited": 12, "late": 3}, "arrived", "here 12 min"),
        ({"state": "arrived", "waited": 12, "called": True}, "arrived", "here 12 min, adviser is coming"),
        ({"state": "seeing"}, "seeing", "with adviser"),
        ({"state": "seen"}, "seen", "seen"),
        ({"state": "missed"}, "missed", "missed"),
        ({"unresolved": True}, "unresolved", "outcome not said"),
        ({"refused": "Do not admit: call the manager"}, "refused", "Do not admit: call the manager"),
        ({"refused": "Do not admit: call the manager", "state": "seen"}, "seen", "seen"),
    ],
)
def test_how_an_appointment_stands_has_a_sign_and_words(over, state, words):
    one = booked(1, MONDAY, 600, "a1", **over)
    assert state_of(one) == state
    assert standing(one) == words
    assert len({sign for sign, _, _ in SIGNS.values()} - {" "}) >= 8


def initials(name):
    return "".join(f"{word[0]}." for word in name.split())


@pytest.mark.parametrize(
    ("name", "letters", "short", "lines"),
    [
        ("Amira Khan", "AK", "Amira K", ("Amira", "Khan")),
        ("Mohammed Al-Rashid", "MA", "Mohammed", ("Mohammed", "Al-Rashi")),
        ("Siobhán O’Neill", "SO", "Siobhán", ("Siobhán", "O’Neill")),
        ("Cher", "C", "Cher", ("Cher", "")),
        ("", "▪▪", "booked", ("booked", "")),
        ("陈伟", "陈", "陈伟", ("陈伟", "")),
        ("陈伟 Lê", "陈", "陈伟 Lê", ("陈伟 Lê", "")),
        ("Rhys 陈", "R", "Rhys 陈", ("Rhys 陈", "")),
    ],
)
def test_names_fit_their_cells(name, letters, short, lines):
    assert two_letters(name) == letters
    assert short_name(name, 8, str) == short
    assert name_lines(name, 8, str) == lines
    if name:
        assert short_name(name, 8, initials) == initials(name)
        assert name_lines(name, 8, initials) == (initials(name), "")


@given(name=st.text(max_size=40), width=st.integers(2, 30))
def test_no_name_is_wider_than_its_cell(name, width):
    for shown in (clipped(name, width), short_name(name, width, str), *name_lines(name, width, str)):
        assert cell_len(shown) <= width
        assert not set(shown) & set("\x00\x1b\n\r\u202e")
    assert cell_len(two_letters(name)) <= 2


def test_a_reason_is_written_in_whole_words_where_they_fit():
    week = a_week()
    closed = replace(week.days[0], closed="Boxing Day (substitute day)", booked=(), away={}, shut=())
    view = replace(week, days=(closed, *week.days[1:]))
    cells = Cells(Slots(view), shape((80, 14), 5, 4, 12, at=0, rooms=0), str)
    said = cells._label_lines(12, lambda _: closed.closed)
    assert list(said.values()) == ["Boxing Day", "(substitute", "day)"]


def test_who_is_booked_on_a_day_that_was_closed_since_is_to_be_moved():
    """Scenarios 5 and 6: a closure moves nobody by itself; the diary shows who has to be moved, and why."""
    week = a_week(now=(MONDAY, 640))
    gone, here = (booked(1, MONDAY, start, "a2", id=str(start)) for start in (600, 780))
    seen = booked(1, MONDAY, 780, "a3", id="seen", state="seen")
    rings = booked(2, MONDAY, 840, "a1", id="rings")
    day = replace(week.days[0], booked=(gone, here, seen, rings), away={}, shut=())
    closed = Slots(replace(week, days=(replace(day, closed="Training"),)))
    assert [closed.displaced(one) for one in day.booked] == ["", "Training", "", "Training"]
    partly = Slots(replace(week, days=(replace(day, partly=(Shut(600, 960, "Summer"),)),)))
    assert [partly.displaced(one) for one in (replace(here, mode="in_person"), rings)] == ["Summer", ""]
    slot = closed.at(0, 1, 6)
    assert (slot.state, slot.booked) == ("to_move", here)
    assert "⚠ to be moved" in slot_lines(slot, closed.view, str, 78)[0].plain
    assert "Training" in slot_lines(slot, closed.view, str, 78)[0].plain
    cells = Cells(closed, shape((80, 14), 5, 4, 12, at=0, rooms=0), str)
    assert cells.cell(0, 1, 6, 0, here=False)[0] == ("GL⚠", SIGNS["to_move"][2])


@pytest.mark.parametrize(("rows", "line"), [((6,), 5), ((4, 5, 6), 3), (tuple(range(12)), None)])
def test_a_reason_is_never_cut_through_by_who_is_booked_still(rows, line):
    week = a_week()
    left = tuple(booked(row, MONDAY, 600 + row * 30, "a2", id=f"left{row}") for row in rows)
    closed = replace(week.days[0], closed="Training", booked=left, away={}, shut=())
    slots = Slots(replace(week, days=(closed, *week.days[1:])))
    cells = Cells(slots, shape((80, 14), 5, 4, 12, at=0, rooms=0), str)
    drawn = [
        "".join(text for place in range(4) for text, _ in cells.cell(0, place, row, 0, here=False)) for row in range(12)
    ]
    assert [at for at, text in enumerate(drawn) if "Training" in text] == ([] if line is None else [line])
    assert not [text for at, text in enumerate(drawn) if at in rows and "rain" in text]


def test_rooms_have_short_signs():
    assert room_sign("Room 2") == "R2"
    assert room_sign("The green room") == "Th…"
    assert place_sign(booked(2, MONDAY, 600, "a1")) == "Tel"


@given(
    advisers=st.integers(1, 7),
    days=st.integers(1, 5),
    width=st.integers(80, 200),
    height=st.integers(8, 60),
    long=st.integers(5, 200),
    start=st.integers(0, 70),
)
def test_each_line_of_cells_is_exactly_as_wide_as_its_columns(advisers, days, width, height, long, start):
    view = a_week(advisers, days=days)
    odd = booked(1, MONDAY, 600 + start * 5, "a1", end=600 + start * 5 + long, id="odd", who="陈伟 😀" * 9)
    first = replace(view.days[0], booked=(odd, *view.days[0].booked))
    slots = Slots(replace(view, days=(first, *view.days[1:])))
    found = shape((width, height), days, advisers, slots.rows, at=0, rooms=3)
    cells = Cells(slots, found, str)
    for here in (False, True):
        for day in range(days):
            for row in range(slots.rows):
                for sub in range(found.tall):
                    line = [
                        part for place in range(found.advisers) for part in cells.cell(day, place, row, sub, here=here)
                    ]
                    assert sum(cell_len(text) for text, _ in line) == found.wide, (day, row, sub)


@pytest.mark.parametrize(
    ("name", "view", "size", "at"),
    [
        ("week-80x24", a_week(), (80, 22), (MONDAY + timedelta(1), 840, "a2")),
        ("week-160x50", a_week(), (160, 47), (MONDAY + timedelta(3), 780, "a1")),
        ("six-100x30", a_week(6), (100, 27), (MONDAY + timedelta(3), 780, "a5")),
        ("day-80x24", a_week(days=1), (80, 22), (MONDAY, 660, "a1")),
        ("seven-day-80x24", a_week(7, days=1), (80, 22), (MONDAY, 660, "a7")),
        ("holiday-80x24", a_holiday_week(), (80, 22), (date(2026, 12, 25), 690, "a1")),
        ("long-80x24", a_week(4, rows=22), (80, 22), (MONDAY, 1200, "a1")),
    ],
)
async def test_how_the_grid_looks(name, view, size, at):
    app = Alone(view)
    async with app.run_test(size=size) as pilot:
        grid = app.query_one(DiaryGrid)
        assert grid.go(*at)
        await pilot.pause()
        same_as_before(f"grid-{name}", drawn(grid))
        x, y = app.cursor_position
        assert x == grid.shape.x(grid.day, grid.column - grid.shape.offset)
        assert y >= HEAD


async def test_signs_of_ascii_only(monkeypatch):
    monkeypatch.setenv("ADVICE_TUI_ASCII", "1")
    view = a_week()
    days = tuple(replace(day, booked=tuple(replace(one, who="Ann Lee") for one in day.booked)) for day in view.days)
    app = Alone(replace(view, days=days))
    async with app.run_test(size=(80, 22)):
        assert drawn(app.query_one(DiaryGrid)).isascii()


async def test_a_key_that_moves_the_mark_draws_only_the_lines_that_change():
    app = Alone(a_week())
    async with app.run_test(size=(80, 22)) as pilot:
        grid = app.query_one(DiaryGrid)
        grid.go(MONDAY + timedelta(1), 660, "a2")
        await pilot.pause()
        made = []
        line = grid._line
        grid._line = lambda y, width: made.append(y) or line(y, width)
        await pilot.press("down")
        assert sorted(set(made)) == [5, 6]
        made.clear()
        await pilot.press("right")
        assert sorted(set(made)) == [2, 6]
        assert app.heard[-2:] == ["moved", "moved"]


async def test_the_mark_goes_on_over_the_edges_and_pages_of_advisers():
    app = Alone(a_week(7))
    async with app.run_test(size=(80, 22)) as pilot:
        grid = app.query_one(DiaryGrid)
        assert "advisers 1–4 of 7" in drawn(grid)
        await pilot.press("full_stop")
        assert (grid.column, "advisers 4–7 of 7" in drawn(grid)) == (4, True)
        await pilot.press("right", "right", "right")
        assert (grid.day, grid.column) == (1, 0)
        await pilot.press("left")
        assert (grid.day, grid.column) == (0, 6)
        grid.go(MONDAY, 600, "a1")
        await pilot.press("left")
        await pilot.press("shift+tab")
        await pilot.pause()
        assert app.heard[-2:] == [(-1, 6), (-1, 0)]
        await pilot.press("end")
        assert grid.marked.start == 930
        await pilot.press("home", "up")
        assert grid.marked.start == 600


async def test_a_click_marks_and_a_second_one_chooses():
    app = Alone(a_week())
    async with app.run_test(size=(80, 22)) as pilot:
        grid = app.query_one(DiaryGrid)
        x = grid.shape.x(2, 1)
        await pilot.click(DiaryGrid, offset=(x + 1, HEAD + 8))
        assert (grid.day, grid.column, grid.row) == (2, 1, 8)
        await pilot.click(DiaryGrid, offset=(2, 1))
        assert (grid.day, grid.column, grid.row) == (2, 1, 8)


async def test_a_service_without_advisers_says_so():
    app = Alone(replace(a_week(1), advisers=()))
    async with app.run_test(size=(80, 22)) as pilot:
        await pilot.press("down", "right", "enter", "full_stop")
        assert "Nobody takes appointments yet" in drawn(app.query_one(DiaryGrid))
