"""Letters and notices: the words each letter grows from, where they come from, and the service's letterhead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from advice_tui.casework import disk, templates
from advice_tui.casework.templates import TemplatesView, TemplateView
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.letters import LONGEST_LETTER
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.dialogs import Question, Reading
from screens.form import FormDialog
from screens.theme import glyph, spelled
from screens.widgets.field import Labelled
from screens.widgets.path_field import PathField
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox

LETTER, FIXED, HEAD = "letter", "fixed", "head"
SECOND = (Choice("no", "Nobody"), Choice("yes", "A second person"))
WORKING = frozenset({"change", "go_back", "versions", "letterhead", "plain_paper", "model"})


@dataclass(frozen=True)
class TextRow:
    """One line of the list: a letter's words, a text that is fixed, or the letterhead."""

    key: str
    kind: str
    title: str
    origin: str
    text: str
    own: bool = False
    template: TemplateView | None = None


def rows_of(view: TemplatesView) -> tuple[TextRow, ...]:
    """Give the lines of the list: the letters, the texts that are fixed, the letterhead."""
    found = [TextRow(one.key, LETTER, one.title, _origin(one), one.text, one.own, one) for one in view.templates]
    found += [TextRow(f"fixed:{one.title}", FIXED, one.title, "as configured", one.text) for one in view.fixed]
    head = view.letterhead
    if head is None:
        words = "Letters leave on plain paper. h puts in a Word document as letterhead; m writes a model to begin from."
        return (*found, TextRow(HEAD, HEAD, "Letterhead", "none", words))
    at = london(head.at)
    words = f"{head.name}, {disk.sized(head.size)}, put in by {head.by} on {say_day(at.date(), year=True)}."
    return (*found, TextRow(HEAD, HEAD, "Letterhead", head.name, words, own=True))


def _origin(one: TemplateView) -> str:
    return f"ours, version {one.version}" if one.own else "the policy's" if one.policy_text else "empty"


