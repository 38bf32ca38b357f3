"""The terminal's input and output, hardened: bytes that are no UTF-8, huge pastes and a closed window do no harm.

Textual's own driver dies on a byte that is no UTF-8, walks a paste character by character, spins on a closed window
and can wait for ever on a terminal that is gone.
"""

from __future__ import annotations

import os
import selectors
import signal
import sys
from codecs import getincrementaldecoder
from typing import Any, ClassVar

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

PASTE_KEPT = 300_000
"""Characters of one paste that are kept: more than any field takes, so that the field still sees it is too long."""

_READ = 1 << 16
_START, _END = "\x1b[200~", "\x1b[201~"


class Gone(Message):
    """The terminal was closed."""


class Resumed(Message):
    """The process was stopped and goes on."""


class Pastes:
    """Takes bracketed pastes out of the stream of typed text before the key parser sees it.

    ``feed`` gives typed text as ``str`` and a finished paste as ``events.Paste``; of a paste longer than PASTE_KEPT
    only the beginning is kept, and memory does not grow with the rest.
    """

    def __init__(self) -> None:
        self._held = ""  # the last characters, which may be the beginning of a mark
        self._paste: list[str] | None = None
        self._length = 0

    def feed(self, text: str) -> list[str | events.Paste]:
        """Part this piece of the stream (characters) into typed text and pastes."""
        text = self._held + text
        self._held = ""
        found: list[str | events.Paste] = []
        while text:
            mark = _START if self._paste is None else _END
            before, hit, after = text.partition(mark)
            if not hit:
                cut = self._begun(text, mark)
                before, self._held = text[: len(text) - cut], text[len(text) - cut :]
            if self._paste is None:
                if before:
                    found.append(before)
            else:
                self._keep(before)
            if not hit:
                break
            if self._paste is None:
                self._paste, self._length = [], 0
            else:
                found.append(events.Paste("".join(self._paste).replace("\x00", "")))
                self._paste = None
            text = after
        return found

    def flush(self) -> str:
        """Typed text that was held back and turned out to be no mark (the Escape key); nothing within a paste."""
        if self._paste is not None:
            return ""
        held, self._held = self._held, ""
        return held

    def _keep(self, text: str) -> None:
        room = PASTE_KEPT - self._length
        if room > 0 and self._paste is not None:
            self._paste.append(text[:room])
        self._length += len(text)

    @staticmethod
    def _begun(text: str, mark: str) -> int:
        """How many of the last characters may be the beginning of the mark."""
        return next((size for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), 0)


class LossyFile:
    """The terminal to write to; what it does not take any more is lost without a word."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, or lose it."""
        try:
            self._file.write(text)
        except (OSError, ValueError):
            return

    def flush(self) -> None:
        """Flush, or lose it."""
        try:
            self._file.flush()
        except (OSError, ValueError):
            return

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class HouseDriver(LinuxDriver):
    """Linux and macOS terminals. Never stops itself (SIGTSTP), tells of a closed window and of going on."""

    REFUSED: ClassVar[tuple[signal.Signals, ...]] = (signal.SIGTSTP,)

    def __init__(self, app: Any, **given: Any) -> None:
        super().__init__(app, **given)
        self._file: Any = LossyFile(sys.__stderr__)
        for one in self.REFUSED:
            signal.signal(one, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, self._went_on)

    def _went_on(self, *_: object) -> None:
        """Send word that the computer slept or the process was stopped; the app looks at the clock first."""
        self._loop.call_soon_threadsafe(self.send_message, Resumed())

    def run_input_thread(self) -> None:
        """Read the terminal until the program ends or the terminal is gone."""
        selector = selectors.DefaultSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        parser = XTermParser(debug=False)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        pastes = Pastes()
        try:
            while not self.exit_event.is_set():
                if not selector.select(0.1):
                    self._typed(parser, pastes.flush())
                elif not self._read(parser, pastes, decode):
                    self.send_message(Gone())
                    return
                for message in parser.tick():
                    self.process_message(message)
        finally:
            selector.close()

    def _read(self, parser: XTermParser, pastes: Pastes, decode: Any) -> bool:
        """Read once and send what it means; False when the terminal is gone."""
        try:
            data = os.read(self.fileno, _READ)
        except OSError:
            return False
        if not data:
            return False
        for piece in pastes.feed(decode(data)):
            if isinstance(piece, str):
                self._typed(parser, piece)
            else:
                self.process_message(piece)
        return True

    def _typed(self, parser: XTermParser, text: str) -> None:
        if text:
            for message in parser.feed(text):
                self.process_message(message)
