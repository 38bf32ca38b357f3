"""The policy in force: version and date, what is blank and what that stops, who has read it, the versions before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from advice_tui.casework import policies
from advice_tui.casework.policies import PolicyInForce, PolicyReaders, PolicyVersion
from advice_tui.rules.policy_blank import Blank
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.dialogs import Reading
from screens.policy_dialogs import AdoptFile, FillBlank
from screens.theme import glyph, spelled
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

FIRST_YEAR = 1900
"""A date before it stands for no date."""


@dataclass(frozen=True)
class PolicyLine:
    """One line of the list: which part it belongs to, what it is, how it stands, and what Enter shows."""

    key: str
    part: str
    what: str
    stands: str
    style: str
    blank: Blank | None = None
    more: Content | None = None


class PolicyLines(RowList[PolicyLine]):
    """What is blank, who has read, what came before, the laws."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Look", id="policy_lines.open", tooltip="Fill in what is blank, or show the rest"),
    ]

    def key_of(self, row: PolicyLine) -> str:
        """Give the line's name."""
        return row.key

    def _columns(self, width: int) -> tuple[int, int, int]:
        part = 10
        rest = width - part - 2
        what = min(60, rest * 6 // 10)
        return part, what, rest - what

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("Part", "What", "How it stands")
        columns = zip(words, self._columns(width), strict=True)
        return said((" ".join(column(word, wide) for word, wide in columns), "$ink-quiet"))

    def line(self, row: PolicyLine, width: int) -> Content:
        """Draw one line."""
        part, what, stands = self._columns(width)
        return said(
            (column(row.part, part), "$ink-quiet"),
            " ",
            (column(row.what, what), "$ink"),
            " ",
            (column(row.stands, stands), row.style),
        )


class PolicyFile(DeskScreen):
    """The policy that counts. The manager fills in what is blank and adopts a new file."""

    KEY = "policy"
    AREA = "6"
    ABOUT = (
        "The policy this service works by: its version, from when it counts, and what its documents leave blank. What "
        "a blank setting stops stands beside it; filling it in makes a new version of the file from today, and "
        "changes nothing else. Below stand who has and has not read each policy, the versions before, and the laws "
        "the policy is checked against."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f,f2", "fill", "Fill in", id="policy.fill", tooltip="Fill in the marked blank setting"),
        Binding("a,f3", "adopt", "Adopt a file", id="policy.adopt", tooltip="Adopt a policy file from a day on"),
    ]
    DEFAULT_CSS = """
    PolicyFile #head { height: auto; padding: 0 2; }
    PolicyFile.-tall #head { padding: 1 2; }
    PolicyFile #lines { height: 1fr; }
    """

    def body(self) -> ComposeResult:
        """Yield what counts, and the list."""
        with Vertical(classes="house-body"):
            yield Line("", id="head")
            yield PolicyLines(id="lines")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.query_one(PolicyLines).focus()

    async def reload(self) -> None:
        """Ask what counts, who has read it, and what came before."""
        found = await self.ask(self._read)
        if found is None or not self.is_attached:
            return
        now, readers, history = found
        self.query_one("#head", Line).update(head(now))
        listed = self.query_one(PolicyLines)
        stops = sum(bool(one.stops) for one in now.blanks)
        parts = [f"Policy · {len(now.blanks)} blank" if now.blanks else "Policy · nothing blank"]
        parts += [f"{stops} stop{'s' if stops == 1 else ''} something"] if stops else []
        listed.border_title = said(spelled(" · ".join(parts)))
        listed.show(
            (
                *(_blank(one) for one in now.blanks),
                *(_readers(one) for one in readers),
                *(_version(at, one, self.desk.today) for at, one in enumerate(history)),
                *(
                    PolicyLine(
                        f"law:{one.title}",
                        "Law",
                        one.title,
                        f"checked {say_day(one.checked, year=True)}" if one.checked else "not said when it was checked",
                        "$ink-quiet",
                    )
                    for one in now.laws
                ),
            )
        )
        self.refresh_bindings()

    def _read(self) -> tuple[PolicyInForce, tuple[PolicyReaders, ...], tuple[PolicyVersion, ...]]:
        return policies.in_force(self.desk), policies.readers(self.desk), policies.history(self.desk)

    @on(RowList.Moved, "#lines")
    def moved(self) -> None:
        """Offer the keys that count for the marked line."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Fill in only what is blank."""
        if action == "fill":
            row = self.query_one(PolicyLines).marked if self.is_mounted else None
            return row is not None and row.blank is not None
        return super().check_action(action, parameters)

    @on(RowList.Chosen, "#lines")
    def chosen(self, event: RowList.Chosen) -> None:
        """Fill in what is blank; show who has read a policy."""
        row: PolicyLine = event.row
        if row.blank is not None:
            self.app.push_screen(FillBlank(self.desk, row.blank), self._told)
        elif row.more is not None:
            self.app.push_screen(Reading(row.what, row.more))

    def action_fill(self) -> None:
        """Fill in the marked blank setting."""
        row = self.query_one(PolicyLines).marked
        if row is not None and row.blank is not None:
            self.app.push_screen(FillBlank(self.desk, row.blank), self._told)

    def action_adopt(self) -> None:
        """Adopt a policy file."""
        self.app.push_screen(AdoptFile(self.desk), self._told)

    def _told(self, sentence: str | None) -> None:
        if sentence:
            self.house.tell(sentence)
            self.reload_soon()


def head(now: PolicyInForce) -> Content:
    """Draw what counts now: title, version, from when, where it is published, what comes next."""
    lines = [
        said((now.title, "bold $head")),
        said(
            ("Version ", "$ink-quiet"),
            now.version,
            ("  in force ", "$ink-quiet"),
            from_words(now.effective_from),
            (f"  {glyph('·')} ", "$ink-quiet"),
            f"published at {now.publish_url}" if now.publish_url else "where it is published is not set",
        ),
    ]
    lines += [
        said((f"{glyph('▸')} Version {version} counts from {say_day(day, year=True)}", "$info"))
        for version, day in now.coming
    ]
    if not now.at_this_desk:
        lines.append(said((f"{glyph('●')} It was changed since you signed in: sign in again to work by it.", "$amber")))
    return said("\n").join(lines)


def from_words(day: date) -> str:
    """Say from when a version counts; the first one counts from the beginning."""
    return f"from {say_day(day, year=True)}" if day.year >= FIRST_YEAR else "from the beginning"


def _blank(one: Blank) -> PolicyLine:
    stands = f"{glyph('⚑')} {one.stops}" if one.stops else f"{glyph('□')} blank; stops nothing"
    return PolicyLine(
        f"blank:{one.path}", "Blank", one.label, stands, "bold $red" if one.stops else "$ink-quiet", blank=one
    )


def _readers(one: PolicyReaders) -> PolicyLine:
    every = len(one.readers)
    done = one.read == every
    updated = f", updated {one.updated}" if one.updated and one.updated != one.version else ""
    lines = [
        said((glyph("✓") if each.read else glyph("□"), "$calm" if each.read else "$amber"), f" {each.name}", "\n")
        for each in sorted(one.readers, key=lambda each: each.read)
    ]
    more = said(
        (f"Version {one.version}{updated}. It has been read by {one.read} of {every}.\n\n", "$ink-quiet"), *lines
    )
    words = f"{glyph('✓' if done else '●')} read by {one.read} of {every}"
    return PolicyLine(
        f"read:{one.title}", "Reading", f"{one.title} ({one.version})", words, "$calm" if done else "$amber", more=more
    )


def _version(at: int, one: PolicyVersion, today: date) -> PolicyLine:
    day = london(one.adopted_at).date()
    stands = "in force" if one.in_force else "to come" if one.effective_from > today else "before"
    return PolicyLine(
        f"version:{at}",
        "Version",
        f"{one.version}, {from_words(one.effective_from)}",
        f"{stands}; adopted {say_day(day, year=True)} by {one.adopted_by}",
        "$ink" if one.in_force else "$ink-quiet",
    )
