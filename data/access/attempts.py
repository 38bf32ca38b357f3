"""Wrong passwords, counted in the service's private folder across restarts; who fails often waits longer and longer.

The database cannot count them: nothing that writes to it is known before a password was right. The next right
password moves the count into the audit trail. Names are kept as keyed hashes, for people type passwords into the
wrong field.
"""

from __future__ import annotations

import hmac
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
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
EVERYBODY = "*"
"""Stands in a mended count for all who have none of their own."""


@dataclass(frozen=True)
class Tally:
    """Wrong attempts in a row for one name, and until when the next is refused."""

    wrong: int
    until: datetime


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    try:
        with locked_file(home / LOCK, seconds=10):
            yield
    except TimeoutError as error:
        raise Locked("Somebody else is signing in at this moment. Try again.") from error


def _mark(store: str, login: str) -> str:
    return hmac.new(store.encode(), login.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:32]


def _load(home: Path) -> dict[str, Tally] | None:
    """Read the counts; None when they are damaged, which a time no count could have reached is too."""
    try:
        found = json.loads((home / NAME).read_bytes())
        tallies = {k: Tally(int(v["wrong"]), datetime.fromisoformat(v["until"])) for k, v in found.items()}
        latest = datetime.now(UTC) + timedelta(seconds=LONGEST)
        return tallies if all(tally.until <= latest for tally in tallies.values()) else None
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, OSError):
        return None


def _sound(home: Path) -> dict[str, Tally]:
    """Read the counts, mending damaged ones: everybody waits once, and counts as having failed often.

    So damage does not open the door wide, nor shut it for ever. Call under the lock.
    """
    tallies = _load(home)
    if tallies is None:
        tallies = {EVERYBODY: Tally(FREE + 4, datetime.now(UTC) + timedelta(seconds=30))}
        _save(home, tallies)
    return tallies


def _save(home: Path, tallies: dict[str, Tally]) -> None:
    latest = sorted(tallies.items(), key=lambda item: item[1].until)[-KEEP:]
    write_whole(
        home / NAME, json.dumps({k: {"wrong": t.wrong, "until": t.until.isoformat()} for k, t in latest}).encode()
    )


def wait_seconds(wrong: int) -> int:
    """Give how long after this many wrong passwords in a row the next is refused: 0, then 15 s doubling to 15 min."""
    return 0 if wrong <= FREE else min(LONGEST, 15 * 2 ** min(wrong - FREE - 1, 10))


def say_wait(seconds: float) -> str:
    """Say a wait in words."""
    return f"{math.ceil(seconds)} seconds" if seconds <= 90 else f"{math.ceil(seconds / 60)} minutes"


def check(home: Path, store: str, login: str) -> None:
    """Raise Locked while this name has to wait. The same for names that exist and names that do not."""
    tallies = _load(home)
    if tallies is None:
        with _locked(home):
            tallies = _sound(home)
    now = datetime.now(UTC)
    marks = {_mark(store, login), EVERYBODY}
    until = max((tally.until for mark, tally in tallies.items() if mark in marks), default=now)
    if until > now:
        seconds = math.ceil((until - now).total_seconds())
        raise Locked(f"Too many wrong passwords. Wait {say_wait(seconds)}, then try again.", wait=seconds)


def failed(home: Path, store: str, login: str) -> None:
    """Count one more wrong password; counted before the answer is shown."""
    with _locked(home):
        tallies = _sound(home)
        mark = _mark(store, login)
        before = tallies.get(mark) or tallies.get(EVERYBODY)
        wrong = (before.wrong if before else 0) + 1
        tallies[mark] = Tally(wrong, datetime.now(UTC) + timedelta(seconds=wait_seconds(wrong)))
        _save(home, tallies)


def clear(home: Path, store: str, login: str) -> int:
    """Forget the count of a name after a right password, or because the manager says so; give what it was."""
    if not (home / NAME).exists():
        return 0
    with _locked(home):
        tallies = _sound(home)
        tally = tallies.pop(_mark(store, login), None)
        if tally is None:
            return 0
        _save(home, tallies)
        return tally.wrong


def waiting_until(home: Path, store: str, login: str) -> datetime | None:
    """Give until when a name has to wait, or None."""
    tally = (_load(home) or {}).get(_mark(store, login))
    return tally.until if tally and tally.until > datetime.now(UTC) else None
