"""Wrong passwords, counted in the service's private folder across restarts; who fails often waits longer and longer.

The database cannot count them: nothing that writes to it is known before a password was right. The next right
password moves the count into the audit trail. Names are kept as keyed hashes, for people type passwords into the
wrong field.
"""

from __future__ import annotations

import hmac
import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from data.errors import Locked
from data.files import locked_file, write_whole

NAME = "attempts.json"
LOCK = "attempts.lock"
FREE = 4
"""So many wrong passwords cost nothing but their own time."""
LONGEST = 900
"""Seconds: the longest wait."""
KEEP = 500


@dataclass(frozen=True)
class Tally:
    """Wrong attempts in a row for one name, and until when the next is refused."""

    wrong: int
    until: datetime


def _mark(store: str, login: str) -> str:
    return hmac.new(store.encode(), login.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:32]


def _load(home: Path) -> dict[str, Tally]:
    try:
        found = json.loads((home / NAME).read_bytes())
        return {k: Tally(int(v["wrong"]), datetime.fromisoformat(v["until"])) for k, v in found.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        # A damaged count must not open the door wide: everybody waits as if she had failed often.
        return {"*": Tally(FREE + 4, datetime.now(UTC) + timedelta(seconds=30))}


def _save(home: Path, tallies: dict[str, Tally]) -> None:
    latest = sorted(tallies.items(), key=lambda item: item[1].until)[-KEEP:]
    write_whole(
        home / NAME, json.dumps({k: {"wrong": t.wrong, "until": t.until.isoformat()} for k, t in latest}).encode()
    )


def wait_seconds(wrong: int) -> int:
    """Give how long after this many wrong passwords in a row the next is refused: 0, then 15 s doubling to 15 min."""
    return 0 if wrong <= FREE else min(LONGEST, 15 * 2 ** (wrong - FREE - 1))


def say_wait(seconds: float) -> str:
    """Say a wait in words."""
    return f"{math.ceil(seconds)} seconds" if seconds <= 90 else f"{math.ceil(seconds / 60)} minutes"


def check(home: Path, store: str, login: str) -> None:
    """Raise Locked while this name has to wait. The same for names that exist and names that do not."""
    tallies = _load(home)
    now = datetime.now(UTC)
    until = max((tally.until for mark, tally in tallies.items() if mark in {_mark(store, login), "*"}), default=now)
    if until > now:
        raise Locked(f"Too many wrong passwords. Wait {say_wait((until - now).total_seconds())}, then try again.")


def failed(home: Path, store: str, login: str) -> None:
    """Count one more wrong password; counted before the answer is shown."""
    with locked_file(home / LOCK, seconds=10):
        tallies = _load(home)
        mark = _mark(store, login)
        wrong = (tallies[mark].wrong if mark in tallies else 0) + 1
        tallies[mark] = Tally(wrong, datetime.now(UTC) + timedelta(seconds=wait_seconds(wrong)))
        _save(home, tallies)


def clear(home: Path, store: str, login: str) -> int:
    """Forget the count of a name after a right password, or because the manager says so; give what it was."""
    if not (home / NAME).exists():
        return 0
    with locked_file(home / LOCK, seconds=10):
        tallies = _load(home)
        tally = tallies.pop(_mark(store, login), None)
        tallies.pop("*", None)
        if tally is None:
            return 0
        _save(home, tallies)
        return tally.wrong


def waiting_until(home: Path, store: str, login: str) -> datetime | None:
    """Give until when a name has to wait, or None."""
    tally = _load(home).get(_mark(store, login))
    return tally.until if tally and tally.until > datetime.now(UTC) else None
