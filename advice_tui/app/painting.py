"""Only the lines that changed are painted.

Textual paints, for one changed line, every line of every widget that shares its part of the screen, and then throws all
but that line away: half of the time between a key and what it shows. Asked for the lines that are wanted and no others,
a widget gives the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip

_whole_screen = Compositor._render_chops  # noqa: SLF001 - Textual has no other place for it


def _runs(lines: Iterable[int]) -> list[tuple[int, int]]:
    """Give the wanted lines as stretches: the first, and the one after the last."""
    runs: list[tuple[int, int]] = []
    for y in lines:
        if runs and runs[-1][1] == y:
            runs[-1] = (runs[-1][0], y + 1)
        else:
            runs.append((y, y + 1))
    return runs


def _wanted_lines(
    self: Any, crop: Region, is_rendered_line: Callable[[int], bool]
) -> Sequence[Mapping[int, Strip | None]]:
    """Compose the wanted lines from the widgets that show in them, the one in front first."""
    cuts = self.cuts
    runs = _runs(y for y in crop.line_range if is_rendered_line(y))
    if sum(last - first for first, last in runs) * 2 > len(cuts):
        return _whole_screen(self, crop, is_rendered_line)
    chops: list[dict[int, Strip | None]] = [{} for _ in cuts]
    for first, last in runs:
        for y in range(first, last):
            chops[y] = dict.fromkeys(cuts[y][:-1])
    for widget, (region, clip) in self.visible_widgets.items():
        shown = region.intersection(clip)
        for first, last in runs:
            top, bottom = max(first, shown.y), min(last, shown.bottom)
            if top < bottom and shown.width:
                wanted = Region(shown.x - region.x, top - region.y, shown.width, bottom - top)
                _put(chops, cuts, shown, zip(range(top, bottom), widget.render_lines(wanted), strict=True))
    return chops


def _put(
    chops: list[dict[int, Strip | None]], cuts: list[list[int]], shown: Region, lines: Iterable[tuple[int, Strip]]
) -> None:
    """Put a widget's lines where nothing in front of it stands."""
    left, right = shown.column_span
    for y, strip in lines:
        chop = chops[y]
        places = [cut for cut in cuts[y] if left <= cut <= right]
        for cut, part in zip(places, strip.divide([cut - shown.x for cut in places[1:]]), strict=False):
            if chop.get(cut) is None:
                chop[cut] = part


def paint_only_what_changed() -> None:
    """Let Textual paint by this module from now on; may be called again."""
    painting: Any = Compositor
    painting._render_chops = _wanted_lines  # noqa: SLF001 - as above
