"""A terminal for tests: runs a program in a pseudo-terminal and shows what a person would see."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable

import pyte

_ALTERNATE = re.compile(rb"(\x1b\[\?1049[hl])")
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*u|\x1b\[\?[0-9;]*\$p")


class Terminal:
    """One program in a terminal of so many columns and lines. Waiting is for something seen, never for time alone."""

    def __init__(self, argv: list[str], *, columns: int = 80, lines: int = 24, env: dict[str, str] | None = None):
        self.raw = bytearray()
        self.alternate = False
        self.left_behind = ""
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._status: int | None = None
        self.pid, self._fd = pty.fork()
        if self.pid == 0:  # the program
            try:
                kept = {name: value for name, value in os.environ.items() if name not in {"TMUX", "NO_COLOR"}}
                os.execvpe(argv[0], argv, {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})})
            finally:
                os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def _pump(self, seconds: float) -> bool:
        """Take in what was written within so many seconds; whether there was anything."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            return False
        self.raw += data
        for part in _ALTERNATE.split(data):
            if part in {b"\x1b[?1049h", b"\x1b[?1049l"}:
                self.alternate = part.endswith(b"h")
                self._screen.reset()
            elif part:
                self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", part))
        return bool(data)

    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait(self, wanted: str | Callable[[], bool], seconds: float = 20) -> Terminal:
        """Wait until this is on the screen, or true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if (wanted in self.text()) if isinstance(wanted, str) else wanted():
                return self
            self._pump(0.05)
        raise AssertionError(f"not seen: {wanted!r}\n{self.text()}")

    def type(self, *keys: str | bytes) -> Terminal:
        """Type these."""
        for key in keys:
            data = key.encode() if isinstance(key, str) else key
            while data:
                written = os.write(self._fd, data[:4096])
                data = data[written:]
                self._pump(0)
        return self

    def send(self, number: signal.Signals) -> Terminal:
        """Send the program a signal."""
        os.kill(self.pid, number)
        return self

    def ended(self) -> int:
        """Wait for the end; the exit code, or minus the signal that killed it."""
        self.wait(self._has_ended)
        while self._pump(0):  # its last words
            pass
        status = self._status or 0
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)

    def _has_ended(self) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = status
        return self._status is not None

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self._fd)
        self._fd = -1

    def wait_after_hang_up(self) -> int:
        """The exit code of a program whose window was closed."""
        _, self._status = os.waitpid(self.pid, 0)
        return os.WEXITSTATUS(self._status) if os.WIFEXITED(self._status) else -os.WTERMSIG(self._status)

    def close(self) -> None:
        """Make an end of it."""
        if not self._has_ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self._fd >= 0:
            os.close(self._fd)
