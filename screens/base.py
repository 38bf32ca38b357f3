"""What every screen stands on: the program around it (House), and the work screen (DeskScreen).

A work screen gets the desk, calls casework in the house's one casework thread, reports trouble in a sentence, sleeps
while something is saved, and asks again when it comes back to the front or another terminal changed something.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar, cast

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from data.errors import AdviceError, BadInput, Locked
from screens.widgets.bars import Bar, HintBar, TopBar
from screens.widgets.field import show_problems
from screens.widgets.said import Line

if TYPE_CHECKING:
    from advice_tui.desk import Desk

P = ParamSpec("P")
R = TypeVar("R")

SAVED_SOON = 1.0
"""Seconds of rest after a key before a draft is kept."""


class House(App[int]):
    """What a screen may ask of the program around it; ``advice_tui.app`` builds it."""

    shade: reactive[bool] = reactive(default=False)
    """Privacy shade: while on, people's names are shown as initials."""

    minute: reactive[str] = reactive("")
    """The minute now, as the top bar shows it; changes once a minute."""

    @abstractmethod
    def tell(self, sentence: str, severity: str = "information") -> None:
        """Show one sentence for a few seconds; severity is information, warning or error. Never markup."""

    @abstractmethod
    def who(self, name: str) -> str:
        """Give a person's name as it may be shown now: whole, or initials under the shade."""

    @abstractmethod
    def offer_undo(self, token: Any) -> None:
        """Keep what ``u`` undoes; None forgets it."""

    @abstractmethod
    def bar(self, area: str) -> Bar:
        """Give what the top bar shows when this area (its number key) is open."""

    @abstractmethod
    async def aside(self, func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run casework in its own thread and come back with what it returned or raised; never cut short."""

    @abstractmethod
    def saving(self, *, doing: bool) -> None:
        """Note that a save began (True) or ended: keys that were typed meanwhile are dropped."""

    @abstractmethod
    async def action_open(self, key: str, subject: str = "", *, then: Callable[[object], None] | None = None) -> None:
        """Open the menu's screen of this name on top of the one shown, for a subject (a case's id) when it has one.

        ``then`` is called with what the screen gave back when it closed.
        """

    @abstractmethod
    async def action_area(self, key: str) -> None:
        """Open the area of this number, as its key does."""

    @abstractmethod
    def begin_work(self) -> None:
        """Everything that had to be read has been: open the areas."""

    practice_clock: Callable[[], datetime] | None = None
    """The time in practice data, when the command line fixed it."""

    can_practise: bool = False
    """Whether practice data can be opened in place of founding a service."""

    @abstractmethod
    def practise(self) -> None:
        """Make practice data where it is not there yet, and go to its sign-in prompt."""

    @abstractmethod
    def founded(self) -> None:
        """Go on to the sign-in prompt: the service was made or recovered."""

    @abstractmethod
    def lock_soon(self, why: str = "") -> None:
        """Lock as soon as the message being handled is done; ``why`` is shown on the lock."""


class HouseScreen(Screen[Any]):
    """Any screen of ours, work or not: knows its house and says when the window is too small."""

    DEFAULT_CSS = """
    HouseScreen { background: $ground; color: $ink; layers: base over; }
    HouseScreen > TooSmall { display: none; layer: over; position: absolute; offset: 0 0; }
    HouseScreen.-cramped > TooSmall { display: block; }
    HouseScreen.-shallow > TooSmall { display: block; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-cramped"), (80, "-narrow"), (130, "-wide")]  # noqa: RUF012 - Textual says how
    VERTICAL_BREAKPOINTS = [(0, "-shallow"), (24, "-short"), (40, "-tall")]  # noqa: RUF012 - the same
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", id="house.next", tooltip="The next field", show=False, priority=True),
        Binding(
            "shift+tab",
            "app.focus_previous",
            id="house.previous",
            tooltip="The field before",
            show=False,
            priority=True,
        ),
        Binding("enter", "onward", id="house.onward", tooltip="On to the next field", show=False, priority=True),
    ]

    @property
    def house(self) -> House:
        """The program around this screen."""
        return cast("House", self.app)

    def on_unmount(self) -> None:
        """Be forgotten: Textual keeps who watched a value, with all it shows, until that value changes again."""
        for watchers in vars(self.app).get("__watchers", {}).values():
            watchers[:] = [one for one in watchers if one[0].is_attached and self not in one[0].ancestors_with_self]

    def action_onward(self) -> None:
        """Move to the next field at once, so that keys typed ahead land there and not in the field before."""
        self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Enter moves on only from a field that says so."""
        return bool(getattr(self.focused, "onward", False)) if action == "onward" else True


class Reporting:
    """Shows an AdviceError raised inside ``with`` on the screen; anything else is a bug and passes."""

    def __init__(self, screen: DeskScreen) -> None:
        self._screen = screen

    def __enter__(self) -> None:
        """Begin to listen."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None
    ) -> bool:
        """Show the trouble where it belongs, and say whether it was one."""
        house = self._screen.house
        if isinstance(error, BadInput):
            self._screen.show_problems(error.problems)
        elif isinstance(error, Locked) and error.sign_in_again:
            house.lock_soon(error.sentence)
        elif isinstance(error, AdviceError):
            house.tell(error.sentence, "warning" if isinstance(error, Locked) else "error")
        return isinstance(error, AdviceError)


