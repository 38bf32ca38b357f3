"""File review: the files drawn for a month, each with its checklist, and what is still to be put right (I-5; L-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from advice_tui.casework import file_review
from advice_tui.casework.file_review import ActionRow, Done, ReviewMonth, ReviewView, SampleFile
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.dialogs import Reading
from screens.file_review_dialogs import PutRight, ReviewOne
from screens.theme import glyph, spelled
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said
from screens.widgets.states import state_style, state_word

CORRECTIVE = "corrective:"
NONE_DRAWN = (
    "No file is drawn for this month.",
    "Every file of this month or the one before that has an adviser may be drawn.",
)
NOT_THIS_MONTH = ("Files are not drawn in this month: see the policy.", "[ and ] go to the month before and after.")
NOTHING_OPEN = ("Nothing is left to put right.", "t goes back to the files.")
ROOMY = 110


class SampleList(RowList[SampleFile]):
    """The files drawn, by adviser."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "choose", "Review", id="sample_list.open", tooltip="Review the marked file, or read its review"
        ),
    ]

    def __init__(self, who: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.who = who

    def key_of(self, row: SampleFile) -> str:
        """Give the case's id."""
        return row.case_id

    def _columns(self, width: int) -> tuple[int, ...]:
        roomy = width >= ROOMY
        adviser, who, topic = (22, 22, 24) if roomy else (14, 14, 0)
        number, status = 7, 8 if roomy else 0
        fixed = [one for one in (adviser, number, who, topic, status) if one]
        return adviser, number, who, topic, status, max(10, width - sum(fixed) - len(fixed))

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("Adviser", "Case", "Who", "Topic", "Status", "Review")
        parts = [column(word, wide) for word, wide in zip(words, self._columns(width), strict=True) if wide]
        return said((" ".join(parts), "$ink-quiet"))

    def line(self, row: SampleFile, width: int) -> Content:
        """Draw one file."""
        adviser, number, who, topic, status, stands = self._columns(width)
        words, style = stands_words(row)
        parts = [
            (column(row.adviser, adviser), "$ink"),
            (column(row.number, number), "bold $key"),
            (column(self.who(row.who), who), "bold $ink"),
            (column(row.topic, topic), "$ink-quiet"),
            (column(row.status, status), "$ink-quiet"),
            (column(words, stands), style),
        ]
        return said(" ").join(said(part) for part in parts if part[0])


def stands_words(row: SampleFile) -> tuple[str, str]:
    """Give how a file's review stands, in glyph and words, and its colour."""
    if row.review_id:
        found = f" · {row.no} no" if row.no else ""
        left = f" · {row.open_actions} to put right" if row.open_actions else ""
        return spelled(f"✓ {row.reviewed}{found}{left}"), "$amber" if row.open_actions else "$calm"
    if row.refused:
        return f"{glyph('–')} {row.refused.partition(':')[0]}", "$ink-quiet"
    return f"{glyph('□')} to be reviewed", "$ink"


class ActionList(RowList[ActionRow]):
    """What is still to be put right, the soonest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Done", id="action_list.open", tooltip="Say how the marked one was put right"),
    ]

    today: date = date.min
    shaded = False

    def key_of(self, row: ActionRow) -> str:
        """Give the action's id."""
        return row.id

    def heading(self, width: int) -> Content:
        """Name the columns."""
        owner = 22 if width >= ROOMY else 14
        words = ("State", 8), ("By", 10), ("Case", 7), ("Owner", owner), ("To put right", width - owner - 29)
        return said((" ".join(column(word, wide) for word, wide in words), "$ink-quiet"))

    def line(self, row: ActionRow, width: int) -> Content:
        """Draw one action."""
        owner = 22 if width >= ROOMY else 14
        state = "red" if row.due < self.today else "amber" if row.due <= self.today + timedelta(days=3) else "calm"
        what = "" if self.shaded else " ".join(row.what.split())
        return said(" ").join(
            [
                said((column(state_word(state), 8), state_style(state))),
                said((column(say_day(row.due), 10), "$ink")),
                said((column(row.number, 7), "bold $key")),
                said((column(row.owner, owner), "bold $ink" if row.mine else "$ink")),
                said((column(what, width - owner - 29), "$ink")),
            ]
        )


class FileReview(DeskScreen):
    """The sample of a month; nobody chooses it, and nobody reviews her own file. t shows what is to be put right."""

    KEY = "file_review"
    AREA = "5"
    ABOUT = (
        "Some files of each adviser are drawn every month, by a sum that nobody chooses, and read by somebody who is "
        "neither their adviser nor wrote in them. Files behind a wall come only to who is inside. What is to be put "
        "right has an owner and a day, and stands on her Today until it is done."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,f2", "file", "Open file", id="file_review.file", tooltip="Open the marked case to read it"),
        Binding(
            "t,f3", "actions", "To put right", id="file_review.actions", tooltip="What is to be put right, or files"
        ),
        Binding("left_square_bracket,f5", "month(-1)", "Before", id="file_review.before", tooltip="The month before"),
        Binding("right_square_bracket,f6", "month(1)", "After", id="file_review.after", tooltip="The month after"),
    ]
    DEFAULT_CSS = """
    FileReview SampleList, FileReview ActionList { height: 1fr; }
    FileReview #actions { display: none; }
    FileReview.-actions #actions { display: block; }
    FileReview.-actions #files { display: none; }
    FileReview #how { height: 2; padding: 0 2; color: $ink-quiet; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._month: date | None = None
        self._found: ReviewMonth | None = None
        self._wanted = subject.rpartition(":")[2] if subject.startswith(CORRECTIVE) else ""
        self._acting = bool(self._wanted)

    def body(self) -> ComposeResult:
        """Yield the files, what is to be put right in their place, and a sentence about the marked one."""
        with Vertical(classes="house-body"):
            yield SampleList(self.house.who, id="files")
            yield ActionList(id="actions")
            yield Line("", id="how")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self._turn()

    def _turn(self) -> None:
        self.set_class(self._acting, "-actions")
        self.query_one("#actions" if self._acting else "#files").focus()

    async def reload(self) -> None:
        """Ask for the month's files and for what is to be put right."""
        found = await self.ask(file_review.sample, self.desk, self._month)
        actions = await self.ask(file_review.to_put_right, self.desk)
        if found is None or actions is None or not self.is_attached:
            return
        self._found = found
        files = self.query_one(SampleList)
        files.border_title = said(spelled(f"{found.month:%B %Y} · {found.reviewed} of {len(found.files)} reviewed"))
        files.empty = tuple(spelled(one) for one in (NONE_DRAWN if found.drawn else NOT_THIS_MONTH))
        files.show(found.files)
        listed = self.query_one(ActionList)
        listed.today, listed.shaded = self.desk.today, self.house.shade
        listed.border_title = said(f"To put right {len(actions)}")
        listed.empty = NOTHING_OPEN
        listed.show(actions)
        if self._wanted:
            listed.mark(self._wanted)
            self._wanted = ""
        self._explain()
        self.refresh_bindings()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Say what can be done with the marked one."""
        self._explain()

    def _explain(self) -> None:
        words = ""
        if self._acting:
            row = self.query_one(ActionList).marked
            if row is not None:
                words = "" if self.house.shade else row.what
        else:
            file = self.query_one(SampleList).marked
            if file is not None and file.review_id:
                words = "Enter shows the review."
            elif file is not None:
                words = file.refused or "Enter goes through the checklist; o opens the file to read it."
        self.query_one("#how", Line).say(words)

    # Keys -------------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Months belong to the files; only who may read cases opens one."""
        if action == "month":
            return not self._acting
        if action == "file":
            return may(self.desk.role, Act.READ_CASE)
        return super().check_action(action, parameters)

    @on(RowList.Chosen, "#files")
    async def chosen(self, event: RowList.Chosen) -> None:
        """Review a file, or read its review; say why when this person may not."""
        file: SampleFile = event.row
        if file.review_id:
            view = await self.ask(file_review.open_review, self.desk, file.review_id)
            if view is not None and self.is_current:
                self.app.push_screen(Reading(f"Review of case {view.number}", self._view(view)))
            return
        if file.refused or self._found is None:
            self.house.tell(file.refused)
            return
        owners = await self.ask(file_review.owners, self.desk, file.case_id)
        if owners is not None and self.is_current:
            self.app.push_screen(ReviewOne(self.desk, file, self._found.month, owners), self._done)

    def _view(self, view: ReviewView) -> Content:
        at = london(view.at)
        signs = {"Yes": ("✓", "$calm"), "No": ("✗", "bold $red")}
        lines = []
        for label, answer in view.answers:
            sign, style = signs.get(answer, ("–", "$ink-quiet"))
            lines.append(said((f"{glyph(sign)} {answer:<15}", style), f"{label}\n"))
        words = "" if self.house.shade else view.words
        actions = [self._action(one) for one in view.actions]
        return said(
            (f"{view.adviser}’s file, reviewed by {view.by} on {say_day(at.date(), year=True)}\n\n", "$ink-quiet"),
            *lines,
            f"\n{words}\n" if words else "",
            *actions,
        )

    def _action(self, one: ActionRow) -> Content:
        what = "" if self.house.shade else one.what
        done = f"done {say_day(one.done)}" if one.done else f"by {say_day(one.due)}"
        return said(("\nTo put right ", "$ink-quiet"), f"{what} ({one.owner}, {done})")

    @on(RowList.Chosen, "#actions")
    def put_right(self, event: RowList.Chosen) -> None:
        """Say how something was put right."""
        self.app.push_screen(PutRight(self.desk, event.row), self._done)

    def _done(self, done: Done | None) -> None:
        if done is not None:
            self.house.offer_undo(done.undo)
            self.house.tell(done.sentence)
        self.reload_soon()

    async def action_file(self) -> None:
        """Open the case of the marked file or action."""
        row = self.query_one(ActionList).marked if self._acting else self.query_one(SampleList).marked
        if row is None:
            self.house.tell("No file is marked: the list is empty.")
        else:
            await self.house.action_open("case", row.case_id)

    def action_actions(self) -> None:
        """Show what is to be put right, or the files again."""
        self._acting = not self._acting
        self._turn()
        self._explain()
        self.refresh_bindings()

    def action_month(self, step: int) -> None:
        """Go to the month before or after; no later one than this."""
        first = (self._month or self.desk.today).replace(day=1)
        other = (first + timedelta(days=32 if step > 0 else -1)).replace(day=1)
        self._month = min(other, self.desk.today.replace(day=1))
        self.reload_soon()
