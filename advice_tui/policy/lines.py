"""The line of every key in a TOML text. The standard reader names lines only for what it cannot read at all.

It runs after ``tomllib`` has read the text, so it may trust that the text is TOML and needs to find its way only.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]\}\n#]+")


class _Scan:
    """One walk over a text; ``found`` maps paths to character positions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.lists: dict[Path, int] = {}

    def gap(self) -> None:
        """Step over blanks, line ends and comments."""
        match = _GAP.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def here(self, mark: str) -> bool:
        """Whether this mark stands here; steps over it if so."""
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def blanks(self) -> None:
        """Step over blanks inside a line."""
        while self.text[self.at : self.at + 1] in {" ", "\t"}:
            self.at += 1

    def key(self) -> tuple[str, ...]:
        """Read a key, which may have dots and quotes."""
        parts: list[str] = []
        while self.at < len(self.text):
            self.blanks()
            match = _BARE.match(self.text, self.at) or _STRING.match(self.text, self.at)
            if match is None:
                break
            self.at = match.end()
            parts.append(match.group().strip("\"'"))
            self.blanks()
            if not self.here("."):
                break
        return tuple(parts)

    def value(self, path: Path) -> None:
        """Step over a value, noting where its inner keys and entries stand."""
        if self.here("["):
            self.array(path)
        elif self.here("{"):
            self.inline(path)
        else:
            match = _STRING.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
            self.at = match.end() if match else self.at + 1

    def array(self, path: Path) -> None:
        """Step over an array whose bracket was just read."""
        index = 0
        while self.at < len(self.text):
            self.gap()
            if self.here("]"):
                return
            self.found[*path, index] = self.at
            self.value((*path, index))
            index += 1
            self.gap()
            self.here(",")

    def inline(self, path: Path) -> None:
        """Step over an inline table whose brace was just read."""
        while self.at < len(self.text):
            self.gap()
            if self.here("}"):
                return
            self.pair(path)
            self.gap()
            self.here(",")

    def pair(self, path: Path) -> None:
        """Read ``key = value``, noting the key's place."""
        start = self.at
        inner = (*path, *self.key())
        for length in range(len(path) + 1, len(inner) + 1):
            self.found.setdefault(inner[:length], start)
        self.blanks()
        self.here("=")
        self.blanks()
        self.value(inner)
        if self.at == start:
            self.at += 1

    def header(self) -> Path:
        """Read ``[a.b]`` or ``[[a.b]]``, noting the place of each part; returns the path that follows it."""
        start = self.at
        many = self.here("[[")
        if not many:
            self.here("[")
        names = self.key()
        path: Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            self.found.setdefault(path, start)
            last = position == len(names) - 1
            if last and many:
                self.lists[path] = self.lists.get(path, -1) + 1
            if path in self.lists:
                path = (*path, self.lists[path])
                self.found.setdefault(path, start)
        self.here("]]" if many else "]")
        return path

    def document(self) -> None:
        """Walk the whole text."""
        table: Path = ()
        while True:
            self.gap()
            if self.at >= len(self.text):
                return
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)


def line_map(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every key, table and list entry of this TOML text, by path."""
    scan = _Scan(text)
    scan.document()
    starts = [match.end() for match in re.finditer(r"^|\n", text)]
    lines: dict[Path, int] = {}
    line = 0
    for path, position in sorted(scan.found.items(), key=lambda entry: entry[1]):
        while line < len(starts) and starts[line] <= position:
            line += 1
        lines[path] = line
    return lines


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """Return the line of this path, or of the nearest table around it; 1 when there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1