class Drafting(Screen[Any]):
    """A screen or window in which something is typed that outlasts it: sealed on a pause, on Escape, lock and end."""

    HEAD: ClassVar[str] = ""
    """What a window calls itself: who comes back from the lock is told where to go on."""
    desk: Desk
    _draft_timer: Timer | None = None

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what is typed and not yet stored: the draft's subject and its fields; None when there is nothing."""
        return None

    @abstractmethod
    async def keep_draft(self) -> None:
        """Seal what is typed into the store, quietly."""

    def draft_soon(self) -> None:
        """Keep the draft after a second's rest; call it on every change of a form."""
        self.stop_draft_timer()
        self._draft_timer = self.set_timer(SAVED_SOON, self._draft_now)

    def stop_draft_timer(self) -> None:
        """Forget that the draft was to be kept soon: it is being kept now."""
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None

    async def _draft_now(self) -> None:
        self._draft_timer = None
        await self.keep_draft()


class TooSmall(Widget):
    """The sentence that stands in for everything while the window is below 80 by 24."""

    DEFAULT_CSS = "TooSmall { width: 100%; height: 100%; background: $ground; color: $ink; align: center middle; }"

    def compose(self) -> ComposeResult:
        """One sentence; nothing of the work is behind it."""
        yield Line("Please make the window bigger: Advice needs 80 columns and 24 lines.")


