"""A program in a pseudo-terminal, with a stopwatch: what was seen when, what it cost.

The clock stops at the bytes as they arrive; drawing them (pyte) is for looking at afterwards and is never on the clock.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte

COLUMNS, LINES = 120, 40
BURST = 0.004
"""Seconds of silence after which one answer of the program is taken to be whole."""
_CODES = re.compile(
    rb"\x1b\[[0-9;:?<>=]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]|\x1b\][^\x07]*\x07|\x1bP[^\x1b]*\x1b\\"
)
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*u|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\")


class NotSeen(Exception):
    """What was waited for did not come."""


class Running:
    """One program in a terminal of 120x40."""

    def __init__(self, argv: list[str], environ: dict[str, str]) -> None:
        self.raw = bytearray()
        self._gone = False
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
                os.execve(argv[0], argv, environ)
            finally:
                os._exit(127)

    def _read(self, seconds: float) -> bytes:
        """Read what there is within so many seconds; b"" when nothing came or the program has ended."""
        if not select.select([self._fd], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            return b""
        self.raw += data
        return data

    def until(self, wanted: str, seconds: float = 60, since: float | None = None) -> float:
        """Wait until this pattern was written, from now on; give the milliseconds since ``since`` (else the start)."""
        pattern = re.compile(wanted.encode())
        begin, end = len(self.raw), time.perf_counter() + seconds
        if since is None:
            begin = 0
        while time.perf_counter() < end:
            self._read(end - time.perf_counter())
            now = time.perf_counter()
            if pattern.search(_CODES.sub(b"", self.raw[begin:])):
                return (now - (self.started if since is None else since)) * 1e3
        raise NotSeen(f"{wanted!r} was not seen. On the screen:\n{self.screen()}")

    def type(self, text: str, pause: float = 0.0) -> float:
        """Type, a key at a time when there is a pause (seconds); give the moment the last key was sent."""
        for key in text if pause else (text,):
            if pause:
                self.quiet(pause)
            sent = time.perf_counter()
            os.write(self._fd, key.encode())
        return sent

    def quiet(self, seconds: float, most: float = 120) -> float:
        """Read until nothing came for so long; give the moment of the last byte."""
        last, end = time.perf_counter(), time.perf_counter() + most
        while time.perf_counter() < end:
            if not self._read(seconds):
                return last
            last = time.perf_counter()
        return last

    def key(self, key: str, seconds: float = 2) -> float | None:
        """Press a key; give the milliseconds until the changed screen had arrived, None when nothing changed."""
        while self._read(0):
            pass
        sent = self.type(key)
        if not self._read(seconds):
            return None
        return (self.quiet(BURST, most=1) - sent) * 1e3

    def screen(self) -> str:
        """What a person sees now."""
        screen = pyte.Screen(COLUMNS, LINES)
        pyte.ByteStream(screen).feed(_UNKNOWN_TO_PYTE.sub(b"", bytes(self.raw)))
        return "\n".join(line.rstrip() for line in screen.display)

    def peak_mib(self) -> float:
        """The most memory it ever held, MiB (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024

    def resident_mib(self) -> float:
        """The memory it holds now, MiB (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024

    def cpu_seconds(self) -> float:
        """The processor time it has used (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def idle_percent(self, seconds: float) -> float:
        """The share of one core it uses while nobody does anything."""
        before, begin = self.cpu_seconds(), time.perf_counter()
        while time.perf_counter() - begin < seconds:
            self._read(begin + seconds - time.perf_counter())
        return (self.cpu_seconds() - before) / (time.perf_counter() - begin) * 100

    def ended(self, since: float, seconds: float = 60) -> float:
        """Wait for the program's end; give the milliseconds since then."""
        while not self._gone:
            self._read(0.01)
            self._gone = os.waitpid(self.pid, os.WNOHANG)[0] != 0
            if time.perf_counter() - since > seconds:
                raise NotSeen("The program did not end.")
        return (time.perf_counter() - since) * 1e3

    def end(self) -> None:
        """Make an end of it."""
        if not self._gone:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)


@contextmanager
def running(*arguments: str) -> Iterator[Running]:
    """Start Python with these arguments in a terminal, and make an end of it afterwards."""
    environ = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TERM": "xterm-256color"}
    environ |= {"COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    program = Running([sys.executable, *arguments], environ)
    try:
        yield program
    finally:
        program.end()
