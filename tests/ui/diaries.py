"""A week of the diary as a picture of it would show: four advisers, a closed morning, leave, a bank holiday."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from advice_tui.casework.diary.views import Booked, Column, DayColumn, DiaryView, Shut

MONDAY = date(2026, 11, 23)
ADVISERS = (
    Column("a1", "Priya Nair", "PN"),
    Column("a2", "Tom Ellis", "TE", mine=True),
    Column("a3", "Grace Obi", "GO"),
    Column("a4", "Dan Wu", "DW"),
    Column("a5", "Maya Brandt", "MB"),
    Column("a6", "Ivo Sand", "IS"),
    Column("a7", "Lena Roth", "LR"),
)
ROOMS = ("Room 1", "Room 2", "Room 3")
NAMES = (
    "Imran Khan", "Grace Lowe", "Joe Marsh", "Amira Khan", "Mohammed Al-Rashid", "Siobhán O’Neill", "Leila Haddad",
    "Rosa Pinto", "Wei Zhang", "Yuki Tanaka", "Nia Morgan", "Tobias Bright", "Callum Reid", "Łukasz Kowalski",
    "Chidi Eze", "Freya Lind", "Olu Adeyemi", "Zoë Nguyễn", "Ben Fox", "Hannah Price",
)  # fmt: skip


def booked(number: int, day: date, start: int, adviser: str, **over: Any) -> Booked:
    """Give one appointment with valid defaults."""
    mode = over.get("mode", ("in_person", "in_person", "telephone", "online")[number % 4])
    values: dict[str, Any] = {
        "id": f"p{number}",
        "row_ver": 1,
        "day": day,
        "start": start,
        "end": start + 30,
        "adviser_id": adviser,
        "room": ROOMS[number % 3] if mode == "in_person" else "",
        "mode": mode,
        "state": "booked",
        "client_id": f"c{number % len(NAMES)}",
        "who": NAMES[number % len(NAMES)],
        "student_number": f"2100{number % len(NAMES):04}",
    }
    return Booked(**{**values, **over})


def day_of(at: int, advisers: int, rows: int = 12, monday: date = MONDAY) -> DayColumn:
    """Give a day of the week; Wednesday opens late, Thursday's last adviser is away."""
    day = monday + timedelta(days=at)
    shut = (Shut(600, 780, "opens 13:00"),) if at == 2 else ()
    away = {ADVISERS[advisers - 1].id: (Shut(600, 960, "away"),)} if at == 3 else {}
    found = []
    for row in range(rows):
        for column in range(advisers):
            number = at * 97 + row * 7 + column * 5
            start = 600 + row * 30
            off = (at == 2 and start < 780) or (at == 3 and column == advisers - 1)
            if not off and number % 5 in {0, 1, 3}:
                found.append(booked(number, day, start, ADVISERS[column].id, id=f"p{at}-{row}-{column}"))
    if at == 0:
        found = [_first_states(one) for one in found]
    return DayColumn(day, "", shut, away, tuple(found))


def _first_states(one: Booked) -> Booked:
    states: dict[int, dict[str, Any]] = {600: {"state": "seen"}, 630: {"state": "arrived", "waited": 28}}
    from dataclasses import replace

    if one.start == 600 and one.adviser_id == "a2":
        return replace(one, state="missed")
    if one.start == 600 and one.adviser_id == "a4":
        return replace(one, unresolved=True)
    if one.start == 630 and one.adviser_id == "a4":
        return replace(one, late=20)
    return replace(one, **states[one.start]) if one.start in states else one


def a_week(advisers: int = 4, *, days: int = 5, rows: int = 12, now: tuple[date, int] = (MONDAY, 640)) -> DiaryView:
    """Give the week of Monday 23 November 2026, at 10:40 that day."""
    return DiaryView(
        days=tuple(day_of(at, advisers, rows) for at in range(days)),
        advisers=ADVISERS[:advisers],
        rooms=ROOMS,
        first=600,
        last=600 + 30 * rows,
        step=30,
        length=30,
        now=now,
    )


def a_holiday_week(advisers: int = 4) -> DiaryView:
    """Give the week before Christmas: an afternoon closed, and Christmas Day."""
    monday = date(2026, 12, 21)
    days = [day_of(at, advisers, monday=monday) for at in range(4)]
    days[3] = DayColumn(days[3].day, "", (Shut(780, 960, "closed from 13:00"),), {}, ())
    days.append(DayColumn(date(2026, 12, 25), "Christmas Day", (), {}, ()))
    return DiaryView(tuple(days), ADVISERS[:advisers], ROOMS, 600, 960, 30, 30, (MONDAY, 640))
