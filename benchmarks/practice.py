"""Practice services to measure on: built once, kept under ``benchmarks/results/cache`` as long as the schema stands."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PASSWORD = "just practising here"
ADVISER = "priya"


def home_of(cases: int) -> Path:
    """Give a practice service with so many cases, made now when it is not there."""
    migrations = sorted((Path(__file__).parent.parent / "data" / "migrations").glob("*.sql"))
    shape = sha256(b"".join(path.read_bytes() for path in migrations)).hexdigest()[:8]
    home = RESULTS / "cache" / f"cases-{cases}-{shape}"
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        making = home.with_name(f"{home.name}.part")
        shutil.rmtree(making, ignore_errors=True)
        print(f"making {cases:,} practice cases ...", file=sys.stderr, flush=True)
        demo = ["demo", "--no-open", "--seed", "7", "--date", "2026-11-24", "--cases", str(cases), "--home", making]
        subprocess.run([sys.executable, "-m", "advice_tui", *demo], check=True, stdout=subprocess.DEVNULL)
        making.rename(home)
    return home


@contextmanager
def copied(home: Path) -> Iterator[Path]:
    """Lend a copy to write in, on the same disk."""
    with tempfile.TemporaryDirectory(dir=RESULTS) as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        yield copy
