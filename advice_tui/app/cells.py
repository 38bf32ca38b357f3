"""A line is cut between whole signs: rich counts an emoji made of several parts as one, but cuts it in the middle.

Where a window lies over such a sign the line came out a cell too short or too long, and everything behind it moved.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rich.cells import cached_cell_len, cell_len, split_text
from rich.segment import Segment
from textual._styles_cache import StylesCache


@lru_cache(1024 * 16)
def _split(segment: Segment, cut: int) -> tuple[Segment, Segment]:
    """Cut a segment in two at a cell; a wide sign in the way becomes spaces, so that no cell is lost.

    Signs that stood together may be wider or narrower apart: each part keeps the cells it had in the whole.
    """
    text, style, control = segment
    if cut >= segment.cell_length:
        return segment, Segment("", style, control)
    left = segment.cell_length - cut
    try:
        before, after = split_text(text, cut)
    except (IndexError, ZeroDivisionError):
        before, after = "", ""
    if (cell_len(before), cell_len(after)) != (cut, left):
        before, after = _parted(text, cut, left)
    return Segment(before, style, control), Segment(after, style, control)


def _parted(text: str, cut: int, left: int) -> tuple[str, str]:
    """Cut where rich loses its way: signs that measure nothing, or other than they do together.

    Each part has the cells it had in the whole; what does not fit into its own is left out.
    """
    end = max(end for end in range(len(text) + 1) if cell_len(text[:end]) <= cut)
    begin = min(at for at in range(end, len(text) + 1) if cell_len(text[at:]) <= left)
    before, after = text[:end], text[begin:]
    spaces = cut - cell_len(before), left - cell_len(after)
    if spaces[0] and cell_len(before + " " * spaces[0]) != cut:  # a joiner at its end takes the space in
        before, spaces = "", (cut, spaces[1])
    return before + " " * spaces[0], " " * spaces[1] + after


def keep_signs_whole() -> None:
    """Let rich cut by this module from now on; may be called again."""
    cutting: Any = Segment
    cutting._split_cells = staticmethod(_split)  # noqa: SLF001 - rich has no other place for it


def forget_lines() -> None:
    """Let go of lines that were cut, measured and painted: there are names in them, and the screen is locked."""
    _split.cache_clear()
    cached_cell_len.cache_clear()
    pictures: Any = StylesCache.get_inner_outer  # it asks each painted widget, and so keeps what was painted
    pictures.cache_clear()
