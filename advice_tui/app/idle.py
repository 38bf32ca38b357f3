"""How long nobody has touched a key, by two clocks: one that runs while the computer sleeps, one nobody can set."""

from __future__ import annotations

import time
from collections.abc import Callable

Clocks = Callable[[], tuple[float, float]]


def clocks() -> tuple[float, float]:
    """Give the monotonic clock and the wall clock, in seconds."""
    return time.monotonic(), time.time()


class Idle:
    """Counts from the last real key or mouse event; nothing else touches it."""

    def __init__(self, now: Clocks = clocks) -> None:
        self._now = now
        self._touched = now()

    def touch(self) -> None:
        """Note that a person pressed a key or moved the mouse."""
        self._touched = self._now()

    def seconds(self) -> float:
        """Seconds of rest: the longer of the two clocks, so that neither sleep nor a clock set back hides any."""
        monotonic, wall = self._now()
        return max(monotonic - self._touched[0], wall - self._touched[1])
