"""The window for somebody the service is not for: what to say, where to send her, and the count (scenario 40)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from advice_tui.casework import eligibility
from advice_tui.casework.eligibility import EligibilityForm
from advice_tui.casework.providers import ProviderView
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.ticks import Ticks

NOBODY = "The directory of other advice providers is empty: write down where you sent her."


class RefuseNotEligible(FormDialog):
    """Why the service is not for her and whom she was told of. Closes with what was counted, or None.

    No name is kept unless one is typed here; the enquiry that was begun goes with it.
    """

    HEAD = "Not somebody the service is for"
    YES = "Count it"

    def __init__(
        self, desk: Desk, known: tuple[ProviderView, ...], *, channel: str = "", group: str = "", draft: str = ""
    ) -> None:
        super().__init__(desk)
        self._known, self._channel, self._group, self._typed = known, channel, group, draft

    def words(self) -> str:
        """Give what to say, in the union's own words."""
        return f"Say: {self.desk.policy.words(self.desk.policy.eligibility.refusal)}"

    def fields(self) -> ComposeResult:
        """Yield the reason, how she came, where she was sent, and a name only if it is wanted."""
        policy = self.desk.policy
        others = tuple(Choice(one.key, one.label) for one in policy.eligibility.others)
        chosen = self._group if any(one.key == self._group for one in others) else others[0].key
        ways = tuple(Choice(one.key, one.label) for one in policy.channels)
        came = self._channel if any(one.key == self._channel for one in ways) else ways[0].key
        yield Labelled("Reason", Pick(others, chosen, id="group"))
        yield Labelled("Came by", Pick(ways, came, id="channel"))
        told = tuple(Choice(one.id, one.name) for one in self._known[: eligibility.MOST_PROVIDERS])
        yield Labelled("Told of", Ticks(told, id="providers"), "" if told else NOBODY)
        yield Labelled("Elsewhere", Field(limit=Limit.SHORT, id="elsewhere", placeholder="Other places, in words"))
        yield Labelled("Why", Field(limit=Limit.SHORT, id="why", placeholder="Only if more is to be said"))
        yield Labelled("Name", Field(limit=Limit.NAME, id="name"), "Leave this empty: then nobody's name is kept.")

    def work(self) -> Callable[[], Any]:
        """Count it."""
        form = EligibilityForm(
            self.query_one("#channel", Pick).value,
            self.query_one("#group", Pick).value,
            self.given("why"),
            tuple(self.query_one("#providers", Ticks).value.split()),
            self.given("elsewhere"),
            self.given("name"),
        )
        return lambda: eligibility.refuse(self.desk, form, draft=self._typed)