class TextsList(RowList[TextRow]):
    """The letters' words, the fixed texts, the letterhead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Change", id="texts.choose", tooltip="Change the marked one"),
    ]

    def key_of(self, row: TextRow) -> str:
        """Give its name."""
        return row.key

    def _origin_width(self, width: int) -> int:
        return min(26, max(18, width // 3))

    def heading(self, width: int) -> Content:
        """Name the columns."""
        origin = self._origin_width(width)
        return said((f"{column('Letter', width - origin - 3)} {column('Words', origin)}", "$ink-quiet"))

    def line(self, row: TextRow, width: int) -> Content:
        """Draw one."""
        origin = self._origin_width(width)
        sign = glyph("◆") if row.own else glyph("·")
        return said(
            (f"{sign} ", "$key" if row.own else "$ink-quiet"),
            (column(row.title, width - origin - 5), "$ink" if row.kind == LETTER else "$ink-quiet"),
            " ",
            (column(row.origin, origin), "$calm" if row.own else "$ink-quiet"),
        )


class Templates(DeskScreen):
    """The words of letters (scenarios 25, 39, 41, 48): each save is a version, the policy's own words stay."""

    KEY = "templates"
    AREA = "6"
    ABOUT = (
        "The words that letters grow from: words in braces, such as {reason}, are filled in when a letter is begun; "
        "those that the student is owed must stay. Every save is a version, and g goes back to the policy's own words. "
        "The letterhead is a Word document with {{ body }} where the letter stands."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,f2", "change", "Change", id="templates.change", tooltip="Change the words of the marked letter"),
        Binding(
            "g,f4", "go_back", "Policy's words", id="templates.go_back", tooltip="Go back to the policy's own words"
        ),
        Binding("v,f6", "versions", "Versions", id="templates.versions", tooltip="Read every version of these words"),
        Binding(
            "h,f3",
            "letterhead",
            "Letterhead",
            id="templates.letterhead",
            tooltip="Put in a letterhead, a Word document",
        ),
        Binding("x,delete", "plain_paper", "Plain paper", id="templates.plain", tooltip="Use the letterhead no more"),
        Binding("m,f7", "model", "Model", id="templates.model", tooltip="Write a letterhead to begin from"),
    ]
    DEFAULT_CSS = """
    Templates .house-body { layout: vertical; }
    Templates #texts { width: 100%; height: 1fr; }
    Templates #shown {
        width: 100%; height: 1fr; border: round $line; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $head; border-title-style: bold; border-subtitle-color: $ink-quiet;
        &:focus { border: round $line-bright; border-title-color: $key; }
    }
    Templates.-wide .house-body { layout: horizontal; }
    Templates.-wide #texts { width: 72; }
    Templates.-wide #shown { width: 1fr; padding: 0 2; }
    """

    def body(self) -> ComposeResult:
        """Yield the list, and the words of the marked one."""
        with Horizontal(classes="house-body"):
            yield TextsList(id="texts")
            with VerticalScroll(id="shown"):
                yield Line("", id="words")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.query_one(TextsList).focus()

    async def reload(self) -> None:
        """Read them again."""
        view = await self.ask(templates.listed, self.desk)
        if view is None or not self.is_attached:
            return
        listed = self.query_one(TextsList)
        own = sum(one.own for one in view.templates)
        listed.border_title = said(spelled(f"Letters {len(view.templates)} · {own} in our own words"))
        listed.border_subtitle = said(spelled("Every save is a version"))
        listed.show(rows_of(view))
        self._show()

    @on(RowList.Moved, "#texts")
    def moved(self) -> None:
        """Show the words of the marked one."""
        self._show()
        self.refresh_bindings()

    def _show(self) -> None:
        row = self.query_one(TextsList).marked
        if row is None:
            return
        shown = self.query_one("#shown")
        shown.border_title = said(row.title)
        shown.border_subtitle = said(spelled(self._about(row)))
        self.query_one("#words", Line).update(_coloured(row))

    def _about(self, row: TextRow) -> str:
        one = row.template
        if one is None:
            return "used exactly as configured" if row.kind == FIXED else "Word documents are written on it"
        second = "a second person reads it first" if one.second_reader else "one person may send it"
        if one.changed is None or not one.own:
            return f"the policy's words · {second}"
        return f"version {one.version}, {one.changed_by}, {say_day(london(one.changed).date())} · {second}"

    # Keys -------------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the manager changes anything."""
        if action in WORKING:
            return may(self.desk.role, Act.KEEP_TEMPLATES)
        return super().check_action(action, parameters)

    def _letter(self) -> TemplateView | None:
        row = self.query_one(TextsList).marked
        if row is not None and row.kind == FIXED:
            self.house.tell("This is used exactly as the policy file says it. Change the policy file and adopt it.")
        elif row is not None and row.kind == HEAD:
            self.house.tell("This is the letterhead: h puts in another, x uses plain paper.")
        return row.template if row is not None else None

    def _told(self, sentence: str | None) -> None:
        if sentence:
            self.house.tell(sentence)
            self.reload_soon()

    @on(RowList.Chosen, "#texts")
    def chosen(self, event: RowList.Chosen) -> None:
        """Change the words, or the letterhead."""
        if event.row.kind == HEAD:
            self.action_letterhead()
        else:
            self.action_change()

    def action_change(self) -> None:
        """Change the words of the marked letter."""
        if (one := self._letter()) is not None:
            self.app.push_screen(ChangeTemplate(self.desk, one), self._told)

    def action_go_back(self) -> None:
        """Go back to the policy's own words."""
        one = self._letter()
        if one is None:
            return
        if not one.own:
            self.house.tell("These are the policy's own words already.")
            return
        question = (
            f"Letters “{one.title}” grow from the policy's words again. Yours stay kept as version {one.version}."
        )

        async def answered(yes: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
            if yes:
                self._told(await self.call(templates.reset, self.desk, one.key, one.version))

        self.app.push_screen(Question("Go back to the policy's words?", question, yes="Go back"), answered)

    async def action_versions(self) -> None:
        """Read every version."""
        one = self._letter()
        if one is None:
            return
        found = await self.ask(templates.versions, self.desk, one.key)
        if found is None or not self.is_current:
            return
        if not found:
            self.house.tell("There are only the policy's own words so far.")
            return
        parts = [said((head, "bold $head"), f"\n\n{text}\n\n") for head, text in found]
        self.app.push_screen(Reading(one.title, said(*parts)))

    def action_letterhead(self) -> None:
        """Put in a letterhead."""
        self.app.push_screen(PutLetterhead(self.desk), self._told)

    async def action_plain_paper(self) -> None:
        """Use the letterhead no more."""
        self._told(await self.call(templates.drop_letterhead, self.desk))

    def action_model(self) -> None:
        """Write a letterhead to begin from."""
        self.app.push_screen(SaveModel(self.desk), self._told)


def _coloured(row: TextRow) -> Content:
    """Draw a text with its words in braces marked."""
    fields = {f"{{{name}}}" for name in row.template.fields} if row.template else set()
    parts: list[str | tuple[str, str]] = []
    rest = row.text or "Nothing stands here: the letter is written freely."
    while rest:
        head, brace, tail = rest.partition("{")
        name, close, after = tail.partition("}")
        parts.append(head)
        word = f"{brace}{name}{close}"
        if word in fields:
            parts.append((word, "bold $key"))
            rest = after
        elif brace:
            parts.append(brace)
            rest = tail
        else:
            rest = ""
    return said(*(part for part in parts if part))


class ChangeTemplate(FormDialog):
    """The words of a letter, and whether a second person reads it. Closes with what was kept."""

    YES = "Keep as a new version"
    DEFAULT_CSS = """
    ChangeTemplate > .card { width: 96%; max-width: 110; }
    ChangeTemplate Labelled.-text { grid-rows: 10 auto; grid-columns: 14 1fr; }
    ChangeTemplate.-roomy Labelled.-text { grid-rows: 24 auto; }
    """

    def __init__(self, desk: Desk, template: TemplateView) -> None:
        super().__init__(desk, f"template:{template.key}")
        self._template = template
        self.HEAD = template.title  # type: ignore[misc]

    def words(self) -> str:
        """Say what may stand in it."""
        owed = ", ".join(f"{{{name}}}" for name in self._template.owed)
        others = ", ".join(f"{{{name}}}" for name in self._template.fields if name not in self._template.owed)
        return f"{f'Must stand there: {owed}. ' if owed else ''}May stand there: {others}."

    def fields(self) -> ComposeResult:
        """Yield the words, and who reads it."""
        yield Labelled("Words", TextBox(self._template.text, limit=LONGEST_LETTER, id="text"), classes="-text")
        second = "yes" if self._template.second_reader else "no"
        yield Labelled("Read first by", Pick(SECOND, second, id="second"))

    def work(self) -> Callable[[], Any]:
        """Keep them as the next version."""
        desk, one, text = self.desk, self._template, self.query_one("#text", TextBox).text
        second = self.query_one("#second", Pick).value == "yes"
        return lambda: templates.save(desk, one.key, one.version, text, second_reader=second)


class PutLetterhead(FormDialog):
    """A Word document as the service's letterhead. Closes with what was done."""

    HEAD = "Put in a letterhead"
    YES = "Check it and put it in"

    def words(self) -> str:
        """Say what it must hold."""
        return (
            "A Word document (.docx) with {{ body }} in a paragraph of its own, where the letter stands. It may also "
            "show {{ date }}, {{ service }}, {{ union }}, {{ email }} and {{ telephone }}. No macros, nothing linked."
        )

    def fields(self) -> ComposeResult:
        """Yield the path."""
        yield Labelled("File", PathField(id="path"), "It is checked, tried, and sealed; the file stays where it is.")

    def work(self) -> Callable[[], Any]:
        """Take it in."""
        path = self.given("path")
        return lambda: templates.put_letterhead(self.desk, path)


class SaveModel(FormDialog):
    """A letterhead to begin from, written to a folder. Closes with where it stands."""

    HEAD = "Write a letterhead to begin from"
    YES = "Write the file"

    def fields(self) -> ComposeResult:
        """Yield the folder."""
        folder = PathField(disk.usual_folder(), folders=True, id="folder")
        yield Labelled("Folder", folder, f"{templates.MODEL_NAME}: open it in Word, add the logo, put it in here.")

    def work(self) -> Callable[[], Any]:
        """Write it."""
        folder = self.given("folder")
        return lambda: templates.save_model(self.desk, folder)
