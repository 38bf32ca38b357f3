"""Other terminal programs, when they are installed: ``PEERS=/a/bin:/b/bin python -m benchmarks peers``.

Nothing of theirs is needed by ours, and none is fetched: a peer that is not found is left out of the table.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.screens import _keys
from benchmarks.table import Row, p95
from benchmarks.terminal import NotSeen, Running

ROWS = 100_000
_DOWN, _UP = "\x1b[B", "\x1b[A"
PEERS = (
    ("visidata, 100,000 rows", ("vd", "{rows}"), "name 20"),
    ("posting", ("posting", "--collection", "{folder}"), "Collection"),
    ("harlequin", ("harlequin",), "Query"),
)


def rows(keys: int = 120) -> list[Row]:
    """Start, memory and keys of each peer that is there, in the same terminal and run as ours."""
    places = os.environ.get("PEERS", "") + os.pathsep + os.environ["PATH"]
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "rows.csv"
        table.write_text("number,name,state\n" + "".join(f"{n},name {n},open\n" for n in range(ROWS)))
        for name, (command, *arguments), ready in PEERS:
            program = shutil.which(command, path=places)
            if program:
                argv = [program, *(one.format(rows=table, folder=folder) for one in arguments)]
                try:
                    found += _measured(name, argv, ready, folder, keys)
                except (NotSeen, OSError, TypeError) as error:  # it ended, or shows something else first
                    print(f"{name}: {error}")
    return found


def _measured(name: str, argv: list[str], ready: str, home: str, keys: int) -> list[Row]:
    environ = {"PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    program = Running(argv, environ | {"LANG": "C.UTF-8"})
    try:
        start = program.until(ready)
        program.quiet(1.5, most=10)
        peak = program.peak_mib()
        took = _keys(program, ([_DOWN] * 15 + [_UP] * 15) * (keys // 30), pause=0.05)
    finally:
        program.end()
    made = [Row(f"start to ready: {name}", "ms", "-", None, start), Row(f"peak memory: {name}", "MiB", "-", None, peak)]
    if len(took) > 1:
        made += [
            Row(f"key to changed screen, p50: {name}", "ms", "-", None, median(took)),
            Row(f"key to changed screen, p95: {name}", "ms", "-", None, p95(took)),
        ]
    return made
