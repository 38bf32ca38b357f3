"""Where everything in the diary's grid stands, for a size: columns of advisers under days, rows of time under both."""

from __future__ import annotations

from dataclasses import dataclass

LABEL = 6
"""Cells of the times at the left, with the sign that marks now."""
HEAD = 3
"""Lines above the rows: the week, its days, the advisers."""
LEAST = 3
"""Cells of the narrowest column: two letters and a sign."""
ROOMY = 5
"""From so many cells on a column has an empty one after it."""
ROOM = 3
"""Cells of a room at the right of a day."""
WIDEST = 46
"""Cells of the widest column of a day."""


@dataclass(frozen=True)
class Shape:
    """The columns and rows that are drawn.

    ``advisers`` columns a day are shown, from number ``offset`` on; ``pitch`` cells from one to the next, of which
    ``cell`` are drawn; ``block`` cells from one day to the next. A row takes ``tall`` lines; ``shown`` rows are in
    view. ``rooms`` are drawn at the right when there is room for them.
    """

    days: int
    advisers: int
    offset: int
    pitch: int
    cell: int
    block: int
    tall: int
    shown: int
    rooms: int

    @property
    def wide(self) -> int:
        """Cells of a day, from its first column to the end of its last."""
        return self.advisers * self.pitch - (self.pitch - self.cell)

    def x(self, day: int, column: int) -> int:
        """Give the cell at which a day's column begins, by its place among those shown."""
        return LABEL + day * self.block + column * self.pitch

    def column_at(self, x: int) -> tuple[int, int] | None:
        """Give the day and the place among the columns shown of a cell, or None beside them."""
        day, inside = divmod(x - LABEL, self.block)
        if x < LABEL or day >= self.days or inside >= self.wide:
            return None
        return day, min(inside // self.pitch, self.advisers - 1)


def shape(size: tuple[int, int], days: int, advisers: int, rows: int, *, at: int, rooms: int) -> Shape:
    """Choose columns and rows for a size (cells, lines), so that adviser number ``at`` is among those shown.

    Advisers who do not fit stand on further pages, each as full as the others.
    """
    width, height = size
    rooms = rooms if days == 1 else 0
    room = width - LABEL - rooms * ROOM - (1 if rooms else 0)
    block = max(LEAST + 1, room // max(1, days))
    least = LEAST if days > 1 else 2 * ROOMY
    gap = 1 if days > 1 else 0
    fits = max(1, (block - gap) // least)
    pages = -(-advisers // fits)
    each = -(-advisers // pages) if pages else 1
    pitch = min(WIDEST, (block - gap) // each)
    if days > 1 and block - each * pitch < 2 and pitch > LEAST:
        pitch = min(pitch, (block - 2) // each)
    offset = min(at // each * each, max(0, advisers - each)) if each else 0
    tall = max(1, (height - HEAD) // max(1, rows))
    shown = max(1, min(rows, (height - HEAD) // tall))
    cell = pitch - 1 if pitch >= ROOMY else pitch
    return Shape(days, each, offset, pitch, cell, block, tall, shown, rooms)


def heights(room: int, rows: int, *, wide: bool) -> tuple[int, int]:
    """Share the lines between the bars: the grid's, and those left for what stands under it and the line to type in.

    Rows are as tall as leaves room for the panels of a wide window, or for what a narrow one says of a place.
    """
    for tall in range(5, 1, -1):
        under = room - 1 - HEAD - rows * tall
        if under >= (5 if wide else 7):
            return HEAD + rows * tall, under
    grid = min(HEAD + rows, max(HEAD + 1, room - 3))
    return grid, max(0, room - 1 - grid)
