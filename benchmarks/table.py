"""The rows of the table: what was measured, against what, and whether the budget is met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True)
class Row:
    """One figure. ``ratio`` is ours over the floor; ``met`` is None where there is no budget."""

    what: str
    unit: str
    peer: str
    floor: float | None
    ours: float
    budget: str = "-"
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None


def against(what: str, unit: str, peer: str, floor: float, ours: float, *, at_most: float | None = None) -> Row:
    """A figure whose budget is a multiple of its floor."""
    return Row(
        what,
        unit,
        peer,
        floor,
        ours,
        "-" if at_most is None else f"{at_most:g}x",
        None if at_most is None else ours <= at_most * floor,
    )


def within(what: str, unit: str, ours: float, *, at_most: float, peer: str = "-", floor: float | None = None) -> Row:
    """A figure whose budget is a figure."""
    return Row(what, unit, peer, floor, ours, f"{at_most:g} {unit}", ours <= at_most)


def p95(values: Iterable[float]) -> float:
    """The 95th percentile; of fewer than two values, the only one."""
    values = list(values)
    if len(values) < 2:
        return values[0] if values else float("nan")
    return quantiles(values, n=20, method="inclusive")[18]


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def rendered(rows: list[Row]) -> str:
    """The table as Markdown, which also reads well in a terminal."""
    head = ("what", "unit", "floor or peer", "floor", "ours", "ratio", "budget", "met")
    lines = [
        (
            row.what,
            row.unit,
            row.peer,
            _figure(row.floor),
            _figure(row.ours),
            f"{row.ratio:.2f}" if row.ratio is not None else "-",
            row.budget,
            {True: "yes", False: "NO", None: "-"}[row.met],
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in (head, *lines)) for column in range(len(head))]
    ruled = [head, tuple("-" * width for width in widths), *lines]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in ruled
    )
