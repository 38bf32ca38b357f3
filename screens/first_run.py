"""The first start: which policy and nation, who manages, and the recovery code that goes on paper."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from data.errors import BadInput
from screens.door import DoorScreen
from screens.paper_code import PaperCode
from screens.widgets.field import Field, Labelled
from screens.widgets.press import Choice, Choices, Press
from screens.widgets.said import Line

OWN_FILE = " own file"
NATIONS: tuple[Choice, ...] = (
    Choice("ENG", "England"),
    Choice("WLS", "Wales"),
    Choice("SCT", "Scotland"),
    Choice("NIR", "Northern Ireland"),
)


def policies() -> tuple[tuple[Choice, str], ...]:
    """Give the policies that come with the program, each with the nation it names."""
    from advice_tui.policy import bundled, load  # noqa: PLC0415 - costs 200 ms

    found = [(name, load(name)) for name in bundled()]
    return tuple((Choice(name, policy.union, policy.version), policy.region) for name, policy in found)


def _home_path(typed: str) -> Path:
    return Path(typed).expanduser()


class FirstRun(DoorScreen):
    """Step 1: the policy the service works by, and the nation whose bank holidays count."""

    TITLE_WORDS = "Welcome · step 1 of 3 · the policy"
    BROAD = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f4",
            "practise",
            "Open practice data instead",
            id="first_run.practise",
            tooltip="Open practice data instead",
        ),
        Binding("ctrl+q", "app.quit", "Quit", id="first_run.quit", tooltip="Close the program", priority=True),
    ]
    DEFAULT_CSS = """
    FirstRun .head { color: $head; text-style: bold; height: 1; }
    FirstRun Choices { margin-bottom: 1; max-height: 8; }
    FirstRun #own-file { display: none; }
    FirstRun.-own #own-file { display: block; }
    """

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home = home
        self._nations: dict[str, str] = {}

    def card(self) -> ComposeResult:
        """Two lists, a line for a file, two buttons."""
        yield Line("There is no advice service in this folder yet. Three short steps make one.", classes="words")
        yield Line("Which policy does it work by?", classes="head")
        yield Choices((), id="policy")
        yield Labelled("Policy file", Field(id="file", limit=1000), id="own-file")
        yield Line("Whose bank holidays count?", classes="head")
        yield Choices(NATIONS, id="nation")
        with Horizontal(classes="row"):
            yield Press("Go on", id="go", classes="-main")
            if self.house.can_practise:
                yield Press("Open practice data instead", id="practise")

    def on_mount(self) -> None:
        """Fetch the list of policies while the card is already shown."""
        self.fetch()

    @work
    async def fetch(self) -> None:
        """Read the policies in the casework thread."""
        found = await self.call("Reading the policies", policies)
        if found is not None:
            self._nations = {choice.key: nation for choice, nation in found}
            own = Choice(OWN_FILE, "A policy file of our own")
            self.query_one("#policy", Choices).show((*(choice for choice, _ in found), own))
            self.query_one("#policy").focus()

    @on(Choices.Moved, "#policy")
    def marked(self, event: Choices.Moved) -> None:
        """Mark the nation that a policy names; ask for the path of our own file."""
        self.set_class(event.choice.key == OWN_FILE, "-own")
        self._set_nation(self._nations.get(event.choice.key, ""))

    def _set_nation(self, nation: str) -> None:
        at = next((n for n, one in enumerate(NATIONS) if one.key == nation), None)
        if at is not None:
            self.query_one("#nation", Choices).cursor = at

    @on(Choices.Chosen, "#policy")
    def policy_chosen(self, event: Choices.Chosen) -> None:
        """Enter goes on to the file or the nation."""
        self.query_one("#file" if event.choice.key == OWN_FILE else "#nation").focus()

    @on(Field.Submitted, "#file")
    def file_given(self) -> None:
        """Enter in the path goes on to the nation."""
        self.query_one("#nation").focus()

    @on(Choices.Chosen, "#nation")
    @on(Press.Pressed, "#go")
    def go(self) -> None:
        """Look at the policy and go on to the manager."""
        if not self.busy:
            self.go_on()

    @work
    async def go_on(self) -> None:
        """Refuse a policy that does not load, with its own words."""
        marked, nation = self.query_one("#policy", Choices).marked, self.query_one("#nation", Choices).marked
        if marked is None or nation is None:
            return
        path = self.query_one("#file", Field).value.strip()
        policy: str | Path = _home_path(path) if marked.key == OWN_FILE else marked.key
        self.trouble("")

        def check() -> bool:
            from advice_tui.policy import load  # noqa: PLC0415 - costs 200 ms

            if marked.key == OWN_FILE and not path:
                raise BadInput({"file": "Type the path of the policy file, such as /home/me/our-policy.toml."})
            load(policy)
            return True

        if await self.call("Reading the policy", check):
            self.app.push_screen(FirstManager(self.home, policy, nation.key))

    @on(Press.Pressed, "#practise")
    def action_practise(self) -> None:
        """Open practice data in a folder of its own."""
        if not self.busy:
            self.busy = "Making practice data"
            self.house.practise()


class PersonForm(DoorScreen):
    """The fields of a new manager: name, sign-in name, password twice."""

    BROAD = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="person.back", tooltip="One step back"),
        Binding("f3", "save", "Go on", id="person.save", tooltip="Make the account and go on"),
    ]

    def card(self) -> ComposeResult:
        """Yield a sentence, the fields, one button."""
        yield from self.opening()
        yield Labelled("Name", Field(id="name", limit=120, onward=True), "The full name, as colleagues know it.")
        yield Labelled(
            "Sign-in name", Field(id="login", limit=40, onward=True), "Short, in small letters, such as p.nair"
        )
        yield Labelled(
            "Password",
            Field(id="password", password=True, limit=1024, onward=True),
            "12 characters or more; four words do well.",
        )
        yield Labelled("Password again", Field(id="again", password=True, limit=1024))
        with Horizontal(classes="row"):
            yield Press("Go on", id="go", classes="-main")

    def opening(self) -> ComposeResult:
        """Yield what stands above the fields."""
        yield from ()

    @abstractmethod
    def make(self, login: str, name: str, password: str) -> Any:
        """Casework that makes the account and gives the recovery code."""

    def on_mount(self) -> None:
        """Begin at the first field."""
        self.query(Field).first().focus()

    @on(Field.Submitted, "#again")
    @on(Press.Pressed, "#go")
    def pressed(self) -> None:
        """Do it: Enter in the last field, or the button."""
        self.action_save()

    def action_save(self) -> None:
        """Make the account, unless that is being done."""
        if not self.busy:
            self.save()

    def action_back(self) -> None:
        """One step back."""
        if not self.busy:
            self.dismiss(None)

    def given(self, field: str) -> str:
        """Give what a field holds."""
        return self.query_one(f"#{field}", Field).value

    @work
    async def save(self) -> None:
        """Show all problems at once, or the new recovery code."""
        self.trouble("")
        again = self.given("password") == self.given("again")

        def do() -> Any:
            from advice_tui.casework import entrance  # noqa: PLC0415 - loads the store

            problems = entrance.person_problems(self.given("login"), self.given("name"), self.given("password"))
            if not again:
                problems["again"] = "The two passwords are not the same."
            if problems:
                raise BadInput(problems)
            return self.make(self.given("login"), self.given("name"), self.given("password"))

        founded = await self.call("Making the account", do)
        if founded is None:
            return
        for field in ("password", "again"):
            self.query_one(f"#{field}", Field).value = ""
        self.app.switch_screen(PaperCode(founded.recovery_code))


class FirstManager(PersonForm):
    """Step 2: the first manager."""

    TITLE_WORDS = "Step 2 of 3 · the first manager"

    def __init__(self, home: Path, policy: str | Path, nation: str) -> None:
        super().__init__()
        self.home, self._policy, self._nation = home, policy, nation

    def opening(self) -> ComposeResult:
        """Who this is."""
        yield Line("The manager adds the other accounts afterwards.", classes="words")

    def make(self, login: str, name: str, password: str) -> Any:
        """Make the service."""
        from advice_tui.casework import entrance  # noqa: PLC0415 - loads the store

        return entrance.found(
            self.home, policy=self._policy, region=self._nation, login=login, name=name, password=password
        )


class Recover(PersonForm):
    """The recovery code makes a new manager and is replaced by a new code."""

    TITLE_WORDS = "The recovery code"

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home = home

    def opening(self) -> ComposeResult:
        """Yield the code from the paper."""
        yield Labelled(
            "Recovery code",
            Field(id="code", limit=200, onward=True),
            "From the sealed paper; spaces and dashes do not matter.",
        )

    def make(self, login: str, name: str, password: str) -> Any:
        """Make a manager with the code."""
        from advice_tui.casework import entrance  # noqa: PLC0415 - loads the store

        return entrance.recover(self.home, self.given("code"), login=login, name=name, password=password)
