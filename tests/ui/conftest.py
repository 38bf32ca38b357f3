"""A desk to open screens at without a store, and the program around it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import hypothesis  # noqa: F401 - its pytest plugin would import it after the tests, when Python 3.11's parser may trip over a collection
import pytest


@pytest.fixture(autouse=True)
def _no_time_lost():
    """The pilot waits for an idle processor by sleeping; ours looks whether anything is left to do.

    Nothing glides in the program (``environment.scrub``), so nothing glides here; and what was told stays told, however
    slow the machine is.
    """
    from tests.ui import quiet

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
        patch.setattr("textual.notifications.Notification.has_expired", False)
        patch.setattr("textual.app.wait_for_idle", quiet.wait_for_idle)
        patch.setattr("textual.pilot.wait_for_idle", quiet.wait_for_idle)
        patch.setattr("textual.css.stylesheet.Stylesheet._parse_rules", quiet.parse_rules)
        yield


@dataclass
class FakePerson:
    id: str = "p1"
    login: str = "priya"
    name: str = "Priya Nair"
    role: str = "manager"


@dataclass
class FakeDesk:
    """As much of a desk as the shell looks at."""

    person: FakePerson = field(default_factory=FakePerson)
    practice: bool = True
    title: str = "Students’ Union Advice"
    now: datetime = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)
    today: date = date(2026, 11, 23)
    index: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(ready=False))
    policy: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(lock=SimpleNamespace(idle_minutes=5)))
    session: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(rooms_changed=0, shut_out=frozenset()))

    @property
    def role(self):
        return self.person.role


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


class FakeHouseKeeping:
    """Stands in for the casework modules that the shell calls, and remembers the calls."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self.people: dict[str, tuple[str, FakeDesk]] = {"priya": ("right horse battery", FakeDesk())}
        self.to_read: list = []
        self.change = 1

    def modules(self) -> dict[str, ModuleType]:
        from data.errors import SignInFailed

        def sign_in(home, login, password, *, clock=None):
            self.calls.append(("sign_in", login))
            known = self.people.get(login)
            if known is None or known[0] != password:
                raise SignInFailed("The name and password do not open this service.")
            return known[1]

        def sign_out(desk):
            self.calls.append(("sign_out", desk.person.login))

        def keep(desk, subject, data):
            self.calls.append(("keep", subject, dict(data)))
            return "d1"

        def acknowledge(desk, key, version):
            self.calls.append(("acknowledge", key, version))

        def undo(desk, token):
            self.calls.append(("undo", token))
            return f"Undone: {token}"

        return {
            "entrance": _module(sign_in=sign_in, sign_out=sign_out, warm=lambda home: None),
            "drafts": _module(keep=keep),
            "induction": _module(to_acknowledge=lambda desk: tuple(self.to_read), acknowledge=acknowledge),
            "undo": _module(undo=undo),
            "search": _module(find=lambda desk, text, limit=20: (), build=lambda desk: None, follow=lambda desk: None),
            "watch": _module(changed=lambda desk: self.change),
            "arrivals": _module(for_me=lambda desk: (), lookout=lambda desk: None),
        }


def _module(**names) -> ModuleType:
    module = ModuleType("fake")
    vars(module).update(names)
    return module


@pytest.fixture
def keeping(monkeypatch) -> FakeHouseKeeping:
    """The casework modules of the shell, replaced by fakes for this test."""
    from advice_tui import casework

    made = FakeHouseKeeping()
    for name, module in made.modules().items():
        monkeypatch.setitem(sys.modules, f"advice_tui.casework.{name}", module)
        monkeypatch.setattr(casework, name, module, raising=False)
    return made


@pytest.fixture
def entrance() -> SimpleNamespace:
    return SimpleNamespace(exists=True, practice=True, title="Students’ Union Advice", accounts=())


@pytest.fixture
def app(tmp_path: Path, keeping, entrance, monkeypatch):
    """The program in an empty folder that says it holds a service."""
    from advice_tui.app import house

    monkeypatch.setattr(house, "look", lambda home: entrance)
    made = house.AdviceApp(tmp_path)
    yield made
    made.shut()
