"""A telephone number in figures that can be read from across a room, drawn of blocks."""

from __future__ import annotations

from screens.theme import glyph

SHAPES: dict[str, tuple[str, ...]] = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "+": ("   ", " # ", "###", " # ", "   "),
    "-": ("   ", "   ", "###", "   ", "   "),
    " ": (" ", " ", " ", " ", " "),
}
"""Three blocks wide and five high; a space is one wide."""
HEIGHT = 5
BETWEEN = 1
"""Blocks between two figures."""


def width_of(number: str, scale: int) -> int:
    """Give the cells a number takes when a block is ``scale`` cells wide; 0 when it has signs without a shape."""
    shapes = [SHAPES.get(sign) for sign in number]
    if not shapes or None in shapes:
        return 0
    return scale * (sum(len(shape[0]) for shape in shapes if shape) + BETWEEN * (len(shapes) - 1))


def lines_of(number: str, scale: int, high: int = 1) -> list[str]:
    """Draw a number: a block is ``scale`` cells wide and ``high`` lines high. All lines are equally long."""
    block = glyph("█") * scale
    drawn = []
    for row in range(HEIGHT):
        parts = ["".join(block if sign == "#" else " " * scale for sign in SHAPES[figure][row]) for figure in number]
        drawn += [(" " * scale * BETWEEN).join(parts)] * high
    return drawn
