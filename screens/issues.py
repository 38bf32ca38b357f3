"""Issues raised without a name: what touches many students, and what became of it (L-14)."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import issues
from advice_tui.casework.issues import Answer, IssueView
from advice_tui.roles import Act, may
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.dialogs import Question
from screens.issue_dialogs import AnswerIssue, RaiseIssue
from screens.theme import glyph
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

EMPTY = ("No issue was raised yet.", "n raises one: what touches many students, without naming any.")
EMPTY_READ = ("No issue was sent to you yet.", "Advisers raise what touches many students, without naming any.")
LOOKS: dict[str, tuple[str, str]] = {
    "check": ("?", "bold $amber on $amber-ground"),
    "sent": ("●", "bold $info on $info-ground"),
    "seen": ("○", "$ink"),
    "done": ("✓", "bold $calm on $calm-ground"),
}
"""How an issue stands: its sign and its style."""


class IssueList(RowList[IssueView]):
    """The issues, one line each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Read", id="issue_list.choose", tooltip="What was done about the marked issue"),
    ]

    def key_of(self, row: IssueView) -> str:
        """Give the issue's id."""
        return row.id

    def _columns(self, width: int) -> tuple[int, int, int, int]:
        state = 30 if width >= 100 else 25
        topic = 26 if width >= 100 else 16
        return 7, 6, topic, max(10, width - 7 - 6 - topic - state - 4)

    def heading(self, width: int) -> Content:
        """Name the columns."""
        day, cases, topic, issue = self._columns(width)
        words = (
            f"{column('Raised', day)} {column('Cases', cases)} {column('About', topic)} {column('The issue', issue)} "
        )
        return said((words, "$ink-quiet"), ("How it stands", "$ink-quiet"))

    def line(self, row: IssueView, width: int) -> Content:
        """Draw one issue."""
        day, cases, topic, issue = self._columns(width)
        sign, style = LOOKS[row.state]
        raised = say_day(london(row.at).date()).partition(" ")[2]
        return said(
            (f"{column(raised, day)} ", "$ink-quiet"),
            (f"{column(row.cases, cases)} ", "bold $ink"),
            (f"{column(row.topic, topic)} ", "$ink"),
            (f"{column(' '.join(row.issue.split()), issue)} ", "$ink"),
            (f" {glyph(sign)} {row.state_words} ", style),
        )


class Issues(DeskScreen):
    """The list, and the marked issue whole."""

    KEY = "issues"
    AREA = "5"
    ABOUT = (
        "What advisers see in many cases, raised without naming a student: names, numbers and addresses are refused, "
        "small counts are told as “<5”. Whoever it is for says what was done about it, and who raised it sees that."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "new", "Raise", id="issues.new", tooltip="Raise an issue that touches many"),
        Binding("p,f3", "pass_on", "Pass on", id="issues.pass_on", tooltip="Nobody can be recognised: send it on"),
        Binding("s,f4", "seen", "Seen", id="issues.seen", tooltip="Mark the issue as seen"),
        Binding("e,f6", "answer", "What was done", id="issues.answer", tooltip="Write down what was done about it"),
    ]
    DEFAULT_CSS = """
    Issues IssueList { width: 1fr; height: 1fr; }
    Issues #beside { width: 1fr; height: 10; padding: 0 1; border-top: solid $line; scrollbar-size-vertical: 1; }
    Issues.-tall #beside { height: 18; padding: 1; }
    """

    def body(self) -> ComposeResult:
        """Yield the list, and the marked issue below it."""
        with Horizontal(classes="house-body"), Vertical():
            yield IssueList(id="listed")
            with VerticalScroll(id="beside", can_focus=False):
                yield Line("", id="about")

    @property
    def listed(self) -> IssueList:
        """The list."""
        return self.query_one(IssueList)

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.listed.empty = EMPTY if may(self.desk.role, Act.RAISE_ISSUE) else EMPTY_READ
        self.listed.focus()

    async def reload(self) -> None:
        """Ask for the issues."""
        rows = await self.ask(issues.listed, self.desk)
        if rows is None or not self.is_attached:
            return
        self.listed.border_title = said(f"Issues raised without a name {len(rows)}")
        self.listed.show(rows)
        self._draw()
        self.refresh_bindings()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Show the marked one; other keys count for it."""
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        one = self.listed.marked
        self.query_one("#about", Line).update(about(one) if one is not None else said(""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this person may do with the marked issue."""
        if action == "new":
            return may(self.desk.role, Act.RAISE_ISSUE)
        if action not in {"pass_on", "seen", "answer"}:
            return super().check_action(action, parameters)
        one = self.listed.marked
        if one is None:
            return False
        fits = {"pass_on": one.may_pass_on, "seen": one.may_answer and one.state == "sent", "answer": one.may_answer}
        return fits[action]

    def action_new(self) -> None:
        """Raise an issue."""
        self.app.push_screen(RaiseIssue(self.desk), self._done)

    def action_pass_on(self) -> None:
        """Send it on, once it is read."""
        one = self.listed.marked
        if one is None:
            return
        text = said((f"{one.issue}\n\n", "$ink"), "Nobody can be recognised in this?")

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
            if yes:
                self.call_next(self._pass_on, one)

        self.app.push_screen(Question("Pass it on?", text, yes="Nobody can: send it"), answered)

    async def _pass_on(self, one: IssueView) -> None:
        self._done(await self.call(issues.pass_on, self.desk, one.id, one.row_ver))

    async def action_seen(self) -> None:
        """Mark it as seen."""
        one = self.listed.marked
        if one is not None:
            self._done(await self.call(issues.answer, self.desk, one.id, one.row_ver, Answer()))

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Enter writes down what was done, for who may."""
        one = self.listed.marked
        if one is not None and one.may_answer:
            self.action_answer()

    def action_answer(self) -> None:
        """Write down what was done about it."""
        one = self.listed.marked
        if one is not None:
            self.app.push_screen(AnswerIssue(self.desk, one), self._done)

    def _done(self, sentence: str | None) -> None:
        if sentence:
            self.house.tell(sentence)
            self.reload_soon()


def about(one: IssueView) -> Content:
    """Draw an issue whole: what it is, who raised it, what became of it."""
    raised = london(one.at)
    head = f"{one.topic} {glyph('·')} {one.cases} cases {glyph('·')} {one.by}, {say_day(raised.date(), year=True)}"
    by = f"What was done ({one.answered_by}): " if one.answered_by else ""
    done = said((by, "bold $head"), (one.answer or "marked as seen", "$ink"), "\n") if by else said("")
    return said((f"{head}\n", "$ink-quiet"), (f"{one.issue}\n", "$ink"), done)
