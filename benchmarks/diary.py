"""The diary: drawn, moved in, turned by the week, and asked of the store, with five advisers and a full term."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from advice_tui.casework import entrance, staff
from advice_tui.casework.diary import reading
from advice_tui.roles import Role
from benchmarks import practice
from benchmarks.screens import MINIMAL, PEER, _keys, _program, _until_idle, sign_in
from benchmarks.table import Row, against, p95, within
from benchmarks.terminal import running
from data.keys.password import practice_cost

_ARROWS = ["\x1b[B", "\x1b[B", "\x1b[C", "\x1b[A", "\x1b[D", "\x1b[C"]
ADVISERS = 5


def at_the_diary(home: Path, keys: int, weeks: int) -> list[Row]:
    """Open the diary of five advisers, move in it, turn weeks; and what a week costs in the store alone."""
    with practice.copied(home) as copy:
        store = _fifth_adviser_and_week(copy, weeks)
        with running(MINIMAL) as floor, running(*_program(copy)) as ours:
            floor.until("READY")
            sign_in(ours)
            _until_idle(ours)
            drawn = ours.until(r"\b10:00", since=ours.type("3"))
            ours.quiet(0.5)
            least = _keys(floor, ["j"] * keys)
            took = _keys(ours, _ARROWS * (keys // len(_ARROWS)))
            turned = _keys(ours, ["]"] * weeks + ["["] * weeks, pause=0.1)
    return [
        within(f"diary of {ADVISERS} advisers drawn", "ms", drawn, at_most=250),
        against("key to changed screen in the diary, p50", "ms", PEER, median(least), median(took), at_most=1.5),
        against("key to changed screen in the diary, p95", "ms", PEER, p95(least), p95(took), at_most=1.5),
        within("the same, p95", "ms", p95(took), at_most=50),
        within("another week in the diary, p95", "ms", p95(turned), at_most=100),
        within("a week of the diary, store part", "ms", store, at_most=20),
    ]


def _fifth_adviser_and_week(home: Path, weeks: int) -> float:
    """Add advisers until there are five; give the milliseconds that a week takes, the median of several."""
    manager = entrance.sign_in(home, "morgan", practice.PASSWORD)
    try:
        for number in range(ADVISERS - sum(row.role is Role.ADVISER for row in staff.everyone(manager))):
            login, password = f"more{number}", practice.PASSWORD
            staff.add(
                manager, login=login, name=f"More {number}", role=Role.ADVISER, password=password, cost=practice_cost()
            )
        took = []
        for turn in range(2 * weeks + 2):
            begin = time.perf_counter()
            reading.week(manager, manager.today + timedelta(days=7 * (turn % weeks)))
            took.append((time.perf_counter() - begin) * 1e3)
    finally:
        entrance.sign_out(manager)
    return median(took)
