"""Imminent danger: the numbers to call, at once and large; what was done is written down afterwards (L-26; I-4).

Nothing is read and nothing is asked before the numbers are there: the call comes first, and the form after it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from advice_tui.casework import procedures
from advice_tui.casework.procedures.views import Recorded, StepForm, StepView
from advice_tui.desk import Desk
from advice_tui.policy.conduct import EmergencyNumber
from advice_tui.rules.text import Limit
from advice_tui.rules.working_days import london, say_day
from data.errors import BadInput
from screens.form import ROOMY
from screens.procedure_dialogs.entries import Rows, name_of, row_of, values_of
from screens.procedure_dialogs.first import first_step
from screens.procedure_dialogs.step import StepDialog
from screens.search import Search
from screens.widgets.big_digits import HEIGHT, lines_of, width_of
from screens.widgets.field import Field, Labelled
from screens.widgets.press import Choice
from screens.widgets.said import said
from screens.widgets.ticks import Ticks

KIND = "imminent_danger"
APART = 3
"""Blocks between two numbers."""
SCALES = ((4, 2), (2, 1), (1, 1))
"""Cells and lines of one block of a figure, the largest first."""
ELSE = "Anybody else"


class Numbers(Widget):
    """The emergency numbers, as large as there is room for, each under its label; what has no room stands small."""

    DEFAULT_CSS = "Numbers { height: auto; width: 1fr; color: $ink; margin-bottom: 1; }"

    def __init__(self, numbers: tuple[EmergencyNumber, ...]) -> None:
        super().__init__()
        self.numbers = numbers

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's shape
        """So many lines as the figures need."""
        return self._drawn(width).plain.count("\n") + 1

    def render(self) -> Content:
        """Draw them."""
        return self._drawn(self.size.width)

    def _drawn(self, width: int) -> Content:
        scale, high = next((one for one in self._scales() if self._fitting(width, one[0]) == len(self.numbers)), (1, 1))
        large = self._fitting(width, scale)
        lines = [self._labels(large, scale)] if large else []
        for row in range(HEIGHT * high if large else 0):
            drawn = (lines_of(one.number, scale, high)[row] for one in self.numbers[:large])
            lines.append(said(((" " * APART * scale).join(drawn), "bold $red")))
        lines += [
            said((f"{one.label}  ", "bold"), (one.number, "bold $red"), (_checked(one), "$ink-quiet"))
            for one in self.numbers[large:]
        ]
        return said("\n").join(lines)

    def _scales(self) -> tuple[tuple[int, int], ...]:
        """Give the sizes that a window of this height has room for."""
        return SCALES if self.app.size.height >= ROOMY else SCALES[1:]

    def _fitting(self, width: int, scale: int) -> int:
        """Give how many numbers fit side by side in this size, from the first on."""
        used = -APART * scale
        for at, one in enumerate(self.numbers):
            wide = width_of(one.number, scale)
            used += APART * scale + wide
            if not wide or used > width:
                return at
        return len(self.numbers)

    def _labels(self, large: int, scale: int) -> Content:
        parts = []
        for one in self.numbers[:large]:
            wide = width_of(one.number, scale) + APART * scale
            words = said((one.label, "bold"), (_checked(one), "$ink-quiet")).truncate(wide - 1, ellipsis=True)
            parts.append(said(words, " " * (wide - words.cell_length)))
        return said(*parts)


def _checked(one: EmergencyNumber) -> str:
    return f"  checked {say_day(one.checked, year=True)}" if one.checked else ""


def _call(desk: Desk) -> StepView:
    """Give the call as a step of the policy, its time filled in: now, for the call is made before the form."""
    step = first_step(desk, KIND)
    now = f"{london(desk.now):%H:%M}"
    timed = [replace(one, suggested=now if one.kind == "time" else "") for one in step.entries]
    return replace(step, entries=tuple(sorted(timed, key=lambda one: one.kind != "time")))


class Danger(StepDialog):
    """The numbers, then when and whom one called. Starts the procedure with that step; closes with ``Recorded``."""

    SUBTITLE: ClassVar[str] = "Call first, write afterwards · ^S record · Esc back"
    DEFAULT_CSS = """
    Danger > .card { width: 78; border: heavy $red; border-title-color: $red; }
    Danger.-roomy > .card { width: 122; }
    """

    def __init__(self, desk: Desk, case_id: str = "", client_id: str = "", who: str = "") -> None:
        super().__init__(desk, f"Imminent danger: {who}" if who else "Imminent danger", _call(desk), "")
        self.YES = "Record the call"  # type: ignore[misc] # a window of its own
        self._case_id, self._client_id = case_id, client_id
        self._known = bool(case_id or client_id)
        self._who = next((one for one in self.step.entries if one.kind == "line"), None)

    def words(self) -> str:
        """Leave the place to the numbers."""
        return ""

    def fields(self) -> ComposeResult:
        """Yield the numbers, then what is written down about the call: the time first."""
        numbers = self.desk.policy.breach.emergency_numbers
        yield Numbers(numbers)
        with Rows():
            for entry in self.step.entries:
                if entry is self._who:
                    choices = tuple(Choice(str(at), f"{one.label} {one.number}") for at, one in enumerate(numbers))
                    yield Labelled(entry.label, Ticks(choices, id="called"))
                    yield Labelled(ELSE, Field(limit=Limit.SHORT, id=name_of(entry)))
                else:
                    yield row_of(entry)

    def on_mount(self) -> None:
        """Begin at who was called: the time is there already."""
        super().on_mount()
        self.call_after_refresh(self._to_whom)

    def _to_whom(self) -> None:
        for ticks in self.query("#called"):
            ticks.focus()

    async def action_save(self) -> None:
        """Record the call. Where nobody is on the screen, whom it is about is asked once, after the call is written."""
        if self._known or self._busy:
            await super().action_save()
            return
        self._known = True
        self.app.push_screen(Search(self.desk), self._found)

    async def _found(self, key: str | None) -> None:
        kind, _, found_id = (key or "").partition(":")
        self._case_id = found_id if kind == "case" else ""
        self._client_id = found_id if kind == "client" else ""
        await super().action_save()
        self._known = bool(found_id)

    def form(self) -> StepForm:
        """Give what is typed; it happened when the call was made."""
        values = values_of(self, self.step.entries, self.desk.now)
        if self._who is not None:
            values[self._who.key] = "; ".join(part for part in (*self._ticked(), values[self._who.key].strip()) if part)
        at = next((values[one.key] for one in self.step.entries if one.kind == "time"), "")
        return StepForm(self.step.key, values, happened=at)

    def _ticked(self) -> list[str]:
        ticked = self.query_one("#called", Ticks).ticked
        numbers = self.desk.policy.breach.emergency_numbers
        return [f"{one.label} {one.number}" for at, one in enumerate(numbers) if str(at) in ticked]

    def send(self, form: StepForm) -> Recorded:
        """Begin the procedure with the call; what is wrong with its time stands under the time."""
        try:
            return procedures.start(self.desk, KIND, form, case_id=self._case_id, client_id=self._client_id)
        except BadInput as error:
            problems = dict(error.problems)
            happened = problems.pop("happened", "")
            timed = next((one.key for one in self.step.entries if one.kind == "time"), "")
            raise BadInput(({timed: happened} if happened else {}) | problems) from error
