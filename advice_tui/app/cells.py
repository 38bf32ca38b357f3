"""A line is cut between whole signs: rich counts an emoji made of several parts as one, but cuts it in the middle.

Where a window lies over such a sign the line came out a cell too short or too long, and everything behind it moved.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rich.cells import cached_cell_len, split_text
from rich.segment import Segment
from textual._styles_cache import StylesCache


@lru_cache(1024 * 16)
def _split(segment: Segment, cut: int) -> tuple[Segment, Segment]:
    """Cut a segment in two at a cell; a wide sign in the way becomes spaces, so that no cell is lost."""
    text, style, control = segment
    if cut >= segment.cell_length:
        return segment, Segment("", style, control)
    before, after = split_text(text, cut)
    return Segment(before, style, control), Segment(after, style, control)


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
