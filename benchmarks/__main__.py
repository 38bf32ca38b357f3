"""``python -m benchmarks [--quick] [--readme]``: one table, and the same as JSON under ``benchmarks/results``.

``--quick`` measures little, in under a minute, so that the benchmarks themselves cannot rot. It always ends with 0:
a missed budget is marked in the table, never a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

from advice_tui import __version__
from benchmarks import diary, lists, peers, practice, screens, store, working_days
from benchmarks.table import Row, rendered
from benchmarks.terminal import NotSeen

Parts = dict[str, Callable[[], list[Row]]]
SMALL, LARGE = 1_000, 100_000


def _working_days() -> list[Row]:
    rows = []
    for row in working_days.rows():
        most = None if row["budget"] == "-" else float(row["budget"].removesuffix("x"))
        what, _, unit = row["what"].rpartition(", ")
        met = None if most is None else row["ratio"] <= most
        rows.append(Row(what, unit, row["floor_or_peer"], row["peer_ms_or_us"], row["ours"], row["budget"], met))
    return rows


def _quick() -> Parts:
    home = practice.home_of(24)
    return {
        "start": lambda: screens.start(home, 3),
        "version": lambda: screens.version(5),
        "sign-in": lambda: screens.signing_in({24: home}, 1),
        "work": lambda: screens.at_work(home, 24, keys=60, idle=2),
        "change": lambda: screens.another_terminal(home, 3),
        "leave": lambda: screens.leaving(home, 24, 1),
        "store": lambda: store.note_and_case(home, 50, 40),
        "index": lambda: store.index(home),
        "list": lambda: lists.case_list_at(home, 24, 60),
        "search": lambda: lists.searching(home, 24, lists.WORDS[:2]),
        "timeline": lambda: lists.timeline(home, 50, 60),
        "diary": lambda: diary.at_the_diary(home, 60, 4),
    }


def _full() -> Parts:
    small, large = practice.home_of(SMALL), practice.home_of(LARGE)
    return {
        "start": lambda: screens.start(small, 11),
        "version": lambda: screens.version(15),
        "sign-in": lambda: screens.signing_in({SMALL: small, LARGE: large}, 5),
        "work": lambda: screens.at_work(large, LARGE, keys=300, idle=20),
        "change": lambda: screens.another_terminal(small, 25),
        "leave": lambda: screens.leaving(large, LARGE, 2),
        "store": lambda: store.note_and_case(small, 200, 200),
        "index": lambda: store.index(large),
        "list": lambda: lists.case_list_at(large, LARGE, 240),
        "search": lambda: lists.searching(large, LARGE),
        "timeline": lambda: lists.timeline(small, 1000, 240),
        "diary": lambda: diary.at_the_diary(small, 240, 6),
        "growth": lambda: lists.growth({SMALL: small, LARGE: large}),
        "working-days": _working_days,
        "peers": peers.rows,
    }


def _measured(parts: Parts, only: list[str]) -> Iterator[Row]:
    for name, measure in parts.items():
        if not only or name in only:
            begin = time.perf_counter()
            try:
                yield from measure()
            except NotSeen as error:
                print(f"{name}: {error}", file=sys.stderr)
            print(f"{name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)


def _into_readme(text: str) -> None:
    """Put the table between its marks; nothing is written where they are missing."""
    readme = practice.RESULTS.parent.parent / "README.md"
    first, last = "<!-- performance -->\n", "<!-- /performance -->"
    before, mark, rest = readme.read_text(encoding="utf-8").partition(first)
    _, end, after = rest.partition(last)
    if mark and end:
        readme.write_text(f"{before}{first}{text}{last}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small part, in under a minute")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md as well")
    parser.add_argument("only", nargs="*", help="parts: start, version, sign-in, work, change, store, index, ...")
    asked = parser.parse_args()
    if not sys.platform.startswith("linux"):
        print("The benchmarks read /proc, so they run on Linux only.", file=sys.stderr)
        return
    practice.RESULTS.mkdir(parents=True, exist_ok=True)
    rows = list(_measured(_quick() if asked.quick else _full(), asked.only))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    now = datetime.now(UTC)
    report = {
        "version": __version__,
        "at": now.isoformat(timespec="seconds"),
        "machine": machine,
        "quick": asked.quick,
        "rows": [asdict(row) | {"ratio": row.ratio} for row in rows],
    }
    path = practice.RESULTS / f"{now:%Y%m%dT%H%M%SZ}{'-quick' if asked.quick else ''}.json"
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Advice TUI {__version__}, {now:%Y-%m-%d}, {machine}\n")
    print(rendered(rows))
    if asked.readme:
        _into_readme(f"Measured on {now:%-d %B %Y}: {machine}.\n\n{rendered(rows)}\n")
    missed = [row.what for row in rows if row.met is False]
    print(f"\n{sum(row.met is True for row in rows)} budgets met, {len(missed)} missed. {path}")


if __name__ == "__main__":
    main()
