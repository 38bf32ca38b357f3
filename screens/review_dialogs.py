"""The windows of the manager's review: a flag marked as looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from advice_tui.casework import review
from advice_tui.casework.review import FlagRow
from advice_tui.desk import Desk
from advice_tui.rules.review import KINDS
from advice_tui.rules.text import Limit
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled


class LookAt(FormDialog):
    """A flag is marked as looked at, with a sentence that is kept. Closes with what to say."""

    HEAD = "Looked at"
    YES = "Mark as looked at"

    def __init__(self, desk: Desk, flag: FlagRow, who: str) -> None:
        super().__init__(desk, f"review:{flag.id}")
        self._flag, self._who = flag, who

    def words(self) -> str:
        """Say which flag, and what becomes of it."""
        about = " ".join(one for one in (self._flag.number, self._who) if one)
        named = f"{KINDS[self._flag.kind][0]}: {about}" if about else KINDS[self._flag.kind][0]
        stop = "" if named.endswith(".") else "."
        return f"{named}{stop} {self._flag.words}.\nIt leaves the list, and comes back when something new happens."

    def fields(self) -> ComposeResult:
        """Yield the sentence."""
        yield Labelled(
            "What you found",
            Field(limit=Limit.SHORT, id="words", placeholder="Such as: spoke with her, she was ill; letter sent"),
        )

    def work(self) -> Callable[[], Any]:
        """Mark it."""
        flag_id, words = self._flag.id, self.given("words")
        return lambda: review.look_at(self.desk, flag_id, words)