class DeskScreen(HouseScreen, Drafting):
    """A work screen. Subclasses give ``KEY`` (their name in the menu), ``AREA``, ``body()``, ``reload()``.

    ``-narrow`` (80 columns) and ``-wide`` (130), ``-short`` (24 lines) and ``-tall`` (40) are set as classes on the
    screen: a style sheet says ``MyScreen.-wide #side``, never ``.-wide #side``.
    """

    KEY: ClassVar[str] = ""
    AREA: ClassVar[str] = ""
    WORK: ClassVar[bool] = True
    """Whether areas, palette and undo work here; they do not before everything is read that must be."""
    CLOSES: ClassVar[bool] = True
    """Whether Escape leaves the screen; the first screen of an area stays."""
    ABOUT: ClassVar[str] = ""
    """What the screen is for and how one works with it, in a few sentences; help shows it above the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="desk.back", tooltip="One step back; typed text is kept as a draft"),
    ]
    DEFAULT_CSS = """
    DeskScreen > .practice {
        height: 1; text-align: center; background: $amber-ground; color: $amber; text-style: bold;
    }
    DeskScreen > .house-body { height: 1fr; }
    """

    busy: reactive[int] = reactive(0)

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.subject = subject
        self._busy_timer: Timer | None = None

    # What a subclass writes -------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Yield the widgets between the bars."""
        yield from ()

    async def reload(self) -> None:
        """Ask casework again and show the answer. Called on return to the front and after another terminal's change."""

    # What it may call -------------------------------------------------------------------------------------------------

    async def call(self, func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Run casework that writes. Keys sleep until it is done; None after a trouble, which is then on the screen.

        The row is stored or refused when this returns: close a form only after it.
        """
        self.busy += 1
        self.house.saving(doing=True)
        try:
            with self.reporting():
                return await self.house.aside(func, *args, **kwargs)
        finally:
            self.busy -= 1
            self.house.saving(doing=False)
        return None

    async def done(self, func: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
        """As ``call``, for work that returns nothing: whether it was done."""

        def work() -> bool:
            func(*args, **kwargs)
            return True

        return bool(await self.call(work))

    async def ask(self, func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Run casework that only reads; keys stay awake. None after a trouble, which is then on the screen."""
        with self.reporting():
            return await self.house.aside(func, *args, **kwargs)
        return None

    def reporting(self) -> Reporting:
        """Give the context that turns an AdviceError raised inside into what the person sees."""
        return Reporting(self)

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show each problem under the field whose id it names; what has no field here is told as a sentence."""
        left = show_problems(self, problems)
        if left:
            self.house.tell(" ".join(left.values()), "error")

    async def keep_draft(self) -> None:
        """Seal what is typed into the store, quietly: on a pause, on Escape, on lock and when the program ends."""
        self.stop_draft_timer()
        typed = self.draft()
        if typed is None:
            return
        from advice_tui.casework import drafts  # noqa: PLC0415 - loads the store

        with self.reporting():
            await self.house.aside(drafts.keep, self.desk, *typed)

    def reload_soon(self) -> None:
        """Reload in the background; a newer wish replaces an older one."""
        again: Any = self.reload  # not called here: a worker that never starts leaves no coroutine behind
        self.run_worker(again, group="reload", exclusive=True)

    # The frame --------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Top bar, practice banner when the data is practice, the body, the hint bar."""
        yield TopBar()
        if self.desk.practice:
            yield Line("PRACTICE DATA · not real people", classes="practice")
        yield from self.body()
        yield HintBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Follow the minute and the shade."""
        self.watch(self.house, "minute", self.refresh_bar, init=False)
        self.watch(self.house, "shade", self._shade_changed, init=False)

    def on_screen_resume(self) -> None:
        """Show the bar as it is now, and ask again."""
        self.refresh_bar()
        self.reload_soon()

    def refresh_bar(self) -> None:
        """Draw the top bar from what the house knows."""
        for bar in self.query(TopBar):
            bar.bar = self.house.bar(self.AREA)

    def _shade_changed(self) -> None:
        self.refresh_bar()
        if self.is_current:
            self.reload_soon()

    async def action_back(self) -> None:
        """One step back; what was typed is kept as a draft first."""
        if not self.CLOSES or self.busy:
            return
        await self.keep_draft()
        if self.is_current:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is no key of a screen that stays."""
        return super().check_action(action, parameters) if action != "back" else self.CLOSES

    def watch_busy(self, busy: int) -> None:
        """Show the busy sign when a save takes longer than a tenth of a second."""
        if busy and self._busy_timer is None:
            self._busy_timer = self.set_timer(0.1, self._busy_sign)
        elif not busy:
            if self._busy_timer is not None:
                self._busy_timer.stop()
                self._busy_timer = None
            self._busy_sign()

    def _busy_sign(self) -> None:
        for bar in self.query(HintBar):
            bar.busy = "Saving" if self.busy else ""


async def settled(tasks: set[asyncio.Future[Any]], seconds: float) -> bool:
    """Wait until these are done, whatever they raise; False when some are not after so many seconds."""
    if not tasks:
        return True
    _, pending = await asyncio.wait(tasks, timeout=seconds)
    return not pending
