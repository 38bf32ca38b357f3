"""Cases that belong together: linked with a reason, unlinked, or joined into one when they are one student's matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from textual import on, work
from textual.app import ComposeResult

from advice_tui.casework import search
from advice_tui.casework.cases import CaseView, LinkView, Written, joining, life
from advice_tui.casework.cases.joining import Joinable
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from data.errors import AdviceError
from screens.base import House
from screens.case_dialogs.acts import ActsOfCase
from screens.case_dialogs.form import STATUS_WORDS, CaseForm
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line

LINK, JOIN, UNLINK, OPEN = "link", "join", "unlink", "open"
MOST_OFFERED = 5
INCIDENT = (Choice("no", "No"), Choice("yes", "Yes"))
IF_SAME = "Yes looks for a conflict: two students of one incident."


class Together(ActsOfCase):
    """What may be done: link, join one of the same student, go to a linked case or take its link away.

    Closes with "link", "join:<id>", "open:<id>", "unlink:<id>" or None.
    """

    DEFAULT_CSS = "Together > .card { width: 76; }"

    def __init__(self, case: CaseView, others: tuple[Joinable, ...], house: House) -> None:
        who, hid = house.who, _hidden(house)
        rows = [Choice(LINK, "Link with another case …")]
        rows += [Choice(f"{JOIN}:{one.id}", f"Join {one.number} into this case: {hid(one.about)}") for one in others]
        rows += [
            Choice(f"{OPEN}:{one.case_id}", f"Open {one.number} {who(one.who)}: {hid(one.why)}") for one in case.links
        ]
        rows += [Choice(f"{UNLINK}:{one.case_id}", f"Take the link with {one.number} away") for one in case.links]
        super().__init__(f"Case {case.number} and others", tuple(rows))


def _hidden(house: House) -> Callable[[str], str]:
    """Give how words of a case are shown now: as they are, or as a dash under the shade, as in every list."""
    return lambda words: glyph("–") if house.shade else words


class LinkCase(CaseForm):
    """Another case, by its number or whatever search knows of it, and why the two belong together."""

    HEAD = "Link with another case"
    YES = "Link"
    DRAFT = "link"
    DEFAULT_CSS = """
    LinkCase Choices { height: auto; max-height: 5; }
    LinkCase #none { color: $ink-quiet; height: 1; }
    """

    def fields(self) -> ComposeResult:
        """Yield what to look for, what was found, and why."""
        wanted = Field(limit=120, id="other", placeholder="A number, a name, or words of the case")
        yield Labelled("Case", wanted)
        yield Choices()
        yield Line("Type to search.", id="none")
        yield Labelled("Why", Field(limit=Limit.SHORT, id="why", placeholder="The same hearing, a flatmate …"))
        yield Labelled("Same incident", Pick(INCIDENT, "no", id="incident"), IF_SAME)

    def on_mount(self) -> None:
        """Begin with what to look for."""
        super().on_mount()
        self.query_one(Choices).display = False

    def on_key(self, event: Any) -> None:
        """Move in what was found while it is being looked for."""
        steps = {"up": -1, "down": 1}
        if event.key in steps and getattr(self.focused, "id", "") == "other":
            self.query_one(Choices).action_move(steps[event.key])
            event.stop()

    @on(Field.Changed, "#other")
    def look(self) -> None:
        """Ask for what was typed; a newer question replaces an older one."""
        self._look()

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        house: Any = self.app
        wanted = self.given("other")
        try:
            found = await house.aside(search.find, self.desk, wanted, limit=20) if wanted.strip() else ()
        except AdviceError as error:
            self.query_one("#none", Line).say(error.sentence)
            return
        if not self.is_attached:
            return
        cases = [one for one in found if one.kind == "case" and one.case_id != self.case.id][:MOST_OFFERED]
        listed = self.query_one(Choices)
        listed.show(tuple(self._choice(one) for one in cases))
        listed.display = bool(cases)
        nothing = "Nothing has been found." if self.desk.index.ready else "The files are still being read; try again."
        self.query_one("#none", Line).say("" if cases else nothing if wanted.strip() else "Type to search.")

    def _choice(self, found: Any) -> Choice:
        house: Any = self.app
        number, _, name = found.title.partition(" ")
        return Choice(found.case_id, f"{number}  {house.who(name)}", _hidden(house)(found.about[:30]))

    @on(Choices.Chosen)
    def chosen(self) -> None:
        """Go on to why."""
        self.query_one("#why", Field).focus()

    @on(Field.Submitted, "#other")
    def onward(self, event: Field.Submitted) -> None:
        """Enter takes the marked one and goes on to why."""
        event.stop()
        self.query_one("#why", Field).focus()

    def act(self) -> Callable[[int], Written]:
        """Link the two."""
        marked, why = self.query_one(Choices).marked, self.given("why")
        other = marked.key if marked else ""
        incident = self.query_one("#incident", Pick).value == "yes"
        return lambda _: life.link(self.desk, self.case.id, other, why, incident=incident)


class JoinCase(CaseForm):
    """What joining does, said before it is done."""

    HEAD = "Join another case into this one"
    YES = "Join"

    def __init__(self, desk: Desk, case: CaseView, other: Joinable) -> None:
        super().__init__(desk, case)
        self._other = other

    def words(self) -> str:
        """Say what comes over, and what becomes of the number."""
        other = self._other
        about = _hidden(cast("House", self.app))(other.about)
        return (
            f"Everything on case {other.number} ({about}; {STATUS_WORDS.get(other.status, other.status)}, "
            f"{other.adviser}) comes onto the timeline of case {self.case.number}: entries and files with their times "
            f"and authors, promises and key dates. The number {other.number} then leads here."
        )

    def act(self) -> Callable[[int], Written]:
        """Join."""
        return lambda seen: joining.join(self.desk, self._other.id, self.case.id, row_ver=seen)


class UnlinkCase(CaseForm):
    """Take a link away; u brings it back."""

    HEAD = "Take a link away"
    YES = "Take away"

    def __init__(self, desk: Desk, case: CaseView, link: LinkView) -> None:
        super().__init__(desk, case)
        self._link = link

    def words(self) -> str:
        """Say which."""
        return f"Cases {self.case.number} and {self._link.number} are no longer linked, on either side."

    def act(self) -> Callable[[int], Written]:
        """Take it away."""
        return lambda _: life.unlink(self.desk, self.case.id, self._link.case_id)
