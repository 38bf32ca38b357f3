"""One sitting at the desk: casework in its own thread, the lock when nobody is there, and a safe end."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from textual import events, on
from textual._time import get_time

from advice_tui.app import crash
from advice_tui.app.announcing import Announcing
from advice_tui.app.cells import forget_lines
from advice_tui.app.idle import Idle
from advice_tui.app.shutting import first_to_close, ids_on
from data.errors import AdviceError
from screens.base import DeskScreen, Drafting, settled
from screens.widgets.said import forget_what_was_said

if sys.platform != "win32":
    from advice_tui.app.driver import Gone, Resumed

P = ParamSpec("P")
R = TypeVar("R")

LONGEST_SAVE = 15.0
"""Seconds that lock and quit wait for a save that is under way."""
LONGEST_TIMER = 20.0
"""Seconds after which no timer of a closed screen is waited for any more."""
_MOST_IDLE_MINUTES = 15
_PEOPLE = (events.Key, events.MouseEvent, events.Paste)
_AWAKE = frozenset({"ctrl+q", "ctrl+l", "f12"})


@dataclass(frozen=True)
class Place:
    """Where somebody was when it locked: who, the open screens by name and subject, half filled windows. Ids only."""

    person_id: object
    screens: tuple[tuple[str, str], ...]
    windows: tuple[str, ...] = ()


def collect_everything() -> None:
    """Let go of all that nothing refers to; also of what was set apart (``gc.freeze``) while it was still shown."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Sitting(Announcing):
    """What goes on while somebody is signed in, and how it stops."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.desk: Any = None
        self.idle = Idle()
        self._undo: Any = None
        self._place: Place | None = None
        self._room = ThreadPoolExecutor(1, "casework")
        self._reading_room = ThreadPoolExecutor(1, "index")
        self._running_work: set[asyncio.Future[Any]] = set()
        self._saves = 0
        self._saved_at = 0.0
        self._polling = False
        self._seen_change = 0
        self._rooms_seen = 0
        """How often this sitting had learned of walls when it looked last what they shut."""
        self._shut_out: frozenset[str] = frozenset()
        """The rooms of walls behind which the person signed in is not, as they were then."""
        self._leaving = False
        self.left = False
        self._departing: Any = None
        self._locking = False

    @abstractmethod
    async def show_lock(self, name: str, why: str) -> None:
        """Show the lock in a mode of its own and take every other screen away."""

    @abstractmethod
    def set_minute(self) -> None:
        """Take the minute from the desk's clock."""

    @abstractmethod
    def load_early(self) -> None:
        """Load what work needs while the person types the first keys."""

    # Casework -----------------------------------------------------------------------------------------------------

    async def aside(self, func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run casework in its thread; whoever asked may go, the work is never cut short."""
        task = asyncio.get_running_loop().run_in_executor(self._room, lambda: func(*args, **kwargs))
        self._running_work.add(task)
        task.add_done_callback(self._running_work.discard)
        return await asyncio.shield(task)

    def saving(self, *, doing: bool) -> None:
        """Drop keys typed while something is saved, those that wait in the queue as well."""
        self._saves += 1 if doing else -1
        if not self._saves:
            self._saved_at = get_time()

    def offer_undo(self, token: Any) -> None:
        """Keep the token that ``u`` undoes."""
        self._undo = token

    def work_screens(self) -> list[DeskScreen]:
        """Give every open work screen, the one in front last."""
        return [one for stack in self._screen_stacks.values() for one in stack if isinstance(one, DeskScreen)]

    def drafting(self) -> list[Drafting]:
        """Give the open screens, and the windows over them, in which something may be half typed."""
        every = (one for stack in self._screen_stacks.values() for one in stack)
        return [one for one in every if isinstance(one, Drafting) and one.is_mounted]

    def _typed(self) -> list[tuple[str, dict[str, str]]]:
        """Give what is typed and not stored."""
        return [one for one in (screen.draft() for screen in self.drafting()) if one is not None]

    # The lock ---------------------------------------------------------------------------------------------------------

    def lock_soon(self, why: str = "") -> None:
        """Lock as soon as the message being handled is done."""
        self.call_next(self.lock, why)

    async def action_lock(self) -> None:
        """Lock now."""
        self.lock_soon()

    async def lock(self, why: str = "") -> None:
        """Show the lock at once, then keep drafts, forget the keys and take every work screen away."""
        if self.desk is None or self._locking:
            return
        self._locking = True
        try:
            desk, self.desk = self.desk, None
            screens = self.work_screens()
            typed = self._typed()
            where = tuple((screen.KEY, screen.subject) for screen in screens if screen.KEY)
            windows = tuple(one.HEAD for one in self.drafting() if one.HEAD and one.draft())
            self._place = Place(desk.person.id, where, windows) if where else self._place
            self.offer_undo(None)
            self.nobody_waits()
            self.clear_notifications()
            self._clipboard = ""
            await self.show_lock(self.who(desk.person.name), why)
            forget_what_was_said()  # now that no screen is left which could say it again
            forget_lines()
            await self._put_away(desk, typed, lock=True)
            # closed screens refer to themselves, and timers that were stopped to them: both would stay for long
            collect_everything()
            self.set_timer(LONGEST_TIMER, lambda: None if self.desk else collect_everything())
        finally:
            self._locking = False

    async def _put_away(self, desk: Any, typed: list[tuple[str, dict[str, str]]], *, lock: bool = False) -> None:
        """Finish what is being saved, seal the drafts, close the store and forget the keys.

        A ``lock`` goes on looking whether somebody arrives at reception for the person who locked.
        """
        from advice_tui.casework import drafts, entrance  # noqa: PLC0415 - loads the store

        await settled(set(self._running_work), LONGEST_SAVE)
        for subject, data in typed:
            try:
                await self.aside(drafts.keep, desk, subject, data)
            except AdviceError:
                continue
        if lock:
            await self.keep_lookout(desk)
        try:
            await self.aside(entrance.sign_out, desk)
        except AdviceError:
            return

    def must_lock(self) -> bool:
        """Whether nobody has touched a key for as long as the policy allows (15 minutes at most)."""
        if self.desk is None:
            return False
        minutes = min(float(self.desk.policy.lock.idle_minutes), _MOST_IDLE_MINUTES)
        return self.idle.seconds() >= minutes * 60

    async def look_at_clock(self) -> None:
        """Twice a second: lock when it is time, show the minute, see whether another terminal committed."""
        if self.must_lock():
            await self.lock("It was left alone for a while.")
        if self.desk is None:
            self.look_from_lock()
            return
        self.set_minute()
        self.shade_when_quiet()
        if not self._polling and not self._saves:
            self._polling = True
            self.run_worker(self._look_for_changes(self.desk), group="watch")

    async def _look_for_changes(self, desk: Any) -> None:
        asked_at, answers = self._asked_at, self.answers_desk
        try:
            number, waiting = await self.aside(self.changed_and_waiting, desk, asked_at, answers=answers)
        except AdviceError:
            return
        finally:
            self._polling = False
        if self.desk is not desk:
            return
        self.take_waiting(number, waiting)
        before, self._seen_change = self._seen_change, number
        if before != number:
            await self._follow_walls(desk)
            self.read_index(desk)
            if self._screen_stack and isinstance(self.screen, DeskScreen):
                self.screen.reload_soon()

    async def _follow_walls(self, desk: Any) -> None:
        """Close what shows something that went behind a wall, with every window over it: nothing of it is saved."""
        if desk.session.rooms_changed == self._rooms_seen:
            return
        from advice_tui.casework import walls  # noqa: PLC0415 - loads the store
        from data.records import NOT_THERE  # noqa: PLC0415 - the same

        self._rooms_seen = desk.session.rooms_changed
        before, self._shut_out = self._shut_out, desk.session.shut_out
        stack = list(self.screen_stack)
        gone = await self.aside(walls.gone, desk, {one for screen in stack for one in ids_on(screen)})
        if self.desk is not desk or stack != list(self.screen_stack):
            stack = list(self.screen_stack) if self.desk is desk else []
        place = first_to_close(stack, gone, windows=bool(self._shut_out - before))
        if place >= len(stack):
            return
        for screen in stack[place:]:
            if isinstance(screen, Drafting):
                screen.stop_draft_timer()
        going = set(stack[place:])
        while len(self.screen_stack) > 1 and self.screen in going:  # one of them may have closed itself meanwhile
            await self.pop_screen()
        if gone:
            self.offer_undo(None)
            self.tell(NOT_THERE, "warning")

    def read_index(self, desk: Any) -> None:
        """Read what this person may search, or what is new of it, in a thread of its own: no screen waits for it."""
        from advice_tui.roles import Act, may  # noqa: PLC0415 - not needed at the prompt

        if self.desk is not desk or not may(desk.role, Act.FIND_CLIENT):
            return

        def read() -> None:
            from advice_tui.casework import search  # noqa: PLC0415 - loads the store

            try:
                (search.follow if desk.index.ready else search.build)(desk)
            except AdviceError:
                return  # the sitting has ended meanwhile
            except Exception as error:  # noqa: BLE001 - noted; without an index the work goes on
                crash.note(self.home, crash.reference(), error)

        self._reading_room.submit(read)

    # Input ------------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Before any key or click counts: lock if it is time, drop it while something is saved."""
        if isinstance(event, _PEOPLE) and not event.is_forwarded:
            if self.must_lock():
                await self.lock("It was left alone for a while.")
                return
            self.idle.touch()
            self.wake(event)
            if isinstance(event, events.Key):
                self.load_early()
            if self._asleep(event):
                return
        await super().on_event(event)

    def _asleep(self, event: events.Event) -> bool:
        """Whether this key came while something was being saved; quit still says so."""
        if not self._saves and event.time > self._saved_at:
            return False
        return not (isinstance(event, events.Key) and event.key in _AWAKE)

    def _display(self, screen: Any, renderable: Any) -> None:
        """After a sleep nothing of the work is drawn before the lock."""
        if not self.must_lock():
            super()._display(screen, renderable)

    # The end ----------------------------------------------------------------------------------------------------------

    if sys.platform != "win32":

        @on(Gone)
        def window_closed(self) -> None:
            """End, as if told to: the window was closed."""
            self._told_to_end(signal.SIGHUP)

        @on(Resumed)
        async def went_on(self) -> None:
            """After a sleep: the lock first, then the screen again."""
            await self.look_at_clock()
            self.refresh()

    def _told_to_end(self, number: signal.Signals) -> None:
        if self._leaving and number is signal.SIGHUP:
            return  # a closed window tells it twice: by the signal and by the end of its input
        if self._leaving:
            self.left = True
            self.exit(return_code=128 + number)
            return
        self.run_worker(self.leave(128 + number), group="leave")

    async def leave(self, code: int) -> None:
        """Keep drafts, close the store, leave the screen; ends with this exit code."""
        if self._leaving:
            return
        self._leaving = True
        desk, self.desk = self.desk, None
        if desk is not None:
            self._departing = desk
            await self._put_away(desk, self._typed())
            self._departing = None
        self.left = True
        self.exit(return_code=code)

    def shut(self) -> None:
        """After the screens: whatever way they ended, the store is closed and the keys are forgotten."""
        self.end_lookout()
        desk, self.desk = self.desk or self._departing, None
        if desk is not None:
            from advice_tui.casework import entrance  # noqa: PLC0415 - loads the store

            self._room.submit(entrance.sign_out, desk)
        self._room.shutdown(wait=True)
