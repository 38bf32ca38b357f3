"""Draw the pictures of README from the running program, on practice data: ``python docs/make_pictures.py``.

The program runs as it does in a terminal, only that its screen is written to an SVG file. Nothing is fetched: the
template's web font is taken out, so the reader's own monospaced font is used.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advice_tui.app.house import AdviceApp  # noqa: E402 - the path comes first
from advice_tui.casework import entrance, practice  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Picture:
    """One picture: its file, who sits at the desk, the size of her terminal, the keys that lead there."""

    name: str
    login: str
    size: tuple[int, int]
    keys: tuple[str, ...]


WANTED = (
    Picture("today", "priya", (120, 32), ("f7", "f7", "f7", "down")),
    Picture("case", "priya", (150, 40), ("f7", "f7", "f7", "enter")),
    Picture("enquiry", "priya", (120, 34), ("f7", "f7", "f7", "n")),
    Picture("cases", "morgan", (120, 32), ("2", "right")),
    Picture("diary", "dana", (160, 46), ("3",)),
    Picture("desk", "dana", (140, 34), ("4",)),
    Picture("calendar", "morgan", (150, 44), ("6", "c")),
    Picture("review", "morgan", (140, 34), ("5",)),
    Picture("procedure", "morgan", (140, 34), ("5", "down", "enter", "down")),
    Picture("today-small", "dana", (80, 24), ()),
)


def without_web_font(svg: str) -> str:
    """Take out what a viewer would fetch."""
    return re.sub(r"@font-face\s*\{[^}]*\}", "", svg)


async def drawn(home: Path, picture: Picture, now: object) -> str:
    """Sign in, press the keys, give the screen as SVG."""
    app = AdviceApp(home, practice_clock=lambda: now)  # type: ignore[return-value, arg-type]
    try:
        async with app.run_test(size=picture.size) as pilot:
            desk = entrance.sign_in(home, picture.login, practice.PASSWORD, clock=lambda: now)  # type: ignore[return-value, arg-type]
            await app.enter(desk)
            await settled(app, pilot)
            for key in picture.keys:
                await pilot.press(key)
                await settled(app, pilot)
            app.clear_notifications()
            await pilot.pause()
            return without_web_font(app.export_screenshot(title="Advice TUI · practice data"))
    finally:
        app.shut()


async def settled(app: AdviceApp, pilot: object) -> None:
    """Wait until everything asked for is done, search being read in included."""
    await pilot.pause()  # type: ignore[attr-defined]
    app.read_index(app.desk)
    await asyncio.wrap_future(app._reading_room.submit(int))  # noqa: SLF001 - nobody else can tell
    await app.workers.wait_for_complete()
    await pilot.pause()  # type: ignore[attr-defined]


def main() -> None:
    """Make practice data in a folder of its own, and draw every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = practice.build(Path(folder) / "home", on=DAY, cases_wanted=240)
        for picture in WANTED:
            svg = asyncio.run(drawn(made.home, picture, made.now))
            (PICTURES / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
            print(f"docs/pictures/{picture.name}.svg")  # noqa: T201 - a program run by hand


if __name__ == "__main__":
    main()
