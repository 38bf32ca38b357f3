"""People's text broken into lines of so many terminal cells; stops early when only the first lines are wanted."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

from advice_tui.rules.text import visible


def cells(text: str) -> int:
    """Give the terminal cells of a text; for plain letters that is its length."""
    return len(text) if text.isascii() else cell_len(text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text, each at most ``width`` cells; empty lines stay, long words are parted."""
    for paragraph in text.split("\n"):
        yield from _paragraph(visible(paragraph), max(2, width))


def _paragraph(text: str, width: int) -> Iterator[str]:
    if cells(text) <= width:
        yield text.rstrip()
        return
    line, room = "", width
    for word in text.split(" "):
        for at, piece in enumerate([word] if cells(word) <= width else chop_cells(word, width)):
            size = cells(piece)
            gap = 1 if line and not at else 0
            if line and size + gap > room:
                yield line
                line, room, gap = "", width, 0
            line += " " * gap + piece
            room -= size + gap
    if line:
        yield line


def first_lines(text: str, width: int, most: int) -> list[str]:
    """Give at most so many lines, the last ending in "…" when there is more. Looks no further than it must."""
    begun = text[: width * (most + 1) * 2].strip("\n")
    lines: list[str] = []
    for line in wrapped(begun, width):
        if line.strip():
            lines.append(line)
        if len(lines) > most:
            break
    more = len(lines) > most or len(text.strip("\n")) > len(begun)
    lines = lines[:most]
    if more and lines:
        last = lines[-1]
        while cells(last) > width - 2:
            last = last[:-1]
        lines[-1] = f"{last} …"
    return lines
