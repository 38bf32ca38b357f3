"""The small forms of the calendar: a closure, a busy period, a bank holiday, and taking a line back."""

from __future__ import annotations

from datetime import date
from typing import cast

from textual import on
from textual.app import ComposeResult

from advice_tui.casework.service_days import ServiceLine
from advice_tui.desk import Desk
from advice_tui.rules import service_calendar as calendar
from advice_tui.rules.service_calendar import Change
from advice_tui.rules.service_changes import closure_kind
from advice_tui.rules.working_days import say_day
from advice_tui.rules.working_days.opening import Part
from screens.calendar_change import ChangeForm
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.ticks import Ticks

OTHER = "other"
PARTS = (Choice("day", "All day"), Choice("morning", "Morning"), Choice("afternoon", "Afternoon"))
NO_YES = (Choice("no", "No"), Choice("yes", "Yes, I mean it"))
COUNTS = (Choice("holiday", "Add a bank holiday"), Choice("no_holiday", "Does not count here"))
NEVER = date(2000, 1, 1)
"""Stands for a day that could not be read; its problem stands under its field."""


def _marked(day: date, today: date) -> str:
    """Fill the first date with the marked day; a day gone by is typed on purpose only."""
    return say_day(day, year=True) if day >= today else ""


class NewClosed(ChangeForm):
    """The service closes: from when to when, for which ways of contact, why, and since when it is advertised."""

    HEAD = "A closure"

    def __init__(self, desk: Desk, day: date) -> None:
        super().__init__(desk)
        self._day = day

    def fields(self) -> ComposeResult:
        """Kind, days, part of the day, ways of contact, reason, advert."""
        kinds = (*(Choice(kind.key, kind.label) for kind in self.desk.policy.closure_kinds), Choice(OTHER, "Other"))
        ways = tuple(Choice(one.key, one.label) for one in self.desk.policy.channels)
        first = self.desk.policy.closure_kinds[:1]
        closed = {str(channel) for kind in first for channel in kind.channels} or {way.key for way in ways}
        yield Labelled("Kind", Pick(kinds, id="kind"))
        yield Labelled("From", Field(_marked(self._day, self.desk.today), limit=60, id="first"), "Such as 12 nov.")
        yield Labelled("To", Field(limit=60, id="last"), "The last day; empty for one day.")
        yield Labelled("Part", Pick(PARTS, id="part"))
        yield Labelled("Closed for", Ticks(ways, frozenset(closed), id="channels"))
        yield Labelled("Reason", Field(limit=500, id="reason"), "For the public; empty takes the kind's words.")
        hint = "Since or from when students can read of it; empty: not advertised."
        yield Labelled("Advertised from", Field("today", limit=60, id="advertised"), hint)

    @on(Pick.Changed, "#kind")
    def kind_changed(self) -> None:
        """Take the ways of contact that the kind closes."""
        kind = closure_kind(self.desk.policy, self.query_one("#kind", Pick).value)
        every = frozenset(one.key for one in self.desk.policy.channels)
        self.query_one(Ticks).ticked = frozenset(kind.channels) if kind and kind.channels else every

    def change(self, days: dict[str, date]) -> Change:
        """Give the closure; none ticked is a problem of its own."""
        first = days.get("first", NEVER)
        kind = self.query_one("#kind", Pick).value
        ticked = self.query_one(Ticks).ticked
        return calendar.NewClosure(
            first,
            days.get("last", first),
            self.given("reason"),
            ticked or frozenset({""}),
            cast("Part", self.query_one("#part", Pick).value),
            "" if kind == OTHER else kind,
            days.get("advertised"),
        )


class NewBusyPeriod(ChangeForm):
    """A busy period: from when to when, how many working days, and since when it is advertised (I-6, I-28)."""

    HEAD = "A busy period"

    def __init__(self, desk: Desk, day: date) -> None:
        super().__init__(desk)
        self._day = day

    def fields(self) -> ComposeResult:
        """Days, working days, advert, reason, the tick for very long ones."""
        reply = self.desk.policy.reply
        yield Labelled("From", Field(_marked(self._day, self.desk.today), limit=60, id="first"), "Such as 19 apr.")
        yield Labelled("To", Field(limit=60, id="last"), "The last day; empty for one day.")
        yield Labelled("Working days", Field(limit=4, id="days"), f"To answer in. Usually it is {reply.days}.")
        hint = "Contacts count from the day after it; before, nobody could know."
        yield Labelled("Advertised from", Field(limit=60, id="advertised"), hint)
        yield Labelled("Reason", Field(limit=500, id="reason"), "For staff; may stay empty.")
        if reply.busy_max_days is not None:
            yield Labelled(f"More than {reply.busy_max_days}?", Pick(NO_YES, id="confirmed"))

    def change(self, days: dict[str, date]) -> Change:
        """Give the busy period; a number that cannot be read is none."""
        first = days.get("first", NEVER)
        typed = self.given("days").strip()
        number = int(typed) if typed.isascii() and typed.isdecimal() else 0
        confirmed = any(pick.value == "yes" for pick in self.query("#confirmed").results(Pick))
        return calendar.NewBusy(
            first, days.get("last", first), number, days.get("advertised"), self.given("reason"), confirmed
        )


class NewHoliday(ChangeForm):
    """A bank holiday that was proclaimed, or one of the list that does not count here (I-29)."""

    HEAD = "A bank holiday"

    def __init__(self, desk: Desk, day: date) -> None:
        super().__init__(desk)
        self._day = day

    def fields(self) -> ComposeResult:
        """Which of the two, the day, its name, who announced it and when."""
        yield Labelled("What", Pick(COUNTS, id="what"))
        yield Labelled("Day", Field(_marked(self._day, self.desk.today), limit=60, id="day"), "Such as 8 may 2028.")
        yield Labelled("Name", Field(limit=500, id="name"), "As it is called.")
        yield Labelled("Announced by", Field(limit=500, id="source"), "Such as the Government, or the university.")
        yield Labelled("Announced on", Field(limit=60, id="announced"), "Only what is due after that day moves.")

    def change(self, days: dict[str, date]) -> Change:
        """Give the bank holiday."""
        return calendar.NewHoliday(
            days.get("day", NEVER),
            self.given("name"),
            self.given("source"),
            days.get("announced"),
            self.query_one("#what", Pick).value == "holiday",
        )


class TakeBack(ChangeForm):
    """A line of the calendar is taken back, with the reason; promises that it made longer keep their days."""

    HEAD = "Take a line back"

    def __init__(self, desk: Desk, line: ServiceLine) -> None:
        super().__init__(desk)
        self._line = line

    def words(self) -> str:
        """Say which."""
        return self._line.said

    def fields(self) -> ComposeResult:
        """Yield the reason."""
        yield Labelled("Why", Field(limit=500, id="why"), "The line stays readable, with the reason.")

    def change(self, days: dict[str, date]) -> Change:  # noqa: ARG002 - no dates here
        """Give the taking back."""
        return calendar.Removal(self._line.seq, self.given("why"))
