"""The windows of the policy in force: a blank setting filled in, a policy file adopted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import ComposeResult

from advice_tui.casework import policies
from advice_tui.desk import Desk
from advice_tui.rules.policy_blank import NUMBERS, Blank
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import say_day
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.path_field import PathField


class FillBlank(FormDialog):
    """One blank setting filled in: a new version of the policy's text, from today. Closes with what to say."""

    HEAD = "Fill in"
    YES = "Fill in"

    def __init__(self, desk: Desk, blank: Blank) -> None:
        super().__init__(desk, f"policy:{blank.path}")
        self._blank = blank

    def words(self) -> str:
        """Say why it is blank and what that stops."""
        one = self._blank
        why = one.why[:1].upper() + one.why[1:]
        sources = f" ({', '.join(one.sources)})" if one.sources else ""
        stops = f"\n{one.stops}" if one.stops and "until" not in why else ""
        return f"{one.label}{sources}.\n{why}{stops}"

    def fields(self) -> ComposeResult:
        """Yield the value."""
        hint = "A number." if self._blank.path in NUMBERS else ""
        if self._blank.path == "withdrawal.written_consent_by":
            hint = "The title, as in: Head of Student Voice. People’s names change."
        yield Labelled("Value", Field(limit=Limit.SUBJECT, id="value"), hint)

    def work(self) -> Callable[[], Any]:
        """Fill it in."""
        path, value = self._blank.path, self.given("value")
        return lambda: policies.fill(self.desk, path, value)


class AdoptFile(FormDialog):
    """A policy file adopted from a day on. Closes with what to say."""

    HEAD = "Adopt a policy file"
    YES = "Adopt"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "policy:adopt")

    def words(self) -> str:
        """Say what happens."""
        return (
            "The file is checked first: every fault is said with its line. Promises keep the version they were made "
            "under, and everybody reads what is new at the next sign-in."
        )

    def fields(self) -> ComposeResult:
        """Yield the file and the day."""
        yield Labelled("File", PathField(id="path"), "Type or drop a path; → takes the grey ending.")
        yield Labelled("Counts from", Field(limit=60, id="effective_from", placeholder="today"))

    @on(Field.Changed, "#effective_from")
    def day_typed(self) -> None:
        """Echo the day."""
        typed = self.given("effective_from").strip()
        read = read_when(typed, self.desk.now) if typed else None
        self.hint("effective_from", "" if read is None or isinstance(read, Unread) else say_day(read.day, year=True))

    def work(self) -> Callable[[], Any]:
        """Adopt it."""
        path, day = self.given("path"), self.given("effective_from")
        return lambda: policies.adopt_file(self.desk, path, day)
