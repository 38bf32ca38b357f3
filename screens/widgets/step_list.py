"""The steps of a procedure in order: what is done and by whom, what is open to whom, what waits for what."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from advice_tui.casework.procedures.views import DoneView, StepView
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.row_list import RowList, column
from screens.widgets.said import said

DONE, MINE, OTHERS, WAITS, NONE = "done", "mine", "others", "waits", "none"
LOOKS: dict[str, tuple[str, str, str]] = {
    DONE: ("✓", "done", "$calm"),
    MINE: ("▸", "open to you", "bold $key"),
    OTHERS: ("○", "open", "$ink"),
    WAITS: ("·", "waits", "$ink-quiet"),
    NONE: ("–", "not needed", "$ink-quiet"),
}
"""Look of a step: glyph, word, style. The colour comes third."""
LATE = "bold $red on $red-ground"


def look_of(step: StepView) -> str:
    """Give which of ``LOOKS`` a step has for the person at this desk."""
    if step.state == "done":
        return DONE
    if step.state in {"replaced", "not_needed"}:
        return NONE
    if step.state == "waits":
        return WAITS
    return OTHERS if step.missing else MINE


def moment(at: datetime) -> str:
    """Give a moment as steps say it: "Thu 26 Nov 16:00"."""
    local = london(at)
    return f"{say_day(local.date())} {local:%H:%M}"


def clock_words(step: StepView) -> str:
    """Say the clock of a step that is not taken: "late since Thu 26 Nov 11:20", or empty when it has none."""
    if step.due is None or step.state != "open":
        return ""
    return f"late since {moment(step.due)}" if step.overdue else f"due {moment(step.due)}"


def done_words(done: DoneView) -> str:
    """Say who took a step, when it happened, and when it was written down if that was another day."""
    happened, recorded = london(done.happened_at), london(done.recorded_at)
    words = f"{moment(done.happened_at)} {glyph('·')} {done.who}"
    if happened.date() != recorded.date():
        words = f"{words} {glyph('·')} written down {say_day(recorded.date())}"
    return words


def state_words(step: StepView) -> str:
    """Say in words how a step stands; what it waits for and who may take it are named."""
    look = look_of(step)
    if look == DONE and step.done is not None:
        return done_words(step.done)
    if look == NONE:
        return "replaced by another step" if step.state == "replaced" else "not needed"
    clock = clock_words(step)
    if look == MINE:
        words = "open to you"
    elif look == OTHERS:
        words = f"waits for: {step.who_may}"
    else:
        words = (step.missing[0][:1].lower() + step.missing[0][1:].rstrip(".")) if step.missing else "waits"
    optional = "if it applies" if step.optional and look in {MINE, OTHERS} and not clock else ""
    return f" {glyph('·')} ".join(part for part in (clock, words, optional) if part)


class StepList(RowList[StepView]):
    """The steps, one line each. Enter takes the marked one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "choose", "Take this step", id="step_list.take", tooltip="Take the marked step, or say why not"
        ),
    ]

    _columns = (8, 8)

    def key_of(self, row: StepView) -> str:
        """Give the step's name in the policy."""
        return row.key

    def measure(self, width: int) -> None:
        """Share the room: how a step stands needs at most half of it, its name takes the rest."""
        longest = max((len(row.label) for row in self.rows), default=10)
        wanted = min(max((len(state_words(row)) for row in self.rows), default=10), width // 2)
        label = max(8, min(longest, width - 3 - wanted))
        self._columns = (label, max(8, width - 3 - label))

    def heading(self, width: int) -> Content:  # noqa: ARG002 - measured before
        """Name the columns."""
        label, words = self._columns
        return said((f"  {column('Step', label)} {column('Stands', words)}", "$ink-quiet"))

    def line(self, row: StepView, width: int) -> Content:  # noqa: ARG002 - measured before
        """Draw one step."""
        label, words = self._columns
        look = look_of(row)
        sign, _, style = LOOKS[look]
        if row.overdue:
            style = LATE
        sign = glyph("⚑") if row.overdue else glyph(sign)
        name = "bold $ink" if look == MINE else "$ink-quiet" if look in {NONE, WAITS} else "$ink"
        beside = style if row.overdue else "$ink-quiet" if look != MINE else style
        text = state_words(row)
        return said(
            (sign, style),
            " ",
            (column(row.label, label), name),
            " ",
            (column(text, words) if not row.overdue else text, beside),
        )
