"""The home: the folder of the service's files, and what may be known of it before anybody signs in.

Imports nothing heavy, for it stands on the way to the first screen.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from data.errors import AdviceError
from data.places import ABOUT, is_there

VARIABLE = "ADVICE_TUI_HOME"
_LINUX = sys.platform.startswith("linux")
PRACTICE = "practice.json"
"""The accounts of a practice service, for its sign-in screen: rows of sign-in name, role, password."""


@dataclass(frozen=True)
class Entrance:
    """What the sign-in screen may show: whether there is a service, its title, and whether it is practice.

    ``accounts`` are a practice service's: (sign-in name, role, password). A real one shows none.
    """

    home: Path
    exists: bool
    practice: bool
    title: str
    policy: str = ""
    accounts: tuple[tuple[str, str, str], ...] = ()


def default_home() -> Path:
    """Give the folder to use without ``--home``: the environment's, else the platform's own place for such files."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    if _LINUX:  # platformdirs' answer, without the time to import it
        state = os.environ.get("XDG_STATE_HOME", "")
        return (Path(state) if os.path.isabs(state) else Path.home() / ".local" / "state") / "advice-tui"  # noqa: PTH117
    import platformdirs  # noqa: PLC0415 - 15 ms, only where it is needed

    return Path(platformdirs.user_state_dir("advice-tui", appauthor=False))


def look(home: Path) -> Entrance:
    """Look at a home without opening anything; raises AdviceError when the path is not a folder."""
    if os.path.exists(home) and not home.is_dir():  # noqa: PTH110 - pathlib's raises for a parent one may not enter
        raise AdviceError(f"{home} is not a folder. Choose another with --home.")
    about = _read(home / ABOUT)
    facts = about if isinstance(about, dict) else {}
    title = "".join(char for char in str(facts.get("title", "")) if char.isprintable())[:80]
    practice = bool(facts.get("practice"))
    policy = str(facts.get("policy", ""))
    accounts = _accounts(home) if practice else ()
    return Entrance(home, is_there(home), practice, title or "Advice service", policy, accounts)


def _accounts(home: Path) -> tuple[tuple[str, str, str], ...]:
    found = _read(home / PRACTICE)
    rows = found if isinstance(found, list) else []
    return tuple((str(row[0]), str(row[1]), str(row[2])) for row in rows if isinstance(row, list) and len(row) == 3)


def _read(path: Path) -> object:
    """Read a small JSON file; None when there is none or it is damaged: what stands there is a courtesy only."""
    try:
        return json.loads(path.read_bytes()[:10_000])
    except (OSError, ValueError):
        return None
