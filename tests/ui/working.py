"""The real program on a real encrypted service, for tests: sign in, press keys, read the screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from difflib import unified_diff
from pathlib import Path

from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip

from advice_tui.app.house import AdviceApp
from tests.factories import Service

SNAPSHOTS = Path(__file__).with_name("snapshots")
SIZES = [(80, 24), (160, 50)]
MOST_TURNS = 200  # of five thousandths of a second


class Hand:
    """Somebody at the keyboard."""

    def __init__(self, app: AdviceApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot
        self.pressed = 0

    async def settle(self) -> None:
        """Wait until everything that was asked for is done, the index of search included."""
        await self.pilot.pause()
        await asyncio.wrap_future(self.app._reading_room.submit(int))
        while self.app._running_work or len(self.app.workers):
            await asyncio.gather(*self.app._running_work, return_exceptions=True)
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
        for _ in range(MOST_TURNS):
            if not self._in_motion():
                return
            await asyncio.sleep(0.005)
            self.app.screen._on_timer_update()

    def _in_motion(self) -> bool:
        """Tell whether the screen in front is still to be laid out or painted: a busy machine comes to it late."""
        screen = self.app.screen
        return bool(
            screen._callbacks
            or screen._dirty_widgets
            or any(
                one.message_queue_size or one._layout_required or one._repaint_required
                for one in (screen, *screen.query("*"))
            )
        )

    async def look(self) -> None:
        """Let half a second pass: the program looks whether another desk changed something."""
        await self.settle()
        await self.app.look_at_clock()
        await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait after each as a person does."""
        for key in keys:
            self.pressed += 1
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, and wait at its end."""
        await self.pilot.press(*(_character_to_key(sign) for sign in text))
        await self.settle()

    def text(self) -> str:
        """What is on the screen."""
        return shown(self.app)

    @property
    def screen(self) -> str:
        """The name of the screen in front."""
        return type(self.app.screen).__name__

    def told(self) -> list[str]:
        """The sentences told so far."""
        return [note.message for note in self.app._notifications]


def shown(app: AdviceApp) -> str:
    """What is on the screen, line by line, without the spaces at the ends."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in Strip(line)).rstrip() for line in lines)


@asynccontextmanager
async def at_work(service: Service, who: str = "adviser", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hand]:
    """The program, with this person signed in."""
    app = AdviceApp(service.home, practice_clock=service.clock)
    try:
        async with app.run_test(size=size) as pilot:
            hand = Hand(app, pilot)
            await app.enter(service.sign_in(who))
            app.read_index(app.desk)  # the house does it after INDEX_AFTER; nobody waits for that here
            await hand.look()
            yield hand
            app._polling = True  # nothing is looked for any more while the screens go
            await hand.settle()
    finally:
        app.shut()


def same_as_before(name: str, text: str) -> None:
    """Compare a screen's text with the stored one; ``ADVICE_TUI_SNAPSHOTS=1`` stores it anew."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("ADVICE_TUI_SNAPSHOTS") == "1":
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(text + "\n", "utf-8")
    stored = path.read_text("utf-8")
    differing = "\n".join(unified_diff(stored.splitlines(), text.splitlines(), "stored", "shown", lineterm="", n=0))
    assert text + "\n" == stored, f"the screen differs from {path.name}; look at it before storing it\n{differing}"
