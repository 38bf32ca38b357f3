"""The lines under the diary's grid: in a wide window three panels, in a narrow one the same words line by line.

A key that moves the mark draws the marked place alone; the other two are drawn when they are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from advice_tui.casework.diary.views import Booked, DiaryView, Offer
from screens.theme import glyph, spelled
from screens.widgets.diary_slots import Slot
from screens.widgets.diary_words import free_lines, panel_lines, slot_lines, today_lines
from screens.widgets.said import said

PANELS, THREE = 100, 130
"""From so many cells on there are two panels, and three; in two the next free times stand under the marked place."""
TITLES = ("Selected slot", "Next free", "Waiting now")
FRAME = 6
"""Cells that a panel's frame and what it keeps free take of its width."""
DESK = "Today at the desk"


class _Frame(NamedTuple):
    """What stands around a panel's lines: above, left, right, where nothing is, below."""

    top: Strip
    left: list[Segment]
    right: list[Segment]
    blank: Strip
    foot: Strip


class DiaryFoot(Widget):
    """Shows the marked place, the next free times and who is here today."""

    DEFAULT_CSS = """
    DiaryFoot { height: 1fr; background: $ground; color: $ink; }
    """

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._who = who
        self._slot: Slot | None = None
        self._view: DiaryView | None = None
        self._offers: Sequence[Offer] = ()
        self._today: Sequence[Booked] = ()
        self._strips: list[list[Strip]] = []
        self._drawn_in: list[Region] = []
        self._frames: dict[tuple[int, int], _Frame] = {}

    # What is shown --------------------------------------------------------------------------------------------------

    def show_slot(self, slot: Slot | None, view: DiaryView | None) -> None:
        """Show another place: only the lines that differ are drawn."""
        self._slot, self._view = slot, view
        if not self._strips:
            return
        self._put(0, self._first())

    def show_free(self, offers: Sequence[Offer]) -> None:
        """Show the next free times."""
        self._offers = offers
        if self._strips and self._panels:
            self._put(*((1, self._second()) if self._three else (0, self._first())))

    def show_today(self, booked: Sequence[Booked]) -> None:
        """Show who is here today."""
        self._today = booked
        if self._strips:
            self._put(-1, self._third())

    def forget(self) -> None:
        """Draw everything afresh."""
        self._strips.clear()
        self._frames.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self.forget()

    def notify_style_update(self) -> None:
        """Take the new colours."""
        super().notify_style_update()
        self._strips.clear()
        self._frames.clear()

    # Where things are -----------------------------------------------------------------------------------------------

    @property
    def _panels(self) -> bool:
        return self.size.width >= PANELS and self.size.height >= 3

    @property
    def _three(self) -> bool:
        return self._panels and self.size.width >= THREE

    def _regions(self) -> list[Region]:
        width, height = self.size
        if self._panels:
            many = 3 if width >= THREE else 2
            each = width // many
            last = width - (many - 1) * each
            return [Region(at * each, 0, each if at < many - 1 else last, height) for at in range(many)]
        first = min(height, 3 if height > 4 else 2)
        return [Region(0, 0, width, first), Region(0, first, width, height - first)]

    # Drawing --------------------------------------------------------------------------------------------------------

    def _put(self, at: int, strips: list[Strip]) -> None:
        if self._regions() != self._drawn_in:  # all of it is drawn anew for the new size
            self.refresh()
            return
        region, before = self._drawn_in[at], self._strips[at]
        self._strips[at] = strips
        changed = [
            Region(region.x, region.y + line, region.width, 1)
            for line in range(region.height)
            if line >= len(before) or line >= len(strips) or before[line] != strips[line]
        ]
        if changed:
            self.refresh(*changed)

    def _first(self) -> list[Strip]:
        region = self._regions()[0]
        if self._slot is None or self._view is None:
            lines: list[Content] = []
        elif self._panels:
            lines = panel_lines(self._slot, self._view, self._who, region.width - FRAME)
            if not self._three and region.height - 2 > len(lines) + 2:
                free = free_lines(self._offers, region.width - FRAME)
                lines = [*lines, said(""), said((TITLES[1], "bold $head")), *free]
        else:
            lines = slot_lines(self._slot, self._view, self._who, region.width - 2)
        return self._boxed(0, lines, region) if self._panels else self._plain(lines, region)

    def _second(self) -> list[Strip]:
        region = self._regions()[1]
        return self._boxed(1, free_lines(self._offers, region.width - FRAME), region)

    def _third(self) -> list[Strip]:
        region = self._regions()[-1]
        advisers = self._view.advisers if self._view is not None else ()
        if self._panels:
            return self._boxed(2, today_lines(self._today, advisers, self._who, region.width - FRAME), region)
        lines = today_lines(self._today, advisers, self._who, region.width - 2)
        if region.height < 2:
            return self._plain([], region)
        return self._plain([said((DESK, "bold $head")), *lines], region)

    def _plain(self, lines: list[Content], region: Region) -> list[Strip]:
        wanted = [*lines, *[said("")] * region.height][: region.height]
        return [self._strip(said(" ", line), region.width) for line in wanted]

    def _boxed(self, at: int, lines: list[Content], region: Region) -> list[Strip]:
        """Put a frame with a title around lines; the frame is drawn once for each width."""
        frame = self._frames.get((at, region.width))
        if frame is None:
            frame = self._frames[at, region.width] = self._frame(at, region.width)
        ground, width, most = self.visual_style, region.width - FRAME, max(0, region.height - 2)
        filled = [
            Strip([*frame.left, *line.truncate(width, ellipsis=True, pad=True).render_segments(ground), *frame.right])
            for line in lines[:most]
        ]
        return [frame.top, *filled, *[frame.blank] * (most - len(filled)), frame.foot]

    def _frame(self, at: int, whole: int) -> _Frame:
        width, ground = whole - 1, self.visual_style
        bar, rule = (glyph("│"), "$line"), glyph("─")
        title = f" {spelled(TITLES[at])} "
        top = said(
            " ",
            (f"{glyph('╭')}{rule}", "$line"),
            (title, "bold $head"),
            (rule * max(0, width - cell_len(title) - 4) + glyph("╮"), "$line"),
        )
        left, right = (said(*parts).render_segments(ground) for parts in ((" ", bar, " "), (" ", bar, " ")))
        blank = said(" ", bar, " " * (whole - FRAME + 2), bar, " ")
        foot = said(" ", (f"{glyph('╰')}{rule * (width - 3)}{glyph('╯')}", "$line"))
        return _Frame(self._strip(top, whole), left, right, self._strip(blank, whole), self._strip(foot, whole))

    def _strip(self, line: Content, width: int) -> Strip:
        ground = self.visual_style
        fitted = line.truncate(width, ellipsis=True, pad=True)
        return Strip(fitted.render_segments(ground)).adjust_cell_length(width, ground.rich_style)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        regions = self._regions()
        if not self._strips or regions != self._drawn_in:  # a new size is drawn before its event arrives
            self._drawn_in = regions
            self._strips = [self._first(), *([self._second()] if self._three else []), self._third()]
        strips = []
        for region, found in zip(regions, self._strips, strict=True):
            if region.y <= y < region.bottom:
                line = y - region.y
                strips.append(found[line] if line < len(found) else Strip.blank(region.width, self.rich_style))
        return Strip.join(strips) if strips else Strip.blank(self.size.width, self.rich_style)
