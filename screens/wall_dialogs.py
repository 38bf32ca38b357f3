"""The windows of walls: put up, changed, lifted; the two halves of the break-glass code, and glass broken with them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from advice_tui.casework import drafts, walls
from advice_tui.casework.walls import Colleague, Person, WallForm, WallView
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, may
from advice_tui.rules.text import Limit
from screens.base import Drafting
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.paper_code import groups_of, same
from screens.theme import spelled
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Press
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox
from screens.widgets.ticks import Ticks

WHAT_IT_DOES = (
    "Everybody else finds nothing of this case, in any list, by any tool. Reception still books her. No key takes it "
    "back: a wall is lifted with a reason."
)
NEW_KEYS = "The case gets a new key: whoever is not ticked below finds nothing of it from now on."
KEPT_OUT = "Even her name and her appointments are shut to these. Everybody else at the desk still books her."
OWNER = "She may change or lift the wall, and so may a manager who is inside."
LIFTED = "Advisers and managers read the case again, and the desk sees her name. The reason is kept with the case."
SHOWN_ONCE = (
    "Not written down yet. Escape once more leaves this half: then the code opens nothing, and y makes a new one."
)
WRONG_GROUP = "That is not what the half says here. F3 shows it again."
ALONE = "Only the person who keeps this half looks at the screen now. Everybody else turns away."
WRITE_IT = "Write it on paper and keep it with you or in a sealed envelope. One half alone opens nothing."
GLASS = (
    "Two people read one walled case together when nobody inside can be reached. Who reads, which case and why is "
    "stored before it opens, and those inside see it. Afterwards the two halves are new."
)
FOR_WHOM = ("the manager", "the director")


class PutUpWall(FormDialog):
    """Who stays inside a case, who is kept out of even the name, and why. Closes with ``Done``, or None."""

    HEAD = "Put up a wall"
    YES = "Put it up"
    DOES: ClassVar[str] = WHAT_IT_DOES
    DEFAULT_CSS = """
    PutUpWall .fields Labelled.-text { grid-rows: 3 auto; }
    PutUpWall.-roomy .fields Labelled.-text { grid-rows: 5 auto; }
    """

    def __init__(
        self, desk: Desk, case_id: str, number: str, staff: Sequence[Colleague], first: WallForm | None = None
    ) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case_id}:wall")
        self.case_id, self._number, self._staff = case_id, number, tuple(staff)
        self._first = first or WallForm((desk.person.id,))

    def words(self) -> str:
        """Say what a wall does."""
        return f"Case {self._number}. {self.DOES}"

    def fields(self) -> ComposeResult:
        """Yield who is inside, who is kept out, whose wall it is, why."""
        first = self._first
        inside = tuple(Choice(one.id, one.name) for one in self._staff if one.reads)
        others = tuple(Choice(one.id, one.name) for one in self._staff if one.id != self.desk.person.id)
        yield Labelled("Inside", Ticks(inside, frozenset(first.members), id="members"))
        yield Labelled("Kept out", Ticks(others, frozenset(first.kept_out), id="kept_out"), KEPT_OUT)
        yield Labelled("Whose wall", Pick((), id="owner"), OWNER)
        yield Labelled("Reason", TextBox(first.reason, limit=Limit.SHORT, id="reason"), classes="-text")

    def on_mount(self) -> None:
        """Offer those inside as owners."""
        self._owners(self._first.owner_id)
        super().on_mount()

    @on(Ticks.Changed, "#members")
    def others_inside(self) -> None:
        """Offer those inside as owners; the one who was chosen stays."""
        self._owners(self.query_one("#owner", Pick).value)

    def _owners(self, wanted: str) -> None:
        """Ask whose wall it is where that may be somebody else."""
        ticked = self.query_one("#members", Ticks).ticked
        options = tuple(Choice(one.id, one.name) for one in self._staff if one.id in ticked)
        me = self.desk.person.id
        value = next((one for one in (wanted, me) if one in ticked), options[0].key if options else "")
        self.query_one("#owner", Pick).show(options, value)
        self.row_of("owner").display = len(options) > 1 or bool(options and me not in ticked)

    def put(self, typed: dict[str, str]) -> None:
        """Put back who is inside before whose wall it is."""
        self.query_one("#members", Ticks).value = typed.get("members", self.query_one("#members", Ticks).value)
        self._owners(typed.get("owner", self.query_one("#owner", Pick).value))
        super().put(typed)

    def form(self) -> WallForm:
        """Give what is filled in."""
        order = [one.id for one in self._staff]
        inside, out = (self.query_one(f"#{name}", Ticks).ticked for name in ("members", "kept_out"))
        return WallForm(
            tuple(one for one in order if one in inside),
            tuple(one for one in order if one in out),
            self.query_one("#reason", TextBox).text,
            self.query_one("#owner", Pick).value,
        )

    def work(self) -> Callable[[], Any]:
        """Put it up."""
        form = self.form()
        return lambda: walls.put_up(self.desk, self.case_id, form)


class ChangeWall(PutUpWall):
    """The same of a wall that stands."""

    HEAD = "Change the wall"
    YES = "Change it"
    DOES = NEW_KEYS

    def __init__(self, desk: Desk, view: WallView, staff: Sequence[Colleague]) -> None:
        now = WallForm(_there(view.members), _there(view.kept_out), view.reason, view.owner_id)
        super().__init__(desk, view.case_id, view.number, staff, now)

    def work(self) -> Callable[[], Any]:
        """Change it."""
        form = self.form()
        return lambda: walls.change(self.desk, self.case_id, form)


def _there(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(one.id for one in people if one.active)


class LiftWall(FormDialog):
    """A wall is taken down, with the reason. Closes with ``Done``, or None."""

    HEAD = "Lift the wall"
    YES = "Lift it"

    def __init__(self, desk: Desk, case_id: str, number: str) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case_id}:lift")
        self.case_id, self._number = case_id, number

    def words(self) -> str:
        """Say what opens again."""
        return f"Case {self._number}. {LIFTED}"

    def fields(self) -> ComposeResult:
        """Yield the reason."""
        yield Labelled("Reason", TextBox(limit=Limit.SHORT, id="reason"), classes="-text")

    def work(self) -> Callable[[], Any]:
        """Lift it."""
        reason = self.query_one("#reason", TextBox).text
        return lambda: walls.lift(self.desk, self.case_id, reason)


class BreakGlass(FormDialog):
    """Both halves, the case's number, why, and who read together. Closes with ``Broken``, or None.

    Nothing of it is a draft.
    """

    HEAD = "Break the glass"
    YES = "Open the case"
    SUBTITLE: ClassVar[str] = "^S open · Esc back"

    def __init__(self, desk: Desk, staff: Sequence[Colleague]) -> None:
        super().__init__(desk)
        self._readers = tuple(one for one in staff if may(Role(one.role), Act.BREAK_GLASS))

    def words(self) -> str:
        """Say what is stored, and when."""
        return GLASS

    def fields(self) -> ComposeResult:
        """Yield the halves, the case, the reason, the readers."""
        boxes = tuple(Choice(one.id, one.name) for one in self._readers)
        me = frozenset((self.desk.person.id,))
        yield Labelled("The first half", Field(password=True, limit=120, id="half_one"), "Each types her own half.")
        yield Labelled("The second half", Field(password=True, limit=120, id="half_two"))
        yield Labelled("Case number", Field(limit=20, id="number"))
        yield Labelled("Reason", Field(limit=Limit.SHORT, id="reason"))
        yield Labelled("Who reads", Ticks(boxes, me, id="readers"), "Tick the two who sit here.")

    def work(self) -> Callable[[], Any]:
        """Open it."""
        one, two, number, reason = (self.given(name) for name in ("half_one", "half_two", "number", "reason"))
        ticked = self.query_one("#readers", Ticks).ticked
        readers = tuple(each.id for each in self._readers if each.id in ticked)
        return lambda: walls.break_glass(self.desk, one, two, number, reason, readers)


class Halves(Dialog, Drafting):
    """Two halves, one after the other: each is shown once, to one person, who types two groups of it back.

    Closes with True when both are on paper, else with None.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "show", "Show it again", id="halves.show", tooltip="Show this half again"),
    ]
    DEFAULT_CSS = """
    Halves > .card { width: 70; }
    Halves Line { height: auto; }
    Halves #code { text-style: bold; color: $key; text-align: center; margin: 1 0; }
    Halves .covered, Halves .shown, Halves .asked { display: none; }
    Halves.-covered .covered, Halves.-shown .shown, Halves.-asked .asked { display: block; }
    Halves .asked Labelled { margin-top: 1; }
    Halves .trouble { color: $red; display: none; margin-top: 1; }
    Halves .trouble.-said { display: block; }
    """

    def __init__(self, desk: Desk, made: walls.Halves, opening: str = "") -> None:
        super().__init__()
        self.desk, self._opening, self._keep = desk, opening, made.sentence
        self._groups: list[tuple[str, ...]] = [groups_of(made.one), groups_of(made.two)]
        self._at = 0
        self._wanted: list[int] = []
        self._leaving = False

    def compose(self) -> ComposeResult:
        """Yield the cover, the half, the questions about it."""
        with Vertical(classes="card"):
            yield Line("", id="cover", classes="covered")
            yield Line("", id="whose", classes="shown")
            yield Line("", id="code", classes="shown")
            yield Line(WRITE_IT, classes="shown")
            with Vertical(classes="asked") as asked:
                asked.styles.height = "auto"
                yield Line("Please type two groups from your paper.")
                yield Labelled("", Field(limit=40, id="first"))
                yield Labelled("", Field(limit=40, id="second"))
            yield Line("", classes="trouble")
            with Horizontal(classes="row"):
                yield Press("Show my half", id="show", classes="-main covered")
                yield Press("I have written it down", id="written", classes="-main shown")
                yield Press("Go on", id="go", classes="-main asked")

    def on_mount(self) -> None:
        """Begin with the first half, covered."""
        self._begin()

    def _begin(self) -> None:
        whose = FOR_WHOM[self._at]
        self.query_one(".card").border_title = said(f"Half {self._at + 1} of 2: for {whose}")
        opening = f"{self._opening}\n\n" if self._opening and not self._at else ""
        self.query_one("#cover", Line).say(f"{opening}{self._keep}\n\nThis half is for {whose}. {ALONE}")
        self.query_one("#whose", Line).say(f"The half for {whose}. It is shown only now and kept nowhere.")
        count = len(self._groups[self._at])
        wanted = set[int]()
        while len(wanted) < min(2, count):
            wanted.add(secrets.randbelow(count))
        self._wanted = sorted(wanted)
        for row, number in zip(self.query(Labelled), self._wanted, strict=True):
            row.query_one(".label", Line).say(f"Group {number + 1}")
            row.field.value = ""
            row.problem("")
        self._stage("covered", "#show")

    def _stage(self, name: str, first: str) -> None:
        for one in ("covered", "shown", "asked"):
            self.set_class(one == name, f"-{one}")
        self._leaving = False
        self.trouble("")
        self.query_one(".card").border_subtitle = said("F3 show it again" if name == "asked" else "")
        self.query_one(first).focus()

    def trouble(self, sentence: str) -> None:
        """Show a sentence above the button; an empty one takes it away."""
        line = self.query_one(".trouble", Line)
        line.say(sentence)
        line.set_class(bool(sentence), "-said")

    @on(Press.Pressed, "#show")
    def action_show(self) -> None:
        """Show the half, also once more while its groups are asked for."""
        groups = self._groups[self._at]
        rows = [groups[start : start + 4] for start in range(0, len(groups), 4)]
        self.query_one("#code", Line).say("\n".join("   ".join(row) for row in rows))
        self._stage("shown", "#written")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show a half again only while its groups are asked for: never from the cover."""
        return self.has_class("-asked") if action == "show" else super().check_action(action, parameters)

    @on(Press.Pressed, "#written")
    def ask(self) -> None:
        """Hide the half and ask for two groups of it."""
        self.query_one("#code", Line).say("")
        self._stage("asked", "#first")

    @on(Field.Submitted, "#first")
    def next_group(self) -> None:
        """On to the second group."""
        self.query_one("#second").focus()

    @on(Field.Submitted, "#second")
    @on(Press.Pressed, "#go")
    def check(self) -> None:
        """Both right: the next half, or done."""
        groups = self._groups[self._at]
        right = [
            same(row.field.value, groups[number])
            for row, number in zip(self.query(Labelled), self._wanted, strict=True)
        ]
        for row, fits in zip(self.query(Labelled), right, strict=True):
            row.problem("" if fits else WRONG_GROUP)
        if not all(right):
            self.query(Field)[right.index(False)].focus()
            return
        self._groups[self._at] = ()
        if self._at:
            self.dismiss(result=True)
            return
        self._at = 1
        self._begin()

    def action_leave(self) -> None:
        """Say first that the half is lost; Escape once more leaves it."""
        if self._leaving:
            self._groups = [(), ()]
            self.dismiss(None)
            return
        self.trouble(spelled(SHOWN_ONCE))
        self._leaving = True

    async def keep_draft(self) -> None:
        """Keep nothing: what is here is on paper only."""
