"""The next weeks of one adviser: what can be booked of each day, and why not more."""

from __future__ import annotations

from datetime import date

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from advice_tui.casework.rota import WorkDay
from advice_tui.rules.text import cut
from advice_tui.rules.working_days import say_day
from screens.theme import glyph, spelled
from screens.widgets.row_list import column
from screens.widgets.said import said

LABEL = 8
STYLES = {
    "free": "$calm",
    "part": "bold $calm",
    "away": "$amber on $amber-ground",
    "off": "$ink-quiet",
    "closed": "$ink-quiet",
}
SIGNS = {"free": "", "part": "▸", "away": "✗", "off": "–", "closed": "·"}
"""How a day stands, beside its colour: hours; fewer hours than usual; away; does not work; the service closed."""
LEGEND = "▸ fewer hours   ✗ away   – does not work   · closed"
FEW = 8
"""So many weeks are drawn where the height is not given."""


class WeeksAhead(Widget):
    """Weeks under one another, Monday first; today is underlined."""

    DEFAULT_CSS = """
    WeeksAhead {
        height: auto; width: 1fr; background: $ground; color: $ink; padding: 0 1;
        border: round $line; border-title-color: $head; border-title-style: bold; border-subtitle-color: $ink-quiet;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._weeks: tuple[tuple[WorkDay, ...], ...] = ()
        self._today = date.min

    def show(self, weeks: tuple[tuple[WorkDay, ...], ...], today: date) -> None:
        """Draw these weeks."""
        self._weeks, self._today = weeks, today
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's shape
        """One line a week, under the names of the days."""
        return min(FEW, len(self._weeks)) + 1

    def render(self) -> Content:
        """Draw the names of the days and the weeks."""
        if not self._weeks:
            return said("")
        wide = max(5, (self.size.width - LABEL) // len(self._weeks[0]))
        names = "".join(column(say_day(one.day)[:3], wide) for one in self._weeks[0])
        lines = [said((" " * LABEL + names, "$ink-quiet"))]
        lines += [self._week(week, wide) for week in self._weeks[: max(1, self.size.height - 1)]]
        return said("\n").join(lines)

    def _week(self, week: tuple[WorkDay, ...], wide: int) -> Content:
        parts = [said((column(say_day(week[0].day)[4:], LABEL), "$ink-quiet"))]
        for one in week:
            style = STYLES[one.state]
            past = one.day < self._today
            style = "$ink-quiet" if past else f"{style} underline" if one.day == self._today else style
            words = cut(day_words(one), wide - 1)
            rest = column(words, wide - 1)[len(words) :]
            parts.append(said((words, style), (rest, style.removesuffix(" underline")), " "))
        return said(*parts)


def day_words(one: WorkDay) -> str:
    """Say a day in a few cells: "10–16", "▸ 10–12 13–16", "✗ annual leave"."""
    sign = glyph(SIGNS[one.state]) if SIGNS[one.state] else ""
    words = " ".join(f"{_short(start)}–{_short(end)}" for start, end in one.spans) if one.spans else one.why
    if one.state == "off":
        return sign
    return " ".join(part for part in (sign, spelled(words) if one.spans else words) if part)


def _short(minute: int) -> str:
    return f"{minute // 60}" if minute % 60 == 0 else f"{minute // 60}:{minute % 60:02}"
