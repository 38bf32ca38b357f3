"""Asking for secrets: from the person at the terminal, or one a line from standard input; never as an option."""

from __future__ import annotations

import getpass
import io
import sys
from dataclasses import dataclass

from data.errors import UsageError

MOST = 4096


@dataclass
class Asker:
    """Where answers come from. ``from_input`` reads a line each; ``no_input`` asks nothing and refuses instead."""

    from_input: bool
    no_input: bool

    def __post_init__(self) -> None:
        """Have bytes that are no text come through, so that they are refused with a sentence and are no crash."""
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="surrogateescape")

    def secret(self, what: str, *, twice: bool = False) -> str:
        """Ask for a password or code; typed twice by a person when it is new. Raises UsageError when it cannot ask."""
        if self.from_input:
            return self._line(what)
        self._may_ask(what)
        given = getpass.getpass(f"{what}: ", stream=sys.stderr)
        if twice and getpass.getpass(f"{what}, again: ", stream=sys.stderr) != given:
            raise UsageError("The two are not the same. Nothing was changed.")
        return given

    def text(self, what: str) -> str:
        """Ask for something that is no secret."""
        self._may_ask(what)
        sys.stderr.write(f"{what}: ")
        sys.stderr.flush()
        return self._line(what)

    def _may_ask(self, what: str) -> None:
        if self.no_input or self.from_input or sys.stdin is None or not sys.stdin.isatty():
            raise UsageError(f"{what} is needed. Give it as an option, or with --password-stdin for passwords.")

    def _line(self, what: str) -> str:
        line = sys.stdin.readline(MOST + 2) if sys.stdin is not None else ""
        if not line:
            raise UsageError(f"{what} is missing on standard input.")
        if len(line) > MOST:
            raise UsageError(f"{what} is too long.")
        if any("\ud800" <= sign <= "\udfff" for sign in line):
            raise UsageError(f"{what} is not UTF-8 text. Nothing was changed.")
        return line.removesuffix("\n").removesuffix("\r")
