"""The case list, search as you type, a long timeline: the program from outside, each beside the floor it is held to."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from advice_tui.casework import cases, entrance, search, today
from advice_tui.rules.text import fold
from benchmarks import practice
from benchmarks.screens import CASE_NUMBER, MINIMAL, PEER, _keys, _program, _until_idle, sign_in
from benchmarks.store import NOTE
from benchmarks.table import Row, against, p95, within
from benchmarks.terminal import Running, running

_DOWN, _UP, _PAGE_DOWN, _PAGE_UP = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~"
FRAME = 1000 / 60
"""Milliseconds of one frame of the terminal."""
WORDS = ("khan", "appeal", "landlord", "rossi", "visa", "hearing", "owen", "deposit")


def _floor(keys: int) -> list[float]:
    with running(MINIMAL) as floor:
        floor.until("READY")
        return _keys(floor, ["j"] * keys)


def _held(program: Running, key: str, times: int = 45, rate: float = 1 / 30) -> float:
    """Hold a key: so many repeats at a keyboard's rate; give the milliseconds from the last to the last change."""
    program.quiet(0.3)
    for _ in range(times - 1):
        sent = program.type(key)
        while time.perf_counter() - sent < rate:
            program._read(rate / 8)
    sent = program.type(key)
    return max(0.0, (program.quiet(0.1, most=3) - sent) * 1e3)


def case_list_at(home: Path, number: int, keys: int) -> list[Row]:
    """Open the list of every case, move in it, page through it, hold a key."""
    least = _floor(keys)
    with running(*_program(home)) as ours:
        sign_in(ours)
        _until_idle(ours)
        drawn = ours.until(CASE_NUMBER, since=ours.type("2"))
        ours.quiet(0.5)
        everything = _open_all(ours)
        took = _keys(ours, ([_DOWN] * 15 + [_UP] * 15) * (keys // 30))
        turns = min(keys // 4, number // 100) or 1
        pages = _keys(ours, [_PAGE_DOWN] * turns + [_PAGE_UP] * turns)
        lag = _held(ours, _DOWN)
    return [
        within(f"area Cases drawn, {number:,} cases", "ms", drawn, at_most=250),
        within(f"all {number:,} cases listed, the query included", "ms", everything, at_most=500),
        against("key to changed screen in the case list, p50", "ms", PEER, median(least), median(took), at_most=1.5),
        against("key to changed screen in the case list, p95", "ms", PEER, p95(least), p95(took), at_most=1.5),
        within(f"page down or up in {number:,} cases, p50", "ms", median(pages), at_most=16.7),
        within(f"page down or up in {number:,} cases, p95", "ms", p95(pages), at_most=16.7),
        within("held key in the case list: lag after the last of 45", "ms", lag, at_most=33),
    ]


def _open_all(program: Running) -> float:
    """Go to the last filter, which lists every case; give the milliseconds until its rows were drawn."""
    took = 0.0
    for _ in range(8):
        found = program.key("\x1b[C", seconds=0.3)
        if found is None:
            break
        took = found
        program.quiet(0.4)
    return took


def searching(home: Path, number: int, words: tuple[str, ...] = WORDS) -> list[Row]:
    """Type words into the search of the case list; beside it the same questions to the index alone, and one frame."""
    took = []
    with running(*_program(home)) as ours:
        sign_in(ours)
        _until_idle(ours)
        ours.type("2")
        ours.quiet(0.5)
        for word in words:
            ours.type("/")
            ours.quiet(0.3)
            took += _keys(ours, list(word), pause=0.15)
            ours.type("\x1b")
            ours.quiet(0.5)
            ours.type("\x1b")
            ours.quiet(0.5)
    floor = _index_alone(home)
    what = f"search as you type, {number:,} cases, key to result"
    return [
        within(
            f"{what}, p50", "ms", median(took), at_most=25, peer="in-memory FTS5 and one frame", floor=floor + FRAME
        ),
        within(f"{what}, p95", "ms", p95(took), at_most=25, peer="in-memory FTS5 and one frame", floor=floor + FRAME),
    ]


def _index_alone(home: Path) -> float:
    desk = entrance.sign_in(home, practice.ADVISER, practice.PASSWORD)
    try:
        search.build(desk)
        took = []
        for word in WORDS:
            for end in range(1, len(word) + 1):
                begin = time.perf_counter()
                desk.index.find(fold(word[:end]), limit=50)
                took.append((time.perf_counter() - begin) * 1e3)
        return median(took)
    finally:
        entrance.sign_out(desk)


def timeline(home: Path, entries: int, keys: int) -> list[Row]:
    """Open a case with so many entries and move in it."""
    with practice.copied(home) as copy:
        desk = entrance.sign_in(copy, practice.ADVISER, practice.PASSWORD)
        try:
            row = next(row for row in today.waiting(desk).rows if row.case_id)
            for _ in range(entries):
                cases.write_entry(desk, row.case_id, cases.EntryForm("note", NOTE))
            place = [one.case_id for one in today.waiting(desk).rows].index(row.case_id)
            begin = time.perf_counter()
            cases.open_case(desk, row.case_id)
            query = (time.perf_counter() - begin) * 1e3
        finally:
            entrance.sign_out(desk)
        least = _floor(keys)
        with running(*_program(copy)) as ours:
            sign_in(ours)
            _until_idle(ours)
            for _ in range(place):
                ours.key(_DOWN)
            drawn = ours.until("New entry", since=ours.type("\r"))
            ours.quiet(0.5)
            took = _keys(ours, ([_DOWN] * 15 + [_UP] * 15) * (keys // 30))
            lag = _held(ours, _DOWN)
    return [
        within(
            f"a case of {entries:,} entries drawn, beyond the query ({query:.0f} ms)", "ms", drawn - query, at_most=50
        ),
        against(
            f"key to changed screen, timeline of {entries:,}, p50", "ms", PEER, median(least), median(took), at_most=1.5
        ),
        against(f"key to changed screen, timeline of {entries:,}, p95", "ms", PEER, p95(least), p95(took), at_most=1.5),
        within("held key in the timeline: lag after the last of 45", "ms", lag, at_most=33),
    ]


def growth(homes: dict[int, Path]) -> list[Row]:
    """Today, opening a case, saving a note, listing, searching: how much dearer at each size than at the smallest."""
    took: dict[str, dict[int, float]] = {}
    for number, home in homes.items():
        with practice.copied(home) as copy:
            desk = entrance.sign_in(copy, practice.ADVISER, practice.PASSWORD)
            try:
                search.build(desk)
                row = next(row for row in today.waiting(desk).rows if row.case_id)
                acts = {
                    "Today": lambda d=desk: today.waiting(d),
                    "open a case": lambda d=desk, r=row: cases.open_case(d, r.case_id),
                    "save a note": lambda d=desk, r=row: cases.write_entry(d, r.case_id, cases.EntryForm("note", NOTE)),
                    "search": lambda d=desk: search.find(d, "appeal deadline"),
                }
                for what, act in acts.items():
                    took.setdefault(what, {})[number] = _each(act)
            finally:
                entrance.sign_out(desk)
    least = min(homes)
    return [
        against(f"{what}, {number:,} cases", "ms", f"{least:,} cases", values[least], values[number], at_most=1.5)
        for what, values in took.items()
        for number in values
        if number != least
    ]


def _each(act: Callable[[], object], times: int = 40) -> float:
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        found.append((time.perf_counter() - begin) * 1e3)
    return median(found[times // 10 :])
