"""The acts of a case's life: hand over, wait, close, open again, link and join, each on its letter and all under m."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from advice_tui.casework.cases import closing, handing, joining
from advice_tui.casework.cases.joining import Joinable
from screens.case_base import CaseBase
from screens.case_dialogs import (
    ActsOfCase,
    CloseCase,
    HandOver,
    JoinCase,
    LinkCase,
    ReopenCase,
    Together,
    UnlinkCase,
    WaitForStudent,
    grouped,
)
from screens.caseload import Caseload
from screens.widgets.bars import key_word
from screens.widgets.press import Choice

_ACTS = frozenset({"acts", "hand_over", "wait", "close", "together", "caseload"})
_LAST = frozenset({"caseload", "search", "working"})
_NOT_LISTED = frozenset({"back", "acts"})
OURS = ("case.", "danger.")
"""What the names of keys about a case begin with."""


class CaseActs(CaseBase):
    """Keys of what becomes of a case as a whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "acts", "Case…", id="case.acts", tooltip="Everything that can be done with this case"),
        Binding("h", "hand_over", "Hand over", id="case.hand_over", tooltip="Give the case to a colleague, or take it"),
        Binding("p", "wait", "Wait", id="case.wait", tooltip="Wait for the student until a day"),
        Binding("x", "close", "Close", id="case.close", tooltip="Close the case, or open it again"),
        Binding("j", "together", "Link, join", id="case.together", tooltip="Link with another case, or join two"),
        Binding("H", "caseload", "Caseload", id="case.caseload", tooltip="Hand over a whole caseload", show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let an act begin when the case is there and nothing is half typed."""
        return self.ready() if action in _ACTS else super().check_action(action, parameters)

    def _is_closed(self) -> bool:
        """Say that a closed case is opened again first, when this one is."""
        closed = self.case is not None and self.case.status == "closed"
        if closed and self.case is not None:
            self.house.tell(f"Case {self.case.number} is closed. Press x to open it again first.")
        return closed

    def action_acts(self) -> None:
        """Everything that can be done with this case, in one list with the keys."""
        found: dict[str, Choice] = {}
        for active in self.active_bindings.values():
            one = active.binding
            ours = (one.id or "").startswith(OURS)
            if active.node is self and active.enabled and ours and one.description:
                key = key_word(one.key.split(",")[0])
                shorter = one.action not in found or len(key) < len(found[one.action].aside)
                if one.action not in _NOT_LISTED and shorter:  # a letter before an F-key
                    found[one.action] = Choice(one.action, one.tooltip or one.description, key)
        title = f"Case {self.case.number}" if self.case else "Case"
        first = sorted(found.values(), key=lambda one: (one.key in _LAST, one.key not in _ACTS))
        self.app.push_screen(ActsOfCase(title, grouped(first)), self._do)

    def _do(self, action: str | None) -> None:
        if action:
            self.call_next(self.run_action, action)

    async def action_hand_over(self) -> None:
        """Give the case to a colleague, or take it oneself."""
        if self.case is None or self._is_closed():
            return
        found = await self.ask(handing.colleagues, self.desk)
        if found is not None and self.is_current:
            self.app.push_screen(HandOver(self.desk, self.case, found), self._acted)

    def action_wait(self) -> None:
        """Wait for the student until a day, or no longer; never while she waits for us."""
        if self.case is None or self._is_closed():
            return
        owed = [one for one in self.case.promises if one.state != "answered"]
        if owed:
            self.house.tell("The student is waiting for you: answer first, then wait for her.", "warning")
            return
        self.app.push_screen(WaitForStudent(self.desk, self.case), self._acted)

    async def action_close(self) -> None:
        """Close the case, or open a closed one again."""
        if self.case is None:
            return
        if self.case.status == "closed":
            self.app.push_screen(ReopenCase(self.desk, self.case), self._acted)
            return
        before = await self.ask(closing.before, self.desk, self.subject)
        if before is not None and self.is_current:
            self.app.push_screen(CloseCase(self.desk, self.case, before), self._acted)

    async def action_together(self) -> None:
        """Link with another case, join one of the same student, follow a link or take it away."""
        if self.case is None:
            return
        others = await self.ask(joining.joinable, self.desk, self.subject)
        if others is None or not self.is_current:
            return

        def chosen(what: str | None) -> None:
            if what:
                self.call_next(self._together, what, others)

        self.app.push_screen(Together(self.case, others, self.house), chosen)

    async def _together(self, what: str, others: tuple[Joinable, ...]) -> None:
        kind, _, other_id = what.partition(":")
        if self.case is None:
            return
        if kind == "open":
            await self.house.action_open("case", other_id)
        elif kind == "join":
            other = next(one for one in others if one.id == other_id)
            self.app.push_screen(JoinCase(self.desk, self.case, other), self._acted)
        elif kind == "unlink":
            link = next(one for one in self.case.links if one.case_id == other_id)
            self.app.push_screen(UnlinkCase(self.desk, self.case, link), self._acted)
        else:
            self.app.push_screen(LinkCase(self.desk, self.case), self._acted)

    def _acted(self, written: Any) -> None:
        """Tell what a dialog has done."""
        self.told(written)

    def action_caseload(self) -> None:
        """Hand over a whole caseload."""
        self.app.push_screen(Caseload(self.desk))
