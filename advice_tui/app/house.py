"""AdviceApp: the door, the work areas of whoever signed in, the lock, and a safe end."""

from __future__ import annotations

import asyncio
import gc
import importlib
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType

from advice_tui.app.sitting import Sitting
from advice_tui.casework.home import look
from data.errors import AdviceError
from screens import menu, theme
from screens.base import DeskScreen
from screens.keys import EVERYWHERE
from screens.sign_in import SignIn
from screens.widgets.bars import Bar

if sys.platform != "win32":
    from advice_tui.app.driver import HouseDriver

INDEX_AFTER = 0.7
"""Seconds after sign-in before search is read in: the first list comes first."""
TICK = 0.5
"""Seconds between two looks at the clock and at what other terminals committed."""


class AdviceApp(Sitting):
    """The program in one folder (``home``).

    ``practice_clock`` gives the time in practice data, None the real one; ``practice`` makes practice data and gives
    its folder, None when that cannot be done from the screens. ``enter_as`` is a practice account to sign in at once.
    """

    TITLE = "Advice"
    BINDINGS: ClassVar[list[BindingType]] = EVERYWHERE
    DEFAULT_MODE = "door"
    CSS = """
    Toast { background: $bar; color: $ink; border-left: outer $line; max-width: 70; padding: 0 2; }
    Toast.-warning { border-left: outer $amber; }
    Toast.-error { border-left: outer $red; }
    Toast .toast--title { color: $head; }
    Tooltip { display: none; }
    """

    def __init__(
        self,
        home: Path,
        *,
        practice_clock: Callable[[], datetime] | None = None,
        practice: Callable[[], Path] | None = None,
        enter_as: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(home)
        self._enter_as = enter_as
        self.can_practise = practice is not None
        self._practice = practice
        for name in theme.PALETTES:
            self.register_theme(theme.theme(name))
        self.set_reactive(AdviceApp.theme, "dark")  # without the round of restyling that a change asks for
        self.practice_clock = practice_clock
        self.entrance: Any = look(home)
        self._loading: asyncio.Future[Any] | None = None
        self._modes_made = 0
        self.add_mode(self.DEFAULT_MODE, self._first_door)

    # Start ------------------------------------------------------------------------------------------------------------

    if sys.platform != "win32":

        def get_driver_class(self) -> Any:
            """Our own driver, whatever the environment says."""
            return HouseDriver

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colours by name, for style sheets that are read before a theme is chosen."""
        return theme.variables(theme.DARK)

    async def on_mount(self) -> None:
        """Listen to the system's signals, start the clock, give the garbage collector back."""
        if not self.is_headless and sys.platform != "win32":
            loop = asyncio.get_running_loop()
            for one in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                loop.add_signal_handler(one, self._told_to_end, one)
        self._read_keymap()
        if self._enter_as is not None and self.entrance.practice:
            self.run_worker(self._enter_practice(*self._enter_as), group="enter")
        self.set_interval(TICK, self.look_at_clock)
        self.call_after_refresh(_collect_again)

    def _first_door(self) -> Any:
        if self.entrance.exists:
            return SignIn(self.home, self.entrance, self.accounts())
        from screens.first_run import FirstRun  # noqa: PLC0415 - once in the life of a service

        return FirstRun(self.home)

    def accounts(self) -> tuple[tuple[str, str, str], ...]:
        """Give the practice accounts as (sign-in name, role, password); none in a real service."""
        return tuple(self.entrance.accounts)

    async def _enter_practice(self, login: str, password: str) -> None:
        """Sign a practice account in, so that practice begins at its desk."""
        from advice_tui.casework import entrance  # noqa: PLC0415 - loads the store

        try:
            desk = await self.aside(entrance.sign_in, self.home, login, password)
        except AdviceError as error:
            self.tell(error.sentence, "error")
            return
        self.call_next(self.enter, desk)

    def _read_keymap(self) -> None:
        path = self.home / "keys.toml"
        if not path.is_file():
            return
        import tomllib  # noqa: PLC0415 - only for those who moved keys

        try:
            found = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            self.tell("keys.toml cannot be read, so all keys are as usual.", "warning")
            return
        self.set_keymap({name: keys for name, keys in found.items() if isinstance(keys, str)})

    def load_early(self) -> None:
        """At the first key of the prompt: load what work needs, in the casework thread, while the person types."""
        if self._loading is None:
            names = (
                "advice_tui.casework.entrance",
                *dict.fromkeys(one.where.partition(":")[0] for one in menu.SCREENS),
            )
            self._loading = asyncio.get_running_loop().run_in_executor(self._room, _load, names, self.home)

    # Rooms: the door and the work are modes of their own -----------------------------------------------------

    async def _to_mode(self, name: str, first: Callable[[], Any]) -> None:
        """Open a new mode on this screen and throw every other mode's screens away."""
        self._modes_made += 1
        mode = f"{name}-{self._modes_made}"
        old = [one for one in self._modes if one in self._screen_stacks]
        self.add_mode(mode, first)
        await self.switch_mode(mode)
        for one in old:
            await self.remove_mode(one)

    async def _to_door(self, first: Callable[[], Any]) -> None:
        await self._to_mode("door", first)

    async def show_lock(self, name: str, why: str) -> None:
        """Show the lock in a mode of its own, and take every other screen away."""
        from screens.lock import Lock  # noqa: PLC0415 - not needed at the prompt

        await self._to_door(lambda: Lock(self.home, self.entrance, name, why, self.accounts()))

    @property
    def at_work(self) -> bool:
        """Whether somebody is signed in and a work screen is in front, with nothing over it."""
        return self.desk is not None and isinstance(self.screen, DeskScreen) and self.screen.WORK

    @property
    def _working(self) -> bool:
        """Whether a work screen is in front, whatever window is open over it."""
        below = next((one for one in reversed(self.screen_stack) if isinstance(one, DeskScreen)), None)
        return self.desk is not None and below is not None and below.WORK

    @on(SignIn.Opened)
    async def opened(self, message: SignIn.Opened) -> None:
        """Somebody signed in."""
        await self.enter(message.desk)

    @on(SignIn.Recover)
    def recover(self) -> None:
        """Open the form for the recovery code over the door."""
        from screens.first_run import Recover  # noqa: PLC0415 - rarely needed

        self.push_screen(Recover(self.home))

    def practise(self) -> None:
        """Open practice data in a folder of its own, made when it is not there."""
        if self._practice is not None:
            self.run_worker(self._to_practice(self._practice), group="practise")

    async def _to_practice(self, make: Callable[[], Path]) -> None:
        try:
            self.home = await self.aside(make)
        except AdviceError as error:
            self.tell(error.sentence, "error")
        self.founded()

    def founded(self) -> None:
        """Go on to the sign-in prompt: the service was made or recovered."""
        self.end_lookout()
        self.entrance = look(self.home)
        self.call_next(self._to_door, self._first_door)

    async def enter(self, desk: Any) -> None:
        """Begin work at this desk: first what must be read, then the areas of the role or the place of before."""
        self.desk = desk
        self.end_lookout()
        self.nobody_waits()
        self.idle.touch()
        self._undo = None
        self._seen_change = 0
        self._rooms_seen, self._shut_out = desk.session.rooms_changed, desk.session.shut_out
        if self._place is not None and self._place.person_id != desk.person.id:
            self._place = None
            self.shade = False
        self.set_minute()

        def due() -> tuple[int, tuple[Any, ...]]:
            from advice_tui.casework import induction, watch  # noqa: PLC0415 - loads the store

            return watch.changed(desk), tuple(induction.to_acknowledge(desk))

        self._seen_change, items = await self.aside(due)
        if items:
            from screens.acknowledge import Acknowledge  # noqa: PLC0415 - not needed at the prompt

            await self._to_mode("work", lambda: Acknowledge(desk, items))
        else:
            await self._begin()

    def begin_work(self) -> None:
        """Begin work once everything was read; in the app's own turn, for the screen that asks is on its way out."""
        self.call_next(self._begin)

    async def _begin(self) -> None:
        """Open the place of before, or the role's first area; a role without any sees a sentence."""
        desk, place = self.desk, self._place
        self._place = None
        self.set_timer(INDEX_AFTER, lambda: self.read_index(desk))
        areas = menu.areas_of(desk.person.role)
        if not areas:
            from screens.acknowledge import NothingHere  # noqa: PLC0415 - one role only

            await self._to_mode("work", lambda: NothingHere(desk))
            return
        wanted = place.screens if place else ()
        found = [
            (one, subject)
            for key, subject in wanted
            if (one := menu.entry(key)) and menu.granted(one, desk.person.role)
        ]
        (first, subject), *rest = found or [(areas[0][1], "")]
        await self._to_mode("work", lambda: _made(first, desk, subject))
        for one, its_subject in rest:
            await self.push_screen(_made(one, desk, its_subject))
        for title in place.windows if place else ():
            self.tell(f"What you typed in “{title}” is kept: open it again to go on.")

    async def action_area(self, key: str) -> None:
        """Open an area by its number; what is typed is kept as a draft.

        In a worker, so that no screen waits for its own end.
        """
        self.run_worker(self._go_to_area(key), group="area", exclusive=True)

    async def _go_to_area(self, key: str) -> None:
        one = next((first for area, first in menu.areas_of(self.desk.person.role) if area.key == key), None)
        if one is None:
            self.tell("Your role has no such area.", "warning")
            return
        for screen in self.drafting():
            await screen.keep_draft()
        desk = self.desk
        if desk is not None:
            await self._to_mode("work", lambda: _made(one, desk, ""))

    async def action_open(self, key: str, subject: str = "", *, then: Callable[[object], None] | None = None) -> None:
        """Open a screen of the menu over the one in front."""
        one = menu.entry(key)
        if one is None or not menu.granted(one, self.desk.person.role):
            self.tell("That is not open to your role.", "warning")
            return
        if not subject and one in (first for _, first in menu.areas_of(self.desk.person.role)):
            await self.action_area(one.area)
        else:
            await self.push_screen(_made(one, self.desk, subject), then)

    # What screens ask of the house ------------------------------------------------------------------------------

    def who(self, name: str) -> str:
        """Give the name, or its initials under the shade."""
        if not self.shade:
            return name
        from advice_tui.rules.text import initials  # noqa: PLC0415 - not needed at the prompt

        return initials(name)

    def bar(self, area: str) -> Bar:
        """Give the top bar for this moment."""
        if self.desk is None:
            return Bar()
        day, _, time = self.minute.rpartition(" ")
        person = self.desk.person
        return Bar(
            service=self.desk.title,
            areas=tuple((one.key, one.title) for one, _ in menu.areas_of(person.role)) if self._working else (),
            here=area,
            day=day,
            time=time,
            person=person.name,
            role=str(person.role).capitalize(),
            shade=self.shade,
            arrival=self.arrival(),
        )

    def set_minute(self) -> None:
        """Take the minute from the desk's clock, as staff read it."""
        from advice_tui.rules.working_days.local_time import london  # noqa: PLC0415 - not needed at the prompt

        self.minute = f"{london(self.desk.now):%a %-d %b %H:%M}"

    # Keys of everywhere -----------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the keys of everywhere work on a work screen only; lock and quit always, help at the door as well."""
        if action in {"find", "area", "open"}:
            return self.at_work
        if action == "undo":
            return self.at_work
        if action in {"lock", "shade"}:
            return self.desk is not None
        return super().check_action(action, parameters)

    async def action_help(self) -> None:
        """Show the keys that work here."""
        from screens.help import Help  # noqa: PLC0415 - not needed at the prompt

        if not self.screen.is_modal:
            await self.push_screen(Help(self.screen))

    async def action_find(self) -> None:
        """Open the palette; never over the lock or a dialog."""
        if not self.at_work:
            return
        from screens.find import Find  # noqa: PLC0415 - not needed at the prompt

        await self.push_screen(Find(self.desk.person.role, self.screen), self._do_found)

    def _do_found(self, action: str | None) -> None:
        if action:
            self.call_next(self._do, action)

    async def _do(self, action: str) -> None:
        if self.at_work:
            await self.run_action(action, self.screen)

    async def action_undo(self) -> None:
        """Undo what was done last, and say what that was."""
        token, self._undo = self._undo, None
        if token is None or not isinstance(self.screen, DeskScreen):
            self.tell("There is nothing to undo.")
            return
        from advice_tui.casework import undo  # noqa: PLC0415 - loads the store

        sentence = await self.screen.call(undo.undo, self.desk, token)
        if sentence is not None:
            self.tell(str(sentence))
            self.screen.reload_soon()

    def action_theme(self) -> None:
        """Take the next of our colours."""
        names = list(theme.PALETTES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_no_copy(self) -> None:
        """Say how to leave to who presses Ctrl+C."""
        self.tell("To close Advice press Ctrl+Q. Copying is switched off.")

    async def action_quit(self) -> None:
        """Close; a save that is under way is finished first."""
        if self._saves:
            self.tell("Still saving. Advice closes as soon as it is done.")
        self.run_worker(self.leave(0), group="leave")


def _made(one: menu.Entry, desk: Any, subject: str) -> DeskScreen:
    screen = menu.load(one)
    return screen(desk, subject) if subject else screen(desk)


def _load(names: tuple[str, ...], home: Path) -> None:
    for name in names:
        importlib.import_module(name)
    from advice_tui.casework import entrance  # noqa: PLC0415 - loads the store

    with suppress(AdviceError):  # what is wrong is said when somebody signs in
        entrance.warm(home)


def _collect_again() -> None:
    """After the first paint: what is there stays, and only what comes later is looked through."""
    gc.freeze()
    gc.enable()
