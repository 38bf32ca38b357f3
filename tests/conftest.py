"""Fixtures for all tests: a real encrypted service made once per process and copied for each test, and its desks.

``policy`` may be parametrised (``@pytest.mark.parametrize("policy", POLICIES)``); ``desk("adviser")`` signs in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from advice_tui.casework import entrance
from advice_tui.desk import Desk
from data.access import session as access_session
from data.keys import keyring
from data.keys.password import Kdf
from tests import passwords
from tests.factories import FIRST, NOW, Hands, Service, copy_service, found_service

hypothesis.settings.register_profile(
    "quick", deadline=None, max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
hypothesis.settings.load_profile("quick")


_read_once = cache(entrance.loads)
PasswordCheck = Callable[[str, Kdf], bytes]


@pytest.fixture
def real_passwords() -> None:
    """Ask for this where keys must be real ones: other processes open the service, or the check itself is tested."""


@pytest.fixture
def password_check(request: pytest.FixtureRequest) -> PasswordCheck:
    """The way from a password to its key: a cheap one unless the test asks for ``real_passwords``."""
    return passwords.done_once if "real_passwords" in request.fixturenames else passwords.cheap


@contextmanager
def _quick(check: PasswordCheck) -> Iterator[None]:
    """Check passwords in this way and read each policy text once: nothing else is left out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "key_of", check)
        patch.setattr(access_session, "key_of", check)
        patch.setattr(entrance, "loads", _read_once)
        yield


@pytest.fixture(autouse=True)
def _quick_sign_in(password_check: PasswordCheck) -> Iterator[None]:
    """Sign in quickly for the length of a test, whatever it undoes of its own."""
    with _quick(password_check):
        yield


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, PasswordCheck], Service]:
    """Make the template service of a policy, once for each way of checking passwords."""

    @cache
    def made(policy: str, check: PasswordCheck) -> Service:
        with _quick(check):
            return found_service(tmp_path_factory.mktemp("template") / policy, policy)

    return made


@pytest.fixture
def template(
    templates: Callable[[str, PasswordCheck], Service], password_check: PasswordCheck
) -> Callable[[str], Service]:
    """Give the template service of a policy; never sign in to it, copy it."""
    return lambda policy: templates(policy, password_check)


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
