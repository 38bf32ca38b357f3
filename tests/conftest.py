"""Fixtures for all tests: a real encrypted service made once per process and copied for each test, and its desks.

``policy`` may be parametrised (``@pytest.mark.parametrize("policy", POLICIES)``); ``desk("adviser")`` signs in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from advice_tui.casework import entrance
from advice_tui.desk import Desk
from data.access import session as access_session
from data.keys import keyring
from data.keys.password import Kdf, key_of
from tests.factories import FIRST, NOW, Hands, Service, copy_service, found_service

hypothesis.settings.register_profile(
    "quick", deadline=None, max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
hypothesis.settings.load_profile("quick")


@cache
def _remembered(password: str, kdf: Kdf) -> bytes:
    """Do each password check once per process: the same password and salt give the same key."""
    return key_of(password, kdf)


_read_once = cache(entrance.loads)


@pytest.fixture(autouse=True)
def _quick_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check each password and read each policy text once: both are pure, and nothing else is left out."""
    monkeypatch.setattr(keyring, "key_of", _remembered)
    monkeypatch.setattr(access_session, "key_of", _remembered)
    monkeypatch.setattr(entrance, "loads", _read_once)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Service]:
    """Give the template service of a policy; never sign in to it, copy it."""

    @cache
    def made(policy: str) -> Service:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keyring, "key_of", _remembered)
            patch.setattr(entrance, "loads", _read_once)
            return found_service(tmp_path_factory.mktemp("template") / policy, policy)

    return made


@pytest.fixture
def policy() -> str:
    """The bundled policy of the test's service."""
    return FIRST


@pytest.fixture
def service(template: Callable[[str], Service], policy: str, tmp_path: Path) -> Iterator[Service]:
    """A service of the test's own: one account of each role, policies read, nothing else in it."""
    made = copy_service(template(policy), tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def home(service: Service) -> Path:
    """The folder of the test's service."""
    return service.home


@pytest.fixture
def clock(service: Service) -> Hands:
    """The clock of every desk of the test; ``clock.set(2026, 11, 28)``, ``clock.pass_(minutes=5)``."""
    return service.clock


@pytest.fixture
def desk(service: Service) -> Callable[..., Desk]:
    """Sign somebody in: ``desk("adviser", at=...)``; the same person gets the same desk unless ``again``."""
    known: dict[str, Desk] = {}

    def give(who: str = "adviser", *, at: datetime | None = None, again: bool = False) -> Desk:
        if at is not None:
            service.clock.now = at
        if again or who not in known or known[who].store.closed:
            known[who] = service.sign_in(who)
        return known[who]

    return give


__all__ = ["NOW"]
