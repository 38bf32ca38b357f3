"""Drive the installed program once, far from its source: practice data, sign-in, Today, a key, the end.

Run as ``python -I pilot.py SOURCE``; fails when anything was imported from SOURCE.
"""

# ruff: noqa: INP001, T201 - a program of its own, which says what it did
from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from advice_tui.environment import scrub

scrub()

from advice_tui.app import AdviceApp  # noqa: E402 - after the environment is scrubbed, as the program does
from advice_tui.casework import practice  # noqa: E402

SECONDS = 60


async def seen(app: AdviceApp, pilot: object, screen: str) -> None:
    """Wait until the screen of this name is in front."""
    end = time.monotonic() + SECONDS
    while type(app.screen).__name__ != screen:
        if time.monotonic() > end:
            sys.exit(f"{screen} was not seen, but {type(app.screen).__name__}")
        await pilot.pause(0.05)


async def drive(home: Path) -> None:
    """Sign in as an adviser, see Today, open a new enquiry and go back, leave."""
    app = AdviceApp(home)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await seen(app, pilot, "SignIn")
            await pilot.press(
                *"priya", "enter", *(key if key != " " else "space" for key in practice.PASSWORD), "enter"
            )
            await seen(app, pilot, "Today")
            await pilot.press("n")
            await seen(app, pilot, "Enquiry")
            await pilot.press("escape")
            await seen(app, pilot, "Today")
            await pilot.press("ctrl+q")
    finally:
        app.shut()


def main() -> None:
    """Make practice data, drive the program, look where it came from."""
    source = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        practice.build(Path(folder) / "home", cases_wanted=6)
        asyncio.run(drive(Path(folder) / "home"))
    ours = {
        name: Path(module.__file__ or "")
        for name, module in sys.modules.items()
        if name.partition(".")[0] in {"advice_tui", "screens", "data"} and getattr(module, "__file__", None)
    }
    strays = [name for name, path in ours.items() if source in path.resolve().parents]
    if strays:
        sys.exit(f"imported from the source folder: {', '.join(strays)}")
    print(f"driven from {ours['advice_tui'].parent.parent}: sign-in, Today, an enquiry, the end")


if __name__ == "__main__":
    main()
