"""The sign-in prompt: what is on the screen before anything of the service is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer

from data.errors import AdviceError, Locked
from screens.door import DoorScreen
from screens.widgets.field import Field, Labelled
from screens.widgets.press import Press
from screens.widgets.said import Line


def wait_words(seconds: int) -> str:
    """How long is left, in words: "2 minutes and 5 seconds", "1 second"."""
    minutes, rest = divmod(max(0, seconds), 60)
    said = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((minutes, "minute"), (rest, "second")) if n]
    return " and ".join(said) or "0 seconds"


class SignIn(DoorScreen):
    """Name and password. The answer to a wrong one is the same whichever of the two was wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "recover", "Recovery code", id="sign_in.recover", tooltip="Use the recovery code of the service"),
        Binding("ctrl+q", "app.quit", "Quit", id="sign_in.quit", tooltip="Close the program", priority=True),
    ]

    class Opened(Message):
        """Somebody signed in; ``desk`` is hers."""

        def __init__(self, desk: Any) -> None:
            super().__init__()
            self.desk = desk

    class Recover(Message):
        """Somebody wants to use the recovery code."""

    def __init__(self, home: Path, entrance: Any, accounts: tuple[tuple[str, str, str], ...] = ()) -> None:
        super().__init__()
        self.home = home
        self.entrance = entrance
        self.accounts = accounts
        self._wait = 0
        self._ticking: Timer | None = None

    def title_words(self) -> str:
        """Give the service's own title."""
        return self.entrance.title or "Advice"

    def practice(self) -> bool:
        """Practice data is marked before anybody signs in."""
        return bool(self.entrance.practice)

    def opening(self) -> ComposeResult:
        """Yield what stands above the fields."""
        yield from ()

    def card(self) -> ComposeResult:
        """Two fields, one button, and what to do without a password."""
        yield from self.opening()
        yield Labelled("Sign-in name", Field(id="login", limit=60, onward=True))
        yield Labelled("Password", Field(id="password", password=True, limit=1024))
        with Horizontal(classes="row"):
            yield Press("Sign in", id="go", classes="-main")
        if self.accounts:
            yield Line(f"Practice accounts, all with the password: {self.accounts[0][2]}", classes="quiet")
            yield Line("\n".join(f"  {login:<10} {role}" for login, role, _ in self.accounts))
        else:
            yield Line("Forgotten password: ask your manager.", classes="quiet")

    def on_mount(self) -> None:
        """Begin at the name."""
        self.query_one("#login").focus()

    @on(Field.Submitted, "#password")
    @on(Press.Pressed, "#go")
    def go(self) -> None:
        """Try to sign in, unless that is being done or a wait is on."""
        if self.busy or self._wait:
            return
        self.sign_in()

    @work
    async def sign_in(self) -> None:
        """Check name and password in the casework thread; the password leaves the field at once."""
        login, field = self.query_one("#login", Field).value, self.query_one("#password", Field)
        password, field.value = field.value, ""
        if not login.strip() or not password:
            self.trouble("Type your sign-in name and your password.")
            self.query_one("#password" if login.strip() else "#login").focus()
            return
        self.trouble("")

        clock = self.house.practice_clock if self.entrance.practice else None

        def enter() -> Any:
            from advice_tui.casework import entrance  # noqa: PLC0415 - loads the store

            return entrance.sign_in(self.home, login, password, clock=clock)

        desk = await self.call("Checking", enter)
        if desk is not None:
            self.post_message(self.Opened(desk))

    def refused(self, error: AdviceError) -> None:
        """Say the same words for a wrong name and a wrong password; a wait is counted down."""
        self.trouble(error.sentence)
        self._wait = error.wait if isinstance(error, Locked) else 0
        if self._wait:
            self._count()
            self._ticking = self.set_interval(1, self._tick)
        self.query_one("#password").focus()

    def _tick(self) -> None:
        self._wait = max(0, self._wait - 1)
        self._count()
        if not self._wait and self._ticking is not None:
            self._ticking.stop()

    def _count(self) -> None:
        self.trouble(
            f"Please wait {wait_words(self._wait)}, then try again." if self._wait else "You may try again now."
        )

    def action_recover(self) -> None:
        """Open the recovery form."""
        self.post_message(self.Recover())
